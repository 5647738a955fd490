// SPDX-License-Identifier: GPL-3.0-or-later
// The judge of requests to Palette, judged: a test that trusts it must know that it finds mistakes.
#include "tests/support/palettecontract.h"
#include "tests/support/palettefake.h"

#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

FakeRequest requestOf(const QByteArray &method, const QString &target, const QByteArray &body = {})
{
    FakeRequest request;
    request.method = method;
    request.target = target.toUtf8();
    request.path = target.section(u'?', 0, 0);
    request.query = QUrlQuery(target.section(u'?', 1));
    request.headers = {{"ApiKey", "k"}, {"Content-Type", "application/json"}};
    request.body = body;
    return request;
}

constexpr auto goodPool =
    "{'cloudConfig':{'edgeHosts':[{'hostUid':'h1'}]},'poolConfig':{'name':'p','size':1,'labels':['worker']}}";

} // namespace

class TestPaletteContract : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentIsWhole()
    {
        const PaletteContract contract;
        QVERIFY(contract.isValid());
        QCOMPARE(contract.operationCount(), 207);
        QVERIFY(contract.covered().isEmpty());
    }

    void goodRequestsPassAndAreCounted()
    {
        PaletteContract contract;
        QCOMPARE(contract.checkRequest(requestOf("GET", u"/v1/edgehosts/h1?resolvePackValues=false"_s)),
                 QStringList());
        QCOMPARE(contract.checkRequest(requestOf("GET", u"/v1/edgehosts/h2"_s)), QStringList());
        // A literal wins over a template.
        QCOMPARE(contract.checkRequest(requestOf("GET", u"/v1/edgehosts/tags"_s)), QStringList());
        QCOMPARE(contract.checkRequest(
                     requestOf("POST", u"/v1/cloudconfigs/edge-native/c/machinePools"_s, json(goodPool))),
                 QStringList());
        QCOMPARE(contract.covered(),
                 (QStringList{u"GET /v1/edgehosts/tags"_s, u"GET /v1/edgehosts/{uid}"_s,
                              u"POST /v1/cloudconfigs/edge-native/{configUid}/machinePools"_s}));
        QVERIFY(contract.report().startsWith(u"3 of 207 operations"));
    }

    void mistakesAreFound_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const char *method, const char *target, const char *body,
                            const char *problem) {
            QTest::newRow(name) << QByteArray(method) << QString::fromLatin1(target) << json(body)
                                << QString::fromLatin1(problem);
        };
        const char *pools = "/v1/cloudconfigs/edge-native/c/machinePools";
        row("no such path", "GET", "/v1/edgehosts/h1/meat", "", "no such operation");
        row("no such verb", "PATCH", "/v1/edgehosts/h1/meta", "{}", "no such operation");
        row("no uid", "GET", "/v1/edgehosts/", "", "path uid: is empty");
        row("unknown field", "POST", pools,
            "{'cloudConfig':{'edgeHosts':[{'hostUid':'h1','hostname':'x'}]},'poolConfig':{'name':'p','size':"
            "1,"
            "'labels':[]}}",
            "cloudConfig.edgeHosts[0].hostname: Palette knows no such field and ignores it");
        row("missing field", "POST", pools,
            "{'cloudConfig':{'edgeHosts':[]},'poolConfig':{'name':'p','labels':[]}}",
            "poolConfig: lacks 'size'");
        row("wrong type", "POST", pools,
            "{'cloudConfig':{'edgeHosts':[]},'poolConfig':{'name':'p','size':'1','labels':[]}}",
            "poolConfig.size: is of type string, not integer");
        row("null", "POST", pools, "{'cloudConfig':null,'poolConfig':{'name':'p','size':1,'labels':[]}}",
            "cloudConfig: is of type null, not object");
        row("wrong word", "POST", pools,
            "{'cloudConfig':{'edgeHosts':[]},'poolConfig':{'name':'p','size':1,'labels':[],'updateStrategy':{"
            "'type':'Rolling'}}}",
            "poolConfig.updateStrategy.type: 'Rolling' is none of its values");
        row("too large", "POST", pools,
            "{'cloudConfig':{'edgeHosts':[]},'poolConfig':{'name':'p','size':3000000000,'labels':[]}}",
            "poolConfig.size: does not fit 32 bits");
        row("twice", "POST", pools,
            "{'cloudConfig':{'edgeHosts':[{'hostUid':'h'},{'hostUid':'h'}]},'poolConfig':{'name':'p','size':"
            "2,"
            "'labels':[]}}",
            "cloudConfig.edgeHosts: has an item twice");
        row("map of other things", "POST", pools,
            "{'cloudConfig':{'edgeHosts':[]},'poolConfig':{'name':'p','size':1,'labels':[],'additionalLabels'"
            ":{"
            "'a':1}}}",
            "poolConfig.additionalLabels.a: is of type integer, not string");
        row("no time", "POST", "/v1/edgehosts/tokens",
            "{'metadata':{'name':'t'},'spec':{'expiry':'tomorrow'}}", "spec.expiry: 'tomorrow' is no time");
        row("no body", "POST", pools, "", "body: is missing");
        row("a body too many", "GET", "/v1/edgehosts/tags", "{}", "body: this operation takes none");
        row("unknown parameter", "GET", "/v1/edgehosts/metadata?kind=edge-native", "",
            "query kind: Palette knows no such parameter and ignores it");
        row("wrong parameter", "GET", "/v1/edgehosts/metadata?type=edge", "",
            "query type: 'edge' is none of its values");
        row("parameter of another type", "GET", "/v1/audits?limit=all", "",
            "query limit: is of type string, not integer");
        row("parameter twice", "GET", "/v1/audits?limit=5&limit=6", "", "query limit: is there twice");
        row("page too large", "GET", "/v1/audits?limit=51", "", "query limit: Palette refuses more than 50");
        row("missing parameter", "GET", "/v1/clusterprofiles/u/packs/p/config", "",
            "query packUid: is missing");
        row("word in the path", "GET", "/v1/events/components/machine/u", "",
            "path objectKind: 'machine' is none of its values");
    }
    void mistakesAreFound()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, target);
        QFETCH(QByteArray, body);
        QFETCH(QString, problem);
        PaletteContract contract;
        const QStringList problems = contract.checkRequest(requestOf(method, target, body));
        QCOMPARE(problems.size(), 1);
        QVERIFY2(problems.first().endsWith(problem), qPrintable(problems.first()));
    }

    void headersAreChecked()
    {
        PaletteContract contract;
        FakeRequest request = requestOf("GET", u"/v1/projects/p1"_s);
        request.headers.append({"ProjectUid", QByteArray("p1")});
        QVERIFY(contract.checkRequest(request).value(0).endsWith(
            u"header ProjectUid: this operation takes none"));
        request = requestOf("GET", u"/v1/edgehosts/tags"_s);
        request.headers.append({"ProjectUid", QByteArray("p1")});
        QCOMPARE(contract.checkRequest(request), QStringList());
        request.headers = {};
        QVERIFY(contract.checkRequest(request).value(0).endsWith(u"exactly one credential must go with it"));
        request.headers = {{"Authorization", "Bearer x"}};
        QVERIFY(contract.checkRequest(request).value(0).endsWith(u"Palette wants the token itself"));
        request = requestOf("POST", u"/v1/auth/authenticate"_s, json("{'emailId':'a','password':'b'}"));
        QVERIFY(contract.checkRequest(request).value(0).endsWith(u"a credential goes with a sign-in"));
    }

    void answersMayHoldNullButNoUnknownField()
    {
        const PaletteContract contract;
        const auto check = [&](const char *answer) {
            return contract.checkAnswer("GET", u"/v1/edgehosts/h1"_s, 200, json(answer));
        };
        QCOMPARE(check("{'metadata':null,'spec':{'device':null,'host':null},'status':null}"), QStringList());
        QVERIFY(check("{'metadata':{'id':'h1'}}").value(0).contains(u"metadata.id"));
        QVERIFY(
            contract.checkAnswer("GET", u"/v1/edgehosts/h1"_s, 204, {}).value(0).contains(u"no such status"));
        QVERIFY(contract.checkAnswer("DELETE", u"/v1/edgehosts/h1"_s, 204, {}).isEmpty());
    }

    void whatIsInNoDocumentIsNamed()
    {
        PaletteContract contract;
        QCOMPARE(contract.checkRequest(requestOf("GET", u"/v1/users/me"_s)), QStringList());
        QCOMPARE(contract.outside(), QStringList{u"GET /v1/users/me"_s});
        QVERIFY(contract.covered().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestPaletteContract)
#include "tst_palettecontract.moc"
