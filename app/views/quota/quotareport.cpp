// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/quotareport.h"

#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/look/theme.h"
#include "app/look/typography.h"
#include "app/views/parts/quotabar.h"
#include "core/base/text.h"
#include "core/domain/gputext.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::QuotaReport)
};

// In points of 1/96 inch.
constexpr int dotsPerInch = 96;
constexpr double margin = 44;
constexpr double gap = 12;
constexpr double rowHeight = 22;
constexpr double nameWidth = 190;
constexpr double stateWidth = 112;
constexpr double poolsWidth = 48;
constexpr double familyWidth = 224; // bar, used, free
constexpr double usedWidth = 78;
constexpr double freeWidth = 54;
constexpr double indent = 16;

class Writer
{
public:
    Writer(const QuotaReport &report, QPdfWriter *pdf)
        : m_report(report)
        , m_pdf(pdf)
        , m_painter(pdf)
        , m_theme(Theme::light())
        , m_page(pdf->pageLayout().paintRectPixels(pdf->resolution()))
    {
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_page = QRectF(0, 0, m_page.width(), m_page.height());
        m_bottom = m_page.bottom() - 20; // the foot
        m_top = 0;
    }

    void write()
    {
        head();
        matters();
        if (m_report.families.isEmpty() && !m_report.rows.isEmpty())
            table({});
        // Families beside each other as far as there is room, the others below.
        const int fit =
            std::max(1, int((m_page.width() - nameWidth - stateWidth - poolsWidth) / familyWidth));
        for (int first = 0; first < m_report.families.size(); first += fit) {
            QList<int> families;
            for (int i = first; i < std::min<int>(first + fit, int(m_report.families.size())); ++i)
                families << i;
            table(families);
        }
        chart();
        foot();
        m_painter.end();
    }

private:
    QFont font(TextRole role) const { return textFont(role, m_report.font); }

