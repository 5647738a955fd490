// SPDX-License-Identifier: GPL-3.0-or-later
// The GPU quota dashboard on the sample workspace, by keys alone.
#include "app/models/quotatreemodel.h"
#include "app/models/resourcefiltermodel.h"
#include "app/views/detailview.h"
#include "app/views/inventory/inventoryscreen.h"
#include "app/views/parts/searchfield.h"
#include "app/views/quota/machinemap.h"
#include "app/views/quota/mattercards.h"
#include "app/views/quota/quotadashboard.h"
#include "app/views/quota/quotareport.h"
#include "app/views/quota/quotatreeview.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QClipboard>
#include <QLineEdit>
#include <QPushButton>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class QuotaDashboardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useTestFont(); }
    void init();
    void cleanup();
    void showsTheSample();
    void fits();
    void cardsFilterAndLead();
    void rowsLeadToObjects();
    void machinesAreWalked();
    void everythingFilters();
    void figuresLeadToObjects();
    void copiesRows();
    void exportsAReport();
    void followsAFile();
    void namesItsControls();
    void emptyFolder();

private:
    bool open();
    QString cell(const QString &key, QuotaTreeModel::Part part, const QString &family = {}) const;
    InventoryScreen *inventory() const
    {
        return qobject_cast<InventoryScreen *>(m_sample->window()->currentScreen());
    }
    ResourceView *table() const { return m_sample->window()->currentTable(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
    QuotaDashboard *m_quota = nullptr;
};

void QuotaDashboardTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
    QVERIFY(open());
}

void QuotaDashboardTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

