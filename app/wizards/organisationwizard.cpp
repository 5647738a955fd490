// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/organisationwizard.h"

#include "app/context/appcontext.h"
#include "app/wizards/organisationpages.h"
#include "app/wizards/organisationsummary.h"
#include "app/wizards/quotapage.h"
#include "app/wizards/wizardactions.h"
#include "core/base/text.h"

#include <QPointer>

namespace easel {

using Kind = OrganisationModel::Kind;

QString OrganisationWizard::draftWord(Kind kind)
{
    return kind == Kind::Tenant ? QStringLiteral("tenant") : QStringLiteral("project");
}

OrganisationWizard::OrganisationWizard(AppContext *context, Kind kind, std::unique_ptr<Draft> given,
                                       const QString &tenant, QWidget *parent)
    : WizardWindow(context, std::move(given), parent)
    , m_model(new OrganisationModel(kind, draft(), context->surroundings(), this))
{
    setObjectName(draftWord(kind) + QStringLiteral("Wizard"));
    if (draft()->kindOfWork() == draftWord(kind))
        setRestored();
    draft()->setKindOfWork(draftWord(kind));
    if (draft()->objects().isEmpty() && !tenant.isEmpty())
        m_model->setTenant(tenant);

    addPage(new OrganisationBasicsPage(m_model, this));
    addPage(new OrganisationGroupsPage(m_model, this));
    if (kind == Kind::Project)
        addPage(new OrganisationReferencesPage(m_model, this));
    addPage(new QuotaPage(m_model, this));
    if (kind == Kind::Tenant)
        addPage(new OrganisationReferencesPage(m_model, this));
    addPage(new OrganisationDetailsPage(m_model, this));
    // A project lives in a namespace of its own (2.2), a hub has to have it first.
    addReview(true);
    setSummary(new OrganisationSummary(m_model, this));

    connect(m_model, &OrganisationModel::changed, this, [this] {
        showHead();
        refreshAll();
    });
    if (m_model->isEdit())
        setEveryStepReachable();
    showHead();
    start();
}

void OrganisationWizard::showHead()
{
    const QString name = cleanedLine(m_model->name());
    const QString where = context()->source() ? context()->source()->title() : QString();
    const bool tenant = m_model->isTenant();
    QString title = tenant ? tr("New tenant") : tr("New project");
    if (m_model->isEdit())
        title = tenant ? tr("Edit tenant %1").arg(name) : tr("Edit project %1").arg(name);
    else if (!name.isEmpty())
        title = tenant ? tr("New tenant %1").arg(name) : tr("New project %1").arg(name);
    setHead(title, tenant || m_model->tenant().isEmpty()
                       ? where
                       : tr("in %1, %2", "tenant, hub").arg(cleanedLine(m_model->tenant()), where));
}

void OrganisationWizard::stepEntered(int step)
{
    Q_UNUSED(step)
    showHead();
}

namespace {

void openWizard(AppContext *context, Kind kind, std::unique_ptr<Draft> draft, const QString &tenant,
                QWidget *parent)
{
    auto *wizard = new OrganisationWizard(context, kind, std::move(draft), tenant, parent);
    bringUp(wizard);
}

void addNewAndEdit(AppContext *context, Kind kind, const QString &groupKind)
{
    const bool tenant = kind == Kind::Tenant;
    Action create = newAction(
        tenant ? QStringLiteral("tenant.new") : QStringLiteral("project.new"),
        tenant ? OrganisationWizard::tr("New tenant…") : OrganisationWizard::tr("New project…"), groupKind,
        [context, kind](const ActionTarget &target) {
            const Scope scope = context->scope();
            openWizard(context, kind, std::make_unique<Draft>(),
                       kind == Kind::Project && scope.kind == Scope::Kind::Tenant ? scope.name : QString(),
                       target.window);
        });
    // A project brings its own namespace along.
    create.access = [groupKind](const ActionTarget &, const ObjectRef &) {
        return mayOne(QStringLiteral("create"), groupKind, {});
    };
    context->actions()->add(create);
    context->actions()->add(
        editAction(context, tenant ? QStringLiteral("tenant.edit") : QStringLiteral("project.edit"),
                   groupKind, [context, kind](std::unique_ptr<Draft> draft, QWidget *window) {
                       openWizard(context, kind, std::move(draft), {}, window);
                   }));
}

} // namespace

bool restoreOrganisationDraft(AppContext *context, std::unique_ptr<Draft> &draft, QWidget *parent)
{
    for (const Kind kind : {Kind::Tenant, Kind::Project}) {
        if (draft->kindOfWork() == OrganisationWizard::draftWord(kind)) {
            openWizard(context, kind, std::move(draft), {}, parent);
            return true;
        }
    }
    return false;
}

void registerOrganisationActions(AppContext *context)
{
    const QString tenants = QStringLiteral("Tenant.spectrocloud.com");
    const QString projects = QStringLiteral("Project.spectrocloud.com");
    addNewAndEdit(context, Kind::Tenant, tenants);
    addNewAndEdit(context, Kind::Project, projects);

    Action inTenant = *context->actions()->find(QStringLiteral("project.new"));
    inTenant.id = QStringLiteral("tenant.newProject");
    inTenant.text = OrganisationWizard::tr("New project in %1…");
    inTenant.shortcut = {};
    inTenant.places = Action::RowMenu | Action::Palette;
    inTenant.kinds = {tenants};
    inTenant.needsObject = true;
    inTenant.primary = false;
    inTenant.order = 12;
    inTenant.offer = offerForOne;
    inTenant.run = [context](const ActionTarget &target) {
        openWizard(context, Kind::Project, std::make_unique<Draft>(), target.object().name, target.window);
    };
    context->actions()->add(inTenant);
}

} // namespace easel
