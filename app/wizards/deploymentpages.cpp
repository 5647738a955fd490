// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/deploymentpages.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/variableform.h"
#include "core/base/text.h"
#include "core/domain/deploymentview.h"
#include "core/domain/gputext.h"
#include "core/domain/tolerant.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace easel {

namespace {

const JsonPointer NamePointer = JsonPointer::of({QStringLiteral("metadata"), QStringLiteral("name")});
const JsonPointer BundlesPointer =
    JsonPointer::of({QStringLiteral("spec"), QStringLiteral("profileBundleRefs")});
const JsonPointer ComputePointer = JsonPointer::of({QStringLiteral("spec"), QStringLiteral("compute")});
const JsonPointer NamespacePointer =
    JsonPointer::of({QStringLiteral("spec"), QStringLiteral("targetNamespace")});
const JsonPointer DescriptionPointer =
    JsonPointer::of({QStringLiteral("spec"), QStringLiteral("description")});
const JsonPointer LabelsPointer = JsonPointer::of({QStringLiteral("metadata"), QStringLiteral("labels")});
const JsonPointer LinksPointer = JsonPointer::of({QStringLiteral("spec"), QStringLiteral("links")});
const JsonPointer GpuPointer =
    JsonPointer::of({QStringLiteral("spec"), QStringLiteral("gpuResources"), QStringLiteral("requests")});
const QString TypeLabel = QStringLiteral("palette.ai/aiworkload-type");

QVBoxLayout *pageLayout(WizardPage *page)
{
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    return layout;
}

QLabel *problemLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    setTextRole(label, TextRole::Small);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->hide();
    return label;
}

void showProblem(QLabel *label, const QString &sentence)
{
    QPalette colors = label->palette();
    colors.setColor(QPalette::WindowText, Look::theme().bad.foreground);
    label->setForegroundRole(QPalette::WindowText);
    label->setPalette(colors);
    label->setText(sentence);
    label->setVisible(!sentence.isEmpty());
}

} // namespace

// ---------------------------------------------------------------------------------------------------------------------

