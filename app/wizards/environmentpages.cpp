// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/environmentpages.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/sectionheader.h"
#include "app/wizards/environmentmodel.h"
#include "app/wizards/fieldrows.h"
#include "app/wizards/numberfield.h"
#include "core/domain/kinds.h"
#include "core/placement/placementform.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

using Field = FieldRows::Column;
using Kind = FieldRows::Column::Kind;

namespace {

QVBoxLayout *columnOf(QWidget *page)
{
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    return layout;
}

void showText(QLineEdit *edit, const QString &text)
{
    if (edit->text() == text)
        return;
    const QSignalBlocker quiet(edit);
    edit->setText(text);
}

void showChoice(QComboBox *box, const QString &value)
{
    const QSignalBlocker quiet(box);
    int index = box->findData(value);
    if (index < 0) { // another tool's word stays
        box->addItem(value, value);
        index = box->count() - 1;
    }
    box->setCurrentIndex(index);
}

QStringList valuesOf(const QString &text)
{
    QStringList values;
    const QStringList parts = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (!part.trimmed().isEmpty())
            values << part.trimmed();
    }
    return values;
}

// A row of a condition: whether of a label or a claim, key, operator, values.
QStringList rowOf(const ClusterCondition &condition)
{
    return {condition.claim ? u"claim"_s : u"label"_s, condition.key, condition.op,
            condition.values.join(u", "_s)};
}

ClusterCondition conditionOf(const QStringList &row)
{
    ClusterCondition condition;
    condition.claim = row.value(0) == u"claim";
    condition.key = row.value(1);
    condition.op = row.value(2);
    condition.values = condition.takesValues() ? valuesOf(row.value(3)) : QStringList();
    return condition;
}

bool isComplete(const ClusterCondition &condition)
{
    return !condition.key.isEmpty() && (!condition.takesValues() || !condition.values.isEmpty());
}

// "3" or "25%"; empty is fine.
bool isCountOrShare(const QString &text)
{
    static const QRegularExpression form(u"^(100%|[1-9][0-9]?%|[1-9][0-9]*)$"_s);
    return text.isEmpty() || form.match(text).hasMatch();
}

QJsonValue countOrShare(const QString &text)
{
    if (text.isEmpty() || !isCountOrShare(text))
        return QJsonValue::Undefined;
    return text.endsWith(u'%') ? QJsonValue(text) : QJsonValue(text.toLongLong());
}

QString textOf(const QJsonValue &value)
{
    return value.isString()   ? value.toString()
           : value.isDouble() ? QString::number(value.toInteger())
                              : QString();
}

} // namespace

EnvironmentBasicsPage::EnvironmentBasicsPage(EnvironmentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_project(new QComboBox(this))
    , m_projectField(new FormField(tr("Project"), m_project, this))
    , m_name(new QLineEdit(this))
    , m_nameField(new FormField(tr("Name"), m_name, this))
    , m_from(new QComboBox(this))
    , m_fromField(new FormField(tr("Clusters come from"), m_from, this))
    , m_placement(new QLineEdit(this))
    , m_placementField(new FormField(tr("Placement"), m_placement, this))
    , m_namespace(new QLineEdit(this))
    , m_namespaceField(new FormField(tr("Namespace of the Placement on the hub"), m_namespace, this))
{
    m_project->setObjectName(u"environmentProject"_s);
    m_name->setObjectName(u"environmentName"_s);
    m_from->setObjectName(u"environmentFrom"_s);
    m_placement->setObjectName(u"environmentPlacement"_s);
    m_namespace->setObjectName(u"environmentNamespace"_s);
    m_from->addItem(tr("Labels and claims"), u"topology-ocm"_s);
    m_from->addItem(tr("An existing Placement"), u"topology-ocm-byop"_s);
    m_name->setMaxLength(63);
    QVBoxLayout *column = columnOf(this);
    for (FormField *field : {m_projectField, m_nameField, m_fromField, m_placementField, m_namespaceField})
        column->addWidget(field);
    column->addStretch();
    connect(m_project, &QComboBox::activated, this, [this] {
        m_model->set(u"metadata.namespace"_s, m_project->currentData().toString());
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_typedName = true;
        m_model->set(u"metadata.name"_s, text.trimmed());
        Q_EMIT edited();
    });
    connect(m_from, &QComboBox::activated, this, [this] {
        m_model->setUsesExistingPlacement(m_from->currentData().toString() == u"topology-ocm-byop");
        Q_EMIT edited();
    });
    connect(m_placement, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(u"spec.topology.properties.placementRef.name"_s, text.trimmed());
        Q_EMIT edited();
    });
    connect(m_namespace, &QLineEdit::textEdited, this, [this](const QString &text) {
        const bool existing = m_model->usesExistingPlacement();
        m_model->set(existing ? u"spec.topology.properties.placementRef.namespace"_s
                              : u"spec.topology.properties.hubNamespace"_s,
                     text.trimmed());
        Q_EMIT edited();
    });
}

