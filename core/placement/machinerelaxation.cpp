// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machinerelaxation.h"

#include "core/placement/machinecapacity.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <tuple>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::MachineExplanation)
};

// Each is planned anew; with a hundred thousand machines that is what an explanation costs.
constexpr int mostTried = 8;

// The largest value, at most `asked`, that `needed` of the machines reach; what the most able has if there
// are fewer.
qint64 reached(std::vector<qint64> values, qint64 needed)
{
    std::sort(values.begin(), values.end(), std::greater<>());
    return values[size_t(std::min<qint64>(std::max<qint64>(needed, 1), qint64(values.size())) - 1)];
}

QString listOf(const QStringList &names)
{
    constexpr qsizetype most = 4;
    return names.size() > most ? names.mid(0, most).join(u", "_s) +
                                     Text::tr(" and %n other(s)", nullptr, int(names.size() - most))
                               : names.join(u", "_s);
}

QString pairsOf(const QMap<QString, QString> &tags)
{
    QStringList pairs;
    for (auto tag = tags.cbegin(); tag != tags.cend(); ++tag)
        pairs << tag.key() + u'=' + *tag;
    return pairs.join(u", "_s);
}

class Relaxer
{
public:
    Relaxer(const MachineFleet &fleet, const QList<MachineRequest> &requests, const MachineOptions &options,
            const MachinePlan &plan, int pool)
        : m_fleet(fleet)
        , m_requests(requests)
        , m_options(options)
        , m_plan(plan)
        , m_choice(plan.nodePools.at(pool))
        , m_pool(pool)
        , m_pins(m_choice.request.hosts.begin(), m_choice.request.hosts.end())
    {}

    QList<MachineRelaxation> run()
    {
        if (m_choice.missing() <= 0)
            return {};
        std::array<std::vector<int>, machineRuleCount> alone; // machines that fail only this rule
        for (int position = 0; position < m_fleet.size(); ++position) {
            const MachineRules rules = m_choice.failing[size_t(position)];
            if (std::popcount(rules) == 1 && isMeant(position) && !isOthers(rules, position))
                alone[size_t(std::countr_zero(rules))].push_back(position);
        }
        for (int rule = 0; rule < machineRuleCount && m_tried < mostTried; ++rule) {
            if (!alone[size_t(rule)].empty())
                tryRules(bitOf(MachineRule(rule)), alone[size_t(rule)]);
        }
        if (!m_pins.isEmpty())
            tryWithoutNames();
        if (m_all.isEmpty())
            trySeveral();
        if (std::none_of(m_all.begin(), m_all.end(), [](const auto &change) { return change.completes; }))
            tryBuying();
        if (!m_choice.chosen.isEmpty())
            tryFewer();
        const auto rank = [](const MachineRelaxation &change) {
            return std::tuple(!change.completes, change.missingAfter, isOfMachines(change));
        };
        std::stable_sort(m_all.begin(), m_all.end(),
                         [&rank](const auto &a, const auto &b) { return rank(a) < rank(b); });
        return m_all;
    }

private:
    bool isMeant(int position) const
    {
        return !m_fleet.index().machine(position).gone &&
               (m_pins.isEmpty() || m_pins.contains(m_fleet.host(position).hostUid));
    }

    // Tagged for somebody else: another site, another purpose. Its tags are not there to be changed.
    bool isOthers(MachineRules rules, int position) const
    {
        if ((rules & bitOf(MachineRule::NotTagged)) == 0)
            return false;
        const QMap<QString, QString> &has = m_fleet.host(position).tags;
        const QMap<QString, QString> &needed = m_fleet.selector();
        for (auto tag = needed.cbegin(); tag != needed.cend(); ++tag) {
            if (tag.key() != u"palette.ai" && has.contains(tag.key()) && has.value(tag.key()) != *tag)
                return true;
        }
        return false;
    }

    // What is asked is changed more easily than what machines are.
    static bool isOfMachines(const MachineRelaxation &change)
    {
        constexpr MachineRules rules =
            bitOf(MachineRule::NotTagged) | bitOf(MachineRule::OtherPaletteProject) |
            bitOf(MachineRule::WrongRole) | bitOf(MachineRule::NoGpu) | bitOf(MachineRule::GpuNotWanted);
        return (change.rules & rules) != 0 || change.bought > 0;
    }

