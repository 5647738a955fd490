// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/whatifchoices.h"

#include <QHash>
#include <QWidget>

#include <memory>

class QComboBox;
class QLineEdit;

namespace easel {

class CountEdit;
class FormField;

// The fields of one change; which are shown depends on its kind.
class WhatIfForm : public QWidget
{
    Q_OBJECT

public:
    explicit WhatIfForm(QWidget *parent = nullptr);

    void setChoices(const std::shared_ptr<const WhatIfChoices> &choices);
    void setChange(const WhatIfChange &change);
    const WhatIfChange &change() const { return m_change; }
    void focusFirst();

Q_SIGNALS:
    void edited(const easel::WhatIfChange &change);

private:
    class MachineModel;
    QComboBox *makeCombo(const QString &objectName);
    void fillLists();
    void show();
    WhatIfChange typed() const;
    void take(const WhatIfChange &change);
    void takeAndRenew(); // what it is about was chosen: its number begins as it is now

    std::shared_ptr<const WhatIfChoices> m_choices;
    WhatIfChange m_change;
    bool m_filling = false;
    QComboBox *m_whom;
    QComboBox *m_project;
    QComboBox *m_pool;
    QComboBox *m_nodePool;
    QComboBox *m_tenant;
    QComboBox *m_machine;
    MachineModel *m_machines;
    QComboBox *m_family;
    QComboBox *m_bundle;
    QLineEdit *m_name;
    QLineEdit *m_address;
    CountEdit *m_amount;
    CountEdit *m_gpus;
    CountEdit *m_cpus;
    CountEdit *m_memory;
    QHash<QWidget *, FormField *> m_fields;
};

} // namespace easel
