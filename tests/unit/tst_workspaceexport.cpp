// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/operation.h"
#include "core/changes/preparehub.h"
#include "core/changes/workspaceexport.h"
#include "core/schema/schema.h"
#include "core/yaml/yamlreader.h"
#include "tests/support/callspy.h"
#include "tests/support/fakesource.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;

namespace {

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(QByteArray(text).replace('\'', '"')).object();
}

QHash<QString, QByteArray> bytesBelow(const QString &root)
{
    QHash<QString, QByteArray> files;
    QDirIterator it(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            files.insert(QDir(root).relativeFilePath(file.fileName()), file.readAll());
    }
    return files;
}

void writeFile(const QString &path, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

QList<QJsonObject> sample()
{
    return {
        json("{'apiVersion':'spectrocloud.com/"
             "v1alpha1','kind':'Project','metadata':{'name':'glaciology','namespace':"
             "'glaciology','uid':'1','resourceVersion':'5','creationTimestamp':'x','managedFields':[{}],'"
             "generation':2,"
             "'finalizers':['f'],'ownerReferences':[{}],'labels':{'a':'b'},'annotations':{"
             "'kubectl.kubernetes.io/"
             "last-applied-configuration':'{}'}},'spec':{'tenantRef':{'name':'t'},'unknown':"
             "{'kept':[1,'yes']}},'status':{'phase':'Ready'}}"),
        json("{'apiVersion':'spectrocloud.com/v1alpha1','kind':'Tenant','metadata':{'name':'t'},'spec':{}}"),
        json("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s','namespace':'glaciology'},'type':'"
             "Opaque','data':"
             "{'palette':'aHVudGVyMg=='}}")};
}

} // namespace

class TestWorkspaceExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsHandedOver()
    {
        QCOMPARE(
            QJsonDocument(exportable(sample().at(0))).toJson(QJsonDocument::Compact),
            QByteArray(
                "{\"apiVersion\":\"spectrocloud.com/"
                "v1alpha1\",\"kind\":\"Project\",\"metadata\":{\"labels\":{"
                "\"a\":\"b\"},\"name\":\"glaciology\",\"namespace\":\"glaciology\"},\"spec\":{\"tenantRef\":{"
                "\"name\":\"t\"},\"unknown\":{\"kept\":[1,\"yes\"]}}}"));
        const QByteArray text = exportText(sample());
        QVERIFY(!text.contains("aHVudGVyMg"));
        QVERIFY(text.contains("easel.spectrocloud.com/keys: palette"));
        const auto documents = readYaml(text);
        QVERIFY(documents);
        QCOMPARE(documents->size(), 3);
        QCOMPARE(documents->at(0).value.toObject().value(u"kind"),
                 QJsonValue(QStringLiteral("Tenant"))); // apply order
    }

    void secondExportChangesNoByte()
    {
        QTemporaryDir folder;
        const auto first = await(exportToFolder(folder.path(), QStringLiteral("borealis"), sample(),
                                                QStringLiteral("easel-system")));
        QVERIFY2(first, why(first).constData());
        QCOMPARE(*first, (QStringList{QStringLiteral("easel.yaml"),
                                      QStringLiteral("projects/glaciology/project-glaciology.yaml"),
                                      QStringLiteral("projects/glaciology/secret-s.yaml"),
                                      QStringLiteral("tenants/t/tenant-t.yaml")}));
        const auto before = bytesBelow(folder.path());
        const auto second = await(exportToFolder(folder.path(), QStringLiteral("borealis"), sample(),
                                                 QStringLiteral("easel-system")));
        QVERIFY2(second, why(second).constData());
        QCOMPARE(*second, QStringList());
        QCOMPARE(bytesBelow(folder.path()), before);
    }

    void filesOfPeopleArePatched()
    {
        QTemporaryDir folder;
        writeFile(folder.filePath(QStringLiteral("easel.yaml")),
                  "apiVersion: easel.dev/v1\nkind: Workspace\nmetadata: {name: mine}\n");
        const QByteArray mine =
            "# two in one file\napiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: t}\n"
            "spec: {}\n---\n# ours\napiVersion: spectrocloud.com/v1alpha1\nkind: Project\nmetadata:\n"
            "  name: glaciology # no namespace: the folder says it\n  labels:\n    a: 'b'\nspec:\n"
            "  tenantRef: {name: \"t\"} # quoted\n  unknown:\n    kept: [1, \"yes\"]\n";
        const QString path = folder.filePath(QStringLiteral("projects/glaciology/all.yaml"));
        writeFile(path, mine);
        writeFile(folder.filePath(QStringLiteral("projects/glaciology/secret-s.yaml")),
                  "half: [\n"); // not to be rewritten
        QList<QJsonObject> objects = sample();
        const auto first = await(
            exportToFolder(folder.path(), QStringLiteral("x"), objects, QStringLiteral("easel-system")));
        QVERIFY2(first, why(first).constData());
        QCOMPARE(*first, QStringList{QStringLiteral("projects/glaciology/secret-s-2.yaml")});
        QCOMPARE(bytesBelow(folder.path()).value(QStringLiteral("projects/glaciology/all.yaml")), mine);
        QJsonValue changed = objects.at(0);
        JsonPointer::parse(u"/spec/tenantRef/name")->set(changed, QStringLiteral("u"));
        objects[0] = changed.toObject();
        const auto second = await(
            exportToFolder(folder.path(), QStringLiteral("x"), objects, QStringLiteral("easel-system")));
        QVERIFY2(second, why(second).constData());
        QCOMPARE(bytesBelow(folder.path()).value(QStringLiteral("projects/glaciology/all.yaml")),
                 QByteArray(mine).replace("{name: \"t\"}", "{name: \"u\"}"));
    }

    void theSystemNamespaceIsTold()
    {
        QTemporaryDir folder;
        const auto done =
            await(exportToFolder(folder.path(), QStringLiteral("v"), {}, QStringLiteral("mural-system")));
        QVERIFY2(done, why(done).constData());
        QVERIFY(bytesBelow(folder.path())
                    .value(QStringLiteral("easel.yaml"))
                    .contains("systemNamespace: mural-system\n"));
    }

    void folderThatCannotBeWritten()
    {
        QTemporaryDir folder;
        writeFile(folder.filePath(QStringLiteral("file")), "x");
        const auto done = await(exportToFolder(folder.filePath(QStringLiteral("file")), QStringLiteral("v"),
                                               sample(), QStringLiteral("easel-system")));
        QVERIFY(!done);
        QVERIFY2(!errorSentence(done.error()).isEmpty(), why(done).constData());
    }

    // --- prepare ---

    void preparingAnEmptyHub()
    {
        FakeSource source;
        source.fakeMode = HubMode::Empty;
        auto check = await(checkHub(&source, this));
        QVERIFY2(check, why(check).constData());
        QCOMPARE(check->missingCrds.size(), Schema::builtinCrds().size());
        QVERIFY(check->missingCrds.contains(QStringLiteral("tenants.spectrocloud.com")));
        QCOMPARE(check->notes,
                 QStringList{QStringLiteral(
                     "None of Easel's kinds is installed. \"Prepare this hub\" installs them.")});
        const auto plan = await(makePlan(&source, prepareHubRequest(QStringLiteral("easel-system")), this));
        QVERIFY2(plan, why(plan).constData());
        QVERIFY2(plan->isApplicable(), qPrintable(plan->blockers().join(u'\n')));
        QCOMPARE(plan->items.size(), Schema::builtinCrds().size() + 1);
        QCOMPARE(plan->items.at(0).ref.text(), QStringLiteral("Namespace easel-system"));
        OperationLog log(nullptr);
        const ApplyOperation *operation = log.start(&source, *plan);
        QTRY_COMPARE(operation->state(), ApplyOperation::State::Done);
        source.fakeMode = HubMode::Easel;
        check = await(checkHub(&source, this));
        QCOMPARE(check->missingCrds, QStringList());
        QCOMPARE(check->notes, QStringList{QStringLiteral("The hub is prepared.")});
        const auto again = await(makePlan(&source, prepareHubRequest(QStringLiteral("easel-system")), this));
        QVERIFY(!again->hasChanges());
    }

    void aHubThatMayNotBeRead()
    {
        FakeSource source;
        source.fakeMode = HubMode::Vendor;
        source.rightsRefused.insert(QStringLiteral("get customresourcedefinitions"));
        const auto check = await(checkHub(&source, this));
        QVERIFY(check);
        QCOMPARE(check->missingCrds, QStringList()); // the kinds are served
        QCOMPARE(check->notes.size(), 2);
        QVERIFY(check->notes.at(0).startsWith(u"You may not read CRDs here"));
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceExport)
#include "tst_workspaceexport.moc"
