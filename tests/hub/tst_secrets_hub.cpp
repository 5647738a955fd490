// SPDX-License-Identifier: GPL-3.0-or-later
// A session with marked secrets on a real API server: the marks are nowhere afterwards. Not in what is shown,
// logged, kept between runs, exported, copied or printed (rule C10).
#include "core/base/englishplurals.h"
#include "core/changes/operation.h"
#include "tests/gui/badinputwindow.h"
#include "tests/support/hubfixture.h"
#include "tests/support/program.h"

#include <QClipboard>
#include <QLoggingCategory>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

QByteArray logged; // everything that any category said

void keep(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged += message.toUtf8() + '\n';
}

} // namespace

class SecretsHubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void session();
    void verbs();

private:
    // What may turn up nowhere: as text, in base64, and the token of the session.
    QList<QByteArray> marks() const
    {
        return {stored, stored.toBase64(), typed, typed.toBase64(), halfTyped, m_token};
    }
    void checkFree(const QByteArray &text, const char *where)
    {
        for (const QByteArray &mark : marks()) {
            const qsizetype at = text.indexOf(mark);
            QVERIFY2(at < 0,
                     (QByteArray(where) + ": " + text.mid(std::max<qsizetype>(0, at - 60), 200)).constData());
        }
    }
    void checkShown(const char *where)
    {
        QByteArray all;
        const auto windows = QApplication::topLevelWidgets();
        for (const QWidget *window : windows) {
            const auto widgets = window->findChildren<QWidget *>();
            for (const QWidget *widget : widgets) {
                all += widget->toolTip().toUtf8() + '\n' + widget->accessibleName().toUtf8() + '\n';
                if (const auto *label = qobject_cast<const QLabel *>(widget))
                    all += label->text().toUtf8() + '\n';
                else if (const auto *edit = qobject_cast<const QPlainTextEdit *>(widget))
                    all += edit->toPlainText().toUtf8() + '\n';
            }
        }
        checkFree(all, where);
    }

    const QByteArray stored = "melt-glacier-7781-stored";
    const QByteArray typed = "melt-glacier-7782-typed";
    const QByteArray halfTyped = "melt-glacier-7783-half";
    QByteArray m_token;
    HubFixture m_hub;
    QTemporaryDir m_folder;
    QtMessageHandler m_before = nullptr;
};

void SecretsHubTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("XDG_DATA_HOME", m_folder.filePath(u"data"_s).toUtf8());
    qputenv("XDG_STATE_HOME", m_folder.filePath(u"state"_s).toUtf8());
    static EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    Look::install(ColorMode::Light);
    EASEL_START_HUB(m_hub);
    m_token = bytesOf(m_hub.dir() + u"/editor.token"_s).trimmed();
    QVERIFY(m_token.size() > 16);
    const ProgramRun prepared =
        runEasel({u"hub"_s, u"prepare"_s, u"--yes"_s, u"--kubeconfig"_s, m_hub.kubeconfig()}, 120'000);
    QVERIFY2(prepared.code == 0, prepared.err.constData());
    m_hub.kubectl({u"create"_s, u"clusterrolebinding"_s, u"all"_s, u"--clusterrole=cluster-admin"_s,
                   u"--user=editor"_s});
    // Applied as people do it, so that the values stand in an annotation as well.
    m_hub.kubectl(
        {u"apply"_s, u"-f"_s, u"-"_s},
        R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"palette-key","namespace":"default"},
                     "stringData":{"palette":")" +
            stored + R"("}})");
    QVERIFY(m_hub.kubectl({u"get"_s, u"secret"_s, u"palette-key"_s, u"-o"_s, u"yaml"_s})
                .contains(stored.toBase64()));
    QLoggingCategory::setFilterRules(u"*=true\nqt.*=false"_s);
    m_before = qInstallMessageHandler(keep);
}

void SecretsHubTest::cleanupTestCase()
{
    qInstallMessageHandler(m_before);
}

