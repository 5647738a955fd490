// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/inventory/inventoryscreen.h"

#include "app/context/inventoryfeed.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/models/tablecopy.h"
#include "app/views/filterbar.h"
#include "app/views/inventory/hardwareview.h"
#include "app/views/inventory/machinedetail.h"
#include "app/views/inventory/sourcesview.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/searchfield.h"
#include "app/views/parts/segmentedcontrol.h"
#include "app/views/quota/machinemap.h"
#include "app/views/resourcetable.h"
#include "core/base/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr int besideFrom = 1200; // of the window: narrower windows have the detail below
constexpr int followDelayMs = 80;
const QString settingsKey = u"inventory-0"_s; // where the table of machines was remembered before

// Rows are made from machines, not from bytes.
class MachineColumns : public RowExtractor
{
public:
    const QList<Column> &columns() const override { return machineColumns(); }
    std::optional<Row> extract(std::string_view) const override { return std::nullopt; }
};

} // namespace

QString InventoryScreen::uidOf(const QString &rowUid)
{
    return rowUid.sliced(8); // "machine:"
}

InventoryScreen::InventoryScreen(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_feed(context->inventory())
    , m_store(std::make_unique<ResourceStore>(ResourceType(), QString(), std::make_shared<MachineColumns>()))
    , m_source(new ResourceTableModel(this))
    , m_model(new ResourceFilterModel(this))
    , m_table(new ResourceTable(this))
    , m_map(new MachineMap(this))
    , m_hardware(new HardwareView(this))
    , m_sources(new SourcesView(m_feed, this))
    , m_detail(new MachineDetail(context, m_feed, this))
    , m_pages(new SegmentedControl({tr("Machines"), tr("Map"), tr("Hardware"), tr("Sources")}, this))
    , m_title(new QLabel(tr("Inventory"), this))
    , m_count(new QLabel(this))
    , m_tags(new QPushButton(tr("Edit tags…"), this))
    , m_banner(new Banner(Tone::Unknown, this))
    , m_bannerHolder(new QWidget(this))
    , m_finding(new Banner(Tone::Warning, this))
    , m_findingHolder(new QWidget(this))
    , m_filterHolder(new QWidget(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_stack(new QStackedWidget(this))
    , m_skeleton(new Skeleton(this))
    , m_empty(new EmptyState(this))
{
    setObjectName(u"view-inventory"_s);
    setAccessibleName(tr("Inventory"));
    m_source->setStore(m_store.get());
    m_model->setSourceModel(m_source);
    m_table->setFilterModel(m_model);
    m_table->setAccessibleName(tr("Machines"));
    m_table->setTerminalKeys(context->settings()->usesTerminalKeys());
    m_filterBar = new FilterBar(m_table, m_model, context->settings(), this);
    m_filterBar->setKind(u"inventory"_s);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *header = new QWidget(this);
    header->setMinimumHeight(48);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(8);
    setTextRole(m_title, TextRole::Title);
    setSecondaryText(m_count);
    m_count->setTextFormat(Qt::PlainText);
    m_pages->setAccessibleName(tr("How machines are shown"));
    m_pages->setObjectName(u"inventoryPages"_s);
    row->addWidget(m_title);
    row->addSpacing(4);
    row->addWidget(m_count);
    row->addStretch(1);
    m_tags->setObjectName(u"editTags"_s);
    m_tags->setIcon(icon(u"pencil"_s));
    auto *snapshot = new QPushButton(tr("Snapshot…"), header);
    snapshot->setObjectName(u"takeSnapshot"_s);
    snapshot->setIcon(icon(u"save"_s));
    auto *add = new QPushButton(tr("Add a machine…"), header);
    add->setObjectName(u"addMachine"_s);
    add->setIcon(icon(u"plus"_s));
    row->addWidget(m_tags);
    row->addWidget(snapshot);
    row->addWidget(add);
    column->addWidget(header);
    for (const auto &[holder, banner] :
         {std::pair(m_bannerHolder, m_banner), std::pair(m_findingHolder, m_finding)}) {
        auto *line = new QVBoxLayout(holder);
        line->setContentsMargins(16, 0, 16, 8);
        line->addWidget(banner);
        column->addWidget(holder);
        holder->hide();
    }
    auto *filterRow = new QHBoxLayout(m_filterHolder);
    filterRow->setContentsMargins(16, 0, 16, 8);
    filterRow->setSpacing(8);
    filterRow->addWidget(m_pages, 0, Qt::AlignTop);
    filterRow->addWidget(m_filterBar, 1);
    filterRow->addStretch();
    column->addWidget(m_filterHolder);
    column->addWidget(new Hairline(Qt::Horizontal, this));
    m_skeleton->setAccessibleName(tr("Loading"));
    m_empty->setObjectName(u"table-empty"_s);
    auto *mapHolder = new QWidget(this);
    auto *mapLayout = new QVBoxLayout(mapHolder);
    mapLayout->setContentsMargins(16, 12, 16, 12);
    mapLayout->addWidget(m_map);
    m_stack->addWidget(m_table);
    m_stack->addWidget(mapHolder);
    m_stack->addWidget(m_hardware);
    m_stack->addWidget(m_sources);
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(m_empty);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_detail);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_detail->hide();
    m_detail->setMinimumSize(280, 160);
    column->addWidget(m_splitter, 1);
    setFocusProxy(m_table);
    m_table->restore(context->settings()->table(settingsKey));

    m_follow.setSingleShot(true);
    m_follow.setInterval(followDelayMs);
    connect(&m_follow, &QTimer::timeout, this, &InventoryScreen::showCurrent);
    m_clock.setInterval(5000); // ages in the sources
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (m_page == Sources)
            m_sources->renew();
    });
    connect(m_pages, &SegmentedControl::currentChanged, this, [this](int page) { showPage(Page(page)); });
    connect(m_tags, &QPushButton::clicked, this, [this] { Q_EMIT tagsRequested(selectedMachines(), {}); });
    connect(snapshot, &QPushButton::clicked, this, &InventoryScreen::snapshotRequested);
    connect(add, &QPushButton::clicked, this, &InventoryScreen::addRequested);
    connect(m_table, &ResourceTable::currentObjectChanged, &m_follow, qOverload<>(&QTimer::start));
    connect(m_table, &ResourceTable::selectionEdited, this, &InventoryScreen::showSelection);
    connect(m_table, &ResourceTable::openRequested, this, [this] {
        m_detailShown = true;
        showCurrent();
        m_detail->setFocus();
    });
    connect(m_table, &ResourceTable::detailToggled, this, [this] {
        m_detailShown = !m_detailShown;
        showCurrent();
    });
    connect(m_table, &QAbstractItemView::clicked, this, [this] {
        m_detailShown = true;
        showCurrent();
    });
    connect(m_table, &ResourceTable::copyRequested, this, [this] {
        const QList<int> rows = m_table->selectedRows();
        QGuiApplication::clipboard()->setText(rowsAsText(*m_model, rows, m_table->columnsInOrder()));
        m_context->toast(tr("%n row(s) copied", nullptr, int(rows.size())));
    });
    connect(m_table, &ResourceTable::filterFocusRequested, m_filterBar, &FilterBar::focusFilter);
    connect(m_table, &ResourceTable::menuRequested, this, &InventoryScreen::showMenu);
    connect(m_table, &ResourceTable::columnsEdited, this,
            [this] { m_context->settings()->setTable(settingsKey, m_table->save()); });
    connect(m_filterBar, &FilterBar::leftDownwards, this, &InventoryScreen::focusTable);
    connect(m_model, &ResourceFilterModel::countsChanged, this, [this] {
        showCounts();
        showTruth();
    });
    connect(m_model, &ResourceFilterModel::filterChanged, this, [this] {
        showCounts();
        showTruth();
        narrowMap();
        Q_EMIT filterEdited(m_model->filterText());
    });
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        if (m_model->isFiltered() || !m_only.isEmpty()) {
            showOnly({});
            m_filterBar->setText({});
            focusTable();
        } else {
            m_context->actions()->trigger(u"palette.connect"_s, {{}, {}, {}, {}, {}, {}, window()});
        }
    });
    connect(m_map, &MachineMap::machineOpened, this, [this](const QString &name) {
        for (const InventoryMachine &machine : m_feed->inventory()->machines) {
            if (machine.host.name() == name) {
                showMachine(machine.host.hostUid);
                return;
            }
        }
    });
    connect(m_map, &MachineMap::projectsWanted, this, [this](const QStringList &projects) {
        if (!projects.isEmpty())
            m_filterBar->setText(FilterExpression::term(u"usedby"_s, projects.first() + u'/'));
    });
    connect(m_map, &MachineMap::groupedByChanged, this,
            [this](const QString &key) { m_context->settings()->setText(u"inventoryMapBy"_s, key); });
    m_map->setGroupedBy(context->settings()->text(u"inventoryMapBy"_s, u"rack"_s));
    m_map->model()->setWithoutGpusShown(true);
    connect(m_hardware, &HardwareView::filterRequested, this, [this](const QString &filter) {
        showPage(Machines);
        m_filterBar->setText(filter);
        focusTable();
    });
    connect(m_sources, &SourcesView::openRequested, context, &AppContext::openObject);
    connect(m_sources, &SourcesView::refreshRequested, m_feed, &InventoryFeed::refresh);
    connect(m_sources, &SourcesView::mendRequested, this, &InventoryScreen::mend);
    connect(m_sources, &SourcesView::showRequested, this, [this](const QStringList &uids) {
        showPage(Machines);
        showOnly(uids);
        focusTable();
    });
    connect(m_sources, &SourcesView::connectRequested, this, [this] {
        m_context->actions()->trigger(u"palette.connect"_s, {{}, {}, {}, {}, {}, {}, window()});
    });
    connect(m_detail, &MachineDetail::closeRequested, this, [this] {
        m_detailShown = false;
        arrange();
        focusTable();
    });
    connect(m_detail, &MachineDetail::tagsRequested, this,
            [this](const QStringList &uids) { Q_EMIT tagsRequested(uids, {}); });
    connect(m_detail, &MachineDetail::mendRequested, this, &InventoryScreen::mend);
    connect(m_feed, &InventoryFeed::renewed, this, &InventoryScreen::renew);
    connect(m_feed, &InventoryFeed::truthChanged, this, &InventoryScreen::showTruth);
    connect(context, &AppContext::scopeChanged, this, &InventoryScreen::applyScope);
    if (context->surroundings())
        connect(context->surroundings(), &Surroundings::organisationChanged, this,
                &InventoryScreen::applyScope);
    connect(context->settings(), &Settings::keysChanged, this,
            [this] { m_table->setTerminalKeys(m_context->settings()->usesTerminalKeys()); });
    // By Tab everything is reached, in the order in which it is seen: what is made later than the table (the
    // screen's focus proxy) is left out of the round otherwise.
    QWidget *before = m_table;
    QList<QWidget *> order{m_pages};
    const QList<QWidget *> filters = m_filterBar->findChildren<QWidget *>();
    for (QWidget *part : filters) {
        if ((part->focusPolicy() & Qt::TabFocus) != 0 && !part->focusProxy())
            order << part;
    }
    order << m_tags << snapshot << add;
    for (QWidget *part : std::as_const(order)) {
        setTabOrder(before, part);
        before = part;
    }
    applyScope();
    renew();
    showSelection();
}

