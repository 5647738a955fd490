// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/appliedobject.h"
#include "core/changes/operation.h"
#include "core/changes/preparehub.h"
#include "core/changes/workspaceexport.h"
#include "core/clients/kubeconfig.h"
#include "core/domain/kinds.h"
#include "core/schema/schema.h"
#include "core/store/hubsource.h"
#include "core/store/workspacesource.h"
#include "tests/support/callspy.h"
#include "tests/support/hubfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

JsonPointer pointer(const char *text)
{
    return *JsonPointer::parse(QString::fromUtf8(text));
}

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(QByteArray(text).replace('\'', '"')).object();
}

ObjectRef configMapRef(const QString &name = u"x"_s)
{
    return {u"v1"_s, u"ConfigMap"_s, u"shelf"_s, name};
}

QJsonObject configMap(const QJsonObject &data, const QString &name = u"x"_s)
{
    return {{u"apiVersion"_s, u"v1"_s},
            {u"kind"_s, u"ConfigMap"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"namespace"_s, u"shelf"_s}}},
            {u"data"_s, data}};
}

} // namespace

// Plans and operations against the real API server.
class TestPlanHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();

    void createThenUnchanged();
    void conflictNamesTheOwnerAndTheirsIsKept();
    void takeOver();
    void listsWithKeys();
    void fieldsOfOthersAreRemoved();
    void deleteIsOfTheObjectThatWasSeen();
    void unknownFieldsAreRefused();
    void forbidden();
    void prepareApplyExportPlan();

private:
    std::unique_ptr<HubSource> liveSource(const QString &context = u"easel-hub"_s);
    Plan planFor(const PlanRequest &request);
    Plan planOf(const Draft &draft);
    const ApplyOperation *run(const Plan &plan);
    QJsonObject live(const ObjectRef &ref);
    // With another field manager, through the real kubectl.
    void applyAs(const QString &manager, const QJsonObject &object);

    HubFixture m_hub;
    std::unique_ptr<HubSource> m_source;
    std::vector<std::unique_ptr<OperationLog>> m_logs;
};

