// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/store/source.h"

#include <QHash>

namespace easel::testing {

// A source whose stores the test feeds by hand and whose answers it sets beforehand.
class FakeSource : public Source
{
public:
    explicit FakeSource(ExtractorFactory factory)
        : m_factory(std::move(factory))
    {}

    // For tests to set.
    QString name = QStringLiteral("hub-north");
    HubMode hubMode = HubMode::Easel;
    SourceState current{SourceState::Phase::Live, {}, QDateTime::currentDateTime(), {}, {}};
    QHash<ObjectRef, QJsonObject> objects;
    QHash<ObjectRef, QByteArray> texts;
    QHash<ObjectRef, QList<QJsonObject>> eventLists;
    QStringList refusedVerbs;
    int refreshes = 0;
    QList<StoreKey> leased;
    int givenBack = 0; // leases
    int onScreen = 0;
    std::optional<QStringList> typed;

    void setTypes(const QList<ResourceType> &types)
    {
        m_catalog = ApiCatalog(types);
        Q_EMIT catalogChanged();
    }
    void setState(const SourceState &state)
    {
        current = state;
        Q_EMIT stateChanged();
    }
    std::shared_ptr<ResourceStore> feed(const ResourceType &type)
    {
        auto &store = m_stores[{type, {}, {}}];
        if (!store)
            store = std::make_shared<ResourceStore>(type, QString(), m_factory(type));
        return store;
    }

    QString title() const override { return name; }
    QString identityText() const override { return QStringLiteral("platform-lead (token)"); }
    HubMode mode() const override { return hubMode; }
    SourceState state() const override { return current; }
    QString systemNamespace() const override { return QStringLiteral("easel-system"); }
    void open() override {}
    void refresh() override { ++refreshes; }
    std::optional<QStringList> typedNamespaces() const override { return typed; }
    void setTypedNamespaces(const QStringList &namespaces) override { typed = namespaces; }
    const ApiCatalog &catalog() const override { return m_catalog; }
    StoreLease store(const StoreKey &key) override
    {
        leased.append(key);
        return StoreLease(
            feed(key.type), [this] { ++givenBack; }, [this](bool shown) { onScreen += shown ? 1 : -1; });
    }
    Call<QJsonObject> fetch(const ObjectRef &ref) override
    {
        if (objects.contains(ref))
            return Call<QJsonObject>::ready(objects.value(ref));
        return Call<QJsonObject>::ready(failure(Error::Kind::NotFound, QStringLiteral("not found")));
    }
    Call<ObjectText> text(const ObjectRef &ref) override
    {
        return Call<ObjectText>::ready(ObjectText{texts.value(ref), {}, 0, 1, {}});
    }
    Call<QList<QJsonObject>> events(const ObjectRef &ref, const QString &) override
    {
        return Call<QList<QJsonObject>>::ready(eventLists.value(ref));
    }
    Call<AccessAnswer> can(const AccessQuestion &question) override
    {
        return Call<AccessAnswer>::ready(AccessAnswer{!refusedVerbs.contains(question.verb), {}});
    }
    Call<std::shared_ptr<const Schema>> schemaOf(const ResourceType &) override
    {
        return Call<std::shared_ptr<const Schema>>::ready(std::shared_ptr<const Schema>());
    }
    Call<WriteResult> apply(const QJsonObject &, const WriteOptions &) override
    {
        return refusedWrite<WriteResult>();
    }
    Call<WriteResult> mergePatch(const ObjectRef &, const QJsonObject &, const WriteOptions &) override
    {
        return refusedWrite<WriteResult>();
    }
    Call<Done> remove(const ObjectRef &, const DeleteOptions &) override { return refusedWrite<Done>(); }

private:
    template <typename T>
    static Call<T> refusedWrite()
    {
        return Call<T>::ready(failure(Error::Kind::Unsupported, QStringLiteral("this source is read-only")));
    }
    ExtractorFactory m_factory;
    ApiCatalog m_catalog;
    QHash<StoreKey, std::shared_ptr<ResourceStore>> m_stores;
};

} // namespace easel::testing
