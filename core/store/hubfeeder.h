// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/reflector.h"

namespace easel {

// Feeds a store of a hub: waits until the hub's catalog is known, then runs a reflector with the type as the
// hub serves it. A kind that the hub does not serve fails with a sentence and starts by itself when its CRD
// comes.
class HubFeeder : public QObject, public StoreFeeder
{
    Q_OBJECT

public:
    HubFeeder(KubeClient *client, StoreKey key, std::shared_ptr<ResourceStore> store);
    ~HubFeeder() override;

    void setCatalog(const ApiCatalog &catalog);
    void refresh() override;
    void linkLost(const Error &error);
    void linkBack();
    void reopen();

Q_SIGNALS:
    void heard();
    void failed(const easel::Error &error);

private:
    KubeClient *m_client;
    StoreKey m_key;
    std::shared_ptr<ResourceStore> m_store;
    ResourceType m_served;
    std::unique_ptr<Reflector> m_reflector;
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
