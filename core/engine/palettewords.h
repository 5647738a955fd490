// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace easel {

// May the same request work later without anybody changing anything (3.l.1: network errors, 429, 5xx)?
inline bool isWorthAnotherTry(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Network:
    case Error::Kind::Timeout:
    case Error::Kind::Throttled:
    case Error::Kind::Server:
    case Error::Kind::OutcomeUnknown:
    case Error::Kind::Protocol: // a gateway's page in place of an answer
        return true;
    default:
        return false;
    }
}

} // namespace easel
