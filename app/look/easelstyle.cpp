// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/easelstyle.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/theme.h"
#include "app/look/typography.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFocusFrame>
#include <QGroupBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QTableView>
#include <QTextEdit>
#include <QToolButton>
#include <QTreeView>

namespace easel {

namespace {

constexpr int controlRadius = 4;
constexpr int buttonIcon = 14;
constexpr int arrowSize = 14;
constexpr int buttonPadding = 12;
constexpr int spinButtonWidth = 22;
constexpr int comboArrowWidth = 28;
constexpr int tabPadding = 8;

struct ButtonColors
{
    QColor fill;
    QColor edge;
    QColor text;
};

ButtonColors colorsOf(ButtonKind kind, QStyle::State state)
{
    const Theme &theme = Look::theme();
    const bool pressed = state & (QStyle::State_Sunken);
    const bool on = state & QStyle::State_On;
    const bool hover = state & QStyle::State_MouseOver;
    if (!(state & QStyle::State_Enabled)) {
        if (kind == ButtonKind::Flat || kind == ButtonKind::Link)
            return {QColor(), QColor(), theme.disabled};
        return {theme.window, theme.border, theme.disabled};
    }
    switch (kind) {
    case ButtonKind::Primary:
        return {pressed ? mixed(theme.accentHover, theme.text, 0.15)
                        : (hover ? theme.accentHover : theme.accent),
                QColor(), theme.onAccent};
    case ButtonKind::Danger: {
        const QColor fill = theme.bad.foreground;
        return {pressed ? mixed(fill, theme.text, 0.25) : (hover ? mixed(fill, theme.text, 0.12) : fill),
                QColor(), readableOn(fill)};
    }
    case ButtonKind::Flat:
        return {pressed ? theme.selectionIdle
                        : (on ? theme.selection : (hover ? mixed(theme.hover, theme.text, 0.04) : QColor())),
                QColor(), theme.text};
    case ButtonKind::Link:
        return {QColor(), QColor(), theme.link};
    case ButtonKind::Normal:
        return {pressed ? theme.selectionIdle
                        : (on ? theme.selection : (hover ? theme.hover : theme.surface)),
                theme.control, theme.text};
    }
    return {};
}

QColor fieldFill(const QStyleOption *option, const QWidget *widget)
{
    const Theme &theme = Look::theme();
    if (!(option->state & QStyle::State_Enabled))
        return theme.window;
    const auto *edit = qobject_cast<const QLineEdit *>(widget);
    return (option->state & QStyle::State_ReadOnly) || (edit && edit->isReadOnly()) ? theme.sunken
                                                                                    : theme.surface;
}

QColor fieldEdge(const QStyleOption *option, const QWidget *widget)
{
    const Theme &theme = Look::theme();
    if (isFieldRefused(widget))
        return theme.bad.foreground;
    return option->state & QStyle::State_Enabled ? theme.control : theme.border;
}

// Icons of Easel take the text's colour on buttons; foreign ones are drawn as they are.
void paintButtonIcon(QPainter *painter, const QRect &rect, const QIcon &source, const QColor &color,
                     bool enabled)
{
    const QString name = source.name();
    if (!name.isEmpty() && hasIcon(name))
        paintIcon(painter, rect, name, color);
    else
        source.paint(painter, rect, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
}

int heightOf(const QFontMetrics &metrics, const QWidget *widget)
{
    return isSmallControl(widget) ? smallControlHeight(metrics) : controlHeight(metrics);
}

QString withoutMnemonic(QString text)
{
    static const QChar ampersand = u'&';
    for (qsizetype at = text.indexOf(ampersand); at >= 0; at = text.indexOf(ampersand, at + 1))
        text.remove(at, 1);
    return text;
}

void drawButtonLabel(const QStyle *style, QPainter *painter, const QRect &rect, const QString &text,
                     const QIcon &icon, const QColor &color, const QColor &iconColor, bool enabled,
                     bool mnemonic, bool menu, bool leftAligned, Qt::LayoutDirection direction)
{
    const QFontMetrics metrics = painter->fontMetrics();
    const int flags =
        Qt::AlignVCenter | Qt::AlignLeft | (mnemonic ? Qt::TextShowMnemonic : Qt::TextHideMnemonic);
    const int iconWidth = icon.isNull() ? 0 : buttonIcon;
    const int menuWidth = menu ? 6 + 12 : 0;
    const int gap = iconWidth && !text.isEmpty() ? 6 : 0;
    const int room = rect.width() - iconWidth - gap - menuWidth;
    const QString shown = metrics.elidedText(text, Qt::ElideMiddle, std::max(0, room), Qt::TextShowMnemonic);
    const int textWidth = metrics.size(Qt::TextShowMnemonic, shown).width();
    const int total = iconWidth + gap + textWidth + menuWidth;
    int x = leftAligned ? rect.left() : rect.left() + (rect.width() - total) / 2;
    const auto place = [&](int width, int height) {
        return QStyle::visualRect(direction, rect,
                                  QRect(x, rect.top() + (rect.height() - height) / 2, width, height));
    };
    if (iconWidth) {
        paintButtonIcon(painter, place(buttonIcon, buttonIcon), icon, iconColor, enabled);
        x += iconWidth + gap;
    }
    if (!text.isEmpty()) {
        painter->setPen(color);
        style->drawItemText(painter, place(textWidth + 1, rect.height()), flags, QPalette(), true, shown);
        x += textWidth;
    }
    if (menu) {
        x += 6;
        paintIcon(painter, place(12, 12), QStringLiteral("chevron-down"), iconColor);
    }
}

QFont strongFont(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

EaselStyle::EaselStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
    setObjectName(QStringLiteral("easel"));
}

QPalette EaselStyle::standardPalette() const
{
    return Look::theme().palette();
}

void EaselStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QAbstractSpinBox *>(widget) || qobject_cast<QTabBar *>(widget) ||
        qobject_cast<QHeaderView *>(widget) || widget->inherits("QAbstractSlider") ||
        widget->inherits("QSplitterHandle"))
        widget->setAttribute(Qt::WA_Hover);
    if (auto *header = qobject_cast<QHeaderView *>(widget)) {
        setTextRole(header, TextRole::SmallStrong);
        header->setHighlightSections(false);
    } else if (auto *view = qobject_cast<QAbstractItemView *>(widget)) {
        view->viewport()->setAttribute(Qt::WA_Hover);
    }
}

void EaselStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    const Theme &theme = Look::theme();
    const bool enabled = option->state & State_Enabled;
    switch (element) {
    case PE_PanelButtonCommand: {
        const ButtonColors colors = colorsOf(buttonKind(widget), option->state);
        if (colors.fill.isValid() || colors.edge.isValid())
            paintBox(painter, option->rect, colors.fill, colors.edge, controlRadius);
        return;
    }
    case PE_PanelButtonTool: {
        const ButtonColors colors = colorsOf(buttonKind(widget), option->state);
        if (colors.fill.isValid() || colors.edge.isValid())
            paintBox(painter, option->rect, colors.fill, colors.edge, controlRadius);
        return;
    }
    case PE_FrameDefaultButton:
    case PE_FrameButtonBevel:
    case PE_FrameButtonTool:
    case PE_FrameStatusBarItem:
    case PE_PanelToolBar:
    case PE_PanelStatusBar:
    case PE_IndicatorToolBarHandle:
        return;
    case PE_FrameFocusRect: {
        // Controls get the ring of FocusRing; item views ring their current cell themselves.
        const auto *view = qobject_cast<const QAbstractItemView *>(widget);
        if (view)
            paintRing(painter, option->rect, theme.focus, 0, 1);
        return;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: {
        const bool on = option->state & (State_On | State_NoChange);
        const QRectF box = option->rect;
        const QColor fill =
            on ? (enabled ? theme.accent : theme.disabled) : (enabled ? theme.surface : theme.window);
        const QColor edge = on ? QColor() : (enabled ? theme.control : theme.border);
        paintBox(painter, box, !on && enabled && (option->state & State_MouseOver) ? theme.hover : fill, edge,
                 3);
        if (on) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->translate(box.topLeft());
            painter->scale(box.width() / 14.0, box.height() / 14.0);
            painter->setPen(QPen(enabled ? theme.onAccent : theme.window, 1.7, Qt::SolidLine, Qt::RoundCap,
                                 Qt::RoundJoin));
            if (option->state & State_NoChange)
                painter->drawLine(QPointF(4, 7), QPointF(10, 7));
            else
                painter->drawPolyline(QPolygonF({{3.7, 7.2}, {6, 9.5}, {10.4, 4.6}}));
            painter->restore();
        }
        return;
    }
    case PE_IndicatorRadioButton: {
        const bool on = option->state & State_On;
        const QRectF box = option->rect;
        QColor edge = enabled ? (on ? theme.accent : theme.control) : theme.border;
        paintBox(painter, box,
                 enabled ? (option->state & State_MouseOver ? theme.hover : theme.surface) : theme.window,
                 edge, box.width() / 2);
        if (on) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(enabled ? theme.accent : theme.disabled);
            const QRectF sharp = snapped(painter, box);
            painter->drawEllipse(sharp.center(), box.width() * 0.26, box.height() * 0.26);
            painter->restore();
        }
        return;
    }
    case PE_PanelLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            paintBox(painter, option->rect, fieldFill(option, widget), fieldEdge(option, widget),
                     controlRadius);
        return;
    }
    case PE_FrameLineEdit:
        paintRing(painter, option->rect, fieldEdge(option, widget), controlRadius, 1);
        return;
    case PE_Frame: {
        const bool field =
            qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QTextEdit *>(widget);
        QColor edge = field ? fieldEdge(option, widget) : theme.border;
        if (widget && widget->isWindow())
            edge = theme.control; // popups of combo boxes and completers
        paintRing(painter, option->rect, edge, 0, 1);
        return;
    }
    case PE_FrameGroupBox:
        paintRing(painter, option->rect, theme.border, 6, 1);
        return;
    case PE_FrameMenu:
        paintRing(painter, option->rect, theme.control, 0, 1);
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, theme.raised);
        return;
    case PE_PanelTipLabel:
        paintBox(painter, option->rect, theme.raised, theme.control, 0);
        return;
    case PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, theme.surface);
        return;
    case PE_IndicatorToolBarSeparator:
        paintHairline(painter, QPointF(option->rect.center().x(), option->rect.top() + 6),
                      QPointF(option->rect.center().x(), option->rect.bottom() - 6), theme.border);
        return;
    case PE_PanelItemViewRow:
        return;
    case PE_PanelItemViewItem: {
        if (option->state & State_Selected) {
            // Not State_Active alone: Qt drops it when the view loses the focus inside an active window.
            const bool active = option->state & State_Active || (widget && widget->isActiveWindow());
            painter->fillRect(option->rect, active ? theme.selection : theme.selectionIdle);
        } else if (option->state & State_MouseOver && enabled) {
            painter->fillRect(option->rect, theme.hover);
        }
        return;
    }
    case PE_IndicatorBranch: {
        if (!(option->state & State_Children))
            return;
        const QRect place = alignedRect(option->direction, Qt::AlignCenter, QSize(12, 12), option->rect);
        const bool mirrored = option->direction == Qt::RightToLeft;
        paintIcon(painter, place,
                  option->state & State_Open
                      ? QStringLiteral("chevron-down")
                      : (mirrored ? QStringLiteral("chevron-left") : QStringLiteral("chevron-right")),
                  theme.text2);
        return;
    }
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        const int side = std::min({arrowSize, option->rect.width(), option->rect.height()});
        const QRect place = alignedRect(option->direction, Qt::AlignCenter, QSize(side, side), option->rect);
        const QString name = element == PE_IndicatorArrowDown   ? QStringLiteral("chevron-down")
                             : element == PE_IndicatorArrowUp   ? QStringLiteral("chevron-up")
                             : element == PE_IndicatorArrowLeft ? QStringLiteral("chevron-left")
                                                                : QStringLiteral("chevron-right");
        paintIcon(painter, place, name, enabled ? theme.text2 : theme.disabled);
        return;
    }
    case PE_IndicatorHeaderArrow: // CE_HeaderLabel draws it after the word
        return;
    case PE_FrameTabBarBase: {
        const QRect rect = option->rect;
        paintHairline(painter, QPointF(rect.left(), rect.bottom()), QPointF(rect.right() + 1, rect.bottom()),
                      theme.border);
        return;
    }
    case PE_FrameTabWidget:
        return;
    case PE_IndicatorTabClose:
        paintIcon(painter, alignedRect(option->direction, Qt::AlignCenter, QSize(12, 12), option->rect),
                  QStringLiteral("x"), option->state & State_MouseOver ? theme.text : theme.text2);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void EaselStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    const Theme &theme = Look::theme();
    const bool enabled = option->state & State_Enabled;
    switch (element) {
    case CE_PushButtonBevel:
        proxy()->drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        return;
    case CE_PushButtonLabel: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        if (!button)
            return;
        const ButtonKind kind = buttonKind(widget);
        const ButtonColors colors = colorsOf(kind, option->state);
        painter->save();
        if (kind == ButtonKind::Link && option->state & State_MouseOver && enabled) {
            QFont font = painter->font();
            font.setUnderline(true);
            painter->setFont(font);
        }
        const bool mnemonic = proxy()->styleHint(SH_UnderlineShortcut, option, widget);
        const int padding = kind == ButtonKind::Link ? 0 : (isSmallControl(widget) ? 6 : 8);
        drawButtonLabel(proxy(), painter, option->rect.adjusted(padding, 0, -padding, 0), button->text,
                        button->icon, colors.text, colors.text, enabled, mnemonic,
                        button->features & QStyleOptionButton::HasMenu, kind == ButtonKind::Link,
                        option->direction);
        painter->restore();
        return;
    }
    case CE_ToolButtonLabel: {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        if (!button)
            return;
        const ButtonColors colors = colorsOf(buttonKind(widget), option->state);
        const bool iconOnly = button->toolButtonStyle == Qt::ToolButtonIconOnly || button->text.isEmpty();
        const bool on = option->state & State_On;
        QColor iconColor =
            enabled ? (on ? theme.accent : (iconOnly ? theme.text2 : colors.text)) : theme.disabled;
        if (enabled && iconOnly && !on && option->state & State_MouseOver)
            iconColor = theme.text;
        if (iconOnly) {
            if (!button->icon.isNull())
                paintButtonIcon(
                    painter, alignedRect(option->direction, Qt::AlignCenter, button->iconSize, option->rect),
                    button->icon, iconColor, enabled);
            else if (button->arrowType == Qt::DownArrow)
                proxy()->drawPrimitive(PE_IndicatorArrowDown, option, painter, widget);
            else if (button->arrowType == Qt::UpArrow)
                proxy()->drawPrimitive(PE_IndicatorArrowUp, option, painter, widget);
            else if (button->arrowType == Qt::LeftArrow)
                proxy()->drawPrimitive(PE_IndicatorArrowLeft, option, painter, widget);
            else if (button->arrowType == Qt::RightArrow)
                proxy()->drawPrimitive(PE_IndicatorArrowRight, option, painter, widget);
            else
                drawButtonLabel(proxy(), painter, option->rect, button->text, QIcon(), colors.text, iconColor,
                                enabled, false, false, false, option->direction);
            return;
        }
        painter->save();
        painter->setFont(button->font);
        drawButtonLabel(proxy(), painter, option->rect.adjusted(8, 0, -8, 0), button->text,
                        button->toolButtonStyle == Qt::ToolButtonTextOnly ? QIcon() : button->icon,
                        colors.text, iconColor, enabled,
                        proxy()->styleHint(SH_UnderlineShortcut, option, widget),
                        button->features & QStyleOptionToolButton::HasMenu, false, option->direction);
        painter->restore();
        return;
    }
    case CE_ComboBoxLabel: {
        const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        if (!combo || combo->editable)
            return;
        const QRect field = proxy()->subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget);
        drawButtonLabel(
            proxy(), painter, field,
            painter->fontMetrics().elidedText(combo->currentText, Qt::ElideMiddle,
                                              field.width() - (combo->currentIcon.isNull() ? 0 : 20)),
            combo->currentIcon,
            enabled ? (combo->currentText.isEmpty() ? theme.text2 : theme.text) : theme.disabled,
            enabled ? theme.text2 : theme.disabled, enabled, false, false, true, option->direction);
        return;
    }
    case CE_FocusFrame: {
        const auto *frame = qobject_cast<const QFocusFrame *>(widget);
        const QWidget *target = frame ? frame->widget() : nullptr;
        const bool field =
            target &&
            (qobject_cast<const QLineEdit *>(target) || qobject_cast<const QAbstractSpinBox *>(target) ||
             (!qobject_cast<const QAbstractButton *>(target) && !target->inherits("QAbstractSlider")));
        // Fields: the ring covers the edge. Buttons: 1 px of distance, then the ring.
        const QRect rect = field ? option->rect.adjusted(2, 2, -2, -2) : option->rect;
        paintRing(painter, rect, theme.focus, field ? controlRadius + 1 : controlRadius + 3);
        return;
    }
    case CE_HeaderSection: {
        painter->fillRect(option->rect, theme.window);
        const auto *header = qobject_cast<const QHeaderView *>(widget);
        if (option->state & State_MouseOver && enabled && header && header->sectionsClickable())
            painter->fillRect(option->rect, theme.hover);
        const QRect rect = option->rect;
        const auto *section = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (section && section->orientation == Qt::Vertical)
            paintHairline(painter, QPointF(rect.right(), rect.top()),
                          QPointF(rect.right(), rect.bottom() + 1), theme.border);
        else
            paintHairline(painter, QPointF(rect.left(), rect.bottom()),
                          QPointF(rect.right() + 1, rect.bottom()), theme.border);
        return;
    }
    case CE_Header: {
        // As Qt does it, but with our place for the label: Qt asks its own, which keeps room for a wider
        // arrow.
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (!header)
            return;
        painter->save();
        painter->setClipRect(option->rect);
        proxy()->drawControl(CE_HeaderSection, header, painter, widget);
        QStyleOptionHeader label(*header);
        label.rect = proxy()->subElementRect(SE_HeaderLabel, header, widget);
        if (label.rect.isValid())
            proxy()->drawControl(CE_HeaderLabel, &label, painter, widget);
        painter->restore();
        return;
    }
    case CE_HeaderLabel: {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (!header)
            return;
        const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
        const int arrow = sorted ? 12 + 4 : 0;
        painter->save();
        const QFontMetrics metrics = painter->fontMetrics();
        const bool right = header->textAlignment & Qt::AlignRight;
        const QRect rect = option->rect;
        const QString shown =
            metrics.elidedText(header->text, Qt::ElideRight, std::max(0, rect.width() - arrow));
        const int width = metrics.horizontalAdvance(shown);
        int x = rect.left();
        if (right)
            x = rect.right() + 1 - width - arrow;
        else if (header->textAlignment & Qt::AlignHCenter)
            x = rect.left() + (rect.width() - width - arrow) / 2;
        painter->setPen(enabled ? theme.text2 : theme.disabled);
        const QRect textRect =
            visualRect(option->direction, rect, QRect(x, rect.top(), width + 1, rect.height()));
        // Rows may be lower than text and margins: the width is elided, the height need not be cut.
        painter->drawText(textRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextDontClip,
                          shown);
        if (sorted) {
            const QRect arrowRect = visualRect(
                option->direction, rect, QRect(x + width + 4, rect.top() + (rect.height() - 12) / 2, 12, 12));
            // Qt's SortDown means ascending (the arrow of old styles points down); ours points up for
            // ascending.
            paintIcon(painter, arrowRect,
                      header->sortIndicator == QStyleOptionHeader::SortUp ? QStringLiteral("chevron-down")
                                                                          : QStringLiteral("chevron-up"),
                      theme.text2);
        }
        painter->restore();
        return;
    }
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, theme.window);
        paintHairline(painter, QPointF(option->rect.left(), option->rect.bottom()),
                      QPointF(option->rect.right() + 1, option->rect.bottom()), theme.border);
        return;
    case CE_Splitter: {
        // A hair between two parts, or a grip in the gap between two panels.
        QRect line = option->rect;
        constexpr int hair = 2;
        constexpr int gripLength = 32;
        if (std::min(line.width(), line.height()) > hair) {
            const bool lying = line.width() > line.height();
            line = QRect(0, 0, lying ? gripLength : hair, lying ? hair : gripLength);
            line.moveCenter(option->rect.center());
        }
        painter->fillRect(line, option->state & State_MouseOver ? theme.text2 : theme.control);
        return;
    }
    case CE_ProgressBar:
    case CE_ProgressBarGroove: {
        paintBox(painter, proxy()->subElementRect(SE_ProgressBarGroove, option, widget), theme.free.fill,
                 theme.control, 0);
        if (element == CE_ProgressBar)
            proxy()->drawControl(CE_ProgressBarContents, option, painter, widget);
        return;
    }
    case CE_ProgressBarContents: {
        const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
        if (!bar)
            return;
        const qreal edge = crispWidth(painter, 1);
        QRectF inner = snapped(painter, proxy()->subElementRect(SE_ProgressBarContents, option, widget))
                           .adjusted(edge, edge, -edge, -edge);
        if (bar->minimum == bar->maximum) { // busy: how far is not known
            painter->fillRect(inner, theme.claimed.fill);
            painter->save();
            painter->setClipRect(inner);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(theme.claimed.line, 1.6));
            for (qreal x = inner.left() - inner.height(); x < inner.right(); x += 4 * M_SQRT2)
                painter->drawLine(QPointF(x, inner.bottom()), QPointF(x + inner.height(), inner.top()));
            painter->restore();
            return;
        }
        const double span = static_cast<double>(bar->maximum) - bar->minimum;
        const double share = std::clamp((static_cast<double>(bar->progress) - bar->minimum) / span, 0.0, 1.0);
        QRectF filled(inner.topLeft(), QSizeF(inner.width() * share, inner.height()));
        if (option->direction == Qt::RightToLeft)
            filled.moveRight(inner.right());
        painter->fillRect(filled, enabled ? theme.accent : theme.disabled);
        return;
    }
    case CE_ProgressBarLabel:
        return;
    case CE_TabBarTabShape: {
        const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
        if (!tab)
            return;
        const QRect rect = option->rect;
        if (option->state & State_Selected) {
            const qreal height = crispWidth(painter, 2);
            painter->fillRect(snapped(painter, QRectF(rect.left() + tabPadding, rect.bottom() + 1 - height,
                                                      rect.width() - 2 * tabPadding, height)),
                              enabled ? theme.accent : theme.disabled);
        }
        if (option->state & State_HasFocus && option->state & State_Selected)
            paintRing(painter, rect.adjusted(1, 3, -1, -4), theme.focus, controlRadius);
        return;
    }
    case CE_TabBarTabLabel: {
        const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
        if (!tab)
            return;
        const bool selected = option->state & State_Selected;
        painter->save();
        if (selected)
            painter->setFont(strongFont(painter->font()));
        painter->setPen(!enabled                                      ? theme.disabled
                        : selected || option->state & State_MouseOver ? theme.text
                                                                      : theme.text2);
        QRect rect = option->rect.adjusted(tabPadding, 0, -tabPadding, 0);
        if (!tab->icon.isNull()) {
            const QRect iconRect = visualRect(
                option->direction, rect,
                QRect(rect.left(), rect.top() + (rect.height() - buttonIcon) / 2, buttonIcon, buttonIcon));
            paintButtonIcon(painter, iconRect, tab->icon, painter->pen().color(), enabled);
            rect.setLeft(rect.left() + buttonIcon + 6);
        }
        rect = visualRect(option->direction, option->rect, rect);
        const int mnemonic = proxy()->styleHint(SH_UnderlineShortcut, option, widget) ? Qt::TextShowMnemonic
                                                                                      : Qt::TextHideMnemonic;
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | mnemonic, tab->text);
        painter->restore();
        return;
    }
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, theme.window);
        return;
    case CE_MenuBarItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (!item)
            return;
        painter->fillRect(option->rect, theme.window);
        if (option->state & (State_Selected | State_Sunken))
            paintBox(painter, option->rect.adjusted(0, 1, 0, -1), theme.selection, QColor(), controlRadius);
        painter->setPen(enabled ? theme.text : theme.disabled);
        painter->drawText(option->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                          item->text);
        return;
    }
    case CE_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (!item)
            return;
        const QRect rect = option->rect;
        if (item->menuItemType == QStyleOptionMenuItem::Separator) {
            paintHairline(painter, QPointF(rect.left(), rect.center().y()),
                          QPointF(rect.right() + 1, rect.center().y()), theme.border);
            if (!item->text.isEmpty()) {
                painter->save();
                painter->fillRect(rect, theme.raised);
                painter->setFont(textFont(TextRole::CaptionStrong, item->font));
                painter->setPen(theme.text2);
                painter->drawText(rect.adjusted(12, 0, -12, 0), Qt::AlignVCenter | Qt::AlignLeft, item->text);
                painter->restore();
            }
            return;
        }
        if (option->state & State_Selected && enabled)
            painter->fillRect(rect, theme.selection);
        painter->save();
        const QColor color = enabled ? theme.text : theme.disabled;
        const QColor secondary = enabled ? theme.text2 : theme.disabled;
        const auto mirrored = [&](const QRect &place) { return visualRect(option->direction, rect, place); };
        const int iconX = rect.left() + 12;
        const int iconY = rect.top() + (rect.height() - buttonIcon) / 2;
        if (item->checkType != QStyleOptionMenuItem::NotCheckable) {
            if (item->checked)
                paintIcon(painter, mirrored(QRect(iconX, iconY, buttonIcon, buttonIcon)),
                          QStringLiteral("check"), enabled ? theme.accent : theme.disabled);
        } else if (!item->icon.isNull()) {
            paintButtonIcon(painter, mirrored(QRect(iconX, iconY, buttonIcon, buttonIcon)), item->icon,
                            secondary, enabled);
        }
        painter->setFont(item->font);
        const int textX = iconX + buttonIcon + 8;
        const QString text = item->text.section(u'\t', 0, 0);
        const QString shortcut = item->text.section(u'\t', 1);
        const int mnemonic = proxy()->styleHint(SH_UnderlineShortcut, option, widget) ? Qt::TextShowMnemonic
                                                                                      : Qt::TextHideMnemonic;
        painter->setPen(color);
        painter->drawText(mirrored(QRect(textX, rect.top(), rect.right() - textX - 12, rect.height())),
                          Qt::AlignVCenter |
                              (option->direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft) |
                              Qt::TextSingleLine | mnemonic,
                          text);
        if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
            paintIcon(painter,
                      mirrored(QRect(rect.right() - 12 - 12, rect.top() + (rect.height() - 12) / 2, 12, 12)),
                      option->direction == Qt::RightToLeft ? QStringLiteral("chevron-left")
                                                           : QStringLiteral("chevron-right"),
                      secondary);
        } else if (!shortcut.isEmpty()) {
            painter->setPen(secondary);
            painter->setFont(textFont(TextRole::Small, item->font));
            painter->drawText(mirrored(QRect(textX, rect.top(), rect.right() - textX - 12, rect.height())),
                              Qt::AlignVCenter |
                                  (option->direction == Qt::RightToLeft ? Qt::AlignLeft : Qt::AlignRight) |
                                  Qt::TextSingleLine,
                              shortcut);
        }
        painter->restore();
        return;
    }
    case CE_ShapedFrame: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (!frame)
            return;
        const QRect rect = option->rect;
        if (frame->frameShape == QFrame::HLine)
            paintHairline(painter, QPointF(rect.left(), rect.center().y()),
                          QPointF(rect.right() + 1, rect.center().y()), theme.border);
        else if (frame->frameShape == QFrame::VLine)
            paintHairline(painter, QPointF(rect.center().x(), rect.top()),
                          QPointF(rect.center().x(), rect.bottom() + 1), theme.border);
        else if (frame->frameShape != QFrame::NoFrame)
            proxy()->drawPrimitive(PE_Frame, option, painter, widget);
        return;
    }
    case CE_ToolBar:
    case CE_SizeGrip:
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void EaselStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                    QPainter *painter, const QWidget *widget) const
{
    const Theme &theme = Look::theme();
    const bool enabled = option->state & State_Enabled;
    switch (control) {
    case CC_ComboBox: {
        const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        if (!combo)
            return;
        if (combo->frame) {
            QColor fill = enabled ? theme.surface : theme.window;
            if (enabled && option->state & State_MouseOver && !combo->editable)
                fill = theme.hover;
            paintBox(painter, option->rect, fill, fieldEdge(option, widget), controlRadius);
        }
        const QRect arrow = proxy()->subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
        paintIcon(painter,
                  alignedRect(option->direction, Qt::AlignCenter, QSize(arrowSize, arrowSize), arrow),
                  QStringLiteral("chevron-down"), enabled ? theme.text2 : theme.disabled);
        return;
    }
    case CC_SpinBox: {
        const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        if (!spin)
            return;
        if (spin->frame)
            paintBox(painter, option->rect, fieldFill(option, widget), fieldEdge(option, widget),
                     controlRadius);
        if (spin->buttonSymbols == QAbstractSpinBox::NoButtons)
            return;
        const auto arrow = [&](SubControl which, const QString &name, bool possible) {
            const QRect area = proxy()->subControlRect(CC_SpinBox, option, which, widget);
            const bool hot = spin->activeSubControls & which && option->state & State_MouseOver;
            const QRectF place(area.center().x() - 4.5,
                               which == SC_SpinBoxUp ? area.bottom() - 9 : area.top() - 0.0, 10, 10);
            paintIcon(painter, place, name,
                      !enabled || !possible ? theme.disabled
                      : hot                 ? theme.text
                                            : theme.text2);
        };
        arrow(SC_SpinBoxUp, QStringLiteral("chevron-up"),
              spin->stepEnabled & QAbstractSpinBox::StepUpEnabled);
        arrow(SC_SpinBoxDown, QStringLiteral("chevron-down"),
              spin->stepEnabled & QAbstractSpinBox::StepDownEnabled);
        return;
    }
    case CC_ToolButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        if (!button)
            return;
        QStyleOptionToolButton panel(*button);
        if (!(option->activeSubControls & SC_ToolButton) && !(option->activeSubControls & SC_ToolButtonMenu))
            panel.state &= ~State_Sunken;
        else if (option->state & State_Sunken)
            panel.state |= State_Sunken;
        proxy()->drawPrimitive(PE_PanelButtonTool, &panel, painter, widget);
        proxy()->drawControl(CE_ToolButtonLabel, &panel, painter, widget);
        return;
    }
    case CC_Slider: {
        const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!slider)
            return;
        const QRectF groove = proxy()->subControlRect(CC_Slider, option, SC_SliderGroove, widget);
        const QRectF handle = proxy()->subControlRect(CC_Slider, option, SC_SliderHandle, widget);
        const bool across = slider->orientation == Qt::Horizontal;
        const QColor ink = enabled ? theme.accent : theme.disabled;
        // A slider that can go below zero fills from zero, others from their beginning.
        const int origin = std::clamp(0, slider->minimum, slider->maximum);
        const int length =
            qRound(across ? groove.width() - handle.width() : groove.height() - handle.height());
        const int at =
            sliderPositionFromValue(slider->minimum, slider->maximum, origin, length, slider->upsideDown);
        if (across) {
            const qreal y = groove.center().y();
            painter->fillRect(snapped(painter, QRectF(groove.left(), y - 0.5, groove.width(), 2)),
                              enabled ? theme.control : theme.border);
            const qreal zero = groove.left() + handle.width() / 2 + at;
            painter->fillRect(
                snapped(painter,
                        QRectF(QPointF(zero, y - 1.5), QPointF(handle.center().x(), y + 2.5)).normalized()),
                ink);
            if (slider->minimum < 0)
                painter->fillRect(snapped(painter, QRectF(zero - 0.5, y - 4, 1, 9)), theme.text2);
        } else {
            const qreal x = groove.center().x();
            painter->fillRect(snapped(painter, QRectF(x - 0.5, groove.top(), 2, groove.height())),
                              enabled ? theme.control : theme.border);
            const qreal zero = groove.top() + handle.height() / 2 + at;
            painter->fillRect(
                snapped(painter,
                        QRectF(QPointF(x - 1.5, zero), QPointF(x + 2.5, handle.center().y())).normalized()),
                ink);
        }
        const QRectF knob(handle.center().x() - 5.5, handle.center().y() - 5.5, 12, 12);
        paintBox(painter, knob, option->state & State_MouseOver && enabled ? theme.selection : theme.surface,
                 ink, 6, 2);
        return;
    }
    case CC_ScrollBar: {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!bar)
            return;
        // The track has the colour of what scrolls: views and editors paint their own ground, pages show the
        // palette's.
        const QWidget *holder = widget ? widget->parentWidget() : nullptr;
        const auto *area =
            holder ? qobject_cast<const QAbstractScrollArea *>(holder->parentWidget()) : nullptr;
        QColor ground = widget ? widget->palette().color(widget->backgroundRole()) : theme.surface;
        if (isSunken(area))
            ground = theme.sunken;
        else if (qobject_cast<const QAbstractItemView *>(area) ||
                 qobject_cast<const QPlainTextEdit *>(area) || qobject_cast<const QTextEdit *>(area))
            ground = theme.surface;
        painter->fillRect(option->rect, ground);
        if (bar->minimum == bar->maximum)
            return;
        QRectF thumb = proxy()->subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
        thumb =
            bar->orientation == Qt::Horizontal ? thumb.adjusted(2, 3, -2, -3) : thumb.adjusted(3, 2, -3, -2);
        const bool hot = option->state & (State_MouseOver | State_Sunken);
        paintBox(painter, thumb,
                 !enabled ? theme.border
                 : hot    ? theme.control
                          : mixed(theme.surface, theme.control, 0.65),
                 QColor(), std::min(thumb.width(), thumb.height()) / 2);
        return;
    }
    case CC_GroupBox: {
        const auto *box = qstyleoption_cast<const QStyleOptionGroupBox *>(option);
        if (!box)
            return;
        const QRect text = proxy()->subControlRect(CC_GroupBox, option, SC_GroupBoxLabel, widget);
        if (box->subControls & SC_GroupBoxCheckBox) {
            QStyleOptionButton check;
            check.QStyleOption::operator=(*box);
            check.rect = proxy()->subControlRect(CC_GroupBox, option, SC_GroupBoxCheckBox, widget);
            proxy()->drawPrimitive(PE_IndicatorCheckBox, &check, painter, widget);
        }
        painter->save();
        painter->setFont(strongFont(painter->font()));
        painter->setPen(enabled ? theme.text2 : theme.disabled);
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextSingleLine,
                          box->text);
        painter->restore();
        return;
    }
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QRect EaselStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_LineEditContents: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        // QLineEdit adds 2 px of its own.
        return frame && frame->lineWidth > 0 ? option->rect.adjusted(7, 1, -7, -1) : option->rect;
    }
    case SE_PushButtonContents:
        return option->rect.adjusted(1, 1, -1, -1);
    case SE_ItemViewItemFocusRect:
        return option->rect;
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents: {
        const int height = std::min(8, option->rect.height());
        return alignedRect(option->direction, Qt::AlignCenter, QSize(option->rect.width(), height),
                           option->rect);
    }
    case SE_TabBarTabRightButton: {
        const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
        if (!tab)
            break;
        const QSize size = tab->rightButtonSize;
        const QRect place(option->rect.right() + 1 - tabPadding - size.width(),
                          option->rect.top() + (option->rect.height() - size.height()) / 2, size.width(),
                          size.height());
        return visualRect(option->direction, option->rect, place);
    }
    case SE_HeaderLabel:
        return option->rect.adjusted(8, 0, -8, -1);
    default:
        break;
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect EaselStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                 SubControl subControl, const QWidget *widget) const
{
    const QRect rect = option->rect;
    if (control == CC_ComboBox) {
        switch (subControl) {
        case SC_ComboBoxFrame:
        case SC_ComboBoxListBoxPopup:
            return rect;
        case SC_ComboBoxEditField:
            return visualRect(option->direction, rect, rect.adjusted(9, 1, -comboArrowWidth, -1));
        case SC_ComboBoxArrow:
            return visualRect(
                option->direction, rect,
                QRect(rect.right() + 1 - comboArrowWidth, rect.top(), comboArrowWidth - 4, rect.height()));
        default:
            break;
        }
    } else if (control == CC_SpinBox) {
        const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        const bool buttons = !spin || spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        const int width = buttons ? spinButtonWidth : 6;
        const int half = rect.height() / 2;
        switch (subControl) {
        case SC_SpinBoxFrame:
            return rect;
        case SC_SpinBoxEditField:
            return visualRect(option->direction, rect, rect.adjusted(6, 1, -width, -1));
        case SC_SpinBoxUp:
            return buttons ? visualRect(option->direction, rect,
                                        QRect(rect.right() + 1 - width, rect.top(), width - 2, half))
                           : QRect();
        case SC_SpinBoxDown:
            return buttons ? visualRect(option->direction, rect,
                                        QRect(rect.right() + 1 - width, rect.top() + half, width - 2,
                                              rect.height() - half))
                           : QRect();
        default:
            break;
        }
    } else if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (bar) {
            const bool across = bar->orientation == Qt::Horizontal;
            const int length = across ? rect.width() : rect.height();
            const qint64 range = static_cast<qint64>(bar->maximum) - bar->minimum;
            int thumb = length;
            if (range > 0) {
                thumb =
                    static_cast<int>(static_cast<qint64>(bar->pageStep) * length / (range + bar->pageStep));
                thumb = std::clamp(thumb, std::min(32, length), length);
            }
            const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                      length - thumb, bar->upsideDown);
            const auto piece = [&](int from, int size) {
                return across ? QRect(rect.left() + from, rect.top(), size, rect.height())
                              : QRect(rect.left(), rect.top() + from, rect.width(), size);
            };
            switch (subControl) {
            case SC_ScrollBarAddLine:
            case SC_ScrollBarSubLine:
                return {};
            case SC_ScrollBarGroove:
                return rect;
            case SC_ScrollBarSlider:
                return visualRect(option->direction, rect, piece(start, thumb));
            case SC_ScrollBarSubPage:
                return visualRect(option->direction, rect, piece(0, start));
            case SC_ScrollBarAddPage:
                return visualRect(option->direction, rect, piece(start + thumb, length - start - thumb));
            default:
                break;
            }
        }
    } else if (control == CC_ToolButton && subControl == SC_ToolButton) {
        return rect;
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QStyle::SubControl EaselStyle::hitTestComplexControl(ComplexControl control,
                                                     const QStyleOptionComplex *option,
                                                     const QPoint &position, const QWidget *widget) const
{
    return QProxyStyle::hitTestComplexControl(control, option, position, widget);
}

QSize EaselStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                   const QWidget *widget) const
{
    const QFontMetrics metrics = option ? option->fontMetrics : QFontMetrics(QFont());
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        const ButtonKind kind = buttonKind(widget);
        int width = button ? metrics.size(Qt::TextShowMnemonic, button->text).width() + 1 : size.width();
        if (button && !button->icon.isNull())
            width += buttonIcon + (button->text.isEmpty() ? 0 : 6);
        if (button && button->features & QStyleOptionButton::HasMenu)
            width += 18;
        if (kind == ButtonKind::Link)
            return {width + 1, metrics.height() + 4};
        const int height = heightOf(metrics, widget);
        const bool iconOnly = button && button->text.isEmpty();
        return {iconOnly ? std::max(height, width + 8)
                         : width + 2 * (isSmallControl(widget) ? 8 : buttonPadding),
                height};
    }
    case CT_ToolButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        const int height = heightOf(metrics, widget);
        if (!button || button->toolButtonStyle == Qt::ToolButtonIconOnly || button->text.isEmpty())
            return {height, height};
        int width = metrics.size(Qt::TextShowMnemonic, button->text).width() + 1 + 16;
        if (button->toolButtonStyle != Qt::ToolButtonTextOnly && !button->icon.isNull())
            width += buttonIcon + 6;
        if (button->features & QStyleOptionToolButton::HasMenu)
            width += 18;
        return {width, height};
    }
    case CT_LineEdit:
        return {size.width() + 12, heightOf(metrics, widget)};
    case CT_ComboBox: {
        const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        if (combo && !combo->frame)
            break;
        return {size.width() + 9 + comboArrowWidth, heightOf(metrics, widget)};
    }
    case CT_SpinBox:
        return {size.width() + 6 + spinButtonWidth, heightOf(metrics, widget)};
    case CT_CheckBox:
    case CT_RadioButton: {
        QSize hint = QProxyStyle::sizeFromContents(type, option, size, widget);
        hint.setHeight(std::max(20, metrics.height() + 4));
        return hint;
    }
    case CT_ItemViewItem: {
        QSize hint = QProxyStyle::sizeFromContents(type, option, size, widget);
        hint.setHeight(std::max(hint.height(), rowHeight(metrics)));
        return hint;
    }
    case CT_HeaderSection: {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        const int width = header ? metrics.horizontalAdvance(header->text) + 16 +
                                       (header->sortIndicator != QStyleOptionHeader::None ? 16 : 0) + 2
                                 : size.width();
        return {width, std::max(28, metrics.height() + 10)};
    }
    case CT_TabBarTab: {
        const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
        int width = size.width();
        if (tab) {
            const QString text = withoutMnemonic(tab->text);
            const QFont font = widget ? widget->font() : QFont();
            width = QFontMetrics(strongFont(font)).horizontalAdvance(text) + 1 + 2 * tabPadding;
            if (!tab->icon.isNull())
                width += buttonIcon + 6;
            if (!tab->rightButtonSize.isEmpty())
                width += tab->rightButtonSize.width() + 6;
            if (!tab->leftButtonSize.isEmpty())
                width += tab->leftButtonSize.width() + 6;
        }
        return {width, std::max(32, metrics.height() + 14)};
    }
    case CT_MenuBarItem:
        return {size.width() + 16, std::max(28, metrics.height() + 10)};
    case CT_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (!item)
            break;
        if (item->menuItemType == QStyleOptionMenuItem::Separator)
            return {10, item->text.isEmpty() ? 9 : rowHeight(metrics)};
        const QString text = item->text.section(u'\t', 0, 0);
        const QString shortcut = item->text.section(u'\t', 1);
        int width = 12 + buttonIcon + 8 + metrics.size(Qt::TextShowMnemonic, text).width() + 12 + 8;
        if (!shortcut.isEmpty())
            width += 24 + metrics.horizontalAdvance(shortcut);
        if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
            width += 24;
        return {width, rowHeight(metrics)};
    }
    case CT_ProgressBar:
        return {size.width(), 8};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int EaselStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ButtonDefaultIndicator:
    case PM_ToolBarFrameWidth:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseHeight:
    case PM_MenuHMargin:
    case PM_MenuBarPanelWidth:
    case PM_MenuBarHMargin:
    case PM_MenuBarVMargin:
        return 0;
    case PM_DefaultFrameWidth:
    case PM_ComboBoxFrameWidth:
    case PM_SpinBoxFrameWidth:
    case PM_MenuPanelWidth:
    case PM_SplitterWidth:
        return 1;
    case PM_MenuVMargin:
        return 4;
    case PM_FocusFrameHMargin:
        // Cells begin where the words of their header do.
        return qobject_cast<const QTreeView *>(widget) || qobject_cast<const QTableView *>(widget) ? 7 : 3;
    case PM_FocusFrameVMargin:
        return 3;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 14;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 6;
    case PM_SmallIconSize:
    case PM_ToolBarIconSize:
    case PM_ListViewIconSize:
        return 16;
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
    case PM_LineEditIconSize:
        return 14;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_SliderThickness:
    case PM_SliderControlThickness:
        return 16;
    case PM_SliderLength:
        return 12;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    case PM_HeaderMargin:
        return 8;
    case PM_HeaderMarkSize:
        return 12;
    case PM_TreeViewIndentation:
        return 16;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return 12;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_TabBarTabHSpace:
        return 2 * tabPadding;
    case PM_TabBarTabVSpace:
        return 14;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int EaselStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ScrollBar_Transient:
        return 0;
    case SH_TabBar_ElideMode:
        return Qt::ElideNone;
    case SH_ItemView_ShowDecorationSelected:
    case SH_FocusFrame_AboveWidget:
    case SH_ItemView_MovementWithoutUpdatingSelection:
        return 1;
    case SH_FocusFrame_Mask:
        return 0;
    case SH_Widget_Animation_Duration:
        return Look::reducedMotion() ? 0 : 120;
    case SH_Table_GridLineColor:
        return static_cast<int>(Look::theme().border.rgb());
    case SH_ToolTipLabel_Opacity:
        return 255;
    case SH_ComboBox_PopupFrameStyle:
        return QFrame::StyledPanel | QFrame::Plain;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QIcon EaselStyle::standardIcon(StandardPixmap standard, const QStyleOption *option,
                               const QWidget *widget) const
{
    switch (standard) {
    case SP_LineEditClearButton:
    case SP_TitleBarCloseButton:
    case SP_DialogCloseButton:
    case SP_DockWidgetCloseButton:
        return icon(QStringLiteral("x"));
    case SP_DirIcon:
    case SP_DirClosedIcon:
        return icon(QStringLiteral("folder"));
    case SP_DirOpenIcon:
    case SP_DirLinkIcon:
        return icon(QStringLiteral("folder-open"));
    case SP_FileIcon:
        return icon(QStringLiteral("file-text"));
    case SP_ArrowBack:
        return icon(QStringLiteral("arrow-left"));
    case SP_ArrowForward:
        return icon(QStringLiteral("arrow-right"));
    case SP_BrowserReload:
        return icon(QStringLiteral("refresh-cw"));
    default:
        return QProxyStyle::standardIcon(standard, option, widget);
    }
}

} // namespace easel
