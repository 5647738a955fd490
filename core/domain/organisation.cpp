// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/organisation.h"

#include "core/base/text.h"
#include "core/domain/computeview.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/poolview.h"
#include "core/domain/projectview.h"
#include "core/domain/settingsview.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Organisation)
};

const QString TenantLabel = QStringLiteral("palette.ai/tenant-name");

QString spectroKind(const char *kind)
{
    return QLatin1String(kind) + u'.' + spectroGroup;
}

QJsonObject withMetadata(QJsonObject object, const QString &key, const QJsonValue &value)
{
    QJsonObject metadata = object.value(u"metadata").toObject();
    metadata.insert(key, value);
    object.insert(QStringLiteral("metadata"), metadata);
    return object;
}

QString settingsText(const QJsonObject &object)
{
    QStringList parts;
    const SettingsView view(object);
    for (const IntegrationView &integration : view.integrations) {
        switch (integration.type) {
        case IntegrationView::Type::Palette:
            parts << (integration.hostUrl.isEmpty() ? Text::tr("Palette") : cleanedLine(integration.hostUrl));
            break;
        case IntegrationView::Type::HuggingFace:
            parts << Text::tr("Hugging Face");
            break;
        case IntegrationView::Type::Nvidia:
            parts << Text::tr("NVIDIA NGC");
            break;
        }
    }
    return parts.isEmpty() ? Text::tr("no integration") : parts.join(QStringLiteral(", "));
}

QString configText(const QJsonObject &object)
{
    const ClusterConfigView config = ComputeConfigView(object).defaults;
    QStringList parts;
    if (config.controlPlane)
        parts << Text::tr("%n control plane node(s)", nullptr,
                          int(config.controlPlane->nodeCount.value_or(0)));
    if (config.workers && !config.workers->isEmpty())
        parts << Text::tr("%n worker pool(s)", nullptr, int(config.workers->size()));
    return parts.join(QStringLiteral(", "));
}

} // namespace

QJsonObject newTenant()
{
    return {{QStringLiteral("apiVersion"), QStringLiteral("spectrocloud.com/v1alpha1")},
            {QStringLiteral("kind"), QStringLiteral("Tenant")},
            {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("name"), QString()}}},
            {QStringLiteral("spec"), QJsonObject{}}};
}

QJsonObject newProject(const QString &tenant)
{
    const QJsonObject project{
        {QStringLiteral("apiVersion"), QStringLiteral("spectrocloud.com/v1alpha1")},
        {QStringLiteral("kind"), QStringLiteral("Project")},
        {QStringLiteral("metadata"),
         QJsonObject{{QStringLiteral("name"), QString()}, {QStringLiteral("namespace"), QString()}}},
        {QStringLiteral("spec"), QJsonObject{}}};
    return tenant.isEmpty() ? project : withTenant(project, tenant);
}

QJsonObject withOrganisationName(const QJsonObject &object, const QString &name)
{
    const QJsonObject named = withMetadata(object, QStringLiteral("name"), name);
    return object.value(u"kind").toString() == u"Project"
               ? withMetadata(named, QStringLiteral("namespace"), name)
               : named;
}

QJsonObject withTenant(const QJsonObject &project, const QString &tenant)
{
    QJsonObject labels = valueAt(project, u"metadata.labels").toObject();
    labels.insert(TenantLabel, tenant);
    QJsonObject result = withMetadata(project, QStringLiteral("labels"), labels);
    QJsonObject spec = result.value(u"spec").toObject();
    spec.insert(QStringLiteral("tenantRef"), QJsonObject{{QStringLiteral("name"), tenant}});
    result.insert(QStringLiteral("spec"), spec);
    return result;
}

QList<TenantOffer> tenantOffers(const ObjectSet &objects)
{
    QHash<QString, int> projects;
    const QList<QJsonObject> all = objects.all(spectroKind("Project"));
    for (const QJsonObject &project : all)
        ++projects[valueAt(project, u"spec.tenantRef.name").toString()];
    QList<TenantOffer> offers;
    const QList<QJsonObject> tenants = objects.all(spectroKind("Tenant"));
    for (const QJsonObject &object : tenants) {
        const StateText state = stateOf(object);
        TenantOffer offer;
        offer.name = valueAt(object, u"metadata.name").toString();
        offer.displayName = cleanedLine(valueAt(object, u"spec.displayName").toString(offer.name));
        offer.projects = projects.value(offer.name);
        offer.tone = state.tone;
        offer.stateWord = state.word;
        if (object.value(u"metadata").toObject().contains(u"deletionTimestamp"))
            offer.whyNot = Text::tr("Tenant %1 is being deleted.").arg(cleanedLine(offer.name));
        offers << offer;
    }
    return offers;
}

