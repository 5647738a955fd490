// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/promptdialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/signin/execrun.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QVBoxLayout>

namespace easel {

namespace {

bool asksForASecret(const QString &question)
{
    static const QRegularExpression secret(
        QStringLiteral("pass ?(word|phrase|code)|\\bpin\\b|secret|token|otp|one[- ]time"),
        QRegularExpression::CaseInsensitiveOption);
    return secret.match(question).hasMatch();
}

} // namespace

PromptDialog::PromptDialog(ExecRun *run, QWidget *parent)
    : QDialog(parent)
    , m_run(run)
    , m_said(new QPlainTextEdit(this))
    , m_question(new QLabel(this))
    , m_answer(new QLineEdit(this))
    , m_visible(new QCheckBox(tr("Show what I type"), this))
{
    const QString name = redacted(cleanedLine(QFileInfo(run->command().spec.command).fileName()));
    const QString title = tr("%1 asks").arg(name);
    setWindowTitle(title);
    setModal(true);
    resize(scaledWidth(this, 520), 300);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    auto *heading = new QLabel(title, this);
    heading->setTextFormat(Qt::PlainText);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *note = new QLabel(tr("It runs to sign in to %1. Easel keeps nothing of what you answer.")
                                .arg(cleanedLine(run->command().contextName)),
                            this);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    setSecondaryText(note);
    column->addWidget(note);
    m_said->setReadOnly(true);
    m_said->setTabChangesFocus(true);
    m_said->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTextRole(m_said, TextRole::Mono);
    m_said->setAccessibleName(tr("What it says"));
    column->addWidget(m_said, 1);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setWordWrap(true);
    m_question->setBuddy(m_answer);
    setTextRole(m_question, TextRole::Small);
    setSecondaryText(m_question);
    column->addWidget(m_question);
    column->addWidget(m_answer);
    column->addWidget(m_visible);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel sign-in"), this);
    cancel->setAutoDefault(false);
    auto *answer = new QPushButton(tr("Answer"), this);
    setButtonKind(answer, ButtonKind::Primary);
    answer->setDefault(true);
    foot->addWidget(cancel);
    foot->addWidget(answer);
    column->addLayout(foot);

    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(answer, &QPushButton::clicked, this, &PromptDialog::send);
    connect(m_visible, &QCheckBox::toggled, this, [this](bool visible) {
        m_answer->setEchoMode(visible ? QLineEdit::Normal : QLineEdit::Password);
    });
    connect(this, &QDialog::rejected, run, &ExecRun::cancel);
    connect(run, &ExecRun::saidMore, this, &PromptDialog::showSaid);
    connect(run, &ExecRun::ended, this, [this] {
        m_answer->clear();
        disconnect(m_run);
        done(QDialog::Accepted);
    });
    showSaid();
    m_answer->setFocus();
}

void PromptDialog::showSaid()
{
    const QString said = m_run->said();
    m_said->setPlainText(said);
    m_said->verticalScrollBar()->setValue(m_said->verticalScrollBar()->maximum());
    const QString question = said.section(u'\n', -1).trimmed();
    m_question->setText(question.isEmpty() ? tr("Answer") : question);
    m_answer->setAccessibleName(m_question->text());
    // Hidden unless it is certain that it need not be: a name that is hidden costs nothing, a password that
    // is shown does.
    m_visible->setChecked(!question.isEmpty() && !asksForASecret(question));
    m_answer->setEchoMode(m_visible->isChecked() ? QLineEdit::Normal : QLineEdit::Password);
}

void PromptDialog::send()
{
    m_run->answer(m_answer->text());
    m_answer->clear();
}

} // namespace easel
