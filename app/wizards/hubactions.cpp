// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/appcontext.h"
#include "app/wizards/namespacesdialog.h"
#include "app/wizards/planwindow.h"
#include "core/base/text.h"
#include "core/changes/folderrequest.h"
#include "core/changes/folderscope.h"
#include "core/changes/preparehub.h"
#include "core/changes/workspaceexport.h"
#include "core/domain/kinds.h"
#include "core/store/objectlists.h"
#include "core/store/rawextractor.h"
#include "core/store/workspacesource.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::HubActions)
};

void openPrepare(AppContext *context, QWidget *parent)
{
    Source *source = context->source();
    auto *window = new PlanWindow(
        context, Text::tr("Prepare %1").arg(source->title()),
        Text::tr("Makes the system namespace and the kinds that Easel works with. Nothing else changes."),
        parent);
    window->panel()->test(
        [context] {
            PlanRequest request = prepareHubRequest(context->source()->systemNamespace());
            return Call<PlanRequest>::ready(request);
        },
        Text::tr("Looking at what is there…"));
    window->show();
}

void applyFolder(AppContext *context, const QString &folder, QWidget *parent)
{
    const QString path = QDir(folder).absolutePath();
    auto *window =
        new PlanWindow(context, Text::tr("Apply %1").arg(cleanedLine(QFileInfo(path).fileName())),
                       Text::tr("Every object of %1, tested by %2. Objects that only %2 has stay as they are "
                                "unless you tick them.")
                           .arg(cleanedLine(QDir::toNativeSeparators(path)), context->source()->title()),
                       parent);
    window->panel()->setHandsOver(false);
    // Read anew for every test, so that "Try again" sees what was mended meanwhile.
    const auto make = [context, window, path]() {
        window->setNote({});
        if (!QFileInfo::exists(path + QStringLiteral("/easel.yaml"))) {
            return Call<PlanRequest>::ready(failure(
                makeError(Error::Kind::NotFound,
                          Text::tr("there is no easel.yaml in %1").arg(QDir::toNativeSeparators(path)),
                          Text::tr("Choose the folder that holds easel.yaml."))
                    .tried(Text::tr("read the workspace"))));
        }
        auto workspace = std::make_shared<WorkspaceSource>(path, [](const ResourceType &type) {
            return std::make_shared<RawExtractor>(rowExtractorFor(type));
        });
        return folderRequest(workspace.get(), context->source(), window)
            .chain(window, [context, window, workspace](const Result<FolderRequest> &read) {
                if (!read)
                    return Call<PlanRequest>::ready(failure(read.error()));
                if (!read->unreadable.isEmpty()) {
                    return Call<PlanRequest>::ready(failure(
                        makeError(Error::Kind::Invalid,
                                  Text::tr("The folder holds files that cannot be used as they are: %1")
                                      .arg(cleanedLine(nameList(read->unreadable, 3))),
                                  Text::tr("Mend them first, then try again."))));
                }
                PlanRequest request = read->request;
                const QStringList engines = takeOutEngineObjects(request);
                QStringList parts;
                const auto kindsOf = [](const QStringList &texts) {
                    QStringList kinds;
                    for (const QString &text : texts) {
                        if (const QString kind = text.section(u' ', 0, 0); !kinds.contains(kind))
                            kinds << kind;
                    }
                    return cleanedLine(nameList(kinds, 8));
                };
                if (!read->notServed.isEmpty())
                    parts << Text::tr("This hub does not serve %1.").arg(kindsOf(read->notServed));
                if (!read->secrets.isEmpty())
                    parts << Text::tr(
                        "A folder holds no values of Secrets, so %n of them are made on the hub itself.",
                        nullptr, int(read->secrets.size()));
                if (!engines.isEmpty())
                    parts << Text::tr("Only the engine writes %1.").arg(kindsOf(engines));
                const auto leftOut = read->notServed.size() + read->secrets.size() + engines.size();
                const auto say = [window, parts, leftOut](const QString &further) {
                    const QStringList texts = further.isEmpty() ? parts : parts + QStringList{further};
                    if (leftOut > 0) {
                        window->setNote(
                            Text::tr("%n object(s) of the folder are left out.", nullptr, int(leftOut)),
                            texts.join(u' '));
                    } else {
                        window->setNote(further);
                    }
                };
                say({});
                return notInFolder(context->source(), request, window)
                    .map(window,
                         [request, say](const Result<QList<QJsonObject>> &missing) -> Result<PlanRequest> {
                             PlanRequest whole = request;
                             if (missing)
                                 whole.notInFolder = *missing;
                             else
                                 say(Text::tr("It is not known what is on the hub and not in the folder: %1")
                                         .arg(errorSentence(missing.error())));
                             return whole;
                         });
            });
    };
    window->panel()->test(make, Text::tr("Reading %1…").arg(cleanedLine(QDir::toNativeSeparators(path))));
    window->show();
}

