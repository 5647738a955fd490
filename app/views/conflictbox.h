// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

#include <QFrame>

class QGridLayout;
class QLabel;
class QRadioButton;

namespace easel {

// The fields that one other manager owns: field, what it was when the edit began (where that is known), hub,
// yours, and for each "Keep theirs" or "Take over", or for all of this owner at once; none is preset.
class ConflictBox : public QFrame
{
    Q_OBJECT

public:
    // Only conflicts of `manager` are shown; their positions in `conflicts` come back in decided().
    ConflictBox(const QString &manager, const QList<FieldConflict> &conflicts, QWidget *parent = nullptr);

Q_SIGNALS:
    void decided(int conflict, easel::FieldConflict::Decision decision);

protected:
    QSize minimumSizeHint() const override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange(bool narrow);
    void decideAll(FieldConflict::Decision decision);

    QGridLayout *m_grid = nullptr;
    QLabel *m_decisionTitle = nullptr;
    QList<QRadioButton *> m_keeps;
    QList<QRadioButton *> m_takes;
    int m_values = 2;           // columns of values
    QList<QWidget *> m_choices; // one a row of the grid: beside the values, below them where it is narrow
    bool m_narrow = false;
    int m_least = 0; // width that is enough
    int m_whole = 0; // width from which on everything stands in one line
};

} // namespace easel
