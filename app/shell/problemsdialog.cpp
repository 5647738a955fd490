// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/problemsdialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "core/base/text.h"
#include "core/store/workspacesource.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

QString placedSentence(const WorkspaceProblem &problem)
{
    QString sentence = cleanedLine(problem.sentence);
    if (!sentence.endsWith(u'.'))
        sentence += u'.';
    const QString file = cleanedLine(problem.file);
    if (file.isEmpty() || sentence.contains(file))
        return sentence;
    return problem.line > 0 ? ProblemsDialog::tr("%1, line %2: %3").arg(file).arg(problem.line).arg(sentence)
                            : ProblemsDialog::tr("%1: %2").arg(file, sentence);
}

ProblemsDialog::ProblemsDialog(const QString &title, const QStringList &sentences, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Files of %1").arg(title));
    resize(scaledWidth(this, 720), 400);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto *heading = new QLabel(windowTitle(), this);
    heading->setTextFormat(Qt::PlainText);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *note =
        new QLabel(tr("Easel changes none of these files. Mend them in an editor; they are read again by "
                      "themselves."),
                   this);
    note->setWordWrap(true);
    setSecondaryText(note);
    column->addWidget(note);
    auto *text = new QPlainTextEdit(this);
    text->setReadOnly(true);
    text->setAccessibleName(windowTitle());
    text->setPlainText(sentences.join(u'\n'));
    column->addWidget(text, 1);
    auto *foot = new QHBoxLayout;
    foot->addStretch(1);
    auto *close = new QPushButton(tr("Close"), this);
    setButtonKind(close, ButtonKind::Primary);
    close->setDefault(true);
    foot->addWidget(close);
    column->addLayout(foot);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace easel
