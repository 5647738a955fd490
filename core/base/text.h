// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>

namespace easel {

// Text from a server or a file made safe to show: control characters (but not newline and tab) and bidi
// overrides are replaced by U+FFFD. Rule C17: such text is plain data. singleLine also folds white space.
QString cleaned(QStringView text);
QString cleanedLine(QStringView text);

// What a program wrote for a terminal as plain text: colours and cursor moves are taken out, a lone carriage
// return begins a line; cleaned.
QString withoutTerminalCodes(const QString &text);

// "8 s", "12 min", "5 h", "120 d": one unit, rounded down. Negative ages are "0 s".
QString ageText(std::chrono::seconds age);

// "a, b and c"; at most `most` names, then "and 4 more".
QString nameList(const QStringList &names, int most = 5);

// "3 KiB", "1.5 MiB" for byte counts.
QString byteText(qint64 bytes);

} // namespace easel
