// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/settingspages.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/palette/connectiontest.h"
#include "app/views/palette/effectiverows.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/sectionheader.h"
#include "app/views/parts/segmentedcontrol.h"
#include "app/wizards/choicelist.h"
#include "core/base/text.h"
#include "core/domain/projectview.h"

#include <QCheckBox>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace easel {

using Type = SettingsModel::Type;
using Use = SettingsModel::Use;

namespace {

const JsonPointer NamePointer = JsonPointer::of({QStringLiteral("metadata"), QStringLiteral("name")});
constexpr qint64 mostAuthorityBytes = 1024 * 1024;

QVBoxLayout *pageLayout(WizardPage *page)
{
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    return layout;
}

} // namespace

SettingsPlacePage::SettingsPlacePage(SettingsModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_places(new ChoiceList(ChoiceList::Mode::One))
    , m_name(new QLineEdit)
    , m_referred(new QCheckBox)
{
    QVBoxLayout *layout = pageLayout(this);
    m_places->setObjectName(QStringLiteral("settingsPlace"));
    m_placeField = new FormField(tr("Tenant or project"), m_places, this);
    layout->addWidget(m_placeField);
    m_name->setObjectName(QStringLiteral("objectName"));
    m_nameField = new FormField(tr("Name"), m_name, this);
    m_nameField->setHelp(tr("Lower-case letters, digits and hyphens; it cannot change later"));
    layout->addWidget(m_nameField);
    m_referred->setObjectName(QStringLiteral("settingsReferred"));
    m_referredField = new FormField(tr("Use"), m_referred, this);
    layout->addWidget(m_referredField);
    layout->addStretch();
    if (model->isEdit()) {
        m_places->setReadOnly(true);
        m_placeField->setNote(tr("cannot change"));
        m_name->setReadOnly(true);
        m_nameField->setNote(tr("cannot change"));
    }
    connect(m_places, &ChoiceList::chosenChanged, this, [this] {
        m_model->setPlace(m_places->chosen().value(0));
        m_askedToRefer = false;
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->setName(text.trimmed());
        Q_EMIT edited();
    });
    connect(m_referred, &QCheckBox::toggled, this, [this](bool on) {
        if (on == m_model->isReferred())
            return;
        m_model->setReferred(on);
        Q_EMIT edited();
    });
}

QString SettingsPlacePage::explanation() const
{
    return tr(
        "A tenant's settings count for all its projects; a project's own come before them, field by field. "
        "What stands here is for the hub's engine. Your own way into Palette is kept under My Palette.");
}

void SettingsPlacePage::refresh()
{
    QList<ChoiceItem> items;
    const ObjectSet &objects = m_model->objects();
    const auto add = [&](const QString &ns, const QString &title, const QString &note,
                         const QString &settings, const QString &icon) {
        if (m_model->isEdit() && ns != m_model->place())
            return;
        ChoiceItem item;
        item.id = ns;
        item.title = title;
        item.note = note;
        item.icon = icon;
        item.detail = settings.isEmpty() ? tr("no settings yet") : tr("uses %1").arg(cleanedLine(settings));
        items << item;
    };
    const QList<QJsonObject> tenants = objects.all(QStringLiteral("Tenant.spectrocloud.com"));
    for (const QJsonObject &object : tenants) {
        const TenantView tenant(object);
        const QString ns = m_model->isEdit() && tenant.settings.namespaceName == m_model->place()
                               ? tenant.settings.namespaceName
                               : tenant.ownNamespace();
        add(ns, cleanedLine(tenant.name), tr("tenant"), tenant.settings.name, QStringLiteral("building-2"));
    }
    const QList<QJsonObject> projects = objects.all(QStringLiteral("Project.spectrocloud.com"));
    for (const QJsonObject &object : projects) {
        const ProjectView project(object);
        add(project.namespaceName, cleanedLine(project.name),
            tr("project of %1").arg(cleanedLine(project.tenant.name)), project.settings.name,
            QStringLiteral("folder"));
    }
    if (m_model->isEdit() && items.isEmpty()) {
        ChoiceItem item;
        item.id = m_model->place();
        item.title = cleanedLine(m_model->place());
        item.detail = tr("a namespace of neither a tenant nor a project here");
        items << item;
    }
    m_places->setItems(items);
    m_places->setChosen(m_model->place().isEmpty() ? QStringList() : QStringList{m_model->place()});
    if (m_name->text() != m_model->name())
        m_name->setText(m_model->name());
    const ObjectRef owner = m_model->owner();
    // Settings that nobody refers to do nothing.
    if (!m_askedToRefer && m_model->isReady() && !owner.name.isEmpty() && !m_model->isEdit()) {
        m_askedToRefer = true;
        m_model->setReferred(true);
    }
    m_referredField->setVisible(!owner.name.isEmpty());
    m_referred->setText(owner.kind == u"Tenant"
                            ? tr("Tenant %1 uses these settings").arg(cleanedLine(owner.name))
                            : tr("Project %1 uses these settings").arg(cleanedLine(owner.name)));
    m_referred->setChecked(m_model->isReferred());
    m_referred->setEnabled(!m_model->isReferredBefore());
    m_referredField->setHelp(m_model->isReferredBefore() ? tr("It does already.")
                             : m_model->isReferred()     ? QString()
                                                         : tr("Settings that nobody refers to do nothing."));
    showProblems(false);
}

QList<PageProblem> SettingsPlacePage::problems() const
{
    QList<PageProblem> list;
    if (m_model->place().isEmpty())
        list << PageProblem{m_places, tr("Choose a tenant or a project.")};
    if (m_model->name().isEmpty())
        list << PageProblem{m_name, tr("Enter a name.")};
    else if (const QString name = m_model->refusal(NamePointer); !name.isEmpty())
        list << PageProblem{m_name, name};
    else if (m_model->isNameTaken())
        list << PageProblem{m_name, tr("There are settings %1 already.").arg(m_model->name())};
    return list;
}

void SettingsPlacePage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString place;
    QString name;
    const QList<PageProblem> list = problems();
    for (const PageProblem &problem : list)
        (problem.field == m_places ? place : name) = problem.sentence;
    m_placeField->setError(m_showAll ? place : QString());
    m_nameField->setError(m_showAll || !m_model->name().isEmpty() ? name : QString());
}

