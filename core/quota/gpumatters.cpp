// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/gpumatters.h"

#include "core/base/text.h"
#include "core/domain/gputext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::GpuMatters)
};

constexpr int namedAtMost = 3;

QString nameOf(const GpuScope &scope)
{
    return cleanedLine(scope.isTenant() ? scope.tenant : scope.project);
}

QString namesOf(const QList<const GpuScope *> &scopes)
{
    QStringList names;
    for (const GpuScope *scope : scopes)
        names << nameOf(*scope);
    return nameList(names, namedAtMost);
}

QString gpus(qint64 count)
{
    return Text::tr("%n GPUs", nullptr, int(count));
}

// "8 NVIDIA-H100", of what `amount` says of each line.
template <typename Amount>
QMap<QString, qint64> sumOf(const QList<const GpuScope *> &scopes, Amount amount)
{
    QMap<QString, qint64> sum;
    for (const GpuScope *scope : scopes) {
        for (const GpuUsage &line : scope->lines) {
            if (const qint64 more = amount(line); more > 0)
                sum[line.family] += more;
        }
    }
    return sum;
}

QStringList keysOf(const QList<const GpuScope *> &scopes)
{
    QStringList keys;
    for (const GpuScope *scope : scopes)
        keys << scope->key();
    return keys;
}

GpuMatter overLimit(const QList<const GpuScope *> &scopes, const QStringList &pools)
{
    GpuMatter matter;
    matter.kind = GpuMatter::Kind::OverLimit;
    matter.tone = Tone::Bad;
    const QMap<QString, qint64> over = sumOf(scopes, [](const GpuUsage &line) { return line.overBy; });
    if (scopes.size() == 1) {
        const GpuScope &scope = *scopes.first();
        matter.title = Text::tr("%1 is over its limit").arg(nameOf(scope));
        QStringList lines;
        for (const GpuUsage &line : scope.lines) {
            if (line.overBy > 0)
                lines << Text::tr("%1 of %2 %3", "used, limit, GPU family")
                             .arg(line.used())
                             .arg(line.limit.value_or(0))
                             .arg(cleanedLine(line.family));
        }
        matter.sentence = Text::tr("%1 in use.").arg(nameList(lines, namedAtMost));
    } else {
        matter.title = Text::tr("%n are over their limits", nullptr, int(scopes.size()));
        matter.sentence = Text::tr("%1: %2 too many.").arg(namesOf(scopes), gpuText(over, false));
    }
    matter.link = Text::tr("%1 to give back").arg(gpus(gpuTotal(over)));
    matter.scopes = keysOf(scopes);
    matter.pools = pools;
    return matter;
}

GpuMatter waiting(const QList<const GpuPool *> &pools, const QList<const GpuScope *> &scopes)
{
    GpuMatter matter;
    matter.kind = GpuMatter::Kind::Waiting;
    matter.tone = Tone::Waiting;
    QMap<QString, qint64> wanted;
    QStringList names;
    for (const GpuPool *pool : pools) {
        addGpus(wanted, pool->waitsFor);
        names << cleanedLine(pool->ref.name);
        matter.pools << pool->key();
    }
    const QString amount = gpuText(wanted, false);
    if (pools.size() == 1) {
        const GpuPool &pool = *pools.first();
        matter.title = Text::tr("%1 waits").arg(names.first());
        matter.sentence =
            pool.refused ? Text::tr("%1 refused by quota.").arg(amount) : Text::tr("%1 claimed.").arg(amount);
        if (!pool.message.isEmpty())
            matter.sentence += u' ' + cleanedLine(pool.message);
        matter.link = Text::tr("Why");
    } else if (pools.isEmpty()) { // a hub that says its own figures
        matter.title = Text::tr("%n projects wait", nullptr, int(scopes.size()));
        matter.sentence =
            Text::tr("%1 claimed by %2.")
                .arg(gpuText(sumOf(scopes, [](const GpuUsage &line) { return line.use.claimed; }), false),
                     namesOf(scopes));
        matter.link = Text::tr("Show");
    } else {
        matter.title = Text::tr("%n pools wait", nullptr, int(pools.size()));
        matter.sentence = Text::tr("%1: %2 not there yet.").arg(nameList(names, namedAtMost), amount);
        matter.link = Text::tr("%n pools", nullptr, int(pools.size()));
    }
    matter.scopes = keysOf(scopes);
    return matter;
}

