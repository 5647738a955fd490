// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of Tenant, Project, Settings, Compute and ComputeConfig (2.1 to 2.5).
#include "core/domain/computeview.h"
#include "core/domain/effectivesettings.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/names.h"
#include "core/domain/rulebook.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace easel::rules {

namespace {

// TEN-4, for tenants and projects.
void checkGpuMap(Judge &judge, const QMap<QString, qint64> &map, QStringView path, bool wildcard)
{
    for (auto it = map.begin(); it != map.end(); ++it) {
        if (!(wildcard && it.key() == u"*") && it.key() != u"*" && !isGpuFamily(it.key())) {
            judge.refuse(
                "TEN-4", at(path) / it.key(),
                Rules::tr("'%1' is not a GPU family. Use a name like NVIDIA-H100, or * for all others.")
                    .arg(it.key()));
        } else if (it.value() < 0) {
            judge.refuse("TEN-4", at(path) / it.key(),
                         Rules::tr("The number of %1 GPUs cannot be below 0.").arg(it.key()));
        }
    }
}

void checkGroups(Judge &judge, const QStringList &groups, QStringView path, const char *rule)
{
    QStringList seen;
    for (qsizetype i = 0; i < groups.size(); ++i) {
        const QString &group = groups.at(i);
        if (group.trimmed().isEmpty() || group != group.trimmed() || seen.contains(group))
            judge.refuse(rule, at(path) / i, Rules::tr("Group %1 is empty or repeated.").arg(i + 1));
        else if (const QString problem = groupProblem(group); !problem.isEmpty())
            judge.refuse(rule, at(path) / i, problem);
        seen << group;
    }
}

// The projects of a tenant as the set has them, the judged project in its new form.
QList<ProjectView> projectsOf(const Judge &judge, const QString &tenant)
{
    QList<ProjectView> projects;
    const QList<QJsonObject> all = judge.set.all(spectro("Project"));
    bool selfSeen = false;
    const bool selfIsProject = judge.self.kind == u"Project";
    for (const QJsonObject &object : all) {
        const bool self = selfIsProject && refOf(object) == judge.self;
        selfSeen = selfSeen || self;
        const ProjectView view(self ? judge.object : object);
        if (view.tenant.name == tenant && !view.deleting)
            projects.append(view);
    }
    if (selfIsProject && !selfSeen) {
        const ProjectView view(judge.object);
        if (view.tenant.name == tenant)
            projects.append(view);
    }
    return projects;
}

struct Guarantee
{
    qint64 sum = 0;
    QStringList names;
};

// As the map spells it: families compare without case.
template <typename T>
QString familyIn(const QMap<QString, T> &map, const QString &family)
{
    for (auto it = map.keyBegin(); it != map.keyEnd(); ++it) {
        if (sameGpuFamily(*it, family))
            return *it;
    }
    return family;
}

QMap<QString, Guarantee> guaranteesOf(const QList<ProjectView> &projects)
{
    QMap<QString, Guarantee> byFamily;
    for (const ProjectView &project : projects) {
        for (auto it = project.gpuRequests.begin(); it != project.gpuRequests.end(); ++it) {
            if (it.value() <= 0 || it.key() == u"*")
                continue;
            Guarantee &guarantee = byFamily[familyIn(byFamily, it.key())];
            guarantee.sum += it.value();
            guarantee.names << QStringLiteral("%1 %2").arg(project.name).arg(it.value());
        }
    }
    return byFamily;
}

// SET-4 and the https rule over what can be read: the fields of 3.e in their order.
void checkPaletteInEffect(Judge &judge, const SettingsView &settings, const IntegrationView &palette)
{
    const EffectiveSettings effective =
        effectiveSettings(judge.set, settings.namespaceName, settings.name, judge.object);
    const EffectiveIntegration &inEffect = effective.palette();
    if (effective.uncertain || (!inEffect.secret.isEmpty() && !inEffect.secretRead))
        return; // values of a Secret are not known here: nothing to say
    QStringList missing;
    const auto need = [&](QStringView field, const QString &name) {
        const EffectiveField *found = inEffect.field(field);
        if (!found || (!found->isSet() && !found->mayBeHidden))
            missing << name;
    };
    need(u"hostUrl", Rules::tr("host URL"));
    if (!inEffect.hasKey)
        missing << Rules::tr("API key");
    need(u"tenant", Rules::tr("tenant"));
    need(u"defaultProjectID", Rules::tr("default project"));
    if (!missing.isEmpty())
        judge.refuse(
            "SET-4", palette.pointer,
            Rules::tr("Palette needs a host URL, an API key, a tenant and a default project. Missing: %1.")
                .arg(list(missing)));
    if (palette.hostUrl.isEmpty() && isPlainHttpToElsewhere(inEffect.value(u"hostUrl")))
        judge.refuse("SET-5", palette.pointer,
                     Rules::tr("Use https for Palette; an API key must not travel in clear."));
}

bool isSshKey(const QString &line)
{
    static const QStringList types = {QStringLiteral("ssh-ed25519"),
                                      QStringLiteral("ssh-rsa"),
                                      QStringLiteral("ssh-dss"),
                                      QStringLiteral("ecdsa-sha2-nistp256"),
                                      QStringLiteral("ecdsa-sha2-nistp384"),
                                      QStringLiteral("ecdsa-sha2-nistp521"),
                                      QStringLiteral("sk-ssh-ed25519@openssh.com"),
                                      QStringLiteral("sk-ecdsa-sha2-nistp256@openssh.com")};
    const QStringList parts = line.simplified().split(u' ');
    if (parts.size() < 2 || !types.contains(parts.at(0)))
        return false;
    const auto decoded =
        QByteArray::fromBase64Encoding(parts.at(1).toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return false;
    const QByteArray blob = *decoded;
    // RFC 4253: the blob starts with the length and text of the same type.
    const QByteArray type = parts.at(0).toLatin1();
    if (blob.size() < 4 + type.size() + 4)
        return false;
    const auto byte = [&](qsizetype i) { return quint32(quint8(blob.at(i))); };
    const quint32 length = byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
    if (length != quint32(type.size()) || blob.mid(4, type.size()) != type)
        return false;
    return type != "ssh-ed25519" || blob.size() == 51;
}

} // namespace

void checkTenant(Judge &judge)
{
    const TenantView tenant(judge.object);
    const QList<ProjectView> projects = projectsOf(judge, tenant.name);
    if (judge.deleting()) {
        if (!projects.isEmpty()) {
            QStringList names;
            for (const ProjectView &project : projects)
                names << project.name;
            judge.refuse("TEN-8", {},
                         Rules::tr("Tenant %1 still has %n projects: %2. Delete or empty them first.",
                                   nullptr, int(names.size()))
                             .arg(tenant.name, list(names)));
        }
        return;
    }
    judge.checkName();
    checkGroups(judge, tenant.groups, u"spec.tenantRoleMapping.groups", "TEN-2");
    if (tenant.settings.isSet() && tenant.settings.namespaceName != tenant.ownNamespace()) {
        const QString &ns = tenant.settings.namespaceName;
        const QJsonObject found = judge.set.find(QStringLiteral("Namespace"), {}, ns);
        const bool labelled =
            valueAt(found, u"metadata.labels").toObject().value(u"palette.ai/tenant").toString() ==
            tenant.name;
        // Hubs of old kept a tenant's Settings in a namespace of its own name.
        const bool oldHub = !judge.context.plainHub && ns == tenant.name;
        const bool known = !found.isEmpty() || judge.set.isComplete(QStringLiteral("Namespace"));
        if (!labelled && !oldHub && known) {
            judge.refuse(
                "TEN-3", at(u"spec.settingsRef.namespace"),
                Rules::tr("Tenant Settings must be in namespace tenant-%1 or in a namespace labelled "
                          "palette.ai/tenant=%1.")
                    .arg(tenant.name));
        }
    }
    checkGpuMap(judge, tenant.gpuLimits, u"spec.gpuResources.limits", true);
    if (!tenant.gpuRequests.isEmpty())
        judge.refuse("TEN-5", at(u"spec.gpuResources.requests"),
                     Rules::tr("A tenant has GPU limits only. Set guarantees on its projects."));
    const QMap<QString, Guarantee> guarantees = guaranteesOf(projects);
    for (auto it = guarantees.begin(); it != guarantees.end(); ++it) {
        const auto limit = gpuLimit(tenant.gpuLimits, it.key());
        if (limit && *limit < it.value().sum) {
            judge.refuse(
                "TEN-6",
                at(u"spec.gpuResources.limits") /
                    (tenant.gpuLimits.contains(familyIn(tenant.gpuLimits, it.key()))
                         ? familyIn(tenant.gpuLimits, it.key())
                         : QStringLiteral("*")),
                Rules::tr("The tenant limit for %1 would be %2, but %3 are guaranteed to its projects "
                          "(%4). Lower the "
                          "guarantees first.")
                    .arg(it.key(), QString::number(*limit), QString::number(it.value().sum),
                         list(it.value().names)));
        }
    }
    if (projects.isEmpty() && judge.set.isComplete(spectro("Project")))
        judge.inform(
            "TEN-9", {},
            Rules::tr("People see a tenant only through its projects. Create a project that names one of "
                      "their groups."));
}

void checkProject(Judge &judge)
{
    const ProjectView project(judge.object);
    if (judge.deleting()) {
        const qsizetype pools = judge.set.all(spectro("ComputePool"), project.namespaceName).size();
        const qsizetype deployments = judge.set.all(spectro("AIWorkload"), project.namespaceName).size();
        qsizetype clusters = 0;
        const QList<QJsonObject> secrets = judge.set.all(QStringLiteral("Secret"), project.namespaceName);
        for (const QJsonObject &secret : secrets) {
            const QJsonObject labels = valueAt(secret, u"metadata.labels").toObject();
            clusters += labels.value(u"easel.spectrocloud.com/source").toString() == u"brought" ? 1 : 0;
        }
        if (pools + deployments + clusters > 0 && !judge.context.cascade) {
            judge.refuse(
                "PRJ-13", {},
                Rules::tr("Project %1 still has %2 pools, %3 deployments and %4 clusters. Delete them "
                          "first, or choose "
                          "Delete everything.")
                    .arg(project.name)
                    .arg(pools)
                    .arg(deployments)
                    .arg(clusters));
        }
        return;
    }
    if (project.name != project.namespaceName)
        judge.refuse(
            "PRJ-1", at(u"metadata.name"),
            Rules::tr("A project's name must be the same as its namespace (%1).").arg(project.namespaceName));
    const bool newDefault = judge.creating() && project.name == u"default";
    if (project.name == judge.set.systemNamespace || newDefault)
        judge.refuse("PRJ-2", at(u"metadata.name"),
                     Rules::tr("'%1' is reserved. Choose another project name.").arg(project.name));
    else
        judge.checkName();
    if (!project.displayName.isEmpty() && !isProjectDisplayName(project.displayName))
        judge.refuse("PRJ-3", project.pointerOf(u"spec.displayName"),
                     Rules::tr("Project name may only use letters, digits and spaces."));

    const QString &tenantName = project.tenant.name;
    const QJsonObject tenantObject = judge.set.find(spectro("Tenant"), {}, tenantName);
    const Existence tenantThere =
        tenantName.isEmpty() ? Existence::No : judge.exists(spectro("Tenant"), {}, tenantName);
    const TenantView tenant(tenantObject);
    if (tenantThere == Existence::No || (tenantThere == Existence::Yes && tenant.deleting)) {
        judge.refuse("PRJ-4", at(u"spec.tenantRef"),
                     tenantName.isEmpty()
                         ? Rules::tr("Choose a tenant; every project belongs to one.")
                         : Rules::tr("Tenant %1 does not exist or is being deleted.").arg(tenantName));
    }
    if (!project.computeConfig.isSet() ||
        judge.exists(spectro("ComputeConfig"), project.computeConfig.namespaceName,
                     project.computeConfig.name) == Existence::No)
        judge.refuse("PRJ-5", at(u"spec.computeConfigRef"),
                     Rules::tr("Choose a compute configuration; every project needs one."));
    if (judge.updating() && judge.changed(u"spec.tenantRef.name"))
        judge.refuse(
            "PRJ-6", at(u"spec.tenantRef"),
            Rules::tr("A project cannot change its tenant. Create a project in the other tenant and move "
                      "the pools."));

    checkGpuMap(judge, project.gpuLimits, u"spec.gpuResources.limits", true);
    checkGpuMap(judge, project.gpuRequests, u"spec.gpuResources.requests", false);
    if (project.gpuRequests.contains(QStringLiteral("*")))
        judge.refuse("PRJ-11", at(u"spec.gpuResources.requests") / QStringLiteral("*"),
                     Rules::tr("A guarantee needs a GPU family; * is only for limits."));
    for (auto it = project.gpuRequests.begin(); it != project.gpuRequests.end(); ++it) {
        const auto limit = gpuLimit(project.gpuLimits, it.key());
        if (it.key() != u"*" && limit && it.value() > *limit) {
            judge.refuse("PRJ-7", at(u"spec.gpuResources.requests") / it.key(),
                         Rules::tr("The guarantee for %1 (%2) is above this project's own limit (%3).")
                             .arg(it.key(), QString::number(it.value()), QString::number(*limit)));
        }
    }
    if (tenantThere == Existence::Yes) {
        const QMap<QString, Guarantee> guarantees = guaranteesOf(projectsOf(judge, tenantName));
        for (auto it = project.gpuRequests.begin(); it != project.gpuRequests.end(); ++it) {
            const auto limit = gpuLimit(tenant.gpuLimits, it.key());
            const qint64 sum = guarantees.value(familyIn(guarantees, it.key())).sum;
            if (it.key() != u"*" && it.value() > 0 && limit && sum > *limit) {
                judge.refuse("PRJ-8", at(u"spec.gpuResources.requests") / it.key(),
                             Rules::tr("Guarantees for %1 would add up to %2, but tenant %3 allows %4.")
                                 .arg(it.key(), QString::number(sum), tenantName, QString::number(*limit)));
            }
        }
        for (auto it = project.gpuLimits.begin(); it != project.gpuLimits.end(); ++it) {
            const auto limit = gpuLimit(tenant.gpuLimits, it.key());
            if (limit && it.value() > *limit) {
                judge.warn("PRJ-9", at(u"spec.gpuResources.limits") / it.key(),
                           Rules::tr("Tenant %1 allows only %2 %3; the tenant limit applies.")
                               .arg(tenantName, QString::number(*limit), it.key()));
            }
        }
    }
    checkGroups(judge, project.admins, u"spec.roleMapping.admin", "TEN-2");
    checkGroups(judge, project.editors, u"spec.roleMapping.editor", "TEN-2");
    checkGroups(judge, project.viewers, u"spec.roleMapping.viewer", "TEN-2");
    QStringList several;
    for (const QStringList &pair : {project.editors, project.viewers}) {
        for (const QString &group : pair) {
            const int roles = int(project.admins.contains(group)) + int(project.editors.contains(group)) +
                              int(project.viewers.contains(group));
            if (roles > 1 && !several.contains(group))
                several << group;
        }
    }
    for (const QString &group : std::as_const(several))
        judge.warn("PRJ-12", at(u"spec.roleMapping"),
                   Rules::tr("Group %1 has several roles here; the strongest applies.").arg(group));
    if (judge.palette(project.namespaceName) == Existence::No)
        judge.warn("SET-9", at(u"spec.settingsRef"),
                   Rules::tr("Without Palette this project cannot discover compute or create pools."));
}

void checkSettings(Judge &judge)
{
    const SettingsView settings(judge.object);
    if (judge.deleting()) {
        QStringList users = judge.users({spectro("Tenant"), spectro("Project"), spectro("Compute")});
        if (!users.isEmpty())
            judge.refuse("SET-8", {},
                         Rules::tr("Settings %1 is used by %2.").arg(settings.name, list(users)));
        return;
    }
    judge.checkName();
    if (settings.integrations.isEmpty())
        judge.refuse("SET-2", at(u"spec.integrations"), Rules::tr("Add at least one integration."));

    const bool projectLevel = !settings.namespaceName.startsWith(u"tenant-") && judge.project().has_value();
    for (const IntegrationView &integration : settings.integrations) {
        if (!integration.secret.isEmpty()) {
            const QString where = settings.namespaceName + u'/' + integration.secret;
            const QJsonObject secret =
                judge.set.find(QStringLiteral("Secret"), settings.namespaceName, integration.secret);
            const auto keys = secretKeys(secret);
            // The oldest form of a Palette Secret has four keys instead of one document.
            const bool oldForm = integration.type == IntegrationView::Type::Palette && keys &&
                                 keys->contains(QStringLiteral("apiKey"), Qt::CaseInsensitive);
            const bool missing = secret.isEmpty()
                                     ? judge.set.isComplete(QStringLiteral("Secret"))
                                     : keys && !keys->contains(integration.secretKey) && !oldForm;
            if (missing)
                judge.refuse("SET-3", integration.pointer / QStringLiteral("secretRef"),
                             Rules::tr("Secret %1 has no key '%2'.").arg(where, integration.secretKey));
        }
        if (integration.type == IntegrationView::Type::Palette && isPlainHttpToElsewhere(integration.hostUrl))
            judge.refuse("SET-5", integration.pointer / QStringLiteral("hostUrl"),
                         Rules::tr("Use https for Palette; an API key must not travel in clear."));
        if (integration.insecureSkipVerify)
            judge.warn(
                "SET-6", integration.pointer / QStringLiteral("insecureSkipVerify"),
                Rules::tr(
                    "The server certificate is not checked. Add its CA or pin its fingerprint instead."));
        const bool changesServer = !integration.hostUrl.isEmpty() || !integration.caSecret.isEmpty() ||
                                   !integration.serverFingerprint.isEmpty() || integration.insecureSkipVerify;
        if (projectLevel && changesServer && integration.secret.isEmpty())
            judge.refuse(
                "SET-10", integration.pointer,
                Rules::tr("A project that changes the server must bring its own key; the tenant's key is "
                          "sent only to "
                          "the tenant's server."));
    }
    if (const IntegrationView *palette = settings.integration(IntegrationView::Type::Palette);
        palette && !palette->disabled) {
        checkPaletteInEffect(judge, settings, *palette);
        if (!palette->secret.isEmpty()) {
            const QList<QJsonObject> others = judge.set.all(spectro("Settings"), settings.namespaceName);
            for (const QJsonObject &object : others) {
                const SettingsView other(object);
                const IntegrationView *theirs = other.integration(IntegrationView::Type::Palette);
                if (other.name != settings.name && theirs && theirs->secret == palette->secret)
                    judge.warn("SET-7", palette->pointer / QStringLiteral("secretRef"),
                               Rules::tr("Settings %1 uses the same Palette credential. Use one tenant-level "
                                         "Settings instead.")
                                   .arg(other.name));
            }
        }
    }
    const auto project = judge.project();
    if (project && project->settings.name == settings.name &&
        judge.palette(settings.namespaceName) == Existence::No)
        judge.warn("SET-9", at(u"spec.integrations"),
                   Rules::tr("Without Palette this project cannot discover compute or create pools."));
}

void checkCompute(Judge &judge)
{
    if (judge.deleting())
        return;
    judge.checkName();
    const ComputeView compute(judge.object);
    if (judge.palette(compute.namespaceName, compute.settings) == Existence::No)
        judge.refuse(
            "COM-1", at(u"spec.settingsRef"),
            Rules::tr("No Palette integration is in effect for namespace %1.").arg(compute.namespaceName));
    const QList<QJsonObject> others = judge.set.all(spectro("Compute"), compute.namespaceName);
    for (const QJsonObject &object : others) {
        const ComputeView other(object);
        if (other.name == compute.name || other.paletteProjectUid != compute.paletteProjectUid ||
            other.settings != compute.settings)
            continue;
        judge.warn("COM-2", at(u"spec.paletteProjectUid"),
                   Rules::tr("Compute %1 already lists Palette project %2; hosts will appear twice.")
                       .arg(other.name, compute.paletteProjectUid.isEmpty() ? Rules::tr("(default)")
                                                                            : compute.paletteProjectUid));
    }
    qsizetype unnamed = 0;
    QStringList notReady;
    for (const HostView &host : compute.hosts) {
        const QMap<QString, qint64> gpus = host.gpusByFamily();
        unnamed += gpus.contains(QStringLiteral("Unknown")) ? 1 : 0;
        if (host.state == u"unhealthy" || host.state == u"unpaired" || host.state == u"unknown")
            notReady << host.name();
    }
    if (unnamed > 0)
        judge.inform("COM-4", at(u"status.edgeHostDetails"),
                     Rules::tr("%n hosts report GPUs that Easel cannot name. Tag them palette.ai/gpu-family.",
                               nullptr, int(unnamed)));
    if (!notReady.isEmpty())
        judge.inform("COM-5", at(u"status.edgeHostDetails"),
                     Rules::tr("%n tagged hosts are not ready: %1", nullptr, int(notReady.size()))
                         .arg(list(notReady)));
}

void checkComputeConfig(Judge &judge)
{
    const ComputeConfigView config(judge.object);
    if (judge.deleting()) {
        const QStringList users = judge.users({spectro("Project")});
        if (!users.isEmpty())
            judge.refuse(
                "CCF-10", {},
                Rules::tr("Compute configuration %1 is used by projects %2.").arg(config.name, list(users)));
        return;
    }
    judge.checkName();
    checkClusterConfig(judge, config.defaults, {}, true);
}

void checkClusterConfig(Judge &judge, const ClusterConfigView &config, ClusterRuleIds ids, bool sizeKnown)
{
    const JsonPointer pools = config.pointer;
    const std::optional<NodePoolView> &control = config.controlPlane;
    const std::optional<qint64> size = control ? control->nodeCount : std::nullopt;
    const qint64 machines = size.value_or(0); // GCC 12 loses track of *size when it optimises
    const JsonPointer sizePointer =
        control ? control->pointer / QStringLiteral("nodeCount")
                : pools / QStringLiteral("controlPlanePool") / QStringLiteral("nodeCount");
    const bool twoNode = config.isTwoNode.value_or(false);
    if (size ? (machines != 1 && machines != 2 && machines != 3 && machines != 5) : sizeKnown)
        judge.refuse(ids.of("CCF-1"), sizePointer, Rules::tr("Control plane size must be 1, 3 or 5."));
    if (size && twoNode != (machines == 2))
        judge.refuse(ids.of("CCF-2"), sizePointer,
                     Rules::tr("A two-node cluster needs exactly 2 control plane nodes, and 2 nodes need the "
                               "two-node option."));
    qint64 workers = 0;
    if (config.workers) {
        for (const NodePoolView &pool : *config.workers)
            workers += pool.nodeCount.value_or(1);
    }
    if (size && machines == 1 && workers == 0 && !control->workerNodeEligible)
        judge.refuse(ids.of("CCF-3"), control->pointer / QStringLiteral("workerNodeEligible"),
                     Rules::tr("A single-node cluster must let its control plane run workloads."));
    if (size && machines == 1)
        judge.warn(ids.of("CCF-4"), sizePointer,
                   Rules::tr("One control plane node cannot survive a failure. Use 3 or 5 for production."));
    if (config.sshKeys) {
        for (qsizetype i = 0; i < config.sshKeys->size(); ++i) {
            if (!isSshKey(config.sshKeys->at(i)))
                judge.refuse(ids.of("CCF-5"), pools / QStringLiteral("sshKeys") / i,
                             Rules::tr("Line %1 is not an OpenSSH public key.").arg(i + 1));
        }
    }
    static const QRegularExpression cidr(QStringLiteral("\\A(.+)/([0-9]{1,3})\\z"));
    if (config.overlayEnabled.value_or(false)) {
        const QRegularExpressionMatch match = cidr.match(config.overlayCidr);
        const QHostAddress address(match.captured(1));
        const int bits = match.captured(2).toInt();
        const bool good = match.hasMatch() && !address.isNull() &&
                          bits <= (address.protocol() == QAbstractSocket::IPv6Protocol ? 128 : 32);
        if (!good)
            judge.refuse(ids.of("CCF-6"), config.cidrPointer,
                         Rules::tr("Give the overlay network a CIDR, for example 100.64.192.0/20."));
    }
    if (config.workers) {
        QStringList seen;
        for (const NodePoolView &pool : *config.workers) {
            if (!isWorkerPoolName(pool.name) || seen.contains(pool.name))
                judge.refuse(ids.of("CCF-7"), pool.pointer / QStringLiteral("name"),
                             Rules::tr("Worker pool name '%1' is repeated or not valid.").arg(pool.name));
            seen << pool.name;
            const qint64 count = pool.nodeCount.value_or(1);
            const qint64 min = pool.minNodeCount.value_or(count);
            const qint64 max = pool.maxNodeCount.value_or(count);
            if (count < min || count > max)
                judge.refuse(
                    ids.of("CCF-9"), pool.pointer / QStringLiteral("nodeCount"),
                    Rules::tr("Node count %1 must be between %2 and %3.").arg(count).arg(min).arg(max));
        }
    }
    if (control && control->hasGpu && !control->workerNodeEligible)
        judge.refuse(ids.of("CCF-8"), control->pointer / QStringLiteral("gpu"),
                     Rules::tr("GPUs on the control plane are only usable when it may run workloads."));
}

} // namespace easel::rules
