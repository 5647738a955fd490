// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/packingtrace.h"

#include <QByteArrayList>
#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PackingTrace)
};

// Lines of a CSV without quotes, by the names of its columns.
class Table
{
public:
    explicit Table(const QByteArray &csv)
        : m_lines(csv.split('\n'))
    {
        m_columns = m_lines.takeFirst().trimmed().split(',');
        if (!m_columns.isEmpty() && m_columns.first().startsWith("\xEF\xBB\xBF"))
            m_columns.first().remove(0, 3);
    }

    QString missing(const QList<QByteArray> &columns) const
    {
        for (const QByteArray &column : columns) {
            if (!m_columns.contains(column))
                return QString::fromUtf8(column);
        }
        return {};
    }

    bool next()
    {
        while (m_line < m_lines.size()) {
            m_cells = m_lines.at(m_line++).trimmed().split(',');
            if (m_cells.size() > 1 || !m_cells.first().isEmpty())
                return true;
        }
        return false;
    }

    QString text(const char *column) const
    {
        const qsizetype index = m_columns.indexOf(column);
        return index < 0 ? QString() : QString::fromUtf8(m_cells.value(index)).trimmed();
    }

    // Whole numbers from 0 to `largest`; the first other one is kept for problem().
    qint64 number(const char *column, qint64 largest)
    {
        bool good = false;
        const QString cell = text(column);
        const qint64 value = cell.toLongLong(&good);
        if ((!good || value < 0 || value > largest) && m_problem.isEmpty()) {
            m_problem = Text::tr("Line %1: %2 is \"%3\"; it must be a whole number from 0 to %4.")
                            .arg(m_line + 1)
                            .arg(QString::fromUtf8(column), cell.left(40))
                            .arg(largest);
        }
        return value;
    }

    QString problem() const { return m_problem; }
    qsizetype line() const { return m_line + 1; }

private:
    QByteArrayList m_lines;
    QByteArrayList m_columns;
    QByteArrayList m_cells;
    qsizetype m_line = 0;
    QString m_problem;
};

constexpr qint64 largestAmount = 1'000'000'000;

Error refused(const QString &sentence)
{
    return makeError(Error::Kind::Invalid, sentence);
}

} // namespace

Result<std::vector<PackingMachine>> readPackingMachines(const QByteArray &csv)
{
    Table table(csv);
    const QString missing = table.missing({"sn", "cpu_milli", "memory_mib", "gpu", "model"});
    if (!missing.isEmpty())
        return failure(refused(Text::tr("The list of machines has no column %1.").arg(missing)));
    std::vector<PackingMachine> machines;
    while (table.next()) {
        PackingMachine machine;
        machine.name = table.text("sn");
        machine.cpuMilli = qint32(table.number("cpu_milli", largestAmount));
        machine.memoryMiB = table.number("memory_mib", largestAmount);
        machine.gpus = int(table.number("gpu", packingMaxGpus));
        machine.model = table.text("model");
        if (!table.problem().isEmpty())
            return failure(refused(table.problem()));
        machines.push_back(std::move(machine));
    }
    if (machines.empty())
        return failure(refused(Text::tr("The list of machines is empty.")));
    return machines;
}

Result<std::vector<PackingItem>> readPackingItems(const QByteArray &csv)
{
    Table table(csv);
    const QString missing = table.missing({"name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"});
    if (!missing.isEmpty())
        return failure(refused(Text::tr("The list of pods has no column %1.").arg(missing)));
    std::vector<PackingItem> items;
    while (table.next()) {
        PackingItem item;
        item.name = table.text("name");
        item.cpuMilli = qint32(table.number("cpu_milli", largestAmount));
        item.memoryMiB = table.number("memory_mib", largestAmount);
        item.gpus = int(table.number("num_gpu", packingMaxGpus));
        item.gpuMilli = int(table.number("gpu_milli", packingWholeGpu));
        const QString models = table.text("gpu_spec");
        if (!models.isEmpty() && models != QLatin1String("nan"))
            item.models = models.split(u'|', Qt::SkipEmptyParts);
        if (!table.problem().isEmpty())
            return failure(refused(table.problem()));
        if (item.gpus > 0 && item.gpuMilli == 0) {
            return failure(refused(Text::tr("Line %1: %2 asks for GPUs but for no part of them.")
                                       .arg(table.line())
                                       .arg(item.name)));
        }
        if (item.gpus > 1)
            item.gpuMilli = packingWholeGpu;
        items.push_back(std::move(item));
    }
    if (items.empty())
        return failure(refused(Text::tr("The list of pods is empty.")));
    return items;
}

} // namespace easel
