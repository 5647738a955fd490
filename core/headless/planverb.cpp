// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/planverb.h"

#include "core/base/text.h"
#include "core/changes/folderrequest.h"
#include "core/changes/folderscope.h"
#include "core/changes/linediff.h"
#include "core/changes/preparehub.h"
#include "core/headless/rawrows.h"
#include "core/store/workspacesource.h"

namespace easel {

namespace {

QString changeWord(PlanItem::Change change)
{
    switch (change) {
    case PlanItem::Change::Create:
        return QStringLiteral("create");
    case PlanItem::Change::Change:
        return QStringLiteral("change");
    case PlanItem::Change::Unchanged:
        return QStringLiteral("unchanged");
    case PlanItem::Change::Delete:
        return QStringLiteral("delete");
    case PlanItem::Change::NotInFolder:
        break;
    }
    return QStringLiteral("not in folder");
}

} // namespace

PlanVerb::PlanVerb(Console *console, PlanOptions options)
    : Verb(console)
    , m_options(std::move(options))
{}

PlanVerb::~PlanVerb() = default;

void PlanVerb::start()
{
    if (!takeSource(m_options.hub, columnsOnly))
        return;
    if (m_options.what == PlanOptions::What::Folder) {
        SourceChoice choice;
        choice.workspace = m_options.folder;
        auto folder = makeSource(choice, columnsAndObjects, &console());
        if (!folder) {
            fail(folder.error());
            return;
        }
        m_folder.reset(static_cast<WorkspaceSource *>(folder->source.release()));
    }
    openSource(m_source.get()).then(this, [this](const Result<Done> &opened) {
        if (!opened)
            fail(opened.error());
        else if (m_folder)
            readFolder();
        else
            plan(prepareHubRequest(m_source->systemNamespace()));
    });
}

void PlanVerb::stop()
{
    if (m_operation && m_operation->state() == ApplyOperation::State::Running) {
        console().message(tr("Stopping before the next step."));
        m_operation->cancel(); // applied() says how far it came
        return;
    }
    finish(ExitFailed);
}

void PlanVerb::readFolder()
{
    folderRequest(m_folder.get(), m_source.get(), this).then(this, [this](const Result<FolderRequest> &read) {
        if (!read) {
            fail(read.error());
            return;
        }
        if (!read->unreadable.isEmpty()) {
            for (const QString &sentence : read->unreadable)
                console().message(sentence);
            fail(makeError(Error::Kind::Invalid,
                           tr("The folder holds files that cannot be used as they are."),
                           tr("Mend them first; easel validate says the places.")));
            return;
        }
        if (!read->notServed.isEmpty()) {
            console().message(tr("Left out, because the hub does not serve their kinds: %1.")
                                  .arg(nameList(read->notServed)));
        }
        plan(read->request);
    });
}

void PlanVerb::plan(const PlanRequest &request)
{
    if (m_options.what != PlanOptions::What::Folder) {
        planWhole(request);
        return;
    }
    PlanRequest own = request;
    const QStringList engines = takeOutEngineObjects(own);
    if (!engines.isEmpty()) {
        console().message(
            tr("Left out, because only the engine writes them: %1. Edit what they were made from instead.")
                .arg(nameList(engines)));
    }
    notInFolder(m_source.get(), own, this).then(this, [this, own](const Result<QList<QJsonObject>> &missing) {
        PlanRequest whole = own;
        if (!missing && m_options.prune) {
            fail(missing.error());
            return;
        }
        if (!missing) {
            console().problem(missing.error());
            console().message(tr("So it is not known what is on the hub and not in the folder."));
        } else if (!m_options.prune) {
            whole.notInFolder = *missing;
        } else {
            for (const QJsonObject &object : *missing) {
                DraftObject gone;
                gone.ref = refOf(object);
                gone.base = object;
                gone.intent = DraftObject::Intent::Delete;
                whole.objects << gone;
            }
        }
        planWhole(whole);
    });
}

void PlanVerb::planWhole(const PlanRequest &request)
{
    makePlan(m_source.get(), request, this).then(this, [this](const Result<Plan> &plan) {
        if (plan)
            planned(*plan);
        else
            fail(plan.error());
    });
}

bool PlanVerb::print(const Plan &plan)
{
    QByteArray text;
    for (const PlanItem &item : plan.items) {
        if (item.change == PlanItem::Change::Unchanged && !item.error && item.conflicts.isEmpty())
            continue;
        const QString name = cleanedLine(item.ref.text());
        text += changeWord(item.change).toUtf8() + ' ' + name.toUtf8() + '\n';
        if (item.change == PlanItem::Change::NotInFolder)
            continue; // named, not touched
        if (item.error)
            text += "  refused: " + errorSentence(*item.error).toUtf8() + '\n';
        for (const FieldConflict &conflict : item.conflicts) {
            const QString field = conflict.field.isEmpty() ? conflict.pointer.toFieldPath() : conflict.field;
            text += "  conflict: " + tr("%1 is set by %2.").arg(field, conflict.manager).toUtf8() + '\n';
        }
        for (const Finding &finding : item.findings) {
            const bool refused = finding.severity == Finding::Severity::Refuse;
            text += (refused ? "  error: " : "  warning: ") + finding.sentence.toUtf8() + " [" +
                    finding.rule.toUtf8() + "]\n";
        }
        for (const QString &warning : item.warnings)
            text += "  warning: " + cleanedLine(warning).toUtf8() + '\n';
        for (const ObjectRef &other : item.goesWith)
            text += "  goes with it: " + cleanedLine(other.text()).toUtf8() + '\n';
        if (item.beforeText != item.afterText) {
            const QString none = QStringLiteral("/dev/null");
            text += unifiedDiff(item.beforeText, item.afterText,
                                item.beforeText.isEmpty() ? none : tr("hub: %1").arg(name),
                                item.afterText.isEmpty() ? none : tr("folder: %1").arg(name))
                        .toUtf8();
        }
    }
    return console().data(text);
}

void PlanVerb::planned(const Plan &plan)
{
    if (!print(plan)) {
        finish(ExitFailed);
        return;
    }
    console().message(tr("Create: %1. Change: %2. Unchanged: %3. Delete: %4.")
                          .arg(plan.count(PlanItem::Change::Create))
                          .arg(plan.count(PlanItem::Change::Change))
                          .arg(plan.count(PlanItem::Change::Unchanged))
                          .arg(plan.count(PlanItem::Change::Delete)));
    const int notInFolder = plan.count(PlanItem::Change::NotInFolder);
    if (notInFolder > 0) {
        console().message(
            tr("On the hub and not in the folder: %1. Nothing happens to them; --prune deletes them.")
                .arg(notInFolder));
    }
    const QStringList blockers = plan.blockers();
    if (!blockers.isEmpty()) {
        for (const QString &blocker : blockers)
            console().message(blocker);
        if (m_options.apply)
            console().message(tr("Nothing was changed."));
        finish(m_options.apply ? ExitFailed : ExitFindings);
        return;
    }
    if (!plan.hasChanges()) {
        console().message(tr("Nothing to do: the hub is as the plan wants it."));
        finish(notInFolder > 0 && !m_options.apply ? ExitFindings : ExitGood);
        return;
    }
    if (!m_options.apply) {
        finish(ExitFindings);
        return;
    }
    if (!m_options.yes) {
        console().message(tr("Nothing was changed. Give --yes to apply this plan."));
        finish(ExitFindings);
        return;
    }
    applyPlan(plan);
}

void PlanVerb::applyPlan(const Plan &plan)
{
    m_journal = std::make_unique<Journal>(Journal::defaultFile());
    connect(m_journal.get(), &Journal::failed, this,
            [this](const Error &error) { console().problem(error); });
    m_log = std::make_unique<OperationLog>(m_journal.get());
    m_operation = m_log->start(m_source.get(), plan);
    if (!m_operation) {
        fail(makeError(Error::Kind::Invalid, tr("The plan cannot be applied.")));
        return;
    }
    connect(m_operation, &ApplyOperation::stepChanged, this, &PlanVerb::stepChanged);
    connect(m_operation, &ApplyOperation::finished, this, &PlanVerb::applied);
    if (m_operation->state() != ApplyOperation::State::Running)
        applied();
}

void PlanVerb::stepChanged(int index)
{
    const OperationStep &step = m_operation->steps().at(index);
    QString word;
    switch (step.state) {
    case OperationStep::State::Waiting:
    case OperationStep::State::Running:
        return;
    case OperationStep::State::Done:
        word = tr("done");
        break;
    case OperationStep::State::Refused:
        word = tr("refused");
        break;
    case OperationStep::State::OutcomeUnknown:
        word = tr("outcome unknown");
        break;
    case OperationStep::State::Skipped:
        word = tr("skipped");
        break;
    }
    QString line = word + u' ' + changeWord(step.change) + u' ' + cleanedLine(step.ref.text());
    if (!step.note.isEmpty())
        line += QStringLiteral(" (") + step.note + u')';
    console().data(line.toUtf8() + '\n');
    if (step.error)
        console().problem(*step.error);
}

void PlanVerb::applied()
{
    int done = 0;
    int missed = 0;
    for (const OperationStep &step : m_operation->steps()) {
        if (step.change == PlanItem::Change::Unchanged)
            continue;
        ++(step.state == OperationStep::State::Done ? done : missed);
    }
    console().message(tr("Done: %1. Not done: %2.").arg(done).arg(missed));
    finish(m_operation->state() == ApplyOperation::State::Done ? ExitGood : ExitFailed);
}

} // namespace easel

#include "moc_planverb.cpp"
