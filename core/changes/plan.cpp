// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/plan.h"

#include "core/base/redact.h"
#include "core/changes/appliedobject.h"
#include "core/changes/planchecks.h"
#include "core/domain/kinds.h"
#include "core/domain/names.h"
#include "core/yaml/yamlwriter.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QPointer>
#include <QRegularExpression>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Plan)
};

constexpr int atOnce = 6; // objects that are tested at the same time
constexpr int orderOfUnknownKinds = 500;

const QString managedByLabel = QStringLiteral("app.kubernetes.io/managed-by");
const QString revisionAnnotation = QStringLiteral("easel.spectrocloud.com/crd-revision");
const QString keysAnnotation = QStringLiteral("easel.spectrocloud.com/keys");

bool isCrd(const ObjectRef &ref)
{
    return ref.groupKind() == u"CustomResourceDefinition.apiextensions.k8s.io";
}

QString labelOf(const QJsonObject &object, const QString &key)
{
    return object.value(u"metadata").toObject().value(u"labels").toObject().value(key).toString();
}

QString annotationOf(const QJsonObject &object, const QString &key)
{
    return object.value(u"metadata").toObject().value(u"annotations").toObject().value(key).toString();
}

QString uidOf(const QJsonObject &object)
{
    return object.value(u"metadata").toObject().value(u"uid").toString();
}

QString textOf(const QJsonObject &object)
{
    return object.isEmpty() ? QString()
                            : QString::fromUtf8(writeYaml(withoutServerFields(redactedObject(object))));
}

bool isSecretStub(const QJsonObject &object)
{
    return object.value(u"kind").toString() == u"Secret" && !object.contains(u"data") &&
           !object.contains(u"stringData") && !annotationOf(object, keysAnnotation).isEmpty();
}

QJsonObject withVersion(QJsonObject object, const QJsonValue &version)
{
    QJsonObject metadata = object.value(u"metadata").toObject();
    metadata.insert(QStringLiteral("resourceVersion"), version);
    object.insert(QStringLiteral("metadata"), metadata);
    return object;
}

int applyRank(const PlanItem &item)
{
    const KindInfo *info = kindInfo(item.ref);
    return info ? info->applyOrder : orderOfUnknownKinds;
}

bool isDeletion(const PlanItem &item)
{
    return item.change == PlanItem::Change::Delete || item.change == PlanItem::Change::NotInFolder;
}

bool isOwnerConflict(const Error &error)
{
    return error.kind == Error::Kind::Conflict &&
           std::any_of(error.causes.begin(), error.causes.end(),
                       [](const FieldCause &cause) { return cause.reason == u"FieldManagerConflict"; });
}

// Takes a value out of a document, and maps that hold nothing after that.
void takeOut(QJsonValue &document, JsonPointer pointer)
{
    pointer.remove(document);
    for (pointer = pointer.parent(); pointer.tokens().size() > 1; pointer = pointer.parent()) {
        const QJsonValue value = pointer.get(document);
        const bool isEmpty = (value.isObject() && value.toObject().isEmpty()) ||
                             (value.isArray() && value.toArray().isEmpty());
        if (!isEmpty)
            break;
        pointer.remove(document);
    }
}

void renewResult(PlanItem &item)
{
    QJsonValue result = item.takenOver;
    for (const FieldConflict &conflict : item.conflicts) {
        if (conflict.decision != FieldConflict::Decision::KeepTheirs)
            continue;
        const JsonPointer pointer = resolveFieldPath(conflict.field, result).value_or(conflict.pointer);
        if (conflict.theirs.isUndefined())
            pointer.remove(result);
        else
            pointer.set(result, conflict.theirs);
    }
    item.result = result.toObject();
    item.afterText = textOf(item.result);
    if (item.change == PlanItem::Change::Change || item.change == PlanItem::Change::Unchanged)
        item.change =
            sameContent(item.live, item.result) ? PlanItem::Change::Unchanged : PlanItem::Change::Change;
}

