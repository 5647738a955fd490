// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/namespacesdialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "core/base/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace easel {

NamespacesDialog::NamespacesDialog(const QString &hub, const QStringList &names, QWidget *parent)
    : QDialog(parent)
    , m_field(new QLineEdit(names.join(u' '), this))
    , m_problem(new QLabel(this))
    , m_use(new QPushButton(tr("Use these"), this))
{
    setObjectName(QStringLiteral("namespaces-dialog"));
    setWindowTitle(tr("Namespaces that you may read"));
    setModal(true);
    setMinimumWidth(460);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    auto *heading = new QLabel(windowTitle(), this);
    heading->setTextFormat(Qt::PlainText);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *text = new QLabel(tr("You may not list across all namespaces of %1. Where nothing on the hub says "
                               "which are yours, Easel looks into those that you name here.")
                                .arg(cleanedLine(hub)),
                            this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    column->addWidget(text);
    m_field->setAccessibleName(tr("Names of namespaces"));
    m_field->setPlaceholderText(tr("team-a team-b"));
    column->addWidget(m_field);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    setSecondaryText(m_problem);
    column->addWidget(m_problem);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    foot->addWidget(cancel);
    setButtonKind(m_use, ButtonKind::Primary);
    m_use->setDefault(true);
    connect(m_use, &QPushButton::clicked, this, &QDialog::accept);
    foot->addWidget(m_use);
    column->addLayout(foot);
    connect(m_field, &QLineEdit::textChanged, this, &NamespacesDialog::judge);
    m_field->selectAll();
    m_field->setFocus();
    judge();
}

QStringList NamespacesDialog::names() const
{
    static const QRegularExpression between(QStringLiteral("[\\s,;]+"));
    QStringList names = m_field->text().split(between, Qt::SkipEmptyParts);
    names.removeDuplicates();
    return names;
}

void NamespacesDialog::judge()
{
    static const QRegularExpression label(QStringLiteral("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"));
    QString wrong;
    const QStringList typed = names();
    for (const QString &name : typed) {
        if (wrong.isEmpty() && !label.match(name).hasMatch())
            wrong = name;
    }
    m_problem->setText(wrong.isEmpty()
                           ? tr("Several names are parted by spaces; none: only what the hub says.")
                           : tr("'%1' cannot be the name of a namespace: small letters, digits and "
                                "dashes, at most 63.")
                                 .arg(cleanedLine(wrong)));
    m_use->setEnabled(wrong.isEmpty());
}

} // namespace easel
