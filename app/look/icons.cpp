// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/icons.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/theme.h"

#include <QCache>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QLoggingCategory>
#include <QPainter>
#include <QSvgRenderer>

#include <cmath>

namespace easel {

namespace {

Q_LOGGING_CATEGORY(lookLog, "easel.look")

struct PixmapKey
{
    QString name;
    QRgb color = 0;
    int devicePixels = 0;
    qreal ratio = 1;
    bool thick = false;
    bool operator==(const PixmapKey &) const = default;
    friend size_t qHash(const PixmapKey &key, size_t seed = 0)
    {
        return qHashMulti(seed, key.name, key.color, key.devicePixels, key.ratio, key.thick);
    }
};

QCache<PixmapKey, QPixmap> &pixmapCache()
{
    static QCache<PixmapKey, QPixmap> cache(2000); // GUI thread only
    return cache;
}

const QByteArray &svgText(const QString &name)
{
    static QHash<QString, QByteArray> texts; // GUI thread only
    const auto known = texts.constFind(name);
    if (known != texts.constEnd())
        return *known;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    QByteArray text;
    if (file.open(QIODevice::ReadOnly))
        text = file.readAll();
    else
        qCWarning(lookLog, "There is no icon named \"%s\"", qUtf8Printable(name));
    return *texts.insert(name, text);
}

QPixmap rendered(const QString &name, const QColor &color, int devicePixels, bool thick)
{
    QPixmap pixmap(devicePixels, devicePixels);
    pixmap.fill(Qt::transparent);
    QByteArray text = svgText(name);
    QPainter painter(&pixmap);
    if (text.isEmpty()) {
        painter.setPen(color);
        painter.drawRect(QRectF(1.5, 1.5, devicePixels - 3, devicePixels - 3));
        return pixmap;
    }
    // QtSvg paints currentColor black; the root's color attribute gives it a value.
    text.replace("<svg ", "<svg color=\"" + color.name(QColor::HexRgb).toLatin1() + "\" ");
    text.replace("stroke-width=\"2\"", thick ? "stroke-width=\"2\"" : "stroke-width=\"1.9\"");
    QSvgRenderer renderer(text);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter, QRectF(0, 0, devicePixels, devicePixels));
    return pixmap;
}

QColor inkColor(IconInk ink, QIcon::Mode mode)
{
    const Theme &theme = Look::theme();
    if (mode == QIcon::Disabled)
        return theme.disabled;
    switch (ink) {
    case IconInk::Secondary:
        return mode == QIcon::Selected ? theme.accent : theme.text2;
    case IconInk::Text:
        return theme.text;
    case IconInk::Accent:
        return theme.accent;
    case IconInk::OnAccent:
        return theme.onAccent;
    case IconInk::Link:
        return theme.link;
    case IconInk::Bad:
        return theme.bad.foreground;
    case IconInk::Good:
        return theme.good.foreground;
    case IconInk::Warning:
        return theme.warning.foreground;
    }
    return theme.text2;
}

class LineIconEngine : public QIconEngine
{
public:
    LineIconEngine(QString name, IconInk ink)
        : m_name(std::move(name))
        , m_ink(ink)
    {}
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        paintIcon(painter, rect, m_name, inkColor(state == QIcon::On ? IconInk::Accent : m_ink, mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        // size is in device pixels; scale says how many of them make a logical one.
        const int side = std::min(size.width(), size.height());
        QPixmap square = iconPixmap(m_name, inkColor(state == QIcon::On ? IconInk::Accent : m_ink, mode),
                                    side / std::max(1.0, scale), std::max(1.0, scale));
        square.setDevicePixelRatio(1);
        if (square.size() == size)
            return square;
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.drawPixmap((size.width() - square.width()) / 2, (size.height() - square.height()) / 2,
                           square);
        return pixmap;
    }
    QString iconName() override { return m_name; }
    QString key() const override { return QStringLiteral("easel-line-icon"); }
    QIconEngine *clone() const override { return new LineIconEngine(m_name, m_ink); }
    bool isNull() override { return m_name.isEmpty(); }

private:
    QString m_name;
    IconInk m_ink;
};

} // namespace

QIcon icon(const QString &name, IconInk ink)
{
    return QIcon(new LineIconEngine(name, ink));
}

bool hasIcon(const QString &name)
{
    return QFile::exists(QStringLiteral(":/icons/%1.svg").arg(name));
}

QPixmap iconPixmap(const QString &name, const QColor &color, qreal size, qreal devicePixelRatio)
{
    const PixmapKey key{name, color.rgba(), qRound(size * devicePixelRatio), devicePixelRatio, size <= 14};
    if (const QPixmap *known = pixmapCache().object(key))
        return *known;
    QPixmap pixmap = rendered(name, color, std::max(1, key.devicePixels), key.thick);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmapCache().insert(key, new QPixmap(pixmap));
    return pixmap;
}

void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color)
{
    const qreal side = std::min(rect.width(), rect.height());
    const QTransform transform = painter->deviceTransform();
    const qreal scale = transform.m11() > 0 ? transform.m11() : 1;
    const QRectF place =
        snapped(painter, QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side));
    painter->drawPixmap(place.topLeft(), iconPixmap(name, color, side, scale));
}

void clearIconCache()
{
    pixmapCache().clear();
}

QIcon applicationIcon()
{
    return icon(QStringLiteral("easel"), IconInk::Accent);
}

} // namespace easel
