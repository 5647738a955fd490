// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/resourceview.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"
#include "app/models/celltext.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/models/tablecopy.h"
#include "app/views/actionmenu.h"
#include "app/views/detailview.h"
#include "app/views/filterbar.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/searchfield.h"
#include "app/views/parts/segmentedcontrol.h"
#include "app/views/resourcetable.h"
#include "core/base/text.h"
#include "core/changes/workspaceexport.h"
#include "core/domain/kinds.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int besideFrom = 1200; // of the window: narrower windows have the detail below
constexpr int followDelayMs = 80;
constexpr std::chrono::seconds keptWhileHidden{30};

} // namespace

ResourceView::ResourceView(AppContext *context, const TablePage &page, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_page(page)
    , m_source(new ResourceTableModel(this))
    , m_model(new ResourceFilterModel(this))
    , m_table(new ResourceTable(this))
    , m_detail(new DetailView(context, this))
    , m_title(new QLabel(page.title, this))
    , m_count(new QLabel(this))
    , m_banner(new Banner(Tone::Unknown, this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_stack(new QStackedWidget(this))
    , m_skeleton(new Skeleton(this))
    , m_empty(new EmptyState(this))
{
    setObjectName(QStringLiteral("view-") + page.id);
    setAccessibleName(page.title);
    m_model->setSourceModel(m_source);
    m_model->setBase(page.base);
    m_table->setFilterModel(m_model);
    m_table->setAccessibleName(page.title);
    m_table->setTerminalKeys(context->settings()->usesTerminalKeys());
    m_filterBar = new FilterBar(m_table, m_model, context->settings(), this);
    m_filterBar->setKind(page.id);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *header = new QWidget(this);
    header->setMinimumHeight(48);
    auto *headerRow = new QHBoxLayout(header);
    headerRow->setContentsMargins(16, 0, 16, 0);
    headerRow->setSpacing(8);
    setTextRole(m_title, TextRole::Title);
    m_title->setTextFormat(Qt::PlainText);
    setSecondaryText(m_count);
    m_count->setTextFormat(Qt::PlainText);
    headerRow->addWidget(m_title);
    headerRow->addSpacing(4);
    headerRow->addWidget(m_count);
    if (page.parts.size() > 1) {
        QStringList titles;
        for (const TablePage::Part &part : page.parts)
            titles.append(part.title);
        m_partSwitch = new SegmentedControl(titles, this);
        m_partSwitch->setAccessibleName(tr("Kind"));
        headerRow->addSpacing(8);
        headerRow->addWidget(m_partSwitch);
        connect(m_partSwitch, &SegmentedControl::currentChanged, this, &ResourceView::showPart);
    }
    headerRow->addStretch(1);
    m_actionRow = new QHBoxLayout;
    m_actionRow->setSpacing(8);
    headerRow->addLayout(m_actionRow);
    column->addWidget(header);

    auto *bannerRow = new QVBoxLayout;
    bannerRow->setContentsMargins(16, 0, 16, 8);
    bannerRow->addWidget(m_banner);
    auto *bannerHolder = new QWidget(this);
    bannerHolder->setLayout(bannerRow);
    column->addWidget(bannerHolder);
    m_banner->setVisible(false);
    bannerHolder->setVisible(false);

    auto *filterHolder = new QWidget(this);
    auto *filterRow = new QVBoxLayout(filterHolder);
    filterRow->setContentsMargins(16, 0, 16, 8);
    filterRow->addWidget(m_filterBar);
    column->addWidget(filterHolder);
    column->addWidget(new Hairline(Qt::Horizontal, this));

    m_skeleton->setAccessibleName(tr("Loading"));
    m_empty->setObjectName(QStringLiteral("table-empty"));
    m_stack->addWidget(m_table);
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

    m_follow.setSingleShot(true);
    m_follow.setInterval(followDelayMs);
    connect(&m_follow, &QTimer::timeout, this, &ResourceView::showCurrent);
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, &ResourceView::showTruth);

    connect(m_table, &ResourceTable::currentObjectChanged, &m_follow, qOverload<>(&QTimer::start));
    connect(m_table, &ResourceTable::selectionEdited, this, &ResourceView::showActions);
    connect(m_table, &ResourceTable::openRequested, this, [this] {
        if (m_page.open) {
            if (const auto row = m_model->rowAt(m_table->currentIndex().row()))
                m_page.open(*row);
            return;
        }
        showCurrent();
        setDetailShown(true);
        setDetailFull(true);
    });
    connect(m_table, &ResourceTable::detailToggled, this, [this] { setDetailShown(!m_detailShown); });
    connect(m_table, &QAbstractItemView::clicked, this, [this] {
        if (!m_page.open)
            setDetailShown(true);
    });
    connect(m_table, &ResourceTable::deleteRequested, this,
            [this] { m_context->actions()->trigger(QStringLiteral("object.delete"), target()); });
    connect(m_table, &ResourceTable::copyRequested, this, &ResourceView::copyRows);
    connect(m_table, &ResourceTable::terminalKey, this, &ResourceView::terminalKey);
    connect(m_table, &ResourceTable::filterFocusRequested, m_filterBar, &FilterBar::focusFilter);
    connect(m_table, &ResourceTable::menuRequested, this, &ResourceView::showMenu);
    connect(m_table, &ResourceTable::columnsEdited, this, &ResourceView::remember);
    connect(m_filterBar, &FilterBar::leftDownwards, this, &ResourceView::focusTable);
    connect(m_model, &ResourceFilterModel::countsChanged, this, [this] {
        showCounts();
        showTruth();
        if (!m_wanted.name.isEmpty())
            showObject(m_wanted);
        findAgain();
    });
    connect(m_model, &ResourceFilterModel::filterChanged, this, [this] {
        showCounts();
        showTruth();
        Q_EMIT filterEdited(m_model->filterText());
    });
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        if (m_emptyAction)
            m_emptyAction();
    });
    connect(m_detail, &DetailView::closeRequested, this, [this] {
        setDetailFull(false);
        setDetailShown(false);
        focusTable();
    });
    connect(m_detail, &DetailView::fullSizeRequested, this, [this] { setDetailFull(!m_detailFull); });
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        m_context->settings()->setBlob(m_splitter->orientation() == Qt::Horizontal
                                           ? QStringLiteral("detailBeside")
                                           : QStringLiteral("detailBelow"),
                                       m_splitter->saveState());
    });
    connect(context, &AppContext::scopeChanged, this, &ResourceView::applyScope);
    connect(context->actions(), &ActionRegistry::changed, this, &ResourceView::showActions);
    connect(context->settings(), &Settings::keysChanged, this,
            [this] { m_table->setTerminalKeys(m_context->settings()->usesTerminalKeys()); });
    if (context->surroundings())
        connect(context->surroundings(), &Surroundings::organisationChanged, this, &ResourceView::applyScope);
    if (context->source()) {
        connect(context->source(), &Source::catalogChanged, this, [this] {
            if (!m_isAway)
                connectStore();
        });
        connect(context->source(), &Source::stateChanged, this, [this] {
            showTruth();
            showActions();
        });
    }
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        m_source->setStore(nullptr);
        m_store = nullptr;
        m_leases.clear();
        m_leases.resize(std::size_t(m_page.parts.size()));
    });
    m_away.setSingleShot(true);
    m_away.setInterval(keptWhileHidden);
    connect(&m_away, &QTimer::timeout, this, &ResourceView::letGo);
    m_away.start(); // it may never be shown
    m_leases.resize(std::size_t(page.parts.size()));
    showPart(0);
    applyScope();
}

