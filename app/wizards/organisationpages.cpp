// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/organisationpages.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/maprows.h"
#include "app/wizards/organisationmodel.h"
#include "app/wizards/rowseditor.h"
#include "core/base/text.h"
#include "core/domain/clone.h"
#include "core/domain/names.h"
#include "core/domain/organisation.h"
#include "core/domain/projectview.h"

#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

namespace easel {

namespace {

const JsonPointer NamePointer = JsonPointer::of({QStringLiteral("metadata"), QStringLiteral("name")});
const JsonPointer LabelsPointer = JsonPointer::of({QStringLiteral("metadata"), QStringLiteral("labels")});
const QString AllowedPath =
    QStringLiteral("spec.admissionConfiguration.workloadConfiguration.deploymentNamespaces.allow");
const QString DisallowedPath =
    QStringLiteral("spec.admissionConfiguration.workloadConfiguration.deploymentNamespaces.disallow");
const QString NewConfig = QStringLiteral("new");
const QString NoSettings = QStringLiteral("none");
constexpr int LongestDisplayName = 63;

QVBoxLayout *pageLayout(WizardPage *page)
{
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    return layout;
}

QJsonArray listOf(const RowsEditor *rows)
{
    QJsonArray list;
    const QList<QStringList> all = rows->rows();
    for (const QStringList &row : all)
        list.append(row.first());
    return list;
}

void fill(RowsEditor *rows, const QStringList &texts)
{
    QList<QStringList> all;
    for (const QString &text : texts)
        all.append({text});
    rows->setRows(all);
}

// An empty list that somebody wrote stays as long as nothing is put into it.
void writeList(OrganisationModel *model, const QString &path, const RowsEditor *rows)
{
    const JsonPointer pointer = model->pointerOf(path);
    const QJsonArray list = listOf(rows);
    if (pointer.get(model->object()).toArray() != list)
        model->set(pointer, list);
}

// The tenant's label goes with the reference, the others are the engine's.
bool isReservedLabel(const QString &key)
{
    return key == u"palette.ai/tenant-name" || isEngineLabel(key);
}

QString refusal(const OrganisationModel *model, QStringView path)
{
    const OrganisationModel::Verdict verdict = model->verdictAt(model->pointerOf(path));
    return verdict.isRefusal() ? verdict.sentence : QString();
}

} // namespace

OrganisationBasicsPage::OrganisationBasicsPage(OrganisationModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_tenants(new ChoiceList(ChoiceList::Mode::One))
    , m_displayName(new QLineEdit)
    , m_name(new QLineEdit)
    , m_description(new QPlainTextEdit)
{
    const bool fixed = model->isEdit();
    QVBoxLayout *layout = pageLayout(this);
    m_tenants->setObjectName(QStringLiteral("projectTenant"));
    m_tenantField = new FormField(tr("Tenant"), m_tenants, this);
    layout->addWidget(m_tenantField);
    m_tenantField->setHidden(model->isTenant());
    m_displayName->setObjectName(QStringLiteral("displayName"));
    m_displayName->setMaxLength(LongestDisplayName);
    m_displayNameField = new FormField(tr("Display name"), m_displayName, this);
    m_displayNameField->setHelp(model->isTenant() ? tr("Optional; a name for people, in any writing")
                                                  : tr("Optional; letters, digits and spaces"));
    layout->addWidget(m_displayNameField);
    m_name->setObjectName(QStringLiteral("objectName"));
    m_nameField = new FormField(tr("Name"), m_name, this);
    layout->addWidget(m_nameField);
    if (fixed) {
        m_tenants->setReadOnly(true);
        m_tenantField->setNote(tr("cannot change"));
        m_name->setReadOnly(true);
        m_nameField->setNote(tr("cannot change"));
    } else {
        m_nameField->setHelp(model->isTenant()
                                 ? tr("1 to 56 lower-case letters, digits or hyphens; it cannot change later")
                                 : tr("Also the name of its namespace; it cannot change later"));
    }
    m_description->setObjectName(QStringLiteral("description"));
    m_description->setTabChangesFocus(true);
    m_description->setFixedHeight(m_description->fontMetrics().lineSpacing() * 3 + 16);
    m_descriptionField = new FormField(tr("Description"), m_description, this);
    m_descriptionField->setHelp(tr("Optional; a few words on what it is for"));
    layout->addWidget(m_descriptionField);
    layout->addStretch();

    connect(m_tenants, &ChoiceList::chosenChanged, this, [this] {
        m_model->setTenant(m_tenants->chosen().value(0));
        Q_EMIT edited();
    });
    connect(m_displayName, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(m_model->pointerOf(u"spec.displayName"), text);
        if (!m_model->isEdit() && !m_typedName)
            m_model->setName(slugOf(text));
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_typedName = !text.isEmpty();
        m_model->setName(text.trimmed());
        Q_EMIT edited();
    });
    connect(m_description, &QPlainTextEdit::textChanged, this, [this] {
        m_model->set(m_model->pointerOf(u"spec.description"), m_description->toPlainText());
        Q_EMIT edited();
    });
}

QString OrganisationBasicsPage::heading() const
{
    return m_model->isTenant() ? tr("What the tenant is called") : tr("What the project is, and whose");
}

QString OrganisationBasicsPage::explanation() const
{
    return m_model->isTenant()
               ? tr("A tenant groups projects and limits the GPUs they may hold together.")
               : tr("A project is the workspace of a team. It stays in its tenant and keeps its name.");
}

void OrganisationBasicsPage::refresh()
{
    if (!m_model->isTenant()) {
        QList<ChoiceItem> items;
        const QList<TenantOffer> offers = tenantOffers(m_model->objects());
        for (const TenantOffer &offer : offers) {
            if (m_model->isEdit() && offer.name != m_model->tenant())
                continue;
            ChoiceItem item;
            item.id = offer.name;
            item.title = cleanedLine(offer.name);
            item.note = offer.displayName != offer.name ? offer.displayName : QString();
            item.detail = tr("%n project(s)", nullptr, offer.projects);
            item.tone = offer.tone;
            item.stateWord = offer.stateWord;
            item.icon = QStringLiteral("building-2");
            item.whyNot = offer.whyNot;
            items << item;
        }
        // A tenant that only this project names.
        if (m_model->isEdit() && items.isEmpty() && !m_model->tenant().isEmpty()) {
            ChoiceItem item;
            item.id = m_model->tenant();
            item.title = cleanedLine(m_model->tenant());
            item.detail = tr("not here, or not yours to see");
            item.icon = QStringLiteral("building-2");
            items << item;
        }
        m_tenants->setItems(items);
        m_tenants->setChosen(m_model->tenant().isEmpty() ? QStringList() : QStringList{m_model->tenant()});
        m_tenantField->setHelp(items.isEmpty() && m_model->isReady()
                                   ? tr("No tenant yet. Make one under Tenants first.")
                                   : QString());
    }
    const auto text = [this](QStringView path) {
        return m_model->pointerOf(path).get(m_model->object()).toString();
    };
    if (m_displayName->text() != text(u"spec.displayName"))
        m_displayName->setText(text(u"spec.displayName"));
    if (m_name->text() != m_model->name())
        m_name->setText(m_model->name());
    if (m_description->toPlainText() != text(u"spec.description")) {
        const QSignalBlocker blocker(m_description);
        m_description->setPlainText(text(u"spec.description"));
    }
    showProblems(m_showAll);
}

QList<PageProblem> OrganisationBasicsPage::problems() const
{
    QList<PageProblem> list;
    if (!m_model->isTenant()) {
        if (m_model->tenant().isEmpty())
            list << PageProblem{m_tenants, tr("Choose a tenant.")};
        else if (const QString tenant = refusal(m_model, u"spec.tenantRef"); !tenant.isEmpty())
            list << PageProblem{m_tenants, tenant};
    }
    if (const QString shown = refusal(m_model, u"spec.displayName"); !shown.isEmpty())
        list << PageProblem{m_displayName, shown};
    if (m_model->name().isEmpty()) {
        list << PageProblem{m_name, tr("Enter a name.")};
    } else if (const OrganisationModel::Verdict name = m_model->verdictAt(NamePointer); name.isRefusal()) {
        list << PageProblem{m_name, name.sentence};
    } else if (m_model->isNameTaken()) {
        list << PageProblem{m_name, m_model->isTenant()
                                        ? tr("There is a tenant %1 already.").arg(m_model->name())
                                        : tr("There is a project %1 already.").arg(m_model->name())};
    }
    return list;
}

void OrganisationBasicsPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString tenant;
    QString displayName;
    QString name;
    const QList<PageProblem> list = problems();
    for (const PageProblem &problem : list) {
        if (problem.field == m_tenants)
            tenant = problem.sentence;
        else if (problem.field == m_displayName)
            displayName = problem.sentence;
        else
            name = problem.sentence;
    }
    m_tenantField->setError(m_showAll || !m_model->tenant().isEmpty() ? tenant : QString());
    m_displayNameField->setError(displayName);
    m_nameField->setError(m_showAll || !m_model->name().isEmpty() ? name : QString());
}

