// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/prompter.h"

#include <QStringList>

namespace easel::testing {

// Answers file questions with what the test put in beforehand; without an answer the user gave up.
class SilentPrompter : public Prompter
{
public:
    QStringList answers;
    QStringList asked;

    void askSaveFile(QWidget *, const QString &title, const QString &, const QString &,
                     Answer answer) override
    {
        give(title, answer);
    }
    void askOpenFile(QWidget *, const QString &title, const QString &, Answer answer) override
    {
        give(title, answer);
    }
    void askFolder(QWidget *, const QString &title, Answer answer) override { give(title, answer); }

private:
    void give(const QString &title, const Answer &answer)
    {
        asked.append(title);
        if (!answers.isEmpty())
            answer(answers.takeFirst());
    }
};

} // namespace easel::testing
