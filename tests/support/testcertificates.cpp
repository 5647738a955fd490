// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcertificates.h"

#include <QFile>
#include <QProcess>

namespace easel {

TestCertificates::TestCertificates()
{
    m_authority.key = makeKey(QStringLiteral("ca"), Key::Ec);
    m_valid = openssl(
        {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-new"), QStringLiteral("-key"),
         QStringLiteral("ca.key"), QStringLiteral("-out"), QStringLiteral("ca.crt"), QStringLiteral("-subj"),
         QStringLiteral("/CN=Easel test authority"), QStringLiteral("-days"), QStringLiteral("30")});
    m_authority.certificate = contents(QStringLiteral("ca.crt"));
}

TestCertificates::Pair TestCertificates::issue(const QString &commonName, const QString &alternativeNames,
                                               int days, Key key)
{
    const QString base = QStringLiteral("c%1").arg(++m_number);
    Pair pair;
    pair.key = makeKey(base, key);
    QFile extensions(m_folder.filePath(base + QStringLiteral(".ext")));
    if (extensions.open(QIODevice::WriteOnly) && !alternativeNames.isEmpty())
        extensions.write("subjectAltName=" + alternativeNames.toUtf8() + '\n');
    extensions.close();
    const bool made =
        openssl({QStringLiteral("req"), QStringLiteral("-new"), QStringLiteral("-key"),
                 base + QStringLiteral(".key"), QStringLiteral("-out"), base + QStringLiteral(".csr"),
                 QStringLiteral("-subj"), QStringLiteral("/CN=") + commonName}) &&
        openssl({QStringLiteral("x509"), QStringLiteral("-req"), QStringLiteral("-in"),
                 base + QStringLiteral(".csr"), QStringLiteral("-CA"), QStringLiteral("ca.crt"),
                 QStringLiteral("-CAkey"), QStringLiteral("ca.key"), QStringLiteral("-CAcreateserial"),
                 QStringLiteral("-days"), QString::number(days), QStringLiteral("-extfile"),
                 base + QStringLiteral(".ext"), QStringLiteral("-out"), base + QStringLiteral(".crt")});
    m_valid = m_valid && made;
    pair.certificate = contents(base + QStringLiteral(".crt"));
    return pair;
}

QByteArray TestCertificates::makeKey(const QString &name, Key key) const
{
    const QString file = name + QStringLiteral(".key");
    switch (key) {
    case Key::Ec:
        openssl({QStringLiteral("genpkey"), QStringLiteral("-algorithm"), QStringLiteral("EC"),
                 QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"),
                 QStringLiteral("-out"), file});
        break;
    case Key::Rsa:
        openssl({QStringLiteral("genpkey"), QStringLiteral("-algorithm"), QStringLiteral("RSA"),
                 QStringLiteral("-pkeyopt"), QStringLiteral("rsa_keygen_bits:2048"), QStringLiteral("-out"),
                 file});
        break;
    case Key::Ed25519:
        openssl({QStringLiteral("genpkey"), QStringLiteral("-algorithm"), QStringLiteral("ed25519"),
                 QStringLiteral("-out"), file});
        break;
    }
    return contents(file);
}

bool TestCertificates::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(QStringLiteral("openssl"), arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0) {
        qWarning("openssl %s failed: %s", qPrintable(arguments.join(u' ')),
                 process.readAllStandardError().constData());
        return false;
    }
    return true;
}

QByteArray TestCertificates::contents(const QString &name) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace easel
