// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/usagechart.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"

#include <QAccessible>
#include <QAreaSeries>
#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QFocusEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineSeries>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPicture>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>

namespace easel {

namespace {

constexpr int hoursADay = 24;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::UsageChart)
};

QString dateText(const QDate &date)
{
    return QLocale().toString(date, QStringLiteral("d MMM"));
}

QString countText(double value)
{
    return QLocale().toString(qint64(std::llround(value)));
}

// 4 to 6 lines at whole GPUs, in the steps in which machines come.
int gridStep(double highest)
{
    int step = 1;
    while (highest / step > 6)
        step *= 2;
    return step;
}

// Where days are named: every so many, or at the first of months.
QList<QDate> namedDays(const QDate &first, const QDate &last, int most)
{
    const qint64 days = first.daysTo(last);
    QList<QDate> named;
    for (const int step : {1, 2, 7, 14}) {
        if (days / step > most)
            continue;
        for (QDate day = first.addDays(step > 1 ? step / 2 : 1); day < last; day = day.addDays(step))
            named << day;
        return named;
    }
    int months = 1;
    while (days / 30 / months > most)
        months *= months == 1 ? 3 : 2;
    for (QDate day = QDate(first.year(), first.month(), 1).addMonths(1); day < last;
         day = day.addMonths(months))
        named << day;
    return named;
}

} // namespace

int UsageChartData::pastDays() const
{
    return isEmpty() ? 0
                     : int(history.start.date().daysTo(
                           history.start.addSecs(3600 * qint64(history.values.size() - 1)).date())) +
                           1;
}

int UsageChartData::futureDays() const
{
    return int(forecast.horizonHours()) / hoursADay;
}

QList<UsageDay> usageDays(const UsageChartData &data)
{
    QList<UsageDay> days;
    QDateTime hour = data.history.start;
    for (const double value : data.history.values) {
        if (days.isEmpty() || days.last().date != hour.date())
            days << UsageDay{hour.date(), true, value, value, value};
        UsageDay &day = days.last();
        day.low = day.value = day.high = std::max(day.value, value);
        hour = hour.addSecs(3600);
    }
    const QDate today = days.isEmpty() ? QDate() : days.last().date;
    for (int ahead = 1; ahead <= data.futureDays(); ++ahead) {
        const ForecastPoint point = data.forecast.at(double(ahead) * hoursADay);
        days << UsageDay{today.addDays(ahead), false, point.low, point.median, point.high};
    }
    return days;
}

// The chart itself, with what the library has no series for painted on it. Its horizontal axis counts days
// from the last hour of the past.
class ChartCanvas : public QChartView
{
public:
    explicit ChartCanvas(UsageChart *owner)
        : QChartView(owner)
        , m_owner(owner)
    {
        setFrameShape(QFrame::NoFrame);
        setRenderHint(QPainter::Antialiasing);
        setBackgroundBrush(Qt::NoBrush);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setMouseTracking(true);
        viewport()->setMouseTracking(true);
        viewport()->setAutoFillBackground(false);
        setFocusPolicy(Qt::StrongFocus);
        chart()->legend()->hide();
        chart()->setBackgroundVisible(false);
        chart()->setBackgroundRoundness(0);
        chart()->setAnimationOptions(QChart::NoAnimation);
    }

