// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/whatifledger.h"

#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/models/whatifledgermodel.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/quotabar.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace easel {

namespace {

constexpr int whoWidth = 140;
constexpr int familyWidth = 112;
constexpr int usedWidth = 80;
constexpr int freeLeast = 84;
constexpr int measuredRows = 200;
constexpr int freeMost = 160;
constexpr int barMinimum = 48;

class LedgerDelegate : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                      const QColor &text) const override
    {
        const QVariant parts = index.data(WhatIfLedgerModel::PartsRole);
        if (parts.isValid()) {
            const QRectF bar(option.rect.left() + 8, option.rect.center().y() - 5, option.rect.width() - 16,
                             12);
            painter->setLayoutDirection(option.direction);
            paintQuotaBar(painter, bar, parts.value<QuotaParts>(), Look::theme());
            return;
        }
        const QVariant tone = index.data(ToneRole);
        CellDelegate::paintContent(
            painter, option, index,
            tone.isValid() ? Look::theme().tone(static_cast<Tone>(tone.toInt())).foreground : text);
    }
};

} // namespace

WhatIfLedger::WhatIfLedger(WhatIfLedgerModel *model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("whatIfLedger"));
    setAccessibleName(tr("GPU quota now and then"));
    setModel(model);
    delete setUpTable(this); // with bars in place of its delegate
    setItemDelegate(new LedgerDelegate(this));
    horizontalHeader()->setSectionsMovable(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setHighlightSections(false);
    connect(model, &QAbstractItemModel::modelReset, this, &WhatIfLedger::fitColumns);
    connect(model, &QAbstractItemModel::dataChanged, this, &WhatIfLedger::fitColumns);
    fitColumns();
}

int WhatIfLedger::wholeHeight() const
{
    return horizontalHeader()->sizeHint().height() + m_model->rowCount() * Look::rowHeight() + 2;
}

void WhatIfLedger::fitColumns()
{
    const auto scaled = [this](int pixels) { return scaledWidth(this, pixels); };
    // "0 → 3,984 over"
    int freeWidth = scaled(freeLeast);
    for (int row = 0; row < std::min(m_model->rowCount(), measuredRows); ++row) {
        const QString text = m_model->index(row, WhatIfLedgerModel::Free).data().toString();
        freeWidth = std::max(freeWidth, int(tabularWidth(font(), text)) + 20);
    }
    freeWidth = std::min(freeWidth, scaled(freeMost));
    const int room =
        viewport()->width() - scaled(whoWidth) - scaled(familyWidth) - 2 * scaled(usedWidth) - freeWidth;
    const int bar = std::max(scaled(barMinimum), room / 2);
    const int widths[] = {
        scaled(whoWidth), scaled(familyWidth), bar, scaled(usedWidth), bar, scaled(usedWidth), freeWidth};
    for (int column = 0; column < WhatIfLedgerModel::ColumnCount; ++column)
        setColumnWidth(column, widths[column]);
}

void WhatIfLedger::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void WhatIfLedger::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitColumns();
}

void WhatIfLedger::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(m_model->rowsAsText());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace easel
