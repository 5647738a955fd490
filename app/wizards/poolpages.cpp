// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/poolpages.h"

#include "app/look/controls.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/sectionheader.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/clusterpages.h"
#include "app/wizards/fieldrows.h"
#include "app/wizards/poolmodel.h"
#include "core/base/text.h"
#include "core/domain/appdeployment.h"
#include "core/domain/bundleview.h"
#include "core/domain/environmentview.h"
#include "core/domain/gputext.h"
#include "core/domain/poolchange.h"
#include "core/domain/versions.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

using Field = FieldRows::Column;
using Kind = FieldRows::Column::Kind;

namespace {

const JsonPointer NamePointer = JsonPointer::of({u"metadata"_s, u"name"_s});
const JsonPointer BundlePointer = JsonPointer::of({u"spec"_s, u"profileBundleRef"_s});
const JsonPointer PolicyPointer = JsonPointer::of({u"spec"_s, u"scalingPolicyRef"_s});
const JsonPointer OvercommitPointer =
    JsonPointer::of({u"spec"_s, u"clusterVariant"_s, u"shared"_s, u"allowOvercommit"_s});
const QString NoPolicy = u"none"_s;

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

QLabel *wrappedLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString cloudOf(const PoolModel *model)
{
    const QString cloud = model->own().cloudType;
    return cloud.isEmpty() ? u"edge-native"_s : cloud;
}

} // namespace

