// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/deploymentpages.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/formfield.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/maprows.h"
#include "app/wizards/rowseditor.h"
#include "app/wizards/variableform.h"
#include "core/base/text.h"
#include "core/domain/clone.h"
#include "core/domain/deploymentview.h"
#include "core/domain/gputext.h"
#include "core/domain/tolerant.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
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
const JsonPointer DisplayNamePointer =
    JsonPointer::of({QStringLiteral("spec"), QStringLiteral("displayName")});
const JsonPointer DescriptionPointer =
    JsonPointer::of({QStringLiteral("spec"), QStringLiteral("description")});
const JsonPointer LabelsPointer = JsonPointer::of({QStringLiteral("metadata"), QStringLiteral("labels")});
const JsonPointer AnnotationsPointer =
    JsonPointer::of({QStringLiteral("metadata"), QStringLiteral("annotations")});
const JsonPointer SuspendPointer = JsonPointer::of({QStringLiteral("spec"), QStringLiteral("suspend")});
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

// Rule AIW-12, said where the fields are fixed, with the way that it names.
void addFixedBanner(QVBoxLayout *layout, DeploymentModel *model)
{
    auto *banner = new Banner(Tone::Paused, layout->parentWidget());
    banner->setObjectName(QStringLiteral("fixedBanner"));
    banner->setIconName(QStringLiteral("lock"));
    banner->setLayoutKind(Banner::Layout::Beside);
    banner->setTexts(DeploymentBasicsPage::tr("A deployment does not change."),
                     DeploymentBasicsPage::tr("Clone it, adjust the clone, then delete this one."));
    QObject::connect(banner->addButton(DeploymentBasicsPage::tr("Clone…")), &QAbstractButton::clicked, model,
                     &DeploymentModel::askForClone);
    layout->addWidget(banner);
}

// The wizard's own label and what only the engine writes are not for typing.
bool isReservedLabel(const QString &key)
{
    return key == TypeLabel || isEngineLabel(key);
}

JsonPointer vipPointer(const DeploymentView &view)
{
    if (!view.dedicated->config.vipPointer.isEmpty())
        return view.dedicated->config.vipPointer;
    return view.pointerOf(u"spec.compute.dedicated.paletteClusterDeploymentConfig") / QStringLiteral("edge") /
           QStringLiteral("vip");
}

} // namespace

// ---------------------------------------------------------------------------------------------------------------------

DeploymentBasicsPage::DeploymentBasicsPage(DeploymentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_projects(new ChoiceList(ChoiceList::Mode::One))
    , m_name(new QLineEdit)
    , m_displayName(new QLineEdit)
    , m_description(new QPlainTextEdit)
{
    const bool fixed = model->isEdit();
    QVBoxLayout *layout = pageLayout(this);
    m_projects->setObjectName(QStringLiteral("deploymentProject"));
    m_projectField = new FormField(tr("Project"), m_projects, this);
    layout->addWidget(m_projectField);
    m_name->setObjectName(QStringLiteral("deploymentName"));
    m_name->setMaxLength(63);
    m_nameField = new FormField(tr("Name"), m_name, this);
    m_nameField->setHelp(fixed ? QString()
                               : tr("3 to 33 lower-case letters, digits or hyphens; it cannot change later"));
    layout->addWidget(m_nameField);
    if (fixed) {
        m_projects->setReadOnly(true);
        m_projectField->setNote(tr("cannot change"));
        m_name->setReadOnly(true);
        m_nameField->setNote(tr("cannot change"));
    }
    m_displayName->setObjectName(QStringLiteral("deploymentDisplayName"));
    auto *displayNameField = new FormField(tr("Display name"), m_displayName, this);
    displayNameField->setHelp(tr("Optional; a name for people, in any writing"));
    layout->addWidget(displayNameField);
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
    connect(m_displayName, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(DisplayNamePointer, text);
        Q_EMIT edited();
    });
    connect(m_description, &QPlainTextEdit::textChanged, this, [this] {
        m_model->set(DescriptionPointer, m_description->toPlainText());
        Q_EMIT edited();
    });
}