// conflict with "manager" [with subresource "status"] [using version [at time]]
FieldConflict conflictFrom(const FieldCause &cause, const PlanItem &item)
{
    static const QRegularExpression pattern(
        QStringLiteral("conflicts? with \"((?:[^\"\\\\]|\\\\.)*)\"(?: with subresource \"[^\"]*\")?(?: using "
                       "(\\S+?))?(?: at "
                       "(\\S+?))?:?$"));
    FieldConflict conflict;
    const auto match = pattern.match(cause.message.trimmed());
    conflict.manager = match.hasMatch() ? match.captured(1) : cause.message;
    QString time = match.captured(3);
    if (time.isEmpty()) // managers that apply are named without a time
        time = lastWriteOf(item.live, conflict.manager);
    conflict.since = QDateTime::fromString(time, Qt::ISODate);
    conflict.field = cause.field;
    const QJsonValue mine = item.applied;
    conflict.pointer = resolveFieldPath(cause.field, mine).value_or(JsonPointer());
    conflict.mine =
        conflict.pointer.isEmpty() ? QJsonValue(QJsonValue::Undefined) : conflict.pointer.get(mine);
    const auto theirs = resolveFieldPath(cause.field, item.live);
    conflict.theirs = theirs ? theirs->get(item.live) : QJsonValue(QJsonValue::Undefined);
    if (!item.base.isEmpty()) {
        const auto common = resolveFieldPath(cause.field, item.base);
        conflict.common = common ? common->get(item.base) : QJsonValue(QJsonValue::Undefined);
    }
    return conflict;
}

class Planner : public QObject
{
public:
    Planner(Source *source, PlanRequest request, QObject *parent)
        : QObject(parent)
        , m_source(source)
        , m_request(std::move(request))
    {
        m_promise.onCancel([self = QPointer<Planner>(this)] {
            if (self)
                self->deleteLater();
        });
    }

    Call<Plan> start()
    {
        m_plan.sourceTitle = m_source->title();
        m_plan.title = m_request.title;
        for (const DraftObject &object : std::as_const(m_request.objects))
            addItem(object);
        for (const QJsonObject &live : std::as_const(m_request.notInFolder)) {
            PlanItem item;
            item.ref = refOf(live);
            item.live = live;
            item.change = PlanItem::Change::NotInFolder;
            item.chosen = false;
            item.beforeText = textOf(live);
            m_plan.items.append(item);
        }
        if (m_request.createNamespaces && !m_source->isWorkspace())
            findNamespaces();
        else
            sortAndTest();
        return m_promise.call();
    }

private:
    void addItem(const DraftObject &object)
    {
        PlanItem item;
        item.ref = object.ref;
        item.base = object.base;
        if (object.intent == DraftObject::Intent::Delete) {
            item.change = PlanItem::Change::Delete;
        } else {
            item.wanted = object.value;
            item.change = PlanItem::Change::Change;
            if (object.textError)
                item.error = object.textError->tried(Text::tr("read the text"));
            else if (item.ref.kind.isEmpty() || item.ref.apiVersion.isEmpty())
                item.error =
                    makeError(Error::Kind::Invalid, Text::tr("The object needs apiVersion and kind."));
            else if (item.ref.name.isEmpty())
                item.error = makeError(Error::Kind::Invalid, Text::tr("The object needs metadata.name."));
        }
        if (const QString problem = supersededProblem(item.ref.group()); !problem.isEmpty() && !item.error)
            item.error = makeError(Error::Kind::Unsupported, problem);
        for (const PlanItem &other : std::as_const(m_plan.items)) {
            if (other.ref == item.ref && !item.error && !item.ref.name.isEmpty())
                item.error = makeError(Error::Kind::Invalid,
                                       Text::tr("%1 stands in the draft twice.").arg(item.ref.text()));
        }
        m_plan.items.append(item);
    }

