// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/whatifsteps.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/models/roles.h"

#include <QAbstractListModel>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>

namespace easel {

namespace {

constexpr int markLeft = 12;
constexpr int markSide = 14;
constexpr int sentenceLines = 2;
enum StepRole { SentenceRole = FirstFreeRole, OnRole };

QRect markRect(const QRect &row)
{
    return {row.left() + markLeft, row.top() + 9, markSide, markSide};
}

// As many lines as there is room for, the last one elided.
void drawLines(QPainter *painter, const QRectF &area, const QString &text, int most)
{
    QTextLayout layout(text, painter->font());
    layout.beginLayout();
    qreal top = area.top();
    for (int i = 0; i < most; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(area.width());
        const QString rest = text.mid(line.textStart());
        const bool last = i == most - 1;
        const QString shown = last
                                  ? painter->fontMetrics().elidedText(rest, Qt::ElideRight, int(area.width()))
                                  : text.mid(line.textStart(), line.textLength());
        painter->drawText(QRectF(area.left(), top, area.width(), line.height()), Qt::AlignVCenter, shown);
        top += line.height();
    }
    layout.endLayout();
}

class StepsDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        const QFontMetricsF strong(textFont(TextRole::Strong));
        const QFontMetricsF small(textFont(TextRole::Small));
        return {0, int(strong.height() + sentenceLines * small.height()) + 16};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Look::theme();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const bool active = option.widget && option.widget->isActiveWindow();
        const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
        const bool on = index.data(OnRole).toBool();
        const QRectF box(option.rect);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->fillRect(option.rect, selected  ? (active ? theme.selection : theme.selectionIdle)
                                       : hovered ? theme.hover
                                                 : theme.surface);
        paintHairline(painter, QPointF(box.left(), box.bottom() - 0.5),
                      QPointF(box.right(), box.bottom() - 0.5), theme.border);
        if (selected)
            painter->fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.accent);
        const QRectF mark = markRect(option.rect);
        paintBox(painter, mark, on ? theme.accent : theme.surface, on ? theme.accent : theme.control, 3);
        if (on)
            paintIcon(painter, mark.adjusted(1.5, 1.5, -1.5, -1.5), QStringLiteral("check"), theme.onAccent);

        const QFontMetricsF strong(textFont(TextRole::Strong));
        const QFontMetricsF small(textFont(TextRole::Small));
        const qreal left = mark.right() + 10;
        qreal right = box.right() - 12;
        const qreal top = box.top() + 7;
        const QString word = index.data(StateWordRole).toString();
        if (!word.isEmpty()) {
            const auto tone = Tone(index.data(ToneRole).toInt());
            painter->setFont(textFont(TextRole::Small));
            const qreal width = small.horizontalAdvance(word);
            painter->setPen(stateColor(theme, tone));
            painter->drawText(QRectF(right - width, top, width + 1, strong.height()), Qt::AlignVCenter, word);
            paintStateIcon(painter, QRectF(right - width - 19, top + (strong.height() - 13) / 2, 13, 13),
                           tone, stateColor(theme, tone));
            right -= width + 28;
        }
        painter->setFont(textFont(TextRole::Strong));
        painter->setPen(on ? theme.text : theme.text2);
        painter->drawText(
            QRectF(left, top, right - left, strong.height()), Qt::AlignVCenter,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, int(right - left)));
        painter->setFont(textFont(TextRole::Small));
        painter->setPen(theme.text2);
        drawLines(
            painter,
            QRectF(left, top + strong.height() + 1, box.right() - 12 - left, sentenceLines * small.height()),
            index.data(SentenceRole).toString(), sentenceLines);
        if (option.state.testFlag(QStyle::State_HasFocus))
            paintRing(painter, box.adjusted(4, 1, -1, -2), theme.focus, 3, 1.5);
        painter->restore();
    }
};

} // namespace

class WhatIfStepsModel : public QAbstractListModel
{
public:
    WhatIfStepsModel(WhatIfModel *changes, QObject *parent)
        : QAbstractListModel(parent)
        , m_changes(changes)
        , m_rows(int(changes->changes().size()))
    {
        connect(changes, &WhatIfModel::changesChanged, this, &WhatIfStepsModel::renew);
        connect(changes, &WhatIfModel::resultChanged, this, &WhatIfStepsModel::renew);
        connect(changes, &WhatIfModel::workingChanged, this, &WhatIfStepsModel::renew);
        connect(changes, &WhatIfModel::choicesChanged, this, &WhatIfStepsModel::renew);
    }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_rows; }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid() || index.row() >= m_changes->changes().size())
            return {};
        const WhatIfChange &change = m_changes->changes().at(index.row());
        const WhatIfStep *step = m_changes->step(index.row());
        switch (role) {
        case Qt::DisplayRole:
            return titleOf(change);
        case SentenceRole:
            return step ? whatIfAnswer(*step) : WhatIfSteps::tr("Trying it out…");
        case StateWordRole:
            return step ? whatIfVerdictText(step->verdict) : QString();
        case ToneRole:
            return int(step ? whatIfVerdictTone(step->verdict) : Tone::Neutral);
        case OnRole:
            return change.on;
        case Qt::ToolTipRole:
            return plainTip(titleOf(change) + u'\n' + (step ? whatIfAnswer(*step) : QString()));
        case Qt::AccessibleTextRole:
            return QStringList{titleOf(change), step ? whatIfVerdictText(step->verdict) : QString(),
                               step ? whatIfAnswer(*step) : QString()}
                .join(QStringLiteral(", "));
        case Qt::AccessibleDescriptionRole:
            return change.on ? WhatIfSteps::tr("counts") : WhatIfSteps::tr("left out");
        default:
            return {};
        }
    }

