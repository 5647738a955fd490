// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/resourcetable.h"

#include "app/look/typography.h"
#include "app/models/celltext.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/models/roles.h"
#include "app/views/parts/celldelegate.h"

#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>

namespace easel {

ResourceTable::ResourceTable(QWidget *parent)
    : QTableView(parent)
    , m_delegate(setUpTable(this))
{
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setMouseTracking(true);
    setTabKeyNavigation(false); // the table is one stop
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::DefaultContextMenu);
    setFrameShape(QFrame::NoFrame);

    QHeaderView *header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(40);
    header->setHighlightSections(false);
    connect(header, &QHeaderView::sectionClicked, this, [this](int column) {
        if (m_filter)
            m_filter->sortBy(column, QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier));
    });
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int before, int width) {
        if (m_fitting || width <= 0 || before <= 0 || column >= columns().size())
            return;
        m_userWidths.insert(columns().at(column).id, width);
        Q_EMIT columnsEdited();
    });
    connect(header, &QHeaderView::sectionMoved, this, [this] {
        if (!m_fitting)
            Q_EMIT columnsEdited();
    });
    connect(this, &QAbstractItemView::doubleClicked, this, [this] { Q_EMIT openRequested(); });

    m_rest.setSingleShot(true);
    m_rest.setInterval(1500);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (m_filter)
            m_filter->setOrderHeld(false);
    });
}

const QList<Column> &ResourceTable::columns() const
{
    static const QList<Column> none;
    return m_filter && m_filter->table() ? m_filter->table()->columns() : none;
}

void ResourceTable::setFilterModel(ResourceFilterModel *model)
{
    m_filter = model;
    // Selection goes by uid: a row that went away and comes back (another filter, a relist after an outage)
    // is current again. Connected before the view's own slot, which moves the current row on.
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                const int row = currentIndex().row();
                if (m_wantedUid.isEmpty() && row >= first && row <= last)
                    m_wantedUid = currentUid();
            });
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &ResourceTable::startColumns);
    connect(model, &ResourceFilterModel::sortChanged, this, [this] {
        showSort();
        if (!m_fitting)
            Q_EMIT columnsEdited();
    });
    connect(model, &ResourceFilterModel::countsChanged, this, [this] {
        // Widths come from what is there: measured when the first rows are, and again whenever as many came.
        if (m_filter->rowCount() > 0 && m_measuredRows < 40 && m_filter->rowCount() >= 2 * m_measuredRows) {
            measure();
            fit();
        } else if (!m_widen.isActive()) {
            m_widen.start();
        }
        if (m_wantedUid.isEmpty())
            return;
        const QString wanted = m_wantedUid;
        if (currentUid() != wanted && m_filter->positionOf(wanted) >= 0)
            selectUid(wanted);
    });
    m_widen.setSingleShot(true);
    m_widen.setInterval(500);
    connect(&m_widen, &QTimer::timeout, this, &ResourceTable::widen);
    connect(model, &QAbstractItemModel::dataChanged, this, [this] {
        if (!m_widen.isActive())
            m_widen.start();
    });
    startColumns();
}

// What came since needs more room ("Running" where it said "Pending"): columns grow and never shrink, so that
// nothing jumps about while one reads.
void ResourceTable::widen()
{
    const std::vector<int> before = m_measured;
    measure();
    if (before.size() != m_measured.size())
        return;
    bool grown = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
        grown = grown || m_measured[i] > before[i];
        m_measured[i] = std::max(m_measured[i], before[i]);
    }
    if (grown)
        fit();
}

void ResourceTable::startColumns()
{
    if (m_chosen.size() == columns().size())
        return;
    measure();
    m_chosen = QBitArray(int(columns().size()));
    for (int i = 0; i < columns().size(); ++i)
        m_chosen.setBit(i, columns().at(i).shown);
    fit();
}