GpuMatter guarantee(const QList<const GpuScope *> &scopes)
{
    GpuMatter matter;
    matter.kind = GpuMatter::Kind::Guarantee;
    matter.tone = Tone::Warning;
    const QString unused = gpuText(sumOf(
        scopes, [](const GpuUsage &line) { return std::max<qint64>(0, line.guaranteed - line.used()); }));
    matter.title = scopes.size() == 1 ? Text::tr("%1: guarantee unused").arg(nameOf(*scopes.first()))
                                      : Text::tr("%n guarantees are not used", nullptr, int(scopes.size()));
    matter.sentence =
        scopes.size() == 1
            ? Text::tr("%1 are kept while another project waits.").arg(unused)
            : Text::tr("%1 are kept for %2 while others wait for them.").arg(unused, namesOf(scopes));
    matter.link = Text::tr("Show");
    matter.scopes = keysOf(scopes);
    return matter;
}

GpuMatter surplus(const QList<const GpuScope *> &scopes, const QStringList &pools)
{
    GpuMatter matter;
    matter.kind = GpuMatter::Kind::Surplus;
    matter.tone = Tone::Warning;
    const QMap<QString, qint64> sum = sumOf(scopes, [](const GpuUsage &line) { return line.use.surplus; });
    matter.title = scopes.size() == 1
                       ? Text::tr("%1 holds more than it asks for").arg(nameOf(*scopes.first()))
                       : Text::tr("%n projects hold more than they ask for", nullptr, int(scopes.size()));
    matter.sentence = Text::tr("%1 on machines of pools that do not ask for them.").arg(gpuText(sum, false));
    matter.link = Text::tr("%n pools", nullptr, int(pools.size()));
    matter.scopes = keysOf(scopes);
    matter.pools = pools;
    return matter;
}

GpuMatter releasing(const QList<const GpuScope *> &scopes, const QStringList &pools)
{
    GpuMatter matter;
    matter.kind = GpuMatter::Kind::Releasing;
    matter.tone = Tone::Progressing;
    const QMap<QString, qint64> sum = sumOf(scopes, [](const GpuUsage &line) { return line.use.releasing; });
    matter.title = Text::tr("%1 being released").arg(gpuText(sum, false));
    matter.sentence = Text::tr("They count for %1 until their machines are free.").arg(namesOf(scopes));
    matter.link = Text::tr("%n pools", nullptr, int(pools.size()));
    matter.scopes = keysOf(scopes);
    matter.pools = pools;
    return matter;
}

GpuMatter unhealthy(const QList<const GpuMachine *> &machines)
{
    GpuMatter matter;
    matter.kind = GpuMatter::Kind::Unhealthy;
    matter.tone = Tone::Bad;
    qint64 total = 0;
    for (const GpuMachine *machine : machines) {
        matter.machines << machine->name;
        total += machine->total();
    }
    const int count = int(machines.size());
    matter.title = Text::tr("%n GPU machines are unhealthy", nullptr, count);
    matter.sentence = Text::tr("%1: %2 out of use.").arg(nameList(matter.machines, namedAtMost), gpus(total));
    if (count == 1 && !machines.first()->message.isEmpty())
        matter.sentence += u' ' + cleanedLine(machines.first()->message);
    matter.link = Text::tr("%n machines", nullptr, count);
    return matter;
}

GpuMatter idle(const QList<const GpuMachine *> &machines, const QStringList &waitedFor)
{
    GpuMatter matter;
    matter.kind = GpuMatter::Kind::Idle;
    matter.tone = waitedFor.isEmpty() ? Tone::Neutral : Tone::Warning;
    QMap<QString, qint64> free;
    for (const GpuMachine *machine : machines) {
        matter.machines << machine->name;
        addGpus(free, machine->gpus);
    }
    const int count = int(machines.size());
    matter.title = Text::tr("%n GPU machines are idle", nullptr, count);
    matter.sentence = waitedFor.isEmpty() ? Text::tr("%1 that no pool holds.").arg(gpuText(free, false))
                                          : Text::tr("%1 that no pool holds, while pools wait for %2.")
                                                .arg(gpuText(free, false), nameList(waitedFor, namedAtMost));
    matter.link = Text::tr("%n machines", nullptr, count);
    return matter;
}

} // namespace

QString gpuMatterWord(GpuMatter::Kind kind)
{
    switch (kind) {
    case GpuMatter::Kind::OverLimit:
        return u"over"_s;
    case GpuMatter::Kind::Unhealthy:
        return u"unhealthy"_s;
    case GpuMatter::Kind::Guarantee:
        return u"guarantee"_s;
    case GpuMatter::Kind::Waiting:
        return u"waits"_s;
    case GpuMatter::Kind::Surplus:
        return u"surplus"_s;
    case GpuMatter::Kind::Releasing:
        return u"releasing"_s;
    case GpuMatter::Kind::Idle:
        return u"idle"_s;
    }
    return {};
}

