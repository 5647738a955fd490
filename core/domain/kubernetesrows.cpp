// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/gputext.h"
#include "core/domain/printercolumns.h"
#include "core/domain/rowbase.h"
#include "core/domain/state.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Columns)
};

using Extractor = JsonRowExtractor;

struct ColumnText
{
    const char *id;
    const char *title;
    CellType type = CellType::Text;
    int width = 12;
    bool shown = true;
    int priority = 5;
};

void add(Extractor &extractor, const ColumnText &text, Extractor::CellFunction cell)
{
    extractor.add({QString::fromLatin1(text.id),
                   Text::tr(text.title),
                   text.type,
                   text.width,
                   text.shown,
                   text.priority,
                   {}},
                  std::move(cell));
}

QString orNone(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("–") : text;
}

// A cell with the text at a path of two or three keys.
Extractor::CellFunction textAt(const char *a, const char *b = nullptr, const char *c = nullptr)
{
    return [a, b, c](const SimdNode &root, const Row &) -> Cell {
        SimdNode node = root[a];
        if (b)
            node = node[b];
        if (c)
            node = node[c];
        return orNone(node.text());
    };
}

Extractor::CellFunction numberAt(const char *a, const char *b, const char *c = nullptr)
{
    return [a, b, c](const SimdNode &root, const Row &) -> Cell {
        SimdNode node = root[a][b];
        if (c)
            node = node[c];
        return node.isSet() ? Cell(node.integer()) : Cell();
    };
}

QString keysOf(const SimdNode &map, const SimdNode &second)
{
    QStringList keys;
    const auto collect = [&](const QString &key, const SimdNode &) { keys << key; };
    map.members(collect);
    second.members(collect);
    keys.sort();
    return keys.isEmpty() ? Text::tr("none") : keys.join(QStringLiteral(", "));
}

const char *const gpuResources[] = {"nvidia.com/gpu", "amd.com/gpu", "habana.ai/gaudi"};

qint64 gpuCountOf(const SimdNode &resources)
{
    qint64 total = 0;
    for (const char *name : gpuResources) {
        const SimdNode value = resources[name];
        if (value.isText())
            total += QString::fromLatin1(value.view().data(), qsizetype(value.view().size())).toLongLong();
        else
            total += value.integer();
    }
    return total;
}

void podColumns(Extractor &pods)
{
    add(pods, {"ready", QT_TRANSLATE_NOOP("easel::Columns", "Ready"), CellType::Text, 6},
        [](const SimdNode &root, const Row &) -> Cell {
            int ready = 0;
            int running = 0;
            root["status"]["containerStatuses"].each([&](const SimdNode &container) {
                ++running;
                ready += container["ready"].truth() ? 1 : 0;
            });
            const qsizetype wanted = root["spec"]["containers"].size();
            return QStringLiteral("%1/%2").arg(ready).arg(std::max<qsizetype>(wanted, running));
        });
    add(pods, {"restarts", QT_TRANSLATE_NOOP("easel::Columns", "Restarts"), CellType::Number, 8},
        [](const SimdNode &root, const Row &) -> Cell {
            qint64 restarts = 0;
            const auto count = [&](const SimdNode &container) {
                restarts += container["restartCount"].integer();
            };
            root["status"]["initContainerStatuses"].each(count);
            root["status"]["containerStatuses"].each(count);
            return restarts;
        });
    add(pods, {"gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPUs"), CellType::Number, 6},
        [](const SimdNode &root, const Row &) -> Cell {
            qint64 gpus = 0;
            root["spec"]["containers"].each(
                [&](const SimdNode &container) { gpus += gpuCountOf(container["resources"]["limits"]); });
            return gpus > 0 ? Cell(gpus) : Cell();
        });
    add(pods, {"node", QT_TRANSLATE_NOOP("easel::Columns", "Node"), CellType::Text, 18, true, 6},
        textAt("spec", "nodeName"));
    add(pods, {"ip", QT_TRANSLATE_NOOP("easel::Columns", "IP"), CellType::Text, 14, true, 7},
        textAt("status", "podIP"));
    add(pods, {"owner", QT_TRANSLATE_NOOP("easel::Columns", "Owner"), CellType::Text, 24, false, 8},
        [](const SimdNode &root, const Row &) -> Cell {
            QString owner;
            root["metadata"]["ownerReferences"].each([&](const SimdNode &reference) {
                if (owner.isEmpty() || reference["controller"].truth())
                    owner = reference["kind"].text() + u' ' + reference["name"].text();
            });
            return orNone(owner);
        });
}

