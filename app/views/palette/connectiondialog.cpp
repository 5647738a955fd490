// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/palette/connectiondialog.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/palette/connectiontest.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/flowlabel.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/segmentedcontrol.h"
#include "core/base/text.h"

#include <QCheckBox>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QUuid>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr qint64 mostAuthorityBytes = 1024 * 1024;

} // namespace

ConnectionDialog::ConnectionDialog(AppContext *context, const PaletteConnection &connection, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_desk(context->palette())
    , m_connection(connection)
    , m_isNew(!connection.isSet())
    , m_form(new QWidget)
    , m_mode(new SegmentedControl({tr("API key"), tr("Password")}))
    , m_projectText(new QLabel)
    , m_projects(new QToolButton)
    , m_authority(new QPushButton)
    , m_pin(new FlowLabel)
    , m_unpin(new QPushButton(tr("Forget the fingerprint")))
    , m_skip(new QCheckBox(tr("Do not check the certificate")))
    , m_unchecked(new Banner(Tone::Bad))
    , m_test(new ConnectionTest(m_desk))
    , m_keep(new QPushButton(tr("Keep connection")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("connectionDialog"));
    setWindowTitle(m_isNew ? tr("Connect to Palette") : tr("Edit connection to Palette"));
    resize(scaledWidth(this, 640), 720);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setAccessibleName(windowTitle());
    auto *column = new QVBoxLayout(m_form);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    auto *heading = new QLabel(windowTitle(), m_form);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *what =
        new QLabel(tr("Your own way into Palette, on this computer only: for folders and for hubs without "
                      "an engine. The engine of a hub uses the Settings of tenants and projects, never "
                      "this."),
                   m_form);
    what->setWordWrap(true);
    setSecondaryText(what);
    column->addWidget(what);

    m_address = addField(QStringLiteral("address"), tr("Address"),
                         tr("Where Palette's API is, for example https://api.spectrocloud.com"));
    m_mode->setObjectName(QStringLiteral("signInMode"));
    m_mode->setAccessibleName(tr("Sign in with"));
    column->addWidget(m_mode, 0, Qt::AlignLeft);
    m_email = addField(QStringLiteral("email"), tr("E-mail"), {});
    m_organisation = addField(QStringLiteral("organisation"), tr("Organisation"),
                              tr("Only where your e-mail is in several"));
    m_secret = addField(QStringLiteral("secret"), tr("API key"), {});
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    if (!m_isNew)
        m_secret->setPlaceholderText(tr("kept; enter a new one to replace it"));

    auto *projectRow = new QWidget(m_form);
    auto *projectLayout = new QHBoxLayout(projectRow);
    projectLayout->setContentsMargins(0, 0, 0, 0);
    projectLayout->setSpacing(8);
    m_projectText->setTextFormat(Qt::PlainText);
    m_projects->setObjectName(QStringLiteral("chooseProject"));
    m_projects->setText(tr("Choose…"));
    m_projects->setAccessibleName(tr("Choose the project"));
    m_projects->setPopupMode(QToolButton::InstantPopup);
    m_projectMenu = new QMenu(m_projects);
    m_projects->setMenu(m_projectMenu);
    projectLayout->addWidget(m_projectText);
    projectLayout->addWidget(m_projects);
    projectLayout->addStretch();
    auto *projectField = new FormField(tr("Project"), projectRow, m_form);
    projectField->setHelp(tr("Its machines are shown; test the connection, then choose one"));
    m_fields.insert(QStringLiteral("project"), projectField);
    column->addWidget(projectField);
    addTrust();
    m_title = addField(QStringLiteral("title"), tr("Name"), tr("Optional; what you call it"));
    m_title->setText(connection.title);
    column->addWidget(m_test);
    column->addStretch();
    scroll->setWidget(m_form);
    scroll->viewport()->setAutoFillBackground(true);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    m_form->setBackgroundRole(QPalette::Base);
    outer->addWidget(scroll, 1);
    outer->addWidget(new Hairline(Qt::Horizontal, this));

    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    foot->setSpacing(8);
    auto *note = new QLabel(this);
    setTextRole(note, TextRole::Small);
    setSecondaryText(note);
    note->setWordWrap(true);
    note->setTextFormat(Qt::PlainText);
    note->setText(m_desk->keychainProblem());
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("cancelConnection"));
    setButtonKind(cancel, ButtonKind::Flat);
    m_keep->setObjectName(QStringLiteral("keepConnection"));
    setButtonKind(m_keep, ButtonKind::Primary);
    m_keep->setAutoDefault(false);
    cancel->setAutoDefault(false);
    m_test->button()->setAutoDefault(false);
    foot->addWidget(note, 1);
    foot->addWidget(cancel);
    foot->addWidget(m_keep);
    outer->addLayout(foot);

    m_address->setText(connection.server.url.toString());
    m_email->setText(connection.email);
    m_organisation->setText(connection.organisation);
    m_mode->setCurrent(connection.withPassword() ? 1 : 0);
    connect(m_mode, &SegmentedControl::currentChanged, this, [this] {
        showMode();
        changedByHand();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_keep, &QPushButton::clicked, this, &ConnectionDialog::keep);
    connect(m_test, &ConnectionTest::testRequested, this, &ConnectionDialog::runTest);
    connect(m_test, &ConnectionTest::finished, this, &ConnectionDialog::showFound);
    connect(m_test, &ConnectionTest::certificateTrusted, this, [this](const QString &fingerprint) {
        m_connection.server.fingerprint = fingerprint;
        showTrust();
        runTest();
    });
    showMode();
    showTrust();
    showFound();
    m_address->setFocus();
}

QLineEdit *ConnectionDialog::addField(const QString &name, const QString &label, const QString &help)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(QStringLiteral("connection.") + name);
    auto *field = new FormField(label, edit, m_form);
    field->setHelp(help);
    m_form->layout()->addWidget(field);
    m_fields.insert(name, field);
    connect(edit, &QLineEdit::textEdited, this, [this, name] {
        if (name != u"title")
            changedByHand();
        m_fields.value(name)->setError({});
    });
    return edit;
}

