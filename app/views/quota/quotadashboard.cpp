// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/quotadashboard.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/theme.h"
#include "app/look/typography.h"
#include "app/models/quotatreemodel.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/legend.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/quotabar.h"
#include "app/views/parts/searchfield.h"
#include "app/views/quota/estatecounts.h"
#include "app/views/quota/machinemap.h"
#include "app/views/quota/mattercards.h"
#include "app/views/quota/quotareport.h"
#include "app/views/quota/quotatreeview.h"
#include "app/views/quota/usagepanel.h"
#include "core/base/atomicfile.h"
#include "core/base/text.h"
#include "core/domain/gputext.h"
#include "core/domain/kinds.h"

#include <QApplication>
#include <QClipboard>
#include <QDate>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QRegularExpression>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr int openAtFirst = 300; // projects: more of them begin closed
const QString familiesKey = u"quota/families"_s;
const QString groupKey = u"quota/machines-by"_s;
const QString splitterKey = u"quotaSplitter"_s;

QString spectro(const char *kind)
{
    return QLatin1String(kind) + u'.' + spectroGroup;
}

QList<Legend::Item> legendItems()
{
    const auto part = [](QuotaPart what, const QString &text) {
        return Legend::Item{[what](QPainter *painter, const QRectF &rect, const Theme &theme) {
                                paintQuotaPart(painter, rect, what, theme);
                            },
                            text};
    };
    return {part(QuotaPart::Attached, QuotaDashboard::tr("attached")),
            part(QuotaPart::Claimed, QuotaDashboard::tr("claimed")),
            part(QuotaPart::Releasing, QuotaDashboard::tr("releasing")),
            part(QuotaPart::Kept, QuotaDashboard::tr("held by others")),
            part(QuotaPart::Free, QuotaDashboard::tr("free")),
            part(QuotaPart::Over, QuotaDashboard::tr("over")),
            part(QuotaPart::Unhealthy, QuotaDashboard::tr("unhealthy")),
            {[](QPainter *painter, const QRectF &rect, const Theme &theme) {
                 painter->save();
                 painter->setRenderHint(QPainter::Antialiasing);
                 QPainterPath triangle;
                 const QPointF top(rect.center().x(), rect.center().y() - 2);
                 triangle.moveTo(top);
                 triangle.lineTo(top + QPointF(3.5, 4));
                 triangle.lineTo(top + QPointF(-3.5, 4));
                 triangle.closeSubpath();
                 painter->fillPath(triangle, theme.text);
                 painter->restore();
             },
             QuotaDashboard::tr("guarantee")}};
}

const FilterTerm *needsTerm(const FilterExpression &expression)
{
    for (const FilterTerm &term : expression.terms()) {
        if (term.key == u"needs")
            return &term;
    }
    return nullptr;
}

// "name:a,b": commas mean any of them.
QString anyOf(const QString &key, const QStringList &values)
{
    QStringList parts;
    for (const QString &value : values)
        parts << FilterExpression::term({}, value);
    return key + u':' + parts.join(u',');
}

bool isAboutMachines(const GpuMatter &matter)
{
    return matter.kind == GpuMatter::Kind::Unhealthy || matter.kind == GpuMatter::Kind::Idle;
}

} // namespace

