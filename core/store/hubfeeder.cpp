// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hubfeeder.h"

#include <simdjson.h>

namespace easel {

namespace {

using namespace std::chrono_literals;

// How often it is looked whether namespaces came or went.
constexpr auto lookForNamespacesEvery = 60s;
constexpr qint64 askRefusedAgain = 10 * 60'000; // ms

bool isRefused(const Truth &truth)
{
    const bool isDown = truth.phase == Truth::Phase::Failed || truth.phase == Truth::Phase::Stale;
    return isDown && truth.error && truth.error->kind == Error::Kind::Forbidden;
}

} // namespace

HubFeeder::HubFeeder(HubAccess hub, StoreKey key, std::shared_ptr<ResourceStore> store)
    : m_hub(hub)
    , m_key(std::move(key))
    , m_store(std::move(store))
{
    Truth truth;
    truth.phase = Truth::Phase::Loading;
    truth.since = QDateTime::currentDateTimeUtc();
    m_store->setTruth(truth);
    m_searchAgain.setSingleShot(true);
    connect(&m_searchAgain, &QTimer::timeout, this, [this] {
        if (m_refused)
            lookForNamespaces(*m_refused);
    });
    if (m_hub.namespaces) {
        connect(m_hub.namespaces, &OwnNamespaces::forgotten, this, [this] {
            if (m_refused)
                lookForNamespaces(*m_refused);
        });
    }
}

HubFeeder::~HubFeeder()
{
    drop();
}

// Reflectors speak no more, whatever their streams do while they end.
void HubFeeder::drop()
{
    m_search = Call<QStringList>();
    m_searchAgain.stop();
    m_refused.reset();
    m_nowhere = false;
    m_parts.clear();
}

void HubFeeder::setCatalog(const ApiCatalog &catalog)
{
    const ResourceType *type = catalog.find(m_key.type.group, m_key.type.kind, m_key.type.version);
    if (!type) // another version of the kind is better than none: rows are read tolerantly
        type = catalog.find(m_key.type.group, m_key.type.kind);
    if (!type) {
        drop();
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
    if (!m_parts.empty() && m_served == *type)
        return;
    m_served = *type;
    start();
}

void HubFeeder::start()
{
    drop();
    m_parts[m_key.namespaceName] = makePart(m_key.namespaceName);
}

std::unique_ptr<HubFeeder::Part> HubFeeder::makePart(const QString &namespaceName)
{
    auto part = std::make_unique<Part>();
    part->guest = m_hub.places->addGuest();
    m_hub.places->setOnScreen(part->guest, m_onScreen);
    StoreKey key = m_key;
    key.type = m_served;
    key.namespaceName = namespaceName;
    ReflectorCalls calls;
    calls.list = [hub = m_hub, served = m_served, guest = part->guest](const ListOptions &options) {
        return hub.places->page(guest, [hub, served, options] { return hub.client->list(served, options); });
    };
    calls.watch = [hub = m_hub, served = m_served, guest = part->guest](const ListOptions &options,
                                                                        QObject *parent) {
        const auto open = [hub, served](const ListOptions &wanted, QObject *owner) {
            return hub.client->watch(served, wanted, owner);
        };
        return hub.places->watch(guest, options, open, parent);
    };
    if (m_hub.offersWatchLists && m_hub.offersWatchLists())
        calls.watchList = calls.watch;
    calls.wholeList = [hub = m_hub, served = m_served, guest = part->guest](const ListOptions &options,
                                                                            QObject *parent) {
        const auto open = [hub, served](const ListOptions &wanted, QObject *owner) {
            return hub.client->wholeList(served, wanted, owner);
        };
        return hub.places->list(guest, options, open, parent);
    };
    calls.tell = [this, namespaceName, raw = part.get()](const Truth &truth) {
        raw->truth = truth;
        partTold(namespaceName, truth);
    };
    part->reflector = std::make_unique<Reflector>(calls, key, m_store);
    connect(part->reflector.get(), &Reflector::heard, this, &HubFeeder::heard);
    connect(part->reflector.get(), &Reflector::failed, this, [this, namespaceName](const Error &error) {
        if (error.kind == Error::Kind::Forbidden && maySpread()) {
            if (namespaceName.isEmpty()) {
                lookForNamespaces(error);
            } else if (const auto found = m_parts.find(namespaceName);
                       found != m_parts.end() && found->second->reflector) {
                found->second->refused.start();
                found->second->reflector->disconnect(this);
                found->second->reflector.release()->deleteLater(); // it is speaking
                dropRowsOf(namespaceName);
                sayTogether();
            }
        }
        Q_EMIT failed(error);
    });
    return part;
}

bool HubFeeder::maySpread() const
{
    return m_hub.namespaces && m_served.namespaced && m_key.namespaceName.isEmpty();
}

void HubFeeder::partTold(const QString &namespaceName, const Truth &truth)
{
    if (namespaceName == m_key.namespaceName) { // the one that feeds all
        if (!maySpread() || !isRefused(truth) || m_nowhere)
            m_store->setTruth(truth);
        return; // refused: namespaces are looked for before anything is said
    }
    if (m_parts.contains(namespaceName))
        sayTogether();
}

void HubFeeder::lookForNamespaces(const Error &refusal)
{
    m_refused = refusal;
    m_searchAgain.start(lookForNamespacesEvery);
    const Call<QStringList> search = m_hub.namespaces->find();
    m_search = search;
    search.then(this, [this](const Result<QStringList> &namespaces) {
        if (namespaces && m_refused)
            spread(*namespaces);
    });
}

// From now on (or still) these namespaces; those of before that are not among them leave with their rows.
void HubFeeder::spread(const QStringList &namespaces)
{
    if (namespaces.isEmpty() && m_parts.contains(QString())) {
        m_nowhere = true;
        m_store->setTruth(m_parts.at(QString())->truth);
        return; // nowhere else to look: the refusal is what there is to say
    }
    std::erase_if(m_parts, [&namespaces](const auto &part) {
        return !namespaces.contains(part.first) ||
               (!part.second->reflector && part.second->refused.hasExpired(askRefusedAgain));
    });
    keepOnly(namespaces);
    for (const QString &name : namespaces) {
        if (!m_parts.contains(name))
            m_parts[name] = makePart(name);
    }
    sayTogether();
}

void HubFeeder::keepOnly(const QStringList &namespaces)
{
    QSet<QString> others;
    for (int position = 0; position < m_store->count(); ++position) {
        const QString name = m_store->view(position).namespaceName();
        if (!namespaces.contains(name))
            others << name;
    }
    for (const QString &name : std::as_const(others))
        dropRowsOf(name);
}

void HubFeeder::dropRowsOf(const QString &namespaceName)
{
    m_store->beginGeneration(namespaceName);
    m_store->endGeneration(namespaceName);
}

// The worst of what the parts say. A namespace that refuses is none of ours; when all do, that is the answer.
void HubFeeder::sayTogether()
{
    Truth together;
    together.phase = Truth::Phase::Live;
    QList<const Truth *> ours;
    for (const auto &[name, part] : m_parts) {
        if (isRefused(part->truth))
            continue;
        ours << &part->truth;
        together.within << name;
    }
    if (ours.isEmpty()) {
        together.phase = Truth::Phase::Failed;
        together.since = QDateTime::currentDateTimeUtc();
        together.error = m_refused;
        m_store->setTruth(together);
        return;
    }
    const auto rank = [](Truth::Phase phase) {
        switch (phase) {
        case Truth::Phase::Loading:
            return 3;
        case Truth::Phase::Failed:
            return 2;
        case Truth::Phase::Stale:
            return 1;
        default:
            return 0;
        }
    };
    for (const Truth *truth : std::as_const(ours)) {
        const bool worse = rank(truth->phase) > rank(together.phase);
        const bool same = truth->phase == together.phase;
        if (worse ||
            (same && together.phase == Truth::Phase::Live &&
             (!together.since.isValid() || truth->since > together.since)) ||
            (same && together.phase == Truth::Phase::Stale && truth->since < together.since)) {
            together.phase = truth->phase;
            together.since = truth->since;
            together.error = truth->error;
            together.nextTry = truth->nextTry;
        }
        together.polled = together.polled || truth->polled;
    }
    together.loaded = m_store->count();
    // Rows of other namespaces are there, and some of them are not what they were.
    if (together.phase == Truth::Phase::Failed && m_store->count() > 0)
        together.phase = Truth::Phase::Stale;
    m_store->setTruth(together);
}

void HubFeeder::refresh()
{
    if (m_refused) { // perhaps it is allowed by now
        if (m_hub.namespaces)
            m_hub.namespaces->forget();
        start();
        return;
    }
    for (const auto &[name, part] : m_parts) {
        if (part->reflector)
            part->reflector->refresh();
    }
}

void HubFeeder::setOnScreen(bool onScreen)
{
    m_onScreen = onScreen;
    for (const auto &[name, part] : m_parts)
        m_hub.places->setOnScreen(part->guest, onScreen);
}

void HubFeeder::nudge()
{
    for (const auto &[name, part] : m_parts)
        m_hub.places->nudge(part->guest);
}

void HubFeeder::linkLost(const Error &error)
{
    for (const auto &[name, part] : m_parts) {
        if (part->reflector)
            part->reflector->linkLost(error);
    }
    if (!m_parts.empty())
        return;
    Truth truth;
    truth.phase = Truth::Phase::Failed;
    truth.since = QDateTime::currentDateTimeUtc();
    truth.error = error;
    m_store->setTruth(truth);
}

void HubFeeder::linkBack()
{
    for (const auto &[name, part] : m_parts) {
        if (part->reflector)
            part->reflector->linkBack();
    }
}

void HubFeeder::reopen()
{
    for (const auto &[name, part] : m_parts) {
        if (part->reflector)
            part->reflector->reopen();
    }
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
