// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeconfig.h"
#include "core/clients/signin/kubeconfigidentity.h"
#include "core/domain/kinds.h"
#include "core/store/hubsource.h"
#include "core/yaml/yamlreader.h"
#include "tests/support/callspy.h"
#include "tests/support/heartbeat.h"
#include "tests/support/hubfixture.h"
#include "tests/support/plainextractor.h"
#include "tests/support/storewatcher.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const char *const tenantCrd = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: tenants.spectrocloud.com
  labels: {%1}
spec:
  group: spectrocloud.com
  scope: Cluster
  names: {plural: tenants, singular: tenant, kind: Tenant, shortNames: [ten]}
  versions:
    - name: v1alpha1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {value: {type: string, description: A value}}}
)";

QByteArray crd(const QString &labels)
{
    return QString::fromLatin1(tenantCrd).arg(labels).toUtf8();
}

ResourceType configMaps()
{
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = u"ConfigMap"_s;
    type.plural = u"configmaps"_s;
    return type;
}

ResourceType tenants()
{
    ResourceType type;
    type.group = u"spectrocloud.com"_s;
    type.version = u"v1alpha1"_s;
    type.kind = u"Tenant"_s;
    type.plural = u"tenants"_s;
    type.namespaced = false;
    return type;
}

StoreKey in(const ResourceType &type, const QString &namespaceName)
{
    return {type, namespaceName, {}};
}

QJsonObject configMap(const QString &name, const QString &value, const QString &namespaceName = u"shelf"_s)
{
    return {{u"apiVersion"_s, u"v1"_s},
            {u"kind"_s, u"ConfigMap"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"namespace"_s, namespaceName}}},
            {u"data"_s, QJsonObject{{u"value"_s, value}}}};
}

QString valueOf(const std::optional<Row> &row)
{
    return row ? std::get<QString>(row->cells.at(1)) : QString();
}

} // namespace

class TestHubSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();

    void becomesLive();
    void rowsFollowTheServer();
    void recognisesTheHub();
    void kindThatComesLater();
    void columnsOfCustomResources();
    void columnsThatTheServerPrints();
    void vendorsNamespaceIsFound();
    void objectsAreReadAndWritten();
    void secretsAreHidden();
    void crdAndItsObjectsInOneGo();
    void schemaComesFromTheHub();
    void oneForbiddenKindLeavesTheOthers();
    void rightsAreAskedOnce();
    void serverKilledAndBack();
    void frozenServerIsStale();
    void neverThere();
    void wrongToken();
    void thousandsLoadWithoutABlock();

private:
    std::unique_ptr<HubSource> makeSource(const QString &context = u"easel-hub"_s);
    std::unique_ptr<HubSource> liveSource(const QString &context = u"easel-hub"_s);
    HubFixture m_hub;
};

