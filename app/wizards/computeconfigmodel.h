// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/clustermodel.h"

namespace easel {

// The draft's ComputeConfig: one set of defaults.
class ComputeConfigModel : public ClusterModel
{
    Q_OBJECT

public:
    ComputeConfigModel(Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);

    bool isPool() const override { return false; }
    QStringList clusterNames() const override { return {QString()}; }
    using ClusterModel::own;
    using ClusterModel::place;
    ClusterConfigView own(int cluster) const override;
    Place place(int cluster) const override;

    bool isNameTaken() const;
    QStringList users() const; // projects that refer to it
    void setNamespace(const QString &namespaceName);

protected:
    QString untitled() const override { return tr("New compute configuration"); }
};

} // namespace easel
