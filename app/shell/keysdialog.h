// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"

#include <QDialog>

namespace easel {

// Every key of the window on one page.
class KeysDialog : public QDialog
{
    Q_OBJECT

public:
    explicit KeysDialog(AppContext *context, QWidget *parent = nullptr);
};

} // namespace easel
