// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/settings.h"
#include "core/store/row.h"

#include <QBitArray>
#include <QHash>
#include <QTableView>
#include <QTimer>

namespace easel {

class CellDelegate;
class ResourceFilterModel;

// The common table: keyboard all the way, several sort columns, columns that are chosen, sized and
// remembered, and dropped one by one where there is no room. Selection goes by the objects' uids.
class ResourceTable : public QTableView
{
    Q_OBJECT

public:
    explicit ResourceTable(QWidget *parent = nullptr);

    void setFilterModel(ResourceFilterModel *model);
    ResourceFilterModel *filterModel() const { return m_filter; }
    // The columns of the model's store changed (another kind): widths and choices as they were left.
    void restore(const TableSettings &settings);
    TableSettings save() const;

    bool isColumnChosen(int column) const { return m_chosen.testBit(column); }
    void setColumnChosen(int column, bool chosen);
    void resetColumns();
    QBitArray shownColumns() const; // chosen and not dropped for want of room
    // The shown columns in the order on screen.
    QList<int> columnsInOrder() const;

    void setStale(bool stale);
    QList<int> selectedRows() const; // positions, ascending
    QStringList selectedUids() const;
    QString currentUid() const;
    bool selectUid(const QString &uid); // current and selected; false when it is not shown
    void setTerminalKeys(bool on) { m_terminalKeys = on; }

Q_SIGNALS:
    void currentObjectChanged(); // at once; followers wait 80 ms themselves
    void selectionEdited();
    void openRequested(); // Enter or double click
    void detailToggled(); // Space
    void deleteRequested();
    void copyRequested();
    void terminalKey(const QString &key); // a key of the terminal preset that is an action's: "e", "y", "d"
    void filterFocusRequested(const QString &typed);
    void menuRequested(const QPoint &globalPosition);
    void columnsEdited(); // chosen, sized, moved or sorted: to be remembered

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    void startColumns();
    void measure();
    void widen();
    void fit();
    void showSort();
    int idealWidth(int column, bool scarce = false) const;
    bool handleTerminalKey(QKeyEvent *event);
    const QList<Column> &columns() const;

    ResourceFilterModel *m_filter = nullptr;
    CellDelegate *m_delegate;
    QBitArray m_chosen;
    QHash<QString, int> m_userWidths;
    std::vector<int> m_measured; // widest text of the first rows, per column
    int m_measuredRows = 0;
    QTimer m_widen;
    bool m_fitting = false;
    bool m_terminalKeys = false;
    QTimer m_rest;       // the pointer rests: rows may be reordered again
    QString m_wantedUid; // of the current row when it went away
};

} // namespace easel
