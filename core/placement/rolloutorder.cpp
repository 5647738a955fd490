// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/rolloutorder.h"

#include "core/domain/tolerant.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Placement)
};

// Clusters at a time; nothing for a text that is no percentage. Not set, not positive or too many: all.
std::optional<qsizetype> concurrency(const QJsonValue &asked, qsizetype clusters)
{
    qint64 length = asked.toInteger();
    if (asked.isString()) {
        const QString text = asked.toString();
        bool ok = false;
        const double percent = text.chopped(text.endsWith(u'%') ? 1 : 0).toDouble(&ok);
        if (!ok || !text.endsWith(u'%') || !std::isfinite(percent))
            return std::nullopt;
        length = qint64(std::ceil(std::clamp(percent, 0.0, 100.0) * double(clusters) / 100));
    }
    return length <= 0 || length > clusters ? clusters : qsizetype(length);
}

RolloutStep stepOf(const DecisionGroup &group, bool mandatory)
{
    return {{group.index}, group.clusters, group.clusters.size(), mandatory};
}

} // namespace

RolloutOrder rolloutOrder(const QJsonObject &strategy, const QList<DecisionGroup> &groups)
{
    RolloutOrder order;
    const QString type = strategy.value(u"type").toString();
    const bool perGroup = sameEnum(type, u"ProgressivePerGroup");
    const bool progressive = sameEnum(type, u"Progressive");
    if (!perGroup && !progressive && !type.isEmpty() && !sameEnum(type, u"All")) {
        order.problem = Text::tr("There is no rollout strategy %1.").arg(type);
        return order;
    }
    QList<DecisionGroup> rest;
    std::copy_if(groups.begin(), groups.end(), std::back_inserter(rest),
                 [](const DecisionGroup &group) { return !group.clusters.isEmpty(); });
    const QJsonObject options = strategy.value(perGroup ? u"progressivePerGroup" : u"progressive").toObject();
    if (perGroup || progressive) {
        const QJsonArray mandatory = options.value(u"mandatoryDecisionGroups").toArray();
        for (const auto &item : mandatory) {
            // By name, which several groups may have, or by index.
            const QString name = item.toObject().value(u"groupName").toString();
            const int index = item.toObject().value(u"groupIndex").toInt(-1);
            const auto isMeant = [&](const DecisionGroup &group) {
                return name.isEmpty() ? group.index == index : group.name == name;
            };
            for (const DecisionGroup &group : std::as_const(rest)) {
                if (isMeant(group))
                    order.steps << stepOf(group, true);
            }
            rest.removeIf(isMeant);
        }
    }
    if (perGroup) {
        for (const DecisionGroup &group : std::as_const(rest))
            order.steps << stepOf(group, false);
        return order;
    }
    RolloutStep together;
    for (const DecisionGroup &group : std::as_const(rest)) {
        together.groups << group.index;
        together.clusters << group.clusters;
    }
    if (together.clusters.isEmpty())
        return order;
    const auto atATime =
        concurrency(progressive ? options.value(u"maxConcurrency") : QJsonValue(), together.clusters.size());
    if (!atATime)
        order.problem = Text::tr("maxConcurrency %1 is neither a number nor a percentage.")
                            .arg(options.value(u"maxConcurrency").toString());
    together.atATime = atATime.value_or(0);
    order.steps << together;
    return order;
}

} // namespace easel
