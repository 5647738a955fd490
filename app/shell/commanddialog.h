// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/execcommand.h"

#include <QDialog>

class QPushButton;
class QVBoxLayout;

namespace easel {

// Asks whether a kubeconfig's command may run, and shows all that decides what would run. Nothing has run
// before. Focus is on Cancel. A program that was not found cannot be run; signing in without it may be
// offered.
class CommandDialog : public QDialog
{
    Q_OBJECT

public:
    CommandDialog(const ExecCommand &command, bool offersOpenId, QWidget *parent = nullptr);

Q_SIGNALS:
    void withoutProgramChosen(); // and the dialog closes

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    // Text in the fixed font, as it is to the last character.
    void addExact(QVBoxLayout *column, const QString &label, const QStringList &lines, const QString &none);
    void addLine(QVBoxLayout *column, const QString &label, const QString &text);
    QPushButton *m_cancel = nullptr;
};

} // namespace easel
