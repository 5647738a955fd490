// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/computeconfigmodel.h"

#include "core/domain/organisation.h"
#include "core/domain/projectview.h"

namespace easel {

using namespace Qt::StringLiterals;

ComputeConfigModel::ComputeConfigModel(Draft *draft, Surroundings *surroundings, QObject *parent)
    : ClusterModel(draft, surroundings, plainComputeConfig(QString(), QString()), parent)
{
    start();
}

ClusterConfigView ComputeConfigModel::own(int) const
{
    return ComputeConfigView(object()).defaults;
}

ClusterModel::Place ComputeConfigModel::place(int) const
{
    const JsonPointer config = JsonPointer::of({u"spec"_s, u"paletteClusterConfig"_s});
    const JsonPointer defaults = config / u"defaults"_s;
    Place place;
    place.controlPlane = writtenAt(object(), defaults, {u"controlPlanePool"_s, u"controlPlaneDefaults"_s});
    place.workers = defaults / u"workerPools"_s;
    place.edge = config / u"edge"_s;
    place.sshKeys = defaults / u"sshKeys"_s;
    place.overlay = place.edge / u"networkOverlayConfig"_s;
    return place;
}

bool ComputeConfigModel::isNameTaken() const
{
    return !isEdit() && !name().isEmpty() &&
           !objects().find(u"ComputeConfig.spectrocloud.com"_s, project(), name()).isEmpty();
}

QStringList ComputeConfigModel::users() const
{
    QStringList names;
    const QList<QJsonObject> all = objects().all(u"Project.spectrocloud.com"_s);
    for (const QJsonObject &object : all) {
        const ProjectView view(object);
        if (view.computeConfig.name == name() && view.computeConfig.namespaceName == project() &&
            !name().isEmpty())
            names << view.name;
    }
    return names;
}

void ComputeConfigModel::setNamespace(const QString &namespaceName)
{
    QJsonValue root = object();
    JsonPointer::of({u"metadata"_s, u"namespace"_s}).set(root, namespaceName);
    replace(root.toObject());
}

} // namespace easel
