// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/quotaverb.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/headless/rawrows.h"
#include "core/quota/quotabeside.h"
#include "core/quota/quotascopes.h"
#include "core/quota/quotawhatif.h"
#include "core/yaml/yamlreader.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <cstdio>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::QuotaVerb)
};

struct Report
{
    QByteArray data;
    int code = ExitGood;
};

Result<WhatIf> whatIfIn(const QString &name)
{
    if (name.isEmpty())
        return WhatIf();
    QFile file(name);
    const bool opened = name == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return failure(makeError(Error::Kind::File, file.errorString()).tried(Text::tr("read %1").arg(name)));
    // JSON is YAML.
    const auto documents = readYaml(file.readAll());
    if (!documents)
        return failure(documents.error().tried(Text::tr("read %1").arg(name)));
    QJsonArray values;
    for (const YamlDocument &document : *documents)
        values << document.value;
    auto read = readWhatIf(values);
    if (!read)
        return failure(read.error().tried(Text::tr("read %1").arg(name)));
    return read;
}

QJsonArray usageJson(const QList<GpuUsage> &lines)
{
    QJsonArray list;
    for (const GpuUsage &line : lines) {
        QJsonObject json = line.toJson();
        json.insert(u"surplus"_s, line.use.surplus);
        list << json;
    }
    return list;
}

QJsonObject ledgerJson(const QList<QuotaScope> &scopes)
{
    QJsonArray tenants;
    QJsonArray projects;
    for (const QuotaScope &scope : scopes) {
        if (scope.isTenant())
            tenants << QJsonObject{{u"name"_s, scope.tenant}, {u"gpuUsage"_s, usageJson(scope.lines)}};
        else
            projects << QJsonObject{{u"name"_s, scope.project},
                                    {u"tenant"_s, scope.tenant},
                                    {u"gpuUsage"_s, usageJson(scope.lines)}};
    }
    return {{u"tenants"_s, tenants}, {u"projects"_s, projects}};
}

QByteArray ledgerTable(const QList<QuotaScope> &scopes)
{
    const auto column = [](const QString &title) { return Column{title, title}; };
    const QList<Column> columns = {
        column(Text::tr("Tenant")),     column(Text::tr("Project")),   column(Text::tr("Family")),
        column(Text::tr("Limit")),      column(Text::tr("Used")),      column(Text::tr("Attached")),
        column(Text::tr("Claimed")),    column(Text::tr("Releasing")), column(Text::tr("Surplus")),
        column(Text::tr("Guaranteed")), column(Text::tr("Kept")),      column(Text::tr("Headroom")),
        column(Text::tr("Over"))};
    const auto number = [](std::optional<qint64> value) { return value ? Cell(*value) : Cell(u"-"_s); };
    QList<Row> rows;
    for (const QuotaScope &scope : scopes) {
        for (const GpuUsage &line : scope.lines) {
            Row row;
            const QString limit = line.limit
                                      ? QString::number(*line.limit) +
                                            (line.limitFrom == LimitFrom::Wildcard ? u" (*)"_s : QString())
                                      : u"-"_s;
            row.cells = {Cell(cleanedLine(scope.tenant)),
                         Cell(cleanedLine(scope.project)),
                         Cell(cleanedLine(line.family)),
                         Cell(limit),
                         Cell(line.used()),
                         Cell(line.use.attached),
                         Cell(line.use.claimed),
                         Cell(line.use.releasing),
                         Cell(line.use.surplus),
                         Cell(line.guaranteed),
                         Cell(scope.isTenant() ? line.unusedGuarantees : line.reservedForOthers),
                         number(line.headroom),
                         Cell(line.overBy)};
            rows << row;
        }
    }
    return rows.isEmpty() ? QByteArray() : tableText(columns, rows, 0);
}

QByteArray textLines(const QStringList &lines, int indent)
{
    QByteArray text;
    for (const QString &line : lines)
        text += QByteArray(indent, ' ') + cleanedLine(line).toUtf8() + '\n';
    return text;
}

