// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/accessgate.h"

#include <QDateTime>

namespace easel {

namespace {

constexpr qint64 freshMs = 120'000;

} // namespace

std::optional<AccessAnswer> AccessGate::answer(Source *source, const AccessQuestion &question)
{
    if (!source)
        return std::nullopt;
    Known &known = m_known[question];
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (known.askedMs != 0 && now - known.askedMs < freshMs)
        return known.answer;
    known.askedMs = now;
    const std::optional<AccessAnswer> before = known.answer;
    source->can(question).then(
        this, [this, question, generation = m_generation](const Result<AccessAnswer> &result) {
            if (generation != m_generation)
                return;
            Known &entry = m_known[question];
            if (!result) {
                entry.askedMs = 0; // not answered: the action itself will say what is wrong
                return;
            }
            const bool differs = !entry.answer || entry.answer->allowed != result->allowed;
            entry.answer = *result;
            if (differs)
                Q_EMIT changed();
        });
    return before;
}

void AccessGate::forget()
{
    ++m_generation;
    m_known.clear();
    Q_EMIT changed();
}

} // namespace easel
