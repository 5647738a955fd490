// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/clients/http.h"

namespace easel {

// What every API over HTTP has in common when it refuses.

Error::Kind errorKindOf(int httpStatus);

// A few words for a status whose answer says nothing; may be empty.
QString statusWords(int status);

// What another server in between said: a page or a word, as one short line, cleaned and without credentials.
QString pageText(const QByteArray &body);

// A 3xx answer: Easel follows none, so that no credential reaches another server.
Error redirectError(const HttpReply &reply);

} // namespace easel