QuotaDashboard::QuotaDashboard(AppContext *context, UsageRecorder *recorder, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_feed(new GpuEstateFeed(context, this))
    , m_model(new QuotaTreeModel(this))
    , m_filter(new QuotaTreeFilter(m_model, this))
    , m_note(new QLabel(this))
    , m_counts(new EstateCounts(this))
    , m_families(new QToolButton(this))
    , m_familyMenu(new QMenu(this))
    , m_banner(new Banner(Tone::Unknown, this))
    , m_bannerHolder(new QWidget(this))
    , m_cards(new MatterCards(this))
    , m_field(new SearchField(this))
    , m_stack(new QStackedWidget(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_tree(new QuotaTreeView(m_model, m_filter, this))
    , m_usage(new UsagePanel(context, this))
    , m_machines(new MachineMap(this))
    , m_skeleton(new Skeleton(this))
    , m_empty(new EmptyState(this))
{
    setObjectName(u"view-quota"_s);
    setAccessibleName(tr("GPU quota"));
    setFocusProxy(m_tree);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    auto *bannerRow = new QVBoxLayout(m_bannerHolder);
    bannerRow->setContentsMargins(16, 0, 16, 8);
    bannerRow->addWidget(m_banner);
    m_bannerHolder->hide();
    column->addWidget(m_bannerHolder);
    m_skeleton->setAccessibleName(tr("Loading"));
    m_empty->setObjectName(u"quota-empty"_s);
    m_stack->addWidget(makeBody());
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);

    const QString families = context->settings()->text(familiesKey);
    m_chosenFamilies = families.isEmpty() ? QStringList() : families.split(u',');
    m_machines->setGroupedBy(context->settings()->text(groupKey, u"rack"_s));

    connect(m_feed, &GpuEstateFeed::news, this, &QuotaDashboard::take);
    connect(m_feed, &GpuEstateFeed::truthChanged, this, &QuotaDashboard::showTruth);
    connect(context, &AppContext::scopeChanged, this, &QuotaDashboard::applyScope);
    connect(context->actions(), &ActionRegistry::changed, this, &QuotaDashboard::showTruth);
    connect(m_cards, &MatterCards::filterRequested, this, &QuotaDashboard::filterBy);
    connect(m_cards, &MatterCards::objectsRequested, this, &QuotaDashboard::openObjects);
    connect(m_field, &SearchField::textChanged, this, &QuotaDashboard::applyFilter);
    const auto toTree = [this] { m_tree->setFocus(); };
    connect(m_field, &SearchField::downPressed, this, toTree);
    connect(m_field, &SearchField::escapePressed, this, toTree);
    connect(m_tree, &QuotaTreeView::openRequested, this, &QuotaDashboard::openCurrent);
    connect(m_tree, &QuotaTreeView::currentKeyChanged, this, &QuotaDashboard::lookAt);
    connect(m_tree, &QuotaTreeView::currentKeyChanged, this, &QuotaDashboard::lookAtUsage);
    connect(m_tree, &QuotaTreeView::currentKeyChanged, this, &QuotaDashboard::showActions);
    m_usage->setRecorder(recorder);
    m_usage->setKept([this](const UsageScope &scope) -> qint64 {
        const GpuScope *known =
            m_model->scopeAt(m_model->indexOf(GpuScope::keyOf(scope.tenant, scope.project)));
        const GpuUsage *line = known ? known->line(scope.family) : nullptr;
        return line ? line->reservedForOthers : 0;
    });
    connect(m_tree, &QuotaTreeView::filterFocusRequested, this, &QuotaDashboard::focusFilter);
    connect(m_tree, &QuotaTreeView::widthChanged, this, [this] {
        if (m_known && m_chosenFamilies.isEmpty())
            chooseFamilies();
    });
    connect(m_tree, &QuotaTreeView::menuRequested, this, &QuotaDashboard::showMenu);
    connect(m_tree, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (leads(index))
            openFigure(m_filter->mapToSource(index));
    });
    m_tree->setMouseTracking(true);
    connect(m_tree, &QAbstractItemView::entered, this, [this](const QModelIndex &index) {
        m_tree->viewport()->setCursor(leads(index) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    });
    connect(m_tree, &QAbstractItemView::viewportEntered, this, [this] { m_tree->viewport()->unsetCursor(); });
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (!m_restoring)
            m_collapsed.insert(index.data(QuotaTreeModel::KeyRole).toString());
    });
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (!m_restoring)
            m_collapsed.remove(index.data(QuotaTreeModel::KeyRole).toString());
    });
    connect(m_machines, &MachineMap::machineOpened, this, [this](const QString &name) {
        m_context->openList(spectro("Compute"), FilterExpression::term(u"name"_s, name));
    });
    connect(m_machines, &MachineMap::projectsWanted, this, [this](const QStringList &projects) {
        const QString term = projects.isEmpty() ? QString() : anyOf(u"name"_s, projects);
        setFilterText(term == filterText() ? QString() : term);
    });
    connect(m_machines, &MachineMap::groupedByChanged, this,
            [this](const QString &key) { m_context->settings()->setText(groupKey, key); });
    connect(m_familyMenu, &QMenu::aboutToShow, this, &QuotaDashboard::fillFamilies);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        if (m_emptyAction)
            m_emptyAction();
    });
    applyScope();
    showTruth();
}

