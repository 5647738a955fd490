// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/lanes.h"

#include "core/clients/lanecall.h"
#include "core/clients/lanestream.h"
#include "core/clients/tlstrust.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <optional>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Lanes)
};

// Qt opens at most six connections a host and manager and queues silently beyond; we queue ourselves, so that
// no timer runs for a request that has not begun.
constexpr int placesPerManager = 6;
// Fewer for short calls: with the streams they stay below twelve connections a server.
constexpr int callPlaces = 4;
// A stream lane that nobody uses keeps its connections for the next turn of somebody.
constexpr std::chrono::seconds keptEmpty{20};

struct StreamLane
{
    std::unique_ptr<QNetworkAccessManager> manager;
    int used = 0;
};

Result<QNetworkProxy> proxyFor(const QUrl &url)
{
    if (url.isEmpty())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QString scheme = url.scheme().toLower();
    QNetworkProxy proxy;
    int port = 0;
    if (scheme == u"http") {
        proxy.setType(QNetworkProxy::HttpProxy);
        port = 80;
    } else if (scheme == u"socks5" || scheme == u"socks5h") {
        proxy.setType(QNetworkProxy::Socks5Proxy);
        port = 1080;
    } else if (scheme == u"https") {
        return failure(
            Error::Kind::Unsupported, Text::tr("Qt cannot speak TLS to a proxy (%1)").arg(url.host()),
            Text::tr("Use the http: or socks5: address of the proxy; the traffic inside stays encrypted."));
    } else {
        return failure(Error::Kind::Unsupported,
                       Text::tr("Easel does not know proxies of the kind '%1'").arg(scheme),
                       Text::tr("Use an http: or socks5: proxy."));
    }
    // HostNameLookup is on by default for both: names are looked up behind the proxy.
    proxy.setHostName(url.host());
    proxy.setPort(static_cast<quint16>(url.port(port)));
    proxy.setUser(url.userName(QUrl::FullyDecoded));
    proxy.setPassword(url.password(QUrl::FullyDecoded));
    return proxy;
}

Result<LaneSetup> setupFor(const ServerAddress &server, const Identity &identity)
{
    LaneSetup setup;
    setup.server = server;
    setup.identity = identity;
    const QString scheme = server.url.scheme();
    if (server.url.host().isEmpty() || (scheme != u"https" && scheme != u"http")) {
        return failure(
            Error::Kind::Network,
            Text::tr("'%1' is not the address of a server").arg(server.url.toString(QUrl::RemoveUserInfo)),
            Text::tr("Write it as https://host:port."));
    }
    if (identity.impersonateGroups.size() > 1) {
        return failure(Error::Kind::Unsupported,
                       Text::tr("Easel cannot act for several groups at once (as-groups)"),
                       Text::tr("Name one group at most."));
    }
    if (scheme == u"https") {
        Result<QSslConfiguration> tls = tlsConfiguration(server, identity);
        if (!tls)
            return failure(tls.error());
        setup.tls = *tls;
    }
    Result<QNetworkProxy> proxy = proxyFor(server.proxy);
    if (!proxy)
        return failure(proxy.error());
    setup.proxy = *proxy;
    return setup;
}

} // namespace

class Lanes::Private
{
public:
    Private(Lanes *lanes, ServerAddress serverAddress, Identity who)
        : q(lanes)
        , server(std::move(serverAddress))
        , identity(std::move(who))
        , setup(setupFor(server, identity))
    {}

    std::unique_ptr<QNetworkAccessManager> makeManager() const
    {
        auto manager = std::make_unique<QNetworkAccessManager>();
        manager->setProxy(setup->proxy);
        manager->setAutoDeleteReplies(false);
        return manager;
    }

    void startCalls()
    {
        while (running < callPlaces && !waiting.empty()) {
            const QPointer<LaneCall> next = waiting.front();
            waiting.pop_front();
            if (!next)
                continue;
            ++running;
            next->start(*setup, calls.get());
        }
    }

