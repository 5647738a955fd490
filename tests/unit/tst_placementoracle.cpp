// SPDX-License-Identifier: GPL-3.0-or-later
// Random worlds decided twice: by Easel and by a second implementation that is written straight down from the
// scheduler's rules, over the raw objects, without an index.
#include "core/placement/placementjson.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

constexpr int randomWorlds = 2000;
const QString group = u"cluster.open-cluster-management.io"_s;

QJsonObject kind(const char *version, const char *name, const QJsonObject &metadata, const QJsonObject &rest)
{
    QJsonObject object{{u"apiVersion"_s, group + u'/' + QLatin1String(version)},
                       {u"kind"_s, QLatin1String(name)},
                       {u"metadata"_s, metadata}};
    for (auto it = rest.begin(); it != rest.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

// Made-up objects around one placement "team/app".
class World
{
public:
    explicit World(quint32 seed)
        : m_random(seed)
    {
        const int clusters = below(13);
        for (int i = 0; i < clusters; ++i)
            objects << cluster(u"c%1"_s.arg(below(20)));
        // Names are drawn with repetition; the later object counts, so keep the last of each.
        QJsonArray unique;
        QStringList seen;
        for (qsizetype i = objects.size() - 1; i >= 0; --i) {
            const QString name = objects.at(i)[u"metadata"_s][u"name"_s].toString();
            if (!seen.contains(name)) {
                seen << name;
                unique.prepend(objects.at(i));
            }
        }
        objects = unique;
        names = seen;
        for (const char *set : {"fleet", "edge"}) {
            QJsonObject selector{{u"selectorType"_s, u"ExclusiveClusterSetLabel"_s}};
            if (chance(30)) {
                selector = {{u"selectorType"_s, u"LabelSelector"_s}};
                if (chance(80))
                    selector.insert(u"labelSelector"_s, labelSelector());
            }
            if (chance(90))
                objects << kind("v1beta2", "ManagedClusterSet", {{u"name"_s, QLatin1String(set)}},
                                {{u"spec"_s, QJsonObject{{u"clusterSelector"_s, selector}}}});
            if (chance(85))
                objects << kind(
                    "v1beta2", "ManagedClusterSetBinding",
                    {{u"name"_s, QLatin1String(set)}, {u"namespace"_s, chance(95) ? u"team"_s : u"x"_s}}, {});
        }
        for (const QString &name : std::as_const(names)) {
            if (chance(60))
                objects << score(name);
        }
        const int decisions = below(5);
        for (int i = 0; i < decisions; ++i)
            objects << decision(i);
        placement = makePlacement();
    }

    QJsonArray objects;
    QStringList names;
    QJsonObject placement;
    const qint64 now = 1'900'000'000'000;

private:
    int below(int bound) { return int(m_random.bounded(bound)); }
    bool chance(int percent) { return below(100) < percent; }
    QString oneOf(const QStringList &list) { return list.at(below(int(list.size()))); }
    QString time(int spread)
    {
        return QDateTime::fromMSecsSinceEpoch(now + (below(2 * spread + 1) - spread) * 1000LL, Qt::UTC)
            .toString(Qt::ISODate);
    }

    QJsonObject cluster(const QString &name)
    {
        QJsonObject labels;
        if (chance(85))
            labels.insert(group + u"/clusterset"_s, chance(70) ? u"fleet"_s : u"edge"_s);
        for (const char *key : {"region", "tier"}) {
            if (chance(75))
                labels.insert(QLatin1String(key), oneOf({u"a"_s, u"b"_s, u"c"_s}));
        }
        QJsonObject metadata{{u"name"_s, name}, {u"labels"_s, labels}};
        if (chance(5))
            metadata.insert(u"deletionTimestamp"_s, time(100));
        QJsonArray taints;
        while (chance(25)) {
            QJsonObject taint{{u"key"_s, oneOf({u"gpu"_s, u"old"_s})},
                              {u"effect"_s, oneOf({u"NoSelect"_s, u"PreferNoSelect"_s, u"NoSelectIfNew"_s})}};
            if (chance(50))
                taint.insert(u"value"_s, oneOf({u"x"_s, u"y"_s}));
            if (chance(70))
                taint.insert(u"timeAdded"_s, time(5));
            taints << taint;
        }
        QJsonArray claims;
        if (chance(60))
            claims << QJsonObject{{u"name"_s, u"zone"_s}, {u"value"_s, oneOf({u"a"_s, u"b"_s})}};
        QJsonObject capacity;
        QJsonObject allocatable;
        for (const char *resource : {"cpu", "memory"}) {
            if (chance(85))
                capacity.insert(QLatin1String(resource), u"100"_s);
            if (chance(85))
                allocatable.insert(QLatin1String(resource),
                                   QString::number(below(6) * 7) + (resource[0] == 'c'
                                                                        ? oneOf({u""_s, u"00m"_s})
                                                                        : oneOf({u"Gi"_s, u"G"_s})));
        }
        return kind("v1", "ManagedCluster", metadata,
                    {{u"spec"_s, QJsonObject{{u"taints"_s, taints}}},
                     {u"status"_s, QJsonObject{{u"clusterClaims"_s, claims},
                                               {u"capacity"_s, capacity},
                                               {u"allocatable"_s, allocatable}}}});
    }

    QJsonArray expressions(const QStringList &keys)
    {
        QJsonArray list;
        while (chance(45)) {
            const QString op = oneOf({u"In"_s, u"NotIn"_s, u"Exists"_s, u"DoesNotExist"_s});
            QJsonObject expression{{u"key"_s, oneOf(keys)}, {u"operator"_s, op}};
            if (op.endsWith(u"In"))
                expression.insert(u"values"_s, QJsonArray{oneOf({u"a"_s, u"b"_s}), oneOf({u"b"_s, u"c"_s})});
            list << expression;
        }
        return list;
    }
    QJsonObject labelSelector()
    {
        QJsonObject selector{{u"matchExpressions"_s, expressions({u"region"_s, u"tier"_s, u"none"_s})}};
        if (chance(40))
            selector.insert(u"matchLabels"_s, QJsonObject{{u"region"_s, oneOf({u"a"_s, u"b"_s})}});
        return selector;
    }
    QJsonObject clusterSelector()
    {
        return {
            {u"labelSelector"_s, labelSelector()},
            {u"claimSelector"_s, QJsonObject{{u"matchExpressions"_s, expressions({u"zone"_s, u"none"_s})}}}};
    }

    QJsonObject score(const QString &cluster)
    {
        QJsonObject status{
            {u"scores"_s, QJsonArray{QJsonObject{{u"name"_s, u"free"_s}, {u"value"_s, below(201) - 100}}}}};
        if (chance(50))
            status.insert(u"validUntil"_s, time(3));
        return kind("v1alpha1", "AddOnPlacementScore", {{u"name"_s, u"gpu"_s}, {u"namespace"_s, cluster}},
                    {{u"status"_s, status}});
    }

    QJsonObject decision(int number)
    {
        const bool own = number == 0 ? chance(70) : chance(15);
        QJsonArray decisions;
        const int entries = below(6);
        for (int i = 0; i < entries; ++i) {
            const QString name = u"c%1"_s.arg(below(20));
            decisions << QJsonObject{{u"clusterName"_s, name}, {u"reason"_s, u""_s}};
        }
        QJsonObject labels;
        if (own || chance(80))
            labels.insert(group + u"/placement"_s, own ? u"app"_s : oneOf({u"web"_s, u"app"_s}));
        labels.insert(group + u"/decision-group-index"_s, QString::number(below(2)));
        return kind("v1beta1", "PlacementDecision",
                    {{u"name"_s, u"app-decision-%1"_s.arg(number + 1)},
                     {u"namespace"_s, own ? u"team"_s : u"other"_s},
                     {u"labels"_s, labels}},
                    {{u"status"_s, QJsonObject{{u"decisions"_s, decisions}}}});
    }

    QJsonObject makePlacement()
    {
        QJsonObject spec;
        if (chance(60))
            spec.insert(u"numberOfClusters"_s, below(7));
        if (chance(25))
            spec.insert(u"clusterSets"_s, QJsonArray{oneOf({u"fleet"_s, u"edge"_s, u"nowhere"_s})});
        QJsonArray predicates;
        while (chance(40))
            predicates << QJsonObject{{u"requiredClusterSelector"_s, clusterSelector()}};
        spec.insert(u"predicates"_s, predicates);
        QJsonArray tolerations;
        while (chance(45)) {
            QJsonObject toleration;
            const bool exists = chance(50);
            if (exists)
                toleration.insert(u"operator"_s, u"Exists"_s);
            else if (chance(50))
                toleration.insert(u"operator"_s, u"Equal"_s);
            if (!exists || chance(70))
                toleration.insert(u"key"_s, oneOf({u"gpu"_s, u"old"_s}));
            if (!exists && chance(70))
                toleration.insert(u"value"_s, oneOf({u"x"_s, u"y"_s}));
            if (chance(30))
                toleration.insert(u"effect"_s, oneOf({u"NoSelect"_s, u"NoSelectIfNew"_s}));
            if (chance(50))
                toleration.insert(u"tolerationSeconds"_s, below(8) - 1);
            tolerations << toleration;
        }
        spec.insert(u"tolerations"_s, tolerations);
        QJsonArray configurations;
        while (chance(55)) {
            QJsonObject coordinate{
                {u"type"_s, u"BuiltIn"_s},
                {u"builtIn"_s, oneOf({u"Steady"_s, u"Balance"_s, u"ResourceAllocatableCPU"_s,
                                      u"ResourceAllocatableMemory"_s})}};
            if (chance(25))
                coordinate = {
                    {u"type"_s, u"AddOn"_s},
                    {u"addOn"_s, QJsonObject{{u"resourceName"_s, u"gpu"_s},
                                             {u"scoreName"_s, chance(90) ? u"free"_s : u"used"_s}}}};
            configurations << QJsonObject{{u"scoreCoordinate"_s, coordinate}, {u"weight"_s, below(21) - 10}};
        }
        QJsonObject policy{{u"configurations"_s, configurations}};
        if (chance(60))
            policy.insert(u"mode"_s, chance(50) ? u"Exact"_s : u"Additive"_s);
        spec.insert(u"prioritizerPolicy"_s, policy);
        QJsonObject strategy;
        QJsonArray groups;
        while (chance(30))
            groups << QJsonObject{{u"groupName"_s, oneOf({u"canary"_s, u"rest"_s})},
                                  {u"groupClusterSelector"_s, clusterSelector()}};
        strategy.insert(u"decisionGroups"_s, groups);
        if (chance(30))
            strategy.insert(u"clustersPerDecisionGroup"_s, below(5));
        else if (chance(30))
            strategy.insert(u"clustersPerDecisionGroup"_s, QString::number(below(120)) + u'%');
        spec.insert(u"decisionStrategy"_s, QJsonObject{{u"groupStrategy"_s, strategy}});
        return kind("v1beta1", "Placement", {{u"name"_s, u"app"_s}, {u"namespace"_s, u"team"_s}},
                    {{u"spec"_s, spec}});
    }

    QRandomGenerator m_random;
};

// The second implementation.
class Naive
{
public:
    explicit Naive(const World &world)
        : m_world(world)
        , m_spec(world.placement[u"spec"_s].toObject())
    {}

    QJsonObject run()
    {
        QStringList sets;
        bool bound = false;
        for (const auto &binding : m_world.objects) {
            const QString name = binding[u"metadata"_s][u"name"_s].toString();
            if (!is(binding, u"ManagedClusterSetBinding") || space(binding) != u"team" || set(name).isEmpty())
                continue;
            bound = true;
            const QJsonArray wanted = m_spec[u"clusterSets"_s].toArray();
            if (wanted.isEmpty() || wanted.contains(name))
                sets << name;
        }
        for (const auto &object : m_world.objects) {
            if (!is(object, u"ManagedCluster") ||
                object[u"metadata"_s].toObject().contains(u"deletionTimestamp"))
                continue;
            for (const QString &name : std::as_const(sets)) {
                if (inSet(object.toObject(), name)) {
                    m_left << object.toObject();
                    break;
                }
            }
        }
        const int candidates = int(m_left.size());
        dropBy([this](const QJsonObject &cluster) { return passesPredicates(cluster); }, u"predicates"_s);
        dropBy([this](const QJsonObject &cluster) { return passesTaints(cluster); }, u"taints"_s);
        score();
        std::sort(m_left.begin(), m_left.end(), [this](const QJsonObject &a, const QJsonObject &b) {
            const auto left = m_totals.value(name(a));
            const auto right = m_totals.value(name(b));
            return left != right ? left > right : name(a) < name(b);
        });
        QStringList chosen;
        const int most = m_spec.contains(u"numberOfClusters") ? m_spec[u"numberOfClusters"_s].toInt() : 1000;
        for (qsizetype i = 0; i < m_left.size() && i < most; ++i)
            chosen << name(m_left.at(i));
        const bool all = most == 1000 || most == chosen.size();
        const QString reason = !bound             ? u"NoManagedClusterSetBindings"_s
                               : sets.isEmpty()   ? u"NoIntersection"_s
                               : candidates == 0  ? u"AllManagedClusterSetsEmpty"_s
                               : chosen.isEmpty() ? u"NoManagedClusterMatched"_s
                               : all              ? u"AllDecisionsScheduled"_s
                                                  : u"NotAllDecisionsScheduled"_s;
        m_result.insert(u"reason"_s, reason);
        m_result.insert(u"candidates"_s, candidates);
        m_result.insert(u"selected"_s, chosen.size());
        m_result.insert(u"groups"_s, groups(chosen));
        m_result.insert(u"requeue"_s, requeue());
        return m_result;
    }

private:
    static bool is(const QJsonValue &object, QStringView wanted)
    {
        return object[u"kind"_s].toString() == wanted;
    }
    static QString space(const QJsonValue &object)
    {
        return object[u"metadata"_s][u"namespace"_s].toString();
    }
    static QString name(const QJsonValue &object) { return object[u"metadata"_s][u"name"_s].toString(); }
    static QString label(const QJsonValue &object, const QString &key)
    {
        return object[u"metadata"_s][u"labels"_s][key].toString();
    }

    QJsonObject set(const QString &wanted) const
    {
        for (const auto &object : m_world.objects) {
            if (is(object, u"ManagedClusterSet") && name(object) == wanted)
                return object.toObject();
        }
        return {};
    }

    static bool holds(const QJsonObject &selector, const QVariantMap &values)
    {
        const QVariantMap labels = selector[u"matchLabels"_s].toObject().toVariantMap();
        for (auto it = labels.begin(); it != labels.end(); ++it) {
            if (values.value(it.key()) != it.value())
                return false;
        }
        const QJsonArray expressions = selector[u"matchExpressions"_s].toArray();
        for (const auto &expression : expressions) {
            const QString key = expression[u"key"_s].toString();
            const bool has = values.contains(key);
            const bool listed =
                has && expression[u"values"_s].toArray().contains(QJsonValue::fromVariant(values.value(key)));
            const QString op = expression[u"operator"_s].toString();
            const bool good = op == u"In" ? listed : op == u"NotIn" ? !listed : op == u"Exists" ? has : !has;
            if (!good)
                return false;
        }
        return true;
    }
    static QVariantMap labels(const QJsonObject &cluster)
    {
        return cluster[u"metadata"_s][u"labels"_s].toObject().toVariantMap();
    }
    static QVariantMap claims(const QJsonObject &cluster)
    {
        QVariantMap map;
        const QJsonArray list = cluster[u"status"_s][u"clusterClaims"_s].toArray();
        for (const auto &claim : list)
            map.insert(claim[u"name"_s].toString(), claim[u"value"_s].toString());
        return map;
    }
    static bool selects(const QJsonValue &selector, const QJsonObject &cluster)
    {
        return holds(selector[u"labelSelector"_s].toObject(), labels(cluster)) &&
               holds(selector[u"claimSelector"_s].toObject(), claims(cluster));
    }

    bool inSet(const QJsonObject &cluster, const QString &wanted) const
    {
        const QJsonValue selector = set(wanted)[u"spec"_s][u"clusterSelector"_s];
        if (selector[u"selectorType"_s].toString() == u"LabelSelector")
            return selector[u"labelSelector"_s].isObject() &&
                   holds(selector[u"labelSelector"_s].toObject(), labels(cluster));
        return label(cluster, group + u"/clusterset"_s) == wanted;
    }

    bool passesPredicates(const QJsonObject &cluster) const
    {
        const QJsonArray predicates = m_spec[u"predicates"_s].toArray();
        bool any = predicates.isEmpty();
        for (const auto &predicate : predicates)
            any = any || selects(predicate[u"requiredClusterSelector"_s], cluster);
        return any;
    }

    bool isOurs(const QJsonValue &object) const
    {
        return is(object, u"PlacementDecision") && space(object) == u"team" &&
               label(object, group + u"/placement"_s) == u"app";
    }
    QStringList current() const
    {
        QStringList list;
        for (const auto &object : m_world.objects) {
            const QJsonArray entries = object[u"status"_s][u"decisions"_s].toArray();
            for (const auto &entry : entries) {
                if (isOurs(object))
                    list << entry[u"clusterName"_s].toString();
            }
        }
        return list;
    }

    static qint64 msOf(const QJsonValue &time)
    {
        return QDateTime::fromString(time.toString(), Qt::ISODate).toMSecsSinceEpoch();
    }
    // 0: not tolerated; -1: without an end; else the end.
    qint64 toleratedUntil(const QJsonValue &taint, bool chosen) const
    {
        const QString effect = taint[u"effect"_s].toString();
        if (effect == u"PreferNoSelect" || (effect == u"NoSelectIfNew" && chosen))
            return -1;
        const QJsonArray tolerations = m_spec[u"tolerations"_s].toArray();
        for (const auto &toleration : tolerations) {
            const QString wanted = toleration[u"effect"_s].toString();
            const QString key = toleration[u"key"_s].toString();
            if ((!wanted.isEmpty() && wanted != effect) ||
                (!key.isEmpty() && key != taint[u"key"_s].toString()))
                continue;
            if (toleration[u"operator"_s].toString() != u"Exists" &&
                toleration[u"value"_s].toString() != taint[u"value"_s].toString())
                continue;
            if (toleration[u"tolerationSeconds"_s].isUndefined())
                return -1;
            if (taint[u"timeAdded"_s].isUndefined())
                continue;
            const qint64 end =
                msOf(taint[u"timeAdded"_s]) + toleration[u"tolerationSeconds"_s].toInteger() * 1000;
            if (m_world.now < end)
                return end;
        }
        return 0;
    }
    bool passesTaints(const QJsonObject &cluster) const
    {
        const QJsonArray taints = cluster[u"spec"_s][u"taints"_s].toArray();
        bool good = true;
        for (const auto &taint : taints)
            good = good && toleratedUntil(taint, current().contains(name(cluster))) != 0;
        return good;
    }
    qint64 requeue() const
    {
        qint64 first = -1;
        for (const auto &object : m_world.objects) {
            if (!is(object, u"ManagedCluster") || !current().contains(name(object)) ||
                !passesTaints(object.toObject()))
                continue;
            const QJsonArray taints = object[u"spec"_s][u"taints"_s].toArray();
            for (const auto &taint : taints) {
                const qint64 end = toleratedUntil(taint, true);
                if (end > 0 && (first < 0 || end - m_world.now < first))
                    first = end - m_world.now;
            }
        }
        return first;
    }

    template <typename Filter>
    void dropBy(Filter filter, const QString &key)
    {
        QJsonArray dropped;
        QList<QJsonObject> passed;
        for (const QJsonObject &cluster : std::as_const(m_left)) {
            if (filter(cluster))
                passed << cluster;
            else
                dropped << name(cluster);
        }
        m_left = passed;
        m_result.insert(key, sorted(dropped));
    }

    static QJsonArray sorted(const QJsonArray &list)
    {
        QStringList names;
        for (const auto &item : list)
            names << item.toString();
        names.sort();
        return QJsonArray::fromStringList(names);
    }

    // -1e9: none
    qint64 partOf(const QJsonValue &coordinate, const QJsonObject &cluster) const
    {
        constexpr qint64 none = -1'000'000'000;
        const QString builtIn = coordinate[u"builtIn"_s].toString();
        if (builtIn == u"Steady")
            return current().contains(name(cluster)) ? 100 : 0;
        if (builtIn == u"Balance") {
            QHash<QString, int> counts;
            int most = 0;
            for (const auto &object : m_world.objects) {
                const QJsonArray entries = object[u"status"_s][u"decisions"_s].toArray();
                for (const auto &entry : entries) {
                    if (is(object, u"PlacementDecision") && !isOurs(object))
                        most = std::max(most, ++counts[entry[u"clusterName"_s].toString()]);
                }
            }
            return most == 0 ? 100
                             : 2 * qint64(100 * (0.5 - double(counts.value(name(cluster))) / double(most)));
        }
        if (builtIn.isEmpty()) {
            for (const auto &object : m_world.objects) {
                if (!is(object, u"AddOnPlacementScore") || space(object) != name(cluster))
                    continue;
                const QJsonValue until = object[u"status"_s][u"validUntil"_s];
                if (!until.isUndefined() && m_world.now > msOf(until))
                    return 0;
                return coordinate[u"addOn"_s][u"scoreName"_s].toString() == u"free"
                           ? object[u"status"_s][u"scores"_s][0][u"value"_s].toInteger()
                           : 0;
            }
            return 0;
        }
        const QString resource = builtIn.endsWith(u"CPU") ? u"cpu"_s : u"memory"_s;
        double least = INFINITY;
        double most = -INFINITY;
        for (const QJsonObject &other : m_left) {
            if (const double amount = amountOf(other, resource); amount >= 0) {
                least = std::min(least, amount);
                most = std::max(most, amount);
            }
        }
        const double own = amountOf(cluster, resource);
        if (own < 0)
            return none;
        return most == least ? 100 : qint64(((own - least) / (most - least) - 0.5) * 2.0 * 100.0);
    }
    static double amountOf(const QJsonObject &cluster, const QString &resource) // -1: none
    {
        const QJsonValue status = cluster[u"status"_s];
        if (status[u"capacity"_s][resource].isUndefined() || status[u"allocatable"_s][resource].isUndefined())
            return -1;
        QString text = status[u"allocatable"_s][resource].toString();
        double factor = 1;
        for (const auto &[suffix, by] : {std::pair(u"m"_s, 0.001), {u"Gi"_s, 1073741824.0}, {u"G"_s, 1e9}}) {
            if (text.endsWith(suffix)) {
                factor = by;
                text.chop(suffix.size());
                break;
            }
        }
        return text.toDouble() * factor;
    }

    void score()
    {
        // Listed order; the last weight of a built-in counts, every AddOn entry counts.
        QList<std::pair<QJsonObject, int>> used;
        const QJsonValue policy = m_spec[u"prioritizerPolicy"_s];
        QJsonArray configurations;
        if (policy[u"mode"_s].toString() != u"Exact") {
            for (const char *builtIn : {"Balance", "Steady"})
                configurations << QJsonObject{
                    {u"weight"_s, 1},
                    {u"scoreCoordinate"_s,
                     QJsonObject{{u"type"_s, u"BuiltIn"_s}, {u"builtIn"_s, QLatin1String(builtIn)}}}};
        }
        const QJsonArray given = policy[u"configurations"_s].toArray();
        for (const auto &item : given)
            configurations << item;
        for (const auto &item : std::as_const(configurations)) {
            const QJsonObject coordinate = item[u"scoreCoordinate"_s].toObject();
            if (coordinate[u"type"_s] == u"BuiltIn"_s)
                used.removeIf([&](const auto &before) { return before.first == coordinate; });
            used << std::pair(coordinate, item[u"weight"_s].toInt());
        }
        QJsonObject totals;
        for (const QJsonObject &cluster : std::as_const(m_left)) {
            qint64 total = 0;
            for (const auto &[coordinate, weight] : std::as_const(used)) {
                const qint64 part = weight == 0 ? 0 : partOf(coordinate, cluster);
                total += part < -1'000'000 ? 0 : part * weight;
            }
            m_totals.insert(name(cluster), total);
            totals.insert(name(cluster), total);
        }
        m_result.insert(u"totals"_s, totals);
    }

    QJsonArray groups(QStringList chosen) const
    {
        const qsizetype count = chosen.size();
        chosen.sort();
        const QJsonValue strategy = m_spec[u"decisionStrategy"_s][u"groupStrategy"_s];
        const QJsonValue asked = strategy[u"clustersPerDecisionGroup"_s];
        qsizetype length = asked.toInteger();
        if (asked.isString())
            length = qsizetype(std::ceil(asked.toString().chopped(1).toDouble() / 100 * double(count)));
        if (length <= 0 || length > count)
            length = count;
        QJsonArray made;
        const auto cut = [&](const QString &groupName, QStringList members) {
            while (!members.isEmpty()) {
                made << QJsonArray{groupName, QJsonArray::fromStringList(members.mid(0, length))};
                members = members.mid(length);
            }
        };
        const QJsonArray named = strategy[u"decisionGroups"_s].toArray();
        for (const auto &each : named) {
            QStringList members;
            for (const auto &object : m_world.objects) {
                if (is(object, u"ManagedCluster") && chosen.contains(name(object)) &&
                    selects(each[u"groupClusterSelector"_s], object.toObject()))
                    members << name(object);
            }
            members.sort();
            for (const QString &member : std::as_const(members))
                chosen.removeOne(member);
            cut(each[u"groupName"_s].toString(), members);
        }
        cut({}, chosen);
        if (made.isEmpty())
            made << QJsonArray{u""_s, QJsonArray()};
        return made;
    }

    const World &m_world;
    QJsonObject m_spec;
    QList<QJsonObject> m_left;
    QHash<QString, qint64> m_totals;
    QJsonObject m_result;
};

// Easel's outcome in the naive one's form.
QJsonObject shortForm(const PlacementWorld &world, const PlacementOutcome &outcome)
{
    const QJsonObject json = placementJson(world, outcome);
    QJsonObject totals;
    const QJsonObject scores = json[u"scores"_s].toObject();
    for (auto it = scores.begin(); it != scores.end(); ++it)
        totals.insert(it.key(), it.value()[0]);
    QJsonArray groups;
    for (const DecisionGroup &each : outcome.groups)
        groups << QJsonArray{each.name, QJsonArray::fromStringList(each.clusters)};
    QString reason;
    for (const PlacementCondition &condition : outcome.conditions) {
        if (condition.type == u"PlacementSatisfied")
            reason = condition.reason;
    }
    return {{u"reason"_s, reason},
            {u"candidates"_s, outcome.candidates.value_or(-1)},
            {u"selected"_s, outcome.selected},
            {u"groups"_s, groups},
            {u"requeue"_s, outcome.requeueAfterMs.value_or(-1)},
            {u"predicates"_s, QJsonArray::fromStringList(outcome.droppedByPredicates)},
            {u"taints"_s, QJsonArray::fromStringList(outcome.droppedByTaints)},
            {u"totals"_s, totals}};
}

} // namespace

class TestPlacementOracle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomWorldsAgree()
    {
        QHash<QString, int> reasons;
        for (int seed = 1; seed <= randomWorlds; ++seed) {
            const World made{quint32(seed)};
            PlacementWorld world;
            for (const auto &object : made.objects)
                QVERIFY(world.add(object.toObject()));
            QVERIFY2(world.problems().isEmpty(), qPrintable(world.problems().join(u' ')));
            PlacementRequest request;
            request.placement = readPlacement(made.placement);
            request.nowMs = made.now;
            const PlacementOutcome outcome = decidePlacement(world, request);
            const QJsonObject got = shortForm(world, outcome);
            const QJsonObject wanted = Naive(made).run();
            if (got != wanted) {
                qWarning().noquote() << QJsonDocument(made.placement).toJson()
                                     << QJsonDocument(made.objects).toJson(QJsonDocument::Compact);
                qWarning().noquote() << "got" << QJsonDocument(got).toJson() << "wanted"
                                     << QJsonDocument(wanted).toJson();
                QFAIL(qPrintable(u"seed %1"_s.arg(seed)));
            }
            QCOMPARE(qsizetype(outcome.leftOut.size()), made.names.size() - outcome.clusters.size());
            ++reasons[wanted[u"reason"_s].toString()];
        }
        // The worlds are worth something only if everything happens in them.
        for (const char *reason :
             {"NoManagedClusterSetBindings", "NoIntersection", "AllManagedClusterSetsEmpty",
              "NoManagedClusterMatched", "NotAllDecisionsScheduled"})
            QVERIFY2(reasons.value(QLatin1String(reason)) > randomWorlds / 100, reason);
        QVERIFY(reasons.value(u"AllDecisionsScheduled"_s) > randomWorlds / 10);
    }
};

QTEST_GUILESS_MAIN(TestPlacementOracle)
#include "tst_placementoracle.moc"
