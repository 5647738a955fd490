// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/machinemapmodel.h"
#include "app/models/quotatreemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

GpuScope scope(const QString &tenant, const QString &project, qint64 attached, std::optional<qint64> limit)
{
    GpuScope scope;
    scope.tenant = tenant;
    scope.project = project;
    GpuUsage line;
    line.family = u"NVIDIA-H100"_s;
    line.limit = limit;
    line.use.attached = attached;
    if (limit) {
        line.headroom = *limit - attached;
        line.overBy = std::max<qint64>(0, attached - *limit);
    }
    scope.lines = {line};
    scope.situation = line.overBy > 0 ? GpuScope::Situation::OverLimit : GpuScope::Situation::Within;
    return scope;
}

GpuMachine machine(const QString &name, const QString &rack, GpuMachine::State state)
{
    GpuMachine machine;
    machine.uid = name;
    machine.name = name;
    machine.gpus = {{u"NVIDIA-H100"_s, 8}};
    machine.state = state;
    machine.tags = {{u"rack"_s, rack}};
    return machine;
}

} // namespace

class QuotaTreeModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void saysNumbersOnceAndForAll();
    void follows();
    void sortsAndFilters();
    void barsAddUp_data();
    void barsAddUp();
    void machinesStandInLines();

private:
    QStringList names() const; // of the filtered tree, projects with a blank before

    std::unique_ptr<QuotaTreeModel> m_model;
    std::unique_ptr<QuotaTreeFilter> m_filter;
};

void QuotaTreeModelTest::init()
{
    m_model = std::make_unique<QuotaTreeModel>();
    m_filter = std::make_unique<QuotaTreeFilter>(m_model.get());
    new QAbstractItemModelTester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_model.get());
    new QAbstractItemModelTester(m_filter.get(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_filter.get());
    GpuFamilyTotal total;
    total.family = u"NVIDIA-H100"_s;
    total.installed = 64;
    total.free = 40;
    total.use.attached = 24;
    m_model->setTotals({total}, 8, 3);
    m_model->reset({scope(u"north"_s, {}, 16, 32), scope(u"north"_s, u"pool-10"_s, 12, {}),
                    scope(u"north"_s, u"pool-2"_s, 4, 8), scope(u"south"_s, {}, 8, 4),
                    scope(u"south"_s, u"ice"_s, 8, {})});
    m_model->setFamilies({u"NVIDIA-H100"_s});
    m_filter->renewFilter();
}

void QuotaTreeModelTest::cleanup()
{
    m_filter.reset();
    m_model.reset();
}

QStringList QuotaTreeModelTest::names() const
{
    QStringList names;
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex top = m_filter->index(row, 0);
        names << top.data().toString();
        for (int child = 0; child < m_filter->rowCount(top); ++child)
            names << u' ' + m_filter->index(child, 0, top).data().toString();
    }
    return names;
}

void QuotaTreeModelTest::saysNumbersOnceAndForAll()
{
    const QModelIndex south = m_model->indexOf(u"t/south"_s);
    QCOMPARE(south.siblingAtColumn(3).data().toString(), u"8 / 4"_s);
    QCOMPARE(south.siblingAtColumn(4).data().toString(), u"4 over"_s);
    QCOMPARE(south.siblingAtColumn(4).data(ToneRole).toInt(), int(Tone::Bad));
    QCOMPARE(south.siblingAtColumn(2).data(Qt::AccessibleTextRole).toString(),
             u"NVIDIA-H100: 8 of 4 used: 4 attached, 4 over, 0 free"_s);
    QCOMPARE(m_model->headerData(3, Qt::Horizontal, Qt::AccessibleTextRole).toString(),
             u"NVIDIA-H100: used and limit"_s);
    QCOMPARE(m_model->plainText(south.siblingAtColumn(3)), u"8 / 4"_s);
    QCOMPARE(m_model->plainText(m_model->indexOf(u"p/ice"_s).siblingAtColumn(4)), QString());
}

void QuotaTreeModelTest::follows()
{
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    GpuEstate::Change change;
    change.scopes = {scope(u"north"_s, {}, 24, 32), scope(u"west"_s, {}, 0, 8),
                     scope(u"west"_s, u"new"_s, 0, {})};
    m_model->apply(change);
    QCOMPARE(changed.first().first().toModelIndex(), m_model->indexOf(u"t/north"_s));
    QCOMPARE(m_model->indexOf(u"t/north"_s).siblingAtColumn(3).data().toString(), u"24 / 32"_s);
    QCOMPARE(m_model->indexOf(u"p/new"_s).parent(), m_model->indexOf(u"t/west"_s));
    change = {};
    change.scopes = {scope(u"south"_s, u"pool-2"_s, 4, 8)}; // moves
    change.goneScopes = {u"t/west"_s};
    m_model->apply(change);
    QCOMPARE(m_model->indexOf(u"p/pool-2"_s).parent(), m_model->indexOf(u"t/south"_s));
    QVERIFY(!m_model->indexOf(u"t/west"_s).isValid());
    QVERIFY(!m_model->indexOf(u"p/new"_s).isValid());
}

