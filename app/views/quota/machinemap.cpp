// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/machinemap.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/theme.h"
#include "app/look/typography.h"
#include "app/views/parts/legend.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/quotabar.h"
#include "core/base/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace easel {

namespace {

constexpr int squareSide = 18;
constexpr int cellSide = 24;

// 1 to 6 by the share of a machine's GPUs that are asked for; 0 when none is.
int rampStep(const GpuMachine &machine)
{
    const qint64 total = machine.total();
    if (total <= 0 || machine.asked <= 0)
        return 0;
    return std::clamp(int(std::ceil(6.0 * double(machine.asked) / double(total))), 1, 6);
}

void paintRampSquare(QPainter *painter, const QRectF &rect, int step, const QString &digit,
                     const Theme &theme)
{
    const QColor fill = theme.ramp[std::size_t(step)];
    paintBox(painter, rect, fill, step < 4 ? theme.ramp[4] : fill, 3);
    if (digit.isEmpty())
        return;
    painter->setPen(readableOn(fill));
    painter->drawText(rect, int(Qt::AlignCenter) | Qt::TextSingleLine, digit);
}

void paintQuestion(QPainter *painter, const QRectF &rect, bool dashed, const Theme &theme)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QPen pen(theme.unknown.foreground, 1);
    if (dashed)
        pen.setDashPattern({2, 2});
    painter->setPen(pen);
    painter->setBrush(theme.surface);
    painter->drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter->setPen(theme.unknown.foreground);
    painter->drawText(rect, int(Qt::AlignCenter) | Qt::TextSingleLine, QStringLiteral("?"));
    painter->restore();
}

// What stands in the square of a machine that somebody holds: how many of its GPUs were asked for.
QString countText(const GpuMachine &machine)
{
    const bool counts = machine.state == GpuMachine::State::Held && !machine.gpus.isEmpty();
    return counts ? QString::number(machine.asked) : QString();
}

void paintMachine(QPainter *painter, const QRectF &rect, const GpuMachine &machine, const QString &count,
                  const Theme &theme)
{
    switch (machine.state) {
    case GpuMachine::State::Free:
        paintBox(painter, rect, theme.surface, theme.control, 3);
        return;
    case GpuMachine::State::Held:
        if (machine.gpus.isEmpty())
            paintRampSquare(painter, rect, 3, {}, theme);
        else
            paintRampSquare(painter, rect, rampStep(machine), count, theme);
        return;
    case GpuMachine::State::Reserved:
        paintQuotaPart(painter, rect, QuotaPart::Claimed, theme);
        return;
    case GpuMachine::State::Releasing:
        paintQuotaPart(painter, rect, QuotaPart::Releasing, theme);
        return;
    case GpuMachine::State::Unhealthy:
        paintBox(painter, rect, theme.bad.tint, theme.bad.foreground, 3);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.bad.foreground, 1.6));
        painter->drawLine(rect.center() - QPointF(3.5, 3.5), rect.center() + QPointF(3.5, 3.5));
        painter->drawLine(rect.center() - QPointF(3.5, -3.5), rect.center() + QPointF(3.5, -3.5));
        painter->restore();
        return;
    case GpuMachine::State::Unpaired:
        paintQuestion(painter, rect, true, theme);
        return;
    case GpuMachine::State::Unknown:
        paintQuestion(painter, rect, false, theme);
        return;
    }
}

class SquareDelegate : public QStyledItemDelegate
{
public:
    explicit SquareDelegate(QTableView *view)
        : QStyledItemDelegate(view)
        , m_view(view)
    {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QVariant value = index.data(MachineMapModel::MachineRole);
        if (!value.isValid())
            return;
        const Theme &theme = Look::theme();
        const QRectF square(QRect(option.rect.left() + (option.rect.width() - squareSide) / 2,
                                  option.rect.top() + (option.rect.height() - squareSide) / 2, squareSide,
                                  squareSide));
        painter->save();
        QFont font = option.font;
        font.setPixelSize(11); // fixed squares: the tip and the accessible text say it in words
        painter->setFont(font);
        const auto machine = value.value<GpuMachine>();
        if (index.data(MachineMapModel::DimmedRole).toBool()) {
            painter->setOpacity(0.22);
            paintMachine(painter, square, machine, {}, theme);
            painter->setOpacity(1); // the square steps back, its number is read all the same
            painter->setPen(theme.text2);
            painter->drawText(square, int(Qt::AlignCenter) | Qt::TextSingleLine, countText(machine));
        } else {
            paintMachine(painter, square, machine, countText(machine), theme);
        }
        if (m_view->hasFocus() && index == m_view->currentIndex())
            paintRing(painter, square.adjusted(-2, -2, 2, 2), theme.focus, 4, 2);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {cellSide, cellSide};
    }
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                   const QModelIndex &index) override
    {
        const QString tip = index.data(Qt::ToolTipRole).toString();
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(event->globalPos(), plainTip(tip), view);
        return true;
    }

