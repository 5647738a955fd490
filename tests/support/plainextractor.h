// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace easel {

// Rows of any kind with name and one field (spec.value or data.value) as cells, for tests below domain.
class PlainExtractor : public RowExtractor
{
public:
    explicit PlainExtractor(bool keepsRaw = false)
        : m_keepsRaw(keepsRaw)
    {}
    const QList<Column> &columns() const override { return m_columns; }
    bool keepsRaw() const override { return m_keepsRaw; }
    std::optional<Row> extract(std::string_view json) const override
    {
        const QByteArray text(json.data(), qsizetype(json.size()));
        const QJsonObject object = QJsonDocument::fromJson(text).object();
        const QJsonObject metadata = object.value(QLatin1String("metadata")).toObject();
        if (!metadata.contains(QLatin1String("name")))
            return std::nullopt;
        Row row;
        row.uid = metadata.value(QLatin1String("uid")).toString();
        row.resourceVersion = metadata.value(QLatin1String("resourceVersion")).toString();
        row.namespaceName = metadata.value(QLatin1String("namespace")).toString();
        row.name = metadata.value(QLatin1String("name")).toString();
        QString value =
            object.value(QLatin1String("spec")).toObject().value(QLatin1String("value")).toString();
        if (value.isEmpty())
            value = object.value(QLatin1String("data")).toObject().value(QLatin1String("value")).toString();
        row.cells = {Cell(row.name), Cell(value)};
        if (m_keepsRaw)
            row.raw = text;
        return row;
    }

private:
    QList<Column> m_columns{{QStringLiteral("name"), QStringLiteral("Name")},
                            {QStringLiteral("value"), QStringLiteral("Value")}};
    bool m_keepsRaw;
};

inline RowExtractorPtr plainExtractor(const ResourceType &)
{
    return std::make_shared<PlainExtractor>();
}

} // namespace easel
