// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace easel {

// A tool tip of text that somebody else wrote: Qt guesses whether a tip is HTML, and names and messages of
// servers are data, never markup (rule C17).
inline QString plainTip(const QString &text)
{
    return text.isEmpty() ? text
                          : QStringLiteral("<qt>%1</qt>")
                                .arg(text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
}

} // namespace easel
