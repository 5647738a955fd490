// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace easel {

// The heading of a block: strong text, an optional note in text2 beside it, and at the right a note, links or
// buttons.
class SectionHeader : public QWidget
{
    Q_OBJECT

public:
    enum class Level {
        Caption,
        Block,
        Panel,
        Page
    }; // small DemiBold text2; strong; heading with icon; title
    explicit SectionHeader(const QString &text = {}, Level level = Level::Caption, QWidget *parent = nullptr);
    void setText(const QString &text);
    QString text() const;
    void setIconName(const QString &name);
    void setNote(const QString &text);  // after the text
    void setAside(const QString &text); // at the right
    void addWidget(QWidget *widget);    // at the right, after the aside

private:
    void renewIcon();
    QString m_iconName;
    QHBoxLayout *m_row;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_note;
    QLabel *m_aside;
};

} // namespace easel
