// SPDX-License-Identifier: GPL-3.0-or-later
// What-if on the sample workspace, by keys alone.
#include "app/models/whatifledgermodel.h"
#include "app/views/explain/explainpanel.h"
#include "app/views/explain/explaintable.h"
#include "app/views/quota/quotadashboard.h"
#include "app/views/quota/quotatreeview.h"
#include "app/views/quota/whatifledger.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/whatifsteps.h"
#include "app/wizards/whatifwindow.h"
#include "app/wizards/wizards.h"
#include "core/base/englishplurals.h"
#include "core/yaml/yamlreader.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;
using Kind = WhatIfChange::Kind;
using Verdict = WhatIfStep::Verdict;

class WhatIfWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void opensFromTheDashboard();
    void limitIsTriedAndApplied();
    void refusalLeadsToItself();
    void newPoolChoosesMachines();
    void machineIsLost();
    void projectMoves();
    void changesStack();
    void isKeptAsDraft();
    void isExported();
    void followsTheFolder();
    void namesItsControls();

private:
    bool open(const QString &kind = {}, const QString &name = {});
    bool known();
    bool add(Kind kind);
    void setNumber(const QString &number);
    bool tried();
    QString heading() const { return m_window->findChild<QLabel *>(u"whatIfHeading"_s)->text(); }
    const WhatIfStep &step(int index) const { return m_window->model()->result().steps.at(index); }
    // "<who> <family>" to the cells "used / limit" now and then, and free.
    QStringList ledgerRow(const QString &who, const QString &family) const;
    const ExplainPanel *explained() const { return m_window->findChild<ExplainPanel *>(); }

    EnglishPlurals m_plurals;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
    QPointer<WhatIfWindow> m_window;
};

void WhatIfWindowTest::initTestCase()
{
    QApplication::installTranslator(&m_plurals);
    useTestFont();
}

void WhatIfWindowTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void WhatIfWindowTest::cleanup()
{
    delete m_window.data();
    m_sample.reset();
    m_folder.reset();
}

bool WhatIfWindowTest::known()
{
    m_window = topLevel<WhatIfWindow>();
    return m_window && QTest::qWaitFor([this] { return m_window->model()->isKnown(); }, 60'000);
}

bool WhatIfWindowTest::open(const QString &kind, const QString &name)
{
    ActionTarget target;
    if (!kind.isEmpty())
        target = m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, kind,
                                    kind == u"Tenant" ? QString() : name, name);
    target.source = m_sample->context()->source();
    target.window = m_sample->window();
    return m_sample->run(u"quota.whatif"_s, target) && known();
}

bool WhatIfWindowTest::add(Kind kind)
{
    press(Qt::Key_N, Qt::ControlModifier);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    if (!menu)
        return false;
    for (int i = 0; i <= WhatIfChange::kindCount; ++i) {
        if (menu->activeAction() && menu->activeAction()->text() == whatIfKindText(kind))
            break;
        QTest::keyClick(menu, Qt::Key_Down);
    }
    QTest::keyClick(menu, Qt::Key_Return);
    QTest::qWait(0);
    return !m_window->model()->changes().isEmpty() && m_window->model()->changes().last().kind == kind &&
           tried();
}

void WhatIfWindowTest::setNumber(const QString &number)
{
    press(Qt::Key_A, Qt::ControlModifier);
    if (number.isEmpty())
        press(Qt::Key_Delete);
    else
        type(number);
}

bool WhatIfWindowTest::tried()
{
    return QTest::qWaitFor([this] { return !m_window->model()->isWorking(); }, 60'000);
}

QStringList WhatIfWindowTest::ledgerRow(const QString &who, const QString &family) const
{
    const QAbstractItemModel *model = m_window->findChild<WhatIfLedger *>()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        const auto text = [&](int column) { return model->index(row, column).data().toString().trimmed(); };
        if (text(WhatIfLedgerModel::Who) == who && text(WhatIfLedgerModel::Family) == family)
            return {text(WhatIfLedgerModel::Now), text(WhatIfLedgerModel::Then),
                    text(WhatIfLedgerModel::Free)};
    }
    return {};
}

