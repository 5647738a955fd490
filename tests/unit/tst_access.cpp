// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accesscases.h"

#include <QJsonArray>
#include <QTest>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class AccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void engineRoles_data();
    void engineRoles();
    void tellsTheChain();
    void tellsWhatIsMissing();
    void readsTheHubsOwn();
    void templatesOfTheTenantGoFirst();
    void rights();
};

void AccessTest::engineRoles_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < int(std::size(accessCases)); ++i) {
        const AccessCase &one = accessCases[i];
        QTest::addRow("%s %s %s in %s %s", one.group, one.verb, one.resource, one.space, one.name) << i;
    }
}

void AccessTest::engineRoles()
{
    QFETCH(int, index);
    static const AccessBook book(engineAccess(accessWorld()));
    QCOMPARE(book.decide(accessCases[index].request()).isAllowed(), accessCases[index].allowed);
}

void AccessTest::tellsTheChain()
{
    const AccessBook book(engineAccess(accessWorld()));
    const AccessDecision decision =
        book.decide({{u"firn-staff"_s}, u"create"_s, u"spectrocloud.com"_s, u"aiworkloads"_s, u"firn"_s, {}});
    QCOMPARE(decision.chains.size(), 1);
    const AccessChain &chain = decision.chains.first();
    QCOMPARE(chain.group, u"firn-staff"_s);
    QCOMPARE(chain.binding.kind, u"RoleBinding"_s);
    QCOMPARE(chain.binding.name, u"prj-firn-editor"_s);
    QCOMPARE(chain.role.name, u"prj-firn-editor"_s);
    QCOMPARE(chain.role.namespaceName, u"firn"_s);
    QVERIFY(chain.rule.verbs.contains(u"create"_s));
    QVERIFY(decision.lacks.isEmpty());
}

void AccessTest::tellsWhatIsMissing()
{
    const AccessBook book(engineAccess(accessWorld()));
    const AccessDecision decision = book.decide(
        {{u"firn-guests"_s}, u"create"_s, u"spectrocloud.com"_s, u"aiworkloads"_s, u"firn"_s, {}});
    QVERIFY(!decision.isAllowed());
    QStringList roles;
    for (const AccessDecision::Lack &lack : decision.lacks) {
        roles << lack.role.name;
        QVERIFY(!lack.bindings.isEmpty());
    }
    QCOMPARE(roles, (QStringList{u"prj-firn-editor"_s, u"prj-firn-admin"_s, u"prj-firn-tnt-adm"_s}));
    // Each of them is right: the group added to that binding may.
    for (const AccessDecision::Lack &lack : decision.lacks) {
        QList<QJsonObject> objects = engineAccess(accessWorld());
        for (QJsonObject &object : objects) {
            if (refOf(object) == lack.bindings.first()) {
                QJsonArray subjects = object[u"subjects"].toArray();
                subjects.append(QJsonObject{{u"kind"_s, u"Group"_s}, {u"name"_s, u"firn-guests"_s}});
                object.insert(u"subjects"_s, subjects);
            }
        }
        QVERIFY(
            AccessBook(objects)
                .decide(
                    {{u"firn-guests"_s}, u"create"_s, u"spectrocloud.com"_s, u"aiworkloads"_s, u"firn"_s, {}})
                .isAllowed());
    }
    // Nobody's role says this.
    QVERIFY(book.decide({{u"nobody"_s}, u"delete"_s, {}, u"nodes"_s, {}, {}}).lacks.isEmpty());
}