void DeploymentBasicsPage::refresh()
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
        item.icon = QStringLiteral("folder");
        item.whyNot = offer.whyNot;
        items << item;
    }
    m_projects->setItems(items);
    m_projects->setChosen(m_model->project().isEmpty() ? QStringList() : QStringList{m_model->project()});
    if (m_name->text() != m_model->name())
        m_name->setText(m_model->name());
    const QString displayName = valueAt(m_model->deployment(), u"spec.displayName").toString();
    if (m_displayName->text() != displayName)
        m_displayName->setText(displayName);
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
    if (m_model->isEdit())
        return list;
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
    if (model->isEdit()) {
        addFixedBanner(layout, model);
        m_bundles->setReadOnly(true);
        m_filter->hide();
    }
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_filter->setPlaceholderText(tr("Filter bundles"));
    m_filter->setAccessibleName(tr("Filter bundles"));
    m_filter->setObjectName(QStringLiteral("bundleFilter"));
    m_filter->setClearButtonEnabled(true);
    auto *older = new QCheckBox(tr("Older versions too"), this);
    older->setObjectName(QStringLiteral("bundleOlder"));
    older->setHidden(model->isEdit());
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
    const QList<BundleOffer> offers =
        bundleOffers(m_model->objects(), m_model->project(), m_model->isModel());
    for (const BundleOffer &offer : offers) {
        const bool isChosen = chosen.contains(offer.name);
        if (!isChosen && (m_model->isEdit() || (!offer.newest && !m_showOlder)))
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
        m_model->isEdit() ? QString()
        : offers.isEmpty()
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
    const QList<BundleOffer> offers =
        bundleOffers(m_model->objects(), m_model->project(), m_model->isModel());
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
    if (m_model->isEdit())
        return {};
    if (m_bundles->chosen().isEmpty())
        return {{m_bundles, tr("Choose at least one bundle.")}};
    QString refusal = m_model->refusalAt(BundlesPointer);
    for (const char *rule : {"AIW-5", "AIW-14", "WD-2"}) { // parts come from the bundles
        if (refusal.isEmpty())
            refusal = m_model->refusalOf(QString::fromLatin1(rule));
    }
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
    , m_vip(new QLineEdit)
{
    QVBoxLayout *layout = pageLayout(this);
    if (model->isEdit()) {
        addFixedBanner(layout, model);
        m_offers->setReadOnly(true);
        m_vip->setReadOnly(true);
    }
    m_offers->setObjectName(QStringLiteral("deploymentCompute"));
    m_field = new FormField(tr("Pool or environment"), m_offers, this);
    layout->addWidget(m_field);
    m_vip->setObjectName(QStringLiteral("dedicatedVip"));
    m_vipField = new FormField(tr("Virtual IP of the new pool's cluster"), m_vip, this);
    m_vipField->setHelp(tr("An address of its own, in the network of the pool's machines"));
    layout->addWidget(m_vipField);
    m_gpuLayout->setContentsMargins(0, 0, 0, 0);
    m_gpuLayout->setSpacing(12);
    layout->addWidget(m_gpuBox);
    layout->addStretch();
    connect(m_vip, &QLineEdit::textEdited, this, [this](const QString &text) {
        const DeploymentView view(m_model->deployment());
        if (view.dedicated)
            m_model->set(vipPointer(view), text.trimmed());
        Q_EMIT edited();
    });
    connect(m_offers, &ChoiceList::chosenChanged, this, [this] {
        const QString id = m_offers->chosen().value(0);
        if (id.startsWith(u"dedicated/"))
            return; // it is in the draft as long as nothing else is chosen
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
    QStringList chosen;
    if (view.computePool.isSet())
        chosen << QStringLiteral("pool/") + view.computePool.name;
    else if (view.environment.isSet())
        chosen << QStringLiteral("environment/") + view.environment.name;
    if (view.dedicated) {
        ChoiceItem item;
        item.id = QStringLiteral("dedicated/") + view.dedicated->poolName;
        item.title = view.dedicated->poolName;
        item.note = m_model->isEdit() ? tr("dedicated pool") : tr("new dedicated pool");
        item.detail = tr("bundle %1").arg(view.dedicated->bundle.name);
        item.icon = QStringLiteral("boxes");
        items << item;
        chosen << item.id;
        if (m_vip->text() != view.dedicated->config.vip)
            m_vip->setText(view.dedicated->config.vip);
    }
    m_vipField->setVisible(view.dedicated.has_value());
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
        item.whyNot = m_model->isEdit() ? QString() : offer.whyNot; // what runs, keeps running there
        if (!m_model->isEdit() || chosen.contains(item.id))
            items << item;
    }
    m_offers->setItems(items);
    m_offers->setChosen(chosen);
    m_field->setHelp(m_model->isEdit() ? QString()
                     : items.isEmpty() ? tr("No pool and no environment in %1 yet.").arg(m_model->project())
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
    const QStringList families(free.keyBegin(), free.keyEnd());
    const QString key = view.computePool.name + u'|' + families.join(u',');
    if (key == m_gpuKey)
        return; // the spin boxes hold what the user types
    m_gpuKey = key;
    m_gpuFields.clear();
    QWidget *before = m_vip;
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
        box->setFixedWidth(scaledWidth(box, 160));
        box->setReadOnly(m_model->isEdit());
        auto *field = new FormField(tr("%1 GPUs asked for").arg(family), box, m_gpuBox);
        m_gpuFields.insert(family, field);
        if (it.value() >= 0 && !m_model->isEdit())
            field->setHelp(tr("%n of them free in this pool now", nullptr, int(it.value())));
        connect(box, &QSpinBox::valueChanged, this, [this, family](int value) {
            m_model->set(GpuPointer / family,
                         value > 0 ? QJsonValue(value) : QJsonValue(QJsonValue::Undefined));
            Q_EMIT edited();
        });
        m_gpuLayout->addWidget(field);
        setTabOrder(before, box); // made later than everything else in the window
        before = box;
    }
}

QList<PageProblem> DeploymentComputePage::problems() const
{
    if (m_model->isEdit())
        return {};
    if (m_offers->chosen().isEmpty())
        return {{m_offers, tr("Choose a running pool or an environment.")}};
    const DeploymentView view(m_model->deployment());
    if (view.dedicated && view.dedicated->config.vip.isEmpty())
        return {{m_vip, tr("Enter a virtual IP for the new pool's cluster.")}};
    if (view.dedicated) {
        if (const QString refusal = m_model->refusalAt(vipPointer(view)); !refusal.isEmpty())
            return {{m_vip, refusal}};
    }
    const QList<ComputeOffer> offers = computeOffers(m_model->objects(), m_model->project(), m_model->name());
    for (const ComputeOffer &offer : offers) {
        const QString id = (offer.kind == ComputeOffer::Kind::Pool ? QStringLiteral("pool/")
                                                                   : QStringLiteral("environment/")) +
                           offer.name;
        if (m_offers->chosen().contains(id) && !offer.whyNot.isEmpty())
            return {{m_offers, offer.whyNot}};
    }
    if (const QString refusal = m_model->refusalAt(ComputePointer); !refusal.isEmpty())
        return {{m_offers, refusal}};
    // AIW-8, at the number that is too high.
    for (auto it = m_gpuFields.begin(); it != m_gpuFields.end(); ++it) {
        if (const QString refusal = m_model->refusalAt(GpuPointer / it.key()); !refusal.isEmpty())
            return {{it.value()->editor(), refusal}};
    }
    return {};
}

void DeploymentComputePage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const PageProblem problem = problems().value(0);
    m_field->setError(problem.field == m_offers && m_showAll ? problem.sentence : QString());
    m_vipField->setError(problem.field == m_vip && (m_showAll || !m_vip->text().isEmpty()) ? problem.sentence
                                                                                           : QString());
    // Too many GPUs is said at once: the number was just typed.
    for (FormField *field : std::as_const(m_gpuFields))
        field->setError(problem.field == field->editor() ? problem.sentence : QString());
}

// ---------------------------------------------------------------------------------------------------------------------

DeploymentVariablesPage::DeploymentVariablesPage(DeploymentModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_none(new QLabel(tr("These bundles have no variables."), this))
{
    m_layout = pageLayout(this);
    if (model->isEdit())
        addFixedBanner(m_layout, model);
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
        key << VariableForm::undeclared(part);
    }
    const QString joined = key.join(u'|');
    bool any = false;
    if (joined != m_key) {
        m_key = joined;
        qDeleteAll(m_forms);
        m_forms.clear();
        for (const DeploymentPart &part : m_model->parts()) {
            if (!VariableForm::hasFields(part))
                continue;
            auto *form = new VariableForm(part, m_model->isEdit(), this);
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
            if (VariableForm::hasFields(part) && next < m_forms.size())
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
    if (m_model->isEdit())
        return list;
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
    , m_suspend(new QCheckBox(tr("Suspended: nothing is delivered or changed on the clusters")))
{
    QVBoxLayout *layout = pageLayout(this);
    m_namespace->setEditable(true);
    m_namespace->setInsertPolicy(QComboBox::NoInsert);
    m_namespace->setObjectName(QStringLiteral("deploymentNamespace"));
    m_namespaceField = new FormField(tr("Target namespace on the clusters"), m_namespace, this);
    layout->addWidget(m_namespaceField);
    m_namespace->lineEdit()->setAccessibleName(m_namespace->accessibleName());
    if (model->isEdit()) {
        m_namespace->setEnabled(false);
        m_namespaceField->setNote(tr("cannot change"));
    }
    m_suspend->setObjectName(QStringLiteral("deploymentSuspend"));
    layout->addWidget(m_suspend);
    connect(m_suspend, &QCheckBox::toggled, this, [this](bool on) {
        if (m_writing)
            return;
        m_model->set(SuspendPointer, on ? QJsonValue(true) : QJsonValue(QJsonValue::Undefined));
        Q_EMIT edited();
    });
    m_labels = new RowsEditor({QStringLiteral("deploymentLabels"),
                               tr("Labels"),
                               {tr("Label"), tr("Value")},
                               tr("Add a label"),
                               tr("Remove the label")},
                              this);
    m_links = new RowsEditor({QStringLiteral("deploymentLinks"),
                              tr("Links"),
                              {tr("Link"), tr("Address")},
                              tr("Add a link"),
                              tr("Remove the link")},
                             this);
    m_annotations = new RowsEditor({QStringLiteral("deploymentAnnotations"),
                                    tr("Annotations"),
                                    {tr("Annotation"), tr("Value")},
                                    tr("Add an annotation"),
                                    tr("Remove the annotation")},
                                   this);
    for (RowsEditor *rows : {m_labels, m_links, m_annotations}) {
        layout->addWidget(rows);
        connect(rows, &RowsEditor::edited, this, &DeploymentDetailsPage::writePairs);
    }
    layout->addStretch();
    connect(m_namespace, &QComboBox::editTextChanged, this, [this](const QString &text) {
        if (m_writing)
            return;
        // The default needs no field.
        m_model->set(NamespacePointer, text.trimmed() == m_model->name() ? QString() : text.trimmed());
        Q_EMIT edited();
    });
}

void DeploymentDetailsPage::writePairs()
{
    if (m_writing)
        return;
    m_writing = true;
    QJsonArray links;
    const QList<QStringList> pairs = m_links->rows();
    const QList<QJsonValue> before = m_links->rowData();
    for (qsizetype i = 0; i < pairs.size(); ++i) {
        // Fields of a link that this form does not know stay.
        QJsonObject link = before.at(i).toObject();
        link.insert(QStringLiteral("name"), pairs.at(i).at(0));
        link.insert(QStringLiteral("url"), pairs.at(i).at(1));
        links.append(link);
    }
    m_model->set(LabelsPointer, mapWithRows(LabelsPointer.get(m_model->deployment()).toObject(),
                                            m_labels->rows(), isReservedLabel));
    m_model->set(AnnotationsPointer, mapWithRows(AnnotationsPointer.get(m_model->deployment()).toObject(),
                                                 m_annotations->rows(), isEngineAnnotation));
    m_model->set(LinksPointer, links);
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
    m_namespaceField->setHelp(m_model->isEdit()  ? QString()
                              : offers.isEmpty() ? tr("The project says which namespaces are allowed")
                                                 : tr("Allowed here: %1").arg(nameList(offers, 6)));

    m_suspend->setChecked(view.suspended);
    m_labels->setRows(rowsOfMap(LabelsPointer.get(deployment).toObject(), isReservedLabel));
    m_annotations->setRows(rowsOfMap(AnnotationsPointer.get(deployment).toObject(), isEngineAnnotation));
    QList<QStringList> links;
    for (const auto &link : view.links)
        links.append({link.name, link.url});
    if (m_links->setRows(links)) {
        const QJsonArray whole = LinksPointer.get(deployment).toArray();
        for (int row = 0; row < links.size(); ++row)
            m_links->setRowData(row, whole.at(row).toObject());
    }
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
    if (!refusal.isEmpty() && !m_model->isEdit())
        list << PageProblem{m_namespace, refusal};
    if (const QString labels = m_model->refusalAt(LabelsPointer); !labels.isEmpty())
        list << PageProblem{m_labels->table(), labels};
    if (const QString links = m_model->refusalAt(LinksPointer); !links.isEmpty())
        list << PageProblem{m_links->table(), links};
    if (const QString annotations = m_model->refusalAt(AnnotationsPointer); !annotations.isEmpty())
        list << PageProblem{m_annotations->table(), annotations};
    return list;
}

void DeploymentDetailsPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString target;
    QString labels;
    QString links;
    QString annotations;
    const QList<PageProblem> list = problems();
    for (const PageProblem &problem : list) {
        if (problem.field == m_namespace)
            target = problem.sentence;
        else if (problem.field == m_labels->table())
            labels = problem.sentence;
        else if (problem.field == m_links->table())
            links = problem.sentence;
        else
            annotations = problem.sentence;
    }
    m_namespaceField->setError(target);
    m_labels->setProblem(labels);
    m_links->setProblem(links);
    m_annotations->setProblem(annotations);
}

} // namespace easel