QWidget *QuotaDashboard::makeHeader()
{
    auto *header = new QWidget(this);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(16, 0, 16, 0);
    row->addStrut(48);
    row->setSpacing(12);
    auto *title = new QLabel(tr("GPU quota"), header);
    setTextRole(title, TextRole::Title);
    setSecondaryText(m_note);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(title);
    row->addWidget(m_note, 1);
    m_counts->hide();
    row->addWidget(m_counts, 1);
    m_families->setPopupMode(QToolButton::InstantPopup);
    m_families->setMenu(m_familyMenu);
    m_families->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_families->setAccessibleName(tr("GPU families shown"));
    m_families->setObjectName(u"quota-families"_s);
    m_families->hide(); // until there is something to choose between
    setButtonKind(m_families, ButtonKind::Normal);
    row->addWidget(m_families);
    const auto button = [&](const QString &objectName, const QString &iconName, const QString &text) {
        auto *made = new QPushButton(icon(iconName), text, header);
        made->setObjectName(objectName);
        row->addWidget(made);
        return made;
    };
    m_report = button(u"quota-report"_s, u"download"_s, tr("Report…"));
    m_report->setAccessibleName(tr("Export a report as PDF"));
    connect(m_report, &QPushButton::clicked, this, &QuotaDashboard::exportReport);
    m_whatIf = button(u"quota-what-if"_s, u"flask-conical"_s, tr("What if…"));
    m_setLimits = button(u"quota-set-limits"_s, u"sliders-horizontal"_s, tr("Set limits…"));
    connect(m_whatIf, &QPushButton::clicked, this,
            [this] { m_context->actions()->trigger(u"quota.whatif"_s, rowTarget()); });
    connect(m_setLimits, &QPushButton::clicked, this, [this] {
        const ActionTarget target = rowTarget();
        m_context->actions()->trigger(
            target.object().kind == u"Tenant" ? u"tenant.edit"_s : u"project.edit"_s, target);
    });
    return header;
}

QWidget *QuotaDashboard::makeBody()
{
    auto *body = new QWidget(this);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(16, 0, 16, 12);
    column->setSpacing(12);
    column->addWidget(m_cards);

    m_field->setIconName(u"list-filter"_s);
    m_field->setKeyHint(u"/"_s);
    m_field->setPlaceholderText(tr("Filter by text, or is:bad tenant:borealis h100-free:>4"));
    m_field->setAccessibleName(tr("Filter"));
    m_field->edit()->setAccessibleName(tr("Filter"));
    m_field->edit()->setObjectName(u"quota-filter"_s);
    m_field->setTermTest([this](const QString &term) {
        const FilterExpression parsed = FilterExpression::parse(term, m_model->filterColumns());
        return parsed.problems().isEmpty() && parsed.terms().size() == 1 &&
               parsed.terms().first().kind != FilterTerm::Kind::Text;
    });
    auto *filterRow = new QHBoxLayout;
    filterRow->setSpacing(12);
    filterRow->addWidget(m_field, 1);
    filterRow->addWidget(m_cards->moreButton());
    column->addLayout(filterRow);

    auto *top = new QWidget(m_splitter);
    auto *topColumn = new QVBoxLayout(top);
    topColumn->setContentsMargins(0, 0, 0, 8);
    topColumn->setSpacing(8);
    auto *panel = new Panel(top);
    panel->column()->setContentsMargins(1, 1, 1, 1);
    panel->column()->addWidget(m_tree);
    topColumn->addWidget(panel, 1);
    auto *legend = new Legend(top);
    legend->setItems(legendItems());
    topColumn->addWidget(legend);
    auto *bottom = new QWidget(m_splitter);
    auto *bottomRow = new QHBoxLayout(bottom);
    bottomRow->setContentsMargins(0, 0, 0, 0);
    bottomRow->setSpacing(12);
    for (const auto &[part, stretch] : {std::pair<QWidget *, int>{m_usage, 3}, {m_machines, 2}}) {
        auto *holder = new Panel(bottom);
        holder->column()->setContentsMargins(0, 0, 0, 0);
        holder->column()->addWidget(part);
        bottomRow->addWidget(holder, stretch);
    }
    m_tree->setMinimumHeight(120);
    m_machines->setMinimumHeight(120);
    m_splitter->addWidget(top);
    m_splitter->addWidget(bottom);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(10);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    if (const QByteArray state = m_context->settings()->blob(splitterKey); !state.isEmpty())
        m_splitter->restoreState(state);
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { m_context->settings()->setBlob(splitterKey, m_splitter->saveState()); });
    column->addWidget(m_splitter, 1);
    return body;
}

void QuotaDashboard::take(const GpuNews &news)
{
    const bool first = !m_known;
    m_known = true;
    m_last = news;
    m_last.change = {};
    const bool newFamilies = news.totals.size() != m_totals.size();
    m_totals = news.totals;
    m_model->setTotals(news.totals, news.machines, news.pools);
    if (news.whole) {
        keepingPlace([&] { m_model->reset(news.change.scopes); });
        m_machines->model()->reset(news.change.machines);
    } else {
        m_model->apply(news.change);
        if (!news.change.machines.isEmpty() || !news.change.goneMachines.isEmpty())
            m_machines->model()->apply(news.change.machines, news.change.goneMachines);
    }
    if (news.whole || newFamilies) {
        chooseFamilies();
        keepingPlace([this] { m_filter->renewFilter(); });
    }
    if (news.whole || !news.change.machines.isEmpty() || !news.change.goneMachines.isEmpty())
        m_machines->renew();
    if (first && news.projects > openAtFirst) {
        for (const GpuScope &scope : news.change.scopes) {
            if (scope.isTenant())
                m_collapsed.insert(scope.key());
        }
        m_tree->collapseAll();
    }
    if (first) // once the screen is laid out
        QTimer::singleShot(0, this, &QuotaDashboard::shareHeight);
    if (first && m_tree->currentIndex().row() <= 0 && !m_tree->currentIndex().parent().isValid()) {
        // Below what is installed, where there is something: history and limits are somebody's. The tree
        // itself takes its first row with the focus.
        const int row = m_filter->rowCount() > 1 ? 1 : 0;
        m_tree->selectKey(m_filter->index(row, 0).data(QuotaTreeModel::KeyRole).toString());
    }
    m_cards->setMatters(news.matters);
    lookAt();
    lookAtUsage();
    showNote();
    showTruth();
    Q_EMIT shown();
}

