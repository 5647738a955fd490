// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/sourcechoice.h"

#include "core/base/text.h"
#include "core/headless/verbsignin.h"
#include "core/store/hubsource.h"
#include "core/store/workspacesource.h"

#include <QDir>
#include <QFileInfo>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::SourceChoice)
};

Result<ChosenSource> hubSource(const SourceChoice &choice, Source::ExtractorFactory factory, Console *console)
{
    const QStringList files = choice.kubeconfig.isEmpty() ? Kubeconfig::defaultFiles() : choice.kubeconfig;
    const auto config = Kubeconfig::load(files);
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
    if (!config->context(name))
        return failure(Error::Kind::Invalid, Text::tr("The kubeconfig has no context %1.").arg(name), advice);
    ChosenSource chosen;
    chosen.signIn = std::make_shared<VerbSignIn>(console, choice.allowExec);
    auto identity = KubeconfigIdentity::open(files, name, chosen.signIn->services());
    if (!identity)
        return failure(identity.error());
    const QString space = (*identity)->context().namespaceName;
    auto source = std::make_unique<HubSource>(name, *identity, std::move(factory));
    if (!space.isEmpty())
        source->setNamespaces({space});
    chosen.source = std::move(source);
    chosen.defaultNamespace = space.isEmpty() ? QStringLiteral("default") : space;
    return chosen;
}

} // namespace

Result<ChosenSource> makeSource(const SourceChoice &choice, Source::ExtractorFactory factory,
                                Console *console)
{
    if (choice.workspace.isEmpty())
        return hubSource(choice, std::move(factory), console);
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

} // namespace easel
