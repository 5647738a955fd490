// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace easel {

// How long to wait before try number `attempt` + 1 (attempt 0 = the first try failed): doubles from `first`
// up to `most`, then spread over 50 to 150 % so that many clients of one server do not come back in step.
std::chrono::milliseconds backoffDelay(int attempt,
                                       std::chrono::milliseconds first = std::chrono::milliseconds(200),
                                       std::chrono::milliseconds most = std::chrono::milliseconds(5000));

// The same without the spread, 0 <= spread < 1 given by the caller.
std::chrono::milliseconds backoffDelay(int attempt, std::chrono::milliseconds first,
                                       std::chrono::milliseconds most, double spread);

} // namespace easel
