// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/placeverb.h"

#include "core/base/call.h"
#include "core/base/text.h"
#include "core/headless/rawrows.h"
#include "core/placement/placementadvice.h"
#include "core/placement/placementjson.h"
#include "core/yaml/yamlreader.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PlaceVerb)
};

struct Input
{
    PlacementWorld world;
    QList<PlacementObject> placements;
    QStringList ignored;
};

struct Report
{
    QByteArray data;
    QStringList messages;
    int code = ExitGood;
};

Result<QByteArray> contentOf(const QString &name)
{
    QFile file(name);
    const bool opened = name == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return failure(makeError(Error::Kind::File, file.errorString()).tried(Text::tr("read %1").arg(name)));
    return file.readAll();
}

// The documents of a file. Large JSON is read by Qt, which is many times faster.
Result<QJsonArray> documentsOf(const QString &name)
{
    const auto content = contentOf(name);
    if (!content)
        return failure(content.error());
    const QByteArray start = content->left(64).trimmed();
    if (start.startsWith('{') || start.startsWith('[')) {
        const QJsonDocument json = QJsonDocument::fromJson(*content);
        if (json.isObject())
            return QJsonArray{json.object()};
        if (json.isArray())
            return QJsonArray{QJsonValue(json.array())};
    }
    const auto yaml = readYaml(*content);
    if (!yaml)
        return failure(yaml.error().tried(Text::tr("read %1").arg(name)));
    QJsonArray documents;
    for (const YamlDocument &document : *yaml)
        documents << document.value;
    return documents;
}

Result<Done> takeObject(const QJsonObject &object, Input *input)
{
    const QString kind = object.value(u"kind").toString();
    const QString name = object.value(u"metadata").toObject().value(u"name").toString();
    if (kind.isEmpty() || !object.value(u"apiVersion").isString())
        return failure(Error::Kind::Invalid, Text::tr("An object has no kind or no apiVersion."));
    if (name.isEmpty())
        return failure(Error::Kind::Invalid, Text::tr("A %1 has no name.").arg(kind));
    if (input->world.add(object))
        return Done();
    if (kind == u"Placement" &&
        object.value(u"apiVersion").toString().startsWith(u"cluster.open-cluster-management.io/"))
        input->placements << readPlacement(object);
    else
        input->ignored << kind + u' ' + name;
    return Done();
}

// A document is an object, a List of them, or a plain list of them.
Result<Done> takeDocument(const QJsonValue &document, Input *input)
{
    if (document.isNull())
        return Done();
    const QJsonObject object = document.toObject();
    const bool isList = object.value(u"kind").toString().endsWith(u"List") && object.contains(u"items");
    if (!isList && !document.isArray()) {
        if (!document.isObject())
            return failure(Error::Kind::Invalid, Text::tr("A document is not an object."));
        return takeObject(object, input);
    }
    const QJsonValue items = isList ? object.value(u"items") : document;
    if (!items.isArray() && !items.isNull())
        return failure(Error::Kind::Invalid, Text::tr("The items of a list are not a list."));
    const QJsonArray list = items.toArray();
    for (const auto &item : list) {
        if (!item.isObject())
            return failure(Error::Kind::Invalid, Text::tr("An item of a list is not an object."));
        if (auto taken = takeObject(item.toObject(), input); !taken)
            return taken;
    }
    return Done();
}

Result<Input> readInput(const QStringList &files)
{
    Input input;
    for (const QString &file : files) {
        const auto documents = documentsOf(file);
        if (!documents)
            return failure(documents.error());
        for (const auto &document : *documents) {
            if (const auto taken = takeDocument(document, &input); !taken)
                return failure(taken.error().tried(Text::tr("read %1").arg(file)));
        }
    }
    return input;
}

QString nameOf(const PlacementObject &placement)
{
    return placement.namespaceName + u'/' + placement.name;
}

Result<PlacementObject> choosePlacement(const QList<PlacementObject> &all, const QString &wanted)
{
    QStringList names;
    for (const PlacementObject &placement : all) {
        if (nameOf(placement) == wanted || (wanted.isEmpty() && all.size() == 1))
            return placement;
        names << nameOf(placement);
    }
    if (all.isEmpty())
        return failure(Error::Kind::Invalid, Text::tr("There is no Placement among the objects."),
                       Text::tr("Give a file that holds one."));
    if (wanted.isEmpty())
        return failure(Error::Kind::Invalid,
                       Text::tr("There is more than one Placement: %1.").arg(nameList(names)),
                       Text::tr("Say which with --placement NAMESPACE/NAME."));
    return failure(Error::Kind::Invalid,
                   Text::tr("There is no Placement %1; there is %2.").arg(wanted, nameList(names)),
                   Text::tr("Give one of these with --placement NAMESPACE/NAME."));
}

Column textColumn(const QString &title)
{
    return {title, title, CellType::Text};
}

