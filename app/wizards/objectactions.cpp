// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/appcontext.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/writegate.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/objectdraft.h"
#include "app/wizards/restoreobject.h"
#include "app/wizards/wizardactions.h"
#include "app/wizards/wizards.h"
#include "app/wizards/yamlfile.h"
#include "core/base/atomicfile.h"
#include "core/base/text.h"
#include "core/changes/operation.h"
#include "core/changes/workspaceexport.h"
#include "core/domain/clusterfate.h"
#include "core/domain/deletiontree.h"
#include "core/domain/deploymentview.h"
#include "core/domain/kinds.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ObjectActions)
};

QString kindWord(const ObjectRef &ref)
{
    const KindInfo *info = kindInfo(ref);
    return info ? info->singularTitle.toLower() : ref.kind;
}

void openEditor(AppContext *context, const ActionTarget &target)
{
    const QPointer<QWidget> window = target.window;
    draftOf(context, target, [context, ref = target.object(), window](std::unique_ptr<Draft> draft) {
        auto *editor = new EditWindow(
            context, std::move(draft),
            Text::tr("Edit %1 %2", "kind, name").arg(kindWord(ref), cleanedLine(ref.name)), window);
        editor->show();
    });
}

ConfirmDialog::Question deleteQuestion(const QList<ObjectRef> &refs, const Plan &plan, const QString &place)
{
    QList<ObjectRef> with;
    QStringList warnings;
    QStringList refusals;
    for (const PlanItem &item : plan.items) {
        for (const ObjectRef &other : item.goesWith) {
            if (!refs.contains(other) && !with.contains(other))
                with << other;
        }
        for (const Finding &finding : item.findings) {
            if (finding.severity == Finding::Severity::Warn)
                warnings << finding.sentence;
            else if (finding.severity == Finding::Severity::Refuse)
                refusals << finding.sentence;
        }
        if (item.error)
            refusals << errorSentence(*item.error);
    }
    ConfirmDialog::Question question;
    const ObjectRef first = refs.first();
    question.title =
        refs.size() == 1
            ? Text::tr("Delete %1 %2?", "kind, name").arg(kindWord(first), cleanedLine(first.name))
            : Text::tr("Delete %n object(s)?", nullptr, int(refs.size()));
    question.sentence = with.isEmpty()
                            ? Text::tr("It goes from %1. Nothing else goes with it.").arg(place)
                            : Text::tr("It goes from %1, and what belongs to it goes too.").arg(place);
    if (refs.size() > 1) {
        QStringList names;
        for (const ObjectRef &ref : refs)
            names << ref.name;
        question.sentence = Text::tr("%1 go from %2.").arg(cleanedLine(nameList(names, 6)), place);
    }
    for (const PlanItem &item : plan.items) {
        if (item.ref.kind == u"ComputePool" && item.ref.group() == spectroGroup)
            question.sentence += u' ' + clusterFateSentences(PoolView(item.live)).join(u' ');
    }
    if (!warnings.isEmpty())
        question.sentence += u' ' + warnings.join(u' ');
    question.refusal = refusals.join(u'\n');
    question.verb = refs.size() == 1 ? Text::tr("Delete %1").arg(kindWord(first))
                                     : Text::tr("Delete %n object(s)", nullptr, int(refs.size()));
    QMap<QString, QStringList> byKind;
    for (const ObjectRef &ref : with)
        byKind[ref.groupKind()] << cleanedLine(ref.name);
    bool wide = refs.size() + with.size() > 10 || first.kind == u"ComputePool" || first.kind == u"Project" ||
                first.kind == u"Tenant";
    for (auto it = byKind.begin(); it != byKind.end(); ++it) {
        const QString kind = it.key().section(u'.', 0, 0);
        const KindInfo *info = kindInfo(it.key().section(u'.', 1), kind);
        ConsequenceLine line;
        line.iconName = info ? info->icon : QStringLiteral("box");
        line.what = Text::tr("%1 %2", "count, kind")
                        .arg(it->size())
                        .arg(info ? (it->size() == 1 ? info->singularTitle : info->title).toLower() : kind);
        line.detail = nameList(*it, 3);
        question.consequences << line;
        wide = wide || kind == u"ComputePool";
    }
    question.reach = wide             ? ConfirmDialog::Reach::Wide
                     : with.isEmpty() ? ConfirmDialog::Reach::Alone
                                      : ConfirmDialog::Reach::WithOthers;
    if (question.reach == ConfirmDialog::Reach::Wide)
        question.nameToType = refs.size() == 1 ? first.name : QString::number(refs.size());
    question.keptNote =
        Text::tr("Activity keeps the YAML of %n object(s) for restore.", nullptr, int(refs.size()));
    return question;
}

