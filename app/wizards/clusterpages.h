// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"
#include "core/domain/pooldefaults.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace easel {

class ClusterModel;
class FieldRows;
class FormField;
class NodePoolForm;

// Pages about one cluster, of a ComputeConfig or of a pool.

// Which cluster of a shared pool the page is about; not shown where there is but one.
class ClusterChoice : public QWidget
{
    Q_OBJECT

public:
    ClusterChoice(ClusterModel *model, const QString &objectName, QWidget *parent);
    void refresh();
    QWidget *field() const;

private:
    ClusterModel *m_model;
    QComboBox *m_box;
};

class ControlPlanePage : public WizardPage
{
    Q_OBJECT

public:
    ControlPlanePage(ClusterModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Control plane"); }
    QString heading() const override { return tr("Machines of the control plane"); }
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    ClusterModel *m_model;
    ClusterChoice *m_choice;
    NodePoolForm *m_form;
    QLabel *m_warning; // CCF-4
};

class WorkerPoolsPage : public WizardPage
{
    Q_OBJECT

public:
    WorkerPoolsPage(ClusterModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Worker pools"); }
    QString heading() const override { return tr("Machines that run the work"); }
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void addPool();
    void takeOver();
    void removePool(int worker);
    void arrange();

    ClusterModel *m_model;
    ClusterChoice *m_choice;
    QLabel *m_inherited;
    QPushButton *m_takeOver;
    QVBoxLayout *m_list;
    struct Card
    {
        QWidget *box;
        QLabel *title;
        NodePoolForm *form;
    };
    QList<Card> m_cards;
    QPushButton *m_add;
    int m_shownCluster = 0;
    bool m_showAll = false;
};

// Addresses, overlay, time servers, SSH keys, what becomes of the cluster.
class ClusterNetworkPage : public WizardPage
{
    Q_OBJECT

public:
    ClusterNetworkPage(ClusterModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Network"); }
    QString heading() const override { return tr("Network, access and end of life"); }
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void writeHosts();
    void writeKeys();
    QString problemOf(QWidget *field) const;

    ClusterModel *m_model;
    ClusterChoice *m_choice;
    QLineEdit *m_vip;
    FormField *m_vipField;
    QComboBox *m_twoNode;
    FormField *m_twoNodeField;
    QComboBox *m_overlay;
    FormField *m_overlayField;
    QLineEdit *m_cidr;
    FormField *m_cidrField;
    QComboBox *m_static;
    FormField *m_staticField;
    FieldRows *m_ntp;
    QLabel *m_ntpNote;
    FieldRows *m_hosts;
    QWidget *m_hostsBox;
    QLineEdit *m_isolation;
    FormField *m_isolationField;
    QPlainTextEdit *m_keys;
    FormField *m_keysField;
    QComboBox *m_deletion;
    FormField *m_deletionField;
    bool m_writing = false;
    bool m_showAll = false;
};

} // namespace easel
