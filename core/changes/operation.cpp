// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/operation.h"

#include "core/base/log.h"
#include "core/base/redact.h"
#include "core/changes/appliedobject.h"
#include "core/changes/linediff.h"
#include "core/yaml/yamlwriter.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QPointer>
#include <QTimer>
#include <QUuid>

#include <array>

namespace easel {

namespace {

constexpr std::array readBackPausesMs{0, 300, 900};
constexpr int establishPauseMs = 250;
constexpr int establishTries = 120; // half a minute
constexpr int patchTries = 3;

QString uidOf(const QJsonObject &object)
{
    return object.value(u"metadata").toObject().value(u"uid").toString();
}

bool isCrd(const ObjectRef &ref)
{
    return ref.groupKind() == u"CustomResourceDefinition.apiextensions.k8s.io";
}

bool isEstablished(const QJsonObject &crd)
{
    const QJsonArray conditions = crd.value(u"status").toObject().value(u"conditions").toArray();
    return std::any_of(conditions.begin(), conditions.end(), [](const QJsonValue &value) {
        const QJsonObject condition = value.toObject();
        return condition.value(u"type").toString() == u"Established" &&
               condition.value(u"status").toString() == u"True";
    });
}

// Whether everything that was sent is there; lists item by item where they have the same length, as defaults
// may have been added to items.
bool holds(const QJsonValue &live, const QJsonValue &sent)
{
    if (sent.isObject() && live.isObject()) {
        const QJsonObject object = sent.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.key() == u"resourceVersion" || it.key() == u"managedFields")
                continue;
            if (!holds(live.toObject().value(it.key()), it.value()))
                return false;
        }
        return true;
    }
    if (sent.isArray() && live.isArray()) {
        // A list may hold items of other owners: each sent item must be matched.
        const QJsonArray items = sent.toArray();
        const QJsonArray there = live.toArray();
        return std::all_of(items.begin(), items.end(), [&there](const QJsonValue &item) {
            return std::any_of(there.begin(), there.end(),
                               [&item](const QJsonValue &other) { return holds(other, item); });
        });
    }
    if (sent.isNull())
        return live.isNull() || live.isUndefined();
    return jsonEqual(live, sent);
}

// Only identity: there is nothing to apply.
bool saysNothing(const QJsonObject &document)
{
    QJsonObject rest = document;
    rest.remove(QStringLiteral("apiVersion"));
    rest.remove(QStringLiteral("kind"));
    QJsonObject metadata = rest.value(u"metadata").toObject();
    metadata.remove(QStringLiteral("name"));
    metadata.remove(QStringLiteral("namespace"));
    rest.remove(QStringLiteral("metadata"));
    return rest.isEmpty() && metadata.isEmpty();
}

bool isLost(const Error &error)
{
    return error.kind == Error::Kind::OutcomeUnknown || error.kind == Error::Kind::Timeout;
}

// After these nothing else will work either.
bool endsAll(const Error &error)
{
    return error.kind == Error::Kind::Network || error.kind == Error::Kind::Tls ||
           error.kind == Error::Kind::Auth || error.kind == Error::Kind::Canceled;
}

QString verbOf(PlanItem::Change change)
{
    switch (change) {
    case PlanItem::Change::Create:
        return QStringLiteral("create");
    case PlanItem::Change::Delete:
    case PlanItem::Change::NotInFolder:
        return QStringLiteral("delete");
    case PlanItem::Change::Change:
    case PlanItem::Change::Unchanged:
        break;
    }
    return QStringLiteral("change");
}

QString outcomeOf(OperationStep::State state)
{
    switch (state) {
    case OperationStep::State::Done:
        return QStringLiteral("done");
    case OperationStep::State::Refused:
        return QStringLiteral("refused");
    case OperationStep::State::OutcomeUnknown:
        return QStringLiteral("outcome unknown");
    case OperationStep::State::Waiting:
    case OperationStep::State::Running:
    case OperationStep::State::Skipped:
        break;
    }
    return QStringLiteral("skipped");
}

