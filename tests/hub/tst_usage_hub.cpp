// SPDX-License-Identifier: GPL-3.0-or-later
// History and forecast of a real hub's GPU quota through the real window: what was seen in earlier weeks is
// read, what happens now is noted and kept, and it all goes out as files.
#include "app/views/parts/formfield.h"
#include "app/views/quota/quotadashboard.h"
#include "app/views/quota/usagepanel.h"
#include "app/views/quota/usagesourcesdialog.h"
#include "core/base/englishplurals.h"
#include "core/quota/usagehistory.h"
#include "core/store/hubsource.h"
#include "tests/gui/samplewindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/fakeserver.h"
#include "tests/support/hubfixture.h"

#include <QImage>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int Patience = 30'000; // of a busy machine

const UsageScope aurora{u"aurora"_s, {}, u"NVIDIA-H100"_s};

// A line a day of use that grows by one GPU in three days, by day more than by night.
UsageHistory earlierWeeks(int days)
{
    UsageHistory history;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (QDateTime at = now.addDays(-days); at < now.addSecs(-3600); at = at.addSecs(3600)) {
        const qint64 day = at.daysTo(now);
        const int hour = at.time().hour();
        const qint64 used = 10 - day / 3 + (hour >= 8 && hour < 18 ? 2 : 0);
        history.see(at, {{aurora, {at, std::max<qint64>(0, used), 32}}});
    }
    return history;
}

} // namespace

class UsageHubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init()
    {
        if (m_broken)
            QSKIP("a step before this one failed");
    }
    void cleanup() { m_broken = m_broken || QTest::currentTestFailed(); }
    void beginsWithNothing();
    void forecastsFromEarlierWeeks();
    void notesWhatHappens();
    void exportsWhatItShows();
    void asksPrometheus();
    void keepsADamagedFile();

private:
    void openHub();
    UsagePanel *panel();
    UsageHistory kept() const { return readUsageHistory(m_file).value_or(UsageHistory()); }

    bool m_broken = false;
    HubFixture m_hub;
    QTemporaryDir m_folder;
    AppPaths m_paths;
    SilentPrompter *m_prompter = nullptr;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<MainWindow> m_window;
    QString m_file;
    QString m_told;
};

void UsageHubTest::openHub()
{
    m_window.reset();
    auto prompter = std::make_unique<SilentPrompter>();
    m_prompter = prompter.get();
    m_context = std::make_unique<AppContext>(m_paths, std::move(prompter));
    m_context->settings()->setColorMode(u"light"_s);
    m_told.clear();
    QObject::connect(m_context.get(), &AppContext::problemTold, this,
                     [this](const QString &, const QString &text) { m_told += text; });
    m_window = std::make_unique<MainWindow>(m_context.get());
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    m_window->openHub(m_hub.kubeconfig(), u"easel-hub"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), 30'000);
    QVERIFY(m_context->source());
    QTRY_VERIFY_WITH_TIMEOUT(m_context->source()->state().phase == SourceState::Phase::Live &&
                                 m_context->surroundings()->isComplete(),
                             Patience);
    press(Qt::Key_2, Qt::ControlModifier);
}

UsagePanel *UsageHubTest::panel()
{
    auto *screen = qobject_cast<QuotaDashboard *>(m_window->currentScreen());
    return screen ? screen->findChild<UsagePanel *>() : nullptr;
}

void UsageHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    EASEL_START_HUB(m_hub);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
    m_paths = AppPaths::below(m_folder.path());
    const QString crds = QStringLiteral(EASEL_SOURCE_DIR "/resources/crds");
    QVERIFY2(!m_hub.kubectl({u"apply"_s, u"-f"_s, crds}).isEmpty(), qPrintable(m_hub.error()));
    QVERIFY2(
        !m_hub
             .kubectl({u"wait"_s, u"--for=condition=Established"_s, u"crd"_s, u"--all"_s, u"--timeout=60s"_s})
             .isEmpty(),
        qPrintable(m_hub.error()));
    QVERIFY2(
        !m_hub
             .kubectl(
                 {u"apply"_s, u"-f"_s, u"-"_s},
                 "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: aurora}\n"
                 "spec: {displayName: Aurora, gpuResources: {limits: {NVIDIA-H100: 32}}}\n"
                 "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: corona}\n"
                 "---\napiVersion: spectrocloud.com/v1alpha1\nkind: Project\n"
                 "metadata: {name: corona, namespace: corona, labels: {palette.ai/tenant-name: aurora}}\n"
                 "spec: {displayName: Corona, tenantRef: {name: aurora}, computeConfigRef: {name: "
                 "cluster-defaults},"
                 " gpuResources: {limits: {NVIDIA-H100: 24}}}\n")
             .isEmpty(),
        qPrintable(m_hub.error()));
}

