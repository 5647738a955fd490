// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/kueueforest.h"

#include "core/base/quantity.h"
#include "core/base/text.h"
#include "core/domain/nodegpus.h"
#include "core/quota/kubernetesquota.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Quota)
};

std::optional<qint64> amountOf(const QJsonValue &value)
{
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    const auto quantity = Quantity::parse(value.toVariant().toString());
    return quantity ? std::optional(quantity->ceilToInteger()) : std::nullopt;
}

// GPUs alone: other resources come in fractions and are no business of this window.
std::map<FlavorResource, KueueForest::Quota> quotasOf(const QJsonObject &spec)
{
    std::map<FlavorResource, KueueForest::Quota> quotas;
    const QJsonArray groups = spec[u"resourceGroups"].toArray();
    for (const auto &group : groups) {
        const QJsonArray flavors = group[u"flavors"].toArray();
        for (const auto &flavor : flavors) {
            const QJsonArray resources = flavor[u"resources"].toArray();
            for (const auto &resource : resources) {
                const QString name = cleanedLine(resource[u"name"].toString());
                if (!isGpuResource(name))
                    continue;
                quotas[{cleanedLine(flavor[u"name"].toString()), name}] = {
                    amountOf(resource[u"nominalQuota"]).value_or(0), amountOf(resource[u"borrowingLimit"]),
                    amountOf(resource[u"lendingLimit"])};
            }
        }
    }
    return quotas;
}

} // namespace

int KueueForest::find(const QString &name, bool cohort) const
{
    return (cohort ? m_cohorts : m_queues).value(name, -1);
}

int KueueForest::cohortNode(const QString &name)
{
    const int known = find(name, true);
    if (known >= 0)
        return known;
    // A cohort that queues name without an object of its own has no quota of its own.
    Node node;
    node.name = name;
    node.cohort = true;
    m_nodes.push_back(node);
    m_cohorts.insert(name, int(m_nodes.size()) - 1);
    return int(m_nodes.size()) - 1;
}

void KueueForest::place(int node, const QString &parentName)
{
    const int oldParent = m_nodes[size_t(node)].parent;
    int parent = parentName.isEmpty() ? -1 : cohortNode(parentName);
    for (int above = parent; above >= 0; above = m_nodes[size_t(above)].parent) {
        if (above == node) {
            // Kueue stops admitting into such a tree; it is shown without the arrow that closes the ring.
            m_problems << Text::tr("Cohort %1 is above itself.").arg(m_nodes[size_t(node)].name);
            parent = -1;
            break;
        }
    }
    if (oldParent >= 0)
        std::erase(m_nodes[size_t(oldParent)].children, node);
    m_nodes[size_t(node)].parent = parent;
    if (parent >= 0)
        m_nodes[size_t(parent)].children.push_back(node);
    sumUp(node);
    if (oldParent >= 0)
        sumUp(oldParent);
}

// Quotas and usage of a node from its children, then of all above it.
void KueueForest::sumUp(int node)
{
    for (; node >= 0; node = m_nodes[size_t(node)].parent) {
        Node &self = m_nodes[size_t(node)];
        self.subtree.clear();
        for (const auto &[what, quota] : self.quotas)
            self.subtree[what] = quota.nominal;
        if (!self.cohort)
            continue;
        self.usage.clear();
        for (const int child : self.children) {
            for (const auto &[what, sum] : m_nodes[size_t(child)].subtree)
                self.subtree[what] += sum - localAt(child, what);
            for (const auto &[what, used] : m_nodes[size_t(child)].usage) {
                if (const qint64 above = std::max<qint64>(0, used - localAt(child, what)); above > 0)
                    self.usage[what] += above;
            }
        }
    }
}

void KueueForest::setQueue(const QString &name, const QString &cohort,
                           const std::map<FlavorResource, Quota> &quotas)
{
    int node = find(name, false);
    if (node < 0) {
        Node made;
        made.name = name;
        m_nodes.push_back(made);
        node = int(m_nodes.size()) - 1;
        m_queues.insert(name, node);
    }
    m_nodes[size_t(node)].quotas = quotas;
    place(node, cohort);
}

void KueueForest::setCohort(const QString &name, const QString &parent,
                            const std::map<FlavorResource, Quota> &quotas)
{
    const int node = cohortNode(name);
    m_nodes[size_t(node)].quotas = quotas;
    place(node, parent);
}

void KueueForest::addUsage(const QString &queue, const FlavorResource &what, qint64 amount)
{
    int node = find(queue, false);
    if (amount < 0) {
        // Taken off in reverse: first what was borrowed from above.
        amount = -amount;
        while (node >= 0 && amount > 0) {
            Node &self = m_nodes[size_t(node)];
            const qint64 above = std::max<qint64>(0, usageAt(node, what) - localAt(node, what));
            self.usage[what] -= amount;
            amount = std::min(amount, above);
            node = self.parent;
        }
        return;
    }
    while (node >= 0 && amount > 0) {
        Node &self = m_nodes[size_t(node)];
        const qint64 local = localAvailable(node, what);
        self.usage[what] += amount;
        amount = std::max<qint64>(0, amount - local);
        node = self.parent;
    }
}

