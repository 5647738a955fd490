// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/scalingpolicywizard.h"

#include "app/context/appcontext.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/sectionheader.h"
#include "app/wizards/fieldrows.h"
#include "app/wizards/projectnamepage.h"
#include "app/wizards/wizardactions.h"
#include "core/base/text.h"
#include "core/domain/environmentview.h"
#include "core/domain/poolview.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;

using Field = FieldRows::Column;
using Kind = FieldRows::Column::Kind;

namespace {

const QString cpuWord = u"CPU"_s;
const JsonPointer spec = JsonPointer::of({u"spec"_s});

bool isCpu(const QString &text)
{
    return text.compare(cpuWord, Qt::CaseInsensitive) == 0;
}

QJsonObject newPolicy()
{
    return {{u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
            {u"kind"_s, u"ScalingPolicy"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, QString()}, {u"namespace"_s, QString()}}},
            {u"spec"_s, QJsonObject()}};
}

void showText(QLineEdit *edit, const QString &text)
{
    if (edit->text() == text)
        return;
    const QSignalBlocker quiet(edit);
    edit->setText(text);
}

QStringList rowOf(const QString &what, const ScalingPolicyView::Rule &rule)
{
    return {what, QString::number(rule.up.value_or(80)), QString::number(rule.down.value_or(20)),
            rule.upDuration, rule.downDuration};
}

} // namespace

ScalingPolicyModel::ScalingPolicyModel(Draft *draft, Surroundings *surroundings, QObject *parent)
    : ObjectModel(draft, surroundings, newPolicy(), parent)
{
    start();
}

QStringList ScalingPolicyModel::users() const
{
    QStringList names;
    const QJsonObject policy = object();
    const QList<QJsonObject> pools =
        objects().all(u"ComputePool.spectrocloud.com"_s, policy[u"metadata"][u"namespace"].toString());
    for (const QJsonObject &pool : pools) {
        const PoolView view(pool);
        if (!name().isEmpty() && view.scalingPolicy == name())
            names << view.name;
    }
    return names;
}

// ---------------------------------------------------------------------------------------------------------------------

ScalingRulesPage::ScalingRulesPage(ScalingPolicyModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_rules(new FieldRows(
          u"scalingRule"_s,
          {Field{Kind::Text, tr("What is measured"), tr("CPU, or a GPU family"), {}, 0, 0, 0, false},
           Field{Kind::Number, tr("More machines above, percent"), {}, {}, 1, 100, 72, false},
           Field{Kind::Number, tr("Fewer machines below, percent"), {}, {}, 0, 99, 72, false},
           Field{Kind::Text, tr("For how long above"), tr("above for, 5m"), {}, 0, 0, 120, false},
           Field{Kind::Text, tr("For how long below"), tr("below for, 20m"), {}, 0, 0, 120, false}},
          tr("Rule"), this))
    , m_bounds(
          new FieldRows(u"scalingBound"_s,
                        {Field{Kind::Text, tr("Of what"), tr("CPU, or a GPU family"), {}, 0, 0, 0, false},
                         Field{Kind::Number, tr("At least"), {}, {}, 0, 1'000'000, 96, false},
                         Field{Kind::Number, tr("At most"), {}, {}, 1, 1'000'000, 96, false}},
                        tr("Bound"), this))
    , m_cooldown(new QLineEdit(this))
    , m_cooldownField(new FormField(tr("Pause after a step"), m_cooldown, this))
    , m_abort(new QLineEdit(this))
    , m_abortField(new FormField(tr("Give up a step after"), m_abort, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(new SectionHeader(tr("Rules: what, more above %, fewer below %, for how long"),
                                        SectionHeader::Level::Caption, this));
    m_rules->setFresh({QString(), u"80"_s, u"20"_s, QString(), QString()});
    column->addWidget(m_rules);
    column->addWidget(new SectionHeader(tr("Bounds: CPUs or GPUs of all pools with this policy"),
                                        SectionHeader::Level::Caption, this));
    m_bounds->setFresh({QString(), u"0"_s, u"8"_s});
    column->addWidget(m_bounds);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    m_cooldown->setObjectName(u"cooldown"_s);
    m_cooldown->setPlaceholderText(u"15m"_s);
    m_abort->setObjectName(u"abort"_s);
    m_abort->setPlaceholderText(u"30m"_s);
    row->addWidget(m_cooldownField, 1, Qt::AlignTop);
    row->addWidget(m_abortField, 1, Qt::AlignTop);
    column->addLayout(row);
    column->addStretch(1);
    connect(m_rules, &FieldRows::edited, this, &ScalingRulesPage::writeRules);
    connect(m_bounds, &FieldRows::edited, this, &ScalingRulesPage::writeBounds);
    connect(m_cooldown, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(spec / u"cooldownDuration"_s, text.trimmed());
        Q_EMIT edited();
    });
    connect(m_abort, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(spec / u"abortDuration"_s, text.trimmed());
        Q_EMIT edited();
    });
}