InventoryScreen::~InventoryScreen()
{
    // The model lets go before the store ends.
    m_source->setStore(nullptr);
}

void InventoryScreen::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_feed->setLooking(true);
    m_clock.start();
}

void InventoryScreen::hideEvent(QHideEvent *event)
{
    m_feed->setLooking(false);
    m_clock.stop();
    QWidget::hideEvent(event);
}

void InventoryScreen::renew()
{
    m_store->replaceAll(m_feed->rows());
    applyScope();
    if (m_page == Map)
        feedMap();
    if (m_page == Hardware)
        m_hardware->setInventory(*m_feed->inventory());
    if (m_page == Sources)
        m_sources->renew();
    showFinding();
    showTruth();
    showSelection();
}

// A machine belongs to a scope when a source of the scope's namespaces offers it.
void InventoryScreen::applyScope()
{
    const auto namespaces = m_context->scopeNamespaces();
    if (!namespaces && m_only.isEmpty()) {
        m_model->setBase({});
    } else {
        m_model->setBase([inventory = m_feed->inventory(), namespaces, only = m_only](const RowView &row) {
            const QString uid = uidOf(row.uid());
            if (!only.isEmpty() && !only.contains(uid))
                return false;
            const InventoryMachine *machine = inventory->find(uid);
            if (!namespaces || !machine)
                return true;
            // Who is offered it decides; what nobody is offered (a snapshot, one's own list) belongs to all.
            bool isOffered = false;
            QList<int> sources = machine->alsoIn;
            sources.prepend(machine->source);
            for (const int at : std::as_const(sources)) {
                const MachineSource &source = inventory->sources.at(at);
                if (source.kind == MachineSource::Kind::Nodes && at != machine->source)
                    continue; // a cluster that it is part of offers it to nobody
                const QString &ns = source.object.namespaceName;
                if (namespaces->contains(ns))
                    return true;
                isOffered = isOffered || !ns.isEmpty();
            }
            return !isOffered;
        });
    }
    showCounts();
    showTruth();
}

