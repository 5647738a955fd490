// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/terminalview.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"

#include <QAccessible>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <array>
#include <cmath>

namespace easel {

namespace {

constexpr int margin = 8;
constexpr int paintEveryMs = 16; // a program may write much faster than anybody sees
constexpr double readable = 3.0; // contrast that colours of a program are brought to

// The sixteen colours of a terminal, as they read on our backgrounds.
constexpr std::array<QRgb, 16> lightColors{0x1f2328, 0xb3261e, 0x1a7f37, 0x8a6100, 0x0b57d0, 0x8250df,
                                           0x0f7285, 0x57606a, 0x6e7781, 0xd1242f, 0x2da44e, 0xa47400,
                                           0x218bff, 0xa475f9, 0x1b9aaa, 0x8c959f};
constexpr std::array<QRgb, 16> darkColors{0x484f58, 0xff7b72, 0x56d364, 0xe3b341, 0x79c0ff, 0xd2a8ff,
                                          0x56d4dd, 0xd0d7de, 0x8b949e, 0xffa198, 0x7ee787, 0xf2cc60,
                                          0xa5d6ff, 0xe2c5ff, 0x8ae9f0, 0xffffff};

QColor indexed(int index, bool dark)
{
    if (index < 16)
        return QColor::fromRgb(dark ? darkColors[std::size_t(index)] : lightColors[std::size_t(index)]);
    if (index >= 232) {
        const int gray = 8 + (index - 232) * 10;
        return QColor(gray, gray, gray);
    }
    const auto step = [](int value) { return value == 0 ? 0 : 55 + value * 40; };
    const int cube = index - 16;
    return QColor(step(cube / 36), step(cube / 6 % 6), step(cube % 6));
}

} // namespace

TerminalView::TerminalView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_screen(new TerminalScreen(24, 80, this))
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setTextRole(this, TextRole::Mono);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    measure();
    m_paintSoon.setSingleShot(true);
    m_paintSoon.setInterval(paintEveryMs);
    connect(&m_paintSoon, &QTimer::timeout, this, &TerminalView::follow);
    connect(m_screen, &TerminalScreen::changed, this, [this] {
        if (!m_paintSoon.isActive())
            m_paintSoon.start();
    });
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, viewport(), qOverload<>(&QWidget::update));
}

QSize TerminalView::sizeHint() const
{
    return {int(80 * m_cellWidth) + 2 * margin + verticalScrollBar()->sizeHint().width(),
            int(24 * m_cellHeight) + 2 * margin};
}

void TerminalView::measure()
{
    const QFontMetricsF metrics(font());
    m_cellWidth = std::max<qreal>(1, metrics.horizontalAdvance(QLatin1Char('M')));
    m_cellHeight = std::max<qreal>(1, std::ceil(metrics.height()));
    m_ascent = metrics.ascent();
    const int columns = int((viewport()->width() - 2 * margin) / m_cellWidth);
    const int rows = int((viewport()->height() - 2 * margin) / m_cellHeight);
    if (columns < 2 || rows < 2)
        return;
    if (columns == m_screen->columns() && rows == m_screen->rows())
        return;
    m_screen->resize(rows, columns);
    Q_EMIT sizeChanged(m_screen->columns(), m_screen->rows());
}

// The view stays at the end, or where somebody looks back.
void TerminalView::follow()
{
    const int kept = m_screen->kept();
    const bool atEnd = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    // Numbers of lines count from the screen's top: what scrolled out moved.
    if (m_hasSelection && kept != m_kept) {
        m_anchor.line -= kept - m_kept;
        m_head.line -= kept - m_kept;
    }
    m_kept = kept;
    verticalScrollBar()->setRange(0, kept);
    verticalScrollBar()->setPageStep(m_screen->rows());
    if (atEnd)
        verticalScrollBar()->setValue(kept);
    viewport()->update();
    updateMicroFocus();
}

int TerminalView::topLine() const
{
    return verticalScrollBar()->value() - verticalScrollBar()->maximum();
}

void TerminalView::setLive(bool live)
{
    m_live = live;
    viewport()->update();
}

