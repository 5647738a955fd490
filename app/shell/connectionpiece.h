// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/parts/statusparts.h"

#include <QTimer>

namespace easel {

class AppContext;

// "Live 1 s": the state of the open source and the age of what it said last; opens what is known about it.
class ConnectionPiece : public StatusPiece
{
    Q_OBJECT

public:
    ConnectionPiece(AppContext *context, QWidget *parent);

private:
    void follow();
    void renew();

    AppContext *m_context;
    QTimer m_clock;
};

} // namespace easel
