// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/machinemapmodel.h"

#include "app/models/sortkey.h"
#include "core/base/text.h"
#include "core/domain/gputext.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

QString machineSentence(const GpuMachine &machine)
{
    const QString gpus =
        machine.gpus.isEmpty() ? MachineMapModel::tr("no GPUs") : gpuText(machine.gpus, false);
    const QString pool = cleanedLine(machine.pool);
    QString state;
    switch (machine.state) {
    case GpuMachine::State::Free:
        state = MachineMapModel::tr("free");
        break;
    case GpuMachine::State::Held:
        state = pool.isEmpty() ? MachineMapModel::tr("in use")
                : machine.gpus.isEmpty()
                    ? MachineMapModel::tr("held by %1", "pool").arg(pool)
                    : MachineMapModel::tr("%1 asked for by %2", "GPUs, pool").arg(machine.asked).arg(pool);
        break;
    case GpuMachine::State::Reserved:
        state = MachineMapModel::tr("reserved for %1", "pool").arg(pool);
        break;
    case GpuMachine::State::Releasing:
        state = MachineMapModel::tr("released by %1", "pool").arg(pool);
        break;
    case GpuMachine::State::Unhealthy:
        state = MachineMapModel::tr("unhealthy");
        if (!machine.message.isEmpty())
            state += u": "_s + cleanedLine(machine.message);
        if (!pool.isEmpty())
            state += u", "_s + MachineMapModel::tr("held by %1", "pool").arg(pool);
        break;
    case GpuMachine::State::Unpaired:
        state = MachineMapModel::tr("not paired");
        break;
    case GpuMachine::State::Unknown:
        state = MachineMapModel::tr("state not known");
        break;
    }
    return cleanedLine(machine.name) + u": "_s + gpus + u", "_s + state;
}

MachineMapModel::MachineMapModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void MachineMapModel::reset(const QList<GpuMachine> &machines)
{
    beginResetModel();
    m_machines.clear();
    for (const GpuMachine &machine : machines)
        m_machines.insert(machine.uid, machine);
    arrange();
    endResetModel();
}

void MachineMapModel::apply(const QList<GpuMachine> &changed, const QStringList &gone)
{
    bool moved = !gone.isEmpty();
    for (const GpuMachine &machine : changed) {
        const auto known = m_machines.constFind(machine.uid);
        moved = moved || known == m_machines.cend() || known->tags != machine.tags ||
                known->gpus != machine.gpus || known->name != machine.name;
        m_machines.insert(machine.uid, machine);
    }
    for (const QString &uid : gone)
        m_machines.remove(uid);
    if (moved) {
        beginResetModel();
        arrange();
        endResetModel();
        return;
    }
    for (const GpuMachine &machine : changed) {
        const QModelIndex index = indexOf(machine.uid);
        if (index.isValid())
            Q_EMIT dataChanged(index, index);
    }
}

void MachineMapModel::setGroupedBy(const QString &tagKey)
{
    if (tagKey == m_groupedBy)
        return;
    beginResetModel();
    m_groupedBy = tagKey;
    arrange();
    endResetModel();
}

void MachineMapModel::setWithoutGpusShown(bool shown)
{
    if (shown == m_withoutGpus)
        return;
    beginResetModel();
    m_withoutGpus = shown;
    arrange();
    endResetModel();
}

void MachineMapModel::setPerLine(int machines)
{
    if (machines == m_perLine || machines < 1)
        return;
    beginResetModel();
    m_perLine = machines;
    arrange();
    endResetModel();
}

void MachineMapModel::setLookedAt(const std::optional<QSet<QString>> &projects,
                                  const std::optional<QSet<QString>> &names)
{
    if (projects == m_projects && names == m_names)
        return;
    m_projects = projects;
    m_names = names;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {DimmedRole});
}

QStringList MachineMapModel::tagKeys() const
{
    QHash<QString, QString> first;
    QSet<QString> several;
    for (const GpuMachine &machine : m_machines) {
        for (auto tag = machine.tags.cbegin(); tag != machine.tags.cend(); ++tag) {
            const auto known = first.constFind(tag.key());
            if (known == first.cend())
                first.insert(tag.key(), tag.value());
            else if (*known != tag.value())
                several.insert(tag.key());
        }
    }
    QStringList keys(several.cbegin(), several.cend());
    keys.sort();
    return keys;
}

int MachineMapModel::withoutGpus() const
{
    return int(std::count_if(m_machines.cbegin(), m_machines.cend(),
                             [](const GpuMachine &machine) { return machine.gpus.isEmpty(); }));
}

bool MachineMapModel::isShown(const GpuMachine &machine) const
{
    return m_withoutGpus || !machine.gpus.isEmpty();
}

