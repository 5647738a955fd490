// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detailview.h"
#include "app/views/explain/explainpanel.h"
#include "app/views/explain/explaintable.h"
#include "app/views/explain/funnelview.h"
#include "app/views/explain/waterfallview.h"
#include "app/views/resourceview.h"
#include "core/base/englishplurals.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStandardPaths>
#include <QTimer>
#include <QToolButton>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

// "Why" in the detail of what is decided, on the sample workspace.
class WhyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void environmentByKeys();
    void environmentWithoutClusters();
    void poolRefusedByQuota();
    void poolWithoutMachines();
    void runningPool();
    void projectHeldUp();
    void quotasBesideATenant();
    void deploymentThatWaits();
    void existingPlacement();
    void explainsWhatIsWell();
    void namesEveryControl();

private:
    // The object with its Why tab, as "Explain" of the palette brings it up.
    ExplainPanel *explain(const QString &apiVersion, const QString &kind, const QString &space,
                          const QString &name)
    {
        if (!m_sample->run(u"object.explain"_s, m_sample->targetOf(apiVersion, kind, space, name)))
            return nullptr;
        return shown();
    }
    ExplainPanel *shown() const
    {
        ExplainPanel *panel = nullptr;
        const bool there = QTest::qWaitFor(
            [&] {
                ResourceView *view = m_sample->window()->currentTable();
                panel = view ? view->detail()->findChild<ExplainPanel *>() : nullptr;
                return panel && panel->isVisible() && panel->hasExplanation();
            },
            60'000);
        return there ? panel : nullptr;
    }
    static QString heading(const ExplainPanel *panel)
    {
        return panel->findChild<QLabel *>(u"explainHeading"_s)->text();
    }
    static QStringList names(const QList<ExplainedItem> &items)
    {
        QStringList all;
        for (const ExplainedItem &item : items)
            all << item.name;
        return all;
    }
    // Advice follows the decision.
    static bool isAdvised(const ExplainPanel *panel)
    {
        return QTest::qWaitFor(
            [panel] {
                const QList<ExplainedPart> &parts = panel->explanation().parts;
                return !parts.isEmpty() &&
                       std::any_of(parts.first().leftOut.begin(), parts.first().leftOut.end(),
                                   [](const ExplainedItem &item) { return !item.help.isEmpty(); });
            },
            60'000);
    }
    void picture(const QString &name) const
    {
        screenshot(m_sample->window(), name);
        m_sample->context()->settings()->setColorMode(u"dark"_s);
        Look::instance()->setMode(ColorMode::Dark);
        screenshot(m_sample->window(), name + u"-dark"_s);
        Look::instance()->setMode(ColorMode::Light);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void WhyTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void WhyTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void WhyTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

void WhyTest::environmentByKeys()
{
    ExplainPanel *panel =
        explain(u"spectrocloud.com/v1beta1"_s, u"Environment"_s, u"glaciology"_s, u"field-stations"_s);
    QVERIFY(panel);
    QCOMPARE(heading(panel), u"3 clusters chosen; nothing would change."_s);
    const ExplainedPart part = panel->explanation().parts.first();
    QCOMPARE(names(part.ranked), (QStringList{u"station-delta"_s, u"station-fjord"_s, u"station-north"_s,
                                              u"station-cirque"_s, u"station-ridge"_s}));
    QCOMPARE(part.chosen, 3);
    QCOMPARE(part.leftOutTotal, 6);
    QCOMPARE(panel->explanation().snapshot.size(), 16);
    QVERIFY(isAdvised(panel));

    // The funnel by arrows, read out.
    auto *funnel = panel->findChild<FunnelView *>();
    funnel->setFocus();
    press(Qt::Key_End);
    QCOMPARE(funnel->accessibleDescription(), u"chosen: 3 left, 2 dropped here"_s);
    press(Qt::Key_Home);
    QCOMPARE(funnel->accessibleDescription(), u"visible: 11 left"_s);

    // Down the list: the current row is spelled out below itself.
    auto *ranked = panel->findChild<ExplainTable *>(u"explainRanked"_s);
    ranked->setFocus();
    press(Qt::Key_Home);
    const QModelIndex first = ranked->currentIndex().siblingAtColumn(0);
    QCOMPARE(first.data().toString(), u"station-delta"_s);
    QVERIFY(ranked->isExpanded(first));
    const QString sums = first.model()->index(0, 0, first).data(ExplainModel::WrappedTextRole).toString();
    QVERIFY2(sums.contains(u"Free NVIDIA-L40S 3 × 100 = 300"_s), qPrintable(sums));
    picture(u"why-environment"_s);
    auto *leftOut = panel->findChild<ExplainTable *>(u"explainLeftOut"_s);
    leftOut->setFocus();
    press(Qt::Key_Home);
    const QModelIndex left = leftOut->currentIndex().siblingAtColumn(0);
    QVERIFY(leftOut->isExpanded(left));
    QVERIFY(left.model()->rowCount(left) >= 2);
    picture(u"why-environment-left"_s);

    panel->findChild<QPushButton *>(u"explainCopy"_s)->setFocus();
    press(Qt::Key_Space);
    const QString copied = QApplication::clipboard()->text();
    QVERIFY(copied.startsWith(u"3 clusters chosen; nothing would change.\n"_s));
    QVERIFY(copied.contains(u"station-old, Does not qualify"_s));
    QVERIFY(copied.contains(u"Snapshot "_s + panel->explanation().snapshot));
}

void WhyTest::environmentWithoutClusters()
{
    ExplainPanel *panel =
        explain(u"spectrocloud.com/v1beta1"_s, u"Environment"_s, u"vision"_s, u"summer-camp"_s);
    QVERIFY(panel);
    QCOMPARE(heading(panel), u"No cluster matches these labels now."_s);
    QVERIFY(isAdvised(panel));
    for (const ExplainedItem &item : panel->explanation().parts.first().leftOut) {
        QVERIFY(!item.reasons.isEmpty());
        QCOMPARE(item.reasons.first().rule, u"Label"_s);
        QCOMPARE(item.help.first(), u"Give the cluster the label season=summer."_s);
    }
    picture(u"why-environment-none"_s);
}

void WhyTest::poolRefusedByQuota()
{
    ExplainPanel *panel =
        explain(u"spectrocloud.com/v1beta1"_s, u"ComputePool"_s, u"interns"_s, u"interns-burst"_s);
    QVERIFY(panel);
    QCOMPARE(heading(panel), u"Quota refuses this pool; the machines would be there."_s);
    const ExplainedReason refusal = panel->explanation().refusals.value(0);
    QCOMPARE(refusal.rule, u"Limit of tenant sandbox"_s);
    QCOMPARE(refusal.needed, u"24"_s);
    QCOMPARE(refusal.actual, u"8"_s);
    QCOMPARE(refusal.shortBy, 16);
    QCOMPARE(
        panel->explanation().help,
        QStringList{u"Raise the limit of tenant sandbox for NVIDIA-H100 from 8 to 24; then this fits."_s});
    auto *fall = panel->findChild<WaterfallView *>();
    QVERIFY(fall);
    fall->setFocus();
    QTRY_VERIFY(fall->hasFocus());
    press(Qt::Key_End);
    QCOMPARE(fall->accessibleDescription(), u"Too many: 16"_s);
    picture(u"why-pool-quota"_s);
}

void WhyTest::poolWithoutMachines()
{
    ExplainPanel *panel =
        explain(u"spectrocloud.com/v1beta1"_s, u"ComputePool"_s, u"stations"_s, u"station-infer"_s);
    QVERIFY(panel);
    QCOMPARE(heading(panel), u"3 machines are missing."_s);
    const ExplainedPart part = panel->explanation().parts.first();
    QVERIFY(!part.help.isEmpty());
    QVERIFY(part.help.first().startsWith(u"Take architecture arm64 instead of amd64"_s));
    QCOMPARE(part.funnel.last().left, 0);
    picture(u"why-pool-machines"_s);
    panel->showPart(1);
    QVERIFY(!panel->explanation().parts.at(1).leftOut.first().reasons.isEmpty());
    picture(u"why-pool-machines-workers"_s);
}

void WhyTest::runningPool()
{
    ExplainPanel *panel =
        explain(u"spectrocloud.com/v1beta1"_s, u"ComputePool"_s, u"glaciology"_s, u"firn-train"_s);
    QVERIFY(panel);
    QCOMPARE(heading(panel), u"The pool has the machines it asks for."_s);
    const ExplainedPart part = panel->explanation().parts.at(1);
    QCOMPARE(names(part.ranked), (QStringList{u"h100-b2-01"_s, u"h100-b2-02"_s}));
    QCOMPARE(part.ranked.first().state, ExplainedItem::State::Stays);
    picture(u"why-pool-running"_s);
    // Machines of one hall, or of several, by a menu with keys.
    QVERIFY(panel->explanation().groupingTags.contains(u"hall"_s));
    auto *arrangement = panel->findChild<QToolButton *>(u"explainArrangement"_s);
    QVERIFY(arrangement && arrangement->isVisible());
    QCOMPARE(arrangement->text(), u"As they fit best"_s);
    arrangement->setFocus();
    QTimer::singleShot(0, this, [arrangement] {
        QTRY_VERIFY(arrangement->menu()->isVisible());
        QTest::keyClick(arrangement->menu(), Qt::Key_Down);
        QTest::keyClick(arrangement->menu(), Qt::Key_Down);
        QTest::keyClick(arrangement->menu(), Qt::Key_Return);
    });
    press(Qt::Key_Space);
    QTRY_VERIFY(arrangement->text().startsWith(u"Packed by "));
    QTRY_COMPARE(names(panel->explanation().parts.at(1).ranked),
                 (QStringList{u"h100-b2-01"_s, u"h100-b2-02"_s}));
}

void WhyTest::projectHeldUp()
{
    ExplainPanel *panel = explain(u"spectrocloud.com/v1alpha1"_s, u"Project"_s, u"interns"_s, u"interns"_s);
    QVERIFY(panel);
    QCOMPARE(heading(panel), u"Quota holds up 1 pool: interns-burst."_s);
    QCOMPARE(panel->explanation().refusals.size(), 1);
    QVERIFY(!panel->explanation().help.isEmpty());
    const auto isSaid = [panel] {
        const QList<QLabel *> remedies = panel->findChildren<QLabel *>(u"explainRemedy"_s);
        return std::any_of(remedies.begin(), remedies.end(), [](const QLabel *remedy) {
            return remedy->isVisible() &&
                   remedy->text().startsWith(u"This would do, tried as a whole: Raise the "
                                             "limit of tenant sandbox");
        });
    };
    QTRY_VERIFY(isSaid());
    picture(u"why-project"_s);
}

// What Kubernetes keeps in the namespaces of a tenant's projects stands in its waterfall, and nobody else's.
void WhyTest::quotasBesideATenant()
{
    for (const QByteArray &space : {QByteArray("interns"), QByteArray("vision")}) {
        QVERIFY(
            writeContent(m_sample->file(u"projects/%1/resourcequota-gpus.yaml"_s.arg(QLatin1String(space))),
                         "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: gpus, namespace: " + space +
                             "}\nspec: {hard: {requests.nvidia.com/gpu: \"8\"}}\nstatus: {hard: "
                             "{requests.nvidia.com/gpu: \"8\"}, used: {requests.nvidia.com/gpu: \"6\"}}\n"));
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_sample->context()->source()->catalog().find({}, u"ResourceQuota"_s), 20'000);
    ExplainPanel *panel = explain(u"spectrocloud.com/v1alpha1"_s, u"Tenant"_s, {}, u"sandbox"_s);
    QVERIFY(panel);
    const auto levels = [panel] {
        QStringList all;
        for (const QuotaWaterfall &fall : panel->explanation().waterfalls)
            all << fall.levels.first().name;
        return all;
    };
    const bool said = QTest::qWaitFor([&] { return levels().contains(u"interns/gpus"); }, 20'000);
    QVERIFY2(said, qPrintable(levels().join(u", "_s)));
    QVERIFY(!levels().contains(u"vision/gpus"));
    picture(u"why-tenant"_s);
}

void WhyTest::deploymentThatWaits()
{
    ExplainPanel *panel =
        explain(u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, u"interns"_s, u"hello-again"_s);
    QVERIFY(panel);
    // It is not the GPUs.
    QCOMPARE(heading(panel), u"Pool interns-lab has room for it."_s);
    QCOMPARE(panel->explanation().waterfalls.size(), 1);
    picture(u"why-deployment"_s);
    panel = explain(u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, u"vision"_s, u"calving-detect"_s);
    QVERIFY(panel);
    picture(u"why-deployment-pool"_s);
    QTRY_VERIFY(heading(panel).contains(u"crevasse-train"_s));
}

void WhyTest::existingPlacement()
{
    ExplainPanel *panel =
        explain(u"spectrocloud.com/v1beta1"_s, u"Environment"_s, u"stations"_s, u"ice-shelf"_s);
    QVERIFY(panel);
    picture(u"why-environment-placement"_s);
    QCOMPARE(panel->explanation().parts.first().ranked.first().name, u"station-a"_s);
}

// The tab is there for Environments and pools in any state; without reasons it is not for others.
void WhyTest::explainsWhatIsWell()
{
    m_sample->window()->showObject(
        ObjectRef{u"spectrocloud.com/v1beta1"_s, u"Environment"_s, u"glaciology"_s, u"firn-train"_s});
    ResourceView *view = m_sample->window()->currentTable();
    QVERIFY(view);
    view->detail()->showTab(DetailView::Why);
    QVERIFY(shown());
    QTRY_COMPARE(view->detail()->currentTab(), DetailView::Why);
    m_sample->window()->showObject(
        ObjectRef{u"spectrocloud.com/v1alpha1"_s, u"AIWorkload"_s, u"glaciology"_s, u"melt-chat"_s});
    view = m_sample->window()->currentTable();
    QTRY_COMPARE(view->detail()->object().name, u"melt-chat"_s);
    QTRY_COMPARE(view->detail()->currentTab(), DetailView::Summary);
}

void WhyTest::namesEveryControl()
{
    QVERIFY(explain(u"spectrocloud.com/v1beta1"_s, u"Environment"_s, u"glaciology"_s, u"field-stations"_s));
    QCOMPARE(namelessControls(m_sample->window()), QStringList());
}

QTEST_MAIN(WhyTest)
#include "tst_why.moc"
