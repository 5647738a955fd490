// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/look/icons.h"
#include "core/store/row.h"

#include <QWidget>

#include <optional>

namespace easel {

// An icon beside a text. It is drawn anew each time, so that it is sharp on every screen and follows the
// theme, which a pixmap in a QLabel does not.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(QWidget *parent = nullptr, int side = 16);
    void setIconName(const QString &name, IconInk ink = IconInk::Text);
    void setTone(Tone tone);
    void setSide(int side);
    QString iconName() const { return m_name; }
    QSize sizeHint() const override { return {m_side, m_side}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_side;
    QString m_name;
    IconInk m_ink = IconInk::Text;
    std::optional<Tone> m_tone;
};

} // namespace easel
