// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

class QPainter;

namespace easel {

struct Theme;

// GPUs of one family by what they are for. The bar's full width is own limit, else the parent's (`whole`).
struct QuotaParts
{
    qint64 attached = 0;
    qint64 claimed = 0;
    qint64 releasing = 0;
    qint64 free = 0;
    qint64 kept = 0; // or held by others
    qint64 over = 0; // used beyond the limit
    qint64 unhealthy = 0;
    std::optional<qint64> limit; // none: no own limit, shown as "–"
    std::optional<qint64> guarantee;
    qint64 whole = 0; // full width; 0 = sum of the parts

    qint64 used() const { return attached + claimed + releasing + over; }
    qint64 sum() const { return attached + claimed + releasing + over + free + kept + unhealthy; }
};

// "40 / 64", "8 / –"
QString quotaText(const QuotaParts &parts);
// "40 of 64 used: 24 attached, 8 claimed, 8 releasing; 16 free, guarantee 40"
QString quotaSentence(const QuotaParts &parts);

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
