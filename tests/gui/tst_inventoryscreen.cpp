// SPDX-License-Identifier: GPL-3.0-or-later
// The inventory on the sample workspace and with a person's own connection to the Palette stand-in: table,
// map, hardware, sources, the detail of a machine, tags with dry run and undo, snapshots, registration
// tokens.
#include "app/context/inventoryfeed.h"
#include "app/models/historymodel.h"
#include "app/models/resourcefiltermodel.h"
#include "app/shell/activity.h"
#include "app/views/inventory/hardwareview.h"
#include "app/views/inventory/inventoryscreen.h"
#include "app/views/inventory/machinedetail.h"
#include "app/views/inventory/sourcesview.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/segmentedcontrol.h"
#include "app/views/quota/machinemap.h"
#include "app/views/resourcetable.h"
#include "app/wizards/addmachinewindow.h"
#include "app/wizards/fieldrows.h"
#include "app/wizards/restoreobject.h"
#include "app/wizards/snapshotwindow.h"
#include "app/wizards/tagwindow.h"
#include "core/base/englishplurals.h"
#include "core/domain/inventory.h"
#include "samplewindow.h"
#include "screenshot.h"
#include "tests/support/palettestandin.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class InventoryScreenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void everyPageShowsTheSame();
    void numbersLeadToMachines();
    void aMachineInFull();
    void theScopeNarrows();
    void machinesOfOnesOwnConnection();
    void tagsOfSeveral();
    void tagsFromTheJournal();
    void somebodyElseWasFaster();
    void driversThatAreMissing();
    void snapshots();
    void registrationTokens();
    void namesEveryControl();

