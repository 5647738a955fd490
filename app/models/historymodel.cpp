// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/historymodel.h"

#include "app/models/roles.h"
#include "core/base/text.h"

#include <algorithm>

namespace easel {

QString outcomeText(const QString &outcome)
{
    if (outcome == u"done")
        return HistoryModel::tr("Done");
    if (outcome == u"refused")
        return HistoryModel::tr("Refused");
    if (outcome == u"outcome unknown")
        return HistoryModel::tr("Outcome unknown");
    if (outcome == u"skipped")
        return HistoryModel::tr("Skipped");
    return outcome;
}

Tone outcomeTone(const QString &outcome)
{
    if (outcome == u"done")
        return Tone::Good;
    if (outcome == u"refused")
        return Tone::Bad;
    if (outcome == u"outcome unknown")
        return Tone::Unknown;
    return Tone::Neutral;
}

QString verbText(const QString &verb)
{
    if (verb == u"create")
        return HistoryModel::tr("Create");
    if (verb == u"change")
        return HistoryModel::tr("Change");
    if (verb == u"delete")
        return HistoryModel::tr("Delete");
    if (verb == u"read")
        return HistoryModel::tr("Read", "a secret");
    return verb;
}

QString objectText(const JournalEntry &entry)
{
    if (!entry.palette.isSet())
        return entry.ref.text();
    const QString name = cleanedLine(entry.ref.name);
    return entry.ref.kind == PaletteObject::Host ? HistoryModel::tr("Edge host %1").arg(name)
                                                 : HistoryModel::tr("Registration token %1").arg(name);
}

HistoryModel::HistoryModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void HistoryModel::setEntries(const QList<JournalEntry> &entries)
{
    beginResetModel();
    m_entries = entries;
    std::stable_sort(m_entries.begin(), m_entries.end(),
                     [](const JournalEntry &a, const JournalEntry &b) { return a.time > b.time; });
    endResetModel();
}

const JournalEntry *HistoryModel::entryAt(int row) const
{
    return row >= 0 && row < m_entries.size() ? &m_entries.at(row) : nullptr;
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return {};
    const JournalEntry &entry = m_entries.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case OutcomeColumn:
            return outcomeText(entry.outcome);
        case WhatColumn:
            return verbText(entry.verb);
        case ObjectColumn:
            return objectText(entry);
        case WhereColumn:
            return cleanedLine(entry.source);
        case WhoColumn:
            return entry.identity;
        case TimeColumn:
            return entry.time.toLocalTime().toString(QStringLiteral("d MMM HH:mm:ss"));
        default:
            return {};
        }
    case Qt::ToolTipRole:
        return entry.message.isEmpty() ? entry.title : entry.message;
    case CellTypeRole:
        return int(index.column() == OutcomeColumn ? CellType::State : CellType::Text);
    case ToneRole:
        return int(outcomeTone(entry.outcome));
    case ReasonRole:
        return entry.message;
    case ObjectRefRole:
        return QVariant::fromValue(entry.ref);
    default:
        return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case OutcomeColumn:
        return tr("Outcome");
    case WhatColumn:
        return tr("Action");
    case ObjectColumn:
        return tr("Object");
    case WhereColumn:
        return tr("Where", "hub, folder or Palette");
    case WhoColumn:
        return tr("By");
    case TimeColumn:
        return tr("Time");
    default:
        return {};
    }
}

} // namespace easel