ResourceView::~ResourceView()
{
    // What the view would show of it is of no use any more, and its parts may be half gone.
    disconnect(m_source, nullptr, this, nullptr);
    disconnect(m_model, nullptr, this, nullptr);
    // The model lets go before the lease does: the store may end with it.
    m_source->setStore(nullptr);
}

ResourceStore *ResourceView::store() const
{
    return m_store;
}

QString ResourceView::settingsKey() const
{
    return m_page.parts.size() > 1 ? m_page.id + u'-' + QString::number(m_part) : m_page.id;
}

void ResourceView::showPart(int part)
{
    if (part < 0 || part >= m_page.parts.size() || part == m_part)
        return;
    m_part = part;
    if (m_partSwitch)
        m_partSwitch->setCurrent(part);
    m_detail->clear();
    connectStore();
}

void ResourceView::showEvent(QShowEvent *event)
{
    m_away.stop();
    m_isAway = false;
    QWidget::showEvent(event);
    connectStore();
}

void ResourceView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    for (StoreLease &lease : m_leases)
        lease.setOnScreen(false);
    m_away.start();
}

// Nobody has looked for a while: rows and connection are given back, and found again on return.
void ResourceView::letGo()
{
    if (isVisible())
        return;
    m_isAway = true;
    if (!m_store)
        return;
    if (!m_left)
        m_left = Left{m_table->currentUid(), m_table->verticalScrollBar()->value()};
    m_store->disconnect(this);
    m_source->setStore(nullptr);
    m_store = nullptr;
    m_leases.clear();
    m_leases.resize(std::size_t(m_page.parts.size()));
}

