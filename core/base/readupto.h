// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>

#include <algorithm>

namespace easel {

// At most `most` bytes. QIODevice::read() makes room for all it may read before it reads; where the limit is
// megabytes and a file has some lines, that room is most of the work, and stays with the bytes.
inline QByteArray readUpTo(QIODevice &device, qint64 most)
{
    constexpr qint64 step = 16 * 1024;
    QByteArray bytes = device.read(std::clamp<qint64>(device.bytesAvailable(), 0, most));
    while (bytes.size() < most) { // it may have grown, or not know how much it has
        const QByteArray more = device.read(std::min(step, most - bytes.size()));
        if (more.isEmpty())
            break;
        bytes += more;
    }
    return bytes;
}

} // namespace easel