    // Namespaces that objects need and that neither the hub nor the draft has.
    void findNamespaces()
    {
        QStringList names;
        for (const PlanItem &item : std::as_const(m_plan.items)) {
            const QString &name = item.ref.namespaceName;
            if (!name.isEmpty() && !isDeletion(item) && !names.contains(name))
                names << name;
        }
        for (const PlanItem &item : std::as_const(m_plan.items)) {
            if (item.ref.groupKind() == u"Namespace")
                names.removeAll(item.ref.name);
        }
        m_waiting = static_cast<int>(names.size());
        if (names.isEmpty()) {
            sortAndTest();
            return;
        }
        for (const QString &name : std::as_const(names)) {
            const ObjectRef ref{QStringLiteral("v1"), QStringLiteral("Namespace"), {}, name};
            m_source->fetch(ref).then(this, [this, ref](const Result<QJsonObject> &found) {
                if (!found && found.error().kind == Error::Kind::NotFound) {
                    DraftObject object;
                    object.ref = ref;
                    object.value = QJsonObject{{QStringLiteral("apiVersion"), ref.apiVersion},
                                               {QStringLiteral("kind"), ref.kind},
                                               {QStringLiteral("metadata"),
                                                QJsonObject{{QStringLiteral("name"), ref.name},
                                                            {QStringLiteral("labels"),
                                                             QJsonObject{{managedByLabel, easelManager}}}}}};
                    addItem(object);
                }
                if (--m_waiting == 0)
                    sortAndTest();
            });
        }
    }

    void sortAndTest()
    {
        // Deletions come last and in the opposite order.
        std::stable_sort(m_plan.items.begin(), m_plan.items.end(), [](const PlanItem &a, const PlanItem &b) {
            if (isDeletion(a) != isDeletion(b))
                return isDeletion(b);
            return isDeletion(a) ? applyRank(a) > applyRank(b) : applyRank(a) < applyRank(b);
        });
        if (m_plan.items.isEmpty()) {
            finish();
            return;
        }
        for (int i = 0; i < atOnce; ++i)
            testNext();
    }

    void testNext()
    {
        while (m_next < m_plan.items.size()) {
            const int index = m_next++;
            PlanItem &item = m_plan.items[index];
            if (item.error || item.change == PlanItem::Change::NotInFolder) {
                if (item.error && item.afterText.isEmpty())
                    item.afterText = textOf(item.wanted);
                continue;
            }
            if (isSecretStub(item.wanted) && !m_source->isWorkspace()) {
                item.change = PlanItem::Change::Unchanged;
                item.warnings << Text::tr("This Secret is a stub without values; it is not applied.");
                continue;
            }
            ++m_running;
            if (!m_source) {
                refuse(index, makeError(Error::Kind::Canceled, Text::tr("The source was closed.")));
                return;
            }
            m_source->fetch(item.ref).then(
                this, [this, index](const Result<QJsonObject> &live) { fetched(index, live); });
            return;
        }
        if (m_running == 0)
            finish();
    }

    void tested()
    {
        --m_running;
        testNext();
    }

    void refuse(int index, const Error &error)
    {
        PlanItem &item = m_plan.items[index];
        item.error = error.tried(isDeletion(item) ? Text::tr("delete %1").arg(item.ref.text())
                                                  : Text::tr("apply %1").arg(item.ref.text()));
        if (item.afterText.isEmpty() && !isDeletion(item))
            item.afterText = textOf(item.wanted);
        tested();
    }

    void fetched(int index, const Result<QJsonObject> &live)
    {
        PlanItem &item = m_plan.items[index];
        const bool missing = !live && live.error().kind == Error::Kind::NotFound;
        if (!live && !missing) {
            refuse(index, live.error());
            return;
        }
        if (live) {
            item.live = *live;
            item.beforeText = textOf(item.live);
        }
        if (item.change == PlanItem::Change::Delete) {
            testDelete(index);
            return;
        }
        item.change = missing ? PlanItem::Change::Create : PlanItem::Change::Change;
        if (!missing && isCrd(item.ref) && !crdMayChange(item)) {
            item.error ? refuse(index, *item.error) : tested();
            return;
        }
        if (missing && !item.base.isEmpty())
            item.warnings << Text::tr("It was deleted since the edit began; applying makes it again.");
        const AppliedObject applied =
            appliedObject(missing ? QJsonObject() : item.base, item.wanted, item.live);
        if (m_source->isWorkspace()) {
            item.applied = applied.merged;
            // The file must not have changed between this test and the apply.
            const QJsonValue version = item.live.value(u"metadata").toObject().value(u"resourceVersion");
            if (version.isString())
                item.applied = withVersion(item.applied, version);
        } else {
            item.applied = applied.document;
            item.patch = applied.patch;
            for (const JsonPointer &pointer : applied.removedOfOthers) {
                const QString owner = ownerOf(item.live, pointer).first;
                item.warnings << (owner.isEmpty() || owner == easelManager
                                      ? Text::tr("%1 is removed by a patch.").arg(pointer.toFieldPath())
                                      : Text::tr("%1 belongs to \"%2\" too; it is removed by a patch.")
                                            .arg(pointer.toFieldPath(), owner));
            }
        }
        addStaleFields(item, applied);
        dryRun(index, false);
    }

