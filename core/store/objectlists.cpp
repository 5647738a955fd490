// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/objectlists.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>

namespace easel {

Call<Done> openSource(Source *source)
{
    Promise<Done> promise;
    const auto look = [source, promise] {
        const SourceState state = source->state();
        if (state.phase == SourceState::Phase::Live && source->mode() != HubMode::Unknown)
            promise.finish(Done{});
        else if (state.phase == SourceState::Phase::Failed)
            promise.finish(failure(state.error.value_or(makeError(
                Error::Kind::Network, QCoreApplication::translate("easel::ObjectLists", "No answer.")))));
    };
    QObject::connect(source, &Source::stateChanged, source, look);
    source->open();
    look();
    return promise.call();
}

namespace {
constexpr qint64 waitForBusyMs = 30'000;
}

Call<QList<QJsonObject>> objectsOf(Source *source, const ResourceType &type, const QString &namespaceName)
{
    using Objects = QList<QJsonObject>;
    Promise<Objects> promise;
    auto lease = std::make_shared<StoreLease>(source->store({type, namespaceName, {}}));
    if (!*lease) {
        promise.finish(Objects{});
        return promise.call();
    }
    // The lease lives until the list is whole; the connection goes with the context object.
    auto *context = new QObject(source);
    const auto look = [promise, lease, context, done = std::make_shared<bool>(false),
                       busy = std::make_shared<QElapsedTimer>()] {
        if (*done)
            return;
        const Truth truth = lease->get()->truth();
        // A server that is busy (one that sets up a kind that was just made) is asked again by the store.
        const bool isBusy = truth.error && truth.error->kind == Error::Kind::Throttled;
        if (isBusy && !busy->isValid())
            busy->start();
        if (isBusy && busy->elapsed() < waitForBusyMs)
            return;
        if (truth.phase == Truth::Phase::Failed || (truth.phase == Truth::Phase::Stale && truth.error)) {
            promise.finish(failure(truth.error.value_or(Error())));
        } else if (truth.phase == Truth::Phase::Live || truth.phase == Truth::Phase::Offline) {
            runInPool([promise, raws = lease->get()->rows().raws()]() {
                Objects objects;
                for (const QByteArray &raw : raws)
                    objects << QJsonDocument::fromJson(raw).object();
                promise.finish(objects);
                return Result<Done>(Done{});
            });
        } else {
            return;
        }
        *done = true;
        // Not here: this runs in a signal of the very store.
        QMetaObject::invokeMethod(
            context,
            [context, lease] {
                *lease = StoreLease();
                context->deleteLater();
            },
            Qt::QueuedConnection);
    };
    QObject::connect(lease->get(), &ResourceStore::truthChanged, context, look);
    look();
    return promise.call();
}

Call<QList<QJsonObject>> objectsOf(Source *source, const QList<ResourceType> &types)
{
    using Objects = QList<QJsonObject>;
    if (types.isEmpty())
        return Call<Objects>::ready(Objects{});
    return objectsOf(source, types.first()).chain(source, [source, types](const Result<Objects> &first) {
        if (!first)
            return Call<Objects>::ready(failure(first.error()));
        return objectsOf(source, types.mid(1))
            .map(source, [own = *first](const Result<Objects> &rest) -> Result<Objects> {
                if (!rest)
                    return failure(rest.error());
                return own + *rest;
            });
    });
}

} // namespace easel
