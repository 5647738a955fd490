// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/inventory/hardwareview.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/theme.h"
#include "app/look/typography.h"
#include "app/models/filterexpression.h"
#include "app/views/parts/legend.h"
#include "app/views/parts/quotabar.h"
#include "app/views/parts/sectionheader.h"
#include "core/base/text.h"
#include "core/domain/gputext.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// A family's GPUs side by side; lengths by the largest family, textures as everywhere.
class FamilyBar : public QWidget
{
public:
    FamilyBar(const FamilyNumbers &numbers, qint64 most, QWidget *parent)
        : QWidget(parent)
        , m_numbers(numbers)
        , m_most(std::max<qint64>(1, most))
    {
        setMinimumWidth(160);
        setFixedHeight(16);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &theme = Look::theme();
        double left = 0;
        const double unit = double(width()) / double(m_most);
        const std::pair<qint64, QuotaPart> parts[] = {{m_numbers.used, QuotaPart::Attached},
                                                      {m_numbers.reserved, QuotaPart::Claimed},
                                                      {m_numbers.free, QuotaPart::Free},
                                                      {m_numbers.unhealthy, QuotaPart::Unhealthy},
                                                      {m_numbers.other, QuotaPart::Kept}};
        for (const auto &[count, part] : parts) {
            if (count <= 0)
                continue;
            const double wide = std::max(2.0, unit * double(count));
            paintQuotaPart(&painter, QRectF(left, 2, wide - 1, 12), part, theme);
            left += wide;
        }
    }

private:
    FamilyNumbers m_numbers;
    qint64 m_most;
};

QString memoryText(qint64 mebibytes)
{
    return mebibytes > 0 ? HardwareView::tr("%1 GiB").arg(QLocale().toString((mebibytes + 512) / 1024))
                         : u"–"_s;
}

} // namespace

HardwareView::HardwareView(QWidget *parent)
    : QWidget(parent)
    , m_groups(new QTableView(this))
    , m_model(new QStandardItemModel(this))
{
    setObjectName(u"hardwareView"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    column->addWidget(new SectionHeader(tr("GPUs by family"), SectionHeader::Level::Block, this));
    m_familyColumn = new QVBoxLayout;
    column->addLayout(m_familyColumn);
    auto *legend = new Legend(this);
    const auto swatch = [](QuotaPart part) {
        return [part](QPainter *painter, const QRectF &rect, const Theme &theme) {
            paintQuotaPart(painter, rect, part, theme);
        };
    };
    legend->setItems({{swatch(QuotaPart::Attached), tr("used"), 20},
                      {swatch(QuotaPart::Claimed), tr("reserved"), 20},
                      {swatch(QuotaPart::Free), tr("free"), 20},
                      {swatch(QuotaPart::Unhealthy), tr("unhealthy"), 20},
                      {swatch(QuotaPart::Kept), tr("not paired or not known"), 20}});
    column->addWidget(legend);
    column->addWidget(new SectionHeader(tr("Machines that are alike"), SectionHeader::Level::Block, this));
    m_groups->setObjectName(u"hardwareGroups"_s);
    m_groups->setAccessibleName(tr("Machines that are alike"));
    m_groups->setModel(m_model);
    m_groups->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_groups->setSelectionMode(QAbstractItemView::SingleSelection);
    m_groups->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_groups->setShowGrid(false);
    m_groups->setTabKeyNavigation(false);
    m_groups->verticalHeader()->hide();
    m_groups->verticalHeader()->setDefaultSectionSize(rowHeight(QFontMetricsF(m_groups->font())));
    m_groups->horizontalHeader()->setHighlightSections(false);
    m_groups->setFrameShape(QFrame::NoFrame);
    column->addWidget(m_groups, 1);
    connect(m_groups, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        const int row = index.row();
        if (row < 0 || row >= m_shown.size())
            return;
        const HardwareGroup &group = m_shown.at(row);
        QStringList terms;
        if (group.cpuCount > 0)
            terms << u"cpu:%1"_s.arg(group.cpuCount);
        if (group.memoryMiB > 0)
            terms << u"memory:%1Mi"_s.arg(group.memoryMiB);
        terms << (group.gpus.isEmpty() ? u"gpus:0"_s
                                       : FilterExpression::term(u"gpus"_s, gpuText(group.gpus)));
        Q_EMIT filterRequested(terms.join(u' '));
    });
}

void HardwareView::setInventory(const MachineInventory &inventory)
{
    if (inventory.families != m_families || !m_familyContent) {
        m_families = inventory.families;
        showFamilies();
    }
    if (inventory.groups != m_shown) {
        m_shown = inventory.groups;
        showGroups();
    }
}