void UsageHubTest::cleanupTestCase()
{
    m_window.reset();
    m_context.reset();
}

void UsageHubTest::beginsWithNothing()
{
    openHub();
    if (QTest::currentTestFailed())
        return;
    const auto *hub = qobject_cast<const HubSource *>(m_context->source());
    QVERIFY(hub);
    m_file = usageHistoryFile(m_paths.usageFolder, hub->address());
    QTRY_VERIFY_WITH_TIMEOUT(panel() && panel()->sentence().contains(u"Not enough history"_s), Patience);
    QCOMPARE(panel()->sentence(), u"Not enough history for a forecast: 1 of 14 days."_s);
    screenshot(m_window.get(), u"usage-begun"_s);
    m_window.reset(); // writes what it saw
    const UsageHistory history = kept();
    QVERIFY(history.scopes().contains(aurora));
    QCOMPARE(history.samples(aurora).last().used, 0);
    QCOMPARE(history.samples(aurora).last().limit, std::optional<qint64>(32));
}

void UsageHubTest::forecastsFromEarlierWeeks()
{
    QVERIFY(writeUsageHistory(m_file, earlierWeeks(40)));
    openHub();
    if (QTest::currentTestFailed())
        return;
    QTRY_VERIFY_WITH_TIMEOUT(panel() && panel()->chart()->data().forecast.points.size() > 1, Patience);
    QVERIFY2(panel()->sentence().contains(u"free"_s), qPrintable(panel()->sentence()));
    QVERIFY2(panel()->sentence().contains(u"Past forecasts were"_s), qPrintable(panel()->sentence()));
    screenshot(m_window.get(), u"usage-forecast"_s);
    m_context->settings()->setColorMode(u"dark"_s);
    screenshot(m_window.get(), u"usage-forecast-dark"_s);
    m_context->settings()->setColorMode(u"light"_s);
}

void UsageHubTest::notesWhatHappens()
{
    QVERIFY2(!m_hub
                  .kubectl({u"apply"_s, u"-f"_s, u"-"_s},
                           "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputePool\n"
                           "metadata: {name: train, namespace: corona}\n"
                           "spec:\n"
                           "  profileBundleRef: {name: metal, namespace: corona, cloudType: edge-native}\n"
                           "  clusterVariant:\n"
                           "    dedicated:\n"
                           "      paletteClusterDeploymentConfig:\n"
                           "        cloudType: edge-native\n"
                           "        nodePoolRequirements:\n"
                           "          controlPlanePool: {nodeCount: 1, architecture: amd64}\n"
                           "          workerPools:\n"
                           "            - name: h100\n"
                           "              nodeCount: 2\n"
                           "              architecture: amd64\n"
                           "              gpu: {family: NVIDIA-H100, gpuCount: 8, gpuMemory: 81920}\n"
                           "        edge: {vip: 10.0.0.9}\n")
                  .isEmpty(),
             qPrintable(m_hub.error()));
    QTRY_COMPARE_WITH_TIMEOUT(panel()->chart()->data().history.values.back(), 16.0, Patience);
    m_window.reset();
    QCOMPARE(kept().samples(aurora).last().used, 16);
    QVERIFY(kept().watchedDays(aurora) > 30);
}

void UsageHubTest::exportsWhatItShows()
{
    openHub();
    if (QTest::currentTestFailed())
        return;
    QTRY_VERIFY_WITH_TIMEOUT(panel() && panel()->chart()->data().forecast.points.size() > 1, Patience);
    for (const QString &suffix : {u"csv"_s, u"png"_s, u"svg"_s}) {
        const QString path = m_folder.filePath(u"usage."_s + suffix);
        m_prompter->answers = {path};
        QVERIFY(tabTo(u"exportUsage"_s));
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), Patience);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        if (suffix == u"csv"_s)
            QVERIFY2(content.count('\n') > 40, content.left(200).constData());
        else if (suffix == u"png"_s)
            QCOMPARE(QImage::fromData(content, "PNG").size(), QSize(2400, 960));
        else
            QVERIFY(content.contains("<svg"));
    }
}