    void rebuild()
    {
        const UsageChartData &use = m_owner->data();
        const Theme &theme = colors();
        chart()->removeAllSeries();
        const auto axes = chart()->axes();
        for (QAbstractAxis *axis : axes) {
            chart()->removeAxis(axis);
            delete axis;
        }
        if (use.isEmpty())
            return;
        const double pastHours = double(use.history.values.size());
        double highest = 1;

        auto *past = new QLineSeries;
        double before = -1;
        for (size_t hour = 0; hour < use.history.values.size(); ++hour) {
            const double value = use.history.values[hour];
            const double x = (double(hour) - pastHours) / hoursADay;
            if (before >= 0 && !qFuzzyCompare(value + 1, before + 1))
                past->append(x, before);
            if (before < 0 || !qFuzzyCompare(value + 1, before + 1))
                past->append(x, value);
            before = value;
            highest = std::max(highest, value);
        }
        past->append(0, before);
        past->setPen(QPen(theme.accent, 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));

        auto *low = new QLineSeries;
        auto *high = new QLineSeries;
        auto *likely = new QLineSeries;
        for (QLineSeries *line : {low, high, likely})
            line->append(0, before);
        for (const ForecastPoint &point : use.forecast.points) {
            const double x = double(point.hours) / hoursADay;
            low->append(x, point.low);
            high->append(x, point.high);
            likely->append(x, point.median);
            highest = std::max(highest, point.high);
        }
        if (use.limit)
            highest = std::max(highest, double(*use.limit));
        auto *band = new QAreaSeries(high, low);
        QColor fill = theme.accent;
        fill.setAlphaF(0.2F);
        band->setBrush(fill);
        band->setPen(QPen(theme.accent, 1));
        likely->setPen(QPen(theme.accent, 2, Qt::CustomDashLine, Qt::FlatCap));
        QPen dashed = likely->pen();
        dashed.setDashPattern({2.5, 2});
        likely->setPen(dashed);

        auto *x = new QCategoryAxis;
        x->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        const double firstDay = -pastHours / hoursADay;
        const double lastDay = std::max(double(use.futureDays()), 0.0);
        x->setRange(firstDay, std::max(lastDay, firstDay + 1));
        const QDateTime now = use.history.start.addSecs(3600 * qint64(use.history.values.size()));
        const QDate from = use.history.start.date();
        for (const QDate &day : namedDays(from, now.addDays(qint64(lastDay)).date(), 6)) {
            const double at = double(now.secsTo(day.startOfDay(Qt::UTC))) / 3600 / hoursADay;
            x->append(dateText(day), at);
        }
        auto *y = new QValueAxis;
        const int step = gridStep(highest);
        const int lines = int(std::ceil(highest / step));
        y->setRange(0, double(lines) * step);
        y->setTickCount(lines + 1);
        y->setLabelFormat(QStringLiteral("%d"));
        for (QAbstractAxis *axis : std::initializer_list<QAbstractAxis *>{x, y}) {
            axis->setLabelsFont(textFont(TextRole::Caption));
            axis->setLabelsColor(theme.text2);
            axis->setGridLinePen(QPen(theme.border, 1));
            axis->setLinePen(QPen(theme.border, 1));
        }
        x->setGridLineVisible(false);
        y->setLineVisible(false);
        chart()->addAxis(x, Qt::AlignBottom);
        chart()->addAxis(y, Qt::AlignLeft);
        for (QAbstractSeries *series : std::initializer_list<QAbstractSeries *>{band, past, likely}) {
            chart()->addSeries(series);
            series->attachAxis(x);
            series->attachAxis(y);
        }
        m_past = past;
        const QFontMetricsF metrics(textFont(TextRole::Caption));
        chart()->setMargins({0, int(metrics.height()), labelRoom(), 0});
    }

    // In light colours until the next rebuild().
    void setOnPaper(bool onPaper)
    {
        m_onPaper = onPaper;
        rebuild();
    }

    // -1: none there.
    int dayAt(const QPointF &position) const
    {
        const UsageChartData &use = m_owner->data();
        if (use.isEmpty() || !chart()->plotArea().contains(position))
            return -1;
        const double days = chart()->mapToValue(position, m_past).x();
        return std::clamp(int(std::floor(days + lastPastShare())) + use.pastDays() - 1, 0,
                          use.pastDays() + use.futureDays() - 1);
    }

protected:
    void drawForeground(QPainter *painter, const QRectF &) override
    {
        const UsageChartData &use = m_owner->data();
        if (use.isEmpty())
            return;
        const Theme &theme = colors();
        const QRectF plot = chart()->plotArea();
        painter->save();
        painter->setFont(textFont(TextRole::Caption));
        const QFontMetricsF metrics(painter->font());
        const auto place = [&](double x, double y) { return chart()->mapToPosition({x, y}, m_past); };

        if (use.futureDays() > 0) {
            const double x = place(0, 0).x();
            painter->setPen(QPen(theme.text2, 1));
            painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
            const QString today = Text::tr("today");
            painter->drawText(QPointF(x - metrics.horizontalAdvance(today) - 4, plot.bottom() - 4), today);
        }
        double keptLabel = -1;
        if (use.limit) {
            const double y = place(0, double(*use.limit)).y();
            painter->setPen(QPen(theme.text, 1.5));
            painter->drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
            double labelY = y;
            if (use.kept > 0 && use.kept <= *use.limit) {
                const double keptY = place(0, double(*use.limit - use.kept)).y();
                QPen dashed(theme.text2, 1, Qt::CustomDashLine);
                dashed.setDashPattern({2, 2});
                painter->setPen(dashed);
                painter->drawLine(QPointF(plot.left(), keptY), QPointF(plot.right(), keptY));
                keptLabel = std::max(keptY, y + metrics.height());
                painter->setPen(theme.text2);
                painter->drawText(QPointF(plot.right() + 6, keptLabel + metrics.ascent() / 2),
                                  Text::tr("kept %1").arg(countText(double(use.kept))));
            }
            painter->setPen(theme.text);
            painter->drawText(QPointF(plot.right() + 6, labelY + metrics.ascent() / 2 - 1),
                              Text::tr("limit %1").arg(countText(double(*use.limit))));
            const double full = double(*use.limit - use.kept);
            const Exhaustion exhaustion = exhaustionOf(use.forecast, use.history, full);
            if (exhaustion.earliest) {
                const double until = exhaustion.latest.value_or(exhaustion.horizonDays);
                painter->setPen(QPen(theme.warning.foreground, 3, Qt::SolidLine, Qt::FlatCap));
                painter->drawLine(place(*exhaustion.earliest, full), place(until, full));
                if (exhaustion.expected) {
                    painter->setPen(QPen(theme.surface, 1));
                    painter->setBrush(theme.warning.foreground);
                    painter->drawEllipse(place(*exhaustion.expected, full), 4, 4);
                }
            }
        }
        paintCursor(painter, plot);
        painter->restore();
    }

