// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QWidget>

class QPainter;
class QTimer;

namespace easel {

// A state as icon, word and tint, 20 high; or plain (no tint) as in a table cell.
class StateChip : public QWidget
{
    Q_OBJECT

public:
    enum class Shape { Chip, Plain };
    explicit StateChip(QWidget *parent = nullptr);
    StateChip(Tone tone, const QString &word, Shape shape = Shape::Chip, QWidget *parent = nullptr);

    void setState(Tone tone, const QString &word, const QString &reason = {});
    void setStale(bool stale);
    void setShape(Shape shape);
    // An icon of resources/icons in place of the state's shape ("pencil" for a draft).
    void setIconName(const QString &name);
    Tone tone() const { return m_tone; }
    QString word() const { return m_word; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void describe();
    Tone m_tone = Tone::Unknown;
    Shape m_shape = Shape::Chip;
    QString m_word;
    QString m_iconName;
    bool m_stale = false;
    QTimer *m_motion;
};

// A ring that turns while something runs and its widget is visible; still with reduced motion.
class ProgressRing : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressRing(QWidget *parent = nullptr, int side = 14);
    QSize sizeHint() const override { return {m_side, m_side}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_side;
    QTimer *m_motion;
};

double ringTurn(); // 0 to 1, the same for all rings at one moment; 0 with reduced motion

// Draws a chip into a cell; returns its width. alignment: left or right edge of rect.
int paintStateChip(QPainter *painter, const QRect &rect, Qt::Alignment alignment, const QFont &base,
                   Tone tone, const QString &word, bool stale = false);

} // namespace easel
