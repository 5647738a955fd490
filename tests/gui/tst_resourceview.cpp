// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/appcontext.h"
#include "app/look/look.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/views/detailview.h"
#include "app/views/filterbar.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/searchfield.h"
#include "app/views/parts/statusparts.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "app/wizards/namespacesdialog.h"
#include "core/yaml/yamlreader.h"
#include "fakesource.h"
#include "samplerows.h"
#include "screenshot.h"
#include "silentprompter.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class ResourceViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void saysEveryState();
    void walksByKeyboard();
    void countsFilter();
    void tellsWhatAFilterDoesNotUnderstand();
    void remembersColumns();
    void detailFollowsAndOutlivesItsObject();
    void detailBelowInNarrowWindows();
    void actionsAskForRights();
    void copiesRows();
    void findsTheObjectThatIsWanted();
    void hiddenViewGivesItsRowsBack();
    void saysWhichNamespacesItIsLimitedTo();
    void namespacesAreNamed();
    void namespacesAreOffered();
    void namesEveryControl();

private:
    QList<Row> rows() const
    {
        const auto row = [](const QString &name, const QString &project, Tone tone, const QString &word,
                            const QString &gpus, qint64 seconds, const QString &reason = {}) {
            return SampleRow{name, project, tone, word, reason, gpus, {}, 3, false, seconds}.row();
        };
        return {
            row(u"calving-detect"_s, u"vision"_s, Tone::Waiting, u"Waiting for compute"_s, u"8 H100"_s, 720,
                u"Pool crevasse-train has 0 NVIDIA-H100 GPUs free; this deployment asks for 8."_s),
            row(u"orthomosaic"_s, u"vision"_s, Tone::Warning, u"Degraded"_s, u"8 L40S"_s, 6 * 86400,
                u"1 of 3 parts is unhealthy."_s),
            row(u"sastrugi-maps"_s, u"glaciology"_s, Tone::Deleting, u"Deleting"_s, u"8 H100"_s, 71 * 86400),
            row(u"corpus-dedup"_s, u"language"_s, Tone::Progressing, u"Deploying"_s, u"8 H100"_s, 240),
            row(u"snow-labels"_s, u"vision"_s, Tone::Paused, u"Paused"_s, u"4 A100"_s, 52 * 86400),
            row(u"core-embed"_s, u"glaciology"_s, Tone::Good, u"Running"_s, u"2 H100"_s, 18 * 86400),
            row(u"crevasse-seg"_s, u"vision"_s, Tone::Good, u"Running"_s, u"8 H100"_s, 9 * 86400),
            row(u"echo-transcribe"_s, u"speech"_s, Tone::Good, u"Running"_s, u"4 L40S"_s, 33 * 86400),
            row(u"ice-flow-train"_s, u"glaciology"_s, Tone::Good, u"Running"_s, u"16 H100"_s, 2 * 86400),
            row(u"tracking"_s, u"glaciology"_s, Tone::Good, u"Running"_s, {}, 120 * 86400)};
    }
    static QJsonObject object(const QString &name)
    {
        const auto condition = [](const char *type, const char *status, const char *reason,
                                  const char *message) {
            return QJsonObject{{u"type"_s, QString::fromLatin1(type)},
                               {u"status"_s, QString::fromLatin1(status)},
                               {u"reason"_s, QString::fromLatin1(reason)},
                               {u"message"_s, QString::fromLatin1(message)},
                               {u"lastTransitionTime"_s, u"2025-10-09T08:41:11Z"_s}};
        };
        return QJsonObject{
            {u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
            {u"kind"_s, u"AIWorkload"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, name},
                                        {u"namespace"_s, u"vision"_s},
                                        {u"labels"_s, QJsonObject{{u"team"_s, u"ice"_s}}},
                                        {u"creationTimestamp"_s, u"2025-10-09T08:41:11Z"_s}}},
            {u"status"_s,
             QJsonObject{
                 {u"conditions"_s,
                  QJsonArray{condition("Accepted", "True", "Accepted", ""),
                             condition("BundlesResolved", "True", "Resolved", "2 bundles"),
                             condition("CapacityReserved", "False", "NotEnoughGpus",
                                       "It is growing by 1 node, but no free machine matches hall = b2."),
                             condition("Ready", "False", "WaitingForCompute", "waiting")}}}}};
    }
    void live()
    {
        m_store->replaceAll(rows());
        Truth truth;
        truth.phase = Truth::Phase::Live;
        m_store->setTruth(truth);
        m_view->model()->flush();
    }
    bool isStack(const QString &state) const { return m_view->shownState() == state; }
    Banner *banner() const
    {
        for (Banner *banner : m_view->findChildren<Banner *>()) {
            if (!m_view->detail()->isAncestorOf(banner))
                return banner;
        }
        return nullptr;
    }
    QString emptyText() const
    {
        QStringList texts;
        for (QLabel *label : m_view->findChild<EmptyState *>(u"table-empty"_s)->findChildren<QLabel *>()) {
            if (!label->isHidden() && !label->text().isEmpty())
                texts.append(label->text());
        }
        return texts.join(u' ');
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<QWidget> m_window;
    FakeSource *m_source = nullptr;
    std::shared_ptr<ResourceStore> m_store;
    ResourceView *m_view = nullptr;
};

void ResourceViewTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    Look::install(ColorMode::Light);
}

void ResourceViewTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_context =
        std::make_unique<AppContext>(AppPaths::below(m_folder->path()), std::make_unique<SilentPrompter>());
    auto source = std::make_unique<FakeSource>(
        [](const ResourceType &) { return std::make_shared<SampleExtractor>(); });
    m_source = source.get();
    m_source->setTypes({sampleType()});
    m_store = m_source->feed(sampleType());
    for (const Row &row : rows())
        m_source->objects.insert(refOfRow(sampleType(), row), object(row.name));
    m_context->setSource(std::move(source));

    m_window = std::make_unique<QWidget>();
    m_window->resize(1280, 760);
    TablePage page;
    page.id = u"apps"_s;
    page.title = u"App Deployments"_s;
    page.icon = u"rocket"_s;
    page.parts = {{QString(), u"AIWorkload.spectrocloud.com"_s, {}}};
    m_view = new ResourceView(m_context.get(), page, m_window.get());
    auto *layout = new QVBoxLayout(m_window.get());
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void ResourceViewTest::cleanup()
{
    m_window.reset();
    m_store.reset();
    m_context.reset();
    m_folder.reset();
}

void ResourceViewTest::saysEveryState()
{
    Truth truth;
    truth.phase = Truth::Phase::Loading;
    truth.loaded = 1200;
    m_store->setTruth(truth);
    QCOMPARE(m_view->shownState(), u"loading"_s);
    // The detail has one of its own.
    Skeleton *skeleton = nullptr;
    for (Skeleton *found : m_view->findChildren<Skeleton *>()) {
        if (!m_view->detail()->isAncestorOf(found))
            skeleton = found;
    }
    QVERIFY(skeleton && skeleton->isVisible());
    QTRY_VERIFY(skeleton->showsBars());
    screenshot(m_window.get(), u"view-loading"_s);

    truth = {};
    truth.phase = Truth::Phase::Live;
    m_store->setTruth(truth);
    QCOMPARE(m_view->shownState(), u"empty"_s);
    QVERIFY(emptyText().startsWith(u"No app deployments yet."));
    screenshot(m_window.get(), u"view-empty"_s);

    live();
    QCOMPARE(m_view->shownState(), u"live"_s);
    QVERIFY(m_view->table()->isVisible());
    QVERIFY(!banner()->isVisible());
    screenshot(m_window.get(), u"view-live"_s);

    truth.phase = Truth::Phase::Stale;
    truth.since = QDateTime::currentDateTime().addSecs(-240);
    truth.nextTry = QDateTime::currentDateTime().addSecs(12);
    truth.error = makeError(Error::Kind::Timeout, u"connection timed out"_s);
    m_store->setTruth(truth);
    QCOMPARE(m_view->shownState(), u"stale"_s);
    QVERIFY(banner()->isVisible());
    QCOMPARE(banner()->strongText(), u"Not live."_s);
    QVERIFY2(banner()->text().startsWith(u"hub-north last answered at "), qPrintable(banner()->text()));
    QVERIFY2(banner()->text().endsWith(u"4 min ago: connection timed out. Rows show what was true then."),
             qPrintable(banner()->text()));
    screenshot(m_window.get(), u"view-stale"_s);
    const auto buttons = banner()->findChildren<QAbstractButton *>();
    const auto again = std::find_if(buttons.begin(), buttons.end(),
                                    [](QAbstractButton *button) { return button->text() == u"Try now"; });
    QVERIFY(again != buttons.end());
    (*again)->click();
    QCOMPARE(m_source->refreshes, 1);

    truth = {};
    truth.phase = Truth::Phase::Failed;
    truth.error = makeError(Error::Kind::Forbidden, u"aiworkloads is forbidden"_s);
    truth.error->status = 403;
    m_store->setTruth(truth);
    QCOMPARE(m_view->shownState(), u"failed"_s);
    QCOMPARE(banner()->strongText(), u"Could not list app deployments."_s);
    QVERIFY2(banner()->text().contains(u"aiworkloads is forbidden"), qPrintable(banner()->text()));
    QVERIFY(m_view->table()->isVisible()); // old rows stay, stale
    screenshot(m_window.get(), u"view-failed"_s);

    truth = {};
    truth.phase = Truth::Phase::Offline;
    truth.since = QDateTime::currentDateTime().addDays(-1);
    m_store->setTruth(truth);
    QCOMPARE(m_view->shownState(), u"offline"_s);
    QCOMPARE(banner()->strongText(), u"A copy."_s);

    live();
    m_view->setFilterText(u"zzz"_s);
    QCOMPARE(m_view->shownState(), u"filtered-empty"_s);
    QCOMPARE(emptyText(), u"None of 10 matches the filter."_s);
    screenshot(m_window.get(), u"view-filtered-empty"_s);
    m_view->findChild<EmptyState *>(u"table-empty"_s)->findChild<QPushButton *>()->click();
    QCOMPARE(m_view->shownState(), u"live"_s);
    QCOMPARE(m_view->filterText(), QString());

    m_source->setTypes({});
    m_view->showPart(0);
}

