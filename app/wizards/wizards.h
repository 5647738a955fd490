// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

class QWidget;

namespace easel {

class AppContext;

// Registers every action that wizards and edit windows offer. Called once by the shell.
void registerWizards(AppContext *context);

// Opens the window that a kept draft belongs to; false when no window knows this kind of work.
bool restoreDraft(AppContext *context, const QJsonObject &draft, QWidget *parent);

} // namespace easel
