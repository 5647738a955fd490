// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/clusterscores.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Part = std::optional<qint64>;

// One prioritizer's scores into its column.
class Column
{
public:
    Column(PlacementScores *scores, size_t column)
        : m_scores(scores)
        , m_column(column)
    {}
    size_t rows() const { return m_scores->clusters.size(); }
    int cluster(size_t row) const { return m_scores->clusters[row]; }
    Part &at(size_t row) { return m_scores->parts[row * size_t(m_scores->prioritizers.size()) + m_column]; }

private:
    PlacementScores *m_scores;
    size_t m_column;
};

// Linear from -100 for the least to 100 for the most among these clusters; who says nothing gets no score.
template <typename Amount>
void scoreLinear(Column column, Amount amountOf)
{
    std::optional<double> least;
    std::optional<double> most;
    for (size_t row = 0; row < column.rows(); ++row) {
        if (const std::optional<double> amount = amountOf(column.cluster(row))) {
            least = std::min(least.value_or(*amount), *amount);
            most = std::max(most.value_or(*amount), *amount);
        }
    }
    for (size_t row = 0; row < column.rows(); ++row) {
        const std::optional<double> amount = amountOf(column.cluster(row));
        if (!amount)
            continue;
        const double range = *most - *least;
        column.at(row) = range != 0 ? qint64(((*amount - *least) / range - 0.5) * 2.0 * 100.0) : 100;
    }
}

void scoreBalance(Column column, const PlacementWorld::Load &load)
{
    for (size_t row = 0; row < column.rows(); ++row) {
        if (load.most == 0) {
            column.at(row) = 100;
            continue;
        }
        const double share = double(load.counts[size_t(column.cluster(row))]) / double(load.most);
        column.at(row) = 2 * qint64(100 * (0.5 - share));
    }
}

// What has expired goes to `warnings`, in the scheduler's words.
void scoreAddOn(Column column, const Prioritizer &prioritizer, const PlacementWorld &world, qint64 nowMs,
                QStringList *warnings)
{
    QString expired;
    for (size_t row = 0; row < column.rows(); ++row) {
        const QString &name = world.clusters()[size_t(column.cluster(row))]->name;
        column.at(row) = 0;
        const AddOnScores *scores = world.addOnScores(name, prioritizer.resource);
        if (!scores)
            continue;
        if (scores->validUntilMs && nowMs > *scores->validUntilMs)
            expired += u' ' + name + u'/' + prioritizer.resource;
        else
            column.at(row) = scores->values.value(prioritizer.scoreName, 0);
    }
    if (!expired.isEmpty())
        warnings->append(u"AddOnPlacementScores%1 expired"_s.arg(expired));
}

// Two entries with one key are one for the scheduler, and the last weight counts. AddOn coordinates are held
// by pointer there, so no two are the same.
QString keyOf(const PrioritizerConfig &config, qsizetype place)
{
    const QString key = config.type + u'/' + config.builtIn;
    return config.hasAddOn ? key + u'/' + QString::number(place) : key;
}

Result<Prioritizer> prioritizerOf(const PrioritizerConfig &config, PlacementHub hub)
{
    Prioritizer prioritizer;
    prioritizer.weight = config.weight;
    if (config.type != u"BuiltIn") {
        if (!config.hasAddOn)
            return failure(Error::Kind::Invalid, u"addOn should not be empty"_s);
        prioritizer.kind = Prioritizer::Kind::AddOn;
        prioritizer.resource = config.resourceName;
        prioritizer.scoreName = config.scoreName;
        prioritizer.name = u"AddOn/"_s + config.resourceName + u'/' + config.scoreName;
        return prioritizer;
    }
    const QString &name = config.builtIn;
    prioritizer.name = name;
    static const QString gpu = u"ResourceAllocatableGPU"_s;
    if (name == u"Steady") {
        prioritizer.kind = Prioritizer::Kind::Steady;
    } else if (name == u"Balance") {
        prioritizer.kind = Prioritizer::Kind::Balance;
    } else if (name == u"ResourceAllocatableCPU") {
        prioritizer.kind = Prioritizer::Kind::Cpu;
    } else if (name == u"ResourceAllocatableMemory") {
        prioritizer.kind = Prioritizer::Kind::Memory;
    } else if (hub == PlacementHub::Plain && (name == gpu || name.startsWith(gpu + u'/'))) {
        prioritizer.kind = Prioritizer::Kind::Gpu;
        prioritizer.family = name.mid(gpu.size() + 1);
    } else {
        return failure(Error::Kind::Invalid, u"incorrect builtin prioritizer: %1"_s.arg(name));
    }
    return prioritizer;
}

} // namespace