// ---------------------------------------------------------------------------------------------------------------------

SettingsIntegrationPage::SettingsIntegrationPage(AppContext *context, SettingsModel *model, Type type,
                                                 QWidget *parent)
    : WizardPage(parent)
    , m_context(context)
    , m_model(model)
    , m_type(type)
    , m_use(new SegmentedControl({}, this))
    , m_form(new QWidget(this))
    , m_key(new QLineEdit)
    , m_drop(new QPushButton(tr("Use the tenant's key"), m_form))
    , m_test(new ConnectionTest(context->palette(), this))
    , m_effectiveNote(new QLabel(this))
    , m_effective(new KeyValueGrid(this))
    , m_problem(new QLabel(this))
{
    QVBoxLayout *layout = pageLayout(this);
    m_use->setObjectName(QStringLiteral("integrationUse"));
    m_use->setAccessibleName(tr("Where %1 is set up").arg(integrationTitle(type)));
    layout->addWidget(m_use, 0, Qt::AlignLeft);
    setTextRole(m_problem, TextRole::Small);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    setToneText(m_problem, Tone::Bad);
    layout->addWidget(m_problem);
    layout->addWidget(m_form);
    auto *form = new QVBoxLayout(m_form);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(12);

    if (type == Type::Palette) {
        addField(QStringLiteral("hostUrl"), tr("Host URL"),
                 tr("Where Palette's API is, for example https://api.spectrocloud.com"));
        addField(QStringLiteral("tenant"), tr("Tenant in Palette"), tr("Its name there"));
    } else if (type == Type::HuggingFace) {
        addField(QStringLiteral("endpoint"), tr("Address"),
                 tr("Only for a mirror; empty means https://huggingface.co"));
    } else {
        addField(QStringLiteral("org"), tr("Organisation"), tr("Optional; its name at NVIDIA NGC"));
    }
    m_key->setObjectName(QStringLiteral("integrationKey"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    m_keyField = new FormField(type == Type::HuggingFace ? tr("Access token") : tr("API key"), m_key, m_form);
    m_drop->setObjectName(QStringLiteral("dropKey"));
    setButtonKind(m_drop, ButtonKind::Link);
    m_keyField->setTrailing(m_drop);
    form->addWidget(m_keyField);
    if (type == Type::Palette) {
        addField(QStringLiteral("defaultProjectID"), tr("Default project"),
                 tr("Its uid; test the connection, then choose one"));
        m_projects = new QToolButton(m_form);
        m_projects->setText(tr("Choose…"));
        m_projects->setObjectName(QStringLiteral("chooseProject"));
        m_projects->setPopupMode(QToolButton::InstantPopup);
        m_projects->setAccessibleName(tr("Choose the default project"));
        m_projectMenu = new QMenu(m_projects);
        m_projects->setMenu(m_projectMenu);
        m_fields.value(QStringLiteral("defaultProjectID"))->setTrailing(m_projects);
        addTrust();
    }

    layout->addWidget(m_test);
    layout->addWidget(new Hairline(Qt::Horizontal, this));
    layout->addWidget(new SectionHeader(tr("In effect"), SectionHeader::Level::Block, this));
    m_effectiveNote->setWordWrap(true);
    setTextRole(m_effectiveNote, TextRole::Small);
    setSecondaryText(m_effectiveNote);
    layout->addWidget(m_effectiveNote);
    m_effective->setObjectName(QStringLiteral("effectiveValues"));
    layout->addWidget(m_effective);
    layout->addStretch();

    connect(m_use, &SegmentedControl::currentChanged, this, [this](int index) {
        const Use use = index == 0 ? Use::Above : index == 1 ? Use::Here : Use::Off;
        if (use == m_model->use(m_type))
            return;
        if (use != Use::Here)
            m_key->clear();
        m_model->setUse(m_type, use);
        m_test->clear();
        Q_EMIT edited();
    });
    connect(m_key, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->setKey(m_type, text.trimmed());
        m_test->clear();
        Q_EMIT edited();
    });
    connect(m_drop, &QPushButton::clicked, this, [this] {
        m_key->clear();
        m_model->dropKey(m_type);
        m_key->setFocus(Qt::OtherFocusReason);
        Q_EMIT edited();
    });
    connect(m_test, &ConnectionTest::testRequested, this, &SettingsIntegrationPage::runTest);
    connect(m_test, &ConnectionTest::finished, this, &SettingsIntegrationPage::fillProjects);
    connect(m_test, &ConnectionTest::certificateTrusted, this, [this](const QString &fingerprint) {
        m_model->setText(m_type, QStringLiteral("serverFingerprint"), fingerprint);
        Q_EMIT edited();
        runTest();
    });
    fillProjects();
}

void SettingsIntegrationPage::addField(const QString &name, const QString &label, const QString &help)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(QStringLiteral("integration.") + name);
    auto *field = new FormField(label, edit, m_form);
    field->setHelp(help);
    m_form->layout()->addWidget(field);
    m_fields.insert(name, field);
    m_edits.insert(name, edit);
    connect(edit, &QLineEdit::textEdited, this, [this, name](const QString &text) {
        m_model->setText(m_type, name, text.trimmed());
        m_test->clear();
        Q_EMIT edited();
    });
}

