// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/operation.h"

#include <QPointer>
#include <QScrollArea>

class QGridLayout;
class QLabel;

namespace easel {

class StateChip;

// The steps of an operation, one line each, as they go on. Lines are made once and renewed one by one, so
// that a plan of hundreds of objects can be watched.
class OperationSteps : public QScrollArea
{
    Q_OBJECT

public:
    explicit OperationSteps(QWidget *parent = nullptr);
    void setOperation(ApplyOperation *operation);

private:
    struct Line
    {
        StateChip *state;
        QLabel *note;
    };
    void showStep(int index);

    QPointer<ApplyOperation> m_operation;
    QWidget *m_content = nullptr;
    QList<Line> m_lines;
};

} // namespace easel
