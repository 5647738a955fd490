// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardsummary.h"

namespace easel {

class OrganisationModel;

// What a tenant or project is so far, and what each GPU family comes to.
class OrganisationSummary : public WizardSummary
{
    Q_OBJECT

public:
    explicit OrganisationSummary(OrganisationModel *model, QWidget *parent = nullptr);

protected:
    Content content() const override;

private:
    OrganisationModel *m_model;
};

} // namespace easel
