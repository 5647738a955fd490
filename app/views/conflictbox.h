// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

#include <QFrame>

namespace easel {

// The fields that one other manager owns: field, hub, yours, and for each "Keep theirs" or "Take over"; none
// is preset.
class ConflictBox : public QFrame
{
    Q_OBJECT

public:
    // Only conflicts of `manager` are shown; their positions in `conflicts` come back in decided().
    ConflictBox(const QString &manager, const QList<FieldConflict> &conflicts, QWidget *parent = nullptr);

Q_SIGNALS:
    void decided(int conflict, easel::FieldConflict::Decision decision);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace easel
