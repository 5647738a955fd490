// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the Palette client that need no socket: errors, secrets, the token bucket, paging, tokens.
#include "core/clients/palette/pagewalk.h"
#include "core/clients/palette/palettebudget.h"
#include "core/clients/palette/palettecapabilities.h"
#include "core/clients/palette/paletteerror.h"
#include "core/clients/palette/palettesecrets.h"
#include "core/clients/palette/palettesession.h"
#include "core/clients/palette/palettetoken.h"
#include "core/clients/palette/tokenbucket.h"
#include "tests/support/callspy.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

PaletteRequest requestOf(PaletteRequest::Effect effect)
{
    PaletteRequest request;
    request.attempt = u"create cluster firn"_s;
    request.effect = effect;
    return request;
}

Error errorOf(int status, const QByteArray &body,
              PaletteRequest::Effect effect = PaletteRequest::Effect::Read)
{
    HttpReply reply;
    reply.status = status;
    reply.body = body;
    return paletteError(reply, requestOf(effect));
}

QJsonObject meta(const QString &token, int count)
{
    return {{u"continue"_s, token}, {u"count"_s, count}};
}

QByteArray jwt(const char *claims)
{
    const auto part = [](const QByteArray &text) {
        return text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    return part("{\"alg\":\"none\"}") + '.' + part(claims) + ".c2ln";
}

} // namespace

class TestPaletteParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errorShapes_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Error::Kind>("kind");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *name, int status, const char *body, Error::Kind kind,
                            const char *reason, const char *sentence) {
            QTest::newRow(name) << status << QByteArray(body).replace('\'', '"') << kind
                                << QString::fromLatin1(reason)
                                << u"Could not create cluster firn. "_s + QString::fromUtf8(sentence);
        };
        row("word for a code", 403,
            "{'code':'OperationForbidden','message':'Operation #cluster.get# is "
            "forbidden','details':{},'ref':"
            "'4b1c-77'}",
            Error::Kind::Forbidden, "OperationForbidden",
            "The server answered 'Operation #cluster.get# is forbidden' (403). Check the selected project "
            "first, "
            "then the role. Reference for support: 4b1c-77.");
        row("number for a code", 422,
            "{'code':608,'message':'limit in query should be less than or equal to 50'}",
            Error::Kind::Invalid, "608",
            "The server answered 'limit in query should be less than or equal to 50' (422). Change what it "
            "does "
            "not take, then try again.");
        row("router", 405, "{'code':405,'message':'method GET is not allowed, but [POST] are'}",
            Error::Kind::Unsupported, "405",
            "The server answered 'method GET is not allowed, but [POST] are' (405). This version of Palette "
            "does "
            "not have this call; another one may.");
        row("no such path", 404, "{'code':404,'message':'path /v1/x was not found'}",
            Error::Kind::Unsupported, "404",
            "The server answered 'path /v1/x was not found' (404). This version of Palette does not have "
            "this "
            "call; another one may.");
        row("no such object", 404, "{'code':'ResourceNotFound','message':'c1 not found','details':null}",
            Error::Kind::NotFound, "ResourceNotFound",
            "The server answered 'c1 not found' (404). It may have been deleted; list again.");
        row("bad key", 401, "{'code':'UnAuthorizedAccess','message':'invalid api key'}", Error::Kind::Auth,
            "UnAuthorizedAccess",
            "The server answered 'invalid api key' (401). The key or password may be wrong, expired or of "
            "another "
            "tenant. Check the address of the tenant, or make a new API key in Palette.");
        row("duplicate", 409, "{'code':'DuplicateClusterName','message':'firn exists'}",
            Error::Kind::Conflict, "DuplicateClusterName",
            "The server answered 'firn exists' (409). Look at what is there now, then try again.");
        row("tenant thing in a project", 400, "{'code':'ProjectUidIsNotEmpty','message':'scope'}",
            Error::Kind::Invalid, "ProjectUidIsNotEmpty",
            "The server answered 'scope' (400). This belongs to the tenant, not to a project; choose the "
            "tenant.");
        row("unpaired host", 400, "{'code':'EdgeHostDeviceNotRegistered','message':'not registered'}",
            Error::Kind::Invalid, "EdgeHostDeviceNotRegistered",
            "The server answered 'not registered' (400). The machine has not registered yet; try again after "
            "its "
            "first start.");
        row("locked", 423, "{'code':'Locked','message':'m'}", Error::Kind::Invalid, "Locked",
            "The server answered 'm' (423). Something else works on it; try again in a moment.");
        row("throttled", 429, "", Error::Kind::Throttled, "",
            "The server answered 'too many requests' (429). Palette takes a limited number of requests a "
            "second; "
            "Easel slows down, try again in a moment.");
        row("own 500", 500, "{'code':'Unknown','message':'nil pointer'}", Error::Kind::Server, "Unknown",
            "The server answered 'nil pointer' (500). Try again in a moment.");
        row("gateway", 502,
            "<html><head><title>x</title></head><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>",
            Error::Kind::Server, "",
            "The server answered '502 Bad Gateway nginx' (502). Try again in a moment.");
        row("plain text", 503, "upstream is gone\n", Error::Kind::Server, "",
            "The server answered 'upstream is gone' (503). Try again in a moment.");
        row("nothing", 504, "", Error::Kind::Timeout, "",
            "The server answered 'the service is not available' (504). Try again in a moment.");
        row("nulls", 400, "{'code':null,'message':null,'details':null,'ref':null}", Error::Kind::Invalid, "",
            "The server answered 'the request is not understood' (400). Change what it does not take, then "
            "try again.");
    }
    void errorShapes()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(Error::Kind, kind);
        QFETCH(QString, reason);
        QFETCH(QString, sentence);
        const Error error = errorOf(status, body);
        QCOMPARE(errorKindName(error.kind), errorKindName(kind));
        QCOMPARE(error.reason, reason);
        QCOMPARE(errorSentence(error), sentence);
    }

    void lostChanges_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("unknown");
        QTest::newRow("gateway waited in vain") << 504 << QByteArray() << true;
        QTest::newRow("gateway's page") << 502 << QByteArray("<html>Bad Gateway</html>") << true;
        QTest::newRow("gateway's 500") << 500 << QByteArray("<html>Oops</html>") << true;
        QTest::newRow("not there") << 503 << QByteArray("{\"code\":\"x\",\"message\":\"y\"}") << true;
        QTest::newRow("Palette's own 500")
            << 500 << QByteArray("{\"code\":\"x\",\"message\":\"y\"}") << false;
        QTest::newRow("refused") << 409 << QByteArray() << false;
        QTest::newRow("not taken") << 429 << QByteArray() << false;
    }
    void lostChanges()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, unknown);
        for (const auto effect : {PaletteRequest::Effect::Once, PaletteRequest::Effect::Repeatable}) {
            const Error error = errorOf(status, body, effect);
            QCOMPARE(error.kind == Error::Kind::OutcomeUnknown, unknown);
            if (unknown) {
                QVERIFY(errorSentence(error).endsWith(
                    u"It may have been done all the same. Look whether it was before you try again."));
            }
        }
        QVERIFY(errorOf(status, body).kind != Error::Kind::OutcomeUnknown);
    }

    void nonsense()
    {
        const auto sentence = [](const QByteArray &body) {
            return errorSentence(paletteNonsense(body, requestOf(PaletteRequest::Effect::Read)));
        };
        QCOMPARE(sentence(""),
                 u"Could not create cluster firn. The answer is empty. Check that the address is that "
                 "of Palette's API."_s);
        QCOMPARE(sentence("<!doctype html><title>Palette</title><body>Sign in</body>"),
                 u"Could not create cluster firn. The answer is a web page, not data: 'Palette Sign in'. "
                 u"Check that "
                 "the address is that of Palette's API."_s);
        QCOMPARE(sentence("[]"),
                 u"Could not create cluster firn. The answer is not the data that was asked for. "
                 "Check that the address is that of Palette's API."_s);
    }

    void secretsLeaveNoTrace()
    {
        PaletteSecrets secrets;
        const QString key = u"kEy+with/odd=chars"_s;
        secrets.add(key);
        secrets.add(u"abc"_s); // too short: would tear words apart
        secrets.addToken(u"token-1"_s);
        HttpReply reply;
        reply.status = 302;
        reply.headers = {{"Location", "https://x/v1/auth/refresh/" + QUrl::toPercentEncoding(key)}};
        reply.body = "API key kEy+with/odd=chars and token-1 were not found, abc stays";
        const HttpReply safe = secrets.without(reply);
        QCOMPARE(safe.body, "API key <redacted> and <redacted> were not found, abc stays");
        QCOMPARE(safe.header("Location"), "https://x/v1/auth/refresh/<redacted>");
        Error error = makeError(Error::Kind::Auth, u"no "_s + key, u"advice "_s + key);
        error.reason = key;
        error.reference = key;
        error.attempt = key;
        error.causes = {{key, key, key}};
        const Error clean = secrets.without(error);
        QVERIFY(!errorSentence(clean).contains(key));
        QVERIFY(clean.reason != key && clean.causes.first().message != key);
        // Old tokens have run out; the key is never forgotten.
        for (int i = 2; i < 30; ++i)
            secrets.addToken(u"token-"_s + QString::number(i));
        QCOMPARE(secrets.without(key + u" token-29"_s), u"<redacted> <redacted>"_s);
    }

    void bucket()
    {
        TokenBucket bucket(5, 3, 1000ms);
        for (int i = 0; i < 3; ++i)
            QVERIFY(bucket.take(1000ms));
        QVERIFY(!bucket.take(1000ms));
        QCOMPARE(bucket.waitFor(1000ms), 200ms);
        QVERIFY(!bucket.take(1199ms));
        QCOMPARE(bucket.waitFor(1150ms), 50ms);
        QVERIFY(bucket.take(1200ms));
        QVERIFY(!bucket.take(1200ms));
        // It fills to the brim and no further.
        QCOMPARE(bucket.tokens(60'000ms), 3.0);
        QCOMPARE(bucket.waitFor(60'000ms), 0ms);
        QVERIFY(bucket.take(60'000ms));
        // At no more than the rate over any length of time.
        TokenBucket steady(5, 25, 0ms);
        int taken = 0;
        for (int at = 0; at <= 10'000; ++at) {
            while (steady.take(std::chrono::milliseconds(at)))
                ++taken;
        }
        QCOMPARE(taken, 25 + 50);
    }

    void bucketPauses()
    {
        TokenBucket bucket(5, 10, 0ms);
        bucket.pause(0ms, 2000ms);
        QVERIFY(bucket.isPaused(0ms));
        QCOMPARE(bucket.tokens(1000ms), 0.0);
        QVERIFY(!bucket.take(1999ms));
        QCOMPARE(bucket.waitFor(1000ms), 1200ms);
        // A shorter pause takes nothing away from a longer one.
        bucket.pause(100ms, 500ms);
        QCOMPARE(bucket.pausedUntil(), 2000ms);
        // No burst after it.
        QVERIFY(!bucket.take(2000ms));
        QVERIFY(bucket.take(2200ms));
        QVERIFY(!bucket.take(2200ms));
    }

    void budgetKeepsOrderAndTells()
    {
        PaletteBudget budget(PaletteRate{200, 1});
        QSignalSpy changes(&budget, &PaletteBudget::changed);
        QList<int> order;
        QObject context;
        QList<Call<Done>> calls;
        for (int i = 0; i < 5; ++i) {
            calls << budget.take();
            calls.last().then(&context, [&order, i](const Result<Done> &done) {
                if (done)
                    order << i;
            });
        }
        PaletteBudgetState state = budget.state();
        QCOMPARE(state.waiting, 4);
        QCOMPARE(state.sent, 1);
        QVERIFY(state.waitingSince.isValid());
        QVERIFY(state.tokens < 1);
        QVERIFY(!state.pausedUntil.isValid());
        calls.at(2).cancel();
        QTRY_COMPARE(order, (QList<int>{0, 1, 3, 4}));
        state = budget.state();
        QCOMPARE(state.waiting, 0);
        QCOMPARE(state.sent, 4);
        QVERIFY(!state.waitingSince.isValid());
        QVERIFY(changes.size() >= 5);
    }

    // A long list leaves half of what may go at once, and whoever waits for an answer goes before it.
    void unhurriedOnesLeaveRoom()
    {
        PaletteBudget budget(PaletteRate{20, 10});
        QStringList order;
        QObject context;
        const auto ask = [&](PaletteRequest::Pace pace, const QString &name) {
            budget.take(pace).then(&context, [&order, name](const Result<Done> &) { order << name; });
        };
        for (int i = 0; i < 8; ++i)
            ask(PaletteRequest::Pace::Unhurried, u"list"_s);
        QCOMPARE(budget.state().sent, 5);
        QCOMPARE(budget.state().waiting, 3);
        for (int i = 0; i < 4; ++i)
            ask(PaletteRequest::Pace::Now, u"pool"_s);
        QCOMPARE(budget.state().sent, 9); // at once
        QTRY_COMPARE(order.size(), 12);
        QCOMPARE(order.mid(5, 4), QStringList(4, u"pool"_s));
        QCOMPARE(order.mid(9), QStringList(3, u"list"_s));
        // Where only one may go at once nothing can be left, and nobody waits for ever.
        PaletteBudget narrow(PaletteRate{1000, 1});
        ask(PaletteRequest::Pace::Now, u"other"_s);
        const Call<Done> last = narrow.take(PaletteRequest::Pace::Unhurried);
        QTRY_VERIFY(last.isFinished());
    }

    void budgetPausesForEverybody()
    {
        PaletteBudget budget(PaletteRate{1000, 100});
        budget.refuse(1h);
        const Call<Done> call = budget.take();
        PaletteBudgetState state = budget.state();
        QCOMPARE(state.refused, 1);
        QCOMPARE(state.waiting, 1);
        QVERIFY(state.pausedUntil > QDateTime::currentDateTimeUtc().addSecs(3500));
        QVERIFY(!call.isFinished());
    }

    void oneBudgetAnAddress()
    {
        PaletteBudgets budgets;
        const auto first = budgets.of(QUrl(u"https://palette.example"_s));
        QCOMPARE(budgets.of(QUrl(u"https://PALETTE.example:443/base"_s)).get(), first.get());
        QVERIFY(budgets.of(QUrl(u"https://other.example"_s)).get() != first.get());
        QCOMPARE(budgets.all().keys(), QStringList{u"palette.example:443"_s});
        QCOMPARE(first->state().rate.perSecond, 5.0);
        QCOMPARE(first->state().rate.burst, 25);
    }

    void pagesToTheEnd()
    {
        PageWalk walk;
        QVERIFY(walk.isNew(u"a"_s) && walk.isNew(u"b"_s) && !walk.isNew(u"a"_s));
        QCOMPARE(walk.next(meta(u"t1"_s, 3), 2, 2), std::optional(u"t1"_s));
        QCOMPARE(walk.truth().text(), u"2 of 3 so far"_s);
        QCOMPARE(walk.next(meta({}, 3), 1, 1), std::nullopt);
        QVERIFY(walk.truth().isComplete());
        QCOMPARE(walk.truth().text(), u"3"_s);
        QCOMPARE(walk.truth().pages, 2);
    }

    void pagesThatNeverEnd()
    {
        PageWalk repeated;
        QCOMPARE(repeated.next(meta(u"t"_s, 120), 50, 50), std::optional(u"t"_s));
        QCOMPARE(repeated.next(meta(u"t"_s, 120), 50, 50), std::nullopt);
        QCOMPARE(repeated.truth().end, ListTruth::End::RepeatedToken);
        QVERIFY(!repeated.truth().isComplete());
        QCOMPARE(repeated.truth().text(), u"100 of 120"_s);

        PageWalk stale;
        QVERIFY(stale.next(meta(u"t1"_s, 0), 50, 50));
        QCOMPARE(stale.next(meta(u"t2"_s, 0), 50, 0), std::nullopt);
        QCOMPARE(stale.truth().end, ListTruth::End::NothingNew);

        PageWalk capped(2);
        QVERIFY(capped.next(meta(u"t1"_s, 500), 50, 50));
        QCOMPARE(capped.next(meta(u"t2"_s, 500), 50, 50), std::nullopt);
        QCOMPARE(capped.truth().end, ListTruth::End::PageCap);
        QCOMPARE(capped.truth().text(), u"100 of 500"_s);
    }

    void lostRowsAndSilentCounts()
    {
        PageWalk lost;
        QVERIFY(!lost.next(meta({}, 146), 144, 144));
        QVERIFY(!lost.truth().isComplete());
        QCOMPARE(lost.truth().text(), u"144 of 146"_s);

        // All were delivered although the token came again.
        PageWalk all;
        QVERIFY(all.next(meta(u"t"_s, 2), 1, 1));
        QVERIFY(!all.next(meta(u"t"_s, 2), 1, 1));
        QVERIFY(all.truth().isComplete());

        PageWalk silent;
        QVERIFY(silent.next(QJsonObject{{u"continue"_s, u"t"_s}}, 50, 50));
        QCOMPARE(silent.truth().text(), u"50 so far"_s);
        QVERIFY(!silent.next(QJsonObject{{u"continue"_s, u"t"_s}}, 50, 50));
        QCOMPARE(silent.truth().text(), u"100, perhaps not all"_s);
        QVERIFY(!silent.truth().isComplete());
        PageWalk bare;
        QVERIFY(!bare.next({}, 7, 7));
        QVERIFY(bare.truth().isComplete());
    }

    void tokenLives()
    {
        const QDateTime now(QDate(2026, 11, 20), QTime(12, 0), Qt::UTC);
        const qint64 seconds = now.toSecsSinceEpoch();
        const auto token = [&](const QByteArray &claims) {
            return readPaletteToken(jwt(claims.constData()), now);
        };
        const PaletteToken hour = token("{\"iat\":" + QByteArray::number(seconds - 30) +
                                        ",\"exp\":" + QByteArray::number(seconds - 30 + 3600) + "}");
        QCOMPARE(hour.until, now.addSecs(3600));
        QVERIFY(!hour.wantsRenewal(now.addSecs(2879)));
        QVERIFY(hour.wantsRenewal(now.addSecs(2880)));
        QVERIFY(hour.isAlive(now.addSecs(3599)) && !hour.isAlive(now.addSecs(3600)));
        QCOMPARE(token("{\"exp\":" + QByteArray::number(seconds + 100) + "}").until, now.addSecs(100));
        QCOMPARE(readPaletteToken("opaque", now).until, now.addSecs(900));
        QVERIFY(PaletteToken().wantsRenewal(now));
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("result"); // or the sentence
        QTest::newRow("name") << u" palette.example "_s << u"https://palette.example"_s;
        QTest::newRow("path of the API") << u"https://palette.example/v1/"_s << u"https://palette.example"_s;
        QTest::newRow("port and base")
            << u"https://p.example:8443/base/v1"_s << u"https://p.example:8443/base"_s;
        QTest::newRow("login in it") << u"https://a:b@p.example?x=y#z"_s << u"https://p.example"_s;
        QTest::newRow("loopback in clear") << u"http://127.0.0.1:8080"_s << u"http://127.0.0.1:8080"_s;
        QTest::newRow("in clear")
            << u"http://palette.example"_s
            << u"The address of Palette is not an https address. Use https for Palette; an API "
               "key must not travel in clear."_s;
        QTest::newRow("nothing")
            << u""_s << u"'' is not the address of a Palette. Write it as https://palette.example."_s;
        QTest::newRow("other") << u"ftp://palette.example"_s
                               << u"'ftp://palette.example' is not the address of a Palette. Write it as "
                                  "https://palette.example."_s;
    }
    void addresses()
    {
        QFETCH(QString, typed);
        QFETCH(QString, result);
        const auto url = paletteUrl(typed);
        QCOMPARE(url ? url->toString() : errorSentence(url.error()), result);
    }

    void pathsLeadNowhereElse()
    {
        QCOMPARE(*palettePath(u"/v1/a/%1/b/%2"_s, {u"x%2y"_s, u"z"_s}), u"/v1/a/x%2y/b/z"_s);
        for (const QString &bad : {u""_s, u".."_s, u"a/b"_s, u"a\\b"_s, u"a\nb"_s}) {
            const auto path = palettePath(u"/v1/edgehosts/%1"_s, {bad});
            QVERIFY(!path);
            QCOMPARE(errorKindName(path.error().kind), u"Invalid"_s);
        }
        QCOMPARE(errorSentence(palettePath(u"/%1"_s, {u"../../x"_s}).error()),
                 u"'../../x' cannot be a uid or name of Palette."_s);
    }

    void rights()
    {
        PaletteCapabilities capabilities;
        QVERIFY(capabilities.may(u"cluster.create"_s, u"p1"_s)); // nobody said otherwise
        capabilities.permissionsKnown = true;
        capabilities.tenantPermissions = {u"edgehost.list"_s};
        capabilities.projectPermissions = {{u"p1"_s, {u"cluster.create"_s}}};
        QVERIFY(capabilities.may(u"cluster.create"_s, u"p1"_s));
        QVERIFY(!capabilities.may(u"cluster.create"_s, u"p2"_s));
        QVERIFY(capabilities.may(u"edgehost.list"_s, u"p2"_s));
        QCOMPARE(capabilities.versionText(), u"not known"_s);
    }
};

QTEST_GUILESS_MAIN(TestPaletteParts)
#include "tst_paletteparts.moc"
