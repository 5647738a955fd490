// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/navigation.h"

#include "app/models/roles.h"
#include "app/models/sortkey.h"
#include "app/shell/derivedtables.h"
#include "core/domain/kinds.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Navigation)
};

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

    NavigationEntry &overview = add(QStringLiteral("overview"), Text::tr("Overview"),
                                    QStringLiteral("layout-dashboard"), Text::tr("Overview"), {});
    overview.screen = NavigationEntry::Screen::Overview;
    overview.shortcut = QKeySequence(Qt::CTRL | Qt::Key_1);
    NavigationEntry &quota =
        add(QStringLiteral("quota"), Text::tr("GPU quota"), QStringLiteral("cpu"), Text::tr("GPU quota"), {});
    quota.screen = NavigationEntry::Screen::Quota;
    quota.shortcut = QKeySequence(Qt::CTRL | Qt::Key_2);

    heading = Text::tr("Organisation");
    add(QStringLiteral("tenants"), Text::tr("Tenants"), QStringLiteral("building-2"), Text::tr("Tenants"),
        {part(spectro("Tenant"))});
    add(QStringLiteral("projects"), Text::tr("Projects"), QStringLiteral("folder"), Text::tr("Projects"),
        {part(spectro("Project"))});
    NavigationEntry &access = add(QStringLiteral("access"), Text::tr("Access"), QStringLiteral("users"),
                                  Text::tr("Access"), {derived(DerivedKind::Access)});
    access.page.purpose = Text::tr("Groups and the roles that tenants and projects give them.");
    access.page.what = Text::tr("No roles");
    add(QStringLiteral("settings"), Text::tr("Settings"), QStringLiteral("sliders-horizontal"),
        Text::tr("Settings"), {part(spectro("Settings"))});

    heading = Text::tr("Compute");
    NavigationEntry &inventory =
        add(QStringLiteral("inventory"), Text::tr("Inventory"), QStringLiteral("server"),
            Text::tr("Inventory"), {part(spectro("Compute"))});
    inventory.screen = NavigationEntry::Screen::Inventory;
    inventory.shortcut = QKeySequence(Qt::CTRL | Qt::Key_3);
    add(QStringLiteral("configs"), Text::tr("Configs"), QStringLiteral("file-cog"),
        Text::tr("Compute Configs"), {part(spectro("ComputeConfig"))});
    NavigationEntry &pools =
        add(QStringLiteral("pools"), Text::tr("Pools"), QStringLiteral("boxes"), Text::tr("Pools"),
            {part(spectro("ComputePool"), Text::tr("Pools")),
             part(spectro("ComputePoolEvaluation"), Text::tr("Evaluations"))});
    pools.shortcut = QKeySequence(Qt::CTRL | Qt::Key_4);
    NavigationEntry &clusters =
        add(QStringLiteral("clusters"), Text::tr("Clusters"), QStringLiteral("network"), Text::tr("Clusters"),
            {derived(DerivedKind::Clusters)});
    clusters.page.purpose = Text::tr("Clusters of pools, brought ones and those of Open Cluster Management.");
    add(QStringLiteral("scaling"), Text::tr("Scaling"), QStringLiteral("trending-up"),
        Text::tr("Scaling Policies"), {part(spectro("ScalingPolicy"))});

    // A person's own connection, not to be confused with the Settings of tenants and projects.
    NavigationEntry &palette = add(QStringLiteral("palette"), Text::tr("My Palette"),
                                   QStringLiteral("key-round"), Text::tr("My Palette"), {});
    palette.screen = NavigationEntry::Screen::Palette;

    heading = Text::tr("Catalogue");
    add(QStringLiteral("bundles"), Text::tr("Profile Bundles"), QStringLiteral("package"),
        Text::tr("Profile Bundles"), {part(spectro("ProfileBundle"))});
    add(QStringLiteral("workload-profiles"), Text::tr("Workload Profiles"), QStringLiteral("layers"),
        Text::tr("Workload Profiles"), {part(spectro("WorkloadProfile"))});
    NavigationEntry &clusterProfiles =
        add(QStringLiteral("cluster-profiles"), Text::tr("Cluster Profiles"), QStringLiteral("stamp"),
            Text::tr("Cluster Profiles"), {derived(DerivedKind::ClusterProfiles)});
    clusterProfiles.page.purpose = Text::tr("Palette's cluster profiles that bundles refer to.");
    add(QStringLiteral("definitions"), Text::tr("Definitions"), QStringLiteral("shapes"),
        Text::tr("Definitions"),
        {part(spectro("ComponentDefinition"), Text::tr("Components")),
         part(spectro("TraitDefinition"), Text::tr("Traits")),
         part(spectro("PolicyDefinition"), Text::tr("Policies")),
         part(spectro("DefinitionRevision"), Text::tr("Revisions"))});
    add(QStringLiteral("variables"), Text::tr("Variables"), QStringLiteral("braces"), Text::tr("Variables"),
        {part(spectro("VariableSet"))});
    add(QStringLiteral("repositories"), Text::tr("Repositories"), QStringLiteral("database"),
        Text::tr("Repositories"),
        {part(QStringLiteral("HelmRepository.source.toolkit.fluxcd.io"), Text::tr("Helm")),
         part(QStringLiteral("OCIRepository.source.toolkit.fluxcd.io"), Text::tr("OCI"))});
    add(QStringLiteral("environments"), Text::tr("Environments"), QStringLiteral("map"),
        Text::tr("Environments"), {part(spectro("Environment"))});

    heading = Text::tr("Deployments");
    NavigationEntry &apps = add(QStringLiteral("apps"), Text::tr("Apps"), QStringLiteral("rocket"),
                                Text::tr("App Deployments"), {part(spectro("AIWorkload"))});
    apps.page.base = [](const RowView &row) { return !isModel(row.labels()); };
    apps.shortcut = QKeySequence(Qt::CTRL | Qt::Key_5);
    NavigationEntry &models =
        add(QStringLiteral("models"), Text::tr("Models"), QStringLiteral("brain-circuit"),
            Text::tr("Model Deployments"), {part(spectro("AIWorkload"))});
    models.page.base = [](const RowView &row) { return isModel(row.labels()); };
    models.page.purpose = Text::tr("A model deployment serves a model on a pool or an environment.");
    add(QStringLiteral("workloads"), Text::tr("Workloads"), QStringLiteral("box"), Text::tr("Workloads"),
        {part(spectro("WorkloadDeployment"), Text::tr("Deployments")),
         part(spectro("Workload"), Text::tr("On clusters"))});

    heading = QStringLiteral(" ");
    NavigationEntry &browse =
        add(QStringLiteral("browse"), Text::tr("Browse"), QStringLiteral("eye"), Text::tr("Browse"), {});
    browse.screen = NavigationEntry::Screen::Browse;
    browse.page.parts = {{{}, {}, [context] { return kindsStore(context); }}};
    browse.page.scoped = false;
    NavigationEntry &activity = add(QStringLiteral("activity"), Text::tr("Activity"),
                                    QStringLiteral("activity"), Text::tr("Activity"), {});
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
            for (int position = 0; position < store->count(); ++position) {
                const RowView row = store->view(position);
                const Tone tone = row.tone();
                if (tone != Tone::Bad && tone != Tone::Warning && tone != Tone::Waiting)
                    continue;
                const QString space = row.namespaceName();
                if ((page.base && !page.base(row)) ||
                    (namespaces && !space.isEmpty() && !namespaces->contains(space)))
                    continue;
                if (count == 0 || attentionRank(tone) < attentionRank(worst)) {
                    worst = tone;
                    count = 1;
                } else if (tone == worst) {
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
        return line.count > 0 ? Text::tr("%1, %2 need attention").arg(entry.title).arg(line.count)
                              : entry.title;
    case Qt::ToolTipRole: {
        const QString keys = entry.shortcut.toString(QKeySequence::NativeText);
        return keys.isEmpty() ? entry.page.title : Text::tr("%1 (%2)").arg(entry.page.title, keys);
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
