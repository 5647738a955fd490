// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/signindialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "core/base/text.h"
#include "core/clients/signin/oidcsignin.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

SignInDialog::SignInDialog(OidcSignIn *signIn, QWidget *parent)
    : QDialog(parent)
    , m_signIn(signIn)
    , m_text(new QLabel(this))
    , m_code(new QLabel(this))
    , m_open(new QPushButton(this))
    , m_copy(new QPushButton(this))
    , m_useCode(new QPushButton(tr("Use a code instead"), this))
{
    const QString title = tr("Sign in to %1").arg(cleanedLine(signIn->hub()));
    setWindowTitle(title);
    setModal(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    auto *heading = new QLabel(title, this);
    heading->setTextFormat(Qt::PlainText);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_text->setMinimumHeight(fontMetrics().lineSpacing() * 3);
    column->addWidget(m_text);
    m_code->setTextFormat(Qt::PlainText);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_code->setAccessibleName(tr("Code"));
    setTextRole(m_code, TextRole::Figure);
    column->addWidget(m_code);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    setButtonKind(m_open, ButtonKind::Primary);
    m_open->setDefault(true);
    m_copy->setAutoDefault(false);
    row->addWidget(m_open);
    row->addWidget(m_copy);
    row->addStretch(1);
    column->addLayout(row);
    column->addSpacing(4);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    setButtonKind(m_useCode, ButtonKind::Link);
    m_useCode->setAutoDefault(false);
    foot->addWidget(m_useCode);
    foot->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    foot->addWidget(cancel);
    column->addLayout(foot);
    setFixedWidth(scaledWidth(this, 480));

    connect(m_open, &QPushButton::clicked, this, &SignInDialog::openBrowser);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        const bool device = m_signIn->step() == OidcSignIn::Step::Device;
        QGuiApplication::clipboard()->setText(device ? m_signIn->deviceCode().userCode
                                                     : m_signIn->browserUrl().toString(QUrl::FullyEncoded));
    });
    connect(m_useCode, &QPushButton::clicked, m_signIn, &OidcSignIn::useDeviceCode);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(this, &QDialog::rejected, signIn, &OidcSignIn::cancel);
    connect(signIn, &OidcSignIn::changed, this, &SignInDialog::renew);
    connect(signIn, &OidcSignIn::ended, this, [this] {
        m_signIn->disconnect(this);
        disconnect(m_signIn);
        done(QDialog::Accepted);
    });
    renew();
}

void SignInDialog::renew()
{
    const OidcSignIn::Step step = m_signIn->step();
    const QString host = m_signIn->settings().issuer.host();
    const bool browser = step == OidcSignIn::Step::Browser;
    const bool device = step == OidcSignIn::Step::Device;
    switch (step) {
    case OidcSignIn::Step::Asking:
        m_text->setText(tr("Asking %1 how to sign in…").arg(host));
        break;
    case OidcSignIn::Step::Browser:
        m_text->setText(tr("Sign in at %1 in the browser; it comes back to Easel by itself. Until then Easel "
                           "listens on %2, for this answer only.")
                            .arg(m_signIn->browserUrl().host(), m_signIn->redirect().authority()));
        break;
    case OidcSignIn::Step::Device:
        m_text->setText(tr("Open %1 on any device, sign in and type this code there.")
                            .arg(cleanedLine(m_signIn->deviceCode().verification.toString())));
        break;
    case OidcSignIn::Step::Finishing:
    case OidcSignIn::Step::Over:
        m_text->setText(tr("Checking the answer of %1…").arg(host));
        break;
    }
    if ((browser || device) && m_open->isHidden()) {
        m_open->show();
        m_open->setFocus();
    }
    m_code->setText(device ? m_signIn->deviceCode().userCode : QString());
    m_code->setVisible(device);
    m_open->setText(device ? tr("Open the page") : tr("Open the browser"));
    m_open->setVisible(browser || device);
    m_copy->setText(device ? tr("Copy code") : tr("Copy link"));
    m_copy->setVisible(browser || device);
    m_useCode->setVisible(browser && m_signIn->offersDeviceCode());
    adjustSize();
}

void SignInDialog::openBrowser()
{
    if (m_signIn->step() == OidcSignIn::Step::Device) {
        const DeviceCode &code = m_signIn->deviceCode();
        QDesktopServices::openUrl(code.completeVerification.isEmpty() ? code.verification
                                                                      : code.completeVerification);
    } else if (m_signIn->step() == OidcSignIn::Step::Browser) {
        QDesktopServices::openUrl(m_signIn->browserUrl());
    }
}

} // namespace easel