void ResourceView::findAgain()
{
    if (!m_left || !m_store || m_model->rowCount() == 0)
        return;
    const bool found = m_left->currentUid.isEmpty() || m_table->selectUid(m_left->currentUid);
    if (!found && m_store->truth().phase == Truth::Phase::Loading)
        return;
    const Left left = *std::exchange(m_left, std::nullopt);
    m_table->verticalScrollBar()->setValue(left.scroll);
}

void ResourceView::connectStore()
{
    const TablePage::Part &part = m_page.parts.at(m_part);
    Source *source = m_context->source();
    StoreLease &lease = m_leases[std::size_t(m_part)];
    if (part.store) {
        if (!lease)
            lease = part.store();
    } else if (source) {
        const qsizetype dot = part.groupKind.indexOf(u'.');
        const QString kind = dot < 0 ? part.groupKind : part.groupKind.left(dot);
        const QString group = dot < 0 ? QString() : part.groupKind.mid(dot + 1);
        const ResourceType *type = source->catalog().find(group, kind);
        if (!type) {
            if (m_store && m_store == lease.get())
                m_source->setStore(nullptr);
            lease = {};
        } else if (!lease || !(lease->type() == *type)) {
            StoreLease renewed = source->store({*type, {}, {}});
            if (m_store && m_store == lease.get())
                m_source->setStore(nullptr);
            lease = std::move(renewed);
        }
    }
    for (std::size_t other = 0; other < m_leases.size(); ++other)
        m_leases[other].setOnScreen(int(other) == m_part && isVisible());
    if (lease.get() && lease.get() == m_store && m_source->store() == m_store)
        return;
    if (m_store)
        m_store->disconnect(this);
    m_store = lease.get();
    m_source->setStore(m_store);
    if (m_store) {
        connect(m_store, &ResourceStore::truthChanged, this, &ResourceView::showTruth);
        m_table->restore(m_context->settings()->table(settingsKey()));
        findAgain();
    }
    showCounts();
    showActions();
    showTruth();
}

bool ResourceView::isSourceFailed() const
{
    const Source *source = m_context->source();
    return source && source->state().phase == SourceState::Phase::Failed;
}

QString ResourceView::missingText() const
{
    const Source *source = m_context->source();
    if (!source)
        return tr("Nothing is open.");
    if (isSourceFailed())
        return tr("Nothing is known of %1 yet.").arg(source->title());
    return tr("%1 does not serve this kind.").arg(source->title());
}

