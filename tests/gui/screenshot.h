// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QTest>
#include <QWidget>

namespace easel::testing {

// With EASEL_SCREENSHOTS=<folder> saves what the widget looks like now.
inline void screenshot(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("EASEL_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    QTest::qWait(30);
    widget->grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace easel::testing