QJsonObject withVersion(QJsonObject object, const QJsonValue &version)
{
    QJsonObject metadata = object.value(u"metadata").toObject();
    metadata.insert(QStringLiteral("resourceVersion"), version);
    object.insert(QStringLiteral("metadata"), metadata);
    return object;
}

QJsonValue resourceVersionOf(const QJsonObject &object)
{
    return object.value(u"metadata").toObject().value(u"resourceVersion");
}

} // namespace

class ApplyOperation::Private
{
    Q_DECLARE_TR_FUNCTIONS(easel::ApplyOperation)

public:
    Private(ApplyOperation *operation, Source *where, Plan what, Journal *book)
        : q(operation)
        , source(where)
        , sourceTitle(where->title())
        , identity(where->identityText())
        , plan(std::move(what))
        , journal(book)
    {
        for (const PlanItem &item : plan.items) {
            if (!item.chosen || item.change == PlanItem::Change::Unchanged)
                continue;
            OperationStep step;
            step.ref = item.ref;
            step.change =
                item.change == PlanItem::Change::NotInFolder ? PlanItem::Change::Delete : item.change;
            steps.append(step);
            items.append(item);
        }
    }

    const PlanItem &item() const { return items.at(at); }

    void next()
    {
        ++at;
        if (at >= steps.size() || stopped) {
            for (int i = at; i < steps.size(); ++i)
                skip(i,
                     canceled ? tr("Canceled before it began.") : tr("The step before made it pointless."));
            finish();
            return;
        }
        if (const QString reason = missingParent(); !reason.isEmpty()) {
            skip(at, reason);
            next();
            return;
        }
        steps[at].state = OperationStep::State::Running;
        steps[at].startedAt = QDateTime::currentDateTimeUtc();
        Q_EMIT q->stepChanged(at);
        if (!source) {
            refused(makeError(Error::Kind::Canceled, tr("The source was closed.")));
            return;
        }
        if (steps.at(at).change == PlanItem::Change::Delete)
            remove();
        else if (takesOver())
            checkTakeOver();
        else
            apply(false);
    }

    // A namespace or CRD of this plan that was not made.
    QString missingParent() const
    {
        for (int i = 0; i < at; ++i) {
            const OperationStep &step = steps.at(i);
            if (step.state != OperationStep::State::Refused &&
                step.state != OperationStep::State::OutcomeUnknown &&
                step.state != OperationStep::State::Skipped)
                continue;
            if (step.change != PlanItem::Change::Create)
                continue;
            if (step.ref.groupKind() == u"Namespace" && step.ref.name == item().ref.namespaceName)
                return tr("Its namespace was not made.");
            const QJsonObject spec = items.at(i).wanted.value(u"spec").toObject();
            if (isCrd(step.ref) && spec.value(u"group").toString() == item().ref.group() &&
                spec.value(u"names").toObject().value(u"kind").toString() == item().ref.kind)
                return tr("The CRD of its kind was not installed.");
        }
        return {};
    }

    void skip(int index, const QString &note)
    {
        steps[index].state = OperationStep::State::Skipped;
        steps[index].note = note;
        steps[index].endedAt = QDateTime::currentDateTimeUtc();
        record(index);
        Q_EMIT q->stepChanged(index);
    }

    bool takesOver() const
    {
        return std::any_of(item().conflicts.begin(), item().conflicts.end(),
                           [](const FieldConflict &conflict) {
                               return conflict.decision == FieldConflict::Decision::TakeOver;
                           });
    }

