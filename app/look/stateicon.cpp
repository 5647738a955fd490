// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/stateicon.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/theme.h"

#include <QCoreApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPainterPathStroker>
#include <QPixmap>

#include <cmath>

namespace easel {

namespace {

QPainterPath stroked(const QPainterPath &line, qreal width, Qt::PenCapStyle cap = Qt::RoundCap)
{
    QPainterPathStroker stroker;
    stroker.setWidth(width);
    stroker.setCapStyle(cap);
    stroker.setJoinStyle(Qt::RoundJoin);
    return stroker.createStroke(line);
}

QPainterPath lines(std::initializer_list<QPointF> points)
{
    QPainterPath path;
    bool first = true;
    for (const QPointF &point : points) {
        if (first)
            path.moveTo(point);
        else
            path.lineTo(point);
        first = false;
    }
    return path;
}

QPainterPath circle(qreal radius)
{
    QPainterPath path;
    path.addEllipse(QPointF(7, 7), radius, radius);
    return path;
}

QPainterPath regularPolygon(int corners, qreal radius, qreal startDegrees)
{
    QPolygonF polygon;
    for (int i = 0; i < corners; ++i) {
        const qreal angle = (startDegrees + i * 360.0 / corners) * M_PI / 180.0;
        polygon << QPointF(7 + radius * std::cos(angle), 7 + radius * std::sin(angle));
    }
    QPainterPath path;
    path.addPolygon(polygon);
    path.closeSubpath();
    return path;
}

// Everything but the progress ring is one filled path on the 14 px grid.
QPainterPath shapeOf(Tone tone)
{
    QPainterPath path;
    switch (tone) {
    case Tone::Good:
        return circle(6.3).subtracted(stroked(lines({{4.3, 7.2}, {6.2, 9.1}, {9.8, 5.2}}), 1.5));
    case Tone::Progressing:
        return path;
    case Tone::Deleting:
        return circle(6.2).subtracted(circle(4.9)).united(stroked(lines({{4.5, 7}, {9.5, 7}}), 1.5));
    case Tone::Warning: {
        QPainterPath triangle = lines({{7, 1.6}, {13, 12.2}, {1, 12.2}});
        triangle.closeSubpath();
        triangle = triangle.united(stroked(triangle, 1.2));
        QPainterPath mark = stroked(lines({{7, 5.2}, {7, 8.4}}), 1.5);
        mark.addEllipse(QPointF(7, 10.5), 0.85, 0.85);
        return triangle.subtracted(mark);
    }
    case Tone::Waiting: {
        path = stroked(lines({{3, 1.4}, {11, 1.4}}), 1.4, Qt::SquareCap)
                   .united(stroked(lines({{3, 12.6}, {11, 12.6}}), 1.4, Qt::SquareCap));
        QPainterPath glass = lines({{4, 1.6}, {4, 3.6}, {6.4, 7}, {4, 10.4}, {4, 12.4}});
        glass.addPath(lines({{10, 1.6}, {10, 3.6}, {7.6, 7}, {10, 10.4}, {10, 12.4}}));
        QPainterPath sand = lines({{5.3, 11.6}, {7, 9}, {8.7, 11.6}});
        sand.closeSubpath();
        QPainterPath rest = lines({{5.4, 4.4}, {8.6, 4.4}, {7, 6.5}});
        rest.closeSubpath();
        return path.united(stroked(glass, 1.3)).united(sand).united(rest);
    }
    case Tone::Bad: {
        QPainterPath cross = lines({{4.9, 4.9}, {9.1, 9.1}});
        cross.addPath(lines({{9.1, 4.9}, {4.9, 9.1}}));
        return regularPolygon(8, 6.7, 22.5).subtracted(stroked(cross, 1.6));
    }
    case Tone::Neutral:
        return circle(5.8).subtracted(circle(4.4));
    case Tone::Paused: {
        path = circle(6.2).subtracted(circle(4.9));
        return path.united(stroked(lines({{5.6, 5.1}, {5.6, 8.9}}), 1.3))
            .united(stroked(lines({{8.4, 5.1}, {8.4, 8.9}}), 1.3));
    }
    case Tone::Unknown: {
        QPainterPathStroker dashes;
        dashes.setWidth(1.4);
        dashes.setCapStyle(Qt::FlatCap);
        // Twelve dashes around: 2 pi 5.5 / 1.4 = 24.7 widths.
        dashes.setDashPattern(QList<qreal>{1.15, 0.907});
        path = dashes.createStroke(circle(5.5));
        QPainterPath mark;
        mark.moveTo(5.5, 5.7);
        mark.cubicTo(5.6, 3.7, 8.6, 3.8, 8.5, 5.7);
        mark.cubicTo(8.45, 6.7, 7, 6.8, 7, 8);
        QPainterPath dot;
        dot.addEllipse(QPointF(7, 9.9), 0.75, 0.75);
        return path.united(stroked(mark, 1.25)).united(dot);
    }
    }
    return path;
}

const QPainterPath &cachedShape(Tone tone)
{
    static const std::array<QPainterPath, 9> shapes = [] {
        std::array<QPainterPath, 9> all;
        for (std::size_t i = 0; i < all.size(); ++i)
            all.at(i) = shapeOf(static_cast<Tone>(i));
        return all;
    }();
    return shapes.at(static_cast<std::size_t>(tone));
}

class StateIconEngine : public QIconEngine
{
public:
    explicit StateIconEngine(Tone tone)
        : m_tone(tone)
    {}
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const Theme &theme = Look::theme();
        paintStateIcon(painter, rect, m_tone,
                       mode == QIcon::Disabled ? theme.disabled : stateColor(theme, m_tone));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new StateIconEngine(m_tone); }
    bool isNull() override { return false; }

private:
    Tone m_tone;
};

} // namespace

