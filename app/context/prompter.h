// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace easel {

// Asks for files and folders. The window's own opens the desktop's dialogs; tests answer in advance.
class Prompter
{
public:
    virtual ~Prompter() = default;
    using Answer = std::function<void(const QString &path)>; // not called when the user gives up
    virtual void askSaveFile(QWidget *parent, const QString &title, const QString &suggestion,
                             const QString &filter, Answer answer) = 0;
    virtual void askOpenFile(QWidget *parent, const QString &title, const QString &filter, Answer answer) = 0;
    virtual void askFolder(QWidget *parent, const QString &title, Answer answer) = 0;
};

} // namespace easel
