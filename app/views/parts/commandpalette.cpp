// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/commandpalette.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/models/roles.h"
#include "app/views/parts/accessiblerole.h"
#include "app/views/parts/fuzzymatch.h"
#include "app/views/parts/keyhint.h"
#include "app/views/parts/panel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int paletteWidth = 640;
constexpr int paletteTop = 72;
constexpr int rowStep = 32;
constexpr int headingStep = 26;
constexpr int mostRows = 14;

bool isPrefix(QChar c)
{
    return c == u':' || c == u'>' || c == u'@';
}

class PaletteDelegate : public QStyledItemDelegate
{
public:
    PaletteDelegate(QListView *list, PaletteResults *results)
        : QStyledItemDelegate(list)
        , m_results(results)
    {}

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool heading = index.data(HeadingRole).toBool();
        return {100,
                std::max(heading ? headingStep : rowStep, option.fontMetrics.height() + (heading ? 8 : 14))};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Look::theme();
        const QRect row = option.rect;
        const auto place = [&](const QRect &rect) { return QStyle::visualRect(option.direction, row, rect); };
        const Qt::Alignment begin =
            QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter);
        painter->save();
        painter->setClipRect(row);
        const QString name = index.data(Qt::DisplayRole).toString();
        if (index.data(HeadingRole).toBool()) {
            painter->setFont(textFont(TextRole::CaptionStrong, option.font));
            painter->setPen(theme.text2);
            painter->drawText(
                place(QRect(row.left() + 12, row.top() + 2, row.width() - 24, row.height() - 2)),
                static_cast<int>(begin) | Qt::TextSingleLine, name);
            painter->restore();
            return;
        }
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || option.state & QStyle::State_MouseOver)
            painter->fillRect(row, selected ? theme.selection : theme.hover);
        if (selected)
            painter->fillRect(place(QRect(row.left(), row.top(), 3, row.height())), theme.accent);
        paintIcon(painter, place(QRect(row.left() + 12, row.top() + (row.height() - 16) / 2, 16, 16)),
                  index.data(IconNameRole).toString(), theme.text);
        // From the right: key, then state.
        int right = row.right() + 1 - 12;
        const QString key = selected && index.data(ShortcutRole).toString().isEmpty()
                                ? CommandPalette::tr("Enter")
                                : index.data(ShortcutRole).toString();
        if (!key.isEmpty()) {
            const int width = keyHintWidth(option.font, key);
            paintKeyHint(painter, place(QRect(right - width, row.top(), width, row.height())), option.font,
                         key);
            right -= width + 12;
        }
        const QString word = index.data(StateWordRole).toString();
        const QVariant toneValue = index.data(ToneRole);
        if (!word.isEmpty() && toneValue.isValid()) {
            right = std::min(right, row.right() + 1 - 72);
            const auto tone = static_cast<Tone>(toneValue.toInt());
            const int width = option.fontMetrics.horizontalAdvance(word);
            painter->setPen(stateColor(theme, tone));
            painter->drawText(place(QRect(right - width, row.top(), width + 1, row.height())),
                              static_cast<int>(begin) | Qt::TextSingleLine, word);
            paintStateIcon(painter,
                           place(QRect(right - width - 20, row.top() + (row.height() - 14) / 2, 14, 14)),
                           tone, stateColor(theme, tone));
            right -= width + 20 + 12;
        }
        const int left = row.left() + 40;
        const QString elided = option.fontMetrics.elidedText(name, Qt::ElideMiddle, right - left);
        QTextLayout layout(elided, option.font);
        QList<QTextLayout::FormatRange> ranges;
        if (elided == name) {
            for (const auto &span : m_results->spans(index)) {
                QTextLayout::FormatRange range;
                range.start = span.first;
                range.length = span.second;
                range.format.setForeground(theme.link);
                range.format.setFontWeight(QFont::DemiBold);
                ranges << range;
            }
        }
        layout.setFormats(ranges);
        layout.beginLayout();
        QTextLine line = layout.createLine();
        line.setLineWidth(right - left);
        layout.endLayout();
        painter->setPen(theme.text);
        const int nameWidth = qCeil(line.naturalTextWidth());
        const QRect nameRect = place(QRect(left, row.top(), nameWidth, row.height()));
        layout.draw(painter, QPointF(nameRect.left(), row.top() + (row.height() - line.height()) / 2));
        const QString where = index.data(PlaceRole).toString();
        const int room = right - left - nameWidth - 8;
        if (!where.isEmpty() && room > 24) {
            painter->setPen(theme.text2);
            painter->drawText(place(QRect(left + nameWidth + 8, row.top(), room, row.height())),
                              static_cast<int>(begin) | Qt::TextSingleLine,
                              option.fontMetrics.elidedText(where, Qt::ElideRight, room));
        }
        painter->restore();
    }