    MachineRelaxation change() const
    {
        MachineRelaxation change;
        change.request = m_choice.request;
        return change;
    }

    // All of the rules would no more keep these machines out.
    void tryRules(MachineRules rules, const std::vector<int> &machines)
    {
        MachineRelaxation tried = change();
        tried.rules = rules;
        QStringList parts;
        for (int rule = 0; rule < machineRuleCount; ++rule) {
            if ((rules & bitOf(MachineRule(rule))) == 0)
                continue;
            const QString part = relax(MachineRule(rule), machines, &tried);
            if (part.isEmpty())
                return;
            if (!parts.contains(part))
                parts << part;
        }
        verify(std::move(tried), parts.join(u"; "_s));
    }

    QString relax(MachineRule rule, const std::vector<int> &machines, MachineRelaxation *tried) const
    {
        MachineRequest &request = tried->request;
        switch (rule) {
        case MachineRule::NotTagged:
            return Text::tr("Tag %1 with %2").arg(amend(rule, machines, tried), pairsOf(m_fleet.selector()));
        case MachineRule::OtherPaletteProject:
            return Text::tr("Move %1 to Palette project %2")
                .arg(amend(rule, machines, tried), m_fleet.paletteProject());
        case MachineRule::Unpaired:
            return Text::tr("Pair %1").arg(amend(rule, machines, tried));
        case MachineRule::InUse:
        case MachineRule::Reserved:
            return Text::tr("Free %1").arg(amend(rule, machines, tried));
        case MachineRule::Unhealthy:
            return Text::tr("Get %1 ready").arg(amend(rule, machines, tried));
        case MachineRule::WrongRole:
            return Text::tr("Tag %1 with %2")
                .arg(amend(rule, machines, tried),
                     u"palette.ai/role="_s + (request.controlPlane ? u"control-plane"_s : u"worker"_s));
        case MachineRule::NoGpu:
            // Machines without drivers say that they have none (3.b).
            return Text::tr(
                       "Tag %1 with palette.ai/gpu-family and palette.ai/gpu-count, if there are %2 %3 in "
                       "each after all",
                       "machines, number, family")
                .arg(amend(rule, machines, tried), QString::number(request.gpuCount), request.gpuFamily);
        case MachineRule::WrongArchitecture:
        case MachineRule::GpuFamilyMismatch:
            return takeKind(rule, machines, &request);
        case MachineRule::ResourceGroupMismatch:
            return dropGroup(machines, &request);
        case MachineRule::GpuNotWanted:
            return nameThem(machines, &request);
        case MachineRule::NetworkMismatch:
            return changeNetwork(machines, &request);
        case MachineRule::TooFewCpus:
            return lower(rule, Text::tr("CPUs"), machines, &request.cpuCount);
        case MachineRule::TooLittleMemory:
            return lower(rule, Text::tr("memory (MiB)"), machines, &request.memoryMiB);
        case MachineRule::TooFewGpus:
            return lower(rule, Text::tr("GPUs of a machine"), machines, &request.gpuCount);
        case MachineRule::GpuMemoryTooSmall:
            return lower(rule, Text::tr("memory of a GPU (MiB)"), machines, &request.gpuMemoryMiB);
        }
        return {};
    }

    // As many of the machines as are missing hold the rule then; their names.
    QString amend(MachineRule rule, const std::vector<int> &machines, MachineRelaxation *tried) const
    {
        QStringList names;
        for (const int position : machines) {
            if (names.size() >= m_choice.missing())
                break;
            tried->amended[position] |= bitOf(rule);
            names << m_fleet.nameOf(position);
        }
        return listOf(names);
    }

    // The kind that most of them have.
    QString takeKind(MachineRule rule, const std::vector<int> &machines, MachineRequest *request) const
    {
        const bool architecture = rule == MachineRule::WrongArchitecture;
        const MachineIndex &index = m_fleet.index();
        std::map<QString, int> kinds;
        for (const int position : machines)
            ++kinds[architecture ? m_fleet.host(position).architecture
                                 : index.familyName(index.machine(position).family)];
        const auto best = std::max_element(kinds.begin(), kinds.end(),
                                           [](const auto &a, const auto &b) { return a.second < b.second; });
        if (best->first.isEmpty())
            return {};
        QString &field = architecture ? request->architecture : request->gpuFamily;
        const QString text = architecture
                                 ? Text::tr("Take architecture %1 instead of %2").arg(best->first, field)
                                 : Text::tr("Take %1 instead of %2").arg(best->first, field);
        field = best->first;
        return text;
    }