void WhatIfWindowTest::opensFromTheDashboard()
{
    press(Qt::Key_2, Qt::ControlModifier);
    auto *quota = qobject_cast<QuotaDashboard *>(m_sample->window()->currentScreen());
    QVERIFY(quota);
    QTRY_VERIFY_WITH_TIMEOUT(quota->tree()->selectKey(u"p/vision"_s), 60'000);
    QVERIFY(tabTo(u"quota-what-if"_s));
    press(Qt::Key_Space);
    QVERIFY(known());
    QVERIFY(m_window->findChild<QWidget *>(u"whatIfEmpty"_s)->isVisible());
    QCOMPARE(QApplication::focusWidget()->objectName(), u"whatIfAdd"_s);
    screenshot(m_window, u"whatif-empty"_s);
    // What the dashboard stood on is what new changes are about.
    QVERIFY(add(Kind::Guarantee));
    QCOMPARE(m_window->model()->changes().first().project, u"vision"_s);
    QCOMPARE(m_window->model()->changes().first().amount, std::optional<qint64>(8));
    QCOMPARE(step(0).verdict, Verdict::Impossible); // it is so now
    press(Qt::Key_Escape);
    QTRY_VERIFY(!m_window);
    m_sample->window()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_sample->window()));
    // The same row's limits.
    QVERIFY(quota->tree()->selectKey(u"p/vision"_s));
    quota->tree()->setFocus();
    QVERIFY(tabTo(u"quota-set-limits"_s));
    press(Qt::Key_Space);
    QWidget *wizard = nullptr;
    QTRY_VERIFY((wizard = QApplication::activeWindow()) && wizard->objectName() == u"projectWizard"_s);
    delete wizard;
}

