// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/call.h"
#include "core/base/englishplurals.h"
#include "core/base/jsonpointer.h"
#include "core/base/managedfields.h"
#include "core/base/quantity.h"
#include "core/base/redact.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

class TestBase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sentences()
    {
        Error error = makeError(Error::Kind::Forbidden, u"pools is forbidden"_s);
        error.status = 403;
        QCOMPARE(errorSentence(error.tried(u"list pools in vision"_s)),
                 u"Could not list pools in vision. The server answered 'pools is forbidden' (403). "
                 "Ask an administrator for this right."_s);
        QCOMPARE(errorSentence(makeError(Error::Kind::File, u"The disk is full"_s, u"Free some space"_s)),
                 u"The disk is full. Free some space."_s);
    }

    void pointers()
    {
        QJsonValue root =
            QJsonDocument::fromJson(R"({"spec":{"links":[{"url":"a"}]},"a/b":{"~":1}})").object();
        const auto url = JsonPointer::parse(u"/spec/links/0/url");
        QVERIFY(url);
        QCOMPARE(url->get(root).toString(), u"a"_s);
        QCOMPARE(url->toFieldPath(), u"spec.links[0].url"_s);
        QCOMPARE(JsonPointer::parse(u"/a~1b/~0")->get(root).toInt(), 1);
        QCOMPARE(JsonPointer::parse(u"/a~1b/~0")->toString(), u"/a~1b/~0"_s);
        QVERIFY(!JsonPointer::parse(u"spec"));
        QVERIFY(!JsonPointer::parse(u"/a~2"));
        QVERIFY(
            (JsonPointer::of({u"spec"_s, u"links"_s}) / u"-"_s).set(root, QJsonObject{{u"url"_s, u"b"_s}}));
        QCOMPARE(JsonPointer::parse(u"/spec/links/1/url")->get(root).toString(), u"b"_s);
        QVERIFY(!JsonPointer::parse(u"/spec/links/9/url")->set(root, 1));
        QVERIFY(!JsonPointer::parse(u"/spec/links/0/url/deeper")->set(root, 1));
        QVERIFY(JsonPointer::parse(u"/metadata/labels/x")->set(root, u"y"_s));
        QVERIFY(JsonPointer::parse(u"/spec/links/0")->remove(root));
        QCOMPARE(JsonPointer::parse(u"/spec/links")->get(root).toArray().size(), 1);
        QVERIFY(!JsonPointer::parse(u"/nothing/here")->remove(root));
        const auto quoted = JsonPointer::parseFieldPath(u".metadata.labels['palette.ai/role']");
        QVERIFY(quoted);
        QCOMPARE(quoted->tokens(), (QStringList{u"metadata"_s, u"labels"_s, u"palette.ai/role"_s}));
        QCOMPARE(quoted->toFieldPath(), u"metadata.labels['palette.ai/role']"_s);
    }

    // As kube-apiserver writes it: maps, a list with keys, a list that is a set, an atomic value, times.
    void ownersOfFields()
    {
        // moc stumbles over \" in raw strings: ~ stands for it.
        QByteArray json = R"({
            "metadata":{"name":"a","labels":{"team":"ice","tier":"gold"},"managedFields":[
              {"manager":"argo\u202ecd","operation":"Apply","time":"2026-11-02T00:00:00Z","fieldsV1":
                {"f:metadata":{"f:labels":{"f:tier":{}}},
                 "f:spec":{"f:links":{"k:{~name~:~docs~}":{".":{},"f:name":{},"f:url":{}}},"f:size":{}}}},
              {"manager":"easel","operation":"Apply","time":"2026-11-01T00:00:00Z","fieldsV1":
                {"f:metadata":{"f:labels":{".":{},"f:team":{}}},
                 "f:spec":{"f:size":{},"f:whole":{},"f:groups":{"v:~b~":{}},"f:gone":{},
                           "f:links":{"k:{~name~:~gone~}":{".":{},"f:url":{}}}}}},
              {"manager":"","fieldsV1":{"f:spec":{"f:whole":{}}}}]},
            "spec":{"size":2,"whole":{"a":1},"groups":["a","b"],
                    "links":[{"name":"code","url":"x"},{"name":"docs","url":"y"}]}})";
        const QJsonObject live = QJsonDocument::fromJson(json.replace("~", "\\\"")).object();
        const QHash<JsonPointer, QString> owners = fieldOwners(live);
        QStringList lines;
        for (auto it = owners.begin(); it != owners.end(); ++it)
            lines << it.key().toString() + u' ' + it.value();
        lines.sort();
        QCOMPARE(lines,
                 (QStringList{u"/metadata/labels/team easel"_s, u"/metadata/labels/tier argo\uFFFDcd"_s,
                              u"/spec/groups/1 easel"_s, u"/spec/links/1/name argo\uFFFDcd"_s,
                              u"/spec/links/1/url argo\uFFFDcd"_s,
                              u"/spec/size argo\uFFFDcd"_s, // the later of two
                              u"/spec/whole easel"_s}));
        QVERIFY(fieldOwners({}).isEmpty());
    }

    void jsonEquality()
    {
        QVERIFY(jsonEqual(QJsonValue(1), QJsonValue(1.0)));
        QVERIFY(!jsonEqual(QJsonValue(1), QJsonValue(u"1"_s)));
        QVERIFY(jsonEqual(QJsonDocument::fromJson(R"({"a":[1,{"b":null}]})").object(),
                          QJsonDocument::fromJson(R"({"a":[1.0,{"b":null}]})").object()));
        QVERIFY(!jsonEqual(QJsonObject{{u"a"_s, 1}}, QJsonObject{{u"b"_s, 1}}));
    }

    void quantities_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("canonical");
        QTest::newRow("plain") << u"3"_s << 3.0 << u"3"_s;
        QTest::newRow("milli") << u"1500m"_s << 1.5 << u"1500m"_s;
        QTest::newRow("whole milli") << u"2000m"_s << 2.0 << u"2"_s;
        QTest::newRow("binary") << u"16Gi"_s << 17179869184.0 << u"16Gi"_s;
        QTest::newRow("fraction binary") << u"0.5Gi"_s << 536870912.0 << u"512Mi"_s;
        QTest::newRow("1.5Gi") << u"1.5Gi"_s << 1610612736.0 << u"1536Mi"_s;
        QTest::newRow("decimal") << u"100M"_s << 1e8 << u"100M"_s;
        QTest::newRow("exponent") << u"2e3"_s << 2000.0 << u"2e3"_s;
        QTest::newRow("negative") << u"-1"_s << -1.0 << u"-1"_s;
        QTest::newRow("0.1") << u"0.1"_s << 0.1 << u"100m"_s;
        QTest::newRow("nano rounds up") << u"0.1n"_s << 1e-9 << u"1n"_s;
        QTest::newRow("zero") << u"0Gi"_s << 0.0 << u"0"_s;
        QTest::newRow("exa") << u"1E"_s << 1e18 << u"1E"_s;
    }
    void quantities()
    {
        QFETCH(QString, text);
        QFETCH(double, value);
        QFETCH(QString, canonical);
        const auto quantity = Quantity::parse(text);
        QVERIFY2(quantity, qPrintable(text));
        QCOMPARE(quantity->toDouble(), value);
        QCOMPARE(quantity->toString(), canonical);
        QVERIFY(*Quantity::parse(canonical) == *quantity);
    }

    void badQuantities()
    {
        for (const QString &text :
             {u""_s, u"x"_s, u"1Kb"_s, u"1 Gi"_s, u"--1"_s, u"."_s, u"1e"_s, u"1ee3"_s, u"Gi"_s})
            QVERIFY2(!Quantity::parse(text), qPrintable(text));
        QCOMPARE(errorSentence(Quantity::parse(u"lots").error()),
                 u"'lots' is not a quantity. Write for example 500m, 2 or 16Gi."_s);
        QVERIFY(*Quantity::parse(u"1Gi") > *Quantity::parse(u"1G"));
        QCOMPARE(Quantity::parse(u"99999999999999999999E")->ceilToInteger(),
                 std::numeric_limits<qint64>::max());
    }

    void cleaning()
    {
        QCOMPARE(cleaned(u"a\x1b[31mb\u202Etxt\r\nc\td"), u"a\uFFFD[31mb\uFFFDtxt\nc\td"_s);
        QCOMPARE(cleanedLine(u" a\n\tb  "), u"a b"_s);
        QCOMPARE(cleaned(QString(QChar(0xD800)) + u'x'), u"\uFFFDx"_s);
        QCOMPARE(cleaned(u"\U0001F9CA ice"), u"\U0001F9CA ice"_s);
    }

    void ages()
    {
        using namespace std::chrono_literals;
        QCOMPARE(ageText(8s), u"8 s"_s);
        QCOMPARE(ageText(12min), u"12 min"_s);
        QCOMPARE(ageText(5h), u"5 h"_s);
        QCOMPARE(ageText(120 * 24h), u"120 d"_s);
        QCOMPARE(ageText(-5s), u"0 s"_s);
        QCOMPARE(byteText(0), u"0 bytes"_s);
        QCOMPARE(byteText(3 << 10), u"3 KiB"_s);
        QCOMPARE(byteText(3 << 19), u"1.5 MiB"_s);
        QCOMPARE(byteText(qint64(252) << 30), u"252 GiB"_s);
    }

    void plurals()
    {
        EnglishPlurals plurals;
        QCoreApplication::installTranslator(&plurals);
        const auto text = [](const char *source, int n) {
            return QCoreApplication::translate("x", source, nullptr, n);
        };
        QCOMPARE(text("Apply %n change(s)", 1), u"Apply 1 change"_s);
        QCOMPARE(text("Apply %n change(s)", 2), u"Apply 2 changes"_s);
        QCOMPARE(text("%n field(s) belong to %1.", 1), u"1 field belongs to %1."_s);
        QCOMPARE(text("%n rows copied", 1), u"1 row copied"_s);
        QCOMPARE(text("%n drafts were kept:", 1), u"1 draft was kept:"_s);
        QCOMPARE(text("%n object(s) go with it", 1), u"1 object goes with it"_s);
        QCOMPARE(text("and %n more", 1), u"and 1 more"_s);
        QCOMPARE(text("%1 has %n projects. Empty them first.", 1), u"%1 has 1 project. Empty it first."_s);
        QCOMPARE(QCoreApplication::translate("x", "no count (s)"), u"no count (s)"_s);
        QCoreApplication::removeTranslator(&plurals);
    }

    void redaction_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("secret");
        QTest::newRow("bearer") << u"Authorization: Bearer abc.def-123"_s << u"abc.def"_s;
        QTest::newRow("apikey") << u"ApiKey: 0123456789abcdef next"_s << u"0123456789abcdef"_s;
        QTest::newRow("jwt") << u"got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln here"_s << u"eyJhbGci"_s;
        QTest::newRow("json") << u"{\"password\": \"hunter2 x\", \"a\": 1}"_s << u"hunter2"_s;
        QTest::newRow("yaml") << u"    token: s3cr3t-token\n"_s << u"s3cr3t"_s;
        QTest::newRow("url") << u"https://user:pw@proxy.example:3128/"_s << u"user:pw"_s;
        QTest::newRow("pem") << u"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"_s
                             << u"MIIE"_s;
        QTest::newRow("cut pem") << u"-----BEGIN PRIVATE KEY-----\nMIIEcut"_s << u"MIIEcut"_s;
    }
    void redaction()
    {
        QFETCH(QString, text);
        QFETCH(QString, secret);
        QVERIFY2(!redacted(text).contains(secret), qPrintable(redacted(text)));
    }

    void redactedSecrets()
    {
        const QJsonObject secret{{u"kind"_s, u"Secret"_s},
                                 {u"data"_s, QJsonObject{{u"key"_s, u"aGVsbG8="_s}}}};
        QCOMPARE(redactedObject(secret).value(u"data").toObject().value(u"key").toString(), u"<5 bytes>"_s);
        QCOMPARE(redacted(u"plain words stay"_s), u"plain words stay"_s);
    }

    void callsDeliverLater()
    {
        Promise<int> promise;
        QObject context;
        int heard = 0;
        promise.call().then(&context, [&](const Result<int> &result) { heard = result.value(); });
        promise.finish(7);
        QCOMPARE(heard, 0);
        QTRY_COMPARE(heard, 7);
        promise.finish(8);
        QCoreApplication::processEvents();
        QCOMPARE(heard, 7);
    }

    void canceledCallsTellTheirSource()
    {
        Promise<int> promise;
        QObject context;
        bool stopped = false;
        promise.onCancel([&] { stopped = true; });
        QString sentence;
        const Call<QString> derived = promise.call().map(
            &context, [](const Result<int> &r) -> Result<QString> { return QString::number(*r); });
        promise.call().then(&context,
                            [&](const Result<int> &result) { sentence = errorSentence(result.error()); });
        derived.cancel();
        QVERIFY(stopped);
        QTRY_COMPARE(sentence, u"Canceled."_s);
    }

    void handlersDieWithTheirContext()
    {
        Promise<int> promise;
        bool heard = false;
        {
            QObject context;
            promise.call().then(&context, [&](const Result<int> &) { heard = true; });
            promise.finish(1);
        }
        QCoreApplication::processEvents();
        QVERIFY(!heard);
    }

    void callsEndWithTheirMaker()
    {
        QObject listener;
        Error heard;
        auto promise = std::make_optional<Promise<int>>();
        promise->call().then(&listener, [&heard](const Result<int> &value) { heard = value.error(); });
        promise.reset();
        QTRY_COMPARE(heard.kind, Error::Kind::Canceled);
    }

    void chainsAreLetGo()
    {
        const auto held = std::make_shared<int>(0);
        const Promise<int> source;
        Call<int> last;
        {
            QObject first;
            QObject second;
            last = source.call()
                       .map(&first, [held](const Result<int> &value) { return value; })
                       .chain(&second, [held](const Result<int> &value) { return Call<int>::ready(value); });
            source.finish(1); // the first step is on its way when its context goes
        }
        QTRY_VERIFY(last.isFinished());
        QCOMPARE(held.use_count(), 1);
    }

    void poolCalls()
    {
        QObject context;
        int heard = 0;
        runInPool([]() -> Result<int> { return 42; }).then(&context, [&](const Result<int> &r) {
            heard = *r;
        });
        QTRY_COMPARE(heard, 42);
    }

    // What a pool thread finishes may belong to somebody who is dying at that moment (sanitizers look on).
    void contextsMayDieWhileThePoolFinishes()
    {
        QObject last;
        int heard = 0;
        int heardByTheDead = 0;
        constexpr int many = 2000;
        for (int i = 0; i < many; ++i) {
            auto context = std::make_unique<QObject>();
            const Call<int> call = runInPool([i]() -> Result<int> { return i; });
            call.then(context.get(), [&](const Result<int> &) { ++heardByTheDead; });
            call.then(&last, [&](const Result<int> &) { ++heard; });
        }
        QTRY_COMPARE(heard, many);
        QCOMPARE(heardByTheDead, 0);
    }

    void scopedCallsCancel()
    {
        Promise<int> promise;
        {
            const ScopedCall<int> scoped(promise.call());
        }
        QVERIFY(promise.isCanceled());
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