    // Force takes every field that somebody else owns. So first it is tested that nobody has come between:
    // only the fields that were decided may be in conflict.
    void checkTakeOver()
    {
        WriteOptions options;
        options.dryRun = true;
        source->apply(decidedDocument(item()), options).then(q, [this](const Result<WriteResult> &result) {
            if (result) {
                apply(false); // no conflict any more
                return;
            }
            QStringList strangers;
            for (const FieldCause &cause : result.error().causes) {
                const bool decided =
                    std::any_of(item().conflicts.begin(), item().conflicts.end(),
                                [&cause](const FieldConflict &conflict) {
                                    return conflict.decision == FieldConflict::Decision::TakeOver &&
                                           conflict.field == cause.field;
                                });
                if (!decided)
                    strangers << cause.field;
            }
            if (result.error().kind != Error::Kind::Conflict || result.error().causes.isEmpty()) {
                refused(result.error());
            } else if (!strangers.isEmpty()) {
                Error error = result.error();
                error.advice = tr("%1 came into conflict since the plan was made. Plan again.")
                                   .arg(strangers.join(u", "));
                refused(error);
            } else {
                apply(true);
            }
        });
    }

    void apply(bool force)
    {
        const QJsonObject document = decidedDocument(item());
        if (!item().patch.isEmpty() && saysNothing(document) &&
            saysNothing(ownedFields(item().live, easelManager))) {
            patch(item().live,
                  patchTries); // nothing of ours: an apply would only make us an owner of nothing
            return;
        }
        WriteOptions options;
        options.force = force;
        source->apply(document, options).then(q, [this, document](const Result<WriteResult> &result) {
            if (!result) {
                if (isLost(result.error()))
                    readBack(document, result.error(), 0);
                else
                    refused(result.error());
                return;
            }
            if (!item().patch.isEmpty())
                patch(result->object, patchTries);
            else
                applied();
        });
    }

    // Rule C6: fields of other owners are removed with the version that was read. When the object moved on
    // and the fields are still what the user saw, the newer version does as well.
    void patch(const QJsonObject &read, int triesLeft)
    {
        if (!source) {
            refused(makeError(Error::Kind::Canceled, tr("The source was closed.")));
            return;
        }
        source->mergePatch(item().ref, withVersion(item().patch, resourceVersionOf(read)), {})
            .then(q, [this, triesLeft](const Result<WriteResult> &result) {
                if (result) {
                    applied();
                    return;
                }
                if (isLost(result.error())) {
                    readBack(item().patch, result.error(), 0);
                    return;
                }
                if (result.error().kind != Error::Kind::Conflict || triesLeft <= 1 || !source) {
                    refused(result.error());
                    return;
                }
                const Error conflict = result.error();
                source->fetch(item().ref)
                    .then(q, [this, triesLeft, conflict](const Result<QJsonObject> &now) {
                        if (now && sameWherePatched(*now, item().live, item().patch))
                            patch(*now, triesLeft - 1);
                        else
                            refused(now ? conflict : now.error());
                    });
            });
    }

    static bool sameWherePatched(const QJsonValue &now, const QJsonValue &before, const QJsonValue &patch)
    {
        if (!patch.isObject())
            return jsonEqual(now, before);
        const QJsonObject changes = patch.toObject();
        for (auto it = changes.begin(); it != changes.end(); ++it) {
            if (!sameWherePatched(now.toObject().value(it.key()), before.toObject().value(it.key()),
                                  it.value()))
                return false;
        }
        return true;
    }

    void applied()
    {
        if (isCrd(item().ref))
            waitEstablished(establishTries);
        else
            done({});
    }

    // Objects of a new kind are refused until the server serves it.
    void waitEstablished(int triesLeft)
    {
        if (!source) {
            done(tr("The source was closed before the CRD was established."));
            return;
        }
        source->fetch(item().ref).then(q, [this, triesLeft](const Result<QJsonObject> &crd) {
            if (crd && isEstablished(*crd)) {
                done({});
            } else if (crd && triesLeft > 0) {
                QTimer::singleShot(establishPauseMs, q,
                                   [this, triesLeft] { waitEstablished(triesLeft - 1); });
            } else if (crd) {
                refused(makeError(Error::Kind::Timeout,
                                  tr("The server does not serve the kind of this CRD yet.")));
            } else {
                refused(crd.error());
            }
        });
    }