QString productFamily(const QString &product)
{
    // What GPU Feature Discovery says, shortened as far as it is plain: "NVIDIA-H100-80GB-HBM3" -> "H100".
    QString text = product;
    for (const char *vendor : {"NVIDIA-", "AMD-", "AMD_Instinct_", "Instinct-"}) {
        if (text.startsWith(QLatin1String(vendor), Qt::CaseInsensitive))
            text.remove(0, qsizetype(qstrlen(vendor)));
    }
    const qsizetype cut = text.indexOf(u'-');
    return cut > 0 && QStringView(text).left(cut).contains(u'0') ? text.left(cut) : text;
}

void nodeColumns(Extractor &nodes)
{
    add(nodes, {"roles", QT_TRANSLATE_NOOP("easel::Columns", "Roles"), CellType::Text, 14},
        [](const SimdNode &root, const Row &) -> Cell {
            QStringList roles;
            const QString prefix = QStringLiteral("node-role.kubernetes.io/");
            root["metadata"]["labels"].members([&](const QString &key, const SimdNode &) {
                if (key.startsWith(prefix))
                    roles << key.mid(prefix.size());
            });
            roles.sort();
            return roles.isEmpty() ? Text::tr("none") : roles.join(QStringLiteral(", "));
        });
    add(nodes, {"version", QT_TRANSLATE_NOOP("easel::Columns", "Version"), CellType::Text, 12},
        textAt("status", "nodeInfo", "kubeletVersion"));
    add(nodes, {"gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPUs"), CellType::Gpus, 12},
        [](const SimdNode &root, const Row &) -> Cell {
            const qint64 count = gpuCountOf(root["status"]["allocatable"]);
            if (count == 0)
                return Text::tr("none");
            const SimdNode labels = root["metadata"]["labels"];
            QString product = labels["nvidia.com/gpu.product"].text();
            if (product.isEmpty())
                product = labels["amd.com/gpu.product-name"].text();
            return product.isEmpty() ? QString::number(count)
                                     : QStringLiteral("%1 %2").arg(count).arg(productFamily(product));
        });
    add(nodes, {"cpu", QT_TRANSLATE_NOOP("easel::Columns", "CPU"), CellType::Quantity, 6},
        textAt("status", "allocatable", "cpu"));
    add(nodes, {"memory", QT_TRANSLATE_NOOP("easel::Columns", "Memory"), CellType::Quantity, 12},
        textAt("status", "allocatable", "memory"));
    add(nodes, {"ip", QT_TRANSLATE_NOOP("easel::Columns", "IP"), CellType::Text, 14, true, 7},
        [](const SimdNode &root, const Row &) -> Cell {
            QString address;
            root["status"]["addresses"].each([&](const SimdNode &item) {
                if (address.isEmpty() && item["type"].is("InternalIP"))
                    address = item["address"].text();
            });
            return orNone(address);
        });
    add(nodes, {"os", QT_TRANSLATE_NOOP("easel::Columns", "System"), CellType::Text, 22, false, 8},
        textAt("status", "nodeInfo", "osImage"));
}

