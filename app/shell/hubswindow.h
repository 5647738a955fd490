// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/connection.h"
#include "core/clients/signin/kubeconfigidentity.h"

#include <QWidget>

class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace easel {

class AppContext;
class Banner;
class EmptyState;
class HubDetail;
class HubsModel;

// All hubs of all kubeconfigs: whether they are there, as whom and for how long we get in, and the marks that
// somebody gave them. Listing contacts and runs nothing; "Check" does, for one hub with questions, for all
// without.
class HubsWindow : public QWidget
{
    Q_OBJECT

public:
    // services: for checks; the agent asks people.
    HubsWindow(AppContext *context, const SignInServices &services, QWidget *parent = nullptr);
    HubsModel *model() const { return m_model; }
    QTableView *table() const { return m_table; }
    void addKubeconfig(const QString &file);

Q_SIGNALS:
    void openRequested(const QString &kubeconfig, const QString &hubContext, const easel::ViewAs &viewAs);
    void openAnewRequested(const QString &kubeconfig, const QString &hubContext); // in a window of its own

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    int currentRow() const; // of the model; -1: none
    void showCurrent();
    void showLoaded();
    void check();
    void checkAll();
    void open(const ViewAs &viewAs);
    void askViewAs();
    void setUpOpenId();
    void forgetFile();

    AppContext *m_context;
    SignInServices m_services;
    HubsModel *m_model;
    QSortFilterProxyModel *m_shown;
    QLineEdit *m_filter;
    QPushButton *m_checkAll;
    Banner *m_problems;
    QTableView *m_table;
    EmptyState *m_empty;
    QWidget *m_aside;
    HubDetail *m_detail;
    QString m_chosen; // context and kubeconfig, over a reading of the files
};

} // namespace easel
