// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detail/pooltab.h"

#include "app/context/actionregistry.h"
#include "app/context/inventoryfeed.h"
#include "app/look/typography.h"
#include "app/views/detail/paletteside.h"
#include "app/views/detail/scrollingcolumn.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/conditiontimeline.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/sectionheader.h"
#include "core/base/text.h"
#include "core/domain/deploymentview.h"
#include "core/domain/kinds.h"
#include "core/domain/poolview.h"
#include "core/domain/state.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QTreeWidget *list(const QString &objectName, const QString &name, const QStringList &headers, QWidget *parent)
{
    auto *view = new QTreeWidget(parent);
    view->setObjectName(objectName);
    view->setAccessibleName(name);
    view->setHeaderLabels(headers);
    view->setRootIsDecorated(false);
    view->setUniformRowHeights(true);
    view->setTabKeyNavigation(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    view->header()->setStretchLastSection(true);
    return view;
}

void fitHeight(QTreeWidget *view, int most)
{
    const int row = rowHeight(QFontMetricsF(view->font()));
    view->setFixedHeight(view->header()->sizeHint().height() +
                         row * std::clamp(view->topLevelItemCount(), 1, most) + 4);
    for (int column = 0; column + 1 < view->columnCount(); ++column)
        view->resizeColumnToContents(column);
}

// The words of status.phase and the conditions are the API's; times are local.
QString clock(const QDateTime &time)
{
    const QDateTime local = time.toLocalTime();
    return local.date() == QDate::currentDate() ? QLocale().toString(local.time(), QLocale::ShortFormat)
                                                : QLocale().toString(local, QLocale::ShortFormat);
}

} // namespace

PoolTab::PoolTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_error(new Banner(Tone::Bad, this))
    , m_waiting(new Banner(Tone::Warning, this))
    , m_stepsHead(new SectionHeader(tr("Steps"), SectionHeader::Level::Caption, this))
    , m_steps(new ConditionTimeline(this))
    , m_palette(new QVBoxLayout)
    , m_clustersHead(new SectionHeader(tr("Clusters"), SectionHeader::Level::Caption, this))
    , m_clusters(new KeyValueGrid(this))
    , m_access(new QWidget(this))
    , m_machinesHead(new SectionHeader(tr("Machines"), SectionHeader::Level::Caption, this))
    , m_machines(list(u"poolMachines"_s, tr("Machines of the pool"),
                      {tr("Machine"), tr("Part"), tr("GPUs"), tr("State")}, this))
    , m_capacityHead(new SectionHeader(tr("GPUs on it"), SectionHeader::Level::Caption, this))
    , m_capacity(list(u"poolCapacity"_s, tr("GPUs on the pool, by family"),
                      {tr("Family"), tr("There"), tr("Asked for"), tr("Free")}, this))
    , m_deploymentsHead(new SectionHeader(tr("Deployments on it"), SectionHeader::Level::Caption, this))
    , m_deployments(new KeyValueGrid(this))
{
    QVBoxLayout *column = scrollingColumn(this, tr("Cluster"));
    m_error->setObjectName(u"poolError"_s);
    m_waiting->setObjectName(u"poolWaiting"_s);
    for (Banner *banner : {m_error, m_waiting}) {
        banner->setLayoutKind(Banner::Layout::Stacked);
        banner->setLongestWord(24);
        column->addWidget(banner);
    }
    m_steps->setAccessibleName(tr("Steps of the pool"));
    column->addWidget(m_stepsHead);
    column->addWidget(m_steps);
    m_palette->setSpacing(8);
    column->addLayout(m_palette);
    m_clusters->setAccessibleName(tr("Clusters of the pool"));
    column->addWidget(m_clustersHead);
    column->addWidget(m_clusters);
    auto *row = new QHBoxLayout(m_access);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    const auto addButton = [&](const QString &text, const QString &action, const QString &objectName) {
        auto *button = new QPushButton(text, m_access);
        button->setObjectName(objectName);
        connect(button, &QPushButton::clicked, this, [this, action] { run(action); });
        row->addWidget(button);
    };
    addButton(tr("Save kubeconfig…"), u"pool.kubeconfig"_s, u"poolKubeconfig"_s);
    addButton(tr("Open cluster…"), u"pool.open"_s, u"poolOpen"_s);
    row->addStretch(1);
    column->addWidget(m_access);
    column->addWidget(m_machinesHead);
    column->addWidget(m_machines);
    column->addWidget(m_capacityHead);
    column->addWidget(m_capacity);
    m_deployments->setAccessibleName(tr("Deployments on the pool"));
    column->addWidget(m_deploymentsHead);
    column->addWidget(m_deployments);
    column->addStretch();
    const auto open = [this](const QString &link) { this->context()->openObject(refFromLink(link)); };
    connect(m_machines, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        this->context()->openList(u"Compute.spectrocloud.com"_s, u"name:"_s + item->text(0));
    });
    connect(m_clusters, &KeyValueGrid::linkActivated, this, open);
    connect(m_deployments, &KeyValueGrid::linkActivated, this, open);
}

