// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace easel {

// A file or folder that the user is asked for.
struct FileQuestion
{
    enum class Kind { OpenFile, OpenFolder, SaveFile };
    Kind kind = Kind::OpenFile;
    QString id; // "open-workspace", "export-yaml": tests and remembered folders go by it
    QString title;
    QString start; // folder, or file name to suggest
    QString filter;
};

// Asks for files. Injected, so that tests answer in advance and no dialog of the system blocks them. The
// answer comes later and is empty when the user gave up.
class Prompter
{
public:
    virtual ~Prompter() = default;
    virtual void ask(QWidget *parent, const FileQuestion &question,
                     std::function<void(const QString &)> answer) = 0;
};

} // namespace easel