QString severityWord(Finding::Severity severity)
{
    return severity == Finding::Severity::Refuse ? u"error"_s
           : severity == Finding::Severity::Warn ? u"warning"_s
                                                 : u"note"_s;
}

QJsonObject whatIfJson(const WhatIfOutcome &outcome)
{
    QJsonObject json = outcome.decision.toJson();
    QJsonArray falls;
    for (const QuotaWaterfall &fall : outcome.waterfalls)
        falls << fall.toJson();
    QJsonArray remarks;
    for (const WhatIfOutcome::Remark &remark : outcome.remarks) {
        QJsonObject said{{u"object"_s, remark.object.text()},
                         {u"rule"_s, remark.finding.rule},
                         {u"severity"_s, severityWord(remark.finding.severity)},
                         {u"field"_s, remark.finding.pointer.toFieldPath()},
                         {u"sentence"_s, remark.finding.sentence}};
        if (remark.needed && remark.actual) {
            said.insert(u"needed"_s, *remark.needed);
            said.insert(u"actual"_s, *remark.actual);
            said.insert(u"short"_s, *remark.needed - *remark.actual);
        }
        remarks << said;
    }
    json.insert(u"waterfalls"_s, falls);
    json.insert(u"remarks"_s, remarks);
    if (!outcome.remedy.isEmpty())
        json.insert(u"remedy"_s, outcome.remedy);
    json.insert(u"ledger"_s, ledgerJson(quotaScopes(outcome.ledger)));
    return json;
}

QByteArray whatIfText(const WhatIfOutcome &outcome)
{
    QByteArray text;
    for (const QuotaWaterfall &fall : outcome.waterfalls)
        text += cleanedLine(fall.resource).toUtf8() + ":\n" + textLines(fall.lines(), 2);
    text += (outcome.isRefused() ? Text::tr("Refused.") : Text::tr("Admitted.")).toUtf8() + '\n';
    for (const QuotaReason &reason : outcome.decision.reasons)
        text += textLines({reason.sentence}, 2);
    for (const WhatIfOutcome::Remark &remark : outcome.remarks)
        text +=
            textLines({u"%1: %2: %3 [%4]"_s.arg(severityWord(remark.finding.severity), remark.object.text(),
                                                remark.finding.sentence, remark.finding.rule)},
                      2);
    if (!outcome.remedy.isEmpty())
        text += textLines({Text::tr("This would do, tried as a whole: %1").arg(outcome.remedy)}, 0);
    if (!outcome.decision.relaxations.isEmpty())
        text += Text::tr("What would help:").toUtf8() + '\n';
    for (const QuotaRelaxation &relaxation : outcome.decision.relaxations)
        text += textLines({relaxation.sentence}, 2);
    text += '\n' + Text::tr("With these changes:").toUtf8() + '\n' + ledgerTable(quotaScopes(outcome.ledger));
    return text;
}

Report reportOf(const QList<QJsonObject> &objects, const QList<QJsonObject> &beside, const WhatIf &changes,
                bool asJson, bool ownControllers)
{
    ObjectSet set;
    for (const QJsonObject &object : objects)
        set.insert(object);
    const QList<QuotaScope> scopes =
        ownControllers ? quotaScopesSaid(set) : quotaScopes(QuotaBook(set).ledger());
    const QList<QuotaWaterfall> others = quotaBeside(beside);
    Report report;
    std::optional<WhatIfOutcome> outcome;
    if (!changes.isNothing()) {
        outcome = tryOut(set, changes);
        report.code = outcome->isRefused() ? ExitFindings : ExitGood;
    }
    if (asJson) {
        QJsonObject json = ledgerJson(scopes);
        QJsonArray falls;
        for (const QuotaWaterfall &fall : others)
            falls << fall.toJson();
        json.insert(u"beside"_s, falls);
        if (outcome)
            json.insert(u"whatIf"_s, whatIfJson(*outcome));
        report.data = QJsonDocument(json).toJson();
        return report;
    }
    report.data = ledgerTable(scopes);
    if (!others.isEmpty())
        report.data += '\n' + Text::tr("Beside it:").toUtf8() + '\n';
    for (const QuotaWaterfall &fall : others)
        report.data += cleanedLine(fall.resource).toUtf8() + ":\n" + textLines(fall.lines(), 2);
    if (outcome)
        report.data += '\n' + whatIfText(*outcome);
    return report;
}

} // namespace

