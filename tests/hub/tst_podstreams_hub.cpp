// SPDX-License-Identifier: GPL-3.0-or-later
// Logs, commands and ports of pods through a real API server and the kubelet of the tests.
#include "core/clients/kubeconfig.h"
#include "core/clients/kubeexec.h"
#include "core/store/copyout.h"
#include "core/store/hubsource.h"
#include "core/store/logfeed.h"
#include "core/store/logsearch.h"
#include "core/store/podaccess.h"
#include "tests/support/hubfixture.h"
#include "tests/support/plainextractor.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000; // the machine may be busy with other hubs

void write(const QString &folder, const QString &name, const QByteArray &text, bool append = false)
{
    QFile file(folder + u'/' + name);
    QVERIFY(file.open(append ? QIODevice::Append : QIODevice::WriteOnly));
    file.write(text);
}

QByteArray line(int second, const QByteArray &text)
{
    return "2026-11-29T07:00:" + QByteArray::number(second).rightJustified(2, '0') + ".000000001Z " + text +
           '\n';
}

QString textOf(const LogBuffer &buffer)
{
    QStringList lines;
    for (qint64 i = buffer.first(); i < buffer.end(); ++i)
        lines << QString::fromUtf8(buffer.at(i).text);
    return lines.join(u'|');
}

// What a session says until it ends.
struct Heard
{
    explicit Heard(ExecSession *session)
    {
        QObject::connect(session, &ExecSession::opened, session,
                         [this](const QString &name) { protocol = name; });
        QObject::connect(session, &ExecSession::output, session,
                         [this](const QByteArray &bytes) { output += bytes; });
        QObject::connect(session, &ExecSession::errorOutput, session,
                         [this](const QByteArray &bytes) { errors += bytes; });
        QObject::connect(session, &ExecSession::finished, session, [this](int exitCode) { code = exitCode; });
        QObject::connect(session, &ExecSession::failed, session,
                         [this](const Error &error) { problem = errorSentence(error); });
    }
    bool isOver() const { return code >= 0 || !problem.isEmpty(); }
    QString protocol;
    QByteArray output;
    QByteArray errors;
    int code = -1;
    QString problem;
};

} // namespace

class TestPodStreamsHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_sources.clear(); }
    void readsLogs();
    void followsAndMerges();
    void readsThePreviousRun();
    void takesUpABrokenLog();
    void followsARestartedContainer();
    void aFloodStaysInItsBound();
    void saysWhyThereIsNoLog();
    void runsCommands();
    void runsATerminal();
    void attaches();
    void speaksVersionFour();
    void holdsTheServerBack();
    void saysWhyNoCommandRuns();
    void forwardsPorts();
    void copiesOut();

private:
    Source *source(const QString &context = u"easel-hub"_s);
    PodStreams *pods(const QString &context = u"easel-hub"_s) { return podStreamsOf(source(context)); }
    QString makePod(const QString &name, const QStringList &containers = {u"main"_s});
    ExecRequest shell(const QString &script, bool terminal = false)
    {
        ExecRequest request;
        request.in = {u"default"_s, u"one"_s, u"main"_s};
        request.command = QStringList{u"sh"_s, u"-c"_s, script};
        request.terminal = terminal;
        return request;
    }

    HubFixture m_hub;
    QHash<QString, std::shared_ptr<HubSource>> m_sources;
    QString m_one;
};

void TestPodStreamsHub::initTestCase()
{
    EASEL_START_HUB(m_hub, QStringList(), true);
    m_one = makePod(u"one"_s);
    QVERIFY2(!m_one.isEmpty(), qPrintable(m_hub.error()));
}

