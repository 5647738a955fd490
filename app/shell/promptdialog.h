// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace easel {

class ExecRun;

// Shows what a running command says and hands it what is typed, line by line. Goes when the command ends;
// Cancel ends the command.
class PromptDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PromptDialog(ExecRun *run, QWidget *parent = nullptr);

private:
    void showSaid();
    void send();

    ExecRun *m_run;
    QPlainTextEdit *m_said;
    QLabel *m_question;
    QLineEdit *m_answer;
    QCheckBox *m_visible;
};

} // namespace easel
