// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/models/roles.h"
#include "app/models/tablecopy.h"
#include "samplerows.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace easel::testing;

class ResourceTableModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsCells();
    void readsMemoryInOneUnit();
    void keepsSelectionThroughARelist();
    void columnsMayChangeWhileRowsArrive();
    void holdsTheOrderUnderThePointer();
    void showsMoreSortColumns();
    void followsRandomHistories_data();
    void followsRandomHistories();
    void survivesTheEndOfItsStore();
    void copiesRows();

private:
    QStringList shown() const
    {
        QStringList names;
        for (int i = 0; i < m_filter->rowCount(); ++i)
            names.append(m_filter->rowAt(i)->name);
        return names;
    }
    std::unique_ptr<ResourceStore> m_store;
    std::unique_ptr<ResourceTableModel> m_table;
    std::unique_ptr<ResourceFilterModel> m_filter;
};

void ResourceTableModelTest::init()
{
    m_filter.reset();
    m_table.reset();
    m_store = std::make_unique<ResourceStore>(sampleType(), QString(), std::make_shared<SampleExtractor>());
    m_table = std::make_unique<ResourceTableModel>();
    m_table->setClock([] { return sampleNow; });
    m_table->setStore(m_store.get());
    m_filter = std::make_unique<ResourceFilterModel>();
    m_filter->setSourceModel(m_table.get());
}

void ResourceTableModelTest::tellsCells()
{
    m_store->replaceAll({SampleRow{QStringLiteral("calving-detect"),
                                   QStringLiteral("vision"),
                                   Tone::Waiting,
                                   QStringLiteral("Waiting for compute"),
                                   QStringLiteral("no GPUs free"),
                                   QStringLiteral("8 H100"),
                                   {},
                                   1204,
                                   true,
                                   12 * 60}
                             .row()});
    const auto cell = [this](int column, int role = Qt::DisplayRole) {
        return m_table->index(0, column).data(role);
    };
    QCOMPARE(cell(0).toString(), QStringLiteral("calving-detect"));
    QCOMPARE(cell(1, ToneRole).toInt(), int(Tone::Waiting));
    QCOMPARE(cell(1, Qt::ToolTipRole).toString(), QStringLiteral("no GPUs free"));
    QCOMPARE(cell(1, Qt::AccessibleTextRole).toString(), QStringLiteral("Waiting for compute, no GPUs free"));
    QCOMPARE(cell(4).toString(), QStringLiteral("–"));
    QCOMPARE(cell(5, SortRole).toLongLong(), 1204);
    QCOMPARE(cell(6).toString(), QStringLiteral("yes"));
    QCOMPARE(cell(7).toString(), QStringLiteral("12 min"));
    QCOMPARE(cell(3, Qt::TextAlignmentRole).toInt(), int(Qt::AlignRight | Qt::AlignVCenter));
    QCOMPARE(cell(0, ObjectRefRole).value<ObjectRef>().text(),
             QStringLiteral("AIWorkload vision/calving-detect"));
    QCOMPARE(m_table->headerData(3, Qt::Horizontal).toString(), QStringLiteral("GPUs asked"));
}

void ResourceTableModelTest::readsMemoryInOneUnit()
{
    const auto shown = [this](const QString &memory) {
        SampleRow row{QStringLiteral("app")};
        row.memory = memory;
        m_store->replaceAll({row.row()});
        return m_table->index(0, 4).data().toString();
    };
    QCOMPARE(shown(QStringLiteral("258048Mi")), QStringLiteral("252 GiB"));
    QCOMPARE(shown(QStringLiteral("263819008Ki")), QStringLiteral("251.6 GiB"));
    QCOMPARE(shown(QStringLiteral("0Mi")), QStringLiteral("–"));
    QCOMPARE(shown(QStringLiteral("32")), QStringLiteral("32")); // cores
}

