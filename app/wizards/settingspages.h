// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/settingsmodel.h"
#include "app/wizards/wizardpage.h"

#include <QHash>

class QCheckBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace easel {

class AppContext;
class Banner;
class ChoiceList;
class ConnectionTest;
class FormField;
class KeyValueGrid;
class SegmentedControl;

// Pages of the Settings wizard, each bound to the one SettingsModel.

// Whose settings they are, their name, and whether they are used.
class SettingsPlacePage : public WizardPage
{
    Q_OBJECT

public:
    SettingsPlacePage(SettingsModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Place"); }
    QString heading() const override { return tr("Whose settings they are"); }
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    SettingsModel *m_model;
    ChoiceList *m_places;
    QLineEdit *m_name;
    QCheckBox *m_referred;
    FormField *m_placeField;
    FormField *m_nameField;
    FormField *m_referredField;
    bool m_showAll = false;
    bool m_askedToRefer = false; // once, for new settings: on
};

// One integration: what is said here, what counts in the end and where it comes from, and a test.
class SettingsIntegrationPage : public WizardPage
{
    Q_OBJECT

public:
    SettingsIntegrationPage(AppContext *context, SettingsModel *model, SettingsModel::Type type,
                            QWidget *parent);
    QString stepTitle() const override;
    QString heading() const override;
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

    ConnectionTest *test() const { return m_test; }

private:
    void addField(const QString &name, const QString &label, const QString &help);
    void addTrust();
    void runTest();
    void tryWith(const ObjectSet &around);
    void showEffective();
    void showKey();
    void fillProjects();
    void takeAuthority(const QString &path);

    AppContext *m_context;
    SettingsModel *m_model;
    SettingsModel::Type m_type;
    SegmentedControl *m_use;
    QWidget *m_form;
    QHash<QString, FormField *> m_fields; // by the API's name
    QHash<QString, QLineEdit *> m_edits;
    QLineEdit *m_key;
    FormField *m_keyField;
    QPushButton *m_drop;
    QToolButton *m_projects = nullptr;
    QMenu *m_projectMenu = nullptr;
    QPushButton *m_authority = nullptr;
    FormField *m_authorityField = nullptr;
    QCheckBox *m_skip = nullptr;
    Banner *m_unchecked = nullptr; // the lasting red mark
    ConnectionTest *m_test;
    QLabel *m_effectiveNote;
    KeyValueGrid *m_effective;
    QLabel *m_problem;
    bool m_showAll = false;
};

} // namespace easel
