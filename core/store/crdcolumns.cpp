// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/crdcolumns.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <simdjson.h>

namespace easel {

namespace {

constexpr qsizetype longestText = 2000;

QString textOf(const simdjson::dom::element &element, std::string_view key)
{
    std::string_view text;
    if (element[key].get(text) != simdjson::SUCCESS)
        return {};
    return QString::fromUtf8(text.data(), qsizetype(std::min<size_t>(text.size(), longestText)));
}

} // namespace

std::optional<Row> CrdExtractor::extract(std::string_view json) const
{
    thread_local simdjson::dom::parser parser;
    simdjson::dom::element document;
    simdjson::dom::element metadata;
    if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS ||
        document["metadata"].get(metadata) != simdjson::SUCCESS)
        return std::nullopt;
    Row row;
    row.name = textOf(metadata, "name");
    row.uid = textOf(metadata, "uid");
    row.resourceVersion = textOf(metadata, "resourceVersion");
    if (row.name.isEmpty())
        return std::nullopt;
    QJsonObject versions;
    simdjson::dom::array all;
    if (document["spec"]["versions"].get(all) == simdjson::SUCCESS) {
        for (const simdjson::dom::element version : all) {
            QJsonArray columns;
            simdjson::dom::array printers;
            if (version["additionalPrinterColumns"].get(printers) == simdjson::SUCCESS) {
                for (const simdjson::dom::element printer : printers) {
                    int64_t priority = 0;
                    if (printer["priority"].get(priority) != simdjson::SUCCESS)
                        priority = 0;
                    columns.append(QJsonObject{{QStringLiteral("name"), textOf(printer, "name")},
                                               {QStringLiteral("path"), textOf(printer, "jsonPath")},
                                               {QStringLiteral("type"), textOf(printer, "type")},
                                               {QStringLiteral("text"), textOf(printer, "description")},
                                               {QStringLiteral("priority"), qint64(priority)}});
                }
            }
            if (!columns.isEmpty())
                versions.insert(textOf(version, "name"), columns);
        }
    }
    if (!versions.isEmpty())
        row.raw = QJsonDocument(versions).toJson(QJsonDocument::Compact);
    return row;
}

ApiCatalog withPrinterColumns(const ApiCatalog &catalog, const QList<Row> &crds)
{
    QHash<QString, const Row *> byName; // "plural.group", as CRDs must be called
    for (const Row &crd : crds) {
        if (!crd.raw.isEmpty())
            byName.insert(crd.name, &crd);
    }
    QList<ResourceType> types = catalog.types();
    for (ResourceType &type : types) {
        type.columns.clear();
        const Row *crd = type.group.isEmpty() ? nullptr : byName.value(type.plural + u'.' + type.group);
        if (!crd)
            continue;
        const QJsonArray columns = QJsonDocument::fromJson(crd->raw).object().value(type.version).toArray();
        for (const auto &column : columns) {
            type.columns.append({column[u"name"].toString(), column[u"path"].toString(),
                                 column[u"type"].toString(), column[u"text"].toString(),
                                 column[u"priority"].toInt()});
        }
    }
    return ApiCatalog(types);
}

} // namespace easel
