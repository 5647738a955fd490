// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace easel {

class AppContext;

// Registers what can be done with running pods: shell, attach, ports, copying. Called once by the shell.
void registerPodActions(AppContext *context);

} // namespace easel
