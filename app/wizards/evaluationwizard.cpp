// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/evaluationwizard.h"

#include "app/context/appcontext.h"
#include "app/views/parts/formfield.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/projectnamepage.h"
#include "app/wizards/wizardactions.h"
#include "core/base/text.h"
#include "core/domain/names.h"
#include "core/domain/poolview.h"
#include "core/domain/state.h"
#include "core/domain/tolerant.h"

#include <QLineEdit>
#include <QPointer>
#include <QSignalBlocker>
#include <QUuid>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString evaluationKind = u"ComputePoolEvaluation.spectrocloud.com"_s;
const JsonPointer NamespacePointer = JsonPointer::of({u"metadata"_s, u"namespace"_s});
const JsonPointer PoolPointer = JsonPointer::of({u"spec"_s, u"poolRef"_s});
const JsonPointer TemplatePointer = JsonPointer::of({u"spec"_s, u"template"_s});
const JsonPointer TtlPointer = JsonPointer::of({u"spec"_s, u"ttl"_s});
const QString poolKind = u"ComputePool.spectrocloud.com"_s;
const QString AsItIs = u"pool"_s;
const QString AsCopy = u"copy"_s;

QJsonObject newEvaluation()
{
    return {{u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
            {u"kind"_s, u"ComputePoolEvaluation"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, QString()}, {u"namespace"_s, QString()}}},
            {u"spec"_s, QJsonObject{{u"mode"_s, u"DryRun"_s}}}};
}

} // namespace

EvaluationModel::EvaluationModel(Draft *draft, Surroundings *surroundings, QObject *parent)
    : ObjectModel(draft, surroundings, newEvaluation(), parent)
{
    start();
}

QString EvaluationModel::project() const
{
    return NamespacePointer.get(object()).toString();
}

QString EvaluationModel::pool() const
{
    const QJsonObject evaluation = object();
    return isCopy() ? TemplatePointer.get(evaluation)[u"name"].toString()
                    : PoolPointer.get(evaluation)[u"name"].toString();
}

bool EvaluationModel::isCopy() const
{
    return TemplatePointer.exists(object());
}

void EvaluationModel::setPool(const QString &name, bool asCopy)
{
    QJsonValue root = object();
    PoolPointer.remove(root);
    TemplatePointer.remove(root);
    if (asCopy) {
        const QJsonObject found = objects().find(poolKind, project(), name);
        TemplatePointer.set(root, QJsonObject{{u"name"_s, name}, {u"spec"_s, found.value(u"spec")}});
    } else if (!name.isEmpty()) {
        PoolPointer.set(root, QJsonObject{{u"name"_s, name}});
    }
    replace(root.toObject());
}

// ---------------------------------------------------------------------------------------------------------------------

EvaluationPage::EvaluationPage(EvaluationModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_pools(new ChoiceList(ChoiceList::Mode::One))
    , m_poolField(new FormField(tr("Pool"), m_pools, this))
    , m_how(new ChoiceList(ChoiceList::Mode::One))
    , m_ttl(new QLineEdit)
    , m_ttlField(new FormField(tr("The answer is kept for"), m_ttl, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    m_pools->setObjectName(u"evaluationPool"_s);
    column->addWidget(m_poolField);
    m_how->setObjectName(u"evaluationHow"_s);
    ChoiceItem asItIs;
    asItIs.id = AsItIs;
    asItIs.title = tr("The pool as it is");
    asItIs.detail = tr("follows the pool's spec at the time of the check");
    ChoiceItem copy;
    copy.id = AsCopy;
    copy.title = tr("A copy of its spec");
    copy.detail = tr("stays as it is now; change it with Edit YAML before it is applied");
    m_how->setItems({asItIs, copy});
    column->addWidget(new FormField(tr("What of it"), m_how, this));
    m_ttl->setObjectName(u"evaluationTtl"_s);
    m_ttl->setPlaceholderText(u"1h"_s);
    column->addWidget(m_ttlField);
    column->addStretch(1);
    const auto choose = [this] {
        m_model->setPool(m_pools->chosen().value(0), m_how->chosen().value(0) == AsCopy);
        Q_EMIT edited();
    };
    connect(m_pools, &ChoiceList::chosenChanged, this, choose);
    connect(m_how, &ChoiceList::chosenChanged, this, choose);
    connect(m_ttl, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(TtlPointer, text.trimmed());
        Q_EMIT edited();
    });
}

void EvaluationPage::refresh()
{
    QList<ChoiceItem> items;
    const QList<QJsonObject> pools = m_model->objects().all(poolKind, m_model->project());
    for (const QJsonObject &pool : pools) {
        const PoolView view(pool);
        const StateText state = stateOf(pool);
        ChoiceItem item;
        item.id = view.name;
        item.title = view.name;
        item.detail = cleanedLine(view.description);
        item.tone = state.tone;
        item.stateWord = state.word;
        item.icon = u"boxes"_s;
        items << item;
    }
    m_pools->setItems(items);
    m_pools->setChosen(m_model->pool().isEmpty() ? QStringList() : QStringList{m_model->pool()});
    m_poolField->setHelp(
        items.isEmpty() && m_model->isReady() ? tr("No pool in %1 yet.").arg(m_model->project()) : QString());
    m_how->setChosen({m_model->isCopy() ? AsCopy : AsItIs});
    const QString ttl = TtlPointer.get(m_model->object()).toString();
    if (m_ttl->text() != ttl) {
        const QSignalBlocker quiet(m_ttl);
        m_ttl->setText(ttl);
    }
    showProblems(m_showAll);
}

QList<PageProblem> EvaluationPage::problems() const
{
    QList<PageProblem> found;
    if (m_model->pool().isEmpty())
        found << PageProblem{m_pools, tr("Choose a pool.")};
    else if (const QString refusal = m_model->refusalOf(u"EVAL-1"_s); !refusal.isEmpty())
        found << PageProblem{m_pools, refusal};
    if (!m_ttl->text().isEmpty() && !parseDuration(m_ttl->text()))
        found << PageProblem{m_ttl, tr("'%1' is not a duration. Write for example 1h.").arg(m_ttl->text())};
    return found;
}

void EvaluationPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString pool;
    QString ttl;
    const QList<PageProblem> found = problems();
    for (const PageProblem &problem : found)
        (problem.field == m_pools ? pool : ttl) = problem.sentence;
    m_poolField->setError(m_showAll ? pool : QString());
    m_ttlField->setError(ttl);
}

