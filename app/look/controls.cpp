// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/controls.h"

#include "app/look/look.h"

#include <QAbstractButton>
#include <QToolButton>
#include <QVariant>

namespace easel {

namespace {

constexpr char kindProperty[] = "easelButtonKind";
constexpr char smallProperty[] = "easelSmall";
constexpr char refusedProperty[] = "easelRefused";
constexpr char toneProperty[] = "easelToneText";
constexpr char sunkenProperty[] = "easelSunken";
constexpr char ringProperty[] = "easelRingTarget";

} // namespace

void setButtonKind(QAbstractButton *button, ButtonKind kind)
{
    button->setProperty(kindProperty, static_cast<int>(kind));
    QFont font = button->font();
    const bool strong = kind == ButtonKind::Primary || kind == ButtonKind::Danger;
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    button->setFont(font);
    if (kind == ButtonKind::Link)
        button->setCursor(Qt::PointingHandCursor);
    button->updateGeometry();
    button->update();
}

ButtonKind buttonKind(const QWidget *button)
{
    if (!button)
        return ButtonKind::Normal;
    const QVariant kind = button->property(kindProperty);
    if (kind.isValid())
        return static_cast<ButtonKind>(kind.toInt());
    return qobject_cast<const QToolButton *>(button) ? ButtonKind::Flat : ButtonKind::Normal;
}

void setSmallControl(QWidget *control)
{
    control->setProperty(smallProperty, true);
    control->updateGeometry();
}

bool isSmallControl(const QWidget *control)
{
    return control && control->property(smallProperty).toBool();
}

void setFieldRefused(QWidget *field, bool refused, const QString &sentence)
{
    field->setProperty(refusedProperty, refused);
    field->setAccessibleDescription(refused ? sentence : QString());
    field->update();
}

bool isFieldRefused(const QWidget *field)
{
    return field && field->property(refusedProperty).toBool();
}

void setSecondaryText(QWidget *label)
{
    label->setForegroundRole(QPalette::PlaceholderText);
}

void setToneText(QWidget *label, Tone tone)
{
    label->setProperty(toneProperty, static_cast<int>(tone));
    renewToneText(label);
}

void renewToneText(QWidget *label)
{
    const QVariant tone = label->property(toneProperty);
    if (!tone.isValid())
        return;
    QPalette palette; // this one role only; all others go on following the application
    palette.setColor(QPalette::WindowText, Look::theme().tone(static_cast<Tone>(tone.toInt())).foreground);
    label->setPalette(palette);
}

void setSunken(QWidget *area, bool sunken)
{
    area->setProperty(sunkenProperty, sunken);
    area->update();
}

bool isSunken(const QWidget *area)
{
    return area && area->property(sunkenProperty).toBool();
}

void setRingTarget(QWidget *inner, QWidget *outer)
{
    inner->setProperty(ringProperty, QVariant::fromValue(static_cast<QObject *>(outer)));
}

QWidget *ringTarget(const QWidget *inner)
{
    return inner ? qobject_cast<QWidget *>(inner->property(ringProperty).value<QObject *>()) : nullptr;
}

} // namespace easel