private:
    // Machines are known to people by their names.
    QString titleOf(const WhatIfChange &change) const
    {
        if (change.kind == WhatIfChange::Kind::MachineLost) {
            WhatIfChange named = change;
            if (const WhatIfChoices::Machine *machine = m_changes->choices().machine(change.machine))
                named.machine = machine->name;
            return whatIfTitle(named);
        }
        return whatIfTitle(change);
    }
    void renew()
    {
        const int rows = int(m_changes->changes().size());
        if (rows > m_rows) {
            beginInsertRows({}, m_rows, rows - 1);
            m_rows = rows;
            endInsertRows();
        } else if (rows < m_rows) {
            beginRemoveRows({}, rows, m_rows - 1);
            m_rows = rows;
            endRemoveRows();
        }
        if (rows > 0)
            Q_EMIT dataChanged(index(0), index(rows - 1));
    }

    WhatIfModel *m_changes;
    int m_rows;
};

QString whatIfVerdictText(WhatIfStep::Verdict verdict)
{
    switch (verdict) {
    case WhatIfStep::Verdict::Fits:
        return WhatIfSteps::tr("Fits");
    case WhatIfStep::Verdict::Warns:
        return WhatIfSteps::tr("Look at it");
    case WhatIfStep::Verdict::Refused:
        return WhatIfSteps::tr("Refused");
    case WhatIfStep::Verdict::Impossible:
        return WhatIfSteps::tr("Not possible");
    case WhatIfStep::Verdict::Off:
        break;
    }
    return WhatIfSteps::tr("Left out");
}

QString whatIfAnswer(const WhatIfStep &step)
{
    return step.verdict == WhatIfStep::Verdict::Refused && !step.explanation.refusals.isEmpty()
               ? step.explanation.refusals.first().sentence
               : step.sentence;
}

Tone whatIfVerdictTone(WhatIfStep::Verdict verdict)
{
    switch (verdict) {
    case WhatIfStep::Verdict::Fits:
        return Tone::Good;
    case WhatIfStep::Verdict::Warns:
        return Tone::Warning;
    case WhatIfStep::Verdict::Refused:
    case WhatIfStep::Verdict::Impossible:
        return Tone::Bad;
    case WhatIfStep::Verdict::Off:
        break;
    }
    return Tone::Neutral;
}

WhatIfSteps::WhatIfSteps(WhatIfModel *model, QWidget *parent)
    : QListView(parent)
    , m_changes(model)
    , m_rows(new WhatIfStepsModel(model, this))
{
    setObjectName(QStringLiteral("whatIfSteps"));
    setAccessibleName(tr("Changes that are tried out"));
    setFrameShape(QFrame::NoFrame);
    setModel(m_rows);
    setItemDelegate(new StepsDelegate(this));
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

int WhatIfSteps::currentStep() const
{
    return currentIndex().isValid() ? currentIndex().row() : -1;
}

void WhatIfSteps::setCurrentStep(int index)
{
    const int row = qBound(-1, index, m_rows->rowCount() - 1);
    selectionModel()->setCurrentIndex(m_rows->index(row), QItemSelectionModel::ClearAndSelect);
    if (row >= 0)
        scrollTo(m_rows->index(row));
}

void WhatIfSteps::moveCurrent(int by)
{
    const int from = currentStep();
    const int to = from + by;
    if (from < 0 || to < 0 || to >= m_rows->rowCount())
        return;
    m_changes->move(from, to);
    setCurrentStep(to);
}

void WhatIfSteps::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    Q_EMIT currentStepChanged();
}

void WhatIfSteps::toggle(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    WhatIfChange change = m_changes->changes().at(index.row());
    change.on = !change.on;
    m_changes->replace(index.row(), change);
}

void WhatIfSteps::keyPressEvent(QKeyEvent *event)
{
    const bool alt = event->modifiers() == Qt::AltModifier;
    if (alt && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        moveCurrent(event->key() == Qt::Key_Up ? -1 : 1);
        return;
    }
    if (!event->modifiers()) {
        switch (event->key()) {
        case Qt::Key_Space:
            toggle(currentIndex());
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            Q_EMIT editRequested();
            return;
        case Qt::Key_Delete: {
            const int row = currentStep();
            m_changes->remove(row);
            setCurrentStep(row);
            Q_EMIT currentStepChanged(); // another change may stand in the same place
            return;
        }
        default:
            break;
        }
    }
    QListView::keyPressEvent(event);
}

void WhatIfSteps::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() &&
        markRect(visualRect(index)).adjusted(-6, -6, 6, 6).contains(event->position().toPoint()))
        toggle(index);
}

void WhatIfSteps::mouseDoubleClickEvent(QMouseEvent *event)
{
    QListView::mouseDoubleClickEvent(event);
    if (event->button() == Qt::LeftButton && indexAt(event->position().toPoint()).isValid())
        Q_EMIT editRequested();
}

} // namespace easel
