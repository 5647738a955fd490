// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace easel {

class AppContext;

// What is asked of the engine about a pool that exists ("Try again", "Approve rebuild…", "Force delete…"),
// and the way to its cluster ("Save kubeconfig…", "Open cluster…"). Called once by the shell.
void registerPoolRequestActions(AppContext *context);

} // namespace easel
