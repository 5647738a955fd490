// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/oidcsettings.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace easel {

class AppContext;
class FormField;

// How to sign in to one context at an OpenID provider, without a program: issuer, client, scopes, certificate
// authority. Kept in Easel's settings; contacts nothing.
class OpenIdDialog : public QDialog
{
    Q_OBJECT

public:
    OpenIdDialog(AppContext *context, const QString &hub, const QUrl &server, QWidget *parent = nullptr);

private:
    void save();

    AppContext *m_context;
    QString m_hub;
    QUrl m_server;
    QLineEdit *m_issuer;
    QLineEdit *m_client;
    QLineEdit *m_scopes;
    QLineEdit *m_authority;
    FormField *m_issuerField;
    FormField *m_clientField;
    FormField *m_scopesField;
};

} // namespace easel