void EnvironmentBasicsPage::refresh()
{
    const QString project = m_model->project();
    QStringList projects;
    const QList<QJsonObject> all = m_model->objects().all(u"Project."_s + spectroGroup);
    for (const QJsonObject &object : all)
        projects << object[u"metadata"][u"name"].toString();
    if (!project.isEmpty() && !projects.contains(project))
        projects << project;
    QStringList shown;
    for (int i = 0; i < m_project->count(); ++i)
        shown << m_project->itemData(i).toString();
    const QSignalBlocker quiet(m_project);
    if (shown != QStringList{QString()} + projects) {
        m_project->clear();
        m_project->addItem(tr("Choose a project"), QString());
        for (const QString &name : std::as_const(projects))
            m_project->addItem(name, name);
    }
    m_project->setCurrentIndex(std::max(0, m_project->findData(project)));
    m_project->setEnabled(!m_model->isEdit());
    m_name->setEnabled(!m_model->isEdit());
    showText(m_name, m_model->name());
    const bool existing = m_model->usesExistingPlacement();
    showChoice(m_from, existing ? u"topology-ocm-byop"_s : u"topology-ocm"_s);
    m_placementField->setVisible(existing);
    showText(m_placement, m_model->value(u"spec.topology.properties.placementRef.name").toString());
    showText(m_namespace, m_model
                              ->value(existing ? u"spec.topology.properties.placementRef.namespace"
                                               : u"spec.topology.properties.hubNamespace")
                              .toString());
    m_namespace->setPlaceholderText(u"managed-cluster-set-global"_s);
    m_nameField->setHelp(m_model->isEdit() ? tr("Name and project cannot change.") : QString());
    showProblems(false);
}

QList<PageProblem> EnvironmentBasicsPage::problems() const
{
    QList<PageProblem> found;
    if (m_model->project().isEmpty())
        found.append({m_project, tr("Choose a project.")});
    if (m_model->name().isEmpty())
        found.append({m_name, tr("Enter a name.")});
    else if (m_model->isNameTaken())
        found.append(
            {m_name, tr("%1 has an environment %2 already.").arg(m_model->project(), m_model->name())});
    else if (const QString refusal = m_model->refusalOf(u"ENV-1"_s); !refusal.isEmpty())
        found.append({m_name, refusal});
    if (const QString refusal = m_model->refusalOf(u"ENV-2"_s); !refusal.isEmpty())
        found.append(
            {m_model->usesExistingPlacement() ? static_cast<QWidget *>(m_placement) : m_from, refusal});
    if (const QString refusal = m_model->refusalOf(u"ENV-3"_s); !refusal.isEmpty())
        found.append({m_namespace, refusal});
    if (const QString refusal = m_model->refusalOf(u"ENV-6"_s); !refusal.isEmpty())
        found.append({m_from, refusal});
    return found;
}

void EnvironmentBasicsPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> found = problems();
    const auto sentence = [&found](QWidget *field) {
        const auto problem = std::find_if(found.begin(), found.end(),
                                          [field](const PageProblem &each) { return each.field == field; });
        return problem == found.end() ? QString() : problem->sentence;
    };
    m_projectField->setError(m_showAll ? sentence(m_project) : QString());
    m_nameField->setError(m_showAll || (m_typedName && !m_model->name().isEmpty()) ? sentence(m_name)
                                                                                   : QString());
    m_placementField->setError(m_showAll ? sentence(m_placement) : QString());
    m_namespaceField->setError(sentence(m_namespace));
}

