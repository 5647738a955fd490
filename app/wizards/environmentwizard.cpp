// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/environmentwizard.h"

#include "app/context/appcontext.h"
#include "app/views/explain/explainpanel.h"
#include "app/views/explain/explainrun.h"
#include "app/wizards/environmentmodel.h"
#include "app/wizards/environmentpages.h"
#include "app/wizards/labelsdialog.h"
#include "app/wizards/wizardactions.h"
#include "core/base/text.h"
#include "core/domain/environmentview.h"

#include <QJsonDocument>
#include <QPointer>
#include <QScrollArea>
#include <QVBoxLayout>

namespace easel {

EnvironmentWizard::EnvironmentWizard(AppContext *context, std::unique_ptr<Draft> given,
                                     const QString &project, QWidget *parent)
    : WizardWindow(context, std::move(given), parent)
    , m_model(new EnvironmentModel(draft(), context->surroundings(), this))
    , m_run(new ExplainRun(context, this))
{
    setObjectName(QStringLiteral("environmentWizard"));
    if (draft()->kindOfWork() == DraftWord)
        setRestored();
    draft()->setKindOfWork(DraftWord);
    if (draft()->objects().isEmpty() && !project.isEmpty())
        m_model->set(QStringLiteral("metadata.namespace"), project);

    addPage(new EnvironmentBasicsPage(m_model, this));
    addPage(new EnvironmentClustersPage(m_model, this));
    addPage(new EnvironmentScoresPage(m_model, this));
    addPage(new EnvironmentRolloutPage(m_model, this));
    addReview();
    setSummaryWidth(480);
    setSummary(makeLive());

    m_ask.setSingleShot(true);
    m_ask.setInterval(80);
    connect(&m_ask, &QTimer::timeout, this, [this] {
        const QString place = m_model->project();
        if (place.isEmpty()) {
            m_run->clear();
            m_live->setNothingToSay(tr("Choose a project: it says which clusters there are."));
            return;
        }
        m_live->setEditable(!m_model->usesExistingPlacement());
        m_run->ask(m_model->environment(), place);
    });
    connect(m_model, &EnvironmentModel::changed, this, [this] {
        showHead();
        refreshAll();
        m_ask.start();
    });
    if (m_model->isEdit())
        setEveryStepReachable();
    showHead();
    start();
    m_ask.start();
}

QWidget *EnvironmentWizard::makeLive()
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setAccessibleName(tr("Which clusters would be chosen"));
    auto *content = new QWidget(scroll);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(16, 16, 16, 16);
    m_live = new ExplainPanel(content);
    column->addWidget(m_live);
    column->addStretch();
    scroll->setWidget(content);
    connect(m_run, &ExplainRun::workingChanged, this,
            [this] { m_live->setWorking(m_run->isWorking(), m_run->isAdvising()); });
    connect(m_run, &ExplainRun::explained, this, [this](const Explanation &explanation) {
        m_live->setExplanation(explanation);
        m_live->setProblem(m_run->problem());
    });
    connect(m_run, &ExplainRun::failed, m_live, &ExplainPanel::setFailed);
    connect(m_live, &ExplainPanel::stopRequested, m_run, &ExplainRun::stop);
    connect(m_live, &ExplainPanel::againRequested, m_run, &ExplainRun::again);
    connect(m_live, &ExplainPanel::openRequested, context(), &AppContext::openObject);
    connect(m_live, &ExplainPanel::fixRequested, this, [this](const ExplainedItem &item) {
        if (item.fix.changesPlacement())
            m_model->setPlacement(withFix(m_model->placement(), item.fix));
        else
            setLabelOf(context(), item.object, item.fix.key, item.fix.value, this);
    });
    return scroll;
}

void EnvironmentWizard::showHead()
{
    const QString name = cleanedLine(m_model->name());
    const QString project = cleanedLine(m_model->project());
    const QString where = context()->source() ? context()->source()->title() : QString();
    setHead(m_model->isEdit() ? tr("Edit environment %1").arg(name)
            : name.isEmpty()  ? tr("New environment")
                              : tr("New environment %1").arg(name),
            project.isEmpty() ? where : tr("in %1, %2", "project, hub").arg(project, where));
}

void EnvironmentWizard::stepEntered(int step)
{
    Q_UNUSED(step)
    showHead();
}

namespace {

void openWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project, QWidget *parent)
{
    auto *wizard = new EnvironmentWizard(context, std::move(draft), project, parent);
    bringUp(wizard);
}

} // namespace

void restoreEnvironmentDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
{
    openWizard(context, std::move(draft), {}, parent);
}

void registerEnvironmentActions(AppContext *context)
{
    const QString kind = QStringLiteral("Environment.spectrocloud.com");
    context->actions()->add(
        newAction(QStringLiteral("environment.new"), EnvironmentWizard::tr("New environment…"), kind,
                  [context](const ActionTarget &target) {
                      openWizard(context, std::make_unique<Draft>(), target.project, target.window);
                  }));
    Action edit = editAction(context, QStringLiteral("environment.edit"), kind,
                             [context](std::unique_ptr<Draft> draft, QWidget *window) {
                                 openWizard(context, std::move(draft), {}, window);
                             });
    edit.offer = [](const ActionTarget &target) {
        if (!target.isOne())
            return Offer::hidden();
        // ENV-6
        const QByteArray raw = target.rows.isEmpty() ? QByteArray() : target.rows.first().raw;
        const QString pool = EnvironmentView(QJsonDocument::fromJson(raw).object()).ownerPool;
        return pool.isEmpty() ? Offer()
                              : Offer::refused(EnvironmentWizard::tr("This environment belongs to pool %1.")
                                                   .arg(cleanedLine(pool)));
    };
    context->actions()->add(edit);
}

} // namespace easel