void ResourceView::applyScope()
{
    if (m_page.scoped)
        m_model->setNamespaces(m_context->scopeNamespaces());
    showCounts();
    showTruth();
}

void ResourceView::showCounts()
{
    const QLocale locale;
    const int total = m_model->scopedCount();
    const int shown = m_model->rowCount();
    const QString place = m_page.scoped ? m_context->scopeTitle()
                                        : (m_context->source() ? m_context->source()->title() : QString());
    QString text = m_model->isFiltered()
                       ? tr("%1 of %2 in %3").arg(locale.toString(shown), locale.toString(total), place)
                       : tr("%1 in %2").arg(locale.toString(total), place);
    if (!m_within.isEmpty()) {
        //: after "12 in borealis": a user who may not list across all namespaces
        text = tr("%1, only the %n namespace(s) that you may read", nullptr, int(m_within.size())).arg(text);
    }
    m_count->setText(text);
    m_count->setToolTip(plainTip(m_within.join(QStringLiteral(", "))));
    // A layout that was asked for while the screen was hidden is not made up for by Qt.
    m_count->parentWidget()->layout()->activate();
}

// Exactly one state is said, and it is the source's word, not a guess.
void ResourceView::showTruth()
{
    const Truth truth = m_store ? m_store->truth() : Truth();
    if (std::exchange(m_within, truth.within) != truth.within)
        showCounts();
    const QString title = m_context->source() ? m_context->source()->title() : QString();
    const bool hasRows = m_model->rowCount() > 0;
    const QString things = inSentence(m_page.title);
    QString state;
    bool banner = false;
    bool stale = false;
    QWidget *shown = m_table;

    m_banner->clearActions();
    m_banner->setAside({});
    const auto tryAgain = [this](const QString &text) {
        connect(m_banner->addButton(text), &QAbstractButton::clicked, this, [this] {
            if (m_context->source())
                m_context->source()->refresh();
        });
    };
    const auto nextTry = [&] {
        if (!truth.nextTry.isValid())
            return;
        const qint64 seconds = std::max<qint64>(0, QDateTime::currentDateTime().secsTo(truth.nextTry));
        m_banner->setAside(tr("Next try in %1").arg(ageText(std::chrono::seconds(seconds))));
    };

    const Source *source = m_context->source();
    const bool kindsKnown = source && !source->catalog().isEmpty();
    if (!m_store && source && !kindsKnown) {
        // Before the hub has answered nobody knows what it serves; the window says why it does not answer.
        state = isSourceFailed() ? QStringLiteral("failed") : QStringLiteral("loading");
    } else if (!m_store) {
        state = QStringLiteral("missing");
        m_empty->setContent(m_page.icon, missingText(), m_page.purpose);
        m_empty->setAction({});
        m_emptyAction = {};
        const Action *prepare = m_context->actions()->find(QStringLiteral("hub.prepare"));
        if (prepare && m_context->actions()->offer(*prepare, kindTarget()).enabled) {
            m_empty->setAction(prepare->text, prepare->icon);
            m_emptyAction = [this] {
                m_context->actions()->trigger(QStringLiteral("hub.prepare"), kindTarget());
            };
        }
        shown = m_empty;
    } else if (truth.phase == Truth::Phase::Failed) {
        state = QStringLiteral("failed");
        // When the whole source does not answer, the window says so once for all screens.
        banner = !isSourceFailed();
        stale = hasRows;
        m_banner->setTone(Tone::Bad);
        m_banner->setLayoutKind(Banner::Layout::Line);
        // What was tried stands out, the answer and the advice follow.
        const QString sentence = truth.error ? errorSentence(truth.error->tried(tr("list %1").arg(things)))
                                             : tr("Could not list %1.").arg(things);
        const qsizetype end = sentence.indexOf(QStringLiteral(". "));
        m_banner->setTexts(end < 0 ? sentence : sentence.left(end + 1),
                           end < 0 ? QString() : sentence.mid(end + 2));
        nextTry();
        if (truth.error && truth.error->kind == Error::Kind::Forbidden && m_store->type().namespaced &&
            source->typedNamespaces()) {
            connect(m_banner->addButton(tr("Name namespaces…")), &QAbstractButton::clicked, this, [this] {
                m_context->actions()->trigger(QStringLiteral("hub.namespaces"), kindTarget());
            });
        }
        tryAgain(tr("Try again"));
    } else if (truth.phase == Truth::Phase::Stale) {
        state = QStringLiteral("stale");
        banner = true;
        stale = true;
        m_banner->setTone(Tone::Unknown);
        const QString since = truth.since.toLocalTime().toString(QStringLiteral("HH:mm:ss"));
        const QString age = ageText(std::chrono::seconds(truth.since.secsTo(QDateTime::currentDateTime())));
        m_banner->setTexts(
            tr("Not live."),
            truth.error
                ? tr("%1 last answered at %2, %3 ago: %4. Rows show what was true then.")
                      .arg(title, since, age, truth.error->message)
                : tr("%1 last answered at %2, %3 ago. Rows show what was true then.").arg(title, since, age));
        nextTry();
        tryAgain(tr("Try now"));
    } else if (truth.phase == Truth::Phase::Offline) {
        state = QStringLiteral("offline");
        // A folder is not a copy of anything: it is the thing itself.
        banner = m_context->source() && !m_context->source()->isWorkspace();
        stale = banner;
        m_banner->setTone(Tone::Unknown);
        m_banner->setTexts(tr("A copy."),
                           tr("It shows what was true at %1 and does not follow the hub.")
                               .arg(truth.since.toLocalTime().toString(QStringLiteral("d MMM yyyy HH:mm"))));
    } else {
        state = truth.phase == Truth::Phase::Live ? QStringLiteral("live") : QStringLiteral("loading");
    }

    if (!hasRows && state != u"missing") {
        if (state == u"loading") {
            shown = m_skeleton;
            m_skeleton->setProgressText(
                !kindsKnown && !m_store ? tr("Connecting to %1…").arg(title)
                : truth.loaded > 0 ? tr("Loading %1… %2 so far").arg(things, QLocale().toString(truth.loaded))
                                   : tr("Loading %1…").arg(things));
            QList<int> widths;
            for (const int column : m_table->columnsInOrder())
                widths.append(m_table->columnWidth(column));
            if (!widths.isEmpty())
                m_skeleton->setColumns(widths);
            if (m_stack->currentWidget() != m_skeleton)
                m_skeleton->start();
        } else if (m_model->isFiltered() && m_model->scopedCount() > 0) {
            state = QStringLiteral("filtered-empty");
            shown = m_empty;
            m_empty->setContent(QStringLiteral("list-filter"),
                                tr("None of %1 matches the filter.").arg(m_model->scopedCount()));
            m_empty->setAction(tr("Clear filter"), {}, false);
            m_emptyAction = [this] {
                m_filterBar->setText({});
                focusTable();
            };
        } else if (state == u"live" || state == u"offline") {
            if (state == u"live" || !banner)
                state = QStringLiteral("empty");
            shown = m_empty;
            const TablePage::Part &part = m_page.parts.at(m_part);
            const KindInfo *info = m_store ? kindInfo(m_store->type().group, m_store->type().kind) : nullptr;
            const QString what =
                m_page.what.isEmpty()
                    ? tr("No %1").arg(inSentence(part.title.isEmpty() ? m_page.title : part.title))
                    : m_page.what;
            m_empty->setContent(m_page.icon,
                                m_context->scope().kind == Scope::Kind::All
                                    ? tr("%1 yet.").arg(what)
                                    : tr("%1 in %2 yet.").arg(what, m_context->scopeTitle()),
                                !m_page.purpose.isEmpty() ? m_page.purpose
                                : info                    ? info->purpose
                                                          : QString());
            m_empty->setAction({});
            m_emptyAction = {};
            for (const Action *action : m_context->actions()->offered(Action::Header, kindTarget())) {
                if (action->primary && m_context->actions()->offer(*action, kindTarget()).enabled) {
                    m_empty->setAction(action->text, action->icon, false);
                    m_emptyAction = [this, id = action->id] {
                        m_context->actions()->trigger(id, kindTarget());
                    };
                }
            }
        } else if (state == u"failed") {
            shown = m_empty;
            m_empty->setContent({}, isSourceFailed() ? missingText() : QString());
            m_empty->setAction({});
        }
    }
    // Nothing is counted before something was listed.
    m_count->setVisible(m_store && (hasRows || state != u"failed"));
    if (shown != m_skeleton)
        m_skeleton->stop();
    m_stack->setCurrentWidget(shown);
    m_banner->setVisible(banner);
    m_banner->parentWidget()->setVisible(banner);
    m_table->setStale(stale);
    m_filterBar->setStale(stale);
    m_detail->setStale(stale);
    // Times in the banner go on.
    if (banner && !m_countdown.isActive())
        m_countdown.start();
    else if (!banner)
        m_countdown.stop();
    m_shownState = state;
    arrange();
    if (m_wantsFocus && shown == m_table && isVisible() &&
        !qobject_cast<QLineEdit *>(QApplication::focusWidget()))
        focusTable();
}

