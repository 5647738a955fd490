// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/http.h"

#include <QJsonObject>

namespace easel {

// Turns every answer outside 2xx into its error and names what was tried.
Call<HttpReply> accepted(const Call<HttpReply> &reply, QObject *context, const QString &attempt);

// The JSON object of an answer; large ones are parsed on the pool.
Call<QJsonObject> jsonOf(const Call<HttpReply> &reply, QObject *context, const QString &attempt);

Result<QJsonObject> parseObject(const QByteArray &text);

} // namespace easel