void HardwareView::showFamilies()
{
    if (m_familyContent)
        m_familyContent->deleteLater();
    m_familyContent = new QWidget(this);
    auto *grid = new QGridLayout(m_familyContent);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    qint64 most = 0;
    for (const FamilyNumbers &numbers : std::as_const(m_families))
        most = std::max(most, numbers.installed);
    const QLocale locale;
    int row = 0;
    for (const FamilyNumbers &numbers : std::as_const(m_families)) {
        auto *name = new QPushButton(shortFamily(numbers.family), m_familyContent);
        setButtonKind(name, ButtonKind::Link);
        name->setAccessibleName(tr("Machines with %1").arg(numbers.family));
        connect(name, &QPushButton::clicked, this, [this, family = numbers.family] {
            Q_EMIT filterRequested(FilterExpression::term(u"gpus"_s, shortFamily(family)));
        });
        grid->addWidget(name, row, 0, Qt::AlignLeft);
        auto *bar = new FamilyBar(numbers, most, m_familyContent);
        QStringList texts{tr("%1 free").arg(locale.toString(numbers.free)),
                          tr("%1 used").arg(locale.toString(numbers.used))};
        if (numbers.reserved > 0)
            texts << tr("%1 reserved").arg(locale.toString(numbers.reserved));
        if (numbers.unhealthy > 0)
            texts << tr("%1 unhealthy").arg(locale.toString(numbers.unhealthy));
        if (numbers.other > 0)
            texts << tr("%1 not known").arg(locale.toString(numbers.other));
        const QString text = texts.join(u", "_s);
        bar->setAccessibleName(numbers.family + u": "_s + text);
        bar->setToolTip(text);
        grid->addWidget(bar, row, 1);
        auto *words = new QLabel(text, m_familyContent);
        words->setObjectName(u"family."_s + numbers.family);
        grid->addWidget(words, row, 2);
        auto *whole = new QLabel(
            tr("%1 in %n machine(s)", nullptr, numbers.machines).arg(locale.toString(numbers.installed)),
            m_familyContent);
        setSecondaryText(whole);
        grid->addWidget(whole, row, 3, Qt::AlignRight);
        ++row;
    }
    if (m_families.isEmpty()) {
        auto *none = new QLabel(tr("No machine has GPUs."), m_familyContent);
        setSecondaryText(none);
        grid->addWidget(none, 0, 0, 1, 4);
    }
    m_familyColumn->addWidget(m_familyContent);
}

void HardwareView::showGroups()
{
    const int current = m_groups->currentIndex().row();
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("GPUs"), tr("GPU memory"), tr("CPUs"), tr("Memory"),
                                        tr("Architecture"), tr("Machines"), tr("Free"), tr("Used"),
                                        tr("Reserved"), tr("Unhealthy")});
    const QLocale locale;
    for (const HardwareGroup &group : std::as_const(m_shown)) {
        QList<QStandardItem *> items;
        const auto add = [&items](const QString &text, bool number) {
            auto *item = new QStandardItem(text);
            item->setTextAlignment(number ? Qt::AlignRight | Qt::AlignVCenter
                                          : Qt::AlignLeft | Qt::AlignVCenter);
            items << item;
        };
        const auto count = [&locale](int number) { return number > 0 ? locale.toString(number) : u"–"_s; };
        add(gpuText(group.gpus), false);
        add(group.gpuMemoryMiB > 0 ? tr("%1 GB").arg((group.gpuMemoryMiB + 512) / 1024) : u"–"_s, true);
        add(group.cpuCount > 0 ? locale.toString(group.cpuCount) : u"–"_s, true);
        add(memoryText(group.memoryMiB), true);
        add(group.architecture.isEmpty() ? u"–"_s : cleanedLine(group.architecture), false);
        add(locale.toString(group.machines), true);
        add(count(group.free), true);
        add(count(group.used), true);
        add(count(group.reserved), true);
        add(count(group.unhealthy), true);
        m_model->appendRow(items);
    }
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const bool isText = column == 0 || column == 4;
        m_model->horizontalHeaderItem(column)->setTextAlignment((isText ? Qt::AlignLeft : Qt::AlignRight) |
                                                                Qt::AlignVCenter);
    }
    m_groups->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_groups->horizontalHeader()->setStretchLastSection(false);
    if (current >= 0 && current < m_model->rowCount())
        m_groups->setCurrentIndex(m_model->index(current, 0));
}

} // namespace easel