void WhatIfWindowTest::limitIsTriedAndApplied()
{
    QVERIFY(open(u"Project"_s, u"vision"_s));
    QVERIFY(add(Kind::Limit));
    QCOMPARE(QApplication::focusWidget()->objectName(), u"whatIfAmount"_s);
    setNumber(u"32"_s);
    QVERIFY(tried());
    const WhatIfChange &change = m_window->model()->changes().first();
    QCOMPARE(change.project, u"vision"_s);
    QCOMPARE(change.family, u"NVIDIA-H100"_s);
    QCOMPARE(change.amount, std::optional<qint64>(32));
    QVERIFY2(step(0).verdict == Verdict::Fits || step(0).verdict == Verdict::Warns,
             qPrintable(step(0).sentence));
    QCOMPARE(ledgerRow(u"vision"_s, u"NVIDIA-H100"_s).mid(0, 2), (QStringList{u"16 / 24"_s, u"16 / 32"_s}));
    QVERIFY(!explained()->explanation().waterfalls.isEmpty());
    screenshot(m_window, u"whatif-limit-light"_s);
    m_sample->context()->settings()->setColorMode(u"dark"_s);
    screenshot(m_window, u"whatif-limit-dark"_s);
    m_sample->context()->settings()->setColorMode(u"light"_s);

    press(Qt::Key_Return, Qt::ControlModifier);
    auto *apply = m_window->findChild<QPushButton *>(u"planApply"_s);
    QVERIFY(QTest::qWaitFor([&] { return apply->isVisible() && apply->isEnabled(); }, 60'000));
    screenshot(m_window, u"whatif-plan"_s);
    press(Qt::Key_Return, Qt::ControlModifier);
    const QString file = m_sample->file(u"projects/vision/project-vision.yaml"_s);
    QVERIFY(QTest::qWaitFor([&] { return contentOf(file).contains("NVIDIA-H100: 32"); }, 60'000));
    // Nothing else of the file changed.
    const QByteArray text = contentOf(file);
    QVERIFY(text.startsWith("# Vision grows fastest"));
    QVERIFY(text.contains("limits: {NVIDIA-H100: 32, NVIDIA-A100: 16, NVIDIA-L40S: 12}"));
    QTRY_VERIFY(m_window->plan()->isApplied());
    QTRY_COMPARE(m_window->findChild<QPushButton *>(u"whatIfDiscard"_s)->text(), u"Close"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!m_window);
    bool asked = false;
    QList<QJsonObject> left;
    m_sample->context()->drafts()->leftBehind().then(this, [&](const Result<QList<QJsonObject>> &drafts) {
        asked = true;
        left = drafts.value_or(QList<QJsonObject>());
    });
    QTRY_VERIFY(asked);
    QVERIFY(left.isEmpty());
}

void WhatIfWindowTest::refusalLeadsToItself()
{
    QVERIFY(open(u"Project"_s, u"vision"_s));
    QVERIFY(add(Kind::Limit));
    setNumber(u"28"_s);
    QVERIFY(add(Kind::Guarantee));
    setNumber(u"4000"_s);
    QVERIFY(tried());
    QCOMPARE(step(1).verdict, Verdict::Refused);
    QCOMPARE(explained()->explanation().tone, Tone::Bad);
    const QList<ExplainedReason> &refusals = explained()->explanation().refusals;
    QVERIFY(!refusals.isEmpty());
    // Rule, needed, actual, shortfall, and what would be accepted instead.
    QVERIFY(std::any_of(refusals.begin(), refusals.end(), [](const ExplainedReason &reason) {
        return reason.rule == u"PRJ-8" && reason.shortBy > 0 && !reason.needed.isEmpty() &&
               !reason.actual.isEmpty();
    }));
    QVERIFY(!explained()->explanation().remedy.isEmpty());
    QVERIFY2(heading().contains(u"1"), qPrintable(heading()));
    screenshot(m_window, u"whatif-refused-light"_s);
    m_sample->context()->settings()->setColorMode(u"dark"_s);
    screenshot(m_window, u"whatif-refused-dark"_s);
    m_sample->context()->settings()->setColorMode(u"light"_s);
    m_window->steps()->setCurrentStep(0);
    press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(m_window->steps()->currentStep(), 1);
    QVERIFY(m_window->steps()->hasFocus());
    QVERIFY(!m_window->note().isEmpty());
    QVERIFY(m_window->steps()->isVisible()); // not on the plan's page
    // Left out, the rest can be looked at.
    press(Qt::Key_Space);
    QVERIFY(tried());
    QCOMPARE(step(1).verdict, Verdict::Off);
    QVERIFY(!m_window->model()->result().isRefused());
    press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(!m_window->steps()->isVisible());
    press(Qt::Key_Escape);
    QVERIFY(m_window->steps()->isVisible());
}

void WhatIfWindowTest::newPoolChoosesMachines()
{
    QVERIFY(open(u"Project"_s, u"language"_s));
    QVERIFY(add(Kind::NewPool));
    QCOMPARE(QApplication::focusWidget()->objectName(), u"whatIfProject"_s);
    QCOMPARE(m_window->model()->changes().first().project, u"language"_s);
    QVERIFY(tabTo(u"whatIfFamily"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"NVIDIA-A100"_s);
    press(Qt::Key_Tab);
    QVERIFY(tried());
    QCOMPARE(m_window->model()->changes().first().family, u"NVIDIA-A100"_s);
    const QList<ExplainedPart> parts = explained()->explanation().parts;
    QVERIFY(!parts.isEmpty());
    QVERIFY(!parts.last().funnel.isEmpty());
    QVERIFY(m_window->findChild<ExplainTable *>(u"explainRanked"_s)->isVisible() ||
            m_window->findChild<ExplainTable *>(u"explainLeftOut"_s)->isVisible());
    screenshot(m_window, u"whatif-newpool-light"_s);
    m_window->resize(1024, 640);
    screenshot(m_window, u"whatif-newpool-1024"_s);
    // Far too many: quota and machines refuse, and each says by how much.
    QVERIFY(tabTo(u"whatIfAmount"_s));
    setNumber(u"50"_s);
    QVERIFY(tried());
    QCOMPARE(step(0).verdict, Verdict::Refused);
    const QList<ExplainedReason> refusals = explained()->explanation().refusals;
    QVERIFY(!refusals.isEmpty());
    for (const ExplainedReason &reason : refusals)
        QVERIFY2(reason.shortBy > 0, qPrintable(reason.sentence));
    m_window->resize(1280, 800);
    screenshot(m_window, u"whatif-newpool-refused"_s);
}

void WhatIfWindowTest::machineIsLost()
{
    QVERIFY(open());
    QVERIFY(add(Kind::MachineLost));
    QCOMPARE(QApplication::focusWidget()->objectName(), u"whatIfMachine"_s);
    const QString first = m_window->model()->changes().first().machine;
    QVERIFY(!first.isEmpty());
    QCOMPARE(step(0).verdict, Verdict::Warns); // the first of the list is held by a pool
    QVERIFY(!step(0).object.name.isEmpty() || !step(0).follows.isEmpty());
    QVERIFY(!ledgerRow(u"Machines"_s, m_window->model()->result().families.first().family).isEmpty());
    press(Qt::Key_Down);
    QVERIFY(tried());
    QVERIFY(m_window->model()->changes().first().machine != first);
    screenshot(m_window, u"whatif-machine-lost"_s);
    // It happens, nobody writes it.
    press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(m_window->steps()->isVisible());
    QVERIFY(!m_window->note().isEmpty());
    QVERIFY(!m_window->findChild<QPushButton *>(u"whatIfExport"_s)->isEnabled());
}

void WhatIfWindowTest::projectMoves()
{
    QVERIFY(open(u"Project"_s, u"vision"_s));
    QVERIFY(add(Kind::ProjectMoved));
    QCOMPARE(QApplication::focusWidget()->objectName(), u"whatIfTenant"_s);
    QVERIFY(m_window->model()->changes().first().tenant != u"borealis"_s);
    QCOMPARE(step(0).verdict, Verdict::Refused);
    const QList<ExplainedReason> &refusals = explained()->explanation().refusals;
    QVERIFY(std::any_of(refusals.begin(), refusals.end(),
                        [](const ExplainedReason &reason) { return reason.rule == u"PRJ-6"; }));
    QVERIFY(!explained()->explanation().sentences.isEmpty());
    screenshot(m_window, u"whatif-moved"_s);
}

void WhatIfWindowTest::changesStack()
{
    QVERIFY(open(u"Project"_s, u"vision"_s));
    QVERIFY(add(Kind::Limit));
    setNumber(u"32"_s);
    QVERIFY(add(Kind::Resize));
    QCOMPARE(m_window->model()->changes().at(1).project, u"vision"_s);
    setNumber(u"2"_s);
    QVERIFY(add(Kind::Guarantee));
    setNumber(u"16"_s);
    QVERIFY(tried());
    const QList<WhatIfChange> three = m_window->model()->changes();
    QCOMPARE(three.size(), 3);
    screenshot(m_window, u"whatif-stack"_s);
    // A number that is typed is undone as one.
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); // nothing
    m_window->steps()->setFocus();
    m_window->steps()->setCurrentStep(2);
    press(Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(m_window->steps()->currentStep(), 1);
    QCOMPARE(m_window->model()->changes().at(1), three.at(2));
    press(Qt::Key_Delete);
    QCOMPARE(m_window->model()->changes().size(), 2);
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_window->model()->changes().size(), 3);
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_window->model()->changes(), three);
    press(Qt::Key_Return); // to the form
    QCOMPARE(QApplication::focusWidget()->objectName(), u"whatIfAmount"_s);
    QVERIFY(tried());
}

void WhatIfWindowTest::isKeptAsDraft()
{
    QVERIFY(open(u"Tenant"_s, u"borealis"_s));
    QVERIFY(add(Kind::Limit));
    QCOMPARE(m_window->model()->changes().first().tenant, u"borealis"_s);
    setNumber(u"72"_s);
    QVERIFY(tried());
    const QList<WhatIfChange> changes = m_window->model()->changes();
    QVERIFY(tabTo(u"whatIfKeep"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY(!m_window);
    QList<QJsonObject> left;
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            bool asked = false;
            m_sample->context()->drafts()->leftBehind().then(this,
                                                             [&](const Result<QList<QJsonObject>> &drafts) {
                                                                 asked = true;
                                                                 left = drafts.value_or(QList<QJsonObject>());
                                                             });
            return QTest::qWaitFor([&] { return asked; }) && left.size() == 1;
        }(),
        30'000);
    QVERIFY(left.first().value(u"title").toString().contains(u"borealis"_s));
    QVERIFY(restoreDraft(m_sample->context(), left.first(), m_sample->window()));
    QVERIFY(known());
    QCOMPARE(m_window->model()->changes(), changes);
    QVERIFY(tried());
    QCOMPARE(m_window->steps()->currentStep(), 0);
    // Discarded on purpose it is gone.
    QVERIFY(tabTo(u"whatIfDiscard"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY(!m_window);
}

void WhatIfWindowTest::isExported()
{
    QVERIFY(open(u"Project"_s, u"vision"_s));
    QVERIFY(add(Kind::Limit));
    setNumber(u"40"_s);
    QVERIFY(tried());
    const QString path = m_folder->path() + u"/what-if.yaml"_s;
    m_sample->prompter()->answers = {path};
    QVERIFY(tabTo(u"whatIfExport"_s));
    press(Qt::Key_Space);
    QTRY_VERIFY(QFileInfo::exists(path));
    QTRY_VERIFY(m_window->note().contains(path));
    const auto documents = readYaml(contentOf(path));
    QVERIFY(documents && documents->size() == 1);
    const QJsonObject object = documents->first().value.toObject();
    QCOMPARE(object[u"kind"].toString(), u"Project"_s);
    QCOMPARE(object[u"spec"][u"gpuResources"][u"limits"][u"NVIDIA-H100"].toInteger(), 40);
    QVERIFY(!object.contains(u"status"));
}

void WhatIfWindowTest::followsTheFolder()
{
    QVERIFY(open(u"Project"_s, u"vision"_s));
    QVERIFY(add(Kind::Limit));
    setNumber(u"32"_s);
    QVERIFY(tried());
    const QString file = m_sample->file(u"projects/vision/project-vision.yaml"_s);
    QByteArray text = contentOf(file);
    QVERIFY(writeContent(file, text.replace("limits: {NVIDIA-H100: 24,", "limits: {NVIDIA-H100: 20,")));
    QTRY_COMPARE_WITH_TIMEOUT(ledgerRow(u"vision"_s, u"NVIDIA-H100"_s).value(0), u"16 / 20"_s, 30'000);
    QCOMPARE(m_window->model()->changes().first().amount, std::optional<qint64>(32));
}

void WhatIfWindowTest::namesItsControls()
{
    QVERIFY(open(u"Project"_s, u"vision"_s));
    for (int kind = 0; kind < WhatIfChange::kindCount; ++kind) {
        QVERIFY(add(Kind(kind)));
        const QStringList nameless = namelessControls(m_window);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u"; "_s)));
    }
}

QTEST_MAIN(WhatIfWindowTest)
#include "tst_whatifwindow.moc"
