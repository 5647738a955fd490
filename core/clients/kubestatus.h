// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/clients/http.h"

#include <QJsonObject>

namespace easel {

// The error that an answer outside 2xx means, from its Status body where it has one (a proxy's page is
// shortened to one line). Texts are cleaned and hold no credentials. A 2xx answer gives Protocol.
Error errorFromReply(const HttpReply &reply);

// The same from a Status object alone, as in the ERROR event of a watch.
Error errorFromStatus(const QJsonObject &status);

} // namespace easel
