// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/restoreobject.h"

#include "app/context/appcontext.h"
#include "app/context/hosttagjob.h"
#include "app/context/inventoryfeed.h"
#include "app/context/paletteentry.h"
#include "app/views/parts/confirmdialog.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/planwindow.h"
#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/changes/workspaceexport.h"
#include "core/domain/clone.h"
#include "core/domain/kinds.h"
#include "core/yaml/yamlwriter.h"

#include <QCoreApplication>
#include <QPointer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::RestoreObject)
};

const QString RedactedMark = QStringLiteral("<redacted");

// `now` with the user's part of `before`: what the server and the engine wrote since then stays.
QJsonObject setBack(const QJsonObject &now, const QJsonObject &before)
{
    QJsonObject result = before;
    result.remove(QStringLiteral("status"));
    if (now.contains(u"status"))
        result.insert(QStringLiteral("status"), now.value(u"status"));
    QJsonObject metadata = now.value(u"metadata").toObject();
    const QJsonObject old = before.value(u"metadata").toObject();
    const auto setMapBack = [&](const QString &key, bool (*isEngines)(const QString &)) {
        QJsonObject map = old.value(key).toObject();
        for (const QString &name : map.keys()) {
            if (isEngines(name))
                map.remove(name);
        }
        const QJsonObject present = metadata.value(key).toObject();
        for (auto it = present.begin(); it != present.end(); ++it) {
            if (isEngines(it.key()))
                map.insert(it.key(), it.value());
        }
        if (map.isEmpty())
            metadata.remove(key);
        else
            metadata.insert(key, map);
    };
    setMapBack(QStringLiteral("labels"), isEngineLabel);
    setMapBack(QStringLiteral("annotations"), isEngineAnnotation);
    result.insert(QStringLiteral("metadata"), metadata);
    return result;
}

void openPlan(AppContext *context, std::unique_ptr<Draft> draft, const JournalEntry &entry, QWidget *parent)
{
    const KindInfo *info = kindInfo(entry.ref);
    auto *window = new EditWindow(
        context, std::move(draft),
        Text::tr("Restore %1 %2", "kind, name")
            .arg(info ? info->singularTitle.toLower() : entry.ref.kind, cleanedLine(entry.ref.name)),
        parent);
    window->show();
    if (entry.before.contains(RedactedMark.toUtf8()))
        window->setNotice(Text::tr("The journal keeps no credentials. Fill in what reads <redacted>."));
    else
        window->review();
}

// Not copied: the draft of an edit belongs to its window.
using DraftPtr = std::shared_ptr<std::unique_ptr<Draft>>;

// A draft that leads back to what was before the entry's change, against what is there now.
Call<DraftPtr> draftBack(const QPointer<Source> &source, const JournalEntry &entry, QObject *context)
{
    const auto draft = std::make_shared<std::unique_ptr<Draft>>(std::make_unique<Draft>());
    return source->fetch(entry.ref).chain(context, [=](const Result<QJsonObject> &live) -> Call<DraftPtr> {
        if (!live && live.error().kind != Error::Kind::NotFound)
            return Call<DraftPtr>::ready(
                failure(live.error().tried(Text::tr("read %1").arg(entry.ref.text()))));
        if (!live) {
            // Owners and finalizers of the old life would delete or hold the new object.
            const auto before = readYamlDocument(entry.before);
            if (before)
                (*draft)->add(exportable(before->value.toObject()));
            else
                (*draft)->addText(entry.before);
            return Call<DraftPtr>::ready(draft);
        }
        if (!source)
            return Call<DraftPtr>::ready(failure(Error::Kind::Canceled, {}));
        return source->text(entry.ref).map(
            context, [=, live = *live](const Result<ObjectText> &text) -> Result<DraftPtr> {
                if (text)
                    (*draft)->addText(text->text, live);
                else
                    (*draft)->add(live, live);
                const auto before = readYamlDocument(entry.before);
                if (before)
                    (*draft)->replace(0,
                                      setBack((*draft)->objects().first().value, before->value.toObject()));
                else
                    (*draft)->setText(0, entry.before);
                return draft;
            });
    });
}

void giveTagsBack(AppContext *context, const JournalEntry &entry)
{
    HostTagJob::Item item;
    item.uid = entry.palette.uid;
    item.name = entry.ref.name;
    item.connection = entry.palette.connection;
    item.seen = entry.palette.after; // what somebody changed since then is theirs
    HostTagChange change;
    for (auto it = entry.palette.after.begin(); it != entry.palette.after.end(); ++it) {
        if (!entry.palette.before.contains(it.key()))
            change.remove << it.key();
    }
    change.set = entry.palette.before;
    const QString name = cleanedLine(item.name);
    auto *job = new HostTagJob(context->palette(), context->operations(), {item}, change,
                               HostTagJob::Mode::Write, context);
    job->setTitle(Text::tr("Give %1 its old tags back").arg(name));
    QObject::connect(job, &HostTagJob::tagged, context,
                     [context](const QString &connection, const EdgeHost &host) {
                         if (InventoryFeed *feed = context->inventory())
                             feed->takeHost(connection, host);
                     });
    QObject::connect(job, &HostTagJob::finished, context, [context, job, name] {
        job->deleteLater();
        const HostTagJob::Outcome &outcome = job->outcomes().first();
        if (outcome.state == HostTagJob::Outcome::State::Done)
            context->toast(Text::tr("%1 has its old tags again").arg(name));
        else if (outcome.state == HostTagJob::Outcome::State::Unknown)
            context->tell(Text::tr("Nobody knows whether %1 has its old tags.").arg(name),
                          errorSentence(outcome.error));
        else
            context->tell(Text::tr("%1 keeps its tags.").arg(name), errorSentence(outcome.error));
    });
    job->start();
}

