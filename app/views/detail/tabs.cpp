// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detail/tabs.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/models/eventmodel.h"
#include "app/models/historymodel.h"
#include "app/models/relationmodel.h"
#include "app/models/roles.h"
#include "app/views/detail/scrollingcolumn.h"
#include "app/views/palette/effectivelist.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/quotalist.h"
#include "app/views/parts/sectionheader.h"
#include "app/views/yamleditor.h"
#include "core/domain/effectivesettings.h"
#include "core/domain/kinds.h"
#include "core/domain/tenantview.h"
#include "core/quota/organisationusage.h"

#include <QAbstractButton>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace easel {

namespace {

QVBoxLayout *fullColumn(QWidget *owner)
{
    auto *column = new QVBoxLayout(owner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

} // namespace

SummaryTab::SummaryTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
{
    QVBoxLayout *column = scrollingColumn(this, tr("Summary"));
    m_reason = new Banner(Tone::Warning, this);
    m_reason->setLayoutKind(Banner::Layout::Stacked);
    m_reason->setIconShown(false);
    m_fields = new KeyValueGrid(this);
    m_fields->setAccessibleName(tr("Key fields"));
    m_fields->setKeyWidth(124);
    m_quotaHead = new SectionHeader(tr("GPU quota"), SectionHeader::Level::Caption, this);
    m_quota = new QuotaList(this);
    m_variablesHead = new SectionHeader(tr("Variables"), SectionHeader::Level::Caption, this);
    m_variables = new KeyValueGrid(this);
    m_variables->setObjectName(QStringLiteral("variables"));
    m_variables->setAccessibleName(tr("Variables"));
    m_variables->setKeyWidth(124);
    m_effectiveHead = new SectionHeader(tr("Settings in effect"), SectionHeader::Level::Block, this);
    m_effective = new EffectiveList(this);
    m_effective->setObjectName(QStringLiteral("effectiveSettings"));
    m_conditionHead = new SectionHeader(tr("Conditions"), SectionHeader::Level::Caption, this);
    m_conditions = new ConditionTimeline(this);
    m_conditions->setAccessibleName(tr("Conditions"));
    column->addWidget(m_reason);
    column->addWidget(m_fields);
    column->addWidget(m_quotaHead);
    column->addWidget(m_quota);
    column->addWidget(m_variablesHead);
    column->addWidget(m_variables);
    column->addWidget(m_effectiveHead);
    column->addWidget(m_effective);
    column->addWidget(m_conditionHead);
    column->addWidget(m_conditions);
    column->addStretch();
    connect(m_fields, &KeyValueGrid::linkActivated, this,
            [this](const QString &link) { this->context()->openObject(refFromLink(link)); });
}

void SummaryTab::showSubject()
{
    const ObjectSummary &summary = subject().summary;
    m_reason->setVisible(!summary.reason.isEmpty());
    if (!summary.reason.isEmpty()) {
        m_reason->setTone(summary.tone);
        m_reason->setStale(subject().stale);
        m_reason->setTexts(summary.reason, summary.more);
        m_reason->clearActions();
        if (summary.reasons.size() > 1) {
            QAbstractButton *why = m_reason->addLink(tr("Why"), true);
            connect(why, &QAbstractButton::clicked, this, &SummaryTab::whyRequested);
        }
    }
    m_fields->setStale(subject().stale);
    m_fields->setRows(summary.rows);
    const ObjectRef &ref = subject().ref;
    QList<GpuUsage> usages;
    if (ref.group() == spectroGroup && (ref.kind == u"Tenant" || ref.kind == u"Project")) {
        static const ObjectSet none;
        const ObjectSet &objects = subject().knowledge.objects ? *subject().knowledge.objects : none;
        const Source *source = context()->source();
        usages = organisationUsage(objects, subject().object, source && !source->isWorkspace());
    }
    m_quota->setUsages(usages);
    m_quotaHead->setVisible(!usages.isEmpty());
    m_quota->setVisible(!usages.isEmpty());
    m_variablesHead->setVisible(!summary.variables.isEmpty());
    m_variables->setVisible(!summary.variables.isEmpty());
    m_variables->setStale(subject().stale);
    m_variables->setRows(summary.variables);
    showEffective();
    m_conditionHead->setVisible(!summary.conditions.isEmpty());
    m_conditions->setVisible(!summary.conditions.isEmpty());
    m_conditions->setStale(subject().stale);
    m_conditions->setEntries(summary.conditions);
    QDateTime since;
    for (const ConditionEntry &entry : summary.conditions) {
        if (entry.time.isValid() && (!since.isValid() || entry.time < since))
            since = entry.time;
    }
    m_conditionHead->setAside(
        since.isValid() ? tr("since %1")
                              .arg(since.toLocalTime().date() == QDate::currentDate()
                                       ? since.toLocalTime().toString(QStringLiteral("HH:mm:ss"))
                                       : since.toLocalTime().toString(QStringLiteral("d MMM HH:mm")))
                        : QString());
}

// What the Settings that count for the object's place say (3.e).
void SummaryTab::showEffective()
{
    const ObjectRef &ref = subject().ref;
    const bool isSettings = ref.kind == u"Settings";
    const bool shown = ref.group() == spectroGroup && subject().knowledge.objects &&
                       (isSettings || ref.kind == u"Tenant" || ref.kind == u"Project");
    m_effectiveHead->setVisible(shown);
    m_effective->setVisible(shown);
    if (!shown)
        return;
    const ObjectSet &objects = *subject().knowledge.objects;
    QString place = ref.namespaceName;
    if (ref.kind == u"Tenant") {
        const TenantView tenant(subject().object);
        place = tenant.settings.isSet() ? tenant.settings.namespaceName : tenant.ownNamespace();
    }
    EffectiveSettings settings =
        effectiveSettings(objects, place, isSettings ? ref.name : QString(), subject().object);
    // Where the hub says it, its word counts.
    const auto said = saidSettings(objects, place);
    if (said && (!isSettings || said->sources.contains(place + u'/' + ref.name)))
        settings = *said;
    QJsonObject source = subject().object;
    if (!isSettings && !settings.sources.isEmpty()) {
        const QString first = settings.sources.first();
        source = objects.find(QStringLiteral("Settings.spectrocloud.com"), first.section(u'/', 0, 0),
                              first.section(u'/', 1));
    }
    m_effectiveHead->setAside(settings.said ? tr("as the hub says") : tr("worked out here"));
    m_effective->setSettings(settings, integrationChecks(source), subject().stale);
}

RelationsTab::RelationsTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_model(new RelationModel(this))
    , m_tree(new QTreeView(this))
{
    QVBoxLayout *column = fullColumn(this);
    m_tree->setModel(m_model);
    m_tree->setObjectName(QStringLiteral("relations"));
    m_tree->setAccessibleName(tr("Relations"));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    auto *delegate = new CellDelegate(m_tree);
    m_tree->setItemDelegate(delegate);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionsMovable(false);
    m_tree->header()->setMinimumSectionSize(60);
    m_tree->header()->setSectionResizeMode(RelationModel::NameColumn, QHeaderView::Stretch);
    m_tree->header()->resizeSection(RelationModel::VerbColumn, scaledWidth(this, 176));
    m_tree->header()->resizeSection(RelationModel::StateColumn, scaledWidth(this, 100));
    column->addWidget(m_tree);
    const auto open = [this](const QModelIndex &index) {
        const auto ref = index.data(ObjectRefRole).value<ObjectRef>();
        if (!ref.name.isEmpty())
            this->context()->openObject(ref);
    };
    connect(m_tree, &QTreeView::activated, this, open);
    connect(m_tree, &QTreeView::clicked, this, [open](const QModelIndex &index) {
        // Names are links; the rest of the row only selects.
        if (index.column() == RelationModel::NameColumn && index.data(LinkRole).isValid())
            open(index);
    });
}

void RelationsTab::showSubject()
{
    const Knowledge &knowledge = subject().knowledge;
    if (!knowledge.relations) {
        m_model->clear();
        m_shown.reset();
        return;
    }
    if (m_shown == knowledge.relations && m_shownRef == subject().ref)
        return;
    m_shown = knowledge.relations;
    m_shownRef = subject().ref;
    m_model->setObject(subject().ref, knowledge.objects, knowledge.relations);
    m_tree->expandToDepth(0);
}

EventsTab::EventsTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_stack(new QStackedWidget(this))
    , m_model(new EventModel(this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
{
    fullColumn(this)->addWidget(m_stack);
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setAccessibleName(tr("Events"));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setSectionResizeMode(EventModel::MessageColumn, QHeaderView::Stretch);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_table);
    m_empty->setTopSpace(48);
}

void EventsTab::reset()
{
    m_call = Call<QList<QJsonObject>>();
    m_model->setEvents({});
    m_stack->setCurrentWidget(m_empty);
    m_empty->setContent({}, {});
    m_empty->setAction({});
}

void EventsTab::showSubject()
{
    Source *source = context()->source();
    if (!source)
        return;
    m_call = source->events(subject().ref, subject().uid);
    m_call.call().then(this, [this](const Result<QList<QJsonObject>> &result) {
        if (!result) {
            if (result.error().kind == Error::Kind::Canceled)
                return;
            m_empty->setContent(QStringLiteral("activity"), errorSentence(result.error()));
            m_stack->setCurrentWidget(m_empty);
            return;
        }
        m_model->setEvents(*result);
        Q_EMIT badgeChanged(m_model->rowCount());
        if (result->isEmpty()) {
            Source *now = context()->source();
            m_empty->setContent(QStringLiteral("activity"),
                                now && now->isWorkspace()
                                    ? tr("Events come from a hub. A workspace has none.")
                                    : tr("No events in the last hour."));
            m_stack->setCurrentWidget(m_empty);
            return;
        }
        const QFontMetrics metrics(m_table->font());
        const int unit = metrics.averageCharWidth();
        m_table->setColumnWidth(EventModel::KindColumn, unit * 12 + 28);
        m_table->setColumnWidth(EventModel::ReasonColumn, unit * 16);
        m_table->setColumnWidth(EventModel::CountColumn, unit * 6 + 16);
        m_table->setColumnWidth(EventModel::AgeColumn, unit * 6 + 16);
        m_stack->setCurrentWidget(m_table);
    });
}

YamlTab::YamlTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_place(new QLabel(this))
    , m_text(new YamlEditor(this))
{
    QVBoxLayout *column = fullColumn(this);
    m_place->setTextFormat(Qt::PlainText);
    m_place->setWordWrap(true);
    m_place->setContentsMargins(16, 8, 16, 8);
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setSecondaryText(m_place);
    setTextRole(m_place, TextRole::Small);
    m_text->setReadOnly(true);
    m_text->edit()->setAccessibleName(tr("YAML, read-only"));
    column->addWidget(m_place);
    column->addWidget(m_text, 1);
    m_place->hide();
}

void YamlTab::reset()
{
    m_call = Call<ObjectText>();
    m_text->setText(QString());
    m_place->hide();
}

void YamlTab::showSubject()
{
    Source *source = context()->source();
    if (!source || subject().gone)
        return;
    m_call = source->text(subject().ref);
    m_call.call().then(this, [this](const Result<ObjectText> &result) {
        if (!result) {
            if (result.error().kind != Error::Kind::Canceled) {
                m_place->setText(errorSentence(result.error()));
                m_place->show();
            }
            return;
        }
        const QString text = QString::fromUtf8(result->text);
        if (text != m_text->text())
            m_text->setText(text);
        m_text->setOwners(result->owners);
        m_place->setVisible(!result->file.isEmpty());
        if (!result->file.isEmpty())
            m_place->setText(
                tr("%1, line %2").arg(QDir::toNativeSeparators(result->file)).arg(result->firstLine));
    });
}

HistoryTab::HistoryTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_stack(new QStackedWidget(this))
    , m_model(new HistoryModel(this))
    , m_table(new QTableView(this))
    , m_diff(new QPlainTextEdit(this))
    , m_empty(new EmptyState(this))
{
    fullColumn(this)->addWidget(m_stack);
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setAccessibleName(tr("History"));
    m_table->setColumnHidden(HistoryModel::ObjectColumn, true);
    m_table->setColumnHidden(HistoryModel::WhereColumn, true);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_diff->setReadOnly(true);
    m_diff->setTabChangesFocus(true);
    m_diff->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_diff->setFrameShape(QFrame::NoFrame);
    m_diff->setAccessibleName(tr("What changed"));
    setTextRole(m_diff, TextRole::Mono);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(m_diff);
    splitter->setStretchFactor(1, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    m_empty->setTopSpace(48);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                const JournalEntry *entry = m_model->entryAt(current.row());
                if (!entry)
                    return;
                QString text = entry->message.isEmpty() ? QString() : entry->message + QStringLiteral("\n\n");
                text += entry->diff.isEmpty() ? tr("No lines changed.") : entry->diff;
                m_diff->setPlainText(text);
            });
    connect(context->journal(), &Journal::appended, this, [this](const JournalEntry &entry) {
        if (entry.ref == subject().ref)
            refresh();
    });
}

void HistoryTab::reset()
{
    m_call = Call<QList<JournalEntry>>();
    m_model->setEntries({});
    m_diff->clear();
    m_empty->setContent({}, {});
    m_empty->setAction({});
    m_stack->setCurrentWidget(m_empty);
}

void HistoryTab::showSubject()
{
    m_call = context()->journal()->latest(5000);
    m_call.call().then(this, [this](const Result<QList<JournalEntry>> &result) {
        if (!result) {
            if (result.error().kind != Error::Kind::Canceled) {
                m_empty->setContent(QStringLiteral("history"), errorSentence(result.error()));
                m_stack->setCurrentWidget(m_empty);
            }
            return;
        }
        const QString place = context()->source() ? context()->source()->title() : QString();
        QList<JournalEntry> own;
        for (const JournalEntry &entry : *result) {
            if (entry.ref == subject().ref && entry.source == place)
                own.append(entry);
        }
        m_model->setEntries(own);
        if (own.isEmpty()) {
            m_empty->setContent(QStringLiteral("history"), tr("Nothing was done to it with this Easel yet."),
                                tr("Every change made here is kept with its diff."));
            m_stack->setCurrentWidget(m_empty);
            return;
        }
        m_stack->setCurrentIndex(1);
        if (!m_table->currentIndex().isValid())
            m_table->setCurrentIndex(m_model->index(0, 0));
    });
}

} // namespace easel
