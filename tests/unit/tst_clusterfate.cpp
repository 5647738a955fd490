// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of each cluster of a pool that is deleted, and what is said about it before (3.k).
#include "core/base/englishplurals.h"
#include "core/domain/clusterfate.h"
#include "tests/support/objects.h"

#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

namespace {

PoolView pool(const QByteArray &variant, const QByteArray &status = "{}")
{
    QByteArray json = R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool",
        "metadata":{"name":"firn","namespace":"glaciology"},
        "spec":{"clusterVariant":VARIANT},"status":STATUS})";
    json.replace("VARIANT", variant).replace("STATUS", status);
    return PoolView(object(json.constData()));
}

// A shared pool's cluster with a policy, or without one.
QByteArray cluster(const QByteArray &name, const QByteArray &policy = {})
{
    QByteArray json = policy.isEmpty()
                          ? R"({"name":"NAME","paletteClusterDeploymentConfig":{}})"
                          : R"({"name":"NAME","paletteClusterDeploymentConfig":{"deletionPolicy":"WORD"}})";
    return json.replace("NAME", name).replace("WORD", policy);
}

QByteArray shared(const QByteArray &clusters)
{
    QByteArray json = R"({"shared":{"clusters":[LIST]}})";
    return json.replace("LIST", clusters);
}

} // namespace

class TestClusterFate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(new EnglishPlurals(this)); }

    void fates_data()
    {
        QTest::addColumn<QByteArray>("variant");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("fate");
        const auto add = [](const char *title, const QByteArray &variant, const QByteArray &status,
                            const QString &name, ClusterFate fate) {
            QTest::newRow(title) << variant << status << name << int(fate);
        };
        const QByteArray mixed = shared(cluster("one", "orphan") + ',' + cluster("two", "delete"));
        add("kept beside one that goes", mixed, "{}", u"one"_s, ClusterFate::Kept);
        add("goes beside one that is kept", mixed, "{}", u"two"_s, ClusterFate::Deleted);
        add("nothing said is the default", shared(cluster("one")), "{}", u"one"_s, ClusterFate::Deleted);
        add("spelt otherwise", shared(cluster("one", "Orphan")), "{}", u"one"_s, ClusterFate::Kept);
        add("no word of ours", shared(cluster("one", "freeze")), "{}", u"one"_s, ClusterFate::Unknown);
        QByteArray resolved = R"({"resolvedSpec":{"clusters":[LIST]}})";
        resolved.replace("LIST", cluster("one", "orphan") + ',' + cluster("two", "delete"));
        add("taken out of the spec, made to be kept", shared(cluster("two")), resolved, u"one"_s,
            ClusterFate::Kept);
        add("taken out of the spec, made to go", shared(cluster("one")), resolved, u"two"_s,
            ClusterFate::Deleted);
        add("the spec wins", shared(cluster("one", "delete")), resolved, u"one"_s, ClusterFate::Deleted);
        add("the spec says nothing", shared(cluster("one")), resolved, u"one"_s, ClusterFate::Kept);
        add("nobody names it", shared(cluster("two")), "{}", u"one"_s, ClusterFate::Unknown);
        add("no variant at all", "{}", "{}", u"main"_s, ClusterFate::Unknown);
        // The one cluster of a dedicated pool may have any name.
        const QByteArray dedicated =
            R"({"dedicated":{"paletteClusterDeploymentConfig":{"deletionPolicy":"orphan"}}})";
        add("dedicated", dedicated, "{}", u"main"_s, ClusterFate::Kept);
        add("dedicated, another name", dedicated, "{}", u"firn-7xk2p"_s, ClusterFate::Kept);
        add("dedicated, beside the config in the older form",
            R"({"dedicated":{"deletionPolicy":"orphan","paletteClusterDeploymentConfig":{}}})", "{}",
            u"main"_s, ClusterFate::Kept);
        add("dedicated, its policy taken out", R"({"dedicated":{"paletteClusterDeploymentConfig":{}}})",
            R"({"resolvedSpec":{"nodePoolRequirements":{},"deletionPolicy":"orphan"}})", u"main"_s,
            ClusterFate::Kept);
    }
    void fates()
    {
        QFETCH(QByteArray, variant);
        QFETCH(QByteArray, status);
        QFETCH(QString, name);
        QFETCH(int, fate);
        QCOMPARE(int(clusterFate(pool(variant, status), name)), fate);
    }

    void sentences()
    {
        const QByteArray variant =
            shared(cluster("one", "orphan") + ',' + cluster("two") + ',' + cluster("three", "delete"));
        const QByteArray status = R"({"clusters":[
            {"name":"one","paletteName":"firn-one-a1b2c","hosts":[{"hostUid":"h1"},{"hostUid":"h2"}]},
            {"name":"two","paletteName":"firn-two-d3e4f","hosts":[{"hostUid":"h3"}]},
            {"name":"gone","paletteName":"firn-gone-1"}]})";
        QCOMPARE(clusterFateSentences(pool(variant, status)),
                 (QStringList{u"Cluster firn-one-a1b2c is kept and runs on with 2 machines."_s,
                              u"Cluster firn-two-d3e4f is deleted in Palette, which frees 1 machine."_s,
                              u"Cluster three is deleted in Palette, which frees 0 machines."_s,
                              u"Nobody says what becomes of cluster firn-gone-1; the deletion waits until "
                              "the pool's spec names it with a deletion policy."_s}));
        QCOMPARE(
            clusterFateSentences(pool(R"({"dedicated":{"paletteClusterDeploymentConfig":{}}})",
                                      R"({"clusters":[{"name":"firn-7xk2p","hosts":[{"hostUid":"h1"}]}]})")),
            QStringList{u"Cluster firn-7xk2p is deleted in Palette, which frees 1 machine."_s});
    }
};

QTEST_GUILESS_MAIN(TestClusterFate)
#include "tst_clusterfate.moc"