void ResourceTableModelTest::keepsSelectionThroughARelist()
{
    QList<Row> rows;
    for (int i = 0; i < 60; ++i)
        rows.append(SampleRow{QStringLiteral("app-%1").arg(i)}.row());
    m_store->replaceAll(rows);
    m_filter->setSortColumns({{0, Qt::DescendingOrder}});
    QItemSelectionModel selection(m_filter.get());
    for (const int row : {3, 20, 59})
        selection.select(m_filter->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const auto selected = [&] {
        QStringList names;
        for (const QModelIndex &index : selection.selectedRows())
            names.append(index.data().toString());
        names.sort();
        return names;
    };
    const QStringList before = selected();
    QCOMPARE(before.size(), 3);

    // A relist in another order, with rows more and less and other contents.
    std::reverse(rows.begin(), rows.end());
    rows.removeAt(30);
    for (int i = 60; i < 130; ++i)
        rows.append(SampleRow{QStringLiteral("app-%1").arg(i)}.row());
    m_store->replaceAll(rows);
    m_filter->flush();
    QCOMPARE(m_filter->rowCount(), 129);
    QCOMPARE(selected(), before);
    m_filter->setSortColumns({{0, Qt::AscendingOrder}});
    QCOMPARE(selected(), before);
    m_filter->setFilterText(QStringLiteral("-name:zzz"));
    QCOMPARE(selected(), before);
}

// What the window does: the first rows show a scroll bar, the table fits its columns and tells the model in
// the middle of an insertion.
void ResourceTableModelTest::columnsMayChangeWhileRowsArrive()
{
    m_filter->setFilterText(QStringLiteral("app"));
    m_filter->setSortColumns({{0, Qt::AscendingOrder}});
    const int columns = m_table->columnCount();
    int turn = 0;
    connect(m_filter.get(), &QAbstractItemModel::rowsInserted, this, [&] {
        QBitArray fitting(columns, true);
        fitting.clearBit(1 + turn++ % (columns - 1));
        m_filter->setShownColumns(fitting);
    });
    QList<Row> rows;
    for (int i = 0; i < 5; ++i)
        rows.append(SampleRow{QStringLiteral("app-%1").arg(i)}.row());
    m_store->replaceAll(rows);
    m_filter->flush();
    QVERIFY(turn > 0);
    const QStringList all{QStringLiteral("app-0"), QStringLiteral("app-1"), QStringLiteral("app-2"),
                          QStringLiteral("app-3"), QStringLiteral("app-4")};
    QCOMPARE(shown(), all);
    QTest::qWait(20); // what waited is done by now, and changed nothing
    QCOMPARE(shown(), all);
}

void ResourceTableModelTest::holdsTheOrderUnderThePointer()
{
    m_store->replaceAll({SampleRow{QStringLiteral("a"), {}, Tone::Good}.row(),
                         SampleRow{QStringLiteral("b"), {}, Tone::Good}.row()});
    m_filter->setSortColumns({{1, Qt::AscendingOrder}});
    QCOMPARE(shown().join(QString()), QStringLiteral("ab"));
    m_filter->setOrderHeld(true);
    m_store->apply({{SampleRow{QStringLiteral("b"), {}, Tone::Bad, QStringLiteral("Failed")}.row(),
                     SampleRow{QStringLiteral("c"), {}, Tone::Bad, QStringLiteral("Failed")}.row()},
                    {}});
    QTest::qWait(20);
    QCOMPARE(shown().join(QString()), QStringLiteral("ab"));
    QCOMPARE(m_filter->index(1, 1).data().toString(), QStringLiteral("Failed")); // the truth shows at once
    m_filter->setOrderHeld(false);
    QTRY_COMPARE(shown().join(QString()), QStringLiteral("bca"));
}

void ResourceTableModelTest::showsMoreSortColumns()
{
    m_filter->sortBy(2, false);
    m_filter->sortBy(0, true);
    QCOMPARE(m_filter->sortColumns(), (QList<SortColumn>{{2, Qt::AscendingOrder}, {0, Qt::AscendingOrder}}));
    m_filter->sortBy(0, true);
    QCOMPARE(m_filter->sortColumns(), (QList<SortColumn>{{2, Qt::AscendingOrder}, {0, Qt::DescendingOrder}}));
    m_filter->sortBy(1, false);
    QCOMPARE(m_filter->sortColumns(), (QList<SortColumn>{{1, Qt::AscendingOrder}}));
    m_filter->sortBy(1, false);
    QCOMPARE(m_filter->sortColumns(), (QList<SortColumn>{{1, Qt::DescendingOrder}}));
}

void ResourceTableModelTest::followsRandomHistories_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 6; ++seed)
        QTest::addRow("history %u", seed) << seed;
}

