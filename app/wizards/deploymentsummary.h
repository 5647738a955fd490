// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QPlainTextEdit;
class QVBoxLayout;

namespace easel {

class DeploymentModel;
class Draft;

// The live summary beside the wizard: what the deployment is so far, what its pool has left, what is still
// open, and the YAML.
class DeploymentSummary : public QWidget
{
    Q_OBJECT

public:
    DeploymentSummary(DeploymentModel *model, Draft *draft, QWidget *parent = nullptr);

    void refresh();

private:
    void setRows(QGridLayout *grid, const QList<QPair<QString, QString>> &rows);

    DeploymentModel *m_model;
    Draft *m_draft;
    QGridLayout *m_facts;
    QLabel *m_capacityTitle;
    QGridLayout *m_capacity;
    QLabel *m_openTitle;
    QLabel *m_open;
    QPlainTextEdit *m_yaml;
};

} // namespace easel
