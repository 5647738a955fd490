// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/connection.h"

#include <QSslConfiguration>
#include <QSslError>
#include <QSslKey>

namespace easel {

// A private key from PEM (RSA or EC; PKCS#1, SEC1, PKCS#8). The error says what is wrong with it, never what
// is in it.
Result<QSslKey> readPrivateKey(const QByteArray &pem);

// Trust and client certificate of one lane set: only the given authority, or the system's when none is given.
Result<QSslConfiguration> tlsConfiguration(const ServerAddress &server, const Identity &identity);

// What is wrong with a server's certificate, as one sentence that names it. `verifiedName` is the name that
// the certificate was checked against.
Error tlsError(const QList<QSslError> &errors, const QString &verifiedName);

} // namespace easel