PoolBasicsPage::PoolBasicsPage(PoolModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_projects(new ChoiceList(ChoiceList::Mode::One))
    , m_projectField(new FormField(tr("Project"), m_projects, this))
    , m_name(new QLineEdit)
    , m_nameField(new FormField(tr("Name"), m_name, this))
    , m_description(new QPlainTextEdit)
    , m_kind(new QComboBox)
    , m_kindField(new FormField(tr("Clusters"), m_kind, this))
    , m_sharedBox(new QWidget(this))
    , m_clusters(new FieldRows(u"clusters"_s,
                               {Field{Kind::Text, tr("Name of the cluster"), tr("name"), {}, 0, 0, 0, false}},
                               tr("Cluster"), m_sharedBox))
    , m_overcommit(new QCheckBox(tr("Deployments may ask for more GPUs than there are"), m_sharedBox))
{
    QVBoxLayout *column = columnOf(this);
    m_projects->setObjectName(u"poolProject"_s);
    m_name->setObjectName(u"poolName"_s);
    m_name->setMaxLength(63);
    m_description->setObjectName(u"poolDescription"_s);
    m_description->setTabChangesFocus(true);
    m_description->setFixedHeight(m_description->fontMetrics().lineSpacing() * 2 + 16);
    m_kind->setObjectName(u"poolKind"_s);
    m_kind->addItem(tr("One, for one purpose (dedicated)"), false);
    m_kind->addItem(tr("One or several that deployments share"), true);
    m_overcommit->setObjectName(u"poolOvercommit"_s);
    column->addWidget(m_projectField);
    column->addWidget(m_nameField);
    auto *description = new FormField(tr("Description"), m_description, this);
    description->setHelp(tr("Optional; a few words on what it is for"));
    column->addWidget(description);
    column->addWidget(m_kindField);
    auto *shared = new QVBoxLayout(m_sharedBox);
    shared->setContentsMargins(0, 0, 0, 0);
    shared->addWidget(m_clusters);
    shared->addWidget(m_overcommit);
    column->addWidget(m_sharedBox);
    column->addStretch(1);
    if (model->isEdit()) {
        m_projects->setReadOnly(true);
        m_name->setReadOnly(true);
        m_kind->setEnabled(false);
        for (FormField *field : {m_projectField, m_nameField, m_kindField})
            field->setNote(tr("cannot change"));
        m_clusters->setFixed(tr("A pool keeps its clusters: none is added, removed or renamed."));
    } else {
        m_nameField->setHelp(tr("3 to 33 lower-case letters, digits or hyphens; it cannot change later"));
    }
    connect(m_projects, &ChoiceList::chosenChanged, this, [this] {
        m_model->setProject(m_projects->chosen().value(0));
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(NamePointer, text.trimmed());
        Q_EMIT edited();
    });
    connect(m_description, &QPlainTextEdit::textChanged, this, [this] {
        m_model->set(JsonPointer::of({u"spec"_s, u"description"_s}), m_description->toPlainText());
        Q_EMIT edited();
    });
    connect(m_kind, &QComboBox::activated, this, [this] {
        m_model->setShared(m_kind->currentData().toBool());
        Q_EMIT edited();
    });
    connect(m_clusters, &FieldRows::edited, this, [this] {
        QStringList names;
        const QList<QStringList> rows = m_clusters->rows();
        for (const QStringList &row : rows)
            names << row.first();
        m_model->setClusterNames(names);
        Q_EMIT edited();
    });
    connect(m_overcommit, &QCheckBox::toggled, this, [this](bool on) {
        m_model->set(OvercommitPointer, on ? QJsonValue(true) : QJsonValue(QJsonValue::Undefined));
        Q_EMIT edited();
    });
}

void PoolBasicsPage::refresh()
{
    QList<ChoiceItem> items;
    const QList<ProjectOffer> offers = projectOffers(m_model->objects());
    for (const ProjectOffer &offer : offers) {
        if (m_model->isEdit() && offer.name != m_model->project())
            continue;
        ChoiceItem item;
        item.id = offer.name;
        item.title = offer.name;
        item.note = offer.displayName != offer.name ? offer.displayName : QString();
        item.detail = offer.tenant.isEmpty() ? tr("no tenant") : tr("tenant %1").arg(offer.tenant);
        item.tone = offer.tone;
        item.stateWord = offer.stateWord;
        item.icon = u"folder"_s;
        item.whyNot = offer.whyNot;
        items << item;
    }
    m_projects->setItems(items);
    m_projects->setChosen(m_model->project().isEmpty() ? QStringList() : QStringList{m_model->project()});
    m_projectField->setHelp(items.isEmpty() && m_model->isReady()
                                ? tr("No project yet. Make one under Projects first.")
                                : QString());
    showText(m_name, m_model->name());
    const PoolView pool = m_model->pool();
    if (m_description->toPlainText() != pool.description) {
        const QSignalBlocker quiet(m_description);
        m_description->setPlainText(pool.description);
    }
    const QSignalBlocker quietKind(m_kind);
    m_kind->setCurrentIndex(m_model->isShared() ? 1 : 0);
    m_sharedBox->setVisible(m_model->isShared());
    if (m_model->isShared()) {
        QList<QStringList> rows;
        const QStringList names = m_model->clusterNames();
        for (const QString &name : names)
            rows << QStringList{name};
        m_clusters->setRows(rows);
        const QSignalBlocker quiet(m_overcommit);
        m_overcommit->setChecked(pool.allowOvercommit);
    }
    showProblems(m_showAll);
}

QList<PageProblem> PoolBasicsPage::problems() const
{
    QList<PageProblem> found;
    if (m_model->project().isEmpty())
        found << PageProblem{m_projects, tr("Choose a project.")};
    else if (const QString refusal = m_model->refusalOf(u"POOL-12"_s); !refusal.isEmpty())
        found << PageProblem{m_projects, refusal};
    if (m_model->name().isEmpty())
        found << PageProblem{m_name, tr("Enter a name.")};
    else if (const QString refusal = m_model->refusalAt(NamePointer); !refusal.isEmpty())
        found << PageProblem{m_name, refusal};
    else if (m_model->isNameTaken())
        found << PageProblem{
            m_name, tr("Project %1 has a pool %2 already.").arg(m_model->project(), m_model->name())};
    for (const QString &rule : {u"POOL-2"_s, u"POOL-3"_s}) {
        if (const QString refusal = m_model->refusalOf(rule); !refusal.isEmpty())
            found << PageProblem{
                m_model->isShared() ? m_clusters->addButton() : static_cast<QWidget *>(m_kind), refusal};
    }
    const qsizetype clusters = m_model->clusterNames().size();
    if (m_model->isShared() && clusters > 8)
        found << PageProblem{m_clusters->addButton(), tr("A pool has at most 8 clusters.")};
    return found;
}

void PoolBasicsPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> found = problems();
    const auto sentence = [&found](const QWidget *field) {
        const auto it = std::find_if(found.begin(), found.end(),
                                     [field](const PageProblem &each) { return each.field == field; });
        return it == found.end() ? QString() : it->sentence;
    };
    m_projectField->setError(m_showAll || !m_model->project().isEmpty() ? sentence(m_projects) : QString());
    m_nameField->setError(m_showAll || !m_model->name().isEmpty() ? sentence(m_name) : QString());
    m_kindField->setError(sentence(m_kind));
    m_clusters->setProblem(-1, sentence(m_clusters->addButton()));
}