// What a server's certificate is checked against.
void SettingsIntegrationPage::addTrust()
{
    m_authority = new QPushButton(tr("Choose a file…"));
    m_authority->setObjectName(QStringLiteral("chooseAuthority"));
    m_authority->setMaximumWidth(scaledWidth(this, 160));
    m_authorityField = new FormField(tr("Authority"), m_authority, m_form);
    m_form->layout()->addWidget(m_authorityField);
    connect(m_authority, &QPushButton::clicked, this, [this] {
        if (m_model->hasAuthority()) {
            m_model->setAuthority({});
            m_test->clear();
            Q_EMIT edited();
            return;
        }
        m_context->prompter()->askOpenFile(window(), tr("Certificates of the authority"),
                                           tr("Certificates (*.pem *.crt *.cer);;All files (*)"),
                                           [this](const QString &path) { takeAuthority(path); });
    });
    addField(QStringLiteral("serverFingerprint"), tr("Fingerprint of the certificate"),
             tr("SHA-256; the test shows it where nobody known signed the certificate"));
    m_skip = new QCheckBox(tr("Do not check the certificate"), m_form);
    m_skip->setObjectName(QStringLiteral("skipVerify"));
    m_form->layout()->addWidget(m_skip);
    m_unchecked = new Banner(Tone::Bad, m_form);
    m_unchecked->setTexts(
        tr("The certificate is not checked."),
        tr("Anybody in between can read the key. Add the authority or trust the fingerprint "
           "instead."));
    m_form->layout()->addWidget(m_unchecked);
    connect(m_skip, &QCheckBox::toggled, this, [this](bool on) {
        if (on == m_model->skipsVerify())
            return;
        m_model->setSkipsVerify(on);
        m_test->clear();
        Q_EMIT edited();
    });
}