QColor TerminalView::colorOf(const TerminalColor &color, bool isForeground, bool bold) const
{
    const Theme &theme = Look::theme();
    switch (color.kind) {
    case TerminalColor::Kind::Default:
        return isForeground ? theme.text : theme.surface;
    case TerminalColor::Kind::Index:
        return indexed(bold && isForeground && color.red < 8 ? color.red + 8 : color.red, theme.isDark());
    case TerminalColor::Kind::Rgb:
        break;
    }
    return QColor(color.red, color.green, color.blue);
}

void TerminalView::paintLine(QPainter *painter, int number, qreal y) const
{
    const TerminalLine cells = m_screen->line(number);
    const Theme &theme = Look::theme();
    const Place from = std::min(m_anchor, m_head);
    const Place to = std::max(m_anchor, m_head);
    const auto isSelected = [&](int column) {
        const Place place{number, column};
        return m_hasSelection && place >= from && place < to;
    };
    const int columns = m_screen->columns();
    const auto cellAt = [&cells](int column) {
        return column < int(cells.size()) ? cells[std::size_t(column)] : TerminalCell();
    };
    int column = 0;
    while (column < columns) {
        const TerminalCell first = cellAt(column);
        const bool selected = isSelected(column);
        QString text;
        int end = column;
        // Plain characters of one look are drawn at once; others each in its own cell, so that a font with
        // other widths does not shift the rest.
        while (end < columns) {
            const TerminalCell cell = cellAt(end);
            if (!cell.looksLike(first) || isSelected(end) != selected)
                break;
            const bool isPlain = cell.character < 0x7f && cell.combining == 0;
            if (!isPlain && end > column)
                break;
            if (cell.character == 0)
                text += u' ';
            else
                text += QString::fromUcs4(&cell.character, 1);
            if (cell.combining)
                text += QString::fromUcs4(&cell.combining, 1);
            end += isPlain ? 1 : std::max<int>(1, cell.width);
            if (!isPlain)
                break;
        }
        QColor foreground = colorOf(first.foreground, true, first.attributes & TerminalCell::Bold);
        QColor background = colorOf(first.background, false, false);
        bool hasBackground = first.background.kind != TerminalColor::Kind::Default;
        if (first.attributes & TerminalCell::Reverse) {
            std::swap(foreground, background);
            hasBackground = true;
        }
        if (selected) {
            background = hasFocus() ? theme.selection : theme.selectionIdle;
            hasBackground = true;
        }
        if (first.foreground.kind != TerminalColor::Kind::Default &&
            contrastRatio(foreground, background) < readable)
            foreground = mixed(foreground, readableOn(background), 0.6);
        const QRectF area(margin + column * m_cellWidth, y, (end - column) * m_cellWidth, m_cellHeight);
        if (hasBackground)
            painter->fillRect(area, background);
        if (!text.trimmed().isEmpty() ||
            (first.attributes & (TerminalCell::Underline | TerminalCell::Strike))) {
            QFont cellFont = font();
            cellFont.setBold(first.attributes & TerminalCell::Bold);
            cellFont.setItalic(first.attributes & TerminalCell::Italic);
            cellFont.setUnderline(first.attributes & TerminalCell::Underline);
            cellFont.setStrikeOut(first.attributes & TerminalCell::Strike);
            painter->setFont(cellFont);
            painter->setPen(foreground);
            painter->drawText(QPointF(area.left(), y + m_ascent), text);
        }
        column = std::max(end, column + 1);
    }
}

QRectF TerminalView::cursorArea() const
{
    const int row = m_screen->cursorRow() - topLine();
    return {margin + m_screen->cursorColumn() * m_cellWidth, margin + row * m_cellHeight, m_cellWidth,
            m_cellHeight};
}

void TerminalView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const int top = topLine();
    for (int row = 0; row < m_screen->rows(); ++row)
        paintLine(&painter, top + row, margin + row * m_cellHeight);
    const Theme &theme = Look::theme();
    if (m_live && m_screen->isCursorVisible()) {
        const QRectF area = cursorArea();
        if (hasFocus()) {
            QColor veil = theme.accent;
            veil.setAlphaF(0.45F);
            painter.fillRect(area, veil);
        } else {
            paintBox(&painter, area, QColor(), theme.text2, 0);
        }
    }
    if (!m_composing.isEmpty()) {
        const QRectF area = cursorArea();
        painter.setFont(font());
        const qreal width = QFontMetricsF(font()).horizontalAdvance(m_composing);
        painter.fillRect(QRectF(area.left(), area.top(), width, area.height()), theme.raised);
        painter.setPen(theme.text);
        painter.drawText(QPointF(area.left(), area.top() + m_ascent), m_composing);
    }
}

