// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/estatecounts.h"

#include "app/look/controls.h"

#include <algorithm>

namespace easel {

namespace {

constexpr int gap = 12;

}

EstateCounts::EstateCounts(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void EstateCounts::setCounts(const QList<Count> &counts)
{
    m_counts = counts;
    while (m_buttons.size() < counts.size()) {
        auto *button = new QPushButton(this);
        setButtonKind(button, ButtonKind::Link);
        const qsizetype place = m_buttons.size();
        connect(button, &QPushButton::clicked, this, [this, place] {
            if (place < m_counts.size() && m_counts.at(place).open)
                m_counts.at(place).open();
        });
        if (!m_buttons.isEmpty())
            setTabOrder(m_buttons.last(), button);
        m_buttons << button;
    }
    for (qsizetype i = 0; i < counts.size(); ++i) {
        m_buttons.at(i)->setObjectName(QStringLiteral("quota-count-") + counts.at(i).id);
        m_buttons.at(i)->setText(counts.at(i).text);
        m_buttons.at(i)->setAccessibleName(tr("Show %1", "7 projects").arg(counts.at(i).text));
    }
    updateGeometry();
    arrange();
}

QSize EstateCounts::sizeHint() const
{
    int width = 0;
    int height = 0;
    for (const QPushButton *button : m_buttons) {
        width += button->sizeHint().width() + gap;
        height = std::max(height, button->sizeHint().height());
    }
    return {width, height};
}

QSize EstateCounts::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void EstateCounts::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void EstateCounts::arrange()
{
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    int left = 0;
    for (qsizetype i = 0; i < m_buttons.size(); ++i) {
        QPushButton *button = m_buttons.at(i);
        const QSize size = button->sizeHint();
        const bool fits = i < m_counts.size() && left + size.width() <= width();
        button->setVisible(fits);
        if (!fits) {
            left = width() + 1; // nothing behind it either: order counts
            continue;
        }
        button->setGeometry(mirrored ? width() - left - size.width() : left, (height() - size.height()) / 2,
                            size.width(), size.height());
        left += size.width() + gap;
    }
}

} // namespace easel