    void remove()
    {
        DeleteOptions options;
        options.uid = uidOf(item().live);
        source->remove(item().ref, options).then(q, [this](const Result<Done> &result) {
            if (result)
                done({});
            else if (result.error().kind == Error::Kind::NotFound)
                done(tr("It was gone already."));
            else if (isLost(result.error()))
                readBackRemoval(result.error(), 0);
            else
                refused(result.error().kind == Error::Kind::Conflict ? madeAnew(result.error())
                                                                     : result.error());
        });
    }

    static Error madeAnew(Error error)
    {
        error.advice =
            tr("It was deleted and made anew since the plan was made. Look at it again, then decide.");
        return error;
    }

    // The answer was lost: what the source holds now tells what happened.
    void readBack(const QJsonObject &sent, const Error &error, int round)
    {
        again(round, error, [this, sent, error, round] {
            source->fetch(item().ref).then(q, [this, sent, error, round](const Result<QJsonObject> &now) {
                if (now && holds(*now, sent)) {
                    // A removal that should follow has not been sent yet.
                    if (!item().patch.isEmpty() && !holds(*now, item().patch)) {
                        patch(*now, patchTries);
                        return;
                    }
                    steps[at].note = tr("The answer was lost; read back: the change arrived.");
                    applied();
                    return;
                }
                const bool missing = !now && now.error().kind == Error::Kind::NotFound;
                notThere(now.has_value() || missing, error, round,
                         [this, sent, error, round] { readBack(sent, error, round + 1); });
            });
        });
    }

    void readBackRemoval(const Error &error, int round)
    {
        again(round, error, [this, error, round] {
            source->fetch(item().ref).then(q, [this, error, round](const Result<QJsonObject> &now) {
                const bool missing = !now && now.error().kind == Error::Kind::NotFound;
                const bool going = now && (uidOf(*now) != uidOf(item().live) ||
                                           now->value(u"metadata").toObject().contains(u"deletionTimestamp"));
                if (missing || going)
                    done(tr("The answer was lost; read back: it is being deleted or gone."));
                else
                    notThere(now.has_value(), error, round,
                             [this, error, round] { readBackRemoval(error, round + 1); });
            });
        });
    }

    void again(int round, const Error &error, std::function<void()> read)
    {
        QTimer::singleShot(readBackPausesMs.at(static_cast<size_t>(round)), q,
                           [this, error, read = std::move(read)] {
                               if (source)
                                   read();
                               else
                                   unknown(error, tr("The answer was lost and the source was closed."));
                           });
    }

    void notThere(bool wasRead, const Error &error, int round, const std::function<void()> &more)
    {
        if (round + 1 < static_cast<int>(readBackPausesMs.size()))
            more();
        else if (wasRead)
            refused(error, tr("The answer was lost; read back: the change did not arrive."));
        else
            unknown(error, tr("The answer was lost and the object could not be read back."));
    }

    void done(const QString &note)
    {
        if (!note.isEmpty())
            steps[at].note = note;
        end(OperationStep::State::Done);
    }

    void refused(const Error &error, const QString &note = {})
    {
        steps[at].error =
            error.tried(verbOf(steps.at(at).change) == u"delete" ? tr("delete %1").arg(item().ref.text())
                                                                 : tr("apply %1").arg(item().ref.text()));
        steps[at].note = note;
        stopped = stopped || endsAll(error);
        end(OperationStep::State::Refused);
    }

    void unknown(const Error &error, const QString &note)
    {
        steps[at].error = error;
        steps[at].note = note;
        stopped = true;
        end(OperationStep::State::OutcomeUnknown);
    }

    void end(OperationStep::State how)
    {
        steps[at].state = how;
        steps[at].endedAt = QDateTime::currentDateTimeUtc();
        record(at);
        Q_EMIT q->stepChanged(at);
        next();
    }

