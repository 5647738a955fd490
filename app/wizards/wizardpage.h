// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace easel {

// Something on a page that keeps it from being left: the field that gets the focus and the sentence below it.
struct PageProblem
{
    QWidget *field = nullptr;
    QString sentence;
};

// One step of a wizard, bound to the wizard's draft: it writes every change at once and shows what the draft
// says. Nothing is kept here that the draft does not hold.
class WizardPage : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;
    virtual QString stepTitle() const = 0;   // in the list of steps: "Compute"
    virtual QString heading() const = 0;     // above the form: "Where it runs"
    virtual QString explanation() const = 0; // one sentence below the heading
    virtual void refresh() = 0;              // draft or surroundings changed
    virtual QList<PageProblem> problems() const = 0;
    // Sentences turn up below their fields only after Next was tried, or when something was typed.
    virtual void showProblems(bool all) = 0;
    virtual void entered() {} // the page is shown now

Q_SIGNALS:
    void edited(); // the draft was written
};

} // namespace easel
