// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/reviewpage.h"

#include "app/context/appcontext.h"
#include "app/wizards/planpanel.h"

#include <QVBoxLayout>

namespace easel {

ReviewPage::ReviewPage(AppContext *context, Draft *draft, bool createNamespaces, QWidget *parent)
    : WizardPage(parent)
    , m_context(context)
    , m_draft(draft)
    , m_createNamespaces(createNamespaces)
    , m_panel(new PlanPanel(context, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
}

QString ReviewPage::heading() const
{
    return m_panel->isApplied() ? tr("What was done") : tr("What will change");
}

QString ReviewPage::explanation() const
{
    if (m_panel->isApplied())
        return {};
    const Source *source = m_context->source();
    if (source && source->isWorkspace())
        return tr("Checked against the schema and rules; nothing is written before you say so.");
    return tr("The hub tested this without storing anything; nothing changes before you apply it.");
}

void ReviewPage::refresh()
{
    if (isVisible() && !m_panel->isApplied())
        entered();
}

void ReviewPage::entered()
{
    if (m_draft->objects().isEmpty() || m_panel->isApplied())
        return;
    QList<QByteArray> texts;
    for (const DraftObject &object : m_draft->objects())
        texts << object.text;
    if (texts == m_tested)
        return;
    m_tested = texts;
    m_panel->test(m_draft->title(), m_draft->objects(), m_createNamespaces);
}

} // namespace easel
