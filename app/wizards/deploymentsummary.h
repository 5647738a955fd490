// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardsummary.h"

namespace easel {

class DeploymentModel;

// What a deployment is so far, what its pool has left, and the variables that still have no value.
class DeploymentSummary : public WizardSummary
{
    Q_OBJECT

public:
    explicit DeploymentSummary(DeploymentModel *model, QWidget *parent = nullptr);

protected:
    Content content() const override;

private:
    DeploymentModel *m_model;
};

} // namespace easel
