// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"

class QMenu;

namespace easel {

// The context menu of a selection: everything that the registry offers there, refused actions with their
// reason in the tip, dangerous ones last behind a separator. It deletes itself when it closes.
QMenu *actionMenu(AppContext *context, const ActionTarget &target, QWidget *parent);

} // namespace easel