DeploymentBasicsPage::DeploymentBasicsPage(DeploymentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_projects(new ChoiceList(ChoiceList::Mode::One))
    , m_name(new QLineEdit)
    , m_description(new QPlainTextEdit)
{
    QVBoxLayout *layout = pageLayout(this);
    m_projects->setObjectName(QStringLiteral("deploymentProject"));
    m_projectField = new FormField(tr("Project"), m_projects, this);
    layout->addWidget(m_projectField);
    m_name->setObjectName(QStringLiteral("deploymentName"));
    m_name->setMaxLength(63);
    m_nameField = new FormField(tr("Name"), m_name, this);
    m_nameField->setHelp(tr("3 to 33 lower-case letters, digits or hyphens; it cannot change later"));
    layout->addWidget(m_nameField);
    m_description->setObjectName(QStringLiteral("deploymentDescription"));
    m_description->setTabChangesFocus(true);
    m_description->setFixedHeight(m_description->fontMetrics().lineSpacing() * 3 + 16);
    auto *descriptionField = new FormField(tr("Description"), m_description, this);
    descriptionField->setHelp(tr("Optional; shown in lists and to everybody who may see the project"));
    layout->addWidget(descriptionField);
    layout->addStretch();

    connect(m_projects, &ChoiceList::chosenChanged, this, [this] {
        m_model->replace(withProject(m_model->deployment(), m_projects->chosen().value(0)));
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_typedName = true;
        m_model->set(NamePointer, text.trimmed());
        Q_EMIT edited();
    });
    connect(m_description, &QPlainTextEdit::textChanged, this, [this] {
        if (m_description->hasFocus())
            m_model->set(DescriptionPointer, m_description->toPlainText());
    });
}

void DeploymentBasicsPage::refresh()
{
    QList<ChoiceItem> items;
    const QList<ProjectOffer> offers = projectOffers(m_model->objects());
    for (const ProjectOffer &offer : offers) {
        ChoiceItem item;
        item.id = offer.name;
        item.title = offer.name;
        item.note = offer.displayName != offer.name ? offer.displayName : QString();
        item.detail = offer.tenant.isEmpty() ? tr("no tenant") : tr("tenant %1").arg(offer.tenant);
        item.tone = offer.tone;
        item.stateWord = offer.stateWord;
        item.icon = QStringLiteral("folder");
        item.whyNot = offer.whyNot;
        items << item;
    }
    m_projects->setItems(items);
    m_projects->setChosen(m_model->project().isEmpty() ? QStringList() : QStringList{m_model->project()});
    if (m_name->text() != m_model->name())
        m_name->setText(m_model->name());
    const QString description = valueAt(m_model->deployment(), u"spec.description").toString();
    if (m_description->toPlainText() != description) {
        const QSignalBlocker blocker(m_description);
        m_description->setPlainText(description);
    }
    showProblems(m_showAll);
}

QList<PageProblem> DeploymentBasicsPage::problems() const
{
    QList<PageProblem> list;
    if (m_model->project().isEmpty())
        list << PageProblem{m_projects, tr("Choose a project.")};
    if (m_model->name().isEmpty()) {
        list << PageProblem{m_name, tr("Enter a name.")};
    } else if (const QString refusal = m_model->refusalAt(NamePointer); !refusal.isEmpty()) {
        list << PageProblem{m_name, refusal};
    } else if (!m_model->objects()
                    .find(QStringLiteral("AIWorkload.spectrocloud.com"), m_model->project(), m_model->name())
                    .isEmpty()) {
        list << PageProblem{m_name,
                            tr("There is a deployment %1 in this project already.").arg(m_model->name())};
    }
    return list;
}

void DeploymentBasicsPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString project;
    QString name;
    const QList<PageProblem> list = problems();
    for (const PageProblem &problem : list) {
        if (problem.field == m_projects)
            project = problem.sentence;
        else
            name = problem.sentence;
    }
    m_projectField->setError(m_showAll ? project : QString());
    m_nameField->setError(m_showAll || (m_typedName && !m_model->name().isEmpty()) ? name : QString());
}

// ---------------------------------------------------------------------------------------------------------------------

DeploymentBundlesPage::DeploymentBundlesPage(DeploymentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_bundles(new ChoiceList(ChoiceList::Mode::Several))
    , m_filter(new QLineEdit)
    , m_contents(new QLabel)
{
    QVBoxLayout *layout = pageLayout(this);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_filter->setPlaceholderText(tr("Filter bundles"));
    m_filter->setAccessibleName(tr("Filter bundles"));
    m_filter->setObjectName(QStringLiteral("bundleFilter"));
    m_filter->setClearButtonEnabled(true);
    auto *older = new QCheckBox(tr("Older versions too"), this);
    older->setObjectName(QStringLiteral("bundleOlder"));
    m_olderToggle = older;
    row->addWidget(m_filter, 1);
    row->addWidget(older);
    layout->addLayout(row);
    m_bundles->setObjectName(QStringLiteral("deploymentBundles"));
    m_field = new FormField(tr("Bundles"), m_bundles, this);
    layout->addWidget(m_field);
    m_contents->setTextFormat(Qt::PlainText);
    m_contents->setWordWrap(true);
    m_contents->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_contents);
    layout->addStretch();

    connect(m_filter, &QLineEdit::textChanged, this, &DeploymentBundlesPage::refresh);
    connect(older, &QCheckBox::toggled, this, [this](bool on) {
        m_showOlder = on;
        refresh();
    });
    connect(m_bundles, &ChoiceList::chosenChanged, this, [this] {
        m_model->replace(withBundles(m_model->deployment(), m_bundles->chosen(), m_model->objects()));
        Q_EMIT edited();
    });
    connect(m_bundles, &QListView::activated, this, &DeploymentBundlesPage::showContents);
    connect(m_bundles->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &DeploymentBundlesPage::showContents);
}

