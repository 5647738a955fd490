// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"

#include <QTest>

#include <optional>

namespace easel {

// Waits for a call in a test (never elsewhere): await(call) gives its result, or a Timeout error after the
// time.
template <typename T>
Result<T> await(const Call<T> &call, int milliseconds = 20'000)
{
    QObject context;
    std::optional<Result<T>> result;
    call.then(&context, [&result](const Result<T> &value) { result = value; });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, milliseconds))
        return failure(Error::Kind::Timeout, QStringLiteral("the test waited in vain"));
    return *result;
}

// For QVERIFY2, which makes its text even when all is well.
template <typename T>
QByteArray why(const Result<T> &result)
{
    return result ? QByteArray() : errorSentence(result.error()).toUtf8();
}

} // namespace easel
