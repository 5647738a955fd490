// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementworld.h"

#include "core/base/quantity.h"
#include "core/domain/tolerant.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView clusterGroup = u"cluster.open-cluster-management.io";

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Placement)
};

std::optional<qint64> timeOf(const QString &text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() ? std::optional(time.toMSecsSinceEpoch()) : std::nullopt;
}

// Decision objects are numbered at the end of their names.
int numberOf(const QString &name)
{
    return QStringView(name).mid(name.lastIndexOf(u'-') + 1).toInt();
}

} // namespace

// Quantities as the scheduler turns them into doubles (digits times a power of ten, no correct rounding): its
// scores are cut to whole numbers, so the last bit can count.
std::optional<double> quantityAmount(const QString &text)
{
    const auto quantity = Quantity::parse(text);
    if (!quantity)
        return std::nullopt;
    static const QString decimals = u"num kMGTPE"_s;
    qsizetype end = text.size();
    int exponent = 0;
    if (end > 0 && text.at(end - 1).isLetter()) {
        const qsizetype place = decimals.indexOf(text.at(end - 1));
        if (place < 0)
            return quantity->toDouble(); // binary
        exponent = int(place - decimals.indexOf(u' ')) * 3;
        --end;
    } else if (const qsizetype e = text.indexOf(u'e', 0, Qt::CaseInsensitive); e >= 0) {
        exponent = QStringView(text).mid(e + 1).toInt();
        end = e;
    }
    QString digits = text.left(end);
    if (const qsizetype point = digits.indexOf(u'.'); point >= 0) {
        exponent -= int(digits.size() - point - 1);
        digits.remove(point, 1);
    }
    bool ok = false;
    const qint64 whole = digits.toLongLong(&ok);
    if (!ok || exponent < -9)
        return quantity->toDouble();
    return exponent == 0 ? double(whole) : double(whole) * std::pow(10.0, exponent);
}

ClusterTaint readTaint(const QJsonObject &taint)
{
    return {taint.value(u"key").toString(), taint.value(u"value").toString(),
            taint.value(u"effect").toString(), timeOf(taint.value(u"timeAdded").toString())};
}

QString ClusterTaint::text() const
{
    return (value.isEmpty() ? key : key + u'=' + value) + u':' + effect;
}

qint64 PlacementCluster::gpuCount(QStringView family) const
{
    qint64 sum = 0;
    for (auto it = gpus.begin(); it != gpus.end(); ++it) {
        if (family.isEmpty() || it.key().compare(family, Qt::CaseInsensitive) == 0)
            sum += it.value();
    }
    return sum;
}

bool PlacementWorld::add(const QJsonObject &object)
{
    const QString kind = object.value(u"kind").toString();
    if (!object.value(u"apiVersion").toString().startsWith(clusterGroup))
        return false;
    const QJsonObject metadata = object.value(u"metadata").toObject();
    const QString name = metadata.value(u"name").toString();
    const QString namespaceName = metadata.value(u"namespace").toString();
    if (kind == u"ManagedCluster") {
        addManagedCluster(object);
    } else if (kind == u"ManagedClusterSet") {
        const QJsonObject selector = object.value(u"spec").toObject().value(u"clusterSelector").toObject();
        const QJsonValue labels = selector.value(u"labelSelector");
        m_sets.insert(
            name, {name, selector.value(u"selectorType").toString(), labels.isObject(), labels.toObject()});
    } else if (kind == u"ManagedClusterSetBinding") {
        m_bindings[namespaceName].insert(name);
    } else if (kind == u"AddOnPlacementScore") {
        addScores(object);
    } else if (kind == u"PlacementDecision") {
        addDecision(object);
    } else {
        return false;
    }
    return true;
}

