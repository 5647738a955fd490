// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/eventmodel.h"

#include "app/models/roles.h"
#include "core/base/text.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace easel {

namespace {

qint64 timeOf(const QJsonValue &value)
{
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

} // namespace

EventModel::EventModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void EventModel::setEvents(const QList<QJsonObject> &events)
{
    beginResetModel();
    m_entries.clear();
    for (const QJsonObject &event : events) {
        Entry entry;
        entry.warning = event[u"type"].toString() == u"Warning";
        entry.reason = cleanedLine(event[u"reason"].toString());
        const QString note = event[u"note"].toString();
        entry.message = cleanedLine(note.isEmpty() ? event[u"message"].toString() : note);
        entry.source = event[u"reportingController"].toString();
        if (entry.source.isEmpty())
            entry.source = event[u"source"][u"component"].toString();
        entry.count = std::max({event[u"series"][u"count"].toInteger(), event[u"deprecatedCount"].toInteger(),
                                event[u"count"].toInteger(), qint64(1)});
        entry.lastMs = std::max({timeOf(event[u"series"][u"lastObservedTime"]), timeOf(event[u"eventTime"]),
                                 timeOf(event[u"deprecatedLastTimestamp"]), timeOf(event[u"lastTimestamp"])});
        if (entry.lastMs == 0)
            entry.lastMs = timeOf(event[u"metadata"][u"creationTimestamp"]);
        m_entries.append(entry);
    }
    std::stable_sort(m_entries.begin(), m_entries.end(),
                     [](const Entry &a, const Entry &b) { return a.lastMs > b.lastMs; });
    endResetModel();
}

int EventModel::warnings() const
{
    return int(std::count_if(m_entries.cbegin(), m_entries.cend(),
                             [](const Entry &entry) { return entry.warning; }));
}

int EventModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int EventModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant EventModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return {};
    const Entry &entry = m_entries.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (column) {
        case KindColumn:
            return entry.warning ? tr("Warning") : tr("Normal");
        case ReasonColumn:
            return entry.reason;
        case MessageColumn:
            return entry.message;
        case CountColumn:
            return QLocale().toString(entry.count);
        case AgeColumn:
            return entry.lastMs == 0 ? QStringLiteral("–")
                                     : ageText(std::chrono::seconds(
                                           (QDateTime::currentMSecsSinceEpoch() - entry.lastMs) / 1000));
        default:
            return {};
        }
    case Qt::ToolTipRole:
        if (column == AgeColumn && entry.lastMs > 0)
            return QDateTime::fromMSecsSinceEpoch(entry.lastMs)
                .toString(QStringLiteral("d MMM yyyy HH:mm:ss"));
        return entry.source.isEmpty() ? entry.message : tr("%1\nfrom %2").arg(entry.message, entry.source);
    case CellTypeRole:
        return int(column == KindColumn    ? CellType::State
                   : column == CountColumn ? CellType::Number
                   : column == AgeColumn   ? CellType::Age
                                           : CellType::Text);
    case ToneRole:
        return int(entry.warning ? Tone::Warning : Tone::Neutral);
    case Qt::TextAlignmentRole:
        return int((column == CountColumn || column == AgeColumn ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == CountColumn || section == AgeColumn ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case KindColumn:
        return tr("Type");
    case ReasonColumn:
        return tr("Reason");
    case MessageColumn:
        return tr("Message");
    case CountColumn:
        return tr("Times");
    case AgeColumn:
        return tr("Last");
    default:
        return {};
    }
}

} // namespace easel