void ConnectionDialog::addTrust()
{
    m_authority->setObjectName(QStringLiteral("chooseAuthority"));
    m_authority->setAutoDefault(false);
    m_authority->setMaximumWidth(scaledWidth(this, 160));
    auto *field = new FormField(tr("Authority"), m_authority, m_form);
    m_fields.insert(QStringLiteral("authority"), field);
    m_form->layout()->addWidget(field);
    connect(m_authority, &QPushButton::clicked, this, [this] {
        if (!m_connection.server.caPem.isEmpty()) {
            m_connection.server.caPem.clear();
            changedByHand();
            showTrust();
            return;
        }
        m_context->prompter()->askOpenFile(this, tr("Certificates of the authority"),
                                           tr("Certificates (*.pem *.crt *.cer);;All files (*)"),
                                           [this](const QString &path) { takeAuthority(path); });
    });
    auto *pinRow = new QWidget(m_form);
    auto *pinLayout = new QVBoxLayout(pinRow);
    pinLayout->setContentsMargins(0, 0, 0, 0);
    pinLayout->setSpacing(4);
    setTextRole(m_pin, TextRole::Mono);
    m_pin->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_unpin->setObjectName(QStringLiteral("forgetFingerprint"));
    setButtonKind(m_unpin, ButtonKind::Link);
    m_unpin->setAutoDefault(false);
    pinLayout->addWidget(m_pin);
    pinLayout->addWidget(m_unpin, 0, Qt::AlignLeft);
    auto *pinField = new FormField(tr("Trusted certificate, SHA-256"), pinRow, m_form);
    m_fields.insert(QStringLiteral("pin"), pinField);
    m_form->layout()->addWidget(pinField);
    connect(m_unpin, &QPushButton::clicked, this, [this] {
        m_connection.server.fingerprint.clear();
        changedByHand();
        showTrust();
    });
    m_skip->setObjectName(QStringLiteral("skipVerify"));
    m_skip->setChecked(m_connection.server.insecureSkipVerify);
    m_form->layout()->addWidget(m_skip);
    m_unchecked->setTexts(
        tr("The certificate is not checked."),
        tr("Anybody in between can read the key. Add the authority or trust the fingerprint "
           "instead."));
    m_unchecked->setLayoutKind(Banner::Layout::Stacked);
    m_form->layout()->addWidget(m_unchecked);
    connect(m_skip, &QCheckBox::toggled, this, [this](bool on) {
        m_connection.server.insecureSkipVerify = on;
        changedByHand();
        showTrust();
    });
}

void ConnectionDialog::showMode()
{
    const bool password = m_mode->current() == 1;
    m_fields.value(QStringLiteral("email"))->setVisible(password);
    m_fields.value(QStringLiteral("organisation"))->setVisible(password);
    m_fields.value(QStringLiteral("secret"))->setLabel(password ? tr("Password") : tr("API key"));
}

void ConnectionDialog::showTrust()
{
    const ServerAddress &server = m_connection.server;
    m_authority->setText(server.caPem.isEmpty() ? tr("Choose a file…") : tr("Take it away"));
    m_fields.value(QStringLiteral("authority"))
        ->setHelp(server.caPem.isEmpty()
                      ? tr("Optional; a PEM file of the authority that signed Palette's certificate")
                      : tr("%n certificates are trusted", nullptr,
                           int(server.caPem.count("-----BEGIN CERTIFICATE-----"))));
    m_pin->setText(server.fingerprint.left(48) + u'\n' + server.fingerprint.mid(48));
    m_fields.value(QStringLiteral("pin"))->setVisible(!server.fingerprint.isEmpty());
    m_unchecked->setVisible(server.insecureSkipVerify);
}

