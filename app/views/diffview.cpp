// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/diffview.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"

#include <QAbstractListModel>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace easel {

// One shown line: a pair of old and new for side by side, or a fold of `hidden` unchanged lines.
struct DiffRow
{
    DiffLine left;
    DiffLine right;
    bool hasLeft = false;
    bool hasRight = false;
    int foldFirst = -1;
    int foldCount = 0;
};

class DiffModel : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setLines(const QList<DiffLine> &lines)
    {
        m_lines = lines;
        m_open.clear();
        rebuild();
    }
    void setMode(DiffView::Mode mode)
    {
        m_mode = mode;
        rebuild();
    }
    void unfold(int row)
    {
        if (row >= 0 && row < m_rows.size() && m_rows.at(row).foldCount > 0) {
            m_open << m_rows.at(row).foldFirst;
            rebuild();
        }
    }
    const QList<DiffLine> &lines() const { return m_lines; }
    const DiffRow &row(int index) const { return m_rows.at(index); }
    int longest() const { return m_longest; }
    DiffView::Mode mode() const { return m_mode; }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
            return {};
        const DiffRow &row = m_rows.at(index.row());
        if (row.foldCount > 0)
            return DiffView::tr("%n unchanged line(s)", nullptr, row.foldCount);
        const DiffLine &line = row.hasRight ? row.right : row.left;
        if (role == Qt::DisplayRole) {
            const QChar sign = line.kind == DiffLine::Kind::Removed ? u'-'
                               : line.kind == DiffLine::Kind::Added ? u'+'
                                                                    : u' ';
            return QString(sign + line.text);
        }
        if (row.hasLeft && row.hasRight && row.left.kind != DiffLine::Kind::Same)
            return DiffView::tr("%1 becomes %2").arg(row.left.text.trimmed(), row.right.text.trimmed());
        return line.kind == DiffLine::Kind::Removed ? DiffView::tr("removed: %1").arg(line.text)
               : line.kind == DiffLine::Kind::Added ? DiffView::tr("added: %1").arg(line.text)
                                                    : line.text;
    }

private:
    void rebuild()
    {
        beginResetModel();
        m_rows.clear();
        m_longest = 0;
        for (const DiffLine &line : std::as_const(m_lines))
            m_longest = qMax(m_longest, int(line.text.size()));
        constexpr int Context = 3;
        const int count = int(m_lines.size());
        int i = 0;
        while (i < count) {
            if (m_lines.at(i).kind == DiffLine::Kind::Same) {
                int end = i;
                while (end < count && m_lines.at(end).kind == DiffLine::Kind::Same)
                    ++end;
                const int from = i == 0 ? i : qMin(end, i + Context);
                const int to = end == count ? end : qMax(from, end - Context);
                // A new object or an unchanged one is all of one kind: it is shown whole.
                const bool folds = m_mode != DiffView::Mode::Result && to - from > 2 && end - i < count &&
                                   !m_open.contains(from);
                for (; i < end; ++i) {
                    if (folds && i == from) {
                        DiffRow fold;
                        fold.foldFirst = from;
                        fold.foldCount = to - from;
                        m_rows << fold;
                        i = to;
                        if (i >= end)
                            break;
                    }
                    DiffRow row;
                    row.left = row.right = m_lines.at(i);
                    row.hasLeft = row.hasRight = true;
                    m_rows << row;
                }
                continue;
            }
            QList<DiffLine> removed;
            QList<DiffLine> added;
            for (; i < count && m_lines.at(i).kind != DiffLine::Kind::Same; ++i) {
                if (m_lines.at(i).kind == DiffLine::Kind::Removed) {
                    if (!added.isEmpty())
                        break;
                    removed << m_lines.at(i);
                } else {
                    added << m_lines.at(i);
                }
            }
            addChange(removed, added);
        }
        endResetModel();
    }

    void addChange(const QList<DiffLine> &removed, const QList<DiffLine> &added)
    {
        if (m_mode == DiffView::Mode::SideBySide) {
            for (qsizetype k = 0; k < qMax(removed.size(), added.size()); ++k) {
                DiffRow row;
                row.hasLeft = k < removed.size();
                row.hasRight = k < added.size();
                if (row.hasLeft)
                    row.left = removed.at(k);
                if (row.hasRight)
                    row.right = added.at(k);
                m_rows << row;
            }
            return;
        }
        if (m_mode == DiffView::Mode::Unified) {
            for (const DiffLine &line : removed) {
                DiffRow row;
                row.left = line;
                row.hasLeft = true;
                m_rows << row;
            }
        }
        for (const DiffLine &line : added) {
            DiffRow row;
            row.right = line;
            row.hasRight = true;
            m_rows << row;
        }
    }

    QList<DiffLine> m_lines;
    QList<DiffRow> m_rows;
    QList<int> m_open;
    DiffView::Mode m_mode = DiffView::Mode::Unified;
    int m_longest = 0;
};