void QuotaDashboard::keepingPlace(const std::function<void()> &change)
{
    const QString key = m_tree->currentKey();
    m_restoring = true;
    change();
    expandAsBefore();
    m_restoring = false;
    if (!key.isEmpty() && m_tree->currentKey() != key)
        m_tree->selectKey(key);
}

void QuotaDashboard::expandAsBefore()
{
    const bool filtered = !m_filter->expression().isEmpty();
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, 0);
        m_tree->setExpanded(index, filtered ||
                                       !m_collapsed.contains(index.data(QuotaTreeModel::KeyRole).toString()));
    }
}

void QuotaDashboard::applyScope()
{
    const Scope &scope = m_context->scope();
    keepingPlace([&] {
        m_filter->setScope(scope.kind == Scope::Kind::Tenant ? scope.name : QString(),
                           scope.kind == Scope::Kind::Project ? scope.name : QString());
    });
    lookAt();
    showNote();
    showTruth();
}

void QuotaDashboard::applyFilter()
{
    keepingPlace([this] { m_filter->setFilterText(m_field->text()); });
    const QList<FilterProblem> &problems = m_filter->expression().problems();
    m_field->setProblem(problems.isEmpty() ? QString() : problems.first().sentence);
    lookAt();
    showNote();
    showTruth();
    Q_EMIT filterEdited(m_field->text());
}

QString QuotaDashboard::filterText() const
{
    return m_field->text();
}

void QuotaDashboard::setFilterText(const QString &text)
{
    m_field->setText(text);
    applyFilter();
}

void QuotaDashboard::focusFilter()
{
    m_field->edit()->setFocus(Qt::ShortcutFocusReason);
}

bool QuotaDashboard::stepBack()
{
    if (m_machineMatter) {
        m_machineMatter.reset();
        lookAt();
        return true;
    }
    if (filterText().isEmpty())
        return false;
    setFilterText({});
    m_tree->setFocus();
    return true;
}

void QuotaDashboard::showNote()
{
    if (!m_known) {
        m_note->clear();
        m_counts->hide();
        return;
    }
    const bool filtered = !m_filter->expression().isEmpty();
    const bool all = m_context->scope().kind == Scope::Kind::All && !filtered;
    QStringList words{m_context->scopeTitle()};
    if (filtered) {
        words = {tr("%1 of %2 in %3")
                     .arg(QLocale().toString(m_filter->shownKeys().size()),
                          QLocale().toString(m_last.tenants + m_last.projects), m_context->scopeTitle())};
    } else if (all) {
        // Each leads to the objects behind it.
        const auto list = [this](const char *kind, const QString &filter = {}) {
            return [this, kind = spectro(kind), filter] { m_context->openList(kind, filter); };
        };
        const QString machines = u"gpus:>0"_s;
        const QList<EstateCounts::Count> counts{
            {u"tenants"_s, tr("%n tenants", nullptr, m_last.tenants), list("Tenant")},
            {u"projects"_s, tr("%n projects", nullptr, m_last.projects), list("Project")},
            {u"machines"_s, tr("%n GPU machines", nullptr, m_last.machines), list("Compute", machines)},
            {u"gpus"_s, tr("%n GPUs", nullptr, int(m_last.gpus)), list("Compute", machines)}};
        words.clear();
        for (const EstateCounts::Count &count : counts)
            words << count.text;
        m_counts->setCounts(counts);
    }
    if (m_feed->isSaid() && !filtered)
        words << tr("as the hub counts them");
    m_about = words.join(u", "_s);
    m_note->setText(all ? (m_feed->isSaid() ? words.last() : QString()) : m_about);
    m_note->setToolTip(m_about);
    m_counts->setVisible(all);
    m_counts->setToolTip(m_about);
    m_note->setVisible(!m_note->text().isEmpty());
}

