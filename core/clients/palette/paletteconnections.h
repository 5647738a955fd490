// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/connection.h"
#include "core/clients/palette/palettemeta.h"
#include "core/clients/signin/secretstore.h"

#include <QObject>
#include <QSettings>

namespace easel {

// A person's own way into a Palette, as it is remembered between runs. The key or the password is not part of
// it: that lies in the SecretStore.
struct PaletteConnection
{
    QString id; // a uuid
    QString title;
    ServerAddress server; // url, caPem, fingerprint, insecureSkipVerify
    QString email;        // empty: an API key
    QString organisation;
    PaletteRef project; // whose machines it shows
    bool isSet() const { return !id.isEmpty(); }
    bool withPassword() const { return !email.isEmpty(); }
    QString place() const; // "palette.example, north"
    SecretKey secretKey() const;
    bool operator==(const PaletteConnection &) const = default;
};

// All of them, in an INI file of Easel's. No secrets, ever.
class PaletteConnections : public QObject
{
    Q_OBJECT

public:
    explicit PaletteConnections(const QString &file, QObject *parent = nullptr);

    QList<PaletteConnection> all() const; // by title
    PaletteConnection find(const QString &id) const;
    void put(const PaletteConnection &connection); // adds it, or replaces the one with this id
    void remove(const QString &id);

Q_SIGNALS:
    void changed();

private:
    mutable QSettings m_settings;
};

} // namespace easel
