// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeclient.h"
#include "core/clients/printedtable.h"

#include "core/base/text.h"
#include "core/clients/discoveryrun.h"
#include "core/clients/jsonscan.h"
#include "core/clients/kubeanswers.h"
#include "core/clients/kubelist.h"
#include "core/clients/kubepaths.h"
#include "core/clients/kubewatch.h"
#include "core/clients/signedlanes.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeClient)
};

using namespace std::chrono_literals;

constexpr qsizetype scannedInPlace = 64 * 1024;
const QByteArray metadataOnly =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json";

const QByteArray printedRows = "application/json;as=Table;v=v1;g=meta.k8s.io, application/json";

QByteArray acceptFor(const ResourceType &type)
{
    return type.printed ? printedRows : QByteArrayLiteral("application/json");
}

// Printed rows come with their objects: states are told from these.
void addPrinting(QUrlQuery &query, const ResourceType &type)
{
    if (type.printed)
        addQuery(query, QStringLiteral("includeObject"), QStringLiteral("Object"));
}

QByteArray bytesOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString attemptOn(const QString &pattern, const ResourceType &type, const QString &namespaceName,
                  const QString &name)
{
    return pattern.arg(cleanedLine(ObjectRef{type.apiVersion(), type.kind, namespaceName, name}.text()));
}

QString whereText(const ResourceType &type, const QString &namespaceName)
{
    return type.namespaced && !namespaceName.isEmpty()
               ? Text::tr("%1 in %2").arg(type.plural, cleanedLine(namespaceName))
               : type.plural;
}

// Objects are matched with their kind by the caller; the envelope is completed here so that a typed draft may
// leave it out.
QJsonObject withEnvelope(const ResourceType &type, QJsonObject object)
{
    if (object.value(u"apiVersion").toString().isEmpty())
        object.insert(u"apiVersion", type.apiVersion());
    if (object.value(u"kind").toString().isEmpty())
        object.insert(u"kind", type.kind);
    return object;
}

QJsonObject withoutManagedFields(QJsonObject object)
{
    QJsonObject metadata = object.value(u"metadata").toObject();
    if (!metadata.contains(u"managedFields"))
        return object;
    metadata.remove(u"managedFields"); // the server refuses an apply that carries them
    object.insert(u"metadata", metadata);
    return object;
}

QString metaText(const QJsonObject &object, QStringView key)
{
    return object.value(u"metadata").toObject().value(key).toString();
}

QUrlQuery queryOf(const WriteOptions &options)
{
    QUrlQuery query;
    addQuery(query, QStringLiteral("fieldManager"), options.fieldManager);
    if (options.strictFields)
        addQuery(query, QStringLiteral("fieldValidation"), QStringLiteral("Strict"));
    if (options.dryRun)
        addQuery(query, QStringLiteral("dryRun"), QStringLiteral("All"));
    return query;
}

QUrlQuery queryOf(const ListOptions &options)
{
    QUrlQuery query;
    addQuery(query, QStringLiteral("labelSelector"), options.labelSelector);
    addQuery(query, QStringLiteral("fieldSelector"), options.fieldSelector);
    addQuery(query, QStringLiteral("resourceVersion"), options.resourceVersion);
    return query;
}

int numberIn(const QString &text) // "36+" -> 36
{
    QString digits;
    for (const QChar c : text) {
        if (!c.isDigit())
            break;
        digits += c;
    }
    return digits.toInt();
}

QString eventTime(const QJsonObject &event)
{
    // RFC 3339 in UTC compares as text once fractions are cut off.
    const QString candidates[] = {
        event.value(u"series").toObject().value(u"lastObservedTime").toString(),
        event.value(u"deprecatedLastTimestamp").toString(), event.value(u"lastTimestamp").toString(),
        event.value(u"eventTime").toString(), metaText(event, u"creationTimestamp")};
    QString latest;
    for (const QString &candidate : candidates) {
        const QString seconds = candidate.left(19);
        latest = std::max(latest, seconds);
    }
    return latest;
}

ResourceType eventType(bool core)
{
    ResourceType type;
    type.group = core ? QString() : QStringLiteral("events.k8s.io");
    type.version = QStringLiteral("v1");
    type.kind = QStringLiteral("Event");
    type.plural = QStringLiteral("events");
    return type;
}

} // namespace