// The row that is current, else what the filter leaves, says whose machines stand out.
void QuotaDashboard::lookAt()
{
    std::optional<QSet<QString>> projects;
    std::optional<QSet<QString>> names;
    if (m_machineMatter) {
        names = QSet<QString>(m_machineMatter->machines.cbegin(), m_machineMatter->machines.cend());
    } else if (const GpuScope *scope = m_tree->currentScope()) {
        const QStringList own = projectsOf(*scope);
        projects = QSet<QString>(own.cbegin(), own.cend());
    } else if (!m_filter->expression().isEmpty()) {
        projects.emplace();
        const QStringList keys = m_filter->shownKeys();
        for (const QString &key : keys) {
            if (const GpuScope *shown = m_model->scopeAt(m_model->indexOf(key)); shown && !shown->isTenant())
                projects->insert(shown->project);
        }
    }
    m_machines->model()->setLookedAt(projects, names);
    std::optional<GpuMatter::Kind> active;
    const FilterTerm *needs = needsTerm(m_filter->expression());
    for (const GpuMatter &matter : std::as_const(m_last.matters)) {
        if (m_machineMatter ? m_machineMatter->kind == matter.kind
                            : needs && needs->value == gpuMatterWord(matter.kind))
            active = matter.kind;
    }
    m_cards->setActive(active);
}

QStringList QuotaDashboard::projectsOf(const GpuScope &scope) const
{
    if (!scope.isTenant())
        return {scope.project};
    QStringList projects;
    const QModelIndex tenant = m_model->indexOf(scope.key());
    for (int row = 0; row < m_model->rowCount(tenant); ++row)
        projects << m_model->scopeAt(m_model->index(row, 0, tenant))->project;
    return projects;
}

void QuotaDashboard::chooseFamilies()
{
    QList<GpuFamilyTotal> totals = m_totals;
    std::stable_sort(totals.begin(), totals.end(), [](const GpuFamilyTotal &a, const GpuFamilyTotal &b) {
        return a.installed + a.use.used() > b.installed + b.use.used();
    });
    QStringList families;
    const int fit = m_tree->familiesThatFit();
    for (const GpuFamilyTotal &total : std::as_const(totals)) {
        const bool wanted =
            m_chosenFamilies.isEmpty() ? families.size() < fit : m_chosenFamilies.contains(total.family);
        if (wanted)
            families << total.family;
    }
    if (families != m_model->families())
        keepingPlace([&] { m_model->setFamilies(families); });
    m_tree->fitColumns();
    m_families->setVisible(m_totals.size() > 1);
    m_families->setText(families.size() == m_totals.size()
                            ? tr("All families")
                            : tr("%1 of %2 families").arg(families.size()).arg(m_totals.size()));
    m_families->setAccessibleName(tr("GPU families shown: %1").arg(families.join(u", "_s)));
}

void QuotaDashboard::fillFamilies()
{
    m_familyMenu->clear();
    QAction *automatic = m_familyMenu->addAction(tr("As many as fit"));
    automatic->setCheckable(true);
    automatic->setChecked(m_chosenFamilies.isEmpty());
    const auto keep = [this](const QStringList &families) {
        m_chosenFamilies = families;
        m_context->settings()->setText(familiesKey, families.join(u','));
        chooseFamilies();
    };
    connect(automatic, &QAction::triggered, this, [keep] { keep({}); });
    m_familyMenu->addSeparator();
    for (const GpuFamilyTotal &total : std::as_const(m_totals)) {
        QAction *action = m_familyMenu->addAction(cleanedLine(total.family));
        action->setCheckable(true);
        action->setChecked(m_model->families().contains(total.family));
        connect(action, &QAction::triggered, this, [this, keep, family = total.family](bool on) {
            QStringList families = m_model->families();
            families.removeAll(family);
            if (on)
                families << family;
            keep(families);
        });
    }
}

void QuotaDashboard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_known)
        QTimer::singleShot(0, this, &QuotaDashboard::shareHeight);
}

void QuotaDashboard::lookAtUsage()
{
    const GpuScope *scope = m_tree->currentScope();
    m_usage->setScope(scope ? scope->tenant : QString(), scope ? scope->project : QString());
}

// The tree gets what it needs, what is below it the rest, at least three tenths; until somebody moves the
// handle.
void QuotaDashboard::shareHeight()
{
    if (!m_context->settings()->blob(splitterKey).isEmpty())
        return;
    const int room = m_splitter->height() - m_splitter->handleWidth();
    const int wanted = std::min(m_tree->rowsHeight() + 44, room * 7 / 10);
    m_splitter->setSizes({wanted, room - wanted});
}

