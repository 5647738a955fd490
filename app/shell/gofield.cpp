// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/gofield.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/views/parts/keyhint.h"

#include <QPainter>

namespace easel {

namespace {

constexpr int widest = 420;
constexpr int narrowest = 180;

} // namespace

GoField::GoField(QWidget *parent)
    : QPushButton(parent)
{
    setAccessibleName(tr("Go to a resource or run an action"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMaximumWidth(scaledWidth(this, widest));
    setMinimumWidth(narrowest);
    setCursor(Qt::IBeamCursor);
}

QSize GoField::sizeHint() const
{
    return {scaledWidth(this, widest), controlHeight(fontMetrics())};
}

QSize GoField::minimumSizeHint() const
{
    return {narrowest, controlHeight(fontMetrics())};
}

void GoField::paintEvent(QPaintEvent *)
{
    const Theme &theme = Look::theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.control, 1));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    paintIcon(&painter, QRectF(9, height() / 2.0 - 7, 14, 14), QStringLiteral("search"), theme.text2);
    const QString key = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText);
    const int keyWidth = keyHintWidth(font(), key);
    painter.setPen(theme.text2);
    const QRect text = rect().adjusted(31, 0, -16 - keyWidth, 0);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(accessibleName(), Qt::ElideRight, text.width()));
    paintKeyHint(&painter, QRect(width() - 9 - keyWidth, 0, keyWidth, height()), font(), key);
}

} // namespace easel
