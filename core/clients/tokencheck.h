// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"

#include <QUrl>

namespace easel {

// Whether the services beside Palette accept a token: one request, nothing is changed there. The name of
// whoever it belongs to, where the service tells one. The token is in no error. `context` ends the question.
Call<QString> checkHuggingFaceToken(const QUrl &endpoint, const QByteArray &token, QObject *context);
// An NGC key is accepted when NVIDIA gives a token of the registry for it.
Call<QString> checkNgcKey(const QByteArray &key, QObject *context,
                          const QUrl &server = QUrl(QStringLiteral("https://authn.nvidia.com")));

} // namespace easel
