// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/draft.h"
#include "tests/support/callspy.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <unistd.h>

using namespace easel;

namespace {

JsonPointer pointer(const char *text)
{
    return *JsonPointer::parse(QString::fromUtf8(text));
}

const QByteArray commented =
    "# the project\napiVersion: spectrocloud.com/v1alpha1\nkind: Project\nmetadata:\n  name: p   # its name\n"
    "  namespace: p\nspec:\n  quota: {a: 1}\n";

// The other process of survivesAKill(): edits for ever until it is killed.
int workUntilKilled(const QString &folder)
{
    DraftStore store(folder);
    Draft draft;
    draft.setTitle(QStringLiteral("unfinished"));
    draft.setKindOfWork(QStringLiteral("edit"));
    draft.addText(commented);
    store.keep(&draft);
    int edits = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &draft, [&] {
        draft.set(0, pointer("/spec/edits"), ++edits);
        std::printf("%d\n", edits);
        std::fflush(stdout);
    });
    timer.start(20);
    return QCoreApplication::exec();
}

} // namespace

class TestDraft : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textAndValueAreOne()
    {
        Draft draft;
        QSignalSpy changed(&draft, &Draft::changed);
        QCOMPARE(draft.addText(commented), 0);
        QCOMPARE(draft.objects().at(0).ref.text(), QStringLiteral("Project p/p"));
        QVERIFY(draft.set(0, pointer("/spec/quota/b"), 2));
        QVERIFY(draft.set(0, pointer("/metadata/labels/x"), QStringLiteral("yes")));
        QCOMPARE(draft.objects().at(0).text,
                 QByteArray(commented)
                     .replace("{a: 1}", "{a: 1, b: 2}")
                     .replace("  namespace: p\n", "  namespace: p\n  labels:\n    x: \"yes\"\n"));
        QCOMPARE(draft.value(0, pointer("/metadata/labels/x")), QJsonValue(QStringLiteral("yes")));
        QCOMPARE(changed.count(), 3);
        QVERIFY(draft.set(0, pointer("/metadata/labels/x"), QStringLiteral("yes"))); // says nothing new
        QCOMPARE(changed.count(), 3);
        QVERIFY(draft.set(0, pointer("/metadata/labels"), QJsonValue(QJsonValue::Undefined)));
        QCOMPARE(draft.objects().at(0).text, QByteArray(commented).replace("{a: 1}", "{a: 1, b: 2}"));
        draft.setText(0, QByteArray(commented).replace("name: p ", "name: q "));
        QCOMPARE(draft.objects().at(0).ref.name, QStringLiteral("q"));
        QCOMPARE(draft.objects().at(0).marks.value(pointer("/spec")).line, 7);
    }

    void textThatCannotBeRead()
    {
        Draft draft;
        draft.addText(commented);
        draft.setText(0, "kind: [");
        QVERIFY(draft.hasTextErrors());
        QCOMPARE(draft.objects().at(0).textError->message,
                 QStringLiteral("line 1, column 8: the '[' that was opened is not closed before here"));
        QCOMPARE(draft.value(0, pointer("/kind")),
                 QJsonValue(QStringLiteral("Project"))); // of the last good text
        QVERIFY(!draft.set(0, pointer("/spec/x"), 1));   // typing is not overwritten
        QCOMPARE(draft.objects().at(0).text, QByteArray("kind: ["));
        draft.setText(0, "- 1\n");
        QCOMPARE(
            draft.objects().at(0).textError->message,
            QStringLiteral("line 1, column 1: this is no object; it needs apiVersion, kind and metadata"));
        draft.setText(0, commented);
        QVERIFY(!draft.hasTextErrors());
    }

    void whatCannotBePatchedIsWrittenAnew()
    {
        Draft draft;
        draft.addText("kind: A\nbase: &b {x: 1}\nuse: *b\n");
        QVERIFY(draft.set(0, pointer("/use/x"), 2));
        QCOMPARE(draft.value(0, pointer("/use/x")), QJsonValue(2));
        QCOMPARE(draft.value(0, pointer("/base/x")), QJsonValue(1));
    }

    void thereAndBack()
    {
        Draft draft;
        draft.setTitle(QStringLiteral("t"));
        draft.setKindOfWork(QStringLiteral("clone"));
        draft.setWindowState({{QStringLiteral("page"), 3}});
        draft.addText(commented, {{QStringLiteral("kind"), QStringLiteral("Project")}});
        draft.addDelete(
            {QStringLiteral("v1"), QStringLiteral("Pod"), QStringLiteral("n"), QStringLiteral("x")}, {});
        const auto again = Draft::fromJson(draft.toJson());
        QVERIFY(again);
        QCOMPARE(again->id(), draft.id());
        QCOMPARE(again->windowState(), draft.windowState());
        QCOMPARE(again->objects().size(), 2);
        QCOMPARE(again->objects().at(0).text, commented);
        QCOMPARE(again->objects().at(0).base, draft.objects().at(0).base);
        QCOMPARE(again->objects().at(1).intent, DraftObject::Intent::Delete);
        QCOMPARE(again->objects().at(1).ref.text(), QStringLiteral("Pod n/x"));
        QVERIFY(!Draft::fromJson({}));
    }

    void secretValuesAreNotKept()
    {
        Draft draft;
        const QByteArray secret =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  token: hunter2\n";
        draft.addText(secret, {{QStringLiteral("kind"), QStringLiteral("Secret")},
                               {QStringLiteral("data"),
                                QJsonObject{{QStringLiteral("k"), QStringLiteral("aHVudGVyMg==")}}}});
        draft.addText("apiVersion: v1\nkind: Secret\nstringData: {a: \"hunter2\n"); // while typing
        const QByteArray json = QJsonDocument(draft.toJson()).toJson();
        QVERIFY(!json.contains("hunter2"));
        QVERIFY(!json.contains("aHVudGVyMg"));
        QVERIFY(json.contains("name: s"));
    }

    void keptAndDiscarded()
    {
        QTemporaryDir folder;
        const QString below = folder.filePath(QStringLiteral("drafts"));
        DraftStore store(below);
        QSignalSpy saved(&store, &DraftStore::saved);
        auto draft = std::make_unique<Draft>();
        draft->addText(commented);
        store.keep(draft.get());
        QVERIFY(!store.savedAt(draft.get()).isValid());
        QTRY_COMPARE(saved.count(), 1);
        QVERIFY(store.savedAt(draft.get()).isValid());
        const QString path = below + u'/' + draft->id() + QStringLiteral(".json");
        QVERIFY(QFile::exists(path));
        QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        for (int i = 0; i < 20; ++i)
            draft->set(0, pointer("/spec/n"), i);
        QTRY_COMPARE(saved.count(), 2);                // twenty edits, one write
        QVERIFY(await(store.leftBehind())->isEmpty()); // it is being worked on
        {
            DraftStore other(below); // another window of Easel
            QVERIFY(await(other.leftBehind())->isEmpty());
        }
        draft->set(0, pointer("/spec/n"), 99);
        const QString id = draft->id();
        draft.reset(); // the window ends at once: nothing is lost
        const auto left = await(store.leftBehind());
        QCOMPARE(left->size(), 1);
        const auto restored = Draft::fromJson(left->first());
        QCOMPARE(restored->id(), id);
        QCOMPARE(restored->value(0, pointer("/spec/n")), QJsonValue(99));
        store.keep(restored.get());
        store.discard(restored.get());
        QTRY_VERIFY(!QFile::exists(path));
        QTest::qWait(600);
        QVERIFY(!QFile::exists(path));
    }

    void survivesAKill()
    {
        QTemporaryDir folder;
        QProcess other;
        other.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        other.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--work"), folder.path()});
        QVERIFY(other.waitForStarted());
        QByteArray said;
        QElapsedTimer timer;
        timer.start();
        while (said.count('\n') < 60 && timer.elapsed() < 60'000) {
            other.waitForReadyRead(200);
            said += other.readAllStandardOutput();
        }
        QVERIFY(said.count('\n') >= 60); // more than a second of edits
        ::kill(static_cast<pid_t>(other.processId()), SIGKILL);
        QVERIFY(other.waitForFinished());
        said += other.readAllStandardOutput();
        QCOMPARE(other.exitStatus(), QProcess::CrashExit);
        const int last = said.trimmed().split('\n').last().toInt();

        DraftStore store(folder.path());
        const auto left = await(store.leftBehind());
        QVERIFY(left);
        QCOMPARE(left->size(), 1);
        const auto draft = Draft::fromJson(left->first());
        QVERIFY(draft);
        QCOMPARE(draft->title(), QStringLiteral("unfinished"));
        QVERIFY(draft->objects().at(0).text.startsWith("# the project\n"));
        // At most half a second of edits every 20 ms is lost; a slow machine gets twice that.
        const int kept = draft->value(0, pointer("/spec/edits")).toInt();
        QVERIFY2(kept > 0 && kept <= last && last - kept <= 50, QByteArray::number(last - kept).constData());
    }

    void folderThatCannotBeWritten()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        DraftStore store(file.fileName() + QStringLiteral("/drafts")); // below a file: no folder can be there
        QSignalSpy failed(&store, &DraftStore::saveFailed);
        Draft draft;
        draft.addText(commented);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("draft not kept")));
        store.keep(&draft);
        QTRY_COMPARE(failed.count(), 1);
        const QString sentence = errorSentence(failed.at(0).at(1).value<Error>());
        QVERIFY2(sentence.startsWith(u"The folder ") && sentence.contains(u"cannot be made"),
                 qPrintable(sentence));
        QVERIFY(!store.savedAt(&draft).isValid());
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("draft not kept")));
    }

    void readOnlyFolder()
    {
        if (::geteuid() == 0)
            QSKIP("rights do not bind root");
        QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner));
        DraftStore store(folder.path());
        QSignalSpy failed(&store, &DraftStore::saveFailed);
        Draft draft;
        draft.addText(commented);
        store.keep(&draft);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(errorSentence(failed.at(0).at(1).value<Error>()).contains(u"Permission denied"));
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (argc > 2 && QByteArray(argv[1]) == "--work")
        return workUntilKilled(QString::fromLocal8Bit(argv[2]));
    TestDraft test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_draft.moc"