// ---------------------------------------------------------------------------------------------------------------------

PoolBundlePage::PoolBundlePage(PoolModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_bundles(new ChoiceList(ChoiceList::Mode::One))
    , m_field(new FormField(tr("Bundle"), m_bundles, this))
    , m_contents(wrappedLabel(this))
{
    QVBoxLayout *column = columnOf(this);
    auto *older = new QCheckBox(tr("Older versions too"), this);
    older->setObjectName(u"poolBundleOlder"_s);
    m_showOlder = model->isEdit();
    older->setHidden(model->isEdit());
    m_bundles->setObjectName(u"poolBundle"_s);
    column->addWidget(m_field);
    column->addWidget(older);
    m_contents->setObjectName(u"poolBundleContents"_s);
    column->addWidget(m_contents);
    column->addStretch(1);
    connect(older, &QCheckBox::toggled, this, [this](bool on) {
        m_showOlder = on;
        refresh();
    });
    connect(m_bundles, &ChoiceList::chosenChanged, this, [this] {
        QJsonObject reference = BundlePointer.get(m_model->object()).toObject();
        reference.insert(u"name"_s, m_bundles->chosen().value(0));
        reference.insert(u"namespace"_s, m_model->project());
        if (!reference.contains(u"cloudType"_s))
            reference.insert(u"cloudType"_s, cloudOf(m_model));
        m_model->set(BundlePointer, reference);
        Q_EMIT edited();
    });
    connect(m_bundles->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &PoolBundlePage::showContents);
}

QString PoolBundlePage::explanation() const
{
    return m_model->isEdit()
               ? tr("Another version of the same bundle; a pool cannot switch to another one.")
               : tr("Infrastructure and fullstack bundles hold the cluster profiles that Palette "
                    "builds a cluster from.");
}

void PoolBundlePage::refresh()
{
    const QString chosen = m_model->pool().bundle.name;
    QList<QJsonObject> bundles =
        m_model->objects().all(u"ProfileBundle.spectrocloud.com"_s, m_model->project());
    bundles.removeIf([](const QJsonObject &bundle) { return !BundleView(bundle).needsClusterProfiles(); });
    const QString base =
        m_model->isEdit()
            ? baseOf(m_model->objects().find(u"ProfileBundle.spectrocloud.com"_s, m_model->project(),
                                             PoolView(m_model->original()).bundle.name))
            : QString();
    QStringList bases;
    for (const QJsonObject &bundle : std::as_const(bundles)) {
        if (!bases.contains(baseOf(bundle)))
            bases << baseOf(bundle);
    }
    bases.sort();
    QList<ChoiceItem> items;
    for (const QString &each : std::as_const(bases)) {
        if (m_model->isEdit() && !base.isEmpty() && each != base)
            continue;
        const QList<QJsonObject> versions = versionsOf(each, bundles);
        for (qsizetype i = 0; i < versions.size(); ++i) {
            const BundleView view(versions.at(i));
            if (i > 0 && !m_showOlder && view.name != chosen)
                continue;
            QStringList profiles;
            for (const BundleView::ClusterProfile &profile : view.clusterProfiles)
                profiles << profile.name + u' ' + profile.version;
            ChoiceItem item;
            item.id = view.name;
            item.title = view.name;
            QStringList note{view.displayName, i > 0 ? tr("older version") : QString()};
            note.removeAll(QString());
            item.note = cleanedLine(note.join(u" · "_s));
            item.detail = cleanedLine(profiles.join(u", "_s));
            item.icon = u"package"_s;
            const qsizetype full = view.fullProfileCount(cloudOf(m_model));
            if (full != 1)
                item.whyNot = tr("It has %n infrastructure or full profile(s) for %1; there must be one.",
                                 nullptr, int(full))
                                  .arg(cloudOf(m_model));
            items << item;
        }
    }
    m_bundles->setItems(items);
    m_bundles->setChosen(chosen.isEmpty() ? QStringList() : QStringList{chosen});
    m_field->setHelp(
        items.isEmpty() && m_model->isReady()
            ? tr("No infrastructure or fullstack bundle in %1 yet. Make one under Profile Bundles.")
                  .arg(m_model->project())
            : QString());
    showContents();
    showProblems(m_showAll);
}

void PoolBundlePage::showContents()
{
    const QString id = m_bundles->currentId();
    const QJsonObject bundle =
        m_model->objects().find(u"ProfileBundle.spectrocloud.com"_s, m_model->project(), id);
    QStringList lines;
    if (!bundle.isEmpty()) {
        const BundleView view(bundle);
        if (!view.description.isEmpty())
            lines << cleanedLine(view.description);
        for (const BundleView::ClusterProfile &profile : view.clusterProfiles) {
            lines << tr("%1 %2, %3", "profile, version, type")
                         .arg(cleanedLine(profile.name), cleanedLine(profile.version), profile.type);
        }
        if (!view.revisionNotes.isEmpty())
            lines << tr("Notes of this version: %1").arg(cleanedLine(view.revisionNotes));
    }
    if (m_model->isEdit() && m_model->pool().bundle.name != PoolView(m_model->original()).bundle.name) {
        const QList<PoolConsequence> all =
            poolConsequences(m_model->original(), m_model->object(), m_model->objects());
        for (const PoolConsequence &one : all)
            lines << one.sentence;
    }
    m_contents->setText(lines.join(u'\n'));
}

QList<PageProblem> PoolBundlePage::problems() const
{
    QList<PageProblem> found;
    for (const QString &rule : {u"POOL-8"_s, u"POOL-9"_s, u"POOL-17"_s}) {
        if (const QString refusal = m_model->refusalOf(rule); !refusal.isEmpty()) {
            found << PageProblem{m_bundles, refusal};
            break;
        }
    }
    return found;
}

void PoolBundlePage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> found = problems();
    const bool chosen = m_model->pool().bundle.isSet();
    m_field->setError((m_showAll || chosen) && !found.isEmpty() ? found.first().sentence : QString());
}

