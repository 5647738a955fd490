// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementreason.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PlacementReason)
};

QString keyOf(const QString &requirement)
{
    qsizetype end = 0;
    const qsizetype begin = requirement.startsWith(u'!') ? 1 : 0;
    for (end = begin; end < requirement.size(); ++end) {
        const QChar c = requirement.at(end);
        if (c == u'=' || c == u'!' || c == u' ')
            break;
    }
    return requirement.mid(begin, end - begin);
}

QString selectorSentence(const PlacementReason &reason, bool claim)
{
    const QString key = keyOf(reason.needed);
    const QString number = QString::number(reason.predicate + 1);
    if (reason.actual.isNull()) {
        return claim
                   ? Text::tr("There is no claim %1; predicate %2 needs %3.").arg(key, number, reason.needed)
                   : Text::tr("There is no label %1; predicate %2 needs %3.").arg(key, number, reason.needed);
    }
    return claim ? Text::tr("Claim %1 is '%2'; predicate %3 needs %4.")
                       .arg(key, reason.actual, number, reason.needed)
                 : Text::tr("Label %1 is '%2'; predicate %3 needs %4.")
                       .arg(key, reason.actual, number, reason.needed);
}

// "needs arctic or alpine" for "region in (arctic,alpine)", as LabelSelector writes requirements.
QString needText(const QString &requirement)
{
    const QString key = keyOf(requirement);
    if (requirement == key)
        return Text::tr("needs one");
    if (requirement.startsWith(u'!'))
        return Text::tr("must have none");
    QString values = requirement.mid(key.size());
    const bool without = values.startsWith(u"!=") || values.startsWith(u" notin ");
    const qsizetype open = values.indexOf(u'(');
    values = open >= 0 ? values.mid(open + 1).chopped(1) : values.section(u'=', -1);
    QStringList all = values.split(u',');
    const QString last = all.takeLast();
    const QString list =
        all.isEmpty() ? last : Text::tr("%1 or %2", "a list and its last item").arg(all.join(u", "), last);
    return without ? Text::tr("must not be %1").arg(list) : Text::tr("needs %1").arg(list);
}

} // namespace

QString reasonRuleName(PlacementReason::Rule rule)
{
    using Rule = PlacementReason::Rule;
    switch (rule) {
    case Rule::NotDecided:
        return QStringLiteral("notDecided");
    case Rule::Deleting:
        return QStringLiteral("deleting");
    case Rule::ClusterSet:
        return QStringLiteral("clusterSet");
    case Rule::Health:
        return QStringLiteral("health");
    case Rule::LabelSelector:
        return QStringLiteral("labelSelector");
    case Rule::ClaimSelector:
        return QStringLiteral("claimSelector");
    case Rule::CelSelector:
        return QStringLiteral("celSelector");
    case Rule::Taint:
        return QStringLiteral("taint");
    case Rule::TolerationEnded:
        return QStringLiteral("tolerationEnded");
    case Rule::NewCluster:
        return QStringLiteral("newCluster");
    case Rule::NumberOfClusters:
        return QStringLiteral("numberOfClusters");
    case Rule::Spread:
        break;
    }
    return QStringLiteral("spread");
}

QString reasonSentence(const PlacementReason &reason)
{
    using Rule = PlacementReason::Rule;
    switch (reason.rule) {
    case Rule::NotDecided:
        return Text::tr("Nothing was decided: %1").arg(reason.needed);
    case Rule::Deleting:
        return Text::tr("The cluster is being deleted.");
    case Rule::ClusterSet:
        if (reason.needed.isEmpty())
            return Text::tr("No cluster set is bound for this placement.");
        return reason.actual.isEmpty()
                   ? Text::tr("The cluster is in no cluster set; it must be in %1.").arg(reason.needed)
                   : Text::tr("The cluster is in cluster set %1; it must be in %2.")
                         .arg(reason.actual, reason.needed);
    case Rule::Health:
        return reason.actual.isEmpty() ? Text::tr("The cluster is not healthy.")
                                       : Text::tr("The cluster is not healthy: %1").arg(reason.actual);
    case Rule::LabelSelector:
        return selectorSentence(reason, false);
    case Rule::ClaimSelector:
        return selectorSentence(reason, true);
    case Rule::CelSelector:
        return Text::tr("CEL is not evaluated here, so predicate %1 is open: %2")
            .arg(QString::number(reason.predicate + 1), reason.needed);
    case Rule::Taint:
        return Text::tr("Taint %1 is not tolerated.").arg(reason.needed);
    case Rule::TolerationEnded:
        return reason.actual.isEmpty()
                   ? Text::tr("The toleration of taint %1 is limited in time, and the taint does not say "
                              "since when it is there.")
                         .arg(reason.needed)
                   : Text::tr("The toleration of taint %1 ended at %2.").arg(reason.needed, reason.actual);
    case Rule::NewCluster:
        return Text::tr("Taint %1 keeps out clusters that are not chosen yet.").arg(reason.needed);
    case Rule::NumberOfClusters:
        if (reason.needed.isEmpty())
            return Text::tr("The placement asks for no cluster.");
        return reason.actual == reason.needed
                   ? Text::tr(
                         "Total score %1 ties with the last cluster chosen; that one comes first by name.")
                         .arg(reason.actual)
                   : Text::tr("Total score %1; the last cluster chosen has %2.")
                         .arg(reason.actual, reason.needed);
    case Rule::Spread:
        break;
    }
    return reason.actual.isNull()
               ? Text::tr("The cluster has no %1 to spread over.").arg(reason.needed)
               : Text::tr("%1 has enough clusters already; the spread of %2 allows no more.")
                     .arg(reason.actual, reason.needed);
}

QString reasonBrief(const PlacementReason &reason)
{
    using Rule = PlacementReason::Rule;
    switch (reason.rule) {
    case Rule::LabelSelector:
    case Rule::ClaimSelector: {
        const QString key = keyOf(reason.needed);
        return reason.actual.isNull()
                   ? Text::tr("%1 is not set, %2", "label, what is needed").arg(key, needText(reason.needed))
                   : Text::tr("%1 is %2, %3", "label, value, what is needed")
                         .arg(key, reason.actual.isEmpty() ? Text::tr("empty") : reason.actual,
                              needText(reason.needed));
    }
    case Rule::Taint:
        return Text::tr("%1, not tolerated", "taint").arg(reason.needed);
    case Rule::NewCluster:
        return Text::tr("%1 keeps new clusters out", "taint").arg(reason.needed);
    case Rule::Health:
        return reason.actual.isEmpty() ? reasonSentence(reason) : reason.actual;
    default:
        return reasonSentence(reason);
    }
}

} // namespace easel