void PlacementWorld::addManagedCluster(const QJsonObject &object)
{
    ReadRecord record;
    const TolerantReader reader(object, &record);
    PlacementCluster cluster;
    cluster.name = reader.text({u"metadata.name"});
    cluster.labels = reader.textMap({u"metadata.labels"});
    cluster.deleting = reader.has({u"metadata.deletionTimestamp"});
    const auto claims = reader.list({u"status.clusterClaims"});
    for (const auto &item : claims) {
        const QJsonObject claim = item.toObject();
        cluster.claims.insert(claim.value(u"name").toString(), claim.value(u"value").toString());
    }
    const auto taints = reader.list({u"spec.taints"});
    for (const auto &item : taints) {
        cluster.taints << readTaint(item.toObject());
        if (item.toObject().contains(u"timeAdded") && !cluster.taints.last().addedMs)
            record.unknown << u"spec.taints.timeAdded"_s;
    }
    const auto amount = [&](QStringView allocatablePath, QStringView capacityPath) -> std::optional<double> {
        if (!reader.has({allocatablePath}) || !reader.has({capacityPath}))
            return std::nullopt;
        const auto value = quantityAmount(reader.text({allocatablePath}));
        if (!value)
            record.unknown << allocatablePath.toString();
        return value;
    };
    cluster.cpu = amount(u"status.allocatable.cpu", u"status.capacity.cpu");
    cluster.memory = amount(u"status.allocatable.memory", u"status.capacity.memory");
    for (const QString &path : std::as_const(record.unknown))
        m_problems << Text::tr("%1 of cluster %2 cannot be read.").arg(path, cluster.name);
    addCluster(cluster);
}

void PlacementWorld::addCluster(const PlacementCluster &cluster)
{
    const auto place =
        std::lower_bound(m_clusters.begin(), m_clusters.end(), cluster.name,
                         [](const ClusterPtr &each, const QString &name) { return each->name < name; });
    auto shared = std::make_shared<PlacementCluster>(cluster);
    shared->exclusiveSet = cluster.labels.value(u"cluster.open-cluster-management.io/clusterset"_s);
    if (place != m_clusters.end() && (*place)->name == cluster.name)
        *place = std::move(shared);
    else
        m_clusters.insert(place, std::move(shared));
}

void PlacementWorld::addScores(const QJsonObject &object)
{
    const QJsonObject metadata = object.value(u"metadata").toObject();
    const QJsonObject status = object.value(u"status").toObject();
    const QString name = metadata.value(u"name").toString();
    const QString cluster = metadata.value(u"namespace").toString();
    AddOnScores scores;
    if (const QString until = status.value(u"validUntil").toString(); !until.isEmpty()) {
        scores.validUntilMs = timeOf(until);
        if (!scores.validUntilMs)
            m_problems << Text::tr("validUntil of score %1 in %2 is not a time.").arg(name, cluster);
    }
    const QJsonArray list = status.value(u"scores").toArray();
    for (const auto &item : list) {
        const QJsonObject score = item.toObject();
        const qint64 value = score.value(u"value").toInteger();
        if (value == qint32(value))
            scores.values.insert(score.value(u"name").toString(), value);
        else
            m_problems << Text::tr("A value of score %1 in %2 is too large.").arg(name, cluster);
    }
    m_scores[cluster].insert(name, scores);
}

void PlacementWorld::addDecision(const QJsonObject &object)
{
    ReadRecord record;
    const TolerantReader reader(object, &record);
    const QMap<QString, QString> labels = reader.textMap({u"metadata.labels"});
    DecisionObject decision;
    decision.namespaceName = reader.text({u"metadata.namespace"});
    decision.name = reader.text({u"metadata.name"});
    decision.placement = labels.value(u"cluster.open-cluster-management.io/placement"_s);
    decision.group = labels.value(u"cluster.open-cluster-management.io/decision-group-name"_s);
    bool numbered = false;
    const int index =
        labels.value(u"cluster.open-cluster-management.io/decision-group-index"_s).toInt(&numbered);
    decision.index = numbered ? index : -1;
    const QJsonArray list = reader.list({u"status.decisions"});
    for (const auto &item : list) {
        const QJsonObject entry = item.toObject();
        decision.entries << DecisionObject::Entry{entry.value(u"clusterName").toString(),
                                                  entry.value(u"reason").toString()};
    }
    setDecision(decision);
}