void QuotaTreeModelTest::sortsAndFilters()
{
    QCOMPARE(names(),
             (QStringList{u"Installed"_s, u"north"_s, u" pool-2"_s, u" pool-10"_s, u"south"_s, u" ice"_s}));
    m_filter->sort(0, Qt::DescendingOrder);
    QCOMPARE(names().first(), u"Installed"_s);
    QCOMPARE(names().at(1), u"south"_s);
    m_filter->sort(3, Qt::AscendingOrder);
    QCOMPARE(names(),
             (QStringList{u"Installed"_s, u"south"_s, u" ice"_s, u"north"_s, u" pool-2"_s, u" pool-10"_s}));
    m_filter->sort(0, Qt::AscendingOrder);
    m_filter->setFilterText(u"h100-used:<5"_s);
    QCOMPARE(names(), (QStringList{u"Installed"_s, u"north"_s, u" pool-2"_s}));
    QCOMPARE(m_filter->shownKeys(), QStringList{u"p/pool-2"_s});
    m_filter->setFilterText(u"is:bad"_s);
    QCOMPARE(m_filter->shownKeys(), QStringList{u"t/south"_s});
    m_filter->setFilterText({});
    m_filter->setScope({}, u"ice"_s);
    QCOMPARE(names(), (QStringList{u"Installed"_s, u"south"_s, u" ice"_s}));
}

void QuotaTreeModelTest::barsAddUp_data()
{
    QTest::addColumn<qint64>("attached");
    QTest::addColumn<qint64>("claimed");
    QTest::addColumn<qint64>("limit"); // -1: none
    QTest::addColumn<qint64>("tenantLimit");
    QTest::addColumn<qint64>("headroom");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("within") << qint64(8) << qint64(8) << qint64(32) << qint64(64) << qint64(4)
                            << u"16 of 32 used: 8 attached, 8 claimed, 4 free, 12 held by others"_s;
    QTest::newRow("over") << qint64(16) << qint64(0) << qint64(8) << qint64(64) << qint64(-8)
                          << u"16 of 8 used: 8 attached, 8 over, 0 free"_s;
    QTest::newRow("tenant's limit is exceeded")
        << qint64(16) << qint64(0) << qint64(-1) << qint64(8) << qint64(-8)
        << u"16 used, no limit of its own: 8 attached, 8 over, 0 free"_s;
    QTest::newRow("nothing left by others") << qint64(0) << qint64(0) << qint64(4) << qint64(64) << qint64(0)
                                            << u"0 of 4 used: 0 free, 4 held by others"_s;
}

void QuotaTreeModelTest::barsAddUp()
{
    QFETCH(qint64, attached);
    QFETCH(qint64, claimed);
    QFETCH(qint64, limit);
    QFETCH(qint64, tenantLimit);
    QFETCH(qint64, headroom);
    GpuUsage line;
    line.use.attached = attached;
    line.use.claimed = claimed;
    if (limit >= 0)
        line.limit = limit;
    line.tenantLimit = tenantLimit;
    line.headroom = headroom;
    line.overBy = limit >= 0 ? std::max<qint64>(0, line.used() - limit) : 0;
    const QuotaParts parts = quotaParts(line);
    QTEST(quotaSentence(parts), "sentence");
    QCOMPARE(parts.used(), line.used());
    QVERIFY(parts.sum() <= parts.whole);
}

void QuotaTreeModelTest::machinesStandInLines()
{
    MachineMapModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setGroupedBy(u"rack"_s);
    QList<GpuMachine> machines;
    for (int i = 1; i <= 5; ++i)
        machines << machine(u"m%1"_s.arg(i), i == 5 ? u"r10"_s : u"r2"_s, GpuMachine::State::Free);
    GpuMachine plain = machine(u"cpu"_s, u"r2"_s, GpuMachine::State::Free);
    plain.gpus.clear();
    machines << plain;
    model.reset(machines);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.columnCount(), 4);
    QCOMPARE(model.headerData(0, Qt::Vertical).toString(), u"r2  H100"_s);
    QCOMPARE(model.headerData(1, Qt::Vertical).toString(), u"r10  H100"_s);
    QVERIFY(!model.machineAt(model.index(1, 1)));
    QCOMPARE(model.flags(model.index(1, 1)), Qt::NoItemFlags);
    QCOMPARE(model.withoutGpus(), 1);
    model.setPerLine(3); // the first rack goes on in the next line
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.headerData(1, Qt::Vertical).toString(), QString());
    QCOMPARE(model.machinesOfRow(1).size(), 4);
    QCOMPARE(model.tagKeys(), QStringList{u"rack"_s});

    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    GpuMachine held = machines.first();
    held.state = GpuMachine::State::Held;
    held.asked = 4;
    held.pool = u"vision/train"_s;
    model.apply({held}, {});
    QCOMPARE(reset.size(), 0);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.indexOf(u"m1"_s).data().toString(), u"4"_s);
    QCOMPARE(model.indexOf(u"m1"_s).data(Qt::AccessibleTextRole).toString(),
             u"m1: 8 NVIDIA-H100, 4 asked for by vision/train"_s);
    model.setLookedAt(QSet<QString>{u"vision"_s});
    QVERIFY(!model.indexOf(u"m1"_s).data(MachineMapModel::DimmedRole).toBool());
    QVERIFY(model.indexOf(u"m2"_s).data(MachineMapModel::DimmedRole).toBool());
    model.apply({}, {u"m2"_s});
    QVERIFY(!model.indexOf(u"m2"_s).isValid());
    model.setWithoutGpusShown(true);
    QVERIFY(model.indexOf(u"cpu"_s).isValid());
}

QTEST_MAIN(QuotaTreeModelTest)
#include "tst_quotatreemodel.moc"
