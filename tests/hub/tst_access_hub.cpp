// SPDX-License-Identifier: GPL-3.0-or-later
// What Easel says about rights against what a real API server with RBAC answers for the same groups.
#include "tests/support/accesscases.h"
#include "tests/support/hubfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class TestAccessHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        EASEL_START_HUB(m_hub);
        QJsonArray items;
        for (const QString &name : {u"firn"_s, u"shelf"_s, u"tenant-ice"_s, u"easel-system"_s})
            items.append(QJsonObject{{u"apiVersion"_s, u"v1"_s},
                                     {u"kind"_s, u"Namespace"_s},
                                     {u"metadata"_s, QJsonObject{{u"name"_s, name}}}});
        const QList<QJsonObject> roles = engineAccess(accessWorld());
        for (const QJsonObject &role : roles)
            items.append(role);
        const QJsonObject list{{u"apiVersion"_s, u"v1"_s}, {u"kind"_s, u"List"_s}, {u"items"_s, items}};
        const QByteArray said = m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, QJsonDocument(list).toJson());
        QVERIFY2(!said.isEmpty(), qPrintable(m_hub.error()));
    }

    // The engine's roles as they are stored, read back, decide as the server does.
    void answersAsTheServer()
    {
        QList<QJsonObject> stored;
        for (const QString &kind :
             {u"roles"_s, u"rolebindings"_s, u"clusterroles"_s, u"clusterrolebindings"_s}) {
            QStringList arguments{u"get"_s, kind, u"-o"_s, u"json"_s};
            if (!kind.startsWith(u"cluster"))
                arguments << u"--all-namespaces"_s;
            const QJsonArray items =
                QJsonDocument::fromJson(m_hub.kubectl(arguments)).object()[u"items"].toArray();
            QVERIFY2(!items.isEmpty(), qPrintable(kind));
            for (const auto &item : items)
                stored << item.toObject();
        }
        const AccessBook real(stored);
        const AccessBook expected(engineAccess(accessWorld()));
        int allowed = 0;
        for (const AccessCase &one : accessCases) {
            const AccessRequest request = one.request();
            const QString resource = request.resource.section(u'/', 0, 0);
            QJsonObject attributes{
                {u"verb"_s, request.verb}, {u"group"_s, request.apiGroup}, {u"resource"_s, resource}};
            if (request.resource.contains(u'/'))
                attributes.insert(u"subresource"_s, request.resource.section(u'/', 1));
            if (!request.namespaceName.isEmpty())
                attributes.insert(u"namespace"_s, request.namespaceName);
            if (!request.name.isEmpty())
                attributes.insert(u"name"_s, request.name);
            const QJsonObject review{
                {u"apiVersion"_s, u"authorization.k8s.io/v1"_s},
                {u"kind"_s, u"SubjectAccessReview"_s},
                {u"spec"_s,
                 QJsonObject{{u"user"_s, u"somebody"_s},
                             {u"groups"_s, QJsonArray{request.groups.first(), u"system:authenticated"_s}},
                             {u"resourceAttributes"_s, attributes}}}};
            const QByteArray answer = m_hub.kubectl({u"create"_s, u"-f"_s, u"-"_s, u"-o"_s, u"json"_s},
                                                    QJsonDocument(review).toJson());
            QVERIFY2(!answer.isEmpty(), qPrintable(m_hub.error()));
            const bool server = QJsonDocument::fromJson(answer).object()[u"status"][u"allowed"].toBool();
            const QByteArray what = QByteArray(one.group) + ' ' + one.verb + ' ' + one.resource + " in " +
                                    one.space + ' ' + one.name;
            QVERIFY2(server == one.allowed, ("the server: " + what).constData());
            QVERIFY2(real.decide(request).isAllowed() == server, ("its roles: " + what).constData());
            QVERIFY2(expected.decide(request).isAllowed() == server, ("our roles: " + what).constData());
            allowed += server ? 1 : 0;
        }
        QVERIFY(allowed > 15 && allowed < int(std::size(accessCases)) - 15);
    }

private:
    HubFixture m_hub;
};

QTEST_GUILESS_MAIN(TestAccessHub)
#include "tst_access_hub.moc"
