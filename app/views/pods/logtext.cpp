// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/logtext.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "core/base/text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <cmath>

namespace easel {

namespace {

constexpr int margin = 12;
constexpr qsizetype mostCopied = 200'000; // lines

// Columns of a fixed font that a character takes: East Asian wide ones take two (Unicode annex 11, the blocks
// that occur).
int columnsOf(QChar c)
{
    const char16_t u = c.unicode();
    const bool wide = (u >= 0x1100 && u <= 0x115F) || (u >= 0x2E80 && u <= 0xA4CF) ||
                      (u >= 0xAC00 && u <= 0xD7A3) || (u >= 0xF900 && u <= 0xFAFF) ||
                      (u >= 0xFE30 && u <= 0xFE6F) || (u >= 0xFF00 && u <= 0xFF60);
    if (wide)
        return 2;
    return c.isLowSurrogate() || c.category() == QChar::Mark_NonSpacing ? 0 : 1;
}

} // namespace

LogText::LogText(const LogFeed *feed, LogSearch *search, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_feed(feed)
    , m_search(search)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setTextRole(this, TextRole::Mono);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    horizontalScrollBar()->setSingleStep(24);
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, viewport(), qOverload<>(&QWidget::update));
    setBars();
}

QSize LogText::sizeHint() const
{
    return {scaledWidth(this, 480), 320};
}

qsizetype LogText::count() const
{
    return m_onlyHits && m_search->isActive() ? m_search->count() : m_feed->buffer().size();
}

qint64 LogText::numberAt(qsizetype index) const
{
    return m_onlyHits && m_search->isActive() ? m_search->hit(index) : m_feed->buffer().first() + index;
}

qsizetype LogText::indexOf(qint64 number) const
{
    if (m_onlyHits && m_search->isActive())
        return m_search->indexOf(number);
    return qsizetype(std::clamp<qint64>(number - m_feed->buffer().first(), 0, m_feed->buffer().size()));
}

QString LogText::prefixOf(const LogLine &line) const
{
    QString prefix;
    if (m_times && line.nanoseconds > 0) {
        prefix = QDateTime::fromMSecsSinceEpoch(line.nanoseconds / 1'000'000)
                     .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz "));
    }
    if (line.stream < m_labels.size() && !m_labels.at(line.stream).isEmpty())
        prefix += m_labels.at(line.stream) + QStringLiteral("  ");
    return prefix;
}

QString LogText::lineText(qint64 number) const
{
    const LogLine line = m_feed->buffer().at(number);
    const QString text = QString::fromUtf8(line.text);
    // Programs write colours for terminals; here is none. Whatever else is in it is data.
    return prefixOf(line) + (text.contains(QChar(0x1b)) ? withoutTerminalCodes(text) : cleaned(text))
                                .replace(u'\n', u' ')
                                .replace(u'\t', QStringLiteral("    "));
}

LogText::Shown LogText::shown(qint64 number) const
{
    Shown result;
    result.text = lineText(number);
    result.prefix = prefixOf(m_feed->buffer().at(number)).size();
    const int columns = std::max(8, int((viewport()->width() - 2 * margin) / m_charWidth));
    if (!m_wraps || result.text.size() <= columns / 2) {
        result.rows.append({0, result.text.size()});
        return result;
    }
    qsizetype begin = 0;
    int used = 0;
    for (qsizetype i = 0; i < result.text.size(); ++i) {
        const int wide = columnsOf(result.text.at(i));
        if (used + wide > columns) {
            result.rows.append({begin, i - begin});
            begin = i;
            used = 0;
        }
        used += wide;
    }
    result.rows.append({begin, result.text.size() - begin});
    return result;
}

int LogText::rowsInView() const
{
    return std::max(1, (viewport()->height() - 8) / m_rowHeight);
}

