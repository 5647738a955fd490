// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/spokeview.h"

#include "core/base/text.h"

namespace easel {

using namespace Qt::StringLiterals;

namespace {

bool isTrue(const QJsonObject &condition)
{
    return sameEnum(condition[u"status"].toString(), u"True");
}

// What a condition says, else why.
QString wordsOf(const QJsonObject &condition)
{
    const QString message = cleanedLine(condition[u"message"].toString());
    return message.isEmpty() ? cleanedLine(condition[u"reason"].toString()) : message;
}

} // namespace

SpokeView::SpokeView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    hub = reader.reference({u"spec.hubRef"}, namespaceName);
    secret = reader.text({u"spec.kubeconfig.secretReference.name"});
    secretNamespace = reader.text({u"spec.kubeconfig.secretReference.namespace"}, namespaceName);
    inCluster = reader.flag({u"spec.kubeconfig.inCluster"});
}

QJsonObject SpokeView::condition(QStringView type) const
{
    const QJsonArray conditions = object[u"status"][u"conditions"].toArray();
    for (const auto &one : conditions) {
        if (one[u"type"].toString() == type)
            return one.toObject();
    }
    return {};
}

bool SpokeView::isHubItself() const
{
    return inCluster || name == u"hub-as-spoke" ||
           labels.value(u"fleetconfig.open-cluster-management.io/managedClusterType"_s) == u"hub-as-spoke";
}

bool SpokeView::isJoined() const
{
    return isTrue(condition(u"SpokeJoined"));
}

SpokeView::Agents SpokeView::agents() const
{
    // A condition that is not there yet may still come, until the Spoke says that it runs.
    const bool runs = sameEnum(phase, u"Running");
    bool isAny = false;
    for (const QStringView type : {u"KlusterletSynced", u"AddonsConfigured"}) {
        const QJsonObject said = condition(type);
        if (said.isEmpty() ? !runs : !isTrue(said))
            return Agents::Waited;
        isAny = isAny || !said.isEmpty();
    }
    return isAny ? Agents::Ready : Agents::NotNeeded;
}

QString SpokeView::cleanupProblem() const
{
    const QJsonObject failed = condition(u"CleanupFailed");
    if (!isTrue(failed))
        return {};
    const QString words = wordsOf(failed);
    return words.isEmpty() ? u"CleanupFailed"_s : words;
}

QString SpokeView::words() const
{
    QStringList parts;
    if (!phase.isEmpty())
        parts << cleanedLine(phase) + u'.';
    for (const QStringView type :
         {u"SpokeJoined", u"PivotComplete", u"KlusterletSynced", u"AddonsConfigured"}) {
        const QJsonObject said = condition(type);
        if (!said.isEmpty() && !isTrue(said) && !wordsOf(said).isEmpty())
            parts << type.toString() + u": "_s + wordsOf(said);
    }
    return parts.join(u' ');
}

} // namespace easel
