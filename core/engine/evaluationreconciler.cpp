// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/evaluationreconciler.h"

#include "core/domain/kinds.h"
#include "core/domain/names.h"
#include "core/domain/rules.h"
#include "core/engine/conditions.h"
#include "core/engine/evaluationstatus.h"

namespace easel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds usualTtl = 1h;

// An evaluation that its pool owns is what the engine wrote about the pool.
bool isOfAPool(const QJsonObject &evaluation)
{
    const QJsonArray owners = evaluation[u"metadata"][u"ownerReferences"].toArray();
    for (const auto &owner : owners) {
        if (owner[u"kind"].toString() == u"ComputePool" && owner[u"controller"].toBool())
            return true;
    }
    return false;
}

bool isDecided(const QJsonObject &evaluation)
{
    const QString phase = evaluation[u"status"][u"phase"].toString();
    return phase == u"Fits" || phase == u"DoesNotFit";
}

// The check that a rule of pools belongs to.
QString checkOf(const QString &rule)
{
    static const QHash<QString, QString> checks{
        {u"POOL-5"_s, u"Vip"_s},     {u"POOL-6"_s, u"Vip"_s},      {u"POOL-7"_s, u"Vip"_s},
        {u"POOL-8"_s, u"Bundle"_s},  {u"POOL-9"_s, u"Bundle"_s},   {u"POOL-10"_s, u"Bundle"_s},
        {u"POOL-17"_s, u"Bundle"_s}, {u"POOL-12"_s, u"Project"_s}, {u"POOL-13"_s, u"Quota"_s},
        {u"POOL-14"_s, u"Hosts"_s},  {u"POOL-15"_s, u"Scaling"_s}, {u"POOL-18"_s, u"Scaling"_s}};
    return checks.value(rule, u"Name"_s);
}

} // namespace

EvaluationReconciler::EvaluationReconciler(EngineContext *context, PaletteHub *palette, QObject *parent)
    : Reconciler(context, parent)
    , m_palette(palette)
{}

std::chrono::milliseconds EvaluationReconciler::timeLeft(const QJsonObject &evaluation) const
{
    const QDateTime since = fromApiTime(evaluation[u"metadata"][u"creationTimestamp"].toString());
    const auto said = parseDuration(evaluation[u"spec"][u"ttl"].toString());
    const std::chrono::milliseconds ttl = said ? std::chrono::milliseconds(*said) : usualTtl;
    return ttl - std::chrono::milliseconds(since.isValid() ? since.msecsTo(context().now()) : 0);
}

Call<WorkDone> EvaluationReconciler::reconcile(const ObjectRef &ref)
{
    const QJsonObject object = context().world->find(ref);
    if (object.isEmpty() || object[u"metadata"].toObject().contains(u"deletionTimestamp") ||
        isOfAPool(object))
        return Call<WorkDone>::ready(WorkDone{});
    const bool isDryRun = object[u"spec"][u"mode"].toString(u"DryRun"_s) == u"DryRun";
    if (isDecided(object)) {
        if (!isDryRun) // a record that somebody asked for; nobody asked to delete it
            return Call<WorkDone>::ready(WorkDone{});
        const auto left = timeLeft(object);
        return left <= 0ms ? remove(ref) : Call<WorkDone>::ready(WorkDone{left + 1s});
    }
    return m_palette->placeOf(ref.namespaceName)
        .map(this, [this, ref](const Result<PalettePlace> &place) -> Result<WorkDone> {
            return decide(ref, place);
        });
}

Call<WorkDone> EvaluationReconciler::remove(const ObjectRef &ref)
{
    const ResourceType *type = context().world->type(ref);
    if (!type)
        return Call<WorkDone>::ready(WorkDone{});
    return context()
        .client->remove(*type, ref.namespaceName, ref.name)
        .map(this, [this, ref](const Result<Done> &gone) -> Result<WorkDone> {
            if (!gone && gone.error().kind != Error::Kind::NotFound)
                return failure(gone.error());
            context().log->info(ref, tr("Deleted: its time is over."));
            return WorkDone{};
        });
}

