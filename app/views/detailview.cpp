// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detailview.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"
#include "app/models/resourcetablemodel.h"
#include "app/views/actionmenu.h"
#include "app/views/detail/fieldstab.h"
#include "app/views/detail/pooltab.h"
#include "app/views/detail/profiletab.h"
#include "app/views/detail/tabs.h"
#include "app/views/detail/whytab.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/elidedlabel.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/statechip.h"
#include "app/views/parts/statusparts.h"
#include "app/views/pods/logtab.h"
#include "core/base/text.h"
#include "core/domain/kinds.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

namespace easel {

namespace {

QToolButton *headButton(QWidget *parent, const QString &iconName, const QString &text)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    return button;
}

} // namespace

DetailView::DetailView(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_icon(new QLabel(this))
    , m_title(new ElidedLabel(this))
    , m_chip(new StateChip(this))
    , m_open(headButton(this, QStringLiteral("external-link"), tr("Open full size")))
    , m_more(headButton(this, QStringLiteral("ellipsis"), tr("More actions")))
    , m_close(headButton(this, QStringLiteral("x"), tr("Close the detail")))
    , m_tabs(new QTabBar(this))
    , m_banner(new Banner(Tone::Unknown, this))
    , m_pages(new QStackedWidget(this))
{
    setAccessibleName(tr("Detail"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 12, 0);
    head->setSpacing(8);
    m_icon->setFixedSize(16, 16);
    setTextRole(m_title, TextRole::Heading);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    head->addWidget(m_icon);
    head->addWidget(m_title);
    head->addWidget(m_chip);
    head->addStretch(1);
    head->addWidget(m_open);
    head->addWidget(m_more);
    head->addWidget(m_close);
    column->addLayout(head);

    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setAccessibleName(tr("Parts of the detail"));
    auto *tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(8, 4, 8, 0);
    tabRow->addWidget(m_tabs, 1);
    column->addLayout(tabRow);
    column->addWidget(new Hairline(Qt::Horizontal, this));

    m_bannerHolder = new QWidget(this);
    auto *bannerRow = new QHBoxLayout(m_bannerHolder);
    bannerRow->setContentsMargins(16, 12, 16, 0);
    bannerRow->addWidget(m_banner);
    column->addWidget(m_bannerHolder);
    m_bannerHolder->hide();
    column->addWidget(m_pages, 1);

    auto *summary = new SummaryTab(context, m_pages);
    addTab(Summary, tr("Summary"), summary);
    addTab(Pool, tr("Cluster"), new PoolTab(context, m_pages));
    addTab(Profiles, tr("Profiles"), new ProfileTab(context, m_pages));
    addTab(Relations, tr("Relations"), new RelationsTab(context, m_pages));
    addTab(Why, tr("Why"), new WhyTab(context, m_pages));
    addTab(Events, tr("Events"), new EventsTab(context, m_pages));
    addTab(Logs, tr("Logs"), new LogTab(context, m_pages));
    addTab(Yaml, tr("YAML"), new YamlTab(context, m_pages));
    addTab(Fields, tr("Fields"), new FieldsTab(context, m_pages));
    addTab(History, tr("History"), new HistoryTab(context, m_pages));
    connect(summary, &SummaryTab::whyRequested, this, [this] { showTab(Why); });
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_whyWanted = false;
        m_pages->setCurrentIndex(tab);
    });

    connect(m_close, &QToolButton::clicked, this, &DetailView::closeRequested);
    connect(m_open, &QToolButton::clicked, this, &DetailView::fullSizeRequested);
    connect(m_more, &QToolButton::clicked, this, &DetailView::showMenu);
    connect(context, &AppContext::sourceAboutToChange, this, &DetailView::clear);
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, &DetailView::showIcon);
    clear();
}

void DetailView::addTab(Tab tab, const QString &title, DetailTab *page)
{
    Q_ASSERT(m_pagesByTab.size() == tab);
    m_tabs->addTab(title);
    m_titles.append(title);
    m_pages->addWidget(page);
    m_pagesByTab.append(page);
    connect(page, &DetailTab::badgeChanged, this, [this, tab](int count) { setBadge(tab, count); });
}

void DetailView::setBadge(Tab tab, int count)
{
    TabBadge *&badge = m_badges[tab];
    if (!badge) {
        if (count == 0)
            return;
        badge = new TabBadge(m_tabs);
    }
    const Tone tone = tab == Why ? m_subject.summary.tone : Tone::Neutral;
    badge->setCount(count, m_subject.stale ? Tone::Neutral : tone);
    // Set anew, so that the tab takes the badge's width.
    m_tabs->setTabButton(tab, QTabBar::RightSide, nullptr);
    m_tabs->setTabButton(tab, QTabBar::RightSide, count > 0 ? badge : nullptr);
    badge->setVisible(count > 0);
    m_tabs->setAccessibleTabName(tab, count > 0 ? tr("%1, %2").arg(m_titles.at(tab)).arg(count)
                                                : m_titles.at(tab));
}

