// SPDX-License-Identifier: GPL-3.0-or-later
// Changes whose connection is cut before, during and after the answer: the server must see none twice, and
// what is told about each must be what the server did. EASEL_SENDS: how many of each kind (500).
#include "core/clients/kubeclient.h"
#include "tests/support/fakeserver.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

#include <deque>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

enum class Cut {
    Never,
    BeforeReading, // the connection is reset, nothing was done
    BeforeDoing,   // it was read, but nothing was done
    BeforeAnswer,  // it was done
    InHead,
    InBody,
    AfterAnswer,
};
constexpr int cuts = 7;

ResourceType things()
{
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = u"Thing"_s;
    type.plural = u"things"_s;
    return type;
}

QJsonObject thing(const QString &name, int value)
{
    return {{u"apiVersion"_s, u"v1"_s},
            {u"kind"_s, u"Thing"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"namespace"_s, u"shelf"_s}}},
            {u"spec"_s, QJsonObject{{u"value"_s, value}}}};
}

} // namespace

class TestDoubleSend : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void noneTwice_data();
    void noneTwice();

private:
    void serve(FakeExchange &exchange);

    FakeServer m_server;
    QRandomGenerator m_random{20261129};
    QHash<QString, int> m_values;  // what the server holds
    QHash<QString, int> m_changed; // how often each was changed
    QHash<QString, int> m_seen;    // how often each change arrived
    QHash<QString, Cut> m_cutOf;
    bool m_cutting = false;
};

void TestDoubleSend::initTestCase()
{
    QVERIFY(m_server.listen());
    m_server.onDefault([this](FakeExchange &exchange) { serve(exchange); });
}

void TestDoubleSend::serve(FakeExchange &exchange)
{
    const FakeRequest &request = exchange.request();
    const bool create = request.method == "POST";
    const QString name =
        create ? request.json()[u"metadata"_s][u"name"_s].toString() : request.path.section(u'/', -1);
    if (request.method == "GET") {
        if (m_values.contains(name))
            exchange.json(thing(name, m_values.value(name)));
        else
            exchange.status(404, u"NotFound"_s, u"not there"_s);
        return;
    }
    ++m_seen[name];
    const Cut cut = m_cutting ? m_cutOf.value(name) : Cut::Never;
    if (cut == Cut::BeforeDoing || cut == Cut::BeforeReading) {
        if (cut == Cut::BeforeReading)
            exchange.kill();
        else
            exchange.close();
        return;
    }
    ++m_changed[name];
    QJsonObject answer;
    if (request.method == "DELETE") {
        m_values.remove(name);
        answer = {{u"kind"_s, u"Status"_s}, {u"status"_s, u"Success"_s}};
    } else {
        m_values[name] = request.json()[u"spec"_s][u"value"_s].toInt();
        answer = thing(name, m_values.value(name));
    }
    const QByteArray body = QJsonDocument(answer).toJson(QJsonDocument::Compact);
    switch (cut) {
    case Cut::BeforeAnswer:
        exchange.kill();
        break;
    case Cut::InHead:
        exchange.raw("HTTP/1.1 200 O");
        exchange.close();
        break;
    case Cut::InBody:
        exchange.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body.left(body.size() / 2));
        exchange.close();
        break;
    case Cut::AfterAnswer:
        exchange.reply(create ? 201 : 200, body);
        exchange.close();
        break;
    default:
        exchange.reply(create ? 201 : 200, body);
        break;
    }
}

void TestDoubleSend::noneTwice_data()
{
    QTest::addColumn<QString>("verb");
    QTest::newRow("POST") << u"create"_s;
    QTest::newRow("PATCH, apply") << u"apply"_s;
    QTest::newRow("PATCH, merge") << u"merge"_s;
    QTest::newRow("DELETE") << u"delete"_s;
}