EnvironmentClustersPage::EnvironmentClustersPage(EnvironmentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_existing(new QLabel(this))
    , m_form(new QWidget(this))
    , m_sets(new QVBoxLayout)
    , m_alternative(new QPushButton(tr("Alternative set"), this))
    , m_tolerations(new FieldRows(
          u"toleration"_s,
          {Field{Kind::Text, tr("Key of the taint"), tr("every key"), {}, 0, 0, 0, false},
           Field{Kind::Choice,
                 tr("Operator"),
                 {},
                 {{u"Exists"_s, tr("exists")}, {u"Equal"_s, tr("is")}},
                 0,
                 0,
                 84,
                 false},
           Field{Kind::Text, tr("Value of the taint"), tr("value"), {}, 0, 0, 0, false},
           Field{Kind::Choice,
                 tr("Effect"),
                 {},
                 {{QString(), tr("every effect")},
                  {u"NoSelect"_s, u"NoSelect"_s},
                  {u"NoSelectIfNew"_s, u"NoSelectIfNew"_s},
                  {u"PreferNoSelect"_s, u"PreferNoSelect"_s}},
                 0,
                 0,
                 140,
                 false},
           Field{Kind::Text, tr("Seconds it is tolerated"), tr("seconds"), {}, 0, 0, 72, false}},
          tr("Toleration"), this))
    , m_clusterSets(new QLineEdit(this))
    , m_clusterSetsField(new FormField(tr("Only from these cluster sets"), m_clusterSets, this))
{
    QVBoxLayout *page = columnOf(this);
    m_existing->setText(tr("An existing Placement chooses the clusters. Change it where it is kept."));
    m_existing->setWordWrap(true);
    page->addWidget(m_existing);
    page->addWidget(m_form);
    page->addStretch();
    auto *column = columnOf(m_form);
    m_sets->setSpacing(12);
    column->addLayout(m_sets);
    setButtonKind(m_alternative, ButtonKind::Link);
    m_alternative->setIcon(icon(u"plus"_s, IconInk::Link));
    m_alternative->setObjectName(u"alternativeSet"_s);
    column->addWidget(m_alternative, 0, Qt::AlignLeft);
    column->addWidget(new SectionHeader(tr("Tolerated taints"), SectionHeader::Level::Caption, this));
    column->addWidget(m_tolerations);
    m_clusterSets->setObjectName(u"clusterSets"_s);
    m_clusterSets->setPlaceholderText(tr("every set that is bound"));
    column->addWidget(m_clusterSetsField);
    m_tolerations->setFresh({QString(), u"Exists"_s, QString(), QString(), QString()});
    connect(m_alternative, &QPushButton::clicked, this, [this] {
        FieldRows *rows = addSet();
        rows->setRows({{u"label"_s, QString(), u"In"_s, QString()}});
        nameSets();
        rows->field(0, 0)->setFocus(Qt::OtherFocusReason);
        writeConditions();
    });
    connect(m_tolerations, &FieldRows::edited, this, &EnvironmentClustersPage::writeTolerations);
    connect(m_clusterSets, &QLineEdit::textEdited, this, [this](const QString &text) {
        QJsonObject placement = m_model->placement();
        const QStringList names = valuesOf(text);
        if (names.isEmpty())
            placement.remove(u"clusterSets"_s);
        else
            placement.insert(u"clusterSets"_s, QJsonArray::fromStringList(names));
        m_model->setPlacement(placement);
        Q_EMIT edited();
    });
    addSet();
    nameSets();
}

FieldRows *EnvironmentClustersPage::addSet()
{
    auto *title = new QLabel(this);
    setTextRole(title, TextRole::SmallStrong);
    setSecondaryText(title);
    auto *rows = new FieldRows(
        u"condition%1"_s.arg(m_rows.size()),
        {Field{Kind::Choice,
               tr("Label or claim"),
               {},
               {{u"label"_s, tr("label")}, {u"claim"_s, tr("claim")}},
               0,
               0,
               84,
               false},
         Field{Kind::Text, tr("Key"), tr("key"), {}, 0, 0, 0, false},
         Field{Kind::Choice,
               tr("Operator"),
               {},
               {{u"In"_s, tr("in")},
                {u"NotIn"_s, tr("not in")},
                {u"Exists"_s, tr("exists")},
                {u"DoesNotExist"_s, tr("is not there")}},
               0,
               0,
               112,
               false},
         Field{Kind::Text, tr("Values"), tr("values, separated by commas"), {}, 0, 0, 0, false}},
        tr("Condition"), this);
    rows->setFresh({u"label"_s, QString(), u"In"_s, QString()});
    connect(rows, &FieldRows::edited, this, &EnvironmentClustersPage::writeConditions);
    m_sets->addWidget(title);
    m_sets->addWidget(rows);
    tabInto(m_alternative, {rows->addButton()});
    m_rows << rows;
    m_titles << title;
    return rows;
}

void EnvironmentClustersPage::nameSets()
{
    for (qsizetype i = 0; i < m_titles.size(); ++i)
        m_titles.at(i)->setText(i == 0 ? tr("Must match all") : tr("Or must match all of these"));
}

void EnvironmentClustersPage::refresh()
{
    const bool existing = m_model->usesExistingPlacement();
    m_existing->setVisible(existing);
    m_form->setVisible(!existing);
    if (m_writing)
        return;
    const QJsonObject placement = m_model->placement();
    const QList<QList<ClusterCondition>> sets = placementConditions(placement);
    while (m_rows.size() < sets.size())
        addSet();
    nameSets();
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        QList<QStringList> rows;
        for (const ClusterCondition &condition : sets.value(i))
            rows << rowOf(condition);
        // Rows that are being filled are not in the draft yet.
        QList<QStringList> complete = m_rows.at(i)->rows();
        complete.removeIf([](const QStringList &row) { return !isComplete(conditionOf(row)); });
        for (QStringList &row : complete)
            row = rowOf(conditionOf(row));
        // Nor does their order matter.
        QList<QStringList> wanted = rows;
        std::sort(complete.begin(), complete.end());
        std::sort(wanted.begin(), wanted.end());
        if (complete != wanted)
            m_rows.at(i)->setRows(rows);
    }
    QStringList names;
    const QJsonArray list = placement[u"clusterSets"].toArray();
    for (const auto &name : list)
        names << name.toString();
    if (valuesOf(m_clusterSets->text()) != names)
        showText(m_clusterSets, names.join(u", "_s));
    const QString source =
        m_model->objects().isComplete(u"ManagedCluster.cluster.open-cluster-management.io"_s)
            ? QString()
            : tr("Cluster sets play no part on a hub without Open Cluster Management.");
    m_clusterSetsField->setHelp(source);
    QList<QStringList> tolerations;
    for (const PlacementTolerationRow &row : placementTolerations(placement))
        tolerations << QStringList{row.key, row.op, row.value, row.effect, row.seconds};
    m_tolerations->setRows(tolerations);
    showProblems(false);
}