void DetailView::clear()
{
    if (m_store)
        m_store->disconnect(this);
    if (m_context->surroundings())
        m_context->surroundings()->disconnect(this);
    m_store.clear();
    m_subject = {};
    m_fetch = Call<QJsonObject>();
    m_knowledgeCall = Call<Knowledge>();
    m_title->clear();
    m_chip->hide();
    m_bannerHolder->hide();
    setBadge(Events, 0);
    setBadge(Why, 0);
    hand();
}

void DetailView::setObject(const ObjectRef &ref, ResourceStore *store, const QString &uid)
{
    const bool sameRow = uid.isEmpty() || uid == m_subject.uid;
    if (ref == m_subject.ref && store == m_store && sameRow && !m_subject.gone)
        return;
    const Tab tab = m_whyWanted ? Why : currentTab();
    const bool stale = m_subject.stale;
    clear();
    m_subject.ref = ref;
    m_subject.uid = uid;
    m_subject.stale = stale;
    m_store = store;
    if (store)
        m_subject.type = store->type();
    // Derived rows stand for objects of other kinds.
    Source *source = m_context->source();
    if (source && (m_subject.type.kind != ref.kind || !store)) {
        if (const ResourceType *type = source->catalog().findFor(ref))
            m_subject.type = *type;
    }
    const KindInfo *info = kindInfo(ref);
    showIcon();
    m_icon->setAccessibleName(info ? info->singularTitle : ref.kind);
    m_icon->setToolTip(info ? info->singularTitle : plainTip(ref.kind));
    m_title->setText(ref.name);
    m_title->setToolTip(plainTip(ref.text()));
    if (store) {
        connect(store, &ResourceStore::rowsChanged, this, [this](int first, int last) {
            for (int i = first; i <= last && m_store; ++i) {
                if (m_store->view(i).uid() == m_subject.uid) {
                    takeRow();
                    return;
                }
            }
        });
        connect(store, &ResourceStore::rowsInserted, this, [this] {
            if (m_subject.uid.isEmpty() || m_subject.gone)
                takeRow();
        });
        connect(store, &ResourceStore::rowsRemoved, this, [this] {
            if (m_subject.uid.isEmpty() || m_subject.gone || m_store->indexOf(m_subject.uid) >= 0)
                return;
            m_subject.gone = true;
            m_goneAt = QDateTime::currentDateTime();
            m_banner->setTone(Tone::Unknown);
            m_banner->setTexts(tr("Deleted %1.").arg(m_goneAt.toString(QStringLiteral("HH:mm:ss"))),
                               tr("What is shown here is the last known state."));
            m_bannerHolder->show();
            hand();
        });
    }
    if (Surroundings *surroundings = m_context->surroundings()) {
        connect(surroundings, &Surroundings::changed, this, &DetailView::readKnowledge);
        // What was known a moment ago, until it is read anew.
        m_subject.knowledge = surroundings->lastKnowledge();
    }
    takeRow();
    if (m_subject.object.isEmpty() && !m_fetch.call().isValid())
        readObject();
    readKnowledge();
    showTab(tab);
}

void DetailView::showIcon()
{
    const KindInfo *info = kindInfo(m_subject.ref);
    m_icon->setPixmap(
        iconPixmap(info ? info->icon : QStringLiteral("box"), Look::theme().text, 16, devicePixelRatioF()));
}

// The row as it is now: state and columns at once, the object from its raw bytes or by asking.
void DetailView::takeRow()
{
    std::optional<Row> row;
    if (m_store) {
        const int known = m_subject.uid.isEmpty() ? -1 : m_store->indexOf(m_subject.uid);
        if (known >= 0) {
            row = m_store->at(known);
        } else {
            for (int position = 0; position < m_store->count() && !row; ++position) {
                if (refOfRow(m_store->type(), m_store->view(position)) == m_subject.ref)
                    row = m_store->at(position);
            }
        }
    }
    if (!row)
        return;
    const bool same = !m_subject.object.isEmpty() && row->uid == m_subject.uid &&
                      row->resourceVersion == m_subject.resourceVersion && !row->resourceVersion.isEmpty();
    m_subject.uid = row->uid;
    m_subject.resourceVersion = row->resourceVersion;
    if (m_subject.gone) {
        m_subject.gone = false;
        m_bannerHolder->hide();
    }
    if (!row->target.name.isEmpty())
        m_title->setText(cleanedLine(row->name)); // the machine, not the object that tells of it
    if (!row->raw.isEmpty() && row->target.name.isEmpty())
        m_subject.object = QJsonDocument::fromJson(row->raw).object();
    else if (!same)
        readObject();
    summarize();
}

void DetailView::readObject()
{
    Source *source = m_context->source();
    if (!source || m_subject.ref.name.isEmpty())
        return;
    m_fetch = source->fetch(m_subject.ref);
    m_fetch.call().then(this, [this](const Result<QJsonObject> &result) {
        if (!result) {
            if (result.error().kind == Error::Kind::Canceled)
                return;
            m_banner->setTone(Tone::Bad);
            m_banner->setTexts(tr("The object could not be read."), errorSentence(result.error()));
            m_bannerHolder->show();
            return;
        }
        m_subject.object = *result;
        if (m_subject.uid.isEmpty())
            m_subject.uid = (*result)[u"metadata"][u"uid"].toString();
        summarize();
        const KindInfo *info = kindInfo(m_subject.ref);
        if (!info || !info->easelCrd)
            readKnowledge();
    });
}