    // Rule 0.2.
    bool crdMayChange(PlanItem &item) const
    {
        if (!item.ref.name.endsWith(QStringLiteral(".") + spectroGroup))
            return true;
        if (labelOf(item.live, managedByLabel) != easelManager) {
            item.error = makeError(
                Error::Kind::Unsupported,
                Text::tr("The CRD %1 was not made by Easel, so Easel does not change it.").arg(item.ref.name),
                Text::tr("This hub belongs to another controller; use it as it is."));
            return false;
        }
        const int there = annotationOf(item.live, revisionAnnotation).toInt();
        const int here = annotationOf(item.wanted, revisionAnnotation).toInt();
        if (there > here) {
            item.change = PlanItem::Change::Unchanged;
            item.result = item.live;
            item.afterText = item.beforeText;
            item.warnings << Text::tr(
                "This hub's Easel schema is newer than this Easel. Update Easel to run its engine; viewing "
                "and editing still work.");
            return false;
        }
        return true;
    }

    // Fields that the user set and that changed since the edit began. An apply reports only those of other
    // managers; two people with Easel share one manager.
    static void addStaleFields(PlanItem &item, const AppliedObject &applied)
    {
        if (item.base.isEmpty() || item.live.isEmpty())
            return;
        for (const JsonPointer &pointer : applied.changed) {
            const QJsonValue before = pointer.get(item.base);
            const QJsonValue now = pointer.get(item.live);
            const QJsonValue mine = pointer.get(item.wanted);
            const bool inList =
                std::any_of(pointer.tokens().begin(), pointer.tokens().end(), [](const QString &token) {
                    bool isNumber = false;
                    token.toInt(&isNumber);
                    return isNumber; // items may have moved
                });
            if (inList || jsonEqual(before, now) || jsonEqual(now, mine))
                continue;
            FieldConflict conflict;
            const auto [owner, time] = ownerOf(item.live, pointer);
            conflict.manager = owner.isEmpty() ? Text::tr("somebody else") : owner;
            conflict.since = QDateTime::fromString(time, Qt::ISODate);
            conflict.field = pointer.toFieldPath();
            conflict.pointer = pointer;
            conflict.theirs = now;
            conflict.mine = mine;
            conflict.common = before;
            item.conflicts.append(conflict);
        }
    }

    void dryRun(int index, bool force)
    {
        if (!m_source) {
            refuse(index, makeError(Error::Kind::Canceled, Text::tr("The source was closed.")));
            return;
        }
        WriteOptions options;
        options.dryRun = true;
        options.force = force;
        m_source->apply(m_plan.items.at(index).applied, options)
            .then(this,
                  [this, index, force](const Result<WriteResult> &result) { dryRan(index, force, result); });
    }

    void dryRan(int index, bool force, const Result<WriteResult> &result)
    {
        PlanItem &item = m_plan.items[index];
        if (!result && !force && isOwnerConflict(result.error())) {
            for (const FieldCause &cause : result.error().causes) {
                const FieldConflict conflict = conflictFrom(cause, item);
                item.conflicts.removeIf([&](const FieldConflict &other) {
                    return !conflict.pointer.isEmpty() && (other.pointer.startsWith(conflict.pointer) ||
                                                           conflict.pointer.startsWith(other.pointer));
                });
                item.conflicts.append(conflict);
            }
            dryRun(index, true); // what it would be with all of mine
            return;
        }
        if (!result) {
            if (waitsForParent(item, result.error())) {
                item.result = item.takenOver = withoutServerFields(item.wanted);
                item.afterText = textOf(item.wanted);
                tested();
                return;
            }
            refuse(index, result.error());
            return;
        }
        for (const QString &warning : result->warnings) {
            if (!item.warnings.contains(warning))
                item.warnings << warning;
        }
        item.takenOver = result->object;
        if (item.patch.isEmpty()) {
            renewResult(item);
            tested();
            return;
        }
        testPatch(index);
    }

