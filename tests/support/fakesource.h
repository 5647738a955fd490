// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"
#include "core/store/storepool.h"

#include <QJsonObject>
#include <QSet>

#include <deque>

namespace easel {

// A hub in memory that keeps what it is told: server-side apply with owners and conflicts (FieldsV1), merge
// patches with versions, deletes with preconditions, dry runs, namespaces that must exist, kinds that CRDs
// bring. Answers come later, like a server's. Lists are atomic unless listKeys names their key.
class FakeSource : public Source
{
    Q_OBJECT

public:
    explicit FakeSource(QObject *parent = nullptr, ExtractorFactory factory = {});
    ~FakeSource() override;

    // --- what tests set and look at ---
    HubMode fakeMode = HubMode::Easel;
    QString fakeTitle = QStringLiteral("fake");
    QString fakeAddress;
    ViewAs fakeActsFor;
    QString fakeSystemNamespace = QStringLiteral("easel-system");
    QHash<QString, QStringList> listKeys; // "spec.links" -> name: lists that are maps
    QSet<QString> rightsRefused; // "create pods", "delete projects"...: can() says no, writes answer 403
    std::function<std::optional<Error>(const QJsonObject &object)> admission; // refuses objects, dry runs too
    std::function<void(QJsonObject &object)> defaulting;
    QStringList warnings; // on every write
    bool crdsEstablishAtOnce = true;
    bool namespacesMustExist = true;

    // The next `count` requests of a verb ("get", "apply", "patch", "delete", "dryRun") fail with this error;
    // with `happens` the change is made and only the answer is lost.
    void failNext(const QString &verb, const Error &error, int count = 1, bool happens = false);
    QStringList log; // "apply Project p/p", "dryRun ...", "get ...", in order

    // As somebody else: no dry run, no failure. Apply by another manager, update (owns what differs), remove.
    QJsonObject put(const QJsonObject &object, const QString &manager = QStringLiteral("seed"));
    QJsonObject applyAs(const QString &manager, const QJsonObject &object, bool force = true);
    QJsonObject patchAs(const QString &manager, const ObjectRef &ref, const QJsonObject &patch);
    void drop(const ObjectRef &ref);
    void setStatus(const ObjectRef &ref, const QJsonObject &status);
    QJsonObject object(const ObjectRef &ref) const; // empty: none
    QList<QJsonObject> objects() const;             // by kind, namespace, name
    void addType(const ResourceType &type);
    void establish(const QString &crdName);
    void setState(const SourceState &state);

    // --- Source ---
    QString title() const override { return fakeTitle; }
    QString identityText() const override { return QStringLiteral("tester (fake)"); }
    QString address() const override { return fakeAddress; }
    ViewAs actsFor() const override { return fakeActsFor; }
    HubMode mode() const override { return fakeMode; }
    SourceState state() const override { return m_state; }
    QString systemNamespace() const override { return fakeSystemNamespace; }
    void open() override;
    void refresh() override;
    const ApiCatalog &catalog() const override { return m_catalog; }
    StoreLease store(const StoreKey &key) override;
    Call<QJsonObject> fetch(const ObjectRef &ref) override;
    Call<ObjectText> text(const ObjectRef &ref) override;
    Call<QList<QJsonObject>> events(const ObjectRef &ref, const QString &uid) override;
    Call<AccessAnswer> can(const AccessQuestion &question) override;
    Call<std::shared_ptr<const Schema>> schemaOf(const ResourceType &type) override;
    Call<WriteResult> apply(const QJsonObject &object, const WriteOptions &options) override;
    Call<WriteResult> mergePatch(const ObjectRef &ref, const QJsonObject &patch,
                                 const WriteOptions &options) override;
    Call<Done> remove(const ObjectRef &ref, const DeleteOptions &options) override;

    QHash<ObjectRef, QList<QJsonObject>> fakeEvents;

private:
    struct Fault
    {
        QString verb;
        Error error;
        bool happens = false;
    };
    std::optional<Fault> takeFault(const QString &verb);
    std::optional<Error> checkPlace(const ObjectRef &ref) const;
    std::optional<Error> checkRight(const QString &verb, const ObjectRef &ref) const;
    Result<WriteResult> applyNow(const QJsonObject &object, const WriteOptions &options);
    Result<WriteResult> patchNow(const ObjectRef &ref, const QJsonObject &patch, const WriteOptions &options);
    Result<Done> removeNow(const ObjectRef &ref, const DeleteOptions &options);
    void keep(const ObjectRef &ref, const QJsonObject &object);
    void feed(const StoreKey &key, ResourceStore &store) const;
    void feedAll();

    QHash<ObjectRef, QJsonObject> m_objects;
    QList<ResourceType> m_types;
    ApiCatalog m_catalog;
    SourceState m_state;
    std::deque<Fault> m_faults;
    std::unique_ptr<StorePool> m_pool;
    int m_version = 100;
    int m_uids = 0;
    int m_seconds = 0;
};

} // namespace easel