void InventoryScreen::showOnly(const QStringList &uids)
{
    m_only = QSet<QString>(uids.begin(), uids.end());
    applyScope();
}

void InventoryScreen::showPage(Page page)
{
    m_page = page;
    m_pages->setCurrent(int(page));
    if (page == Map)
        feedMap();
    if (page == Hardware)
        m_hardware->setInventory(*m_feed->inventory());
    if (page == Sources)
        m_sources->renew();
    showTruth();
}

void InventoryScreen::feedMap()
{
    if (m_mapped == m_feed->inventory())
        return;
    const MachineInventory &inventory = *m_feed->inventory();
    QList<GpuMachine> machines;
    machines.reserve(inventory.machines.size());
    for (const InventoryMachine &machine : inventory.machines)
        machines << machine.use;
    if (!m_mapped) {
        m_map->model()->reset(machines);
    } else {
        QStringList gone;
        for (const InventoryMachine &machine : m_mapped->machines) {
            if (!inventory.find(machine.host.hostUid))
                gone << machine.host.hostUid;
        }
        // Only what is different: a map of many machines is not arranged anew for one.
        QList<GpuMachine> changed;
        for (const GpuMachine &machine : std::as_const(machines)) {
            const InventoryMachine *before = m_mapped->find(machine.uid);
            if (!before || !(before->use == machine))
                changed << machine;
        }
        if (!changed.isEmpty() || !gone.isEmpty())
            m_map->model()->apply(changed, gone);
    }
    m_mapped = m_feed->inventory();
    m_map->renew();
    narrowMap();
}