KueueForest KueueForest::fromObjects(const QList<QJsonObject> &objects, const GpuFamilyTable &table)
{
    KueueForest forest;
    for (const QJsonObject &object : objects) {
        if (!object[u"apiVersion"].toString().startsWith(u"kueue.x-k8s.io/"))
            continue;
        const QString kind = object[u"kind"].toString();
        const QString name = cleanedLine(object[u"metadata"][u"name"].toString());
        const QJsonObject spec = object[u"spec"].toObject();
        const auto text = [&](std::initializer_list<const char16_t *> keys) {
            for (const char16_t *key : keys) {
                if (const QString value = spec[QStringView(key)].toString(); !value.isEmpty())
                    return cleanedLine(value);
            }
            return QString();
        };
        if (kind == u"ClusterQueue") {
            forest.setQueue(name, text({u"cohortName", u"cohort"}), quotasOf(spec));
        } else if (kind == u"Cohort") {
            forest.setCohort(name, text({u"parentName", u"parent"}), quotasOf(spec));
        } else if (kind == u"ResourceFlavor") {
            QMap<QString, QString> labels;
            const QJsonObject said = spec[u"nodeLabels"].toObject();
            for (auto it = said.begin(); it != said.end(); ++it)
                labels.insert(it.key(), it.value().toString());
            if (const QString family = nodeGpus(labels, {}, table).family; !family.isEmpty())
                forest.m_families.insert(name, family);
        }
    }
    for (const QJsonObject &object : objects) {
        if (object[u"kind"].toString() != u"ClusterQueue")
            continue;
        const QString name = cleanedLine(object[u"metadata"][u"name"].toString());
        if (forest.find(name, false) < 0)
            continue;
        // What is reserved counts for admission, running or not.
        const QJsonObject status = object[u"status"].toObject();
        QJsonArray flavors = status[u"flavorsReservation"].toArray();
        if (flavors.isEmpty())
            flavors = status[u"flavorsUsage"].toArray();
        for (const auto &flavor : std::as_const(flavors)) {
            const QJsonArray resources = flavor[u"resources"].toArray();
            for (const auto &resource : resources) {
                const QString resourceName = cleanedLine(resource[u"name"].toString());
                if (isGpuResource(resourceName))
                    forest.addUsage(name, {cleanedLine(flavor[u"name"].toString()), resourceName},
                                    amountOf(resource[u"total"]).value_or(0));
            }
        }
    }
    return forest;
}

QStringList KueueForest::queues() const
{
    QStringList names = m_queues.keys();
    names.sort();
    return names;
}

QStringList KueueForest::cohorts() const
{
    QStringList names = m_cohorts.keys();
    names.sort();
    return names;
}

std::vector<FlavorResource> KueueForest::resourcesOf(const QString &queue) const
{
    std::vector<FlavorResource> all;
    if (const int node = find(queue, false); node >= 0) {
        for (const auto &[what, quota] : m_nodes[size_t(node)].quotas)
            all.push_back(what);
    }
    return all;
}

QString KueueForest::familyOf(const QString &flavor) const
{
    return m_families.value(flavor);
}

QStringList KueueForest::problems() const
{
    return m_problems;
}

const KueueForest::Quota &KueueForest::quotaAt(int node, const FlavorResource &what) const
{
    static const Quota none;
    const auto &quotas = m_nodes[size_t(node)].quotas;
    const auto found = quotas.find(what);
    return found == quotas.end() ? none : found->second;
}

qint64 KueueForest::subtreeAt(int node, const FlavorResource &what) const
{
    const auto &sums = m_nodes[size_t(node)].subtree;
    const auto found = sums.find(what);
    return found == sums.end() ? 0 : found->second;
}

qint64 KueueForest::localAt(int node, const FlavorResource &what) const
{
    const std::optional<qint64> lends = quotaAt(node, what).lendingLimit;
    return lends ? std::max<qint64>(0, subtreeAt(node, what) - *lends) : 0;
}

qint64 KueueForest::usageAt(int node, const FlavorResource &what) const
{
    const auto &used = m_nodes[size_t(node)].usage;
    const auto found = used.find(what);
    return found == used.end() ? 0 : found->second;
}

qint64 KueueForest::localAvailable(int node, const FlavorResource &what) const
{
    return std::max<qint64>(0, localAt(node, what) - usageAt(node, what));
}

qint64 KueueForest::availableAt(int node, const FlavorResource &what) const
{
    const int parent = m_nodes[size_t(node)].parent;
    if (parent < 0)
        return subtreeAt(node, what) - usageAt(node, what);
    qint64 above = availableAt(parent, what);
    if (const std::optional<qint64> borrows = quotaAt(node, what).borrowingLimit) {
        const qint64 local = localAt(node, what);
        const qint64 stored = subtreeAt(node, what) - local;
        const qint64 usedAbove = std::max<qint64>(0, usageAt(node, what) - local);
        above = std::min(above, stored - usedAbove + *borrows);
    }
    return localAvailable(node, what) + above;
}