void ScalingRulesPage::writeRules()
{
    QJsonValue root = m_model->object();
    const QJsonObject oldCpu = (spec / u"cpu"_s).get(root).toObject();
    const QJsonArray oldGpus = (spec / u"gpu"_s).get(root).toArray();
    (spec / u"cpu"_s).remove(root);
    QJsonArray gpus;
    const QList<QStringList> rows = m_rules->rows();
    for (const QStringList &row : rows) {
        if (row.at(0).isEmpty())
            continue;
        // What the form does not know stays.
        QJsonObject rule = isCpu(row.at(0)) ? oldCpu : QJsonObject();
        for (const auto &old : oldGpus) {
            if (!isCpu(row.at(0)) && old[u"family"].toString() == row.at(0))
                rule = old.toObject();
        }
        rule.insert(u"scaleUpThreshold"_s, row.at(1).toInt());
        rule.insert(u"scaleDownThreshold"_s, row.at(2).toInt());
        const auto put = [&rule](const QString &key, const QString &text) {
            if (text.isEmpty())
                rule.remove(key);
            else
                rule.insert(key, text);
        };
        put(u"scaleUpDuration"_s, row.at(3));
        put(u"scaleDownDuration"_s, row.at(4));
        if (isCpu(row.at(0))) {
            (spec / u"cpu"_s).set(root, rule);
        } else {
            rule.insert(u"family"_s, row.at(0));
            gpus.append(rule);
        }
    }
    if (gpus.isEmpty())
        (spec / u"gpu"_s).remove(root);
    else
        (spec / u"gpu"_s).set(root, gpus);
    m_writing = true;
    m_model->replace(root.toObject());
    m_writing = false;
    Q_EMIT edited();
}

void ScalingRulesPage::writeBounds()
{
    QJsonValue root = m_model->object();
    (spec / u"cpuResourceBounds"_s).remove(root);
    QJsonArray gpus;
    const QList<QStringList> rows = m_bounds->rows();
    for (const QStringList &row : rows) {
        if (row.at(0).isEmpty())
            continue;
        if (isCpu(row.at(0)))
            (spec / u"cpuResourceBounds"_s)
                .set(root, QJsonObject{{u"minCPUCount"_s, row.at(1).toInt()},
                                       {u"maxCPUCount"_s, row.at(2).toInt()}});
        else
            gpus.append(QJsonObject{{u"family"_s, row.at(0)},
                                    {u"minGPUCount"_s, row.at(1).toInt()},
                                    {u"maxGPUCount"_s, row.at(2).toInt()}});
    }
    if (gpus.isEmpty())
        (spec / u"gpuResourceBounds"_s).remove(root);
    else
        (spec / u"gpuResourceBounds"_s).set(root, gpus);
    m_writing = true;
    m_model->replace(root.toObject());
    m_writing = false;
    Q_EMIT edited();
}

void ScalingRulesPage::refresh()
{
    const ScalingPolicyView policy(m_model->object());
    if (!m_writing) {
        QList<QStringList> rules;
        if (policy.cpu)
            rules << rowOf(cpuWord, *policy.cpu);
        for (const ScalingPolicyView::Rule &rule : policy.gpus)
            rules << rowOf(rule.family, rule);
        QList<QStringList> complete = m_rules->rows();
        complete.removeIf([](const QStringList &row) { return row.at(0).isEmpty(); });
        if (complete != rules)
            m_rules->setRows(rules);
        QList<QStringList> bounds;
        const auto add = [&bounds](const QString &what, const ScalingPolicyView::Bounds &bound) {
            bounds << QStringList{what, QString::number(bound.min.value_or(0)),
                                  QString::number(bound.max.value_or(1))};
        };
        if (policy.cpuBounds)
            add(cpuWord, *policy.cpuBounds);
        for (const ScalingPolicyView::Bounds &bound : policy.gpuBounds)
            add(bound.family, bound);
        complete = m_bounds->rows();
        complete.removeIf([](const QStringList &row) { return row.at(0).isEmpty(); });
        if (complete != bounds)
            m_bounds->setRows(bounds);
    }
    showText(m_cooldown, policy.cooldown);
    showText(m_abort, policy.abort);
    showProblems(m_showAll);
}