void deleteNow(AppContext *context, Source *source, const Plan &plan, const QPointer<QWidget> &window)
{
    const auto follow = [context, window](ApplyOperation *operation) {
        if (!operation)
            return;
        if (operation->steps().size() > 1)
            context->showActivity(); // progress, stop, and what became of each
        QObject::connect(operation, &ApplyOperation::finished, context, [context, operation, window] {
            if (operation->state() != ApplyOperation::State::Done)
                return; // the activity panel says why
            const QList<JournalEntry> entries = restorableEntries(*operation, context->source());
            std::function<void()> undo;
            if (operation->steps().size() == 1 && !entries.isEmpty())
                undo = [context, entries, window] { restoreObject(context, entries.first(), window); };
            else if (!entries.isEmpty())
                undo = [context, entries, window] { restoreObjects(context, entries, window); };
            const qsizetype count = operation->steps().size();
            context->toast(
                count == 1 ? Text::tr("%1 is deleted").arg(cleanedLine(operation->steps().first().ref.name))
                           : Text::tr("%n object(s) are deleted", nullptr, int(count)),
                undo);
        });
    };
    startWriting(context, source, plan, window, follow, true);
}

void askNow(AppContext *context, const QPointer<Source> &source, const ConfirmDialog::Question &question,
            const Result<Plan> &plan, const QPointer<QWidget> &window)
{
    ConfirmDialog::Question guarded = question;
    guardQuestion(context, source, &guarded);
    auto *dialog = new ConfirmDialog(guarded, window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (plan) {
        QObject::connect(dialog, &QDialog::accepted, context, [context, source, plan = *plan, window] {
            if (source)
                deleteNow(context, source, plan, window);
        });
    }
    dialog->open();
}

// What goes along is put in order on the pool first.
void askWithTree(AppContext *context, const QPointer<Source> &source, const ConfirmDialog::Question &question,
                 const Plan &plan, const QPointer<QWidget> &window, const Knowledge &known,
                 const ObjectRef &ref, const QList<ObjectRef> &all, const QHash<ObjectRef, QString> &blockers)
{
    runInPool([=]() -> Result<DeletionNode> {
        return deletionTree(ref, all, blockers, *known.relations, *known.objects);
    }).then(context, [=](const Result<DeletionNode> &tree) {
        if (!source)
            return;
        ConfirmDialog::Question whole = question;
        if (tree)
            whole.tree = *tree;
        askNow(context, source, whole, plan, window);
    });
}

void askToDelete(AppContext *context, const ActionTarget &target)
{
    const QList<ObjectRef> refs = target.objects;
    const QPointer<Source> source = target.source;
    const QPointer<QWidget> window = target.window;
    if (refs.isEmpty() || !source)
        return;
    context->surroundings()->knowledge().then(context, [=](const Result<Knowledge> &known) {
        if (!source)
            return;
        PlanRequest request;
        request.title = refs.size() == 1 ? Text::tr("Delete %1").arg(cleanedLine(refs.first().name))
                                         : Text::tr("Delete %n object(s)", nullptr, int(refs.size()));
        Draft draft;
        for (const ObjectRef &ref : refs)
            draft.addDelete(ref, known ? known->objects->find(ref) : QJsonObject());
        request.objects = draft.objects();
        if (known)
            request.surroundings = *known->objects;
        // The plan comes first, so that the question names what goes with it and what refuses it.
        makePlan(source, request, context).then(context, [=](const Result<Plan> &plan) {
            if (!source)
                return;
            ConfirmDialog::Question question = deleteQuestion(refs, plan ? *plan : Plan(), source->title());
            if (!plan)
                question.refusal = errorSentence(plan.error());
            if (!known || !plan || refs.size() != 1) {
                askNow(context, source, question, plan, window);
                return;
            }
            QHash<ObjectRef, QString> blockers;
            if (!question.refusal.isEmpty()) {
                for (const ObjectRef &ref : deletionBlockers(refs.first(), *known->objects))
                    blockers.insert(ref, Text::tr("keeps it from being deleted"));
            }
            askWithTree(context, source, question, *plan, window, *known, refs.first(),
                        plan->items.value(0).goesWith, blockers);
        });
    });
}

// The other way of rules PRJ-13, TEN-8 and POOL-20: the object and everything below it (3.k), in one plan.
void askToDeleteEverything(AppContext *context, const ActionTarget &target)
{
    const ObjectRef ref = target.object();
    const QPointer<Source> source = target.source;
    const QPointer<QWidget> window = target.window;
    if (!source)
        return;
    context->surroundings()->knowledge().then(context, [=](const Result<Knowledge> &known) {
        if (!source || !known) {
            if (!known)
                context->tell({}, errorSentence(known.error()));
            return;
        }
        const ObjectSet &objects = *known->objects;
        QList<ObjectRef> all;
        const auto take = [&](const ObjectRef &one) {
            for (const ObjectRef &below : known->relations->deletedWith(one)) {
                if (!all.contains(below))
                    all << below;
            }
        };
        // A tenant's projects are no part of it: they go by this choice alone.
        if (ref.kind == u"Tenant") {
            const QList<QJsonObject> projects = objects.all(QStringLiteral("Project.") + spectroGroup);
            for (const QJsonObject &project : projects) {
                if (project[u"spec"][u"tenantRef"][u"name"].toString() != ref.name)
                    continue;
                take(refOf(project));
                all << refOf(project);
            }
        }
        // Nor are the deployments on a pool (POOL-20).
        if (ref.kind == u"ComputePool") {
            const QList<QJsonObject> deployments =
                objects.all(QStringLiteral("AIWorkload.") + spectroGroup, ref.namespaceName);
            for (const QJsonObject &deployment : deployments) {
                if (DeploymentView(deployment).poolName() != ref.name)
                    continue;
                take(refOf(deployment));
                all << refOf(deployment);
            }
        }
        take(ref);
        all.removeAll(ref);
        PlanRequest request;
        request.title = Text::tr("Delete %1 and everything in it").arg(cleanedLine(ref.name));
        request.surroundings = objects;
        Draft draft;
        draft.addDelete(ref, objects.find(ref));
        // What only the engine writes goes by the engine.
        for (const ObjectRef &below : std::as_const(all)) {
            const KindInfo *info = kindInfo(below);
            if (!info || info->userEditable)
                draft.addDelete(below, objects.find(below));
        }
        request.objects = draft.objects();
        makePlan(source, request, context).then(context, [=](const Result<Plan> &plan) {
            if (!source)
                return;
            Plan shown = plan ? *plan : Plan();
            // What is in the plan itself is named like what goes along.
            for (PlanItem &item : shown.items) {
                if (item.ref == ref)
                    item.goesWith = all;
            }
            ConfirmDialog::Question question = deleteQuestion({ref}, shown, source->title());
            question.title = Text::tr("Delete %1 %2 and everything in it?", "kind, name")
                                 .arg(kindWord(ref), cleanedLine(ref.name));
            question.verb = Text::tr("Delete everything");
            question.keptNote = Text::tr("Activity keeps the YAML of %n object(s) for restore.", nullptr,
                                         int(all.size()) + 1);
            if (!plan) {
                question.refusal = errorSentence(plan.error());
                askNow(context, source, question, plan, window);
                return;
            }
            QHash<ObjectRef, QString> blockers;
            for (const PlanItem &item : plan->items) {
                if (item.error)
                    blockers.insert(item.ref, errorSentence(*item.error));
                for (const Finding &finding : item.findings) {
                    if (finding.severity == Finding::Severity::Refuse)
                        blockers.insert(item.ref, finding.sentence);
                }
            }
            blockers.remove(ref);
            askWithTree(context, source, question, *plan, window, *known, ref, all, blockers);
        });
    });
}

void exportObjects(AppContext *context, const ActionTarget &target)
{
    const QList<ObjectRef> refs = target.objects;
    const QString name =
        refs.size() == 1 ? refs.first().name + QStringLiteral(".yaml") : QStringLiteral("easel-export.yaml");
    const QPointer<Source> source = target.source;
    context->prompter()->askSaveFile(
        target.window, Text::tr("Export YAML"), name, Text::tr("YAML (*.yaml *.yml)"),
        [context, source, refs](const QString &path) {
            if (!source)
                return;
            auto whole = std::make_shared<QList<QJsonObject>>();
            auto left = std::make_shared<qsizetype>(refs.size());
            for (const ObjectRef &ref : refs) {
                source->fetch(ref).then(context,
                                        [context, whole, left, path](const Result<QJsonObject> &object) {
                                            if (object)
                                                *whole << exportable(*object);
                                            else
                                                context->tell({}, errorSentence(object.error()));
                                            if (--*left > 0)
                                                return;
                                            const QByteArray text = exportText(*whole);
                                            runInPool([path, text] {
                                                return writeChosenFile(path, text);
                                            }).then(context, [context, path](const Result<Done> &result) {
                                                if (result)
                                                    context->toast(Text::tr("Wrote %1").arg(path));
                                                else
                                                    context->tell({}, errorSentence(result.error()));
                                            });
                                        });
            }
        });
}

void newFromFile(AppContext *context, const QPointer<QWidget> &window)
{
    context->prompter()->askOpenFile(window, Text::tr("Open a YAML file"),
                                     Text::tr("YAML (*.yaml *.yml *.json)"),
                                     [context, window](const QString &path) {
                                         if (path.isEmpty())
                                             return;
                                         runInPool([path] {
                                             return readHandedFile(path);
                                         }).then(context, [context, window](const Result<HandedFile> &file) {
                                             if (file)
                                                 openHandedFile(context, *file, window);
                                             else
                                                 context->tell({}, errorSentence(file.error()));
                                         });
                                     });
}

} // namespace

