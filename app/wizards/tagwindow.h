// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/hosttagjob.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;
class QStandardItemModel;

namespace easel {

class AppContext;
class Banner;
class FieldRows;
class InventoryFeed;

// Tags of one or many machines: what to set and what to take away, a preview of every machine, a dry run
// against Palette as it is now, the change itself with its progress, and its undo.
class TagWindow : public QWidget
{
    Q_OBJECT

public:
    // preset: tags to begin with; an empty value is for the person to fill in.
    TagWindow(AppContext *context, const QStringList &uids, const QMap<QString, QString> &preset,
              QWidget *parent = nullptr);

    QTableView *preview() const { return m_table; }
    const HostTagJob *job() const { return m_job; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    HostTagChange change() const;
    QString problem() const;
    void offer(const QMap<QString, QString> &preset);
    void showPreview();
    void showOutcome(int index);
    void showFoot();
    void run(HostTagJob::Mode mode);
    void finished();
    void undo();
    void undoNext();

    AppContext *m_context;
    InventoryFeed *m_feed;
    QList<HostTagJob::Item> m_items;
    QStringList m_notMine; // no own connection knows them
    FieldRows *m_rows;
    Banner *m_note;
    QTableView *m_table;
    QStandardItemModel *m_model;
    QLabel *m_summary;
    QPushButton *m_stop;
    QPushButton *m_undo;
    QPushButton *m_dry;
    QPushButton *m_write;
    HostTagJob *m_job = nullptr;
    QList<std::pair<HostTagJob::Item, HostTagChange>> m_back; // what is still to be taken back
    int m_takenBack = 0;
};

void openTagWindow(AppContext *context, const QStringList &uids, const QMap<QString, QString> &preset,
                   QWidget *parent);

} // namespace easel
