// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/packverb.h"

#include "core/placement/packingtrace.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QThreadPool>

#include <algorithm>
#include <cmath>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(
            makeError(Error::Kind::File, file.errorString()).tried(PackVerb::tr("read %1").arg(path)));
    return file.readAll();
}

struct Means
{
    double at100 = 0;
    double at130 = 0;
};

Means meansOf(const std::vector<PackingRun> &runs)
{
    Means means;
    for (const PackingRun &run : runs) {
        means.at100 += run.at100 / double(runs.size());
        means.at130 += run.at130 / double(runs.size());
    }
    return means;
}

double rounded(double percent)
{
    return std::round(percent * 1000) / 1000;
}

} // namespace

struct PackVerb::Work
{
    struct Task
    {
        qsizetype pods = 0;
        PackingPolicy policy = PackingPolicy::Easel;
        std::vector<PackingRun> runs;
    };
    using Machines = std::vector<PackingMachine>;
    using Items = std::vector<PackingItem>;
    std::shared_ptr<const Machines> machines;
    QList<std::shared_ptr<const Items>> items;
    std::vector<Task> tasks;
    qsizetype waiting = 0;
};

PackVerb::PackVerb(Console *console, PackOptions options)
    : Verb(console)
    , m_options(std::move(options))
    , m_work(std::make_unique<Work>())
{}

PackVerb::~PackVerb() = default;

void PackVerb::start()
{
    const auto nodes = contentOf(m_options.nodes).and_then(readPackingMachines);
    if (!nodes) {
        fail(nodes.error().tried(tr("read %1").arg(m_options.nodes)));
        return;
    }
    m_work->machines = std::make_shared<const Work::Machines>(*nodes);
    for (const QString &path : std::as_const(m_options.pods)) {
        const auto pods = contentOf(path).and_then(readPackingItems);
        if (!pods) {
            fail(pods.error().tried(tr("read %1").arg(path)));
            return;
        }
        m_work->items << std::make_shared<const Work::Items>(*pods);
        for (const PackingPolicy policy : std::as_const(m_options.policies))
            m_work->tasks.push_back({m_work->items.size() - 1, policy, {}});
    }
    // Seeds do not know of each other: they are split where there are fewer tasks than threads.
    const int seeds = m_options.lastSeed - m_options.firstSeed + 1;
    const auto tasks = int(m_work->tasks.size());
    const int parts =
        std::clamp((QThreadPool::globalInstance()->maxThreadCount() + tasks - 1) / tasks, 1, seeds);
    m_work->waiting = tasks * parts;
    for (qsizetype task = 0; task < tasks; ++task) {
        for (int part = 0; part < parts; ++part) {
            PackingExperiment experiment;
            experiment.policy = m_work->tasks[size_t(task)].policy;
            experiment.firstSeed = m_options.firstSeed + seeds * part / parts;
            experiment.lastSeed = m_options.firstSeed + seeds * (part + 1) / parts - 1;
            const auto items = m_work->items.at(m_work->tasks[size_t(task)].pods);
            runInPool([machines = m_work->machines, items, experiment]() -> Result<std::vector<PackingRun>> {
                return runPackingExperiment(*machines, *items, experiment);
            }).then(this, [this, task](const Result<std::vector<PackingRun>> &runs) { take(task, *runs); });
        }
    }
}

void PackVerb::take(qsizetype task, const std::vector<PackingRun> &runs)
{
    std::vector<PackingRun> &all = m_work->tasks[size_t(task)].runs;
    all.insert(all.end(), runs.begin(), runs.end());
    if (--m_work->waiting > 0)
        return;
    for (Work::Task &each : m_work->tasks) {
        std::sort(each.runs.begin(), each.runs.end(),
                  [](const PackingRun &a, const PackingRun &b) { return a.seed < b.seed; });
    }
    report();
}

void PackVerb::report()
{
    qint64 gpus = 0;
    for (const PackingMachine &machine : *m_work->machines)
        gpus += machine.gpus;
    QByteArray text;
    const QString pods = tr("PODS");
    const QString policy = tr("POLICY");
    qsizetype width = pods.size();
    for (const QString &path : std::as_const(m_options.pods))
        width = std::max(width, QFileInfo(path).completeBaseName().size());
    if (!m_options.json) {
        text += (pods.leftJustified(width + 2) + policy.leftJustified(15) + tr("AT 100 %").rightJustified(8) +
                 tr("AT 130 %").rightJustified(10) + u'\n')
                    .toUtf8();
    }
    for (const Work::Task &task : m_work->tasks) {
        const Means means = meansOf(task.runs);
        const QString path = m_options.pods.at(task.pods);
        if (!m_options.json) {
            text += (QFileInfo(path).completeBaseName().leftJustified(width + 2) +
                     packingPolicyName(task.policy).leftJustified(15) +
                     QString::number(means.at100, 'f', 2).rightJustified(8) +
                     QString::number(means.at130, 'f', 2).rightJustified(10) + u'\n')
                        .toUtf8();
            continue;
        }
        QJsonArray runs;
        for (const PackingRun &run : task.runs) {
            runs.append(QJsonObject{{u"seed"_s, run.seed},
                                    {u"at100"_s, rounded(run.at100)},
                                    {u"at130"_s, rounded(run.at130)},
                                    {u"placed"_s, run.placed},
                                    {u"refused"_s, run.refused}});
        }
        text += QJsonDocument(QJsonObject{{u"nodes"_s, m_options.nodes},
                                          {u"pods"_s, path},
                                          {u"policy"_s, packingPolicyName(task.policy)},
                                          {u"machines"_s, qint64(m_work->machines->size())},
                                          {u"gpus"_s, gpus},
                                          {u"means"_s, QJsonObject{{u"100"_s, rounded(means.at100)},
                                                                   {u"130"_s, rounded(means.at130)}}},
                                          {u"runs"_s, runs}})
                    .toJson(QJsonDocument::Compact) +
                '\n';
    }
    finish(console().data(text) ? ExitGood : ExitFailed);
}

} // namespace easel

#include "moc_packverb.cpp"