// ---------------------------------------------------------------------------------------------------------------------

OrganisationGroupsPage::OrganisationGroupsPage(OrganisationModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_others(new QLabel(this))
    , m_warning(new QLabel(this))
{
    QVBoxLayout *layout = pageLayout(this);
    const auto add = [&](const QString &path, const QString &name, const QString &title, const QString &help,
                         int rows) {
        auto *groups = new RowsEditor({name,
                                       title,
                                       {tr("Group")},
                                       tr("Add a group to %1").arg(title),
                                       tr("Remove the group from %1").arg(title)},
                                      this);
        groups->setVisibleRows(rows);
        groups->setHelp(help);
        layout->addWidget(groups);
        m_roles.append({groups, path});
        connect(groups, &RowsEditor::edited, this, &OrganisationGroupsPage::write);
    };
    if (model->isTenant()) {
        add(QStringLiteral("spec.tenantRoleMapping.groups"), QStringLiteral("groups.tenant"),
            tr("Tenant administrators"),
            tr("They make projects, set limits and guarantees, and may do everything in every project."), 5);
    } else {
        add(QStringLiteral("spec.roleMapping.admin"), QStringLiteral("groups.admin"), tr("Administrators"),
            tr("Everything an editor may, and settings, compute, configurations and secrets of the project."),
            2);
        add(QStringLiteral("spec.roleMapping.editor"), QStringLiteral("groups.editor"), tr("Editors"),
            tr("Pools, deployments, profiles, bundles, environments and variables."), 2);
        add(QStringLiteral("spec.roleMapping.viewer"), QStringLiteral("groups.viewer"), tr("Viewers"),
            tr("They see everything in the project but secrets, and change nothing."), 2);
    }
    for (QLabel *label : {m_others, m_warning}) {
        setTextRole(label, TextRole::Small);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        layout->addWidget(label);
    }
    setSecondaryText(m_others);
    m_warning->setForegroundRole(QPalette::WindowText); // on Base a label would take Text
    setToneText(m_warning, Tone::Warning);
    m_warning->setObjectName(QStringLiteral("groupsWarning"));
    layout->addStretch();
}

QString OrganisationGroupsPage::heading() const
{
    return m_model->isTenant() ? tr("Who administers the tenant") : tr("Who may do what in the project");
}

QString OrganisationGroupsPage::explanation() const
{
    return tr("Groups as the identity provider names them; one a line.");
}

void OrganisationGroupsPage::write()
{
    if (m_writing)
        return;
    m_writing = true;
    for (const Role &role : std::as_const(m_roles))
        writeList(m_model, role.path, role.groups);
    m_writing = false;
    showProblems(false);
    Q_EMIT edited();
}

void OrganisationGroupsPage::refresh()
{
    if (!m_writing) {
        m_writing = true;
        if (m_model->isTenant()) {
            fill(m_roles.at(0).groups, TenantView(m_model->object()).groups);
        } else {
            const ProjectView view(m_model->object());
            fill(m_roles.at(0).groups, view.admins);
            fill(m_roles.at(1).groups, view.editors);
            fill(m_roles.at(2).groups, view.viewers);
        }
        m_writing = false;
    }
    QString others;
    if (!m_model->isTenant() && !m_model->tenant().isEmpty()) {
        const QStringList groups =
            TenantView(
                m_model->objects().find(QStringLiteral("Tenant.spectrocloud.com"), {}, m_model->tenant()))
                .groups;
        if (!groups.isEmpty())
            others = tr("Administrators of tenant %1 may do everything here, too: %2.")
                         .arg(cleanedLine(m_model->tenant()), cleanedLine(nameList(groups)));
    }
    m_others->setText(others);
    m_others->setVisible(!others.isEmpty());
    showProblems(false);
}

QList<PageProblem> OrganisationGroupsPage::problems() const
{
    QList<PageProblem> list;
    for (const Role &role : m_roles) {
        if (const QString sentence = refusal(m_model, role.path); !sentence.isEmpty())
            list << PageProblem{role.groups->table(), sentence};
    }
    return list;
}

void OrganisationGroupsPage::showProblems(bool)
{
    for (const Role &role : std::as_const(m_roles))
        role.groups->setProblem(refusal(m_model, role.path));
    QStringList warnings;
    for (const Finding &finding : m_model->findings()) {
        if (finding.rule == u"PRJ-12")
            warnings << tr("%1 (%2)", "sentence, rule").arg(finding.sentence, finding.rule);
    }
    m_warning->setText(warnings.join(u'\n'));
    m_warning->setVisible(!warnings.isEmpty());
}

// ---------------------------------------------------------------------------------------------------------------------

OrganisationReferencesPage::OrganisationReferencesPage(OrganisationModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_configs(new ChoiceList(ChoiceList::Mode::One))
    , m_settings(new ChoiceList(ChoiceList::Mode::One))
{
    QVBoxLayout *layout = pageLayout(this);
    m_configs->setObjectName(QStringLiteral("computeConfig"));
    m_configField = new FormField(tr("Compute configuration"), m_configs, this);
    layout->addWidget(m_configField);
    m_configField->setHidden(model->isTenant());
    m_settings->setObjectName(QStringLiteral("settingsReference"));
    m_settingsField = new FormField(tr("Settings"), m_settings, this);
    layout->addWidget(m_settingsField);
    layout->addStretch();
    connect(m_configs, &ChoiceList::chosenChanged, this, [this] {
        const QString id = m_configs->chosen().value(0);
        m_model->setMakesConfig(id == NewConfig);
        if (id != NewConfig) {
            const QString space = id.section(u'/', 0, 0);
            QJsonObject reference{{QStringLiteral("name"), id.section(u'/', 1)}};
            if (!space.isEmpty())
                reference.insert(QStringLiteral("namespace"), space);
            m_model->set(m_model->pointerOf(u"spec.computeConfigRef"), reference);
        }
        Q_EMIT edited();
    });
    connect(m_settings, &ChoiceList::chosenChanged, this, [this] {
        const QString id = m_settings->chosen().value(0);
        QJsonValue reference(QJsonValue::Undefined);
        if (id != NoSettings) {
            QJsonObject chosen{{QStringLiteral("name"), id.section(u'/', 1)}};
            if (m_model->isTenant()) // a project's are in its own namespace always
                chosen.insert(QStringLiteral("namespace"), id.section(u'/', 0, 0));
            reference = chosen;
        }
        m_model->set(m_model->pointerOf(u"spec.settingsRef"), reference);
        Q_EMIT edited();
    });
}

QString OrganisationReferencesPage::stepTitle() const
{
    return m_model->isTenant() ? tr("Settings") : tr("Compute");
}

QString OrganisationReferencesPage::heading() const
{
    return m_model->isTenant() ? tr("Shared settings") : tr("Defaults of its clusters, and its settings");
}

QString OrganisationReferencesPage::explanation() const
{
    return m_model->isTenant()
               ? tr("Palette, Hugging Face and NVIDIA NGC for every project that has no settings of its own.")
               : tr("A compute configuration says what new clusters look like; settings say which Palette "
                    "makes them.");
}

void OrganisationReferencesPage::showConfigs()
{
    const ProjectView view(m_model->object());
    const QString chosen = m_model->makesConfig() ? NewConfig
                           : view.computeConfig.isSet()
                               ? view.computeConfig.namespaceName + u'/' + view.computeConfig.name
                               : QString();
    QList<ChoiceItem> items;
    const QList<ReferenceOffer> offers = computeConfigOffers(m_model->objects(), m_model->object());
    bool found = chosen.isEmpty() || chosen == NewConfig;
    for (const ReferenceOffer &offer : offers) {
        ChoiceItem item;
        item.id = offer.key();
        item.title = cleanedLine(offer.name);
        item.note = offer.namespaceName == m_model->name()
                        ? tr("of this project")
                        : tr("in %1").arg(cleanedLine(offer.namespaceName));
        item.detail = offer.detail;
        item.icon = QStringLiteral("file-cog");
        found = found || item.id == chosen;
        items << item;
    }
    if (!found) {
        ChoiceItem item;
        item.id = chosen;
        item.title = cleanedLine(view.computeConfig.name);
        item.note = tr("in %1").arg(cleanedLine(view.computeConfig.namespaceName));
        item.whyNot = tr("It does not exist.");
        item.icon = QStringLiteral("file-cog");
        items << item;
    }
    if (!m_model->isEdit() || m_model->makesConfig()) {
        ChoiceItem item;
        item.id = NewConfig;
        item.title = tr("A new one in this project");
        item.note = QStringLiteral("cluster-defaults");
        item.detail = tr("3 control plane nodes and nothing else; edit it later under Configs");
        item.icon = QStringLiteral("plus");
        items << item;
    }
    m_configs->setItems(items);
    m_configs->setChosen(chosen.isEmpty() ? QStringList() : QStringList{chosen});
}

void OrganisationReferencesPage::showSettings()
{
    const TolerantReader::Reference now = m_model->isTenant() ? TenantView(m_model->object()).settings
                                                              : ProjectView(m_model->object()).settings;
    const QString chosen = now.isSet() ? now.namespaceName + u'/' + now.name : NoSettings;
    QList<ChoiceItem> items;
    ChoiceItem none;
    none.id = NoSettings;
    none.icon = QStringLiteral("minus");
    if (m_model->isTenant()) {
        none.title = tr("None yet");
        none.detail = tr("Projects then need settings of their own");
    } else {
        const TenantView tenant(
            m_model->objects().find(QStringLiteral("Tenant.spectrocloud.com"), {}, m_model->tenant()));
        none.title = tr("Those of the tenant");
        none.detail =
            tenant.settings.isSet() ? cleanedLine(tenant.settings.name) : tr("the tenant has none yet");
    }
    items << none;
    const QList<ReferenceOffer> offers = settingsOffers(m_model->objects(), m_model->object());
    bool found = chosen == NoSettings;
    for (const ReferenceOffer &offer : offers) {
        ChoiceItem item;
        item.id = offer.key();
        item.title = cleanedLine(offer.name);
        item.note = tr("in %1").arg(cleanedLine(offer.namespaceName));
        item.detail = offer.detail;
        item.icon = QStringLiteral("sliders-horizontal");
        found = found || item.id == chosen;
        items << item;
    }
    if (!found) {
        ChoiceItem item;
        item.id = chosen;
        item.title = cleanedLine(now.name);
        item.note = tr("in %1").arg(cleanedLine(now.namespaceName));
        item.whyNot = tr("It does not exist, or cannot be used here.");
        item.icon = QStringLiteral("sliders-horizontal");
        items << item;
    }
    m_settings->setItems(items);
    m_settings->setChosen({chosen});
    m_settingsField->setHelp(
        offers.isEmpty() && m_model->isTenant() && !m_model->name().isEmpty()
            ? tr("Settings are made in namespace tenant-%1 once the tenant is there.").arg(m_model->name())
            : QString());
}

void OrganisationReferencesPage::refresh()
{
    if (!m_model->isTenant())
        showConfigs();
    showSettings();
    showProblems(false);
}

QList<PageProblem> OrganisationReferencesPage::problems() const
{
    QList<PageProblem> list;
    if (const QString config = refusal(m_model, u"spec.computeConfigRef");
        !config.isEmpty() && !m_model->isTenant())
        list << PageProblem{m_configs, config};
    if (const QString settings = refusal(m_model, u"spec.settingsRef"); !settings.isEmpty())
        list << PageProblem{m_settings, settings};
    return list;
}

void OrganisationReferencesPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    const bool configChosen = !m_configs->chosen().isEmpty();
    m_configField->setError(m_showAll || configChosen ? refusal(m_model, u"spec.computeConfigRef")
                                                      : QString());
    const OrganisationModel::Verdict settings = m_model->verdictAt(m_model->pointerOf(u"spec.settingsRef"));
    m_settingsField->setError(settings.isRefusal() ? settings.sentence : QString());
    m_settingsField->setWarning(settings.severity == Finding::Severity::Warn ? settings.sentence : QString());
}

// ---------------------------------------------------------------------------------------------------------------------

OrganisationDetailsPage::OrganisationDetailsPage(OrganisationModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
{
    QVBoxLayout *layout = pageLayout(this);
    if (!model->isTenant()) {
        m_allowed = new RowsEditor({QStringLiteral("namespacesAllowed"),
                                    tr("Namespaces that workloads may go to"),
                                    {tr("Namespace")},
                                    tr("Add an allowed namespace"),
                                    tr("Remove the allowed namespace")},
                                   this);
        m_allowed->setHelp(tr("Names on the clusters; * for all. Nothing here allows all but those below."));
        m_disallowed = new RowsEditor({QStringLiteral("namespacesDisallowed"),
                                       tr("Namespaces that workloads may not go to"),
                                       {tr("Namespace")},
                                       tr("Add a forbidden namespace"),
                                       tr("Remove the forbidden namespace")},
                                      this);
        m_disallowed->setHelp(tr("* for all that are not allowed by name. Reserved ones never are allowed."));
        for (RowsEditor *rows : {m_allowed, m_disallowed}) {
            rows->setVisibleRows(2);
            layout->addWidget(rows);
            connect(rows, &RowsEditor::edited, this, &OrganisationDetailsPage::write);
        }
    }
    m_labels = new RowsEditor({QStringLiteral("organisationLabels"),
                               tr("Labels"),
                               {tr("Label"), tr("Value")},
                               tr("Add a label"),
                               tr("Remove the label")},
                              this);
    layout->addWidget(m_labels);
    connect(m_labels, &RowsEditor::edited, this, &OrganisationDetailsPage::write);
    layout->addStretch();
}

QString OrganisationDetailsPage::heading() const
{
    return m_model->isTenant() ? tr("Labels") : tr("Namespaces and labels");
}

void OrganisationDetailsPage::write()
{
    if (m_writing)
        return;
    m_writing = true;
    if (m_allowed) {
        writeList(m_model, AllowedPath, m_allowed);
        writeList(m_model, DisallowedPath, m_disallowed);
    }
    m_model->set(LabelsPointer, mapWithRows(LabelsPointer.get(m_model->object()).toObject(), m_labels->rows(),
                                            isReservedLabel));
    m_writing = false;
    showProblems(false);
    Q_EMIT edited();
}

void OrganisationDetailsPage::refresh()
{
    if (m_writing)
        return;
    m_writing = true;
    if (m_allowed) {
        const ProjectView view(m_model->object());
        fill(m_allowed, view.allowedNamespaces);
        fill(m_disallowed, view.disallowedNamespaces);
    }
    m_labels->setRows(rowsOfMap(LabelsPointer.get(m_model->object()).toObject(), isReservedLabel));
    m_writing = false;
    showProblems(false);
}

QList<PageProblem> OrganisationDetailsPage::problems() const
{
    QList<PageProblem> list;
    if (const OrganisationModel::Verdict labels = m_model->verdictAt(LabelsPointer); labels.isRefusal())
        list << PageProblem{m_labels->table(), labels.sentence};
    return list;
}

void OrganisationDetailsPage::showProblems(bool)
{
    const OrganisationModel::Verdict labels = m_model->verdictAt(LabelsPointer);
    m_labels->setProblem(labels.isRefusal() ? labels.sentence : QString());
}

} // namespace easel