private:
    InventoryScreen *screen()
    {
        m_sample->window()->showEntry(u"inventory"_s);
        auto *found = qobject_cast<InventoryScreen *>(m_sample->window()->currentScreen());
        const bool full = found && QTest::qWaitFor([&] { return found->model()->rowCount() > 0; }, 30'000);
        return full ? found : nullptr;
    }
    // The stand-in as a person's own connection, in one of its projects.
    bool connectTo(PaletteStandIn &palette, const QString &project, const QString &who = u"admin"_s)
    {
        PaletteConnection connection;
        connection.id = u"test"_s;
        connection.title = u"stand-in"_s;
        connection.server = palette.address();
        connection.project = {palette.projectUid(project), project};
        m_sample->context()->palette()->keep(connection, palette.key(who).toUtf8());
        return QTest::qWaitFor([this] { return !m_sample->context()->palette()->connections().isEmpty(); });
    }
    // Rows of the stand-in alone.
    static bool waitForOwn(InventoryScreen *screen, int atLeast)
    {
        return QTest::qWaitFor(
            [&] {
                int own = 0;
                for (const InventoryMachine &machine : screen->feed()->inventory()->machines)
                    own += !screen->feed()->connectionOf(machine.host.hostUid).isEmpty();
                return own >= atLeast && !screen->feed()->isAsking();
            },
            60'000);
    }
    // The journal as it lies on disk, newest first: "change Edge host a (test): done".
    QStringList journal()
    {
        std::optional<QList<JournalEntry>> read;
        m_sample->context()->journal()->latest().then(this,
                                                      [&read](const Result<QList<JournalEntry>> &entries) {
                                                          read = entries ? *entries : QList<JournalEntry>();
                                                      });
        if (!QTest::qWaitFor([&read] { return read.has_value(); }, 10'000))
            return {};
        QStringList lines;
        for (const JournalEntry &entry : std::as_const(*read))
            lines << entry.verb + u' ' + objectText(entry) + u": "_s + entry.outcome;
        return lines;
    }
    static QStringList texts(QWidget *widget)
    {
        QStringList all;
        for (const QLabel *label : widget->findChildren<QLabel *>()) {
            if (label->isVisible())
                all << label->text();
        }
        return all;
    }
    static QString firstOwn(InventoryScreen *screen, qsizetype skip = 0)
    {
        for (const InventoryMachine &machine : screen->feed()->inventory()->machines) {
            if (!screen->feed()->connectionOf(machine.host.hostUid).isEmpty() && skip-- == 0)
                return machine.host.hostUid;
        }
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SampleWindow> m_sample;
    EnglishPlurals m_plurals;
};

void InventoryScreenTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    useTestFont();
    QCoreApplication::installTranslator(&m_plurals);
}

void InventoryScreenTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_dir->path());
    QVERIFY(m_sample->open());
}

void InventoryScreenTest::cleanup()
{
    m_sample.reset();
    m_dir.reset();
}

void InventoryScreenTest::everyPageShowsTheSame()
{
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    const int all = inventory->model()->rowCount();
    QVERIFY(all > 200);
    screenshot(m_sample->window(), u"inventory-table"_s);
    inventory->setFilterText(u"status:unhealthy"_s);
    const int unhealthy = inventory->model()->rowCount();
    QVERIFY(unhealthy > 0 && unhealthy < all);
    inventory->setFilterText({});
    inventory->showPage(InventoryScreen::Map);
    QCOMPARE(inventory->map()->model()->shownCount(), all);
    screenshot(m_sample->window(), u"inventory-map"_s);
    int drawn = 0;
    const MachineMapModel *map = inventory->map()->model();
    for (int row = 0; row < map->rowCount(); ++row) {
        for (int column = 0; column < map->columnCount(); ++column) {
            const GpuMachine *machine = map->machineAt(map->index(row, column));
            drawn += machine && machine->state == GpuMachine::State::Unhealthy;
        }
    }
    QCOMPARE(drawn, unhealthy);
    inventory->showPage(InventoryScreen::Hardware);
    int grouped = 0;
    for (const HardwareGroup &group : inventory->feed()->inventory()->groups)
        grouped += group.machines;
    QCOMPARE(grouped, all);
    screenshot(m_sample->window(), u"inventory-hardware"_s);
    inventory->showPage(InventoryScreen::Sources);
    screenshot(m_sample->window(), u"inventory-sources"_s);
    // The sample's snapshot is old, and that is said.
    const QStringList said = texts(inventory->findChild<SourcesView *>());
    QVERIFY2(std::any_of(said.begin(), said.end(),
                         [](const QString &text) { return text.contains(u"Take a new snapshot."); }),
             qPrintable(said.join(u'\n')));
}

void InventoryScreenTest::numbersLeadToMachines()
{
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    inventory->showPage(InventoryScreen::Hardware);
    const auto *groups = inventory->findChild<HardwareView *>()->groups();
    const HardwareGroup first = inventory->feed()->inventory()->groups.first();
    Q_EMIT inventory->findChild<HardwareView *>()->groups()->activated(groups->model()->index(0, 0));
    QCOMPARE(inventory->page(), InventoryScreen::Machines);
    QTRY_COMPARE(inventory->model()->rowCount(), first.machines);
}

void InventoryScreenTest::aMachineInFull()
{
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    inventory->setFilterText(u"name:h100-b2-01"_s);
    QTRY_COMPARE(inventory->model()->rowCount(), 1);
    inventory->focusTable();
    press(Qt::Key_Space);
    MachineDetail *detail = inventory->detail();
    QTRY_VERIFY(detail->isVisible());
    QCOMPARE(detail->machine(), u"h100-b2-01"_s);
    QTRY_VERIFY(detail->findChild<QWidget *>(u"machineUses"_s));
    QTRY_VERIFY(texts(detail).join(u'\n').contains(u"has it"_s)); // the last to come
    screenshot(m_sample->window(), u"inventory-detail"_s);
    const QString said = texts(detail).join(u'\n');
    for (const QString &wanted : {u"glaciology/firn-train"_s, u"NVIDIA H100 80GB HBM3"_s,
                                  u"8 NVIDIA-H100, 80 GB each"_s, u"10.61.4.41"_s, u"has it"_s})
        QVERIFY2(said.contains(wanted), qPrintable(wanted + u" is not in\n"_s + said));
    // Nobody's own connection knows it, so there is nothing to tag with, and that is said.
    auto *edit = detail->findChild<QPushButton *>(u"editMachineTags"_s);
    QVERIFY(!edit->isEnabled());
    QVERIFY(edit->accessibleDescription().contains(u"My Palette"));
    // A walk through the table takes the detail along.
    inventory->setFilterText({});
    press(Qt::Key_Down);
    QTRY_VERIFY(detail->machine() != u"h100-b2-01");
    press(Qt::Key_Escape);
    QVERIFY(!detail->isVisible());
}

void InventoryScreenTest::theScopeNarrows()
{
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    const int all = inventory->model()->rowCount();
    Scope scope;
    scope.kind = Scope::Kind::Project;
    scope.name = u"interns"_s;
    m_sample->context()->setScope(scope);
    QTRY_VERIFY(inventory->model()->rowCount() < all);
    m_sample->context()->setScope({});
    QTRY_COMPARE(inventory->model()->rowCount(), all);
}

void InventoryScreenTest::machinesOfOnesOwnConnection()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    const int before = inventory->model()->rowCount();
    QVERIFY(connectTo(palette, u"glaciology"_s));
    QVERIFY(waitForOwn(inventory, 20));
    QTRY_VERIFY(inventory->model()->rowCount() > before);
    inventory->showPage(InventoryScreen::Sources);
    const QStringList said = texts(inventory->findChild<SourcesView *>());
    QVERIFY2(said.contains(u"my own connection to Palette"_s), qPrintable(said.join(u'\n')));
    screenshot(m_sample->window(), u"inventory-own"_s);
    // Nobody looks: Palette is left alone.
    m_sample->window()->showEntry(u"apps"_s);
    const int asked = palette.requests(u"POST"_s, u"/v1/dashboard/edgehosts/search"_s);
    QTest::qWait(300);
    QCOMPARE(palette.requests(u"POST"_s, u"/v1/dashboard/edgehosts/search"_s), asked);
    QCOMPARE(palette.violations(), QStringList());
    // A connection that is forgotten takes its machines along.
    m_sample->context()->palette()->forget(u"test"_s);
    QTRY_COMPARE(inventory->model()->rowCount(), before);
}