void PlacementWorld::count(const DecisionObject &decision, int step)
{
    for (const DecisionObject::Entry &entry : decision.entries)
        m_load[entry.cluster] += step;
}

void PlacementWorld::setDecision(const DecisionObject &decision)
{
    const QString key = decision.key();
    removeDecision(key);
    m_decisions.insert(key, decision);
    m_decisionsOf[decision.placementKey()] << key;
    count(decision, 1);
}

void PlacementWorld::removeDecision(const QString &key)
{
    const auto found = m_decisions.find(key);
    if (found == m_decisions.end())
        return;
    count(*found, -1);
    m_decisionsOf[found->placementKey()].removeOne(key);
    m_decisions.erase(found);
}

int PlacementWorld::clusterAt(const QString &name) const
{
    const auto place =
        std::lower_bound(m_clusters.begin(), m_clusters.end(), name,
                         [](const ClusterPtr &each, const QString &wanted) { return each->name < wanted; });
    return place != m_clusters.end() && (*place)->name == name ? int(place - m_clusters.begin()) : -1;
}

QStringList PlacementWorld::boundSets(const QString &namespaceName) const
{
    QStringList bound;
    const QSet<QString> bindings = m_bindings.value(namespaceName);
    for (const QString &name : bindings) {
        if (m_sets.contains(name))
            bound << name;
    }
    bound.sort();
    return bound;
}

const AddOnScores *PlacementWorld::addOnScores(const QString &cluster, const QString &resource) const
{
    const auto ofCluster = m_scores.constFind(cluster);
    if (ofCluster == m_scores.constEnd())
        return nullptr;
    const auto found = ofCluster->constFind(resource);
    return found == ofCluster->constEnd() ? nullptr : &*found;
}

QList<DecisionObject> PlacementWorld::decisionsOf(const QString &placementKey) const
{
    QList<DecisionObject> own;
    if (placementKey.endsWith(u'/'))
        return own; // objects without the label belong to nobody
    const QStringList keys = m_decisionsOf.value(placementKey);
    for (const QString &key : keys)
        own << m_decisions.value(key);
    std::sort(own.begin(), own.end(), [](const DecisionObject &a, const DecisionObject &b) {
        const int left = numberOf(a.name);
        const int right = numberOf(b.name);
        return left != right ? left < right : a.name < b.name;
    });
    return own;
}

const DecisionObject *PlacementWorld::decision(const QString &key) const
{
    const auto found = m_decisions.constFind(key);
    return found == m_decisions.constEnd() ? nullptr : &*found;
}

PlacementWorld::Load PlacementWorld::loadOfOthers(const QString &placementKey) const
{
    QHash<QString, int> own;
    const QList<DecisionObject> decisions = decisionsOf(placementKey);
    for (const DecisionObject &decision : decisions) {
        for (const DecisionObject::Entry &entry : decision.entries)
            ++own[entry.cluster];
    }
    Load load;
    load.counts.resize(m_clusters.size());
    for (auto it = m_load.begin(); it != m_load.end(); ++it) {
        const int others = it.value() - own.value(it.key());
        load.most = std::max(load.most, others);
        if (const int cluster = clusterAt(it.key()); cluster >= 0)
            load.counts[size_t(cluster)] = others;
    }
    return load;
}

QStringList placementGroupKinds()
{
    QStringList kinds;
    for (const char *kind : {"ManagedCluster", "ManagedClusterSet", "ManagedClusterSetBinding",
                             "PlacementDecision", "AddOnPlacementScore"})
        kinds << QLatin1String(kind) + u'.' + clusterGroup.toString();
    return kinds;
}

} // namespace easel
