// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace easel {
class AppContext;
class MainWindow;
} // namespace easel

namespace easel::testing {

// Called with every window as it stands and the name of what it shows: "apps, Events", "wizard 3".
using Visitor = std::function<void(QWidget *window, const QString &screen)>;

// Goes through the whole window with the sample: start screen, every navigation entry with its detail's tabs,
// an empty table, an error, palette, menus, activity, dialogs, the editor and the deployment wizard. False
// when something did not open; `why` tells what.
bool visitEverything(AppContext *context, MainWindow *window, const Visitor &visitor, QString *why);

} // namespace easel::testing
