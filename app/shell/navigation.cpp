// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/navigation.h"

#include "app/models/roles.h"
#include "app/models/sortkey.h"
#include "app/shell/derivedtables.h"
#include "core/domain/kinds.h"

#include <QCoreApplication>

namespace easel {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("easel::Navigation", text);
}

const QByteArray modelLabel = QByteArrayLiteral("palette.ai/aiworkload-type=model\n");

bool isModel(const QByteArray &labels)
{
    return labels.startsWith(modelLabel) || labels.contains('\n' + modelLabel);
}

TablePage::Part part(const QString &groupKind, const QString &title = {})
{
    return {title, groupKind, {}};
}

QString spectro(const char *kind)
{
    return QLatin1String(kind) + u'.' + spectroGroup;
}

} // namespace

QList<NavigationEntry> navigationEntries(AppContext *context)
{
    QList<NavigationEntry> entries;
    QString heading;
    const auto add = [&](const QString &id, const QString &title, const QString &icon,
                         const QString &pageTitle, const QList<TablePage::Part> &parts) -> NavigationEntry & {
        NavigationEntry entry;
        entry.id = id;
        entry.title = title;
        entry.icon = icon;
        entry.heading = std::exchange(heading, {});
        entry.page.id = id;
        entry.page.title = pageTitle;
        entry.page.icon = icon;
        entry.page.parts = parts;
        entries.append(entry);
        return entries.last();
    };
    const auto derived = [context](DerivedKind table) {
        return TablePage::Part{{}, {}, [context, table] { return derivedStore(context, table); }};
    };

    NavigationEntry &overview = add(QStringLiteral("overview"), tr("Overview"),
                                    QStringLiteral("layout-dashboard"), tr("Overview"), {});
    overview.screen = NavigationEntry::Screen::Overview;
    overview.shortcut = QKeySequence(Qt::CTRL | Qt::Key_1);
    NavigationEntry &quota = add(QStringLiteral("quota"), tr("GPU quota"), QStringLiteral("cpu"),
                                 tr("GPU quota"), {derived(DerivedKind::Quota)});
    quota.shortcut = QKeySequence(Qt::CTRL | Qt::Key_2);
    quota.page.purpose = tr("Limits and use of every tenant and project, by GPU family.");
    quota.page.what = tr("No tenants or projects");

    heading = tr("Organisation");
    add(QStringLiteral("tenants"), tr("Tenants"), QStringLiteral("building-2"), tr("Tenants"),
        {part(spectro("Tenant"))});
    add(QStringLiteral("projects"), tr("Projects"), QStringLiteral("folder"), tr("Projects"),
        {part(spectro("Project"))});
    NavigationEntry &access = add(QStringLiteral("access"), tr("Access"), QStringLiteral("users"),
                                  tr("Access"), {derived(DerivedKind::Access)});
    access.page.purpose = tr("Groups and the roles that tenants and projects give them.");
    access.page.what = tr("No roles");
    add(QStringLiteral("settings"), tr("Settings"), QStringLiteral("sliders-horizontal"), tr("Settings"),
        {part(spectro("Settings"))});

    heading = tr("Compute");
    NavigationEntry &inventory =
        add(QStringLiteral("inventory"), tr("Inventory"), QStringLiteral("server"), tr("Inventory"),
            {{tr("Machines"), {}, [context] { return derivedStore(context, DerivedKind::Inventory); }},
             part(spectro("Compute"), tr("Sources"))});
    inventory.shortcut = QKeySequence(Qt::CTRL | Qt::Key_3);
    inventory.page.purpose =
        tr("Machines that Palette offers, from the hub's inventory or a snapshot in the workspace.");
    inventory.page.what = tr("No machines");
    add(QStringLiteral("configs"), tr("Configs"), QStringLiteral("file-cog"), tr("Compute Configs"),
        {part(spectro("ComputeConfig"))});
    NavigationEntry &pools = add(QStringLiteral("pools"), tr("Pools"), QStringLiteral("boxes"), tr("Pools"),
                                 {part(spectro("ComputePool"), tr("Pools")),
                                  part(spectro("ComputePoolEvaluation"), tr("Evaluations"))});
    pools.shortcut = QKeySequence(Qt::CTRL | Qt::Key_4);
    NavigationEntry &clusters = add(QStringLiteral("clusters"), tr("Clusters"), QStringLiteral("network"),
                                    tr("Clusters"), {derived(DerivedKind::Clusters)});
    clusters.page.purpose = tr("Clusters of pools, brought ones and those of Open Cluster Management.");
    add(QStringLiteral("scaling"), tr("Scaling"), QStringLiteral("trending-up"), tr("Scaling Policies"),
        {part(spectro("ScalingPolicy"))});

    heading = tr("Catalogue");
    add(QStringLiteral("bundles"), tr("Profile Bundles"), QStringLiteral("package"), tr("Profile Bundles"),
        {part(spectro("ProfileBundle"))});
    add(QStringLiteral("workload-profiles"), tr("Workload Profiles"), QStringLiteral("layers"),
        tr("Workload Profiles"), {part(spectro("WorkloadProfile"))});
    NavigationEntry &clusterProfiles =
        add(QStringLiteral("cluster-profiles"), tr("Cluster Profiles"), QStringLiteral("stamp"),
            tr("Cluster Profiles"), {derived(DerivedKind::ClusterProfiles)});
    clusterProfiles.page.purpose = tr("Palette's cluster profiles that bundles refer to.");
    add(QStringLiteral("definitions"), tr("Definitions"), QStringLiteral("shapes"), tr("Definitions"),
        {part(spectro("ComponentDefinition"), tr("Components")),
         part(spectro("TraitDefinition"), tr("Traits")), part(spectro("PolicyDefinition"), tr("Policies")),
         part(spectro("DefinitionRevision"), tr("Revisions"))});
    add(QStringLiteral("variables"), tr("Variables"), QStringLiteral("braces"), tr("Variables"),
        {part(spectro("VariableSet"))});
    add(QStringLiteral("repositories"), tr("Repositories"), QStringLiteral("database"), tr("Repositories"),
        {part(QStringLiteral("HelmRepository.source.toolkit.fluxcd.io"), tr("Helm")),
         part(QStringLiteral("OCIRepository.source.toolkit.fluxcd.io"), tr("OCI"))});
    add(QStringLiteral("environments"), tr("Environments"), QStringLiteral("map"), tr("Environments"),
        {part(spectro("Environment"))});

    heading = tr("Deployments");
    NavigationEntry &apps = add(QStringLiteral("apps"), tr("Apps"), QStringLiteral("rocket"),
                                tr("App Deployments"), {part(spectro("AIWorkload"))});
    apps.page.base = [](const Row &row) { return !isModel(row.labels); };
    apps.shortcut = QKeySequence(Qt::CTRL | Qt::Key_5);
    NavigationEntry &models = add(QStringLiteral("models"), tr("Models"), QStringLiteral("brain-circuit"),
                                  tr("Model Deployments"), {part(spectro("AIWorkload"))});
    models.page.base = [](const Row &row) { return isModel(row.labels); };
    models.page.purpose = tr("A model deployment serves a model on a pool or an environment.");
    add(QStringLiteral("workloads"), tr("Workloads"), QStringLiteral("box"), tr("Workloads"),
        {part(spectro("WorkloadDeployment"), tr("Deployments")),
         part(spectro("Workload"), tr("On clusters"))});

    heading = QStringLiteral(" ");
    NavigationEntry &browse =
        add(QStringLiteral("browse"), tr("Browse"), QStringLiteral("eye"), tr("Browse"), {});
    browse.screen = NavigationEntry::Screen::Browse;
    browse.page.parts = {{{}, {}, [context] { return kindsStore(context); }}};
    browse.page.scoped = false;
    NavigationEntry &activity =
        add(QStringLiteral("activity"), tr("Activity"), QStringLiteral("activity"), tr("Activity"), {});
    activity.screen = NavigationEntry::Screen::Activity;
    return entries;
}