    void mouseMoveEvent(QMouseEvent *event) override
    {
        const int day = dayAt(event->position());
        if (day >= 0)
            m_owner->setCurrentDay(day);
        QChartView::mouseMoveEvent(event);
    }

private:
    const Theme &colors() const
    {
        static const Theme paper = Theme::light();
        return m_onPaper ? paper : Look::theme();
    }

    // How much of the last past day has gone.
    double lastPastShare() const
    {
        const UsageChartData &use = m_owner->data();
        const QDateTime now = use.history.start.addSecs(3600 * qint64(use.history.values.size()));
        const QDateTime midnight = now.addSecs(-1).date().startOfDay(Qt::UTC);
        return double(midnight.secsTo(now)) / 3600 / hoursADay;
    }

    int labelRoom() const
    {
        const UsageChartData &use = m_owner->data();
        if (!use.limit)
            return 8;
        const QFontMetricsF metrics(textFont(TextRole::Caption));
        return int(metrics.horizontalAdvance(Text::tr("limit %1").arg(countText(double(*use.limit))))) + 14;
    }

    void paintCursor(QPainter *painter, const QRectF &plot) const
    {
        const int day = m_owner->currentDay();
        if (day < 0)
            return;
        const Theme &theme = colors();
        const double at = double(day - (m_owner->data().pastDays() - 1)) - lastPastShare() + 0.5;
        const double x = std::clamp(chart()->mapToPosition({at, 0}, m_past).x(), plot.left(), plot.right());
        QPen dotted(theme.text2, 1, Qt::CustomDashLine);
        dotted.setDashPattern({1, 2});
        painter->setPen(dotted);
        painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const QString text = m_owner->dayText(day);
        painter->setFont(textFont(TextRole::CaptionStrong));
        const QFontMetricsF metrics(painter->font());
        QRectF box(0, 0, metrics.horizontalAdvance(text) + 16, metrics.height() + 10);
        box.moveCenter({x, plot.bottom() - box.height() - 8});
        box.moveLeft(std::clamp(box.left(), plot.left(), std::max(plot.left(), plot.right() - box.width())));
        paintBox(painter, box, theme.raised, theme.control, 4);
        painter->setPen(theme.text);
        painter->drawText(box, Qt::AlignCenter, text);
    }

    UsageChart *m_owner;
    QLineSeries *m_past = nullptr;
    bool m_onPaper = false;
};