QByteArray chosenTable(const PlacementWorld &world, const PlacementOutcome &outcome)
{
    QHash<QString, QString> groups;
    for (const DecisionGroup &group : outcome.groups) {
        const QString number = QString::number(group.index);
        for (const QString &cluster : group.clusters)
            groups.insert(cluster, group.name.isEmpty() ? number : number + u' ' + group.name);
    }
    QList<Column> columns{textColumn(Text::tr("Cluster")), textColumn(Text::tr("Group")),
                          textColumn(Text::tr("Total"))};
    const PlacementScores &scores = outcome.scores;
    for (const PrioritizerWeight &prioritizer : scores.prioritizers)
        columns << textColumn(u"%1 x %2"_s.arg(prioritizer.name).arg(prioritizer.weight));
    QHash<QString, size_t> rowOf;
    for (size_t row = 0; row < scores.clusters.size(); ++row)
        rowOf.insert(world.clusters()[size_t(scores.clusters[row])]->name, row);
    QList<Row> rows;
    for (const QString &cluster : outcome.clusters) {
        Row row;
        row.cells << Cell(cluster) << Cell(groups.value(cluster));
        if (const auto found = rowOf.constFind(cluster); found != rowOf.constEnd()) {
            row.cells << Cell(scores.totals[*found]);
            for (qsizetype i = 0; i < scores.prioritizers.size(); ++i) {
                const auto part = scores.part(*found, i);
                row.cells << (part ? Cell(*part) : Cell(u"-"_s));
            }
        }
        rows << row;
    }
    return tableText(columns, rows, 0);
}

QByteArray tableReport(const PlacementWorld &world, const PlacementObject &placement,
                       const PlacementOutcome &outcome)
{
    QByteArray text =
        cleanedLine(nameOf(placement)).toUtf8() + ": " + placementSyncName(outcome.sync).toUtf8() + '\n';
    if (outcome.sync != PlacementOutcome::Sync::Open) {
        for (const PlacementCondition &condition : outcome.conditions) {
            text += cleanedLine(u"%1=%2 %3: %4"_s.arg(condition.type, condition.status, condition.reason,
                                                      condition.message))
                        .toUtf8() +
                    '\n';
        }
        text += '\n';
        text += outcome.clusters.isEmpty() ? Text::tr("No cluster is chosen.").toUtf8() + '\n'
                                           : chosenTable(world, outcome);
    }
    if (outcome.leftOut.empty())
        return text;
    QList<Row> rows;
    for (const LeftOutCluster &cluster : outcome.leftOut) {
        for (const PlacementReason &reason : cluster.reasons) {
            Row row;
            row.cells << Cell(cluster.cluster) << Cell(reasonSentence(reason));
            rows << row;
        }
    }
    return text + '\n' +
           tableText({textColumn(Text::tr("Not chosen")), textColumn(Text::tr("Because"))}, rows, 0);
}

// What would get each cluster chosen that was left out, decided again; above this many it takes too long.
constexpr size_t mostAdvised = 200;

QJsonObject withAdvice(QJsonObject json, const PlacementWorld &world, const PlacementRequest &request,
                       const PlacementOutcome &outcome)
{
    if (outcome.leftOut.size() > mostAdvised)
        return json;
    QJsonArray leftOut;
    const QJsonArray before = json.value(u"leftOut").toArray();
    for (const auto &item : before) {
        QJsonObject cluster = item.toObject();
        const auto advice = whatWouldHelp(world, request, outcome, cluster.value(u"cluster").toString());
        if (advice)
            cluster.insert(u"wouldHelp"_s, QJsonArray::fromStringList(advice->changes));
        leftOut << cluster;
    }
    json.insert(u"leftOut"_s, leftOut);
    return json;
}

Result<Report> place(const PlaceOptions &options)
{
    const auto input = readInput(options.files);
    if (!input)
        return failure(input.error());
    const auto placement = choosePlacement(input->placements, options.placement);
    if (!placement)
        return failure(placement.error());
    const QStringList problems = input->world.problems() + placement->spec.notes;
    if (!problems.isEmpty()) {
        return failure(Error::Kind::Invalid, problems.join(u' '),
                       Text::tr("An API server would not take such objects; mend them first."));
    }
    PlacementRequest request;
    request.placement = *placement;
    request.nowMs = options.nowMs;
    const PlacementOutcome outcome = decidePlacement(input->world, request);
    Report report;
    report.data =
        options.json
            ? QJsonDocument(withAdvice(placementJson(input->world, outcome), input->world, request, outcome))
                  .toJson()
            : tableReport(input->world, *placement, outcome);
    if (!input->ignored.isEmpty())
        report.messages << Text::tr("These play no part: %1.").arg(nameList(input->ignored));
    report.messages << outcome.notes << outcome.warnings;
    using Sync = PlacementOutcome::Sync;
    if (outcome.sync == Sync::Open)
        report.messages << Text::tr("CEL selectors are not evaluated; %n cluster(s) depend on them, so "
                                    "nothing is said about the decision.",
                                    nullptr, int(outcome.undecided.size()));
    else if (!outcome.notEvaluated.isEmpty())
        report.messages << Text::tr("CEL selectors are not evaluated; no cluster depends on them.");
    if (outcome.sync == Sync::Error)
        report.messages << Text::tr("The scheduler fails and writes nothing: %1").arg(outcome.syncError);
    if (outcome.sync == Sync::Panic) {
        report.messages << Text::tr("The scheduler crashes on this placement and writes nothing (%1): "
                                    "numberOfClusters is %2, and it must not be negative.")
                               .arg(outcome.syncError)
                               .arg(placement->spec.numberOfClusters.value_or(0));
        report.code = ExitFailed;
    }
    return report;
}

} // namespace

PlaceVerb::PlaceVerb(Console *console, PlaceOptions options)
    : Verb(console)
    , m_options(std::move(options))
{}

void PlaceVerb::start()
{
    runInPool([options = m_options]() -> Result<Report> {
        return place(options);
    }).then(this, [this](const Result<Report> &report) {
        if (!report) {
            fail(report.error());
            return;
        }
        if (!console().data(report->data)) {
            finish(ExitFailed);
            return;
        }
        for (const QString &message : report->messages)
            console().message(message);
        finish(report->code);
    });
}

} // namespace easel

#include "moc_placeverb.cpp"
