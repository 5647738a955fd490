// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>

namespace easel {

// A token of a signed-in person and how long it is good.
struct PaletteToken
{
    QByteArray value;
    QDateTime from;
    QDateTime until;

    bool isSet() const { return !value.isEmpty(); }
    bool isAlive(const QDateTime &now) const { return isSet() && now < until; }
    bool wantsRenewal(const QDateTime &now) const; // the last fifth of its life has begun
};

// `until` from the token itself (RFC 7519, "exp"); where it does not say, 15 minutes, Palette's default. A
// token whose clock differs from ours is taken to live as long as it says, from now on.
PaletteToken readPaletteToken(const QByteArray &value, const QDateTime &now);

} // namespace easel