QString MachineMapModel::groupOf(const GpuMachine &machine) const
{
    if (m_groupedBy.isEmpty())
        return {};
    const QString value = machine.tags.value(m_groupedBy);
    if (value.isEmpty())
        return {};
    const QString hall = m_groupedBy == u"rack" && m_severalHalls ? machine.tags.value(u"hall"_s) : QString();
    return hall.isEmpty() ? value : QString(hall + u' ' + value);
}

void MachineMapModel::arrange()
{
    m_order.clear();
    m_lines.clear();
    m_columns = 0;
    m_severalHalls = tagKeys().contains(u"hall"_s);
    struct Place
    {
        QString groupKey; // machines without the tag come last
        QString group;
        QString family;
        QString nameKey;
        QString uid;
    };
    std::vector<Place> places;
    for (const GpuMachine &machine : std::as_const(m_machines)) {
        if (!isShown(machine))
            continue;
        const QString group = groupOf(machine);
        places.push_back({group.isEmpty() ? QString(QChar(0xffff)) : naturalKey(group), group,
                          machine.family(), naturalKey(machine.name), machine.uid});
    }
    std::sort(places.begin(), places.end(), [](const Place &a, const Place &b) {
        return std::tie(a.groupKey, a.family, a.nameKey, a.uid) <
               std::tie(b.groupKey, b.family, b.nameKey, b.uid);
    });
    for (const Place &place : places) {
        const bool same =
            !m_lines.empty() && m_lines.back().group == place.group && m_lines.back().family == place.family;
        if (!same || m_lines.back().count == m_perLine)
            m_lines.push_back({place.group, place.family, int(m_order.size()), 0, same});
        ++m_lines.back().count;
        m_columns = std::max(m_columns, m_lines.back().count);
        m_order.push_back(place.uid);
    }
}

const GpuMachine *MachineMapModel::machineAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= int(m_lines.size()))
        return nullptr;
    const Line &line = m_lines[std::size_t(index.row())];
    if (index.column() >= line.count)
        return nullptr;
    const auto found = m_machines.constFind(m_order[std::size_t(line.first + index.column())]);
    return found == m_machines.cend() ? nullptr : &*found;
}

QModelIndex MachineMapModel::indexOf(const QString &uid) const
{
    const auto found = std::find(m_order.begin(), m_order.end(), uid);
    if (found == m_order.end())
        return {};
    const int place = int(found - m_order.begin());
    const auto line = std::find_if(m_lines.begin(), m_lines.end(), [place](const Line &candidate) {
        return place < candidate.first + candidate.count;
    });
    return index(int(line - m_lines.begin()), place - line->first);
}

QList<const GpuMachine *> MachineMapModel::machinesOfRow(int row) const
{
    QList<const GpuMachine *> machines;
    while (row > 0 && m_lines[std::size_t(row)].goesOn)
        --row;
    for (std::size_t at = std::size_t(row); at < m_lines.size(); ++at) {
        if (int(at) > row && !m_lines[at].goesOn)
            break;
        for (int column = 0; column < m_lines[at].count; ++column)
            machines << machineAt(index(int(at), column));
    }
    return machines;
}

bool MachineMapModel::isDimmed(const GpuMachine &machine) const
{
    return (m_projects && !m_projects->contains(machine.pool.section(u'/', 0, 0))) ||
           (m_names && !m_names->contains(machine.name));
}

int MachineMapModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

int MachineMapModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_columns;
}

QVariant MachineMapModel::data(const QModelIndex &index, int role) const
{
    const GpuMachine *machine = machineAt(index);
    if (!machine)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return machine->state == GpuMachine::State::Held && !machine->gpus.isEmpty()
                   ? QVariant(QString::number(machine->asked))
                   : QVariant();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return machineSentence(*machine);
    case UidRole:
        return machine->uid;
    case MachineRole:
        return QVariant::fromValue(*machine);
    case DimmedRole:
        return isDimmed(*machine);
    default:
        return {};
    }
}

QVariant MachineMapModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal || section < 0 || section >= int(m_lines.size()))
        return {};
    const Line &line = m_lines[std::size_t(section)];
    const QString group = line.group.isEmpty() && !m_groupedBy.isEmpty() ? tr("no %1", "tag").arg(m_groupedBy)
                                                                         : cleanedLine(line.group);
    const QString family = line.family.isEmpty() ? tr("no GPUs") : shortFamily(line.family);
    switch (role) {
    case Qt::DisplayRole:
        return line.goesOn ? QString() : QString(group + (group.isEmpty() ? u""_s : u"  "_s) + family);
    case Qt::AccessibleTextRole:
        return QString(group + u' ' + family);
    case GroupRole:
        return line.goesOn ? QString() : group;
    case FamilyNameRole:
        return line.goesOn ? QString() : family;
    default:
        return {};
    }
}

Qt::ItemFlags MachineMapModel::flags(const QModelIndex &index) const
{
    return machineAt(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace easel
