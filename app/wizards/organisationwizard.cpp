// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/organisationwizard.h"

#include "app/context/appcontext.h"
#include "app/wizards/objectdraft.h"
#include "app/wizards/organisationpages.h"
#include "app/wizards/organisationsummary.h"
#include "app/wizards/quotapage.h"
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

std::function<void()> OrganisationWizard::undoOf(const QJsonObject &draft) const
{
    const QPointer<AppContext> owner(context());
    return [owner, draft] {
        std::unique_ptr<Draft> again = Draft::fromJson(draft);
        if (owner && owner->source() && again)
            restoreOrganisationDraft(owner, again, nullptr);
    };
}

namespace {

void openWizard(AppContext *context, Kind kind, std::unique_ptr<Draft> draft, const QString &tenant,
                QWidget *parent)
{
    auto *wizard = new OrganisationWizard(context, kind, std::move(draft), tenant, parent);
    wizard->show();
    wizard->raise();
    wizard->activateWindow();
}

AccessQuestion question(Kind kind, const QString &verb, const ObjectRef &ref)
{
    AccessQuestion question;
    question.verb = verb;
    question.group = QStringLiteral("spectrocloud.com");
    question.plural = kind == Kind::Tenant ? QStringLiteral("tenants") : QStringLiteral("projects");
    question.namespaceName = ref.namespaceName;
    question.name = ref.name;
    return question;
}

void addNew(AppContext *context, Kind kind, const QString &groupKind)
{
    const bool tenant = kind == Kind::Tenant;
    Action create;
    create.id = tenant ? QStringLiteral("tenant.new") : QStringLiteral("project.new");
    create.text = tenant ? OrganisationWizard::tr("New tenant…") : OrganisationWizard::tr("New project…");
    create.icon = QStringLiteral("plus");
    create.places = Action::Header | Action::Palette | Action::Window;
    create.shortcut = QKeySequence::New;
    create.kinds = {groupKind};
    create.primary = true;
    create.writes = true;
    create.order = 10;
    create.access = [kind](const ActionTarget &, const ObjectRef &) {
        return question(kind, QStringLiteral("create"), {});
    };
    create.run = [context, kind](const ActionTarget &target) {
        const Scope scope = context->scope();
        openWizard(context, kind, std::make_unique<Draft>(),
                   kind == Kind::Project && scope.kind == Scope::Kind::Tenant ? scope.name : QString(),
                   target.window);
    };
    context->actions()->add(create);
}

void addEdit(AppContext *context, Kind kind, const QString &groupKind)
{
    Action edit;
    edit.id = kind == Kind::Tenant ? QStringLiteral("tenant.edit") : QStringLiteral("project.edit");
    edit.text = OrganisationWizard::tr("Edit…");
    edit.icon = QStringLiteral("pencil");
    edit.places = Action::RowMenu | Action::Palette;
    edit.kinds = {groupKind};
    edit.needsObject = true;
    edit.writes = true;
    edit.order = 15;
    edit.access = [kind](const ActionTarget &, const ObjectRef &ref) {
        return question(kind, QStringLiteral("patch"), ref);
    };
    edit.offer = [](const ActionTarget &target) { return target.isOne() ? Offer() : Offer::hidden(); };
    edit.run = [context, kind](const ActionTarget &target) {
        const QPointer<QWidget> window = target.window;
        draftOf(context, target, [context, kind, window](std::unique_ptr<Draft> draft) {
            draft->setTitle(draft->objects().first().ref.name);
            openWizard(context, kind, std::move(draft), {}, window);
        });
    };
    context->actions()->add(edit);
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
    addNew(context, Kind::Tenant, tenants);
    addNew(context, Kind::Project, projects);
    addEdit(context, Kind::Tenant, tenants);
    addEdit(context, Kind::Project, projects);

    Action inTenant = *context->actions()->find(QStringLiteral("project.new"));
    inTenant.id = QStringLiteral("tenant.newProject");
    inTenant.text = OrganisationWizard::tr("New project in %1…");
    inTenant.shortcut = {};
    inTenant.places = Action::RowMenu | Action::Palette;
    inTenant.kinds = {tenants};
    inTenant.needsObject = true;
    inTenant.primary = false;
    inTenant.order = 12;
    inTenant.offer = [](const ActionTarget &target) { return target.isOne() ? Offer() : Offer::hidden(); };
    inTenant.run = [context](const ActionTarget &target) {
        openWizard(context, Kind::Project, std::make_unique<Draft>(), target.object().name, target.window);
    };
    context->actions()->add(inTenant);
}

} // namespace easel
