// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"

#include <QMap>

class QComboBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace easel {

class CountEdit;
class FormField;
class OrganisationModel;
class QuotaBar;

// Limit and guarantee of one GPU family, its bar, and what the numbers do to everybody's room.
class FamilyEditor : public QWidget
{
    Q_OBJECT

public:
    FamilyEditor(OrganisationModel *model, const QString &family, QWidget *parent = nullptr);

    QString family() const { return m_family; }
    void refresh();
    void showProblems();
    QList<PageProblem> problems() const;
    QList<QWidget *> controls() const; // in the order of Tab

Q_SIGNALS:
    void edited();
    void removed();

private:
    OrganisationModel *m_model;
    QString m_family;
    CountEdit *m_limit;
    FormField *m_limitField;
    CountEdit *m_guarantee = nullptr; // projects, and not for "*"
    FormField *m_guaranteeField = nullptr;
    QuotaBar *m_bar;
    QLabel *m_numbers;
    QLabel *m_effect;
    QPushButton *m_remove;
};

// Limits, and a project's guarantees, of every GPU family, with their effect while they are typed.
class QuotaPage : public WizardPage
{
    Q_OBJECT

public:
    QuotaPage(OrganisationModel *model, QWidget *parent);
    QString stepTitle() const override;
    QString heading() const override;
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void addFamily();

    OrganisationModel *m_model;
    QStringList m_added; // families without a number yet
    QList<FamilyEditor *> m_editors;
    QVBoxLayout *m_rows;
    QLabel *m_none;
    QComboBox *m_family;
    FormField *m_familyField;
    QPushButton *m_add;
};

} // namespace easel
