// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/organisationsummary.h"

#include "app/wizards/organisationmodel.h"
#include "core/base/text.h"
#include "core/domain/gputext.h"
#include "core/domain/projectview.h"

namespace easel {

OrganisationSummary::OrganisationSummary(OrganisationModel *model, QWidget *parent)
    : WizardSummary(model, model->isTenant() ? tr("This tenant") : tr("This project"),
                    model->isTenant() ? tr("YAML of the tenant") : tr("YAML of the project"), parent)
    , m_model(model)
{
    refresh();
}

WizardSummary::Content OrganisationSummary::content() const
{
    Content content;
    const QString none = tr("–", "nothing chosen");
    const auto orNone = [&none](const QString &text) { return text.isEmpty() ? none : cleanedLine(text); };
    const auto groups = [&](const QStringList &names) {
        return names.isEmpty() ? none : cleanedLine(nameList(names, 4));
    };
    content.facts = {{tr("Name"), orNone(m_model->name())}};
    if (m_model->name().isEmpty())
        content.open << tr("name");
    if (m_model->isTenant()) {
        const TenantView view(m_model->object());
        QStringList projects;
        const QList<QJsonObject> all = m_model->objects().all(QStringLiteral("Project.spectrocloud.com"));
        for (const QJsonObject &project : all) {
            const ProjectView other(project);
            if (!view.name.isEmpty() && other.tenant.name == view.name)
                projects << other.name;
        }
        content.facts << std::pair(tr("Shown as"), orNone(view.displayName))
                      << std::pair(tr("Administrators"), groups(view.groups))
                      << std::pair(tr("Projects"), groups(projects))
                      << std::pair(tr("Settings"), orNone(view.settings.name));
        if (view.groups.isEmpty())
            content.open << tr("groups that administer it");
    } else {
        const ProjectView view(m_model->object());
        content.facts << std::pair(tr("Tenant"), orNone(view.tenant.name))
                      << std::pair(tr("Shown as"), orNone(view.displayName))
                      << std::pair(tr("Administrators"), groups(view.admins))
                      << std::pair(tr("Editors"), groups(view.editors))
                      << std::pair(tr("Viewers"), groups(view.viewers))
                      << std::pair(tr("Configuration"), orNone(view.computeConfig.name))
                      << std::pair(tr("Settings"), view.settings.isSet() ? cleanedLine(view.settings.name)
                                                                         : tr("of the tenant"));
        if (view.tenant.name.isEmpty())
            content.open << tr("tenant");
        if (!view.computeConfig.isSet())
            content.open << tr("compute configuration");
        if (view.admins.isEmpty() && view.editors.isEmpty() && view.viewers.isEmpty())
            content.open << tr("groups that may use it");
    }
    content.numbersTitle = tr("GPUs");
    const QStringList families = m_model->families();
    for (const QString &family : families) {
        if (family == u"*" || !m_model->isCounted())
            continue;
        const QuotaEffect effect = m_model->effect(family);
        const GpuUsage &usage = effect.usage;
        const QString limit = usage.limit ? tr("limit %1").arg(*usage.limit) : tr("no limit");
        QStringList parts{limit, tr("%1 in use").arg(usage.used())};
        if (!m_model->isTenant() && usage.guaranteed > 0)
            parts << tr("%1 guaranteed").arg(usage.guaranteed);
        content.numbers.append(
            {shortFamily(family), parts.join(QStringLiteral(", ")) + u'\n' + effect.roomSentence()});
    }
    return content;
}

} // namespace easel