class KubeClient::Private
{
public:
    Private(KubeClient *client, std::shared_ptr<IdentitySource> source)
        : q(client)
        , lanes(std::move(source))
    {}

    Call<HttpReply> ask(const Result<HttpRequest> &request, const QString &attempt)
    {
        if (!request)
            return Call<HttpReply>::ready(failure(request.error().tried(attempt)));
        return accepted(lanes.send(*request), q, attempt);
    }

    Call<QJsonObject> askJson(const Result<HttpRequest> &request, const QString &attempt)
    {
        return jsonOf(ask(request, attempt), q, attempt);
    }

    // A POST that asks and changes nothing.
    Call<QJsonObject> review(const QString &path, const QString &apiVersion, const QString &kind,
                             const QJsonObject &spec, const QString &attempt)
    {
        HttpRequest request;
        request.method = "POST";
        request.path = path;
        request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
        QJsonObject object{{QStringLiteral("apiVersion"), apiVersion}, {QStringLiteral("kind"), kind}};
        if (!spec.isEmpty())
            object.insert(u"spec", spec);
        request.body = bytesOf(object);
        request.retry = true;
        request.safe = true;
        return askJson(request, attempt);
    }

    Call<WriteResult> write(const Result<HttpRequest> &request, const QString &attempt)
    {
        return ask(request, attempt).map(q, [attempt](const Result<HttpReply> &reply) -> Result<WriteResult> {
            if (!reply)
                return failure(reply.error());
            const Result<QJsonObject> object = parseObject(reply->body);
            if (!object)
                return failure(object.error().tried(attempt));
            return WriteResult{*object, warningsOf(*reply), reply->status == 201};
        });
    }

    Call<QList<QJsonObject>> events(const ResourceType &type, const ListOptions &options,
                                    QList<QJsonObject> soFar);

    KubeClient *q;
    SignedLanes lanes;
    struct OpenApiDocument
    {
        QString url;
        QJsonObject document;
    };
    QHash<QString, OpenApiDocument> openApiDocuments;
};

KubeClient::KubeClient(std::shared_ptr<IdentitySource> source, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(source)))
{}

KubeClient::KubeClient(ServerAddress server, Identity identity, QObject *parent)
    : KubeClient(std::make_shared<FixedIdentity>(std::move(server), std::move(identity)), parent)
{}

KubeClient::~KubeClient() = default;

ServerAddress KubeClient::server() const
{
    return d->lanes.server();
}

IdentitySource *KubeClient::source() const
{
    return d->lanes.source();
}

SignedLanes *KubeClient::lanes() const
{
    return &d->lanes;
}

Call<ServerVersion> KubeClient::version()
{
    HttpRequest request;
    request.path = QStringLiteral("/version");
    request.retry = true;
    const QString attempt = Text::tr("ask %1 for its version").arg(server().url.host());
    return d->askJson(request, attempt)
        .map(this, [attempt](const Result<QJsonObject> &object) -> Result<ServerVersion> {
            if (!object)
                return failure(object.error());
            ServerVersion version;
            version.gitVersion = cleanedLine(object->value(u"gitVersion").toString());
            version.major = numberIn(object->value(u"major").toString());
            version.minor = numberIn(object->value(u"minor").toString());
            version.platform = cleanedLine(object->value(u"platform").toString());
            if (version.gitVersion.isEmpty()) {
                return failure(
                    makeError(Error::Kind::Protocol, Text::tr("The answer names no version"),
                              Text::tr("Check that the address is that of a Kubernetes API server."))
                        .tried(attempt));
            }
            return version;
        });
}