void InventoryScreenTest::tagsOfSeveral()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    QVERIFY(connectTo(palette, u"glaciology"_s));
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    QVERIFY(waitForOwn(inventory, 20));
    const QString a = firstOwn(inventory, 0);
    const QString b = firstOwn(inventory, 1);
    const auto tagsOf = [&palette](const QString &uid) {
        return palette.ask(u"GET"_s, u"/hosts/"_s + uid)[u"metadata"][u"labels"].toObject();
    };
    const QJsonObject tagsBefore = tagsOf(a);
    Q_EMIT inventory->tagsRequested({a, b}, {});
    auto *window = topLevel<TagWindow>();
    QVERIFY(window);
    QVERIFY(tabTo(u"tagRows.0.1"_s));
    type(u"not valid!"_s);
    QVERIFY(!window->findChild<QPushButton *>(u"writeTags"_s)->isEnabled());
    QVERIFY(window->findChild<FieldRows *>(u"tagRows"_s)->problem().contains(u"is not valid"));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"bench"_s);
    QVERIFY(tabTo(u"tagRows.0.2"_s));
    type(u"seven"_s);
    QCOMPARE(window->preview()->model()->index(0, 1).data().toString(), u"bench: seven, was not set"_s);
    // A dry run reads and changes nothing.
    QVERIFY(tabTo(u"dryRunTags"_s));
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(window->preview()->model()->index(1, 2).data().toString(),
                              u"would be changed"_s, 30'000);
    QCOMPARE(tagsOf(a), tagsBefore);
    screenshot(window, u"tags-dry-run"_s);
    QTRY_VERIFY(window->findChild<QPushButton *>(u"writeTags"_s)->isEnabled());
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(window->preview()->model()->index(1, 2).data().toString(), u"changed"_s,
                              30'000);
    QCOMPARE(tagsOf(a).value(u"bench").toString(), u"seven"_s);
    QCOMPARE(tagsOf(b).value(u"bench").toString(), u"seven"_s);
    // All other tags stayed.
    QJsonObject wanted = tagsBefore;
    wanted.insert(u"bench"_s, u"seven"_s);
    QCOMPARE(tagsOf(a), wanted);
    // The inventory knows it without another list.
    QTRY_COMPARE(inventory->feed()->inventory()->find(a)->host.tags.value(u"bench"_s), u"seven"_s);
    QTRY_VERIFY(window->findChild<QPushButton *>(u"undoTags"_s)->isVisible());
    screenshot(window, u"tags-changed"_s);
    window->findChild<QPushButton *>(u"undoTags"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(tagsOf(a), tagsBefore, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(!tagsOf(b).contains(u"bench"), 30'000);
    // Each machine is in the journal, and its way back.
    const auto nameOf = [inventory](const QString &uid) {
        return inventory->feed()->inventory()->find(uid)->host.name();
    };
    const QString changedA = u"change Edge host "_s + nameOf(a) + u": done"_s;
    const QString changedB = u"change Edge host "_s + nameOf(b) + u": done"_s;
    QTRY_COMPARE(journal(), QStringList({changedB, changedA, changedB, changedA}));
    const JournalEntry entry = m_sample->context()->operations()->records().last();
    QCOMPARE(entry.title, u"Edit tags of 2 machines"_s);
    QCOMPARE(entry.source, u"stand-in"_s);
    QCOMPARE(entry.identity, u"API key of stand-in"_s);
    QCOMPARE(entry.diff, u"bench: seven, was not set"_s);
    QCOMPARE(entry.palette.uid, a);
    QCOMPARE(palette.violations(), QStringList());
    window->close();
}

// What was changed is taken back from the journal, too, by the same careful way, and never over the head of
// somebody else.
void InventoryScreenTest::tagsFromTheJournal()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    QVERIFY(connectTo(palette, u"glaciology"_s));
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    QVERIFY(waitForOwn(inventory, 20));
    AppContext *context = m_sample->context();
    const QString uid = firstOwn(inventory);
    const QString name = inventory->feed()->inventory()->find(uid)->host.name();
    const auto tags = [&palette, uid] {
        return palette.ask(u"GET"_s, u"/hosts/"_s + uid)[u"metadata"][u"labels"].toObject();
    };
    const QJsonObject before = tags();
    // Nobody waits for the job any more: it is written and recorded all the same.
    HostTagChange change;
    change.set = {{u"rack"_s, u"r99"_s}, {u"bench"_s, {}}};
    auto job = std::make_unique<HostTagJob>(
        context->palette(), context->operations(),
        QList<HostTagJob::Item>{{uid, name, u"test"_s, inventory->feed()->tagsIn(u"test"_s, uid)}}, change,
        HostTagJob::Mode::Write);
    job->start();
    job.reset();
    QTRY_COMPARE_WITH_TIMEOUT(journal(), QStringList({u"change Edge host "_s + name + u": done"_s}), 30'000);
    QCOMPARE(tags().value(u"rack").toString(), u"r99"_s);
    m_sample->window()->showEntry(u"activity"_s);
    auto *activity = qobject_cast<ActivityView *>(m_sample->window()->currentScreen());
    QVERIFY(activity);
    auto *restore = activity->findChild<QPushButton *>(u"journalRestore"_s);
    auto *text = activity->findChild<QPlainTextEdit *>();
    QTRY_VERIFY(text->toPlainText().contains(u"rack: r99, was "));
    QVERIFY(restore->isEnabled());
    QVERIFY2(text->toPlainText().contains(u"In Palette, with stand-in. Uid: "_s + uid),
             qPrintable(text->toPlainText()));
    QVERIFY(!activity->findChild<QPushButton *>(u"journalCopy"_s)->isEnabled());
    screenshot(m_sample->window(), u"activity-tags"_s);
    // Somebody moves it meanwhile: it stays where they put it.
    QJsonObject moved = tags();
    moved.insert(u"rack"_s, u"r1"_s);
    QVERIFY(!palette.ask(u"POST"_s, u"/hosts/"_s + uid, {{u"labels"_s, moved}}).isNull());
    const auto takeBack = [&] {
        restore->click();
        auto *question = topLevel<ConfirmDialog>();
        QVERIFY(question);
        screenshot(question, u"tags-restore"_s);
        question->accept();
    };
    takeBack();
    QTRY_COMPARE_WITH_TIMEOUT(journal().value(0), u"change Edge host "_s + name + u": refused"_s, 30'000);
    QCOMPARE(tags(), moved);
    QTRY_VERIFY2(texts(m_sample->window()).join(u'\n').contains(u"Somebody changed the tags of"),
                 qPrintable(texts(m_sample->window()).join(u'\n')));
    moved.insert(u"rack"_s, u"r99"_s);
    QVERIFY(!palette.ask(u"POST"_s, u"/hosts/"_s + uid, {{u"labels"_s, moved}}).isNull());
    QTableView *table = activity->table();
    QTRY_COMPARE(table->model()->rowCount(), 2);
    table->setCurrentIndex(table->model()->index(0, 0));
    QVERIFY(!restore->isEnabled()); // nothing was changed
    table->setCurrentIndex(table->model()->index(1, 0));
    QVERIFY(restore->isEnabled());
    takeBack();
    QTRY_COMPARE_WITH_TIMEOUT(tags(), before, 30'000);
    QTRY_COMPARE(context->operations()->records().size(), 3);
    // The panel of this run tells of them, newest first.
    context->showActivity();
    auto *panel = m_sample->window()->findChild<ActivityPanel *>();
    const auto isShown = [panel] {
        const QList<QLabel *> labels = panel->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text() == u"in Palette, with stand-in" && !label->visibleRegion().isEmpty();
        });
    };
    QTRY_VERIFY(isShown());
    screenshot(m_sample->window(), u"activity-panel-tags"_s);
    // A connection that is not kept any more takes nothing back, and that is said.
    context->palette()->forget(u"test"_s);
    QCOMPARE(whyNotRestored(context->operations()->records().last(), context),
             u"This was changed with the connection stand-in, which is not kept any more."_s);
    QCOMPARE(palette.violations(), QStringList());
}

// Palette replaces all tags of a machine at once: what somebody else did meanwhile must not be undone.
void InventoryScreenTest::somebodyElseWasFaster()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    QVERIFY(connectTo(palette, u"glaciology"_s));
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    QVERIFY(waitForOwn(inventory, 20));
    const QString uid = firstOwn(inventory);
    QJsonObject labels = palette.ask(u"GET"_s, u"/hosts/"_s + uid)[u"metadata"][u"labels"].toObject();
    Q_EMIT inventory->tagsRequested({uid}, {{u"rack"_s, u"r99"_s}});
    auto *window = topLevel<TagWindow>();
    QVERIFY(window);
    labels.insert(u"rack"_s, u"r55"_s);
    labels.insert(u"theirs"_s, u"yes"_s);
    QVERIFY(!palette.ask(u"POST"_s, u"/hosts/"_s + uid, {{u"labels"_s, labels}}).isNull());
    window->findChild<QPushButton *>(u"writeTags"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->job() && !window->job()->isRunning(), 30'000);
    const QString state = window->preview()->model()->index(0, 2).data().toString();
    QVERIFY2(state.contains(u"Somebody changed the tags") && state.contains(u"rack is now 'r55'"),
             qPrintable(state));
    QCOMPARE(palette.ask(u"GET"_s, u"/hosts/"_s + uid)[u"metadata"][u"labels"].toObject(), labels);
    screenshot(window, u"tags-conflict"_s);
    QTRY_COMPARE(m_sample->context()->operations()->records().size(), 1);
    const JournalEntry entry = m_sample->context()->operations()->records().first();
    QCOMPARE(entry.outcome, u"refused"_s);
    QVERIFY2(entry.message.contains(u"rack is now 'r55'"), qPrintable(entry.message));
    window->close();
}

// Where a driver is missing tags say what the machine has; that they do is said until it reports itself.
void InventoryScreenTest::driversThatAreMissing()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    QVERIFY(connectTo(palette, u"glaciology"_s));
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    QVERIFY(waitForOwn(inventory, 20));
    const QString uid = firstOwn(inventory);
    MachineFinding finding;
    finding.uids = {uid};
    finding.mend = {{u"palette.ai/gpu-family"_s, u"NVIDIA L4"_s},
                    {u"palette.ai/gpu-count"_s, u"2"_s},
                    {u"palette.ai/override"_s, u"true"_s}};
    Q_EMIT inventory->detail()->mendRequested(finding);
    auto *window = topLevel<TagWindow>();
    QVERIFY(window);
    QCOMPARE(window->findChild<QLineEdit *>(u"tagRows.0.1"_s)->text(), u"palette.ai/gpu-count"_s);
    screenshot(window, u"tags-mend"_s);
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(inventory->feed()->inventory()->find(uid)->isFromTags(), 30'000);
    QCOMPARE(inventory->feed()->inventory()->find(uid)->host.gpusByFamily().value(u"NVIDIA-L4"_s), 2);
    const QList<MachineFinding> findings = inventory->feed()->findings();
    QVERIFY(std::any_of(findings.begin(), findings.end(), [&uid](const MachineFinding &one) {
        return one.rule == u"INV-1" && one.uids.contains(uid);
    }));
    window->close();
    inventory->showMachine(uid);
    screenshot(m_sample->window(), u"inventory-finding"_s);
}

void InventoryScreenTest::snapshots()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    QVERIFY(connectTo(palette, u"north"_s));
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    QVERIFY(waitForOwn(inventory, 100));
    Q_EMIT inventory->snapshotRequested();
    auto *window = topLevel<SnapshotWindow>();
    QVERIFY(window);
    auto *now = window->findChild<QComboBox *>(u"snapshotNow"_s);
    now->setCurrentIndex(now->findData(u"own:test"_s));
    Q_EMIT now->activated(now->currentIndex());
    // Against the snapshot of the folder.
    QTRY_VERIFY(window->changes()->model()->rowCount() > 0);
    screenshot(window, u"snapshot-compare"_s);
    window->findChild<QPushButton *>(u"writeSnapshot"_s)->click();
    const QString file =
        m_sample->file(inventoryFile(QUrl(palette.url()).host(), palette.projectUid(u"north"_s)));
    QTRY_VERIFY(QFileInfo::exists(file));
    const auto written = readInventoryText(contentOf(file));
    QVERIFY(written);
    QCOMPARE(written->hosts.size(), inventory->feed()->machinesOf(u"own:test"_s).size());
    QVERIFY(!contentOf(file).contains(palette.key().toUtf8()));
    // The folder's watcher brings it back as a source; nothing is different then.
    auto *before = window->findChild<QComboBox *>(u"snapshotBefore"_s);
    QTRY_VERIFY(before->findText(u"stand-in"_s, Qt::MatchStartsWith) >= 0);
    int at = -1;
    for (int i = 0; i < before->count(); ++i) {
        if (before->itemData(i).toString().contains(QUrl(palette.url()).host()))
            at = i;
    }
    QTRY_VERIFY(at >= 0 || (at = [&] {
                               for (int i = 0; i < before->count(); ++i) {
                                   if (before->itemData(i).toString().contains(QUrl(palette.url()).host()))
                                       return i;
                               }
                               return -1;
                           }()) >= 0);
    before->setCurrentIndex(at);
    Q_EMIT before->activated(at);
    QTRY_COMPARE(window->changes()->model()->rowCount(), 0);
    // A machine falls ill: the next list says so.
    const auto free = std::find_if(written->hosts.begin(), written->hosts.end(),
                                   [](const HostView &host) { return host.state == u"available"; });
    QVERIFY(free != written->hosts.end());
    const QString sick = free->hostUid;
    palette.ask(u"POST"_s, u"/hosts/"_s + sick, {{u"health"_s, u"unhealthy"_s}, {u"message"_s, u"fan"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(!inventory->feed()->isAsking(), 30'000);
    inventory->feed()->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(window->changes()->model()->rowCount(), 1, 30'000);
    // What somebody changes counts for a snapshot at once, before anything is gathered and whatever list is
    // on its way.
    inventory->feed()->refresh();
    EdgeHost host;
    host.meta.uid = sick;
    host.meta.labels = {{u"use"_s, u"inference"_s}};
    inventory->feed()->takeHost(u"test"_s, host);
    window->findChild<QPushButton *>(u"writeSnapshot"_s)->click();
    const auto tagsWritten = [&file, &sick] {
        const auto text = readInventoryText(contentOf(file));
        const auto found = text ? std::find_if(text->hosts.begin(), text->hosts.end(),
                                               [&sick](const HostView &one) { return one.hostUid == sick; })
                                : QList<HostView>::const_iterator();
        return text && found != text->hosts.end() ? found->tags : QMap<QString, QString>();
    };
    QTRY_COMPARE(tagsWritten().value(u"use"_s), u"inference"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!inventory->feed()->isAsking(), 30'000);
    QCOMPARE(inventory->feed()->tagsIn(u"test"_s, sick).value(u"use"_s), u"inference"_s);
    window->close();
}

void InventoryScreenTest::registrationTokens()
{
    PaletteStandIn palette;
    EASEL_START_PALETTE(palette);
    QVERIFY(connectTo(palette, u"north"_s));
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    Q_EMIT inventory->addRequested();
    auto *window = topLevel<AddMachineWindow>();
    QVERIFY(window);
    QTRY_VERIFY(window->findChild<QComboBox *>(u"tokenProject"_s)->count() > 0);
    const int before = window->tokens()->model()->rowCount();
    QVERIFY(tabTo(u"tokenCreate"_s));
    press(Qt::Key_Space);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"tokenName"_s); // it says what is missing
    type(u"hall-b2"_s);
    QVERIFY(tabTo(u"tokenCreate"_s));
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(window->tokens()->model()->rowCount(), before + 1, 30'000);
    screenshot(window, u"add-machine"_s);
    QTRY_COMPARE(window->tokens()->currentIndex().siblingAtColumn(0).data().toString(), u"hall-b2"_s);
    // Nothing on screen shows the token; it is copied after a question.
    const QString shown = window->findChild<QPlainTextEdit *>(u"userData"_s)->toPlainText();
    QVERIFY2(shown.contains(u"edgeHostToken: <registration token>"), qPrintable(shown));
    window->findChild<QPushButton *>(u"userDataCopy"_s)->click();
    auto *question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    question->accept();
    QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u"edgeHostToken: "));
    QVERIFY(!QGuiApplication::clipboard()->text().contains(u"<registration token>"));
    const QString secret =
        QGuiApplication::clipboard()->text().section(u"edgeHostToken: "_s, 1).section(u'\n', 0, 0);
    window->findChild<QPushButton *>(u"tokenActive"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(window->tokens()->currentIndex().siblingAtColumn(3).data().toString(), u"off"_s,
                              30'000);
    window->findChild<QPushButton *>(u"tokenRemove"_s)->click();
    question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    question->accept();
    QTRY_COMPARE_WITH_TIMEOUT(window->tokens()->model()->rowCount(), before, 30'000);
    // All of it is in the journal, the token itself is not.
    const QString token = u" Registration token hall-b2: done"_s;
    QTRY_COMPARE(journal(), QStringList({u"delete"_s + token, u"change"_s + token, u"read"_s + token,
                                         u"create"_s + token}));
    QVERIFY(!secret.isEmpty());
    const QByteArray kept = contentOf(m_sample->context()->paths().journalFile);
    QVERIFY(kept.contains("hall-b2") && !kept.contains(secret.toUtf8()));
    for (const JournalEntry &entry : m_sample->context()->operations()->records())
        QVERIFY(!whyNotRestored(entry, m_sample->context()).isEmpty());
    QCOMPARE(palette.violations(), QStringList());
    window->close();
}

void InventoryScreenTest::namesEveryControl()
{
    InventoryScreen *inventory = screen();
    QVERIFY(inventory);
    inventory->showMachine(u"h100-b2-01"_s);
    QCOMPARE(namelessControls(m_sample->window()), QStringList());
    for (const auto page : {InventoryScreen::Map, InventoryScreen::Hardware, InventoryScreen::Sources}) {
        inventory->showPage(page);
        QCOMPARE(namelessControls(m_sample->window()), QStringList());
    }
    Q_EMIT inventory->snapshotRequested();
    auto *window = topLevel<SnapshotWindow>();
    QVERIFY(window);
    QCOMPARE(namelessControls(window), QStringList());
    window->close();
    Q_EMIT inventory->addRequested();
    auto *add = topLevel<AddMachineWindow>();
    QVERIFY(add);
    QCOMPARE(namelessControls(add), QStringList());
    add->close();
}

QTEST_MAIN(InventoryScreenTest)
#include "tst_inventoryscreen.moc"