Source *TestPodStreamsHub::source(const QString &context)
{
    std::shared_ptr<HubSource> &known = m_sources[context];
    if (!known) {
        const auto config = Kubeconfig::load({m_hub.kubeconfig()});
        Q_ASSERT(config);
        const KubeContext *chosen = config->context(context);
        Q_ASSERT(chosen);
        known = std::make_shared<HubSource>(context, *config->serverOf(*chosen),
                                            config->userOf(*chosen)->identity, plainExtractor);
        known->open();
        if (!QTest::qWaitFor([&] { return known->state().phase == SourceState::Phase::Live; }, 30'000))
            qWarning("the hub is not live");
    }
    return known.get();
}

QString TestPodStreamsHub::makePod(const QString &name, const QStringList &containers)
{
    QByteArray yaml = "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name.toUtf8() +
                      "}\nspec:\n  nodeName: easel-node\n  automountServiceAccountToken: false\n  "
                      "tolerations: [{operator: Exists}]\n"
                      "  containers:\n";
    QString folder;
    for (const QString &container : containers) {
        yaml += "  - {name: " + container.toUtf8() + ", image: none}\n";
        folder = m_hub.container(u"default"_s, name, container);
    }
    // The controller may not have made the service account of the namespace yet.
    for (int i = 0; i < 60; ++i) {
        if (!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, yaml).isEmpty())
            return folder;
        QTest::qWait(500);
    }
    return {};
}

void TestPodStreamsHub::readsLogs()
{
    write(m_one, u"log"_s, line(1, "first") + line(2, "second") + line(3, "third"));
    write(m_one, u"ended"_s, {});
    LogFeed feed;
    feed.show(source(), {{u"default"_s, u"one"_s, u"main"_s}}, false, -1);
    QTRY_VERIFY_WITH_TIMEOUT(feed.states().first().phase == LogFeed::Phase::Ended, patience);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"first|second|third"_s, patience);
    QCOMPARE(logTime(feed.buffer().at(1).nanoseconds), u"2026-11-29T07:00:02.000000001Z"_s);
    feed.show(source(), {{u"default"_s, u"one"_s, {}}}, false, 1); // the only container, its last line
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"third"_s, patience);
}

void TestPodStreamsHub::followsAndMerges()
{
    QVERIFY(!makePod(u"two"_s, {u"left"_s, u"right"_s}).isEmpty());
    const QString left = m_hub.container(u"default"_s, u"two"_s, u"left"_s);
    const QString right = m_hub.container(u"default"_s, u"two"_s, u"right"_s);
    write(left, u"log"_s, line(1, "l1") + line(4, "l4"));
    write(right, u"log"_s, line(2, "r2") + line(3, "r3"));
    LogFeed feed;
    feed.show(source(), {{u"default"_s, u"two"_s, u"left"_s}, {u"default"_s, u"two"_s, u"right"_s}}, false,
              100);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"l1|r2|r3|l4"_s, patience);
    write(right, u"log"_s, line(5, "r5"), true);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"l1|r2|r3|l4|r5"_s, patience);
    QCOMPARE(feed.buffer().at(feed.buffer().end() - 1).stream, 1);
    // Held: nothing new is read, and nothing is lost.
    feed.setPaused(true);
    write(left, u"log"_s, line(6, "l6"), true);
    QTest::qWait(300);
    QCOMPARE(textOf(feed.buffer()), u"l1|r2|r3|l4|r5"_s);
    feed.setPaused(false);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"l1|r2|r3|l4|r5|l6"_s, patience);
    QVERIFY(feed.states().at(0).phase == LogFeed::Phase::Live);
}

void TestPodStreamsHub::readsThePreviousRun()
{
    LogFeed feed;
    feed.show(source(), {{u"default"_s, u"one"_s, u"main"_s}}, true, 100);
    QTRY_VERIFY_WITH_TIMEOUT(feed.states().first().phase == LogFeed::Phase::Failed, patience);
    QVERIFY2(feed.states().first().problem.contains(u"previous terminated container"),
             qPrintable(feed.states().first().problem));
    write(m_one, u"previous"_s, line(1, "it crashed"));
    feed.retry();
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"it crashed"_s, patience);
}

void TestPodStreamsHub::takesUpABrokenLog()
{
    QVERIFY(!makePod(u"three"_s).isEmpty());
    const QString folder = m_hub.container(u"default"_s, u"three"_s, u"main"_s);
    write(folder, u"log"_s, line(1, "before"));
    LogFeed feed;
    feed.show(source(), {{u"default"_s, u"three"_s, u"main"_s}}, false, 100);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"before"_s, patience);
    m_hub.killApiServer();
    write(folder, u"log"_s, line(2, "meanwhile"), true);
    QTRY_VERIFY_WITH_TIMEOUT(feed.states().first().phase == LogFeed::Phase::Failed, 20'000);
    QVERIFY2(m_hub.startApiServer(), qPrintable(m_hub.error()));
    // No line twice and none lost.
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"before|meanwhile"_s, 60'000);
    write(folder, u"log"_s, line(3, "after"), true);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"before|meanwhile|after"_s, patience);
}

