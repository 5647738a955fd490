// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/overview.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/models/filterexpression.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/models/roles.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/statusparts.h"
#include "app/views/resourcetable.h"
#include "core/base/text.h"
#include "core/domain/kinds.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace easel {

namespace {

// Objects of any kind that want attention.
class AttentionExtractor : public RowExtractor
{
public:
    const QList<Column> &columns() const override { return m_columns; }
    std::optional<Row> extract(std::string_view) const override { return std::nullopt; }

private:
    QList<Column> m_columns{
        {QStringLiteral("name"), OverviewView::tr("Name"), CellType::Text, 22, true, 0, {}},
        {QStringLiteral("status"), OverviewView::tr("Status"), CellType::State, 18, true, 0, {}},
        {QStringLiteral("kind"), OverviewView::tr("Kind"), CellType::Text, 20, true, 3, {}},
        {QStringLiteral("project"), OverviewView::tr("Project"), CellType::Text, 12, true, 4, {}},
        {QStringLiteral("reason"), OverviewView::tr("Reason"), CellType::Text, 60, true, 2, {}},
        {QStringLiteral("age"), OverviewView::tr("Age"), CellType::Age, 6, true, 9, {}},
    };
};

bool isReached(const Source *source)
{
    return source && source->state().phase != SourceState::Phase::Connecting &&
           source->state().phase != SourceState::Phase::Failed;
}

constexpr Tone cardTones[] = {Tone::Bad, Tone::Warning, Tone::Waiting, Tone::Progressing, Tone::Good};

} // namespace

OverviewView::OverviewView(AppContext *context, const QList<NavigationEntry> &entries, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_note(new QLabel(this))
    , m_store(
          std::make_unique<ResourceStore>(ResourceType(), QString(), std::make_shared<AttentionExtractor>()))
    , m_source(new ResourceTableModel(this))
    , m_model(new ResourceFilterModel(this))
    , m_table(new ResourceTable(this))
    , m_well(new EmptyState(this))
    , m_attention(new QLabel(tr("Needs action"), this))
{
    setObjectName(QStringLiteral("view-overview"));
    setAccessibleName(tr("Overview"));
    setFocusProxy(m_table);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto *header = new QHBoxLayout;
    header->setContentsMargins(16, 0, 16, 0);
    header->addStrut(48);
    header->setSpacing(12);
    auto *title = new QLabel(tr("Overview"), this);
    setTextRole(title, TextRole::Title);
    setSecondaryText(m_note);
    m_note->setTextFormat(Qt::PlainText);
    header->addWidget(title);
    header->addWidget(m_note);
    header->addStretch();
    outer->addLayout(header);

    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    outer->addWidget(scroll, 1);
    auto *page = new QWidget(scroll);
    scroll->setWidget(page);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(16, 0, 16, 16);
    column->setSpacing(16);

    auto *attention = new Panel(page);
    attention->column()->setContentsMargins(1, 1, 1, 1);
    attention->column()->setSpacing(0);
    setTextRole(m_attention, TextRole::Strong);
    m_attention->setContentsMargins(12, 8, 12, 8);
    attention->column()->addWidget(m_attention);
    attention->column()->addWidget(new Hairline(Qt::Horizontal, attention));
    m_source->setStore(m_store.get());
    m_model->setSourceModel(m_source);
    m_table->setFilterModel(m_model);
    m_table->setAccessibleName(tr("Needs action"));
    m_table->restore({});
    attention->column()->addWidget(m_table);
    m_well->setContent(QStringLiteral("check"), tr("Nothing needs action."));
    m_well->setTopSpace(16);
    attention->column()->addWidget(m_well);
    column->addWidget(attention);

    auto *grid = new QGridLayout;
    grid->setSpacing(12);
    int place = 0;
    for (const NavigationEntry &entry : entries) {
        if (entry.screen == NavigationEntry::Screen::Table && !entry.page.parts.isEmpty() &&
            entry.page.parts.first().groupKind.endsWith(spectroGroup))
            addCard(grid, place++, entry);
    }
    for (int i = 0; i < 4; ++i)
        grid->setColumnStretch(i, 1);
    column->addLayout(grid);
    column->addStretch(1);

    connect(m_table, &ResourceTable::openRequested, this, [this] {
        const QModelIndex current = m_table->currentIndex();
        if (current.isValid())
            m_context->openObject(current.data(ObjectRefRole).value<ObjectRef>());
    });
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        m_context->openObject(index.data(ObjectRefRole).value<ObjectRef>());
    });
    if (context->surroundings()) {
        connect(context->surroundings(), &Surroundings::changed, this, &OverviewView::renew);
        connect(context->surroundings(), &Surroundings::organisationChanged, this, &OverviewView::renew);
    }
    connect(context, &AppContext::scopeChanged, this, &OverviewView::renew);
    connect(context->actions(), &ActionRegistry::changed, this, &OverviewView::showWell);
    if (context->source()) {
        connect(context->source(), &Source::stateChanged, this, &OverviewView::renew);
        connect(context->source(), &Source::catalogChanged, this, &OverviewView::renew);
    }
    connect(m_well, &EmptyState::actionTriggered, this,
            [this] { m_context->actions()->trigger(QStringLiteral("hub.prepare"), target()); });
    renew();
}