Call<SubjectInfo> KubeClient::whoAmI()
{
    const QString attempt = Text::tr("ask %1 who you are").arg(server().url.host());
    const auto ask = [this, attempt](const QString &version) {
        return d->review(QStringLiteral("/apis/authentication.k8s.io/%1/selfsubjectreviews").arg(version),
                         QStringLiteral("authentication.k8s.io/") + version,
                         QStringLiteral("SelfSubjectReview"), {}, attempt);
    };
    return ask(QStringLiteral("v1"))
        .chain(this,
               [ask](const Result<QJsonObject> &answer) {
                   if (!answer && answer.error().kind == Error::Kind::NotFound)
                       return ask(QStringLiteral("v1beta1")); // Kubernetes before 1.28
                   return Call<QJsonObject>::ready(answer);
               })
        .map(this, [](const Result<QJsonObject> &answer) -> Result<SubjectInfo> {
            if (!answer)
                return failure(answer.error());
            const QJsonObject user = answer->value(u"status").toObject().value(u"userInfo").toObject();
            SubjectInfo info;
            info.user = cleanedLine(user.value(u"username").toString());
            info.uid = cleanedLine(user.value(u"uid").toString());
            for (const auto &group : user.value(u"groups").toArray())
                info.groups << cleanedLine(group.toString());
            return info;
        });
}

Call<ApiCatalog> KubeClient::discover()
{
    return (new DiscoveryRun(&d->lanes, this))->start();
}

Call<QJsonObject> KubeClient::openApi(const QString &groupVersionPath)
{
    QString path = groupVersionPath;
    while (path.startsWith(u'/'))
        path.remove(0, 1);
    const QString attempt = Text::tr("read the schema of %1").arg(cleanedLine(path));
    HttpRequest index;
    index.path = QStringLiteral("/openapi/v3");
    index.headers = {{"Accept", "application/json"}};
    index.retry = true;
    return d->askJson(index, attempt)
        .chain(this, [this, path, attempt](const Result<QJsonObject> &paths) -> Call<QJsonObject> {
            if (!paths)
                return Call<QJsonObject>::ready(failure(paths.error()));
            const QString url = paths->value(u"paths")
                                    .toObject()
                                    .value(path)
                                    .toObject()
                                    .value(u"serverRelativeURL")
                                    .toString();
            if (url.isEmpty()) {
                Error error = makeError(Error::Kind::NotFound, Text::tr("The server has no schema for it"),
                                        Text::tr("Check whether this version of the group is served."));
                return Call<QJsonObject>::ready(failure(error.tried(attempt)));
            }
            const auto known = d->openApiDocuments.constFind(path);
            if (known != d->openApiDocuments.constEnd() && known->url == url)
                return Call<QJsonObject>::ready(known->document);
            HttpRequest request;
            request.path = QStringLiteral("/openapi/v3/") + path;
            request.query = QUrlQuery(QUrl(url)); // ?hash=...: the URL changes when the document does
            request.headers = {{"Accept", "application/json"}};
            request.retry = true;
            return d->askJson(request, attempt)
                .map(this, [this, path, url](const Result<QJsonObject> &document) -> Result<QJsonObject> {
                    if (document)
                        d->openApiDocuments.insert(path, {url, *document});
                    return document;
                });
        });
}

Call<QJsonObject> KubeClient::get(const ResourceType &type, const QString &namespaceName, const QString &name)
{
    const QString attempt = attemptOn(Text::tr("get %1"), type, namespaceName, name);
    return d->askJson(objectPath(type, namespaceName, name).map([](const QString &path) {
        HttpRequest request;
        request.path = path;
        request.headers = {{"Accept", "application/json"}};
        request.retry = true;
        return request;
    }),
                      attempt);
}

Call<ListPage> KubeClient::list(const ResourceType &type, const ListOptions &options)
{
    const QString attempt = Text::tr("list %1").arg(whereText(type, options.namespaceName));
    const auto request =
        collectionPath(type, options.namespaceName).map([&options, &type](const QString &path) {
            HttpRequest list;
            list.path = path;
            list.query = queryOf(options);
            addPrinting(list.query, type);
            if (options.limit > 0)
                addQuery(list.query, QStringLiteral("limit"), QString::number(options.limit));
            addQuery(list.query, QStringLiteral("continue"), options.continueToken);
            list.headers = {{"Accept", options.metadataOnly ? metadataOnly : acceptFor(type)}};
            list.retry = true;
            return list;
        });
    return d->ask(request, attempt).chain(this, [attempt](const Result<HttpReply> &reply) -> Call<ListPage> {
        if (!reply)
            return Call<ListPage>::ready(failure(reply.error()));
        const auto page = [attempt,
                           body = reply->body](const std::optional<ListMeta> &meta) -> Result<ListPage> {
            if (!meta || !endsLikeObject(body)) {
                return failure(
                    makeError(
                        Error::Kind::Protocol, Text::tr("The answer is not a whole list"),
                        Text::tr("Try again; if it stays, something stands between you and the server."))
                        .tried(attempt));
            }
            return ListPage{body, meta->resourceVersion, meta->continueToken, meta->remaining};
        };
        // kube-apiserver writes metadata before items; whoever does not costs a walk over all bytes, off this
        // thread.
        const auto quick = listMetaOf(reply->body.left(scannedInPlace));
        if (quick || reply->body.size() <= scannedInPlace)
            return Call<ListPage>::ready(page(quick));
        return runInPool([page, body = reply->body] { return page(listMetaOf(body)); });
    });
}