void SecretsHubTest::session()
{
    BadInputWindow gui;
    QVERIFY(gui.isReady());
    ContextDialog *dialog = gui.chooseKubeconfig(m_hub.kubeconfig());
    QVERIFY(dialog);
    for (int row = 0; row < dialog->table()->model()->rowCount(); ++row) {
        if (dialog->table()->model()->index(row, 0).data().toString() == u"editor")
            dialog->table()->selectRow(row);
    }
    checkShown("the choice of a context");
    QTest::keyClick(dialog->table(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(
        gui.context->source() && gui.context->source()->state().phase == SourceState::Phase::Live, 60'000);
    QVERIFY(gui.isReady());

    const ObjectRef secret{u"v1"_s, u"Secret"_s, u"default"_s, u"palette-key"_s};
    const ResourceType *type = gui.context->source()->catalog().find(QString(), u"Secret"_s);
    QVERIFY(type);
    gui.window->showKind(*type);
    ResourceView *view = gui.window->currentTable();
    QVERIFY(view);
    QTRY_VERIFY2_WITH_TIMEOUT(gui.namesIn(view).contains(u"palette-key"_s),
                              qPrintable(gui.window->currentEntry() + u' ' + view->shownState() + u' ' +
                                         gui.namesIn(view).join(u' ')),
                              30'000);
    view->focusTable();
    view->showObject(secret);
    QTRY_COMPARE(view->detail()->object().name, u"palette-key"_s);
    for (int tab = 0; tab < 6; ++tab) {
        view->detail()->showTab(DetailView::Tab(tab));
        QTest::qWait(300);
        checkShown("the detail");
    }
    // The YAML tab shows it, with sizes in place of values.
    view->detail()->showTab(DetailView::Yaml);
    QPlainTextEdit *yaml = nullptr;
    const auto findYaml = [&] {
        const auto all = view->detail()->findChildren<QPlainTextEdit *>();
        for (QPlainTextEdit *edit : all) {
            if (edit->isVisible() && edit->toPlainText().contains(u"palette: "_s))
                yaml = edit;
        }
        return yaml != nullptr;
    };
    QTRY_VERIFY(findYaml());
    QVERIFY2(yaml->toPlainText().contains(u"<%1 bytes>"_s.arg(stored.size())),
             qPrintable(yaml->toPlainText()));

    // Copied and exported.
    view->focusTable();
    for (const QString &format : {u"Names"_s, u"Rows as text"_s, u"Rows as CSV"_s, u"Objects as YAML"_s}) {
        QGuiApplication::clipboard()->clear();
        Q_EMIT view->table()->menuRequested(QPoint(100, 100));
        QAction *copy = nullptr;
        const auto menus = view->findChildren<QMenu *>();
        for (const QMenu *menu : menus) {
            const auto actions = menu->actions();
            for (QAction *action : actions)
                copy = action->text() == format ? action : copy;
        }
        QVERIFY2(copy, qPrintable(format));
        copy->trigger();
        if (QWidget *popup = QApplication::activePopupWidget())
            popup->close();
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u"palette-key"_s));
        checkFree(QGuiApplication::clipboard()->text().toUtf8(), "the clipboard");
    }
    const QString exported = m_folder.filePath(u"exported.yaml"_s);
    gui.answer(exported);
    QVERIFY(gui.context->actions()->trigger(u"object.export"_s, view->target()));
    QTRY_VERIFY(bytesOf(exported).contains("palette-key"));
    checkFree(bytesOf(exported), "an exported file");

    // Edited: sizes are no values, and what is stored stays.
    QVERIFY(gui.context->actions()->trigger(u"object.edit"_s, view->target()));
    QWidget *editor = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((editor = gui.windowNamed(u"editWindow"_s)), 20'000);
    checkShown("the editor");
    auto *text = editor->findChild<QPlainTextEdit *>();
    text->setPlainText(text->toPlainText() + u"# looked at\n"_s);
    QTRY_VERIFY(QDir(gui.context->paths().draftFolder).entryList({u"*.json"_s}, QDir::Files).size() == 1);
    editor->findChild<QPushButton *>(u"editCancel"_s)->click();
    QTRY_VERIFY(!gui.windowNamed(u"editWindow"_s));

    // Typed anew, over a text that cannot be read on the way, kept as a draft, planned and applied.
    ActionTarget nothing;
    nothing.source = gui.context->source();
    nothing.window = gui.window.get();
    QVERIFY(gui.context->actions()->trigger(u"object.new"_s, nothing));
    QTRY_VERIFY((editor = gui.windowNamed(u"editWindow"_s)));
    text = editor->findChild<QPlainTextEdit *>();
    text->setPlainText(
        u"apiVersion: v1\nkind: \"Secret\"\nmetadata: {name: typed, namespace: default}\nstringData:\n"
        "  key: \"%1"_s.arg(QString::fromLatin1(halfTyped)));
    const QString drafts = gui.context->paths().draftFolder;
    QTRY_VERIFY(!QDir(drafts).entryList({u"*.json"_s}, QDir::Files).isEmpty());
    QTest::qWait(1500); // the draft's saving is put together: whatever comes is on the disk by then
    for (const auto &[file, bytes] : bytesBelow(gui.home.path()).toStdMap())
        checkFree(bytes, qPrintable(u"while typing, "_s + file));
    text->setPlainText(
        u"apiVersion: v1\nkind: Secret\nmetadata: {name: typed, namespace: default}\nstringData:\n"
        "  key: %1\n"_s.arg(QString::fromLatin1(typed)));
    editor->findChild<QPushButton *>(u"editReview"_s)->click();
    auto *apply = editor->findChild<QPushButton *>(u"planApply"_s);
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 30'000);
    text->clear(); // the user's own words may be seen by the user; what Easel makes of them is looked at
    checkShown("the plan");
    apply->click();
    QTRY_VERIFY_WITH_TIMEOUT(gui.context->operations()->running() == 0 &&
                                 !gui.context->operations()->operations().isEmpty(),
                             30'000);
    QCOMPARE(m_hub.kubectl({u"get"_s, u"secret"_s, u"typed"_s, u"-o"_s, u"jsonpath={.data.key}"_s}),
             typed.toBase64());
    QCOMPARE(m_hub.kubectl({u"get"_s, u"secret"_s, u"palette-key"_s, u"-o"_s, u"jsonpath={.data.palette}"_s}),
             stored.toBase64());
    editor->close();
    gui.window->setActivityShown(true);
    gui.window->showEntry(u"activity"_s);
    QTest::qWait(300);
    checkShown("the activity");

    // And a deletion, whose "before" is kept for restore.
    gui.window->showObject({u"v1"_s, u"Secret"_s, u"default"_s, u"typed"_s});
    PlanRequest request;
    request.title = u"Delete typed"_s;
    Draft gone;
    gone.addDelete({u"v1"_s, u"Secret"_s, u"default"_s, u"typed"_s}, {});
    request.objects = gone.objects();
    bool planned = false;
    makePlan(gui.context->source(), request, gui.window.get())
        .then(gui.window.get(), [&](const Result<Plan> &plan) {
            QVERIFY(plan);
            planned = gui.context->operations()->start(gui.context->source(), *plan) != nullptr;
        });
    QTRY_VERIFY_WITH_TIMEOUT(planned && gui.context->operations()->running() == 0, 30'000);
    QTRY_VERIFY(m_hub.kubectl({u"get"_s, u"secret"_s, u"typed"_s, u"-o"_s, u"name"_s}).isEmpty());

    // Everything that is left.
    gui.window->close();
    QTRY_VERIFY(bytesOf(gui.context->paths().journalFile).contains("palette") ||
                bytesOf(gui.context->paths().journalFile).contains("typed"));
    const auto files = bytesBelow(gui.home.path());
    QVERIFY(files.size() >= 2); // settings and journal at least
    for (const auto &[file, bytes] : files.toStdMap())
        checkFree(bytes, qPrintable(file));
    QVERIFY2(logged.count('\n') > 20, logged.constData()); // debug messages were on
    checkFree(logged, "the log");
}

void SecretsHubTest::verbs()
{
    const QString workspace = m_folder.filePath(u"workspace"_s);
    const QStringList place{u"--kubeconfig"_s, m_hub.kubeconfig(), u"--context"_s, u"editor"_s};
    const QList<QStringList> all{
        {u"get"_s, u"secrets"_s, u"-A"_s},
        {u"get"_s, u"secrets"_s, u"-A"_s, u"-o"_s, u"json"_s},
        {u"get"_s, u"secret/palette-key"_s, u"-n"_s, u"default"_s, u"-o"_s, u"yaml"_s},
        {u"hub"_s, u"check"_s},
        {u"export"_s, u"--to"_s, workspace},
    };
    qputenv("QT_LOGGING_RULES", "easel.*=true");
    for (const QStringList &arguments : all) {
        const ProgramRun run = runEasel(arguments + place, 120'000);
        QVERIFY2(run.code == 0, run.err.constData());
        checkFree(run.out + run.err, qPrintable(arguments.join(u' ')));
    }
    // A token that is refused is not repeated either.
    QByteArray wrong = bytesOf(m_hub.kubeconfig());
    wrong.replace(m_token, typed);
    QVERIFY(writeBytes(m_folder.filePath(u"wrong"_s), wrong));
    const ProgramRun refused = runEasel({u"get"_s, u"tenants"_s, u"--kubeconfig"_s,
                                         m_folder.filePath(u"wrong"_s), u"--context"_s, u"editor"_s});
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("(401). Sign in again"), refused.err.constData());
    QVERIFY(refused.out.isEmpty());
    checkFree(refused.err, "a refused token");
    qunsetenv("QT_LOGGING_RULES");
    QFile::remove(m_folder.filePath(u"wrong"_s));
    for (const auto &[file, bytes] : bytesBelow(m_folder.path()).toStdMap())
        checkFree(bytes, qPrintable(file));
}

QTEST_MAIN(SecretsHubTest)

#include "tst_secrets_hub.moc"