void paintStateIcon(QPainter *painter, const QRectF &rect, Tone tone, const QColor &color, double turn)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const qreal side = std::min(rect.width(), rect.height());
    painter->translate(
        snapped(painter, QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side))
            .topLeft());
    painter->scale(side / 14.0, side / 14.0);
    if (tone == Tone::Progressing) {
        QColor faint = color;
        faint.setAlphaF(0.4F);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(faint, 1.2));
        const QRectF ring(1.5, 1.5, 11, 11);
        painter->drawEllipse(ring);
        painter->setPen(QPen(color, 2.2, Qt::SolidLine, Qt::FlatCap));
        painter->drawArc(ring, qRound((90 - turn * 360) * 16), -90 * 16);
    } else {
        painter->fillPath(cachedShape(tone), color);
    }
    painter->restore();
}

QIcon stateIcon(Tone tone)
{
    return QIcon(new StateIconEngine(tone));
}

QColor stateColor(const Theme &theme, Tone tone, bool stale)
{
    return stale ? theme.neutral.foreground : theme.tone(tone).foreground;
}

QString toneName(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return QCoreApplication::translate("easel::Tone", "good");
    case Tone::Progressing:
        return QCoreApplication::translate("easel::Tone", "in progress");
    case Tone::Deleting:
        return QCoreApplication::translate("easel::Tone", "deleting");
    case Tone::Warning:
        return QCoreApplication::translate("easel::Tone", "warning");
    case Tone::Waiting:
        return QCoreApplication::translate("easel::Tone", "waiting");
    case Tone::Bad:
        return QCoreApplication::translate("easel::Tone", "failed");
    case Tone::Neutral:
        return QCoreApplication::translate("easel::Tone", "neutral");
    case Tone::Paused:
        return QCoreApplication::translate("easel::Tone", "paused");
    case Tone::Unknown:
        return QCoreApplication::translate("easel::Tone", "not known");
    }
    return {};
}

int toneSeverity(Tone tone)
{
    switch (tone) {
    case Tone::Bad:
        return 8;
    case Tone::Unknown:
        return 7;
    case Tone::Warning:
        return 6;
    case Tone::Waiting:
        return 5;
    case Tone::Deleting:
        return 4;
    case Tone::Progressing:
        return 3;
    case Tone::Paused:
        return 2;
    case Tone::Neutral:
        return 1;
    case Tone::Good:
        return 0;
    }
    return 0;
}

} // namespace easel