void AccessTest::readsTheHubsOwn()
{
    const QString rbac = u"rbac.authorization.k8s.io/v1"_s;
    const auto role = [&](const QString &kind, const QString &space, const QString &name,
                          const QJsonArray &rules) {
        QJsonObject metadata{{u"name"_s, name}};
        if (!space.isEmpty())
            metadata.insert(u"namespace"_s, space);
        return QJsonObject{
            {u"apiVersion"_s, rbac}, {u"kind"_s, kind}, {u"metadata"_s, metadata}, {u"rules"_s, rules}};
    };
    const auto binding = [&](const QString &kind, const QString &space, const QString &name,
                             const QString &roleKind, const QString &roleName, const QString &group) {
        QJsonObject metadata{{u"name"_s, name}};
        if (!space.isEmpty())
            metadata.insert(u"namespace"_s, space);
        return QJsonObject{
            {u"apiVersion"_s, rbac},
            {u"kind"_s, kind},
            {u"metadata"_s, metadata},
            {u"roleRef"_s, QJsonObject{{u"kind"_s, roleKind}, {u"name"_s, roleName}}},
            {u"subjects"_s, QJsonArray{QJsonObject{{u"kind"_s, u"Group"_s}, {u"name"_s, group}}}}};
    };
    const QJsonObject reads{{u"apiGroups"_s, QJsonArray{u"*"_s}},
                            {u"resources"_s, QJsonArray{u"*"_s}},
                            {u"verbs"_s, QJsonArray{u"get"_s}}};
    const QJsonObject logs{{u"apiGroups"_s, QJsonArray{QString()}},
                           {u"resources"_s, QJsonArray{u"*/log"_s}},
                           {u"verbs"_s, QJsonArray{u"get"_s}}};
    const AccessBook book(
        {role(u"ClusterRole"_s, {}, u"reader"_s, {reads}), role(u"ClusterRole"_s, {}, u"logs"_s, {logs}),
         binding(u"RoleBinding"_s, u"a"_s, u"reads-a"_s, u"ClusterRole"_s, u"reader"_s, u"team"_s),
         binding(u"ClusterRoleBinding"_s, {}, u"logs-all"_s, u"ClusterRole"_s, u"logs"_s,
                 u"system:authenticated"_s),
         binding(u"RoleBinding"_s, u"a"_s, u"dangling"_s, u"Role"_s, u"gone"_s, u"team"_s),
         QJsonObject{{u"apiVersion"_s, u"v1"_s}, {u"kind"_s, u"Pod"_s}}});
    // A ClusterRole bound in a namespace is good there only.
    QVERIFY(book.decide({{u"team"_s}, u"get"_s, u"apps"_s, u"deployments"_s, u"a"_s, {}}).isAllowed());
    QVERIFY(!book.decide({{u"team"_s}, u"get"_s, u"apps"_s, u"deployments"_s, u"b"_s, {}}).isAllowed());
    QVERIFY(!book.decide({{u"team"_s}, u"list"_s, u"apps"_s, u"deployments"_s, u"a"_s, {}}).isAllowed());
    // Everybody who is logged in is in system:authenticated; */log is a subresource of anything.
    QVERIFY(book.decide({{u"stranger"_s}, u"get"_s, {}, u"pods/log"_s, u"b"_s, {}}).isAllowed());
    QVERIFY(!book.decide({{u"stranger"_s}, u"get"_s, {}, u"pods"_s, u"b"_s, {}}).isAllowed());
    QCOMPARE(book.groups(), (QStringList{u"system:authenticated"_s, u"team"_s}));
}

void AccessTest::templatesOfTheTenantGoFirst()
{
    ObjectSet world = accessWorld();
    world.insert({{u"apiVersion"_s, u"v1"_s},
                  {u"kind"_s, u"ConfigMap"_s},
                  {u"metadata"_s, QJsonObject{{u"name"_s, u"mural-project-rbac-viewer"_s},
                                              {u"namespace"_s, u"tenant-ice"_s}}},
                  {u"data"_s, QJsonObject{{u"rules.yaml"_s, u"- apiGroups: [\"\"]\n  resources: [pods]\n"
                                                            "  verbs: [list]\n"_s}}}});
    const AccessBook book(engineAccess(world));
    QVERIFY(book.decide({{u"firn-guests"_s}, u"list"_s, {}, u"pods"_s, u"firn"_s, {}}).isAllowed());
    QVERIFY(!book.decide({{u"firn-guests"_s}, u"list"_s, {}, u"services"_s, u"firn"_s, {}}).isAllowed());
}

void AccessTest::rights()
{
    const AccessBook book(engineAccess(accessWorld()));
    const QList<AccessChain> chains = book.rights({u"firn-staff"_s}, u"shelf"_s);
    QVERIFY(!chains.isEmpty());
    for (const AccessChain &chain : chains)
        QVERIFY(chain.role.name == u"prj-shelf-viewer" || chain.role.name == u"tnt-ice-viewer");
    QVERIFY(book.rights({u"nobody"_s}, u"firn"_s).isEmpty());
}

QTEST_GUILESS_MAIN(AccessTest)
#include "tst_access.moc"
