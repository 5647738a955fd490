// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/quotaparts.h"
#include "core/quota/gpumatters.h"

#include <QDateTime>
#include <QFont>
#include <QPicture>

namespace easel {

// What the GPU quota dashboard shows, as a document to hand on: what needs action, everybody's figures,
// history and forecast. A plain value.
struct QuotaReport
{
    struct Cell
    {
        QuotaParts parts;
        QString used; // "16 / 24"
        QString free; // "8 over"
        bool bad = false;
        bool known = false;
    };
    struct Row
    {
        QString name;
        int depth = 0;
        QString state;
        Tone tone = Tone::Neutral;
        QList<Cell> cells; // as `families`
        QString pools;
    };
    QString title; // "GPU quota of hub-north"
    QString about; // scope, filter, counts
    QDateTime at;
    QList<GpuMatter> matters;
    QStringList families;
    QList<Row> rows;
    QString chartTitle;
    QString chartText;
    QPicture chart; // empty: there is no history
    QSizeF chartSize;
    QFont font;
};

// A PDF on A4, in light colours. May run in any thread.
QByteArray quotaReportPdf(const QuotaReport &report);

} // namespace easel
