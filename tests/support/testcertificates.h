// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QTemporaryDir>

namespace easel {

// Certificates made for one test run by the openssl program, in a temporary folder.
class TestCertificates
{
public:
    struct Pair
    {
        QByteArray certificate;
        QByteArray key;
    };
    enum class Key { Ec, Rsa, Ed25519 };

    TestCertificates();
    bool isValid() const { return m_valid; }

    QByteArray authority() const { return m_authority.certificate; }
    // subjectAltName as openssl takes it: "IP:127.0.0.1,DNS:localhost". Days below zero: expired.
    Pair issue(const QString &commonName, const QString &alternativeNames, int days = 2, Key key = Key::Ec);

    static constexpr auto loopback = "IP:127.0.0.1,DNS:localhost";

private:
    bool openssl(const QStringList &arguments) const;
    QByteArray contents(const QString &name) const;
    QByteArray makeKey(const QString &name, Key key) const;

    QTemporaryDir m_folder;
    Pair m_authority;
    int m_number = 0;
    bool m_valid = false;
};

} // namespace easel
