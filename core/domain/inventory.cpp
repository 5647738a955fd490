// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/inventory.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

void put(QJsonObject &object, QStringView key, const QString &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

void put(QJsonObject &object, QStringView key, const std::optional<qint64> &value)
{
    if (value)
        object.insert(key, *value);
}

void put(QJsonObject &object, QStringView key, const QJsonObject &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

QJsonObject gpuDetail(const HostView::Gpu &gpu)
{
    QJsonObject detail{{u"family"_s, gpu.family},
                       {u"count"_s, gpu.count},
                       {u"from"_s, gpu.fromTag ? u"tag"_s : u"device"_s}};
    put(detail, u"vendor", gpu.vendor);
    put(detail, u"model", gpu.model);
    put(detail, u"memoryMiB", gpu.memoryMiB);
    if (gpu.migCapable)
        detail.insert(u"migCapable", true);
    put(detail, u"migStrategy", gpu.migStrategy);
    return detail;
}

// As the custom resource spells it.
QString architectureWord(const QString &architecture)
{
    return architecture.toUpper();
}

} // namespace

QJsonObject hostDetail(const HostView &host)
{
    QJsonObject detail;
    put(detail, u"displayName", host.displayName);
    detail.insert(u"state", host.state);
    put(detail, u"message", host.message);
    put(detail, u"paletteState", host.paletteState);
    put(detail, u"paletteHealth", host.paletteHealth);
    detail.insert(u"roles", QJsonArray::fromStringList(host.rolesInEffect()));
    put(detail, u"architecture", architectureWord(host.architecture));
    put(detail, u"cpuCount", host.cpuCount);
    put(detail, u"memoryMiB", host.memoryMiB);
    QJsonArray gpus;
    for (const HostView::Gpu &gpu : host.gpus)
        gpus.append(gpuDetail(gpu));
    if (!gpus.isEmpty())
        detail.insert(u"gpus", gpus);
    QJsonObject tags;
    for (auto it = host.tags.begin(); it != host.tags.end(); ++it)
        tags.insert(it.key(), it.value());
    put(detail, u"tags", tags);
    QJsonObject network;
    put(network, u"ip", host.ip);
    put(network, u"nic", host.nic);
    put(network, u"mac", host.mac);
    put(network, u"subnet", host.subnet);
    put(network, u"gateway", host.gateway);
    if (host.nicCount > 0)
        network.insert(u"nicCount", host.nicCount);
    put(detail, u"network", network);
    QJsonObject user;
    put(user, u"clusterUid", host.usedByClusterUid);
    put(user, u"clusterName", host.usedByCluster);
    put(user, u"pool", host.usedByPool);
    put(detail, u"inUseBy", user);
    put(detail, u"reservedBy", host.reservedBy);
    return detail;
}

QJsonObject edgeHostDetails(const QList<HostView> &hosts)
{
    QJsonObject details;
    for (const HostView &host : hosts)
        details.insert(host.hostUid, hostDetail(host));
    return details;
}

QByteArray inventoryText(const QList<HostView> &hosts, const QDateTime &capturedAt, const QString &source)
{
    QList<const HostView *> sorted;
    sorted.reserve(hosts.size());
    for (const HostView &host : hosts)
        sorted << &host;
    std::sort(sorted.begin(), sorted.end(),
              [](const HostView *a, const HostView *b) { return a->hostUid < b->hostUid; });
    const auto quoted = [](const QString &text) {
        return QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact).sliced(1).chopped(1);
    };
    QByteArray text =
        "{\n  \"apiVersion\": \"easel.dev/v1\",\n  \"kind\": \"Inventory\",\n  \"capturedAt\": " +
        quoted(capturedAt.toUTC().toString(Qt::ISODate)) + ",\n  \"source\": " + quoted(source) +
        ",\n  \"hosts\": [";
    for (qsizetype i = 0; i < sorted.size(); ++i) {
        const QByteArray detail = QJsonDocument(hostDetail(*sorted.at(i))).toJson(QJsonDocument::Compact);
        text += i > 0 ? ",\n    " : "\n    ";
        text += "{\"hostUid\":" + quoted(sorted.at(i)->hostUid) + ',' + detail.sliced(1);
    }
    text += sorted.isEmpty() ? "]\n}\n" : "\n  ]\n}\n";
    return text;
}

Result<InventoryText> readInventoryText(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonObject object = QJsonDocument::fromJson(text, &error).object();
    if (object.value(u"kind").toString() != u"Inventory")
        return failure(
            Error::Kind::Syntax,
            error.error == QJsonParseError::NoError
                ? QCoreApplication::translate("easel::Inventory", "The file is no inventory snapshot.")
                : error.errorString(),
            QCoreApplication::translate("easel::Inventory", "Choose a file that Easel wrote as a snapshot."));
    InventoryText result;
    result.capturedAt = QDateTime::fromString(object.value(u"capturedAt").toString(), Qt::ISODateWithMs);
    result.source = cleanedLine(object.value(u"source").toString());
    const QJsonArray hosts = object.value(u"hosts").toArray();
    for (const auto &host : hosts) {
        ReadRecord record;
        const HostView view = readHost(TolerantReader(host.toObject(), &record));
        if (!view.hostUid.isEmpty())
            result.hosts << view;
    }
    return result;
}

QString inventoryFile(const QString &paletteHost, const QString &projectUid)
{
    // Names of files from what others said: letters, digits, dots and hyphens are left, nothing leads
    // upwards.
    const auto safe = [](const QString &text, const QString &otherwise) {
        QString result;
        for (const QChar c : text.toLower())
            result += c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_' ? c : QChar(u'-');
        while (result.startsWith(u'.'))
            result.remove(0, 1);
        return result.isEmpty() ? otherwise : result.left(100);
    };
    return u"inventory/%1/%2.json"_s.arg(safe(paletteHost, u"palette"_s), safe(projectUid, u"tenant"_s));
}

} // namespace easel