bool PoolTab::isFor(const ObjectRef &ref)
{
    return ref.kind == u"ComputePool" && ref.group() == spectroGroup;
}

ActionTarget PoolTab::target() const
{
    ActionTarget target;
    target.source = context()->source();
    target.objects = {subject().ref};
    target.type = subject().type;
    target.project = subject().ref.namespaceName;
    target.window = window();
    return target;
}

void PoolTab::run(const QString &action)
{
    context()->actions()->trigger(action, target());
}

bool PoolTab::isOffered(const QString &action) const
{
    const Action *found = context()->actions()->find(action);
    if (!found)
        return false;
    const Offer offer = context()->actions()->offer(*found, target());
    return offer.shown && offer.enabled;
}

void PoolTab::showSubject()
{
    if (!isFor(subject().ref))
        return;
    showError();
    showWaiting();
    showSteps();
    showPalette();
    showClusters();
    showMachines();
    showCapacity();
    showDeployments();
}

void PoolTab::showError()
{
    const QJsonValue status = subject().object[u"status"];
    const QJsonObject error = status[u"lastError"].toObject();
    const bool failed = !error.isEmpty();
    m_error->setVisible(failed);
    if (!failed)
        return;
    m_error->setStale(subject().stale);
    const QString step = error[u"step"].toString();
    const QString code = error[u"code"].toVariant().toString();
    QStringList texts;
    if (const QString message = error[u"message"].toString(); !message.isEmpty())
        texts << tr("\"%1\"", "what the other side said").arg(cleanedLine(message));
    const QDateTime next = QDateTime::fromString(status[u"retry"][u"nextAt"].toString(), Qt::ISODate);
    if (next.isValid())
        texts << tr("Tried again by itself at %1.").arg(clock(next));
    // What to do, by the step it went wrong at.
    if (step == u"QuotaReserved")
        texts << tr("Free GPUs, or ask for a higher limit.");
    else if (step == u"HostsReserved")
        texts << tr("See Why: it names what machines lack and what would help.");
    else if (step == u"ClusterRequested")
        texts << tr("Change what Palette refuses, then try again.");
    else if (step == u"ClusterProvisioned")
        texts << tr("Look at the cluster in Palette with this reference, then try again.");
    else if (step == u"KubeconfigStored" || step == u"ClusterRegistered" || step == u"ControllersInstalled")
        texts << tr("Make sure that the control plane address can be reached from here, then try again.");
    if (const QString reference = error[u"ref"].toString(); !reference.isEmpty())
        texts << tr("Palette's reference: %1.").arg(cleanedLine(reference));
    const QDateTime at = QDateTime::fromString(error[u"at"].toString(), Qt::ISODate);
    if (at.isValid())
        texts << tr("Seen at %1.").arg(clock(at));
    m_error->setTexts(code.isEmpty() ? tr("%1 failed.", "step").arg(step)
                                     : tr("%1 failed: %2.", "step, code").arg(step, cleanedLine(code)),
                      texts.join(u' '));
    m_error->clearActions();
    if (isOffered(u"pool.retry"_s)) {
        QAbstractButton *again = m_error->addButton(tr("Try again"));
        again->setObjectName(u"poolRetry"_s);
        connect(again, &QAbstractButton::clicked, this, [this] { run(u"pool.retry"_s); });
    }
}

void PoolTab::showWaiting()
{
    QString strong;
    QString text;
    QString action;
    QString word;
    const QJsonArray conditions = subject().object[u"status"][u"conditions"].toArray();
    for (const auto &condition : conditions) {
        if (condition[u"reason"].toString() == u"RepaveNeedsApproval") {
            strong = tr("Palette waits for approval to rebuild machines.");
            text = cleanedLine(condition[u"message"].toString());
            action = u"pool.approveRepave"_s;
            word = tr("Approve…");
        } else if (condition[u"type"].toString() == u"DeletionBlocked" &&
                   condition[u"status"].toString() == u"True") {
            strong = tr("The deletion is blocked.");
            text = cleanedLine(condition[u"message"].toString());
            action = u"pool.forceDelete"_s;
            word = tr("Force delete…");
        }
    }
    if (strong.isEmpty() && !subject().object[u"metadata"][u"deletionTimestamp"].toString().isEmpty()) {
        strong = tr("The pool is being deleted.");
        action = u"pool.forceDelete"_s;
        word = tr("Force delete…");
    }
    m_waiting->setVisible(!strong.isEmpty());
    if (strong.isEmpty())
        return;
    m_waiting->setStale(subject().stale);
    m_waiting->setTexts(strong, text);
    m_waiting->clearActions();
    if (isOffered(action)) {
        QAbstractButton *button = m_waiting->addButton(word);
        button->setObjectName(u"poolWaitingAction"_s);
        connect(button, &QAbstractButton::clicked, this, [this, action] { run(action); });
    }
}

