// SPDX-License-Identifier: GPL-3.0-or-later
// The keychain with a real Secret Service on a bus of its own: unlocked, locked, absent, refused. Each case
// is a session in which this program runs again and says what it saw.
#include "core/clients/signin/keychainsecretstore.h"
#include "tests/support/callspy.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// The daemon comes back before its name is on the bus.
const QByteArray unlock =
    "printf pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null\n"
    "for i in $(seq 200); do dbus-send --session --print-reply --dest=org.freedesktop.DBus / "
    "org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true && break; sleep 0.05; "
    "done";

const QByteArray secret = "glacier-refresh-token-4711";

SecretKey key()
{
    return {u"oidc-refresh-token"_s, u"https://login.example/realm"_s, u"easel\nlab"_s};
}

// What the program does inside a session; a line for each step.
int runInside(const QString &steps)
{
    KeychainSecretStore store;
    QByteArray out;
    for (const QString &step : steps.split(u',')) {
        out += step.toUtf8() + ": ";
        if (step == u"write") {
            const auto kept = await(store.write(key(), secret));
            out += !kept ? "failed" : *kept == SecretStore::Kept::Safely ? "safely" : "until exit";
        } else if (step == u"read") {
            const auto read = await(store.read(key()));
            out += !read ? QByteArray("failed") : *read == secret ? "the secret" : *read;
        } else if (step == u"remove") {
            out += await(store.remove(key())) ? "gone" : "failed";
        } else if (step == u"problem") {
            out += store.problem().toUtf8();
        }
        out += '\n';
    }
    QFile console;
    return console.open(stdout, QIODevice::WriteOnly) && console.write(out) == out.size() ? 0 : 1;
}

} // namespace

class TestKeychain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void unlockedKeepsBetweenRuns();
    void lockedKeepsInMemory();
    void absentKeepsInMemory();
    void refusedKeepsInMemory();

private:
    // Runs the steps of each entry in a process of its own, in one session; `begin` is run before by a shell.
    void verifyInMemory(const QByteArray &said, const QByteArray &after);
    QByteArray session(const QByteArray &begin, const QStringList &steps, const QStringList &busOptions = {});
    QTemporaryDir m_home;
    QString m_why;
};

void TestKeychain::initTestCase()
{
    for (const QString &program : {u"dbus-run-session"_s, u"dbus-send"_s, u"gnome-keyring-daemon"_s}) {
        if (!QStandardPaths::findExecutable(program).isEmpty())
            continue;
        if (qEnvironmentVariableIsSet("CI"))
            QFAIL(qPrintable(u"no "_s + program));
        QSKIP(qPrintable(u"EASEL-SKIPPED: no %1 for a keychain"_s.arg(program)));
    }
}

QByteArray TestKeychain::session(const QByteArray &begin, const QStringList &steps,
                                 const QStringList &busOptions)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, m_home.path());
    environment.insert(u"XDG_DATA_HOME"_s, m_home.filePath(u"data"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, m_home.filePath(u"config"_s));
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_home.filePath(u"run"_s));
    environment.insert(u"XDG_CURRENT_DESKTOP"_s, u"GNOME"_s); // what chooses the backend
    environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
    environment.remove(u"DISPLAY"_s);
    QDir().mkpath(m_home.filePath(u"run"_s));
    QFile::setPermissions(m_home.filePath(u"run"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QByteArray script = begin + "\n";
    for (const QString &each : steps) {
        script +=
            "'" + QCoreApplication::applicationFilePath().toUtf8() + "' --inside " + each.toUtf8() + "\n";
    }
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setStandardErrorFile(m_home.filePath(u"errors"_s));
    process.start(u"dbus-run-session"_s,
                  busOptions + QStringList{u"--"_s, u"sh"_s, u"-c"_s, QString::fromUtf8(script)});
    if (!process.waitForFinished(60'000)) {
        process.kill();
        process.waitForFinished();
        return "the session does not end";
    }
    return process.readAllStandardOutput();
}

void TestKeychain::unlockedKeepsBetweenRuns()
{
    QCOMPARE(session(unlock, {u"read,write,read,problem"_s, u"read"_s}),
             "read: \nwrite: safely\nread: the secret\nproblem: \nread: the secret\n");
    // Another login of the same person.
    QCOMPARE(session(unlock, {u"read,remove,read"_s, u"read"_s}),
             "read: the secret\nremove: gone\nread: \nread: \n");
    QCOMPARE(session(unlock, {u"write"_s}), "write: safely\n");
    QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int seen = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        ++seen;
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains(secret) && !bytes.contains(secret.toBase64()), qPrintable(file.fileName()));
    }
    QVERIFY(seen > 0); // the keyring itself
}

// The words of the desktop's libraries differ; what Easel makes of them does not.
void TestKeychain::verifyInMemory(const QByteArray &said, const QByteArray &after)
{
    QVERIFY2(said.startsWith(
                 "read: \nwrite: until exit\nread: the secret\nproblem: The keychain of this computer "),
             said.constData());
    QVERIFY2(said.endsWith("so Easel keeps the sign-in only until it is closed.\n" + after),
             said.constData());
}

void TestKeychain::lockedKeepsInMemory()
{
    // The keyring is there since the case before, and nobody unlocks it; nothing asks for a password either.
    verifyInMemory(session("gnome-keyring-daemon --start --components=secrets >/dev/null",
                           {u"read,write,read,problem"_s, u"read"_s}),
                   "read: \n");
}

void TestKeychain::absentKeepsInMemory()
{
    verifyInMemory(session("DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent; export DBUS_SESSION_BUS_ADDRESS",
                           {u"read,write,read,problem,remove,read"_s}),
                   "remove: gone\nread: \n");
}

void TestKeychain::refusedKeepsInMemory()
{
    QFile config(m_home.filePath(u"bus.conf"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
                 " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
                 "<busconfig><type>session</type><keep_umask/><listen>unix:tmpdir=/tmp</listen>"
                 "<auth>EXTERNAL</auth>\n"
                 "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                 "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy>\n"
                 "<policy context=\"mandatory\"><deny send_destination=\"org.freedesktop.secrets\" "
                 "send_interface=\"org.freedesktop.Secret.Service\"/></policy></busconfig>\n");
    config.close();
    verifyInMemory(session(unlock, {u"read,write,read,problem"_s}, {u"--config-file"_s, config.fileName()}),
                   {});
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--inside") == 0)
        return runInside(QString::fromLocal8Bit(argv[2]));
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