void DeploymentBundlesPage::refresh()
{
    QStringList chosen;
    const DeploymentView view(m_model->deployment());
    for (const auto &reference : view.bundles)
        chosen << reference.name;
    QList<ChoiceItem> items;
    const QString words = m_filter->text().trimmed();
    const QList<BundleOffer> offers = bundleOffers(m_model->objects(), m_model->project());
    for (const BundleOffer &offer : offers) {
        const bool isChosen = chosen.contains(offer.name);
        if (!offer.newest && !m_showOlder && !isChosen)
            continue;
        const QString all = offer.name + u' ' + offer.displayName + u' ' + offer.description + u' ' +
                            offer.components.join(u' ');
        if (!words.isEmpty() && !isChosen && !all.contains(words, Qt::CaseInsensitive))
            continue;
        ChoiceItem item;
        item.id = offer.name;
        item.title = offer.name;
        QStringList note{offer.displayName, offer.newest ? QString() : tr("older version")};
        note.removeAll(QString());
        item.note = note.join(QStringLiteral(" · "));
        const QString what = offer.description.isEmpty() ? offer.components.join(QStringLiteral(", "))
                                                         : cleanedLine(offer.description);
        item.detail =
            what.isEmpty() ? tr("%n workload profile(s)", nullptr, int(offer.profiles.size())) : what;
        item.icon = QStringLiteral("package");
        item.whyNot = offer.whyNot;
        items << item;
    }
    m_bundles->setItems(items);
    m_bundles->setChosen(chosen);
    m_field->setHelp(
        offers.isEmpty()
            ? tr("No application bundle in %1 yet. Make one under Profile Bundles.").arg(m_model->project())
        : items.isEmpty() ? tr("No bundle matches the filter.")
                          : tr("Space chooses; the newest version of each bundle is shown"));
    showContents();
    showProblems(m_showAll);
}

void DeploymentBundlesPage::showContents()
{
    const QString id = m_bundles->currentId();
    QStringList lines;
    const QList<BundleOffer> offers = bundleOffers(m_model->objects(), m_model->project());
    for (const BundleOffer &offer : offers) {
        if (offer.name != id)
            continue;
        lines << tr("In %1: %2")
                     .arg(offer.name, offer.components.isEmpty()
                                          ? tr("nothing")
                                          : offer.components.join(QStringLiteral(", ")));
        if (!offer.requirements.isEmpty())
            lines << tr("Needs %1").arg(offer.requirements.join(QStringLiteral(", ")));
    }
    m_contents->setText(lines.join(u'\n'));
}

QList<PageProblem> DeploymentBundlesPage::problems() const
{
    if (m_bundles->chosen().isEmpty())
        return {{m_bundles, tr("Choose at least one bundle.")}};
    QString refusal = m_model->refusalAt(BundlesPointer);
    if (refusal.isEmpty())
        refusal = m_model->refusalOf(QStringLiteral("AIW-5"));
    return refusal.isEmpty() ? QList<PageProblem>() : QList<PageProblem>{{m_bundles, refusal}};
}

void DeploymentBundlesPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> list = problems();
    m_field->setError(list.isEmpty() || !m_showAll ? QString() : list.first().sentence);
}

// ---------------------------------------------------------------------------------------------------------------------

