// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/computereconciler.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/domain/names.h"
#include "core/domain/poolview.h"
#include "core/domain/tenantview.h"
#include "core/engine/conditions.h"
#include "core/engine/enginewrites.h"

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds shortestInterval{10'000};

ObjectRef computeRef(const QString &namespaceName, const QString &name)
{
    return {spectroGroup + u"/v1alpha1"_s, u"Compute"_s, namespaceName, name};
}

} // namespace

ComputeReconciler::ComputeReconciler(EngineContext *context, PaletteHub *palette, QObject *parent)
    : Reconciler(context, parent)
    , m_palette(palette)
{}

QList<ObjectRef> ComputeReconciler::concernedBy(const ObjectRef &ref) const
{
    QList<ObjectRef> concerned;
    if (ref.kind == u"Project" || ref.kind == u"Settings") {
        const bool isTenants = ref.namespaceName.startsWith(u"tenant-");
        concerned << computeRef(ref.namespaceName.isEmpty() ? ref.name : ref.namespaceName,
                                isTenants ? u"tenant"_s : u"default"_s);
    }
    if (ref.kind != u"Settings" && ref.kind != u"Tenant")
        return concerned;
    // Those that could not be reached may be now.
    const QList<QJsonObject> all = context().world->objects().all(EngineWorld::groupKind(u"Compute"));
    for (const QJsonObject &compute : all) {
        if (!isTrue(compute[u"status"].toObject(), u"Ready"))
            concerned << refOf(compute);
    }
    return concerned;
}

void ComputeReconciler::gone(const ObjectRef &ref)
{
    for (QSet<ObjectRef> &users : m_users)
        users.remove(ref);
}

bool ComputeReconciler::isWanted(const ObjectRef &ref) const
{
    const EngineWorld *world = context().world;
    if (ref.name == u"tenant" && ref.namespaceName.startsWith(u"tenant-")) {
        const QJsonObject tenant = world->find(u"Tenant", {}, ref.namespaceName.mid(7));
        const bool going = tenant[u"metadata"].toObject().contains(u"deletionTimestamp");
        return !tenant.isEmpty() && !going && TenantView(tenant).settings.isSet();
    }
    const QJsonObject project = world->find(u"Project", ref.namespaceName, ref.namespaceName);
    return ref.name == u"default" && !project.isEmpty() &&
           !project[u"metadata"].toObject().contains(u"deletionTimestamp");
}

Call<WorkDone> ComputeReconciler::make(const ObjectRef &ref)
{
    const ResourceType *type = context().world->type(ref);
    if (!type || !effectiveSettings(context().world->objects(), ref.namespaceName).palette().isOn())
        return Call<WorkDone>::ready(WorkDone{}); // nothing to list: no Palette is in effect
    const QJsonObject object{
        {u"metadata"_s, QJsonObject{{u"name"_s, ref.name}, {u"namespace"_s, ref.namespaceName}}},
        {u"spec"_s, QJsonObject()}};
    return context()
        .client->create(*type, object, asEngine())
        .map(this, [this, ref](const Result<WriteResult> &made) -> Result<WorkDone> {
            if (!made && made.error().kind != Error::Kind::Conflict)
                return failure(made.error());
            if (made)
                context().log->info(ref, tr("Made, so that machines are listed here."));
            return WorkDone{};
        });
}

Call<WorkDone> ComputeReconciler::reconcile(const ObjectRef &ref)
{
    const QJsonObject object = context().world->find(ref);
    if (object.isEmpty())
        return isWanted(ref) ? make(ref) : Call<WorkDone>::ready(WorkDone{});
    if (object[u"metadata"].toObject().contains(u"deletionTimestamp"))
        return Call<WorkDone>::ready(WorkDone{});
    const ComputeView compute(object);
    return m_palette->placeOf(ref.namespaceName, compute.settings)
        .chain(this, [this, ref, compute](const Result<PalettePlace> &place) -> Call<WorkDone> {
            if (!place)
                return Call<WorkDone>::ready(fail(ref, place.error()));
            PaletteFeed *feed = m_palette->feedOf(*place, compute.paletteProjectUid);
            if (!m_users.contains(feed))
                watch(feed);
            for (auto it = m_users.begin(); it != m_users.end(); ++it)
                it->remove(ref);
            m_users[feed].insert(ref);
            const auto said = parseDuration(compute.object[u"spec"][u"refreshInterval"].toString());
            feed->wantHosts(said ? std::max(*said, shortestInterval) : context().times.inventory);
            return look(ref, feed);
        });
}

void ComputeReconciler::watch(PaletteFeed *feed)
{
    m_users.insert(feed, {});
    connect(feed, &PaletteFeed::hostsChanged, this, [this, feed] {
        for (const ObjectRef &ref : std::as_const(m_users[feed]))
            context().wake(ref);
    });
    connect(feed, &QObject::destroyed, this, [this, feed] { m_users.remove(feed); });
}

