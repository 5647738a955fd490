// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/deploymentsummary.h"

#include "app/wizards/deploymentmodel.h"
#include "core/base/text.h"
#include "core/domain/deploymentview.h"
#include "core/domain/gputext.h"

namespace easel {

DeploymentSummary::DeploymentSummary(DeploymentModel *model, QWidget *parent)
    : WizardSummary(model, tr("This deployment"), tr("YAML of the deployment"), parent)
    , m_model(model)
{
    refresh();
}

WizardSummary::Content DeploymentSummary::content() const
{
    Content content;
    const QJsonObject object = m_model->deployment();
    const DeploymentView view(object);
    const QString none = tr("–", "nothing chosen");
    QStringList bundles;
    for (const auto &reference : view.bundles)
        bundles << cleanedLine(reference.name);
    int set = 0;
    int all = 0;
    QStringList open;
    QStringList parts;
    for (const DeploymentPart &part : m_model->parts()) {
        parts << part.config;
        for (const EffectiveVariable &variable : part.variables.variables) {
            ++all;
            set += variable.value.isUndefined() ? 0 : 1;
            if (variable.required && variable.value.isUndefined())
                open << tr("variable %1 of %2", "variable, part")
                            .arg(cleanedLine(variable.name), cleanedLine(part.config));
        }
    }
    QString compute = none;
    if (view.computePool.isSet())
        compute = tr("pool %1").arg(cleanedLine(view.computePool.name));
    else if (view.environment.isSet())
        compute = tr("environment %1").arg(cleanedLine(view.environment.name));
    content.facts = {
        {tr("Name"), view.name.isEmpty() ? none : cleanedLine(view.name)},
        {tr("Project"), view.namespaceName.isEmpty() ? none : cleanedLine(view.namespaceName)},
        {tr("Bundles"), bundles.isEmpty() ? none : bundles.join(QStringLiteral(", "))},
        {tr("Parts"), parts.isEmpty() ? none : parts.join(QStringLiteral(", "))},
        {tr("Runs on"), compute},
        {tr("GPUs asked"), view.gpuRequests.isEmpty() ? tr("none") : gpuText(view.gpuRequests, false)},
        {tr("Namespace"), view.targetNamespace.isEmpty() ? none : cleanedLine(view.targetNamespace)},
        {tr("Variables"), all == 0 ? tr("none") : tr("%1 of %2 set").arg(set).arg(all)}};

    const QList<ComputeOffer> offers = computeOffers(m_model->objects(), m_model->project(), m_model->name());
    for (const ComputeOffer &offer : offers) {
        if (offer.kind != ComputeOffer::Kind::Pool || offer.name != view.computePool.name)
            continue;
        for (auto it = offer.gpusFree.begin(); it != offer.gpusFree.end(); ++it) {
            const qint64 asked = view.gpuRequests.value(it.key());
            content.numbers.append(
                {shortFamily(it.key()),
                 asked > it.value()
                     ? tr("%1 free, %2 asked, %3 too many").arg(it.value()).arg(asked).arg(asked - it.value())
                     : tr("%1 free, %2 asked, %3 left").arg(it.value()).arg(asked).arg(it.value() - asked)});
        }
    }
    content.numbersTitle = tr("GPUs of pool %1").arg(cleanedLine(view.computePool.name));

    if (view.namespaceName.isEmpty())
        open << tr("project");
    if (view.name.isEmpty())
        open << tr("name");
    if (view.bundles.isEmpty())
        open << tr("bundles");
    if (view.computeChoices() == 0)
        open << tr("where it runs");
    content.open = open;
    return content;
}

} // namespace easel
