// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QPersistentModelIndex>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QListView;

namespace easel {

// Rows of a flat source model ranked by fuzzyMatch() over the display text (the place counts less), grouped
// by SectionRole under headings. Section order is that of the best hit; at most `most` rows a section.
class PaletteResults : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setSource(QAbstractItemModel *source);
    QAbstractItemModel *source() const { return m_source; }
    // The query with its prefix character, if any.
    void setQuery(const QString &query);
    const QString &query() const { return m_query; }
    void setMostPerSection(int most) { m_most = most; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QModelIndex sourceIndex(const QModelIndex &index) const;
    QList<QPair<int, int>> spans(const QModelIndex &index) const;
    int firstHit() const; // row of the first row that is no heading; -1 = none

    // Per section: how many of how many match.
    struct Count
    {
        QString section;
        int shown = 0;
        int matching = 0;
        int total = 0;
    };
    const QList<Count> &counts() const { return m_counts; }

private:
    struct Entry
    {
        QString heading; // not empty: a heading
        QPersistentModelIndex source;
        QList<QPair<int, int>> spans;
    };
    void rank();
    QPointer<QAbstractItemModel> m_source;
    QString m_query;
    QList<Entry> m_entries;
    QList<Count> m_counts;
    int m_most = 8;
    QTimer *m_soon = nullptr;
};

// Ctrl+K: go to any resource, run any action. Covers its window with a veil, 640 wide, 72 down. The rows come
// from any model with IconNameRole, PlaceRole, ToneRole + StateWordRole, ShortcutRole, SectionRole,
// PrefixRole, BoostRole.
class CommandPalette : public QWidget
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *window);
    void setModel(QAbstractItemModel *source);
    // Replaces the counts at the right of the field ("6 of 1,204 resources, 3 of 64 actions").
    void setSummary(std::function<QString(const QList<PaletteResults::Count> &)> text);
    void open(const QString &query = {});
    bool isOpen() const { return isVisible(); }
    QString query() const;
    QLineEdit *edit() const { return m_edit; }
    QListView *list() const { return m_list; }

Q_SIGNALS:
    void queryChanged(const QString &query); // so that a lazy model can look for more
    void chosen(const QModelIndex &source);
    void actionsWanted(const QModelIndex &source); // Tab: actions of this row
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void dismiss(bool restoreFocus);
    void place();
    void renew();
    void choose(const QModelIndex &index);
    void step(int rows);

    QWidget *m_panel;
    QLineEdit *m_edit;
    QLabel *m_summary;
    QListView *m_list;
    QWidget *m_foot;
    PaletteResults *m_results;
    QPointer<QWidget> m_before;
    std::function<QString(const QList<PaletteResults::Count> &)> m_summaryText;
};

} // namespace easel
