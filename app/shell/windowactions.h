// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace easel {

class MainWindow;

// Puts the actions of the window itself, and those that only show an object, into the context's registry.
void registerWindowActions(MainWindow *window);

} // namespace easel
