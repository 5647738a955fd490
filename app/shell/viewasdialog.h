// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/connection.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace easel {

class FormField;

// Whom to look at a hub as: a user and groups. The hub decides whether one may; nothing is kept.
class ViewAsDialog : public QDialog
{
    Q_OBJECT

public:
    ViewAsDialog(const QString &hub, const ViewAs &now, QWidget *parent = nullptr);
    ViewAs viewAs() const;

private:
    void judge();

    QLineEdit *m_user;
    QLineEdit *m_groups;
    FormField *m_groupsField;
    QPushButton *m_view;
};

// "jane", "jane of the groups dev and ops".
QString viewAsText(const ViewAs &viewAs);

} // namespace easel
