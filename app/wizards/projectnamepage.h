// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"

class QLineEdit;

namespace easel {

class ChoiceList;
class FormField;
class ObjectModel;

// The first page of a small form: project and name.
class ProjectNamePage : public WizardPage
{
    Q_OBJECT

public:
    struct Texts
    {
        QString heading;
        QString explanation;
        QString taken; // "Project %1 has a policy %2 already."
    };
    ProjectNamePage(ObjectModel *model, const Texts &texts, QWidget *parent);
    QString stepTitle() const override { return tr("Basics"); }
    QString heading() const override { return m_texts.heading; }
    QString explanation() const override { return m_texts.explanation; }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    QString project() const;

    ObjectModel *m_model;
    Texts m_texts;
    ChoiceList *m_projects;
    FormField *m_projectField;
    QLineEdit *m_name;
    FormField *m_nameField;
    bool m_showAll = false;
};

} // namespace easel
