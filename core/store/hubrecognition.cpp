// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hubrecognition.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

namespace {

using Recognition = Call<HubRecognition>;

QString vendorNamespace()
{
    return QStringLiteral("mural-system");
}

QString ownNamespace()
{
    return QStringLiteral("easel-system");
}

ResourceType coreType(const ApiCatalog &catalog, const QString &kind, const QString &plural, bool namespaced)
{
    if (const ResourceType *type = catalog.find(u"", kind, u"v1"))
        return *type;
    ResourceType type;
    type.version = QStringLiteral("v1");
    type.kind = kind;
    type.plural = plural;
    type.namespaced = namespaced;
    return type;
}

Call<HubMode> modeOf(KubeClient *client, const ApiCatalog &catalog, QObject *context)
{
    const HubMode guess = catalog.hasGroup(u"spectrocloud.com") ? HubMode::Vendor : HubMode::Empty;
    const ResourceType *crds = catalog.find(u"apiextensions.k8s.io", u"CustomResourceDefinition", u"v1");
    if (!crds)
        return Call<HubMode>::ready(guess);
    return client->get(*crds, {}, QStringLiteral("tenants.spectrocloud.com"))
        .map(context, [guess](const Result<QJsonObject> &crd) -> Result<HubMode> {
            if (!crd) {
                if (crd.error().kind == Error::Kind::NotFound)
                    return HubMode::Empty;
                if (crd.error().kind == Error::Kind::Forbidden)
                    return guess;
                return failure(crd.error());
            }
            const QString manager = crd->value(QLatin1String("metadata"))
                                        .toObject()
                                        .value(QLatin1String("labels"))
                                        .toObject()
                                        .value(QLatin1String("app.kubernetes.io/managed-by"))
                                        .toString();
            return manager == u"easel" ? HubMode::Easel : HubMode::Vendor;
        });
}

// The namespace that holds the vendor's ConfigMap and is no tenant's; empty when there is none or it may not
// be seen.
Call<QString> namespaceOfVendorConfig(KubeClient *client, const ApiCatalog &catalog, QObject *context)
{
    ListOptions options;
    options.fieldSelector = QStringLiteral("metadata.name=mural-project-rbac-viewer");
    return client
        ->list(coreType(catalog, QStringLiteral("ConfigMap"), QStringLiteral("configmaps"), true), options)
        .map(context, [](const Result<ListPage> &page) -> Result<QString> {
            if (!page)
                return QString();
            const QJsonArray items =
                QJsonDocument::fromJson(page->body).object().value(QLatin1String("items")).toArray();
            for (const auto &item : items) {
                const QString where = item[QLatin1String("metadata")][QLatin1String("namespace")].toString();
                if (!where.startsWith(u"tenant-"))
                    return where;
            }
            return QString();
        });
}

Call<bool> exists(KubeClient *client, const ApiCatalog &catalog, const QString &namespaceName,
                  QObject *context)
{
    return client
        ->get(coreType(catalog, QStringLiteral("Namespace"), QStringLiteral("namespaces"), false), {},
              namespaceName)
        .map(context, [](const Result<QJsonObject> &found) -> Result<bool> { return found.has_value(); });
}

} // namespace

Recognition recogniseHub(KubeClient *client, const ApiCatalog &catalog, const QString &wantedNamespace,
                         QObject *context)
{
    return modeOf(client, catalog, context)
        .chain(
            context, [client, catalog, wantedNamespace, context](const Result<HubMode> &mode) -> Recognition {
                if (!mode)
                    return Recognition::ready(failure(mode.error()));
                HubRecognition found{*mode, wantedNamespace};
                if (!wantedNamespace.isEmpty())
                    return Recognition::ready(found);
                if (*mode == HubMode::Empty) {
                    found.systemNamespace = ownNamespace();
                    return Recognition::ready(found);
                }
                return namespaceOfVendorConfig(client, catalog, context)
                    .chain(context,
                           [client, catalog, found, context](const Result<QString> &holder) -> Recognition {
                               HubRecognition known = found;
                               if (holder && !holder->isEmpty()) {
                                   known.systemNamespace = *holder;
                                   return Recognition::ready(known);
                               }
                               return exists(client, catalog, vendorNamespace(), context)
                                   .chain(
                                       context,
                                       [client, catalog, known,
                                        context](const Result<bool> &vendors) -> Recognition {
                                           HubRecognition last = known;
                                           if (vendors && *vendors) {
                                               last.systemNamespace = vendorNamespace();
                                               return Recognition::ready(last);
                                           }
                                           return exists(client, catalog, ownNamespace(), context)
                                               .map(
                                                   context,
                                                   [last](const Result<bool> &own) -> Result<HubRecognition> {
                                                       HubRecognition result = last;
                                                       const bool plain =
                                                           (own && *own) || last.mode == HubMode::Easel;
                                                       result.systemNamespace =
                                                           plain ? ownNamespace() : vendorNamespace();
                                                       return result;
                                                   });
                                       });
                           });
            });
}

} // namespace easel