    void freeStreamPlace(StreamLane *lane)
    {
        --lane->used;
        if (lane->used > 0)
            return;
        tellIdle();
        QTimer::singleShot(keptEmpty, lane->manager.get(), [this, lane] {
            if (lane->used > 0)
                return;
            lane->manager.release()->deleteLater();
            std::erase_if(streamLanes, [lane](const auto &other) { return other.get() == lane; });
        });
    }

    void tellIdle()
    {
        if (q->isIdle())
            Q_EMIT q->idle();
    }

    Lanes *q;
    ServerAddress server;
    Identity identity;
    Result<LaneSetup> setup;
    std::unique_ptr<QNetworkAccessManager> calls;
    std::deque<QPointer<LaneCall>> waiting;
    int running = 0;
    QList<QPointer<LaneCall>> allCalls;
    std::vector<std::unique_ptr<StreamLane>> streamLanes;
    QList<QPointer<LaneStream>> streams;
};

Lanes::Lanes(ServerAddress server, Identity identity, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(server), std::move(identity)))
{}

Lanes::~Lanes()
{
    d->waiting.clear();
    const auto calls = std::exchange(d->allCalls, {});
    for (const QPointer<LaneCall> &call : calls) {
        if (call) {
            call->disconnect(this);
            call->giveUp();
        }
    }
    const auto streams = std::exchange(d->streams, {});
    for (const QPointer<LaneStream> &stream : streams) {
        if (stream)
            stream->drop();
    }
}

const ServerAddress &Lanes::server() const
{
    return d->server;
}

const Identity &Lanes::identity() const
{
    return d->identity;
}

Call<HttpReply> Lanes::send(const HttpRequest &request)
{
    if (!d->setup)
        return Call<HttpReply>::ready(failure(d->setup.error()));
    if (!d->calls)
        d->calls = d->makeManager();
    auto *call = new LaneCall(request, this);
    d->allCalls.removeAll(QPointer<LaneCall>());
    d->allCalls << call;
    connect(call, &LaneCall::placeFreed, this, [this] {
        --d->running;
        d->startCalls();
    });
    connect(call, &LaneCall::placeWanted, this, [this, call] {
        d->waiting.push_back(call);
        d->startCalls();
    });
    connect(call, &LaneCall::over, this, [this, call] {
        d->allCalls.removeAll(call);
        std::erase_if(d->waiting, [call](const QPointer<LaneCall> &other) { return other == call; });
        d->tellIdle();
    });
    const Call<HttpReply> result = call->call();
    d->waiting.push_back(call);
    d->startCalls();
    return result;
}

HttpStream *Lanes::stream(const HttpRequest &request, QObject *parent)
{
    auto *stream = new LaneStream(parent);
    if (!d->setup) {
        stream->failSoon(d->setup.error());
        return stream;
    }
    StreamLane *lane = nullptr;
    for (const auto &other : d->streamLanes) {
        if (other->used < placesPerManager) {
            lane = other.get();
            break;
        }
    }
    if (!lane) {
        d->streamLanes.push_back(std::make_unique<StreamLane>());
        lane = d->streamLanes.back().get();
        lane->manager = d->makeManager();
    }
    ++lane->used;
    d->streams.removeAll(QPointer<LaneStream>());
    d->streams << stream;
    stream->start(*d->setup, lane->manager.get(), request, [guard = QPointer<Lanes>(this), lane] {
        if (guard)
            guard->d->freeStreamPlace(lane);
    });
    return stream;
}

bool Lanes::isIdle() const
{
    const bool calling = std::any_of(d->allCalls.cbegin(), d->allCalls.cend(),
                                     [](const QPointer<LaneCall> &call) { return !call.isNull(); });
    return !calling && openStreams() == 0;
}

int Lanes::openStreams() const
{
    int open = 0;
    for (const auto &lane : d->streamLanes)
        open += lane->used;
    return open;
}

} // namespace easel
