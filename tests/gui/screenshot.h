// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/look/look.h"

#include <QDir>
#include <QTest>
#include <QWidget>

namespace easel::testing {

// With EASEL_SCREENSHOTS=<folder> saves what the widget looks like now; with EASEL_SCREENSHOTS_DARK set, in
// the dark look instead.
inline void screenshot(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("EASEL_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    Look *look = qEnvironmentVariableIsSet("EASEL_SCREENSHOTS_DARK") ? Look::instance() : nullptr;
    const ColorMode mode = look ? look->mode() : ColorMode::Automatic;
    if (look)
        look->setMode(ColorMode::Dark);
    QDir().mkpath(folder);
    QTest::qWait(30);
    widget->grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
    if (look)
        look->setMode(mode);
}

} // namespace easel::testing
