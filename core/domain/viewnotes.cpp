// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/viewnotes.h"

#include "core/domain/bundleview.h"
#include "core/domain/computeview.h"
#include "core/domain/definitionview.h"
#include "core/domain/deploymentview.h"
#include "core/domain/environmentview.h"
#include "core/domain/kinds.h"
#include "core/domain/objectset.h"
#include "core/domain/poolview.h"
#include "core/domain/projectview.h"
#include "core/domain/settingsview.h"
#include "core/domain/tenantview.h"
#include "core/domain/workloadview.h"

namespace easel {

namespace {

template <typename View>
QStringList notesOf(const QJsonObject &object)
{
    return View(object).notes();
}

} // namespace

QStringList viewNotes(const QJsonObject &object)
{
    static const QHash<QString, QStringList (*)(const QJsonObject &)> readers{
        {QStringLiteral("Tenant"), notesOf<TenantView>},
        {QStringLiteral("Project"), notesOf<ProjectView>},
        {QStringLiteral("Settings"), notesOf<SettingsView>},
        {QStringLiteral("Compute"), notesOf<ComputeView>},
        {QStringLiteral("ComputeConfig"), notesOf<ComputeConfigView>},
        {QStringLiteral("ComputePool"), notesOf<PoolView>},
        {QStringLiteral("ScalingPolicy"), notesOf<ScalingPolicyView>},
        {QStringLiteral("ProfileBundle"), notesOf<BundleView>},
        {QStringLiteral("WorkloadProfile"), notesOf<WorkloadProfileView>},
        {QStringLiteral("ComponentDefinition"), notesOf<DefinitionView>},
        {QStringLiteral("TraitDefinition"), notesOf<DefinitionView>},
        {QStringLiteral("PolicyDefinition"), notesOf<DefinitionView>},
        {QStringLiteral("VariableSet"), notesOf<VariableSetView>},
        {QStringLiteral("Environment"), notesOf<EnvironmentView>},
        {QStringLiteral("WorkloadDeployment"), notesOf<WorkloadDeploymentView>},
        {QStringLiteral("Workload"), notesOf<WorkloadView>},
        {QStringLiteral("AIWorkload"), notesOf<DeploymentView>},
    };
    const ObjectRef ref = refOf(object);
    const auto reader = ref.group() == spectroGroup ? readers.value(ref.kind) : nullptr;
    return reader ? reader(object) : QStringList();
}

} // namespace easel