TablePage pageForKind(const ResourceType &type)
{
    const KindInfo *info = kindInfo(type.group, type.kind);
    TablePage page;
    page.id = QStringLiteral("kind:") + type.groupKind();
    page.title = info ? info->title : type.plural;
    page.icon = info ? info->icon : QStringLiteral("box");
    page.parts = {{{}, type.groupKind(), {}}};
    page.purpose = info ? info->purpose : QString();
    return page;
}

QString entryForKind(const QList<NavigationEntry> &entries, const QString &groupKind,
                     const QByteArray &labels)
{
    for (const NavigationEntry &entry : entries) {
        for (const TablePage::Part &part : entry.page.parts) {
            if (part.groupKind != groupKind || groupKind.isEmpty())
                continue;
            if (groupKind == spectro("AIWorkload") && isModel(labels) != (entry.id == u"models"))
                continue;
            return entry.id;
        }
    }
    return {};
}

NavigationModel::NavigationModel(AppContext *context, QObject *parent)
    : QAbstractListModel(parent)
    , m_context(context)
{
    connect(context, &AppContext::sourceChanged, this, &NavigationModel::follow);
    connect(context, &AppContext::scopeChanged, this, &NavigationModel::count);
    follow();
}

void NavigationModel::follow()
{
    if (m_context->surroundings()) {
        connect(m_context->surroundings(), &Surroundings::changed, this, &NavigationModel::count,
                Qt::UniqueConnection);
    }
    count();
}