// Weeks that Easel did not see come from Prometheus, by keys alone.
void UsageHubTest::asksPrometheus()
{
    m_window.reset();
    QFile::remove(m_file);
    FakeServer server(FakeServer::Scheme::Http);
    QVERIFY(server.listen());
    QByteArray sent;
    server.on(u"/api/v1/query_range"_s, [&sent](FakeExchange &exchange) {
        sent = exchange.request().header("Authorization");
        const qint64 from = exchange.request().item(u"start"_s).toLongLong();
        const qint64 to = exchange.request().item(u"end"_s).toLongLong();
        QJsonArray values;
        for (qint64 at = from; at <= to; at += 3600)
            values << QJsonArray{double(at), QString::number(8 + (at / 86400) % 3)};
        const QJsonObject metric{{u"namespace"_s, u"corona"_s},
                                 {u"label_nvidia_com_gpu_product"_s, u"NVIDIA-H100-80GB-HBM3"_s}};
        const bool use = exchange.request().item(u"query"_s).contains(u"resource_requests");
        const QJsonArray result =
            use ? QJsonArray{QJsonObject{{u"metric"_s, metric}, {u"values"_s, values}}} : QJsonArray();
        exchange.json({{u"status"_s, u"success"_s},
                       {u"data"_s, QJsonObject{{u"resultType"_s, u"matrix"_s}, {u"result"_s, result}}}});
    });
    openHub();
    if (QTest::currentTestFailed())
        return;
    QTRY_VERIFY_WITH_TIMEOUT(panel() && panel()->sentence().startsWith(u"Not enough history"_s), Patience);
    QVERIFY(tabTo(u"usageSources"_s));
    press(Qt::Key_Space);
    auto *dialog = m_window->findChild<UsageSourcesDialog *>();
    QTRY_VERIFY(dialog && dialog->isVisible());
    QVERIFY2(namelessControls(dialog).isEmpty(), qPrintable(namelessControls(dialog).join(u"; "_s)));
    screenshot(dialog, u"usage-sources"_s);
    const QString path = m_folder.filePath(u"all.csv"_s);
    m_prompter->answers = {path};
    dialog->findChild<QPushButton *>(u"exportHistory"_s)->setFocus();
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), Patience);
    QFile all(path);
    QVERIFY(all.open(QIODevice::ReadOnly));
    QVERIFY(all.readAll().startsWith("time,tenant,project,family,used,limit\n"));
    QVERIFY(tabTo(u"prometheusAddress"_s));
    // What is no address is said where it stands, and nothing is closed.
    type(u"prometheus"_s);
    press(Qt::Key_Return);
    QVERIFY(dialog->isVisible());
    auto *address = dialog->findChild<QWidget *>(u"prometheusAddress"_s);
    auto *field = qobject_cast<FormField *>(address->parentWidget());
    QVERIFY(field);
    QVERIFY2(field->error().contains(u"https://"), qPrintable(field->error()));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"http://127.0.0.1:%1"_s.arg(server.port()));
    QVERIFY(tabTo(u"prometheusToken"_s));
    type(u"prometheus-secret"_s);
    QVERIFY(tabTo(u"prometheusTry"_s));
    press(Qt::Key_Space);
    auto *result = dialog->findChild<QLabel *>(u"prometheusResult"_s);
    QTRY_VERIFY_WITH_TIMEOUT(result && result->text().contains(u"1 project"_s), Patience);
    screenshot(dialog, u"usage-sources-tried"_s);
    QVERIFY(tabTo(u"prometheusSave"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(panel()->sentence().contains(u"as Prometheus saw it"_s), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(panel()->chart()->data().forecast.points.size() > 1, Patience);
    QCOMPARE(sent, "Bearer prometheus-secret");
    screenshot(m_window.get(), u"usage-prometheus"_s);
    // Neither the token nor what Prometheus saw is kept in a file.
    m_window.reset();
    QCOMPARE(kept().watchedDays(aurora), 1);
    m_context.reset();
    QFile settings(m_paths.settingsFile);
    QVERIFY(settings.open(QIODevice::ReadOnly));
    const QByteArray text = settings.readAll();
    QVERIFY(text.contains("127.0.0.1") && !text.contains("prometheus-secret"));
}

void UsageHubTest::keepsADamagedFile()
{
    m_window.reset();
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"half\":");
    file.close();
    openHub();
    if (QTest::currentTestFailed())
        return;
    QTRY_VERIFY_WITH_TIMEOUT(m_told.contains(m_file), Patience);
    QVERIFY(panel() && panel()->sentence().isEmpty());
    screenshot(m_window.get(), u"usage-damaged"_s);
    m_window.reset();
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("{\"half\":"));
}

QTEST_MAIN(UsageHubTest)
#include "tst_usage_hub.moc"