// Whatever happens to the store, the table shows exactly the rows that match, in the order of a fresh sort,
// every selected object stays selected while it is shown, and Qt's own tester finds nothing wrong.
void ResourceTableModelTest::followsRandomHistories()
{
    QFETCH(quint32, seed);
    QAbstractItemModelTester tableTester(m_table.get(),
                                         QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester filterTester(m_filter.get(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QItemSelectionModel selection(m_filter.get());
    const auto next = [&seed](int below) {
        seed = seed * 1664525u + 1013904223u;
        return int((seed >> 8) % quint32(below));
    };
    const auto randomRow = [&] {
        static const QStringList words{QStringLiteral("Running"), QStringLiteral("Failed"),
                                       QStringLiteral("Waiting")};
        return SampleRow{QStringLiteral("app-%1").arg(next(90)),
                         QStringLiteral("ns-%1").arg(next(3)),
                         Tone(next(9)),
                         words.at(next(3)),
                         {},
                         next(3) ? QStringLiteral("%1 H100").arg(next(20)) : QString()}
            .row();
    };
    const QStringList filters{QString(), QStringLiteral("is:bad"), QStringLiteral("app-1"),
                              QStringLiteral("gpus:>5 ns:ns-1"), QStringLiteral("-status:failed")};
    for (int round = 0; round < 150; ++round) {
        switch (next(8)) {
        case 0: {
            QList<Row> rows;
            QSet<QString> seen;
            for (int i = next(120); i > 0; --i) {
                const Row row = randomRow();
                if (!seen.contains(row.uid)) {
                    seen.insert(row.uid);
                    rows.append(row);
                }
            }
            m_store->replaceAll(rows);
            break;
        }
        case 1:
        case 2:
        case 3: {
            Delta delta;
            for (int i = next(6); i > 0; --i)
                delta.upserts.append(randomRow());
            for (int i = next(6); i > 0; --i)
                delta.removals.append(randomRow().uid);
            m_store->apply(delta);
            break;
        }
        case 4:
            m_filter->setFilterText(filters.at(next(int(filters.size()))));
            break;
        case 5:
            m_filter->sortBy(next(5), next(2));
            break;
        case 6:
            m_filter->setNamespaces(next(2) ? std::optional<QSet<QString>>()
                                            : QSet<QString>{QStringLiteral("ns-1"), QStringLiteral("ns-2")});
            break;
        case 7:
            if (next(10) == 0)
                m_store->clear();
            else if (m_filter->rowCount() > 0)
                selection.select(m_filter->index(next(m_filter->rowCount()), 0),
                                 QItemSelectionModel::Select | QItemSelectionModel::Rows);
            break;
        }
        QSet<QString> selectedBefore;
        for (const QModelIndex &index : selection.selectedRows())
            selectedBefore.insert(index.data(UidRole).toString());
        if (next(3) != 0)
            continue;
        m_filter->flush();

        // The same from scratch.
        ResourceFilterModel fresh;
        fresh.setSourceModel(m_table.get());
        fresh.setFilterText(m_filter->filterText());
        fresh.setSortColumns(m_filter->sortColumns());
        QSet<QString> wanted;
        QStringList expected;
        for (int i = 0; i < fresh.rowCount(); ++i) {
            const auto row = fresh.rowAt(i);
            // the scope of the model under test is checked by its own rows
            expected.append(row->uid);
        }
        QStringList actual;
        for (int i = 0; i < m_filter->rowCount(); ++i) {
            const auto row = m_filter->rowAt(i);
            actual.append(row->uid);
            QCOMPARE(m_filter->positionOf(row->uid), i);
            QCOMPARE(m_filter->mapFromSource(m_filter->mapToSource(m_filter->index(i, 1))),
                     m_filter->index(i, 1));
            wanted.insert(row->uid);
        }
        if (m_filter->scopedCount() == m_store->count())
            QCOMPARE(actual, expected);
        else
            expected.removeIf([&](const QString &uid) { return !wanted.contains(uid); });
        QCOMPARE(actual, expected);
        int counted = 0;
        for (int tone = 0; tone < 9; ++tone)
            counted += m_filter->toneCount(Tone(tone));
        QVERIFY(counted >= m_filter->rowCount());
        QVERIFY(counted <= m_filter->scopedCount());
        for (const QModelIndex &index : selection.selectedRows())
            QVERIFY(selectedBefore.contains(index.data(UidRole).toString()));
        for (const QString &uid : std::as_const(selectedBefore)) {
            const int position = m_filter->positionOf(uid);
            if (position >= 0)
                QVERIFY(selection.isRowSelected(position, {}));
        }
    }
}

void ResourceTableModelTest::survivesTheEndOfItsStore()
{
    m_store->replaceAll({SampleRow{QStringLiteral("a")}.row()});
    m_filter->flush();
    QCOMPARE(m_filter->rowCount(), 1);
    m_store.reset();
    QCOMPARE(m_table->rowCount(), 0);
    QCOMPARE(m_filter->rowCount(), 0);
    QCOMPARE(m_filter->columnCount(), 0);
}

void ResourceTableModelTest::copiesRows()
{
    m_store->replaceAll({SampleRow{QStringLiteral("a"),
                                   QStringLiteral("vision"),
                                   Tone::Good,
                                   QStringLiteral("Running"),
                                   {},
                                   QStringLiteral("16 H100")}
                             .row(),
                         SampleRow{QStringLiteral("=cmd()"),
                                   QStringLiteral("x, \"y\""),
                                   Tone::Good,
                                   QStringLiteral("Running"),
                                   {},
                                   QStringLiteral("2 L4")}
                             .row()});
    m_filter->flush();
    QCOMPARE(m_filter->rowAt(0)->name, QStringLiteral("=cmd()"));
    QCOMPARE(rowsAsText(*m_filter, {1, 0}, {0, 3, 7}), QStringLiteral("Name     GPUs asked   Age\n"
                                                                      "a           16 H100   1 h\n"
                                                                      "=cmd()         2 L4   1 h\n"));
    QCOMPARE(rowsAsCsv(*m_filter, {1, 0}, {0, 2, 5, 7}),
             QStringLiteral("Name,Project,Parts,Age\r\n"
                            "a,vision,0,2025-10-09T07:53:20Z\r\n"
                            "'=cmd(),\"x, \"\"y\"\"\",0,2025-10-09T07:53:20Z\r\n"));
}

QTEST_GUILESS_MAIN(ResourceTableModelTest)

#include "tst_resourcetablemodel.moc"