QuotaVerb::QuotaVerb(Console *console, QuotaOptions options)
    : Verb(console)
    , m_options(std::move(options))
{}

void QuotaVerb::start()
{
    if (!takeSource(m_options.source, columnsAndObjects))
        return;
    using Objects = QList<QJsonObject>;
    openSource(m_source.get())
        .chain(this,
               [this](const Result<Done> &opened) {
                   if (!opened)
                       return Call<Objects>::ready(failure(opened.error()));
                   // Another controller counts by rules of its own; a decision of ours could be wrong there.
                   const bool vendor = m_source->mode() == HubMode::Vendor;
                   if (vendor && !m_options.whatIf.isEmpty())
                       return Call<Objects>::ready(failure(
                           makeError(Error::Kind::Unsupported,
                                     tr("%1 has controllers of its own, which decide about GPU quota.")
                                         .arg(m_source->title()),
                                     tr("Without --what-if its own figures are shown."))));
                   QList<ResourceType> types;
                   for (const QString &kind :
                        {u"Tenant"_s, u"ComputeConfig"_s, u"Project"_s, u"ComputePool"_s, u"AIWorkload"_s}) {
                       const ResourceType *type = m_source->catalog().find(spectroGroup, kind);
                       if (!type && m_source->mode() != HubMode::Workspace)
                           return Call<Objects>::ready(
                               failure(makeError(Error::Kind::NotFound,
                                                 tr("%1 serves no kind %2.").arg(m_source->title(), kind),
                                                 tr("Install Easel's kinds with easel hub prepare."))));
                       if (type && (!vendor || kind == u"Tenant" || kind == u"Project"))
                           types << *type;
                   }
                   return objectsOf(m_source.get(), types);
               })
        .then(this, [this](const Result<Objects> &objects) {
            if (!objects) {
                fail(objects.error());
                return;
            }
            m_objects = *objects;
            QList<ResourceType> beside;
            for (const QuotaKindBeside &kind : quotaKindsBeside()) {
                if (const ResourceType *type = m_source->catalog().find(kind.group, kind.kind))
                    beside << *type;
            }
            readBeside(beside);
        });
}

// One after the other: who may not read one of them still sees the rest.
void QuotaVerb::readBeside(QList<ResourceType> types)
{
    if (types.isEmpty()) {
        judge();
        return;
    }
    const ResourceType type = types.takeFirst();
    objectsOf(m_source.get(), type)
        .then(this, [this, types, type](const Result<QList<QJsonObject>> &objects) {
            if (objects)
                m_beside += *objects;
            else
                console().message(tr("%1 left out: %2").arg(type.plural, errorSentence(objects.error())));
            readBeside(types);
        });
}

void QuotaVerb::judge()
{
    const bool vendor = m_source->mode() == HubMode::Vendor;
    runInPool([objects = m_objects, beside = m_beside, options = m_options, vendor]() -> Result<Report> {
        const auto changes = whatIfIn(options.whatIf);
        if (!changes)
            return failure(changes.error());
        return reportOf(objects, beside, *changes, options.json, vendor);
    }).then(this, [this](const Result<Report> &report) {
        if (!report) {
            fail(report.error());
            return;
        }
        if (report->data.isEmpty())
            console().message(tr("There are no limits, guarantees or GPUs in use."));
        finish(console().data(report->data) ? report->code : ExitFailed);
    });
}

} // namespace easel

#include "moc_quotaverb.cpp"