void registerObjectActions(AppContext *context)
{
    ActionRegistry *registry = context->actions();

    Action edit;
    edit.id = QStringLiteral("object.edit");
    edit.text = Text::tr("Edit YAML…");
    edit.icon = QStringLiteral("pencil");
    edit.shortcut = QKeySequence(QStringLiteral("Ctrl+E"));
    edit.tableKey = QStringLiteral("e");
    edit.places = Action::RowMenu | Action::Palette;
    edit.needsObject = true;
    edit.writes = true;
    edit.order = 30;
    edit.access = [](const ActionTarget &target, const ObjectRef &ref) {
        return mayOne(QStringLiteral("patch"), target, ref);
    };
    edit.offer = [](const ActionTarget &target) {
        if (!target.isOne())
            return Offer::hidden();
        const KindInfo *info = kindInfo(target.object());
        if (info && !info->userEditable)
            return Offer::refused(Text::tr("%1 is written by the engine. Edit what it was made from instead.")
                                      .arg(info->singularTitle));
        return Offer();
    };
    edit.run = [context](const ActionTarget &target) { openEditor(context, target); };
    registry->add(edit);

    Action exporting;
    exporting.id = QStringLiteral("object.export");
    exporting.text = Text::tr("Export YAML…");
    exporting.icon = QStringLiteral("download");
    exporting.places = Action::RowMenu | Action::Palette;
    exporting.needsObject = true;
    exporting.order = 40;
    exporting.run = [context](const ActionTarget &target) { exportObjects(context, target); };
    registry->add(exporting);

    Action remove;
    remove.id = QStringLiteral("object.delete");
    remove.text = Text::tr("Delete…");
    remove.icon = QStringLiteral("trash-2");
    remove.shortcut = QKeySequence(Qt::Key_Delete);
    remove.tableKey = QStringLiteral("Ctrl+D");
    remove.places = Action::RowMenu | Action::Palette;
    remove.needsObject = true;
    remove.dangerous = true;
    remove.writes = true;
    remove.order = 90;
    remove.access = [](const ActionTarget &target, const ObjectRef &ref) {
        return mayOne(QStringLiteral("delete"), target, ref);
    };
    remove.run = [context](const ActionTarget &target) { askToDelete(context, target); };
    registry->add(remove);

    Action removeAll = remove;
    removeAll.id = QStringLiteral("organisation.deleteAll");
    removeAll.text = Text::tr("Delete everything…");
    removeAll.shortcut = {};
    removeAll.tableKey.clear();
    removeAll.kinds = {QStringLiteral("Tenant.") + spectroGroup, QStringLiteral("Project.") + spectroGroup,
                       QStringLiteral("ComputePool.") + spectroGroup};
    removeAll.order = 95;
    removeAll.offer = [](const ActionTarget &target) { return target.isOne() ? Offer() : Offer::hidden(); };
    removeAll.run = [context](const ActionTarget &target) { askToDeleteEverything(context, target); };
    registry->add(removeAll);

    Action create;
    create.id = QStringLiteral("object.new");
    create.text = Text::tr("New from YAML…");
    create.icon = QStringLiteral("file-text");
    create.places = Action::Window | Action::Palette;
    create.writes = true;
    create.order = 50;
    create.run = [context](const ActionTarget &target) {
        auto *editor =
            new EditWindow(context, std::make_unique<Draft>(), Text::tr("New object"), target.window);
        editor->show();
    };
    registry->add(create);

    Action fromFile = create;
    fromFile.id = QStringLiteral("object.fromFile");
    fromFile.text = Text::tr("New from a YAML file…");
    fromFile.icon = QStringLiteral("folder-open");
    fromFile.order = 51;
    fromFile.run = [context](const ActionTarget &target) { newFromFile(context, target.window); };
    registry->add(fromFile);

    Action drafts;
    drafts.id = QStringLiteral("drafts.continue");
    drafts.text = Text::tr("Continue kept drafts");
    drafts.icon = QStringLiteral("file-text");
    drafts.places = Action::Window | Action::Palette;
    drafts.order = 60;
    drafts.run = [context](const ActionTarget &target) {
        const QPointer<QWidget> window = target.window;
        context->drafts()->leftBehind().then(context,
                                             [context, window](const Result<QList<QJsonObject>> &kept) {
                                                 if (!kept)
                                                     return;
                                                 for (const QJsonObject &draft : *kept)
                                                     restoreDraft(context, draft, window);
                                                 if (kept->isEmpty())
                                                     context->toast(Text::tr("No drafts are kept"));
                                             });
    };
    registry->add(drafts);
}

} // namespace easel
