// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace easel {

// Kubernetes' label selector text: "a=b,c!=d,e,!f,g in (x, y),h notin (z)". A text that is none matches
// nothing, as a server would refuse it.
bool matchesLabelSelector(const QString &selector, const QJsonObject &labels);

} // namespace easel
