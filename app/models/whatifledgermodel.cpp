// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/whatifledgermodel.h"

#include "app/models/celltext.h"
#include "core/base/text.h"

#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

WhatIfLedgerModel::WhatIfLedgerModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void WhatIfLedgerModel::setResult(const WhatIfResult &result)
{
    QList<Row> rows;
    for (const WhatIfLine &line : result.lines) {
        const bool tenant = line.project.isEmpty();
        Row row;
        row.who = cleanedLine(tenant ? line.tenant : line.project);
        row.iconName = tenant ? u"building-2"_s : u"folder"_s;
        row.depth = tenant ? 0 : 1;
        row.family = cleanedLine(line.after.family);
        // Both bars are as wide as the larger of the two, so that they can be compared.
        const qint64 room = std::max(line.before.used(), line.after.used());
        row.now = quotaParts(line.before, room);
        row.then = quotaParts(line.after, room);
        row.now.whole = row.then.whole = std::max(row.now.whole, row.then.whole);
        row.freeNow = line.before.headroom;
        row.freeThen = line.after.headroom;
        rows << row;
    }
    for (const WhatIfFamily &family : result.families) {
        Row row;
        row.who = tr("Machines");
        row.iconName = u"server"_s;
        row.family = cleanedLine(family.family);
        const auto parts = [](qint64 installed, qint64 free) {
            QuotaParts made;
            made.attached = installed - free;
            made.free = free;
            made.limit = installed;
            return made;
        };
        row.now = parts(family.installedBefore, family.freeBefore);
        row.then = parts(family.installedAfter, family.freeAfter);
        row.now.whole = row.then.whole = std::max(family.installedBefore, family.installedAfter);
        row.freeNow = family.freeBefore;
        row.freeThen = family.freeAfter;
        rows << row;
    }
    if (rows == m_rows)
        return;
    if (rows.size() == m_rows.size()) { // numbers alone: selection and scrolling stay
        m_rows = rows;
        Q_EMIT dataChanged(index(0, 0), index(int(rows.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

int WhatIfLedgerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int WhatIfLedgerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString WhatIfLedgerModel::freeText(const std::optional<qint64> &free) const
{
    if (!free)
        return u"–"_s;
    return *free < 0 ? tr("%1 over").arg(QLocale().toString(-*free)) : QLocale().toString(*free);
}

QVariant WhatIfLedgerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row &row = m_rows.at(index.row());
    const auto column = Column(index.column());
    const bool bar = column == NowBar || column == ThenBar;
    const QuotaParts &parts = column == NowBar || column == Now ? row.now : row.then;
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case Who:
            return QString(row.depth * 4, u' ') + row.who;
        case Family:
            return row.family;
        case NowBar:
        case ThenBar:
        case ColumnCount:
            return {};
        case Now:
        case Then:
            return quotaText(parts);
        case Free:
            return row.freeNow == row.freeThen
                       ? freeText(row.freeThen)
                       : u"%1 → %2"_s.arg(freeText(row.freeNow), freeText(row.freeThen));
        }
        return {};
    case PartsRole:
        return bar ? QVariant::fromValue(parts) : QVariant();
    case Qt::AccessibleTextRole:
        return bar ? quotaSentence(parts) : data(index, Qt::DisplayRole).toString().trimmed();
    case Qt::ToolTipRole:
        return bar || column == Now || column == Then ? QVariant(quotaSentence(parts)) : QVariant();
    case CellTypeRole:
        return int(column == Now || column == Then || column == Free ? CellType::Number : CellType::Text);
    case ToneRole:
        if (column == Free && row.freeThen && *row.freeThen < 0)
            return int(Tone::Bad);
        return {};
    default:
        return {};
    }
}

QVariant WhatIfLedgerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Now || section == Then || section == Free ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Who:
        return tr("Tenant and project");
    case Family:
        return tr("GPU family");
    case NowBar:
        return tr("Now");
    case ThenBar:
        return tr("Then");
    case Now:
    case Then:
        return tr("used / limit");
    case Free:
        return tr("free");
    case ColumnCount:
        break;
    }
    return {};
}

QString WhatIfLedgerModel::rowsAsText() const
{
    QStringList lines;
    for (int row = 0; row < rowCount(); ++row) {
        const auto text = [&](Column column) { return index(row, column).data().toString(); };
        lines << u"%1\t%2\t%3\t%4\t%5"_s.arg(text(Who), text(Family), text(Now), text(Then), text(Free));
    }
    return lines.join(u'\n');
}

} // namespace easel
