// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hubsource.h"

#include "core/base/log.h"
#include "core/base/managedfields.h"
#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/kubepodstreams.h"
#include "core/clients/signedlanes.h"
#include "core/store/crdcolumns.h"
#include "core/store/hubfeeder.h"
#include "core/store/hublink.h"
#include "core/store/hubrecognition.h"
#include "core/store/storecheck.h"
#include "core/yaml/yamlwriter.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace easel {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes rememberAnswers{5};
constexpr std::chrono::minutes rememberSchemas{10};
constexpr auto afterCrdChange = 300ms;
constexpr auto onceMoreAfterCrdChange = 2s; // discovery of an established CRD may lag behind its event
constexpr int missingTypeTries = 10;
constexpr auto missingTypePause = 500ms;

template <typename T>
struct Remembered
{
    Call<T> call;
    QElapsedTimer age;
    bool isFresh(std::chrono::milliseconds most) const
    {
        return call.isValid() && age.isValid() && age.elapsed() < most.count();
    }
};

// A handle of its own for one asker: canceling it leaves the shared call alone.
template <typename T>
Call<T> shared(const Call<T> &call, QObject *context)
{
    Promise<T> promise;
    call.then(context, [promise](const Result<T> &result) { promise.finish(result); });
    return promise.call();
}

QJsonObject withoutManagedFields(QJsonObject object)
{
    QJsonObject metadata = object.value(QLatin1String("metadata")).toObject();
    metadata.remove(QLatin1String("managedFields"));
    object.insert(QLatin1String("metadata"), metadata);
    return object;
}

bool isCrd(const ObjectRef &ref)
{
    return ref.groupKind() == u"CustomResourceDefinition.apiextensions.k8s.io";
}

ObjectRef refIn(const QJsonObject &object)
{
    const QJsonObject metadata = object.value(QLatin1String("metadata")).toObject();
    return {object.value(QLatin1String("apiVersion")).toString(),
            object.value(QLatin1String("kind")).toString(),
            metadata.value(QLatin1String("namespace")).toString(),
            metadata.value(QLatin1String("name")).toString()};
}

} // namespace

class HubSource::Private
{
public:
    Private(HubSource *source, QString name, std::shared_ptr<IdentitySource> identity,
            ExtractorFactory extractorFactory)
        : q(source)
        , title(std::move(name))
        , factory(std::move(extractorFactory))
        , client(std::move(identity))
        , link(&client)
        , namespaces(&client)
        , pool(factory, [this](const StoreKey &key, const std::shared_ptr<ResourceStore> &store) {
            return makeFeeder(key, store);
        })
    {
        crdSettled.setSingleShot(true);
        connect(&crdSettled, &QTimer::timeout, q, [this] { discover(); });
        crdSettledLate.setSingleShot(true);
        connect(&crdSettledLate, &QTimer::timeout, q, [this] { discover(); });
    }

    std::unique_ptr<StoreFeeder> makeFeeder(const StoreKey &key, const std::shared_ptr<ResourceStore> &store);
    void connectToHub();
    void discover();
    void discovered(const Result<ApiCatalog> &found);
    void recognised(const HubRecognition &found);
    void watchCrds();
    ApiCatalog withPrinted(const ApiCatalog &all) const;
    void crdsChanged();
    HubAccess hubAccess();
    void forEachFeeder(const std::function<void(HubFeeder &)> &visit);
    Call<ResourceType> typeOf(const ObjectRef &ref, int triesLeft = missingTypeTries);
    void written(const ObjectRef &ref);
    void askWhoWeAre();
    void identityRenewed();
    void identityOutdated();

