// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace easel {

// The text that a kubeconfig Secret holds: its key has had several names. Empty: there is none.
QByteArray kubeconfigInSecret(const QJsonObject &secret);

} // namespace easel