void ResourceViewTest::walksByKeyboard()
{
    live();
    m_view->focusTable();
    QVERIFY(m_view->table()->hasFocus());
    QCOMPARE(m_view->currentObject().name, u"calving-detect"_s);
    QTest::keyClick(m_view->table(), Qt::Key_Down);
    QCOMPARE(m_view->currentObject().name, u"orthomosaic"_s);
    QTest::keyClick(m_view->table(), Qt::Key_End);
    QCOMPARE(m_view->currentObject().name, u"tracking"_s);
    QTest::keyClick(m_view->table(), Qt::Key_Home);
    QTest::keyClick(m_view->table(), Qt::Key_Space);
    QVERIFY(m_view->isDetailShown());
    QTRY_VERIFY(m_view->detail()->isVisible());
    QCOMPARE(m_view->detail()->object().name, u"calving-detect"_s);
    // The detail follows after a moment.
    QTest::keyClick(m_view->table(), Qt::Key_Down);
    QTRY_COMPARE(m_view->detail()->object().name, u"orthomosaic"_s);
    QTest::keyClick(m_view->table(), Qt::Key_Return);
    QVERIFY(m_view->isDetailFull());
    QVERIFY(!m_view->table()->isVisible());
    QVERIFY(m_view->stepBack());
    QVERIFY(m_view->table()->isVisible());
    QVERIFY(m_view->stepBack());
    QVERIFY(!m_view->detail()->isVisible());

    QTest::keyClick(m_view->table(), '/');
    QTRY_VERIFY(m_view->filterBar()->field()->edit()->hasFocus());
    QTest::keyClicks(m_view->filterBar()->field()->edit(), u"status:running glac"_s);
    QTRY_COMPARE(m_view->model()->rowCount(), 3);
    QTest::keyClick(m_view->filterBar()->field()->edit(), Qt::Key_Down);
    QTRY_VERIFY(m_view->table()->hasFocus());
    QVERIFY(m_view->stepBack());
    QCOMPARE(m_view->model()->rowCount(), 10);

    m_context->settings()->setUsesTerminalKeys(true);
    QTest::keyClick(m_view->table(), 'g');
    QCOMPARE(m_view->currentObject().name, u"calving-detect"_s);
    QTest::keyClick(m_view->table(), 'j');
    QCOMPARE(m_view->currentObject().name, u"orthomosaic"_s);
    QTest::keyClick(m_view->table(), 'N', Qt::ShiftModifier);
    QCOMPARE(m_view->model()->sortColumns().first().column, 0);
}

