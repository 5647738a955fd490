// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hubfeeder.h"

#include <simdjson.h>

namespace easel {

HubFeeder::HubFeeder(KubeClient *client, StoreKey key, std::shared_ptr<ResourceStore> store)
    : m_client(client)
    , m_key(std::move(key))
    , m_store(std::move(store))
{
    Truth truth;
    truth.phase = Truth::Phase::Loading;
    truth.since = QDateTime::currentDateTimeUtc();
    m_store->setTruth(truth);
}

HubFeeder::~HubFeeder() = default;

void HubFeeder::setCatalog(const ApiCatalog &catalog)
{
    const ResourceType *type = catalog.find(m_key.type.group, m_key.type.kind, m_key.type.version);
    if (!type) // another version of the kind is better than none: rows are read tolerantly
        type = catalog.find(m_key.type.group, m_key.type.kind);
    if (!type) {
        m_reflector.reset();
        m_served = {};
        m_store->clear();
        Truth truth;
        truth.phase = Truth::Phase::Failed;
        truth.since = QDateTime::currentDateTimeUtc();
        truth.error =
            makeError(Error::Kind::NotFound,
                      tr("This hub does not serve %1 (%2)").arg(m_key.type.kind, m_key.type.apiVersion()),
                      tr("Prepare the hub, or ask whoever runs it to install this kind."))
                .tried(tr("list %1").arg(m_key.type.plural));
        m_store->setTruth(truth);
        return;
    }
    if (m_reflector && m_served == *type)
        return;
    m_served = *type;
    StoreKey key = m_key;
    key.type = *type;
    const ReflectorCalls calls{
        [client = m_client, served = *type](const ListOptions &options) {
            return client->list(served, options);
        },
        [client = m_client, served = *type](const ListOptions &options, QObject *parent) {
            return client->watch(served, options, parent);
        },
        [client = m_client, served = *type](const ListOptions &options, QObject *parent) {
            return client->wholeList(served, options, parent);
        }};
    m_reflector.reset();
    m_reflector = std::make_unique<Reflector>(calls, key, m_store);
    connect(m_reflector.get(), &Reflector::heard, this, &HubFeeder::heard);
    connect(m_reflector.get(), &Reflector::failed, this, &HubFeeder::failed);
}

void HubFeeder::refresh()
{
    if (m_reflector)
        m_reflector->refresh();
}

void HubFeeder::linkLost(const Error &error)
{
    if (m_reflector) {
        m_reflector->linkLost(error);
        return;
    }
    Truth truth;
    truth.phase = Truth::Phase::Failed;
    truth.since = QDateTime::currentDateTimeUtc();
    truth.error = error;
    m_store->setTruth(truth);
}

void HubFeeder::linkBack()
{
    if (m_reflector)
        m_reflector->linkBack();
}

void HubFeeder::reopen()
{
    if (m_reflector)
        m_reflector->reopen();
}

std::optional<Row> NameOnlyExtractor::extract(std::string_view json) const
{
    thread_local simdjson::ondemand::parser parser;
    const simdjson::padded_string text(json);
    simdjson::ondemand::document document;
    simdjson::ondemand::object metadata;
    if (parser.iterate(text).get(document) || document["metadata"].get_object().get(metadata))
        return std::nullopt;
    Row row;
    const auto textOf = [&metadata](const char *key) {
        std::string_view value;
        if (metadata.find_field_unordered(key).get_string().get(value))
            return QString();
        return QString::fromUtf8(value.data(), qsizetype(value.size()));
    };
    row.name = textOf("name");
    row.uid = textOf("uid");
    row.resourceVersion = textOf("resourceVersion");
    if (row.name.isEmpty())
        return std::nullopt;
    return row;
}

} // namespace easel