void OverviewView::addCard(QGridLayout *grid, int place, const NavigationEntry &entry)
{
    auto *panel = new Panel(this);
    panel->column()->setContentsMargins(12, 8, 12, 8);
    panel->column()->setSpacing(4);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *mark = new QLabel(panel);
    const auto draw = [this, mark, name = entry.icon] {
        mark->setPixmap(iconPixmap(name, Look::theme().text2, 16, devicePixelRatioF()));
    };
    draw();
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, mark, draw);
    auto *name = new QLabel(entry.page.title, panel);
    setTextRole(name, TextRole::Strong);
    head->addWidget(mark);
    head->addWidget(name, 1);
    Card card;
    card.id = entry.id;
    card.groupKind = entry.page.parts.first().groupKind;
    card.base = entry.page.base;
    card.number = new QPushButton(panel);
    setButtonKind(card.number, ButtonKind::Link);
    setTextRole(card.number, TextRole::Strong);
    card.number->setObjectName(QStringLiteral("count-") + entry.id);
    connect(card.number, &QPushButton::clicked, this,
            [this, id = entry.id] { Q_EMIT entryRequested(id, {}); });
    head->addWidget(card.number);
    panel->column()->addLayout(head);
    card.toneRow = new QHBoxLayout;
    card.toneRow->setSpacing(4);
    card.toneRow->addStretch(1);
    panel->column()->addLayout(card.toneRow);
    grid->addWidget(panel, place / 4, place % 4);
    m_cards.append(card);
}

ActionTarget OverviewView::target() const
{
    ActionTarget target;
    target.source = m_context->source();
    target.window = window();
    return target;
}

// What stands in place of the list: nothing to do, not read yet, or a hub that is not prepared.
void OverviewView::showWell()
{
    const Source *source = m_context->source();
    const Surroundings *surroundings = m_context->surroundings();
    if (!source || !surroundings)
        return;
    m_well->setAction({});
    const bool isConnected = isReached(source);
    if (isConnected && source->mode() == HubMode::Empty) {
        m_well->setContent(
            QStringLiteral("network"), tr("%1 has none of Easel's kinds yet.").arg(source->title()),
            tr("Preparing it makes the system namespace and installs the kinds; a plan shows each object "
               "first."));
        const Action *prepare = m_context->actions()->find(QStringLiteral("hub.prepare"));
        if (prepare) {
            const Offer offer = m_context->actions()->offer(*prepare, target());
            if (offer.enabled)
                m_well->setAction(prepare->text, prepare->icon);
            else if (!offer.reason.isEmpty())
                m_well->setContent(QStringLiteral("network"),
                                   tr("%1 has none of Easel's kinds yet.").arg(source->title()),
                                   offer.reason);
        }
        return;
    }
    const bool loading = isConnected && !surroundings->isComplete();
    QStringList notListed;
    for (const ResourceStore *store : surroundings->stores()) {
        if (isConnected && store->truth().phase == Truth::Phase::Failed) {
            const KindInfo *info = kindInfo(store->type().group, store->type().kind);
            notListed << (info ? info->title.toLower() : store->type().plural);
        }
    }
    QString well = tr("Nothing needs action.");
    if (!isConnected)
        well = tr("Nothing is known yet.");
    else if (loading)
        well = tr("Still reading…");
    else if (!notListed.isEmpty())
        well = tr("Nothing that could be listed needs action. Not listed: %1.").arg(nameList(notListed, 3));
    const bool isSure = isConnected && !loading && notListed.isEmpty();
    m_well->setContent(isSure ? QStringLiteral("check") : QStringLiteral("clock"), well);
}

