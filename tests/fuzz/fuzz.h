// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// What every target needs. A target reads bytes as some other side could send them; the sanitizers watch
// memory, and EASEL_MUST() says what has to hold whatever was read.
#define EASEL_MUST(condition)                                                                                \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);              \
            std::abort();                                                                                    \
        }                                                                                                    \
    } while (false)

namespace easel::fuzz {

// Takes small numbers from the input's front, the rest is the text: libFuzzer finds its way in such inputs
// well.
class Input
{
public:
    Input(const uint8_t *data, size_t size)
        : m_bytes(reinterpret_cast<const char *>(data), qsizetype(size))
    {}
    int number(int below)
    {
        if (m_bytes.size() <= m_at || below < 1)
            return 0;
        return uchar(m_bytes.at(m_at++)) % below;
    }
    QByteArray rest() const { return m_bytes.mid(m_at); }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

} // namespace easel::fuzz
