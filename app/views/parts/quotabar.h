// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/quotaparts.h"

#include <QWidget>

class QPainter;

namespace easel {

struct Theme;

// Draws into the given rectangle; a guarantee's triangle stands 4 px below it, a limit mark 3 px above and
// below.
void paintQuotaBar(QPainter *painter, const QRectF &rect, const QuotaParts &parts, const Theme &theme);

enum class QuotaPart { Attached, Claimed, Releasing, Free, Kept, Over, Unhealthy };
// One part as a swatch for legends, waterfalls and heat maps.
void paintQuotaPart(QPainter *painter, const QRectF &rect, QuotaPart part, const Theme &theme);

class QuotaBar : public QWidget
{
    Q_OBJECT

public:
    explicit QuotaBar(QWidget *parent = nullptr);
    void setParts(const QuotaParts &parts);
    const QuotaParts &parts() const { return m_parts; }
    void setThickness(int pixels); // 12; 10 in small text
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QuotaParts m_parts;
    int m_thickness = 12;
};

} // namespace easel