void TestDoubleSend::noneTwice()
{
    QFETCH(QString, verb);
    const int sends =
        qEnvironmentVariableIsSet("EASEL_SENDS") ? qEnvironmentVariableIntValue("EASEL_SENDS") : 500;
    KubeClient client(m_server.address(), Identity());
    m_values.clear();
    m_changed.clear();
    m_seen.clear();
    m_cutOf.clear();
    m_cutting = true;

    struct Told
    {
        bool done = false;
        bool unknown = false;
        Error error;
    };
    QHash<QString, Told> told;
    std::deque<QString> waiting;
    for (int i = 0; i < sends; ++i) {
        const QString name = u"t%1"_s.arg(i);
        m_cutOf[name] = Cut(m_random.bounded(cuts));
        if (verb != u"create")
            m_values[name] = -1;
        waiting.push_back(name);
    }
    int under = 0;
    const auto note = [&told, &under](const QString &name, const auto &result) {
        --under;
        Told one;
        one.done = result.has_value();
        if (!result) {
            one.error = result.error();
            one.unknown = result.error().kind == Error::Kind::OutcomeUnknown;
        }
        told[name] = one;
    };
    QElapsedTimer lasting;
    lasting.start();
    while ((!waiting.empty() || under > 0) && lasting.elapsed() < 100'000) {
        while (!waiting.empty() && under < 12) {
            const QString name = waiting.front();
            waiting.pop_front();
            ++under;
            if (verb == u"create") {
                client.create(things(), thing(name, 7)).then(this, [note, name](const auto &result) {
                    note(name, result);
                });
            } else if (verb == u"apply") {
                client.apply(things(), thing(name, 7)).then(this, [note, name](const auto &result) {
                    note(name, result);
                });
            } else if (verb == u"merge") {
                client.mergePatch(things(), u"shelf"_s, name, {{u"spec"_s, QJsonObject{{u"value"_s, 7}}}})
                    .then(this, [note, name](const auto &result) { note(name, result); });
            } else {
                client.remove(things(), u"shelf"_s, name).then(this, [note, name](const auto &result) {
                    note(name, result);
                });
            }
        }
        QTest::qWait(1);
    }
    QCOMPARE(int(told.size()), sends);
    m_cutting = false;

    int unknown = 0;
    int whole = 0; // answers that were sent to their end
    int wholeDone = 0;
    for (auto it = told.cbegin(); it != told.cend(); ++it) {
        const QByteArray what =
            it.key().toUtf8() + ", cut " + QByteArray::number(int(m_cutOf.value(it.key())));
        QVERIFY2(m_seen.value(it.key()) <= 1, (what + ": arrived twice").constData());
        const bool wasDone = m_changed.value(it.key()) == 1;
        if (it->done) {
            QVERIFY2(wasDone, (what + ": told as done, but was not").constData());
        } else if (!it->unknown) {
            QVERIFY2(
                !wasDone,
                (what + ": told as not done, but was: " + errorSentence(it->error).toUtf8()).constData());
        } else {
            ++unknown;
            // Reading it back tells the truth.
            bool there = false;
            Result<QJsonObject> now = failure(Error::Kind::Canceled, {});
            client.get(things(), u"shelf"_s, it.key()).then(this, [&](const Result<QJsonObject> &result) {
                now = result;
                there = true;
            });
            QTRY_VERIFY(there);
            const bool holds = verb == u"delete" ? !now && now.error().kind == Error::Kind::NotFound
                                                 : now && (*now)[u"spec"_s][u"value"_s].toInt() == 7;
            QCOMPARE(holds, wasDone);
        }
        // A connection that a neighbour's cut closes may take one along that was about to use it.
        const Cut cut = m_cutOf.value(it.key());
        if (cut == Cut::Never || cut == Cut::AfterAnswer) {
            ++whole;
            wholeDone += it->done;
        }
    }
    QVERIFY(unknown > sends / 10);
    // How many depends on how many were under way together: on a busy machine more.
    QVERIFY2(wholeDone > whole / 2, QByteArray::number(wholeDone).constData());
}

QTEST_GUILESS_MAIN(TestDoubleSend)
#include "tst_doublesend.moc"
