// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/connection.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslKey>

namespace easel {

// A private key from PEM (RSA or EC; PKCS#1, SEC1, PKCS#8). The error says what is wrong with it, never what
// is in it.
Result<QSslKey> readPrivateKey(const QByteArray &pem);

// Trust and client certificate of one lane set: only the pinned certificate, or only the given authority, or
// the system's when neither is given. With a pin every handshake ends in sslErrors(), where isPinned()
// decides: nothing is sent before.
Result<QSslConfiguration> tlsConfiguration(const ServerAddress &server, const Identity &identity);

// What is wrong with a server's certificate, as one sentence that names it. `verifiedName` is the name that
// the certificate was checked against, `leaf` the certificate that the server showed: Error::certificate
// tells a person about it, who may trust it (ServerAddress::fingerprint).
Error tlsError(const QList<QSslError> &errors, const QString &verifiedName,
               const QSslCertificate &leaf = QSslCertificate());

// The server shows another certificate than the pinned one; names both fingerprints.
Error certificateChanged(const ServerAddress &server, const QSslCertificate &leaf);

bool isPinned(const ServerAddress &server, const QSslCertificate &leaf);

CertificateFacts certificateFacts(const QSslCertificate &certificate);

// "AB:CD:..." of a SHA-256 fingerprint in any usual spelling (lower case, without colons, "SHA256:" before
// it); empty when it is none.
QString normalizedFingerprint(const QString &text);

} // namespace easel