    // The one pair of the group that most of the machines lack; all of it when none is enough.
    QString dropGroup(const std::vector<int> &machines, MachineRequest *request) const
    {
        QString best;
        int most = 0;
        for (auto pair = request->resourceGroups.cbegin(); pair != request->resourceGroups.cend(); ++pair) {
            int only = 0;
            for (const int position : machines) {
                const QMap<QString, QString> &tags = m_fleet.host(position).tags;
                bool others = true;
                for (auto other = request->resourceGroups.cbegin(); other != request->resourceGroups.cend();
                     ++other)
                    others = others && (other.key() == pair.key() ||
                                        (tags.contains(other.key()) && tags.value(other.key()) == *other));
                only += others ? 1 : 0;
            }
            if (only > most) {
                most = only;
                best = pair.key();
            }
        }
        if (best.isEmpty()) {
            request->resourceGroups.clear();
            return Text::tr("Ask for no resource groups");
        }
        const QString value = request->resourceGroups.take(best);
        return Text::tr("Do not ask for %1=%2").arg(best, value);
    }

    QString lower(MachineRule rule, const QString &what, const std::vector<int> &machines,
                  qint64 *field) const
    {
        std::vector<qint64> values;
        for (const int position : machines) {
            const Machine &machine = m_fleet.index().machine(position);
            values.push_back(rule == MachineRule::TooFewCpus        ? machine.cpuCount
                             : rule == MachineRule::TooLittleMemory ? machine.memoryMiB
                             : rule == MachineRule::TooFewGpus      ? gpusIn(position)
                                                                    : machine.gpuMemoryMiB);
        }
        const qint64 value = std::max<qint64>(reached(values, m_choice.missing()), 0);
        const QString text = Text::tr("Lower %1 from %2 to %3").arg(what).arg(*field).arg(value);
        *field = value;
        return text;
    }

    // Of another family where that is what they have: then both are given up together.
    qint64 gpusIn(int position) const
    {
        const qint64 own = gpusOfFamily(m_fleet, m_choice.request.gpuFamily, position);
        return own > 0 ? own : m_fleet.index().machine(position).gpuCount;
    }

    // Machines with GPUs serve a node pool without, when it asks for exactly these (3.c).
    QString nameThem(const std::vector<int> &machines, MachineRequest *request) const
    {
        if (!m_pins.isEmpty())
            return {};
        for (const int position : m_choice.chosen)
            request->hosts << m_fleet.host(position).hostUid;
        QStringList names;
        for (const int position : machines) {
            if (names.size() >= m_choice.missing())
                break;
            request->hosts << m_fleet.host(position).hostUid;
            names << m_fleet.nameOf(position);
        }
        return Text::tr("Name %1 among its hosts, though their GPUs would then be surplus")
            .arg(listOf(names));
    }

    QString changeNetwork(const std::vector<int> &machines, MachineRequest *request) const
    {
        const bool manyCards = std::any_of(machines.begin(), machines.end(), [&](int position) {
            return m_fleet.index().machine(position).nicCount > 1 && !request->overlay &&
                   !request->networkHosts.contains(m_fleet.host(position).hostUid);
        });
        if (manyCards) {
            request->overlay = true;
            return Text::tr("Use an overlay network");
        }
        // Else its address lies outside their network.
        const QString subnet =
            machineFailure(m_fleet, *request, machines.front(), MachineRule::NetworkMismatch).actual;
        const auto network = QHostAddress::parseSubnet(subnet);
        bool isIpv4 = false;
        const quint32 first = network.first.toIPv4Address(&isIpv4);
        if (network.first.isNull())
            return {};
        const QString text =
            Text::tr("Take a control plane address in %1 instead of %2").arg(subnet, request->vip);
        request->vip = (isIpv4 ? QHostAddress(first + 1) : network.first).toString();
        return text;
    }

    void tryWithoutNames()
    {
        MachineRelaxation tried = change();
        tried.request.hosts.clear();
        verify(std::move(tried), Text::tr("Take any machine, not only those named"));
    }

