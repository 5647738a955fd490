// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/printercolumns.h"

#include <QSet>

#include <algorithm>

namespace easel {

namespace {

constexpr int mostValues = 20; // of one cell
constexpr int longestCell = 400;

bool isKeyEnd(QChar c)
{
    return c == u'.' || c == u'[';
}

// ".a.b" inside a filter, as keys parted by '\n'.
std::optional<QByteArray> fieldOf(QStringView text)
{
    if (!text.startsWith(u'@'))
        return std::nullopt;
    QByteArray keys;
    for (const QStringView part : text.mid(1).split(u'.', Qt::SkipEmptyParts)) {
        if (!keys.isEmpty())
            keys += '\n';
        keys += part.toUtf8();
    }
    return keys;
}

QString unquoted(QStringView text)
{
    text = text.trimmed();
    const bool quoted =
        text.size() >= 2 && (text.front() == u'"' || text.front() == u'\'') && text.back() == text.front();
    return (quoted ? text.mid(1, text.size() - 2) : text).toString();
}

QString wordOf(const SimdNode &node)
{
    return node.isNumber() || node.isText() ? node.text() : node.json();
}

Cell textCell(const std::vector<SimdNode> &found)
{
    QStringList words;
    for (const SimdNode &node : found) {
        if (node.isSet() && words.size() < mostValues)
            words << wordOf(node).left(longestCell);
    }
    const QString text = words.join(QStringLiteral(", "));
    return text.isEmpty() ? QStringLiteral("–") : text.left(longestCell);
}

Cell numberCell(const std::vector<SimdNode> &found)
{
    if (found.empty() || !found.front().isNumber())
        return textCell(found);
    const double value = found.front().real();
    const auto whole = qint64(value);
    return double(whole) == value ? Cell(whole) : Cell(value);
}

Cell dateCell(const std::vector<SimdNode> &found)
{
    const qint64 time = found.empty() ? 0 : timestampMs(found.front().view());
    return time != 0 ? Cell(time) : Cell();
}

} // namespace

std::optional<JsonPath> JsonPath::parse(const QString &text)
{
    QStringView left = QStringView(text).trimmed();
    if (left.startsWith(u'{') && left.endsWith(u'}'))
        left = left.mid(1, left.size() - 2);
    JsonPath path;
    while (!left.isEmpty()) {
        if (left.startsWith(u"..") || left == u".")
            return std::nullopt;
        if (left.front() == u'.' && left.size() > 1 && left.at(1) == u'[') {
            left = left.mid(1);
            continue;
        }
        if (left.front() == u'.') {
            QString key;
            qsizetype at = 1;
            for (; at < left.size() && !isKeyEnd(left.at(at)); ++at) {
                if (left.at(at) == u'\\' && at + 1 < left.size())
                    ++at;
                key += left.at(at);
            }
            if (key.isEmpty())
                return std::nullopt;
            if (key == u"*")
                path.m_steps.push_back({Step::Kind::All, {}, 0, {}, true});
            else
                path.m_steps.push_back({Step::Kind::Key, key.toUtf8(), 0, {}, true});
            left = left.mid(at);
            continue;
        }
        if (left.front() != u'[')
            return std::nullopt;
        // The bracket ends behind a quoted text: that may hold brackets itself.
        qsizetype end = 1;
        QChar quote;
        for (; end < left.size(); ++end) {
            const QChar c = left.at(end);
            if (!quote.isNull())
                quote = c == quote ? QChar() : quote;
            else if (c == u'\'' || c == u'"')
                quote = c;
            else if (c == u']')
                break;
        }
        if (end >= left.size())
            return std::nullopt;
        const QStringView inside = left.mid(1, end - 1).trimmed();
        left = left.mid(end + 1);
        if (inside == u"*") {
            path.m_steps.push_back({Step::Kind::All, {}, 0, {}, true});
        } else if (inside.startsWith(u"?(") && inside.endsWith(u')')) {
            const QStringView question = inside.mid(2, inside.size() - 3);
            qsizetype compare = question.indexOf(u"==");
            const bool equal = compare >= 0;
            if (!equal)
                compare = question.indexOf(u"!=");
            const auto field = compare < 0 ? std::nullopt : fieldOf(question.left(compare).trimmed());
            if (!field)
                return std::nullopt;
            path.m_steps.push_back(
                {Step::Kind::Filter, *field, 0, unquoted(question.mid(compare + 2)).toUtf8(), equal});
        } else if (inside.startsWith(u'\'') || inside.startsWith(u'"')) {
            path.m_steps.push_back({Step::Kind::Key, unquoted(inside).toUtf8(), 0, {}, true});
        } else {
            bool isNumber = false;
            const qsizetype at = inside.toInt(&isNumber);
            if (!isNumber)
                return std::nullopt;
            path.m_steps.push_back({Step::Kind::Position, {}, at, {}, true});
        }
    }
    return path;
}

std::vector<SimdNode> JsonPath::in(const SimdNode &root) const
{
    std::vector<SimdNode> now{root};
    for (const Step &step : m_steps) {
        std::vector<SimdNode> next;
        for (const SimdNode &node : now) {
            switch (step.kind) {
            case Step::Kind::Key:
                if (const SimdNode found = node[step.key.constData()]; found.isSet())
                    next.push_back(found);
                break;
            case Step::Kind::Position: {
                const qsizetype wanted = step.at < 0 ? node.size() + step.at : step.at;
                qsizetype at = 0;
                node.each([&](const SimdNode &item) {
                    if (at++ == wanted)
                        next.push_back(item);
                });
                break;
            }
            case Step::Kind::All:
                node.each([&](const SimdNode &item) { next.push_back(item); });
                node.members([&](const QString &, const SimdNode &item) { next.push_back(item); });
                break;
            case Step::Kind::Filter:
                node.each([&](const SimdNode &item) {
                    SimdNode value = item;
                    for (const QByteArray &key : step.key.split('\n'))
                        value = key.isEmpty() ? value : value[key.constData()];
                    if ((wordOf(value).toUtf8() == step.wanted) == step.equal)
                        next.push_back(item);
                });
                break;
            }
        }
        now = std::move(next);
    }
    return now;
}

bool addPrinterColumns(JsonRowExtractor &extractor, const QList<PrinterColumn> &columns)
{
    QSet<QString> ids{QStringLiteral("age")};
    for (const Column &column : extractor.columns())
        ids.insert(column.id);
    bool any = false;
    for (const PrinterColumn &printer : columns) {
        const QString path = printer.path.trimmed();
        if (path == u".metadata.creationTimestamp" || path == u".metadata.name" ||
            path == u".metadata.namespace")
            continue;
        Column column;
        column.title = cleanedLine(printer.name).left(40);
        QString id = column.title.toLower();
        id.removeIf([](QChar c) { return !c.isLetterOrNumber() && c != u'-' && c != u'_'; });
        if (id.isEmpty())
            id = QStringLiteral("column");
        column.id = id;
        for (int number = 2; ids.contains(column.id); ++number)
            column.id = id + u'-' + QString::number(number);
        ids.insert(column.id);
        column.description = cleanedLine(printer.description).left(longestCell);
        column.shown = printer.priority <= 0;
        column.priority = 5;
        Cell (*cell)(const std::vector<SimdNode> &) = textCell;
        if (printer.type == u"integer" || printer.type == u"number") {
            column.type = CellType::Number;
            column.width = std::max<int>(9, int(column.title.size()) + 2);
            cell = numberCell;
        } else if (printer.type == u"date") {
            column.type = CellType::Age;
            column.width = std::max<int>(9, int(column.title.size()) + 2);
            cell = dateCell;
        } else {
            column.width = printer.type == u"boolean" ? std::max<int>(8, int(column.title.size()) + 2) : 20;
        }
        extractor.add(column,
                      [cell, path = JsonPath::parse(path)](const SimdNode &root, const Row &) -> Cell {
                          return path ? cell(path->in(root)) : Cell(QStringLiteral("–"));
                      });
        any = true;
    }
    return any;
}

QList<PrinterColumn> builtInPrinterColumns(const ResourceType &type)
{
    struct Known
    {
        const char *groupKind;
        const char *name; // kubectl's words, which people know
        const char *path;
        const char *type;
    };
    static const Known known[] = {
        {"ReplicationController", "Desired", ".spec.replicas", "integer"},
        {"ReplicationController", "Ready", ".status.readyReplicas", "integer"},
        {"Endpoints", "Addresses", ".subsets[*].addresses[*].ip", "string"},
        {"ResourceQuota", "Used", ".status.used", "string"},
        {"ResourceQuota", "Hard", ".status.hard", "string"},
        {"HorizontalPodAutoscaler.autoscaling", "Reference", ".spec.scaleTargetRef.name", "string"},
        {"HorizontalPodAutoscaler.autoscaling", "Min", ".spec.minReplicas", "integer"},
        {"HorizontalPodAutoscaler.autoscaling", "Max", ".spec.maxReplicas", "integer"},
        {"HorizontalPodAutoscaler.autoscaling", "Replicas", ".status.currentReplicas", "integer"},
        {"PodDisruptionBudget.policy", "Min available", ".spec.minAvailable", "string"},
        {"PodDisruptionBudget.policy", "Max unavailable", ".spec.maxUnavailable", "string"},
        {"PodDisruptionBudget.policy", "Allowed disruptions", ".status.disruptionsAllowed", "integer"},
        {"RoleBinding.rbac.authorization.k8s.io", "Role", ".roleRef.name", "string"},
        {"RoleBinding.rbac.authorization.k8s.io", "Subjects", ".subjects[*].name", "string"},
        {"ClusterRoleBinding.rbac.authorization.k8s.io", "Role", ".roleRef.name", "string"},
        {"ClusterRoleBinding.rbac.authorization.k8s.io", "Subjects", ".subjects[*].name", "string"},
        {"StorageClass.storage.k8s.io", "Provisioner", ".provisioner", "string"},
        {"StorageClass.storage.k8s.io", "Reclaim policy", ".reclaimPolicy", "string"},
        {"StorageClass.storage.k8s.io", "Binding mode", ".volumeBindingMode", "string"},
        {"StorageClass.storage.k8s.io", "Expansion", ".allowVolumeExpansion", "boolean"},
        {"VolumeAttachment.storage.k8s.io", "Attacher", ".spec.attacher", "string"},
        {"VolumeAttachment.storage.k8s.io", "Volume", ".spec.source.persistentVolumeName", "string"},
        {"VolumeAttachment.storage.k8s.io", "Node", ".spec.nodeName", "string"},
        {"VolumeAttachment.storage.k8s.io", "Attached", ".status.attached", "boolean"},
        {"CSIDriver.storage.k8s.io", "Attach required", ".spec.attachRequired", "boolean"},
        {"CSINode.storage.k8s.io", "Drivers", ".spec.drivers[*].name", "string"},
        {"IngressClass.networking.k8s.io", "Controller", ".spec.controller", "string"},
        {"NetworkPolicy.networking.k8s.io", "Pod selector", ".spec.podSelector.matchLabels", "string"},
        {"EndpointSlice.discovery.k8s.io", "Address type", ".addressType", "string"},
        {"EndpointSlice.discovery.k8s.io", "Ports", ".ports[*].port", "string"},
        {"EndpointSlice.discovery.k8s.io", "Endpoints", ".endpoints[*].addresses[*]", "string"},
        {"PriorityClass.scheduling.k8s.io", "Value", ".value", "integer"},
        {"PriorityClass.scheduling.k8s.io", "Global default", ".globalDefault", "boolean"},
        {"RuntimeClass.node.k8s.io", "Handler", ".handler", "string"},
        {"APIService.apiregistration.k8s.io", "Service", ".spec.service.name", "string"},
        {"APIService.apiregistration.k8s.io", "Available",
         ".status.conditions[?(@.type==\"Available\")].status", "string"},
        {"CertificateSigningRequest.certificates.k8s.io", "Signer", ".spec.signerName", "string"},
        {"CertificateSigningRequest.certificates.k8s.io", "Requestor", ".spec.username", "string"},
        {"CertificateSigningRequest.certificates.k8s.io", "Condition", ".status.conditions[*].type",
         "string"},
        {"MutatingWebhookConfiguration.admissionregistration.k8s.io", "Webhooks", ".webhooks[*].name",
         "string"},
        {"ValidatingWebhookConfiguration.admissionregistration.k8s.io", "Webhooks", ".webhooks[*].name",
         "string"},
    };
    const QString groupKind = type.groupKind();
    QList<PrinterColumn> columns;
    for (const Known &one : known) {
        if (groupKind == QLatin1String(one.groupKind))
            columns << PrinterColumn{QString::fromLatin1(one.name),
                                     QString::fromLatin1(one.path),
                                     QString::fromLatin1(one.type),
                                     {},
                                     0};
    }
    return columns;
}

} // namespace easel
