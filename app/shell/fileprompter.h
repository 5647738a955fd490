// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/prompter.h"

#include <QHash>

class QFileDialog;

namespace easel {

// The desktop's own file dialogs, without a nested event loop.
class FilePrompter : public Prompter
{
public:
    void askSaveFile(QWidget *parent, const QString &title, const QString &suggestion, const QString &filter,
                     Answer answer) override;
    void askOpenFile(QWidget *parent, const QString &title, const QString &filter, Answer answer) override;
    void askFolder(QWidget *parent, const QString &title, Answer answer) override;

private:
    void ask(QFileDialog *dialog, const Answer &answer);
    QString m_lastFolder;
};

} // namespace easel