void replicaColumns(Extractor &extractor, bool daemonSet)
{
    add(extractor, {"ready", QT_TRANSLATE_NOOP("easel::Columns", "Ready"), CellType::Text, 8},
        [daemonSet](const SimdNode &root, const Row &) -> Cell {
            const SimdNode status = root["status"];
            const qint64 wanted =
                daemonSet ? status["desiredNumberScheduled"].integer() : root["spec"]["replicas"].integer(1);
            const qint64 ready =
                daemonSet ? status["numberReady"].integer() : status["readyReplicas"].integer();
            return QStringLiteral("%1/%2").arg(ready).arg(wanted);
        });
    add(extractor, {"updated", QT_TRANSLATE_NOOP("easel::Columns", "Up to date"), CellType::Number, 9},
        numberAt("status", daemonSet ? "updatedNumberScheduled" : "updatedReplicas"));
    add(extractor, {"available", QT_TRANSLATE_NOOP("easel::Columns", "Available"), CellType::Number, 9},
        numberAt("status", daemonSet ? "numberAvailable" : "availableReplicas"));
    add(extractor, {"images", QT_TRANSLATE_NOOP("easel::Columns", "Images"), CellType::Text, 30, false, 8},
        [](const SimdNode &root, const Row &) -> Cell {
            QStringList images;
            root["spec"]["template"]["spec"]["containers"].each(
                [&](const SimdNode &container) { images << container["image"].text(); });
            return images.join(QStringLiteral(", "));
        });
}