void ResourceViewTest::countsFilter()
{
    live();
    const auto count = [this](Tone tone) -> ToneCount * {
        for (ToneCount *button : m_view->findChildren<ToneCount *>()) {
            if (button->tone() == tone && button->isVisible())
                return button;
        }
        return nullptr;
    };
    QVERIFY(count(Tone::Good));
    QCOMPARE(count(Tone::Good)->accessibleName(), u"5 well, click to filter"_s);
    QCOMPARE(count(Tone::Progressing)->accessibleName(), u"2 under way, click to filter"_s);
    QVERIFY(!count(Tone::Bad));
    QTest::mouseClick(count(Tone::Waiting), Qt::LeftButton);
    QCOMPARE(m_view->filterText(), u"is:waiting"_s);
    QCOMPARE(m_view->model()->rowCount(), 1);
    QCOMPARE(count(Tone::Good)->accessibleName(), u"5 well, click to filter"_s); // others stay to be chosen
    QTest::mouseClick(count(Tone::Progressing), Qt::LeftButton);
    QCOMPARE(m_view->model()->rowCount(), 3);
    screenshot(m_window.get(), u"view-filtered"_s);
    QTest::mouseClick(count(Tone::Waiting), Qt::LeftButton);
    QCOMPARE(m_view->filterText(), u"is:progressing"_s);
    QTest::mouseClick(count(Tone::Progressing), Qt::LeftButton);
    QCOMPARE(m_view->filterText(), QString());
}

void ResourceViewTest::tellsWhatAFilterDoesNotUnderstand()
{
    live();
    m_view->setFilterText(u"gpus:>many"_s);
    const auto labels = m_view->filterBar()->findChildren<QLabel *>();
    const bool told = std::any_of(labels.begin(), labels.end(), [](QLabel *label) {
        return label->isVisible() && label->text() == u"“>many” is not a number. Write for example gpus:>4.";
    });
    QVERIFY(told);
    QCOMPARE(m_view->model()->rowCount(), 10);
}

void ResourceViewTest::remembersColumns()
{
    live();
    ResourceTable *table = m_view->table();
    QVERIFY(!table->isColumnChosen(6));
    table->setColumnChosen(6, true);
    table->setColumnChosen(2, false);
    m_view->model()->setSortColumns({{3, Qt::DescendingOrder}, {0, Qt::AscendingOrder}});
    const TableSettings kept = m_context->settings()->table(u"apps"_s);
    QCOMPARE(kept.shown, QStringList{u"paused"_s});
    QCOMPARE(kept.hidden, QStringList{u"project"_s});
    QCOMPARE(kept.sort, (QStringList{u"-gpus"_s, u"name"_s}));
    TablePage page = m_view->page();
    ResourceView again(m_context.get(), page, m_window.get());
    QVERIFY(again.table()->isColumnChosen(6));
    QVERIFY(!again.table()->isColumnChosen(2));
    QCOMPARE(again.model()->sortColumns().first(), (SortColumn{3, Qt::DescendingOrder}));
}