void PoolTab::showSteps()
{
    const QList<ConditionEntry> entries = conditionsOf(subject().object, subject().type);
    m_stepsHead->setVisible(!entries.isEmpty());
    m_steps->setVisible(!entries.isEmpty());
    m_steps->setStale(subject().stale);
    m_steps->setEntries(entries);
    // From the first step that was done to the last.
    QDateTime first;
    QDateTime last;
    for (const ConditionEntry &entry : entries) {
        if (!entry.time.isValid())
            continue;
        if (!first.isValid() || entry.time < first)
            first = entry.time;
        if (!last.isValid() || entry.time > last)
            last = entry.time;
    }
    const QString phase = PoolView(subject().object).phase;
    m_stepsHead->setNote(phase);
    m_stepsHead->setAside(first.isValid() && last > first
                              ? tr("took %1", "age").arg(ageText(std::chrono::seconds(first.secsTo(last))))
                              : QString());
}

void PoolTab::showPalette()
{
    const QJsonArray clusters = subject().object[u"status"][u"clusters"].toArray();
    qsizetype shown = 0;
    for (const auto &cluster : clusters) {
        const QString uid = cluster[u"paletteUid"].toString();
        if (uid.isEmpty())
            continue;
        if (shown == m_sides.size()) {
            m_sides << new PaletteSide(context(), this);
            m_palette->addWidget(m_sides.last());
        }
        m_sides.at(shown++)->setCluster(
            clusters.size() > 1 ? tr("%1 in Palette", "cluster").arg(cleanedLine(cluster[u"name"].toString()))
                                : tr("In Palette"),
            uid, cluster[u"paletteProjectUid"].toString());
    }
    for (; shown < m_sides.size(); ++shown)
        m_sides.at(shown)->setCluster({}, {}, {});
}

void PoolTab::showClusters()
{
    const PoolView pool(subject().object);
    QList<KeyValue> rows;
    bool access = false;
    for (const PoolClusterStatus &cluster : pool.clusterStates) {
        if (pool.clusterStates.size() > 1)
            rows.append({tr("Cluster"), {ValuePart::plain(cleanedLine(cluster.name))}, {}});
        const bool good =
            cluster.state == u"Running" && cluster.health.compare(u"Healthy", Qt::CaseInsensitive) == 0;
        QStringList state{cluster.state, cluster.health};
        state.removeAll(QString());
        if (!state.isEmpty())
            rows.append({tr("Palette says"),
                         {ValuePart::state(good                          ? Tone::Good
                                           : cluster.state == u"Running" ? Tone::Warning
                                                                         : Tone::Progressing,
                                           cleanedLine(state.join(u", "_s)))},
                         {}});
        const auto add = [&rows](const QString &key, const QString &value) {
            if (!value.isEmpty())
                rows.append({key, {ValuePart::plain(cleanedLine(value))}, {}});
        };
        add(tr("Name in Palette"), cluster.paletteName);
        add(tr("Kubernetes"), cluster.kubernetesVersion);
        add(tr("Address"), cluster.apiEndpoint);
        if (!cluster.kubeconfigSecret.isEmpty()) {
            access = true;
            const ObjectRef secret{u"v1"_s, u"Secret"_s, pool.namespaceName, cluster.kubeconfigSecret};
            rows.append({tr("Kubeconfig"),
                         {ValuePart::linkTo(cleanedLine(cluster.kubeconfigSecret), linkOf(secret))},
                         {}});
        }
    }
    m_clustersHead->setVisible(!rows.isEmpty());
    m_clusters->setVisible(!rows.isEmpty());
    m_clusters->setStale(subject().stale);
    m_clusters->setRows(rows);
    const Source *source = context()->source();
    m_access->setVisible(access && source && !source->isWorkspace());
}

