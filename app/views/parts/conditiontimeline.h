// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QDateTime>
#include <QWidget>

namespace easel {

struct ConditionEntry
{
    QString type;
    Tone tone = Tone::Neutral;
    QString reason;  // word of the API, or "not started"
    QString message; // in the tip
    QDateTime time;  // invalid = none
};

// Conditions on a rail, in the state machine's order: icon 13, type, reason, time; the message in the tip.
// The arrow keys move from entry to entry, so that each can be read aloud.
class ConditionTimeline : public QWidget
{
    Q_OBJECT

public:
    explicit ConditionTimeline(QWidget *parent = nullptr);
    void setEntries(const QList<ConditionEntry> &entries);
    const QList<ConditionEntry> &entries() const { return m_entries; }
    void setStale(bool stale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    int rowStep() const;
    QString spoken(int index) const;
    void setCurrent(int index);
    QList<ConditionEntry> m_entries;
    int m_current = 0;
    bool m_stale = false;
};

} // namespace easel