QList<ReferenceOffer> computeConfigOffers(const ObjectSet &objects, const QJsonObject &project)
{
    const QString own = valueAt(project, u"metadata.namespace").toString();
    const QString tenant = valueAt(project, u"spec.tenantRef.name").toString();
    const auto rank = [&](const QString &space) {
        if (space == own)
            return 0;
        const QJsonObject other = objects.find(spectroKind("Project"), space, space);
        const bool near = space == QStringLiteral("tenant-") + tenant ||
                          (!tenant.isEmpty() && valueAt(other, u"spec.tenantRef.name").toString() == tenant);
        return near ? 1 : 2;
    };
    QList<ReferenceOffer> offers;
    const QList<QJsonObject> configs = objects.all(spectroKind("ComputeConfig"));
    for (const QJsonObject &object : configs) {
        const ObjectRef ref = refOf(object);
        offers << ReferenceOffer{ref.name, ref.namespaceName, configText(object)};
    }
    std::stable_sort(offers.begin(), offers.end(), [&](const ReferenceOffer &a, const ReferenceOffer &b) {
        return rank(a.namespaceName) < rank(b.namespaceName);
    });
    return offers;
}

QList<ReferenceOffer> settingsOffers(const ObjectSet &objects, const QJsonObject &object)
{
    const bool isTenant = object.value(u"kind").toString() == u"Tenant";
    const QString name = valueAt(object, u"metadata.name").toString();
    QList<ReferenceOffer> offers;
    const QList<QJsonObject> all = objects.all(spectroKind("Settings"));
    for (const QJsonObject &settings : all) {
        const ObjectRef ref = refOf(settings);
        bool fits = !isTenant && ref.namespaceName == name;
        if (isTenant) {
            const QJsonObject space = objects.find(QStringLiteral("Namespace"), {}, ref.namespaceName);
            const QJsonObject labels = valueAt(space, u"metadata.labels").toObject();
            fits = ref.namespaceName == QStringLiteral("tenant-") + name ||
                   (!name.isEmpty() && labels.value(u"palette.ai/tenant").toString() == name);
        }
        if (fits)
            offers << ReferenceOffer{ref.name, ref.namespaceName, settingsText(settings)};
    }
    return offers;
}

QJsonObject plainComputeConfig(const QString &namespaceName, const QString &name)
{
    const QJsonObject controlPlane{{QStringLiteral("nodeCount"), 3}};
    const QJsonObject defaults{{QStringLiteral("controlPlanePool"), controlPlane}};
    return {{QStringLiteral("apiVersion"), QStringLiteral("spectrocloud.com/v1alpha1")},
            {QStringLiteral("kind"), QStringLiteral("ComputeConfig")},
            {QStringLiteral("metadata"),
             QJsonObject{{QStringLiteral("name"), name}, {QStringLiteral("namespace"), namespaceName}}},
            {QStringLiteral("spec"), QJsonObject{{QStringLiteral("paletteClusterConfig"),
                                                  QJsonObject{{QStringLiteral("defaults"), defaults}}}}}};
}

QStringList knownFamilies(const ObjectSet &objects)
{
    QStringList families;
    const auto add = [&families](const QString &family) {
        const bool known = std::any_of(families.cbegin(), families.cend(),
                                       [&](const QString &other) { return sameGpuFamily(family, other); });
        if (!known && family != u"*" && !isUnknownGpuFamily(family))
            families << family;
    };
    const QList<QJsonObject> tenants = objects.all(spectroKind("Tenant"));
    for (const QJsonObject &tenant : tenants) {
        const TenantView view(tenant);
        std::for_each(view.gpuLimits.keyBegin(), view.gpuLimits.keyEnd(), add);
    }
    const QList<QJsonObject> projects = objects.all(spectroKind("Project"));
    for (const QJsonObject &project : projects) {
        const ProjectView view(project);
        for (const auto *map : {&view.gpuLimits, &view.gpuRequests})
            std::for_each(map->keyBegin(), map->keyEnd(), add);
    }
    const QList<QJsonObject> computes = objects.all(spectroKind("Compute"));
    for (const QJsonObject &compute : computes) {
        for (const HostView &host : ComputeView(compute).hosts) {
            for (const HostView::Gpu &gpu : host.gpus)
                add(gpu.family);
        }
    }
    std::sort(families.begin(), families.end());
    return families;
}

} // namespace easel
