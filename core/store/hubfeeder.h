// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/ownnamespaces.h"
#include "core/store/reflector.h"
#include "core/store/streamplaces.h"

#include <map>

namespace easel {

// What all feeders of one hub share.
struct HubAccess
{
    KubeClient *client = nullptr;
    StreamPlaces *places = nullptr;
    OwnNamespaces *namespaces = nullptr;      // none: nobody falls back to namespaces
    std::function<bool()> offersWatchLists{}; // and they are worth it here
};

// Feeds a store of a hub: waits until the hub's catalog is known, then runs a reflector with the type as the
// hub serves it. A kind that the hub does not serve fails with a sentence and starts by itself when its CRD
// comes. Where listing across all namespaces is forbidden, one reflector a namespace of ours feeds the same
// store.
class HubFeeder : public QObject, public StoreFeeder
{
    Q_OBJECT

public:
    HubFeeder(HubAccess hub, StoreKey key, std::shared_ptr<ResourceStore> store);
    ~HubFeeder() override;

    void setCatalog(const ApiCatalog &catalog);
    void refresh() override;
    void setOnScreen(bool onScreen) override;
    void linkLost(const Error &error);
    void linkBack();
    void reopen();
    void nudge(); // something of this kind was just written

Q_SIGNALS:
    void heard();
    void failed(const easel::Error &error);

private:
    struct Part
    {
        StreamGuestPtr guest;
        std::unique_ptr<Reflector> reflector; // none: this namespace refused, and is asked again in a while
        Truth truth;
        QElapsedTimer refused;
    };

    void start();
    std::unique_ptr<Part> makePart(const QString &namespaceName);
    void partTold(const QString &namespaceName, const Truth &truth);
    void lookForNamespaces(const Error &refusal);
    void spread(const QStringList &namespaces);
    void sayTogether();
    void keepOnly(const QStringList &namespaces);
    void dropRowsOf(const QString &namespaceName);
    bool maySpread() const;
    void drop();

    HubAccess m_hub;
    StoreKey m_key;
    std::shared_ptr<ResourceStore> m_store;
    ResourceType m_served;
    bool m_onScreen = false;
    std::map<QString, std::unique_ptr<Part>> m_parts; // by namespace; all of the key's: ""
    std::optional<Error> m_refused;                   // to list across all namespaces
    bool m_nowhere = false;                           // and no namespace is known
    ScopedCall<QStringList> m_search;
    QTimer m_searchAgain;
};

// Keeps nothing but what tells that something changed.
class NameOnlyExtractor : public RowExtractor
{
public:
    const QList<Column> &columns() const override { return m_columns; }
    std::optional<Row> extract(std::string_view json) const override;

private:
    QList<Column> m_columns;
};

} // namespace easel