void InventoryScreen::narrowMap()
{
    if (m_page != Map)
        return;
    std::optional<QSet<QString>> names;
    if (m_model->isFiltered() || !m_only.isEmpty() || m_context->scopeNamespaces()) {
        names.emplace();
        for (int row = 0; row < m_model->rowCount(); ++row)
            names->insert(m_model->rowAt(row)->name);
    }
    m_map->model()->setLookedAt(std::nullopt, names);
}

void InventoryScreen::showCounts()
{
    const QLocale locale;
    const int total = int(m_feed->rows().size());
    const int shown = m_model->rowCount();
    m_count->setText(shown == total
                         ? tr("%n machine(s)", nullptr, total)
                         : tr("%1 of %2 machines").arg(locale.toString(shown), locale.toString(total)));
    // A layout that was asked for while the screen was hidden is not made up for by Qt.
    m_count->parentWidget()->layout()->activate();
}

void InventoryScreen::showFinding()
{
    // The one that matters most; all of them stand under Sources.
    const QList<MachineFinding> &findings = m_feed->findings();
    const auto worst = std::find_if(findings.begin(), findings.end(), [](const MachineFinding &finding) {
        return finding.severity == Finding::Severity::Warn && !finding.mend.isEmpty();
    });
    m_findingHolder->setVisible(worst != findings.end() && m_page == Machines);
    if (worst == findings.end())
        return;
    m_finding->clearActions();
    m_finding->setLayoutKind(Banner::Layout::Beside);
    m_finding->setTexts({}, worst->sentence);
    connect(m_finding->addLink(tr("Show")), &QAbstractButton::clicked, this,
            [this, uids = worst->uids] { showOnly(m_only.isEmpty() ? uids : QStringList()); });
    connect(m_finding->addButton(tr("Say it by tags…")), &QAbstractButton::clicked, this,
            [this, finding = *worst] { mend(finding); });
}

void InventoryScreen::mend(const MachineFinding &finding)
{
    Q_EMIT tagsRequested(finding.uids, finding.mend);
}

