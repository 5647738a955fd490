// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/clients/palette/paletterequest.h"

namespace easel {

// The error that an answer of Palette outside 2xx means: its JSON with a code that is a word or a number,
// plain text, a gateway's page, or nothing. Error::reason is Palette's code, Error::reference its correlation
// id. Texts are cleaned and hold no well-known credential; those of the session PaletteSecrets takes out.
Error paletteError(const HttpReply &reply, const PaletteRequest &request);

// A 2xx answer that is not what was asked for.
Error paletteNonsense(const QByteArray &body, const PaletteRequest &request);

// The change may or may not have been made. `cause` says what happened to its answer.
Error paletteOutcomeUnknown(Error cause, const PaletteRequest &request);

} // namespace easel
