// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/settings.h"
#include "core/store/row.h"

#include <QMap>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace easel {

class ResourceFilterModel;
class ResourceTable;
class SearchField;
class ToneCount;

// The row above a table: filter field with chips, one count per state that filters when clicked, saved views,
// columns. What a filter could not be understood by is told in a line below.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    FilterBar(ResourceTable *table, ResourceFilterModel *model, Settings *settings,
              QWidget *parent = nullptr);

    void setKind(const QString &key); // whose views are offered
    QString text() const;
    void setText(const QString &text);
    void focusFilter(const QString &typed = {});
    void setStale(bool stale);
    SearchField *field() const { return m_field; }

Q_SIGNALS:
    void leftDownwards(); // Down or Esc in the field: the table takes the keyboard

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showExamples();
    void showCounts();
    void giveWay();
    void showProblems();
    void toggleTone(Tone tone);
    void fillViews();
    void fillColumns();

    ResourceTable *m_table;
    ResourceFilterModel *m_model;
    Settings *m_settings;
    QString m_kind;
    SearchField *m_field;
    QWidget *m_countHolder;
    QHBoxLayout *m_countRow;
    QMap<int, ToneCount *> m_counts;
    QToolButton *m_views;
    QToolButton *m_columns;
    QMenu *m_viewMenu;
    QMenu *m_columnMenu;
    QLabel *m_problem;
    bool m_stale = false;
};

} // namespace easel