Call<QList<PrinterColumn>> KubeClient::printedColumns(const ResourceType &type)
{
    const QString attempt = Text::tr("ask for the columns of %1").arg(type.plural);
    const auto request = collectionPath(type, {}).map([](const QString &path) {
        HttpRequest list;
        list.path = path;
        addQuery(list.query, QStringLiteral("limit"), QStringLiteral("1"));
        list.headers = {{"Accept", printedRows}};
        list.retry = true;
        return list;
    });
    return d->ask(request, attempt)
        .map(this, [](const Result<HttpReply> &reply) -> Result<QList<PrinterColumn>> {
            if (!reply)
                return failure(reply.error());
            return easel::printedColumns(reply->body);
        });
}

ListStream *KubeClient::wholeList(const ResourceType &type, const ListOptions &options, QObject *parent)
{
    const QString attempt = Text::tr("list %1").arg(whereText(type, options.namespaceName));
    const auto request =
        collectionPath(type, options.namespaceName).map([this, &options, &type](const QString &path) {
            HttpRequest list;
            list.path = path;
            list.query = queryOf(options);
            addPrinting(list.query, type);
            list.headers = {{"Accept", acceptFor(type)}};
            list.packed = !server().disableCompression;
            return list;
        });
    return new KubeList(&d->lanes, request, attempt, parent);
}

WatchStream *KubeClient::watch(const ResourceType &type, const ListOptions &options, QObject *parent)
{
    const QString attempt = Text::tr("watch %1").arg(whereText(type, options.namespaceName));
    // The server ends the watch before a proxy would, and not all watches at once.
    const int seconds = options.seconds > 0 ? options.seconds : QRandomGenerator::global()->bounded(240, 300);
    const auto request =
        collectionPath(type, options.namespaceName).map([&options, &type, seconds](const QString &path) {
            HttpRequest watch;
            watch.path = path;
            watch.query = queryOf(options);
            addPrinting(watch.query, type);
            addQuery(watch.query, QStringLiteral("watch"), QStringLiteral("true"));
            addQuery(watch.query, QStringLiteral("allowWatchBookmarks"), QStringLiteral("true"));
            if (options.initialEvents) {
                addQuery(watch.query, QStringLiteral("sendInitialEvents"), QStringLiteral("true"));
                addQuery(watch.query, QStringLiteral("resourceVersionMatch"), QStringLiteral("NotOlderThan"));
            }
            addQuery(watch.query, QStringLiteral("timeoutSeconds"), QString::number(seconds));
            watch.headers = {{"Accept", acceptFor(type)}};
            // Until a bookmark proves that the server sends them, silence is normal for the whole length.
            watch.inactivity = std::chrono::seconds(seconds) + (seconds < 60 ? 10s : 30s);
            return watch;
        });
    return new KubeWatch(&d->lanes, request, attempt, parent);
}

Call<WriteResult> KubeClient::apply(const ResourceType &type, const QJsonObject &object,
                                    const WriteOptions &options)
{
    const QString namespaceName = metaText(object, u"namespace");
    const QString name = metaText(object, u"name");
    const QString attempt =
        attemptOn(options.dryRun ? Text::tr("check %1") : Text::tr("apply %1"), type, namespaceName, name);
    const auto path = objectPath(type, namespaceName, name, options.subresource);
    return d->write(path.map([&](const QString &objectPath) {
        HttpRequest request;
        request.method = "PATCH";
        request.path = objectPath;
        request.query = queryOf(options);
        if (options.force)
            addQuery(request.query, QStringLiteral("force"), QStringLiteral("true"));
        // JSON is YAML, and every server since 1.16 takes this type.
        request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/apply-patch+yaml"}};
        request.body = bytesOf(withoutManagedFields(withEnvelope(type, object)));
        request.retry = true; // when it was refused for the moment
        request.safe = options.dryRun;
        return request;
    }),
                    attempt);
}