    HubSource *q;
    QString title;
    QString wantedSystemNamespace;
    ExtractorFactory factory;
    KubeClient client;
    KubePodStreams pods{client.lanes()};
    HubLink link;
    StreamPlaces places;
    OwnNamespaces namespaces;
    QStringList knownNamespaces;
    QStringList typedNamespaces;
    ApiCatalog catalog;
    QHash<ResourceType, QList<PrinterColumn>> printed; // what the server said that it prints; may be nothing
    bool known = false;                                // the catalog was read once
    HubMode mode = HubMode::Unknown;
    QString systemNamespace = QStringLiteral("easel-system");
    std::optional<SubjectInfo> subject; // as the hub calls us
    Call<ApiCatalog> discovery;
    bool discoverAgain = false;
    ScopedCall<HubRecognition> recognition;
    QElapsedTimer crdWrite; // since Easel itself wrote one
    QTimer crdSettled;
    QTimer crdSettledLate;
    QHash<AccessQuestion, Remembered<AccessAnswer>> answers;
    QHash<QString, Remembered<std::shared_ptr<const Schema>>> schemas;
    StorePool pool;
    StoreCheck check{&client, &pool};
    QPointer<HubFeeder> crdFeeder;
    bool crdsRead = false;
    StoreLease crds; // last: goes before the pool it belongs to
};

HubAccess HubSource::Private::hubAccess()
{
    // Servers before 1.32 refuse a watch-list or, older still, take no notice. Even where nothing is packed
    // the same objects come sooner as a list (bench "pods"), and a watch never is.
    return {&client, &places, &namespaces,
            [this] { return client.server().disableCompression && link.minorVersion() >= 32; }};
}

std::unique_ptr<StoreFeeder> HubSource::Private::makeFeeder(const StoreKey &key,
                                                            const std::shared_ptr<ResourceStore> &store)
{
    auto feeder = std::make_unique<HubFeeder>(hubAccess(), key, store);
    QObject::connect(feeder.get(), &HubFeeder::heard, q, [this] { link.hear(); });
    QObject::connect(feeder.get(), &HubFeeder::failed, q,
                     [this](const Error &error) { link.suspect(error); });
    if (known)
        feeder->setCatalog(catalog);
    else if (link.state().phase == SourceState::Phase::Failed)
        feeder->linkLost(link.state().error.value_or(Error()));
    return feeder;
}

void HubSource::Private::forEachFeeder(const std::function<void(HubFeeder &)> &visit)
{
    pool.forEach([&visit](const StoreKey &, ResourceStore &, StoreFeeder *feeder) {
        if (auto *hubFeeder = static_cast<HubFeeder *>(feeder))
            visit(*hubFeeder);
    });
}

void HubSource::Private::connectToHub()
{
    connect(client.lanes(), &SignedLanes::renewed, q, [this] { identityRenewed(); });
    connect(client.lanes(), &SignedLanes::outdated, q, [this] { identityOutdated(); });
    connect(&link, &HubLink::failed, q, [this](const Error &error) {
        if (link.state().phase == SourceState::Phase::Stale || !known)
            forEachFeeder([&error](HubFeeder &feeder) { feeder.linkLost(error); });
    });
    connect(&link, &HubLink::changed, q, &Source::stateChanged);
    connect(&link, &HubLink::back, q, [this] {
        const bool underWay = !discovery.isFinished() || !recognition.call().isFinished();
        if (mode == HubMode::Unknown && !underWay)
            discover();
        forEachFeeder([](HubFeeder &feeder) { feeder.linkBack(); });
    });
    connect(&check, &StoreCheck::mismatch, q, &Source::mistakeFound);
    link.start();
    check.start();
}

void HubSource::Private::discover()
{
    if (discovery.isValid() && !discovery.isFinished()) {
        discoverAgain = true;
        return;
    }
    discoverAgain = false;
    discovery = client.discover();
    discovery.then(q, [this](const Result<ApiCatalog> &found) { discovered(found); });
}

void HubSource::Private::discovered(const Result<ApiCatalog> &found)
{
    if (!found) {
        qCWarning(lcStore) << errorSentence(found.error());
        link.discoveryFailed(found.error());
        return;
    }
    const bool changed = !known || found->types() != catalog.types();
    catalog = withPrinted(crds ? withPrinterColumns(*found, crds->rows().toList()) : *found);
    known = true;
    if (changed) {
        schemas.clear();
        answers.clear();
        forEachFeeder([this](HubFeeder &feeder) { feeder.setCatalog(catalog); });
        Q_EMIT q->catalogChanged();
    }
    recognition = recogniseHub(&client, catalog, wantedSystemNamespace, q);
    recognition.call().then(q, [this](const Result<HubRecognition> &result) {
        if (result)
            recognised(*result);
        else if (result.error().kind != Error::Kind::Canceled)
            link.discoveryFailed(result.error());
    });
    watchCrds();
    if (discoverAgain)
        discover();
}