void TestPodStreamsHub::followsARestartedContainer()
{
    QVERIFY(!makePod(u"four"_s).isEmpty());
    const QString folder = m_hub.container(u"default"_s, u"four"_s, u"main"_s);
    write(folder, u"log"_s, line(1, "before") + line(2, "crash"));
    write(folder, u"ended"_s, {});
    LogFeed feed;
    feed.show(source(), {{u"default"_s, u"four"_s, u"main"_s}}, false, 100);
    QTRY_VERIFY_WITH_TIMEOUT(feed.states().first().phase == LogFeed::Phase::Ended, patience);
    QFile::remove(folder + u"/ended"_s);
    write(folder, u"log"_s, line(10, "once more"));
    QTRY_COMPARE_WITH_TIMEOUT(textOf(feed.buffer()), u"before|crash|once more"_s, 20'000);
    QVERIFY(feed.states().first().phase == LogFeed::Phase::Live);
}

void TestPodStreamsHub::aFloodStaysInItsBound()
{
    QVERIFY(!makePod(u"flood"_s).isEmpty());
    write(m_hub.container(u"default"_s, u"flood"_s, u"main"_s), u"flood"_s, "150");
    LogFeed feed;
    feed.show(source(), {{u"default"_s, u"flood"_s, u"main"_s}}, false, -1);
    QTRY_VERIFY_WITH_TIMEOUT(feed.states().first().phase == LogFeed::Phase::Ended, 90'000);
    QVERIFY(feed.buffer().dropped() > 0);
    QVERIFY(feed.buffer().bytesHeld() <= LogBuffer::usualBytes);
    QVERIFY(feed.buffer().size() <= LogBuffer::usualLines);
    // Every line was seen, the last ones are there.
    const QByteArray last = feed.buffer().at(feed.buffer().end() - 1).text.toByteArray();
    QVERIFY2(last.startsWith("line " +
                             QByteArray::number(feed.buffer().end() - 1 - feed.buffer().first() +
                                                feed.buffer().dropped()) +
                             ' '),
             last.constData());
}

void TestPodStreamsHub::saysWhyThereIsNoLog()
{
    LogFeed feed;
    feed.show(source(u"viewer"_s), {{u"default"_s, u"one"_s, u"main"_s}}, false, 10);
    QTRY_VERIFY_WITH_TIMEOUT(feed.states().first().phase == LogFeed::Phase::Failed, patience);
    QVERIFY2(feed.states().first().problem.startsWith(u"Could not read the log of default/one."),
             qPrintable(feed.states().first().problem));
    QVERIFY2(feed.states().first().problem.contains(u"cannot get resource \"pods/log\""),
             qPrintable(feed.states().first().problem));
    feed.show(source(), {{u"default"_s, u"nobody"_s, u"main"_s}}, false, 10);
    QTRY_VERIFY_WITH_TIMEOUT(feed.states().first().problem.contains(u"\"nobody\" not found"), patience);
}

void TestPodStreamsHub::runsCommands()
{
    QObject owner;
    ExecSession *session = pods()->exec(shell(u"echo out; echo err >&2; cat; exit 3"_s), &owner);
    Heard heard(session);
    QTRY_COMPARE_WITH_TIMEOUT(heard.protocol, u"v5.channel.k8s.io"_s, patience);
    session->write("input\n");
    session->endInput(); // cat ends, which only version 5 can say
    QTRY_VERIFY_WITH_TIMEOUT(heard.isOver(), patience);
    QCOMPARE(heard.problem, QString());
    QCOMPARE(heard.code, 3);
    QCOMPARE(heard.output, QByteArray("out\ninput\n"));
    QCOMPARE(heard.errors, QByteArray("err\n"));
}

void TestPodStreamsHub::runsATerminal()
{
    QObject owner;
    ExecSession *session = pods()->exec(
        shell(
            u"stty size; until [ \"$(stty size)\" = \"22 77\" ]; do sleep 0.05; done; echo resized; read answer; echo grüße $answer; exit 7"_s,
            true),
        &owner);
    session->resize(101, 33);
    Heard heard(session);
    QTRY_VERIFY_WITH_TIMEOUT(heard.output.contains("33 101") || heard.output.contains("0 0"), patience);
    session->resize(77, 22);
    QTRY_VERIFY_WITH_TIMEOUT(heard.output.contains("resized"), patience);
    session->write("Zürich\r");
    QTRY_VERIFY_WITH_TIMEOUT(heard.isOver(), patience);
    QVERIFY2(heard.output.contains("grüße Zürich\r\n"), heard.output.constData());
    QCOMPARE(heard.code, 7);
}

void TestPodStreamsHub::attaches()
{
    QObject owner;
    ExecRequest request;
    request.attach = true;
    request.in = {u"default"_s, u"one"_s, {}};
    request.terminal = false;
    ExecSession *session = pods()->exec(request, &owner);
    Heard heard(session);
    QTRY_VERIFY_WITH_TIMEOUT(!heard.protocol.isEmpty(), patience);
    session->write("anybody there?\n");
    QTRY_COMPARE_WITH_TIMEOUT(heard.output, QByteArray("anybody there?\n"), patience);
    session->endInput();
    QTRY_COMPARE_WITH_TIMEOUT(heard.code, 0, patience);
}

// Servers before 1.30 hand the connection to the kubelet, which knows version 4. So does this one when
// nothing else is offered.
void TestPodStreamsHub::speaksVersionFour()
{
    QObject owner;
    auto *hub = static_cast<HubSource *>(source());
    auto *session = new KubeExec(
        hub->client()->lanes(),
        shell(
            u"stty size; until [ \"$(stty size)\" = \"11 66\" ]; do sleep 0.05; done; echo resized; read answer; echo $answer; exit 5"_s,
            true),
        &owner, {channelsV4.toLatin1()});
    session->resize(90, 30);
    Heard heard(session);
    QTRY_COMPARE_WITH_TIMEOUT(heard.protocol, u"v4.channel.k8s.io"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!heard.output.isEmpty(), patience);
    session->resize(66, 11);
    QTRY_VERIFY_WITH_TIMEOUT(heard.output.contains("resized"), patience);
    session->write("four\r");
    QTRY_VERIFY_WITH_TIMEOUT(heard.isOver(), patience);
    QCOMPARE(heard.problem, QString());
    QVERIFY2(heard.output.contains("four\r\n"), heard.output.constData());
    QCOMPARE(heard.code, 5);
}

void TestPodStreamsHub::holdsTheServerBack()
{
    QObject owner;
    ExecSession *session = pods()->exec(shell(u"head -c 30000000 /dev/zero; echo done >&2"_s), &owner);
    qint64 bytes = 0;
    connect(session, &ExecSession::output, &owner, [&](const QByteArray &piece) {
        if (bytes == 0)
            session->setPaused(true);
        bytes += piece.size();
    });
    Heard heard(session);
    QTRY_VERIFY_WITH_TIMEOUT(bytes > 0, patience);
    const qint64 before = bytes;
    QTest::qWait(500);
    QCOMPARE(bytes, before); // the rest waits in the container
    QVERIFY(heard.errors.isEmpty());
    session->setPaused(false);
    QTRY_COMPARE_WITH_TIMEOUT(heard.code, 0, 30'000);
    QCOMPARE(bytes, 30'000'000);
}

void TestPodStreamsHub::saysWhyNoCommandRuns()
{
    QObject owner;
    Heard forbidden(pods(u"viewer"_s)->exec(shell(u"true"_s), &owner));
    QTRY_VERIFY_WITH_TIMEOUT(forbidden.isOver(), patience);
    QVERIFY2(forbidden.problem.startsWith(u"Could not run sh in default/one."),
             qPrintable(forbidden.problem));
    QVERIFY2(forbidden.problem.contains(u"pods/exec"), qPrintable(forbidden.problem));
    ExecRequest missing = shell({});
    missing.command = QStringList{u"no-such-program"_s};
    Heard notThere(pods()->exec(missing, &owner));
    QTRY_VERIFY_WITH_TIMEOUT(notThere.isOver(), patience);
    QVERIFY2(notThere.problem.contains(u"executable file not found"), qPrintable(notThere.problem));
    ExecRequest nowhere = shell(u"true"_s);
    nowhere.in.pod = u"../../secrets"_s;
    Heard refused(pods()->exec(nowhere, &owner));
    QTRY_VERIFY_WITH_TIMEOUT(refused.problem.contains(u"cannot be a name"), patience);
}

void TestPodStreamsHub::forwardsPorts()
{
    QTcpServer echo;
    QVERIFY(echo.listen(QHostAddress::LocalHost));
    connect(&echo, &QTcpServer::newConnection, &echo, [&echo] {
        QTcpSocket *socket = echo.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write(socket->readAll()); });
    });
    QObject owner;
    PortForward *forward = pods()->forward(u"default"_s, u"one"_s, echo.serverPort(), 0, &owner);
    QVERIFY2(forward->localPort() > 0, qPrintable(forward->problem()));
    QTcpSocket first;
    first.connectToHost(QHostAddress::LocalHost, quint16(forward->localPort()));
    QTcpSocket second;
    second.connectToHost(QHostAddress::LocalHost, quint16(forward->localPort()));
    const QByteArray much(3'000'000, 'x');
    first.write(much);
    second.write("hello");
    QByteArray answer;
    connect(&first, &QTcpSocket::readyRead, &owner, [&] { answer += first.readAll(); });
    QTRY_COMPARE_WITH_TIMEOUT(answer.size(), much.size(), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(second.bytesAvailable(), 5, patience);
    QCOMPARE(forward->connections(), 2);
    QCOMPARE(forward->bytesIn(), much.size() + 5);
    first.disconnectFromHost();
    QTRY_COMPARE_WITH_TIMEOUT(forward->connections(), 1, patience);
    QCOMPARE(forward->problem(), QString());
    // A taken port is a sentence, and the other one goes on.
    PortForward *taken = pods()->forward(u"default"_s, u"one"_s, 1, forward->localPort(), &owner);
    QCOMPARE(taken->localPort(), 0);
    QVERIFY2(taken->problem().contains(u"in use"), qPrintable(taken->problem()));
    const int port = forward->localPort();
    forward->stop();
    QTRY_VERIFY_WITH_TIMEOUT(second.state() == QAbstractSocket::UnconnectedState, patience);
    QTcpSocket third;
    third.connectToHost(QHostAddress::LocalHost, quint16(port));
    QTRY_COMPARE_WITH_TIMEOUT(third.error(), QAbstractSocket::ConnectionRefusedError, patience);
    // Nobody listens in the pod: said, not hidden.
    echo.close();
    PortForward *dead =
        pods()->forward(u"default"_s, u"one"_s, echo.serverPort() ? echo.serverPort() : 9, 0, &owner);
    QTcpSocket fourth;
    fourth.connectToHost(QHostAddress::LocalHost, quint16(dead->localPort()));
    QTRY_VERIFY_WITH_TIMEOUT(!dead->problem().isEmpty(), patience);
    QVERIFY2(dead->problem().contains(u"connection refused"), qPrintable(dead->problem()));
}

void TestPodStreamsHub::copiesOut()
{
    // The container's files are this machine's: what is copied lies in its folder.
    QVERIFY(QDir().mkpath(m_one + u"/files/deep"_s));
    write(m_one + u"/files"_s, u"a.txt"_s, "first");
    write(m_one + u"/files/deep"_s, u"large"_s, QByteArray(3'000'000, 'z'));
    QVERIFY(QFile::link(u"/etc/passwd"_s, m_one + u"/files/link"_s));
    QTemporaryDir target;
    CopyOut copy(source(), {u"default"_s, u"one"_s, u"main"_s}, m_one + u"/files"_s, target.path());
    QSignalSpy finished(&copy, &CopyOut::finished);
    QString problem;
    connect(&copy, &CopyOut::failed, &copy, [&](const Error &error) { problem = errorSentence(error); });
    QTRY_VERIFY_WITH_TIMEOUT(copy.isOver(), 30'000);
    QCOMPARE(problem, QString());
    QCOMPARE(finished.size(), 1);
    QCOMPARE(copy.outcome().files, 2);
    QCOMPARE(copy.outcome().bytes, 3'000'005);
    QCOMPARE(copy.outcome().refused, QStringList{u"files/link: it is a link"_s});
    QCOMPARE(copy.outcome().target, target.filePath(u"files"_s));
    QFile first(target.filePath(u"files/a.txt"_s));
    QVERIFY(first.open(QIODevice::ReadOnly));
    QCOMPARE(first.readAll(), QByteArray("first"));
    QCOMPARE(QFileInfo(target.filePath(u"files/deep/large"_s)).size(), 3'000'000);
    QVERIFY(!QFileInfo(target.filePath(u"files/link"_s)).isSymLink());

    // Once more: a new folder, nothing replaced.
    CopyOut again(source(), {u"default"_s, u"one"_s, u"main"_s}, m_one + u"/files/a.txt"_s, target.path());
    QTRY_VERIFY_WITH_TIMEOUT(again.isOver(), 30'000);
    QCOMPARE(again.outcome().target, target.filePath(u"a.txt"_s));
    CopyOut third(source(), {u"default"_s, u"one"_s, u"main"_s}, m_one + u"/files/a.txt"_s, target.path());
    QTRY_VERIFY_WITH_TIMEOUT(third.isOver(), 30'000);
    QCOMPARE(third.outcome().target, target.filePath(u"a-2.txt"_s));

    CopyOut missing(source(), {u"default"_s, u"one"_s, u"main"_s}, m_one + u"/nothing"_s, target.path());
    connect(&missing, &CopyOut::failed, &missing,
            [&](const Error &error) { problem = errorSentence(error); });
    QTRY_VERIFY_WITH_TIMEOUT(missing.isOver(), 30'000);
    QVERIFY2(problem.contains(u"No such file") && problem.startsWith(u"Could not copy "),
             qPrintable(problem));
}

QTEST_GUILESS_MAIN(TestPodStreamsHub)
#include "tst_podstreams_hub.moc"