void LogText::setBars()
{
    m_settingBars = true;
    const QFontMetricsF metrics(font());
    m_charWidth = std::max<qreal>(1, metrics.horizontalAdvance(QLatin1Char('0')));
    m_rowHeight = int(std::ceil(metrics.lineSpacing())) + 2;
    const int page = rowsInView();
    qsizetype room = page;
    for (qsizetype i = 0; i < count() && room >= 0; ++i)
        room -= shown(numberAt(i)).rows.size();
    verticalScrollBar()->setRange(0, room >= 0 ? 0 : int(count() - 1)); // all in view: nothing to scroll
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setValue(m_follows ? verticalScrollBar()->maximum() : int(indexOf(m_top)));
    horizontalScrollBar()->setRange(
        0, m_wraps ? 0 : std::max(0, int(m_widest) + 2 * margin - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    m_settingBars = false;
}

// What is read stays where it is while lines come at the end and go at the top.
void LogText::keepInside()
{
    const qsizetype lines = count();
    if (lines == 0) {
        m_top = m_feed->buffer().end();
        m_topRow = 0;
        return;
    }
    if (m_follows) {
        // From the end upwards until the view is full.
        qsizetype left = rowsInView();
        qsizetype index = lines;
        while (index > 0 && left > 0) {
            --index;
            const qsizetype rows = shown(numberAt(index)).rows.size();
            m_top = numberAt(index);
            m_topRow = std::max<qsizetype>(0, rows - left);
            left -= rows;
        }
        return;
    }
    const qsizetype index = std::min(indexOf(m_top), lines - 1);
    if (numberAt(index) != m_top) {
        m_top = numberAt(index);
        m_topRow = 0;
    }
}

void LogText::renew()
{
    keepInside();
    setBars();
    viewport()->update();
}

void LogText::setWraps(bool wraps)
{
    m_wraps = wraps;
    m_topRow = 0;
    renew();
}

void LogText::setTimesShown(bool shownNow)
{
    m_times = shownNow;
    m_widest = 0;
    renew();
}

void LogText::setOnlyHits(bool only)
{
    m_onlyHits = only;
    m_topRow = 0;
    renew();
}

void LogText::setLabels(const QStringList &labels)
{
    m_labels = labels;
    m_widest = 0;
    renew();
}

void LogText::setFollows(bool followsNow)
{
    if (m_follows == followsNow)
        return;
    m_follows = followsNow;
    renew();
    Q_EMIT followsChanged(followsNow);
}

void LogText::leaveEnd()
{
    if (m_follows)
        setFollows(false);
}

void LogText::showLine(qint64 number)
{
    m_marked = number;
    leaveEnd();
    const qsizetype index = indexOf(number);
    const qsizetype first = indexOf(m_top);
    const int page = rowsInView();
    if (index < first || index >= first + page - 1 || m_wraps) {
        m_top = numberAt(std::max<qsizetype>(0, std::min(index - page / 3, count() - 1)));
        m_topRow = 0;
    }
    renew();
}

void LogText::moveRows(qsizetype rows)
{
    if (count() == 0)
        return;
    qsizetype index = std::min(indexOf(m_top), count() - 1);
    if (rows < 0) {
        leaveEnd();
        for (rows = -rows; rows > 0;) {
            if (m_topRow >= rows) {
                m_topRow -= rows;
                break;
            }
            rows -= m_topRow;
            if (index == 0) {
                m_topRow = 0;
                break;
            }
            --index;
            m_topRow = shown(numberAt(index)).rows.size();
        }
    } else {
        while (rows > 0 && index < count()) {
            const qsizetype left = shown(numberAt(index)).rows.size() - m_topRow;
            if (rows < left) {
                m_topRow += rows;
                break;
            }
            rows -= left;
            if (index + 1 >= count()) {
                m_topRow = 0;
                break;
            }
            ++index;
            m_topRow = 0;
        }
    }
    m_top = numberAt(index);
    // The end is reached when nothing lies below the view.
    if (!m_follows) {
        qsizetype room = rowsInView() + m_topRow;
        for (qsizetype i = index; i < count() && room >= 0; ++i)
            room -= shown(numberAt(i)).rows.size();
        if (room >= 0)
            setFollows(true);
    }
    setBars();
    viewport()->update();
}

void LogText::scrollContentsBy(int, int dy)
{
    if (!m_settingBars && dy != 0 && count() > 0) {
        const int value = verticalScrollBar()->value();
        if (value + rowsInView() > verticalScrollBar()->maximum()) {
            setFollows(true);
        } else {
            m_follows = false;
            m_top = numberAt(std::min<qsizetype>(value, count() - 1));
            m_topRow = 0;
            Q_EMIT followsChanged(false);
        }
    }
    viewport()->update();
}

void LogText::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Look::theme();
    painter.setFont(font());
    const QFontMetricsF metrics(font());
    const qreal left = margin - horizontalScrollBar()->value();
    const QString needle = m_search->text();
    const Place from = std::min(m_anchor, m_cursor);
    const Place to = std::max(m_anchor, m_cursor);
    qreal y = 4;
    qsizetype skip = m_topRow;
    for (qsizetype index = indexOf(m_top); index < count() && y < viewport()->height(); ++index) {
        const qint64 number = numberAt(index);
        const Shown line = shown(number);
        if (!m_wraps)
            m_widest = std::max(m_widest, metrics.horizontalAdvance(line.text));
        const LogLine raw = m_feed->buffer().at(number);
        for (const auto &[begin, length] : line.rows) {
            if (skip > 0) {
                --skip;
                continue;
            }
            const QString row = line.text.mid(begin, length);
            const auto x = [&](qsizetype at) {
                return left +
                       metrics.horizontalAdvance(row, int(std::clamp<qsizetype>(at - begin, 0, length)));
            };
            const QRectF area(0, y, viewport()->width(), m_rowHeight);
            if (number == m_marked)
                painter.fillRect(area, theme.hover);
            if (from.line >= 0 && number >= from.line && number <= to.line && from != to) {
                const qsizetype first = number == from.line ? from.at : 0;
                const qsizetype last = number == to.line ? to.at : line.text.size();
                if (last >= begin && first <= begin + length)
                    painter.fillRect(QRectF(x(first), y, std::max<qreal>(x(last) - x(first), 2), m_rowHeight),
                                     hasFocus() ? theme.selection : theme.selectionIdle);
            }
            if (!needle.isEmpty()) {
                for (qsizetype at = line.text.indexOf(needle, line.prefix, Qt::CaseInsensitive); at >= 0;
                     at = line.text.indexOf(needle, at + needle.size(), Qt::CaseInsensitive)) {
                    if (at + needle.size() <= begin || at >= begin + length)
                        continue;
                    const QRectF hit(x(at), y + 1, x(at + needle.size()) - x(at), m_rowHeight - 2);
                    paintBox(&painter, hit, theme.warning.tint,
                             number == m_marked ? theme.warning.foreground : QColor(), 2);
                }
            }
            const qreal baseline = y + 1 + metrics.ascent();
            const qsizetype prefix = std::clamp<qsizetype>(line.prefix - begin, 0, length);
            if (prefix > 0) {
                painter.setPen(m_labels.isEmpty()
                                   ? theme.text2
                                   : theme.series[std::size_t(raw.stream) % theme.series.size()]);
                painter.drawText(QPointF(left, baseline), row.left(prefix));
            }
            painter.setPen(theme.text);
            painter.drawText(QPointF(x(begin + prefix), baseline), row.mid(prefix));
            y += m_rowHeight;
            if (y >= viewport()->height())
                break;
        }
    }
    if (!m_wraps && int(m_widest) + 2 * margin - viewport()->width() > horizontalScrollBar()->maximum())
        QMetaObject::invokeMethod(this, &LogText::setBars, Qt::QueuedConnection);
}

LogText::Place LogText::placeAt(const QPoint &point) const
{
    const QFontMetricsF metrics(font());
    const qreal left = margin - horizontalScrollBar()->value();
    qreal y = 4;
    qsizetype skip = m_topRow;
    Place last{m_top, 0};
    for (qsizetype index = indexOf(m_top); index < count() && y < viewport()->height(); ++index) {
        const qint64 number = numberAt(index);
        const Shown line = shown(number);
        for (const auto &[begin, length] : line.rows) {
            if (skip > 0) {
                --skip;
                continue;
            }
            last = {number, begin + length};
            if (point.y() < y + m_rowHeight) {
                const QString row = line.text.mid(begin, length);
                qsizetype at = 0;
                while (at < length &&
                       left + metrics.horizontalAdvance(row, int(at + 1)) <= point.x() + m_charWidth / 2)
                    ++at;
                return {number, begin + at};
            }
            y += m_rowHeight;
        }
    }
    return last;
}

void LogText::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || count() == 0) {
        QAbstractScrollArea::mousePressEvent(event);
        return;
    }
    m_cursor = placeAt(event->position().toPoint());
    if (!(event->modifiers() & Qt::ShiftModifier) || m_anchor.line < 0)
        m_anchor = m_cursor;
    m_dragging = true;
    viewport()->update();
}