Call<WriteResult> KubeClient::create(const ResourceType &type, const QJsonObject &object,
                                     const WriteOptions &options)
{
    const QString namespaceName = metaText(object, u"namespace");
    const QString attempt = attemptOn(options.dryRun ? Text::tr("check %1") : Text::tr("create %1"), type,
                                      namespaceName, metaText(object, u"name"));
    if (type.namespaced && namespaceName.isEmpty()) {
        return Call<WriteResult>::ready(
            failure(makeError(Error::Kind::Invalid, Text::tr("It has no namespace"),
                              Text::tr("Say in which namespace it is."))
                        .tried(attempt)));
    }
    return d->write(collectionPath(type, namespaceName).map([&](const QString &path) {
        HttpRequest request;
        request.method = "POST";
        request.path = path;
        request.query = queryOf(options);
        request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
        request.body = bytesOf(withEnvelope(type, object));
        request.safe = options.dryRun;
        return request;
    }),
                    attempt);
}

Call<WriteResult> KubeClient::mergePatch(const ResourceType &type, const QString &namespaceName,
                                         const QString &name, const QJsonObject &patch,
                                         const WriteOptions &options)
{
    const QString attempt =
        attemptOn(options.dryRun ? Text::tr("check %1") : Text::tr("change %1"), type, namespaceName, name);
    return d->write(objectPath(type, namespaceName, name, options.subresource).map([&](const QString &path) {
        HttpRequest request;
        request.method = "PATCH";
        request.path = path;
        request.query = queryOf(options);
        request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/merge-patch+json"}};
        request.body = bytesOf(patch);
        request.safe = options.dryRun;
        return request;
    }),
                    attempt);
}

Call<Done> KubeClient::remove(const ResourceType &type, const QString &namespaceName, const QString &name,
                              const DeleteOptions &options)
{
    const QString attempt =
        attemptOn(options.dryRun ? Text::tr("check the deletion of %1") : Text::tr("delete %1"), type,
                  namespaceName, name);
    const auto request = objectPath(type, namespaceName, name).map([&options](const QString &path) {
        HttpRequest removal;
        removal.method = "DELETE";
        removal.path = path;
        removal.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
        QJsonObject body{{QStringLiteral("apiVersion"), QStringLiteral("v1")},
                         {QStringLiteral("kind"), QStringLiteral("DeleteOptions")}};
        QJsonObject preconditions;
        if (!options.uid.isEmpty())
            preconditions.insert(u"uid", options.uid);
        if (!options.resourceVersion.isEmpty())
            preconditions.insert(u"resourceVersion", options.resourceVersion);
        if (!preconditions.isEmpty())
            body.insert(u"preconditions", preconditions);
        if (!options.propagation.isEmpty())
            body.insert(u"propagationPolicy", options.propagation);
        if (options.dryRun)
            body.insert(u"dryRun", QJsonArray{QStringLiteral("All")});
        removal.body = bytesOf(body);
        removal.safe = options.dryRun;
        return removal;
    });
    return d->ask(request, attempt).map(this, [](const Result<HttpReply> &reply) -> Result<Done> {
        if (!reply)
            return failure(reply.error());
        return Done{};
    });
}

