// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/whatifmodel.h"

#include <QListView>

namespace easel {

class WhatIfStepsModel;

// The changes in their order, each with its verdict. Space leaves one out and takes it in again, Delete
// removes it, Alt with Up and Down moves it, Enter goes to its form.
class WhatIfSteps : public QListView
{
    Q_OBJECT

public:
    explicit WhatIfSteps(WhatIfModel *model, QWidget *parent = nullptr);

    int currentStep() const; // -1: none
    void setCurrentStep(int index);
    void moveCurrent(int by);

Q_SIGNALS:
    void currentStepChanged();
    void editRequested();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    void toggle(const QModelIndex &index);

    WhatIfModel *m_changes;
    WhatIfStepsModel *m_rows;
};

// "Fits", "Refused"… and its colour.
QString whatIfVerdictText(WhatIfStep::Verdict verdict);
Tone whatIfVerdictTone(WhatIfStep::Verdict verdict);
// What is to be said of it first: why it is refused, else what it comes to.
QString whatIfAnswer(const WhatIfStep &step);

} // namespace easel
