// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace easel {

class Banner;
class DetailView;
class EmptyState;
class FilterBar;
class ResourceFilterModel;
class ResourceTable;
class ResourceTableModel;
class SegmentedControl;
class Skeleton;

// What a screen of the common table is about.
struct TablePage
{
    // One kind on it; several make tabs.
    struct Part
    {
        QString title;     // "Components"
        QString groupKind; // "ComponentDefinition.spectrocloud.com"; "" for a store of the page's own
        // Where the rows come from; null = the source's store of the kind.
        std::function<StoreLease()> store;
    };
    QString id;    // "apps": settings go by it
    QString title; // "App Deployments"
    QString icon;
    QList<Part> parts;
    std::function<bool(const RowView &)> base; // rows it is about; null = all
    QString
        what; // "No app deployments", for empty screens without the full stop; empty = made from the title
    QString purpose;                       // one sentence; empty = the kind's
    bool scoped = true;                    // the scope narrows it
    std::function<void(const Row &)> open; // in place of the detail
};

// The common screen: header with count and actions, filter row, table, detail; one of the states loading,
// live, stale, offline copy, failed, empty and filtered empty is always said.
class ResourceView : public QWidget
{
    Q_OBJECT

public:
    ResourceView(AppContext *context, const TablePage &page, QWidget *parent = nullptr);
    ~ResourceView() override;

    const TablePage &page() const { return m_page; }
    ResourceTable *table() const { return m_table; }
    ResourceFilterModel *model() const { return m_model; }
    DetailView *detail() const { return m_detail; }
    FilterBar *filterBar() const { return m_filterBar; }
    ResourceStore *store() const;

    void showPart(int part);
    int part() const { return m_part; }
    QString filterText() const;
    void setFilterText(const QString &text);
    // Selects the object as soon as it is there and shows its detail.
    void showObject(const ObjectRef &ref);
    ObjectRef currentObject() const;
    ActionTarget target() const;     // the selection
    ActionTarget kindTarget() const; // the kind, no object
    void setDetailShown(bool shown);
    bool isDetailShown() const { return m_detailShown; }
    void setDetailFull(bool full);
    bool isDetailFull() const { return m_detailFull; }
    void focusTable();
    void focusFilter();
    void copyRows();
    void copyRowsAs(const QString &format); // "text", "csv", "yaml", "name"
    // One step back: full detail, detail, filter. False when there was nothing to close.
    bool stepBack();

    // The words of the state that is shown, for tests and status lines: "loading", "live", "stale",
    // "offline", "failed", "empty", "filtered-empty", "missing".
    QString shownState() const { return m_shownState; }
    void setKeptWhileHidden(std::chrono::milliseconds time) { m_away.setInterval(time); } // for tests

Q_SIGNALS:
    void currentObjectChanged(const easel::ObjectRef &ref);
    void filterEdited(const QString &text);
    void terminalKey(const QString &key);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void connectStore();
    void letGo();
    void findAgain();
    void showCounts();
    void showTruth();
    void showActions();
    void applyScope();
    void showCurrent();
    void arrange();
    void remember();
    void showMenu(const QPoint &position);
    bool isSourceFailed() const;
    QString missingText() const;
    QString settingsKey() const;

    AppContext *m_context;
    TablePage m_page;
    int m_part = -1;
    // One a part. What nobody looks at is given back after a while, and costs nothing then.
    std::vector<StoreLease> m_leases;
    QTimer m_away;
    struct Left
    {
        QString currentUid;
        int scroll = 0;
    };
    bool m_isAway = false;
    std::optional<Left> m_left; // what is found again when somebody comes back
    QStringList m_within;       // namespaces that the rows are limited to
    QPointer<ResourceStore> m_store;
    ResourceTableModel *m_source;
    ResourceFilterModel *m_model;
    ResourceTable *m_table;
    FilterBar *m_filterBar;
    DetailView *m_detail;
    QLabel *m_title;
    QLabel *m_count;
    SegmentedControl *m_partSwitch = nullptr;
    QHBoxLayout *m_actionRow;
    Banner *m_banner;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    Skeleton *m_skeleton;
    EmptyState *m_empty;
    QTimer m_follow; // the detail follows the selection after 80 ms
    QTimer m_countdown;
    std::function<void()> m_emptyAction;
    ObjectRef m_wanted;
    bool m_detailShown = false;
    bool m_detailFull = false;
    bool m_wantsFocus = false;
    QString m_shownState;
};

} // namespace easel
