// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/clients/http.h"

#include <QStringList>

namespace easel {

// The secrets of one session, taken out of every text that leaves it: Palette's own messages have echoed the
// key, and a refresh token stands in a path.
class PaletteSecrets
{
public:
    void add(const QString &secret);     // too short ones are ignored: they would tear words apart
    void addToken(const QString &token); // the last few are remembered
    QString without(const QString &text) const;
    Error without(Error error) const;
    HttpReply without(HttpReply reply) const; // body and Location, before anything is cut off them

private:
    QStringList forms() const; // also as they stand in URLs; the longest first

    QStringList m_secrets;
    QStringList m_tokens; // the newest first
};

} // namespace easel
