// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

namespace easel {

// What the typed view of an object's kind could not read, as sentences for people (rule C11). Empty for kinds
// without a view and for objects that were read in full.
QStringList viewNotes(const QJsonObject &object);

} // namespace easel
