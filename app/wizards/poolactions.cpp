// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/poolactions.h"

#include "app/context/appcontext.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/writegate.h"
#include "app/wizards/wizardactions.h"
#include "core/base/atomicfile.h"
#include "core/base/text.h"
#include "core/changes/operation.h"
#include "core/domain/kubeconfigsecret.h"
#include "core/domain/poolrequests.h"
#include "core/domain/poolview.h"
#include "core/domain/tolerant.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPointer>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString poolKind = u"ComputePool.spectrocloud.com"_s;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PoolActions)
};

// The pool as the last list or watch event told it; empty when nobody looks at pools.
QJsonObject poolOf(AppContext *context, const ActionTarget &target)
{
    if (!target.isOne())
        return {};
    if (!target.rows.isEmpty() && !target.rows.first().raw.isEmpty())
        return QJsonDocument::fromJson(target.rows.first().raw).object();
    const Surroundings *surroundings = context->surroundings();
    ResourceStore *store = surroundings ? surroundings->store(poolKind) : nullptr;
    if (!store)
        return {};
    const auto row = store->find(target.object().namespaceName, target.object().name);
    return row ? QJsonDocument::fromJson(row->raw).object() : QJsonObject();
}

AccessQuestion patchQuestion(const ActionTarget &, const ObjectRef &ref)
{
    return mayOne(u"patch"_s, poolKind, ref.namespaceName, ref.name);
}

bool hasCondition(const QJsonObject &pool, QStringView key, QStringView word)
{
    const QJsonArray conditions = pool[u"status"][u"conditions"].toArray();
    for (const auto &condition : conditions) {
        if (condition[key].toString() == word)
            return true;
    }
    return false;
}

bool isDeleting(const QJsonObject &pool)
{
    return !pool[u"metadata"][u"deletionTimestamp"].toString().isEmpty();
}

// Machines that Palette works on, for the sentences.
int machinesOf(const QJsonObject &pool)
{
    int count = 0;
    for (const PoolClusterStatus &cluster : PoolView(pool).clusterStates)
        count += int(cluster.hosts.size());
    return count;
}

