// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/choicelist.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace easel {

namespace {

enum ChoiceRole : int {
    IdRole = Qt::UserRole + 1,
    NoteRole,
    DetailRole,
    ChoiceToneRole,
    WordRole,
    IconRole,
    WhyNotRole,
    ChosenRole,
};

class ChoiceDelegate : public QStyledItemDelegate
{
public:
    ChoiceDelegate(ChoiceList::Mode mode, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_mode(mode)
    {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        const QFontMetricsF body(textFont(TextRole::Body));
        const QFontMetricsF small(textFont(TextRole::Small));
        return {0, qMax(44, int(body.height() + small.height()) + 12)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Look::theme();
        const bool refused = !index.data(WhyNotRole).toString().isEmpty();
        const bool chosen = index.data(ChosenRole).toBool();
        const bool hovered = option.state.testFlag(QStyle::State_MouseOver) && !refused;
        const QRectF box(option.rect);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->fillRect(option.rect, chosen ? theme.selection : hovered ? theme.hover : theme.surface);
        paintHairline(painter, QPointF(box.left(), box.bottom() - 0.5),
                      QPointF(box.right(), box.bottom() - 0.5), theme.border);

        const QRectF mark(box.left() + 12, box.center().y() - 7, 14, 14);
        paintMark(painter, mark, chosen, refused);
        qreal left = mark.right() + 10;
        const QString iconName = index.data(IconRole).toString();
        if (!iconName.isEmpty()) {
            paintIcon(painter, QRectF(left, box.center().y() - 8, 16, 16), iconName,
                      refused ? theme.disabled : theme.text2);
            left += 26;
        }
        qreal right = box.right() - 12;
        const QString word = index.data(WordRole).toString();
        if (!word.isEmpty()) {
            const auto tone = Tone(index.data(ChoiceToneRole).toInt());
            painter->setFont(textFont(TextRole::Body));
            const qreal width = painter->fontMetrics().horizontalAdvance(word);
            painter->setPen(stateColor(theme, tone));
            painter->drawText(QRectF(right - width, box.top(), width + 1, box.height()), Qt::AlignVCenter,
                              word);
            paintStateIcon(painter, QRectF(right - width - 20, box.center().y() - 7, 14, 14), tone,
                           stateColor(theme, tone));
            right -= width + 32;
        }
        const QFontMetricsF body(textFont(TextRole::Body));
        const QFontMetricsF small(textFont(TextRole::Small));
        const qreal block = body.height() + small.height() + 1;
        const QRectF first(left, box.center().y() - block / 2, right - left, body.height());
        const QRectF second(left, first.bottom() + 1, right - left, small.height());
        painter->setFont(textFont(TextRole::Strong));
        painter->setPen(refused ? theme.text2 : theme.text);
        const QString title =
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, int(first.width()));
        painter->drawText(first, Qt::AlignVCenter, title);
        const qreal titleWidth = painter->fontMetrics().horizontalAdvance(title);
        painter->setFont(textFont(TextRole::Small));
        painter->setPen(theme.text2);
        const QRectF noteRect = first.adjusted(titleWidth + 8, 0, 0, 0);
        if (noteRect.width() > 24) {
            painter->drawText(noteRect, Qt::AlignVCenter,
                              painter->fontMetrics().elidedText(index.data(NoteRole).toString(),
                                                                Qt::ElideRight, int(noteRect.width())));
        }
        painter->setPen(refused ? theme.warning.foreground : theme.text2);
        const QString below = refused ? index.data(WhyNotRole).toString() : index.data(DetailRole).toString();
        painter->drawText(second, Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(below, Qt::ElideRight, int(second.width())));
        if (option.state.testFlag(QStyle::State_HasFocus))
            paintRing(painter, box.adjusted(1, 1, -1, -2), theme.focus, 3, 1.5);
        painter->restore();
    }

private:
    void paintMark(QPainter *painter, const QRectF &mark, bool chosen, bool refused) const
    {
        const Theme &theme = Look::theme();
        const QColor edge = refused ? theme.border : chosen ? theme.accent : theme.control;
        if (m_mode == ChoiceList::Mode::One) {
            painter->setPen(QPen(edge, 1.2));
            painter->setBrush(theme.surface);
            painter->drawEllipse(mark.adjusted(0.5, 0.5, -0.5, -0.5));
            if (chosen) {
                painter->setPen(Qt::NoPen);
                painter->setBrush(theme.accent);
                painter->drawEllipse(mark.adjusted(4, 4, -4, -4));
            }
            return;
        }
        paintBox(painter, mark, chosen ? theme.accent : theme.surface, edge, 3);
        if (chosen)
            paintIcon(painter, mark.adjusted(1.5, 1.5, -1.5, -1.5), QStringLiteral("check"), theme.onAccent);
    }

    ChoiceList::Mode m_mode;
};

} // namespace

ChoiceList::ChoiceList(Mode mode, QWidget *parent)
    : QListView(parent)
    , m_mode(mode)
    , m_model(new QStandardItemModel(this))
{
    setModel(m_model);
    setItemDelegate(new ChoiceDelegate(mode, this));
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void ChoiceList::setItems(const QList<ChoiceItem> &items)
{
    const QString current = currentId();
    // Items are reused, so that a live update moves neither focus nor scroll position.
    while (m_model->rowCount() > items.size())
        m_model->removeRow(m_model->rowCount() - 1);
    for (qsizetype i = 0; i < items.size(); ++i) {
        const ChoiceItem &choice = items.at(i);
        QStandardItem *item = m_model->item(int(i));
        if (!item) {
            item = new QStandardItem;
            m_model->appendRow(item);
        }
        item->setText(choice.title);
        item->setData(choice.id, IdRole);
        item->setData(choice.note, NoteRole);
        item->setData(choice.detail, DetailRole);
        item->setData(int(choice.tone), ChoiceToneRole);
        item->setData(choice.stateWord, WordRole);
        item->setData(choice.icon, IconRole);
        item->setData(choice.whyNot, WhyNotRole);
        const QString below = choice.whyNot.isEmpty() ? choice.detail : choice.whyNot;
        item->setToolTip(below);
        QStringList spoken{choice.title, choice.note, choice.stateWord, below};
        spoken.removeAll(QString());
        item->setData(spoken.join(QStringLiteral(", ")), Qt::AccessibleTextRole);
        if (choice.id == current)
            setCurrentIndex(item->index());
    }
    if (!currentIndex().isValid() && m_model->rowCount() > 0)
        setCurrentIndex(m_model->index(0, 0));
    showChosen();
    updateGeometry();
}

void ChoiceList::setChosen(const QStringList &ids)
{
    if (m_chosen == ids)
        return;
    m_chosen = ids;
    showChosen();
}

QString ChoiceList::currentId() const
{
    return currentIndex().data(IdRole).toString();
}

QSize ChoiceList::sizeHint() const
{
    const int row = m_model->rowCount() > 0 ? sizeHintForRow(0) : 44;
    return {scaledWidth(this, 480), row * qBound(2, m_model->rowCount(), 8) + 2 * frameWidth()};
}

QSize ChoiceList::minimumSizeHint() const
{
    return {scaledWidth(this, 200), 44 * 2};
}

void ChoiceList::keyPressEvent(QKeyEvent *event)
{
    const bool chooses =
        event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (chooses && !event->modifiers()) {
        toggle(currentIndex());
        event->accept();
        return;
    }
    QListView::keyPressEvent(event);
}

void ChoiceList::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton)
        toggle(indexAt(event->position().toPoint()));
}

void ChoiceList::toggle(const QModelIndex &index)
{
    if (!index.isValid() || m_readOnly)
        return;
    const QString id = index.data(IdRole).toString();
    const bool refused = !index.data(WhyNotRole).toString().isEmpty();
    if (m_chosen.contains(id)) {
        if (m_mode == Mode::One)
            return;
        m_chosen.removeAll(id); // a refused one that was chosen before can still be let go
    } else if (refused) {
        return;
    } else if (m_mode == Mode::One) {
        m_chosen = {id};
    } else {
        m_chosen << id;
    }
    showChosen();
    Q_EMIT chosenChanged();
}

void ChoiceList::showChosen()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem *item = m_model->item(row);
        const bool chosen = m_chosen.contains(item->data(IdRole).toString());
        item->setData(chosen, ChosenRole);
        item->setData(chosen ? tr("chosen") : tr("not chosen"), Qt::AccessibleDescriptionRole);
    }
}

} // namespace easel