namespace {

class DiffDelegate : public QStyledItemDelegate
{
public:
    DiffDelegate(DiffModel *model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        const QFontMetricsF metrics(textFont(TextRole::Mono));
        const qreal text = metrics.horizontalAdvance(QLatin1Char('0')) * (m_model->longest() + 2);
        const qreal gutter = gutterWidth(metrics);
        const qreal width =
            m_model->mode() == DiffView::Mode::SideBySide ? 2 * (text + gutter) : text + 2 * gutter + 28;
        return {int(width) + 16, qMax(20, int(metrics.height()) + 4)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Look::theme();
        const DiffRow &row = m_model->row(index.row());
        painter->save();
        painter->setClipRect(option.rect);
        const QRectF box(option.rect);
        painter->setFont(textFont(TextRole::Mono));
        if (row.foldCount > 0) {
            painter->fillRect(option.rect, theme.window);
            painter->setFont(textFont(TextRole::Small));
            painter->setPen(theme.link);
            painter->drawText(box.adjusted(16, 0, 0, 0), Qt::AlignVCenter, index.data().toString());
        } else if (m_model->mode() == DiffView::Mode::SideBySide) {
            const qreal half = box.width() / 2;
            paintSide(painter, QRectF(box.left(), box.top(), half, box.height()), row.left, row.hasLeft,
                      true);
            paintSide(painter, QRectF(box.left() + half, box.top(), half, box.height()), row.right,
                      row.hasRight, false);
            paintHairline(painter, {box.left() + half, box.top()}, {box.left() + half, box.bottom()},
                          theme.border);
        } else {
            paintUnified(painter, box, row.hasRight ? row.right : row.left);
        }
        if (option.state.testFlag(QStyle::State_Selected)) {
            QColor wash = theme.accent;
            wash.setAlphaF(0.12F);
            painter->fillRect(option.rect, wash);
        }
        if (option.state.testFlag(QStyle::State_HasFocus))
            paintRing(painter, box.adjusted(0, 0, -1, -1), theme.focus, 0, 1);
        painter->restore();
    }

private:
    static qreal gutterWidth(const QFontMetricsF &metrics)
    {
        return metrics.horizontalAdvance(QStringLiteral("00000")) + 6;
    }

    static void fill(QPainter *painter, const QRectF &box, DiffLine::Kind kind, bool present)
    {
        const Theme &theme = Look::theme();
        painter->fillRect(box, !present                          ? theme.window
                               : kind == DiffLine::Kind::Removed ? theme.bad.tint
                               : kind == DiffLine::Kind::Added   ? theme.good.tint
                                                                 : theme.surface);
    }

    static void paintNumber(QPainter *painter, const QRectF &box, int number)
    {
        if (number <= 0)
            return;
        painter->setFont(textFont(TextRole::Caption));
        painter->setPen(Look::theme().text2);
        painter->drawText(box.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter,
                          QString::number(number));
        painter->setFont(textFont(TextRole::Mono));
    }

    static void paintText(QPainter *painter, const QRectF &box, const DiffLine &line)
    {
        const Theme &theme = Look::theme();
        const QFont plain = textFont(TextRole::Mono);
        QFont strong = textFont(TextRole::MonoStrong);
        strong.setUnderline(true);
        painter->setPen(theme.text);
        qreal x = box.left();
        int at = 0;
        const auto draw = [&](int to, const QFont &font) {
            if (to <= at)
                return;
            const QString piece = line.text.mid(at, to - at);
            painter->setFont(font);
            painter->drawText(QRectF(x, box.top(), box.width() + 4096, box.height()), Qt::AlignVCenter,
                              piece);
            x += QFontMetricsF(font).horizontalAdvance(piece);
            at = to;
        };
        for (const auto &span : line.changedSpans) {
            draw(span.first, plain);
            draw(span.first + span.second, strong);
        }
        draw(int(line.text.size()), plain);
        painter->setFont(plain);
    }

    static void paintSign(QPainter *painter, const QRectF &box, DiffLine::Kind kind)
    {
        const Theme &theme = Look::theme();
        if (kind == DiffLine::Kind::Same)
            return;
        painter->setFont(textFont(TextRole::MonoStrong));
        painter->setPen(kind == DiffLine::Kind::Removed ? theme.bad.foreground : theme.good.foreground);
        painter->drawText(box, Qt::AlignCenter,
                          kind == DiffLine::Kind::Removed ? QStringLiteral("−") : QStringLiteral("+"));
    }

    void paintUnified(QPainter *painter, const QRectF &box, const DiffLine &line) const
    {
        const qreal gutter = gutterWidth(QFontMetricsF(textFont(TextRole::Mono)));
        fill(painter, box, line.kind, true);
        const bool result = m_model->mode() == DiffView::Mode::Result;
        if (!result)
            paintNumber(painter, QRectF(box.left(), box.top(), gutter, box.height()), line.oldNumber);
        const qreal left = result ? box.left() : box.left() + gutter;
        paintNumber(painter, QRectF(left, box.top(), gutter, box.height()), line.newNumber);
        paintSign(painter, QRectF(left + gutter, box.top(), 20, box.height()), line.kind);
        paintText(painter, QRectF(left + gutter + 24, box.top(), box.width(), box.height()), line);
    }

    static void paintSide(QPainter *painter, const QRectF &box, const DiffLine &line, bool present, bool left)
    {
        const qreal gutter = gutterWidth(QFontMetricsF(textFont(TextRole::Mono)));
        fill(painter, box, line.kind, present);
        if (!present)
            return;
        painter->save();
        painter->setClipRect(box, Qt::IntersectClip);
        paintNumber(painter, QRectF(box.left(), box.top(), gutter, box.height()),
                    left ? line.oldNumber : line.newNumber);
        paintSign(painter, QRectF(box.left() + gutter, box.top(), 20, box.height()), line.kind);
        paintText(painter, QRectF(box.left() + gutter + 24, box.top(), box.width(), box.height()), line);
        painter->restore();
    }

    DiffModel *m_model;
};

} // namespace

DiffView::DiffView(QWidget *parent)
    : QListView(parent)
    , m_diff(new DiffModel(this))
{
    setAccessibleName(tr("Differences"));
    setModel(m_diff);
    setItemDelegate(new DiffDelegate(m_diff, this));
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    setLayoutMode(QListView::SinglePass);
    connect(Look::instance(), &Look::themeChanged, this, &DiffView::arrange);
}

void DiffView::setTexts(const QString &before, const QString &after)
{
    m_diff->setLines(lineDiff(before, after));
}

void DiffView::setMode(Mode mode)
{
    m_mode = mode;
    m_diff->setMode(mode);
}

int DiffView::removedLines() const
{
    return int(std::count_if(m_diff->lines().begin(), m_diff->lines().end(),
                             [](const DiffLine &line) { return line.kind == DiffLine::Kind::Removed; }));
}

int DiffView::addedLines() const
{
    return int(std::count_if(m_diff->lines().begin(), m_diff->lines().end(),
                             [](const DiffLine &line) { return line.kind == DiffLine::Kind::Added; }));
}

void DiffView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QModelIndexList indexes = selectionModel()->selectedIndexes();
        std::sort(indexes.begin(), indexes.end());
        QStringList lines;
        for (const QModelIndex &index : std::as_const(indexes))
            lines << index.data().toString();
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        m_diff->unfold(currentIndex().row());
        return;
    }
    QListView::keyPressEvent(event);
}

void DiffView::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    m_diff->unfold(indexAt(event->position().toPoint()).row());
}

void DiffView::arrange()
{
    doItemsLayout();
}

} // namespace easel

#include "diffview.moc"