void exportHub(AppContext *context, const QString &folder)
{
    Source *source = context->source();
    const QString path = QDir(folder).absolutePath();
    context->toast(Text::tr("Exporting %1…").arg(source->title()));
    const QString systemNamespace = source->systemNamespace();
    const auto count = std::make_shared<qsizetype>(0);
    objectsOf(source, exportedTypes(source->catalog()))
        .chain(context,
               [path, systemNamespace, count](const Result<QList<QJsonObject>> &objects) {
                   if (!objects)
                       return Call<QStringList>::ready(failure(objects.error()));
                   *count = objects->size();
                   return exportToFolder(path, QFileInfo(path).fileName(), *objects, systemNamespace);
               })
        .then(context, [context, path, count](const Result<QStringList> &files) {
            const QString shown = cleanedLine(QDir::toNativeSeparators(path));
            if (!files) {
                context->tell(Text::tr("The hub was not exported."), errorSentence(files.error()));
                return;
            }
            context->toast(
                files->isEmpty()
                    ? Text::tr("%1 holds all %n object(s) already", nullptr, int(*count)).arg(shown)
                    : Text::tr("Wrote %n file(s) to %1", nullptr, int(files->size())).arg(shown));
        });
}

void askNamespaces(AppContext *context, QWidget *window)
{
    const QPointer<Source> source = context->source();
    if (!source || !source->typedNamespaces())
        return;
    auto *dialog = new NamespacesDialog(source->title(), *source->typedNamespaces(), window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, context, [context, source, dialog] {
        if (!source || source != context->source())
            return;
        source->setTypedNamespaces(dialog->names());
        context->settings()->setText(AppContext::namespacesKey(source->title()), dialog->names().join(u' '));
    });
    dialog->open();
}

// A hub whose kinds are Easel's, the vendor's or nobody's yet.
bool isPrepared(const Source *source)
{
    return source->mode() == HubMode::Easel || source->mode() == HubMode::Vendor;
}

} // namespace

void registerHubActions(AppContext *context)
{
    ActionRegistry *registry = context->actions();

    Action prepare;
    prepare.id = QStringLiteral("hub.prepare");
    prepare.text = Text::tr("Prepare this hub…");
    prepare.icon = QStringLiteral("wrench");
    prepare.places = Action::Window | Action::Palette;
    prepare.order = 110;
    prepare.writes = true;
    prepare.offer = [](const ActionTarget &target) {
        if (!target.source || target.source->isWorkspace())
            return Offer::hidden();
        switch (target.source->mode()) {
        case HubMode::Empty:
        case HubMode::Easel: // renews older kinds and installs missing ones
            return Offer();
        case HubMode::Vendor:
            return Offer::refused(
                Text::tr("This hub belongs to PaletteAI's own controllers; Easel installs nothing on it."));
        case HubMode::Unknown:
        case HubMode::Workspace:
            break;
        }
        return Offer::refused(Text::tr("%1 is not connected now.").arg(target.source->title()));
    };
    prepare.access = [](const ActionTarget &, const ObjectRef &) {
        return AccessQuestion{QStringLiteral("create"),
                              QStringLiteral("apiextensions.k8s.io"),
                              QStringLiteral("customresourcedefinitions"),
                              {},
                              {},
                              {}};
    };
    prepare.run = [context](const ActionTarget &target) { openPrepare(context, target.window); };
    registry->add(prepare);

    Action namespaces;
    namespaces.id = QStringLiteral("hub.namespaces");
    namespaces.text = Text::tr("Namespaces that you may read…");
    namespaces.icon = QStringLiteral("folder");
    namespaces.places = Action::Palette;
    namespaces.order = 113;
    namespaces.offer = [](const ActionTarget &target) {
        return target.source && target.source->typedNamespaces() ? Offer() : Offer::hidden();
    };
    namespaces.run = [context](const ActionTarget &target) { askNamespaces(context, target.window); };
    registry->add(namespaces);

    Action apply;
    apply.id = QStringLiteral("hub.applyFolder");
    apply.text = Text::tr("Apply a workspace folder…");
    apply.icon = QStringLiteral("upload");
    apply.places = Action::Window | Action::Palette;
    apply.order = 111;
    apply.writes = true;
    apply.offer = [](const ActionTarget &target) {
        if (!target.source || target.source->isWorkspace())
            return Offer::hidden();
        return target.source->mode() == HubMode::Empty
                   ? Offer::refused(Text::tr("Prepare this hub first: it has none of Easel's kinds."))
                   : Offer();
    };
    apply.run = [context](const ActionTarget &target) {
        const QPointer<QWidget> window = target.window;
        context->prompter()->askFolder(window, Text::tr("Apply a workspace folder"),
                                       [context, window](const QString &folder) {
                                           if (!folder.isEmpty() && context->source())
                                               applyFolder(context, folder, window);
                                       });
    };
    registry->add(apply);

    Action exporting;
    exporting.id = QStringLiteral("hub.export");
    exporting.text = Text::tr("Export this hub to a folder…");
    exporting.icon = QStringLiteral("download");
    exporting.places = Action::Window | Action::Palette;
    exporting.order = 112;
    exporting.offer = [](const ActionTarget &target) {
        if (!target.source || target.source->isWorkspace())
            return Offer::hidden();
        if (target.source->state().phase != SourceState::Phase::Live)
            return Offer::refused(Text::tr("%1 is not connected now.").arg(target.source->title()));
        return isPrepared(target.source) ? Offer()
                                         : Offer::refused(Text::tr("This hub has none of Easel's kinds."));
    };
    exporting.run = [context](const ActionTarget &target) {
        context->prompter()->askFolder(target.window, Text::tr("Export this hub to a folder"),
                                       [context](const QString &folder) {
                                           if (!folder.isEmpty() && context->source())
                                               exportHub(context, folder);
                                       });
    };
    registry->add(exporting);
}

} // namespace easel
