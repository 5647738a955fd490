// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"
#include "core/domain/pooldefaults.h"

#include <QHash>

class QComboBox;
class QLineEdit;

namespace easel {

class ClusterModel;
class CountEdit;
class FieldRows;
class FormField;

// The fields of one node pool: size, what each machine must have, labels, annotations, taints. What it does
// not say itself stands as a placeholder with its source.
class NodePoolForm : public QWidget
{
    Q_OBJECT

public:
    // worker: place in the list of worker pools; -1: the control plane.
    NodePoolForm(ClusterModel *model, int worker, QWidget *parent = nullptr);

    void refresh();
    QList<PageProblem> problems() const;
    void showProblems(bool all);
    QWidget *firstField() const;

Q_SIGNALS:
    void edited();

private:
    enum class Number { Count, Least, Most, Cpus, Memory, GpuCount, GpuMemory };
    struct NumberRow
    {
        Number number;
        QLineEdit *edit;
        FormField *field;
    };
    QString nameOf(const QString &part) const; // "controlPlane.cpus", "worker0.cpus"
    FormField *addNumber(Number number, const QString &label, const QString &name);
    const NodePoolView *ownPool(const ClusterConfigView &config) const;
    JsonPointer base() const;
    void write(const QStringList &paths, const QJsonValue &value);
    void writeMap(const QString &key, const FieldRows *rows);
    void writeTaints();
    void showNumber(const NumberRow &row, const NodePoolView *own, const NodePoolView &effect);
    QString problemOf(QWidget *field) const;

    ClusterModel *m_model;
    int m_worker;
    QLineEdit *m_name = nullptr;
    FormField *m_nameField = nullptr;
    QComboBox *m_size = nullptr; // of a control plane
    FormField *m_sizeField = nullptr;
    QComboBox *m_eligible = nullptr;
    FormField *m_eligibleField = nullptr;
    QComboBox *m_architecture;
    FormField *m_architectureField;
    QComboBox *m_update = nullptr;
    FormField *m_updateField = nullptr;
    QComboBox *m_family;
    FormField *m_familyField;
    QList<NumberRow> m_numbers;
    FieldRows *m_labels;
    FieldRows *m_annotations;
    FieldRows *m_taints;
    bool m_showAll = false;
};

} // namespace easel