void QuotaDashboard::keyPressEvent(QKeyEvent *event)
{
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if ((plain && event->text() == u"/") || event->matches(QKeySequence::Find)) {
        focusFilter();
        return;
    }
    if (event->key() == Qt::Key_Escape && stepBack())
        return;
    QWidget::keyPressEvent(event);
}

// Ways to the objects

void QuotaDashboard::openCurrent()
{
    const GpuScope *scope = m_tree->currentScope();
    if (scope && !scope->ref.name.isEmpty())
        m_context->openObject(scope->ref);
    else if (!scope)
        m_context->openList(spectro("Compute"), u"gpus:>0"_s);
}

void QuotaDashboard::openPools(const GpuScope &scope, const QString &family)
{
    QString filter = anyOf(u"project"_s, projectsOf(scope));
    if (!family.isEmpty())
        filter += u' ' + FilterExpression::term(u"gpus"_s, shortFamily(family));
    m_context->openList(spectro("ComputePool"), filter);
}

// Figures lead to what they are made of; the rest of a row only makes it current.
bool QuotaDashboard::leads(const QModelIndex &index) const
{
    const QModelIndex source = m_filter->mapToSource(index);
    const GpuScope *scope = m_model->scopeAt(source);
    switch (m_model->partOf(source.column())) {
    case QuotaTreeModel::Part::Used:
    case QuotaTreeModel::Part::Free:
        return !index.data().toString().isEmpty() && (!scope || scope->pools > 0);
    case QuotaTreeModel::Part::Pools:
        return !scope || scope->pools > 0;
    case QuotaTreeModel::Part::Name:
    case QuotaTreeModel::Part::State:
    case QuotaTreeModel::Part::Bar:
        break;
    }
    return false;
}

void QuotaDashboard::openFigure(const QModelIndex &source)
{
    const QString family = m_model->familyOf(source.column());
    const QuotaTreeModel::Part part = m_model->partOf(source.column());
    if (const GpuScope *scope = m_model->scopeAt(source)) {
        openPools(*scope, family);
    } else if (part == QuotaTreeModel::Part::Pools) {
        m_context->openList(spectro("ComputePool"), {});
    } else {
        const QString gpus = FilterExpression::term(u"gpus"_s, shortFamily(family));
        m_context->openList(spectro("Compute"),
                            part == QuotaTreeModel::Part::Free ? u"status:available "_s + gpus : gpus);
    }
}

void QuotaDashboard::openObjects(const GpuMatter &matter)
{
    if (isAboutMachines(matter)) {
        m_context->openList(spectro("Compute"), matter.kind == GpuMatter::Kind::Idle
                                                    ? u"status:available gpus:>0"_s
                                                    : anyOf(u"name"_s, matter.machines));
        return;
    }
    QStringList names;
    QStringList projects;
    for (const QString &pool : matter.pools) {
        names << pool.section(u'/', 1);
        projects << pool.section(u'/', 0, 0);
    }
    projects.removeDuplicates();
    if (names.size() == 1) {
        m_context->openObject(
            {spectroGroup + u"/v1alpha1"_s, u"ComputePool"_s, projects.first(), names.first()});
        return;
    }
    if (names.isEmpty()) {
        filterBy(matter, true);
        m_tree->setFocus();
        return;
    }
    m_context->openList(spectro("ComputePool"),
                        anyOf(u"name"_s, names) + u' ' + anyOf(u"project"_s, projects));
}

void QuotaDashboard::filterBy(const GpuMatter &matter, bool on)
{
    m_machineMatter.reset();
    QString text = filterText();
    if (const FilterTerm *needs = needsTerm(m_filter->expression()))
        text = FilterExpression::withoutTerm(text, *needs);
    if (isAboutMachines(matter)) {
        if (on)
            m_machineMatter = matter;
    } else if (on) {
        text =
            FilterExpression::withTerm(text, FilterExpression::term(u"needs"_s, gpuMatterWord(matter.kind)));
    }
    setFilterText(text.trimmed());
}

void QuotaDashboard::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const GpuScope *scope = m_tree->currentScope();
    if (scope) {
        const GpuScope chosen = *scope;
        if (!chosen.ref.name.isEmpty()) {
            menu->addAction(chosen.isTenant() ? tr("Open the tenant") : tr("Open the project"), this,
                            &QuotaDashboard::openCurrent);
        }
        menu->addAction(tr("Show its pools"), this, [this, chosen] { openPools(chosen); });
        for (const GpuUsage &line : chosen.lines) {
            if (line.used() > 0 && m_model->families().contains(line.family)) {
                menu->addAction(tr("Show its pools with %1").arg(cleanedLine(line.family)), this,
                                [this, chosen, family = line.family] { openPools(chosen, family); });
            }
        }
        menu->addAction(tr("Show its app deployments"), this, [this, chosen] {
            m_context->openList(spectro("AIWorkload"), anyOf(u"project"_s, projectsOf(chosen)));
        });
        menu->addSeparator();
        for (QPushButton *button : {m_whatIf, m_setLimits}) {
            if (button->isVisible() && button->isEnabled())
                menu->addAction(button->text(), button, &QPushButton::click);
        }
    } else {
        menu->addAction(tr("Show the machines"), this, &QuotaDashboard::openCurrent);
    }
    menu->addSeparator();
    menu->addAction(tr("Copy rows"), this,
                    [this] { QApplication::clipboard()->setText(m_tree->rowsAsText()); });
    menu->addAction(tr("Copy all as CSV"), this,
                    [this] { QApplication::clipboard()->setText(m_tree->rowsAsCsv(true)); });
    menu->popup(position);
}

