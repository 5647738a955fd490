// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QPersistentModelIndex>
#include <QRegion>
#include <QStyledItemDelegate>
#include <QTimer>

class QAbstractItemView;
class QTableView;

namespace easel {

// Draws table cells by their CellTypeRole: state as icon and word, numbers and GPUs at the right with tabular
// digits, ages in text2; the accent bar of the current row, the ring of the current cell, the hover of whole
// rows and the tint of changed cells. It animates and renews only what was painted, that is visible rows.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QAbstractItemView *view);

    // A stale view keeps words and icon shapes but draws every state in neutral.
    void setStale(bool stale);
    bool isStale() const { return m_stale; }
    // The column whose text is strong in the current row; -1 = none. Default 0.
    void setNameColumn(int column) { m_nameColumn = column; }
    // Rows draw a hairline at their bottom. Default on.
    void setHairlines(bool on) { m_hairlines = on; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

protected:
    // What stands on the row's ground; `text` is the colour of plain text there.
    virtual void paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                              const QColor &text) const;

private:
    void paintState(QPainter *painter, const QRect &rect, const QModelIndex &index, const QString &word,
                    bool enabled) const;
    bool isFirstColumn(const QModelIndex &index) const;
    void setHoverRow(const QModelIndex &index);
    void updateRow(const QModelIndex &index);

    QAbstractItemView *m_view;
    QPersistentModelIndex m_hover;
    QPersistentModelIndex m_current;
    bool m_stale = false;
    bool m_hairlines = true;
    int m_nameColumn = 0;
    QTimer *m_motion;
    QTimer *m_ages;
    mutable QRegion m_moving; // painted cells with a turning ring or a fading tint
    mutable QRegion m_aging;  // painted age cells
};

// Frame, heights, selection and delegate of a table as look.md wants them. The caller sets the model
// afterwards or before.
CellDelegate *setUpTable(QTableView *table);

} // namespace easel