QList<GpuMatter> gpuMatters(const GpuEstate &estate, const std::optional<QSet<QString>> &wanted)
{
    const QList<GpuScope> all = estate.scopes();
    QList<const GpuScope *> over, waits, guarantees, surpluses, releases;
    QSet<QString> tenantsOver;
    QSet<QString> projects;
    for (const GpuScope &scope : all) {
        if (wanted && !wanted->contains(scope.key()))
            continue;
        if (!scope.isTenant())
            projects.insert(scope.project);
        if (scope.needs & GpuScope::Over) {
            over << &scope;
            if (scope.isTenant())
                tenantsOver.insert(scope.tenant);
        }
        if (scope.isTenant())
            continue; // the rest is its projects'
        if (scope.needs & GpuScope::Waits)
            waits << &scope;
        if (scope.needs & GpuScope::Guarantee)
            guarantees << &scope;
        if (scope.needs & GpuScope::Surplus)
            surpluses << &scope;
        if (scope.needs & GpuScope::Releasing)
            releases << &scope;
    }
    QStringList overPools, surplusPools, releasingPools;
    QList<const GpuPool *> waitingPools;
    QStringList waitedFor;
    for (auto it = estate.pools().cbegin(); it != estate.pools().cend(); ++it) {
        const GpuPool &pool = *it;
        if (wanted && !projects.contains(pool.ref.namespaceName))
            continue;
        if (!pool.waitsFor.isEmpty()) {
            waitingPools << &pool;
            waitedFor << pool.waitsFor.keys();
        }
        for (auto use = pool.use.cbegin(); use != pool.use.cend(); ++use) {
            if (use->surplus > 0 && !surplusPools.contains(it.key()))
                surplusPools << it.key();
            if (use->releasing > 0 && !releasingPools.contains(it.key()))
                releasingPools << it.key();
            const bool ofOver = std::any_of(over.begin(), over.end(), [&](const GpuScope *scope) {
                const GpuUsage *line = scope->line(use.key());
                return line && line->overBy > 0 && use->used() > 0 &&
                       (scope->isTenant() ? estate.tenantOf(pool.ref.namespaceName) == scope->tenant
                                          : scope->project == pool.ref.namespaceName);
            });
            if (ofOver && !overPools.contains(it.key()))
                overPools << it.key();
        }
    }
    for (QStringList *list : {&overPools, &surplusPools, &releasingPools, &waitedFor})
        list->sort();
    waitedFor.removeDuplicates();
    std::sort(waitingPools.begin(), waitingPools.end(),
              [](const GpuPool *a, const GpuPool *b) { return a->key() < b->key(); });

    QList<const GpuMachine *> ill, unused;
    for (const GpuMachine &machine : estate.machines()) {
        if (machine.gpus.isEmpty())
            continue;
        const QString project = machine.pool.section(u'/', 0, 0);
        if (wanted && !machine.pool.isEmpty() && !projects.contains(project))
            continue;
        if (machine.state == GpuMachine::State::Unhealthy)
            ill << &machine;
        else if (machine.state == GpuMachine::State::Free)
            unused << &machine;
    }
    for (QList<const GpuMachine *> *list : {&ill, &unused})
        std::sort(list->begin(), list->end(),
                  [](const GpuMachine *a, const GpuMachine *b) { return a->name < b->name; });

    QList<GpuMatter> matters;
    if (!over.isEmpty())
        matters << overLimit(over, overPools);
    if (!ill.isEmpty())
        matters << unhealthy(ill);
    if (!waitingPools.isEmpty() || !waits.isEmpty())
        matters << waiting(waitingPools, waits);
    if (!guarantees.isEmpty())
        matters << guarantee(guarantees);
    if (!surpluses.isEmpty())
        matters << surplus(surpluses, surplusPools);
    if (!releases.isEmpty())
        matters << releasing(releases, releasingPools);
    if (!unused.isEmpty()) {
        const auto isWanted = [&](const QString &family) {
            return std::any_of(unused.begin(), unused.end(),
                               [&](const GpuMachine *machine) { return machine->gpus.contains(family); });
        };
        waitedFor.removeIf([&](const QString &family) { return !isWanted(family); });
        matters << idle(unused, waitedFor);
    }
    std::stable_sort(matters.begin(), matters.end(), [](const GpuMatter &a, const GpuMatter &b) {
        const auto rank = [](Tone tone) {
            return tone == Tone::Bad                                ? 0
                   : tone == Tone::Waiting || tone == Tone::Warning ? 1
                   : tone == Tone::Progressing                      ? 2
                                                                    : 3;
        };
        return rank(a.tone) < rank(b.tone);
    });
    return matters;
}

} // namespace easel
