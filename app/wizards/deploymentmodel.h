// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/objectmodel.h"
#include "core/domain/appdeployment.h"

namespace easel {

// The draft's AIWorkload. An edit of one that exists may change only what rule AIW-12 lets change.
class DeploymentModel : public ObjectModel
{
    Q_OBJECT

public:
    DeploymentModel(Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);

    QJsonObject deployment() const { return object(); }
    QString project() const;
    QJsonObject projectObject() const;
    bool isModel() const;
    const QList<DeploymentPart> &parts() const { return m_parts; }
    void askForClone() { Q_EMIT cloneRequested(); }

Q_SIGNALS:
    void cloneRequested(); // from a page whose fields are fixed

protected:
    QString untitled() const override { return tr("New deployment"); }
    void judge() override;

private:
    QList<DeploymentPart> m_parts;
};

} // namespace easel