    void newPage()
    {
        foot();
        m_pdf->newPage();
        ++m_number;
        m_top = 0;
    }
    bool need(double height)
    {
        if (m_top + height <= m_bottom)
            return false;
        newPage();
        return true;
    }
    void foot()
    {
        m_painter.setFont(font(TextRole::Small));
        m_painter.setPen(m_theme.text2);
        const QRectF line(0, m_page.bottom() - 16, m_page.width(), 16);
        m_painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                           Text::tr("%1, %2").arg(m_report.title, timeText()));
        m_painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, Text::tr("Page %1").arg(m_number));
    }
    QString timeText() const { return QLocale().toString(m_report.at, QLocale::ShortFormat); }

    // Wrapped; returns its height.
    double paragraph(const QString &text, TextRole role, const QColor &color, double left = 0)
    {
        m_painter.setFont(font(role));
        const QRectF room(left, 0, m_page.width() - left, 10'000);
        const double height = m_painter.boundingRect(room, Qt::TextWordWrap | Qt::AlignLeft, text).height();
        need(height);
        m_painter.setFont(font(role));
        m_painter.setPen(color);
        m_painter.drawText(QRectF(left, m_top, m_page.width() - left, height + 1),
                           Qt::TextWordWrap | Qt::AlignLeft, text);
        m_top += height;
        return height;
    }

    void head()
    {
        paragraph(m_report.title, TextRole::Title, m_theme.text);
        paragraph(Text::tr("%1. As of %2.", "what is shown, time").arg(m_report.about, timeText()),
                  TextRole::Body, m_theme.text2);
        m_top += gap;
    }

    void matters()
    {
        if (m_report.matters.isEmpty())
            return;
        paragraph(Text::tr("What needs action"), TextRole::Strong, m_theme.text);
        m_top += 4;
        for (const GpuMatter &matter : m_report.matters) {
            need(rowHeight * 2);
            paintStateIcon(&m_painter, QRectF(0, m_top + 2, 13, 13), matter.tone,
                           stateColor(m_theme, matter.tone));
            paragraph(cleanedLine(matter.title), TextRole::Strong, m_theme.text, 20);
            paragraph(cleanedLine(matter.sentence), TextRole::Small, m_theme.text2, 20);
            m_top += 4;
        }
        m_top += gap;
    }

    void text(const QRectF &cell, const QString &text, Qt::Alignment alignment = Qt::AlignLeft)
    {
        const QRectF room = cell.adjusted(4, 0, -4, 0);
        m_painter.drawText(room, int(alignment | Qt::AlignVCenter),
                           QFontMetricsF(m_painter.font()).elidedText(text, Qt::ElideMiddle, room.width()));
    }

    void tableHead(const QList<int> &families)
    {
        m_painter.setFont(font(TextRole::SmallStrong));
        m_painter.setPen(m_theme.text2);
        double x = 0;
        const auto cell = [&](double width) {
            const QRectF rect(x, m_top, width, rowHeight);
            x += width;
            return rect;
        };
        text(cell(nameWidth), Text::tr("Tenant and project"));
        text(cell(stateWidth), Text::tr("State"));
        for (const int family : families) {
            text(cell(familyWidth - usedWidth - freeWidth).adjusted(8, 0, 0, 0),
                 cleanedLine(shortFamily(m_report.families.at(family))));
            text(cell(usedWidth), Text::tr("used / limit"), Qt::AlignRight);
            text(cell(freeWidth), Text::tr("free"), Qt::AlignRight);
        }
        text(cell(poolsWidth), Text::tr("Pools"), Qt::AlignRight);
        m_top += rowHeight;
        paintHairline(&m_painter, {0, m_top}, {m_page.width(), m_top}, m_theme.control);
    }

    void table(const QList<int> &families)
    {
        need(rowHeight * 4);
        tableHead(families);
        for (const QuotaReport::Row &row : m_report.rows) {
            if (need(rowHeight))
                tableHead(families);
            tableRow(row, families);
        }
        m_top += gap;
    }

    void tableRow(const QuotaReport::Row &row, const QList<int> &families)
    {
        m_painter.setFont(font(row.depth == 0 ? TextRole::Strong : TextRole::Body));
        m_painter.setPen(m_theme.text);
        text(QRectF(row.depth * indent, m_top, nameWidth - row.depth * indent, rowHeight),
             cleanedLine(row.name));
        double x = nameWidth;
        if (!row.state.isEmpty()) {
            if (row.tone != Tone::Neutral)
                paintStateIcon(&m_painter, QRectF(x + 4, m_top + (rowHeight - 12) / 2, 12, 12), row.tone,
                               stateColor(m_theme, row.tone));
            m_painter.setFont(font(TextRole::Small));
            m_painter.setPen(stateColor(m_theme, row.tone));
            text(QRectF(x + 16, m_top, stateWidth - 16, rowHeight), cleanedLine(row.state));
        }
        x += stateWidth;
        for (const int family : families) {
            const QuotaReport::Cell cell = row.cells.value(family);
            const double barWidth = familyWidth - usedWidth - freeWidth;
            if (cell.known)
                paintQuotaBar(&m_painter, QRectF(x + 12, m_top + (rowHeight - 10) / 2, barWidth - 16, 10),
                              cell.parts, m_theme);
            m_painter.setFont(font(TextRole::Body));
            m_painter.setPen(m_theme.text);
            text(QRectF(x + barWidth, m_top, usedWidth, rowHeight), cell.used, Qt::AlignRight);
            m_painter.setPen(cell.bad ? m_theme.bad.foreground : m_theme.text2);
            text(QRectF(x + barWidth + usedWidth, m_top, freeWidth, rowHeight), cell.free, Qt::AlignRight);
            x += familyWidth;
        }
        m_painter.setPen(m_theme.text);
        m_painter.setFont(font(TextRole::Body));
        text(QRectF(x, m_top, poolsWidth, rowHeight), row.pools, Qt::AlignRight);
        m_top += rowHeight;
        paintHairline(&m_painter, {0, m_top}, {m_page.width(), m_top}, m_theme.border);
    }

    void chart()
    {
        if (m_report.chart.isNull() || m_report.chartSize.isEmpty())
            return;
        const double height = m_page.width() * m_report.chartSize.height() / m_report.chartSize.width();
        need(std::min(height + 100, m_bottom));
        paragraph(Text::tr("History and forecast: %1").arg(cleanedLine(m_report.chartTitle)),
                  TextRole::Strong, m_theme.text);
        paragraph(cleanedLine(m_report.chartText), TextRole::Body, m_theme.text2);
        m_top += 4;
        const double scale = std::min({m_page.width() / m_report.chartSize.width(),
                                       (m_bottom - m_top - 24) / m_report.chartSize.height(), 1.6});
        m_painter.save();
        m_painter.translate(0, m_top);
        m_painter.scale(scale, scale);
        QPicture picture = m_report.chart;
        picture.play(&m_painter);
        m_painter.restore();
        m_top += m_report.chartSize.height() * scale + 4;
        paragraph(
            Text::tr("Line: used. Dashes: most likely. Band: four outcomes of five. Bar: when nothing may be "
                     "left."),
            TextRole::Small, m_theme.text2);
    }

    const QuotaReport &m_report;
    QPdfWriter *m_pdf;
    QPainter m_painter;
    Theme m_theme;
    QRectF m_page;
    double m_top = 0;
    double m_bottom = 0;
    int m_number = 1;
};

} // namespace

QByteArray quotaReportPdf(const QuotaReport &report)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setTitle(report.title);
    pdf.setCreator(QStringLiteral("Easel"));
    pdf.setResolution(dotsPerInch);
    constexpr double pointsPerInch = 72;
    constexpr double side = margin * pointsPerInch / dotsPerInch;
    pdf.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Landscape,
                                  QMarginsF(side, side, side, side), QPageLayout::Point));
    Writer(report, &pdf).write();
    return bytes;
}

} // namespace easel
