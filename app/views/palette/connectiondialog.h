// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/palettedesk.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace easel {

class AppContext;
class Banner;
class ConnectionTest;
class FormField;
class SegmentedControl;

// A person's own way into a Palette: where, who, which project, what to trust, and what a test finds there.
// The key or password goes into the desktop's keychain and is never shown again. Use open().
class ConnectionDialog : public QDialog
{
    Q_OBJECT

public:
    // An empty connection: a new one.
    ConnectionDialog(AppContext *context, const PaletteConnection &connection, QWidget *parent = nullptr);

    ConnectionTest *test() const { return m_test; }

Q_SIGNALS:
    void kept(const QString &connectionId);

private:
    QLineEdit *addField(const QString &name, const QString &label, const QString &help);
    void addTrust();
    void showMode();
    void showTrust();
    void changedByHand(); // what a test found is about other values now
    Result<PaletteAccess> typed() const;
    void runTest();
    void showFound();
    void takeAuthority(const QString &path);
    void keep();

    AppContext *m_context;
    PaletteDesk *m_desk;
    PaletteConnection m_connection;
    bool m_isNew;
    QWidget *m_form;
    QHash<QString, FormField *> m_fields;
    QLineEdit *m_title;
    QLineEdit *m_address;
    SegmentedControl *m_mode;
    QLineEdit *m_email;
    QLineEdit *m_organisation;
    QLineEdit *m_secret;
    QLabel *m_projectText;
    QToolButton *m_projects;
    QMenu *m_projectMenu;
    QPushButton *m_authority;
    QLabel *m_pin;
    QPushButton *m_unpin;
    QCheckBox *m_skip;
    Banner *m_unchecked; // the lasting red mark
    ConnectionTest *m_test;
    QPushButton *m_keep;
};

} // namespace easel