// The engine takes a request by its annotation; the change goes through a plan like every other, so it is in
// the journal with who asked.
void askEngine(AppContext *context, const ActionTarget &target, const QString &annotation,
               const QString &title, const QString &done)
{
    const QPointer<Source> source = target.source;
    const QPointer<QWidget> window = target.window;
    const ObjectRef ref = target.object();
    if (!source)
        return;
    const auto tell = [context, ref](const Error &error) {
        context->tell(
            {}, errorSentence(error.tried(Text::tr("ask the engine about %1").arg(cleanedLine(ref.name)))));
    };
    source->fetch(ref).then(context, [=](const Result<QJsonObject> &live) {
        if (!live)
            return tell(live.error());
        QJsonValue wanted = *live;
        JsonPointer::of({u"metadata"_s, u"annotations"_s, annotation})
            .set(wanted, QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
        PlanRequest request;
        request.title = title;
        // What is asked is about the pool as it is: rules about its spec do not stand in the way.
        request.findingsRefuse = false;
        Draft draft;
        draft.add(wanted.toObject(), *live);
        request.objects = draft.objects();
        if (!source)
            return;
        makePlan(source, request, context).then(context, [=](const Result<Plan> &plan) {
            if (!plan)
                return tell(plan.error());
            startWriting(context, source, *plan, window, [=, plan = *plan](ApplyOperation *operation) {
                if (!operation) {
                    context->tell({}, plan.blockers().join(u' '));
                    return;
                }
                QObject::connect(operation, &ApplyOperation::finished, context, [context, operation, done] {
                    if (operation->state() == ApplyOperation::State::Done)
                        context->toast(done);
                });
            });
        });
    });
}

void confirm(AppContext *context, const ActionTarget &target, const ConfirmDialog::Question &question,
             std::function<void()> yes)
{
    auto *dialog = new ConfirmDialog(question, target.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, context, std::move(yes));
    dialog->open();
}

// Requests are for Easel's own engine; a folder has none, and the vendor's controllers know none of them.
Offer offerRequest(AppContext *context, const ActionTarget &target,
                   const std::function<bool(const QJsonObject &)> &fits)
{
    if (!target.source || target.source->mode() != HubMode::Easel || !target.isOne())
        return Offer::hidden();
    return fits(poolOf(context, target)) ? Offer() : Offer::hidden();
}

// --- kubeconfig

struct Access
{
    QString cluster;
    QString secret;
};

QList<Access> accessesOf(const QJsonObject &pool)
{
    QList<Access> all;
    for (const PoolClusterStatus &cluster : PoolView(pool).clusterStates) {
        if (!cluster.kubeconfigSecret.isEmpty())
            all.append({cluster.name, cluster.kubeconfigSecret});
    }
    return all;
}

void record(AppContext *context, const ObjectRef &secret, const QString &title, const QString &outcome,
            const QString &message)
{
    JournalEntry entry;
    entry.time = QDateTime::currentDateTimeUtc();
    entry.title = title;
    if (const Source *source = context->source()) {
        entry.source = source->title();
        entry.identity = source->identityText();
    }
    entry.ref = secret;
    entry.verb = u"read"_s;
    entry.outcome = outcome;
    entry.message = message;
    context->operations()->record(entry);
}

void saveKubeconfig(AppContext *context, const ActionTarget &target, const Access &access, bool open)
{
    const QPointer<Source> source = target.source;
    const ObjectRef pool = target.object();
    const ObjectRef secret{u"v1"_s, u"Secret"_s, pool.namespaceName, access.secret};
    const QString title = Text::tr("Kubeconfig of pool %1").arg(cleanedLine(pool.name));
    const QString suggestion = access.cluster == u"main" || access.cluster.isEmpty()
                                   ? pool.name + u".kubeconfig"_s
                                   : pool.name + u'-' + access.cluster + u".kubeconfig"_s;
    context->prompter()->askSaveFile(
        target.window, title, suggestion, Text::tr("Kubeconfig (*.kubeconfig *.yaml *.yml);;All files (*)"),
        [=](const QString &path) {
            if (!source || path.isEmpty())
                return;
            source->fetch(secret).then(context, [=](const Result<QJsonObject> &read) {
                const auto refuse = [=](const QString &sentence) {
                    record(context, secret, title, u"refused"_s, sentence);
                    context->tell(Text::tr("The kubeconfig was not saved."), sentence);
                };
                if (!read)
                    return refuse(errorSentence(read.error()));
                const QByteArray text = kubeconfigInSecret(*read);
                if (text.isEmpty())
                    return refuse(
                        Text::tr("Secret %1 holds no kubeconfig yet.").arg(cleanedLine(access.secret)));
                runInPool([path, text] {
                    return writePrivateFile(path, text);
                }).then(context, [=](const Result<Done> &written) {
                    if (!written)
                        return refuse(errorSentence(written.error()));
                    const QString shown = cleanedLine(QDir::toNativeSeparators(path));
                    record(context, secret, title, u"done"_s, Text::tr("Saved to %1").arg(shown));
                    context->toast(Text::tr("Wrote %1").arg(shown));
                    if (open)
                        context->openKubeconfig(path);
                });
            });
        });
}

void askForKubeconfig(AppContext *context, const ActionTarget &target, bool open)
{
    const QList<Access> accesses = accessesOf(poolOf(context, target));
    for (const Access &access : accesses) {
        ConfirmDialog::Question question;
        const QString name = cleanedLine(target.object().name);
        question.title = accesses.size() > 1 ? Text::tr("Save the kubeconfig of cluster %1 of pool %2?")
                                                   .arg(cleanedLine(access.cluster), name)
                                             : Text::tr("Save the kubeconfig of pool %1?").arg(name);
        question.sentence = Text::tr(
            "Whoever has the file may do everything on the cluster. It is written so that only you can "
            "read it, and Activity keeps that you took it, not what is in it.");
        if (open)
            question.sentence += u' ' + Text::tr("Then the cluster opens as a hub of its own.");
        question.verb = open ? Text::tr("Save and open") : Text::tr("Save kubeconfig");
        question.reach = ConfirmDialog::Reach::Alone;
        confirm(context, target, question,
                [context, target, access, open] { saveKubeconfig(context, target, access, open); });
        if (open)
            return; // one cluster at a time
    }
}

} // namespace

