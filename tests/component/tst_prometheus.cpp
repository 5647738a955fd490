// SPDX-License-Identifier: GPL-3.0-or-later
// Prometheus' HTTP API as a history of use: what is asked, what is made of the answer, and every refusal.
#include "core/quota/prometheususage.h"
#include "tests/support/callspy.h"
#include "tests/support/fakeserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const QDateTime begin(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);

QJsonObject series(const QMap<QString, QString> &labels, const QList<QString> &values)
{
    QJsonObject metric;
    for (auto label = labels.cbegin(); label != labels.cend(); ++label)
        metric.insert(label.key(), *label);
    QJsonArray points;
    for (qsizetype i = 0; i < values.size(); ++i)
        points << QJsonArray{double(begin.toSecsSinceEpoch() + 3600 * i), values.at(i)};
    return {{u"metric"_s, metric}, {u"values"_s, points}};
}

QJsonObject answer(const QList<QJsonObject> &all)
{
    QJsonArray result;
    for (const QJsonObject &one : all)
        result << one;
    return {{u"status"_s, u"success"_s},
            {u"data"_s, QJsonObject{{u"resultType"_s, u"matrix"_s}, {u"result"_s, result}}}};
}

QList<PrometheusSeries> read(const QList<QJsonObject> &all)
{
    HttpReply reply;
    reply.status = 200;
    reply.body = QJsonDocument(answer(all)).toJson();
    return readPrometheusMatrix(reply).value_or(QList<PrometheusSeries>());
}

PrometheusRange day()
{
    return {u"sum by (namespace) (up{a=\"b+c\"})"_s, begin, begin.addDays(1), std::chrono::hours(1)};
}

} // namespace

