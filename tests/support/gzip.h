// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace easel::tests {

// A gzip file. qCompress() makes zlib's form, which is wrapped anew.
inline QByteArray gzipOf(const QByteArray &plain)
{
    const QByteArray zlib = qCompress(plain, 9).mid(4); // without Qt's length; nothing for nothing
    const QByteArray deflate = plain.isEmpty() ? QByteArray("\x03\x00", 2) : zlib.mid(2, zlib.size() - 6);
    quint32 crc = 0xffffffffu;
    for (const char c : plain) {
        crc ^= static_cast<quint8>(c);
        for (int i = 0; i < 8; ++i)
            crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
    }
    crc = ~crc;
    const auto little = [](quint32 value) {
        QByteArray bytes;
        for (int i = 0; i < 4; ++i)
            bytes += static_cast<char>((value >> (8 * i)) & 0xff);
        return bytes;
    };
    return QByteArray("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10) + deflate + little(crc) +
           little(static_cast<quint32>(plain.size()));
}

} // namespace easel::tests