qint64 KueueForest::potentialAt(int node, const FlavorResource &what) const
{
    const int parent = m_nodes[size_t(node)].parent;
    if (parent < 0)
        return subtreeAt(node, what);
    const qint64 all = localAt(node, what) + potentialAt(parent, what);
    const std::optional<qint64> borrows = quotaAt(node, what).borrowingLimit;
    return borrows ? std::min(all, subtreeAt(node, what) + *borrows) : all;
}

int KueueForest::heightOf(int node) const
{
    int height = 0;
    for (const int child : m_nodes[size_t(node)].children)
        height = std::max(height, heightOf(child) + 1);
    return height;
}

qint64 KueueForest::subtreeQuota(const QString &name, const FlavorResource &what, bool cohort) const
{
    const int node = find(name, cohort);
    return node < 0 ? 0 : subtreeAt(node, what);
}

qint64 KueueForest::localQuota(const QString &name, const FlavorResource &what, bool cohort) const
{
    const int node = find(name, cohort);
    return node < 0 ? 0 : localAt(node, what);
}

qint64 KueueForest::usage(const QString &name, const FlavorResource &what, bool cohort) const
{
    const int node = find(name, cohort);
    return node < 0 ? 0 : usageAt(node, what);
}

qint64 KueueForest::available(const QString &name, const FlavorResource &what, bool cohort) const
{
    const int node = find(name, cohort);
    return node < 0 ? 0 : availableAt(node, what);
}

qint64 KueueForest::potential(const QString &name, const FlavorResource &what, bool cohort) const
{
    const int node = find(name, cohort);
    return node < 0 ? 0 : potentialAt(node, what);
}

KueueForest::Decision KueueForest::decide(const QString &queue, const FlavorResource &what,
                                          qint64 amount) const
{
    Decision decision;
    const int node = find(queue, false);
    if (node < 0)
        return decision;
    const qint64 most = potentialAt(node, what);
    const qint64 now = availableAt(node, what);
    if (amount > most) {
        decision.fit = Fit::NoFit;
        decision.shortBy = amount - most;
        decision.sentence =
            Text::tr("Cluster queue %1 can never have more than %2 %3 of flavor %4: %5 too many.")
                .arg(queue)
                .arg(most)
                .arg(what.resource, what.flavor)
                .arg(decision.shortBy);
        return decision;
    }
    if (amount > now) {
        decision.fit = Fit::MayPreempt;
        decision.shortBy = amount - now;
        decision.sentence =
            Text::tr(
                "Cluster queue %1 has %2 %3 of flavor %4 unused; %5 more are needed. It waits, or others "
                "give way.")
                .arg(queue)
                .arg(now)
                .arg(what.resource, what.flavor)
                .arg(decision.shortBy);
        return decision;
    }
    decision.fit = Fit::Fits;
    qint64 rest = amount;
    for (int at = node; at >= 0; at = m_nodes[size_t(at)].parent) {
        decision.borrowHeight = at == node ? 0 : heightOf(at);
        if (usageAt(at, what) + rest <= subtreeAt(at, what))
            break;
        rest -= localAvailable(at, what);
    }
    decision.sentence = decision.borrowHeight == 0
                            ? Text::tr("Cluster queue %1 has room for it.").arg(queue)
                            : Text::tr("Cluster queue %1 has room for it by borrowing.").arg(queue);
    return decision;
}

QuotaWaterfall KueueForest::waterfall(const QString &queue, const FlavorResource &what, qint64 asked) const
{
    using Part = QuotaWaterfall::Part;
    using Level = QuotaWaterfall::Level;
    QuotaWaterfall fall;
    fall.resource = what.flavor + u'/' + what.resource;
    fall.asked = asked;
    for (int node = find(queue, false); node >= 0; node = m_nodes[size_t(node)].parent) {
        const Node &self = m_nodes[size_t(node)];
        Level level;
        level.kind = self.cohort ? Level::Kind::Cohort : Level::Kind::ClusterQueue;
        level.name = self.name;
        level.limit = subtreeAt(node, what);
        level.limitFrom = LimitFrom::Family;
        const qint64 used = usageAt(node, what);
        if (used != 0)
            level.parts.append({Part::Kind::Used, used});
        level.left = availableAt(node, what);
        // What a level adds to or takes from its own by what stands above it.
        if (const qint64 borrowable = *level.left - (*level.limit - used); borrowable > 0)
            level.parts.append({Part::Kind::Borrowable, borrowable});
        else if (borrowable < 0)
            level.parts.append({Part::Kind::Kept, -borrowable});
        fall.levels.append(level);
        if (!fall.headroom)
            fall.headroom = level.left;
    }
    return fall;
}

} // namespace easel
