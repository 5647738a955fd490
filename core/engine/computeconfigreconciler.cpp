// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/computeconfigreconciler.h"

#include "core/domain/rules.h"
#include "core/engine/conditions.h"

namespace easel {

using namespace Qt::StringLiterals;

Call<WorkDone> ComputeConfigReconciler::reconcile(const ObjectRef &ref)
{
    const QJsonObject object = context().world->find(ref);
    const QJsonObject metadata = object[u"metadata"].toObject();
    if (object.isEmpty() || metadata.contains(u"deletionTimestamp"))
        return Call<WorkDone>::ready(WorkDone{});
    const qint64 generation = metadata[u"generation"].toInteger();
    QJsonObject status = object[u"status"].toObject();
    status.insert(u"observedGeneration", generation);
    EngineCondition valid{u"Valid"_s, ConditionState::True, u"Valid"_s, {}};
    const QList<Finding> findings = checkObject(object, context().world->objects());
    for (const Finding &finding : findings) {
        if (finding.severity != Finding::Severity::Refuse)
            continue;
        valid = {u"Valid"_s, ConditionState::False, QString(finding.rule).remove(u'-'), finding.sentence};
        break;
    }
    setCondition(status, valid, context().now(), generation);
    context().status->set(ref, status);
    return Call<WorkDone>::ready(WorkDone{});
}

} // namespace easel

#include "moc_computeconfigreconciler.cpp"