void EnvironmentClustersPage::writeConditions()
{
    const QList<QList<ClusterCondition>> before = placementConditions(m_model->placement());
    QList<QList<ClusterCondition>> sets;
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const QList<ClusterCondition> old = before.value(i);
        QList<ClusterCondition> conditions;
        const QList<QStringList> rows = m_rows.at(i)->rows();
        for (const QStringList &row : rows) {
            ClusterCondition condition = conditionOf(row);
            if (!isComplete(condition))
                continue;
            // What stood in matchLabels stays there while it can.
            condition.inMap = std::any_of(old.begin(), old.end(), [&](const auto &each) {
                return each.inMap && each.key == condition.key && !condition.claim;
            });
            conditions << condition;
        }
        sets << conditions;
    }
    m_writing = true;
    m_model->setPlacement(withPlacementConditions(m_model->placement(), sets));
    m_writing = false;
    Q_EMIT edited();
}

void EnvironmentClustersPage::writeTolerations()
{
    QList<PlacementTolerationRow> rows;
    const QList<QStringList> all = m_tolerations->rows();
    for (const QStringList &row : all)
        rows << PlacementTolerationRow{row.at(0), row.at(1), row.at(2), row.at(3), row.at(4)};
    m_writing = true;
    m_model->setPlacement(withPlacementTolerations(m_model->placement(), rows));
    m_writing = false;
    Q_EMIT edited();
}

QList<PageProblem> EnvironmentClustersPage::problems() const
{
    QList<PageProblem> found;
    if (m_model->usesExistingPlacement())
        return found;
    for (FieldRows *rows : m_rows) {
        const QList<QStringList> all = rows->rows();
        for (int i = 0; i < all.size(); ++i) {
            const ClusterCondition condition = conditionOf(all.at(i));
            if (condition.key.isEmpty())
                found.append({rows->field(i, 1), tr("Enter a key, or remove the condition.")});
            else if (!isComplete(condition))
                found.append({rows->field(i, 3), tr("Enter a value for %1.").arg(condition.key)});
        }
    }
    const QList<QStringList> tolerations = m_tolerations->rows();
    for (int i = 0; i < tolerations.size(); ++i) {
        const QStringList &row = tolerations.at(i);
        if (row.at(0).isEmpty() && row.at(1) == u"Equal")
            found.append({m_tolerations->field(i, 0),
                          tr("Without a key, a toleration takes every taint: choose \"exists\".")});
        bool isNumber = false;
        if (!row.at(4).isEmpty() && (row.at(4).toLongLong(&isNumber) < 0 || !isNumber))
            found.append({m_tolerations->field(i, 4), tr("Seconds are a whole number.")});
    }
    if (const QString refusal = m_model->refusalOf(u"ENV-7"_s); !refusal.isEmpty())
        found.append({m_rows.first()->addButton(), refusal});
    return found;
}

void EnvironmentClustersPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> found = m_showAll ? problems() : QList<PageProblem>();
    QList<FieldRows *> lists = m_rows;
    lists << m_tolerations;
    for (FieldRows *rows : std::as_const(lists)) {
        QString sentence;
        int line = -1;
        for (const PageProblem &problem : found) {
            if (problem.field && rows->isAncestorOf(problem.field) && sentence.isEmpty()) {
                sentence = problem.sentence;
                for (int i = 0; i < rows->rows().size(); ++i) {
                    for (int column = 0; column < 5; ++column)
                        line = rows->field(i, column) == problem.field ? i : line;
                }
            }
        }
        rows->setProblem(line, sentence);
    }
}

EnvironmentScoresPage::EnvironmentScoresPage(EnvironmentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_count(new NumberField(this))
    , m_countField(new FormField(tr("How many clusters"), m_count, this))
    , m_mode(new QComboBox(this))
    , m_modeField(new FormField(tr("Which scores count"), m_mode, this))
    , m_weightsPlace(new QVBoxLayout)
    , m_spread(new FieldRows(u"spread"_s,
                             {Field{Kind::Choice,
                                    tr("Label or claim"),
                                    {},
                                    {{u"label"_s, tr("label")}, {u"claim"_s, tr("claim")}},
                                    0,
                                    0,
                                    100,
                                    false},
                              Field{Kind::Text, tr("Key"), tr("key, such as region"), {}, 0, 0, 0, false},
                              Field{Kind::Number, tr("Largest difference"), {}, {}, 1, 1000, 76, false},
                              Field{Kind::Choice,
                                    tr("When it cannot be kept"),
                                    {},
                                    {{u"hard"_s, tr("choose fewer")}, {u"soft"_s, tr("choose anyway")}},
                                    0,
                                    0,
                                    140,
                                    false}},
                             tr("Spread"), this))
{
    m_count->setSpokenName(tr("How many clusters"));
    m_count->setObjectName(u"clusterCount"_s);
    m_count->setRange(-1, 1'000'000);
    m_count->setSpecialValueText(tr("all"));
    m_mode->setObjectName(u"scoreMode"_s);
    m_mode->addItem(tr("These, and Balance and Steady with weight 1"), u"Additive"_s);
    m_mode->addItem(tr("Only these"), u"Exact"_s);
    QVBoxLayout *column = columnOf(this);
    auto *top = new QHBoxLayout;
    top->setSpacing(12);
    m_countField->setFixedWidth(scaledWidth(this, 140));
    top->addWidget(m_countField);
    top->addWidget(m_modeField, 1);
    column->addLayout(top);
    column->addWidget(new SectionHeader(tr("Preference weights"), SectionHeader::Level::Caption, this));
    column->addLayout(m_weightsPlace);
    column->addWidget(new SectionHeader(tr("Spread over"), SectionHeader::Level::Caption, this));
    column->addWidget(m_spread);
    column->addStretch();
    m_spread->setFresh({u"label"_s, QString(), u"1"_s, u"hard"_s});
    makeWeights();
    connect(m_count, &QSpinBox::valueChanged, this, [this](int count) {
        QJsonObject placement = m_model->placement();
        if (count < 0)
            placement.remove(u"numberOfClusters"_s);
        else
            placement.insert(u"numberOfClusters"_s, count);
        m_model->setPlacement(placement);
        Q_EMIT edited();
    });
    connect(m_mode, &QComboBox::activated, this, [this] {
        QJsonObject placement = m_model->placement();
        QJsonObject policy = placement[u"prioritizerPolicy"].toObject();
        policy.insert(u"mode"_s, m_mode->currentData().toString());
        placement.insert(u"prioritizerPolicy"_s, policy);
        m_model->setPlacement(placement);
        Q_EMIT edited();
    });
    connect(m_spread, &FieldRows::edited, this, &EnvironmentScoresPage::writeSpread);
}

// The scores to choose from depend on the GPU families that are known.
void EnvironmentScoresPage::makeWeights()
{
    Field score{Kind::Choice, tr("Score"), {}, {}, 0, 0, 216, false};
    score.choices = {{u"ResourceAllocatableGPU"_s, tr("Free GPUs")},
                     {u"ResourceAllocatableMemory"_s, tr("Free memory")},
                     {u"ResourceAllocatableCPU"_s, tr("Free CPUs")},
                     {u"Balance"_s, tr("Balance")},
                     {u"Steady"_s, tr("Steady")}};
    for (const QString &family : std::as_const(m_families))
        score.choices.append({u"ResourceAllocatableGPU/"_s + family, tr("Free %1").arg(family)});
    auto *weights =
        new FieldRows(u"weight"_s, {score, Field{Kind::Number, tr("Weight"), {}, {}, -10, 10, 68, true}},
                      tr("Score"), this);
    weights->setFresh({u"ResourceAllocatableGPU"_s, u"1"_s});
    connect(weights, &FieldRows::edited, this, &EnvironmentScoresPage::writeWeights);
    if (m_weights) {
        setTabOrder(m_weights->addButton(), weights->addButton());
        weights->setRows(m_weights->rows());
        m_weightsPlace->replaceWidget(m_weights, weights);
        m_weights->hide();
        m_weights->deleteLater();
    } else {
        m_weightsPlace->addWidget(weights);
        tabInto(m_spread->addButton(), {weights->addButton()});
    }
    m_weights = weights;
}

void EnvironmentScoresPage::refresh()
{
    setEnabled(!m_model->usesExistingPlacement());
    const QStringList families = m_model->gpuFamilies();
    if (families != m_families && !m_weights->isAncestorOf(QWidget::window()->focusWidget())) {
        m_families = families;
        makeWeights();
    }
    if (m_writing)
        return;
    const QJsonObject placement = m_model->placement();
    {
        const QSignalBlocker quiet(m_count);
        m_count->setValue(placement.contains(u"numberOfClusters") ? placement[u"numberOfClusters"].toInt()
                                                                  : -1);
    }
    showChoice(m_mode, placement[u"prioritizerPolicy"][u"mode"].toString(u"Additive"_s));
    QList<QStringList> weights;
    for (const PlacementWeight &weight : placementWeights(placement))
        weights << QStringList{weight.name, QString::number(weight.weight)};
    m_weights->setRows(weights);
    QList<QStringList> spread;
    for (const PlacementSpreadRow &row : placementSpread(placement)) {
        spread << QStringList{row.claim ? u"claim"_s : u"label"_s, row.key, QString::number(row.maxSkew),
                              row.hard ? u"hard"_s : u"soft"_s};
    }
    QList<QStringList> complete = m_spread->rows();
    complete.removeIf([](const QStringList &row) { return row.at(1).isEmpty(); });
    if (complete != spread)
        m_spread->setRows(spread);
    showProblems(false);
}

void EnvironmentScoresPage::writeWeights()
{
    QList<PlacementWeight> weights;
    const QList<QStringList> rows = m_weights->rows();
    for (const QStringList &row : rows)
        weights << PlacementWeight{row.at(0), row.at(1).toInt()};
    m_writing = true;
    m_model->setPlacement(withPlacementWeights(m_model->placement(), weights));
    m_writing = false;
    Q_EMIT edited();
}

void EnvironmentScoresPage::writeSpread()
{
    QList<PlacementSpreadRow> spread;
    const QList<QStringList> rows = m_spread->rows();
    for (const QStringList &row : rows) {
        if (!row.at(1).isEmpty())
            spread << PlacementSpreadRow{row.at(0) == u"claim", row.at(1), row.at(2).toInt(),
                                         row.at(3) == u"hard"};
    }
    m_writing = true;
    m_model->setPlacement(withPlacementSpread(m_model->placement(), spread));
    m_writing = false;
    Q_EMIT edited();
}

QList<PageProblem> EnvironmentScoresPage::problems() const
{
    QList<PageProblem> found;
    if (m_model->usesExistingPlacement())
        return found;
    QStringList names;
    const QList<QStringList> weights = m_weights->rows();
    for (int i = 0; i < weights.size(); ++i) {
        if (names.contains(weights.at(i).at(0)))
            found.append({m_weights->field(i, 0), tr("This score is in the list already.")});
        names << weights.at(i).at(0);
    }
    const QList<QStringList> spread = m_spread->rows();
    for (int i = 0; i < spread.size(); ++i) {
        if (spread.at(i).at(1).isEmpty())
            found.append({m_spread->field(i, 1), tr("Enter a key, or remove the spread.")});
    }
    if (spread.size() > 8)
        found.append({m_spread->field(8, 1), tr("At most 8 spreads are possible.")});
    return found;
}

void EnvironmentScoresPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> found = problems();
    for (FieldRows *rows : {m_weights, m_spread}) {
        QString sentence;
        for (const PageProblem &problem : found) {
            if (problem.field && rows->isAncestorOf(problem.field) && (m_showAll || rows == m_weights))
                sentence = problem.sentence;
        }
        rows->setProblem(-1, sentence);
    }
}

