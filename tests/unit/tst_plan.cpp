// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/appliedobject.h"
#include "core/changes/operation.h"
#include "core/changes/plan.h"
#include "core/yaml/yamlwriter.h"
#include "tests/support/fakesource.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;

namespace {

// JSON with single quotes.
QJsonObject json(const char *text)
{
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(text).replace('\'', '"'));
    Q_ASSERT(document.isObject());
    return document.object();
}

ObjectRef gadgetRef(const char *name = "p")
{
    return {QStringLiteral("example.org/v1"), QStringLiteral("Gadget"), QStringLiteral("p"),
            QLatin1String(name)};
}

QJsonObject gadget(const char *spec, const char *name = "p")
{
    QJsonObject object = json("{'apiVersion':'example.org/v1','kind':'Gadget','metadata':{'namespace':'p'}}");
    QJsonObject metadata = object.value(u"metadata").toObject();
    metadata.insert(QStringLiteral("name"), QLatin1String(name));
    object.insert(QStringLiteral("metadata"), metadata);
    object.insert(QStringLiteral("spec"), json(spec));
    return object;
}

ResourceType gadgets()
{
    ResourceType type;
    type.group = QStringLiteral("example.org");
    type.version = QStringLiteral("v1");
    type.kind = QStringLiteral("Gadget");
    type.plural = QStringLiteral("gadgets");
    return type;
}

QJsonObject namespaceObject(const char *name)
{
    return {{QStringLiteral("apiVersion"), QStringLiteral("v1")},
            {QStringLiteral("kind"), QStringLiteral("Namespace")},
            {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("name"), QLatin1String(name)}}}};
}

