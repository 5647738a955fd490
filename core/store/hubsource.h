// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/podstreams.h"
#include "core/store/source.h"

#include <chrono>

namespace easel {

class StreamPlaces;

// A Kubernetes API server as a source. It finds out what kind of hub that is (resource-model 0.2), keeps its
// catalog true while CRDs come and go, and watches over the link: a small question every ten seconds tells
// whether rows may be called live.
class HubSource : public Source, public PodStreams
{
    Q_OBJECT

public:
    // title: the context's name. The factory gives the row extractor of a kind (domain's; tests give their
    // own).
    HubSource(QString title, std::shared_ptr<IdentitySource> identity, ExtractorFactory factory,
              QObject *parent = nullptr);
    HubSource(QString title, ServerAddress server, Identity identity, ExtractorFactory factory,
              QObject *parent = nullptr); // of an identity that never changes
    ~HubSource() override;

    KubeClient *client() const; // for changes/ and headless verbs; views never see it
    QString title() const override;
    QString identityText() const override;
    QString doubt() const override;
    QString doubtSentence() const override;
    HubMode mode() const override;
    SourceState state() const override;
    QString systemNamespace() const override;
    void open() override;
    void refresh() override;
    const ApiCatalog &catalog() const override;
    StoreLease store(const StoreKey &key) override;
    // Secrets come with their values; text() hides them (rule C10).
    Call<QJsonObject> fetch(const ObjectRef &ref) override;
    Call<ObjectText> text(const ObjectRef &ref) override;
    Call<QList<QJsonObject>> events(const ObjectRef &ref, const QString &uid) override;
    Call<AccessAnswer> can(const AccessQuestion &question) override;
    Call<std::shared_ptr<const Schema>> schemaOf(const ResourceType &type) override;
    Call<WriteResult> apply(const QJsonObject &object, const WriteOptions &options) override;
    Call<WriteResult> mergePatch(const ObjectRef &ref, const QJsonObject &patch,
                                 const WriteOptions &options) override;
    Call<Done> remove(const ObjectRef &ref, const DeleteOptions &options) override;

    LogStream *log(const LogRequest &request, QObject *parent) override;
    ExecSession *exec(const ExecRequest &request, QObject *parent) override;
    PortForward *forward(const QString &namespaceName, const QString &pod, int remotePort, int localPort,
                         QObject *parent) override;

    // CRDs were installed or removed: discover again. CRDs that others install are noticed by themselves.
    void rediscover();

    QString address() const override;
    ViewAs actsFor() const override;
    QString serverVersion() const; // "v1.36.2", empty before the first answer
    // resource-model 0.2: comes before every search. Empty: search.
    void setSystemNamespace(const QString &namespaceName);
    // The namespace of the kubeconfig's context, and others known from outside: looked into like typed ones.
    void setNamespaces(const QStringList &namespaces);
    bool lacksColumns(const ResourceType &type) const override;
    Call<Done> learnColumns(const ResourceType &type) override;
    std::optional<QStringList> typedNamespaces() const override;
    void setTypedNamespaces(const QStringList &namespaces) override;

    // For tests.
    void setGrace(std::chrono::milliseconds grace);
    void setHeartbeat(std::chrono::milliseconds every);
    void setCheckTimes(std::chrono::milliseconds every, std::chrono::milliseconds secondLook);
    void setWallClock(std::function<qint64()> now);
    int storeCount() const;
    StreamPlaces &places() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace easel