void LogText::extend(const QPoint &point)
{
    if (point.y() < 0)
        moveRows(-1);
    else if (point.y() > viewport()->height() && !m_follows)
        moveRows(1);
    m_cursor = placeAt(point);
    // Whoever marks does not want the lines to run away.
    if (m_cursor != m_anchor)
        leaveEnd();
    viewport()->update();
}

void LogText::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragging && count() > 0)
        extend(event->position().toPoint());
}

void LogText::mouseReleaseEvent(QMouseEvent *)
{
    m_dragging = false;
    const QString text = selectedText();
    if (!text.isEmpty() && QGuiApplication::clipboard()->supportsSelection())
        QGuiApplication::clipboard()->setText(text, QClipboard::Selection);
}

void LogText::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (count() == 0)
        return;
    const Place at = placeAt(event->position().toPoint());
    const QString text = lineText(at.line);
    const auto isPart = [&text](qsizetype i) { return i >= 0 && i < text.size() && !text.at(i).isSpace(); };
    qsizetype begin = std::min(at.at, text.size());
    qsizetype end = begin;
    while (isPart(begin - 1))
        --begin;
    while (isPart(end))
        ++end;
    m_anchor = {at.line, begin};
    m_cursor = {at.line, end};
    leaveEnd();
    viewport()->update();
}