void ResourceViewTest::detailFollowsAndOutlivesItsObject()
{
    live();
    m_view->focusTable();
    m_view->setDetailShown(true);
    QTRY_VERIFY(!m_view->detail()->summary().rows.isEmpty());
    QTRY_COMPARE(m_view->detail()->summary().conditions.isEmpty(), false);
    QCOMPARE(m_view->detail()->summary().reason,
             u"Pool crevasse-train has 0 NVIDIA-H100 GPUs free; this deployment asks for 8."_s);
    QTest::qWait(50);
    screenshot(m_window.get(), u"view-detail"_s);

    // It changes: the detail says the new state.
    Row changed = rows().first();
    changed.resourceVersion = u"2"_s;
    changed.tone = Tone::Good;
    changed.stateWord = u"Running"_s;
    changed.stateReason.clear();
    changed.cells[1] = u"Running"_s;
    m_store->apply({{changed}, {}});
    QTRY_COMPARE(m_view->detail()->summary().stateWord, u"Running"_s);
    QVERIFY(m_view->detail()->summary().reason.isEmpty());

    // It goes: the content stays and says so.
    m_view->setDetailFull(true);
    m_store->apply({{}, {changed.uid}});
    const auto banners = m_view->detail()->findChildren<Banner *>();
    QVERIFY(std::any_of(banners.begin(), banners.end(), [](Banner *banner) {
        return banner->isVisible() && banner->strongText().startsWith(u"Deleted ");
    }));
    QCOMPARE(m_view->detail()->object().name, u"calving-detect"_s);
}

void ResourceViewTest::detailBelowInNarrowWindows()
{
    live();
    m_view->focusTable();
    m_view->setDetailShown(true);
    QTRY_VERIFY(m_view->detail()->isVisible());
    QTRY_VERIFY(m_view->detail()->mapTo(m_view, QPoint()).x() > 300);
    m_window->resize(1024, 640);
    QTRY_VERIFY(m_view->detail()->mapTo(m_view, QPoint()).x() < 40);
    screenshot(m_window.get(), u"view-narrow"_s);
}

void ResourceViewTest::actionsAskForRights()
{
    m_source->refusedVerbs = {u"delete"_s};
    int runs = 0;
    Action remove;
    remove.id = u"object.delete"_s;
    remove.text = u"Delete %1…"_s;
    remove.places = Action::RowMenu;
    remove.needsObject = true;
    remove.dangerous = true;
    remove.access = [](const ActionTarget &target, const ObjectRef &object) {
        return AccessQuestion{u"delete"_s, target.type.group,    target.type.plural,
                              {},          object.namespaceName, object.name};
    };
    remove.run = [&runs](const ActionTarget &) { ++runs; };
    m_context->actions()->add(remove);
    live();
    m_view->focusTable();
    const Action *action = m_context->actions()->find(u"object.delete"_s);
    QCOMPARE(m_context->actions()->textFor(*action, m_view->target()), u"Delete calving-detect…"_s);
    m_context->actions()->offer(*action, m_view->target());
    QTRY_COMPARE(m_context->actions()->offer(*action, m_view->target()).reason,
                 u"You may not delete aiworkloads in vision."_s);
    QTest::keyClick(m_view->table(), Qt::Key_Delete);
    QCOMPARE(runs, 0);
    m_source->refusedVerbs.clear();
    QTest::keyClick(m_view->table(), Qt::Key_Down);
    QTest::keyClick(m_view->table(), Qt::Key_Delete);
    QCOMPARE(runs, 1);
}