ComputeUsers ComputeReconciler::users() const
{
    ComputeUsers users;
    const QList<QJsonObject> pools = context().world->objects().all(EngineWorld::groupKind(u"ComputePool"));
    for (const QJsonObject &pool : pools) {
        const QJsonObject metadata = pool[u"metadata"].toObject();
        const QString name = metadata[u"namespace"].toString() + u'/' + metadata[u"name"].toString();
        const QJsonArray clusters = pool[u"status"][u"clusters"].toArray();
        for (const auto &cluster : clusters) {
            if (const QString uid = cluster[u"paletteUid"].toString(); !uid.isEmpty())
                users.poolOfCluster.insert(uid, name);
            const QJsonArray hosts = cluster[u"hosts"].toArray();
            for (const auto &host : hosts) {
                if (host[u"state"].toString() == u"reserved")
                    users.reservedBy.insert(host[u"hostUid"].toString(), name);
            }
        }
    }
    return users;
}

Call<WorkDone> ComputeReconciler::look(const ObjectRef &ref, PaletteFeed *feed)
{
    if (!feed->hasHosts() && !feed->hostsError())
        return Call<WorkDone>::ready(WorkDone{}); // the search is on its way and wakes us
    if (!feed->hasHosts())
        return Call<WorkDone>::ready(fail(ref, *feed->hostsError()));
    const QMap<QString, QString> selector = ComputeView(context().world->find(ref)).selector;
    return runInPool([hosts = feed->hosts(), selector, users = users()]() -> Result<QJsonObject> {
               return computeInventory(hosts, selector, users);
           })
        .map(this, [this, ref, feed, selector](const Result<QJsonObject> &said) -> Result<WorkDone> {
            const QJsonObject object = context().world->find(ref);
            if (!said || object.isEmpty())
                return WorkDone{};
            const QDateTime now = context().now();
            const qint64 generation = object[u"metadata"][u"generation"].toInteger();
            const QJsonObject before = object[u"status"].toObject();
            QJsonObject status = before;
            for (auto it = said->begin(); it != said->end(); ++it)
                status.insert(it.key(), it.value());
            status.insert(u"observedGeneration", generation);
            setCondition(status, {u"SettingsResolved"_s, ConditionState::True, u"Resolved"_s, {}}, now,
                         generation);
            const std::optional<Error> &error = feed->hostsError();
            setCondition(
                status,
                error ? EngineCondition{u"PaletteReachable"_s, ConditionState::False,
                                        errorKindName(error->kind), errorSentence(*error)}
                      : EngineCondition{u"PaletteReachable"_s, ConditionState::True, u"Reachable"_s, {}},
                now, generation);
            const bool old = feed->hostsAt().msecsTo(now) > 3 * feed->hostsEvery().count();
            EngineCondition fresh{u"InventoryFresh"_s, ConditionState::True, u"Fresh"_s,
                                  computeRemarks(feed->hosts(), selector).join(u' ')};
            if (old)
                fresh = {fresh.type, ConditionState::False, u"Old"_s,
                         tr("Inventory is %1 old. %2")
                             .arg(ageText(std::chrono::seconds(feed->hostsAt().secsTo(now))),
                                  error ? errorSentence(*error) : QString())};
            else if (!feed->hostsTruth().isComplete())
                fresh = {fresh.type, ConditionState::False, u"NotWhole"_s,
                         tr("Palette listed %1 machines.").arg(feed->hostsTruth().text())};
            setCondition(status, fresh, now, generation);
            summariseReady(status, {u"SettingsResolved"_s, u"PaletteReachable"_s, u"InventoryFresh"_s}, now,
                           generation);
            // When nothing else changed, how fresh it is need not be said at each look: twice in the time
            // after which it counts as old.
            const QDateTime saidAt = fromApiTime(before[u"lastRefreshTime"].toString());
            const bool due =
                !saidAt.isValid() || saidAt.msecsTo(feed->hostsAt()) * 2 >= 3 * feed->hostsEvery().count();
            if (status != before || due)
                status.insert(u"lastRefreshTime", apiTime(feed->hostsAt()));
            context().status->set(ref, status);
            return WorkDone{4 * feed->hostsEvery()}; // when the search itself no longer wakes us
        });
}

WorkDone ComputeReconciler::fail(const ObjectRef &ref, const Error &error)
{
    const QJsonObject object = context().world->find(ref);
    if (object.isEmpty() || error.kind == Error::Kind::Canceled)
        return {};
    const QDateTime now = context().now();
    const qint64 generation = object[u"metadata"][u"generation"].toInteger();
    QJsonObject status = object[u"status"].toObject();
    status.insert(u"observedGeneration", generation);
    const bool settings = error.status == 0 && error.kind != Error::Kind::Network &&
                          error.kind != Error::Kind::Tls && error.kind != Error::Kind::Timeout;
    const QString reason = error.reason.isEmpty() ? errorKindName(error.kind) : error.reason;
    setCondition(status,
                 {settings ? u"SettingsResolved"_s : u"PaletteReachable"_s, ConditionState::False, reason,
                  errorSentence(error)},
                 now, generation);
    summariseReady(status, {u"SettingsResolved"_s, u"PaletteReachable"_s, u"InventoryFresh"_s}, now,
                   generation);
    context().status->set(ref, status);
    return {context().times.settingsFailed};
}

} // namespace easel

#include "moc_computereconciler.cpp"
