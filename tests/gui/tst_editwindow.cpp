// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/contextdialog.h"
#include "app/views/diffview.h"
#include "app/views/parts/banner.h"
#include "app/views/planview.h"
#include "app/views/yamleditor.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/planwindow.h"
#include "core/base/englishplurals.h"
#include "core/yaml/yamlreader.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCompleter>
#include <QDropEvent>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class EditWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void writesWhatWasTyped();
    void marksWhatIsWrong();
    void helpsWithFields();
    void makesNewObjects();
    void saysWhenTheFileChangedMeanwhile();
    void opensWhatIsDropped();
    void givesUpWithAWayBack();
    void namesEveryControl();

private:
    EditWindow *edit(const QString &kind, const QString &name)
    {
        if (!m_sample->run(u"object.edit"_s,
                           m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, kind, u"glaciology"_s, name)))
            return nullptr;
        return topLevel<EditWindow>();
    }
    // Puts the cursor behind the first place of a text.
    static bool goBehind(EditWindow *window, const QString &text)
    {
        return window->editor()->edit()->find(text) &&
               (press(Qt::Key_Right), window->editor()->edit()->textCursor().selectedText().isEmpty());
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void EditWindowTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void EditWindowTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void EditWindowTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

// By keys: a value, the plan with its diff against the live object, the file with its comments.
void EditWindowTest::writesWhatWasTyped()
{
    const QString path = m_sample->file(u"projects/glaciology/project-glaciology.yaml"_s);
    const QByteArray before = contentOf(path);
    QVERIFY(before.startsWith("# The oldest project of the institute.\n"));
    EditWindow *window = edit(u"Project"_s, u"glaciology"_s);
    QVERIFY(window);
    QVERIFY(window->editor()->edit()->hasFocus());
    QVERIFY(goBehind(window, u"displayName: Glaciology"_s));
    type(u" and melt"_s);
    QTRY_VERIFY_WITH_TIMEOUT(window->editor()->canBeRead() && window->editor()->value().isObject(), 30'000);
    QCOMPARE(window->editor()->errors(), 0);
    press(Qt::Key_Return, Qt::ControlModifier);
    auto *apply = window->findChild<QPushButton *>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isVisible() && apply->isEnabled(), 30'000);
    QCOMPARE(apply->text(), u"Write 1 change"_s);
    auto *diff = window->findChild<DiffView *>();
    QCOMPARE(diff->removedLines(), 1);
    QCOMPARE(diff->addedLines(), 1);
    screenshot(window, u"edit-plan"_s);
    QCOMPARE(contentOf(path), before); // a test writes nothing
    // Esc leads back, nothing is lost.
    press(Qt::Key_Escape);
    QVERIFY(window->editor()->isVisible());
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isVisible() && apply->isEnabled(), 30'000);
    press(Qt::Key_Return, Qt::ControlModifier);
    QByteArray expected = before;
    expected.replace("displayName: Glaciology", "displayName: Glaciology and melt");
    QTRY_COMPARE_WITH_TIMEOUT(contentOf(path), expected, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(window->findChild<QPushButton *>(u"planOpen"_s)->isEnabled(), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(window->findChild<QPushButton *>(u"editCancel"_s)->text(), u"Close"_s, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}).isEmpty(),
                             30'000);
}

void EditWindowTest::marksWhatIsWrong()
{
    EditWindow *window = edit(u"AIWorkload"_s, u"ice-portal"_s);
    QVERIFY(window);
    const auto finding = [&](const QString &words) {
        for (const EditorFinding &one : window->editor()->findings()) {
            if (one.sentence.contains(words))
                return one.line;
        }
        return 0;
    };
    const auto lineOf = [&](const QString &words) {
        const QStringList lines = window->editor()->text().split(u'\n');
        for (int i = 0; i < lines.size(); ++i) {
            if (lines.at(i).contains(words))
                return i + 1;
        }
        return -1;
    };
    // A rule: what AIW-12 fixes.
    QVERIFY(goBehind(window, u"targetNamespace: ice-apps"_s));
    type(u"-2"_s);
    QTRY_COMPARE_WITH_TIMEOUT(
        finding(u"A deployment does not change. Clone it, adjust the clone, then delete this one."_s),
        lineOf(u"targetNamespace"_s), 30'000);
    // The schema: a field that it does not know, a value of the wrong type.
    press(Qt::Key_End);
    press(Qt::Key_Return);
    type(u"suspend: perhaps"_s);
    QTRY_COMPARE_WITH_TIMEOUT(finding(u"suspend"_s), lineOf(u"suspend: perhaps"_s), 30'000);
    screenshot(window, u"edit-findings"_s);
    const auto *note = window->findChild<QPushButton *>(u"editReview"_s);
    QVERIFY(note->isVisible());
    QVERIFY(window->editor()->errors() >= 2);
    // The list of findings leads to the line.
    QListView *list = window->editor()->findingList();
    QVERIFY(list->isVisible() && list->model()->rowCount() >= 2);
    // The plan refuses it and says why.
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!window->panel()->view()->plan().items.isEmpty(), 30'000);
    QVERIFY(!window->panel()->buttons().first()->isEnabled());
    QVERIFY(!window->panel()->view()->plan().blockers().isEmpty());
}

void EditWindowTest::helpsWithFields()
{
    EditWindow *window = edit(u"AIWorkload"_s, u"ice-portal"_s);
    QVERIFY(window);
    QVERIFY(goBehind(window, u"targetNamespace"_s));
    // What the schema says of the field under the cursor.
    QTRY_VERIFY_WITH_TIMEOUT(window->editor()->helpText().size() > 20, 30'000);
    screenshot(window, u"edit-help"_s);
    press(Qt::Key_End);
    press(Qt::Key_Return);
    type(u"sus"_s);
    window->editor()->completeNow();
    auto *completer = window->editor()->edit()->findChild<QCompleter *>();
    QVERIFY(completer);
    QTRY_VERIFY_WITH_TIMEOUT(completer->popup()->isVisible(), 30'000);
    QCOMPARE(completer->popup()->model()->index(0, 0).data(Qt::EditRole).toString().section(u':', 0, 0),
             u"suspend"_s);
    QTest::keyClick(completer->popup(), Qt::Key_Return);
    QVERIFY(window->editor()->text().contains(u"  suspend"_s));
}

void EditWindowTest::makesNewObjects()
{
    QVERIFY(m_sample->run(u"object.new"_s, m_sample->window()->selection()));
    auto *window = topLevel<EditWindow>();
    QVERIFY(window);
    press(Qt::Key_Return, Qt::ControlModifier); // nothing written yet
    QVERIFY(window->editor()->isVisible());
    // The schema comes as soon as the kind is known.
    window->editor()->edit()->insertPlainText(u"# for the night shift\n"
                                              "apiVersion: spectrocloud.com/v1alpha1\n"
                                              "kind: ScalingPolicy\n"
                                              "metadata:\n"
                                              "  name: night\n"
                                              "  namespace: glaciology\n"
                                              "spec:\n"
                                              "  abortDuration: soon\n"_s);
    const auto says = [&](const QString &words) {
        for (const EditorFinding &one : window->editor()->findings()) {
            if (one.sentence.contains(words))
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(says(u"spec.abortDuration"_s), 30'000);
}

void EditWindowTest::saysWhenTheFileChangedMeanwhile()
{
    const QString path = m_sample->file(u"projects/glaciology/project-glaciology.yaml"_s);
    EditWindow *window = edit(u"Project"_s, u"glaciology"_s);
    QVERIFY(window);
    QVERIFY(goBehind(window, u"displayName: Glaciology"_s));
    type(u" and melt"_s);
    // Somebody else changes the same field on the disk.
    QByteArray theirs = contentOf(path);
    theirs.replace("displayName: Glaciology", "displayName: Ice");
    QVERIFY(writeContent(path, theirs));
    QTRY_VERIFY_WITH_TIMEOUT(contentOf(path) == theirs, 1000);
    m_sample->context()->source()->refresh();
    press(Qt::Key_Return, Qt::ControlModifier);
    const auto conflict = [&] {
        const Plan &plan = window->panel()->view()->plan();
        return plan.items.isEmpty() ? FieldConflict() : plan.items.first().conflicts.value(0);
    };
    // The plan may have been made before the folder was read again.
    const auto asked = [&] {
        if (conflict().field.isEmpty() && !window->panel()->view()->plan().items.isEmpty())
            window->panel()->testAgain();
        return !conflict().field.isEmpty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(asked(), 30'000);
    QCOMPARE(conflict().theirs.toString(), u"Ice"_s);
    QCOMPARE(conflict().mine.toString(), u"Glaciology and melt"_s);
    auto *apply = window->panel()->buttons().first();
    QVERIFY(!apply->isEnabled()); // undecided
    screenshot(window, u"edit-conflict"_s);
    auto *take = window->findChild<QAbstractButton *>(u"take."_s + conflict().pointer.toString());
    QVERIFY(take);
    take->click();
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 30'000);
    apply->click();
    QByteArray expected = theirs;
    expected.replace("displayName: Ice", "displayName: Glaciology and melt");
    QTRY_COMPARE_WITH_TIMEOUT(contentOf(path), expected, 30'000);
}

// A file on the window: one object becomes a draft as it is written, several become one plan, a kubeconfig is
// looked through; nothing is changed by any of it.
void EditWindowTest::opensWhatIsDropped()
{
    const auto drop = [this](const QString &name, const QByteArray &text) {
        const QString path = m_folder->filePath(name);
        if (!writeContent(path, text))
            return false;
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_sample->window(), &enter);
        QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_sample->window(), &event);
        return QTest::qWaitFor([this] { return !m_sample->window()->isOpening(); }, 30'000);
    };
    const QByteArray policy = "# of the autumn\napiVersion: spectrocloud.com/v1alpha1\nkind: ScalingPolicy\n"
                              "metadata: {name: dropped, namespace: glaciology}\n"
                              "spec: {cpu: {scaleUpThreshold: 80, scaleDownThreshold: 20}} # as agreed\n";
    QVERIFY(drop(u"one.yaml"_s, policy));
    EditWindow *editor = nullptr;
    QTRY_VERIFY((editor = topLevel<EditWindow>()));
    QCOMPARE(editor->editor()->text(), QString::fromUtf8(policy));
    QCOMPARE(editor->windowTitle(), u"From one.yaml"_s);
    editor->review();
    auto *apply = editor->findChild<QPushButton *>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isVisible() && apply->isEnabled(), 30'000);
    QCOMPARE(editor->panel()->view()->plan().count(PlanItem::Change::Create), 1);
    QVERIFY(!QFile::exists(m_sample->file(u"projects/glaciology/scalingpolicy-dropped.yaml"_s)));
    delete editor;

    // What does not parse is opened where it is wrong.
    QVERIFY(drop(u"half.yaml"_s, "a: 1\nb: {c: 2\n"));
    QTRY_VERIFY((editor = topLevel<EditWindow>()));
    QTRY_VERIFY_WITH_TIMEOUT(editor->editor()->errors() > 0, 30'000);
    delete editor;

    QVERIFY(drop(u"two.yaml"_s, policy + "---\n" + QByteArray(policy).replace("dropped", "second")));
    PlanWindow *plan = nullptr;
    QTRY_VERIFY((plan = topLevel<PlanWindow>()));
    QTRY_COMPARE_WITH_TIMEOUT(plan->panel()->view()->plan().count(PlanItem::Change::Create), 2, 30'000);
    delete plan;

    QVERIFY(drop(u"config"_s,
                 "apiVersion: v1\nkind: Config\ncontexts: [{name: north, context: {cluster: c, user: "
                 "u}}]\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                 "users: [{name: u, user: {token: t}}]\n"));
    ContextDialog *contexts = nullptr;
    QTRY_VERIFY((contexts = topLevel<ContextDialog>()));
    QTRY_COMPARE(contexts->table()->model()->rowCount(), 1);
    const QPointer<ContextDialog> closed(contexts);
    contexts->reject();
    QTRY_VERIFY(!closed);

    QVERIFY(drop(u"empty.yaml"_s, "# nothing\n"));
    const auto banners = m_sample->window()->findChildren<Banner *>();
    QVERIFY(std::any_of(banners.begin(), banners.end(), [](const Banner *banner) {
        return banner->isVisible() && banner->text().endsWith(u"empty.yaml. Nothing is in it."_s);
    }));

    // The same by keys, for who drags nothing.
    m_sample->prompter()->answers = {m_folder->filePath(u"one.yaml"_s)};
    QVERIFY(m_sample->run(u"object.fromFile"_s, m_sample->window()->selection()));
    QTRY_VERIFY((editor = topLevel<EditWindow>()));
    delete editor;
}

void EditWindowTest::givesUpWithAWayBack()
{
    const auto kept = [&] {
        return QDir(m_sample->home() + u"/drafts"_s).entryList({u"*.json"_s}, QDir::Files).size();
    };
    QString toast;
    std::function<void()> undo;
    connect(m_sample->context(), &AppContext::toastRequested, this,
            [&](const QString &text, const std::function<void()> &back) {
                toast = text;
                undo = back;
            });
    // Untouched: nothing to say, nothing to keep.
    EditWindow *window = edit(u"Project"_s, u"glaciology"_s);
    QVERIFY(window);
    window->findChild<QPushButton *>(u"editCancel"_s)->click();
    QTRY_VERIFY(!topLevel<EditWindow>(0));
    QCOMPARE(toast, QString());
    QCOMPARE(kept(), 0);

    window = edit(u"Project"_s, u"glaciology"_s);
    QVERIFY(window);
    QVERIFY(goBehind(window, u"displayName: Glaciology"_s));
    type(u" and melt"_s);
    const QString text = window->editor()->text();
    QTRY_COMPARE_WITH_TIMEOUT(kept(), 1, 30'000);
    window->findChild<QPushButton *>(u"editCancel"_s)->click();
    QTRY_VERIFY(!topLevel<EditWindow>(0));
    QCOMPARE(toast, u"Draft Edit project glaciology is discarded"_s);
    QTRY_COMPARE_WITH_TIMEOUT(kept(), 0, 30'000);
    QVERIFY(undo);
    undo();
    window = topLevel<EditWindow>();
    QVERIFY(window);
    QCOMPARE(window->editor()->text(), text);
    // Closing keeps it, also without another key.
    QTRY_COMPARE_WITH_TIMEOUT(kept(), 1, 30'000);
    window->close();
    QTRY_VERIFY(!topLevel<EditWindow>(0));
    QCOMPARE(toast, u"Draft Edit project glaciology is kept"_s);
    QCOMPARE(kept(), 1);
}

void EditWindowTest::namesEveryControl()
{
    EditWindow *window = edit(u"Project"_s, u"glaciology"_s);
    QVERIFY(window);
    QCOMPARE(namelessControls(window), QStringList());
    QVERIFY(goBehind(window, u"displayName: Glaciology"_s));
    type(u" and melt"_s);
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(window->panel()->buttons().first()->isEnabled(), 30'000);
    QCOMPARE(namelessControls(window), QStringList());
}

QTEST_MAIN(EditWindowTest)

#include "tst_editwindow.moc"