void SettingsIntegrationPage::takeAuthority(const QString &path)
{
    if (path.isEmpty())
        return;
    // A few KiB; read on the pool all the same: the file may lie on a slow disk.
    runInPool([path]() -> Result<QByteArray> {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return failure(Error::Kind::File, file.errorString());
        const QByteArray pem = file.read(mostAuthorityBytes);
        if (!pem.contains("-----BEGIN CERTIFICATE-----"))
            return failure(Error::Kind::Invalid, tr("The file holds no certificate."),
                           tr("It needs lines that begin with -----BEGIN CERTIFICATE-----."));
        return pem;
    }).then(this, [this, path](const Result<QByteArray> &pem) {
        if (!pem) {
            m_authorityField->setError(errorSentence(pem.error().tried(tr("read %1").arg(path))));
            return;
        }
        m_authorityField->setError({});
        m_model->setAuthority(*pem);
        m_test->clear();
        Q_EMIT edited();
    });
}

QString SettingsIntegrationPage::stepTitle() const
{
    return integrationTitle(m_type);
}

QString SettingsIntegrationPage::heading() const
{
    switch (m_type) {
    case Type::Palette:
        return tr("The Palette that builds clusters");
    case Type::HuggingFace:
        return tr("Hugging Face, for models");
    case Type::Nvidia:
        return tr("NVIDIA NGC, for models and images");
    }
    return {};
}

QString SettingsIntegrationPage::explanation() const
{
    return m_model->isWorkspace() ? tr("A folder keeps no keys: what you type here serves the test only. "
                                       "Apply the settings to a hub "
                                       "and enter the key there.")
                                  : tr("The key is written into a Secret once and never shown again.");
}

void SettingsIntegrationPage::refresh()
{
    const bool tenant = m_model->isTenantLevel();
    m_use->setSegments(tenant ? QStringList{tr("Not set up"), tr("Set up"), tr("Off")}
                              : QStringList{tr("As the tenant"), tr("Own values"), tr("Off")});
    const Use use = m_model->use(m_type);
    m_use->setCurrent(use == Use::Above ? 0 : use == Use::Here ? 1 : 2);
    m_form->setVisible(use == Use::Here);

    const EffectiveSettings settings = m_model->effective();
    const EffectiveIntegration &effective = settings.integration(m_type);
    for (auto it = m_edits.cbegin(); it != m_edits.cend(); ++it) {
        const QString own = m_model->text(m_type, it.key());
        if (it.value()->text() != own && !it.value()->hasFocus())
            it.value()->setText(own);
        // What counts where nothing is typed.
        const EffectiveField *field = effective.field(it.key());
        const bool inherited = own.isEmpty() && field;
        it.value()->setPlaceholderText(inherited ? cleanedLine(field->value) : QString());
        m_fields.value(it.key())->setNote(inherited ? effectiveSourceText(*field) : QString());
    }
    showKey();
    if (m_authority) {
        m_authority->setText(m_model->hasAuthority() ? tr("Take it away") : tr("Choose a file…"));
        m_authorityField->setHelp(
            m_model->hasAuthority()
                ? tr("Certificates in Secret %1").arg(cleanedLine(m_model->view(m_type).caSecret))
                : tr("Optional; a PEM file of the authority that signed Palette's certificate"));
        m_skip->setChecked(m_model->skipsVerify());
        m_unchecked->setVisible(m_model->skipsVerify());
    }
    m_test->setVisible(effective.isOn() || m_model->isKeyTyped(m_type));
    showEffective();
    showProblems(false);
}