EnvironmentRolloutPage::EnvironmentRolloutPage(EnvironmentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_type(new QComboBox(this))
    , m_typeField(new FormField(tr("Rollout"), m_type, this))
    , m_perGroup(new QLineEdit(this))
    , m_perGroupField(new FormField(tr("Clusters in a group"), m_perGroup, this))
    , m_atATime(new QLineEdit(this))
    , m_atATimeField(new FormField(tr("Clusters at a time"), m_atATime, this))
    , m_groups(new FieldRows(u"group"_s,
                             {Field{Kind::Text, tr("Name of the group"), tr("name"), {}, 0, 0, 140, false},
                              Field{Kind::Text,
                                    tr("Conditions of the group"),
                                    tr("region=arctic|alpine, claim:gpu.family, !old"),
                                    {},
                                    0,
                                    0,
                                    0,
                                    false}},
                             tr("Group"), this))
{
    m_type->setObjectName(u"rolloutType"_s);
    m_atATime->setObjectName(u"rolloutAtATime"_s);
    m_perGroup->setObjectName(u"clustersPerGroup"_s);
    m_type->addItem(tr("All at once"), u"All"_s);
    m_type->addItem(tr("Step by step"), u"Progressive"_s);
    m_type->addItem(tr("By group"), u"ProgressivePerGroup"_s);
    m_atATime->setPlaceholderText(tr("all"));
    m_perGroup->setPlaceholderText(tr("all in one"));
    m_atATimeField->setHelp(tr("A number, or a share such as 25%."));
    m_perGroupField->setHelp(tr("A number, or a share such as 25%."));
    QVBoxLayout *column = columnOf(this);
    column->addWidget(m_typeField);
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_perGroupField);
    row->addWidget(m_atATimeField);
    column->addLayout(row);
    column->addWidget(new SectionHeader(tr("Named groups, in order"), SectionHeader::Level::Caption, this));
    column->addWidget(m_groups);
    column->addStretch();
    m_groups->setFresh({QString(), QString()});
    connect(m_type, &QComboBox::activated, this, &EnvironmentRolloutPage::writeRollout);
    connect(m_atATime, &QLineEdit::textEdited, this, &EnvironmentRolloutPage::writeRollout);
    connect(m_perGroup, &QLineEdit::textEdited, this, &EnvironmentRolloutPage::writeGroups);
    connect(m_groups, &FieldRows::edited, this, &EnvironmentRolloutPage::writeGroups);
}