UsageChart::UsageChart(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_canvas(new ChartCanvas(this))
    , m_table(new QTableView(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
    m_stack->addWidget(m_canvas);
    m_stack->addWidget(m_table);
    m_canvas->installEventFilter(this);
    m_table->installEventFilter(this); // whose own T would search
    m_table->setAccessibleName(tr("Use by day"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight(QFontMetricsF(m_table->font())));
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setShowGrid(false);
    m_table->setModel(new QStandardItemModel(m_table));
    rebuild();
}

void UsageChart::setData(const UsageChartData &data)
{
    const QDate day = m_current >= 0 && m_current < m_days.size() ? m_days.at(m_current).date : QDate();
    m_data = data;
    m_days = usageDays(data);
    m_current = -1;
    for (int i = 0; i < m_days.size(); ++i) {
        if (m_days.at(i).date == day)
            m_current = i;
    }
    rebuild();
}

void UsageChart::rebuild()
{
    m_canvas->rebuild();
    m_canvas->setAccessibleName(m_data.title.isEmpty() ? tr("Use over time")
                                                       : tr("Use over time: %1").arg(m_data.title));
    m_canvas->setAccessibleDescription(
        m_current >= 0 ? dayText(m_current) : tr("Left and Right go from day to day, T shows a table"));
    m_canvas->viewport()->update();
    fillTable();
}

void UsageChart::fillTable()
{
    auto *model = static_cast<QStandardItemModel *>(m_table->model());
    model->clear();
    model->setHorizontalHeaderLabels({tr("Day"), tr("What"), tr("At least"), tr("GPUs"), tr("At most")});
    for (const UsageDay &day : std::as_const(m_days)) {
        QList<QStandardItem *> row;
        const QStringList texts{QLocale().toString(day.date, QLocale::ShortFormat),
                                day.isPast ? tr("used") : tr("expected"), countText(day.low),
                                countText(day.value), countText(day.high)};
        for (int column = 0; column < texts.size(); ++column) {
            auto *item = new QStandardItem(texts.at(column));
            if (column > 1)
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            row << item;
        }
        model->appendRow(row);
    }
}

bool UsageChart::isTableShown() const
{
    return m_stack->currentWidget() == m_table;
}

void UsageChart::setTableShown(bool shown)
{
    if (shown == isTableShown())
        return;
    const bool hadFocus = m_stack->currentWidget()->hasFocus();
    m_stack->setCurrentWidget(shown ? static_cast<QWidget *>(m_table) : m_canvas);
    if (shown && m_current >= 0)
        m_table->selectRow(m_current);
    if (hadFocus)
        m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
    Q_EMIT tableShownChanged(shown);
}

void UsageChart::setCurrentDay(int day)
{
    day = m_days.isEmpty() ? -1 : std::clamp(day, -1, int(m_days.size()) - 1);
    if (day == m_current)
        return;
    m_current = day;
    m_canvas->setAccessibleDescription(dayText(day));
    QAccessibleEvent event(m_canvas, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    m_canvas->viewport()->update();
}

QString UsageChart::dayText(int day) const
{
    if (day < 0 || day >= m_days.size())
        return {};
    const UsageDay &one = m_days.at(day);
    if (one.isPast)
        return tr("%1: %2 used").arg(dateText(one.date), countText(one.value));
    return tr("%1: %2 expected, %3 to %4")
        .arg(dateText(one.date), countText(one.value), countText(one.low), countText(one.high));
}

QString UsageChart::toCsv() const
{
    QString csv = QStringLiteral("date,kind,low,value,high\n");
    for (const UsageDay &day : m_days) {
        csv += QStringLiteral("%1,%2,%3,%4,%5\n")
                   .arg(day.date.toString(Qt::ISODate),
                        day.isPast ? QStringLiteral("used") : QStringLiteral("expected"))
                   .arg(day.low, 0, 'f', 2)
                   .arg(day.value, 0, 'f', 2)
                   .arg(day.high, 0, 'f', 2);
    }
    return csv;
}

void UsageChart::paintTo(QPainter *painter, const QRectF &target) const
{
    m_canvas->render(painter, target, m_canvas->rect(), Qt::KeepAspectRatio);
}

QPicture UsageChart::onPaper(QSizeF *size) const
{
    QPicture picture;
    *size = m_canvas->size();
    if (m_data.isEmpty() || size->isEmpty())
        return picture;
    m_canvas->setOnPaper(true);
    QPainter painter(&picture);
    m_canvas->render(&painter, QRectF({}, *size), m_canvas->rect(), Qt::IgnoreAspectRatio);
    painter.end();
    m_canvas->setOnPaper(false);
    return picture;
}

QSize UsageChart::sizeHint() const
{
    return {scaledWidth(this, 560), scaledWidth(this, 240)};
}

void UsageChart::focusInEvent(QFocusEvent *event)
{
    m_stack->currentWidget()->setFocus(event->reason());
}

void UsageChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange)
        rebuild();
}

bool UsageChart::eventFilter(QObject *watched, QEvent *event)
{
    // The views' own keys would scroll and search.
    const bool isOurs = watched == m_canvas || (event->type() == QEvent::KeyPress &&
                                                static_cast<QKeyEvent *>(event)->key() == Qt::Key_T);
    if (event->type() == QEvent::KeyPress && isOurs) {
        event->ignore();
        keyPressEvent(static_cast<QKeyEvent *>(event));
        return event->isAccepted();
    }
    if (watched == m_canvas && event->type() == QEvent::Leave && !m_canvas->hasFocus())
        setCurrentDay(-1);
    return QWidget::eventFilter(watched, event);
}

void UsageChart::keyPressEvent(QKeyEvent *event)
{
    const int week = event->modifiers().testFlag(Qt::ControlModifier) ? 7 : 1;
    const int from = m_current >= 0 ? m_current : std::max(0, m_data.pastDays() - 1);
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrentDay(m_current < 0 ? from : std::max(0, from - week));
        break;
    case Qt::Key_Right:
        setCurrentDay(m_current < 0 ? from : from + week);
        break;
    case Qt::Key_Home:
        setCurrentDay(0);
        break;
    case Qt::Key_End:
        setCurrentDay(int(m_days.size()) - 1);
        break;
    case Qt::Key_T:
        if (event->modifiers() != Qt::NoModifier)
            return QWidget::keyPressEvent(event);
        setTableShown(!isTableShown());
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    event->accept();
}

} // namespace easel
