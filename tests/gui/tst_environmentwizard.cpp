// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/explainpanel.h"
#include "app/views/explain/explaintable.h"
#include "app/views/parts/formfield.h"
#include "app/views/planview.h"
#include "app/wizards/environmentmodel.h"
#include "app/wizards/environmentwizard.h"
#include "app/wizards/fieldrows.h"
#include "app/wizards/labelsdialog.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/reviewpage.h"
#include "app/wizards/wizards.h"
#include "core/base/englishplurals.h"
#include "core/changes/draft.h"
#include "core/yaml/yamlreader.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QComboBox>
#include <QContextMenuEvent>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

// The environment editor on the sample workspace, by keys.
class EnvironmentWizardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void makesOneByKeys();
    void editTouchesOnlyWhatChanged();
    void decidesWhileTyping();
    void takesWhatWouldHelp();
    void saysWhatIsMissing();
    void existingPlacement();
    void poolsOwnAreReadOnly();
    void keepsDrafts();
    void fitsSmallAndLarge();
    void namesEveryControl();

private:
    EnvironmentWizard *ready()
    {
        auto *wizard = topLevel<EnvironmentWizard>();
        const bool known = wizard && QTest::qWaitFor([&] { return wizard->model()->isReady(); }, 30'000);
        return known ? wizard : nullptr;
    }
    ActionTarget target(const QString &name, const QString &project = u"glaciology"_s) const
    {
        return m_sample->targetOf(u"spectrocloud.com/v1beta1"_s, u"Environment"_s, project, name);
    }
    EnvironmentWizard *edit(const QString &name)
    {
        return m_sample->run(u"environment.edit"_s, target(name)) ? ready() : nullptr;
    }
    static void next() { press(Qt::Key_Return, Qt::ControlModifier); }
    // Types into the field of that name, over what is there.
    static bool fill(const QString &field, const QString &text)
    {
        if (!tabTo(field))
            return false;
        press(Qt::Key_A, Qt::ControlModifier);
        type(text);
        return true;
    }
    // Arrows down to the choice with this value.
    static bool choose(const QString &field, const QString &value)
    {
        if (!tabTo(field))
            return false;
        auto *box = qobject_cast<QComboBox *>(QApplication::focusWidget());
        if (!box)
            return false;
        press(Qt::Key_Home);
        for (int i = 0; i < box->count() && box->currentData().toString() != value; ++i)
            press(Qt::Key_Down);
        return box->currentData().toString() == value;
    }
    static bool says(const EnvironmentWizard *wizard, const QString &heading)
    {
        const bool good = QTest::qWaitFor(
            [&] {
                return wizard->live()->hasExplanation() && wizard->live()->explanation().heading == heading;
            },
            30'000);
        if (!good)
            qWarning("it says %s", qPrintable(wizard->live()->explanation().heading));
        return good;
    }
    static QStringList chosen(const EnvironmentWizard *wizard)
    {
        QStringList names;
        for (const ExplainedPart &part : wizard->live()->explanation().parts) {
            for (int i = 0; i < part.chosen; ++i)
                names << part.ranked.at(i).name;
        }
        return names;
    }
    // The plan is there and can be applied.
    static bool planned(EnvironmentWizard *wizard)
    {
        auto *panel = wizard->findChild<PlanPanel *>();
        return panel && QTest::qWaitFor(
                            [panel] {
                                return panel->buttons().first()->isVisible() &&
                                       panel->buttons().first()->isEnabled();
                            },
                            60'000);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void EnvironmentWizardTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void EnvironmentWizardTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void EnvironmentWizardTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

void EnvironmentWizardTest::makesOneByKeys()
{
    m_sample->window()->showEntry(u"environments"_s);
    QTest::keyClick(m_sample->window(), Qt::Key_N, Qt::ControlModifier);
    EnvironmentWizard *wizard = ready();
    QVERIFY(wizard);
    QVERIFY(choose(u"environmentProject"_s, u"glaciology"_s));
    QVERIFY(fill(u"environmentName"_s, u"far-stations"_s));
    QVERIFY(says(wizard, u"9 clusters would be chosen."_s));
    next();
    QCOMPARE(wizard->currentStep(), 1);

    QVERIFY(tabTo(u"condition0.add"_s));
    press(Qt::Key_Space);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"condition0.0.0"_s);
    QVERIFY(fill(u"condition0.0.1"_s, u"region"_s));
    QVERIFY(fill(u"condition0.0.3"_s, u"arctic, alpine"_s));
    QVERIFY(tabTo(u"condition0.add"_s));
    press(Qt::Key_Space);
    QVERIFY(choose(u"condition0.1.0"_s, u"claim"_s));
    QVERIFY(fill(u"condition0.1.1"_s, u"gpu.family"_s));
    QVERIFY(choose(u"condition0.1.2"_s, u"Exists"_s));
    QVERIFY(tabTo(u"toleration.add"_s));
    press(Qt::Key_Space);
    QVERIFY(fill(u"toleration.0.0"_s, u"maintenance"_s));
    QVERIFY(choose(u"toleration.0.3"_s, u"NoSelectIfNew"_s));
    QVERIFY(says(wizard, u"5 clusters would be chosen."_s));
    screenshot(wizard, u"environment-clusters"_s);
    next();
    QCOMPARE(wizard->currentStep(), 2);

    QVERIFY(fill(u"clusterCount"_s, u"2"_s));
    QVERIFY(choose(u"scoreMode"_s, u"Exact"_s));
    QVERIFY(tabTo(u"weight.add"_s));
    press(Qt::Key_Space);
    QVERIFY(choose(u"weight.0.0"_s, u"ResourceAllocatableGPU/NVIDIA-L40S"_s));
    QVERIFY(fill(u"weight.0.1"_s, u"3"_s));
    QTRY_COMPARE_WITH_TIMEOUT(chosen(wizard), (QStringList{u"station-delta"_s, u"station-fjord"_s}), 30'000);
    QVERIFY(says(wizard, u"2 clusters would be chosen."_s));
    screenshot(wizard, u"environment-scores"_s);
    next();
    QCOMPARE(wizard->currentStep(), 3);

    QVERIFY(choose(u"rolloutType"_s, u"ProgressivePerGroup"_s));
    QVERIFY(fill(u"clustersPerGroup"_s, u"1"_s));
    QVERIFY(QTest::qWaitFor(
        [&] { return wizard->live()->explanation().sentences.contains(u"Rollout step 2: station-fjord."_s); },
        30'000));
    screenshot(wizard, u"environment-rollout"_s);
    next();
    QCOMPARE(wizard->currentStep(), 4);
    QVERIFY(planned(wizard));
    screenshot(wizard, u"environment-review"_s);
    next(); // applies
    const QString path = m_sample->file(u"projects/glaciology/environment-far-stations.yaml"_s);
    QVERIFY(QTest::qWaitFor([&] { return QFile::exists(path); }, 60'000));
    const QByteArray wanted("apiVersion: spectrocloud.com/v1beta1\n"
                            "kind: Environment\n"
                            "metadata:\n"
                            "  name: far-stations\n"
                            "  namespace: glaciology\n"
                            "spec:\n"
                            "  topology:\n"
                            "    properties:\n"
                            "      manifestWorkReplicaSet:\n"
                            "        rolloutStrategy:\n"
                            "          type: ProgressivePerGroup\n"
                            "      placement:\n"
                            "        decisionStrategy:\n"
                            "          groupStrategy:\n"
                            "            clustersPerDecisionGroup: 1\n"
                            "        numberOfClusters: 2\n"
                            "        predicates:\n"
                            "          - requiredClusterSelector:\n"
                            "              claimSelector:\n"
                            "                matchExpressions:\n"
                            "                  - key: gpu.family\n"
                            "                    operator: Exists\n"
                            "              labelSelector:\n"
                            "                matchExpressions:\n"
                            "                  - key: region\n"
                            "                    operator: In\n"
                            "                    values:\n"
                            "                      - arctic\n"
                            "                      - alpine\n"
                            "        prioritizerPolicy:\n"
                            "          configurations:\n"
                            "            - scoreCoordinate:\n"
                            "                builtIn: ResourceAllocatableGPU/NVIDIA-L40S\n"
                            "                type: BuiltIn\n"
                            "              weight: 3\n"
                            "          mode: Exact\n"
                            "        tolerations:\n"
                            "          - key: maintenance\n"
                            "            effect: NoSelectIfNew\n"
                            "            operator: Exists\n"
                            "    type: topology-ocm\n");
    QCOMPARE(contentOf(path), wanted);
}

void EnvironmentWizardTest::editTouchesOnlyWhatChanged()
{
    const QString path = m_sample->file(u"projects/glaciology/environment-field-stations.yaml"_s);
    const QByteArray before = contentOf(path);
    EnvironmentWizard *wizard = edit(u"field-stations"_s);
    QVERIFY(wizard);
    QVERIFY(says(wizard, u"3 clusters chosen; nothing would change."_s));
    screenshot(wizard, u"environment-edit"_s);
    wizard->goTo(1);
    QVERIFY(fill(u"condition0.0.3"_s, u"arctic"_s));
    QTRY_VERIFY(chosen(wizard).size() < 3 || wizard->live()->explanation().heading.contains(u"would"_s));
    wizard->goTo(2);
    screenshot(wizard, u"environment-edit-scores"_s);
    QVERIFY(fill(u"clusterCount"_s, u"2"_s));
    QVERIFY(fill(u"weight.1.1"_s, u"-2"_s));
    wizard->goTo(4);
    QVERIFY(planned(wizard));
    next();
    QVERIFY(QTest::qWaitFor([&] { return contentOf(path) != before; }, 60'000));
    QByteArray wanted = before;
    wanted.replace("numberOfClusters: 3", "numberOfClusters: 2");
    wanted.replace("values: [arctic, alpine]", "values: [arctic]");
    wanted.replace("builtIn: ResourceAllocatableMemory}, weight: 1",
                   "builtIn: ResourceAllocatableMemory}, weight: -2");
    QCOMPARE(contentOf(path), wanted);
}

// The list beside the form follows each change, and the latest wins.
void EnvironmentWizardTest::decidesWhileTyping()
{
    EnvironmentWizard *wizard = edit(u"field-stations"_s);
    QVERIFY(wizard);
    wizard->goTo(1);
    QVERIFY(fill(u"condition0.0.3"_s, u"antarctic"_s));
    QVERIFY(says(wizard, u"Only 1 of 3 clusters would be chosen."_s));
    QVERIFY(fill(u"condition0.0.3"_s, u"nowhere"_s));
    QVERIFY(says(wizard, u"No cluster matches these labels now."_s));
    screenshot(wizard, u"environment-none"_s);
    QVERIFY(fill(u"condition0.0.3"_s, u"arctic, alpine"_s));
    QVERIFY(says(wizard, u"3 clusters chosen; nothing would change."_s));
    // An alternative set lets others in.
    QVERIFY(tabTo(u"alternativeSet"_s));
    press(Qt::Key_Space);
    QVERIFY(fill(u"condition1.0.1"_s, u"region"_s));
    QVERIFY(fill(u"condition1.0.3"_s, u"antarctic"_s));
    QTRY_COMPARE_WITH_TIMEOUT(wizard->live()->explanation().parts.first().funnel.value(1).left, 8, 30'000);
}

// Of a cluster that is left out, by keys: what would get it past the rule it fails.
void EnvironmentWizardTest::takesWhatWouldHelp()
{
    EnvironmentWizard *wizard = edit(u"field-stations"_s);
    QVERIFY(wizard);
    QVERIFY(says(wizard, u"3 clusters chosen; nothing would change."_s));
    auto *leftOut = wizard->findChild<ExplainTable *>(u"explainLeftOut"_s);
    const auto menuOf = [wizard, leftOut](const QString &name) -> QMenu * {
        wizard->activateWindow(); // a menu took that
        leftOut->setFocus();
        press(Qt::Key_Home);
        const auto isThere = [&] {
            return leftOut->currentIndex().siblingAtColumn(0).data().toString() == name;
        };
        // What would help is tried meanwhile, and the list is filled again with it.
        const bool found = QTest::qWaitFor(
            [&] {
                if (!isThere())
                    press(Qt::Key_Down);
                return isThere();
            },
            30'000);
        if (!found)
            return nullptr;
        QContextMenuEvent asked(QContextMenuEvent::Keyboard, {}, {});
        QCoreApplication::sendEvent(leftOut->viewport(), &asked);
        return qobject_cast<QMenu *>(QApplication::activePopupWidget());
    };
    QMenu *menu = menuOf(u"station-south"_s);
    QVERIFY(menu);
    QCOMPARE(menu->actions().first()->text(), u"Allow antarctic"_s);
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(wizard->live()->explanation().parts.first().funnel.value(1).left, 8, 30'000);
    QCOMPARE(wizard->model()
                 ->placement()[u"predicates"][0][u"requiredClusterSelector"][u"labelSelector"]
                              [u"matchExpressions"][0][u"values"]
                 .toArray(),
             (QJsonArray{u"arctic"_s, u"alpine"_s, u"antarctic"_s}));
    wizard->goTo(1);
    QCOMPARE(qobject_cast<QLineEdit *>(wizard->findChild<FieldRows *>(u"condition0"_s)->field(0, 3))->text(),
             u"arctic, alpine, antarctic"_s);
    screenshot(wizard, u"environment-helped"_s);

    menu = menuOf(u"firn-train-9zc7t"_s);
    QVERIFY(menu);
    QCOMPARE(menu->actions().first()->text(), u"Add label…"_s);
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
    auto *labels = topLevel<LabelsDialog>();
    QVERIFY(labels);
    QCOMPARE(labels->changes(), (QList<MarkChange>{{true, u"region"_s, u"arctic"_s}}));
    screenshot(labels, u"environment-label"_s);
    labels->reject();
}

void EnvironmentWizardTest::saysWhatIsMissing()
{
    m_sample->window()->showEntry(u"environments"_s);
    ActionTarget nowhere = m_sample->window()->selection();
    nowhere.project.clear();
    QVERIFY(m_sample->run(u"environment.new"_s, nowhere));
    EnvironmentWizard *wizard = ready();
    QVERIFY(wizard);
    next();
    QCOMPARE(wizard->currentStep(), 0);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"environmentProject"_s);
    QVERIFY(choose(u"environmentProject"_s, u"glaciology"_s));
    QVERIFY(fill(u"environmentName"_s, u"field-stations"_s));
    next();
    QCOMPARE(wizard->currentStep(), 0);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"environmentName"_s);
    QVERIFY(says(wizard, u"9 clusters would be chosen."_s) || wizard->live()->hasExplanation());
    screenshot(wizard, u"environment-refused"_s);
    QVERIFY(fill(u"environmentName"_s, u"Not A Name"_s));
    next();
    QCOMPARE(wizard->currentStep(), 0);
    QVERIFY(fill(u"environmentName"_s, u"near"_s));
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(tabTo(u"condition0.add"_s));
    press(Qt::Key_Space);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"condition0.0.1"_s);
    QCOMPARE(wizard->findChild<FieldRows *>(u"condition0"_s)->problem(),
             u"Enter a key, or remove the condition."_s);
    QVERIFY(tabTo(u"condition0.0.remove"_s));
    press(Qt::Key_Space);
    next();
    QCOMPARE(wizard->currentStep(), 2);
    next();
    QVERIFY(fill(u"clustersPerGroup"_s, u"many"_s));
    next();
    QCOMPARE(wizard->currentStep(), 3);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"clustersPerGroup"_s);
}

void EnvironmentWizardTest::existingPlacement()
{
    EnvironmentWizard *wizard = nullptr;
    QVERIFY(m_sample->run(u"environment.edit"_s, target(u"ice-shelf"_s, u"stations"_s)));
    wizard = ready();
    QVERIFY(wizard);
    QVERIFY(QTest::qWaitFor([&] { return chosen(wizard) == QStringList{u"station-a"_s}; }, 30'000));
    screenshot(wizard, u"environment-placement"_s);
}

void EnvironmentWizardTest::poolsOwnAreReadOnly()
{
    m_sample->window()->showObject(target(u"firn-train"_s).object());
    ActionTarget own = target(u"firn-train"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_sample->window()->selection().rows.isEmpty() &&
                                 m_sample->window()->selection().object().name == u"firn-train",
                             30'000);
    own = m_sample->window()->selection();
    const Action *action = m_sample->context()->actions()->find(u"environment.edit"_s);
    QVERIFY(action);
    const Offer offer = m_sample->context()->actions()->offer(*action, own);
    QVERIFY(!offer.enabled);
    QCOMPARE(offer.reason, u"This environment belongs to pool firn-train."_s);
}

void EnvironmentWizardTest::keepsDrafts()
{
    EnvironmentWizard *wizard = edit(u"field-stations"_s);
    QVERIFY(wizard);
    wizard->goTo(2);
    QVERIFY(fill(u"clusterCount"_s, u"5"_s));
    wizard->close();
    QTRY_VERIFY(!topLevel<EnvironmentWizard>(0));
    QList<QJsonObject> drafts;
    QVERIFY(QTest::qWaitFor(
        [&] {
            bool answered = false;
            m_sample->context()->drafts()->leftBehind().then(
                this, [&](const Result<QList<QJsonObject>> &found) {
                    drafts = found.value_or(QList<QJsonObject>());
                    answered = true;
                });
            return QTest::qWaitFor([&] { return answered; }, 5'000) && !drafts.isEmpty();
        },
        30'000));
    QVERIFY(restoreDraft(m_sample->context(), drafts.first(), m_sample->window()));
    wizard = ready();
    QVERIFY(wizard);
    QCOMPARE(wizard->findChild<QSpinBox *>(u"clusterCount"_s)->value(), 5);
}

void EnvironmentWizardTest::fitsSmallAndLarge()
{
    EnvironmentWizard *wizard = edit(u"field-stations"_s);
    QVERIFY(wizard);
    QVERIFY(says(wizard, u"3 clusters chosen; nothing would change."_s));
    for (int step = 0; step < 4; ++step) {
        wizard->goTo(step);
        for (const QSize &size : {QSize(1024, 640), QSize(1280, 800)}) {
            wizard->resize(size);
            QTRY_COMPARE(wizard->size(), size);
            screenshot(wizard, u"environment-%1-%2"_s.arg(step).arg(size.width()));
        }
    }
    Look::instance()->setMode(ColorMode::Dark);
    screenshot(wizard, u"environment-dark"_s);
    Look::instance()->setMode(ColorMode::Light);
}

void EnvironmentWizardTest::namesEveryControl()
{
    EnvironmentWizard *wizard = edit(u"field-stations"_s);
    QVERIFY(wizard);
    for (int step = 0; step < 5; ++step) {
        wizard->goTo(step);
        QTest::qWait(20);
        QCOMPARE(namelessControls(wizard).join(u' '), QString());
    }
}

QTEST_MAIN(EnvironmentWizardTest)
#include "tst_environmentwizard.moc"
