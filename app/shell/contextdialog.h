// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/base/call.h"
#include "core/clients/kubeconfig.h"
#include "core/clients/signin/filewatch.h"

#include <QDialog>
#include <QUrl>

class QLabel;
class QLineEdit;
class QPushButton;
class QStandardItemModel;
class QTableView;

namespace easel {

// Chooses a context of a kubeconfig: name, server, user, how it signs in. Reading contacts and runs nothing;
// contexts that Easel cannot use say why when they are chosen. An OpenID sign-in is set up here.
class ContextDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ContextDialog(AppContext *context, QWidget *parent = nullptr);
    void load(const QString &kubeconfig); // empty: the default files
    QTableView *table() const { return m_table; }
    bool isReading() const { return m_isReading || m_isLooking; } // what is shown is not the last word yet

Q_SIGNALS:
    void chosen(const QString &kubeconfig, const QString &contextName);

private:
    // The current context as its files have it.
    struct Details
    {
        Result<ServerAddress> server;
        Result<KubeUser> user;
    };
    void fill(const Kubeconfig &config);
    void showCurrent();
    void showDetails(const QString &name, const Details &details);
    void choose();
    void setUpOpenId();

    AppContext *m_context;
    QString m_kubeconfig;
    QLabel *m_file;
    QLineEdit *m_filter;
    QStandardItemModel *m_model;
    QTableView *m_table;
    QLabel *m_problem;
    QPushButton *m_openId;
    QPushButton *m_connect;
    FileWatch m_watch;
    Kubeconfig m_config;
    QUrl m_server; // of the current context; empty: it cannot be read
    ScopedCall<Kubeconfig> m_reading;
    ScopedCall<Details> m_looking;
    int m_turn = 0; // answers to earlier questions may still be on their way
    bool m_isReading = false;
    bool m_isLooking = false;
    bool m_isChosen = false; // before it was known whether one can connect: it is done then
};

} // namespace easel