void ResourceViewTest::copiesRows()
{
    live();
    m_view->focusTable();
    QTest::keyClick(m_view->table(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_view->table()->selectedRows(), (QList<int>{0, 1}));
    m_view->copyRowsAs(u"name"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"calving-detect\northomosaic"_s);
    m_view->copyRowsAs(u"csv"_s);
    QStringList lines = QGuiApplication::clipboard()->text().split(u"\r\n"_s);
    QCOMPARE(lines.size(), 4);
    QVERIFY2(lines.at(0).startsWith(u"Name,Status,Project"), qPrintable(lines.at(0)));
    QVERIFY2(lines.at(1).startsWith(u"calving-detect,Waiting for compute,vision,8 H100"),
             qPrintable(lines.at(1)));
    QCOMPARE(lines.at(3), QString());
    // As text the columns stand below each other.
    QTest::keyClick(m_view->table(), Qt::Key_C, Qt::ControlModifier);
    lines = QGuiApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines.at(0).indexOf(u"Status"), lines.at(1).indexOf(u"Waiting for compute"));
    QCOMPARE(lines.at(0).indexOf(u"Status"), lines.at(2).indexOf(u"Degraded"));

    // As YAML in the table's order, whichever rows are kept whole and whichever are fetched: the first of
    // these two has to be.
    const auto refOfName = [](const QString &name) {
        return ObjectRef{u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, u"vision"_s, name};
    };
    m_source->objects.insert(refOfName(u"calving-detect"_s), object(u"calving-detect"_s));
    Row kept = rows().at(1);
    kept.raw = QJsonDocument(object(u"orthomosaic"_s)).toJson(QJsonDocument::Compact);
    kept.resourceVersion = u"2"_s;
    m_store->apply({{kept}, {}});
    m_view->model()->flush();
    m_view->copyRowsAs(u"yaml"_s);
    QTRY_COMPARE(QGuiApplication::clipboard()->text().count(u"kind: AIWorkload"), 2);
    const QString yaml = QGuiApplication::clipboard()->text();
    QVERIFY2(yaml.indexOf(u"name: calving-detect") < yaml.indexOf(u"name: orthomosaic"), qPrintable(yaml));
    QVERIFY(yaml.contains(u"team: ice") && !yaml.contains(u"status:"));
    const auto documents = readYaml(yaml.toUtf8());
    QVERIFY(documents && documents->size() == 2);
    // What cannot be read is said, the rest is there.
    m_source->objects.clear();
    QString said;
    connect(m_context.get(), &AppContext::toastRequested, this,
            [&said](const QString &text) { said = text; });
    m_view->copyRowsAs(u"yaml"_s);
    QTRY_VERIFY2(said.contains(u"copied as YAML, the others could not be read"), qPrintable(said));
    QCOMPARE(QGuiApplication::clipboard()->text().count(u"kind: AIWorkload"), 1);
}

void ResourceViewTest::findsTheObjectThatIsWanted()
{
    live();
    m_view->setFilterText(u"is:good"_s);
    // Hidden by the filter: it gives way.
    m_view->showObject({u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, u"vision"_s, u"snow-labels"_s});
    QCOMPARE(m_view->currentObject().name, u"snow-labels"_s);
    QVERIFY(m_view->isDetailShown());
    // Not there yet: selected as soon as it turns up.
    m_view->showObject({u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, u"vision"_s, u"late"_s});
    QCOMPARE(m_view->currentObject().name, u"snow-labels"_s);
    m_store->apply({{SampleRow{u"late"_s}.row()}, {}});
    QTRY_COMPARE(m_view->currentObject().name, u"late"_s);
}