void HubSource::Private::recognised(const HubRecognition &found)
{
    const bool changed = mode != found.mode || systemNamespace != found.systemNamespace;
    mode = found.mode;
    systemNamespace = found.systemNamespace;
    namespaces.setSystemNamespace(systemNamespace);
    link.connected();
    if (changed)
        Q_EMIT q->stateChanged();
}

// CRDs are watched like any kind, but only name, version and printer columns of each are kept.
void HubSource::Private::watchCrds()
{
    if (crds)
        return;
    const ResourceType *type = catalog.find(u"apiextensions.k8s.io", u"CustomResourceDefinition");
    if (!type)
        return;
    StoreKey key;
    key.type = *type;
    key.labelSelector = QString();
    auto store = std::make_shared<ResourceStore>(*type, QString(), std::make_shared<CrdExtractor>());
    auto feeder = std::make_shared<HubFeeder>(HubAccess{&client, &places, nullptr, {}}, key, store);
    feeder->setCatalog(catalog);
    const auto noticed = [this, raw = store.get()] {
        if (raw->truth().phase != Truth::Phase::Loading)
            crdsChanged();
    };
    // What tables of custom resources show is known with the first list; later changes come with discovery.
    connect(store.get(), &ResourceStore::truthChanged, q, [this, raw = store.get()] {
        if (raw->truth().phase == Truth::Phase::Live && !std::exchange(crdsRead, true))
            catalog = withPrinted(withPrinterColumns(catalog, raw->rows().toList()));
    });
    connect(store.get(), &ResourceStore::rowsInserted, q, noticed);
    connect(store.get(), &ResourceStore::rowsChanged, q, noticed);
    connect(store.get(), &ResourceStore::rowsRemoved, q, noticed);
    crdFeeder = feeder.get();
    crds = StoreLease(store, [feeder] {});
}

void HubSource::Private::askWhoWeAre()
{
    client.whoAmI().then(q, [this](const Result<SubjectInfo> &who) {
        if (!who)
            return;
        const bool isAnother = subject && (subject->user != who->user || subject->groups != who->groups);
        const bool isNew = !subject || isAnother;
        subject = *who;
        if (isAnother) {
            // What the one before could see may not be this one's.
            qCInfo(lcStore) << "another user or other groups: everything is read again";
            namespaces.forget();
            discover();
            pool.refresh();
        }
        if (isNew)
            Q_EMIT q->stateChanged();
    });
}

void HubSource::Private::identityRenewed()
{
    answers.clear(); // they were another identity's
    forEachFeeder([](HubFeeder &feeder) { feeder.reopen(); });
    if (crdFeeder)
        crdFeeder->reopen();
    askWhoWeAre();
    Q_EMIT q->stateChanged();
}

// The kubeconfig says something else, or nothing any more.
void HubSource::Private::identityOutdated()
{
    client.source()->connection().then(q, [this](const Result<Connection> &connection) {
        if (!connection && connection.error().kind != Error::Kind::Canceled)
            client.lanes()->drop(connection.error());
        link.ask(); // which uses the new one, or hears why there is none
    });
}

void HubSource::Private::crdsChanged()
{
    crdSettled.start(afterCrdChange);
    crdSettledLate.start(onceMoreAfterCrdChange);
}

// Somebody waits for what comes of it.
void HubSource::Private::written(const ObjectRef &ref)
{
    pool.forEach([&ref](const StoreKey &key, ResourceStore &, StoreFeeder *feeder) {
        auto *hubFeeder = static_cast<HubFeeder *>(feeder);
        if (hubFeeder && key.type.kind == ref.kind && key.type.group == ref.group())
            hubFeeder->nudge();
    });
    if (!isCrd(ref))
        return;
    crdWrite.start();
    crdsChanged();
}