QuotaReport QuotaDashboard::report() const
{
    QuotaReport report;
    report.title = tr("GPU quota of %1").arg(m_context->source()->title());
    report.about = m_filter->expression().isEmpty()
                       ? m_about
                       : tr("%1, filtered by %2").arg(m_about, cleanedLine(m_field->text()));
    report.at = QDateTime::currentDateTime();
    report.matters = m_last.matters;
    report.families = m_model->families();
    report.font = font();
    const auto add = [&](const QModelIndex &index, int depth) {
        const auto cell = [&](QuotaTreeModel::Part part, const QString &family = {}) {
            return index.siblingAtColumn(m_model->columnOf(part, family));
        };
        QuotaReport::Row row;
        row.name = cell(QuotaTreeModel::Part::Name).data().toString();
        row.depth = depth;
        row.state = cell(QuotaTreeModel::Part::State).data().toString();
        const GpuScope *scope = m_model->scopeAt(m_filter->mapToSource(index));
        if (scope)
            row.tone = quotaSituationTone(*scope);
        for (const QString &family : m_model->families()) {
            const QVariant parts = cell(QuotaTreeModel::Part::Bar, family).data(QuotaTreeModel::PartsRole);
            const QModelIndex free = cell(QuotaTreeModel::Part::Free, family);
            row.cells.append({parts.value<QuotaParts>(),
                              cell(QuotaTreeModel::Part::Used, family).data().toString(),
                              free.data().toString(), free.data(ToneRole).isValid(), parts.isValid()});
        }
        row.pools = cell(QuotaTreeModel::Part::Pools).data().toString();
        report.rows << row;
    };
    for (int i = 0; i < m_filter->rowCount(); ++i) {
        const QModelIndex tenant = m_filter->index(i, 0);
        add(tenant, 0);
        for (int j = 0; j < m_filter->rowCount(tenant); ++j)
            add(m_filter->index(j, 0, tenant), 1);
    }
    report.chart = m_usage->chart()->onPaper(&report.chartSize);
    report.chartTitle = m_usage->chart()->data().title;
    report.chartText = m_usage->sentence();
    return report;
}

void QuotaDashboard::exportReport()
{
    static const QRegularExpression odd(u"[^\\w.-]+"_s);
    const QString name = u"gpu-quota-%1-%2.pdf"_s.arg(m_context->source()->title().replace(odd, u"-"_s),
                                                      QDate::currentDate().toString(Qt::ISODate));
    m_context->prompter()->askSaveFile(this, tr("Export a report"), name, tr("Documents (*.pdf)"),
                                       [this](const QString &path) {
                                           if (!m_context->source())
                                               return;
                                           runInPool([path, report = report()] {
                                               return writeChosenFile(path, quotaReportPdf(report));
                                           }).then(this, [this, path](const Result<Done> &written) {
                                               if (written)
                                                   m_context->toast(tr("Wrote %1").arg(path));
                                               else
                                                   m_context->tell({}, errorSentence(written.error()));
                                           });
                                       });
}

ActionTarget QuotaDashboard::target() const
{
    ActionTarget target;
    target.source = m_context->source();
    target.window = window();
    return target;
}

// The tenant or project of the current row.
ActionTarget QuotaDashboard::rowTarget() const
{
    ActionTarget target = this->target();
    const GpuScope *scope = m_tree->currentScope();
    if (!scope || scope->ref.name.isEmpty())
        return target;
    target.objects = {scope->ref};
    target.project = scope->project;
    if (const ResourceType *type = m_context->source()->catalog().findFor(scope->ref))
        target.type = *type;
    return target;
}

