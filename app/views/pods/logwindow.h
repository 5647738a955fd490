// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/base/call.h"

#include <QWidget>

#include <vector>

namespace easel {

class LogPanel;

// The logs of several pods in one window, their lines in the order of time.
class LogWindow : public QWidget
{
    Q_OBJECT

public:
    LogWindow(AppContext *context, const QList<ObjectRef> &pods, QWidget *parent = nullptr);
    LogPanel *panel() const { return m_panel; }

private:
    void read(const QList<ObjectRef> &pods);

    AppContext *m_context;
    LogPanel *m_panel;
    std::vector<ScopedCall<QJsonObject>> m_reading;
    QHash<ObjectRef, QJsonObject> m_found;
    int m_left = 0;
};

void showLogsOf(AppContext *context, const QList<ObjectRef> &pods, QWidget *parent);

} // namespace easel