private:
    PaletteResults *m_results;
};

} // namespace

void PaletteResults::setSource(QAbstractItemModel *source)
{
    if (m_source)
        m_source->disconnect(this);
    m_source = source;
    if (!m_soon) {
        m_soon = new QTimer(this);
        m_soon->setSingleShot(true);
        m_soon->setInterval(50);
        connect(m_soon, &QTimer::timeout, this, &PaletteResults::rank);
    }
    if (m_source) {
        const auto later = [this] {
            if (!m_soon->isActive())
                m_soon->start();
        };
        connect(m_source, &QAbstractItemModel::rowsInserted, this, later);
        connect(m_source, &QAbstractItemModel::rowsRemoved, this, later);
        connect(m_source, &QAbstractItemModel::dataChanged, this, later);
        connect(m_source, &QAbstractItemModel::modelReset, this, later);
        connect(m_source, &QAbstractItemModel::layoutChanged, this, later);
    }
    rank();
}

void PaletteResults::setQuery(const QString &query)
{
    m_query = query;
    rank();
}

void PaletteResults::rank()
{
    struct Hit
    {
        int row = 0;
        int score = 0;
        QList<QPair<int, int>> spans;
    };
    struct Section
    {
        Count count;
        int best = std::numeric_limits<int>::min();
        QList<Hit> hits;
    };
    QList<Section> sections;
    QHash<QString, int> known;
    QString query = m_query.trimmed();
    QString prefix;
    if (!query.isEmpty() && isPrefix(query.at(0))) {
        prefix = query.left(1);
        query = query.mid(1).trimmed();
    }
    const int rows = m_source ? m_source->rowCount() : 0;
    for (int row = 0; row < rows; ++row) {
        const QModelIndex index = m_source->index(row, 0);
        const QString rowPrefix = index.data(PrefixRole).toString();
        // Kinds and scopes are asked for by their prefix; actions appear without it, too.
        if (prefix.isEmpty() ? (rowPrefix == u":" || rowPrefix == u"@") && query.isEmpty()
                             : rowPrefix != prefix)
            continue;
        const QString name = index.data(SectionRole).toString();
        auto at = known.constFind(name);
        if (at == known.constEnd()) {
            at = known.insert(name, static_cast<int>(sections.size()));
            Section section;
            section.count.section = name;
            sections << section;
        }
        Section &section = sections[*at];
        ++section.count.total;
        const QString text = index.data(Qt::DisplayRole).toString();
        std::optional<FuzzyMatch> match = fuzzyMatch(query, text);
        if (!match && !query.isEmpty()) {
            // "firn pool": words may also stand in the place; such hits come after those of the name alone.
            const std::optional<FuzzyMatch> both =
                fuzzyMatch(query, text + u' ' + index.data(PlaceRole).toString());
            if (both) {
                match = both;
                match->score = both->score / 2;
                match->spans.removeIf(
                    [&](const QPair<int, int> &span) { return span.first + span.second > text.size(); });
            }
        }
        if (!match)
            continue;
        ++section.count.matching;
        const int score = match->score + index.data(BoostRole).toInt();
        section.best = std::max(section.best, score);
        section.hits.append({row, score, match->spans});
    }
    if (!query.isEmpty())
        std::stable_sort(sections.begin(), sections.end(),
                         [](const Section &a, const Section &b) { return a.best > b.best; });
    beginResetModel();
    m_entries.clear();
    m_counts.clear();
    for (Section &section : sections) {
        std::stable_sort(section.hits.begin(), section.hits.end(),
                         [](const Hit &a, const Hit &b) { return a.score > b.score; });
        section.count.shown = std::min(m_most, static_cast<int>(section.hits.size()));
        m_counts << section.count;
        if (section.hits.isEmpty())
            continue;
        if (!section.count.section.isEmpty())
            m_entries.append({section.count.section, {}, {}});
        for (int i = 0; i < section.count.shown; ++i)
            m_entries.append({{},
                              QPersistentModelIndex(m_source->index(section.hits.at(i).row, 0)),
                              section.hits.at(i).spans});
    }
    endResetModel();
}

int PaletteResults::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant PaletteResults::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return {};
    const Entry &entry = m_entries.at(index.row());
    if (!entry.heading.isEmpty()) {
        if (role == Qt::DisplayRole)
            return entry.heading;
        return role == HeadingRole ? QVariant(true) : QVariant();
    }
    if (role == Qt::AccessibleTextRole) {
        QStringList words{entry.source.data(Qt::DisplayRole).toString()};
        for (const int part :
             {static_cast<int>(PlaceRole), static_cast<int>(StateWordRole), static_cast<int>(ShortcutRole)}) {
            const QString word = entry.source.data(part).toString();
            if (!word.isEmpty())
                words << word;
        }
        return words.join(QStringLiteral(", "));
    }
    return entry.source.data(role);
}

