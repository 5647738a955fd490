// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/computeconfigwizard.h"

#include "app/context/appcontext.h"
#include "app/views/parts/formfield.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/clusterpages.h"
#include "app/wizards/computeconfigmodel.h"
#include "app/wizards/effectivepage.h"
#include "app/wizards/wizardactions.h"
#include "core/base/text.h"
#include "core/domain/gputext.h"
#include "core/domain/organisation.h"

#include <QLineEdit>
#include <QPointer>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const JsonPointer NamePointer = JsonPointer::of({u"metadata"_s, u"name"_s});

} // namespace

ComputeConfigBasicsPage::ComputeConfigBasicsPage(ComputeConfigModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_places(new ChoiceList(ChoiceList::Mode::One))
    , m_placesField(new FormField(tr("Belongs to"), m_places, this))
    , m_name(new QLineEdit)
    , m_nameField(new FormField(tr("Name"), m_name, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    m_places->setObjectName(u"configPlace"_s);
    m_name->setObjectName(u"configName"_s);
    m_name->setMaxLength(63);
    column->addWidget(m_placesField);
    column->addWidget(m_nameField);
    column->addStretch(1);
    if (model->isEdit()) {
        m_places->setReadOnly(true);
        m_placesField->setNote(tr("cannot change"));
        m_name->setReadOnly(true);
        m_nameField->setNote(tr("cannot change"));
    }
    connect(m_places, &ChoiceList::chosenChanged, this, [this] {
        m_model->setNamespace(m_places->chosen().value(0));
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(NamePointer, text.trimmed());
        Q_EMIT edited();
    });
}

QString ComputeConfigBasicsPage::explanation() const
{
    const QStringList users = m_model->users();
    return users.isEmpty() ? tr("A project refers to one; its pools take from it what they do not say "
                                "themselves.")
                           : tr("Used by %1. Pools that run keep what they have; only new ones follow.")
                                 .arg(cleanedLine(nameList(users, 4)));
}

void ComputeConfigBasicsPage::refresh()
{
    QList<ChoiceItem> items;
    const auto add = [&](const QString &id, const QString &title, const QString &detail,
                         const QString &icon) {
        if (m_model->isEdit() && id != m_model->project())
            return;
        ChoiceItem item;
        item.id = id;
        item.title = cleanedLine(title);
        item.detail = detail;
        item.icon = icon;
        items << item;
    };
    const ObjectSet &objects = m_model->objects();
    const QList<QJsonObject> projects = objects.all(u"Project.spectrocloud.com"_s);
    for (const QJsonObject &project : projects) {
        const QString name = project[u"metadata"][u"name"].toString();
        add(name, name, tr("project"), u"folder"_s);
    }
    const QList<QJsonObject> tenants = objects.all(u"Tenant.spectrocloud.com"_s);
    for (const QJsonObject &tenant : tenants) {
        const QString name = tenant[u"metadata"][u"name"].toString();
        add(u"tenant-"_s + name, name, tr("tenant, for all its projects"), u"building-2"_s);
    }
    if (items.isEmpty() && !m_model->project().isEmpty())
        add(m_model->project(), m_model->project(), tr("namespace"), u"folder"_s);
    m_places->setItems(items);
    m_places->setChosen(m_model->project().isEmpty() ? QStringList() : QStringList{m_model->project()});
    if (m_name->text() != m_model->name()) {
        const QSignalBlocker quiet(m_name);
        m_name->setText(m_model->name());
    }
    showProblems(m_showAll);
}

QList<PageProblem> ComputeConfigBasicsPage::problems() const
{
    QList<PageProblem> found;
    if (m_model->isEdit())
        return found;
    if (m_model->project().isEmpty())
        found << PageProblem{m_places, tr("Choose a project or tenant.")};
    if (m_model->name().isEmpty())
        found << PageProblem{m_name, tr("Enter a name.")};
    else if (const QString refusal = m_model->refusalAt(NamePointer); !refusal.isEmpty())
        found << PageProblem{m_name, refusal};
    else if (m_model->isNameTaken())
        found << PageProblem{
            m_name,
            tr("%1 has a compute configuration %2 already.").arg(m_model->project(), m_model->name())};
    return found;
}

void ComputeConfigBasicsPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString place;
    QString name;
    const QList<PageProblem> found = problems();
    for (const PageProblem &problem : found)
        (problem.field == m_places ? place : name) = problem.sentence;
    m_placesField->setError(m_showAll ? place : QString());
    m_nameField->setError(m_showAll || !m_model->name().isEmpty() ? name : QString());
}

// ---------------------------------------------------------------------------------------------------------------------

ComputeConfigSummary::ComputeConfigSummary(ComputeConfigModel *model, QWidget *parent)
    : WizardSummary(model, tr("This compute configuration"), tr("YAML of the compute configuration"), parent)
    , m_model(model)
{
    refresh();
}

WizardSummary::Content ComputeConfigSummary::content() const
{
    Content content;
    const auto orNone = [](const QString &text) { return text.isEmpty() ? u"–"_s : cleanedLine(text); };
    const ClusterConfigView effect = m_model->effect();
    content.facts = {{tr("Name"), orNone(m_model->name())},
                     {tr("Belongs to"), orNone(m_model->project())},
                     {tr("Used by"), orNone(nameList(m_model->users(), 3))}};
    if (effect.controlPlane)
        content.facts << std::pair(tr("Control plane"), orNone(nodePoolText(*effect.controlPlane)));
    for (const NodePoolView &worker : effect.workers.value_or(QList<NodePoolView>()))
        content.facts << std::pair(orNone(worker.name), nodePoolText(worker));
    content.facts << std::pair(tr("SSH keys"),
                               QString::number(effect.sshKeys.value_or(QStringList()).size()));
    if (m_model->project().isEmpty())
        content.open << tr("project or tenant");
    if (m_model->name().isEmpty())
        content.open << tr("name");
    return content;
}

// ---------------------------------------------------------------------------------------------------------------------

ComputeConfigWizard::ComputeConfigWizard(AppContext *context, std::unique_ptr<Draft> given,
                                         const QString &namespaceName, QWidget *parent)
    : WizardWindow(context, std::move(given), parent)
    , m_model(new ComputeConfigModel(draft(), context->surroundings(), this))
{
    setObjectName(u"computeConfigWizard"_s);
    if (draft()->kindOfWork() == DraftWord)
        setRestored();
    draft()->setKindOfWork(DraftWord);
    if (draft()->objects().isEmpty() && !namespaceName.isEmpty())
        m_model->setNamespace(namespaceName);
    addPage(new ComputeConfigBasicsPage(m_model, this));
    addPage(new ControlPlanePage(m_model, this));
    addPage(new WorkerPoolsPage(m_model, this));
    addPage(new ClusterNetworkPage(m_model, this));
    addPage(new EffectivePage(m_model, this));
    addReview();
    setSummary(new ComputeConfigSummary(m_model, this));
    connect(m_model, &ComputeConfigModel::changed, this, [this] {
        showHead();
        refreshAll();
    });
    if (m_model->isEdit())
        setEveryStepReachable();
    showHead();
    start();
}

void ComputeConfigWizard::showHead()
{
    const QString name = cleanedLine(m_model->name());
    const QString project = cleanedLine(m_model->project());
    const QString where = context()->source() ? context()->source()->title() : QString();
    setHead(m_model->isEdit() ? tr("Edit compute configuration %1").arg(name)
            : name.isEmpty()  ? tr("New compute configuration")
                              : tr("New compute configuration %1").arg(name),
            project.isEmpty() ? where : tr("in %1, %2", "project, hub").arg(project, where));
}

void ComputeConfigWizard::stepEntered(int step)
{
    Q_UNUSED(step)
    showHead();
}

namespace {

void openWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &namespaceName,
                QWidget *parent)
{
    auto *wizard = new ComputeConfigWizard(context, std::move(draft), namespaceName, parent);
    bringUp(wizard);
}

} // namespace

void restoreComputeConfigDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
{
    openWizard(context, std::move(draft), {}, parent);
}

void registerComputeConfigActions(AppContext *context)
{
    const QString kind = u"ComputeConfig.spectrocloud.com"_s;
    context->actions()->add(
        newAction(u"computeconfig.new"_s, ComputeConfigWizard::tr("New compute configuration…"), kind,
                  [context](const ActionTarget &target) {
                      openWizard(context, std::make_unique<Draft>(), target.project, target.window);
                  }));
    context->actions()->add(editAction(context, u"computeconfig.edit"_s, kind,
                                       [context](std::unique_ptr<Draft> draft, QWidget *window) {
                                           openWizard(context, std::move(draft), {}, window);
                                       }));
}

} // namespace easel
