// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/deploymentreviewpage.h"

#include "app/context/appcontext.h"
#include "app/wizards/planpanel.h"

#include <QVBoxLayout>

namespace easel {

DeploymentReviewPage::DeploymentReviewPage(AppContext *context, Draft *draft, QWidget *parent)
    : WizardPage(parent)
    , m_context(context)
    , m_draft(draft)
    , m_panel(new PlanPanel(context, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
}

QString DeploymentReviewPage::explanation() const
{
    const Source *source = m_context->source();
    if (source && source->isWorkspace())
        return tr("Checked against the schema and rules; nothing is written before you say so.");
    return tr("The hub tested this without storing anything; nothing changes before you apply it.");
}

void DeploymentReviewPage::refresh()
{
    if (isVisible() && !m_panel->isApplied())
        entered();
}

void DeploymentReviewPage::entered()
{
    if (m_draft->objects().isEmpty() || m_panel->isApplied())
        return;
    const QByteArray text = m_draft->objects().first().text;
    if (text == m_tested)
        return;
    m_tested = text;
    m_panel->test(m_draft->title(), m_draft->objects());
}

} // namespace easel
