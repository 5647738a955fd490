// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace easel {

// One line of a diff, with the words that changed in pairs of removed and added lines.
struct DiffLine
{
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    int oldNumber = 0; // 1-based, 0 = not in the old text
    int newNumber = 0;
    QString text;
    QList<QPair<int, int>> changedSpans; // start, length in `text`
};

// Myers on lines, then on words within changed pairs.
QList<DiffLine> lineDiff(const QString &before, const QString &after);
// "--- a\n+++ b\n@@ ..." for the headless verbs.
QString unifiedDiff(const QString &before, const QString &after, const QString &beforeName,
                    const QString &afterName, int context = 3);

} // namespace easel