void askForTagsBack(AppContext *context, const JournalEntry &entry, QWidget *parent)
{
    const QString name = cleanedLine(entry.ref.name);
    ConfirmDialog::Question question;
    question.title = Text::tr("Give %1 its old tags back?").arg(name);
    question.sentence =
        Text::tr("This is changed in Palette with %1: %2.", "connection, tags")
            .arg(entry.source, tagDifferences(entry.palette.after, entry.palette.before).join(u"; "));
    question.verb = Text::tr("Change tags");
    auto *dialog = new ConfirmDialog(question, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, context, [context, entry] { giveTagsBack(context, entry); });
    dialog->open();
}

} // namespace

QString whyNotRestored(const JournalEntry &entry, const AppContext *context)
{
    return entry.palette.isSet() ? whyNotTakenBack(entry, context->palette())
                                 : whyNotRestored(entry, context->source());
}

QString whyNotRestored(const JournalEntry &entry, const Source *source)
{
    if (entry.palette.isSet())
        return Text::tr("This was changed in Palette, not on a hub or in a folder.");
    if (entry.outcome != u"done" && entry.outcome != u"outcome unknown")
        return Text::tr("Nothing was changed, so there is nothing to restore.");
    if (entry.before.isEmpty())
        return Text::tr("There was nothing before this change. Delete the object to take it back.");
    if (entry.ref.kind == u"Secret")
        return Text::tr("Easel keeps no secret values, so a Secret cannot be restored from here.");
    if (!source || redacted(source->title()) != entry.source)
        return Text::tr("This was changed on %1. Open it to restore the object there.").arg(entry.source);
    return {};
}

void restoreObject(AppContext *context, const JournalEntry &entry, QWidget *parent)
{
    const QPointer<Source> source = context->source();
    const QPointer<QWidget> window = parent;
    if (const QString why = whyNotRestored(entry, context); !why.isEmpty()) {
        context->tell({}, why);
        return;
    }
    if (entry.palette.isSet()) {
        askForTagsBack(context, entry, parent);
        return;
    }
    draftBack(source, entry, context).then(context, [context, entry, window](const Result<DraftPtr> &draft) {
        if (draft)
            openPlan(context, std::move(**draft), entry, window);
        else if (draft.error().kind != Error::Kind::Canceled)
            context->tell({}, errorSentence(draft.error()));
    });
}

void restoreObjects(AppContext *context, const QList<JournalEntry> &entries, QWidget *parent)
{
    const QPointer<Source> source = context->source();
    QList<JournalEntry> wanted;
    QStringList leftOut;
    for (const JournalEntry &entry : entries) {
        if (whyNotRestored(entry, source).isEmpty() && !entry.before.contains(RedactedMark.toUtf8()))
            wanted << entry;
        else
            leftOut << cleanedLine(entry.ref.name);
    }
    if (wanted.isEmpty())
        return;
    const QString title = Text::tr("Restore %n object(s)", nullptr, int(wanted.size()));
    auto *window = new PlanWindow(
        context, title, Text::tr("The plan leads back to what they were before the change."), parent);
    if (!leftOut.isEmpty())
        window->setNote(Text::tr("%n object(s) are left out.", nullptr, int(leftOut.size())),
                        Text::tr("Restore these one by one: %1.").arg(nameList(leftOut, 6)));
    const auto make = [source, wanted, window, title] {
        Promise<PlanRequest> promise;
        if (!source)
            return promise.call();
        auto objects = std::make_shared<QList<DraftObject>>(wanted.size());
        auto left = std::make_shared<qsizetype>(wanted.size());
        for (qsizetype i = 0; i < wanted.size(); ++i) {
            draftBack(source, wanted.at(i), window).then(window, [=](const Result<DraftPtr> &draft) {
                if (!draft) {
                    promise.finish(failure(draft.error()));
                    return;
                }
                (*objects)[i] = (**draft)->objects().first();
                if (--*left > 0)
                    return;
                PlanRequest request;
                request.title = title;
                request.objects = *objects;
                promise.finish(request);
            });
        }
        return promise.call();
    };
    window->panel()->setHandsOver(false);
    window->panel()->test(make, Text::tr("Reading %n object(s)…", nullptr, int(wanted.size())));
    window->show();
}

QList<JournalEntry> restorableEntries(const ApplyOperation &operation, const Source *source)
{
    QList<JournalEntry> entries;
    for (int step = 0; step < operation.steps().size(); ++step) {
        const JournalEntry entry = journalEntryOf(operation, step);
        if (whyNotRestored(entry, source).isEmpty())
            entries << entry;
    }
    return entries;
}

JournalEntry journalEntryOf(const ApplyOperation &operation, int step)
{
    const OperationStep &done = operation.steps().at(step);
    JournalEntry entry;
    entry.time = done.endedAt;
    entry.operationId = operation.id();
    entry.title = operation.title();
    entry.source = redacted(operation.sourceTitle());
    entry.ref = done.ref;
    entry.outcome = done.state == OperationStep::State::Done             ? QStringLiteral("done")
                    : done.state == OperationStep::State::OutcomeUnknown ? QStringLiteral("outcome unknown")
                                                                         : QStringLiteral("skipped");
    for (const PlanItem &item : operation.plan().items) {
        if (item.ref == done.ref && !item.live.isEmpty())
            entry.before = writeYaml(exportable(item.live));
    }
    return entry;
}

} // namespace easel
