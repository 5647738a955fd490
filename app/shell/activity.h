// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/base/call.h"
#include "core/changes/operation.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTableView;
class QVBoxLayout;

namespace easel {

class EmptyState;
class HistoryModel;

// Operations of this run with their steps, newest first; the last ones of the journal below.
class ActivityPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityPanel(AppContext *context, QWidget *parent = nullptr);

Q_SIGNALS:
    void closeRequested();
    void journalRequested();

private:
    void renew();
    QWidget *block(ApplyOperation *operation);
    QWidget *block(const QList<JournalEntry> &records); // of one operation

    AppContext *m_context;
    QWidget *m_content;
    QVBoxLayout *m_column;
    QWidget *m_list = nullptr;
    QTimer m_soon;
};

// The whole journal as a table, with the diff of the chosen entry.
class ActivityView : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityView(AppContext *context, QWidget *parent = nullptr);
    QTableView *table() const { return m_table; }

private:
    void renew();
    void showRestore();

    AppContext *m_context;
    HistoryModel *m_model;
    QTableView *m_table;
    QPlainTextEdit *m_diff;
    QPushButton *m_restore;
    QPushButton *m_copy;
    QLabel *m_why;
    EmptyState *m_empty;
    QWidget *m_full;
    ScopedCall<QList<JournalEntry>> m_call;
};

// "Step 3 of 5", "3 changes", "Refused: ..." for one operation.
QString operationText(const ApplyOperation *operation);
Tone operationTone(const ApplyOperation *operation);

} // namespace easel