Call<AccessAnswer> KubeClient::canI(const AccessQuestion &question)
{
    QJsonObject attributes{{QStringLiteral("verb"), question.verb},
                           {QStringLiteral("group"), question.group},
                           {QStringLiteral("resource"), question.plural}};
    if (!question.subresource.isEmpty())
        attributes.insert(u"subresource", question.subresource);
    if (!question.namespaceName.isEmpty())
        attributes.insert(u"namespace", question.namespaceName);
    if (!question.name.isEmpty())
        attributes.insert(u"name", question.name);
    return d
        ->review(QStringLiteral("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
                 QStringLiteral("authorization.k8s.io/v1"), QStringLiteral("SelfSubjectAccessReview"),
                 QJsonObject{{QStringLiteral("resourceAttributes"), attributes}},
                 Text::tr("ask whether you may %1 %2").arg(question.verb, question.plural))
        .map(this, [](const Result<QJsonObject> &answer) -> Result<AccessAnswer> {
            if (!answer)
                return failure(answer.error());
            const QJsonObject status = answer->value(u"status").toObject();
            QString reason = status.value(u"reason").toString();
            if (reason.isEmpty())
                reason = status.value(u"evaluationError").toString();
            return AccessAnswer{status.value(u"allowed").toBool(), cleanedLine(reason)};
        });
}

Call<QJsonObject> KubeClient::rulesIn(const QString &namespaceName)
{
    const QString where = namespaceName.isEmpty() ? QStringLiteral("default") : namespaceName;
    return d
        ->review(QStringLiteral("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"),
                 QStringLiteral("authorization.k8s.io/v1"), QStringLiteral("SelfSubjectRulesReview"),
                 QJsonObject{{QStringLiteral("namespace"), where}},
                 Text::tr("ask for your rights in %1").arg(cleanedLine(where)))
        .map(this, [](const Result<QJsonObject> &answer) -> Result<QJsonObject> {
            if (!answer)
                return failure(answer.error());
            return answer->value(u"status").toObject();
        });
}

Call<QList<QJsonObject>> KubeClient::Private::events(const ResourceType &type, const ListOptions &options,
                                                     QList<QJsonObject> soFar)
{
    return q->list(type, options)
        .chain(q, [this, type, options, soFar](const Result<ListPage> &page) -> Call<QList<QJsonObject>> {
            if (!page)
                return Call<QList<QJsonObject>>::ready(failure(page.error()));
            QList<QJsonObject> events_ = soFar;
            const Result<QJsonObject> list = parseObject(page->body);
            if (!list)
                return Call<QList<QJsonObject>>::ready(failure(list.error()));
            for (const auto &item : list->value(u"items").toArray())
                events_ << item.toObject();
            if (page->continueToken.isEmpty())
                return Call<QList<QJsonObject>>::ready(events_);
            ListOptions next = options;
            next.continueToken = page->continueToken;
            return events(type, next, events_);
        });
}

Call<QList<QJsonObject>> KubeClient::eventsOf(const ObjectRef &ref, const QString &uid)
{
    const QString attempt = Text::tr("list events of %1").arg(cleanedLine(ref.text()));
    const auto ask = [this, ref, uid](bool core, const QString &namespaceName) {
        const QString field = core ? QStringLiteral("involvedObject.") : QStringLiteral("regarding.");
        QStringList selector{field + QStringLiteral("kind=") + ref.kind,
                             field + QStringLiteral("name=") + ref.name};
        if (!uid.isEmpty())
            selector << field + QStringLiteral("uid=") + uid;
        ListOptions options;
        options.namespaceName = namespaceName;
        options.fieldSelector = selector.join(u',');
        return d->events(eventType(core), options, {});
    };
    using Events = QList<QJsonObject>;
    return ask(false, ref.namespaceName)
        .chain(this,
               [ask, ref](const Result<Events> &events) {
                   // Events of cluster-wide objects stand in "default", which more people may read than all
                   // namespaces.
                   if (!events && events.error().kind == Error::Kind::Forbidden &&
                       ref.namespaceName.isEmpty())
                       return ask(false, QStringLiteral("default"));
                   if (!events && events.error().kind == Error::Kind::NotFound)
                       return ask(true, ref.namespaceName);
                   return Call<Events>::ready(events);
               })
        .map(this, [attempt](const Result<Events> &events) -> Result<Events> {
            if (!events) {
                Error error = events.error();
                error.attempt = attempt;
                return failure(error);
            }
            Events sorted = *events;
            std::stable_sort(sorted.begin(), sorted.end(), [](const QJsonObject &a, const QJsonObject &b) {
                return eventTime(a) > eventTime(b);
            });
            return sorted;
        });
}

} // namespace easel