// ---------------------------------------------------------------------------------------------------------------------

PoolScalingPage::PoolScalingPage(PoolModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_policies(new ChoiceList(ChoiceList::Mode::One))
    , m_field(new FormField(tr("Scaling policy"), m_policies, this))
    , m_bounds(wrappedLabel(this))
{
    QVBoxLayout *column = columnOf(this);
    m_policies->setObjectName(u"poolPolicy"_s);
    column->addWidget(m_field);
    m_bounds->setObjectName(u"poolBounds"_s);
    column->addWidget(m_bounds);
    column->addStretch(1);
    connect(m_policies, &ChoiceList::chosenChanged, this, [this] {
        const QString name = m_policies->chosen().value(0);
        // Older forms hold the name elsewhere.
        for (const QString &path : {u"scalingPolicy"_s, u"autoscaling"_s})
            m_model->set(JsonPointer::of({u"spec"_s, path}), QJsonValue(QJsonValue::Undefined));
        m_model->set(PolicyPointer, name == NoPolicy ? QJsonValue(QJsonValue::Undefined)
                                                     : QJsonValue(QJsonObject{{u"name"_s, name}}));
        Q_EMIT edited();
    });
}

void PoolScalingPage::refresh()
{
    QList<ChoiceItem> items;
    ChoiceItem none;
    none.id = NoPolicy;
    none.title = tr("By hand");
    none.detail = tr("Machines are added and removed when somebody changes the number.");
    none.icon = u"user"_s;
    items << none;
    const QList<QJsonObject> policies =
        m_model->objects().all(u"ScalingPolicy.spectrocloud.com"_s, m_model->project());
    for (const QJsonObject &object : policies) {
        const ScalingPolicyView policy(object);
        QStringList rules;
        const auto add = [&rules](const QString &what, const ScalingPolicyView::Rule &rule) {
            rules << tr("%1: one more machine above %2 %, one fewer below %3 %", "what is measured, percents")
                         .arg(what)
                         .arg(rule.up.value_or(0))
                         .arg(rule.down.value_or(0));
        };
        if (policy.cpu)
            add(tr("CPU"), *policy.cpu);
        for (const ScalingPolicyView::Rule &rule : policy.gpus)
            add(rule.family, rule);
        ChoiceItem item;
        item.id = policy.name;
        item.title = policy.name;
        item.detail = cleanedLine(rules.join(u"; "_s));
        item.icon = u"trending-up"_s;
        items << item;
    }
    const QString chosen = m_model->pool().scalingPolicy;
    m_policies->setItems(items);
    m_policies->setChosen({chosen.isEmpty() ? NoPolicy : chosen});
    QStringList lines;
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    for (const PoolModel::NodePool &each : pools) {
        if (each.controlPlane())
            continue;
        const NodePoolView view = m_model->effectOf(each);
        lines << tr("%1: %2 machines now, at least %3, at most %4", "worker pool, numbers")
                     .arg(cleanedLine(each.title))
                     .arg(view.nodeCount.value_or(0))
                     .arg(view.minNodeCount.value_or(0))
                     .arg(view.maxNodeCount.value_or(0));
    }
    for (const Finding &finding : m_model->findings()) {
        if (finding.rule == u"POOL-18")
            lines << finding.sentence;
    }
    m_bounds->setText(lines.join(u'\n'));
    showProblems(m_showAll);
}

QList<PageProblem> PoolScalingPage::problems() const
{
    QList<PageProblem> found;
    for (const QString &rule : {u"POOL-15"_s, u"SCP-5"_s}) {
        if (const QString refusal = m_model->refusalOf(rule); !refusal.isEmpty())
            found << PageProblem{m_policies, refusal};
    }
    return found;
}

void PoolScalingPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> found = problems();
    m_field->setError(found.isEmpty() ? QString() : found.first().sentence);
}

