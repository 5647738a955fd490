// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/sourcechoice.h"

#include "core/base/text.h"
#include "core/clients/kubeconfig.h"
#include "core/store/hubsource.h"
#include "core/store/workspacesource.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::SourceChoice)
};

Result<ChosenSource> hubSource(const SourceChoice &choice, Source::ExtractorFactory factory)
{
    const auto config =
        Kubeconfig::load(choice.kubeconfig.isEmpty() ? Kubeconfig::defaultFiles() : choice.kubeconfig);
    if (!config)
        return failure(config.error());
    const QString name = choice.context.isEmpty() ? config->currentContext() : choice.context;
    QStringList known;
    for (const KubeContext &context : config->contexts())
        known << context.name;
    const QString advice = known.isEmpty()
                               ? Text::tr("It names no context at all.")
                               : Text::tr("It has %1. Choose one with --context.").arg(nameList(known));
    if (name.isEmpty())
        return failure(Error::Kind::Invalid, Text::tr("The kubeconfig has no current context."), advice);
    const KubeContext *context = config->context(name);
    if (!context)
        return failure(Error::Kind::Invalid, Text::tr("The kubeconfig has no context %1.").arg(name), advice);
    const auto server = config->serverOf(*context);
    if (!server)
        return failure(server.error());
    const auto identity = config->identityOf(*context);
    if (!identity)
        return failure(identity.error());
    ChosenSource chosen;
    chosen.source = std::make_unique<HubSource>(name, *server, *identity, std::move(factory));
    chosen.defaultNamespace =
        context->namespaceName.isEmpty() ? QStringLiteral("default") : context->namespaceName;
    return chosen;
}

} // namespace

Result<ChosenSource> makeSource(const SourceChoice &choice, Source::ExtractorFactory factory)
{
    if (choice.workspace.isEmpty())
        return hubSource(choice, std::move(factory));
    if (!choice.context.isEmpty() || !choice.kubeconfig.isEmpty()) {
        return failure(Error::Kind::Invalid, Text::tr("A workspace and a hub cannot be read at once."),
                       Text::tr("Give either --workspace, or --kubeconfig and --context."));
    }
    if (!QFileInfo(choice.workspace).isDir()) {
        return failure(Error::Kind::File, Text::tr("%1 is not a folder.").arg(choice.workspace),
                       Text::tr("Give the folder that holds easel.yaml."));
    }
    ChosenSource chosen;
    chosen.source =
        std::make_unique<WorkspaceSource>(QDir(choice.workspace).absolutePath(), std::move(factory));
    return chosen;
}

Call<Done> openSource(Source *source)
{
    Promise<Done> promise;
    const auto look = [source, promise] {
        const SourceState state = source->state();
        if (state.phase == SourceState::Phase::Live && source->mode() != HubMode::Unknown)
            promise.finish(Done{});
        else if (state.phase == SourceState::Phase::Failed)
            promise.finish(
                failure(state.error.value_or(makeError(Error::Kind::Network, Text::tr("No answer.")))));
    };
    QObject::connect(source, &Source::stateChanged, source, look);
    source->open();
    look();
    return promise.call();
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
    const auto look = [promise, lease, context, done = std::make_shared<bool>(false)] {
        if (*done)
            return;
        const Truth truth = lease->get()->truth();
        if (truth.phase == Truth::Phase::Failed || (truth.phase == Truth::Phase::Stale && truth.error)) {
            promise.finish(failure(truth.error.value_or(Error())));
        } else if (truth.phase == Truth::Phase::Live || truth.phase == Truth::Phase::Offline) {
            Objects objects;
            for (const Row &row : lease->get()->rows())
                objects << QJsonDocument::fromJson(row.raw).object();
            promise.finish(objects);
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
