// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/deploymentmodel.h"

#include "core/domain/tolerant.h"

namespace easel {

DeploymentModel::DeploymentModel(Draft *draft, Surroundings *surroundings, QObject *parent)
    : ObjectModel(draft, surroundings, newDeployment({}), parent)
{
    start();
}

QString DeploymentModel::project() const
{
    return valueAt(deployment(), u"metadata.namespace").toString();
}

QJsonObject DeploymentModel::projectObject() const
{
    return objects().find(QStringLiteral("Project.spectrocloud.com"), project(), project());
}

bool DeploymentModel::isModel() const
{
    const QJsonObject labels = valueAt(deployment(), u"metadata.labels").toObject();
    return sameEnum(labels.value(u"palette.ai/aiworkload-type").toString(), u"model");
}

void DeploymentModel::judge()
{
    m_parts = deploymentParts(objects(), deployment(), isPlainHub());
    ObjectModel::judge();
}

} // namespace easel
