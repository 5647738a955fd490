// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace easel {

// Asks for the names of namespaces by somebody who may list objects in some, but not the namespaces
// themselves. Use open(), not exec().
class NamespacesDialog : public QDialog
{
    Q_OBJECT

public:
    NamespacesDialog(const QString &hub, const QStringList &names, QWidget *parent = nullptr);
    QStringList names() const; // as typed: parted by spaces, commas or lines

private:
    void judge();

    QLineEdit *m_field;
    QLabel *m_problem;
    QPushButton *m_use;
};

} // namespace easel