// The type an object is written or read with. A kind that the hub did not serve when it was last asked may
// have come since, for certain when Easel itself has just installed its CRD.
Call<ResourceType> HubSource::Private::typeOf(const ObjectRef &ref, int triesLeft)
{
    if (known) {
        if (const ResourceType *type = catalog.find(ref.group(), ref.kind, ref.apiVersion.section(u'/', -1)))
            return Call<ResourceType>::ready(*type);
        const bool expected = crdWrite.isValid() && crdWrite.elapsed() < 15'000;
        if (!expected || triesLeft <= 0) {
            return Call<ResourceType>::ready(failure(
                makeError(Error::Kind::NotFound,
                          HubSource::tr("This hub does not serve %1 of %2.").arg(ref.kind, ref.apiVersion),
                          HubSource::tr("Install its CRD first (\"Prepare this hub\" installs Easel's), or "
                                        "check the apiVersion."))));
        }
    }
    Promise<ResourceType> promise;
    const auto again = [this, ref, triesLeft, promise] {
        discover();
        discovery.then(q, [this, ref, triesLeft, promise](const Result<ApiCatalog> &found) {
            if (!found) {
                promise.finish(failure(found.error()));
                return;
            }
            // Queued behind discovered(), so the catalog is the new one.
            typeOf(ref, triesLeft - 1).then(q, [promise](const Result<ResourceType> &type) {
                promise.finish(type);
            });
        });
    };
    if (known)
        QTimer::singleShot(missingTypePause, q, again);
    else
        again();
    return promise.call();
}

HubSource::HubSource(QString title, std::shared_ptr<IdentitySource> identity, ExtractorFactory factory,
                     QObject *parent)
    : Source(parent)
    , d(std::make_unique<Private>(this, std::move(title), std::move(identity), std::move(factory)))
{}

HubSource::HubSource(QString title, ServerAddress server, Identity identity, ExtractorFactory factory,
                     QObject *parent)
    : HubSource(std::move(title), std::make_shared<FixedIdentity>(std::move(server), std::move(identity)),
                std::move(factory), parent)
{}

HubSource::~HubSource() = default;

KubeClient *HubSource::client() const
{
    return &d->client;
}

QString HubSource::title() const
{
    return d->title;
}

QString HubSource::identityText() const
{
    const IdentitySource *identity = d->client.source();
    QString name = identity->userName();
    if (name.isEmpty() && d->subject)
        name = d->subject->user;
    if (name.isEmpty())
        name = tr("unnamed user");
    QString text = tr("%1 (%2)").arg(cleanedLine(name), identity->signInText());
    const QString as = identity->impersonatedUser();
    if (!as.isEmpty())
        text = tr("%1 as %2").arg(text, cleanedLine(as));
    return text;
}

QString HubSource::doubt() const
{
    const ServerAddress server = d->client.server();
    if (server.url.scheme() == u"http")
        return tr("Not encrypted");
    return server.insecureSkipVerify ? tr("Certificate not checked") : QString();
}

QString HubSource::doubtSentence() const
{
    const ServerAddress server = d->client.server();
    if (server.url.scheme() == u"http")
        return tr("The address of this hub begins with http: whoever is on the way reads and changes "
                  "everything, your sign-in included.");
    return server.insecureSkipVerify ? tr("The kubeconfig says insecure-skip-tls-verify: anybody on the way "
                                          "could pretend to be this "
                                          "hub and get your sign-in.")
                                     : QString();
}

HubMode HubSource::mode() const
{
    return d->mode;
}

SourceState HubSource::state() const
{
    return d->link.state();
}

QString HubSource::systemNamespace() const
{
    return d->systemNamespace;
}

QString HubSource::address() const
{
    return d->client.server().url.toString(QUrl::RemoveUserInfo);
}

ViewAs HubSource::actsFor() const
{
    const IdentitySource *identity = d->client.source();
    return {identity->impersonatedUser(), identity->impersonatedGroups()};
}

QString HubSource::serverVersion() const
{
    return d->link.serverVersion();
}

void HubSource::setSystemNamespace(const QString &namespaceName)
{
    d->wantedSystemNamespace = namespaceName;
    if (!namespaceName.isEmpty())
        d->systemNamespace = namespaceName;
}

void HubSource::setGrace(std::chrono::milliseconds grace)
{
    d->pool.setGrace(grace);
}

void HubSource::setHeartbeat(std::chrono::milliseconds every)
{
    d->link.setEvery(every);
}

