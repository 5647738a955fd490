// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/preparehub.h"

#include "core/base/text.h"
#include "core/changes/appliedobject.h"
#include "core/schema/schema.h"
#include "core/store/hubsource.h"

#include <QCoreApplication>
#include <QPointer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PrepareHub)
};

QString labelOf(const QJsonObject &object, const QString &key)
{
    return object.value(u"metadata").toObject().value(u"labels").toObject().value(key).toString();
}

int revisionOf(const QJsonObject &crd)
{
    return crd.value(u"metadata")
        .toObject()
        .value(u"annotations")
        .toObject()
        .value(QStringLiteral("easel.spectrocloud.com/crd-revision"))
        .toString()
        .toInt();
}

DraftObject draftOf(const QJsonObject &object)
{
    DraftObject draft;
    draft.ref = refOf(object);
    draft.value = object;
    return draft;
}

// What a check gathers while its questions are under way.
struct Gathering
{
    HubCheck check;
    Promise<HubCheck> promise;
    int waiting = 0;
    bool forbidden = false;
};

void finish(const std::shared_ptr<Gathering> &gathering)
{
    HubCheck &check = gathering->check;
    for (QStringList *names : {&check.missingCrds, &check.olderCrds, &check.newerCrds})
        names->sort();
    if (gathering->forbidden)
        check.notes << Text::tr(
            "You may not read CRDs here, so what is installed was taken from what the hub serves.");
    switch (check.mode) {
    case HubMode::Vendor:
        check.notes << Text::tr("This hub belongs to PaletteAI's own controllers; Easel reads and writes its "
                                "resources and installs "
                                "nothing.");
        break;
    case HubMode::Empty:
        check.notes << (gathering->forbidden
                            ? Text::tr("None of Easel's kinds is served. Preparing the hub needs the right "
                                       "to create CRDs.")
                            : Text::tr(
                                  "None of Easel's kinds is installed. \"Prepare this hub\" installs them."));
        break;
    case HubMode::Easel:
        if (!check.missingCrds.isEmpty())
            check.notes << Text::tr(
                               "Some of Easel's kinds are missing: %1. \"Prepare this hub\" installs them.")
                               .arg(nameList(check.missingCrds));
        if (!check.olderCrds.isEmpty())
            check.notes << Text::tr(
                               "Some of Easel's kinds are older than this Easel: %1. \"Prepare this hub\" "
                               "renews them.")
                               .arg(nameList(check.olderCrds));
        if (!check.newerCrds.isEmpty())
            check.notes << Text::tr(
                "This hub's Easel schema is newer than this Easel. Update Easel to run its "
                "engine; viewing and "
                "editing still work.");
        if (check.missingCrds.isEmpty() && check.olderCrds.isEmpty() && check.newerCrds.isEmpty())
            check.notes << Text::tr("The hub is prepared.");
        break;
    case HubMode::Workspace:
        check.notes << Text::tr("This is a workspace folder; it needs no preparation.");
        break;
    case HubMode::Unknown:
        check.notes << Text::tr("The hub has not answered yet.");
        break;
    }
    gathering->promise.finish(check);
}

} // namespace

PlanRequest prepareHubRequest(const QString &systemNamespace)
{
    PlanRequest request;
    request.title = Text::tr("Prepare this hub");
    request.objects << draftOf(QJsonObject{
        {QStringLiteral("apiVersion"), QStringLiteral("v1")},
        {QStringLiteral("kind"), QStringLiteral("Namespace")},
        {QStringLiteral("metadata"),
         QJsonObject{{QStringLiteral("name"),
                      systemNamespace.isEmpty() ? QStringLiteral("easel-system") : systemNamespace},
                     {QStringLiteral("labels"),
                      QJsonObject{{QStringLiteral("app.kubernetes.io/managed-by"), easelManager}}}}}});
    for (const QJsonObject &crd : Schema::builtinCrds())
        request.objects << draftOf(crd);
    return request;
}

Call<HubCheck> checkHub(Source *source, QObject *context)
{
    const auto gathering = std::make_shared<Gathering>();
    HubCheck &check = gathering->check;
    check.mode = source->mode();
    check.user = source->identityText();
    check.systemNamespace = source->systemNamespace();
    if (const auto *hub = qobject_cast<const HubSource *>(source))
        check.serverVersion = hub->serverVersion();
    const QList<QJsonObject> &crds = Schema::builtinCrds();
    if (source->isWorkspace() || crds.isEmpty()) {
        finish(gathering);
        return gathering->promise.call();
    }
    gathering->waiting = static_cast<int>(crds.size());
    const QPointer<Source> alive(source);
    for (const QJsonObject &crd : crds) {
        const ObjectRef ref = refOf(crd);
        source->fetch(ref).then(context, [gathering, ref, crd, alive](const Result<QJsonObject> &there) {
            HubCheck &found = gathering->check;
            if (there) {
                // A CRD without the label is somebody else's; the mode says so.
                const bool ours =
                    labelOf(*there, QStringLiteral("app.kubernetes.io/managed-by")) == easelManager;
                if (ours && revisionOf(*there) < revisionOf(crd))
                    found.olderCrds << ref.name;
                else if (ours && revisionOf(*there) > revisionOf(crd))
                    found.newerCrds << ref.name;
            } else if (there.error().kind == Error::Kind::NotFound) {
                found.missingCrds << ref.name;
            } else if (there.error().kind == Error::Kind::Forbidden) {
                gathering->forbidden = true;
                const QJsonObject spec = crd.value(u"spec").toObject();
                const QString kind = spec.value(u"names").toObject().value(u"kind").toString();
                if (alive && !alive->catalog().find(spec.value(u"group").toString(), kind))
                    found.missingCrds << ref.name;
            } else {
                const QString sentence = errorSentence(there.error());
                if (!found.notes.contains(sentence))
                    found.notes << sentence;
            }
            if (--gathering->waiting == 0)
                finish(gathering);
        });
    }
    return gathering->promise.call();
}

} // namespace easel