// ---------------------------------------------------------------------------------------------------------------------

PoolVariablesPage::PoolVariablesPage(PoolModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_choice(new ClusterChoice(model, u"variablesCluster"_s, this))
    , m_none(wrappedLabel(this))
    , m_list(new QVBoxLayout)
{
    QVBoxLayout *column = columnOf(this);
    column->addWidget(m_choice);
    column->addWidget(m_none);
    m_list->setSpacing(12);
    column->addLayout(m_list);
    column->addStretch(1);
}

void PoolVariablesPage::arrange()
{
    const PoolView pool = m_model->pool();
    const QJsonObject bundle = m_model->objects().find(u"ProfileBundle.spectrocloud.com"_s,
                                                       pool.bundle.namespaceName, pool.bundle.name);
    QList<Field> wanted;
    if (!bundle.isEmpty()) {
        const QString cloud = cloudOf(m_model);
        const BundleView view(bundle);
        for (const BundleView::ClusterProfile &profile : view.clusterProfiles) {
            if (profile.cloudType.compare(cloud, Qt::CaseInsensitive) != 0)
                continue;
            for (const BundleView::ProfileVariable &variable : profile.variables)
                wanted.append({profile.name, variable.name, variable.value,
                               variable.ask && variable.value.isEmpty(), nullptr, nullptr});
        }
    }
    QStringList key;
    for (const Field &field : std::as_const(wanted))
        key << field.profile + u'/' + field.name + u'=' + field.bundleValue;
    if (key.join(u'\n') == m_key)
        return;
    m_key = key.join(u'\n');
    for (const Field &field : std::as_const(m_fields)) {
        field.field->hide();
        field.field->deleteLater();
    }
    for (QWidget *header : std::as_const(m_headers)) {
        header->hide();
        header->deleteLater();
    }
    m_headers.clear();
    m_fields = wanted;
    QString profile;
    for (Field &field : m_fields) {
        if (field.profile != profile) {
            profile = field.profile;
            auto *header = new SectionHeader(cleanedLine(profile), SectionHeader::Level::Block, this);
            m_list->addWidget(header);
            m_headers << header;
        }
        field.edit = new QLineEdit(this);
        field.edit->setObjectName(u"variable."_s + field.profile + u'.' + field.name);
        field.edit->setPlaceholderText(cleanedLine(field.bundleValue));
        field.field = new FormField(cleanedLine(field.name), field.edit, this);
        field.field->setNote(field.needed ? tr("needed")
                             : field.bundleValue.isEmpty()
                                 ? QString()
                                 : tr("from the bundle: %1").arg(cleanedLine(field.bundleValue)));
        m_list->addWidget(field.field);
        connect(field.edit, &QLineEdit::textEdited, this,
                [this, profile = field.profile, name = field.name](const QString &text) {
                    m_model->setVariable(profile, name, text);
                    Q_EMIT edited();
                });
    }
}

void PoolVariablesPage::refresh()
{
    m_choice->refresh();
    arrange();
    const QJsonObject values = m_model->own().profileVariables;
    for (const Field &field : std::as_const(m_fields))
        showText(field.edit, values[field.profile][field.name].toString());
    m_none->setText(!m_model->pool().bundle.isSet() ? tr("Choose a bundle first.")
                    : m_fields.isEmpty()            ? tr("The cluster profiles ask for nothing.")
                                                    : QString());
    m_none->setVisible(!m_none->text().isEmpty());
    showProblems(m_showAll);
}

QList<PageProblem> PoolVariablesPage::problems() const
{
    QList<PageProblem> found;
    for (const Field &field : m_fields) {
        if (field.needed && field.edit->text().trimmed().isEmpty())
            found << PageProblem{field.edit, tr("Enter a value for %1.").arg(cleanedLine(field.name))};
    }
    // Other clusters.
    const QStringList names = m_model->clusterNames();
    for (int i = 0; i < names.size(); ++i) {
        const QString refusal =
            i == m_model->cluster() ? QString() : m_model->refusalNaming(i, {u"variables"_s});
        if (!refusal.isEmpty())
            found << PageProblem{m_choice->field(), tr("Cluster %1: %2").arg(names.at(i), refusal)};
    }
    return found;
}

void PoolVariablesPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    for (const Field &field : std::as_const(m_fields)) {
        const bool missing = field.needed && field.edit->text().trimmed().isEmpty();
        field.field->setError(m_showAll && missing ? tr("Enter a value for %1.").arg(cleanedLine(field.name))
                                                   : QString());
    }
}

} // namespace easel