void ResourceViewTest::hiddenViewGivesItsRowsBack()
{
    live();
    QCOMPARE(m_source->onScreen, 1);
    QVERIFY(m_view->table()->selectUid(m_store->at(6).uid));
    const ObjectRef chosen = m_view->currentObject();
    m_view->setKeptWhileHidden(std::chrono::milliseconds(60));
    m_window->hide();
    QCOMPARE(m_source->onScreen, 0); // at once: others go first now
    QVERIFY(m_view->store());
    m_window->show(); // before the time is over nothing has changed
    QCOMPARE(m_source->onScreen, 1);
    QCOMPARE(m_source->givenBack, 0);
    m_window->hide();
    QTRY_COMPARE(m_source->givenBack, 1);
    QVERIFY(!m_view->store());
    // Kinds that come or go meanwhile do not fetch it again.
    const auto leased = m_source->leased.size();
    Q_EMIT m_source->catalogChanged();
    QCOMPARE(m_source->leased.size(), leased);

    m_window->show();
    QCOMPARE(m_source->leased.size(), leased + 1);
    QCOMPARE(m_source->onScreen, 1);
    m_view->model()->flush();
    QCOMPARE(m_view->shownState(), u"live"_s);
    QTRY_COMPARE(m_view->currentObject().name, chosen.name);
}

void ResourceViewTest::saysWhichNamespacesItIsLimitedTo()
{
    live();
    Truth truth = m_store->truth();
    truth.within = QStringList{u"glaciology"_s, u"vision"_s};
    m_store->setTruth(truth);
    const auto labels = m_view->findChildren<QLabel *>();
    const auto count = std::find_if(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->text().contains(u"that you may read");
    });
    QVERIFY(count != labels.end());
    QVERIFY2((*count)->text().contains(u"only the 2 namespace"), qPrintable((*count)->text()));
    QVERIFY2((*count)->toolTip().contains(u"glaciology, vision"), qPrintable((*count)->toolTip()));
    screenshot(m_window.get(), u"view-own-namespaces"_s);
    truth.within.clear();
    m_store->setTruth(truth);
    QVERIFY(!(*count)->text().contains(u"that you may read"));
}

void ResourceViewTest::namespacesAreNamed()
{
    {
        NamespacesDialog dialog(u"hub-north"_s, {u"ice"_s}, m_window.get());
        dialog.open();
        auto *field = dialog.findChild<QLineEdit *>();
        const auto buttons = dialog.findChildren<QPushButton *>();
        const auto use = std::find_if(buttons.begin(), buttons.end(),
                                      [](const QPushButton *button) { return button->isDefault(); });
        QVERIFY(use != buttons.end());
        QVERIFY((*use)->isEnabled());
        field->setText(u"ice,  snow ice"_s);
        QCOMPARE(dialog.names(), (QStringList{u"ice"_s, u"snow"_s}));
        field->setText(u"ice Snow"_s);
        QVERIFY(!(*use)->isEnabled());
        field->clear();
        QVERIFY((*use)->isEnabled()); // only what the hub says
        QVERIFY(!field->accessibleName().isEmpty());
        screenshot(&dialog, u"namespaces-dialog"_s);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }
}

void ResourceViewTest::namespacesAreOffered()
{
    // Offered where listing across namespaces is refused, and only where a name helps.
    const auto offersIt = [this] {
        const auto all = banner()->findChildren<QAbstractButton *>();
        return std::any_of(all.begin(), all.end(), [](const QAbstractButton *button) {
            return button->text().contains(u"namespaces");
        });
    };
    live();
    Truth truth;
    truth.phase = Truth::Phase::Failed;
    truth.error = makeError(Error::Kind::Forbidden, u"aiworkloads is forbidden"_s);
    m_store->setTruth(truth);
    QVERIFY(!offersIt());
    m_source->typed = QStringList();
    Q_EMIT m_source->stateChanged();
    QVERIFY(offersIt());
}

void ResourceViewTest::namesEveryControl()
{
    live();
    m_view->focusTable();
    m_view->setDetailShown(true);
    QTRY_VERIFY(m_view->detail()->isVisible());
    for (QWidget *widget : m_view->findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                 qPrintable(u"%1 %2 has no name"_s.arg(QString::fromLatin1(widget->metaObject()->className()),
                                                       widget->objectName())));
    }
}

QTEST_MAIN(ResourceViewTest)

#include "tst_resourceview.moc"
