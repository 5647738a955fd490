// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QWidget>

class QAbstractButton;
class QLabel;

namespace easel {

// How a button is drawn. One primary button a screen at most; danger only in confirmations.
enum class ButtonKind { Normal, Primary, Flat, Danger, Link };

void setButtonKind(QAbstractButton *button, ButtonKind kind);
ButtonKind buttonKind(const QWidget *button); // tool buttons are flat unless told otherwise

void setSmallControl(QWidget *control); // 24 instead of 28 high
bool isSmallControl(const QWidget *control);

// A field whose content is refused: its edge turns bad. The sentence stands below it; it is also the
// accessible description.
void setFieldRefused(QWidget *field, bool refused, const QString &sentence = {});
bool isFieldRefused(const QWidget *field);

// A label drawn in text2.
void setSecondaryText(QWidget *label);

// A label whose text has a state's colour, also after a change of theme.
void setToneText(QWidget *label, Tone tone);
void renewToneText(QWidget *label); // after a change of theme

// A scroll area that paints its ground in the sunken colour; its scroll bars follow.
void setSunken(QWidget *area, bool sunken);
bool isSunken(const QWidget *area);

// The focus ring of `inner` is drawn around `outer` (a field made of several widgets); always shown.
void setRingTarget(QWidget *inner, QWidget *outer);
QWidget *ringTarget(const QWidget *inner);

} // namespace easel
