// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QAbstractButton>
#include <QWidget>

#include <optional>

class QHBoxLayout;
class QTimer;

namespace easel {

// The 24 px line at the bottom: sunken, pieces at the left divided by short lines, pieces at the right.
class StatusStrip : public QWidget
{
    Q_OBJECT

public:
    explicit StatusStrip(QWidget *parent = nullptr);
    void addLeft(QWidget *piece);
    void addRight(QWidget *piece);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QHBoxLayout *m_row;
    int m_left = 0;
};

// Icon or state and a short text in small; a button when something is connected to clicked() and
// setClickable() is on.
class StatusPiece : public QAbstractButton
{
    Q_OBJECT

public:
    explicit StatusPiece(QWidget *parent = nullptr);
    void setIconName(const QString &name);
    void setTone(std::optional<Tone> tone); // a state icon in place of the line icon
    void setClickable(bool clickable);
    void setStrong(bool strong);
    void setNote(const QString &note); // in text2 after the text: "1 s"
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont textFontInUse() const;
    QString m_iconName;
    QString m_note;
    std::optional<Tone> m_tone;
    bool m_clickable = false;
    bool m_strong = false;
    QTimer *m_motion;
};

// "Palette budget ▮▮▯▯ 3 of 10 calls/s"
class BudgetMeter : public QWidget
{
    Q_OBJECT

public:
    explicit BudgetMeter(QWidget *parent = nullptr);
    void setBudget(const QString &caption, int used, int limit, const QString &text);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_caption;
    QString m_text;
    int m_used = 0;
    int m_limit = 1;
};

// One count of the filter row: state icon and number; on = the table shows only this state.
class ToneCount : public QAbstractButton
{
    Q_OBJECT

public:
    ToneCount(Tone tone, int count, QWidget *parent = nullptr);
    Tone tone() const { return m_tone; }
    void setCount(int count, const QString &word = {});
    void setStale(bool stale);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone;
    int m_count = 0;
    bool m_stale = false;
};

// A count beside a tab's word: "Why 3". Put it with QTabBar::setTabButton(index, QTabBar::RightSide, badge).
class TabBadge : public QWidget
{
    Q_OBJECT

public:
    explicit TabBadge(QWidget *parent = nullptr);
    void setCount(int count, Tone tone = Tone::Neutral); // 0 hides it
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_count = 0;
    Tone m_tone = Tone::Neutral;
};

} // namespace easel
