// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/tlstrust.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QLocale>
#include <QRegularExpression>
#include <QSslCertificate>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::TlsTrust)
};

QString nameOf(const QSslCertificate &certificate)
{
    const QString name = cleanedLine(certificate.subjectInfo(QSslCertificate::CommonName).join(u", "));
    return name.isEmpty() ? cleanedLine(certificate.subjectDisplayName()) : name;
}

QString issuerOf(const QSslCertificate &certificate)
{
    const QString name = cleanedLine(certificate.issuerInfo(QSslCertificate::CommonName).join(u", "));
    return name.isEmpty() ? cleanedLine(certificate.issuerDisplayName()) : name;
}

QString dateText(const QDateTime &date)
{
    return date.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'");
}

QStringList namesIn(const QSslCertificate &certificate)
{
    QStringList names;
    for (const QString &name : certificate.subjectAlternativeNames())
        names << cleanedLine(name);
    if (names.isEmpty())
        names << nameOf(certificate);
    std::sort(names.begin(), names.end());
    return names;
}

// The problem that a person should hear of first when OpenSSL reports several.
int weight(QSslError::SslError error)
{
    switch (error) {
    case QSslError::CertificateExpired:
    case QSslError::CertificateNotYetValid:
        return 3;
    case QSslError::HostNameMismatch:
        return 2;
    default:
        return 1;
    }
}

QList<QSslCertificate> certificatesIn(const QByteArray &pem)
{
    return QSslCertificate::fromData(pem, QSsl::Pem);
}

} // namespace

Result<QSslKey> readPrivateKey(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        const QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    if (!pem.contains("-----BEGIN ")) {
        return failure(Error::Kind::Syntax, Text::tr("The client key is not in PEM form"),
                       Text::tr("Write the key as PEM (\"-----BEGIN PRIVATE KEY-----\")."));
    }
    if (pem.contains("ENCRYPTED")) {
        return failure(Error::Kind::Unsupported, Text::tr("The client key is protected by a pass phrase"),
                       Text::tr("Easel cannot ask for pass phrases of keys yet; use a key without one."));
    }
    return failure(
        Error::Kind::Unsupported,
        Text::tr("The client key cannot be loaded: it is damaged or of a kind that Qt does not know, such as "
                 "Ed25519"),
        Text::tr("Use a client certificate with an RSA or EC key."));
}

Result<QSslConfiguration> tlsConfiguration(const ServerAddress &server, const Identity &identity)
{
    if (!QSslSocket::supportsSsl()) {
        return failure(Error::Kind::Tls, Text::tr("Qt found no TLS library on this computer"),
                       Text::tr("Install OpenSSL 3."));
    }
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    if (!server.fingerprint.isEmpty()) {
        if (normalizedFingerprint(server.fingerprint).isEmpty()) {
            return failure(Error::Kind::Tls,
                           Text::tr("'%1' is not a SHA-256 fingerprint").arg(cleanedLine(server.fingerprint)),
                           Text::tr("Write it as 32 pairs of hexadecimal digits."));
        }
        // No authority at all: otherwise a certificate that some authority vouches for would pass unseen,
        // and a request could leave before anybody compared fingerprints.
        tls.setCaCertificates({});
    } else if (!server.caPem.trimmed().isEmpty()) {
        const QList<QSslCertificate> authorities = certificatesIn(server.caPem);
        if (authorities.isEmpty()) {
            return failure(Error::Kind::Tls,
                           Text::tr("The certificate authority of this connection holds no certificate"),
                           Text::tr("Give the authority as PEM (\"-----BEGIN CERTIFICATE-----\")."));
        }
        tls.setCaCertificates(authorities);
    }
    if (server.insecureSkipVerify && server.fingerprint.isEmpty())
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    if (!identity.clientCertificatePem.isEmpty() || !identity.clientKeyPem.isEmpty()) {
        const QList<QSslCertificate> chain = certificatesIn(identity.clientCertificatePem);
        if (chain.isEmpty()) {
            return failure(Error::Kind::Tls,
                           Text::tr("The client certificate of this user holds no certificate"),
                           Text::tr("Give it as PEM (\"-----BEGIN CERTIFICATE-----\")."));
        }
        const Result<QSslKey> key = readPrivateKey(identity.clientKeyPem);
        if (!key)
            return failure(key.error());
        tls.setLocalCertificateChain(chain);
        tls.setPrivateKey(*key);
    }
    return tls;
}