QString ScalingRulesPage::sentenceAt(const JsonPointer &pointer) const
{
    return m_model->refusalAt(pointer);
}

QList<PageProblem> ScalingRulesPage::problems() const
{
    QList<PageProblem> found;
    if (const QString refusal = m_model->refusalOf(u"SCP-1"_s); !refusal.isEmpty())
        found << PageProblem{m_rules->addButton(), refusal};
    const ScalingPolicyView policy(m_model->object());
    const auto line = [](const FieldRows *rows, const QString &what) {
        const QList<QStringList> all = rows->rows();
        for (int i = 0; i < all.size(); ++i) {
            if (all.at(i).at(0).compare(what, Qt::CaseInsensitive) == 0)
                return i;
        }
        return 0;
    };
    QList<std::pair<QString, JsonPointer>> rules;
    if (policy.cpu)
        rules.append({cpuWord, policy.cpu->pointer});
    for (const ScalingPolicyView::Rule &rule : policy.gpus)
        rules.append({rule.family, rule.pointer});
    for (const auto &[what, pointer] : std::as_const(rules)) {
        if (const QString sentence = sentenceAt(pointer); !sentence.isEmpty())
            found << PageProblem{m_rules->field(line(m_rules, what), 1), sentence};
    }
    QList<std::pair<QString, JsonPointer>> bounds;
    if (policy.cpuBounds)
        bounds.append({cpuWord, policy.cpuBounds->pointer});
    for (const ScalingPolicyView::Bounds &bound : policy.gpuBounds)
        bounds.append({bound.family, bound.pointer});
    for (const auto &[what, pointer] : std::as_const(bounds)) {
        if (const QString sentence = sentenceAt(pointer); !sentence.isEmpty())
            found << PageProblem{m_bounds->field(line(m_bounds, what), 0), sentence};
    }
    if (const QString sentence = sentenceAt(spec / u"cooldownDuration"_s); !sentence.isEmpty())
        found << PageProblem{m_cooldown, sentence};
    if (const QString sentence = sentenceAt(spec / u"abortDuration"_s); !sentence.isEmpty())
        found << PageProblem{m_abort, sentence};
    // The same thing twice would write over itself.
    QStringList seen;
    const QList<QStringList> all = m_rules->rows();
    for (int i = 0; i < all.size(); ++i) {
        const QString what = all.at(i).at(0).toLower();
        if (!what.isEmpty() && seen.contains(what))
            found << PageProblem{m_rules->field(i, 0), tr("%1 has a rule already.").arg(all.at(i).at(0))};
        seen << what;
    }
    return found;
}

void ScalingRulesPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> found = problems();
    const auto inRows = [&](FieldRows *rows) {
        QString sentence;
        int line = -1;
        for (const PageProblem &problem : found) {
            const bool nothingYet = problem.field == rows->addButton() && !m_showAll;
            if (!sentence.isEmpty() || nothingYet || !problem.field || !rows->isAncestorOf(problem.field))
                continue;
            sentence = problem.sentence;
            for (int i = 0; i < rows->rows().size(); ++i) {
                if (rows->field(i, 0) == problem.field || rows->field(i, 1) == problem.field)
                    line = i;
            }
        }
        rows->setProblem(line, sentence);
    };
    inRows(m_rules);
    inRows(m_bounds);
    const auto of = [&found](const QWidget *field) {
        for (const PageProblem &problem : found) {
            if (problem.field == field)
                return problem.sentence;
        }
        return QString();
    };
    m_cooldownField->setError(of(m_cooldown));
    m_abortField->setError(of(m_abort));
}

// ---------------------------------------------------------------------------------------------------------------------