void EnvironmentRolloutPage::refresh()
{
    const bool existing = m_model->usesExistingPlacement();
    m_perGroupField->setEnabled(!existing);
    m_groups->setEnabled(!existing);
    if (m_writing)
        return;
    const QJsonObject rollout = m_model->rollout();
    const QString type = rollout[u"type"].toString(u"All"_s);
    showChoice(m_type, type);
    m_atATimeField->setVisible(type == u"Progressive");
    if (isCountOrShare(m_atATime->text()))
        showText(m_atATime, textOf(rollout[u"progressive"][u"maxConcurrency"]));
    const QJsonObject placement = m_model->placement();
    if (isCountOrShare(m_perGroup->text()))
        showText(m_perGroup,
                 textOf(placement[u"decisionStrategy"][u"groupStrategy"][u"clustersPerDecisionGroup"]));
    QList<QStringList> groups;
    for (const PlacementGroupRow &row : placementGroups(placement))
        groups << QStringList{row.name, conditionsText(row.conditions)};
    QList<QStringList> complete;
    const QList<QStringList> shown = m_groups->rows();
    for (const QStringList &each : shown) {
        const auto conditions = conditionsFromText(each.at(1));
        if (!each.at(0).isEmpty() && conditions)
            complete << QStringList{each.at(0), conditionsText(*conditions)};
    }
    if (complete != groups)
        m_groups->setRows(groups);
    showProblems(false);
}