Result<QList<Prioritizer>> prioritizersOf(const PlacementSpec &spec, PlacementHub hub)
{
    QList<PrioritizerConfig> configs;
    if (spec.mode.isEmpty() || spec.mode == u"Additive") {
        configs << PrioritizerConfig{true, u"BuiltIn"_s, u"Balance"_s, false, {}, {}, 1}
                << PrioritizerConfig{true, u"BuiltIn"_s, u"Steady"_s, false, {}, {}, 1};
    } else if (spec.mode != u"Exact") {
        return failure(Error::Kind::Invalid, u"incorrect prioritizer policy mode: %1"_s.arg(spec.mode));
    }
    configs << spec.prioritizers;
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < configs.size(); ++i) {
        if (!configs.at(i).hasCoordinate)
            return failure(Error::Kind::Invalid, u"scoreCoordinate field is required"_s);
        places.insert(keyOf(configs.at(i), i), i);
    }
    QList<Prioritizer> all;
    for (qsizetype i = 0; i < configs.size(); ++i) {
        if (configs.at(i).weight == 0 || places.value(keyOf(configs.at(i), i)) != i)
            continue;
        auto prioritizer = prioritizerOf(configs.at(i), hub);
        if (!prioritizer)
            return failure(prioritizer.error());
        all << *prioritizer;
    }
    std::sort(all.begin(), all.end(), [](const Prioritizer &a, const Prioritizer &b) {
        return a.name != b.name ? a.name < b.name : a.weight < b.weight;
    });
    return all;
}

PlacementScores scoreClusters(const PlacementWorld &world, const PlacementRequest &request,
                              const QList<Prioritizer> &prioritizers, const std::vector<int> &clusters,
                              const std::vector<bool> &chosen, QStringList *warnings)
{
    using Kind = Prioritizer::Kind;
    PlacementScores scores;
    scores.clusters = clusters;
    scores.parts.resize(clusters.size() * size_t(prioritizers.size()));
    for (const Prioritizer &prioritizer : prioritizers)
        scores.prioritizers << PrioritizerWeight{prioritizer.name, prioritizer.weight};
    const auto facts = [&](int cluster) -> const PlacementCluster & {
        return *world.clusters()[size_t(cluster)];
    };
    for (qsizetype i = 0; i < prioritizers.size(); ++i) {
        const Prioritizer &prioritizer = prioritizers.at(i);
        Column column(&scores, size_t(i));
        switch (prioritizer.kind) {
        case Kind::Steady:
            for (size_t row = 0; row < column.rows(); ++row)
                column.at(row) = chosen[size_t(column.cluster(row))] ? 100 : 0;
            break;
        case Kind::Balance:
            scoreBalance(column,
                         world.loadOfOthers(request.placement.namespaceName + u'/' + request.placement.name));
            break;
        case Kind::Cpu:
            scoreLinear(column, [&](int cluster) { return facts(cluster).cpu; });
            break;
        case Kind::Memory:
            scoreLinear(column, [&](int cluster) { return facts(cluster).memory; });
            break;
        case Kind::Gpu: // a cluster without GPUs has none, which is known: it is never without a score
            scoreLinear(column, [&](int cluster) {
                return std::optional(double(facts(cluster).gpuCount(prioritizer.family)));
            });
            break;
        case Kind::AddOn:
            scoreAddOn(column, prioritizer, world, request.nowMs, warnings);
            break;
        }
    }
    scores.totals.reserve(clusters.size());
    for (size_t row = 0; row < clusters.size(); ++row) {
        qint64 total = 0;
        for (qsizetype i = 0; i < prioritizers.size(); ++i)
            total += scores.part(row, i).value_or(0) * prioritizers.at(i).weight;
        scores.totals.push_back(total);
    }
    return scores;
}

} // namespace easel
