// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/validateverb.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/domain/rules.h"
#include "core/headless/rawrows.h"
#include "core/quota/quotarules.h"
#include "core/store/workspacesource.h"
#include "core/yaml/yamlreader.h"

#include <QDir>
#include <QJsonDocument>

#include <algorithm>
#include <tuple>

namespace easel {

namespace {

using SchemaPtr = std::shared_ptr<const Schema>;

struct Verdict
{
    Finding::Severity severity = Finding::Severity::Refuse;
    QString file;
    int line = 0;
    int column = 0;
    QString object;
    QString field;
    QString rule;
    QString sentence;
};

struct Judged
{
    ObjectRef ref;
    QList<Finding> findings;
};

QString severityWord(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Refuse:
        return QStringLiteral("error");
    case Finding::Severity::Warn:
        return QStringLiteral("warning");
    case Finding::Severity::Inform:
        break;
    }
    return QStringLiteral("note");
}

// What schema and rules say of every object; on the pool.
QList<Judged> judge(const QList<QJsonObject> &objects, const ObjectSet &surroundings,
                    const QHash<QString, SchemaPtr> &schemas)
{
    QList<Judged> all;
    const QuotaBook book(surroundings);
    for (const QJsonObject &object : objects) {
        Judged judged{refOf(object), {}};
        const SchemaPtr schema = schemas.value(judged.ref.apiVersion + u'/' + judged.ref.kind);
        if (schema) {
            const QList<SchemaFinding> findings = schema->validate(object, true);
            for (const SchemaFinding &finding : findings) {
                const QString field = finding.pointer.toFieldPath();
                judged.findings << Finding{
                    QStringLiteral("schema"), Finding::Severity::Refuse, finding.pointer,
                    field.isEmpty() ? finding.message : field + QStringLiteral(": ") + finding.message};
            }
        }
        judged.findings << checkObject(object, surroundings) << quotaFindings(book, object);
        if (!judged.findings.isEmpty())
            all << judged;
    }
    return all;
}

YamlMark placeIn(const ObjectText &text, const JsonPointer &pointer)
{
    const auto documents = readYaml(text.text);
    if (!documents)
        return {};
    const qsizetype index = documents->size() > text.document ? text.document : 0;
    if (documents->isEmpty())
        return {};
    return documents->at(index).markOf(pointer);
}

QByteArray jsonLine(const Verdict &verdict)
{
    QJsonObject line{{QStringLiteral("severity"), severityWord(verdict.severity)},
                     {QStringLiteral("file"), verdict.file},
                     {QStringLiteral("sentence"), verdict.sentence}};
    if (verdict.line > 0)
        line.insert(QLatin1String("line"), verdict.line);
    if (verdict.column > 0)
        line.insert(QLatin1String("column"), verdict.column);
    if (!verdict.object.isEmpty())
        line.insert(QLatin1String("object"), verdict.object);
    if (!verdict.field.isEmpty())
        line.insert(QLatin1String("field"), verdict.field);
    if (!verdict.rule.isEmpty())
        line.insert(QLatin1String("rule"), verdict.rule);
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

// file:line:column: severity: sentence [rule], as editors and terminals like to jump to.
QByteArray textLine(const Verdict &verdict)
{
    QString line = verdict.file;
    if (verdict.line > 0)
        line += u':' + QString::number(verdict.line);
    if (verdict.line > 0 && verdict.column > 0)
        line += u':' + QString::number(verdict.column);
    line += QStringLiteral(": ") + severityWord(verdict.severity) + QStringLiteral(": ");
    if (!verdict.object.isEmpty())
        line += verdict.object + QStringLiteral(": ");
    line += verdict.sentence;
    if (!verdict.rule.isEmpty())
        line += QStringLiteral(" [") + verdict.rule + u']';
    return cleanedLine(line).toUtf8() + '\n';
}

// The workspace's own problems and the findings with their places, in the order of files; on the pool.
QList<Verdict> verdictsOf(const QList<WorkspaceProblem> &problems, const QList<Judged> &judged,
                          const QHash<ObjectRef, ObjectText> &texts, const QString &root)
{
    QList<Verdict> verdicts;
    for (const WorkspaceProblem &problem : problems) {
        Verdict verdict;
        verdict.severity = problem.severity == WorkspaceProblem::Severity::Error ? Finding::Severity::Refuse
                                                                                 : Finding::Severity::Warn;
        verdict.file = problem.file;
        verdict.line = problem.line;
        verdict.column = problem.column;
        verdict.sentence = problem.sentence;
        verdicts << verdict;
    }
    for (const Judged &each : judged) {
        const ObjectText text = texts.value(each.ref);
        for (const Finding &finding : each.findings) {
            const YamlMark mark = placeIn(text, finding.pointer);
            Verdict verdict;
            verdict.severity = finding.severity;
            verdict.file = text.file.isEmpty() ? each.ref.text() : QDir(root).relativeFilePath(text.file);
            // Lines of a document count from its own start.
            verdict.line = text.firstLine + std::max(0, mark.line - 1);
            verdict.column = mark.column;
            verdict.object = each.ref.text();
            verdict.field = finding.pointer.toFieldPath();
            verdict.rule = finding.rule;
            verdict.sentence = finding.sentence;
            verdicts << verdict;
        }
    }
    std::stable_sort(verdicts.begin(), verdicts.end(), [](const Verdict &a, const Verdict &b) {
        return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
    });
    return verdicts;
}

} // namespace

struct ValidateVerb::Work
{
    QList<QJsonObject> objects;
    QHash<QString, SchemaPtr> schemas;
    QList<Judged> judged;
    QHash<ObjectRef, ObjectText> texts;
    qsizetype waiting = 0;
};

ValidateVerb::ValidateVerb(Console *console, ValidateOptions options)
    : Verb(console)
    , m_options(std::move(options))
    , m_work(std::make_unique<Work>())
{}

ValidateVerb::~ValidateVerb() = default;

void ValidateVerb::start()
{
    SourceChoice choice;
    choice.workspace = m_options.folder;
    if (!takeSource(choice, columnsAndObjects))
        return;
    using Objects = QList<QJsonObject>;
    openSource(m_source.get())
        .chain(this,
               [this](const Result<Done> &result) {
                   return result ? objectsOf(m_source.get(), m_source->catalog().types())
                                 : Call<Objects>::ready(failure(result.error()));
               })
        .then(this, [this](const Result<Objects> &objects) {
            if (objects)
                takeObjects(*objects);
            else
                fail(objects.error());
        });
}

void ValidateVerb::takeObjects(const QList<QJsonObject> &objects)
{
    m_work->objects = objects;
    QList<ResourceType> types;
    for (const QJsonObject &object : objects) {
        const ResourceType *type = m_source->catalog().findFor(refOf(object));
        if (type && !types.contains(*type))
            types << *type;
    }
    m_work->waiting = types.size();
    if (types.isEmpty())
        judgeAll();
    for (const ResourceType &type : std::as_const(types)) {
        m_source->schemaOf(type).then(this, [this, type](const Result<SchemaPtr> &schema) {
            if (schema && *schema)
                m_work->schemas.insert(type.apiVersion() + u'/' + type.kind, *schema);
            if (--m_work->waiting == 0)
                judgeAll();
        });
    }
}

void ValidateVerb::judgeAll()
{
    ObjectSet surroundings;
    surroundings.systemNamespace = m_source->systemNamespace();
    for (const QJsonObject &object : std::as_const(m_work->objects))
        surroundings.insert(object);
    for (const ResourceType &type : m_source->catalog().types()) {
        // Of other groups a folder holds what its user liked to put there.
        if (type.group == spectroGroup)
            surroundings.setComplete(type.groupKind());
    }
    runInPool([objects = m_work->objects, surroundings,
               schemas = m_work->schemas]() -> Result<QList<Judged>> {
        return judge(objects, surroundings, schemas);
    }).then(this, [this](const Result<QList<Judged>> &judged) {
        m_work->judged = judged.value_or(QList<Judged>());
        findPlaces();
    });
}

void ValidateVerb::findPlaces()
{
    m_work->waiting = m_work->judged.size();
    if (m_work->judged.isEmpty())
        report();
    for (const Judged &each : std::as_const(m_work->judged)) {
        m_source->text(each.ref).then(this, [this, ref = each.ref](const Result<ObjectText> &text) {
            if (text)
                m_work->texts.insert(ref, *text);
            if (--m_work->waiting == 0)
                report();
        });
    }
}

void ValidateVerb::report()
{
    const auto *workspace = static_cast<WorkspaceSource *>(m_source.get());
    runInPool([judged = m_work->judged, texts = m_work->texts, root = workspace->root(),
               problems = workspace->problems()]() -> Result<QList<Verdict>> {
        return verdictsOf(problems, judged, texts, root);
    }).then(this, [this](const Result<QList<Verdict>> &verdicts) {
        QByteArray text;
        int errors = 0;
        int warnings = 0;
        for (const Verdict &verdict : *verdicts) {
            if (m_options.errorsOnly && verdict.severity != Finding::Severity::Refuse)
                continue;
            errors += verdict.severity == Finding::Severity::Refuse ? 1 : 0;
            warnings += verdict.severity == Finding::Severity::Warn ? 1 : 0;
            text += m_options.json ? jsonLine(verdict) : textLine(verdict);
        }
        if (!console().data(text)) {
            finish(ExitFailed);
            return;
        }
        console().message(tr("Objects checked: %1. Errors: %2. Warnings: %3.")
                              .arg(m_work->objects.size())
                              .arg(errors)
                              .arg(warnings));
        finish(errors + warnings > 0 ? ExitFindings : ExitGood);
    });
}

} // namespace easel

#include "moc_validateverb.cpp"
