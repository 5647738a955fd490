// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/fileprompter.h"

#include <QFileDialog>
#include <QFileInfo>

namespace easel {

void FilePrompter::ask(QFileDialog *dialog, const Answer &answer)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (!m_lastFolder.isEmpty())
        dialog->setDirectory(m_lastFolder);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, [this, answer](const QString &path) {
        if (path.isEmpty())
            return;
        m_lastFolder = QFileInfo(path).absolutePath();
        answer(path);
    });
    dialog->open();
}

void FilePrompter::askSaveFile(QWidget *parent, const QString &title, const QString &suggestion,
                               const QString &filter, Answer answer)
{
    auto *dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->selectFile(suggestion);
    ask(dialog, answer);
}

void FilePrompter::askOpenFile(QWidget *parent, const QString &title, const QString &filter, Answer answer)
{
    auto *dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setFileMode(QFileDialog::ExistingFile);
    ask(dialog, answer);
}

void FilePrompter::askFolder(QWidget *parent, const QString &title, Answer answer)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    ask(dialog, answer);
}

} // namespace easel