private:
    QTableView *m_view;
};

// Tag value and family of a line; plain text on the panel, not a heading's ground.
class LineHeader : public QHeaderView
{
public:
    explicit LineHeader(QWidget *parent)
        : QHeaderView(Qt::Vertical, parent)
    {}

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const Theme &theme = Look::theme();
        painter->save();
        painter->fillRect(rect, theme.surface);
        painter->setFont(font());
        const QString group =
            model()->headerData(section, Qt::Vertical, MachineMapModel::GroupRole).toString();
        const QString family =
            model()->headerData(section, Qt::Vertical, MachineMapModel::FamilyNameRole).toString();
        const QString start = group.isEmpty() ? QString() : group + QStringLiteral("  ");
        const int gap = painter->fontMetrics().horizontalAdvance(start);
        const int flags = int(Qt::AlignVCenter | Qt::AlignLeft) | Qt::TextSingleLine;
        painter->setPen(theme.text2);
        painter->drawText(QStyle::visualRect(layoutDirection(), rect, rect), flags, group);
        painter->setPen(theme.text);
        painter->drawText(QStyle::visualRect(layoutDirection(), rect, rect.adjusted(gap, 0, 0, 0)), flags,
                          family);
        painter->restore();
    }
};

Legend::Item swatch(QuotaPart part, const QString &text)
{
    return {[part](QPainter *painter, const QRectF &rect, const Theme &theme) {
                paintQuotaPart(painter, rect, part, theme);
            },
            text};
}

} // namespace

MachineMap::MachineMap(QWidget *parent)
    : QWidget(parent)
    , m_model(new MachineMapModel(this))
    , m_view(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedWidget(this))
    , m_group(new QToolButton(this))
    , m_groupMenu(new QMenu(this))
    , m_legend(new Legend(this))
    , m_note(new QLabel(this))
    , m_show(new QPushButton(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *title = new QLabel(tr("Machines by"), this);
    setTextRole(title, TextRole::Strong);
    m_group->setPopupMode(QToolButton::InstantPopup);
    m_group->setMenu(m_groupMenu);
    m_group->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_group->setObjectName(QStringLiteral("machines-grouped-by"));
    setSmallControl(m_group);
    auto *what = new QLabel(tr("GPUs asked for by pools"), this);
    setTextRole(what, TextRole::Small);
    setSecondaryText(what);
    setTextRole(m_note, TextRole::Small);
    setSecondaryText(m_note);
    setButtonKind(m_show, ButtonKind::Link);
    setTextRole(m_show, TextRole::Small);
    setSmallControl(m_show);
    m_show->setObjectName(QStringLiteral("machines-without-gpus"));
    head->addWidget(title);
    head->addWidget(m_group);
    head->addWidget(what);
    head->addStretch(1);
    head->addWidget(m_note);
    head->addWidget(m_show);
    column->addLayout(head);

    m_view->setModel(m_model);
    m_view->setObjectName(QStringLiteral("machine-map"));
    m_view->setAccessibleName(tr("Machines"));
    m_view->setItemDelegate(new SquareDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setTabKeyNavigation(false);
    m_view->setCornerButtonEnabled(false);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->horizontalHeader()->hide();
    m_view->horizontalHeader()->setMinimumSectionSize(8);
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->horizontalHeader()->setDefaultSectionSize(cellSide);
    m_view->setVerticalHeader(new LineHeader(m_view));
    m_view->verticalHeader()->setAccessibleName(tr("Lines of machines"));
    m_view->verticalHeader()->setMinimumSectionSize(8);
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(cellSide);
    m_view->verticalHeader()->setHighlightSections(false);
    m_view->verticalHeader()->setSectionsClickable(true);
    m_view->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setTextRole(m_view->verticalHeader(), TextRole::Small);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    m_empty->setContent({}, tr("No machine with GPUs is known."),
                        tr("Machines come from Palette through a Compute, or from a workspace's inventory."));
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);
    column->addWidget(m_legend);

    m_legend->setItems({
        {[](QPainter *painter, const QRectF &rect, const Theme &theme) {
             paintBox(painter, rect, theme.surface, theme.control, 3);
         },
         tr("free")},
        {[](QPainter *painter, const QRectF &rect, const Theme &theme) {
             for (int step = 1; step <= 6; ++step)
                 painter->fillRect(QRectF(rect.left() + (step - 1) * 12, rect.top(), 12, rect.height()),
                                   theme.ramp[std::size_t(step)]);
         },
         tr("asked for, one to all"), 72},
        swatch(QuotaPart::Claimed, tr("reserved")),
        swatch(QuotaPart::Releasing, tr("releasing")),
        {[](QPainter *painter, const QRectF &rect, const Theme &theme) {
             GpuMachine machine;
             machine.state = GpuMachine::State::Unhealthy;
             paintMachine(painter, rect, machine, countText(machine), theme);
         },
         tr("unhealthy")},
        {[](QPainter *painter, const QRectF &rect, const Theme &theme) {
             paintQuestion(painter, rect, true, theme);
         },
         tr("not paired")},
    });

    connect(m_show, &QAbstractButton::clicked, this, [this] {
        m_model->setWithoutGpusShown(!m_model->isWithoutGpusShown());
        renew();
    });
    connect(m_groupMenu, &QMenu::aboutToShow, this, &MachineMap::fillMenu);
    connect(m_view, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (const GpuMachine *machine = m_model->machineAt(index))
            wantProjectsOf({machine});
    });
    connect(m_view, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex &index) {
        if (const GpuMachine *machine = m_model->machineAt(index))
            Q_EMIT machineOpened(machine->name);
    });
    connect(m_view->verticalHeader(), &QHeaderView::sectionClicked, this,
            [this](int row) { wantProjectsOf(m_model->machinesOfRow(row)); });
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        const GpuMachine *machine = m_model->machineAt(m_view->currentIndex());
        m_currentUid = machine ? machine->uid : QString();
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        measure();
        QModelIndex current = m_model->indexOf(m_currentUid);
        if (!current.isValid() && m_view->hasFocus())
            current = m_model->index(0, 0);
        if (current.isValid())
            m_view->setCurrentIndex(current);
    });
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, &MachineMap::measure);
    renew();
}