void QuotaDashboard::showActions()
{
    if (!m_context->source())
        return;
    const ActionTarget target = rowTarget();
    const auto show = [&](QPushButton *button, const QString &id, bool hidden) {
        const Action *action = m_context->actions()->find(id);
        const Offer offer =
            action && !hidden ? m_context->actions()->offer(*action, target) : Offer::hidden();
        button->setVisible(offer.shown);
        button->setEnabled(offer.enabled);
        button->setToolTip(plainTip(offer.reason));
        button->setAccessibleDescription(offer.reason);
    };
    const bool ready = m_stack->currentIndex() == 0;
    m_report->setVisible(ready);
    show(m_whatIf, u"quota.whatif"_s, !ready);
    show(m_setLimits, target.object().kind == u"Tenant" ? u"tenant.edit"_s : u"project.edit"_s,
         !ready || target.objects.isEmpty());
}

// Exactly one state is said, and it is the source's word, not a guess.
void QuotaDashboard::showTruth()
{
    const Source *source = m_context->source();
    if (!source)
        return;
    const Truth truth = m_feed->truth();
    const Surroundings *surroundings = m_context->surroundings();
    const bool served =
        source->catalog().isEmpty() ||
        (surroundings && (surroundings->store(spectro("Tenant")) || surroundings->store(spectro("Project"))));
    const bool sourceFailed = source->state().phase == SourceState::Phase::Failed;
    const bool hasRows = m_known && m_last.tenants + m_last.projects > 0;
    bool banner = false;
    m_banner->clearActions();
    m_banner->setAside({});
    m_emptyAction = {};
    m_empty->setAction({});
    QWidget *shown = m_stack->widget(0);
    const auto tryAgain = [this](const QString &text) {
        connect(m_banner->addButton(text), &QAbstractButton::clicked, this, [this] {
            if (m_context->source())
                m_context->source()->refresh();
        });
    };
    const auto offer = [&](const QString &id, const QString &kind) {
        const Action *action = m_context->actions()->find(id);
        ActionTarget of = target();
        if (const ResourceType *type = source->catalog().find(spectroGroup, kind))
            of.type = *type;
        if (!action || !m_context->actions()->offer(*action, of).enabled)
            return;
        m_empty->setAction(action->text, action->icon);
        m_emptyAction = [this, id, of] { m_context->actions()->trigger(id, of); };
    };
    if (!served) {
        m_shownState = u"missing"_s;
        m_empty->setContent(u"cpu"_s, tr("%1 does not serve tenants and projects.").arg(source->title()),
                            tr("Limits and use of every tenant and project, by GPU family."));
        offer(u"hub.prepare"_s, {});
        shown = m_empty;
    } else if (truth.phase == Truth::Phase::Failed) {
        m_shownState = u"failed"_s;
        // When the whole source does not answer, the window says so once for all screens.
        banner = !sourceFailed;
        m_banner->setTone(Tone::Bad);
        m_banner->setTexts(tr("GPU quota is not complete."),
                           truth.error ? errorSentence(*truth.error) : QString());
        tryAgain(tr("Try again"));
        if (!hasRows) {
            m_empty->setContent(u"cpu"_s, tr("Nothing is known of GPU quota yet."));
            shown = m_empty;
        }
    } else if (!m_known) {
        m_shownState = u"loading"_s;
        shown = m_skeleton;
        m_skeleton->setProgressText(source->catalog().isEmpty() ? tr("Connecting to %1…").arg(source->title())
                                                                : tr("Counting GPUs…"));
    } else if (!hasRows) {
        m_shownState = u"empty"_s;
        m_empty->setContent(u"cpu"_s, tr("No tenants or projects in %1 yet.").arg(source->title()),
                            tr("Limits and use of every tenant and project, by GPU family."));
        offer(u"tenant.new"_s, u"Tenant"_s);
        shown = m_empty;
    } else if (!m_filter->expression().isEmpty() && m_filter->shownKeys().isEmpty()) {
        m_shownState = u"filtered-empty"_s;
    } else {
        m_shownState = truth.phase == Truth::Phase::Stale     ? u"stale"_s
                       : truth.phase == Truth::Phase::Offline ? u"offline"_s
                                                              : u"live"_s;
    }
    if (truth.phase == Truth::Phase::Stale && hasRows) {
        banner = !sourceFailed;
        m_banner->setTone(Tone::Unknown);
        m_banner->setTexts(tr("Not live."),
                           tr("%1 last answered at %2. Figures show what was true then.")
                               .arg(source->title(), truth.since.toLocalTime().toString(u"HH:mm:ss"_s)));
        tryAgain(tr("Try now"));
    }
    if (shown == m_skeleton && m_stack->currentWidget() != m_skeleton)
        m_skeleton->start();
    else if (shown != m_skeleton)
        m_skeleton->stop();
    m_stack->setCurrentWidget(shown);
    m_bannerHolder->setVisible(banner);
    showActions();
}

void QuotaDashboard::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_feed->setOnScreen(true);
}

void QuotaDashboard::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_feed->setOnScreen(false);
}

} // namespace easel
