// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/openiddialog.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "core/base/text.h"
#include "core/clients/signin/signinsettings.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

OpenIdDialog::OpenIdDialog(AppContext *context, const QString &hub, const QUrl &server, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_hub(hub)
    , m_server(server)
    , m_issuer(new QLineEdit(this))
    , m_client(new QLineEdit(this))
    , m_scopes(new QLineEdit(this))
    , m_authority(new QLineEdit(this))
    , m_issuerField(new FormField(tr("Issuer"), m_issuer, this))
    , m_clientField(new FormField(tr("Client id"), m_client, this))
    , m_scopesField(new FormField(tr("Scopes"), m_scopes, this))
{
    const QString title = tr("OpenID sign-in for %1").arg(cleanedLine(hub));
    setWindowTitle(title);
    setModal(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    auto *heading = new QLabel(title, this);
    heading->setTextFormat(Qt::PlainText);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *note = new QLabel(tr("Easel signs in with the browser and shows the id token to the hub. The "
                               "provider must know Easel as a native client that comes back to 127.0.0.1."),
                            this);
    note->setWordWrap(true);
    setSecondaryText(note);
    column->addWidget(note);
    m_issuerField->setHelp(
        tr("As the API server has it, for example https://login.example.com/realms/staff"));
    column->addWidget(m_issuerField);
    column->addWidget(m_clientField);
    m_scopesField->setHelp(tr("Beside openid, divided by spaces, for example: email groups"));
    column->addWidget(m_scopesField);
    auto *authorityField = new FormField(tr("Certificate authority"), m_authority, this);
    authorityField->setHelp(tr("A PEM file; empty: the authorities of this computer"));
    auto *choose = new QPushButton(tr("Choose…"), this);
    choose->setAutoDefault(false);
    authorityField->setTrailing(choose);
    column->addWidget(authorityField);

    const auto known = context->signInSettings()->oidcOf(hub, server);
    if (known) {
        m_issuer->setText(known->issuer.toString());
        m_client->setText(known->clientId);
        m_scopes->setText(known->scopes.join(u' '));
        m_authority->setText(QDir::toNativeSeparators(known->caFile));
    }
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    QPushButton *remove = nullptr;
    if (known) {
        remove = new QPushButton(tr("Remove"), this);
        remove->setAutoDefault(false);
        foot->addWidget(remove);
        connect(remove, &QPushButton::clicked, this, [this] {
            m_context->signInSettings()->removeOidc(m_hub, m_server);
            accept();
        });
    }
    foot->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *keep = new QPushButton(tr("Save"), this);
    setButtonKind(keep, ButtonKind::Primary);
    keep->setDefault(true);
    foot->addWidget(cancel);
    foot->addWidget(keep);
    column->addStretch(1);
    column->addLayout(foot);
    // The fields were built after their editors; Tab goes from top to bottom. A field with a focus proxy
    // would be a stop of its own that leads back (Qt 6.4).
    QWidget *before = nullptr;
    for (QWidget *stop : {static_cast<QWidget *>(m_issuer), static_cast<QWidget *>(m_client),
                          static_cast<QWidget *>(m_scopes), static_cast<QWidget *>(m_authority),
                          static_cast<QWidget *>(choose), static_cast<QWidget *>(remove),
                          static_cast<QWidget *>(cancel), static_cast<QWidget *>(keep)}) {
        if (auto *field = stop ? qobject_cast<FormField *>(stop->parentWidget()) : nullptr)
            field->setFocusProxy(nullptr);
        if (before && stop)
            setTabOrder(before, stop);
        before = stop ? stop : before;
    }
    resize(scaledWidth(this, 480), sizeHint().height());
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep, &QPushButton::clicked, this, &OpenIdDialog::save);
    connect(choose, &QPushButton::clicked, this, [this] {
        m_context->prompter()->askOpenFile(this, tr("Choose a certificate authority"), {},
                                           [this](const QString &path) { m_authority->setText(path); });
    });
    m_issuer->setFocus();
}

void OpenIdDialog::save()
{
    OidcSettings settings;
    settings.issuer = QUrl(m_issuer->text().trimmed(), QUrl::StrictMode);
    settings.clientId = m_client->text().trimmed();
    settings.scopes = m_scopes->text().simplified().split(u' ', Qt::SkipEmptyParts);
    settings.caFile = QDir::fromNativeSeparators(m_authority->text().trimmed());
    // Each field hears only of what is its own.
    OidcSettings alone = settings;
    alone.clientId = QStringLiteral("x");
    alone.scopes.clear();
    m_issuerField->setError(problemOf(alone));
    const QString both = problemOf(settings);
    m_clientField->setError(settings.clientId.isEmpty() && m_issuerField->error().isEmpty() ? both
                                                                                            : QString());
    m_scopesField->setError(m_issuerField->error().isEmpty() && !settings.clientId.isEmpty() ? both
                                                                                             : QString());
    if (!both.isEmpty())
        return;
    m_context->signInSettings()->setOidc(m_hub, m_server, settings);
    accept();
}

} // namespace easel