Qt::ItemFlags PaletteResults::flags(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= m_entries.size() || !m_entries.at(index.row()).heading.isEmpty())
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

QModelIndex PaletteResults::sourceIndex(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_entries.size() ? QModelIndex(m_entries.at(index.row()).source)
                                                             : QModelIndex();
}

QList<QPair<int, int>> PaletteResults::spans(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_entries.size() ? m_entries.at(index.row()).spans
                                                             : QList<QPair<int, int>>();
}

int PaletteResults::firstHit() const
{
    for (int row = 0; row < m_entries.size(); ++row)
        if (m_entries.at(row).heading.isEmpty())
            return row;
    return -1;
}

namespace {

class PalettePanel : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintBox(&painter, rect(), Look::theme().raised, Look::theme().control, 8);
        paintIcon(&painter, QStyle::visualRect(layoutDirection(), rect(), QRect(13, 14, 16, 16)),
                  QStringLiteral("search"), Look::theme().text);
    }
};

class PaletteFoot : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Look::theme().window);
        painter.drawRoundedRect(rect().adjusted(0, -8, 0, 0), 7, 7);
        painter.fillRect(QRect(0, 0, width(), 8), Look::theme().window);
        paintHairline(&painter, QPointF(0, 0), QPointF(width(), 0), Look::theme().border);
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *window)
    : QWidget(window)
    , m_panel(new PalettePanel(this))
    , m_edit(new QLineEdit(m_panel))
    , m_summary(new QLabel(m_panel))
    , m_list(new QListView(m_panel))
    , m_foot(new PaletteFoot(m_panel))
    , m_results(new PaletteResults(this))
{
    hide();
    setAccessibleRole(this, QAccessible::Dialog);
    setAccessibleName(tr("Command palette"));
    auto *column = new QVBoxLayout(m_panel);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(36, 7, 12, 7);
    head->setSpacing(8);
    m_edit->setFrame(false);
    m_edit->setPlaceholderText(tr("Go to a resource or run an action"));
    m_edit->setAccessibleName(tr("Go to a resource or run an action"));
    QFont large = m_edit->font();
    if (large.pixelSize() > 0)
        large.setPixelSize(qRound(large.pixelSize() * 1.15));
    else
        large.setPointSizeF(large.pointSizeF() * 1.15);
    m_edit->setFont(large);
    QPalette clear = m_edit->palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(clear);
    setTextRole(m_summary, TextRole::Small);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    head->addWidget(m_edit, 1);
    head->addWidget(m_summary);
    column->addLayout(head);
    column->addWidget(new Hairline(Qt::Horizontal, m_panel));
    m_list->setModel(m_results);
    m_list->setItemDelegate(new PaletteDelegate(m_list, m_results));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->viewport()->setAttribute(Qt::WA_Hover);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Results"));
    column->addSpacing(3);
    column->addWidget(m_list, 1);
    column->addSpacing(8);
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(12, 8, 12, 8);
    foot->setSpacing(6);
    const auto hint = [&](const QStringList &keys, const QString &text, bool last) {
        for (const QString &key : keys)
            foot->addWidget(new KeyHint(key, m_foot));
        auto *label = new QLabel(text, m_foot);
        setTextRole(label, TextRole::Small);
        label->setForegroundRole(QPalette::PlaceholderText);
        foot->addWidget(label);
        if (!last)
            foot->addSpacing(10);
    };
    hint({QStringLiteral("↑"), QStringLiteral("↓")}, tr("move"), false);
    hint({tr("Enter")}, tr("open"), false);
    hint({tr("Tab")}, tr("actions of it"), true);
    foot->addStretch(1);
    hint({QStringLiteral(":")}, tr("kind"), false);
    hint({QStringLiteral(">")}, tr("actions only"), false);
    hint({QStringLiteral("@")}, tr("scope"), true);
    column->addWidget(m_foot);

    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_results->setQuery(text);
        Q_EMIT queryChanged(text);
    });
    connect(m_results, &QAbstractItemModel::modelReset, this, &CommandPalette::renew);
    connect(m_list, &QListView::clicked, this, &CommandPalette::choose);
    m_edit->installEventFilter(this);
    window->installEventFilter(this);
    m_summaryText = [](const QList<PaletteResults::Count> &counts) {
        QStringList words;
        const QLocale locale;
        for (const PaletteResults::Count &count : counts)
            if (count.matching > 0 && !count.section.isEmpty())
                words << tr("%1 of %2 %3", "6 of 1,204 resources")
                             .arg(locale.toString(count.matching), locale.toString(count.total),
                                  locale.toLower(count.section));
        return words.join(QStringLiteral(", "));
    };
}