bool QuotaDashboardTest::open()
{
    press(Qt::Key_2, Qt::ControlModifier);
    m_quota = qobject_cast<QuotaDashboard *>(m_sample->window()->currentScreen());
    return m_quota && QTest::qWaitFor([this] { return m_quota->model()->rowCount() > 1; }, 60'000);
}

QString QuotaDashboardTest::cell(const QString &key, QuotaTreeModel::Part part, const QString &family) const
{
    const QModelIndex row = m_quota->model()->indexOf(key);
    return row.siblingAtColumn(m_quota->model()->columnOf(part, family)).data().toString();
}

void QuotaDashboardTest::showsTheSample()
{
    using Part = QuotaTreeModel::Part;
    QVERIFY(m_quota->tree()->hasFocus());
    QCOMPARE(m_quota->shownState(), u"live"_s);
    QCOMPARE(m_quota->model()->families().first(), u"NVIDIA-H100"_s);
    QCOMPARE(cell(u"t/borealis"_s, Part::Used, u"NVIDIA-H100"_s), u"56 / 64"_s);
    QCOMPARE(cell(u"t/borealis"_s, Part::Free, u"NVIDIA-H100"_s), u"0"_s);
    QCOMPARE(cell(u"p/language"_s, Part::Used, u"NVIDIA-H100"_s), u"8 / –"_s);
    QCOMPARE(cell(u"p/language"_s, Part::Free, u"NVIDIA-H100"_s), u"8"_s);
    QCOMPARE(cell(u"t/sandbox"_s, Part::Free, u"NVIDIA-H100"_s), u"8 over"_s);
    QCOMPARE(cell(u"t/sandbox"_s, Part::State), u"Over limit"_s);
    QCOMPARE(cell(u"p/vision"_s, Part::State), u"Waiting"_s);
    QCOMPARE(cell(QuotaTreeModel::InstalledKey, Part::Name), u"Installed"_s);
    screenshot(m_sample->window(), u"dashboard-light"_s);
    m_sample->context()->settings()->setColorMode(u"dark"_s);
    screenshot(m_sample->window(), u"dashboard-dark"_s);
    m_sample->context()->settings()->setColorMode(u"light"_s);
}

void QuotaDashboardTest::fits()
{
    const QString current = m_quota->tree()->currentKey();
    QVERIFY(current.startsWith(u"t/"_s));
    m_sample->window()->resize(1024, 640);
    QTest::qWait(0);
    const qsizetype narrow = m_quota->model()->families().size();
    screenshot(m_sample->window(), u"dashboard-1024"_s);
    m_sample->window()->resize(1920, 1080);
    QTest::qWait(0);
    QVERIFY(m_quota->model()->families().size() > narrow);
    QCOMPARE(m_quota->tree()->currentKey(), current);
    screenshot(m_sample->window(), u"dashboard-1920"_s);
}

void QuotaDashboardTest::cardsFilterAndLead()
{
    QVERIFY(tabTo(u"matter-over"_s));
    press(Qt::Key_Space);
    QCOMPARE(m_quota->filterText(), u"needs:over"_s);
    QTRY_COMPARE(m_quota->tree()->model()->rowCount(), 2); // what is installed, and sandbox
    screenshot(m_sample->window(), u"dashboard-filtered"_s);
    press(Qt::Key_Escape);
    QCOMPARE(m_quota->filterText(), QString());
    QVERIFY(m_quota->tree()->hasFocus());
    QVERIFY(tabTo(u"matter-over-link"_s));
    press(Qt::Key_Space);
    QCOMPARE(m_sample->window()->currentEntry(), u"pools"_s);
    m_sample->window()->goBack();
    QCOMPARE(m_sample->window()->currentScreen(), m_quota);
    QVERIFY(tabTo(u"matter-unhealthy-link"_s));
    press(Qt::Key_Space);
    QCOMPARE(m_sample->window()->currentEntry(), u"inventory"_s);
    QTRY_COMPARE(inventory()->model()->rowCount(), 5);
}

void QuotaDashboardTest::rowsLeadToObjects()
{
    QVERIFY(m_quota->tree()->selectKey(u"p/vision"_s));
    press(Qt::Key_Return);
    QCOMPARE(m_sample->window()->currentEntry(), u"projects"_s);
    QTRY_COMPARE(table()->currentObject().name, u"vision"_s);
    m_sample->window()->goBack();
    press(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(m_quota->tree()->hasFocus());
    QVERIFY(m_quota->tree()->selectKey(QuotaTreeModel::InstalledKey));
    press(Qt::Key_Return);
    QCOMPARE(m_sample->window()->currentEntry(), u"inventory"_s);
}

void QuotaDashboardTest::machinesAreWalked()
{
    QVERIFY(tabTo(u"machine-map"_s));
    const QTableView *map = m_quota->machines()->view();
    QVERIFY(map->currentIndex().isValid());
    press(Qt::Key_Right);
    QCOMPARE(map->currentIndex().column(), 1);
    const QString said = map->currentIndex().data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.contains(u"NVIDIA"), qPrintable(said));
    const GpuMachine machine = map->currentIndex().data(MachineMapModel::MachineRole).value<GpuMachine>();
    press(Qt::Key_Space); // who has it
    QCOMPARE(m_quota->filterText(),
             machine.pool.isEmpty() ? QString()
                                    : FilterExpression::term(u"name"_s, machine.pool.section(u'/', 0, 0)));
    press(Qt::Key_Return);
    QCOMPARE(m_sample->window()->currentEntry(), u"inventory"_s);
    QTRY_COMPARE(inventory()->model()->rowCount(), 1);
    QCOMPARE(inventory()->model()->index(0, 0).data().toString(), machine.name);
}

void QuotaDashboardTest::everythingFilters()
{
    press(Qt::Key_Slash);
    type(u"h100-free:>0 is:good "_s);
    const QString problems = m_quota->filterField()->edit()->toolTip();
    QTRY_VERIFY2(m_quota->tree()->model()->rowCount() < 4, qPrintable(problems));
    // Machines of other projects step back.
    const MachineMapModel *machines = m_quota->machines()->model();
    int dimmed = 0;
    for (int row = 0; row < machines->rowCount(); ++row)
        dimmed += machines->index(row, 0).data(MachineMapModel::DimmedRole).toBool() ? 1 : 0;
    QVERIFY(dimmed > 0);
    // The window's scope narrows the tree and the cards.
    m_quota->setFilterText({});
    m_sample->context()->setScope({Scope::Kind::Tenant, u"sandbox"_s});
    QTRY_COMPARE(m_quota->tree()->model()->rowCount(), 2);
    QTRY_COMPARE(m_quota->findChild<QWidget *>(u"matter-guarantee"_s) &&
                     m_quota->findChild<QWidget *>(u"matter-guarantee"_s)->isVisible(),
                 false);
    m_quota->setFilterText(u"nothing-has-this-name"_s);
    QCOMPARE(m_quota->shownState(), u"filtered-empty"_s);
    m_sample->context()->setScope({});
}

void QuotaDashboardTest::figuresLeadToObjects()
{
    using Part = QuotaTreeModel::Part;
    const auto click = [this](const QString &key, Part part) {
        const QModelIndex source = m_quota->model()->indexOf(key).siblingAtColumn(
            m_quota->model()->columnOf(part, u"NVIDIA-H100"_s));
        auto *filter = qobject_cast<QuotaTreeFilter *>(m_quota->tree()->model());
        const QModelIndex index = filter->mapFromSource(source);
        m_quota->tree()->scrollTo(index);
        QTest::mouseClick(m_quota->tree()->viewport(), Qt::LeftButton, {},
                          m_quota->tree()->visualRect(index).center());
    };
    click(u"p/vision"_s, Part::Bar);
    QCOMPARE(m_sample->window()->currentScreen(), m_quota); // only made current
    click(u"p/vision"_s, Part::Used);
    QCOMPARE(m_sample->window()->currentEntry(), u"pools"_s);
    QTRY_VERIFY(table()->model()->rowCount() > 0);
    for (int row = 0; row < table()->model()->rowCount(); ++row) {
        QString cells;
        for (int column = 0; column < table()->model()->columnCount(); ++column)
            cells += table()->model()->index(row, column).data().toString() + u' ';
        QVERIFY2(cells.contains(u"vision") && cells.contains(u"H100"), qPrintable(cells));
    }
    m_sample->window()->goBack();
    click(QuotaTreeModel::InstalledKey, Part::Free);
    QCOMPARE(m_sample->window()->currentEntry(), u"inventory"_s);
    m_sample->window()->goBack();
    // The counts of the header, by keys.
    for (const auto &[count, entry] : {std::pair(u"tenants"_s, u"tenants"_s),
                                       {u"projects"_s, u"projects"_s},
                                       {u"machines"_s, u"inventory"_s},
                                       {u"gpus"_s, u"inventory"_s}}) {
        QVERIFY2(tabTo(u"quota-count-"_s + count), qPrintable(count));
        press(Qt::Key_Space);
        QCOMPARE(m_sample->window()->currentEntry(), entry);
        if (entry != u"inventory"_s)
            QTRY_VERIFY(table()->model()->rowCount() > 1);
        m_sample->window()->goBack();
        QCOMPARE(m_sample->window()->currentScreen(), m_quota);
    }
    m_quota->setFilterText(u"tenant:borealis"_s);
    QVERIFY(!m_quota->findChild<QWidget *>(u"quota-count-tenants"_s)->isVisible());
}

void QuotaDashboardTest::exportsAReport()
{
    const QString path = m_folder->path() + u"/report.pdf"_s;
    m_sample->prompter()->answers = {path};
    const QuotaReport report = m_quota->report();
    QVERIFY(report.rows.size() > 10);
    QCOMPARE(report.rows.first().name, u"Installed"_s);
    QVERIFY(std::any_of(report.rows.begin(), report.rows.end(), [](const QuotaReport::Row &row) {
        return row.name == u"interns" && row.depth == 1 && row.tone == Tone::Bad &&
               row.cells.value(0).used == u"16 / –" && row.cells.value(0).bad;
    }));
    QVERIFY(!report.matters.isEmpty());
    QVERIFY(tabTo(u"quota-report"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY(QFileInfo(path).size() > 10'000);
    const QByteArray pdf = contentOf(path);
    QVERIFY(pdf.startsWith("%PDF-") && pdf.trimmed().endsWith("%%EOF"));
    if (const QString folder = qEnvironmentVariable("EASEL_SCREENSHOTS"); !folder.isEmpty())
        QFile::copy(path, folder + u"/report.pdf"_s);
}

void QuotaDashboardTest::copiesRows()
{
    QVERIFY(m_quota->tree()->selectKey(u"p/interns"_s));
    press(Qt::Key_C, Qt::ControlModifier);
    const QString text = QApplication::clipboard()->text();
    QVERIFY2(text.contains(u"interns") && text.contains(u"16 / –") && text.contains(u"8 over"),
             qPrintable(text));
    QVERIFY2(text.count(u'\n') == 2, qPrintable(text));
    const QString csv = m_quota->tree()->rowsAsCsv(true);
    QVERIFY2(csv.contains(u"borealis,language,Ready,1,NVIDIA-H100,,8,8,0,0,0,16,0,8,0\r\n"), qPrintable(csv));
    QVERIFY2(csv.contains(u"sandbox,,Over limit,2,NVIDIA-H100,8,16,16,0,0,0,0,0,-8,8\r\n"), qPrintable(csv));
}

void QuotaDashboardTest::followsAFile()
{
    const QString file = m_sample->file(u"projects/vision/project-vision.yaml"_s);
    QByteArray text = contentOf(file);
    QVERIFY(text.contains("limits: {NVIDIA-H100: 24,"));
    QVERIFY(writeContent(file, text.replace("limits: {NVIDIA-H100: 24,", "limits: {NVIDIA-H100: 12,")));
    QTRY_COMPARE_WITH_TIMEOUT(cell(u"p/vision"_s, QuotaTreeModel::Part::Used, u"NVIDIA-H100"_s), u"16 / 12"_s,
                              30'000);
    QCOMPARE(cell(u"p/vision"_s, QuotaTreeModel::Part::State), u"Over limit"_s);
    QTRY_VERIFY(m_quota->findChild<MatterCard *>(u"matter-over"_s)->accessibleName().contains(u"2"));
}

void QuotaDashboardTest::namesItsControls()
{
    const QStringList nameless = namelessControls(m_quota);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u"; "_s)));
}

void QuotaDashboardTest::emptyFolder()
{
    const QString folder = m_folder->path() + u"/empty"_s;
    QVERIFY(writeContent(folder + u"/easel.yaml"_s, contentOf(m_sample->file(u"easel.yaml"_s))));
    m_sample->window()->openWorkspace(folder);
    QTRY_VERIFY_WITH_TIMEOUT(!m_sample->window()->isOpening(), 60'000);
    const auto quota = [this] { return qobject_cast<QuotaDashboard *>(m_sample->window()->currentScreen()); };
    press(Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(quota() && quota()->shownState() == u"empty"_s, 60'000);
    // Nothing that leads nowhere.
    for (const QString &name : {u"quota-report"_s, u"quota-what-if"_s, u"quota-set-limits"_s})
        QVERIFY2(!quota()->findChild<QPushButton *>(name)->isVisible(), qPrintable(name));
    QCOMPARE(namelessControls(quota()), QStringList());
    screenshot(m_sample->window(), u"dashboard-empty-light"_s);
    m_sample->context()->settings()->setColorMode(u"dark"_s);
    screenshot(m_sample->window(), u"dashboard-empty-dark"_s);
}

QTEST_MAIN(QuotaDashboardTest)
#include "tst_quotadashboard.moc"
