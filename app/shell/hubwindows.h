// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/connection.h"

#include <QObject>
#include <QPointer>

namespace easel {

class AppContext;
class MainWindow;

// The windows of one run, each with a source of its own: several hubs can be open at once. What was opened in
// one window and is opened again is brought to the front there.
class HubWindows : public QObject
{
    Q_OBJECT

public:
    explicit HubWindows(MainWindow *first);
    ~HubWindows() override;

    MainWindow *open(const QString &kubeconfig, const QString &hubContext, const ViewAs &viewAs = {});
    QList<MainWindow *> windows() const; // the first one first

private:
    void follow(MainWindow *window, AppContext *context);

    QPointer<MainWindow> m_first;
    QList<QPointer<MainWindow>> m_further;
};

} // namespace easel