void CommandPalette::setModel(QAbstractItemModel *source)
{
    m_results->setSource(source);
}

void CommandPalette::setSummary(std::function<QString(const QList<PaletteResults::Count> &)> text)
{
    m_summaryText = std::move(text);
}

QString CommandPalette::query() const
{
    return m_edit->text();
}

void CommandPalette::open(const QString &query)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    m_edit->setText(query);
    m_results->setQuery(query);
    setGeometry(parentWidget()->rect());
    show();
    raise();
    renew();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::dismiss(bool restoreFocus)
{
    if (!isVisible())
        return;
    hide();
    if (restoreFocus && m_before)
        m_before->setFocus(Qt::PopupFocusReason);
    Q_EMIT closed();
}

void CommandPalette::renew()
{
    const int first = m_results->firstHit();
    if (first >= 0)
        m_list->setCurrentIndex(m_results->index(first));
    m_summary->setText(m_summaryText ? m_summaryText(m_results->counts()) : QString());
    if (isVisible())
        place();
}

void CommandPalette::place()
{
    const int wanted = std::max(scaledWidth(this, paletteWidth), m_foot->sizeHint().width() + 2);
    const int width = std::min(this->width() - 32, wanted);
    int rows = 0;
    const int count = std::min(m_results->rowCount(), mostRows);
    for (int row = 0; row < count; ++row)
        rows += m_list->sizeHintForRow(row);
    const int head = std::max(44, m_edit->sizeHint().height() + 14);
    const int foot = m_foot->sizeHint().height();
    const int height =
        std::min(this->height() - paletteTop - 16, head + 1 + 3 + std::max(rows, rowStep) + 8 + foot + 2);
    m_panel->setGeometry((this->width() - width) / 2, paletteTop, width, std::max(120, height));
}

void CommandPalette::step(int rows)
{
    const int count = m_results->rowCount();
    int row = m_list->currentIndex().row();
    for (int guard = 0; guard < count; ++guard) {
        row = (row + rows + count) % count;
        if (!m_results->index(row).data(HeadingRole).toBool()) {
            m_list->setCurrentIndex(m_results->index(row));
            // A heading above the first row stays in sight.
            if (row == m_results->firstHit())
                m_list->scrollToTop();
            return;
        }
    }
}

void CommandPalette::choose(const QModelIndex &index)
{
    const QModelIndex source = m_results->sourceIndex(index);
    if (!source.isValid())
        return;
    const QPersistentModelIndex kept(source);
    dismiss(true);
    if (kept.isValid())
        Q_EMIT chosen(kept);
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor veil = Look::theme().window;
    veil.setAlphaF(0.6F);
    painter.fillRect(rect(), veil);
}

void CommandPalette::mousePressEvent(QMouseEvent *)
{
    dismiss(true);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        setGeometry(parentWidget()->rect());
        place();
    } else if (watched == m_edit && isVisible()) {
        if (event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            switch (key->key()) {
            case Qt::Key_Down:
                step(1);
                return true;
            case Qt::Key_Up:
                step(-1);
                return true;
            case Qt::Key_PageDown:
                for (int i = 0; i < 8; ++i)
                    step(1);
                return true;
            case Qt::Key_PageUp:
                for (int i = 0; i < 8; ++i)
                    step(-1);
                return true;
            case Qt::Key_Return:
            case Qt::Key_Enter:
                choose(m_list->currentIndex());
                return true;
            case Qt::Key_Tab:
                if (const QModelIndex source = m_results->sourceIndex(m_list->currentIndex());
                    source.isValid())
                    Q_EMIT actionsWanted(source);
                return true;
            case Qt::Key_Backtab:
                return true;
            case Qt::Key_Escape:
                dismiss(true);
                return true;
            default:
                break;
            }
        } else if (event->type() == QEvent::ShortcutOverride) {
            // Keys of the window behind do not reach through the veil.
            event->accept();
        } else if (event->type() == QEvent::FocusOut) {
            const auto *focus = static_cast<QFocusEvent *>(event);
            if (focus->reason() != Qt::ActiveWindowFocusReason && focus->reason() != Qt::PopupFocusReason &&
                focus->reason() != Qt::MenuBarFocusReason && !isAncestorOf(QApplication::focusWidget()))
                dismiss(false);
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace easel
