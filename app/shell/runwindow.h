// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace easel {

// Starts the window and runs until it is closed. Options: --workspace DIR, --kubeconfig FILE, --context NAME,
// --sample. Returns the exit code.
int runWindow(int &argc, char **argv);

} // namespace easel
