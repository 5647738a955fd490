// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/access.h"

#include <QJsonArray>

namespace easel::testing {

// Tenants and projects, and what resource-model 3.f says about them: judged by our own functions in one test
// and by a real API server in another.
inline ObjectSet accessWorld()
{
    const auto list = [](const QStringList &texts) { return QJsonArray::fromStringList(texts); };
    ObjectSet world;
    world.insert(
        {{QStringLiteral("apiVersion"), QStringLiteral("spectrocloud.com/v1alpha1")},
         {QStringLiteral("kind"), QStringLiteral("Tenant")},
         {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("name"), QStringLiteral("ice")}}},
         {QStringLiteral("spec"),
          QJsonObject{{QStringLiteral("tenantRoleMapping"),
                       QJsonObject{{QStringLiteral("groups"), list({QStringLiteral("ice-platform")})}}}}}});
    const auto project = [&](const QString &name, const QJsonObject &roles) {
        world.insert({{QStringLiteral("apiVersion"), QStringLiteral("spectrocloud.com/v1alpha1")},
                      {QStringLiteral("kind"), QStringLiteral("Project")},
                      {QStringLiteral("metadata"),
                       QJsonObject{{QStringLiteral("name"), name}, {QStringLiteral("namespace"), name}}},
                      {QStringLiteral("spec"),
                       QJsonObject{{QStringLiteral("tenantRef"),
                                    QJsonObject{{QStringLiteral("name"), QStringLiteral("ice")}}},
                                   {QStringLiteral("roleMapping"), roles}}}});
    };
    project(QStringLiteral("firn"), {{QStringLiteral("admin"), list({QStringLiteral("firn-leads")})},
                                     {QStringLiteral("editor"), list({QStringLiteral("firn-staff")})},
                                     {QStringLiteral("viewer"), list({QStringLiteral("firn-guests")})}});
    project(QStringLiteral("shelf"), {{QStringLiteral("viewer"), list({QStringLiteral("firn-staff")})}});
    return world;
}

struct AccessCase
{
    const char *group;
    const char *verb;
    const char *apiGroup;
    const char *resource;
    const char *space;
    const char *name;
    bool allowed;
    AccessRequest request() const
    {
        return {{QString::fromLatin1(group)},  QString::fromLatin1(verb),  QString::fromLatin1(apiGroup),
                QString::fromLatin1(resource), QString::fromLatin1(space), QString::fromLatin1(name)};
    }
};

inline const AccessCase accessCases[] = {
    // A viewer sees everything but secrets and changes nothing.
    {"firn-guests", "list", "spectrocloud.com", "computepools", "firn", "", true},
    {"firn-guests", "get", "spectrocloud.com", "settings", "firn", "", true},
    {"firn-guests", "get", "", "pods/log", "firn", "", true},
    {"firn-guests", "list", "", "pods", "firn", "", true},
    {"firn-guests", "list", "", "secrets", "firn", "", false},
    {"firn-guests", "create", "spectrocloud.com", "aiworkloads", "firn", "", false},
    {"firn-guests", "create", "", "pods/exec", "firn", "", false},
    {"firn-guests", "list", "spectrocloud.com", "computepools", "shelf", "", false},
    {"firn-guests", "list", "spectrocloud.com", "computepools", "", "", false},
    // An editor changes what is deployed, and puts secrets without reading them.
    {"firn-staff", "create", "spectrocloud.com", "aiworkloads", "firn", "", true},
    {"firn-staff", "patch", "spectrocloud.com", "computepools", "firn", "train", true},
    {"firn-staff", "delete", "source.toolkit.fluxcd.io", "helmrepositories", "firn", "", true},
    {"firn-staff", "create", "", "secrets", "firn", "", true},
    {"firn-staff", "update", "", "secrets", "firn", "", true},
    {"firn-staff", "patch", "", "secrets", "firn", "", false},
    {"firn-staff", "get", "", "secrets", "firn", "", false},
    {"firn-staff", "patch", "spectrocloud.com", "settings", "firn", "", false},
    {"firn-staff", "update", "spectrocloud.com", "projects", "firn", "firn", false},
    {"firn-staff", "get", "spectrocloud.com", "computepools", "shelf", "", true}, // viewer there
    {"firn-staff", "create", "spectrocloud.com", "computepools", "shelf", "", false},
    // An administrator of the project has its settings and secrets, but not its quota.
    {"firn-leads", "create", "spectrocloud.com", "aiworkloads", "firn", "", true},
    {"firn-leads", "delete", "spectrocloud.com", "settings", "firn", "", true},
    {"firn-leads", "get", "", "secrets", "firn", "", true},
    {"firn-leads", "update", "spectrocloud.com", "projects", "firn", "firn", true},
    {"firn-leads", "update", "spectrocloud.com", "projects/quota", "firn", "firn", false},
    {"firn-leads", "delete", "spectrocloud.com", "projects", "firn", "firn", false},
    {"firn-leads", "get", "spectrocloud.com", "projects", "shelf", "shelf", false},
    {"firn-leads", "create", "spectrocloud.com", "projects", "firn", "", false},
    // A tenant's administrators do everything in its projects, and make projects.
    {"ice-platform", "create", "spectrocloud.com", "projects", "", "", true},
    {"ice-platform", "create", "spectrocloud.com", "projects", "new-one", "", true},
    {"ice-platform", "create", "", "namespaces", "", "", true},
    {"ice-platform", "update", "spectrocloud.com", "projects/quota", "firn", "firn", true},
    {"ice-platform", "delete", "spectrocloud.com", "projects", "shelf", "shelf", true},
    {"ice-platform", "patch", "", "secrets", "firn", "", true},
    {"ice-platform", "get", "apps", "deployments", "firn", "", true},
    {"ice-platform", "get", "spectrocloud.com", "tenants", "", "ice", true},
    {"ice-platform", "get", "spectrocloud.com", "tenants", "", "other", false},
    {"ice-platform", "update", "spectrocloud.com", "tenants", "", "ice", false},
    {"ice-platform", "list", "spectrocloud.com", "settings", "tenant-ice", "", true},
    {"ice-platform", "get", "", "secrets", "tenant-ice", "", false},
    // Everybody in a project sees the tenant, its settings and the definitions.
    {"firn-guests", "get", "spectrocloud.com", "tenants", "", "ice", true},
    {"firn-guests", "list", "spectrocloud.com", "tenants", "", "", false},
    {"firn-guests", "get", "spectrocloud.com", "settings", "tenant-ice", "", true},
    {"firn-guests", "list", "spectrocloud.com", "componentdefinitions", "easel-system", "", true},
    {"firn-guests", "list", "", "configmaps", "easel-system", "", false},
    {"nobody", "get", "spectrocloud.com", "computepools", "firn", "", false},
};

} // namespace easel::testing