    void record(int index)
    {
        if (!journal)
            return;
        const OperationStep &step = steps.at(index);
        const PlanItem &planned = items.at(index);
        JournalEntry entry;
        entry.time = QDateTime::currentDateTimeUtc();
        entry.operationId = id;
        entry.title = plan.title;
        entry.source = sourceTitle;
        entry.identity = identity;
        entry.ref = step.ref;
        entry.verb = verbOf(step.change);
        entry.outcome = outcomeOf(step.state);
        entry.message = step.error ? errorSentence(*step.error) : step.note;
        if (step.error && !step.note.isEmpty())
            entry.message += u' ' + step.note;
        const bool gone = step.change == PlanItem::Change::Delete;
        entry.diff =
            unifiedDiff(planned.beforeText, gone ? QString() : planned.afterText,
                        QStringLiteral("a/") + step.ref.text(), QStringLiteral("b/") + step.ref.text());
        if (!planned.live.isEmpty())
            entry.before = writeYaml(withoutServerFields(redactedObject(planned.live)));
        journal->append(entry);
    }

    void finish()
    {
        endedAt = QDateTime::currentDateTimeUtc();
        const auto any = [this](OperationStep::State wanted) {
            return std::any_of(steps.begin(), steps.end(),
                               [wanted](const OperationStep &step) { return step.state == wanted; });
        };
        if (any(OperationStep::State::Refused) || any(OperationStep::State::OutcomeUnknown))
            state = State::Failed;
        else if (canceled && any(OperationStep::State::Skipped))
            state = State::Canceled;
        else
            state = State::Done;
        Q_EMIT q->finished();
    }

    ApplyOperation *q;
    QPointer<Source> source;
    QString sourceTitle;
    QString identity;
    Plan plan;
    QList<PlanItem> items; // one a step
    QList<OperationStep> steps;
    QPointer<Journal> journal;
    QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QDateTime startedAt = QDateTime::currentDateTimeUtc();
    QDateTime endedAt;
    State state = State::Running;
    int at = -1;
    bool stopped = false;
    bool canceled = false;
};

ApplyOperation::ApplyOperation(Source *source, Plan plan, Journal *journal, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, source, std::move(plan), journal))
{
    QTimer::singleShot(0, this, [this] { d->next(); }); // whoever asked connects first
}

ApplyOperation::~ApplyOperation() = default;

QString ApplyOperation::id() const
{
    return d->id;
}

QString ApplyOperation::title() const
{
    return d->plan.title;
}

QString ApplyOperation::sourceTitle() const
{
    return d->sourceTitle;
}

ApplyOperation::State ApplyOperation::state() const
{
    return d->state;
}

const QList<OperationStep> &ApplyOperation::steps() const
{
    return d->steps;
}

const Plan &ApplyOperation::plan() const
{
    return d->plan;
}

QDateTime ApplyOperation::startedAt() const
{
    return d->startedAt;
}

QDateTime ApplyOperation::endedAt() const
{
    return d->endedAt;
}

void ApplyOperation::cancel()
{
    if (d->state != State::Running)
        return;
    d->canceled = true;
    d->stopped = true;
}

OperationLog::OperationLog(Journal *journal, QObject *parent)
    : QObject(parent)
    , m_journal(journal)
{}

ApplyOperation *OperationLog::start(Source *source, const Plan &plan)
{
    if (!source || !plan.isApplicable())
        return nullptr;
    auto *operation = new ApplyOperation(source, plan, m_journal, this);
    m_operations.prepend(operation);
    connect(operation, &ApplyOperation::stepChanged, this, [this, operation] { Q_EMIT changed(operation); });
    connect(operation, &ApplyOperation::finished, this, [this, operation] { Q_EMIT changed(operation); });
    qCInfo(lcChanges) << "operation" << operation->id() << "begins:" << operation->steps().size() << "steps";
    Q_EMIT started(operation);
    return operation;
}

void OperationLog::record(const JournalEntry &entry)
{
    m_records.prepend(entry);
    if (m_journal)
        m_journal->append(entry);
    Q_EMIT recorded();
}

int OperationLog::running() const
{
    return static_cast<int>(
        std::count_if(m_operations.begin(), m_operations.end(), [](const ApplyOperation *operation) {
            return operation->state() == ApplyOperation::State::Running;
        }));
}

} // namespace easel
