// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/look.h"

#include "app/look/controls.h"
#include "app/look/easelstyle.h"
#include "app/look/focusring.h"
#include "app/look/icons.h"
#include "app/look/typography.h"

#include <QApplication>
#include <QEvent>
#include <QGuiApplication>
#include <QPointer>
#include <QStyleHints>
#include <QToolTip>
#include <QWidget>

namespace easel {

class Look::Private
{
public:
    ColorMode mode = ColorMode::Automatic;
    Density density = Density::Normal;
    bool reducedMotion = false;
    bool renewing = false;
    QPalette system; // before Easel set its own
    Theme theme = Theme::light();
};

namespace {

QPointer<Look> &installed()
{
    static QPointer<Look> look;
    return look;
}

} // namespace

Look::Look(ColorMode mode)
    : QObject(qApp)
    , d(std::make_unique<Private>())
{
    d->mode = mode;
    d->system = QGuiApplication::palette();
    d->reducedMotion = qEnvironmentVariableIntValue("EASEL_REDUCED_MOTION") != 0;
}

Look::~Look() = default;

Look *Look::install(ColorMode mode)
{
    if (installed()) {
        installed()->setMode(mode);
        return installed();
    }
    auto *look = new Look(mode);
    installed() = look;
    QApplication::setStyle(new EaselStyle); // owned by the application
    new FocusRing(look);
    look->renew();
    qApp->installEventFilter(look);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, look, [look] { look->renew(); });
#endif
    return look;
}

Look *Look::instance()
{
    return installed();
}

const Theme &Look::theme()
{
    if (installed())
        return installed()->d->theme;
    static const Theme fallback = Theme::light();
    return fallback;
}

bool Look::reducedMotion()
{
    return installed() && installed()->d->reducedMotion;
}

int Look::rowHeight()
{
    const int fitting = easel::rowHeight(QFontMetricsF(QApplication::font()));
    return installed() && installed()->d->density == Density::Comfortable ? std::max(36, fitting + 8)
                                                                          : fitting;
}

ColorMode Look::mode() const
{
    return d->mode;
}

void Look::setMode(ColorMode mode)
{
    if (d->mode == mode)
        return;
    d->mode = mode;
    renew();
}

Density Look::density() const
{
    return d->density;
}

void Look::setDensity(Density density)
{
    if (d->density == density)
        return;
    d->density = density;
    renew();
}

void Look::setReducedMotion(bool reduced)
{
    if (d->reducedMotion == reduced)
        return;
    d->reducedMotion = reduced;
    Q_EMIT themeChanged();
}

void Look::renew()
{
    if (d->renewing)
        return;
    d->renewing = true;
    bool dark = d->system.color(QPalette::Window).lightness() < 128;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown)
        dark = scheme == Qt::ColorScheme::Dark;
#endif
    if (d->mode == ColorMode::HighContrast)
        d->theme = Theme::highContrast(d->system);
    else if (d->mode == ColorMode::Dark || (d->mode == ColorMode::Automatic && dark))
        d->theme = Theme::dark();
    else
        d->theme = Theme::light();
    clearIconCache();
    const QPalette palette = d->theme.palette();
    QApplication::setPalette(palette);
    const QWidgetList widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets)
        renewToneText(widget);
    QToolTip::setPalette(palette);
    QToolTip::setFont(textFont(TextRole::Small));
    d->renewing = false;
    Q_EMIT themeChanged();
}

bool Look::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == qApp) {
        if (event->type() == QEvent::ApplicationFontChange) {
            const QWidgetList widgets = QApplication::allWidgets();
            for (QWidget *widget : widgets)
                renewTextRole(widget);
            QToolTip::setFont(textFont(TextRole::Small));
            Q_EMIT themeChanged();
        } else if (event->type() == QEvent::ApplicationPaletteChange && !d->renewing &&
                   QGuiApplication::palette() != d->theme.palette()) {
            // The platform sent its own palette: a change of the system's theme (Qt < 6.5 tells it only this
            // way).
            d->system = QGuiApplication::palette();
            renew();
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace easel