void EnvironmentRolloutPage::writeRollout()
{
    const QString type = m_type->currentData().toString();
    QJsonObject rollout = m_model->rollout();
    rollout.insert(u"type"_s, type);
    // One that is not chosen has no say; its settings go.
    for (const auto &[word, key] :
         {std::pair(u"All"_s, u"all"_s), std::pair(u"Progressive"_s, u"progressive"_s),
          std::pair(u"ProgressivePerGroup"_s, u"progressivePerGroup"_s)}) {
        if (word != type)
            rollout.remove(key);
    }
    if (type == u"Progressive") {
        QJsonObject options = rollout[u"progressive"].toObject();
        const QJsonValue count = countOrShare(m_atATime->text().trimmed());
        if (count.isUndefined())
            options.remove(u"maxConcurrency"_s);
        else
            options.insert(u"maxConcurrency"_s, count);
        if (options.isEmpty())
            rollout.remove(u"progressive"_s);
        else
            rollout.insert(u"progressive"_s, options);
    }
    m_atATimeField->setVisible(type == u"Progressive");
    m_writing = true;
    m_model->setRollout(rollout);
    m_writing = false;
    Q_EMIT edited();
}

void EnvironmentRolloutPage::writeGroups()
{
    QList<PlacementGroupRow> groups;
    const QList<QStringList> rows = m_groups->rows();
    for (const QStringList &row : rows) {
        const auto conditions = conditionsFromText(row.at(1));
        if (!row.at(0).isEmpty() && conditions)
            groups << PlacementGroupRow{row.at(0), *conditions};
    }
    QJsonObject placement = withPlacementGroups(m_model->placement(), groups);
    QJsonObject strategy = placement[u"decisionStrategy"].toObject();
    QJsonObject group = strategy[u"groupStrategy"].toObject();
    const QJsonValue count = countOrShare(m_perGroup->text().trimmed());
    if (count.isUndefined())
        group.remove(u"clustersPerDecisionGroup"_s);
    else
        group.insert(u"clustersPerDecisionGroup"_s, count);
    if (group.isEmpty())
        strategy.remove(u"groupStrategy"_s);
    else
        strategy.insert(u"groupStrategy"_s, group);
    if (strategy.isEmpty())
        placement.remove(u"decisionStrategy"_s);
    else
        placement.insert(u"decisionStrategy"_s, strategy);
    m_writing = true;
    m_model->setPlacement(placement);
    m_writing = false;
    Q_EMIT edited();
}

QList<PageProblem> EnvironmentRolloutPage::problems() const
{
    QList<PageProblem> found;
    if (m_type->currentData().toString() == u"Progressive" && !isCountOrShare(m_atATime->text().trimmed()))
        found.append({m_atATime, tr("Enter a number from 1, or a share from 1% to 100%.")});
    if (m_model->usesExistingPlacement())
        return found;
    if (!isCountOrShare(m_perGroup->text().trimmed()))
        found.append({m_perGroup, tr("Enter a number from 1, or a share from 1% to 100%.")});
    const QList<QStringList> rows = m_groups->rows();
    for (int i = 0; i < rows.size(); ++i) {
        if (rows.at(i).at(0).isEmpty())
            found.append({m_groups->field(i, 0), tr("Enter a name, or remove the group.")});
        else if (!conditionsFromText(rows.at(i).at(1)))
            found.append({m_groups->field(i, 1),
                          tr("Write conditions such as region=arctic|alpine, claim:gpu.family, !old.")});
    }
    return found;
}

void EnvironmentRolloutPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString atATime;
    QString perGroup;
    QString groups;
    for (const PageProblem &problem : problems()) {
        if (problem.field == m_atATime)
            atATime = problem.sentence;
        else if (problem.field == m_perGroup)
            perGroup = problem.sentence;
        else if (m_showAll && groups.isEmpty())
            groups = problem.sentence;
    }
    m_atATimeField->setError(atATime);
    m_perGroupField->setError(perGroup);
    m_groups->setProblem(-1, groups);
}

} // namespace easel
