// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/quotatreemodel.h"

#include <QTreeView>

namespace easel {

// The tree of tenants and projects with bars: sorted by its headings, copied as text or CSV, walked by keys.
class QuotaTreeView : public QTreeView
{
    Q_OBJECT

public:
    explicit QuotaTreeView(QuotaTreeModel *model, QuotaTreeFilter *filter, QWidget *parent = nullptr);

    // How many families have room; at least one.
    int familiesThatFit() const;
    void fitColumns();
    QString currentKey() const; // empty without a current row
    bool selectKey(const QString &key);
    const GpuScope *currentScope() const; // null: none, or what is installed
    // The selected rows; all rows where fewer than two are selected and `all` is true.
    QString rowsAsText(bool all = false) const;
    QString rowsAsCsv(bool all = false) const;
    int rowsHeight() const; // of all rows that are open, with the header

Q_SIGNALS:
    void openRequested();
    void currentKeyChanged();
    void filterFocusRequested();
    void widthChanged();
    void menuRequested(const QPoint &globalPosition);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    QList<QModelIndex> chosenRows(bool all) const; // of the filter, in the order on screen

    QuotaTreeModel *m_model;
    QuotaTreeFilter *m_filter;
};

} // namespace easel
