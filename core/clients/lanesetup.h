// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/exchange.h"

namespace easel {

using HeaderList = QList<QPair<QByteArray, QByteArray>>;

// What all connections of one identity to one server share; the error says what of it cannot be used.
Result<LaneSetup> laneSetup(const ServerAddress &server, const Identity &identity);

// Who we are, as headers of a request.
HeaderList identityHeaders(const Identity &identity);

} // namespace easel