    void testPatch(int index)
    {
        if (!m_source) {
            refuse(index, makeError(Error::Kind::Canceled, Text::tr("The source was closed.")));
            return;
        }
        WriteOptions options;
        options.dryRun = true;
        const PlanItem &planned = m_plan.items.at(index);
        const QJsonValue version = planned.live.value(u"metadata").toObject().value(u"resourceVersion");
        m_source->mergePatch(planned.ref, withVersion(planned.patch, version), options)
            .then(this, [this, index](const Result<WriteResult> &result) {
                PlanItem &item = m_plan.items[index];
                if (!result) {
                    refuse(index, result.error());
                    return;
                }
                item.takenOver = mergePatched(item.takenOver, item.patch).toObject();
                renewResult(item);
                tested();
            });
    }

    static QJsonValue mergePatched(const QJsonValue &target, const QJsonValue &patch)
    {
        if (!patch.isObject())
            return patch;
        QJsonObject result = target.toObject();
        const QJsonObject changes = patch.toObject();
        for (auto it = changes.begin(); it != changes.end(); ++it) {
            if (it.value().isNull())
                result.remove(it.key());
            else
                result.insert(it.key(), mergePatched(result.value(it.key()), it.value()));
        }
        return result;
    }

    // The namespace or the kind comes with this very plan: the server cannot test the object before that is
    // there.
    bool waitsForParent(PlanItem &item, const Error &error) const
    {
        if (error.kind != Error::Kind::NotFound || !item.live.isEmpty())
            return false;
        const bool served = m_source && m_source->catalog().findFor(item.ref) != nullptr;
        for (const PlanItem &other : m_plan.items) {
            if (isDeletion(other) || other.error)
                continue;
            if (served && other.ref.groupKind() == u"Namespace" && other.ref.name == item.ref.namespaceName) {
                item.warnings << Text::tr(
                                     "The namespace %1 is made by this plan; the server tests this object "
                                     "when it is applied.")
                                     .arg(item.ref.namespaceName);
                return true;
            }
            if (isCrd(other.ref)) {
                const QJsonObject spec = other.wanted.value(u"spec").toObject();
                if (spec.value(u"group").toString() == item.ref.group() &&
                    spec.value(u"names").toObject().value(u"kind").toString() == item.ref.kind) {
                    item.warnings
                        << Text::tr("The kind %1 is made by this plan; the server tests this object when "
                                    "it is applied.")
                               .arg(item.ref.kind);
                    return true;
                }
            }
        }
        return false;
    }

    void testDelete(int index)
    {
        PlanItem &item = m_plan.items[index];
        if (item.live.isEmpty()) {
            item.change = PlanItem::Change::Unchanged;
            item.warnings << Text::tr("It is not there any more.");
            tested();
            return;
        }
        const QString before = uidOf(item.base);
        if (!before.isEmpty() && before != uidOf(item.live)) {
            refuse(index, makeError(Error::Kind::Conflict,
                                    Text::tr("It was deleted and made anew since it was chosen."),
                                    Text::tr("Look at it again, then decide.")));
            return;
        }
        DeleteOptions options;
        options.uid = uidOf(item.live);
        options.dryRun = true;
        m_source->remove(item.ref, options).then(this, [this, index](const Result<Done> &result) {
            if (!result)
                refuse(index, result.error());
            else
                tested();
        });
    }

