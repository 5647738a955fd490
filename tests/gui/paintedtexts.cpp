// SPDX-License-Identifier: GPL-3.0-or-later
#include "paintedtexts.h"

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QWidget>

namespace easel::testing {

namespace {

class TextEngine : public QPaintEngine
{
public:
    TextEngine()
        : QPaintEngine(AllFeatures)
    {}
    bool begin(QPaintDevice *) override { return true; }
    bool end() override { return true; }
    Type type() const override { return User; }
    void updateState(const QPaintEngineState &) override {}
    void drawPixmap(const QRectF &, const QPixmap &, const QRectF &) override {}
    void drawImage(const QRectF &, const QImage &, const QRectF &, Qt::ImageConversionFlags) override {}
    void drawPath(const QPainterPath &) override {}
    void drawPolygon(const QPointF *, int, PolygonDrawMode) override {}
    void drawTextItem(const QPointF &at, const QTextItem &item) override
    {
        const QRectF box(at.x(), at.y() - item.ascent(), item.width(), item.ascent() + item.descent());
        texts.append({item.text(), painter()->combinedTransform().mapRect(box)});
    }

    QList<PaintedText> texts;
};

// As large as the widget and as fine as its screen, but it keeps texts only.
class TextDevice : public QPaintDevice
{
public:
    explicit TextDevice(const QWidget *widget)
        : m_widget(widget)
    {}
    QPaintEngine *paintEngine() const override { return &m_engine; }
    const QList<PaintedText> &texts() const { return m_engine.texts; }

protected:
    int metric(PaintDeviceMetric which) const override
    {
        switch (which) {
        case PdmWidth:
            return m_widget->width();
        case PdmHeight:
            return m_widget->height();
        case PdmDpiX:
        case PdmPhysicalDpiX:
            return m_widget->logicalDpiX();
        case PdmDpiY:
        case PdmPhysicalDpiY:
            return m_widget->logicalDpiY();
        case PdmDevicePixelRatio:
            return 1;
        case PdmDevicePixelRatioScaled:
            return int(devicePixelRatioFScale());
        default:
            return 0;
        }
    }

private:
    const QWidget *m_widget;
    mutable TextEngine m_engine;
};

} // namespace

QList<PaintedText> textsPaintedBy(QWidget *widget)
{
    TextDevice device(widget);
    widget->render(&device, {}, {}, QWidget::RenderFlags());
    return device.texts();
}

} // namespace easel::testing
