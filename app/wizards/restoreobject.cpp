// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/restoreobject.h"

#include "app/context/appcontext.h"
#include "app/wizards/editwindow.h"
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

} // namespace

QString whyNotRestored(const JournalEntry &entry, const Source *source)
{
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
    if (const QString why = whyNotRestored(entry, source); !why.isEmpty()) {
        context->tell({}, why);
        return;
    }
    source->fetch(entry.ref).then(context, [context, source, entry, window](const Result<QJsonObject> &live) {
        if (!live && live.error().kind != Error::Kind::NotFound) {
            context->tell({}, errorSentence(live.error().tried(Text::tr("read %1").arg(entry.ref.text()))));
            return;
        }
        auto draft = std::make_shared<std::unique_ptr<Draft>>(std::make_unique<Draft>());
        if (!live) {
            // Owners and finalizers of the old life would delete or hold the new object.
            const auto before = readYamlDocument(entry.before);
            if (before)
                (*draft)->add(exportable(before->value.toObject()));
            else
                (*draft)->addText(entry.before);
            openPlan(context, std::move(*draft), entry, window);
            return;
        }
        if (!source)
            return;
        source->text(entry.ref).then(context, [context, entry, window, draft,
                                               live = *live](const Result<ObjectText> &text) {
            if (text)
                (*draft)->addText(text->text, live);
            else
                (*draft)->add(live, live);
            const auto before = readYamlDocument(entry.before);
            if (before)
                (*draft)->replace(0, setBack((*draft)->objects().first().value, before->value.toObject()));
            else
                (*draft)->setText(0, entry.before);
            openPlan(context, std::move(*draft), entry, window);
        });
    });
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