void TerminalView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    measure();
    follow();
}

void TerminalView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        measure();
        follow();
    }
}

void TerminalView::scrollContentsBy(int, int)
{
    viewport()->update();
}

bool TerminalView::isOwnKey(const QKeyEvent *event) const
{
    const auto held = event->modifiers() & ~Qt::KeypadModifier;
    if (held == (Qt::ControlModifier | Qt::ShiftModifier))
        return event->key() == Qt::Key_C || event->key() == Qt::Key_V || event->key() == Qt::Key_A;
    if (held == Qt::ShiftModifier)
        return event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown ||
               event->key() == Qt::Key_Insert;
    return false;
}

bool TerminalView::event(QEvent *event)
{
    // Shortcuts of the window would take Ctrl+K and its like from the program.
    if (event->type() == QEvent::ShortcutOverride && m_live) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (!(key->key() == Qt::Key_Tab && (key->modifiers() & Qt::ControlModifier))) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool isTab = key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab;
        if (isTab && (key->modifiers() & Qt::ControlModifier)) {
            QAbstractScrollArea::focusNextPrevChild(key->key() == Qt::Key_Tab);
            return true;
        }
        if (isTab && m_live) { // which Qt would use to go on
            keyPressEvent(key);
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool TerminalView::focusNextPrevChild(bool next)
{
    return m_live ? false : QAbstractScrollArea::focusNextPrevChild(next);
}

void TerminalView::keyPressEvent(QKeyEvent *event)
{
    if (isOwnKey(event)) {
        switch (event->key()) {
        case Qt::Key_C:
            copy();
            break;
        case Qt::Key_V:
        case Qt::Key_Insert:
            paste();
            break;
        case Qt::Key_A:
            selectAll();
            break;
        case Qt::Key_PageUp:
            verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepSub);
            break;
        default:
            verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
            break;
        }
        event->accept();
        return;
    }
    if (!m_live) {
        if (event->matches(QKeySequence::Copy))
            copy();
        else
            QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const Qt::KeyboardModifiers held = event->modifiers();
    if (m_screen->knowsKey(event->key())) {
        m_screen->key(event->key(), held);
    } else if ((held & Qt::ControlModifier) && event->key() >= Qt::Key_Space &&
               event->key() <= Qt::Key_AsciiTilde) {
        // With Ctrl the text of an event is a control character already, or nothing.
        m_screen->type(QString(QChar(event->key()).toLower()), held);
    } else if (!event->text().isEmpty()) {
        m_screen->type(event->text(), held & Qt::AltModifier ? Qt::AltModifier : Qt::NoModifier);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    m_hasSelection = false;
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    event->accept();
}

void TerminalView::inputMethodEvent(QInputMethodEvent *event)
{
    m_composing = event->preeditString();
    if (!event->commitString().isEmpty() && m_live)
        m_screen->type(event->commitString(), Qt::NoModifier);
    viewport()->update();
    event->accept();
}

QVariant TerminalView::inputMethodQuery(Qt::InputMethodQuery query) const
{
    if (query == Qt::ImCursorRectangle)
        return cursorArea().toRect();
    if (query == Qt::ImFont)
        return font();
    return QAbstractScrollArea::inputMethodQuery(query);
}

TerminalView::Place TerminalView::placeAt(const QPointF &point) const
{
    const int row = std::clamp(int((point.y() - margin) / m_cellHeight), 0, m_screen->rows() - 1);
    const int column = std::clamp(qRound((point.x() - margin) / m_cellWidth), 0, m_screen->columns());
    return {topLine() + row, column};
}

void TerminalView::mousePressEvent(QMouseEvent *event)
{
    const Place at = placeAt(event->position());
    if (m_live && m_screen->wantsMouse() && !(event->modifiers() & Qt::ShiftModifier)) {
        m_mouseButton = event->button() == Qt::LeftButton ? 1 : event->button() == Qt::MiddleButton ? 2 : 3;
        m_screen->mouse(at.line, at.column, m_mouseButton, true, event->modifiers());
        return;
    }
    if (event->button() == Qt::MiddleButton && m_live) {
        m_screen->paste(QGuiApplication::clipboard()->text(QGuiApplication::clipboard()->supportsSelection()
                                                               ? QClipboard::Selection
                                                               : QClipboard::Clipboard));
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    m_anchor = m_head = at;
    m_selecting = true;
    m_hasSelection = false;
    viewport()->update();
}

void TerminalView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_selecting)
        return;
    if (event->position().y() < 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - 1);
    else if (event->position().y() > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + 1);
    m_head = placeAt(event->position());
    m_hasSelection = m_head != m_anchor;
    viewport()->update();
}

void TerminalView::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_mouseButton > 0) {
        const Place at = placeAt(event->position());
        m_screen->mouse(at.line, at.column, std::exchange(m_mouseButton, 0), false, event->modifiers());
        return;
    }
    m_selecting = false;
    if (m_hasSelection && QGuiApplication::clipboard()->supportsSelection())
        QGuiApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

void TerminalView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Place at = placeAt(event->position());
    const TerminalLine cells = m_screen->line(at.line);
    const auto isPart = [&cells](int column) {
        if (column < 0 || column >= int(cells.size()))
            return false;
        const char32_t c = cells[std::size_t(column)].character;
        return c != 0 && c != U' ';
    };
    int begin = at.column;
    int end = at.column;
    while (isPart(begin - 1))
        --begin;
    while (isPart(end))
        ++end;
    m_anchor = {at.line, begin};
    m_head = {at.line, end};
    m_hasSelection = begin != end;
    viewport()->update();
}

