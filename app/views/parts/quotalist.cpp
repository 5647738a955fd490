// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/quotalist.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/quotaparts.h"
#include "core/base/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace easel {

QuotaList::QuotaList(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(10);
    setAccessibleName(tr("GPU quota"));
}

void QuotaList::setUsages(const QList<GpuUsage> &usages)
{
    if (usages == m_usages)
        return;
    m_usages = usages;
    while (QLayoutItem *item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const GpuUsage &usage : usages) {
        const QuotaParts parts = quotaPartsOf(usage);
        auto *row = new QWidget(this);
        auto *column = new QVBoxLayout(row);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(2);
        auto *head = new QHBoxLayout;
        auto *family = new QLabel(cleanedLine(usage.family), row);
        family->setTextFormat(Qt::PlainText);
        auto *numbers = new QLabel(quotaText(parts), row);
        numbers->setTextFormat(Qt::PlainText);
        setTextRole(numbers, TextRole::SmallStrong);
        head->addWidget(family, 1);
        head->addWidget(numbers);
        column->addLayout(head);
        auto *bar = new QuotaBar(row);
        bar->setThickness(10);
        bar->setParts(parts);
        bar->setAccessibleName(tr("Quota of %1").arg(cleanedLine(usage.family)));
        column->addWidget(bar);
        auto *meaning = new QLabel(quotaSentence(parts), row);
        meaning->setTextFormat(Qt::PlainText);
        meaning->setWordWrap(true);
        setTextRole(meaning, TextRole::Small);
        setSecondaryText(meaning);
        column->addWidget(meaning);
        m_column->addWidget(row);
    }
}

} // namespace easel
