// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/palette/edgehost.h"

#include <optional>

namespace easel {

// What is to change in the tags of one machine. Palette takes only whole sets, so everything that is not
// named here must be what it was.
struct HostTagChange
{
    QMap<QString, QString> set; // tag -> value; an empty value: a tag without one
    QStringList remove;
    // What the person saw when they decided: a tag that is to change and meanwhile says something else is a
    // conflict. Missing: whatever is there now.
    std::optional<QMap<QString, QString>> seen;
};

// The labels to write for a machine as it is now; an error (Conflict) that names what somebody else changed.
Result<QMap<QString, QString>> changedLabels(const EdgeHost &now, const HostTagChange &change);

QJsonObject hostLabelsBody(const EdgeHost &host, const QMap<QString, QString> &labels);

} // namespace easel