void DetailView::readKnowledge()
{
    Surroundings *surroundings = m_context->surroundings();
    if (!surroundings || m_subject.ref.name.isEmpty())
        return;
    m_knowledgeIsOld = !isVisible(); // nobody looks: read when somebody does
    if (m_knowledgeIsOld)
        return;
    const KindInfo *info = kindInfo(m_subject.ref);
    m_knowledgeCall = surroundings->knowledge(info && info->easelCrd ? QJsonObject() : m_subject.object);
    m_knowledgeCall.call().then(this, [this](const Result<Knowledge> &result) {
        if (!result || m_subject.gone)
            return;
        m_subject.knowledge = *result;
        summarize();
    });
}

void DetailView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_knowledgeIsOld)
        readKnowledge();
}

void DetailView::summarize()
{
    const int position = m_store && !m_subject.uid.isEmpty() ? m_store->indexOf(m_subject.uid) : -1;
    const auto row = position >= 0 ? std::optional(m_store->at(position)) : std::nullopt;
    m_subject.summary =
        summaryOf(m_subject.object, m_subject.type, m_store ? m_store->columns() : QList<Column>(),
                  row ? &*row : nullptr, m_subject.knowledge);
    hand();
}

void DetailView::hand()
{
    const ObjectSummary &summary = m_subject.summary;
    m_chip->setVisible(!summary.stateWord.isEmpty());
    m_chip->setState(summary.tone, summary.stateWord, summary.reason);
    m_chip->setStale(m_subject.stale || m_subject.gone);
    const int reasons = int(summary.reasons.size());
    const bool answers = WhyTab::hasAnswer(m_subject);
    m_tabs->setTabVisible(Why, answers);
    m_tabs->setTabVisible(Pool, PoolTab::isFor(m_subject.ref));
    m_tabs->setTabVisible(Profiles, ProfileTab::isFor(m_subject.ref, m_subject.object));
    // Easel's own are explained where they are edited.
    m_tabs->setTabVisible(Fields, m_subject.ref.group() != spectroGroup);
    setBadge(Why, reasons);
    m_tabs->setTabVisible(Logs, LogTab::hasLogs(m_subject, m_context->source()));
    if (!m_tabs->isTabVisible(currentTab()))
        showTab(Summary);
    else if (answers && m_whyWanted)
        showTab(Why);
    DetailSubject subject = m_subject;
    subject.stale = subject.stale || subject.gone;
    for (DetailTab *page : std::as_const(m_pagesByTab))
        page->setSubject(subject);
    m_more->setEnabled(!m_subject.ref.name.isEmpty() && !m_subject.gone);
}

void DetailView::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(m_tabs->isTabVisible(tab) ? int(tab) : int(Summary));
    // There may be reasons once more is known.
    m_whyWanted = tab == Why && !m_tabs->isTabVisible(Why);
}

void DetailView::explain()
{
    m_subject.explain = true;
    hand();
    showTab(Why);
}

DetailView::Tab DetailView::currentTab() const
{
    return Tab(std::max(0, m_tabs->currentIndex()));
}

void DetailView::nextTab(int step)
{
    int index = m_tabs->currentIndex();
    do {
        index = (index + step + m_tabs->count()) % m_tabs->count();
    } while (!m_tabs->isTabVisible(index));
    m_tabs->setCurrentIndex(index);
}

void DetailView::setStale(bool stale)
{
    if (m_subject.stale == stale)
        return;
    m_subject.stale = stale;
    hand();
}

void DetailView::setFullSize(bool full)
{
    const QString text = full ? tr("Back to the table") : tr("Open full size");
    m_open->setIcon(icon(full ? QStringLiteral("panel-right") : QStringLiteral("external-link")));
    m_open->setToolTip(text);
    m_open->setAccessibleName(text);
}

ActionTarget DetailView::target() const
{
    ActionTarget target;
    target.source = m_context->source();
    target.type = m_subject.type;
    target.window = window();
    if (!m_subject.ref.name.isEmpty() && !m_subject.gone) {
        target.objects = {m_subject.ref};
        const int position = m_store ? m_store->indexOf(m_subject.uid) : -1;
        if (position >= 0)
            target.rows = {m_store->at(position)};
    }
    const Scope scope = m_context->scope();
    target.project = scope.kind == Scope::Kind::Project ? scope.name : m_subject.ref.namespaceName;
    return target;
}

void DetailView::showMenu()
{
    QMenu *menu = actionMenu(m_context, target(), this);
    menu->popup(m_more->mapToGlobal(QPoint(m_more->width() - menu->sizeHint().width(), m_more->height())));
}

} // namespace easel