void NavigationModel::setEntries(const QList<NavigationEntry> &entries)
{
    beginResetModel();
    m_entries = entries;
    m_lines.clear();
    for (int i = 0; i < entries.size(); ++i) {
        if (!entries.at(i).heading.isEmpty())
            m_lines.append({entries.at(i).heading, -1, Tone::Good, 0});
        m_lines.append({{}, i, Tone::Good, 0});
    }
    endResetModel();
    count();
}

void NavigationModel::count()
{
    const auto namespaces = m_context->scopeNamespaces();
    for (int i = 0; i < m_lines.size(); ++i) {
        Line &line = m_lines[i];
        if (line.entry < 0)
            continue;
        const TablePage &page = m_entries.at(line.entry).page;
        Tone worst = Tone::Good;
        int count = 0;
        for (const TablePage::Part &part : page.parts) {
            const ResourceStore *store = m_context->surroundings() && !part.groupKind.isEmpty()
                                             ? m_context->surroundings()->store(part.groupKind)
                                             : nullptr;
            // An evaluation or a workload repeats the state of what it belongs to.
            if (!store || &part != &page.parts.first())
                continue;
            for (const Row &row : store->rows()) {
                if (row.tone != Tone::Bad && row.tone != Tone::Warning && row.tone != Tone::Waiting)
                    continue;
                if ((page.base && !page.base(row)) ||
                    (namespaces && !row.namespaceName.isEmpty() && !namespaces->contains(row.namespaceName)))
                    continue;
                if (count == 0 || attentionRank(row.tone) < attentionRank(worst)) {
                    worst = row.tone;
                    count = 1;
                } else if (row.tone == worst) {
                    ++count;
                }
            }
        }
        if (line.tone != worst || line.count != count) {
            line.tone = worst;
            line.count = count;
            Q_EMIT dataChanged(index(i), index(i), {BadgeToneRole, BadgeCountRole, Qt::AccessibleTextRole});
        }
    }
}

QString NavigationModel::idAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= m_lines.size() || m_lines.at(index.row()).entry < 0)
        return {};
    return m_entries.at(m_lines.at(index.row()).entry).id;
}

QModelIndex NavigationModel::indexOf(const QString &id) const
{
    for (int i = 0; i < m_lines.size(); ++i) {
        if (m_lines.at(i).entry >= 0 && m_entries.at(m_lines.at(i).entry).id == id)
            return index(i);
    }
    return {};
}

int NavigationModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

QVariant NavigationModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_lines.size())
        return {};
    const Line &line = m_lines.at(index.row());
    if (line.entry < 0)
        return role == Qt::DisplayRole ? QVariant(line.heading.trimmed())
               : role == HeadingRole   ? QVariant(true)
                                       : QVariant();
    const NavigationEntry &entry = m_entries.at(line.entry);
    switch (role) {
    case Qt::DisplayRole:
        return entry.title;
    case Qt::AccessibleTextRole:
        return line.count > 0 ? tr("%1, %2 need attention").arg(entry.title).arg(line.count) : entry.title;
    case Qt::ToolTipRole: {
        const QString keys = entry.shortcut.toString(QKeySequence::NativeText);
        return keys.isEmpty() ? entry.page.title : tr("%1 (%2)").arg(entry.page.title, keys);
    }
    case IconNameRole:
        return entry.icon;
    case HeadingRole:
        return false;
    case BadgeToneRole:
        return line.count > 0 ? QVariant(int(line.tone)) : QVariant();
    case BadgeCountRole:
        return line.count > 0 ? QVariant(line.count) : QVariant();
    default:
        return {};
    }
}

Qt::ItemFlags NavigationModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || m_lines.at(index.row()).entry < 0)
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace easel