QJsonValue at(const QJsonObject &object, const char *pointer)
{
    return JsonPointer::parse(QString::fromLatin1(pointer))->get(object);
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

class TestPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        source = std::make_unique<FakeSource>();
        source->addType(gadgets()); // a kind that no rule of Easel's knows
        source->put(namespaceObject("p"));
        source->log.clear();
    }

    void cleanup() { source.reset(); }

    // --- what is applied (C5, C6) ---

    void ownedFieldsOnly()
    {
        source->listKeys.insert(QStringLiteral("spec.links"), {QStringLiteral("name")});
        source->applyAs(QStringLiteral("helm"),
                        gadget("{'a':1,'m':{'x':1,'y':2},'links':[{'name':'h','url':'u'}],'l':[1]}"));
        source->applyAs(easelManager,
                        gadget("{'b':2,'m':{'z':3},'links':[{'name':'e','url':'v'}],'empty':{}}"));
        const QJsonObject owned = ownedFields(source->object(gadgetRef()), easelManager);
        QCOMPARE(compact(owned),
                 compact(gadget("{'b':2,'m':{'z':3},'links':[{'name':'e','url':'v'}],'empty':{}}")));
        QCOMPARE(compact(ownedFields(source->object(gadgetRef()), QStringLiteral("nobody"))),
                 QByteArray("{\"apiVersion\":\"example.org/"
                            "v1\",\"kind\":\"Gadget\",\"metadata\":{\"name\":\"p\",\"namespace\":\"p\"}}"));
    }

    void ownedAndChanged()
    {
        source->listKeys.insert(QStringLiteral("spec.links"), {QStringLiteral("name")});
        source->applyAs(
            QStringLiteral("helm"),
            gadget("{'a':1,'gone':2,'l':[1,2],'links':[{'name':'h','url':'u'},{'name':'i','url':'u'}]}"));
        source->applyAs(easelManager, gadget("{'b':2,'mine':3,'links':[{'name':'e','url':'v'}]}"));
        const QJsonObject live = source->object(gadgetRef());
        QJsonObject wanted = live;
        QJsonValue root = wanted;
        JsonPointer::parse(u"/spec/a")->set(root, 5);
        JsonPointer::parse(u"/spec/new/deep")->set(root, 1);
        JsonPointer::parse(u"/spec/l")->set(root, QJsonArray{1, 2, 3});
        JsonPointer::parse(u"/spec/gone")->remove(root);
        JsonPointer::parse(u"/spec/mine")->remove(root);
        QJsonArray links = at(live, "/spec/links").toArray();
        QCOMPARE(links.size(), 3);
        QJsonObject first = links.at(0).toObject();
        first.insert(QStringLiteral("url"), QStringLiteral("changed"));
        links.replace(0, first); // helm's "h"
        links.append(json("{'name':'n','url':'w'}"));
        JsonPointer::parse(u"/spec/links")->set(root, links);
        wanted = root.toObject();
        const AppliedObject applied = appliedObject(live, wanted, live);
        QCOMPARE(compact(applied.document),
                 compact(gadget("{'a':5,'b':2,'l':[1,2,3],'new':{'deep':1},'links':[{'name':'e','url':'v'},"
                                "{'name':'h','url':'changed'},{'name':'n','url':'w'}]}")));
        QCOMPARE(compact(applied.patch), QByteArray("{\"spec\":{\"gone\":null}}"));
        QVERIFY(sameContent(applied.merged, wanted));
    }

    // The user's changes, not what else moved since the edit began.
    void threeWays()
    {
        source->applyAs(easelManager, gadget("{'a':1,'b':1}"));
        const QJsonObject base = source->object(gadgetRef());
        source->applyAs(QStringLiteral("other"), gadget("{'b':7,'c':1}"));
        const AppliedObject applied =
            appliedObject(base, gadget("{'a':2,'b':1}"), source->object(gadgetRef()));
        QCOMPARE(compact(applied.document), compact(gadget("{'a':2}")));
        QVERIFY(sameContent(applied.merged, gadget("{'a':2,'b':7,'c':1}")));
    }

    void fieldPaths_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("pointer");
        const auto row = [](const char *path, const char *pointer) {
            QTest::newRow(path) << QString::fromLatin1(path) << QString::fromLatin1(pointer);
        };
        row(".spec.links[name=\"x\"].url", "/spec/links/1/url");
        row("spec.links[name=\"x\"].url", "/spec/links/1/url");
        row(".spec.links[name=\"a]b\\\"c\"]", "/spec/links/2");
        row(".spec.ports[port=80,protocol=\"TCP\"].name", "/spec/ports/0/name");
        row(".metadata.labels.app.kubernetes.io/name", "/metadata/labels/app.kubernetes.io~1name");
        row(".metadata.finalizers[=\"f.io/x\"]", "/metadata/finalizers/1");
        row(".spec.list[1]", "/spec/list/1");
        row(".spec.unknown.deep", "/spec/unknown/deep");
        row(".spec.links[name=\"nowhere\"].url", "");
    }

    void fieldPaths()
    {
        QFETCH(QString, path);
        QFETCH(QString, pointer);
        const QJsonObject object =
            json("{'metadata':{'labels':{'app':1,'app.kubernetes.io/name':'x'},'finalizers':['a','f.io/x']},"
                 "'spec':{'links':[{'name':'y'},{'name':'x','url':1},{'name':'a]b\\\"c'}],'list':[1,2],"
                 "'ports':[{'port':80,'protocol':'TCP'}]}}");
        const auto found = resolveFieldPath(path, object);
        QCOMPARE(found ? found->toString() : QString(), pointer);
    }

    // --- plans ---

    void createChangeUnchangedDelete()
    {
        source->put(gadget("{'a':1}", "same"), easelManager);
        source->put(gadget("{'a':1}", "changed"), easelManager);
        source->put(gadget("{'a':1}", "gone"));
        Draft draft;
        draft.addDelete(gadgetRef("gone"), source->object(gadgetRef("gone")));
        draft.add(gadget("{'a':2}", "changed"));
        draft.add(gadget("{'a':1}", "same"));
        draft.add(gadget("{'a':1}", "new"));
        draft.add(namespaceObject("q"));
        const Plan plan = planOf(draft);
        QStringList items;
        for (const PlanItem &item : plan.items)
            items << QStringLiteral("%1 %2").arg(int(item.change)).arg(item.ref.text());
        QCOMPARE(items, (QStringList{QStringLiteral("0 Namespace q"), QStringLiteral("1 Gadget p/changed"),
                                     QStringLiteral("2 Gadget p/same"), QStringLiteral("0 Gadget p/new"),
                                     QStringLiteral("3 Gadget p/gone")}));
        QVERIFY(plan.isApplicable());
        QCOMPARE(plan.count(PlanItem::Change::Create), 2);
        QVERIFY(plan.items.at(1).beforeText.contains(u"a: 1"));
        QVERIFY(plan.items.at(1).afterText.contains(u"a: 2"));
        QVERIFY(!plan.items.at(1).afterText.contains(u"managedFields"));
        QVERIFY(plan.testedAt.isValid());
        QVERIFY(source->object(gadgetRef("new")).isEmpty()); // nothing was written
        const ApplyOperation *operation = run(plan);
        QCOMPARE(operation->state(), ApplyOperation::State::Done);
        QCOMPARE(operation->steps().size(), 4);
        QCOMPARE(at(source->object(gadgetRef("changed")), "/spec/a"), QJsonValue(2));
        QVERIFY(!source->object(gadgetRef("new")).isEmpty());
        QVERIFY(source->object(gadgetRef("gone")).isEmpty());
        QVERIFY(!planOf(draft, 1).hasChanges()); // without the deletion: again makes no difference
    }

    void refusalsOfTheServer()
    {
        source->admission = [](const QJsonObject &object) -> std::optional<Error> {
            if (at(object, "/spec/bad").toBool()) {
                Error error =
                    makeError(Error::Kind::Invalid, QStringLiteral("spec.bad: Invalid value: true"));
                error.status = 422;
                return error;
            }
            return std::nullopt;
        };
        Draft draft;
        draft.add(gadget("{'bad':true}"));
        draft.addText("a: [\n");
        draft.addText("kind: Gadget\n");
        draft.add(gadget("{}", "twice"));
        draft.add(gadget("{'x':1}", "twice"));
        const Plan plan = planOf(draft);
        QVERIFY(!plan.isApplicable());
        QStringList sentences = plan.blockers();
        sentences.sort();
        QCOMPARE(
            sentences,
            (QStringList{
                QStringLiteral(" : Could not read the text. line 2, column 1: the '[' that was opened is not "
                               "closed before here."),
                QStringLiteral("Gadget : The object needs apiVersion and kind."),
                QStringLiteral("Gadget p/p: Could not apply Gadget p/p. The server answered 'spec.bad: "
                               "Invalid value: true' (422)."),
                QStringLiteral("Gadget p/twice: Gadget p/twice stands in the draft twice.")}));
        OperationLog log(nullptr);
        QCOMPARE(log.start(source.get(), plan), nullptr);
    }

    void conflictsNameTheirOwner()
    {
        source->put(gadget("{'a':1,'b':1}"), QStringLiteral("argo"));
        source->patchAs(QStringLiteral("kubectl-edit"), gadgetRef(), json("{'spec':{'b':2}}"));
        const QJsonObject base = source->object(gadgetRef());
        Draft draft;
        draft.add(withoutServerFields(base), base);
        draft.set(0, *JsonPointer::parse(u"/spec/a"), 10);
        draft.set(0, *JsonPointer::parse(u"/spec/b"), 20);
        draft.set(0, *JsonPointer::parse(u"/spec/c"), 30);
        Plan plan = planOf(draft);
        QCOMPARE(plan.items.size(), 1);
        QList<FieldConflict> &conflicts = plan.items[0].conflicts;
        QCOMPARE(conflicts.size(), 2);
        std::sort(conflicts.begin(), conflicts.end(),
                  [](const FieldConflict &x, const FieldConflict &y) { return x.field < y.field; });
        QCOMPARE(conflicts.at(0).manager, QStringLiteral("argo"));
        QCOMPARE(conflicts.at(0).field, QStringLiteral("spec.a"));
        QCOMPARE(conflicts.at(0).pointer.toString(), QStringLiteral("/spec/a"));
        QCOMPARE(conflicts.at(0).theirs, QJsonValue(1));
        QCOMPARE(conflicts.at(0).mine, QJsonValue(10));
        QCOMPARE(*conflicts.at(0).common,
                 QJsonValue(1)); // nobody changed it: only its owner stands against it
        QVERIFY(conflicts.at(0).since.isValid());
        QCOMPARE(conflicts.at(1).manager, QStringLiteral("kubectl-edit"));
        QCOMPARE(conflicts.at(1).since,
                 QDateTime::fromString(QStringLiteral("2026-02-03T04:05:06Z"), Qt::ISODate));
        QCOMPARE(
            plan.blockers(),
            (QStringList{
                QStringLiteral(
                    "Gadget p/p: \"argo\" owns fields that this would change. Keep theirs or take over."),
                QStringLiteral(
                    "Gadget p/p: \"kubectl-edit\" owns fields that this would change. Keep theirs or "
                    "take over.")}));
        // Keep one, take the other.
        plan.decide(0, 0, FieldConflict::Decision::KeepTheirs);
        QVERIFY(!plan.isApplicable());
        QVERIFY(plan.items.at(0).afterText.contains(u"a: 1\n"));
        plan.decide(0, 1, FieldConflict::Decision::TakeOver);
        QVERIFY(plan.isApplicable());
        QCOMPARE(compact(decidedDocument(plan.items.at(0))), compact(gadget("{'b':20,'c':30}")));
        const ApplyOperation *operation = run(plan);
        QCOMPARE(operation->state(), ApplyOperation::State::Done);
        const QJsonObject now = source->object(gadgetRef());
        QVERIFY(sameContent(now, gadget("{'a':1,'b':20,'c':30}")));
        QCOMPARE(ownerOf(now, *JsonPointer::parse(u"/spec/a")).first, QStringLiteral("argo"));
        QCOMPARE(ownerOf(now, *JsonPointer::parse(u"/spec/b")).first, easelManager);
    }

    void keepingAllIsNoChange()
    {
        source->put(gadget("{'a':1}"), QStringLiteral("argo"));
        const QJsonObject base = source->object(gadgetRef());
        Draft draft;
        draft.add(withoutServerFields(base), base);
        draft.set(0, *JsonPointer::parse(u"/spec/a"), 10);
        Plan plan = planOf(draft);
        QCOMPARE(plan.items.at(0).change, PlanItem::Change::Change);
        plan.decide(0, 0, FieldConflict::Decision::KeepTheirs);
        QCOMPARE(plan.items.at(0).change, PlanItem::Change::Unchanged);
        QVERIFY(!plan.hasChanges());
    }

    // Force is asked again: a conflict that nobody decided stops the step.
    void takeOverForcesOnlyWhatWasDecided()
    {
        source->put(gadget("{'a':1,'b':1}"), QStringLiteral("argo"));
        const QJsonObject base = source->object(gadgetRef());
        Draft draft;
        draft.add(withoutServerFields(base), base);
        draft.set(0, *JsonPointer::parse(u"/spec/a"), 10);
        draft.set(0, *JsonPointer::parse(u"/spec/c"), 30);
        Plan plan = planOf(draft);
        plan.decide(0, 0, FieldConflict::Decision::TakeOver);
        source->applyAs(QStringLiteral("flux"), gadget("{'c':31}"), false);
        const ApplyOperation *operation = run(plan);
        QCOMPARE(operation->state(), ApplyOperation::State::Failed);
        QCOMPARE(operation->steps().at(0).state, OperationStep::State::Refused);
        QVERIFY2(errorSentence(*operation->steps().at(0).error)
                     .contains(u"spec.c came into conflict since the plan was made"),
                 qPrintable(errorSentence(*operation->steps().at(0).error)));
        QVERIFY(sameContent(source->object(gadgetRef()), gadget("{'a':1,'b':1,'c':31}")));
    }

    // Two people with Easel share one field manager, so the server sees no conflict between them.
    void sameManagerTwice()
    {
        source->put(gadget("{'a':1}"), easelManager);
        const QJsonObject base = source->object(gadgetRef());
        Draft draft;
        draft.add(withoutServerFields(base), base);
        draft.set(0, *JsonPointer::parse(u"/spec/a"), 10);
        source->put(gadget("{'a':5,'b':1}"), easelManager);
        Plan plan = planOf(draft);
        QCOMPARE(plan.items.at(0).conflicts.size(), 1);
        QCOMPARE(plan.items.at(0).conflicts.at(0).manager, easelManager);
        QCOMPARE(plan.items.at(0).conflicts.at(0).theirs, QJsonValue(5));
        QCOMPARE(*plan.items.at(0).conflicts.at(0).common, QJsonValue(1));
        Plan kept = plan;
        kept.decide(0, 0, FieldConflict::Decision::KeepTheirs);
        QCOMPARE(compact(decidedDocument(kept.items.at(0))), compact(gadget("{'a':5,'b':1}")));
        plan.decide(0, 0, FieldConflict::Decision::TakeOver);
        QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
        QVERIFY(sameContent(source->object(gadgetRef()), gadget("{'a':10,'b':1}")));
    }

    void removingFieldsOfOthers()
    {
        source->put(gadget("{'a':1,'theirs':2,'l':[1]}"), QStringLiteral("argo"));
        source->applyAs(easelManager, gadget("{'mine':3}"));
        const QJsonObject base = source->object(gadgetRef());
        Draft draft;
        draft.add(withoutServerFields(base), base);
        draft.set(0, *JsonPointer::parse(u"/spec/theirs"), QJsonValue(QJsonValue::Undefined));
        draft.set(0, *JsonPointer::parse(u"/spec/mine"), QJsonValue(QJsonValue::Undefined));
        Plan plan = planOf(draft);
        QVERIFY2(plan.isApplicable(), qPrintable(plan.blockers().join(u' ')));
        QCOMPARE(
            plan.items.at(0).warnings,
            QStringList{QStringLiteral("spec.theirs belongs to \"argo\" too; it is removed by a patch.")});
        QVERIFY(!plan.items.at(0).afterText.contains(u"theirs"));
        // The status moves on between plan and apply: the newer version does as well.
        source->setStatus(gadgetRef(), json("{'phase':'Ready'}"));
        const ApplyOperation *operation = run(plan);
        QVERIFY2(operation->state() == ApplyOperation::State::Done,
                 operation->steps().at(0).error ? qPrintable(errorSentence(*operation->steps().at(0).error))
                                                : "");
        QVERIFY(sameContent(source->object(gadgetRef()), gadget("{'a':1,'l':[1]}")));
    }

    void fieldThatChangedIsNotRemoved()
    {
        source->put(gadget("{'a':1,'theirs':2}"), QStringLiteral("argo"));
        const QJsonObject base = source->object(gadgetRef());
        Draft draft;
        draft.add(withoutServerFields(base), base);
        draft.set(0, *JsonPointer::parse(u"/spec/theirs"), QJsonValue(QJsonValue::Undefined));
        const Plan plan = planOf(draft);
        source->put(gadget("{'a':1,'theirs':3}"), QStringLiteral("argo"));
        QCOMPARE(run(plan)->state(), ApplyOperation::State::Failed);
        QVERIFY(sameContent(source->object(gadgetRef()), gadget("{'a':1,'theirs':3}")));
    }

    void parentsOfThePlan()
    {
        Draft draft;
        QJsonObject pool = gadget("{'a':1}", "x");
        QJsonObject metadata = pool.value(u"metadata").toObject();
        metadata.insert(QStringLiteral("namespace"), QStringLiteral("fresh"));
        pool.insert(QStringLiteral("metadata"), metadata);
        draft.add(pool);
        draft.add(
            json("{'apiVersion':'example.org/v1','kind':'Thing','metadata':{'name':'t','namespace':'p'}}"));
        Plan plan = planOf(draft);
        QCOMPARE(plan.blockers().size(), 2);
        QVERIFY(plan.blockers().at(0).contains(u"namespaces \"fresh\" not found"));
        QVERIFY(plan.blockers().at(1).contains(u"This hub does not serve Thing of example.org/v1."));

        draft.add(namespaceObject("fresh"));
        draft.add(json(
            "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':"
            "'things.example.org'},'spec':{'group':'example.org','scope':'Namespaced','names':{'kind':'Thing'"
            ","
            "'plural':'things'},'versions':[{'name':'v1'}]}}"));
        source->crdsEstablishAtOnce = false;
        plan = planOf(draft);
        QVERIFY2(plan.isApplicable(), qPrintable(plan.blockers().join(u'\n')));
        QCOMPARE(plan.items.at(2).warnings,
                 QStringList{QStringLiteral(
                     "The namespace fresh is made by this plan; the server tests this object when it is "
                     "applied.")});
        QCOMPARE(plan.items.at(3).warnings,
                 QStringList{QStringLiteral(
                     "The kind Thing is made by this plan; the server tests this object when it is "
                     "applied.")});
        OperationLog log(nullptr);
        ApplyOperation *operation = log.start(source.get(), plan);
        QTRY_COMPARE(operation->steps().at(1).state,
                     OperationStep::State::Running); // the CRD is not established yet
        QTest::qWait(400);
        QCOMPARE(operation->steps().at(1).state, OperationStep::State::Running);
        QCOMPARE(operation->steps().at(2).state, OperationStep::State::Waiting);
        source->establish(QStringLiteral("things.example.org"));
        QTRY_COMPARE(operation->state(), ApplyOperation::State::Done);
    }

    void namespacesOnWish()
    {
        Draft draft;
        QJsonObject object = gadget("{}", "x");
        QJsonObject metadata = object.value(u"metadata").toObject();
        metadata.insert(QStringLiteral("namespace"), QStringLiteral("fresh"));
        object.insert(QStringLiteral("metadata"), metadata);
        draft.add(object);
        draft.add(gadget("{}"));
        PlanRequest request;
        request.objects = draft.objects();
        request.createNamespaces = true;
        const Plan plan = planFor(request);
        QCOMPARE(plan.items.size(), 3);
        QCOMPARE(plan.items.at(0).ref.text(), QStringLiteral("Namespace fresh"));
        QCOMPARE(at(plan.items.at(0).wanted, "/metadata/labels/app.kubernetes.io~1managed-by"),
                 QJsonValue(QStringLiteral("easel")));
        QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
    }

    void crdsOfOthersStayAsTheyAre()
    {
        const char *crd =
            "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':"
            "'tenants.spectrocloud.com','labels':{%1},'annotations':{'easel.spectrocloud.com/"
            "crd-revision':'%2'}},"
            "'spec':{'group':'spectrocloud.com','scope':'Cluster','names':{'kind':'Tenant','plural':'tenants'"
            "},"
            "'versions':[{'name':'v1alpha1'}]}}";
        const auto made = [crd](const QString &label, int revision) {
            return json(QString::fromLatin1(crd).arg(label).arg(revision).toLatin1().constData());
        };
        const QString ours = QStringLiteral("'app.kubernetes.io/managed-by':'easel'");
        Draft draft;
        draft.add(made(ours, 3));
        source->put(made(QString(), 1), QStringLiteral("vendor"));
        Plan plan = planOf(draft);
        QCOMPARE(plan.blockers().size(), 1);
        QVERIFY(plan.blockers().at(0).contains(
            u"The CRD tenants.spectrocloud.com was not made by Easel, so Easel does not change it."));
        source->drop(plan.items.at(0).ref);
        source->put(made(ours, 4), easelManager);
        plan = planOf(draft);
        QCOMPARE(plan.items.at(0).change, PlanItem::Change::Unchanged);
        QVERIFY(
            plan.items.at(0).warnings.at(0).startsWith(u"This hub's Easel schema is newer than this Easel."));
        source->drop(plan.items.at(0).ref);
        source->put(made(ours, 2), easelManager);
        QCOMPARE(planOf(draft).items.at(0).change, PlanItem::Change::Change);
    }

    // Rule C15, whoever asks: the window, a folder, a verb.
    void oldGroupsAreNeverWritten()
    {
        ResourceType old = gadgets();
        old.group = QStringLiteral("mural.sh");
        old.version = QStringLiteral("v1alpha1");
        source->addType(old);
        QJsonObject object = gadget("{'a':1}");
        object.insert(QStringLiteral("apiVersion"), QStringLiteral("mural.sh/v1alpha1"));
        source->put(object);
        source->log.clear();
        for (const bool goes : {false, true}) {
            Draft draft;
            if (goes)
                draft.addDelete(refOf(object), object);
            else
                draft.add(object);
            const Plan made = planOf(draft);
            QVERIFY(!made.isApplicable());
            QVERIFY(made.items.first().error);
            QCOMPARE(
                errorSentence(*made.items.first().error),
                QStringLiteral("Group mural.sh is superseded by spectrocloud.com. Easel shows what is in "
                               "it and never writes it."));
        }
        QCOMPARE(source->log, QStringList());
    }

    void deletesAreOfTheObjectThatWasSeen()
    {
        source->put(gadget("{'a':1}"));
        const QJsonObject base = source->object(gadgetRef());
        Draft draft;
        draft.addDelete(gadgetRef(), base);
        const Plan plan = planOf(draft);
        QVERIFY(plan.isApplicable());
        source->drop(gadgetRef());
        source->put(gadget("{'a':1}")); // anew, with another uid
        QVERIFY(
            planOf(draft).blockers().at(0).contains(u"It was deleted and made anew since it was chosen."));
        const ApplyOperation *operation = run(plan);
        QCOMPARE(operation->steps().at(0).state, OperationStep::State::Refused);
        QVERIFY(errorSentence(*operation->steps().at(0).error)
                    .contains(u"It was deleted and made anew since the plan was made."));
        QVERIFY(!source->object(gadgetRef()).isEmpty());
    }

    void rulesOfEasel()
    {
        const auto made = [](const char *name) {
            return json(
                QStringLiteral(
                    "{'apiVersion':'spectrocloud.com/v1alpha1','kind':'Project','metadata':{'name':'%1',"
                    "'namespace':'p'},'spec':{}}")
                    .arg(QLatin1String(name))
                    .toLatin1()
                    .constData());
        };
        Draft draft;
        draft.add(made("p"));
        Plan plan = planOf(draft);
        QVERIFY(!plan.items.at(0).findings.isEmpty());
        QVERIFY2(plan.blockers().contains(
                     QStringLiteral("Project p/p: Choose a tenant; every project belongs to one.")),
                 qPrintable(plan.blockers().join(u'\n')));
        QVERIFY(!plan.isApplicable());
        PlanRequest folder;
        folder.objects = draft.objects();
        folder.findingsRefuse = false;
        QVERIFY(planFor(folder).isApplicable());
        QVERIFY(!planFor(folder).items.at(0).findings.isEmpty());
        plan.items[0].chosen = false; // left out
        QCOMPARE(plan.blockers(), QStringList());
        // What goes with a deletion, in the surroundings that are known.
        const auto workload =
            json("{'apiVersion':'spectrocloud.com/v1alpha1','kind':'AIWorkload','metadata':{'name':'a',"
                 "'namespace':'p','uid':'u1'}}");
        const auto owned = json(
            "{'apiVersion':'spectrocloud.com/v1beta1','kind':'WorkloadDeployment','metadata':{'name':'w',"
            "'namespace':'p','ownerReferences':[{'apiVersion':'spectrocloud.com/v1alpha1','kind':"
            "'AIWorkload','name':'a','uid':'u1','controller':true}]}}");
        source->put(workload);
        PlanRequest request;
        request.surroundings.insert(workload);
        request.surroundings.insert(owned);
        Draft deletion;
        deletion.addDelete(refOf(workload), source->object(refOf(workload)));
        request.objects = deletion.objects();
        plan = planFor(request);
        QCOMPARE(plan.items.at(0).goesWith.size(), 1);
        QCOMPARE(plan.items.at(0).goesWith.at(0).text(), QStringLiteral("WorkloadDeployment p/w"));
    }

    void notInTheFolder()
    {
        source->put(gadget("{}", "stranger"));
        PlanRequest request;
        request.notInFolder = {source->object(gadgetRef("stranger"))};
        Plan plan = planFor(request);
        QCOMPARE(plan.items.at(0).change, PlanItem::Change::NotInFolder);
        QVERIFY(!plan.hasChanges());
        plan.items[0].chosen = true;
        QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
        QVERIFY(source->object(gadgetRef("stranger")).isEmpty());
    }

    void secretsAreNotShown()
    {
        Draft draft;
        draft.add(json("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s','namespace':'p'},'"
                       "stringData':{'token':"
                       "'hunter2'}}"));
        draft.add(
            json("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'stub','namespace':'p','annotations':"
                 "{'easel.spectrocloud.com/keys':'token'}}}"));
        const Plan plan = planOf(draft);
        QVERIFY(plan.items.at(0).afterText.contains(u"<7 bytes>"));
        QVERIFY(!plan.items.at(0).afterText.contains(u"hunter2"));
        QCOMPARE(plan.items.at(1).change, PlanItem::Change::Unchanged);
        QCOMPARE(plan.items.at(1).warnings,
                 QStringList{QStringLiteral("This Secret is a stub without values; it is not applied.")});
    }

    void workspaceTakesTheWholeObject()
    {
        source->fakeMode = HubMode::Workspace;
        source->put(gadget("{'a':1,'b':{'x':1,'y':2}}"));
        const QJsonObject base = source->object(gadgetRef());
        Draft draft;
        draft.add(withoutServerFields(base), base);
        draft.set(0, *JsonPointer::parse(u"/spec/b/x"), QJsonValue(QJsonValue::Undefined));
        draft.set(0, *JsonPointer::parse(u"/spec/c"), 1);
        const Plan plan = planOf(draft);
        QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
        QVERIFY(sameContent(source->object(gadgetRef()), gadget("{'a':1,'b':{'y':2},'c':1}")));
        // The file changed between plan and apply.
        Draft second;
        const QJsonObject now = source->object(gadgetRef());
        second.add(withoutServerFields(now), now);
        second.set(0, *JsonPointer::parse(u"/spec/a"), 9);
        const Plan late = planOf(second);
        source->put(gadget("{'a':1,'z':1}"));
        QCOMPARE(run(late)->state(), ApplyOperation::State::Failed);
    }

    // --- outcomes ---

    void lostAnswers_data()
    {
        QTest::addColumn<bool>("happened");
        QTest::addColumn<int>("failedReads");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("note");
        QTest::newRow("arrived") << true << 0 << int(OperationStep::State::Done)
                                 << QStringLiteral("The answer was lost; read back: the change arrived.");
        QTest::newRow("arrived, read late")
            << true << 2 << int(OperationStep::State::Done)
            << QStringLiteral("The answer was lost; read back: the change arrived.");
        QTest::newRow("did not arrive")
            << false << 0 << int(OperationStep::State::Refused)
            << QStringLiteral("The answer was lost; read back: the change did not arrive.");
        QTest::newRow("not readable")
            << true << 3 << int(OperationStep::State::OutcomeUnknown)
            << QStringLiteral("The answer was lost and the object could not be read back.");
    }

    void lostAnswers()
    {
        QFETCH(bool, happened);
        QFETCH(int, failedReads);
        QFETCH(int, state);
        QFETCH(QString, note);
        Draft draft;
        draft.add(gadget("{'a':1,'l':[{'x':1}]}"));
        const Plan plan = planOf(draft);
        const Error lost = makeError(Error::Kind::OutcomeUnknown, QStringLiteral("the connection broke"));
        source->failNext(QStringLiteral("apply"), lost, 1, happened);
        source->failNext(QStringLiteral("get"),
                         makeError(Error::Kind::Network, QStringLiteral("unreachable")), failedReads);
        const ApplyOperation *operation = run(plan);
        QCOMPARE(int(operation->steps().at(0).state), state);
        QCOMPARE(operation->steps().at(0).note, note);
    }

    void lostDelete()
    {
        source->put(gadget("{'a':1}"));
        Draft draft;
        draft.addDelete(gadgetRef(), source->object(gadgetRef()));
        const Plan plan = planOf(draft);
        source->failNext(QStringLiteral("delete"),
                         makeError(Error::Kind::OutcomeUnknown, QStringLiteral("lost")), 1, true);
        const ApplyOperation *operation = run(plan);
        QCOMPARE(operation->steps().at(0).state, OperationStep::State::Done);
        QCOMPARE(operation->steps().at(0).note,
                 QStringLiteral("The answer was lost; read back: it is being deleted or gone."));
    }

    void oneRefusalDoesNotStopTheRest()
    {
        Draft draft;
        draft.add(namespaceObject("q"));
        QJsonObject child = gadget("{}", "child");
        QJsonObject metadata = child.value(u"metadata").toObject();
        metadata.insert(QStringLiteral("namespace"), QStringLiteral("q"));
        child.insert(QStringLiteral("metadata"), metadata);
        draft.add(child);
        draft.add(gadget("{}", "other"));
        const Plan plan = planOf(draft);
        source->failNext(QStringLiteral("apply"), makeError(Error::Kind::Forbidden, QStringLiteral("no")));
        const ApplyOperation *operation = run(plan);
        QCOMPARE(operation->state(), ApplyOperation::State::Failed);
        QCOMPARE(operation->steps().at(0).state, OperationStep::State::Refused);
        QCOMPARE(operation->steps().at(1).state, OperationStep::State::Skipped);
        QCOMPARE(operation->steps().at(1).note, QStringLiteral("Its namespace was not made."));
        QCOMPARE(operation->steps().at(2).state, OperationStep::State::Done);
    }

    void aDeadConnectionStopsTheRest()
    {
        Draft draft;
        draft.add(gadget("{}", "one"));
        draft.add(gadget("{}", "two"));
        const Plan plan = planOf(draft);
        source->failNext(QStringLiteral("apply"), makeError(Error::Kind::Network, QStringLiteral("refused")));
        const ApplyOperation *operation = run(plan);
        QCOMPARE(operation->steps().at(1).state, OperationStep::State::Skipped);
    }

    void cancelStopsBeforeTheNextStep()
    {
        Draft draft;
        draft.add(gadget("{}", "one"));
        draft.add(gadget("{}", "two"));
        const Plan plan = planOf(draft);
        OperationLog log(nullptr);
        ApplyOperation *operation = log.start(source.get(), plan);
        connect(operation, &ApplyOperation::stepChanged, operation,
                [operation](int) { operation->cancel(); });
        QCOMPARE(log.running(), 1);
        QTRY_COMPARE(operation->state(), ApplyOperation::State::Canceled);
        QCOMPARE(operation->steps().at(0).state, OperationStep::State::Done);
        QCOMPARE(operation->steps().at(1).state, OperationStep::State::Skipped);
        QVERIFY(source->object(gadgetRef("two")).isEmpty());
    }

    void theSourceMayEnd()
    {
        Draft draft;
        draft.add(gadget("{}", "one"));
        draft.add(gadget("{}", "two"));
        const Plan plan = planOf(draft);
        OperationLog log(nullptr);
        ApplyOperation *operation = log.start(source.get(), plan);
        source.reset();
        QTRY_COMPARE(operation->state(), ApplyOperation::State::Failed);
    }

    // --- journal ---

    void journalTellsWhatHappened()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("deep/journal.jsonl"));
        {
            Journal journal(path);
            journalOf = &journal;
            source->put(gadget("{'a':1}"), easelManager);
            Draft draft;
            draft.add(gadget("{'a':2,'note':'password: hunter2'}"));
            draft.add(json("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s','namespace':'p'},'"
                           "stringData':{'k':"
                           "'topsecret'}}"));
            QCOMPARE(run(planOf(draft))->state(), ApplyOperation::State::Done);
            QList<JournalEntry> entries = latest(journal);
            QCOMPARE(entries.size(), 2);
            QCOMPARE(entries.at(0).ref.kind, QStringLiteral("Gadget")); // newest first; Secrets come before
            QCOMPARE(entries.at(0).verb, QStringLiteral("change"));
            QCOMPARE(entries.at(0).outcome, QStringLiteral("done"));
            QCOMPARE(entries.at(0).source, QStringLiteral("fake"));
            QCOMPARE(entries.at(0).identity, QStringLiteral("tester (fake)"));
            QVERIFY2(entries.at(0).diff.contains(u"-  a: 1\n+  a: 2\n"), qPrintable(entries.at(0).diff));
            QVERIFY(entries.at(0).before.contains("a: 1"));
            journalOf = nullptr;
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Append));
        const QByteArray all = file.readAll();
        QVERIFY(!all.contains("hunter2"));
        QVERIFY(!all.contains("topsecret"));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
        // Half a line of a crash: told apart from what follows.
        file.write("{\"time\":\"2026-");
        file.close();
        Journal journal(path);
        JournalEntry entry;
        entry.time = QDateTime::currentDateTimeUtc();
        entry.title = QStringLiteral("after");
        journal.append(entry);
        const QList<JournalEntry> entries = latest(journal);
        QCOMPARE(entries.size(), 3);
        QCOMPARE(entries.at(0).title, QStringLiteral("after"));
    }

    void journalKeepsWhatWasChangedInPalette()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal.jsonl"));
        Journal journal(path);
        OperationLog log(&journal);
        QSignalSpy recorded(&log, &OperationLog::recorded);
        JournalEntry entry;
        entry.time = QDateTime::currentDateTimeUtc();
        entry.ref.kind = PaletteObject::Host.toString();
        entry.ref.name = QStringLiteral("gpu-a01");
        entry.palette = {QStringLiteral("own"),
                         QStringLiteral("edge-1"),
                         {{QStringLiteral("rack"), QStringLiteral("r6")}, {QStringLiteral("spare"), {}}},
                         {{QStringLiteral("rack"), QStringLiteral("r7")},
                          {QStringLiteral("token"), QStringLiteral("hunter2")}}};
        log.record(entry);
        JournalEntry object;
        object.time = entry.time;
        object.ref = gadgetRef("one");
        log.record(object);
        QCOMPARE(recorded.count(), 2);
        QCOMPARE(log.records().size(), 2);
        QCOMPARE(log.records().at(1).palette.uid, QStringLiteral("edge-1")); // newest first
        const QList<JournalEntry> entries = latest(journal);
        QCOMPARE(entries.size(), 2);
        QVERIFY(!entries.at(0).palette.isSet());
        const PaletteObject &kept = entries.at(1).palette;
        QCOMPARE(kept.connection, QStringLiteral("own"));
        QCOMPARE(kept.uid, QStringLiteral("edge-1"));
        QCOMPARE(kept.before, entry.palette.before);
        QCOMPARE(kept.after.value(QStringLiteral("rack")), QStringLiteral("r7"));
        // A tag may be a credential, too.
        QCOMPARE(kept.after.value(QStringLiteral("token")), QStringLiteral("<redacted>"));
    }

    void journalRotates()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("journal.jsonl"));
        Journal journal(path);
        JournalEntry entry;
        entry.time = QDateTime::currentDateTimeUtc();
        entry.diff = QString(1024 * 1024, u'x');
        for (int i = 0; i < 12; ++i) {
            entry.title = QString::number(i);
            journal.append(entry);
            latest(journal);
        }
        QVERIFY(QFileInfo(path).size() < 6 * 1024 * 1024);
        QVERIFY(QFileInfo::exists(path + QStringLiteral(".1")));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 2);
        QCOMPARE(latest(journal).first().title, QStringLiteral("11"));
    }

    void journalThatCannotBeWritten()
    {
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("no /dev/full here");
        Journal journal(QStringLiteral("/dev/full"));
        QSignalSpy failed(&journal, &Journal::failed);
        JournalEntry entry;
        entry.time = QDateTime::currentDateTimeUtc();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("journal")));
        journal.append(entry);
        QTRY_COMPARE(failed.count(), 1);
        const QString sentence = errorSentence(failed.at(0).at(0).value<Error>());
        QVERIFY2(sentence.startsWith(u"The journal /dev/full cannot be written: No space left on device."),
                 qPrintable(sentence));
        journal.append(entry);
        latest(journal);
        QTest::qWait(50);
        QCOMPARE(failed.count(), 1); // said once
    }

