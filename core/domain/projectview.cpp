// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/projectview.h"

#include "core/domain/names.h"

namespace easel {

ProjectView::ProjectView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    displayName = reader.text({u"spec.displayName"});
    description = reader.text({u"spec.description"});
    tenant = reader.reference({u"spec.tenantRef"}, {});
    if (!tenant.isSet())
        tenant.name = labels.value(QStringLiteral("palette.ai/tenant-name"));
    computeConfig = reader.reference({u"spec.computeConfigRef"}, namespaceName);
    settings = reader.reference({u"spec.settingsRef"}, namespaceName);
    admins = reader.texts({u"spec.roleMapping.admin"});
    editors = reader.texts({u"spec.roleMapping.editor"});
    viewers = reader.texts({u"spec.roleMapping.viewer"});
    allowedNamespaces =
        reader.texts({u"spec.admissionConfiguration.workloadConfiguration.deploymentNamespaces.allow"});
    disallowedNamespaces =
        reader.texts({u"spec.admissionConfiguration.workloadConfiguration.deploymentNamespaces.disallow"});
    gpuLimits = reader.numberMap({u"spec.gpuResources.limits"});
    gpuRequests = reader.numberMap({u"spec.gpuResources.requests"});
    governance = readGovernance(reader);
    usage = readGpuUsage(reader);
}

bool ProjectView::allowsNamespace(const QString &target) const
{
    const QString any = QStringLiteral("*");
    if (isReservedNamespace(target))
        return false;
    if (allowedNamespaces.contains(target))
        return true;
    if (disallowedNamespaces.contains(target) || disallowedNamespaces.contains(any))
        return false;
    return allowedNamespaces.isEmpty() || allowedNamespaces.contains(any);
}

} // namespace easel