    // No machine fails one rule only: the machines that fail fewest, with all that would have to change.
    void trySeveral()
    {
        std::map<MachineRules, std::vector<int>> groups;
        for (int position = 0; position < m_fleet.size(); ++position) {
            const MachineRules rules = m_choice.failing[size_t(position)];
            if (rules != 0 && isMeant(position) && !isOthers(rules, position))
                groups[rules].push_back(position);
        }
        const auto best = std::min_element(groups.begin(), groups.end(), [](const auto &a, const auto &b) {
            return std::pair(std::popcount(a.first), -qint64(a.second.size())) <
                   std::pair(std::popcount(b.first), -qint64(b.second.size()));
        });
        if (best != groups.end())
            tryRules(best->first, best->second);
    }

    void tryBuying()
    {
        MachineRelaxation tried = change();
        tried.bought = m_choice.missing();
        tried.request.hosts.clear();
        QList<HostView> bought;
        for (qint64 i = 0; i < tried.bought; ++i) {
            bought << machineThatFits(m_fleet, tried.request);
            bought.last().hostUid += QString::number(i);
        }
        // Beside what there is, which stays as it is: they are looked at alone.
        MachineRequest rest = tried.request;
        rest.count = tried.bought;
        const MachineFleet fresh(MachineIndex(bought), {}, m_fleet.selector(), m_fleet.paletteProject());
        if (!planMachines(fresh, {rest}, {}, {}).isComplete())
            return;
        tried.completes = true;
        tried.what = Text::tr("Add %n machine(s): %1", nullptr, int(tried.bought))
                         .arg(machineShapeText(tried.request));
        tried.sentence =
            Text::tr("%1.", "a change").arg(tried.what) + u' ' + Text::tr("Then the node pool is complete.");
        m_all << tried;
    }

    void tryFewer()
    {
        MachineRelaxation tried = change();
        tried.request.count = m_choice.chosen.size();
        verify(std::move(tried),
               Text::tr("Ask for %n machine(s) instead of %1", nullptr, int(m_choice.chosen.size()))
                   .arg(m_choice.request.count));
    }

    // Nothing is offered that the planner did not confirm.
    void verify(MachineRelaxation tried, const QString &what)
    {
        ++m_tried;
        QList<MachineRequest> requests = m_requests;
        for (MachineRequest &other : requests) { // they share one network
            if (other.owner == tried.request.owner && clusterOf(other) == clusterOf(tried.request)) {
                other.vip = tried.request.vip;
                other.overlay = tried.request.overlay;
            }
        }
        requests[m_pool] = tried.request;
        MachineOptions options = m_options;
        for (auto machine = tried.amended.cbegin(); machine != tried.amended.cend(); ++machine)
            options.amended[machine.key()] |= *machine;
        const MachineSupply supply = machineSupply(m_fleet, m_plan, requests, options).at(m_pool);
        tried.more = supply.eligible - m_choice.eligible;
        tried.missingAfter = supply.missing;
        tried.completes = tried.missingAfter == 0;
        if (tried.missingAfter >= m_choice.missing())
            return;
        tried.what = what;
        tried.sentence = tried.more > 0 ? Text::tr("%1: adds %n machine(s).", nullptr, tried.more).arg(what)
                                        : Text::tr("%1.", "a change").arg(what);
        tried.sentence += u' ' + (tried.completes ? Text::tr("Then the node pool is complete.")
                                                  : Text::tr("Then it still lacks %n machine(s).", nullptr,
                                                             int(tried.missingAfter)));
        m_all << tried;
    }

    static QString clusterOf(const MachineRequest &request)
    {
        return request.name.contains(u'/') ? request.name.section(u'/', 0, 0) : QString();
    }

    const MachineFleet &m_fleet;
    const QList<MachineRequest> &m_requests;
    const MachineOptions &m_options;
    const MachinePlan &m_plan;
    const NodePoolChoice &m_choice;
    const int m_pool;
    const QSet<QString> m_pins;
    QList<MachineRelaxation> m_all;
    int m_tried = 0;
};

} // namespace

QList<MachineRelaxation> machineRelaxations(const MachineFleet &fleet, const QList<MachineRequest> &requests,
                                            const MachineOptions &options, const MachinePlan &plan, int pool)
{
    return Relaxer(fleet, requests, options, plan, pool).run();
}

} // namespace easel
