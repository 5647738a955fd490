// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QWidget>

class QAbstractButton;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace easel {

class FlowLabel;

// A sentence that belongs to the whole area below it: tint, edge and icon of its tone, 36 high on one line.
// The strong part says what is the case, the rest why and what next; actions stand at the right or, when
// stacked, below.
class Banner : public QWidget
{
    Q_OBJECT

public:
    enum class Layout { Line, Stacked, Beside }; // actions at the right, below, at the right of several lines
    explicit Banner(Tone tone = Tone::Unknown, QWidget *parent = nullptr);

    void setTone(Tone tone);
    void setIconName(const QString &name); // in place of the state's shape
    void setIconShown(bool shown);
    void setLayoutKind(Layout layout);
    // Plain text, whatever a server put into it.
    void setTexts(const QString &strong, const QString &text = {});
    // Longer words of the text, such as paths, wrap; such a text cannot be marked then. 0: they do not.
    void setLongestWord(int characters);
    void setAside(const QString &text); // at the right before the actions: "Next try in 12 s"
    void setStale(bool stale);          // drawn in neutral
    QString strongText() const;
    QString text() const;

    QAbstractButton *addButton(const QString &text);
    QAbstractButton *addLink(const QString &text, bool chevron = false);
    void clearActions();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void arrange();
    void describe();
    Tone m_tone;
    Layout m_layout = Layout::Line;
    QString m_iconName;
    int m_longest = 0;
    bool m_iconShown = true;
    bool m_stale = false;
    QString m_strong;
    QString m_text;
    FlowLabel *m_label;
    QLabel *m_aside;
    QHBoxLayout *m_row;
    QVBoxLayout *m_texts = nullptr;
    QWidget *m_actions;
    QHBoxLayout *m_actionRow;
};

} // namespace easel