DeploymentComputePage::DeploymentComputePage(DeploymentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_offers(new ChoiceList(ChoiceList::Mode::One))
    , m_gpuBox(new QWidget)
    , m_gpuLayout(new QVBoxLayout(m_gpuBox))
{
    QVBoxLayout *layout = pageLayout(this);
    m_offers->setObjectName(QStringLiteral("deploymentCompute"));
    m_field = new FormField(tr("Pool or environment"), m_offers, this);
    layout->addWidget(m_field);
    m_gpuLayout->setContentsMargins(0, 0, 0, 0);
    m_gpuLayout->setSpacing(12);
    layout->addWidget(m_gpuBox);
    layout->addStretch();
    connect(m_offers, &ChoiceList::chosenChanged, this, [this] {
        const QString id = m_offers->chosen().value(0);
        const auto kind =
            id.startsWith(u"pool/") ? ComputeOffer::Kind::Pool : ComputeOffer::Kind::Environment;
        m_model->replace(withCompute(m_model->deployment(), kind, id.section(u'/', 1)));
        Q_EMIT edited();
    });
}

void DeploymentComputePage::refresh()
{
    const DeploymentView view(m_model->deployment());
    QList<ChoiceItem> items;
    const QList<ComputeOffer> offers = computeOffers(m_model->objects(), m_model->project(), m_model->name());
    for (const ComputeOffer &offer : offers) {
        const bool isPool = offer.kind == ComputeOffer::Kind::Pool;
        ChoiceItem item;
        item.id = (isPool ? QStringLiteral("pool/") : QStringLiteral("environment/")) + offer.name;
        item.title = offer.name;
        item.note = isPool ? tr("pool") : tr("environment");
        item.detail = offer.detail;
        item.tone = offer.tone;
        item.stateWord = offer.stateWord;
        item.icon = isPool ? QStringLiteral("boxes") : QStringLiteral("list-tree");
        item.whyNot = offer.whyNot;
        items << item;
    }
    m_offers->setItems(items);
    QStringList chosen;
    if (view.computePool.isSet())
        chosen << QStringLiteral("pool/") + view.computePool.name;
    else if (view.environment.isSet())
        chosen << QStringLiteral("environment/") + view.environment.name;
    m_offers->setChosen(chosen);
    m_field->setHelp(items.isEmpty() ? tr("No pool and no environment in %1 yet.").arg(m_model->project())
                                     : tr("Pools that are not running cannot be chosen"));
    showGpus();
    showProblems(m_showAll);
}

void DeploymentComputePage::showGpus()
{
    const DeploymentView view(m_model->deployment());
    QMap<QString, qint64> free;
    const QList<ComputeOffer> offers = computeOffers(m_model->objects(), m_model->project(), m_model->name());
    for (const ComputeOffer &offer : offers) {
        if (offer.kind == ComputeOffer::Kind::Pool && offer.name == view.computePool.name)
            free = offer.gpusFree;
    }
    for (auto it = view.gpuRequests.begin(); it != view.gpuRequests.end(); ++it) {
        if (!free.contains(it.key()))
            free.insert(it.key(), -1);
    }
    const QString key = view.computePool.name + u'|' + QStringList(free.keys()).join(u',');
    if (key == m_gpuKey)
        return; // the spin boxes hold what the user types
    m_gpuKey = key;
    while (QLayoutItem *item = m_gpuLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (auto it = free.begin(); it != free.end(); ++it) {
        const QString family = it.key();
        auto *box = new QSpinBox;
        box->setObjectName(QStringLiteral("gpu.") + family);
        box->setRange(0, 1'000'000);
        box->setValue(int(view.gpuRequests.value(family)));
        box->setMaximumWidth(scaledWidth(box, 160));
        auto *field = new FormField(tr("%1 GPUs asked for").arg(family), box, m_gpuBox);
        if (it.value() >= 0)
            field->setHelp(tr("%n of them free in this pool now", nullptr, int(it.value())));
        connect(box, &QSpinBox::valueChanged, this, [this, family](int value) {
            m_model->set(GpuPointer / family,
                         value > 0 ? QJsonValue(value) : QJsonValue(QJsonValue::Undefined));
            // No empty maps are left behind.
            QJsonValue root = m_model->deployment();
            if (GpuPointer.get(root).toObject().isEmpty() && GpuPointer.exists(root))
                m_model->set(GpuPointer.parent(), QJsonValue(QJsonValue::Undefined));
            Q_EMIT edited();
        });
        m_gpuLayout->addWidget(field);
    }
}

QList<PageProblem> DeploymentComputePage::problems() const
{
    if (m_offers->chosen().isEmpty())
        return {{m_offers, tr("Choose a running pool or an environment.")}};
    const QList<ComputeOffer> offers = computeOffers(m_model->objects(), m_model->project(), m_model->name());
    for (const ComputeOffer &offer : offers) {
        const QString id = (offer.kind == ComputeOffer::Kind::Pool ? QStringLiteral("pool/")
                                                                   : QStringLiteral("environment/")) +
                           offer.name;
        if (m_offers->chosen().contains(id) && !offer.whyNot.isEmpty())
            return {{m_offers, offer.whyNot}};
    }
    const QString refusal = m_model->refusalAt(ComputePointer);
    return refusal.isEmpty() ? QList<PageProblem>() : QList<PageProblem>{{m_offers, refusal}};
}

void DeploymentComputePage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const QList<PageProblem> list = problems();
    m_field->setError(list.isEmpty() || !m_showAll ? QString() : list.first().sentence);
}

// ---------------------------------------------------------------------------------------------------------------------

DeploymentVariablesPage::DeploymentVariablesPage(DeploymentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_none(new QLabel(tr("These bundles have no variables."), this))
{
    m_layout = pageLayout(this);
    setSecondaryText(m_none);
    m_layout->addWidget(m_none);
    m_layout->addStretch();
}

void DeploymentVariablesPage::refresh()
{
    QStringList key;
    for (const DeploymentPart &part : m_model->parts()) {
        key << part.config << part.profile << part.bundle;
        for (const EffectiveVariable &variable : part.variables.variables)
            key << variable.name + u':' + variable.type;
    }
    const QString joined = key.join(u'|');
    bool any = false;
    if (joined != m_key) {
        m_key = joined;
        qDeleteAll(m_forms);
        m_forms.clear();
        for (const DeploymentPart &part : m_model->parts()) {
            if (part.variables.variables.isEmpty())
                continue;
            auto *form = new VariableForm(part, this);
            connect(form, &VariableForm::valueChanged, this,
                    [this](int config, const QString &name, const QString &type, const QJsonValue &plain) {
                        m_model->replace(withVariable(m_model->deployment(), config, name, type, plain));
                        Q_EMIT edited();
                    });
            m_layout->insertWidget(m_layout->count() - 1, form);
            m_forms << form;
        }
    } else {
        qsizetype next = 0;
        for (const DeploymentPart &part : m_model->parts()) {
            if (!part.variables.variables.isEmpty() && next < m_forms.size())
                m_forms.at(next++)->refresh(part);
        }
    }
    any = !m_forms.isEmpty();
    m_none->setVisible(!any);
    if (m_showAll)
        showProblems(true);
}

QList<PageProblem> DeploymentVariablesPage::problems() const
{
    QList<PageProblem> list;
    for (const VariableForm *form : m_forms) {
        const auto problems = form->problems();
        for (const auto &problem : problems)
            list << PageProblem{problem.first, problem.second};
    }
    return list;
}

void DeploymentVariablesPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    for (VariableForm *form : std::as_const(m_forms))
        form->showProblems(m_showAll);
}

// ---------------------------------------------------------------------------------------------------------------------

DeploymentDetailsPage::DeploymentDetailsPage(DeploymentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_namespace(new QComboBox)
{
    QVBoxLayout *layout = pageLayout(this);
    m_namespace->setEditable(true);
    m_namespace->setInsertPolicy(QComboBox::NoInsert);
    m_namespace->setObjectName(QStringLiteral("deploymentNamespace"));
    m_namespaceField = new FormField(tr("Target namespace on the clusters"), m_namespace, this);
    layout->addWidget(m_namespaceField);
    layout->addWidget(makePairs(QStringLiteral("deploymentLabels"), {tr("Label"), tr("Value")}, &m_labels));
    m_labelProblem = problemLabel(this);
    layout->addWidget(m_labelProblem);
    layout->addWidget(makePairs(QStringLiteral("deploymentLinks"), {tr("Link"), tr("Address")}, &m_links));
    m_linkProblem = problemLabel(this);
    layout->addWidget(m_linkProblem);
    layout->addStretch();
    connect(m_namespace, &QComboBox::editTextChanged, this, [this](const QString &text) {
        if (m_writing)
            return;
        // The default needs no field.
        m_model->set(NamespacePointer, text.trimmed() == m_model->name() ? QString() : text.trimmed());
        Q_EMIT edited();
    });
}

QWidget *DeploymentDetailsPage::makePairs(const QString &objectName, const QStringList &heads,
                                          QTableWidget **table)
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *title = new QLabel(heads.first() == tr("Label") ? tr("Labels") : tr("Links"), box);
    setTextRole(title, TextRole::Small);
    setSecondaryText(title);
    auto *pairs = new QTableWidget(0, 2, box);
    pairs->setObjectName(objectName);
    pairs->setAccessibleName(title->text());
    pairs->setHorizontalHeaderLabels(heads);
    pairs->horizontalHeader()->setStretchLastSection(true);
    pairs->horizontalHeader()->setDefaultSectionSize(scaledWidth(this, 240));
    pairs->verticalHeader()->hide();
    pairs->setSelectionBehavior(QAbstractItemView::SelectRows);
    pairs->setTabKeyNavigation(false);
    pairs->setMinimumHeight(rowHeight(QFontMetricsF(font())) * 4);
    pairs->setMaximumHeight(rowHeight(QFontMetricsF(font())) * 5 + 8);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    auto *add = new QPushButton(icon(QStringLiteral("plus")), tr("Add"), box);
    add->setObjectName(objectName + QStringLiteral(".add"));
    add->setAccessibleName(heads.first() == tr("Label") ? tr("Add a label") : tr("Add a link"));
    auto *remove = new QPushButton(icon(QStringLiteral("minus")), tr("Remove"), box);
    remove->setObjectName(objectName + QStringLiteral(".remove"));
    remove->setAccessibleName(heads.first() == tr("Label") ? tr("Remove the label") : tr("Remove the link"));
    setSmallControl(add);
    setSmallControl(remove);
    row->addWidget(title);
    row->addStretch();
    row->addWidget(add);
    row->addWidget(remove);
    layout->addLayout(row);
    layout->addWidget(pairs);
    connect(add, &QPushButton::clicked, this, [pairs] {
        const int at = pairs->rowCount();
        pairs->insertRow(at);
        pairs->setItem(at, 0, new QTableWidgetItem);
        pairs->setItem(at, 1, new QTableWidgetItem);
        pairs->setCurrentCell(at, 0);
        pairs->editItem(pairs->item(at, 0));
    });
    connect(remove, &QPushButton::clicked, this, [this, pairs] {
        if (pairs->currentRow() >= 0)
            pairs->removeRow(pairs->currentRow());
        writePairs();
    });
    connect(pairs, &QTableWidget::itemChanged, this, &DeploymentDetailsPage::writePairs);
    *table = pairs;
    return box;
}

void DeploymentDetailsPage::writePairs()
{
    if (m_writing)
        return;
    m_writing = true;
    const QJsonObject before = m_model->deployment();
    QJsonObject labels;
    const QString type = valueAt(before, u"metadata.labels").toObject().value(TypeLabel).toString();
    if (!type.isEmpty())
        labels.insert(TypeLabel, type);
    for (int row = 0; row < m_labels->rowCount(); ++row) {
        const QString key = m_labels->item(row, 0) ? m_labels->item(row, 0)->text().trimmed() : QString();
        const QString value = m_labels->item(row, 1) ? m_labels->item(row, 1)->text().trimmed() : QString();
        if (!key.isEmpty())
            labels.insert(key, value);
    }
    QJsonArray links;
    for (int row = 0; row < m_links->rowCount(); ++row) {
        const QString name = m_links->item(row, 0) ? m_links->item(row, 0)->text().trimmed() : QString();
        const QString url = m_links->item(row, 1) ? m_links->item(row, 1)->text().trimmed() : QString();
        if (!name.isEmpty() || !url.isEmpty())
            links.append(QJsonObject{{QStringLiteral("name"), name}, {QStringLiteral("url"), url}});
    }
    m_model->set(LabelsPointer, labels.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(labels));
    m_model->set(LinksPointer, links.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(links));
    m_writing = false;
    Q_EMIT edited();
}

void DeploymentDetailsPage::refresh()
{
    if (m_writing)
        return;
    m_writing = true;
    const QJsonObject deployment = m_model->deployment();
    const DeploymentView view(deployment);
    const QStringList offers = namespaceOffers(m_model->projectObject(), m_model->name());
    QStringList shown;
    for (int i = 0; i < m_namespace->count(); ++i)
        shown << m_namespace->itemText(i);
    const QString current = valueAt(deployment, u"spec.targetNamespace").toString(m_model->name());
    if (shown != offers) {
        m_namespace->clear();
        m_namespace->addItems(offers);
    }
    if (m_namespace->currentText() != current)
        m_namespace->setEditText(current);
    m_namespaceField->setHelp(offers.isEmpty() ? tr("The project says which namespaces are allowed")
                                               : tr("Allowed here: %1").arg(nameList(offers, 6)));

    const auto fill = [](QTableWidget *table, const QList<QPair<QString, QString>> &pairs) {
        QList<QPair<QString, QString>> now;
        for (int row = 0; row < table->rowCount(); ++row) {
            now.append({table->item(row, 0) ? table->item(row, 0)->text().trimmed() : QString(),
                        table->item(row, 1) ? table->item(row, 1)->text().trimmed() : QString()});
        }
        now.removeAll({QString(), QString()});
        if (now == pairs)
            return; // rows that are just being filled stay
        table->setRowCount(int(pairs.size()));
        for (int row = 0; row < pairs.size(); ++row) {
            table->setItem(row, 0, new QTableWidgetItem(pairs.at(row).first));
            table->setItem(row, 1, new QTableWidgetItem(pairs.at(row).second));
        }
    };
    QList<QPair<QString, QString>> labels;
    for (auto it = view.labels.begin(); it != view.labels.end(); ++it) {
        if (it.key() != TypeLabel)
            labels.append({it.key(), it.value()});
    }
    std::sort(labels.begin(), labels.end());
    fill(m_labels, labels);
    QList<QPair<QString, QString>> links;
    for (const auto &link : view.links)
        links.append({link.name, link.url});
    fill(m_links, links);
    m_writing = false;
    showProblems(m_showAll);
}

QList<PageProblem> DeploymentDetailsPage::problems() const
{
    QList<PageProblem> list;
    const QString target = valueAt(m_model->deployment(), u"spec.targetNamespace").toString(m_model->name());
    QString refusal = m_model->refusalAt(NamespacePointer);
    if (refusal.isEmpty() && !target.isEmpty() && !m_model->projectObject().isEmpty() &&
        !isNamespaceAllowed(m_model->projectObject(), target))
        refusal = tr("Project %1 does not allow workloads in namespace %2.").arg(m_model->project(), target);
    if (!refusal.isEmpty())
        list << PageProblem{m_namespace, refusal};
    if (const QString labels = m_model->refusalAt(LabelsPointer); !labels.isEmpty())
        list << PageProblem{m_labels, labels};
    if (const QString links = m_model->refusalAt(LinksPointer); !links.isEmpty())
        list << PageProblem{m_links, links};
    return list;
}

void DeploymentDetailsPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString target;
    QString labels;
    QString links;
    const QList<PageProblem> list = problems();
    for (const PageProblem &problem : list) {
        if (problem.field == m_namespace)
            target = problem.sentence;
        else if (problem.field == m_labels)
            labels = problem.sentence;
        else
            links = problem.sentence;
    }
    m_namespaceField->setError(target);
    showProblem(m_labelProblem, labels);
    showProblem(m_linkProblem, links);
}

} // namespace easel
