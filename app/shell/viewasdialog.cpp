// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/viewasdialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "core/base/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace easel {

QString viewAsText(const ViewAs &viewAs)
{
    QStringList groups;
    for (const QString &group : viewAs.groups)
        groups << cleanedLine(group);
    const QString user = cleanedLine(viewAs.user);
    if (groups.isEmpty())
        return user;
    return groups.size() == 1
               ? ViewAsDialog::tr("%1 of the group %2", "user, group").arg(user, groups.first())
               : ViewAsDialog::tr("%1 of the groups %2", "user, groups").arg(user, nameList(groups));
}

ViewAsDialog::ViewAsDialog(const QString &hub, const ViewAs &now, QWidget *parent)
    : QDialog(parent)
    , m_user(new QLineEdit(now.user, this))
    , m_groups(new QLineEdit(now.groups.join(u' '), this))
    , m_groupsField(new FormField(tr("Groups"), m_groups, this))
    , m_view(new QPushButton(tr("View as this user"), this))
{
    setObjectName(QStringLiteral("view-as-dialog"));
    setWindowTitle(tr("View as somebody else"));
    setMinimumWidth(scaledWidth(this, 460));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    auto *heading = new QLabel(tr("View %1 as somebody else").arg(cleanedLine(hub)), this);
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *text = new QLabel(tr("You see what they see and may do what they may do, as long as this view is "
                               "open. The hub decides whether you may act for them (verb “impersonate”), "
                               "and its audit log names both of you."),
                            this);
    text->setWordWrap(true);
    setSecondaryText(text);
    column->addWidget(text);
    auto *user = new FormField(tr("User"), m_user, this);
    user->setHelp(tr("As the hub names them: jane@example.com, or system:serviceaccount:NAMESPACE:NAME."));
    column->addWidget(user);
    m_groups->setPlaceholderText(tr("none"));
    column->addWidget(m_groupsField);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    foot->addWidget(cancel);
    setButtonKind(m_view, ButtonKind::Primary);
    m_view->setObjectName(QStringLiteral("viewAs"));
    m_view->setDefault(true);
    foot->addWidget(m_view);
    column->addLayout(foot);
    m_user->setObjectName(QStringLiteral("viewAsUser"));
    m_groups->setObjectName(QStringLiteral("viewAsGroups"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_view, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_user, &QLineEdit::textChanged, this, &ViewAsDialog::judge);
    connect(m_groups, &QLineEdit::textChanged, this, &ViewAsDialog::judge);
    m_user->setFocus();
    judge();
}

ViewAs ViewAsDialog::viewAs() const
{
    static const QRegularExpression between(QStringLiteral("[\\s,;]+"));
    ViewAs result{m_user->text().trimmed(), m_groups->text().split(between, Qt::SkipEmptyParts)};
    result.groups.removeDuplicates();
    return result;
}

void ViewAsDialog::judge()
{
    const ViewAs now = viewAs();
    m_groupsField->setHelp(now.groups.isEmpty()
                               ? tr("Several are parted by spaces; none: the hub counts them "
                                    "only among everybody who is signed in.")
                               : tr("%n group(s)", nullptr, int(now.groups.size())));
    m_view->setEnabled(!now.user.isEmpty());
    m_view->setAccessibleDescription(now.user.isEmpty() ? tr("Name a user first.") : QString());
}

} // namespace easel