void ResourceTable::restore(const TableSettings &settings)
{
    m_fitting = true;
    measure();
    const QList<Column> &all = columns();
    m_chosen = QBitArray(int(all.size()));
    for (int i = 0; i < all.size(); ++i) {
        const QString &id = all.at(i).id;
        m_chosen.setBit(i, settings.shown.contains(id) || (all.at(i).shown && !settings.hidden.contains(id)));
    }
    m_userWidths = settings.widths;
    QHeaderView *header = horizontalHeader();
    int visual = 0;
    for (const QString &id : settings.order) {
        for (int i = 0; i < all.size(); ++i) {
            if (all.at(i).id == id)
                header->moveSection(header->visualIndex(i), visual++);
        }
    }
    QList<SortColumn> sort;
    for (const QString &word : settings.sort) {
        const bool descending = word.startsWith(u'-');
        const QString id = descending ? word.mid(1) : word;
        for (int i = 0; i < all.size(); ++i) {
            if (all.at(i).id == id)
                sort.append({i, descending ? Qt::DescendingOrder : Qt::AscendingOrder});
        }
    }
    if (sort.isEmpty()) {
        // What wants attention comes first; kinds without a state go by name.
        for (int i = 0; i < all.size(); ++i) {
            if (all.at(i).type == CellType::State) {
                sort.append({i, Qt::AscendingOrder});
                break;
            }
        }
        if (sort.isEmpty() && !all.isEmpty())
            sort.append({0, Qt::AscendingOrder});
    }
    if (m_filter)
        m_filter->setSortColumns(sort);
    showSort();
    m_fitting = false;
    fit();
}

TableSettings ResourceTable::save() const
{
    TableSettings settings;
    const QList<Column> &all = columns();
    const QHeaderView *header = horizontalHeader();
    for (int visual = 0; visual < header->count() && visual < all.size(); ++visual)
        settings.order.append(all.at(header->logicalIndex(visual)).id);
    for (int i = 0; i < all.size(); ++i) {
        if (m_chosen.testBit(i) && !all.at(i).shown)
            settings.shown.append(all.at(i).id);
        if (!m_chosen.testBit(i) && all.at(i).shown)
            settings.hidden.append(all.at(i).id);
    }
    settings.widths = m_userWidths;
    if (m_filter) {
        for (const SortColumn &sort : m_filter->sortColumns()) {
            if (sort.column < all.size())
                settings.sort.append((sort.order == Qt::DescendingOrder ? QStringLiteral("-") : QString()) +
                                     all.at(sort.column).id);
        }
    }
    return settings;
}

void ResourceTable::setColumnChosen(int column, bool chosen)
{
    if (column < 0 || column >= m_chosen.size() || m_chosen.testBit(column) == chosen)
        return;
    m_chosen.setBit(column, chosen);
    fit();
    Q_EMIT columnsEdited();
}

void ResourceTable::resetColumns()
{
    m_userWidths.clear();
    restore({});
    QHeaderView *header = horizontalHeader();
    m_fitting = true;
    for (int i = 0; i < header->count(); ++i)
        header->moveSection(header->visualIndex(i), i);
    m_fitting = false;
    Q_EMIT columnsEdited();
}

QBitArray ResourceTable::shownColumns() const
{
    QBitArray shown(m_chosen.size());
    for (int i = 0; i < m_chosen.size(); ++i)
        shown.setBit(i, !isColumnHidden(i));
    return shown;
}

QList<int> ResourceTable::columnsInOrder() const
{
    QList<int> order;
    const QHeaderView *header = horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (!header->isSectionHidden(column))
            order.append(column);
    }
    return order;
}

// What the first rows need, within what the column was designed for.
void ResourceTable::measure()
{
    const QList<Column> &all = columns();
    const int rows = m_filter ? std::min(m_filter->rowCount(), 60) : 0;
    m_measured.assign(std::size_t(all.size()), 0);
    m_measuredRows = rows;
    const QFontMetrics metrics = fontMetrics();
    const qint64 now = m_filter && m_filter->table() ? m_filter->table()->nowMs() : 0;
    for (int row = 0; row < rows; ++row) {
        const auto shown = m_filter->rowAt(row);
        for (int i = 0; shown && i < all.size(); ++i) {
            const int width = metrics.horizontalAdvance(cellText(all.at(i), *shown, i, now));
            m_measured[std::size_t(i)] = std::max(m_measured[std::size_t(i)], width);
        }
    }
}

// Where there is not room for all, texts get what they were designed for before columns go.
int ResourceTable::idealWidth(int column, bool scarce) const
{
    const Column &info = columns().at(column);
    const auto user = m_userWidths.constFind(info.id);
    if (user != m_userWidths.cend())
        return *user;
    const int icon = info.type == CellType::State ? 20 : 0;
    const int designed = scaledWidth(this, info.width * 7);
    int text = designed;
    if (m_measuredRows > 0) {
        const int needed = m_measured[std::size_t(column)] + 4;
        // Counts of several GPU families tell rows apart.
        const bool gpus = info.type == CellType::Gpus;
        const int halves = gpus ? 6 : scarce && info.type == CellType::Text ? 2 : 3;
        text = std::clamp(needed, std::min(40, designed), designed * halves / 2);
    }
    const int title = horizontalHeader()->fontMetrics().horizontalAdvance(info.title) + 18;
    return std::max(text + icon, title) + 16;
}

