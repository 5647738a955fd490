// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/look/theme.h"

#include <QObject>

#include <memory>

namespace easel {

enum class ColorMode { Automatic, Light, Dark, HighContrast };
enum class Density { Normal, Comfortable };

// Puts style, palette and focus ring on the application and keeps them in step with the system. Made once by
// main() and by tests; like the application's palette and style it is a property of the application, hence
// the static readers.
class Look : public QObject
{
    Q_OBJECT

public:
    // Needs the QApplication; owned by it. A second call returns the first look with the mode set.
    static Look *install(ColorMode mode = ColorMode::Automatic);
    static Look *instance();
    // The theme in use; the light one before install().
    static const Theme &theme();
    static bool reducedMotion();
    static int rowHeight(); // of tables: 28, or 36 when comfortable, more for large fonts

    ColorMode mode() const;
    void setMode(ColorMode mode);
    Density density() const;
    void setDensity(Density density);
    void setReducedMotion(bool reduced);

    ~Look() override;

Q_SIGNALS:
    // Colours, fonts, density or motion changed; palettes and fonts of widgets are already renewed.
    void themeChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit Look(ColorMode mode);
    void renew();
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace easel
