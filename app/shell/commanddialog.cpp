// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/commanddialog.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"
#include "core/base/redact.h"
#include "core/base/text.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int mostLines = 6;

} // namespace

CommandDialog::CommandDialog(const ExecCommand &command, bool offersOpenId, QWidget *parent)
    : QDialog(parent)
{
    const bool found = !command.program.isEmpty();
    const QString name = redacted(cleanedLine(QFileInfo(command.spec.command).fileName()));
    const QString hub = cleanedLine(command.contextName);
    const QString title = found ? tr("Run a command to sign in to %1?").arg(hub)
                                : tr("%1 needs a command that is not here").arg(hub);
    setWindowTitle(title);
    setModal(true);
    setAccessibleRole(this, QAccessible::Dialog);
    setAccessibleName(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);

    auto *heading = new QLabel(title, this);
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *sentence = new QLabel(
        found
            ? tr("The kubeconfig says that its user signs in with this command. It runs with your rights and "
                 "without a shell. Easel remembers your answer until any of this changes.")
            : errorSentence(command.notFound()),
        this);
    sentence->setTextFormat(Qt::PlainText);
    sentence->setWordWrap(true);
    setAccessibleDescription(sentence->text());
    column->addWidget(sentence);
    column->addSpacing(4);

    if (found)
        addExact(column, tr("Program"), {QDir::toNativeSeparators(command.program)}, {});
    else
        addExact(column, tr("Command"), {redacted(cleaned(command.spec.command))}, {});
    addExact(column, tr("Arguments, one a line"), command.shownArguments(), tr("none"));
    addExact(column, tr("Added to the environment"), command.shownEnvironment(), tr("none"));
    addLine(column, tr("Stands in"), QDir::toNativeSeparators(command.kubeconfigFile));
    const QString asks = command.spec.interactive == ExecSpec::Interactive::Never ? tr("It asks nothing.")
                         : command.spec.interactive == ExecSpec::Interactive::Always
                             ? tr("It asks questions, which Easel shows.")
                             : tr("It may ask questions, which Easel shows.");
    addLine(column, tr("Besides"),
            command.spec.provideClusterInfo
                ? tr("%1 It is told the address of the cluster and its certificate authority.").arg(asks)
                : asks);
    const QString searched = command.search.shell.isEmpty()
                                 ? tr("Searched, by PATH")
                                 : tr("Searched, by PATH here and of the login shell %1")
                                       .arg(QDir::toNativeSeparators(command.search.shell));
    addExact(column, searched, {command.search.folders.join(QDir::listSeparator())}, tr("none"));
    if (!command.search.problem.isEmpty())
        addLine(column, tr("Login shell"), cleanedLine(command.search.problem));

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    if (offersOpenId) {
        auto *openId = new QPushButton(tr("Sign in without the program"), this);
        openId->setObjectName(QStringLiteral("withoutProgram"));
        openId->setAutoDefault(false);
        buttons->addWidget(openId);
        connect(openId, &QPushButton::clicked, this, [this] {
            Q_EMIT withoutProgramChosen();
            done(QDialog::Accepted);
        });
    }
    buttons->addStretch(1);
    m_cancel = new QPushButton(tr("Cancel"), this); // here, so that Tab goes from it to the verb
    buttons->addWidget(m_cancel);
    m_cancel->setObjectName(QStringLiteral("cancel"));
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    if (found) {
        auto *run = new QPushButton(tr("Run %1").arg(name.left(40)), this);
        run->setObjectName(QStringLiteral("run"));
        buttons->addWidget(run);
        connect(run, &QPushButton::clicked, this, &QDialog::accept);
    }
    column->addSpacing(4);
    column->addLayout(buttons);
    setFixedWidth(scaledWidth(this, 600));
    // Qt would take the height for the width that the texts would like to have.
    const int height = column->totalHeightForWidth(width());
    setMinimumHeight(height);
    resize(width(), height);
}

void CommandDialog::addExact(QVBoxLayout *column, const QString &label, const QStringList &lines,
                             const QString &none)
{
    if (lines.isEmpty()) {
        addLine(column, label, none);
        return;
    }
    auto *caption = new QLabel(label, this);
    caption->setTextFormat(Qt::PlainText);
    setTextRole(caption, TextRole::Small);
    setSecondaryText(caption);
    auto *text = new QPlainTextEdit(this);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setWordWrapMode(QTextOption::WrapAnywhere);
    setTextRole(text, TextRole::Mono);
    text->setPlainText(lines.join(u'\n'));
    text->setAccessibleName(label);
    caption->setBuddy(text);
    // As high as its text, up to a bound.
    const QFontMetrics metrics(textFont(TextRole::Mono));
    const int letters =
        std::max(20, (scaledWidth(this, 600) - 56) / std::max(1, metrics.horizontalAdvance(u'm')));
    int rows = 0;
    for (const QString &line : lines)
        rows += std::max(1, int((line.size() + letters - 1) / letters));
    text->setFixedHeight(std::clamp(rows, 1, mostLines) * metrics.lineSpacing() + 12);
    auto *block = new QVBoxLayout;
    block->setSpacing(2);
    block->addWidget(caption);
    block->addWidget(text);
    column->addLayout(block);
}

void CommandDialog::addLine(QVBoxLayout *column, const QString &label, const QString &text)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    auto *caption = new QLabel(label, this);
    setTextRole(caption, TextRole::Small);
    setSecondaryText(caption);
    auto *value = new QLabel(text, this);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    setTextRole(value, TextRole::Small);
    row->addWidget(caption, 0, Qt::AlignTop);
    row->addWidget(value, 1);
    column->addLayout(row);
}

void CommandDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_cancel->setFocus();
}

void CommandDialog::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::theme().raised);
}

} // namespace easel