    void finish()
    {
        if (m_finished)
            return;
        m_finished = true;
        m_plan.testedAt = QDateTime::currentDateTimeUtc();
        const bool plainHub = !m_source || m_source->mode() != HubMode::Vendor;
        runInPool([plan = m_plan, surroundings = m_request.surroundings, plainHub,
                   refuse = m_request.findingsRefuse]() -> Result<Plan> {
            Plan judged = judgedPlan(plan, surroundings, plainHub);
            for (PlanItem &item : judged.items) {
                for (Finding &finding : item.findings) {
                    if (!refuse && finding.severity == Finding::Severity::Refuse)
                        finding.severity = Finding::Severity::Warn;
                }
            }
            return judged;
        }).then(this, [this](const Result<Plan> &plan) {
            m_promise.finish(plan);
            deleteLater();
        });
    }

    QPointer<Source> m_source;
    PlanRequest m_request;
    Plan m_plan;
    Promise<Plan> m_promise;
    int m_next = 0;
    int m_running = 0;
    int m_waiting = 0;
    bool m_finished = false;
};

} // namespace

int Plan::count(PlanItem::Change change) const
{
    return static_cast<int>(std::count_if(items.begin(), items.end(),
                                          [change](const PlanItem &item) { return item.change == change; }));
}

bool Plan::hasChanges() const
{
    return std::any_of(items.begin(), items.end(), [](const PlanItem &item) {
        return item.chosen && item.change != PlanItem::Change::Unchanged;
    });
}

bool Plan::isApplicable() const
{
    return hasChanges() && blockers().isEmpty();
}

QStringList Plan::blockers() const
{
    // What is refused comes first: deciding who owns a field helps nobody then.
    QStringList refused;
    QStringList undecided;
    for (const PlanItem &item : items) {
        if (!item.chosen)
            continue;
        if (item.error)
            refused << Text::tr("%1: %2").arg(item.ref.text(), errorSentence(*item.error));
        for (const Finding &finding : item.findings) {
            if (finding.severity == Finding::Severity::Refuse)
                refused << Text::tr("%1: %2").arg(item.ref.text(), finding.sentence);
        }
        QStringList managers;
        for (const FieldConflict &conflict : item.conflicts) {
            if (conflict.decision == FieldConflict::Decision::Undecided &&
                !managers.contains(conflict.manager))
                managers << conflict.manager;
        }
        for (const QString &manager : std::as_const(managers))
            undecided << Text::tr("%1: \"%2\" owns fields that this would change. Keep theirs or take over.")
                             .arg(item.ref.text(), manager);
    }
    return refused + undecided;
}

void Plan::decide(int item, int conflict, FieldConflict::Decision decision)
{
    if (item < 0 || item >= items.size() || conflict < 0 || conflict >= items.at(item).conflicts.size())
        return;
    items[item].conflicts[conflict].decision = decision;
    renewResult(items[item]);
}

QJsonObject decidedDocument(const PlanItem &item)
{
    QList<FieldConflict> kept;
    for (const FieldConflict &conflict : item.conflicts) {
        if (conflict.decision == FieldConflict::Decision::KeepTheirs && !conflict.pointer.isEmpty())
            kept << conflict;
    }
    // From the back, so that positions in lists stay true.
    std::sort(kept.begin(), kept.end(), [](const FieldConflict &a, const FieldConflict &b) {
        const QStringList &x = a.pointer.tokens();
        const QStringList &y = b.pointer.tokens();
        for (qsizetype i = 0; i < std::min(x.size(), y.size()); ++i) {
            if (x.at(i) == y.at(i))
                continue;
            bool isNumber = false;
            const int position = x.at(i).toInt(&isNumber);
            return isNumber ? position > y.at(i).toInt() : x.at(i) > y.at(i);
        }
        return x.size() > y.size();
    });
    QJsonValue document = item.applied;
    for (const FieldConflict &conflict : std::as_const(kept)) {
        // What easel owns must be said again, or the apply would remove it.
        const bool ours = conflict.manager == easelManager;
        const bool isWorkspace =
            item.live.value(u"metadata").toObject().value(u"managedFields").isUndefined();
        if ((ours || isWorkspace) && !conflict.theirs.isUndefined())
            conflict.pointer.set(document, conflict.theirs);
        else
            takeOut(document, conflict.pointer);
    }
    return document.toObject();
}

Call<Plan> makePlan(Source *source, const PlanRequest &request, QObject *context)
{
    return (new Planner(source, request, context))->start();
}

} // namespace easel
