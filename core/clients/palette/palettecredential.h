// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace easel {

// Who signs in to Palette: an API key, or a person's password, from which Palette makes a token that lives
// for minutes. Held in memory only.
struct PaletteCredential
{
    QString apiKey;
    QString email;
    QString password;
    QString organisation; // where one e-mail is in several

    bool hasKey() const { return !apiKey.isEmpty(); }
    bool operator==(const PaletteCredential &) const = default;
};

} // namespace easel
