// SPDX-License-Identifier: GPL-3.0-or-later
// What is done to a selection: labels and annotations, deletion, and the way back for all of it at once.
#include "app/views/parts/confirmdialog.h"
#include "app/views/planview.h"
#include "app/wizards/labelsdialog.h"
#include "app/wizards/planwindow.h"
#include "core/base/englishplurals.h"
#include "core/yaml/yamlreader.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

const QString FirstFile = u"projects/stations/environment-ice-shelf.yaml"_s;
const QString SecondFile = u"projects/stations/environment-stations-all.yaml"_s;

} // namespace

class BulkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void marksChangeNothingElse();
    void keysAreChecked();
    void labelsOfASelection();
    void deletionOfASelection();

private:
    ActionTarget environments() const
    {
        ActionTarget target = m_sample->targetOf(u"spectrocloud.com/v1beta1"_s, u"Environment"_s,
                                                 u"stations"_s, u"ice-shelf"_s);
        target.objects << ObjectRef{u"spectrocloud.com/v1beta1"_s, u"Environment"_s, u"stations"_s,
                                    u"stations-all"_s};
        return target;
    }
    QJsonObject labelsIn(const QString &file) const
    {
        const auto document = readYamlDocument(contentOf(m_sample->file(file)));
        return document ? document->value.toObject()[u"metadata"][u"labels"].toObject() : QJsonObject();
    }
    // Waits for the plan, checks its size and applies it.
    void apply(PlanWindow *window, PlanItem::Change change, int count)
    {
        QVERIFY(window);
        QTRY_COMPARE_WITH_TIMEOUT(window->panel()->view()->plan().count(change), count, 30'000);
        QPushButton *button = window->panel()->buttons().first();
        QTRY_VERIFY_WITH_TIMEOUT(button->isVisible() && button->isEnabled(), 30'000);
        screenshot(window, u"bulk-plan-%1"_s.arg(int(change)));
        button->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_sample->context()->operations()->running() == 0 && window->panel()->isApplied(), 30'000);
        window->close();
    }
    QPushButton *restoreAll() const
    {
        if (!m_sample->window()->isActivityShown())
            m_sample->run(u"activity.show"_s, {});
        QPushButton *button = nullptr;
        if (!QTest::qWaitFor(
                [&] {
                    button = m_sample->window()->findChild<QPushButton *>(u"restoreAll"_s);
                    return button && button->isVisible();
                },
                30'000))
            return nullptr;
        return button;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void BulkTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void BulkTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void BulkTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

void BulkTest::marksChangeNothingElse()
{
    const QJsonObject before{
        {u"metadata"_s, QJsonObject{{u"name"_s, u"a"_s},
                                    {u"labels"_s, QJsonObject{{u"team"_s, u"x"_s}, {u"keep"_s, u"y"_s}}}}},
        {u"spec"_s, QJsonObject{{u"on"_s, true}}}};
    const QJsonObject after = withMarks(before, {{true, u"team"_s, std::nullopt},
                                                 {true, u"tier"_s, u"gold"_s},
                                                 {false, u"note"_s, u"long text"_s},
                                                 {false, u"missing"_s, std::nullopt}});
    QCOMPARE(after[u"spec"], before[u"spec"]);
    QCOMPARE(after[u"metadata"][u"labels"].toObject(),
             (QJsonObject{{u"keep"_s, u"y"_s}, {u"tier"_s, u"gold"_s}}));
    QCOMPARE(after[u"metadata"][u"annotations"].toObject(), (QJsonObject{{u"note"_s, u"long text"_s}}));
    // The last one takes the map with it.
    const QJsonObject none =
        withMarks(after, {{true, u"keep"_s, std::nullopt}, {true, u"tier"_s, std::nullopt}});
    QVERIFY(!none[u"metadata"].toObject().contains(u"labels"));
}

void BulkTest::keysAreChecked()
{
    LabelsDialog dialog(u"2 objects"_s, {u"team"_s, u"tier"_s}, m_sample->window());
    dialog.show();
    auto *test = dialog.findChild<QPushButton *>(u"labelsTest"_s);
    auto *key = dialog.findChild<QLineEdit *>(u"labelRows.0.1"_s);
    auto *value = dialog.findChild<QLineEdit *>(u"labelRows.0.2"_s);
    QVERIFY(test && key && value);
    QVERIFY(!test->isEnabled());
    const auto said = [&dialog] {
        QStringList texts;
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            texts << (label->isVisible() ? label->text() : QString());
        return texts.join(u'\n');
    };
    key->setText(u"team"_s);
    QVERIFY(test->isEnabled());
    key->setText(u"not a key"_s);
    QVERIFY(!test->isEnabled());
    QVERIFY2(said().contains(u"'not a key' cannot be a key"), qPrintable(said()));
    key->setText(u"example.com/team"_s);
    value->setText(u"two words"_s);
    QVERIFY(!test->isEnabled());
    QVERIFY2(said().contains(u"'two words' cannot be the value of a label"), qPrintable(said()));
    screenshot(&dialog, u"bulk-labels"_s);
    // An annotation may say anything.
    dialog.findChild<QComboBox *>(u"labelRows.0.0"_s)->setCurrentIndex(2);
    QVERIFY(test->isEnabled());
    QCOMPARE(dialog.changes(), (QList<MarkChange>{{false, u"example.com/team"_s, u"two words"_s}}));
    QCOMPARE(namelessControls(&dialog), QStringList());
}

void BulkTest::labelsOfASelection()
{
    const QByteArray before = contentOf(m_sample->file(FirstFile));
    QVERIFY(m_sample->run(u"object.labels"_s, environments()));
    auto *dialog = topLevel<LabelsDialog>();
    QVERIFY(dialog);
    type(u"team"_s);
    press(Qt::Key_Tab);
    type(u"ice"_s);
    QCOMPARE(dialog->changes(), (QList<MarkChange>{{true, u"team"_s, u"ice"_s}}));
    press(Qt::Key_Return);
    apply(topLevel<PlanWindow>(), PlanItem::Change::Change, 2);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(labelsIn(FirstFile)[u"team"].toString(), u"ice"_s);
    QCOMPARE(labelsIn(SecondFile)[u"team"].toString(), u"ice"_s);
    QVERIFY(contentOf(m_sample->file(FirstFile)).startsWith("# Follows a placement"));
    // Both are taken back at once.
    QPushButton *restore = restoreAll();
    QVERIFY(restore);
    QCOMPARE(restore->text(), u"Restore all 2…"_s);
    screenshot(m_sample->window(), u"bulk-activity"_s);
    restore->click();
    apply(topLevel<PlanWindow>(), PlanItem::Change::Change, 2);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(contentOf(m_sample->file(FirstFile)), before);
    QVERIFY(!labelsIn(SecondFile).contains(u"team"));
}

void BulkTest::deletionOfASelection()
{
    const QString first = u"projects/drones/aiworkload-hangar-tracker.yaml"_s;
    const QString second = u"projects/drones/aiworkload-flight-replay.yaml"_s;
    QVERIFY(QFile::exists(m_sample->file(first)) && QFile::exists(m_sample->file(second)));
    ActionTarget deployments = m_sample->deployment(u"hangar-tracker"_s, u"drones"_s);
    deployments.objects << m_sample->deployment(u"flight-replay"_s, u"drones"_s).objects;
    QVERIFY(m_sample->run(u"object.delete"_s, deployments));
    auto *question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    QCOMPARE(question->windowTitle(), u"Delete 2 objects?"_s);
    auto *verb = question->findChild<QPushButton *>(u"verb"_s);
    QVERIFY2(verb->isEnabled(), qPrintable(question->accessibleDescription()));
    verb->click();
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(m_sample->file(first)) && !QFile::exists(m_sample->file(second)),
                             30'000);
    // What happens to several is shown step by step.
    QVERIFY(m_sample->window()->isActivityShown());
    QPushButton *restore = restoreAll();
    QVERIFY(restore);
    restore->click();
    apply(topLevel<PlanWindow>(), PlanItem::Change::Create, 2);
    if (QTest::currentTestFailed())
        return;
    QTRY_COMPARE_WITH_TIMEOUT(m_sample->context()
                                  ->surroundings()
                                  ->store(u"AIWorkload.spectrocloud.com"_s)
                                  ->find(u"drones"_s, u"hangar-tracker"_s)
                                  .has_value(),
                              true, 30'000);
}

QTEST_MAIN(BulkTest)
#include "tst_bulk.moc"
