// SPDX-License-Identifier: GPL-3.0-or-later
// The engine in the real window on a real hub, by keys alone: found in the palette, switched on, seen to
// work, a pool becomes a cluster, who holds the Lease is said, switched off.
#include "app/shell/enginedesk.h"
#include "core/base/englishplurals.h"
#include "core/store/hubsource.h"
#include "tests/gui/samplewindow.h"
#include "tests/gui/screenshot.h"
#include "tests/support/callspy.h"
#include "tests/support/enginestage.h"

#include <QDialog>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class TestEngineWindowHub : public QObject
{
    Q_OBJECT

private:
    static constexpr int patience = 30'000;

    HubFixture m_hub;
    PaletteStandIn m_palette;
    EngineStage m_stage{&m_hub, &m_palette};
    QTemporaryDir m_folder;
    AppPaths m_paths;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<MainWindow> m_window;

    QDialog *dialog() const { return m_window->findChild<QDialog *>(u"engine-dialog"_s); }
    EngineState state() const { return m_window->engine()->state(); }
    QString piece() const
    {
        const auto *piece = m_window->findChild<QAbstractButton *>(u"engine-piece"_s);
        return piece && piece->isVisible() ? piece->text() : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        EASEL_START_HUB(m_hub);
        EASEL_START_PALETTE(m_palette);
        QCoreApplication::installTranslator(new EnglishPlurals(this));
        useTestFont();
        m_paths = AppPaths::below(m_folder.path());
        QVERIFY2(m_stage.prepare(), qPrintable(m_stage.error()));
        m_context = std::make_unique<AppContext>(m_paths, std::make_unique<SilentPrompter>());
        m_context->settings()->setColorMode(u"light"_s);
        m_window = std::make_unique<MainWindow>(m_context.get());
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        m_window->openHub(m_hub.kubeconfig(), u"easel-hub"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isOpening(), patience);
        QVERIFY(m_context->source());
        QTRY_VERIFY_WITH_TIMEOUT(m_context->source()->state().phase == SourceState::Phase::Live &&
                                     m_context->surroundings()->isComplete(),
                                 patience);
    }

    void cleanupTestCase()
    {
        m_window.reset();
        m_context.reset();
    }

    void itIsOffUntilSomebodySwitchesItOn()
    {
        QCOMPARE(state().phase, EngineState::Phase::Off);
        QTRY_COMPARE(piece(), u"Engine: Off"_s);
        press(Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"engine of this hub"_s);
        press(Qt::Key_Return);
        QTRY_VERIFY(dialog() && dialog()->isVisible());
        screenshot(dialog(), u"engine-off"_s);
        auto *button = dialog()->findChild<QPushButton *>(u"engine-switch"_s);
        QTRY_VERIFY(button->hasFocus());
        QCOMPARE(button->text(), u"Switch on"_s);
        press(Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(state().phase, EngineState::Phase::Working, patience);
        QVERIFY(state().isOurs);
        QTRY_COMPARE(piece(), u"Engine: Working"_s);
    }

    void aPoolBecomesACluster()
    {
        EngineStage::Shape shape;
        shape.vip = u"10.80.70.5"_s;
        QTRY_VERIFY_WITH_TIMEOUT(
            m_stage.get(u"compute"_s, u"default"_s)[u"status"][u"totals"][u"hosts"].toInt() == 24, patience);
        QElapsedTimer taken;
        taken.start();
        QVERIFY2(m_stage.apply(EngineStage::poolYaml(u"in-window"_s, shape)), qPrintable(m_stage.error()));
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.phase(u"in-window"_s), u"Running"_s, patience);
        qInfo("from Apply to Running with the stand-in's clock at zero: %lld ms", taken.elapsed());
        auto *log = dialog()->findChild<QPlainTextEdit *>();
        QVERIFY2(log->toPlainText().contains(u"Running"_s), qPrintable(log->toPlainText()));
        QVERIFY(!log->toPlainText().contains(m_palette.key()));
        screenshot(dialog(), u"engine-working"_s);
        m_context->settings()->setColorMode(u"dark"_s);
        screenshot(dialog(), u"engine-working-dark"_s);
        m_context->settings()->setColorMode(u"light"_s);
    }

    void switchedOffItGivesTheLeaseBack()
    {
        auto *button = dialog()->findChild<QPushButton *>(u"engine-switch"_s);
        button->setFocus();
        press(Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(state().phase, EngineState::Phase::Off, patience);
        QTRY_COMPARE(button->text(), u"Switch on"_s);
        QCOMPARE(m_stage.get(u"lease"_s, u"easel-engine"_s, u"easel-system"_s)[u"spec"][u"holderIdentity"]
                     .toString(),
                 QString());

        // Somebody else runs it: said here, and not disturbed.
        const auto other = m_stage.open();
        Engine engine(other.get());
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Working, patience);
        press(Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(state().phase, EngineState::Phase::Waiting, patience);
        QTRY_VERIFY2_WITH_TIMEOUT(piece().contains(u"runs it"_s), qPrintable(piece()), patience);
        screenshot(dialog(), u"engine-waiting"_s);
        press(Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(state().phase, EngineState::Phase::Off, patience);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!dialog());
        QVERIFY(await(engine.stop()).has_value());
    }
};

QTEST_MAIN(TestEngineWindowHub)
#include "tst_enginewindow_hub.moc"