void serviceColumns(Extractor &services)
{
    add(services, {"type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 12},
        textAt("spec", "type"));
    add(services, {"clusterip", QT_TRANSLATE_NOOP("easel::Columns", "Cluster IP"), CellType::Text, 14},
        textAt("spec", "clusterIP"));
    add(services, {"external", QT_TRANSLATE_NOOP("easel::Columns", "External"), CellType::Text, 16},
        [](const SimdNode &root, const Row &) -> Cell {
            QStringList addresses;
            root["status"]["loadBalancer"]["ingress"].each([&](const SimdNode &item) {
                addresses << (item["ip"].isSet() ? item["ip"].text() : item["hostname"].text());
            });
            root["spec"]["externalIPs"].each([&](const SimdNode &item) { addresses << item.text(); });
            if (addresses.isEmpty() && root["spec"]["externalName"].isSet())
                addresses << root["spec"]["externalName"].text();
            return addresses.isEmpty() ? Text::tr("none") : addresses.join(QStringLiteral(", "));
        });
    add(services, {"ports", QT_TRANSLATE_NOOP("easel::Columns", "Ports"), CellType::Text, 18},
        [](const SimdNode &root, const Row &) -> Cell {
            QStringList ports;
            root["spec"]["ports"].each([&](const SimdNode &item) {
                QString text = item["port"].text();
                if (item["nodePort"].isSet())
                    text += u':' + item["nodePort"].text();
                const QString protocol = item["protocol"].text();
                ports << text + u'/' + (protocol.isEmpty() ? QStringLiteral("TCP") : protocol);
            });
            return orNone(ports.join(QStringLiteral(", ")));
        });
}

void eventColumns(Extractor &events, bool newGroup)
{
    events.add({QStringLiteral("lastseen"), Text::tr("Last seen"), CellType::Age, 9, true, 0, {}},
               [](const SimdNode &root, const Row &row) -> Cell {
                   qint64 seen = 0;
                   for (const SimdNode &time :
                        {root["series"]["lastObservedTime"], root["lastTimestamp"],
                         root["deprecatedLastTimestamp"], root["eventTime"], root["firstTimestamp"]})
                       seen = std::max(seen, timestampMs(time.view()));
                   seen = seen ? seen : row.createdMs;
                   return seen ? Cell(seen) : Cell();
               });
    events.add({QStringLiteral("status"), Text::tr("Type"), CellType::State, 10, true, 0, {}}, stateCell());
    add(events, {"reason", QT_TRANSLATE_NOOP("easel::Columns", "Reason"), CellType::Text, 18, true, 0},
        textAt("reason"));
    const char *const about = newGroup ? "regarding" : "involvedObject";
    add(events, {"object", QT_TRANSLATE_NOOP("easel::Columns", "Object"), CellType::Text, 28, true, 2},
        [about](const SimdNode &root, const Row &) -> Cell {
            return QString(root[about]["kind"].text() + u' ' + root[about]["name"].text());
        });
    events.add(namespaceColumn(false), namespaceCell());
    add(events, {"message", QT_TRANSLATE_NOOP("easel::Columns", "Message"), CellType::Text, 48, true, 1},
        textAt(newGroup ? "note" : "message"));
    add(events, {"count", QT_TRANSLATE_NOOP("easel::Columns", "Count"), CellType::Number, 6, true, 6},
        [](const SimdNode &root, const Row &) -> Cell {
            for (const SimdNode &count : {root["series"]["count"], root["count"], root["deprecatedCount"]}) {
                if (count.isNumber() && count.integer() > 0)
                    return count.integer();
            }
            return qint64(1);
        });
    add(events, {"source", QT_TRANSLATE_NOOP("easel::Columns", "Source"), CellType::Text, 20, false, 7},
        [](const SimdNode &root, const Row &) -> Cell {
            for (const SimdNode &source :
                 {root["reportingController"], root["reportingComponent"], root["source"]["component"],
                  root["deprecatedSource"]["component"]}) {
                if (!source.view().empty())
                    return source.text();
            }
            return QStringLiteral("–");
        });
    add(events, {"name", QT_TRANSLATE_NOOP("easel::Columns", "Name"), CellType::Text, 30, false, 9},
        nameCell());
}

void fluxSourceColumns(Extractor &extractor)
{
    add(extractor, {"url", QT_TRANSLATE_NOOP("easel::Columns", "Address"), CellType::Text, 34},
        textAt("spec", "url"));
    add(extractor, {"type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 8},
        [](const SimdNode &root, const Row &) -> Cell {
            const QString type = root["spec"]["type"].text();
            if (!type.isEmpty())
                return type;
            return root["spec"]["url"].text().startsWith(u"oci:") ? QStringLiteral("oci")
                                                                  : QStringLiteral("default");
        });
    add(extractor, {"revision", QT_TRANSLATE_NOOP("easel::Columns", "Revision"), CellType::Text, 20, true, 7},
        textAt("status", "artifact", "revision"));
}

void managedClusterColumns(Extractor &clusters)
{
    add(clusters, {"set", QT_TRANSLATE_NOOP("easel::Columns", "Set"), CellType::Text, 12},
        [](const SimdNode &root, const Row &) -> Cell {
            return orNone(root["metadata"]["labels"]["cluster.open-cluster-management.io/clusterset"].text());
        });
    add(clusters, {"kubernetes", QT_TRANSLATE_NOOP("easel::Columns", "Kubernetes"), CellType::Text, 12},
        textAt("status", "version", "kubernetes"));
    add(clusters, {"cpu", QT_TRANSLATE_NOOP("easel::Columns", "CPU"), CellType::Quantity, 8},
        textAt("status", "allocatable", "cpu"));
    add(clusters, {"memory", QT_TRANSLATE_NOOP("easel::Columns", "Memory"), CellType::Quantity, 12},
        textAt("status", "allocatable", "memory"));
    add(clusters, {"taints", QT_TRANSLATE_NOOP("easel::Columns", "Taints"), CellType::Number, 7, false, 8},
        [](const SimdNode &root, const Row &) -> Cell { return qint64(root["spec"]["taints"].size()); });
}

// Columns between the common ones, by kind. False when the kind is not known here.
bool kindColumns(Extractor &e, const QString &group, const QString &kind)
{
    if (group.isEmpty()) {
        if (kind == u"Pod") {
            podColumns(e);
        } else if (kind == u"Node") {
            nodeColumns(e);
        } else if (kind == u"Secret") {
            add(e, {"type", QT_TRANSLATE_NOOP("easel::Columns", "Type"), CellType::Text, 28}, textAt("type"));
            // Names only, never values (C10). A workspace stub names them in an annotation.
            add(e, {"keys", QT_TRANSLATE_NOOP("easel::Columns", "Keys"), CellType::Text, 30},
                [](const SimdNode &root, const Row &) -> Cell {
                    const SimdNode stub = root["metadata"]["annotations"]["easel.spectrocloud.com/keys"];
                    if (root["data"].size() + root["stringData"].size() == 0 && !stub.view().empty())
                        return stub.text();
                    return keysOf(root["data"], root["stringData"]);
                });
        } else if (kind == u"ConfigMap") {
            add(e, {"keys", QT_TRANSLATE_NOOP("easel::Columns", "Keys"), CellType::Text, 40},
                [](const SimdNode &root, const Row &) -> Cell {
                    return keysOf(root["data"], root["binaryData"]);
                });
        } else if (kind == u"Service") {
            serviceColumns(e);
        } else if (kind == u"PersistentVolumeClaim") {
            add(e, {"volume", QT_TRANSLATE_NOOP("easel::Columns", "Volume"), CellType::Text, 24},
                textAt("spec", "volumeName"));
            add(e, {"capacity", QT_TRANSLATE_NOOP("easel::Columns", "Capacity"), CellType::Quantity, 10},
                [](const SimdNode &root, const Row &) -> Cell {
                    const QString real = root["status"]["capacity"]["storage"].text();
                    return orNone(real.isEmpty() ? root["spec"]["resources"]["requests"]["storage"].text()
                                                 : real);
                });
            add(e, {"class", QT_TRANSLATE_NOOP("easel::Columns", "Storage class"), CellType::Text, 16},
                textAt("spec", "storageClassName"));
        } else if (kind == u"PersistentVolume") {
            add(e, {"capacity", QT_TRANSLATE_NOOP("easel::Columns", "Capacity"), CellType::Quantity, 10},
                textAt("spec", "capacity", "storage"));
            add(e, {"claim", QT_TRANSLATE_NOOP("easel::Columns", "Claim"), CellType::Text, 28},
                [](const SimdNode &root, const Row &) -> Cell {
                    const SimdNode claim = root["spec"]["claimRef"];
                    return claim.isSet() ? QString(claim["namespace"].text() + u'/' + claim["name"].text())
                                         : QStringLiteral("–");
                });
            add(e, {"class", QT_TRANSLATE_NOOP("easel::Columns", "Storage class"), CellType::Text, 16},
                textAt("spec", "storageClassName"));
        } else {
            return false;
        }
        return true;
    }
    if (group == u"apps") {
        if (kind == u"Deployment" || kind == u"StatefulSet" || kind == u"ReplicaSet")
            replicaColumns(e, false);
        else if (kind == u"DaemonSet")
            replicaColumns(e, true);
        else
            return false;
        return true;
    }
    if (group == u"batch" && kind == u"Job") {
        add(e, {"completions", QT_TRANSLATE_NOOP("easel::Columns", "Completions"), CellType::Text, 11},
            [](const SimdNode &root, const Row &) -> Cell {
                return QStringLiteral("%1/%2")
                    .arg(root["status"]["succeeded"].integer())
                    .arg(root["spec"]["completions"].integer(1));
            });
        add(e, {"failed", QT_TRANSLATE_NOOP("easel::Columns", "Failed"), CellType::Number, 7},
            numberAt("status", "failed"));
        return true;
    }
    if (group == u"batch" && kind == u"CronJob") {
        add(e, {"schedule", QT_TRANSLATE_NOOP("easel::Columns", "Schedule"), CellType::Text, 16},
            textAt("spec", "schedule"));
        add(e, {"active", QT_TRANSLATE_NOOP("easel::Columns", "Active"), CellType::Number, 7},
            [](const SimdNode &root, const Row &) -> Cell {
                return qint64(root["status"]["active"].size());
            });
        add(e, {"last", QT_TRANSLATE_NOOP("easel::Columns", "Last run"), CellType::Age, 9},
            [](const SimdNode &root, const Row &) -> Cell {
                const qint64 at = timestampMs(root["status"]["lastScheduleTime"].view());
                return at ? Cell(at) : Cell();
            });
        return true;
    }
    if (group == u"networking.k8s.io" && kind == u"Ingress") {
        add(e, {"class", QT_TRANSLATE_NOOP("easel::Columns", "Class"), CellType::Text, 12},
            textAt("spec", "ingressClassName"));
        add(e, {"hosts", QT_TRANSLATE_NOOP("easel::Columns", "Hosts"), CellType::Text, 34},
            [](const SimdNode &root, const Row &) -> Cell {
                QStringList hosts;
                root["spec"]["rules"].each([&](const SimdNode &rule) {
                    hosts << (rule["host"].view().empty() ? QStringLiteral("*") : rule["host"].text());
                });
                return orNone(hosts.join(QStringLiteral(", ")));
            });
        return true;
    }
    if (group == u"coordination.k8s.io" && kind == u"Lease") {
        add(e, {"holder", QT_TRANSLATE_NOOP("easel::Columns", "Holder"), CellType::Text, 36},
            textAt("spec", "holderIdentity"));
        add(e, {"renewed", QT_TRANSLATE_NOOP("easel::Columns", "Renewed"), CellType::Age, 9},
            [](const SimdNode &root, const Row &) -> Cell {
                const qint64 at = timestampMs(root["spec"]["renewTime"].view());
                return at ? Cell(at) : Cell();
            });
        return true;
    }
    if (group == u"apiextensions.k8s.io" && kind == u"CustomResourceDefinition") {
        add(e, {"kind", QT_TRANSLATE_NOOP("easel::Columns", "Kind"), CellType::Text, 20},
            textAt("spec", "names", "kind"));
        add(e, {"group", QT_TRANSLATE_NOOP("easel::Columns", "Group"), CellType::Text, 28},
            textAt("spec", "group"));
        add(e, {"versions", QT_TRANSLATE_NOOP("easel::Columns", "Versions"), CellType::Text, 16},
            [](const SimdNode &root, const Row &) -> Cell {
                QStringList versions;
                root["spec"]["versions"].each(
                    [&](const SimdNode &version) { versions << version["name"].text(); });
                return versions.join(QStringLiteral(", "));
            });
        add(e, {"scope", QT_TRANSLATE_NOOP("easel::Columns", "Scope"), CellType::Text, 11},
            textAt("spec", "scope"));
        return true;
    }
    if (group == u"rbac.authorization.k8s.io" && kind.endsWith(u"Binding")) {
        add(e, {"role", QT_TRANSLATE_NOOP("easel::Columns", "Role"), CellType::Text, 26},
            [](const SimdNode &root, const Row &) -> Cell {
                return QString(root["roleRef"]["kind"].text() + u' ' + root["roleRef"]["name"].text());
            });
        add(e, {"subjects", QT_TRANSLATE_NOOP("easel::Columns", "Subjects"), CellType::Text, 30},
            [](const SimdNode &root, const Row &) -> Cell {
                QStringList subjects;
                root["subjects"].each([&](const SimdNode &subject) { subjects << subject["name"].text(); });
                return orNone(subjects.join(QStringLiteral(", ")));
            });
        return true;
    }
    if (group == u"source.toolkit.fluxcd.io") {
        fluxSourceColumns(e);
        return true;
    }
    if (group == u"helm.toolkit.fluxcd.io" && kind == u"HelmRelease") {
        add(e, {"chart", QT_TRANSLATE_NOOP("easel::Columns", "Chart"), CellType::Text, 22},
            [](const SimdNode &root, const Row &) -> Cell {
                const QString chart = root["spec"]["chart"]["spec"]["chart"].text();
                return orNone(chart.isEmpty() ? root["spec"]["chartRef"]["name"].text() : chart);
            });
        add(e, {"version", QT_TRANSLATE_NOOP("easel::Columns", "Version"), CellType::Text, 12},
            [](const SimdNode &root, const Row &) -> Cell {
                QString version;
                root["status"]["history"].each([&](const SimdNode &item) {
                    if (version.isEmpty())
                        version = item["chartVersion"].text();
                });
                return orNone(version.isEmpty() ? root["spec"]["chart"]["spec"]["version"].text() : version);
            });
        return true;
    }
    if (group == u"kustomize.toolkit.fluxcd.io" && kind == u"Kustomization") {
        add(e, {"source", QT_TRANSLATE_NOOP("easel::Columns", "Source"), CellType::Text, 24},
            [](const SimdNode &root, const Row &) -> Cell {
                return QString(root["spec"]["sourceRef"]["kind"].text() + u' ' +
                               root["spec"]["sourceRef"]["name"].text());
            });
        add(e, {"path", QT_TRANSLATE_NOOP("easel::Columns", "Path"), CellType::Text, 20},
            textAt("spec", "path"));
        add(e, {"revision", QT_TRANSLATE_NOOP("easel::Columns", "Revision"), CellType::Text, 20},
            textAt("status", "lastAppliedRevision"));
        return true;
    }
    if (group == u"cluster.open-cluster-management.io") {
        if (kind == u"ManagedCluster") {
            managedClusterColumns(e);
        } else if (kind == u"ManagedClusterSet") {
            add(e, {"selector", QT_TRANSLATE_NOOP("easel::Columns", "Selector"), CellType::Text, 22},
                textAt("spec", "clusterSelector", "selectorType"));
        } else if (kind == u"ManagedClusterSetBinding") {
            add(e, {"set", QT_TRANSLATE_NOOP("easel::Columns", "Set"), CellType::Text, 20},
                textAt("spec", "clusterSet"));
        } else if (kind == u"Placement") {
            add(e, {"clusters", QT_TRANSLATE_NOOP("easel::Columns", "Clusters"), CellType::Number, 9},
                numberAt("status", "numberOfSelectedClusters"));
        } else if (kind == u"PlacementDecision") {
            add(e, {"placement", QT_TRANSLATE_NOOP("easel::Columns", "Placement"), CellType::Text, 24},
                [](const SimdNode &root, const Row &) -> Cell {
                    return orNone(
                        root["metadata"]["labels"]["cluster.open-cluster-management.io/placement"].text());
                });
            add(e, {"clusters", QT_TRANSLATE_NOOP("easel::Columns", "Clusters"), CellType::Text, 40},
                [](const SimdNode &root, const Row &) -> Cell {
                    QStringList names;
                    root["status"]["decisions"].each(
                        [&](const SimdNode &item) { names << item["clusterName"].text(); });
                    return names.isEmpty() ? Text::tr("none") : names.join(QStringLiteral(", "));
                });
        } else {
            return false;
        }
        return true;
    }
    if (group == u"work.open-cluster-management.io") {
        if (kind == u"ManifestWork") {
            add(e, {"manifests", QT_TRANSLATE_NOOP("easel::Columns", "Objects"), CellType::Number, 9},
                [](const SimdNode &root, const Row &) -> Cell {
                    return qint64(root["spec"]["workload"]["manifests"].size());
                });
            return true;
        }
        if (kind == u"ManifestWorkReplicaSet") {
            add(e, {"applied", QT_TRANSLATE_NOOP("easel::Columns", "Applied"), CellType::Text, 9},
                [](const SimdNode &root, const Row &) -> Cell {
                    const SimdNode summary = root["status"]["summary"];
                    const QString applied =
                        summary["Applied"].isSet() ? summary["Applied"].text() : summary["applied"].text();
                    const QString total =
                        summary["total"].isSet() ? summary["total"].text() : summary["Total"].text();
                    return total.isEmpty() ? QStringLiteral("–")
                                           : QStringLiteral("%1/%2").arg(
                                                 applied.isEmpty() ? QStringLiteral("0") : applied, total);
                });
            return true;
        }
        return false;
    }
    if (group == u"fleetconfig.open-cluster-management.io" && kind == u"Spoke") {
        add(e, {"hub", QT_TRANSLATE_NOOP("easel::Columns", "Hub"), CellType::Text, 20},
            textAt("spec", "hubRef", "name"));
        return true;
    }
    return false;
}

} // namespace

RowExtractorPtr kubernetesRowExtractor(const ResourceType &type)
{
    const bool events = type.kind == u"Event" && (type.group.isEmpty() || type.group == u"events.k8s.io");
    const bool withState = hasState(type.group, type.kind);
    auto extractor = std::make_shared<JsonRowExtractor>(type, withState);
    if (events) {
        eventColumns(*extractor, !type.group.isEmpty());
        return extractor;
    }
    extractor->add(nameColumn(), nameCell());
    if (withState)
        extractor->add(stateColumn(), stateCell());
    if (type.namespaced)
        extractor->add(namespaceColumn(false), namespaceCell());
    if (!kindColumns(*extractor, type.group, type.kind))
        addPrinterColumns(*extractor, type.columns.isEmpty() ? builtInPrinterColumns(type) : type.columns);
    extractor->add(ageColumn(), ageCell());
    return extractor;
}

} // namespace easel
