// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace easel {

// Rule C10. Removes what looks like a credential from a message or log line: Authorization and ApiKey
// headers, bearer and JWT tokens, PEM private keys, "password=", kubeconfig token and key data, user info in
// URLs.
QString redacted(const QString &text);

// A copy of a Kubernetes object without secret values: data and stringData of Secrets become "<n bytes>"
// marks, last-applied annotations go. Other kinds come back unchanged.
QJsonObject redactedObject(const QJsonObject &object);

} // namespace easel