void SettingsIntegrationPage::showKey()
{
    if (!m_model->isKeyTyped(m_type) && !m_key->hasFocus())
        m_key->clear();
    const bool kept = m_model->hasSecret(m_type);
    const EffectiveSettings settings = m_model->effective();
    const bool above = !kept && !m_model->isKeyTyped(m_type) && settings.integration(m_type).isOn();
    m_key->setPlaceholderText(kept    ? tr("kept; enter a new one to replace it")
                              : above ? tr("the tenant's")
                                      : QString());
    m_keyField->setHelp(kept || m_model->isKeyTyped(m_type)
                            ? tr("In Secret %1").arg(cleanedLine(m_model->view(m_type).secret))
                        : m_model->isTenantLevel() ? QString()
                                                   : tr("Only where the project has a key of its own"));
    m_drop->setVisible(!m_model->isTenantLevel() && (kept || m_model->isKeyTyped(m_type)));
}

void SettingsIntegrationPage::showEffective()
{
    const EffectiveSettings settings = m_model->effective();
    QStringList sources;
    for (const QString &source : settings.sources)
        sources << cleanedLine(source);
    m_effectiveNote->setText(sources.isEmpty()
                                 ? tr("Nothing counts here yet.")
                                 : tr("From %1, the first one that says a value.").arg(nameList(sources, 5)));
    m_effective->setRows(effectiveRows(settings.integration(m_type)));
}

void SettingsIntegrationPage::fillProjects()
{
    if (!m_projects)
        return;
    m_projectMenu->clear();
    const auto &found = m_test->found();
    m_projects->setEnabled(found && !found->projects.isEmpty());
    m_projects->setToolTip(m_projects->isEnabled() ? QString() : tr("Test the connection first"));
    if (!found)
        return;
    for (const PaletteRef &project : found->projects) {
        QAction *entry =
            m_projectMenu->addAction(cleanedLine(project.text()).replace(u'&', QStringLiteral("&&")));
        entry->setToolTip(project.uid);
        connect(entry, &QAction::triggered, this, [this, uid = project.uid] {
            m_model->setText(m_type, QStringLiteral("defaultProjectID"), uid);
            m_edits.value(QStringLiteral("defaultProjectID"))->setText(uid);
            Q_EMIT edited();
        });
    }
}

// With what is typed, and with Secrets of the hub where nothing is typed and they may be read.
void SettingsIntegrationPage::runTest()
{
    const EffectiveSettings settings = m_model->effective();
    const EffectiveIntegration &integration = settings.integration(m_type);
    struct Wanted
    {
        QList<ObjectRef> refs;
        ObjectSet around;
        int open = 0;
    };
    auto wanted = std::make_shared<Wanted>();
    wanted->around = m_model->around();
    const auto want = [&](const QString &ns, const QString &name, const QString &key) {
        if (name.isEmpty() ||
            !secretValue(wanted->around.find(QStringLiteral("Secret"), ns, name), key).isEmpty())
            return;
        wanted->refs << ObjectRef{QStringLiteral("v1"), QStringLiteral("Secret"), ns, name};
    };
    want(integration.secretNamespace, integration.secret, integration.secretKey);
    want(integration.caSecretNamespace, integration.caSecret, integration.caSecretKey);
    Source *source = m_context->source();
    if (wanted->refs.isEmpty() || m_model->isWorkspace() || !source) {
        tryWith(wanted->around);
        return;
    }
    wanted->open = int(wanted->refs.size());
    for (const ObjectRef &ref : std::as_const(wanted->refs)) {
        source->fetch(ref).then(this, [this, wanted](const Result<QJsonObject> &secret) {
            if (secret)
                wanted->around.insert(*secret);
            if (--wanted->open == 0)
                tryWith(wanted->around);
        });
    }
}

