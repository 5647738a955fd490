// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/usageforecast.h"

#include <QWidget>

#include <optional>

class QPainter;
class QPicture;
class QStackedWidget;
class QTableView;

namespace easel {

class ChartCanvas;

// What a chart of use over time shows.
struct UsageChartData
{
    QString title; // "borealis, NVIDIA-L40S"
    UsageSeries history;
    std::optional<qint64> limit;
    qint64 kept = 0; // of the limit, for others
    UsageForecast forecast;

    bool isEmpty() const { return history.values.empty(); }
    int pastDays() const;   // with the day that is begun
    int futureDays() const; // whole days of the forecast
};

// One day of such a chart: what was at most in use on it, or what is expected at its end.
struct UsageDay
{
    QDate date;
    bool isPast = true;
    double low = 0; // equal to `value` for the past
    double value = 0;
    double high = 0;
};
QList<UsageDay> usageDays(const UsageChartData &data);

// Use as a step line, the forecast as a dashed line in its band, limit and what is kept as lines with their
// names. The only place that knows the charts library. Left and Right move a cursor from day to day, T shows
// the same as a table.
class UsageChart : public QWidget
{
    Q_OBJECT

public:
    explicit UsageChart(QWidget *parent = nullptr);

    void setData(const UsageChartData &data);
    const UsageChartData &data() const { return m_data; }

    bool isTableShown() const;
    void setTableShown(bool shown);
    // The day the cursor stands on; -1: none.
    int currentDay() const { return m_current; }
    void setCurrentDay(int day);
    QString dayText(int day) const; // "17 Nov: 28 expected, 25 to 34"

    QString toCsv() const;                                       // date,kind,low,value,high
    void paintTo(QPainter *painter, const QRectF &target) const; // for pictures and reports

    QPicture onPaper(QSizeF *size) const; // in light colours, as large as it is here; empty without data

    QSize sizeHint() const override;

Q_SIGNALS:
    void tableShownChanged(bool shown);

protected:
    void changeEvent(QEvent *event) override;
    // A focus proxy would take the controls before the chart out of the tab order (Qt 6.4).
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void rebuild();
    void fillTable();

    UsageChartData m_data;
    QList<UsageDay> m_days;
    QStackedWidget *m_stack;
    ChartCanvas *m_canvas;
    QTableView *m_table;
    int m_current = -1;
};

} // namespace easel