void TestPlanHub::initTestCase()
{
    EASEL_START_HUB(m_hub);
    QVERIFY2(!m_hub.kubectl({u"create"_s, u"namespace"_s, u"shelf"_s}).isEmpty(), qPrintable(m_hub.error()));
    m_source = liveSource();
    QTRY_VERIFY2_WITH_TIMEOUT(m_source && m_source->state().phase == SourceState::Phase::Live &&
                                  m_source->mode() != HubMode::Unknown,
                              "the source does not become live", 30'000);
}

void TestPlanHub::cleanup()
{
    m_hub.kubectl({u"delete"_s, u"configmaps"_s, u"--all"_s, u"-n"_s, u"shelf"_s});
}

std::unique_ptr<HubSource> TestPlanHub::liveSource(const QString &context)
{
    const auto config = Kubeconfig::load({m_hub.kubeconfig()});
    if (!config || !config->context(context))
        return nullptr;
    const auto server = config->serverOf(*config->context(context));
    const auto user = config->userOf(*config->context(context));
    if (!server || !user)
        return nullptr;
    auto source = std::make_unique<HubSource>(context, *server, user->identity,
                                              [](const ResourceType &type) { return rowExtractorFor(type); });
    source->open();
    return source;
}

Plan TestPlanHub::planFor(const PlanRequest &request)
{
    const auto plan = await(makePlan(m_source.get(), request, this), 60'000);
    if (!plan)
        qFatal("%s", why(plan).constData());
    return *plan;
}

Plan TestPlanHub::planOf(const Draft &draft)
{
    PlanRequest request;
    request.objects = draft.objects();
    return planFor(request);
}

const ApplyOperation *TestPlanHub::run(const Plan &plan)
{
    m_logs.push_back(std::make_unique<OperationLog>(nullptr));
    ApplyOperation *operation = m_logs.back()->start(m_source.get(), plan);
    if (!operation)
        qFatal("%s", qPrintable(plan.blockers().join(u'\n')));
    if (!QTest::qWaitFor([operation] { return operation->state() != ApplyOperation::State::Running; },
                         240'000))
        qFatal("the operation does not end");
    for (const OperationStep &step : operation->steps()) {
        if (step.error)
            qInfo("%s: %s %s", qPrintable(step.ref.text()), qPrintable(errorSentence(*step.error)),
                  qPrintable(step.note));
    }
    return operation;
}

QJsonObject TestPlanHub::live(const ObjectRef &ref)
{
    const auto object = await(m_source->fetch(ref));
    return object ? *object : QJsonObject();
}

void TestPlanHub::applyAs(const QString &manager, const QJsonObject &object)
{
    const QByteArray said = m_hub.kubectl({u"apply"_s, u"--server-side"_s, u"--force-conflicts"_s,
                                           u"--field-manager="_s + manager, u"-f"_s, u"-"_s},
                                          QJsonDocument(object).toJson());
    QVERIFY2(!said.isEmpty(), qPrintable(m_hub.error()));
}

void TestPlanHub::createThenUnchanged()
{
    Draft draft;
    draft.add(configMap({{u"a"_s, u"1"_s}}));
    const Plan plan = planOf(draft);
    QCOMPARE(plan.items.at(0).change, PlanItem::Change::Create);
    QVERIFY2(plan.isApplicable(), qPrintable(plan.blockers().join(u'\n')));
    QVERIFY(live(configMapRef()).isEmpty());
    QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
    QVERIFY(sameContent(live(configMapRef()), configMap({{u"a"_s, u"1"_s}})));
    const Plan again = planOf(draft);
    QCOMPARE(again.items.at(0).change, PlanItem::Change::Unchanged);
    QVERIFY(!again.hasChanges());
}

void TestPlanHub::conflictNamesTheOwnerAndTheirsIsKept()
{
    applyAs(u"argo"_s, configMap({{u"app.kubernetes.io.a"_s, u"1"_s}, {u"b"_s, u"1"_s}}));
    m_hub.kubectl({u"patch"_s, u"configmap"_s, u"x"_s, u"-n"_s, u"shelf"_s, u"--field-manager=hand"_s,
                   u"--type=merge"_s, u"-p"_s, u"{\"data\":{\"b\":\"2\"}}"_s});
    const QJsonObject base = live(configMapRef());
    Draft draft;
    draft.add(withoutServerFields(base), base);
    draft.set(0, pointer("/data/app.kubernetes.io.a"), u"mine"_s);
    draft.set(0, pointer("/data/b"), u"mine"_s);
    draft.set(0, pointer("/data/c"), u"mine"_s);
    Plan plan = planOf(draft);
    auto &conflicts = plan.items[0].conflicts;
    QCOMPARE(conflicts.size(), 2);
    std::sort(conflicts.begin(), conflicts.end(),
              [](const FieldConflict &a, const FieldConflict &b) { return a.manager < b.manager; });
    QCOMPARE(conflicts.at(0).manager, u"argo"_s);
    QCOMPARE(conflicts.at(0).pointer, pointer("/data/app.kubernetes.io.a"));
    QCOMPARE(conflicts.at(0).theirs, QJsonValue(u"1"_s));
    QCOMPARE(conflicts.at(0).mine, QJsonValue(u"mine"_s));
    QVERIFY(conflicts.at(0).since.isValid());
    QCOMPARE(conflicts.at(1).manager, u"hand"_s);
    QCOMPARE(conflicts.at(1).theirs, QJsonValue(u"2"_s));
    QVERIFY(qAbs(conflicts.at(1).since.secsTo(QDateTime::currentDateTimeUtc())) < 120);
    QVERIFY(!plan.isApplicable());
    plan.decide(0, 0, FieldConflict::Decision::KeepTheirs);
    plan.decide(0, 1, FieldConflict::Decision::KeepTheirs);
    QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
    const QJsonObject now = live(configMapRef());
    QCOMPARE(now.value(u"data").toObject(),
             (QJsonObject{{u"app.kubernetes.io.a"_s, u"1"_s}, {u"b"_s, u"2"_s}, {u"c"_s, u"mine"_s}}));
    QCOMPARE(ownedFields(now, easelManager).value(u"data").toObject(), (QJsonObject{{u"c"_s, u"mine"_s}}));
    QCOMPARE(planOf(draft).items.at(0).conflicts.size(), 2); // still theirs
}

void TestPlanHub::takeOver()
{
    applyAs(u"argo"_s, configMap({{u"a"_s, u"1"_s}, {u"b"_s, u"1"_s}}));
    const QJsonObject base = live(configMapRef());
    Draft draft;
    draft.add(withoutServerFields(base), base);
    draft.set(0, pointer("/data/a"), u"mine"_s);
    draft.set(0, pointer("/data/b"), u"mine"_s);
    Plan plan = planOf(draft);
    QCOMPARE(plan.items.at(0).conflicts.size(), 2);
    const int a = plan.items.at(0).conflicts.at(0).field.endsWith(u'a') ? 0 : 1;
    plan.decide(0, a, FieldConflict::Decision::TakeOver);
    plan.decide(0, 1 - a, FieldConflict::Decision::KeepTheirs);
    QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
    const QJsonObject now = live(configMapRef());
    QCOMPARE(now.value(u"data").toObject(), (QJsonObject{{u"a"_s, u"mine"_s}, {u"b"_s, u"1"_s}}));
    QCOMPARE(ownerOf(now, pointer("/data/a")).first, easelManager);
    QCOMPARE(ownerOf(now, pointer("/data/b")).first, u"argo"_s);
}

// Lists with keys: owners of single items, and paths like spec.ports[port=80,protocol="TCP"].targetPort.
void TestPlanHub::listsWithKeys()
{
    const ObjectRef ref{u"v1"_s, u"Service"_s, u"shelf"_s, u"s"_s};
    applyAs(
        u"argo"_s,
        json("{'apiVersion':'v1','kind':'Service','metadata':{'name':'s','namespace':'shelf'},'spec':{'"
             "selector':"
             "{'a':'b'},'ports':[{'name':'web','port':80,'protocol':'TCP','targetPort':8080},{'name':'tls',"
             "'port':443,'protocol':'TCP','targetPort':8443}]}}"));
    const QJsonObject base = live(ref);
    QVERIFY(!base.isEmpty());
    Draft draft;
    draft.add(withoutServerFields(base), base);
    draft.set(0, pointer("/spec/ports/1/targetPort"), 9443);
    draft.set(0, pointer("/spec/ports/-"),
              json("{'name':'extra','port':90,'protocol':'TCP','targetPort':9090}"));
    Plan plan = planOf(draft);
    QVERIFY2(!plan.items.at(0).error,
             plan.items.at(0).error ? qPrintable(errorSentence(*plan.items.at(0).error)) : "");
    QCOMPARE(plan.items.at(0).conflicts.size(), 1);
    QCOMPARE(plan.items.at(0).conflicts.at(0).theirs, QJsonValue(8443));
    QCOMPARE(plan.items.at(0).conflicts.at(0).mine, QJsonValue(9443));
    plan.decide(0, 0, FieldConflict::Decision::TakeOver);
    QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
    QJsonObject now = live(ref);
    QCOMPARE(now.value(u"spec").toObject().value(u"ports").toArray().size(), 3);
    QCOMPARE(ownedFields(now, easelManager).value(u"spec").toObject().value(u"ports").toArray().size(), 2);
    // Taking our own item away again leaves theirs.
    Draft second;
    second.add(withoutServerFields(now), now);
    second.set(0, pointer("/spec/ports/2"), QJsonValue(QJsonValue::Undefined));
    QCOMPARE(run(planOf(second))->state(), ApplyOperation::State::Done);
    now = live(ref);
    QCOMPARE(now.value(u"spec").toObject().value(u"ports").toArray().size(), 2);
    m_hub.kubectl({u"delete"_s, u"service"_s, u"s"_s, u"-n"_s, u"shelf"_s});
}

void TestPlanHub::fieldsOfOthersAreRemoved()
{
    applyAs(u"argo"_s, configMap({{u"a"_s, u"1"_s}, {u"theirs"_s, u"1"_s}}));
    applyAs(easelManager, configMap({{u"mine"_s, u"1"_s}}));
    const QJsonObject base = live(configMapRef());
    Draft draft;
    draft.add(withoutServerFields(base), base);
    draft.set(0, pointer("/data/theirs"), QJsonValue(QJsonValue::Undefined));
    draft.set(0, pointer("/data/mine"), QJsonValue(QJsonValue::Undefined));
    const Plan plan = planOf(draft);
    QVERIFY2(plan.isApplicable(), qPrintable(plan.blockers().join(u'\n')));
    QCOMPARE(plan.items.at(0).warnings,
             QStringList{u"data.theirs belongs to \"argo\" too; it is removed by a patch."_s});
    QCOMPARE(run(plan)->state(), ApplyOperation::State::Done);
    QVERIFY(sameContent(live(configMapRef()), configMap({{u"a"_s, u"1"_s}})));
}

void TestPlanHub::deleteIsOfTheObjectThatWasSeen()
{
    applyAs(u"argo"_s, configMap({{u"a"_s, u"1"_s}}));
    Draft draft;
    draft.addDelete(configMapRef(), live(configMapRef()));
    const Plan plan = planOf(draft);
    QVERIFY2(plan.isApplicable(), qPrintable(plan.blockers().join(u'\n')));
    m_hub.kubectl({u"delete"_s, u"configmap"_s, u"x"_s, u"-n"_s, u"shelf"_s});
    applyAs(u"argo"_s, configMap({{u"a"_s, u"2"_s}}));
    const ApplyOperation *operation = run(plan);
    QCOMPARE(operation->steps().at(0).state, OperationStep::State::Refused);
    QVERIFY2(errorSentence(*operation->steps().at(0).error)
                 .contains(u"It was deleted and made anew since the plan was made."),
             qPrintable(errorSentence(*operation->steps().at(0).error)));
    QVERIFY(!live(configMapRef()).isEmpty());
    Draft second;
    second.addDelete(configMapRef(), live(configMapRef()));
    QCOMPARE(run(planOf(second))->state(), ApplyOperation::State::Done);
    QVERIFY(live(configMapRef()).isEmpty());
}

void TestPlanHub::unknownFieldsAreRefused()
{
    QJsonObject object = configMap({{u"a"_s, u"1"_s}});
    object.insert(u"dato"_s, 1);
    Draft draft;
    draft.add(object);
    const Plan plan = planOf(draft);
    QCOMPARE(plan.blockers().size(), 1);
    QVERIFY2(plan.blockers().at(0).contains(u"dato"), qPrintable(plan.blockers().at(0)));
}

void TestPlanHub::forbidden()
{
    auto mine = std::move(m_source);
    m_source = liveSource(u"nobody"_s);
    QVERIFY(m_source);
    Draft draft;
    draft.add(configMap({{u"a"_s, u"1"_s}}));
    const Plan plan = planOf(draft);
    const QStringList blockers = plan.blockers();
    m_source = std::move(mine);
    QCOMPARE(blockers.size(), 1);
    QVERIFY2(blockers.at(0).contains(u"forbidden") && blockers.at(0).contains(u"configmaps"),
             qPrintable(blockers.at(0)));
}

// The whole way: an empty hub is prepared, the sample goes on it, comes back into a folder, and that folder
// makes no difference.
void TestPlanHub::prepareApplyExportPlan()
{
    const auto check = await(checkHub(m_source.get(), this));
    QVERIFY2(check, why(check).constData());
    QCOMPARE(check->mode, HubMode::Empty);
    QCOMPARE(check->missingCrds.size(), Schema::builtinCrds().size());
    const Plan prepare = planFor(prepareHubRequest(u"easel-system"_s));
    QVERIFY2(prepare.isApplicable(), qPrintable(prepare.blockers().join(u'\n')));
    QCOMPARE(run(prepare)->state(), ApplyOperation::State::Done);
    QTRY_COMPARE_WITH_TIMEOUT(m_source->mode(), HubMode::Easel, 20'000);
    QVERIFY(!planFor(prepareHubRequest(u"easel-system"_s)).hasChanges());

    WorkspaceSource sample(QStringLiteral(EASEL_SOURCE_DIR "/resources/sample"),
                           [](const ResourceType &type) { return rowExtractorFor(type); });
    sample.open();
    QTRY_VERIFY2_WITH_TIMEOUT(sample.state().phase == SourceState::Phase::Live, "the sample is not read",
                              30'000);
    PlanRequest request;
    request.createNamespaces = true;
    request.findingsRefuse = false; // the sample shows what is refused, too
    for (const ResourceType &type : sample.catalog().types()) {
        StoreKey key;
        key.type = type;
        StoreLease lease = sample.store(key);
        if (!lease)
            continue;
        QTRY_VERIFY_WITH_TIMEOUT(lease->truth().phase == Truth::Phase::Live, 20'000);
        for (const Row &row : lease->rows()) {
            const ObjectRef ref{type.apiVersion(), type.kind, row.namespaceName, row.name};
            const auto object = await(sample.fetch(ref));
            QVERIFY2(object, why(object).constData());
            DraftObject draft;
            draft.ref = refOf(*object);
            draft.value = *object;
            request.objects << draft;
        }
    }
    QVERIFY2(request.objects.size() >= 80, QByteArray::number(request.objects.size()).constData());
    const Plan import = planFor(request);
    // Kinds of controllers that this hub does not have (OCM, Flux) are refused with the reason, and left out.
    QList<DraftObject> accepted;
    for (const PlanItem &item : import.items) {
        if (item.error) {
            QVERIFY2(errorSentence(*item.error).contains(u"does not serve"),
                     qPrintable(item.ref.text() + u": "_s + errorSentence(*item.error)));
            continue;
        }
        for (const DraftObject &draft : std::as_const(request.objects)) {
            if (draft.ref == item.ref)
                accepted << draft;
        }
    }
    QVERIFY(accepted.size() >= 80);
    request.objects = accepted;
    const Plan served = planFor(request);
    QVERIFY2(served.isApplicable(), qPrintable(served.blockers().join(u'\n')));
    QCOMPARE(run(served)->state(), ApplyOperation::State::Done);

    QList<QJsonObject> onHub;
    for (const DraftObject &draft : std::as_const(accepted)) {
        const QJsonObject object = live(draft.ref);
        if (!object.isEmpty())
            onHub << object;
    }
    QTemporaryDir folder;
    const auto exported = await(exportToFolder(folder.path(), u"copy"_s, onHub, u"easel-system"_s), 60'000);
    QVERIFY2(exported, why(exported).constData());
    QVERIFY(exported->size() >= 80);
    const auto again = await(exportToFolder(folder.path(), u"copy"_s, onHub, u"easel-system"_s), 60'000);
    QVERIFY2(again, why(again).constData());
    QCOMPARE(*again, QStringList());

    WorkspaceSource copy(folder.path(), [](const ResourceType &type) { return rowExtractorFor(type); });
    copy.open();
    QTRY_VERIFY2_WITH_TIMEOUT(copy.state().phase == SourceState::Phase::Live, "the copy is not read", 30'000);
    PlanRequest back;
    for (const QJsonObject &object : std::as_const(onHub)) {
        const auto read = await(copy.fetch(refOf(object)));
        QVERIFY2(read, why(read).constData());
        DraftObject draft;
        draft.ref = refOf(*read);
        draft.value = *read;
        back.objects << draft;
    }
    const Plan none = planFor(back);
    for (const PlanItem &item : none.items) {
        QVERIFY2(!item.error, item.error ? qPrintable(errorSentence(*item.error)) : "");
        if (item.change != PlanItem::Change::Unchanged)
            QFAIL(qPrintable(item.ref.text() + u'\n' + item.beforeText + u"=====\n"_s + item.afterText));
    }
    QVERIFY(!none.hasChanges());
}

QTEST_GUILESS_MAIN(TestPlanHub)
#include "tst_planhub.moc"