void registerPoolRequestActions(AppContext *context)
{
    Action retry;
    retry.id = u"pool.retry"_s;
    retry.text = Text::tr("Try again");
    retry.icon = u"rotate-cw"_s;
    retry.places = Action::RowMenu | Action::Palette;
    retry.kinds = {poolKind};
    retry.needsObject = true;
    retry.writes = true;
    retry.order = 22;
    retry.access = patchQuestion;
    retry.offer = [context](const ActionTarget &target) {
        return offerRequest(context, target, [](const QJsonObject &pool) {
            return pool[u"status"][u"phase"].toString() == u"Failed" && !isDeleting(pool);
        });
    };
    retry.run = [context](const ActionTarget &target) {
        const QString name = cleanedLine(target.object().name);
        askEngine(context, target, retryPoolAnnotation, Text::tr("Try pool %1 again").arg(name),
                  Text::tr("%1 is tried again").arg(name));
    };
    context->actions()->add(retry);

    Action approve = retry;
    approve.id = u"pool.approveRepave"_s;
    approve.text = Text::tr("Approve rebuild…");
    approve.icon = u"check"_s;
    approve.order = 23;
    approve.offer = [context](const ActionTarget &target) {
        return offerRequest(context, target, [](const QJsonObject &pool) {
            return hasCondition(pool, u"reason", u"RepaveNeedsApproval");
        });
    };
    approve.run = [context](const ActionTarget &target) {
        const QString name = cleanedLine(target.object().name);
        const QJsonObject pool = poolOf(context, target);
        const int machines = machinesOf(pool);
        ConfirmDialog::Question question;
        question.title = Text::tr("Rebuild the machines of pool %1?").arg(name);
        question.sentence = Text::tr(
            "Palette rebuilds %n machine(s), one after the other. What runs on a machine moves before "
            "that; what is stored on it is lost.",
            nullptr, machines);
        for (const QString &deployment : PoolView(pool).deployments)
            question.consequences << ConsequenceLine{u"rocket"_s, Text::tr("deployment"),
                                                     cleanedLine(deployment.section(u'/', -1))};
        question.verb = Text::tr("Rebuild machines");
        question.reach = ConfirmDialog::Reach::WithOthers;
        confirm(context, target, question, [context, target, name] {
            askEngine(context, target, approveRepaveAnnotation,
                      Text::tr("Approve the rebuild of pool %1").arg(name),
                      Text::tr("The rebuild of %1 is approved").arg(name));
        });
    };
    context->actions()->add(approve);

    Action force = retry;
    force.id = u"pool.forceDelete"_s;
    force.text = Text::tr("Force delete…");
    force.icon = u"trash-2"_s;
    force.dangerous = true;
    force.order = 96;
    force.offer = [context](const ActionTarget &target) {
        if (offerRequest(context, target, isDeleting).shown == false)
            return Offer::hidden();
        // Palette takes its time; only what has been stuck for 20 minutes is forced.
        const QDateTime since = QDateTime::fromString(
            poolOf(context, target)[u"metadata"][u"deletionTimestamp"].toString(), Qt::ISODate);
        const qint64 seconds = since.secsTo(QDateTime::currentDateTimeUtc());
        return seconds >= 20 * 60
                   ? Offer()
                   : Offer::refused(
                         Text::tr("The deletion runs for %1; it can be forced after 20 min.", "age")
                             .arg(ageText(std::chrono::seconds(std::max<qint64>(0, seconds)))));
    };
    force.run = [context](const ActionTarget &target) {
        const QString name = cleanedLine(target.object().name);
        ConfirmDialog::Question question;
        question.title = Text::tr("Force the deletion of pool %1?").arg(name);
        question.sentence =
            Text::tr("Palette forgets the cluster without taking it apart. Its %n machine(s) may "
                     "need a reset by hand.",
                     nullptr, machinesOf(poolOf(context, target)));
        question.verb = Text::tr("Force delete");
        question.reach = ConfirmDialog::Reach::Wide;
        question.nameToType = target.object().name;
        confirm(context, target, question, [context, target, name] {
            askEngine(context, target, forceDeleteAnnotation,
                      Text::tr("Force the deletion of pool %1").arg(name),
                      Text::tr("The deletion of %1 is forced").arg(name));
        });
    };
    context->actions()->add(force);

    Action save = retry;
    save.id = u"pool.kubeconfig"_s;
    save.text = Text::tr("Save kubeconfig…");
    save.icon = u"download"_s;
    save.writes = false;
    save.order = 42;
    save.access = [context](const ActionTarget &target, const ObjectRef &ref) {
        const QList<Access> accesses = accessesOf(poolOf(context, target));
        AccessQuestion question;
        if (accesses.isEmpty())
            return question;
        question.verb = u"get"_s;
        question.plural = u"secrets"_s;
        question.namespaceName = ref.namespaceName;
        question.name = accesses.first().secret;
        return question;
    };
    save.offer = [context](const ActionTarget &target) {
        if (!target.source || target.source->isWorkspace() || !target.isOne())
            return Offer::hidden();
        return accessesOf(poolOf(context, target)).isEmpty()
                   ? Offer::refused(Text::tr("The pool has no kubeconfig yet."))
                   : Offer();
    };
    save.run = [context](const ActionTarget &target) { askForKubeconfig(context, target, false); };
    context->actions()->add(save);

    Action open = save;
    open.id = u"pool.open"_s;
    open.text = Text::tr("Open cluster…");
    open.icon = u"external-link"_s;
    open.order = 43;
    open.run = [context](const ActionTarget &target) { askForKubeconfig(context, target, true); };
    context->actions()->add(open);
}

} // namespace easel