CertificateFacts certificateFacts(const QSslCertificate &certificate)
{
    CertificateFacts facts;
    facts.fingerprint =
        QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper());
    facts.subject = nameOf(certificate);
    facts.issuer = issuerOf(certificate);
    facts.names = namesIn(certificate);
    facts.validFrom = certificate.effectiveDate().toUTC();
    facts.validUntil = certificate.expiryDate().toUTC();
    facts.selfSigned = certificate.isSelfSigned();
    return facts;
}

QString normalizedFingerprint(const QString &text)
{
    QString digits = text.trimmed().toUpper();
    for (const char *prefix : {"SHA256 FINGERPRINT=", "SHA-256:", "SHA256:"}) {
        if (digits.startsWith(QLatin1String(prefix)))
            digits.remove(0, qsizetype(qstrlen(prefix)));
    }
    digits.remove(u':').remove(u' ');
    static const QRegularExpression form(QStringLiteral("^[0-9A-F]{64}$"));
    if (!form.match(digits).hasMatch())
        return {};
    for (int at = 62; at > 0; at -= 2)
        digits.insert(at, u':');
    return digits;
}

bool isPinned(const ServerAddress &server, const QSslCertificate &leaf)
{
    return !leaf.isNull() && normalizedFingerprint(server.fingerprint) == certificateFacts(leaf).fingerprint;
}

Error certificateChanged(const ServerAddress &server, const QSslCertificate &leaf)
{
    const CertificateFacts facts = certificateFacts(leaf);
    Error error = makeError(
        Error::Kind::Tls,
        Text::tr(
            "The certificate of %1 is not the one that this connection trusts: its SHA-256 fingerprint is "
            "%2, trusted is %3")
            .arg(server.url.host(), facts.fingerprint, normalizedFingerprint(server.fingerprint)),
        Text::tr(
            "Nothing was sent. If the server has a new certificate, compare the fingerprint at the server "
            "and trust the new one; otherwise something stands between you and the server."));
    error.reason = QStringLiteral("CertificateChanged");
    error.certificate = facts;
    return error;
}

Error tlsError(const QList<QSslError> &errors, const QString &verifiedName, const QSslCertificate &leaf)
{
    const auto worst =
        std::max_element(errors.begin(), errors.end(), [](const QSslError &a, const QSslError &b) {
            return weight(a.error()) < weight(b.error());
        });
    if (worst == errors.end())
        return makeError(Error::Kind::Tls, Text::tr("The TLS handshake with %1 failed").arg(verifiedName));
    const QSslCertificate certificate = worst->certificate();
    Error error = makeError(Error::Kind::Tls, {});
    if (!leaf.isNull())
        error.certificate = certificateFacts(leaf);
    switch (worst->error()) {
    case QSslError::CertificateExpired:
        error.reason = QStringLiteral("CertificateExpired");
        error.message = Text::tr("The certificate '%1' of %2 expired on %3")
                            .arg(nameOf(certificate), verifiedName, dateText(certificate.expiryDate()));
        error.advice =
            Text::tr("Have the server's certificate renewed, and check the clock of this computer.");
        break;
    case QSslError::CertificateNotYetValid:
        error.reason = QStringLiteral("CertificateNotYetValid");
        error.message = Text::tr("The certificate '%1' of %2 is valid only from %3")
                            .arg(nameOf(certificate), verifiedName, dateText(certificate.effectiveDate()));
        error.advice = Text::tr("Check the clock of this computer.");
        break;
    case QSslError::HostNameMismatch:
        error.reason = QStringLiteral("HostNameMismatch");
        error.message = Text::tr("The certificate of the server is for %1, not for %2")
                            .arg(nameList(namesIn(certificate)), verifiedName);
        error.advice =
            Text::tr("Check the address, or set tls-server-name to one of the certificate's names.");
        break;
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::CertificateSignatureFailed:
        error.reason = QStringLiteral("UnknownAuthority");
        error.message =
            Text::tr("The certificate '%1' of %2 is signed by '%3', which this connection does not trust")
                .arg(nameOf(certificate), verifiedName, issuerOf(certificate));
        error.advice = Text::tr(
            "Check the certificate authority of this connection, or whether something stands between "
            "you and the server.");
        break;
    default:
        error.reason = QStringLiteral("Certificate");
        error.message = Text::tr("The certificate of %1 is refused: %2")
                            .arg(verifiedName, cleanedLine(worst->errorString()));
        break;
    }
    return error;
}

} // namespace easel
