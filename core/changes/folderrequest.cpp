// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/folderrequest.h"

#include "core/changes/workspaceexport.h"
#include "core/domain/kinds.h"
#include "core/store/objectlists.h"
#include "core/store/workspacesource.h"

#include <QCoreApplication>

namespace easel {

namespace {

FolderRequest requestOf(const QList<QJsonObject> &objects, const QString &title,
                        const QString &systemNamespace, const ApiCatalog &kinds, const ApiCatalog &served)
{
    FolderRequest result;
    result.request.title = QCoreApplication::translate("easel::FolderRequest", "Apply folder %1").arg(title);
    result.request.createNamespaces = true;
    // A folder may hold what is refused; the hub has the last word, and the findings are shown.
    result.request.findingsRefuse = false;
    ObjectSet set;
    set.systemNamespace = systemNamespace;
    for (const QJsonObject &object : objects)
        set.insert(object);
    for (const ResourceType &type : kinds.types()) {
        if (type.group == spectroGroup)
            set.setComplete(type.groupKind());
    }
    result.request.surroundings = set;
    for (const QJsonObject &object : set.objects()) {
        DraftObject draft;
        draft.value = exportable(object);
        draft.ref = refOf(object);
        if (draft.ref.groupKind() == u"Secret") {
            result.secrets << draft.ref.text();
            continue;
        }
        // Objects of other systems (Open Cluster Management, Flux) are in folders that were made from hubs
        // with them. Easel's own kinds are never left out.
        if (draft.ref.group() != spectroGroup && !served.findFor(draft.ref)) {
            result.notServed << draft.ref.text();
            continue;
        }
        result.request.objects << draft;
    }
    return result;
}

} // namespace

Call<FolderRequest> folderRequest(WorkspaceSource *folder, const Source *hub, QObject *context)
{
    using Objects = QList<QJsonObject>;
    return openSource(folder)
        .chain(folder,
               [folder](const Result<Done> &opened) {
                   return opened ? objectsOf(folder, folder->catalog().types())
                                 : Call<Objects>::ready(failure(opened.error()));
               })
        .chain(context, [folder, served = hub->catalog()](const Result<Objects> &objects) {
            if (!objects)
                return Call<FolderRequest>::ready(failure(objects.error()));
            // What cannot be read would be missing from the plan without a word.
            FolderRequest unreadable;
            for (const WorkspaceProblem &problem : folder->problems()) {
                if (problem.severity == WorkspaceProblem::Severity::Error)
                    unreadable.unreadable << problem.file + QStringLiteral(": ") + problem.sentence;
            }
            if (!unreadable.unreadable.isEmpty())
                return Call<FolderRequest>::ready(unreadable);
            return runInPool([objects = *objects, title = folder->title(), served,
                              systemNamespace = folder->systemNamespace(), kinds = folder->catalog()]() {
                return Result<FolderRequest>(requestOf(objects, title, systemNamespace, kinds, served));
            });
        });
}

} // namespace easel
