// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace easel {

// Which kubeconfig of a cluster. Admin: certificates of a cluster administrator, no sign-in program. Client:
// what Palette's own tools use now. User: with OIDC, needs a program on this computer.
enum class KubeconfigKind { Admin, Client, User };

// The YAML of an answer: sometimes it is base64 of it. The error says what came instead, never the text.
Result<QByteArray> kubeconfigText(const QByteArray &body);

} // namespace easel
