// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/enginerights.h"

#include "core/domain/kinds.h"
#include "core/domain/spokeview.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::EngineRights)
};

// Answers that come in any order.
struct Gathering
{
    QList<EngineRight> rights;
    Promise<QList<EngineRight>> promise;
    qsizetype waiting = 0;
    std::optional<Error> error;
};

} // namespace

QString EngineRight::text() const
{
    QString resource = question.plural;
    if (!question.group.isEmpty())
        resource += u'.' + question.group;
    if (!question.subresource.isEmpty())
        resource += u'/' + question.subresource;
    return question.namespaceName.isEmpty()
               ? QStringLiteral("%1 %2").arg(question.verb, resource)
               : Text::tr("%1 %2 in %3").arg(question.verb, resource, question.namespaceName);
}

QList<EngineRight> neededEngineRights(const QString &systemNamespace, const ApiCatalog &served)
{
    QList<EngineRight> rights;
    const auto add = [&rights](const QString &purpose, const QStringList &verbs, const QString &group,
                               const QStringList &plurals, const QString &subresource = {},
                               const QString &namespaceName = {}) {
        for (const QString &plural : plurals) {
            for (const QString &verb : verbs)
                rights << EngineRight{{verb, group, plural, subresource, namespaceName, {}}, purpose};
        }
    };
    const QStringList reading{u"list"_s, u"watch"_s};
    add(Text::tr("to be the only engine of this hub, and to hold machines for pools"),
        {u"get"_s, u"list"_s, u"create"_s, u"patch"_s, u"delete"_s}, u"coordination.k8s.io"_s, {u"leases"_s},
        {}, systemNamespace);
    add(Text::tr("to see what is wanted"), reading, spectroGroup,
        {u"tenants"_s, u"projects"_s, u"settings"_s, u"computes"_s, u"computeconfigs"_s, u"computepools"_s,
         u"computepoolevaluations"_s, u"scalingpolicies"_s, u"profilebundles"_s, u"aiworkloads"_s,
         u"environments"_s});
    add(Text::tr("to say what is"), {u"patch"_s}, spectroGroup,
        {u"settings"_s, u"computes"_s, u"computeconfigs"_s, u"computepools"_s, u"computepoolevaluations"_s,
         u"environments"_s},
        u"status"_s);
    add(Text::tr("to finish what it began before a pool goes"), {u"patch"_s}, spectroGroup,
        {u"computepools"_s});
    add(Text::tr("to make what belongs to projects and pools"), {u"create"_s, u"patch"_s, u"delete"_s},
        spectroGroup, {u"computes"_s, u"computepoolevaluations"_s, u"environments"_s});
    add(Text::tr("to read keys, and to keep the kubeconfigs of clusters"),
        {u"get"_s, u"create"_s, u"patch"_s, u"delete"_s}, {}, {u"secrets"_s});
    add(Text::tr("to tell this hub from others"), {u"get"_s}, {}, {u"namespaces"_s});
    add(Text::tr("to see whether other controllers run this hub"), {u"get"_s},
        u"admissionregistration.k8s.io"_s,
        {u"validatingwebhookconfigurations"_s, u"mutatingwebhookconfigurations"_s});
    add(Text::tr("to see which version of Easel's kinds is installed"), {u"get"_s}, u"apiextensions.k8s.io"_s,
        {u"customresourcedefinitions"_s});
    const QString clusterGroup = u"cluster.open-cluster-management.io"_s;
    const QString workGroup = u"work.open-cluster-management.io"_s;
    if (served.find(fleetGroup, u"Spoke"_s)) {
        add(Text::tr("to see which hub clusters join"), {u"list"_s}, fleetGroup, {u"hubs"_s});
        add(Text::tr("to register the clusters of pools"), {u"get"_s, u"create"_s, u"patch"_s, u"delete"_s},
            fleetGroup, {u"spokes"_s}, {}, spokeNamespace);
        if (served.find(workGroup, u"ManifestWork"_s))
            add(Text::tr("to see what keeps a cluster registered"), {u"list"_s}, workGroup,
                {u"manifestworks"_s});
    }
    if (served.find(clusterGroup, u"ManagedCluster"_s))
        add(Text::tr("to label registered clusters for Environments"), {u"get"_s, u"patch"_s}, clusterGroup,
            {u"managedclusters"_s});
    return rights;
}

Call<QList<EngineRight>> checkEngineRights(KubeClient *client, const QString &systemNamespace,
                                           const ApiCatalog &served, QObject *context)
{
    const auto gathering = std::make_shared<Gathering>();
    gathering->rights = neededEngineRights(systemNamespace, served);
    gathering->waiting = gathering->rights.size();
    for (qsizetype i = 0; i < gathering->rights.size(); ++i) {
        client->canI(gathering->rights.at(i).question)
            .then(context, [gathering, i](const Result<AccessAnswer> &answer) {
                if (answer)
                    gathering->rights[i].allowed = answer->allowed;
                else if (!gathering->error)
                    gathering->error = answer.error();
                if (--gathering->waiting > 0)
                    return;
                if (gathering->error)
                    gathering->promise.finish(failure(*gathering->error));
                else
                    gathering->promise.finish(gathering->rights);
            });
    }
    return gathering->promise.call();
}

QList<EngineRight> missingRights(const QList<EngineRight> &rights)
{
    QList<EngineRight> missing;
    std::copy_if(rights.begin(), rights.end(), std::back_inserter(missing),
                 [](const EngineRight &right) { return !right.allowed; });
    return missing;
}

} // namespace easel
