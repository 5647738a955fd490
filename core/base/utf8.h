// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace easel {

// QString::fromUtf8() takes U+FEFF at the front for a mark of the encoding and drops it; in a value it is
// text and stays.
inline QString textFromUtf8(QByteArrayView bytes)
{
    QString text = QString::fromUtf8(bytes);
    if (bytes.startsWith("\xef\xbb\xbf"))
        text.prepend(QChar(0xfeff));
    return text;
}

} // namespace easel
