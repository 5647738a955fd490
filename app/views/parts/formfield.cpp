// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/formfield.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/typography.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace easel {

FormField::FormField(const QString &label, QWidget *editor, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_row(new QHBoxLayout)
    , m_label(new QLabel(this))
    , m_note(new QLabel(this))
    , m_below(new QLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_label);
    head->addStretch();
    head->addWidget(m_note);
    layout->addLayout(head);
    m_row->setSpacing(4);
    // A narrow field begins where the wide ones do.
    m_row->addWidget(editor, 1, editor->maximumWidth() < QWIDGETSIZE_MAX ? Qt::AlignLeft : Qt::Alignment());
    layout->addLayout(m_row);
    layout->addWidget(m_below);

    setTextRole(m_label, TextRole::Small);
    setSecondaryText(m_label);
    setTextRole(m_note, TextRole::Small);
    setSecondaryText(m_note);
    m_note->setTextFormat(Qt::PlainText);
    m_note->hide();
    setTextRole(m_below, TextRole::Small);
    m_below->setWordWrap(true);
    m_below->setTextFormat(Qt::PlainText);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setBuddy(editor);
    setFocusProxy(editor);
    setLabel(label);
    showHelp();
    connect(Look::instance(), &Look::themeChanged, this, &FormField::showHelp);
}

void FormField::setLabel(const QString &label)
{
    m_label->setText(label);
    m_editor->setAccessibleName(label);
}

void FormField::setTrailing(QWidget *widget)
{
    m_row->addWidget(widget);
    setTabOrder(m_editor, widget);
}

void FormField::setHelp(const QString &help)
{
    m_help = help;
    showHelp();
}

void FormField::setError(const QString &error)
{
    if (m_error == error)
        return;
    m_error = error;
    setFieldRefused(m_editor, !error.isEmpty(), error);
    showHelp();
}

void FormField::setWarning(const QString &warning)
{
    m_warning = warning;
    showHelp();
}

void FormField::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void FormField::showHelp()
{
    const QString &text = !m_error.isEmpty() ? m_error : !m_warning.isEmpty() ? m_warning : m_help;
    m_below->setText(text);
    m_below->setVisible(!text.isEmpty());
    QPalette colors = palette();
    const Theme &theme = Look::theme();
    colors.setColor(QPalette::WindowText, !m_error.isEmpty()     ? theme.bad.foreground
                                          : !m_warning.isEmpty() ? theme.tone(Tone::Warning).foreground
                                                                 : theme.text2);
    m_below->setForegroundRole(QPalette::WindowText); // on Base a label would take Text
    m_below->setPalette(colors);
    m_editor->setAccessibleDescription(text);
}

} // namespace easel
