// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace easel {

// The bytes of one member of a JSON object, found by skipping over the others without building anything;
// empty when it is not there or the text is no object. Stops as soon as it is found: members that stand first
// cost nothing.
QByteArray jsonMember(const QByteArray &object, const char *name);

// What a list says of itself, whatever the order of its members.
struct ListMeta
{
    QString resourceVersion;
    QString continueToken;
    qint64 remaining = -1;
};
std::optional<ListMeta> listMetaOf(const QByteArray &list);

// Whether the text ends like a whole JSON object: a cheap guard against answers cut off.
bool endsLikeObject(const QByteArray &text);

} // namespace easel
