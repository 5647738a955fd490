// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace easel {

// One {{ ... }} of a profile (3.g). `problem` is set when it cannot be read: V7 on plain hubs, passed on
// untouched by vendor hubs.
struct Macro
{
    enum class Kind { Variable, Spoke, Hub, Unreadable };
    Kind kind = Kind::Unreadable;
    QString text;     // as written, braces included
    QString variable; // of a variable macro
    QString path;     // ".def.store.clusterIp" of a spoke or hub macro
    QStringList filters;
    QString problem;

    // Parts of the path after the first: for ".def.store.clusterIp" {"def", "store", "clusterIp"}.
    QStringList pathParts() const { return path.split(u'.', Qt::SkipEmptyParts); }
};

QList<Macro> macrosIn(const QString &text);

struct PlacedMacro
{
    Macro macro;
    JsonPointer pointer; // of the text it stands in, from the value that was searched
};
// All macros in the texts of a JSON value, keys excluded.
QList<PlacedMacro> macrosInValue(const QJsonValue &value);

} // namespace easel