private:
    std::unique_ptr<FakeSource> source;
    Journal *journalOf = nullptr;
    std::vector<std::unique_ptr<OperationLog>> logs;

    Plan planFor(const PlanRequest &request)
    {
        std::optional<Plan> made;
        makePlan(source.get(), request, this).then(this, [&made](const Result<Plan> &plan) { made = *plan; });
        if (!QTest::qWaitFor([&made] { return made.has_value(); }, 5000))
            qFatal("no plan");
        return *made;
    }

    Plan planOf(const Draft &draft, int leaveOutFirst = 0)
    {
        PlanRequest request;
        request.title = QStringLiteral("Test");
        request.objects = draft.objects().mid(leaveOutFirst);
        return planFor(request);
    }

    const ApplyOperation *run(const Plan &plan)
    {
        logs.push_back(std::make_unique<OperationLog>(journalOf));
        ApplyOperation *operation = logs.back()->start(source.get(), plan);
        if (!operation)
            qFatal("%s", qPrintable(plan.blockers().join(u' ')));
        if (!QTest::qWaitFor([operation] { return operation->state() != ApplyOperation::State::Running; },
                             10000))
            qFatal("no end");
        return operation;
    }

    QList<JournalEntry> latest(Journal &journal)
    {
        std::optional<QList<JournalEntry>> entries;
        journal.latest().then(this,
                              [&entries](const Result<QList<JournalEntry>> &result) { entries = *result; });
        if (!QTest::qWaitFor([&entries] { return entries.has_value(); }, 5000))
            qFatal("no entries");
        return *entries;
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