void PoolTab::showMachines()
{
    const PoolView pool(subject().object);
    // The status has ids; people know machines by their names, which the inventory has.
    InventoryFeed *inventory = pool.clusterStates.isEmpty() ? nullptr : context()->inventory();
    if (inventory)
        connect(inventory, &InventoryFeed::renewed, this, &PoolTab::showMachines, Qt::UniqueConnection);
    QList<QStringList> rows;
    QStringList uids;
    for (const PoolClusterStatus &cluster : pool.clusterStates) {
        for (const PoolClusterStatus::Host &host : cluster.hosts) {
            const QString part =
                pool.clusterStates.size() > 1 ? cluster.name + u'/' + host.nodePool : host.nodePool;
            const InventoryMachine *known = inventory ? inventory->inventory()->find(host.hostUid) : nullptr;
            uids << host.hostUid;
            rows << QStringList{
                known ? known->host.name() : host.hostUid, part,
                host.gpuCount > 0 ? u"%1 %2"_s.arg(host.gpuCount).arg(host.family) : tr("none"), host.state};
        }
    }
    m_machinesHead->setVisible(!rows.isEmpty());
    m_machines->setVisible(!rows.isEmpty());
    m_machinesHead->setAside(tr("%n machine(s)", nullptr, int(rows.size())));
    while (m_machines->topLevelItemCount() > rows.size())
        delete m_machines->takeTopLevelItem(m_machines->topLevelItemCount() - 1);
    for (int i = 0; i < rows.size(); ++i) {
        QTreeWidgetItem *item =
            m_machines->topLevelItem(i) ? m_machines->topLevelItem(i) : new QTreeWidgetItem(m_machines);
        for (int column = 0; column < 4; ++column)
            item->setText(column, cleanedLine(rows.at(i).at(column)));
        item->setToolTip(0, cleanedLine(uids.at(i)).toHtmlEscaped());
    }
    fitHeight(m_machines, 10);
}

void PoolTab::showCapacity()
{
    const QJsonArray lines = subject().object[u"status"][u"capacity"].toArray();
    m_capacityHead->setVisible(!lines.isEmpty());
    m_capacity->setVisible(!lines.isEmpty());
    m_capacity->clear();
    for (const auto &line : lines) {
        auto *item = new QTreeWidgetItem(m_capacity);
        item->setText(0, cleanedLine(line[u"family"].toString()));
        static constexpr QStringView keys[] = {u"total", u"requested", u"free"};
        for (int i = 0; i < 3; ++i) {
            item->setText(i + 1, QLocale().toString(line[keys[i]].toInteger()));
            item->setTextAlignment(i + 1, Qt::AlignRight | Qt::AlignVCenter);
        }
        if (line[u"free"].toInteger() <= 0)
            item->setFont(3, textFont(TextRole::Strong));
    }
    fitHeight(m_capacity, 8);
}

void PoolTab::showDeployments()
{
    const PoolView pool(subject().object);
    QList<KeyValue> rows;
    const ObjectSet *objects = subject().knowledge.objects.get();
    QStringList seen;
    const auto add = [&](const QString &name) {
        const QString shortName = name.section(u'/', -1);
        if (seen.contains(shortName))
            return;
        seen << shortName;
        const QJsonObject found =
            objects ? objects->find(u"AIWorkload.spectrocloud.com"_s, pool.namespaceName, shortName)
                    : QJsonObject();
        const ObjectRef ref{u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, pool.namespaceName, shortName};
        QList<ValuePart> value{ValuePart::linkTo(cleanedLine(shortName), linkOf(ref))};
        QStringList asks;
        if (!found.isEmpty()) {
            const StateText state = stateOf(found);
            value << ValuePart::state(state.tone, state.word);
            const QMap<QString, qint64> gpus = DeploymentView(found).gpusAsked();
            for (auto it = gpus.cbegin(); it != gpus.cend(); ++it)
                asks << u"%1 %2"_s.arg(*it).arg(it.key());
        }
        rows.append({asks.isEmpty() ? tr("no GPUs") : cleanedLine(asks.join(u", "_s)), value, {}});
    };
    for (const QString &name : pool.deployments)
        add(name);
    // A workspace's status may be older than its deployments.
    if (objects) {
        const QList<QJsonObject> all = objects->all(u"AIWorkload.spectrocloud.com"_s, pool.namespaceName);
        for (const QJsonObject &object : all) {
            const DeploymentView deployment(object);
            if (deployment.poolName() == pool.name)
                add(deployment.name);
        }
    }
    m_deploymentsHead->setVisible(!rows.isEmpty());
    m_deployments->setVisible(!rows.isEmpty());
    m_deploymentsHead->setAside(tr("%n deployment(s)", nullptr, int(rows.size())));
    m_deployments->setStale(subject().stale);
    m_deployments->setRows(rows);
}

} // namespace easel