// Drops columns, highest priority number first, until the rest fits; gives room that is left to the texts.
void ResourceTable::fit()
{
    const QList<Column> &all = columns();
    if (m_fitting || all.isEmpty() || m_chosen.size() != all.size())
        return;
    m_fitting = true;
    const int available = viewport()->width();
    QList<int> kept;
    int total = 0;
    for (int i = 0; i < all.size(); ++i) {
        if (m_chosen.testBit(i)) {
            kept.append(i);
            total += idealWidth(i);
        }
    }
    const bool scarce = total > available;
    if (scarce) {
        total = 0;
        for (const int column : std::as_const(kept))
            total += idealWidth(column, true);
    }
    while (total > available && kept.size() > 2) {
        const auto worst = std::max_element(
            kept.begin(), kept.end(), [&](int a, int b) { return all.at(a).priority < all.at(b).priority; });
        if (all.at(*worst).priority <= 0)
            break;
        total -= idealWidth(*worst, scarce);
        kept.erase(worst);
    }
    int flexible = 0;
    for (const int column : std::as_const(kept)) {
        const CellType type = all.at(column).type;
        if (type == CellType::Text && !m_userWidths.contains(all.at(column).id))
            flexible += idealWidth(column, scarce);
    }
    const int room = std::max(0, available - total);
    int given = 0;
    for (int i = 0; i < all.size(); ++i) {
        const bool shown = kept.contains(i);
        setColumnHidden(i, !shown);
        if (!shown)
            continue;
        int width = idealWidth(i, scarce);
        const CellType type = all.at(i).type;
        if (flexible > 0 && type == CellType::Text && !m_userWidths.contains(all.at(i).id)) {
            const int share = room * width / flexible;
            width += share;
            given += share;
        }
        setColumnWidth(i, width);
    }
    // What rounding left over goes to the name.
    if (flexible > 0 && !kept.isEmpty() && room > given)
        setColumnWidth(kept.first(), columnWidth(kept.first()) + room - given);
    m_fitting = false;
    if (m_filter)
        m_filter->setShownColumns(shownColumns());
}

void ResourceTable::showSort()
{
    QHeaderView *header = horizontalHeader();
    const QList<SortColumn> sort = m_filter ? m_filter->sortColumns() : QList<SortColumn>();
    header->setSortIndicatorShown(!sort.isEmpty());
    if (!sort.isEmpty()) {
        const QSignalBlocker blocker(header); // the indicator follows the model here, not the other way round
        header->setSortIndicator(sort.first().column, sort.first().order);
    }
    header->viewport()->update();
}

void ResourceTable::setStale(bool stale)
{
    m_delegate->setStale(stale);
    viewport()->update();
}

QList<int> ResourceTable::selectedRows() const
{
    QList<int> rows;
    if (!selectionModel())
        return rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

QStringList ResourceTable::selectedUids() const
{
    QStringList uids;
    for (const int row : selectedRows()) {
        if (const auto shown = m_filter->rowAt(row))
            uids.append(shown->uid);
    }
    return uids;
}

QString ResourceTable::currentUid() const
{
    const auto row =
        m_filter && currentIndex().isValid() ? m_filter->rowAt(currentIndex().row()) : std::nullopt;
    return row ? row->uid : QString();
}

bool ResourceTable::selectUid(const QString &uid)
{
    const int position = m_filter ? m_filter->positionOf(uid) : -1;
    if (position < 0) {
        m_wantedUid = uid;
        return false;
    }
    const QList<int> order = columnsInOrder();
    const QModelIndex index = m_filter->index(position, order.isEmpty() ? 0 : order.first());
    m_wantedUid.clear();
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
    return true;
}

void ResourceTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    Q_EMIT currentObjectChanged();
}

void ResourceTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT selectionEdited();
}

