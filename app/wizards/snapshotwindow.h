// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/inventory.h"
#include "core/placement/machineinventory.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QStandardItemModel;
class QTableView;

namespace easel {

class AppContext;
class Banner;
class InventoryFeed;

// Machines as they are now against a snapshot, or two snapshots: what came, what went, what is different; and
// a snapshot of now into the workspace or a file.
class SnapshotWindow : public QWidget
{
    Q_OBJECT

public:
    explicit SnapshotWindow(AppContext *context, QWidget *parent = nullptr);

    QTableView *changes() const { return m_table; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    // Something that can be compared: a source of the inventory, or a file that was chosen.
    struct Side
    {
        QString id;
        QString title;
        QDateTime asOf;
        bool isLive = false;
        QList<HostView> hosts;
        MachineSource source;
    };
    void readSides();
    void fill();
    void compare();
    void chooseFile();
    void write();
    void writeTo(const QString &path);
    const Side *sideOf(const QComboBox *box) const;
    QString suggestedFile(const Side &side) const;

    AppContext *m_context;
    InventoryFeed *m_feed;
    QList<Side> m_sides;
    QList<Side> m_files; // chosen by hand
    QComboBox *m_now;
    QComboBox *m_before;
    Banner *m_note;
    QLabel *m_summary;
    QTableView *m_table;
    QStandardItemModel *m_model;
    QPushButton *m_write;
    QLabel *m_written;
    int m_comparing = 0; // number of the newest comparison
};

void openSnapshotWindow(AppContext *context, QWidget *parent);

} // namespace easel