void SettingsIntegrationPage::tryWith(const ObjectSet &around)
{
    const EffectiveSettings settings =
        effectiveSettings(around, m_model->place(), m_model->name(), m_model->object());
    const auto said = [this](Error error) {
        if (m_model->isWorkspace() && error.reason == u"SecretMissing") {
            error.message = tr("A folder keeps no keys.");
            error.advice = tr("Type the key to test it.");
        }
        m_test->showProblem(error.tried(tr("test the connection")));
    };
    if (m_type == Type::Palette) {
        const auto access = paletteAccess(settings, around, PaletteDemand::SignIn);
        if (access)
            m_test->testPalette(*access);
        else
            said(access.error());
        return;
    }
    const EffectiveIntegration &integration = settings.integration(m_type);
    const auto token = integrationToken(integration, around);
    if (token)
        m_test->testToken(m_type, integration.value(u"endpoint"), *token);
    else
        said(token.error());
}

QList<PageProblem> SettingsIntegrationPage::problems() const
{
    QList<PageProblem> list;
    if (m_model->use(m_type) != Use::Here)
        return list;
    const JsonPointer pointer = m_model->view(m_type).pointer;
    for (auto it = m_edits.cbegin(); it != m_edits.cend(); ++it) {
        if (const QString sentence = pointer.isEmpty() ? QString() : m_model->refusal(pointer / it.key());
            !sentence.isEmpty())
            list << PageProblem{it.value(), sentence};
    }
    if (m_model->isTenantLevel() && !m_model->isKeyTyped(m_type) && !m_model->hasSecret(m_type) &&
        !m_model->isWorkspace())
        list << PageProblem{m_key, m_type == Type::HuggingFace ? tr("Enter an access token.")
                                                               : tr("Enter an API key.")};
    if (m_type == Type::Palette && m_model->isTenantLevel() && !m_model->hasSecret(m_type)) {
        // Nothing above could say them, and a kept Secret is not read.
        const std::pair<QString, QString> needed[] = {
            {QStringLiteral("hostUrl"), tr("Enter where Palette is.")},
            {QStringLiteral("tenant"), tr("Enter the tenant's name in Palette.")},
            {QStringLiteral("defaultProjectID"), tr("Enter or choose a project.")}};
        for (const auto &[name, sentence] : needed) {
            if (m_model->text(m_type, name).isEmpty())
                list << PageProblem{m_edits.value(name), sentence};
        }
    }
    if (list.isEmpty() && !pointer.isEmpty()) {
        if (const QString sentence = m_model->refusal(pointer); !sentence.isEmpty())
            list << PageProblem{m_key, sentence};
    }
    return list;
}

void SettingsIntegrationPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QHash<QWidget *, QString> sentences;
    const QList<PageProblem> list = problems();
    for (const PageProblem &problem : list) {
        if (!sentences.contains(problem.field))
            sentences.insert(problem.field, problem.sentence);
    }
    for (auto it = m_edits.cbegin(); it != m_edits.cend(); ++it) {
        const bool show = m_showAll || !m_model->text(m_type, it.key()).isEmpty();
        m_fields.value(it.key())->setError(show ? sentences.value(it.value()) : QString());
    }
    m_keyField->setError(m_showAll || m_model->isKeyTyped(m_type) ? sentences.value(m_key) : QString());
    const QString none = m_showAll ? m_model->warningOf(QStringLiteral("SET-2")) : QString();
    const QString off = m_type == Type::Palette ? m_model->warningOf(QStringLiteral("SET-9")) : QString();
    m_problem->setText(none.isEmpty() ? off : none);
    setToneText(m_problem, none.isEmpty() ? Tone::Warning : Tone::Bad);
    m_problem->setVisible(!m_problem->text().isEmpty());
    if (m_type == Type::Palette)
        m_keyField->setWarning(m_model->warningOf(QStringLiteral("SET-7")));
}

} // namespace easel