int HubSource::storeCount() const
{
    return d->pool.count();
}

void HubSource::setCheckTimes(std::chrono::milliseconds every, std::chrono::milliseconds secondLook)
{
    d->check.setTimes({every, secondLook});
}

void HubSource::setWallClock(std::function<qint64()> now)
{
    d->link.setWallClock(std::move(now));
}

StreamPlaces &HubSource::places() const
{
    return d->places;
}

void HubSource::setNamespaces(const QStringList &namespaces)
{
    d->knownNamespaces = namespaces;
    d->namespaces.setNamed(d->knownNamespaces + d->typedNamespaces);
}

std::optional<QStringList> HubSource::typedNamespaces() const
{
    return d->typedNamespaces;
}

void HubSource::setTypedNamespaces(const QStringList &namespaces)
{
    d->typedNamespaces = namespaces;
    d->namespaces.setNamed(d->knownNamespaces + d->typedNamespaces);
}

void HubSource::open()
{
    if (d->link.isStarted())
        return;
    d->connectToHub();
    d->discover();
    d->askWhoWeAre();
}

void HubSource::refresh()
{
    d->answers.clear();
    d->schemas.clear();
    d->client.source()->askAgain();
    d->link.ask();
    if (d->link.isStarted())
        d->discover();
    d->pool.refresh();
}

void HubSource::rediscover()
{
    d->crdWrite.start();
    d->discover();
}

const ApiCatalog &HubSource::catalog() const
{
    return d->catalog;
}

StoreLease HubSource::store(const StoreKey &key)
{
    StoreKey served = key;
    // Plurals are the hub's (rule C1).
    if (const ResourceType *type = d->catalog.find(key.type.group, key.type.kind, key.type.version))
        served.type = *type;
    return d->pool.lease(served);
}

ApiCatalog HubSource::Private::withPrinted(const ApiCatalog &all) const
{
    QList<ResourceType> types = all.types();
    for (ResourceType &type : types) {
        const auto said = printed.constFind(type);
        if (said == printed.cend() || said->isEmpty() || !type.columns.isEmpty())
            continue;
        type.columns = *said;
        type.printed = true;
    }
    return ApiCatalog(types);
}

bool HubSource::lacksColumns(const ResourceType &type) const
{
    if (!type.columns.isEmpty() || !type.can(u"list") || d->printed.contains(type))
        return false;
    static const QStringList everywhere{QStringLiteral("name"), QStringLiteral("namespace"),
                                        QStringLiteral("project"), QStringLiteral("status"),
                                        QStringLiteral("age")};
    const RowExtractorPtr extractor = d->factory(type);
    const QList<Column> &columns = extractor->columns();
    return !extractor->keepsRaw() && std::all_of(columns.begin(), columns.end(), [](const Column &column) {
        return everywhere.contains(column.id);
    });
}

Call<Done> HubSource::learnColumns(const ResourceType &type)
{
    return d->client.printedColumns(type).map(
        this, [this, type](const Result<QList<PrinterColumn>> &columns) -> Result<Done> {
            if (!columns)
                return failure(columns.error());
            d->printed.insert(type, *columns);
            d->catalog = d->withPrinted(d->catalog);
            return Done{};
        });
}

Call<QJsonObject> HubSource::fetch(const ObjectRef &ref)
{
    return d->typeOf(ref).chain(this, [this, ref](const Result<ResourceType> &type) {
        if (!type)
            return Call<QJsonObject>::ready(failure(type.error().tried(tr("get %1").arg(ref.text()))));
        return d->client.get(*type, ref.namespaceName, ref.name);
    });
}

Call<ObjectText> HubSource::text(const ObjectRef &ref)
{
    return fetch(ref).chain(this, [](const Result<QJsonObject> &object) {
        if (!object)
            return Call<ObjectText>::ready(failure(object.error()));
        return runInPool([whole = *object]() -> Result<ObjectText> {
            ObjectText text;
            text.text = writeYaml(redactedObject(withoutManagedFields(whole)));
            text.owners = fieldOwners(whole);
            return text;
        });
    });
}

Call<QList<QJsonObject>> HubSource::events(const ObjectRef &ref, const QString &uid)
{
    return d->client.eventsOf(ref, uid);
}

