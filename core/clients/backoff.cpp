// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace easel {

std::chrono::milliseconds backoffDelay(int attempt, std::chrono::milliseconds first,
                                       std::chrono::milliseconds most, double spread)
{
    const qint64 doubled = first.count() << std::clamp(attempt, 0, 20);
    const auto middle = static_cast<double>(std::min<qint64>(doubled, most.count()));
    return std::chrono::milliseconds(static_cast<qint64>(middle * (0.5 + spread)));
}

std::chrono::milliseconds backoffDelay(int attempt, std::chrono::milliseconds first,
                                       std::chrono::milliseconds most)
{
    return backoffDelay(attempt, first, most, QRandomGenerator::global()->generateDouble());
}

} // namespace easel