// Exactly one state is said.
void InventoryScreen::showTruth()
{
    const Truth truth = m_feed->truth();
    const bool hasRows = m_model->rowCount() > 0;
    const bool isStale = truth.phase == Truth::Phase::Stale || truth.phase == Truth::Phase::Failed;
    QWidget *shown = m_page == Machines   ? static_cast<QWidget *>(m_table)
                     : m_page == Map      ? m_map->parentWidget()
                     : m_page == Hardware ? static_cast<QWidget *>(m_hardware)
                                          : static_cast<QWidget *>(m_sources);
    const bool banner =
        isStale && m_context->source() && m_context->source()->state().phase != SourceState::Phase::Failed;
    m_bannerHolder->setVisible(banner);
    if (banner) {
        m_banner->setTone(truth.phase == Truth::Phase::Failed ? Tone::Bad : Tone::Unknown);
        m_banner->clearActions();
        m_banner->setTexts(truth.error ? errorSentence(truth.error->tried(tr("list machines")))
                                       : tr("Machines are as they were; the link is gone."));
        connect(m_banner->addButton(tr("Try again")), &QAbstractButton::clicked, this, [this] {
            if (m_context->source())
                m_context->source()->refresh();
            m_feed->refresh();
        });
    }
    if (m_page != Sources && !hasRows) {
        if (truth.phase == Truth::Phase::Loading) {
            shown = m_skeleton;
            m_skeleton->setProgressText(tr("Loading machines…"));
            QList<int> widths;
            for (const int column : m_table->columnsInOrder())
                widths.append(m_table->columnWidth(column));
            if (!widths.isEmpty())
                m_skeleton->setColumns(widths);
            if (m_stack->currentWidget() != m_skeleton)
                m_skeleton->start();
        } else if (!m_feed->rows().isEmpty()) {
            shown = m_empty;
            m_empty->setContent(u"list-filter"_s,
                                m_model->isFiltered()
                                    ? tr("None of %1 machines matches the filter.")
                                          .arg(QLocale().toString(m_feed->rows().size()))
                                    : tr("No machine is offered to %1.").arg(m_context->scopeTitle()));
            m_empty->setAction(m_model->isFiltered() || !m_only.isEmpty() ? tr("Clear filter") : QString(),
                               {}, false);
        } else {
            shown = m_empty;
            m_empty->setContent(
                u"server"_s, tr("No machines yet."),
                tr("They come from a Compute on the hub, a snapshot in the folder, or your own connection "
                   "to Palette."));
            m_empty->setAction(tr("Connect to Palette…"), u"key-round"_s, false);
        }
    }
    if (shown != m_skeleton)
        m_skeleton->stop();
    m_count->setVisible(shown != m_skeleton); // nothing is counted while nothing is known
    m_stack->setCurrentWidget(shown);
    m_filterBar->setVisible(m_page == Machines || m_page == Map);
    m_findingHolder->setVisible(m_page == Machines && m_findingHolder->isVisibleTo(this) && hasRows);
    m_table->setStale(isStale);
    m_filterBar->setStale(isStale);
    m_detail->setStale(isStale);
    if (m_page == Machines && hasRows)
        showFinding();
    arrange();
}

QStringList InventoryScreen::selectedMachines() const
{
    QStringList uids;
    for (const int position : m_table->selectedRows()) {
        if (const auto row = m_model->rowAt(position))
            uids << uidOf(row->uid);
    }
    if (uids.isEmpty() && m_detailShown && !m_detail->machine().isEmpty())
        uids << m_detail->machine();
    return uids;
}

void InventoryScreen::showSelection()
{
    const QStringList uids = selectedMachines();
    const bool any = std::any_of(uids.begin(), uids.end(),
                                 [this](const QString &uid) { return !m_feed->connectionOf(uid).isEmpty(); });
    m_tags->setEnabled(any);
    m_tags->setText(uids.size() > 1 ? tr("Edit tags of %1…").arg(uids.size()) : tr("Edit tags…"));
    const QString why =
        any ? QString()
        : uids.isEmpty()
            ? tr("Choose machines first.")
            : tr("Tags are changed in Palette with your own connection. Add one under My Palette.");
    m_tags->setToolTip(plainTip(why));
    m_tags->setAccessibleDescription(why);
}