void OverviewView::renew()
{
    Surroundings *surroundings = m_context->surroundings();
    if (!surroundings)
        return;
    const auto namespaces = m_context->scopeNamespaces();
    const auto inScope = [&namespaces](const RowView &row) {
        return !namespaces || row.namespaceBytes().empty() || namespaces->contains(row.namespaceName());
    };

    QList<Row> attention;
    for (const ResourceStore *store : surroundings->stores()) {
        // These repeat the state of what they belong to.
        static const QStringList parts{QStringLiteral("ComputePoolEvaluation"),
                                       QStringLiteral("WorkloadDeployment"), QStringLiteral("Workload"),
                                       QStringLiteral("DefinitionRevision")};
        if (parts.contains(store->type().kind))
            continue;
        const KindInfo *info = kindInfo(store->type().group, store->type().kind);
        for (int position = 0; position < store->count(); ++position) {
            const RowView seen = store->view(position);
            const bool isCalm =
                seen.tone() != Tone::Bad && seen.tone() != Tone::Warning && seen.tone() != Tone::Waiting;
            if (isCalm || !inScope(seen))
                continue;
            const Row row = seen.row();
            Row entry;
            entry.uid = row.uid;
            entry.resourceVersion = row.resourceVersion;
            entry.name = row.name;
            entry.namespaceName = row.namespaceName;
            entry.createdMs = row.createdMs;
            entry.tone = row.tone;
            entry.stateWord = row.stateWord;
            entry.stateReason = row.stateReason;
            entry.target = refOfRow(store->type(), row);
            entry.cells = {
                row.name,          row.stateWord,   info ? info->singularTitle : store->type().kind,
                row.namespaceName, row.stateReason, row.createdMs};
            attention.append(entry);
        }
    }
    m_store->replaceAll(attention);
    m_model->flush();
    m_attention->setText(attention.isEmpty()
                             ? tr("Needs action")
                             : tr("Needs action: %1").arg(QLocale().toString(attention.size())));
    m_table->setVisible(!attention.isEmpty());
    m_well->setVisible(attention.isEmpty());
    showWell();
    const int rows = int(std::min<qsizetype>(attention.size(), 10));
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2);

    int objects = 0;
    for (Card &card : m_cards) {
        const ResourceStore *store = surroundings->store(card.groupKind);
        std::array<int, 9> counts{};
        int total = 0;
        if (store) {
            for (int position = 0; position < store->count(); ++position) {
                const RowView row = store->view(position);
                if (!inScope(row) || (card.base && !card.base(row)))
                    continue;
                ++total;
                ++counts[std::size_t(row.tone())];
            }
        }
        objects += total;
        counts[std::size_t(Tone::Progressing)] += counts[std::size_t(Tone::Deleting)];
        const bool reading =
            store && total == 0 &&
            (store->truth().phase == Truth::Phase::Loading || store->truth().phase == Truth::Phase::Idle);
        card.number->setText(!store    ? QStringLiteral("–")
                             : reading ? QStringLiteral("…")
                                       : QLocale().toString(total));
        card.number->setEnabled(store != nullptr);
        card.number->setAccessibleName(tr("%1: %2").arg(card.id, card.number->text()));
        int place = 0;
        for (const Tone tone : cardTones) {
            const int count = counts[std::size_t(tone)];
            ToneCount *&button = card.tones[int(tone)];
            if (count == 0) {
                if (button)
                    button->hide();
                continue;
            }
            if (!button) {
                button = new ToneCount(tone, count, this);
                connect(button, &ToneCount::clicked, this, [this, id = card.id, tone] {
                    Q_EMIT entryRequested(id,
                                          FilterExpression::term(QStringLiteral("is"), toneFilterWord(tone)));
                });
                card.toneRow->insertWidget(place, button);
            }
            button->setCount(count);
            button->setAccessibleName(tr("%1, %2 %3").arg(card.id).arg(count).arg(toneFilterWord(tone)));
            button->show();
            ++place;
        }
    }
    const int tenants = int(surroundings->tenants().size());
    const int projects = int(
        surroundings
            ->projectsOf(m_context->scope().kind == Scope::Kind::Tenant ? m_context->scope().name : QString())
            .size());
    const QString place = m_context->scopeTitle();
    m_note->setVisible(isReached(m_context->source()));
    m_note->setText(m_context->scope().kind == Scope::Kind::All
                        ? tr("%1, %2, %3")
                              .arg(tr("%n tenants", nullptr, tenants), tr("%n projects", nullptr, projects),
                                   tr("%n objects", nullptr, objects))
                        : tr("%1 in %2").arg(tr("%n objects", nullptr, objects), place));
}

void OverviewView::look(bool onScreen)
{
    QStringList kinds;
    for (const Card &card : std::as_const(m_cards))
        kinds << card.groupKind;
    if (Surroundings *surroundings = m_context->surroundings())
        surroundings->look(this, onScreen ? kinds : QStringList());
}

void OverviewView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look(true);
}

void OverviewView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    look(false);
}

} // namespace easel
