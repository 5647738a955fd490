// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/connection.h"
#include "core/clients/resourcetype.h"

#include <QJsonObject>

namespace easel {

class IdentitySource;
class SignedLanes;

struct ServerVersion
{
    QString gitVersion; // "v1.36.2"
    int major = 0;
    int minor = 0;
    QString platform;
};

// Who the server says we are (SelfSubjectReview).
struct SubjectInfo
{
    QString user;
    QString uid;
    QStringList groups;
};

// One page of a list as bytes; items are split and parsed by whoever wants rows.
struct ListPage
{
    QByteArray body;
    QString resourceVersion;
    QString continueToken; // empty on the last page
    qint64 remaining = -1; // remainingItemCount, -1 = not told
};

struct ListOptions
{
    QString namespaceName; // empty: all namespaces (or a cluster-wide kind)
    QString labelSelector;
    QString fieldSelector;
    int limit = 500;
    QString continueToken;
    QString resourceVersion;
    bool metadataOnly = false;  // of a list: objects without spec and status
    bool initialEvents = false; // of a watch: what is there comes first, then a bookmark, then changes
    int seconds = 0;            // a watch that the server ends so soon; 0: some minutes
};

// A question for SelfSubjectAccessReview.
struct AccessQuestion
{
    QString verb;
    QString group;
    QString plural;
    QString subresource;
    QString namespaceName;
    QString name;
    bool operator==(const AccessQuestion &) const = default;
    friend size_t qHash(const AccessQuestion &q, size_t seed = 0)
    {
        return qHashMulti(seed, q.verb, q.group, q.plural, q.subresource, q.namespaceName, q.name);
    }
};

struct AccessAnswer
{
    bool allowed = false;
    QString reason;
};

// How an object is written. dryRun asks the server to do everything but store it.
struct WriteOptions
{
    QString fieldManager = QStringLiteral("easel");
    bool dryRun = false;
    bool force = false;       // take over fields of other managers (server-side apply only)
    bool strictFields = true; // fieldValidation=Strict
    QString subresource;      // "status"
};

struct WriteResult
{
    QJsonObject object;   // as the server holds it now (or would)
    QStringList warnings; // Warning headers, unquoted
    bool created = false; // 201
};

struct DeleteOptions
{
    QString uid;                                        // precondition; empty = none
    QString resourceVersion;                            // precondition; empty = none
    QString propagation = QStringLiteral("Background"); // Foreground, Orphan
    bool dryRun = false;
};

// A watch connection: whole events as bytes, in batches. It ends for many reasons and never repairs itself;
// the reflector does. Events are single JSON objects {"type":...,"object":...} without the newline.
class WatchStream : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void stop() = 0;

Q_SIGNALS:
    void opened(); // the server accepted the watch; a quiet kind may then say nothing for a minute
    void events(const QList<QByteArray> &events);
    void ended();                           // the server ended it: continue from the last version
    void interrupted();                     // its place was given to others: continue from the last version
    void failed(const easel::Error &error); // Gone: list again; others: by kind
};

// A whole list as it arrives: the server sends it as one answer (from its memory, which costs it a fraction
// of what pages cost), and whole items are handed over in pages while the rest is on its way.
class ListStream : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void stop() = 0;
    virtual void setPaused(bool paused) = 0; // the server waits while pages wait to be parsed

Q_SIGNALS:
    void items(const QByteArray &body); // {"items":[...]}
    // The token is empty, but of servers that page although nobody asked them to.
    void ended(const QString &resourceVersion, const QString &continueToken);
    void failed(const easel::Error &error);
};

// Kubernetes' REST API for one server and identity. Every answer that is not 2xx becomes an Error from its
// Status (reason, causes, retryAfter). Reads are retried with jitter; a write only when the server said that
// it did not look at it.
class KubeClient : public QObject
{
    Q_OBJECT

public:
    explicit KubeClient(std::shared_ptr<IdentitySource> source, QObject *parent = nullptr);
    KubeClient(ServerAddress server, Identity identity, QObject *parent = nullptr); // that never changes
    ~KubeClient() override;

    ServerAddress server() const;
    IdentitySource *source() const;
    SignedLanes *lanes() const; // for who looks after its streams

    Call<ServerVersion> version();
    Call<SubjectInfo> whoAmI();
    // Aggregated discovery (v2, v2beta1), else /api and /apis group by group; groups that fail are left out
    // and named in `problems` of the log, not an error.
    Call<ApiCatalog> discover();
    // OpenAPI v3 document of one group version ("apis/spectrocloud.com/v1alpha1" or "api/v1").
    Call<QJsonObject> openApi(const QString &groupVersionPath);

    Call<QJsonObject> get(const ResourceType &type, const QString &namespaceName, const QString &name);
    Call<ListPage> list(const ResourceType &type, const ListOptions &options);
    // Everything in one answer; limit and token of the options do not count. Never tried again.
    // What the server prints of a kind beside name, namespace and age (its meta.k8s.io Table); each path
    // leads into the cells of a row. Empty: nothing, or it prints none.
    Call<QList<PrinterColumn>> printedColumns(const ResourceType &type);
    ListStream *wholeList(const ResourceType &type, const ListOptions &options, QObject *parent);
    // allowWatchBookmarks always; timeoutSeconds with jitter.
    WatchStream *watch(const ResourceType &type, const ListOptions &options, QObject *parent);

    Call<WriteResult> apply(const ResourceType &type, const QJsonObject &object,
                            const WriteOptions &options = {});
    Call<WriteResult> create(const ResourceType &type, const QJsonObject &object,
                             const WriteOptions &options = {});
    Call<WriteResult> mergePatch(const ResourceType &type, const QString &namespaceName, const QString &name,
                                 const QJsonObject &patch, const WriteOptions &options = {});
    Call<Done> remove(const ResourceType &type, const QString &namespaceName, const QString &name,
                      const DeleteOptions &options = {});

    Call<AccessAnswer> canI(const AccessQuestion &question);
    Call<QJsonObject> rulesIn(const QString &namespaceName); // SelfSubjectRulesReview.status
    // Events (events.k8s.io/v1, else v1) that regard one object, newest first.
    Call<QList<QJsonObject>> eventsOf(const ObjectRef &ref, const QString &uid);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace easel