QString TerminalView::selectedText() const
{
    if (!m_hasSelection)
        return {};
    const Place from = std::min(m_anchor, m_head);
    const Place to = std::max(m_anchor, m_head);
    QStringList lines;
    for (int line = from.line; line <= to.line; ++line) {
        const TerminalLine cells = m_screen->line(line);
        QString text;
        const int begin = line == from.line ? from.column : 0;
        const int end = std::min(line == to.line ? to.column : m_screen->columns(), int(cells.size()));
        for (int column = begin; column < end; ++column) {
            const TerminalCell &cell = cells[std::size_t(column)];
            if (cell.character)
                text += QString::fromUcs4(&cell.character, 1);
            else if (column == 0 || cells[std::size_t(column - 1)].width < 2)
                text += u' ';
            if (cell.combining)
                text += QString::fromUcs4(&cell.combining, 1);
        }
        while (text.endsWith(u' '))
            text.chop(1);
        lines << text;
    }
    return lines.join(u'\n');
}

QString TerminalView::wholeText() const
{
    QStringList lines;
    for (int line = -m_screen->kept(); line < m_screen->rows(); ++line)
        lines << m_screen->text(line);
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines.join(u'\n');
}

void TerminalView::copy()
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void TerminalView::paste()
{
    if (m_live)
        m_screen->paste(QGuiApplication::clipboard()->text());
}

void TerminalView::selectAll()
{
    m_anchor = {-m_screen->kept(), 0};
    m_head = {m_screen->rows() - 1, m_screen->columns()};
    m_hasSelection = true;
    viewport()->update();
}

void TerminalView::wheelEvent(QWheelEvent *event)
{
    const int lines = event->angleDelta().y() / 40;
    if (m_live && m_screen->wantsMouse()) {
        const Place at = placeAt(event->position());
        for (int i = std::abs(lines); i > 0; --i)
            m_screen->mouse(at.line, at.column, lines > 0 ? 4 : 5, true, event->modifiers());
    } else if (m_live && m_screen->isAlternate()) {
        // A pager has no lines above; it is moved by its own keys.
        for (int i = std::abs(lines); i > 0; --i)
            m_screen->key(lines > 0 ? Qt::Key_Up : Qt::Key_Down, Qt::NoModifier);
    } else {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - lines);
    }
    event->accept();
}

void TerminalView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copying = menu->addAction(icon(QStringLiteral("copy")), tr("Copy"), this, &TerminalView::copy);
    copying->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    copying->setEnabled(m_hasSelection);
    QAction *pasting = menu->addAction(tr("Paste"), this, &TerminalView::paste);
    pasting->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V));
    pasting->setEnabled(m_live && !QGuiApplication::clipboard()->text().isEmpty());
    menu->addAction(tr("Select all"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), this,
                    &TerminalView::selectAll);
    menu->popup(event->globalPos());
}

void TerminalView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TerminalView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace easel
