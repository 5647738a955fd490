// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QStandardItemModel;
class QTableView;

namespace easel {

// Chooses a context of a kubeconfig: name, server, user, how it signs in. Reading contacts and runs nothing;
// contexts that Easel cannot use yet say why when they are chosen.
class ContextDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ContextDialog(AppContext *context, QWidget *parent = nullptr);
    void load(const QString &kubeconfig); // empty: the default files
    QTableView *table() const { return m_table; }

Q_SIGNALS:
    void chosen(const QString &kubeconfig, const QString &contextName);

private:
    void showCurrent();
    void choose();

    AppContext *m_context;
    QString m_kubeconfig;
    QLabel *m_file;
    QLineEdit *m_filter;
    QStandardItemModel *m_model;
    QTableView *m_table;
    QLabel *m_problem;
    QPushButton *m_connect;
};

} // namespace easel
