// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettetoken.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace easel {

namespace {

constexpr qint64 usualLife = 15 * 60;

QJsonObject claimsOf(const QByteArray &token)
{
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3)
        return {};
    return QJsonDocument::fromJson(QByteArray::fromBase64(parts.at(1), QByteArray::Base64UrlEncoding))
        .object();
}

} // namespace

bool PaletteToken::wantsRenewal(const QDateTime &now) const
{
    return !isSet() || now >= until.addSecs(-from.secsTo(until) / 5);
}

PaletteToken readPaletteToken(const QByteArray &value, const QDateTime &now)
{
    const QJsonObject claims = claimsOf(value);
    const qint64 expires = claims[u"exp"].toInteger();
    const qint64 issued = claims[u"iat"].toInteger();
    qint64 life = usualLife;
    if (expires > 0)
        life = issued > 0 && issued < expires ? expires - issued : expires - now.toSecsSinceEpoch();
    return {value, now, now.addSecs(std::max<qint64>(life, 1))};
}

} // namespace easel