Call<AccessAnswer> HubSource::can(const AccessQuestion &question)
{
    Remembered<AccessAnswer> &remembered = d->answers[question];
    if (!remembered.isFresh(rememberAnswers)) {
        remembered.call = d->client.canI(question);
        remembered.age.start();
        remembered.call.then(this, [this, question](const Result<AccessAnswer> &answer) {
            if (!answer)
                d->answers.remove(question); // a failure is no answer
        });
    }
    return shared(remembered.call, this);
}

Call<std::shared_ptr<const Schema>> HubSource::schemaOf(const ResourceType &type)
{
    using SchemaPtr = std::shared_ptr<const Schema>;
    const QString name = type.apiVersion() + u'/' + type.kind;
    Remembered<SchemaPtr> &remembered = d->schemas[name];
    if (!remembered.isFresh(rememberSchemas)) {
        const QString path = type.group.isEmpty() ? QStringLiteral("api/") + type.version
                                                  : QStringLiteral("apis/") + type.apiVersion();
        remembered.call = d->client.openApi(path).chain(this, [type](const Result<QJsonObject> &document) {
            return runInPool([type, document]() -> Result<SchemaPtr> {
                if (document) {
                    const auto schema = Schema::fromOpenApi(*document, type.group, type.version, type.kind);
                    if (schema)
                        return *schema;
                    qCDebug(lcStore) << "schema of" << type.groupKind() << errorSentence(schema.error());
                }
                // A hub that tells no schema is judged by Easel's own.
                return Schema::builtin(type.group, type.version, type.kind);
            });
        });
        remembered.age.start();
    }
    return shared(remembered.call, this);
}

Call<WriteResult> HubSource::apply(const QJsonObject &object, const WriteOptions &options)
{
    const ObjectRef ref = refIn(object);
    return d->typeOf(ref).chain(this, [this, object, options, ref](const Result<ResourceType> &type) {
        if (!type) {
            const QString attempt =
                options.dryRun ? tr("check %1").arg(ref.text()) : tr("apply %1").arg(ref.text());
            return Call<WriteResult>::ready(failure(type.error().tried(attempt)));
        }
        const Call<WriteResult> written = d->client.apply(*type, object, options);
        if (!options.dryRun) {
            written.then(this, [this, ref](const Result<WriteResult> &result) {
                if (result)
                    d->written(ref);
            });
        }
        return written;
    });
}

Call<WriteResult> HubSource::mergePatch(const ObjectRef &ref, const QJsonObject &patch,
                                        const WriteOptions &options)
{
    return d->typeOf(ref).chain(this, [this, ref, patch, options](const Result<ResourceType> &type) {
        if (!type)
            return Call<WriteResult>::ready(failure(type.error().tried(tr("change %1").arg(ref.text()))));
        const Call<WriteResult> written =
            d->client.mergePatch(*type, ref.namespaceName, ref.name, patch, options);
        if (!options.dryRun) {
            written.then(this, [this, ref](const Result<WriteResult> &result) {
                if (result)
                    d->written(ref);
            });
        }
        return written;
    });
}

Call<Done> HubSource::remove(const ObjectRef &ref, const DeleteOptions &options)
{
    return d->typeOf(ref).chain(this, [this, ref, options](const Result<ResourceType> &type) {
        if (!type)
            return Call<Done>::ready(failure(type.error().tried(tr("delete %1").arg(ref.text()))));
        const Call<Done> removed = d->client.remove(*type, ref.namespaceName, ref.name, options);
        if (!options.dryRun) {
            removed.then(this, [this, ref](const Result<Done> &result) {
                if (result)
                    d->written(ref);
            });
        }
        return removed;
    });
}

LogStream *HubSource::log(const LogRequest &request, QObject *parent)
{
    return d->pods.log(request, parent);
}

ExecSession *HubSource::exec(const ExecRequest &request, QObject *parent)
{
    return d->pods.exec(request, parent);
}

PortForward *HubSource::forward(const QString &namespaceName, const QString &pod, int remotePort,
                                int localPort, QObject *parent)
{
    return d->pods.forward(namespaceName, pod, remotePort, localPort, parent);
}

} // namespace easel

#include "moc_hubsource.cpp"