ActionTarget ResourceView::kindTarget() const
{
    ActionTarget target;
    target.source = m_context->source();
    if (m_store)
        target.type = m_store->type();
    target.window = window();
    target.page = m_page.id;
    if (m_context->scope().kind == Scope::Kind::Project)
        target.project = m_context->scope().name;
    return target;
}

ActionTarget ResourceView::target() const
{
    ActionTarget target = kindTarget();
    if (m_detailFull)
        return m_detail->target();
    for (const int position : m_table->selectedRows()) {
        const auto row = m_model->rowAt(position);
        if (!row || !m_store)
            continue;
        target.rows.append(*row);
        target.objects.append(refOfRow(m_store->type(), *row));
    }
    // Derived rows stand for objects of another kind.
    if (!target.objects.isEmpty() && target.source && target.objects.first().kind != target.type.kind) {
        if (const ResourceType *type = target.source->catalog().findFor(target.objects.first()))
            target.type = *type;
    }
    if (target.project.isEmpty() && !target.objects.isEmpty())
        target.project = target.objects.first().namespaceName;
    return target;
}

void ResourceView::showActions()
{
    while (QLayoutItem *item = m_actionRow->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    const ActionTarget target = kindTarget();
    const auto add = [&](const Action &action) {
        auto *button = new QPushButton(action.text, this);
        button->setObjectName(action.id);
        if (!action.icon.isEmpty())
            button->setIcon(icon(action.icon, action.primary ? IconInk::OnAccent : IconInk::Secondary));
        setButtonKind(button, action.primary ? ButtonKind::Primary : ButtonKind::Normal);
        const Offer offer = m_context->actions()->offer(action, target);
        button->setEnabled(offer.enabled);
        button->setToolTip(plainTip(offer.reason));
        button->setAccessibleDescription(offer.reason);
        connect(button, &QPushButton::clicked, this,
                [this, id = action.id] { m_context->actions()->trigger(id, kindTarget()); });
        m_actionRow->addWidget(button);
    };
    const QList<const Action *> actions = m_context->actions()->offered(Action::Header, target);
    for (const Action *action : actions) {
        if (!action->primary)
            add(*action);
    }
    for (const Action *action : actions) {
        if (action->primary)
            add(*action);
    }
}

ObjectRef ResourceView::currentObject() const
{
    const QModelIndex current = m_table->currentIndex();
    const auto row = current.isValid() ? m_model->rowAt(current.row()) : std::nullopt;
    return row && m_store ? refOfRow(m_store->type(), *row) : ObjectRef();
}

void ResourceView::showCurrent()
{
    m_follow.stop();
    const ObjectRef ref = currentObject();
    if (!ref.name.isEmpty() && (m_detailShown || m_detailFull)) {
        const auto row = m_model->rowAt(m_table->currentIndex().row());
        m_detail->setObject(ref, m_store, row ? row->uid : QString());
    }
    arrange();
    Q_EMIT currentObjectChanged(ref);
}

void ResourceView::showObject(const ObjectRef &ref)
{
    m_wanted = ref;
    if (!m_store)
        return;
    m_model->flush();
    for (int position = 0; position < m_store->count(); ++position) {
        if (!(refOfRow(m_store->type(), m_store->view(position)) == ref))
            continue;
        const QString uid = m_store->view(position).uid();
        if (m_model->positionOf(uid) < 0)
            m_filterBar->setText({}); // somebody asked for this object: a filter must not hide it
        if (m_table->selectUid(uid)) {
            m_wanted = {};
            setDetailShown(true);
            showCurrent();
        }
        return;
    }
}

QString ResourceView::filterText() const
{
    return m_model->filterText();
}

void ResourceView::setFilterText(const QString &text)
{
    m_filterBar->setText(text);
}

void ResourceView::setDetailShown(bool shown)
{
    if (m_detailShown == shown || m_page.open)
        return;
    m_detailShown = shown;
    if (shown)
        showCurrent();
    arrange();
}

void ResourceView::setDetailFull(bool full)
{
    if (m_detailFull == full)
        return;
    m_detailFull = full;
    m_detail->setFullSize(full);
    arrange();
    if (full)
        m_detail->setFocus();
    else
        focusTable();
}

// Beside the table in wide windows, below it in narrow ones, alone when it is full size.
void ResourceView::arrange()
{
    const bool canShow = m_stack->currentWidget() == m_table || m_detailFull;
    const bool show = canShow && (m_detailShown || m_detailFull) && !m_detail->object().name.isEmpty();
    const bool beside = window()->width() >= besideFrom;
    const Qt::Orientation orientation = beside ? Qt::Horizontal : Qt::Vertical;
    const bool turned = m_splitter->orientation() != orientation;
    if (turned)
        m_splitter->setOrientation(orientation);
    const bool appears = show && m_detail->isHidden();
    m_stack->setVisible(!m_detailFull || !show);
    m_detail->setVisible(show);
    if (show && !m_detailFull && (appears || turned)) {
        const QByteArray kept = m_context->settings()->blob(beside ? QStringLiteral("detailBeside")
                                                                   : QStringLiteral("detailBelow"));
        if (kept.isEmpty() || !m_splitter->restoreState(kept)) {
            const int wide = window()->width() >= 1800 ? 600 : 452;
            const int whole = beside ? m_splitter->width() : m_splitter->height();
            const int part = beside ? scaledWidth(this, wide) : whole * 45 / 100;
            m_splitter->setSizes({std::max(100, whole - part), part});
        }
        m_splitter->setOrientation(orientation);
    }
}

void ResourceView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ResourceView::focusTable()
{
    if (m_detailFull && m_detail->isVisible()) {
        m_detail->setFocus();
        return;
    }
    m_wantsFocus = m_stack->currentWidget() != m_table;
    if (m_wantsFocus)
        return; // as soon as there are rows
    // Before the focus arrives: Qt would make the first row current without selecting it.
    if (m_model->rowCount() > 0 && m_table->selectedRows().isEmpty()) {
        const QString current = m_table->currentUid();
        m_table->selectUid(current.isEmpty() ? m_model->rowAt(0)->uid : current);
    }
    m_table->setFocus();
}

void ResourceView::focusFilter()
{
    m_filterBar->focusFilter();
}

bool ResourceView::stepBack()
{
    if (m_detailFull) {
        setDetailFull(false);
        return true;
    }
    if (m_detailShown && m_detail->isVisible()) {
        setDetailShown(false);
        focusTable();
        return true;
    }
    if (m_model->isFiltered()) {
        m_filterBar->setText({});
        focusTable();
        return true;
    }
    return false;
}

void ResourceView::remember()
{
    if (!m_store)
        return;
    const QString key = settingsKey();
    m_context->settings()->setTable(key, m_table->save());
}

void ResourceView::showMenu(const QPoint &position)
{
    QMenu *menu = actionMenu(m_context, target(), this);
    QMenu *copy = new QMenu(tr("Copy"), menu);
    copy->setIcon(icon(QStringLiteral("copy")));
    const std::pair<QString, QString> formats[] = {{QStringLiteral("name"), tr("Names")},
                                                   {QStringLiteral("text"), tr("Rows as text")},
                                                   {QStringLiteral("csv"), tr("Rows as CSV")},
                                                   {QStringLiteral("yaml"), tr("Objects as YAML")}};
    for (const auto &[format, text] : formats) {
        QAction *entry = copy->addAction(text);
        if (format == u"text")
            entry->setShortcut(QKeySequence::Copy);
        connect(entry, &QAction::triggered, this, [this, format = format] { copyRowsAs(format); });
    }
    QAction *before = nullptr;
    for (QAction *entry : menu->actions()) {
        const Action *known = m_context->actions()->find(entry->objectName());
        if (known && known->dangerous) {
            before = entry;
            break;
        }
    }
    menu->insertMenu(before, copy);
    if (before)
        menu->insertSeparator(before);
    menu->popup(position);
}

void ResourceView::copyRows()
{
    copyRowsAs(QStringLiteral("text"));
}

void ResourceView::copyRowsAs(const QString &format)
{
    const QList<int> rows = m_table->selectedRows();
    if (rows.isEmpty() || !m_store)
        return;
    if (format == u"name") {
        QStringList names;
        for (const int row : rows)
            names.append(m_model->rowAt(row)->name);
        QGuiApplication::clipboard()->setText(names.join(u'\n'));
    } else if (format == u"csv") {
        QGuiApplication::clipboard()->setText(rowsAsCsv(*m_model, rows, m_table->columnsInOrder()));
    } else if (format == u"text") {
        QGuiApplication::clipboard()->setText(rowsAsText(*m_model, rows, m_table->columnsInOrder()));
    } else if (format == u"yaml") {
        // Rows without their bytes are fetched; the clipboard is filled when all answers are there, in the
        // order of the table.
        struct Collection
        {
            std::vector<QJsonObject> objects; // one a row; empty: it could not be read
            int open = 0;
        };
        auto collection = std::make_shared<Collection>();
        collection->objects.resize(std::size_t(rows.size()));
        const auto finish = [this, collection] {
            if (collection->open > 0)
                return;
            QList<QJsonObject> read;
            std::copy_if(collection->objects.begin(), collection->objects.end(), std::back_inserter(read),
                         [](const QJsonObject &object) { return !object.isEmpty(); });
            QGuiApplication::clipboard()->setText(QString::fromUtf8(exportText(read)));
            const int count = int(read.size());
            m_context->toast(
                count == int(collection->objects.size())
                    ? tr("%n objects copied as YAML", nullptr, count)
                    : tr("%n objects copied as YAML, the others could not be read", nullptr, count));
        };
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const auto row = m_model->rowAt(rows.at(i));
            if (!row->raw.isEmpty() && row->target.name.isEmpty()) {
                collection->objects[std::size_t(i)] = QJsonDocument::fromJson(row->raw).object();
            } else if (m_context->source()) {
                ++collection->open;
                m_context->source()
                    ->fetch(refOfRow(m_store->type(), *row))
                    .then(this, [collection, finish, i](const Result<QJsonObject> &result) {
                        if (result)
                            collection->objects[std::size_t(i)] = *result;
                        --collection->open;
                        finish();
                    });
            }
        }
        finish();
        return;
    }
    m_context->toast(tr("%n rows copied", nullptr, int(rows.size())));
}

} // namespace easel
