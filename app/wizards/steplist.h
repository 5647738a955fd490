// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace easel {

class StepButton;

// The steps of a wizard: done (good disc), now (accent disc), to come (open circle), with errors (octagon). A
// click goes to a step that was seen; arrow keys move along.
class StepList : public QWidget
{
    Q_OBJECT

public:
    enum class State { ToCome, Now, Done, Error };

    explicit StepList(QWidget *parent = nullptr);
    void setSteps(const QStringList &titles);
    void setState(int step, State state);
    void setReachable(int step, bool reachable);

Q_SIGNALS:
    void stepChosen(int step);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QVBoxLayout *m_layout;
    QList<StepButton *> m_buttons;
};

} // namespace easel