bool ResourceTable::handleTerminalKey(QKeyEvent *event)
{
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    const QString text = event->text();
    const auto moveTo = [this](int row) {
        const int last = model() ? model()->rowCount() - 1 : -1;
        if (last < 0)
            return;
        const QList<int> order = columnsInOrder();
        selectionModel()->setCurrentIndex(
            model()->index(std::clamp(row, 0, last), order.isEmpty() ? 0 : order.first()),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    };
    if (event->key() == Qt::Key_D && event->modifiers() == Qt::ControlModifier) {
        Q_EMIT deleteRequested();
        return true;
    }
    if (!plain || text.isEmpty())
        return false;
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        CellType wanted = CellType::Text;
        if (event->key() == Qt::Key_G) {
            moveTo(model()->rowCount() - 1);
            return true;
        }
        if (event->key() == Qt::Key_N) {
            m_filter->sortBy(0, false);
            return true;
        }
        if (event->key() == Qt::Key_S)
            wanted = CellType::State;
        else if (event->key() == Qt::Key_A)
            wanted = CellType::Age;
        if (wanted != CellType::Text) {
            for (int i = 0; i < columns().size(); ++i) {
                if (columns().at(i).type == wanted) {
                    m_filter->sortBy(i, false);
                    return true;
                }
            }
        }
    }
    if (text == u"j") {
        moveTo(currentIndex().row() + 1);
        return true;
    }
    if (text == u"k") {
        moveTo(currentIndex().row() - 1);
        return true;
    }
    if (text == u"g") {
        moveTo(0);
        return true;
    }
    if (text.size() == 1 && (text[0].isLetterOrNumber() || text[0] == u':')) {
        Q_EMIT terminalKey(text);
        return true;
    }
    return false;
}

void ResourceTable::mousePressEvent(QMouseEvent *event)
{
    m_wantedUid.clear();
    QTableView::mousePressEvent(event);
}

void ResourceTable::keyPressEvent(QKeyEvent *event)
{
    m_wantedUid.clear();
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
        return;
    }
    if (event->key() == Qt::Key_Slash && !(event->modifiers() & Qt::ControlModifier)) {
        Q_EMIT filterFocusRequested({});
        return;
    }
    if (m_terminalKeys && m_filter && handleTerminalKey(event))
        return;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!(event->modifiers() & Qt::ControlModifier)) {
            if (currentIndex().isValid())
                Q_EMIT openRequested();
            return;
        }
        break;
    case Qt::Key_Space:
        if (event->modifiers() == Qt::NoModifier) {
            Q_EMIT detailToggled();
            return;
        }
        break;
    case Qt::Key_Delete:
        Q_EMIT deleteRequested();
        return;
    case Qt::Key_Home:
    case Qt::Key_End:
        // Rows, not columns: people look for the first and last object.
        if (event->modifiers() == Qt::NoModifier && model() && model()->rowCount() > 0) {
            const QList<int> order = columnsInOrder();
            const int row = event->key() == Qt::Key_Home ? 0 : model()->rowCount() - 1;
            selectionModel()->setCurrentIndex(model()->index(row, order.isEmpty() ? 0 : order.first()),
                                              QItemSelectionModel::ClearAndSelect |
                                                  QItemSelectionModel::Rows);
            return;
        }
        break;
    case Qt::Key_Menu:
        Q_EMIT menuRequested(viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()));
        return;
    case Qt::Key_F10:
        if (event->modifiers() == Qt::ShiftModifier) {
            Q_EMIT menuRequested(viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()));
            return;
        }
        break;
    case Qt::Key_Escape:
        event->ignore();
        return;
    default:
        break;
    }
    // Typing letters starts a filter, as in file managers; Qt's own keyboard search would jump about in
    // silence.
    const QString text = event->text();
    if (!m_terminalKeys && text.size() == 1 && text[0].isLetterOrNumber() &&
        !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
        Q_EMIT filterFocusRequested(text);
        return;
    }
    QTableView::keyPressEvent(event);
}

void ResourceTable::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse && !indexAt(event->pos()).isValid())
        return;
    Q_EMIT menuRequested(event->reason() == QContextMenuEvent::Mouse
                             ? event->globalPos()
                             : viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()));
}

void ResourceTable::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    if (m_filter)
        m_filter->setOrderHeld(true);
    m_rest.start();
}

void ResourceTable::leaveEvent(QEvent *event)
{
    QTableView::leaveEvent(event);
    m_rest.stop();
    if (m_filter)
        m_filter->setOrderHeld(false);
}

void ResourceTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fit();
}

void ResourceTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        measure();
        fit();
    }
}

} // namespace easel