ScalingPolicySummary::ScalingPolicySummary(ScalingPolicyModel *model, QWidget *parent)
    : WizardSummary(model, tr("This scaling policy"), tr("YAML of the scaling policy"), parent)
    , m_model(model)
{
    refresh();
}

WizardSummary::Content ScalingPolicySummary::content() const
{
    Content content;
    const ScalingPolicyView policy(m_model->object());
    const auto orNone = [](const QString &text) { return text.isEmpty() ? u"–"_s : cleanedLine(text); };
    content.facts = {{tr("Name"), orNone(policy.name)},
                     {tr("Project"), orNone(policy.namespaceName)},
                     {tr("Used by"), orNone(nameList(m_model->users(), 3))}};
    const auto add = [&](const QString &what, const ScalingPolicyView::Rule &rule) {
        content.facts << std::pair(
            cleanedLine(what),
            tr("more above %1 %, fewer below %2 %").arg(rule.up.value_or(0)).arg(rule.down.value_or(0)));
    };
    if (policy.cpu)
        add(cpuWord, *policy.cpu);
    for (const ScalingPolicyView::Rule &rule : policy.gpus)
        add(rule.family, rule);
    if (policy.namespaceName.isEmpty())
        content.open << tr("project");
    if (policy.name.isEmpty())
        content.open << tr("name");
    if (!policy.cpu && policy.gpus.isEmpty())
        content.open << tr("a rule");
    return content;
}

// ---------------------------------------------------------------------------------------------------------------------

ScalingPolicyWizard::ScalingPolicyWizard(AppContext *context, std::unique_ptr<Draft> given,
                                         const QString &project, QWidget *parent)
    : WizardWindow(context, std::move(given), parent)
    , m_model(new ScalingPolicyModel(draft(), context->surroundings(), this))
{
    setObjectName(u"scalingPolicyWizard"_s);
    if (draft()->kindOfWork() == DraftWord)
        setRestored();
    draft()->setKindOfWork(DraftWord);
    if (draft()->objects().isEmpty() && !project.isEmpty())
        m_model->set(JsonPointer::of({u"metadata"_s, u"namespace"_s}), project);
    addPage(new ProjectNamePage(m_model,
                                {tr("What it is called, and whose"),
                                 tr("Pools of the project refer to it; one policy may serve several."),
                                 tr("Project %1 has a scaling policy %2 already.")},
                                this));
    addPage(new ScalingRulesPage(m_model, this));
    addReview();
    setSummary(new ScalingPolicySummary(m_model, this));
    connect(m_model, &ScalingPolicyModel::changed, this, [this] {
        showHead();
        refreshAll();
    });
    if (m_model->isEdit())
        setEveryStepReachable();
    showHead();
    start();
}

void ScalingPolicyWizard::showHead()
{
    const QString name = cleanedLine(m_model->name());
    const QString project = cleanedLine(m_model->object()[u"metadata"][u"namespace"].toString());
    const QString where = context()->source() ? context()->source()->title() : QString();
    setHead(m_model->isEdit() ? tr("Edit scaling policy %1").arg(name)
            : name.isEmpty()  ? tr("New scaling policy")
                              : tr("New scaling policy %1").arg(name),
            project.isEmpty() ? where : tr("in %1, %2", "project, hub").arg(project, where));
}

void ScalingPolicyWizard::stepEntered(int step)
{
    Q_UNUSED(step)
    showHead();
}

namespace {

void openWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project, QWidget *parent)
{
    auto *wizard = new ScalingPolicyWizard(context, std::move(draft), project, parent);
    bringUp(wizard);
}

} // namespace

void restoreScalingPolicyDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
{
    openWizard(context, std::move(draft), {}, parent);
}

void registerScalingPolicyActions(AppContext *context)
{
    const QString kind = u"ScalingPolicy.spectrocloud.com"_s;
    context->actions()->add(newAction(u"scalingpolicy.new"_s, ScalingPolicyWizard::tr("New scaling policy…"),
                                      kind, [context](const ActionTarget &target) {
                                          openWizard(context, std::make_unique<Draft>(), target.project,
                                                     target.window);
                                      }));
    context->actions()->add(editAction(context, u"scalingpolicy.edit"_s, kind,
                                       [context](std::unique_ptr<Draft> draft, QWidget *window) {
                                           openWizard(context, std::move(draft), {}, window);
                                       }));
}

} // namespace easel