QString LogText::selectedText() const
{
    const Place from = std::min(m_anchor, m_cursor);
    const Place to = std::max(m_anchor, m_cursor);
    if (from.line < 0 || from == to)
        return {};
    QStringList lines;
    for (qsizetype index = indexOf(from.line); index < count() && lines.size() < mostCopied; ++index) {
        const qint64 number = numberAt(index);
        if (number > to.line)
            break;
        QString text = lineText(number);
        if (number == to.line)
            text.truncate(to.at);
        if (number == from.line)
            text.remove(0, from.at);
        lines << text;
    }
    return lines.join(u'\n');
}

void LogText::copy()
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void LogText::selectAll()
{
    if (count() == 0)
        return;
    leaveEnd();
    m_anchor = {numberAt(0), 0};
    const qint64 last = numberAt(count() - 1);
    m_cursor = {last, lineText(last).size()};
    viewport()->update();
}

void LogText::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else {
        switch (event->key()) {
        case Qt::Key_Up:
        case Qt::Key_K:
            moveRows(-1);
            break;
        case Qt::Key_Down:
        case Qt::Key_J:
            moveRows(1);
            break;
        case Qt::Key_PageUp:
            moveRows(-std::max(1, rowsInView() - 1));
            break;
        case Qt::Key_PageDown:
        case Qt::Key_Space:
            moveRows(std::max(1, rowsInView() - 1));
            break;
        case Qt::Key_Home:
            leaveEnd();
            if (count() > 0)
                m_top = numberAt(0);
            m_topRow = 0;
            renew();
            break;
        case Qt::Key_End:
            setFollows(true);
            break;
        case Qt::Key_Left:
        case Qt::Key_Right:
            horizontalScrollBar()->triggerAction(event->key() == Qt::Key_Left
                                                     ? QAbstractSlider::SliderSingleStepSub
                                                     : QAbstractSlider::SliderSingleStepAdd);
            break;
        default:
            QAbstractScrollArea::keyPressEvent(event);
            return;
        }
    }
    event->accept();
}

bool LogText::event(QEvent *event)
{
    // The window's own Ctrl+F goes to the table.
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Find)) {
            Q_EMIT searchWanted();
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void LogText::wheelEvent(QWheelEvent *event)
{
    const int dx = event->angleDelta().x();
    if (std::abs(dx) > std::abs(event->angleDelta().y()))
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - dx);
    else if (event->angleDelta().y() != 0)
        moveRows(-std::clamp(event->angleDelta().y() / 40, -60, 60));
    event->accept();
}

void LogText::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copying = menu->addAction(icon(QStringLiteral("copy")), tr("Copy"), this, &LogText::copy);
    copying->setEnabled(!selectedText().isEmpty());
    menu->addAction(tr("Select all"), this, &LogText::selectAll);
    menu->popup(event->globalPos());
}

void LogText::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_widest = 0;
        renew();
    }
}

void LogText::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    renew();
}

} // namespace easel
