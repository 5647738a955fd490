// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/parts/confirmdialog.h"
#include "core/changes/operation.h"

namespace easel {

class AppContext;

// Hubs that are marked as protected, and hubs that are looked at as somebody else, are written to only after
// a question that names them. Every write of the window goes through here.

// "prod-east is protected. You act as jane." Empty: nobody needs to be asked.
QString whyAskBeforeWriting(const AppContext *context, const Source *source);
// Asks whether `what` (a sentence) may happen, then goes on; at once where nobody needs to be asked.
void askBeforeWriting(AppContext *context, Source *source, const QString &what, QWidget *window,
                      std::function<void()> go);
// Says the same in a question that is asked anyway, and has the hub's name typed.
void guardQuestion(const AppContext *context, const Source *source, ConfirmDialog::Question *question);

// Starts a plan. `then` gets the operation, null when the plan cannot be applied; it does not run when
// somebody said no. `isAsked`: a question with guardQuestion() came before.
void startWriting(AppContext *context, Source *source, const Plan &plan, QWidget *window,
                  std::function<void(ApplyOperation *)> then, bool isAsked = false);

} // namespace easel
