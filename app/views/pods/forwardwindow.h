// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/base/call.h"

#include <QDialog>
#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTableView;

namespace easel {

class EmptyState;
class ForwardBook;

// The open ports: where they are on this computer, what goes through them, and a way to stop each.
class ForwardWindow : public QWidget
{
    Q_OBJECT

public:
    ForwardWindow(AppContext *context, ForwardBook *book, QWidget *parent = nullptr);

    QTableView *table() const { return m_table; }

private:
    void showButtons();
    void stopSelected();

    AppContext *m_context;
    ForwardBook *m_book;
    QStackedWidget *m_stack;
    QTableView *m_table;
    EmptyState *m_empty;
    QPushButton *m_copy;
    QPushButton *m_stop;
    QPushButton *m_stopAll;
    QTimer m_refresh; // of the traffic
};

// Asks which port of a pod shall be reached through which of this computer.
class ForwardDialog : public QDialog
{
    Q_OBJECT

public:
    ForwardDialog(AppContext *context, ForwardBook *book, const ObjectRef &pod, QWidget *parent = nullptr);

private:
    void openPort();

    AppContext *m_context;
    ForwardBook *m_book;
    ObjectRef m_pod;
    ScopedCall<QJsonObject> m_reading;
    QComboBox *m_remote;
    QSpinBox *m_local;
    QLabel *m_problem;
};

} // namespace easel
