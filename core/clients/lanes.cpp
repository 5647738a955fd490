// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/lanes.h"

#include "core/clients/lanecall.h"
#include "core/clients/lanesetup.h"
#include "core/clients/lanestream.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <optional>

namespace easel {

namespace {

// Qt opens at most six connections a host and manager and queues silently beyond; we queue ourselves, so that
// no timer runs for a request that has not begun.
constexpr int placesPerManager = 6;
// Fewer for short calls: a hub's connections are bounded, and the streams need most of them.
constexpr int callPlaces = 4;
// A stream lane that nobody uses keeps its connections for the next turn of somebody.
constexpr std::chrono::seconds keptEmpty{20};

struct StreamLane
{
    std::unique_ptr<QNetworkAccessManager> manager;
    QTimer *empty = nullptr; // the manager's: since when nobody uses the lane
    int used = 0;
};

} // namespace

class Lanes::Private
{
public:
    Private(Lanes *lanes, ServerAddress serverAddress, Identity who)
        : q(lanes)
        , server(std::move(serverAddress))
        , identity(std::move(who))
        , setup(laneSetup(server, identity))
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
        lane->empty->start(kept);
        tellIdle();
    }

    StreamLane *addStreamLane()
    {
        StreamLane *lane = streamLanes.emplace_back(std::make_unique<StreamLane>()).get();
        lane->manager = makeManager();
        lane->empty = new QTimer(lane->manager.get());
        lane->empty->setSingleShot(true);
        QObject::connect(lane->empty, &QTimer::timeout, lane->manager.get(), [this, lane] {
            lane->manager.release()->deleteLater(); // this very timer is its child
            std::erase_if(streamLanes, [lane](const auto &other) { return other.get() == lane; });
        });
        return lane;
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
    std::chrono::milliseconds kept = keptEmpty;
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
    if (!lane)
        lane = d->addStreamLane();
    lane->empty->stop();
    ++lane->used;
    d->streams.removeAll(QPointer<LaneStream>());
    d->streams << stream;
    stream->start(*d->setup, lane->manager.get(), request, [guard = QPointer<Lanes>(this), lane] {
        if (guard)
            guard->d->freeStreamPlace(lane);
    });
    return stream;
}

void Lanes::setKeptEmpty(std::chrono::milliseconds kept)
{
    d->kept = kept;
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
