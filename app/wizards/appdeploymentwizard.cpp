// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/appdeploymentwizard.h"

#include "app/context/appcontext.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/deploymentpages.h"
#include "app/wizards/deploymentsummary.h"
#include "app/wizards/wizardactions.h"
#include "core/domain/clone.h"

#include <QPointer>

namespace easel {

AppDeploymentWizard::AppDeploymentWizard(AppContext *context, std::unique_ptr<Draft> given,
                                         const QString &project, QWidget *parent)
    : WizardWindow(context, std::move(given), parent)
    , m_model(new DeploymentModel(draft(), context->surroundings(), this))
{
    setObjectName(QStringLiteral("appDeploymentWizard"));
    if (draft()->kindOfWork() == DraftWord)
        setRestored();
    draft()->setKindOfWork(DraftWord);
    if (draft()->objects().isEmpty() && !project.isEmpty())
        m_model->replace(newDeployment(project));

    addPage(new DeploymentBasicsPage(m_model, this));
    addPage(new DeploymentBundlesPage(m_model, this));
    addPage(new DeploymentComputePage(m_model, this));
    addPage(new DeploymentVariablesPage(m_model, this));
    addPage(new DeploymentDetailsPage(m_model, this));
    addReview();
    setSummary(new DeploymentSummary(m_model, this));

    connect(m_model, &DeploymentModel::changed, this, [this] {
        showHead();
        refreshAll();
    });
    connect(m_model, &DeploymentModel::cloneRequested, this, [this] {
        ActionTarget target;
        target.source = this->context()->source();
        target.type = *target.source->catalog().findFor(draft()->objects().first().ref);
        target.objects = {draft()->objects().first().ref};
        target.window = parentWidget();
        this->context()->actions()->trigger(QStringLiteral("app.clone"), target);
    });
    if (m_model->isEdit())
        setEveryStepReachable();
    showHead();
    start();
}

void AppDeploymentWizard::showHead()
{
    const QString name = m_model->name();
    const QString project = m_model->project();
    const QString where = context()->source() ? context()->source()->title() : QString();
    setHead(m_model->isEdit() ? tr("Edit %1").arg(name)
            : name.isEmpty()  ? tr("Deploy app")
                              : tr("Deploy %1").arg(name),
            project.isEmpty() ? where : tr("in %1, %2", "project, hub").arg(project, where));
}

void AppDeploymentWizard::stepEntered(int step)
{
    Q_UNUSED(step)
    showHead();
}

namespace {

void openWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project, QWidget *parent)
{
    auto *wizard = new AppDeploymentWizard(context, std::move(draft), project, parent);
    bringUp(wizard);
}

} // namespace

void restoreDeploymentDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
{
    openWizard(context, std::move(draft), {}, parent);
}

void registerDeploymentActions(AppContext *context)
{
    const QString kind = QStringLiteral("AIWorkload.spectrocloud.com");
    const Action deploy =
        newAction(QStringLiteral("app.deploy"), AppDeploymentWizard::tr("Deploy app…"), kind,
                  [context](const ActionTarget &target) {
                      openWizard(context, std::make_unique<Draft>(), target.project, target.window);
                  });
    context->actions()->add(deploy);
    context->actions()->add(editAction(context, QStringLiteral("app.edit"), kind,
                                       [context](std::unique_ptr<Draft> draft, QWidget *window) {
                                           openWizard(context, std::move(draft), {}, window);
                                       }));

    Action clone;
    clone.id = QStringLiteral("app.clone");
    clone.text = AppDeploymentWizard::tr("Clone…");
    clone.icon = QStringLiteral("copy");
    clone.places = Action::RowMenu | Action::Palette;
    clone.kinds = {kind};
    clone.needsObject = true;
    clone.writes = true;
    clone.order = 20;
    clone.access = deploy.access;
    clone.offer = offerForOne;
    clone.run = [context](const ActionTarget &target) {
        if (!target.source)
            return;
        const QPointer<QWidget> window = target.window;
        target.source->fetch(target.object())
            .then(context, [context, window](const Result<QJsonObject> &object) {
                if (!object) {
                    context->tell({}, errorSentence(object.error()));
                    return;
                }
                context->surroundings()->objects().then(
                    context,
                    [context, window, object = *object](const Result<std::shared_ptr<const ObjectSet>> &set) {
                        const QJsonObject metadata = object.value(u"metadata").toObject();
                        const QString project = metadata.value(u"namespace").toString();
                        const ObjectSet none;
                        const QString name = freeDeploymentName(set ? **set : none, project,
                                                                metadata.value(u"name").toString());
                        auto draft = std::make_unique<Draft>();
                        Clone made = cloneOf(object, name);
                        QJsonValue root = made.object;
                        // Two clusters cannot have one address: the form asks for a new one.
                        for (const QString &path : std::as_const(made.toDecide))
                            JsonPointer(path.split(u'.')).remove(root);
                        draft->add(root.toObject());
                        draft->setTitle(name);
                        openWizard(context, std::move(draft), project, window);
                    });
            });
    };
    context->actions()->add(clone);
}

} // namespace easel
