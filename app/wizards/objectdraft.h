// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/actionregistry.h"
#include "core/changes/draft.h"

#include <functional>
#include <memory>

namespace easel {

class AppContext;

// Reads the target's one object and its text as the source keeps it (a file's comments and order), and hands
// over a draft of it with the live object as its base. What goes wrong is told to the user.
void draftOf(AppContext *context, const ActionTarget &target,
             std::function<void(std::unique_ptr<Draft>)> ready);

} // namespace easel
