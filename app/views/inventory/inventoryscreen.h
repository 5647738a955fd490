// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/placement/machineinventory.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace easel {

class Banner;
class EmptyState;
class FilterBar;
class HardwareView;
class InventoryFeed;
class MachineDetail;
class MachineMap;
class ResourceFilterModel;
class ResourceTable;
class ResourceTableModel;
class SegmentedControl;
class Skeleton;
class SourcesView;

// Machines of all sources: as a table, as a map by hall, rack or any tag, grouped by hardware, and where they
// are known from; the detail of one beside it.
class InventoryScreen : public QWidget
{
    Q_OBJECT

public:
    enum Page { Machines, Map, Hardware, Sources };

    explicit InventoryScreen(AppContext *context, QWidget *parent = nullptr);
    ~InventoryScreen() override;

    void showPage(Page page);
    Page page() const { return m_page; }
    QString filterText() const;
    void setFilterText(const QString &text);
    void showMachine(const QString &uid); // in the detail, and current in the table
    void focusTable();
    void focusFilter();
    bool stepBack(); // detail, filter
    ResourceTable *table() const { return m_table; }
    ResourceFilterModel *model() const { return m_model; }
    MachineMap *map() const { return m_map; }
    MachineDetail *detail() const { return m_detail; }
    InventoryFeed *feed() const { return m_feed; }
    QStringList selectedMachines() const; // uids

Q_SIGNALS:
    void filterEdited(const QString &text);
    void tagsRequested(const QStringList &uids, const QMap<QString, QString> &preset);
    void snapshotRequested();
    void addRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void renew();
    void showTruth();
    void showCounts();
    void showFinding();
    void showSelection();
    void showCurrent();
    void applyScope();
    void arrange();
    void feedMap();
    void narrowMap();
    void showMenu(const QPoint &position);
    void mend(const MachineFinding &finding);
    void showOnly(const QStringList &uids);
    static QString uidOf(const QString &rowUid);

    AppContext *m_context;
    InventoryFeed *m_feed;
    Page m_page = Machines;
    std::unique_ptr<ResourceStore> m_store;
    ResourceTableModel *m_source;
    ResourceFilterModel *m_model;
    ResourceTable *m_table;
    FilterBar *m_filterBar;
    MachineMap *m_map;
    HardwareView *m_hardware;
    SourcesView *m_sources;
    MachineDetail *m_detail;
    SegmentedControl *m_pages;
    QLabel *m_title;
    QLabel *m_count;
    QPushButton *m_tags;
    Banner *m_banner;
    QWidget *m_bannerHolder;
    Banner *m_finding;
    QWidget *m_findingHolder;
    QWidget *m_filterHolder;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    Skeleton *m_skeleton;
    EmptyState *m_empty;
    QTimer m_follow; // the detail follows the selection after 80 ms
    QTimer m_clock;
    QSet<QString> m_only; // machines that a finding names; empty: all
    std::shared_ptr<const MachineInventory> m_mapped;
    bool m_detailShown = false;
};

} // namespace easel
