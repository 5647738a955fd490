// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementspec.h"

#include "core/domain/tolerant.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

ClusterSelectorSpec selectorOf(const TolerantReader &reader)
{
    return {reader.map({u"labelSelector"}), reader.map({u"claimSelector"}),
            reader.texts({u"celSelector.celExpressions"})};
}

QList<TolerantReader> objectsOf(const TolerantReader &reader, QStringView path, ReadRecord *record)
{
    QList<TolerantReader> all;
    const JsonPointer place = reader.hit({path}).pointer;
    const QJsonArray list = reader.list({path});
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (!list.at(i).isObject())
            reader.note(place / i);
        all << TolerantReader(list.at(i).toObject(), record,
                              JsonPointer(reader.base().tokens() + (place / i).tokens()));
    }
    return all;
}

PrioritizerConfig prioritizerOf(const TolerantReader &item, bool defaulted)
{
    PrioritizerConfig config;
    config.weight = item.integer({u"weight"}).value_or(defaulted ? 1 : 0);
    if (config.weight != qint32(config.weight)) { // the API's type; sums of scores stay far from any limit
        item.note(item.hit({u"weight"}).pointer);
        config.weight = 0;
    }
    config.hasCoordinate = item.has({u"scoreCoordinate"});
    const TolerantReader coordinate = item.child({u"scoreCoordinate"});
    config.type = coordinate.text({u"type"}, defaulted ? u"BuiltIn"_s : QString());
    config.builtIn = coordinate.text({u"builtIn"});
    config.hasAddOn = coordinate.has({u"addOn"});
    config.resourceName = coordinate.text({u"addOn.resourceName"});
    config.scoreName = coordinate.text({u"addOn.scoreName"});
    return config;
}

} // namespace

bool PlacementSpec::usesCel() const
{
    return std::any_of(predicates.begin(), predicates.end(),
                       [](const ClusterSelectorSpec &predicate) { return !predicate.cel.isEmpty(); });
}

PlacementSpec readPlacementSpec(const QJsonObject &spec, bool defaulted)
{
    ReadRecord record;
    const TolerantReader reader(spec, &record);
    PlacementSpec read;
    read.clusterSets = reader.texts({u"clusterSets"});
    read.numberOfClusters = reader.integer({u"numberOfClusters"});
    for (const TolerantReader &item : objectsOf(reader, u"predicates", &record))
        read.predicates << selectorOf(item.child({u"requiredClusterSelector"}));
    for (const TolerantReader &item : objectsOf(reader, u"tolerations", &record)) {
        read.tolerations << PlacementToleration{item.text({u"key"}), item.text({u"operator"}),
                                                item.text({u"value"}), item.text({u"effect"}),
                                                item.integer({u"tolerationSeconds"})};
    }
    read.mode = reader.text({u"prioritizerPolicy.mode"});
    for (const TolerantReader &item : objectsOf(reader, u"prioritizerPolicy.configurations", &record))
        read.prioritizers << prioritizerOf(item, defaulted);
    const TolerantReader groups = reader.child({u"decisionStrategy.groupStrategy"});
    for (const TolerantReader &item : objectsOf(groups, u"decisionGroups", &record))
        read.groups << DecisionGroupSpec{item.text({u"groupName"}),
                                         selectorOf(item.child({u"groupClusterSelector"}))};
    read.clustersPerGroup = groups.object().value(u"clustersPerDecisionGroup");
    for (const TolerantReader &item : objectsOf(reader, u"spreadPolicy.spreadConstraints", &record)) {
        SpreadConstraint constraint;
        constraint.topologyKey = item.text({u"topologyKey"});
        constraint.claim = sameEnum(item.text({u"topologyKeyType"}), u"Claim");
        constraint.maxSkew = std::max<qint64>(1, item.integer({u"maxSkew"}).value_or(1));
        constraint.doNotSchedule = sameEnum(item.text({u"whenUnsatisfiable"}), u"DoNotSchedule");
        read.spread << constraint;
    }
    for (const QString &path : std::as_const(record.unknown)) {
        read.notes << QCoreApplication::translate("easel::Placement",
                                                  "%1 has an unknown shape and is left out.")
                          .arg(path);
    }
    return read;
}

PlacementObject readPlacement(const QJsonObject &object, bool defaulted)
{
    ReadRecord record;
    const TolerantReader reader(object, &record);
    PlacementObject placement;
    placement.namespaceName = reader.text({u"metadata.namespace"});
    placement.name = reader.text({u"metadata.name"});
    placement.deleting = reader.has({u"metadata.deletionTimestamp"});
    placement.disabled =
        reader.textMap({u"metadata.annotations"})
            .value(u"cluster.open-cluster-management.io/experimental-scheduling-disable"_s) == u"true";
    placement.spec = readPlacementSpec(object.value(u"spec").toObject(), defaulted);
    placement.selected = reader.integer({u"status.numberOfSelectedClusters"}).value_or(0);
    for (const TolerantReader &item : objectsOf(reader, u"status.conditions", &record))
        placement.conditions << PlacementCondition{item.text({u"type"}), item.text({u"status"}),
                                                   item.text({u"reason"}), item.text({u"message"})};
    return placement;
}

} // namespace easel
