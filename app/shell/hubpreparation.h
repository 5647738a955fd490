// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace easel {

class MainWindow;

// Plans the preparation of the open hub, shows what it creates and asks; the apply itself is an operation
// like any other.
void prepareHub(MainWindow *window);

} // namespace easel