void MachineMap::measure()
{
    int widest = 0;
    const QFontMetrics metrics(m_view->verticalHeader()->font());
    for (int row = 0; row < m_model->rowCount(); ++row)
        widest =
            std::max(widest, metrics.horizontalAdvance(m_model->headerData(row, Qt::Vertical).toString()));
    m_view->verticalHeader()->setFixedWidth(widest + 20);
    const int side = std::max(cellSide, metrics.height() + 4);
    m_view->verticalHeader()->setDefaultSectionSize(side);
    m_view->horizontalHeader()->setDefaultSectionSize(cellSide);
}

void MachineMap::setGroupedBy(const QString &tagKey)
{
    m_model->setGroupedBy(tagKey);
    m_group->setText(tagKey.isEmpty() ? tr("family only") : cleanedLine(tagKey));
    m_group->setAccessibleName(tr("Machines by %1", "tag").arg(m_group->text()));
}

void MachineMap::fillMenu()
{
    m_groupMenu->clear();
    const auto add = [this](const QString &key, const QString &text) {
        QAction *action = m_groupMenu->addAction(QString(text).replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(key == m_model->groupedBy());
        connect(action, &QAction::triggered, this, [this, key] {
            setGroupedBy(key);
            Q_EMIT groupedByChanged(key);
        });
    };
    const QStringList keys = m_model->tagKeys();
    for (const QString &key : keys)
        add(key, cleanedLine(key));
    add({}, tr("family only"));
}

void MachineMap::renew()
{
    const int without = m_model->withoutGpus();
    m_stack->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget *>(m_view) : m_empty);
    m_legend->setVisible(m_model->rowCount() > 0);
    m_note->setVisible(without > 0);
    m_show->setVisible(without > 0);
    m_note->setText(m_model->isWithoutGpusShown()
                        ? tr("%n machines without GPUs are shown.", nullptr, without)
                        : tr("%n machines without GPUs are not shown.", nullptr, without));
    m_show->setText(m_model->isWithoutGpusShown() ? tr("Hide") : tr("Show"));
    m_show->setAccessibleName(m_model->isWithoutGpusShown() ? tr("Hide machines without GPUs")
                                                            : tr("Show machines without GPUs"));
    setGroupedBy(m_model->groupedBy());
}

void MachineMap::wantProjectsOf(const QList<const GpuMachine *> &machines)
{
    QStringList projects;
    for (const GpuMachine *machine : machines) {
        const QString project = machine->pool.section(u'/', 0, 0);
        if (!project.isEmpty() && !projects.contains(project))
            projects << project;
    }
    projects.sort();
    Q_EMIT projectsWanted(projects);
}

bool MachineMap::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::Resize)
        m_model->setPerLine(std::max(4, m_view->viewport()->width() / cellSide));
    if (watched == m_view && event->type() == QEvent::FocusIn && !m_view->currentIndex().isValid() &&
        m_model->rowCount() > 0)
        m_view->setCurrentIndex(m_model->index(0, 0));
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const GpuMachine *machine = m_model->machineAt(m_view->currentIndex());
        if (machine && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            Q_EMIT machineOpened(machine->name);
            return true;
        }
        if (machine && key->key() == Qt::Key_Space) {
            wantProjectsOf({machine});
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace easel