void ConnectionDialog::changedByHand()
{
    m_test->clear();
    showFound();
}

void ConnectionDialog::takeAuthority(const QString &path)
{
    if (path.isEmpty())
        return;
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
        FormField *field = m_fields.value(QStringLiteral("authority"));
        field->setError(pem ? QString() : errorSentence(pem.error().tried(tr("read %1").arg(path))));
        if (!pem)
            return;
        m_connection.server.caPem = *pem;
        changedByHand();
        showTrust();
    });
}

// What is typed; an error's reason names the field. Without a typed secret the kept one is meant.
Result<PaletteAccess> ConnectionDialog::typed() const
{
    const auto lacking = [](const QString &field, const QString &sentence) {
        Error error = makeError(Error::Kind::Invalid, sentence);
        error.reason = field;
        return failure(error);
    };
    if (m_address->text().trimmed().isEmpty())
        return lacking(QStringLiteral("address"), tr("Enter where Palette is."));
    const Result<QUrl> url = paletteUrl(m_address->text());
    if (!url)
        return lacking(QStringLiteral("address"), errorSentence(url.error()));
    PaletteAccess access;
    access.server = m_connection.server;
    access.server.url = *url;
    access.projectUid = m_connection.project.uid;
    if (m_mode->current() == 1) {
        access.credential.email = m_email->text().trimmed();
        if (access.credential.email.isEmpty())
            return lacking(QStringLiteral("email"), tr("Enter the e-mail you sign in with."));
        access.credential.organisation = m_organisation->text().trimmed();
        access.credential.password = m_secret->text();
    } else {
        access.credential.apiKey = m_secret->text().trimmed();
    }
    const bool sameServer = !m_isNew && *url == m_connection.server.url &&
                            m_connection.withPassword() == (m_mode->current() == 1);
    if (m_secret->text().trimmed().isEmpty() && !sameServer)
        return lacking(QStringLiteral("secret"),
                       m_isNew
                           ? (m_mode->current() == 1 ? tr("Enter the password.") : tr("Enter an API key."))
                           : tr("Enter it again: what is kept belongs to another address or sign-in."));
    return access;
}

void ConnectionDialog::runTest()
{
    const Result<PaletteAccess> access = typed();
    if (!access) {
        m_fields.value(access.error().reason)->setError(access.error().message);
        m_fields.value(access.error().reason)->editor()->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (!m_secret->text().trimmed().isEmpty()) {
        m_test->testPalette(*access);
        return;
    }
    m_desk->access(m_connection.id).then(this, [this, typed = *access](const Result<PaletteAccess> &kept) {
        if (!kept) {
            m_test->showProblem(kept.error());
            return;
        }
        PaletteAccess whole = typed;
        whole.credential.apiKey = kept->credential.apiKey;
        whole.credential.password = kept->credential.password;
        m_test->testPalette(whole);
    });
}

void ConnectionDialog::showFound()
{
    const auto &found = m_test->found();
    m_projects->setEnabled(found.has_value());
    m_projects->setToolTip(found ? QString() : tr("Test the connection first"));
    m_projectText->setText(m_connection.project.uid.isEmpty() ? tr("none yet")
                                                              : cleanedLine(m_connection.project.text()));
    m_projectMenu->clear();
    if (!found)
        return;
    for (const PaletteRef &project : found->projects) {
        QAction *entry =
            m_projectMenu->addAction(cleanedLine(project.text()).replace(u'&', QStringLiteral("&&")));
        connect(entry, &QAction::triggered, this, [this, project] {
            m_connection.project = project;
            m_fields.value(QStringLiteral("project"))->setError({});
            runTest(); // what is there and allowed is a project's
        });
    }
}

void ConnectionDialog::keep()
{
    const Result<PaletteAccess> access = typed();
    if (!access) {
        m_fields.value(access.error().reason)->setError(access.error().message);
        m_fields.value(access.error().reason)->editor()->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (m_connection.project.uid.isEmpty()) {
        m_fields.value(QStringLiteral("project"))
            ->setError(m_test->found() ? tr("Choose a project: machines belong to projects.")
                                       : tr("Test the connection, then choose a project."));
        (m_projects->isEnabled() ? static_cast<QWidget *>(m_projects) : m_test->button())
            ->setFocus(Qt::OtherFocusReason);
        return;
    }
    PaletteConnection connection = m_connection;
    if (m_isNew)
        connection.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    connection.server = access->server;
    connection.email = access->credential.email;
    connection.organisation = access->credential.organisation;
    connection.title = m_title->text().trimmed();
    const QByteArray secret =
        m_mode->current() == 1 ? access->credential.password.toUtf8() : access->credential.apiKey.toUtf8();
    m_keep->setEnabled(false);
    m_desk->keep(connection, secret)
        .then(this, [this, id = connection.id](const Result<SecretStore::Kept> &) {
            Q_EMIT kept(id);
            accept();
        });
}

} // namespace easel