void InventoryScreen::showCurrent()
{
    m_follow.stop();
    const QModelIndex current = m_table->currentIndex();
    const auto row = current.isValid() ? m_model->rowAt(current.row()) : std::nullopt;
    if (row && m_detailShown)
        m_detail->setMachine(uidOf(row->uid));
    arrange();
    showSelection();
}

void InventoryScreen::showMachine(const QString &uid)
{
    m_model->flush();
    if (m_model->positionOf(u"machine:"_s + uid) < 0) {
        showOnly({});
        m_filterBar->setText({}); // somebody asked for this machine: a filter must not hide it
        m_model->flush();
    }
    m_table->selectUid(u"machine:"_s + uid);
    m_detailShown = true;
    m_detail->setMachine(uid);
    arrange();
}

// Beside the table in wide windows, below it in narrow ones.
void InventoryScreen::arrange()
{
    const bool canShow = m_stack->currentWidget() != m_skeleton && m_stack->currentWidget() != m_empty &&
                         (m_page == Machines || m_page == Map);
    const bool show = canShow && m_detailShown && !m_detail->machine().isEmpty();
    // A map is wide.
    const bool beside = window()->width() >= besideFrom && m_page != Map;
    const Qt::Orientation orientation = beside ? Qt::Horizontal : Qt::Vertical;
    const bool turned = m_splitter->orientation() != orientation;
    if (turned)
        m_splitter->setOrientation(orientation);
    const bool appears = show && m_detail->isHidden();
    m_detail->setVisible(show);
    if (show && (appears || turned)) {
        const int wide = window()->width() >= 1800 ? 600 : 452;
        const int whole = beside ? m_splitter->width() : m_splitter->height();
        const int part = beside ? scaledWidth(this, wide) : whole * 45 / 100;
        m_splitter->setSizes({std::max(100, whole - part), part});
    }
}

void InventoryScreen::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

QString InventoryScreen::filterText() const
{
    return m_model->filterText();
}

void InventoryScreen::setFilterText(const QString &text)
{
    m_filterBar->setText(text);
}

void InventoryScreen::focusTable()
{
    if (m_page == Map) {
        m_map->view()->setFocus();
        return;
    }
    if (m_stack->currentWidget() != m_table) {
        m_pages->setFocus();
        return;
    }
    // Before the focus arrives: Qt would make the first row current without selecting it.
    if (m_model->rowCount() > 0 && m_table->selectedRows().isEmpty()) {
        const QString current = m_table->currentUid();
        m_table->selectUid(current.isEmpty() ? m_model->rowAt(0)->uid : current);
    }
    m_table->setFocus();
}

void InventoryScreen::focusFilter()
{
    m_filterBar->focusFilter();
}

bool InventoryScreen::stepBack()
{
    if (m_detailShown && m_detail->isVisible()) {
        m_detailShown = false;
        arrange();
        focusTable();
        return true;
    }
    if (m_model->isFiltered() || !m_only.isEmpty()) {
        showOnly({});
        m_filterBar->setText({});
        focusTable();
        return true;
    }
    return false;
}

void InventoryScreen::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QStringList uids = selectedMachines();
    connect(menu->addAction(icon(u"panel-right"_s), tr("Open")), &QAction::triggered, this, [this] {
        m_detailShown = true;
        showCurrent();
    });
    QAction *tags = menu->addAction(icon(u"pencil"_s), m_tags->text());
    tags->setEnabled(m_tags->isEnabled());
    connect(tags, &QAction::triggered, this, [this, uids] { Q_EMIT tagsRequested(uids, {}); });
    QMenu *copy = menu->addMenu(icon(u"copy"_s), tr("Copy"));
    const auto add = [&](const QString &text, std::function<QString()> make) {
        connect(copy->addAction(text), &QAction::triggered, this,
                [make = std::move(make)] { QGuiApplication::clipboard()->setText(make()); });
    };
    add(tr("Names"), [this] {
        QStringList names;
        for (const int row : m_table->selectedRows())
            names << m_model->rowAt(row)->name;
        return names.join(u'\n');
    });
    add(tr("Rows as text"),
        [this] { return rowsAsText(*m_model, m_table->selectedRows(), m_table->columnsInOrder()); });
    add(tr("Rows as CSV"),
        [this] { return rowsAsCsv(*m_model, m_table->selectedRows(), m_table->columnsInOrder()); });
    menu->popup(position);
}

} // namespace easel
