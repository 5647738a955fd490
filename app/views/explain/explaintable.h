// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/explain/explainmodel.h"

#include <QPersistentModelIndex>
#include <QTreeView>

namespace easel {

// A list of an ExplainModel, as high as its rows: it scrolls with what is around it. The current row is
// spelled out below itself.
class ExplainTable : public QTreeView
{
    Q_OBJECT

public:
    explicit ExplainTable(ExplainModel::List list, QWidget *parent = nullptr);
    void setPart(const ExplainedPart &part); // keeps the current row by name
    void setEditable(bool editable);         // from the next part on; see ExplainModel
    ExplainModel *explained() const { return m_model; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void openRequested(const easel::ObjectRef &ref);
    void fixRequested(const easel::ExplainedItem &item); // what its fix says

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void drawBranches(QPainter *, const QRect &, const QModelIndex &) const override {}

private:
    void act(const ExplainedItem &item); // its fix
    void arrange();
    void fit();
    void spanLines();
    void showCurrentAround();

    ExplainModel *m_model;
    QPersistentModelIndex m_opened; // the row that is spelled out
    int m_content = 0;
    bool m_filling = false;
};

} // namespace easel
