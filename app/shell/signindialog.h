// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPushButton;

namespace easel {

class OidcSignIn;

// One OpenID sign-in as it goes: the browser is opened by a button, never by itself; where the provider
// offers it, a code for another device. Goes when the sign-in ends; Cancel ends it.
class SignInDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SignInDialog(OidcSignIn *signIn, QWidget *parent = nullptr);

private:
    void renew();
    void openBrowser();

    OidcSignIn *m_signIn;
    QLabel *m_text;
    QLabel *m_code;
    QPushButton *m_open;
    QPushButton *m_copy;
    QPushButton *m_useCode;
};

} // namespace easel
