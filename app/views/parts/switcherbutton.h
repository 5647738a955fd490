// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QColor>

namespace easel {

// The hub and the scope switch above the navigation: 34 high, caption above a strong value, icon and two
// chevrons.
class SwitcherButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit SwitcherButton(const QString &caption, const QString &iconName, QWidget *parent = nullptr);
    void setCaption(const QString &caption);
    void setValue(const QString &value);
    QString value() const { return m_value; }
    void setIconName(const QString &name);
    // A line in a colour of its own at the edge, none when it is not valid; and a lock.
    void setMark(const QColor &color, bool locked);
    void setCompact(bool compact); // the icon only

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_caption;
    QString m_value;
    QString m_iconName;
    QColor m_mark;
    bool m_locked = false;
    bool m_compact = false;
};

} // namespace easel
