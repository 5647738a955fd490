// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"

#include <QList>
#include <QString>

namespace easel {

// One verdict of a rule of resource-model section 2: stable id ("AIW-3"), what it is about, and the sentence
// people read.
struct Finding
{
    enum class Severity { Refuse, Warn, Inform };
    QString rule;
    Severity severity = Severity::Refuse;
    JsonPointer pointer;
    QString sentence;
    bool operator==(const Finding &) const = default;
};

} // namespace easel