#define VERIFY_LIVE(source)                                                                                  \
    QTRY_VERIFY2_WITH_TIMEOUT((source) && (source)->state().phase == SourceState::Phase::Live &&             \
                                  (source)->mode() != HubMode::Unknown,                                      \
                              "the source does not become live", 20'000)

void TestHubSource::initTestCase()
{
    EASEL_START_HUB(m_hub);
    QVERIFY2(!m_hub.kubectl({u"create"_s, u"namespace"_s, u"shelf"_s}).isEmpty(), qPrintable(m_hub.error()));
    m_hub.kubectl(
        {u"create"_s, u"clusterrolebinding"_s, u"viewer"_s, u"--clusterrole=view"_s, u"--user=viewer"_s});
    // The controller manager fills the role some seconds after the start.
    QTRY_VERIFY_WITH_TIMEOUT(
        m_hub.kubectl({u"auth"_s, u"can-i"_s, u"list"_s, u"configmaps"_s, u"--as=viewer"_s})
            .startsWith("yes"),
        60'000);
}

void TestHubSource::cleanup()
{
    m_hub.kubectl({u"delete"_s, u"configmaps"_s, u"--all"_s, u"-n"_s, u"shelf"_s});
}

std::unique_ptr<HubSource> TestHubSource::makeSource(const QString &context)
{
    const auto config = Kubeconfig::load({m_hub.kubeconfig()});
    if (!config || !config->context(context))
        return nullptr;
    const auto server = config->serverOf(*config->context(context));
    const auto user = config->userOf(*config->context(context));
    if (!server || !user)
        return nullptr;
    auto source = std::make_unique<HubSource>(context, *server, user->identity, plainExtractor);
    source->open();
    return source;
}

std::unique_ptr<HubSource> TestHubSource::liveSource(const QString &context)
{
    auto source = makeSource(context);
    if (!source || !QTest::qWaitFor(
                       [&source] {
                           return source->state().phase == SourceState::Phase::Live &&
                                  source->mode() != HubMode::Unknown;
                       },
                       20'000))
        return nullptr;
    return source;
}

void TestHubSource::becomesLive()
{
    const auto source = makeSource();
    QVERIFY(source);
    QCOMPARE(source->state().phase, SourceState::Phase::Connecting);
    QSignalSpy catalogs(source.get(), &Source::catalogChanged);
    VERIFY_LIVE(source);
    QCOMPARE(catalogs.size(), 1);
    QCOMPARE(source->mode(), HubMode::Empty);
    QCOMPARE(source->systemNamespace(), u"easel-system"_s);
    QVERIFY(source->serverVersion().startsWith(u"v1."));
    QVERIFY(source->catalog().find(u"", u"ConfigMap"));
    QVERIFY(source->state().lastHeard.isValid());
    QVERIFY2(source->identityText().contains(u'('), qPrintable(source->identityText()));
    QCOMPARE(source->title(), u"easel-hub"_s);
}

void TestHubSource::rowsFollowTheServer()
{
    const auto source = makeSource();
    QVERIFY(source);
    // Asked for before the hub is known: it starts by itself.
    const StoreLease lease = source->store(in(configMaps(), u"shelf"_s));
    StoreWatcher watcher(lease.get());
    QCOMPARE(lease->truth().phase, Truth::Phase::Loading);
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 20'000);
    const int before = lease->count(); // kube-root-ca.crt may be there

    m_hub.kubectl(
        {u"create"_s, u"configmap"_s, u"melt"_s, u"-n"_s, u"shelf"_s, u"--from-literal=value=one"_s});
    QTRY_COMPARE(valueOf(lease->find(u"shelf"_s, u"melt"_s)), u"one"_s);
    m_hub.kubectl({u"patch"_s, u"configmap"_s, u"melt"_s, u"-n"_s, u"shelf"_s, u"-p"_s,
                   u"{\"data\":{\"value\":\"two\"}}"_s});
    QTRY_COMPARE(valueOf(lease->find(u"shelf"_s, u"melt"_s)), u"two"_s);
    m_hub.kubectl({u"delete"_s, u"configmap"_s, u"melt"_s, u"-n"_s, u"shelf"_s});
    QTRY_VERIFY(!lease->find(u"shelf"_s, u"melt"_s));
    QVERIFY(lease->count() >= before);
    QCOMPARE(watcher.removed, 1);
    QCOMPARE(watcher.changed, 1);
    QCOMPARE(watcher.problem(), QString());
    QCOMPARE(lease->truth().phase, Truth::Phase::Live);

    source->refresh();
    QTest::qWait(300);
    QCOMPARE(watcher.changed, 1); // the same rows again make no signal
    QCOMPARE(watcher.removed, 1);
}

void TestHubSource::recognisesTheHub()
{
    const auto source = liveSource();
    QVERIFY(source);
    QCOMPARE(source->mode(), HubMode::Empty);
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, crd(u"app.kubernetes.io/managed-by: easel"_s))
                  .isEmpty(),
             qPrintable(m_hub.error()));
    // Nobody tells the source: it watches CRDs.
    QTRY_COMPARE_WITH_TIMEOUT(source->mode(), HubMode::Easel, 15'000);
    QVERIFY(source->catalog().hasGroup(u"spectrocloud.com"));
    QCOMPARE(source->systemNamespace(), u"easel-system"_s);
    m_hub.kubectl({u"label"_s, u"crd"_s, u"tenants.spectrocloud.com"_s, u"app.kubernetes.io/managed-by-"_s});
    QTRY_COMPARE_WITH_TIMEOUT(source->mode(), HubMode::Vendor, 15'000);
    m_hub.kubectl({u"delete"_s, u"crd"_s, u"tenants.spectrocloud.com"_s});
    QTRY_COMPARE_WITH_TIMEOUT(source->mode(), HubMode::Empty, 15'000);
    QTRY_VERIFY(!source->catalog().hasGroup(u"spectrocloud.com"));
}

void TestHubSource::kindThatComesLater()
{
    const auto source = liveSource();
    QVERIFY(source);
    const StoreLease lease = source->store(in(tenants(), {}));
    QTRY_COMPARE(lease->truth().phase, Truth::Phase::Failed);
    QCOMPARE(errorSentence(*lease->truth().error), u"Could not list tenants. This hub does not serve Tenant "
                                                   u"(spectrocloud.com/v1alpha1). Prepare the hub, "
                                                   u"or ask whoever runs it to install this kind."_s);
    QCOMPARE(source->state().phase, SourceState::Phase::Live);

    m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, crd(u"app.kubernetes.io/managed-by: easel"_s));
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 20'000);
    m_hub.kubectl(
        {u"apply"_s, u"-f"_s, u"-"_s},
        "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: ice}\nspec: {value: blue}\n");
    QTRY_COMPARE(valueOf(lease->find({}, u"ice"_s)), u"blue"_s);
    m_hub.kubectl({u"delete"_s, u"crd"_s, u"tenants.spectrocloud.com"_s});
    QTRY_COMPARE_WITH_TIMEOUT(lease->count(), 0, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Failed, 20'000);
}

// What kubectl shows of a custom resource is what its CRD says, and so does Easel.
void TestHubSource::columnsOfCustomResources()
{
    const QByteArray widgets = R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns:
    - {name: Size, type: integer, jsonPath: .spec.size}
    - {name: Colour, type: string, jsonPath: ".metadata.annotations.example\\.com/colour"}
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
)";
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, widgets).isEmpty(), qPrintable(m_hub.error()));
    m_hub.kubectl({u"wait"_s, u"--for=condition=Established"_s, u"crd/widgets.example.com"_s});
    QVERIFY2(
        !m_hub
             .kubectl({u"apply"_s, u"-f"_s, u"-"_s},
                      "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: one, namespace: shelf, "
                      "annotations: {example.com/colour: blue}}\nspec: {size: 7}\n")
             .isEmpty(),
        qPrintable(m_hub.error()));
    const QByteArray kubectl = m_hub.kubectl({u"get"_s, u"widgets"_s, u"-n"_s, u"shelf"_s});
    QVERIFY2(kubectl.simplified() == "NAME SIZE COLOUR one 7 blue", kubectl.constData());
    HubSource source(u"easel-hub"_s,
                     *KubeconfigIdentity::open({m_hub.kubeconfig()}, u"easel-hub"_s, SignInServices{}),
                     rowExtractorFor);
    source.open();
    const auto type = [&source] { return source.catalog().find(u"example.com", u"Widget"); };
    QTRY_VERIFY_WITH_TIMEOUT(type() && type()->columns.size() == 2, 20'000);
    const StoreLease lease = source.store({*type(), u"shelf"_s, {}});
    QTRY_COMPARE_WITH_TIMEOUT(lease->count(), 1, 20'000);
    QStringList titles;
    QStringList cells;
    for (int i = 0; i < lease->columns().size(); ++i) {
        titles << lease->columns().at(i).title;
        const Cell cell = lease->at(0).cells.at(i);
        if (const auto *text = std::get_if<QString>(&cell))
            cells << *text;
        else if (const auto *number = std::get_if<qint64>(&cell);
                 number && lease->columns().at(i).id == u"size")
            cells << QString::number(*number);
    }
    QVERIFY2(titles.contains(u"Size"_s) && titles.contains(u"Colour"_s), qPrintable(titles.join(u' ')));
    QVERIFY2(cells.contains(u"7"_s) && cells.contains(u"blue"_s), qPrintable(cells.join(u' ')));
    // Another version of the CRD tells other columns, to whoever opens the table next.
    m_hub.kubectl({u"patch"_s, u"crd"_s, u"widgets.example.com"_s, u"--type=json"_s, u"-p"_s,
                   u"[{\"op\":\"remove\",\"path\":\"/spec/versions/0/additionalPrinterColumns/1\"}]"_s});
    QTRY_COMPARE_WITH_TIMEOUT(type() ? type()->columns.size() : 0, 1, 20'000);
    m_hub.kubectl({u"delete"_s, u"crd"_s, u"widgets.example.com"_s});
}

// A kind that Easel knows nothing of shows what kubectl shows, and goes on being watched.
void TestHubSource::columnsThatTheServerPrints()
{
    HubSource source(u"easel-hub"_s,
                     *KubeconfigIdentity::open({m_hub.kubeconfig()}, u"easel-hub"_s, SignInServices{}),
                     rowExtractorFor);
    source.open();
    const auto type = [&source] {
        return source.catalog().find(u"flowcontrol.apiserver.k8s.io", u"FlowSchema");
    };
    QTRY_VERIFY_WITH_TIMEOUT(type(), 20'000);
    QVERIFY(source.lacksColumns(*type()));
    QVERIFY(!source.lacksColumns(*source.catalog().find({}, u"Pod")));
    bool learned = false;
    source.learnColumns(*type()).then(this,
                                      [&learned](const Result<Done> &done) { learned = done.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(learned, 20'000);
    QVERIFY(type()->printed);
    QVERIFY(!source.lacksColumns(*type()));
    const StoreLease lease = source.store({*type(), {}, {}});
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 20'000);
    const auto cell = [&lease](const QString &name, const QString &title) {
        const auto row = lease->find({}, name);
        for (int i = 0; row && i < lease->columns().size(); ++i) {
            if (lease->columns().at(i).title == title)
                return row->cells.value(i);
        }
        return Cell();
    };
    QVERIFY(cell(u"exempt"_s, u"PriorityLevel"_s) == Cell(u"exempt"_s));
    // The server says that it is a text.
    QVERIFY(cell(u"exempt"_s, u"MatchingPrecedence"_s) == Cell(u"1"_s));
    QVERIFY(lease->find({}, u"exempt"_s)->createdMs > 0);
    // What changes comes printed, too.
    QVERIFY2(
        !m_hub
             .kubectl(
                 {u"apply"_s, u"-f"_s, u"-"_s},
                 "apiVersion: flowcontrol.apiserver.k8s.io/v1\nkind: FlowSchema\n"
                 "metadata: {name: shelf}\n"
                 "spec: {matchingPrecedence: 4711, priorityLevelConfiguration: {name: global-default}}\n")
             .isEmpty(),
        qPrintable(m_hub.error()));
    QTRY_VERIFY_WITH_TIMEOUT(lease->find({}, u"shelf"_s), 20'000);
    QVERIFY(cell(u"shelf"_s, u"MatchingPrecedence"_s) == Cell(u"4711"_s));
    m_hub.kubectl({u"delete"_s, u"flowschema"_s, u"shelf"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!lease->find({}, u"shelf"_s), 20'000);
}

void TestHubSource::vendorsNamespaceIsFound()
{
    m_hub.kubectl({u"create"_s, u"namespace"_s, u"palette-own"_s});
    m_hub.kubectl({u"create"_s, u"namespace"_s, u"tenant-x"_s});
    for (const QString &where : {u"tenant-x"_s, u"palette-own"_s})
        m_hub.kubectl({u"create"_s, u"configmap"_s, u"mural-project-rbac-viewer"_s, u"-n"_s, where});
    m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, crd({}));
    {
        const auto source = liveSource();
        QVERIFY(source);
        QTRY_COMPARE(source->mode(), HubMode::Vendor);
        QTRY_COMPARE(source->systemNamespace(), u"palette-own"_s);
    }
    m_hub.kubectl({u"delete"_s, u"namespace"_s, u"palette-own"_s, u"tenant-x"_s});
    m_hub.kubectl({u"create"_s, u"namespace"_s, u"mural-system"_s});
    {
        const auto source = liveSource();
        QVERIFY(source);
        QTRY_COMPARE(source->systemNamespace(), u"mural-system"_s);
    }
    m_hub.kubectl({u"delete"_s, u"namespace"_s, u"mural-system"_s});
    m_hub.kubectl({u"delete"_s, u"crd"_s, u"tenants.spectrocloud.com"_s});
}

void TestHubSource::objectsAreReadAndWritten()
{
    const auto source = liveSource();
    QVERIFY(source);
    const auto applied = await(source->apply(configMap(u"core"_s, u"one"_s), {}));
    QVERIFY2(applied, why(applied).constData());
    QVERIFY(applied->created);

    const ObjectRef ref{u"v1"_s, u"ConfigMap"_s, u"shelf"_s, u"core"_s};
    WriteOptions dry;
    dry.dryRun = true;
    const auto tried =
        await(source->mergePatch(ref, {{u"data"_s, QJsonObject{{u"value"_s, u"dry"_s}}}}, dry));
    QVERIFY2(tried, why(tried).constData());
    const auto patched = await(source->mergePatch(ref, {{u"data"_s, QJsonObject{{u"more"_s, u"2"_s}}}}, {}));
    QVERIFY2(patched, why(patched).constData());

    const auto fetched = await(source->fetch(ref));
    QVERIFY2(fetched, why(fetched).constData());
    QCOMPARE(fetched->value(u"data"_s).toObject(),
             (QJsonObject{{u"value"_s, u"one"_s}, {u"more"_s, u"2"_s}}));

    const auto text = await(source->text(ref));
    QVERIFY2(text, why(text).constData());
    QVERIFY(text->text.startsWith("apiVersion: v1\nkind: ConfigMap\n"));
    QVERIFY(!text->text.contains("managedFields"));
    const auto read = readYamlDocument(text->text);
    QVERIFY(read.has_value());
    QCOMPARE(read->value[u"data"_s][u"more"_s].toString(), u"2"_s);

    const auto removed = await(source->remove(ref, {}));
    QVERIFY2(removed, why(removed).constData());
    const auto gone = await(source->fetch(ref));
    QVERIFY(!gone);
    QCOMPARE(gone.error().kind, Error::Kind::NotFound);

    const auto unknown = await(source->fetch({u"example.org/v1"_s, u"Glacier"_s, {}, u"x"_s}));
    QVERIFY(!unknown);
    QVERIFY2(errorSentence(unknown.error())
                 .startsWith(u"Could not get Glacier x. This hub does not serve Glacier of example.org/v1."),
             why(unknown).constData());
}

void TestHubSource::secretsAreHidden()
{
    const auto source = liveSource();
    QVERIFY(source);
    m_hub.kubectl({u"create"_s, u"secret"_s, u"generic"_s, u"keys"_s, u"-n"_s, u"shelf"_s,
                   u"--from-literal=palette=glacier-water-17"_s});
    const auto text = await(source->text({u"v1"_s, u"Secret"_s, u"shelf"_s, u"keys"_s}));
    QVERIFY2(text, why(text).constData());
    QVERIFY(text->text.contains("palette"));
    QVERIFY(!text->text.contains(QByteArray("glacier-water-17").toBase64()));
    QVERIFY(!text->text.contains("glacier-water-17"));
    ResourceType type = configMaps();
    type.kind = u"Secret"_s;
    type.plural = u"secrets"_s;
    const StoreLease lease = source->store(in(type, u"shelf"_s));
    QTRY_VERIFY(lease->find(u"shelf"_s, u"keys"_s));
    QVERIFY(lease->find(u"shelf"_s, u"keys"_s)->raw.isEmpty());
    m_hub.kubectl({u"delete"_s, u"secret"_s, u"keys"_s, u"-n"_s, u"shelf"_s});
}

// What "Prepare this hub" does: the CRD and at once an object of its kind.
void TestHubSource::crdAndItsObjectsInOneGo()
{
    const auto source = liveSource();
    QVERIFY(source);
    const auto document = readYamlDocument(crd(u"app.kubernetes.io/managed-by: easel"_s));
    QVERIFY(document.has_value());
    const auto installed = await(source->apply(document->value.toObject(), {}));
    QVERIFY2(installed, why(installed).constData());
    const QJsonObject tenant{{u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
                             {u"kind"_s, u"Tenant"_s},
                             {u"metadata"_s, QJsonObject{{u"name"_s, u"firn"_s}}},
                             {u"spec"_s, QJsonObject{{u"value"_s, u"white"_s}}}};
    const auto made = await(source->apply(tenant, {}));
    QVERIFY2(made, why(made).constData());
    m_hub.kubectl({u"delete"_s, u"crd"_s, u"tenants.spectrocloud.com"_s});
}

void TestHubSource::schemaComesFromTheHub()
{
    m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, crd(u"app.kubernetes.io/managed-by: easel"_s));
    const auto source = liveSource();
    QVERIFY(source);
    QTRY_VERIFY(source->catalog().hasGroup(u"spectrocloud.com"));
    std::shared_ptr<const Schema> schema;
    // The server publishes the document of a new CRD a moment later.
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            source->refresh();
            const auto answer = await(source->schemaOf(tenants()));
            schema = answer.value_or(nullptr);
            return schema && schema->field(*JsonPointer::parse(u"/spec/value"));
        }(),
        20'000);
    QCOMPARE(schema->field(*JsonPointer::parse(u"/spec/value"))->description, u"A value"_s);
    const auto maps = await(source->schemaOf(configMaps()));
    QVERIFY(maps.has_value() && *maps);
    QVERIFY((*maps)->field(*JsonPointer::parse(u"/data")));
    m_hub.kubectl({u"delete"_s, u"crd"_s, u"tenants.spectrocloud.com"_s});
}

void TestHubSource::oneForbiddenKindLeavesTheOthers()
{
    const auto source = liveSource(u"viewer"_s); // may see all but secrets
    QVERIFY(source);
    ResourceType secrets = configMaps();
    secrets.kind = u"Secret"_s;
    secrets.plural = u"secrets"_s;
    const StoreLease refused = source->store(in(secrets, u"shelf"_s));
    const StoreLease allowed = source->store(in(configMaps(), u"shelf"_s));
    QTRY_COMPARE(refused->truth().phase, Truth::Phase::Failed);
    QTRY_COMPARE(allowed->truth().phase, Truth::Phase::Live);
    const QString sentence = errorSentence(*refused->truth().error);
    QVERIFY2(
        sentence.startsWith(u"Could not list secrets in shelf. The server answered 'secrets is forbidden:"),
        qPrintable(sentence));
    QVERIFY2(sentence.endsWith(u"(403). Ask an administrator for this right."), qPrintable(sentence));
    QTest::qWait(1500);
    QCOMPARE(allowed->truth().phase, Truth::Phase::Live);
    QCOMPARE(source->state().phase, SourceState::Phase::Live);
}

void TestHubSource::rightsAreAskedOnce()
{
    const auto source = liveSource(u"viewer"_s);
    QVERIFY(source);
    const AccessQuestion read{u"list"_s, {}, u"configmaps"_s, {}, u"shelf"_s, {}};
    const AccessQuestion write{u"create"_s, {}, u"configmaps"_s, {}, u"shelf"_s, {}};
    const auto first = source->can(read);
    const auto second = source->can(read);
    first.cancel(); // one asker gives up; the other still hears
    const auto answer = await(second);
    QVERIFY2(answer, why(answer).constData());
    QVERIFY(answer->allowed);
    const auto no = await(source->can(write));
    QVERIFY2(no, why(no).constData());
    QVERIFY(!no->allowed);
    m_hub.killApiServer();
    const auto remembered = await(source->can(read), 1000);
    QVERIFY2(m_hub.startApiServer(), qPrintable(m_hub.error()));
    QVERIFY2(remembered, why(remembered).constData());
    QVERIFY(remembered->allowed);
}

void TestHubSource::serverKilledAndBack()
{
    const auto source = liveSource();
    QVERIFY(source);
    source->setHeartbeat(1s);
    const StoreLease lease = source->store(in(configMaps(), u"shelf"_s));
    m_hub.kubectl(
        {u"create"_s, u"configmap"_s, u"before"_s, u"-n"_s, u"shelf"_s, u"--from-literal=value=1"_s});
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 15'000);
    QTRY_VERIFY(lease->find(u"shelf"_s, u"before"_s));
    StoreWatcher watcher(lease.get());

    m_hub.killApiServer();
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Stale, 20'000);
    QVERIFY(lease->truth().since.isValid());
    QVERIFY(lease->truth().error);
    QTRY_COMPARE_WITH_TIMEOUT(source->state().phase, SourceState::Phase::Stale, 20'000);
    QVERIFY(source->state().error);
    QVERIFY(source->state().since <= QDateTime::currentDateTimeUtc());
    QVERIFY(lease->find(u"shelf"_s, u"before"_s)); // what was seen stays to be seen
    const QDateTime since = lease->truth().since;
    QTRY_VERIFY_WITH_TIMEOUT(lease->truth().nextTry.isValid() || source->state().nextTry.isValid(), 20'000);
    QTest::qWait(1500);
    QCOMPARE(lease->truth().since, since);

    QVERIFY2(m_hub.startApiServer(), qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(source->state().phase, SourceState::Phase::Live, 40'000);
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 40'000);
    QVERIFY(!lease->truth().error);
    QCOMPARE(watcher.removed, 0);
    m_hub.kubectl(
        {u"create"_s, u"configmap"_s, u"after"_s, u"-n"_s, u"shelf"_s, u"--from-literal=value=2"_s});
    QTRY_COMPARE_WITH_TIMEOUT(valueOf(lease->find(u"shelf"_s, u"after"_s)), u"2"_s, 10'000);
    QCOMPARE(watcher.problem(), QString());
}

void TestHubSource::frozenServerIsStale()
{
    const auto source = liveSource();
    QVERIFY(source);
    source->setHeartbeat(500ms);
    const StoreLease lease = source->store(in(configMaps(), u"shelf"_s));
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 15'000);
    source->refresh(); // the next heartbeat comes with the new pace
    QTest::qWait(1000);
    m_hub.freezeApiServer(); // connections stay open: nothing ends, nothing is said
    QTRY_COMPARE_WITH_TIMEOUT(source->state().phase, SourceState::Phase::Stale, 15'000);
    QCOMPARE(lease->truth().phase, Truth::Phase::Stale);
    m_hub.thawApiServer();
    QTRY_COMPARE_WITH_TIMEOUT(source->state().phase, SourceState::Phase::Live, 40'000);
    QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 40'000);
}

void TestHubSource::neverThere()
{
    ServerAddress server;
    server.url = QUrl(u"https://127.0.0.1:9"_s);
    HubSource source(u"nowhere"_s, server, {}, plainExtractor);
    source.open();
    const StoreLease lease = source.store(in(configMaps(), {}));
    QTRY_COMPARE_WITH_TIMEOUT(source.state().phase, SourceState::Phase::Failed, 20'000);
    QVERIFY(source.state().error);
    QVERIFY2(errorSentence(*source.state().error).contains(u"127.0.0.1"),
             qPrintable(errorSentence(*source.state().error)));
    QTRY_VERIFY(source.state().nextTry.isValid());
    QCOMPARE(lease->truth().phase, Truth::Phase::Failed);
    QCOMPARE(source.mode(), HubMode::Unknown);
}

void TestHubSource::wrongToken()
{
    const auto config = Kubeconfig::load({m_hub.kubeconfig()});
    QVERIFY(config.has_value());
    const auto server = config->serverOf(*config->context(u"easel-hub"_s));
    QVERIFY(server.has_value());
    Identity identity;
    identity.name = u"nobody"_s;
    identity.bearerToken = "wrong";
    HubSource source(u"wrong"_s, *server, identity, plainExtractor);
    source.open();
    QTRY_COMPARE_WITH_TIMEOUT(source.state().phase, SourceState::Phase::Failed, 20'000);
    QCOMPARE(source.state().error->kind, Error::Kind::Auth);
    QCOMPARE(source.identityText(), u"nobody (token)"_s);
}

void TestHubSource::thousandsLoadWithoutABlock()
{
    constexpr int many = 10'000;
    QVERIFY2(!m_hub.kubectl({u"create"_s, u"namespace"_s, u"crowd"_s}).isEmpty(), qPrintable(m_hub.error()));
    const auto source = liveSource();
    QVERIFY(source);
    QElapsedTimer timer;
    timer.start();
    int written = 0;
    int refused = 0;
    // Texts that do not pack into nothing, as those of real objects do not.
    QRandomGenerator random(4711);
    const auto filler = [&random] {
        QByteArray bytes(750, Qt::Uninitialized);
        for (char &byte : bytes)
            byte = char(random.bounded(256));
        return QString::fromLatin1(bytes.toHex());
    };
    QObject context;
    std::function<void(int)> write = [&](int number) {
        if (number >= many)
            return;
        source->client()
            ->create(configMaps(), configMap(u"n-%1"_s.arg(number), filler(), u"crowd"_s))
            .then(&context, [&, number](const Result<WriteResult> &result) {
                ++(result ? written : refused);
                write(number + 12);
            });
    };
    for (int i = 0; i < 12; ++i)
        write(i);
    QTRY_COMPARE_WITH_TIMEOUT(written + refused, many, 240'000);
    QCOMPARE(refused, 0);
    qInfo("%d objects written in %lld ms", many, timer.elapsed());

    source->setGrace(300ms);
    Heartbeat heartbeat;
    {
        QTest::qWait(200);
        heartbeat.restart();
        timer.restart();
        const StoreLease lease = source->store(in(configMaps(), u"crowd"_s));
        StoreWatcher watcher(lease.get());
        QSignalSpy truths(lease.get(), &ResourceStore::truthChanged);
        bool sawPart = false;
        connect(lease.get(), &ResourceStore::rowsInserted, this, [&] {
            sawPart = sawPart || (lease->count() < many && lease->truth().phase == Truth::Phase::Loading);
        });
        QTRY_COMPARE_WITH_TIMEOUT(lease->truth().phase, Truth::Phase::Live, 60'000);
        qInfo("%d rows in %lld ms, longest block %.1f ms busy, %lld ms by the clock", lease->count(),
              timer.elapsed(), heartbeat.longestBusyMs(), heartbeat.longestGapMs());
        QVERIFY(lease->count() >= many);
        QVERIFY2(sawPart, "rows must appear while pages arrive");
        QVERIFY(heartbeat.longestBusyMs() < 50);
        QVERIFY(heartbeat.longestGapMs() < 1000);
        QCOMPARE(watcher.problem(), QString());
        heartbeat.restart();
    }
    QCOMPARE(source->storeCount(), 1); // the grace
    QTRY_COMPARE(source->storeCount(), 0);
    QTest::qWait(100);
    qInfo("freed, longest block %.1f ms", heartbeat.longestBusyMs());
    QVERIFY(heartbeat.longestBusyMs() < 50);
}

QTEST_GUILESS_MAIN(TestHubSource)
#include "tst_hubsource.moc"