class TestPrometheus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksAndReads()
    {
        FakeServer server;
        QVERIFY(server.listen());
        server.on(u"GET /prom/api/v1/query_range"_s, [](FakeExchange &exchange) {
            exchange.json(answer({series({{u"namespace"_s, u"ice"_s}}, {u"8"_s, u"NaN"_s, u"16.0"_s})}));
        });
        ServerAddress address = server.address();
        address.url.setPath(u"/prom"_s);
        Identity identity;
        identity.bearerToken = "prometheus-secret";
        PrometheusClient client(address, identity);
        const auto all = await(client.range(day()));
        QVERIFY2(all, why(all).constData());
        QCOMPARE(all->size(), 1);
        QCOMPARE(all->first().labels.value(u"namespace"_s), u"ice"_s);
        QCOMPARE(all->first().values.size(), size_t(2)); // what is no number is no value
        QCOMPARE(all->first().values.at(1).first, begin.toSecsSinceEpoch() + 2 * 3600);
        const FakeRequest &request = server.requests().first();
        QCOMPARE(request.item(u"query"_s), day().query);
        QCOMPARE(request.item(u"start"_s), QString::number(begin.toSecsSinceEpoch()));
        QCOMPARE(request.item(u"end"_s), QString::number(begin.addDays(1).toSecsSinceEpoch()));
        QCOMPARE(request.item(u"step"_s), u"3600"_s);
        QCOMPARE(request.header("Authorization"), "Bearer prometheus-secret");
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("query") << 400
                               << QByteArray("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":"
                                             "\"1:5: parse error: unexpected end\"}")
                               << u"parse error: unexpected end"_s;
        QTest::newRow("time") << 503
                              << QByteArray("{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":"
                                            "\"query timed out\"}")
                              << u"query timed out"_s;
        QTest::newRow("sign-in") << 401 << QByteArray("<html><body>Sign in</body></html>") << u"Sign in"_s;
        QTest::newRow("elsewhere") << 404 << QByteArray("404 page not found") << u"Check the address"_s;
        QTest::newRow("another page") << 200 << QByteArray("<html>Welcome</html>") << u"Welcome"_s;
        QTest::newRow("one value") << 200
                                   << QByteArray(
                                          "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\","
                                          "\"result\":[]}}")
                                   << u"no series over time"_s;
        QTest::newRow("error in a good answer")
            << 200 << QByteArray("{\"status\":\"error\",\"error\":\"too many samples\"}")
            << u"too many samples"_s;
    }
    void refusals()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, sentence);
        FakeServer server;
        QVERIFY(server.listen());
        server.onDefault([&](FakeExchange &exchange) { exchange.reply(status, body); });
        Identity identity;
        identity.bearerToken = "prometheus-secret";
        PrometheusClient client(server.address(), identity);
        // 503 is tried again; that is the lanes' business.
        HttpReply reply;
        reply.status = status;
        reply.body = body;
        const auto refused = status == 503 ? readPrometheusMatrix(reply) : await(client.range(day()));
        QVERIFY(!refused);
        const QString said = errorSentence(refused.error());
        QVERIFY2(said.contains(sentence), qPrintable(said));
        QVERIFY(!said.contains(u"prometheus-secret"));
        if (status != 503)
            QVERIFY2(said.startsWith(u"Could not read the history of use from Prometheus at 127.0.0.1."),
                     qPrintable(said));
    }

    void tooFine()
    {
        PrometheusClient client(
            ServerAddress{QUrl(u"https://prometheus.example"_s), {}, {}, {}, false, {}, false}, {});
        PrometheusRange range = day();
        range.step = std::chrono::seconds(1);
        const auto refused = await(client.range(range));
        QVERIFY(!refused && refused.error().kind == Error::Kind::Invalid);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address"); // empty: refused
        const auto row = [](const char *text, const char *address) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(address);
        };
        row("https://prometheus.example:9090", "https://prometheus.example:9090");
        row(" https://prometheus.example/ ", "https://prometheus.example");
        row("https://grafana.example/prom/api/v1/query_range", "https://grafana.example/prom");
        row("http://127.0.0.1:9090/graph", "http://127.0.0.1:9090");
        row("prometheus.example", "");
        row("ftp://prometheus.example", "");
        row("https://me:hush-hush@prometheus.example", "");
        row("https://prometheus.example/?a=b", "");
        row("", "");
    }
    void addresses()
    {
        QFETCH(QString, text);
        QFETCH(QString, address);
        const auto read = prometheusAddress(text);
        QCOMPARE(read ? read->toString() : QString(), address);
        if (!read) {
            QVERIFY(!errorSentence(read.error()).contains(u"hush"));
            QVERIFY(!read.error().advice.isEmpty());
        }
    }

    void becomesAHistory()
    {
        const QString product = u"label_nvidia_com_gpu_product"_s;
        const QHash<QString, QString> tenants{{u"ice"_s, u"borealis"_s}, {u"snow"_s, u"borealis"_s}};
        const UsageHistory history = historyFromPrometheus(
            read({series({{u"namespace"_s, u"ice"_s}, {product, u"NVIDIA-H100-80GB-HBM3"_s}},
                         {u"8"_s, u"8"_s, u"16"_s}),
                  // The same cards under another name are added up.
                  series({{u"namespace"_s, u"ice"_s}, {product, u"NVIDIA-H100-PCIe"_s}}, {u"1"_s, u"1"_s}),
                  series({{u"project"_s, u"snow"_s}, {u"family"_s, u"h100"_s}}, {u"2"_s, u"2"_s, u"2"_s}),
                  series({{u"namespace"_s, u"kube-system"_s}, {product, u"NVIDIA-L4"_s}}, {u"1"_s})}),
            read({series({{u"namespace"_s, u"ice"_s}}, {u"24"_s, u"24"_s, u"32"_s})}), tenants);
        const UsageScope ice{u"borealis"_s, u"ice"_s, u"NVIDIA-H100"_s};
        const UsageScope all{u"borealis"_s, {}, u"NVIDIA-H100"_s};
        QCOMPARE(history.scopes().size(), 3);
        QCOMPARE(history.samples(ice), (QList<UsageSample>{{begin, 9, 24}, {begin.addSecs(7200), 16, 32}}));
        QCOMPARE(history.samples(all).last().used, 18);
        QVERIFY(!history.samples(all).last().limit);
    }
};

QTEST_GUILESS_MAIN(TestPrometheus)
#include "tst_prometheus.moc"
