// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/steplist.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <QtMath>

namespace easel {

class StepButton : public QAbstractButton
{
public:
    explicit StepButton(QWidget *parent)
        : QAbstractButton(parent)
    {
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }
    StepList::State state = StepList::State::ToCome;
    QString place; // "5 of 9", only for the current step

    QSize sizeHint() const override { return {0, rowHeight(fontMetrics()) + 4}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Look::theme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool now = state == StepList::State::Now;
        const QRectF box = QRectF(rect());
        if (now)
            paintBox(&painter, box, theme.selection, QColor(), 4);
        else if (underMouse() && isEnabled())
            paintBox(&painter, box, theme.hover, QColor(), 4);
        const QRectF mark(10, (height() - 13) / 2.0, 13, 13);
        switch (state) {
        case StepList::State::Done:
            paintStateIcon(&painter, mark, Tone::Good, theme.good.foreground);
            break;
        case StepList::State::Error:
            paintStateIcon(&painter, mark, Tone::Bad, theme.bad.foreground);
            break;
        case StepList::State::Now:
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.accent);
            painter.drawEllipse(mark);
            break;
        case StepList::State::ToCome:
            paintStateIcon(&painter, mark, Tone::Neutral, theme.neutral.foreground);
            break;
        }
        QRectF textRect = box.adjusted(32, 0, -8, 0);
        const QFont font = textFont(now ? TextRole::Strong : TextRole::Body);
        // The step's name comes first.
        const qreal rest = textRect.width() - QFontMetricsF(font).horizontalAdvance(text()) - 8;
        if (!place.isEmpty() && QFontMetricsF(textFont(TextRole::Small)).horizontalAdvance(place) <= rest) {
            painter.setFont(textFont(TextRole::Small));
            painter.setPen(theme.text2);
            painter.drawText(textRect, Qt::AlignRight | Qt::AlignVCenter, place);
            textRect.adjust(0, 0, -QFontMetricsF(painter.font()).horizontalAdvance(place) - 8, 0);
        }
        painter.setFont(font);
        painter.setPen(state == StepList::State::ToCome ? theme.text2 : theme.text);
        painter.drawText(textRect, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, qCeil(textRect.width())));
    }
};

StepList::StepList(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(8, 12, 8, 12);
    m_layout->setSpacing(0);
    setAccessibleName(tr("Steps"));
    connect(Look::instance(), &Look::themeChanged, this, qOverload<>(&QWidget::update));
}

void StepList::setSteps(const QStringList &titles)
{
    qDeleteAll(m_buttons);
    m_buttons.clear();
    while (m_layout->count() > 0)
        delete m_layout->takeAt(0);
    for (qsizetype i = 0; i < titles.size(); ++i) {
        auto *button = new StepButton(this);
        button->setText(titles.at(i));
        button->setObjectName(QStringLiteral("step%1").arg(i));
        connect(button, &QAbstractButton::clicked, this, [this, i] { Q_EMIT stepChosen(int(i)); });
        m_layout->addWidget(button);
        m_buttons << button;
    }
    m_layout->addStretch();
}

void StepList::setState(int step, State state)
{
    StepButton *button = m_buttons.at(step);
    button->state = state;
    button->place =
        state == State::Now ? tr("%1 of %2", "step").arg(step + 1).arg(m_buttons.size()) : QString();
    const QString words = state == State::Done    ? tr("done")
                          : state == State::Now   ? tr("current step")
                          : state == State::Error ? tr("has errors")
                                                  : tr("to come");
    button->setAccessibleName(tr("%1, %2", "step, its state").arg(button->text(), words));
    button->update();
}

void StepList::setReachable(int step, bool reachable)
{
    m_buttons.at(step)->setEnabled(reachable);
}

void StepList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::theme().sunken);
    paintHairline(&painter, QPointF(width() - 0.5, 0), QPointF(width() - 0.5, height()),
                  Look::theme().border);
}

void StepList::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
        focusNextPrevChild(event->key() == Qt::Key_Down);
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace easel
