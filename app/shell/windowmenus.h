// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace easel {

class AppContext;
class MainWindow;

// The menus that drop from the window's bars. Each is made for the moment it is opened and goes when it
// closes.
void popUpSourceMenu(MainWindow *window, QWidget *below);      // recent sources and ways to open others
void popUpScopeMenu(AppContext *context, QWidget *below);      // tenants and their projects
void popUpWindowMenu(MainWindow *window, QWidget *below);      // actions, colours, preferences
void popUpConnectionMenu(AppContext *context, QWidget *below); // what is known about the connection

} // namespace easel