WorkDone EvaluationReconciler::decide(const ObjectRef &ref, const Result<PalettePlace> &place)
{
    const QJsonObject evaluation = context().world->find(ref);
    if (evaluation.isEmpty() || isDecided(evaluation))
        return {};
    const ObjectSet &objects = context().world->objects();
    const QString space = ref.namespaceName;
    const QJsonObject spec = evaluation[u"spec"].toObject();
    const QJsonObject templated = spec[u"template"].toObject();
    const bool isTemplate = !templated.isEmpty();
    const QString name = isTemplate ? templated[u"name"].toString() : spec[u"poolRef"][u"name"].toString();
    QJsonObject status = evaluation[u"status"].toObject();
    status.insert(u"observedGeneration", evaluation[u"metadata"][u"generation"].toInteger());

    // The messages of one check together: every reason is said, not only the first.
    QMap<QString, std::pair<QString, QStringList>> failed;
    const auto fail = [&failed](const QString &check, const QString &rule, const QString &sentence) {
        auto &[first, sentences] = failed[check];
        if (first.isEmpty())
            first = rule;
        sentences << sentence;
    };
    QJsonObject pool = context().world->find(u"ComputePool", space, name);
    if (isTemplate) {
        // Of a pool that is there it is a change: what the pool has it keeps.
        if (pool.isEmpty())
            pool = {{u"apiVersion"_s, ref.apiVersion},
                    {u"kind"_s, u"ComputePool"_s},
                    {u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"namespace"_s, space}}}};
        pool.insert(u"spec", templated[u"spec"]);
    } else if (pool.isEmpty()) {
        fail(u"Name"_s, u"EVAL-1"_s, tr("Project %1 has no pool %2.").arg(space, name));
    }
    if (context().world->find(u"Project", space, space).isEmpty())
        fail(u"Project"_s, u"POOL-12"_s, tr("Project %1 does not exist.").arg(space));
    std::optional<AdmissionResult> result;
    if (!pool.isEmpty()) {
        const QList<Finding> findings = checkObject(pool, objects);
        for (const Finding &finding : findings) {
            if (finding.severity == Finding::Severity::Refuse)
                fail(checkOf(finding.rule), finding.rule, finding.sentence);
        }
    }
    if (!place) {
        fail(u"Settings"_s, u"POOL-12"_s, errorSentence(place.error()));
    } else {
        PaletteFeed *feed = m_palette->feedOf(*place);
        feed->wantHosts(context().times.inventory);
        if (!feed->hasHosts() && !feed->hostsError()) {
            status.insert(u"phase", u"Evaluating"_s);
            context().status->set(ref, status);
            return {std::min<std::chrono::milliseconds>(1s, context().times.waiting)};
        }
        if (!feed->hasHosts())
            fail(u"Palette"_s, u"POOL-14"_s, errorSentence(*feed->hostsError()));
        else if (!pool.isEmpty())
            result = admissionOf(pool, engineFleet(objects, space, feed->hosts()), engineLedger(objects),
                                 machineDemand(objects), objects, feed->hostsAt());
    }

    QJsonArray checks;
    for (const QString &check :
         {u"Project"_s, u"Settings"_s, u"Palette"_s, u"Bundle"_s, u"Name"_s, u"Vip"_s, u"Scaling"_s}) {
        const auto &[rule, sentences] = failed.value(check);
        const bool isSkipped = check == u"Palette" && !place;
        checks.append(isSkipped ? QJsonObject{{u"name"_s, check}, {u"result"_s, u"Skipped"_s}}
                                : evaluationCheck(check, sentences.isEmpty(), rule, sentences.join(u' ')));
    }
    if (result) {
        putAdmission(status, *result);
        const QJsonArray decided = admissionChecks(*result);
        for (const auto &check : decided)
            checks.append(check);
    } else {
        for (const QString &check : {u"Quota"_s, u"Hosts"_s})
            checks.append(QJsonObject{{u"name"_s, check}, {u"result"_s, u"Skipped"_s}});
    }
    const bool fits = failed.isEmpty() && result && result->isAdmitted();
    status.insert(u"checks", checks);
    status.insert(u"phase", fits ? u"Fits"_s : u"DoesNotFit"_s);
    status.insert(u"decidedAt", apiTime(context().now()));
    context().status->set(ref, status);
    context().log->info(ref, fits ? tr("Pool %1 fits.").arg(name) : tr("Pool %1 does not fit.").arg(name));
    return {std::max<std::chrono::milliseconds>(1s, timeLeft(evaluation) + 1s)};
}

} // namespace easel

#include "moc_evaluationreconciler.cpp"