// ---------------------------------------------------------------------------------------------------------------------

EvaluationSummary::EvaluationSummary(EvaluationModel *model, QWidget *parent)
    : WizardSummary(model, tr("This evaluation"), tr("YAML of the evaluation"), parent)
    , m_model(model)
{
    refresh();
}

WizardSummary::Content EvaluationSummary::content() const
{
    Content content;
    const auto orNone = [](const QString &text) { return text.isEmpty() ? u"–"_s : cleanedLine(text); };
    content.facts = {{tr("Name"), orNone(m_model->name())},
                     {tr("Project"), orNone(m_model->project())},
                     {m_model->isCopy() ? tr("Copy of") : tr("Pool"), orNone(m_model->pool())}};
    if (m_model->project().isEmpty())
        content.open << tr("project");
    if (m_model->pool().isEmpty())
        content.open << tr("pool");
    return content;
}

// ---------------------------------------------------------------------------------------------------------------------

EvaluationWizard::EvaluationWizard(AppContext *context, std::unique_ptr<Draft> given, const QString &project,
                                   const QString &pool, QWidget *parent)
    : WizardWindow(context, std::move(given), parent)
    , m_model(new EvaluationModel(draft(), context->surroundings(), this))
{
    setObjectName(u"evaluationWizard"_s);
    if (draft()->kindOfWork() == DraftWord)
        setRestored();
    draft()->setKindOfWork(DraftWord);
    if (draft()->objects().isEmpty()) {
        // Nobody thinks up names for dry runs (section 4).
        m_model->set(JsonPointer::of({u"metadata"_s, u"name"_s}),
                     u"dry-"_s + QUuid::createUuid().toString(QUuid::Id128).left(8));
        if (!project.isEmpty())
            m_model->set(NamespacePointer, project);
        if (!pool.isEmpty())
            m_model->setPool(pool, false);
    }
    addPage(new ProjectNamePage(m_model,
                                {tr("What it is called, and where"), tr("A dry run is gone an hour later."),
                                 tr("Project %1 has an evaluation %2 already.")},
                                this));
    addPage(new EvaluationPage(m_model, this));
    addReview();
    setSummary(new EvaluationSummary(m_model, this));
    connect(m_model, &EvaluationModel::changed, this, [this] {
        showHead();
        refreshAll();
    });
    showHead();
    start();
}

void EvaluationWizard::showHead()
{
    const QString pool = cleanedLine(m_model->pool());
    const QString project = cleanedLine(m_model->project());
    const QString where = context()->source() ? context()->source()->title() : QString();
    setHead(pool.isEmpty() ? tr("New pool evaluation") : tr("Check pool %1").arg(pool),
            project.isEmpty() ? where : tr("in %1, %2", "project, hub").arg(project, where));
}

void EvaluationWizard::stepEntered(int step)
{
    Q_UNUSED(step)
    showHead();
}

namespace {

void openWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project,
                const QString &pool, QWidget *parent)
{
    auto *wizard = new EvaluationWizard(context, std::move(draft), project, pool, parent);
    bringUp(wizard);
    if (!pool.isEmpty())
        wizard->goTo(1);
}

// The vendor's evaluations are its own (2.7): the wizard decides in process there.
Offer offerHere(const ActionTarget &target)
{
    return target.source && target.source->mode() == HubMode::Vendor ? Offer::hidden() : Offer();
}

} // namespace

void restoreEvaluationDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
{
    openWizard(context, std::move(draft), {}, {}, parent);
}

void registerEvaluationActions(AppContext *context)
{
    Action create =
        newAction(u"evaluation.new"_s, EvaluationWizard::tr("New evaluation…"), evaluationKind,
                  [context](const ActionTarget &target) {
                      openWizard(context, std::make_unique<Draft>(), target.project, {}, target.window);
                  });
    create.offer = offerHere;
    context->actions()->add(create);

    Action check;
    check.id = u"pool.check"_s;
    check.text = EvaluationWizard::tr("Check…");
    check.icon = u"shield-check"_s;
    check.places = Action::RowMenu | Action::Palette;
    check.kinds = {poolKind};
    check.needsObject = true;
    check.writes = true;
    check.order = 21;
    check.access = [](const ActionTarget &, const ObjectRef &ref) {
        return mayOne(u"create"_s, evaluationKind, ref.namespaceName);
    };
    check.offer = [](const ActionTarget &target) {
        return target.isOne() ? offerHere(target) : Offer::hidden();
    };
    check.run = [context](const ActionTarget &target) {
        openWizard(context, std::make_unique<Draft>(), target.object().namespaceName, target.object().name,
                   target.window);
    };
    context->actions()->add(check);
}

} // namespace easel
