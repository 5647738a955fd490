// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/rowbase.h"

#include "core/base/redact.h"
#include "core/domain/kinds.h"
#include "core/domain/state.h"
#include "core/store/rawextractor.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>
#include <utility>
#include <vector>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Columns)
};

bool digits(std::string_view text, size_t at, size_t count, int &value)
{
    value = 0;
    for (size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    return true;
}

// Days since 1970-01-01 of a civil date (H. Hinnant's algorithm).
qint64 daysFromCivil(int year, int month, int day)
{
    year -= month <= 2 ? 1 : 0;
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int yearOfEra = year - era * 400;
    const int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return qint64(era) * 146097 + dayOfEra - 719468;
}

QByteArray labelLines(const SimdNode &labels)
{
    std::vector<std::pair<std::string_view, std::string_view>> pairs;
    labels.eachRaw([&](std::string_view key, std::string_view value) { pairs.emplace_back(key, value); });
    std::sort(pairs.begin(), pairs.end());
    QByteArray lines;
    for (const auto &[key, value] : pairs) {
        lines.append(key.data(), qsizetype(key.size()));
        lines.append('=');
        lines.append(value.data(), qsizetype(value.size()));
        lines.append('\n');
    }
    return lines;
}

} // namespace

qint64 timestampMs(std::string_view text)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') ||
        text[13] != ':' || text[16] != ':' || !digits(text, 0, 4, year) || !digits(text, 5, 2, month) ||
        !digits(text, 8, 2, day) || !digits(text, 11, 2, hour) || !digits(text, 14, 2, minute) ||
        !digits(text, 17, 2, second) || month < 1 || month > 12 || day < 1 || day > 31)
        return 0;
    size_t at = 19;
    int millis = 0;
    if (text[at] == '.') {
        int scale = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            millis += (text[at] - '0') * scale;
            scale /= 10;
        }
    }
    int offsetMinutes = 0;
    if (at < text.size() && (text[at] == '+' || text[at] == '-') && text.size() >= at + 6) {
        int offsetHour = 0;
        int offsetMinute = 0;
        if (!digits(text, at + 1, 2, offsetHour) || !digits(text, at + 4, 2, offsetMinute))
            return 0;
        offsetMinutes = (offsetHour * 60 + offsetMinute) * (text[at] == '-' ? -1 : 1);
    }
    const qint64 days = daysFromCivil(year, month, day);
    return ((days * 24 + hour) * 60 + minute - offsetMinutes) * 60000 + qint64(second) * 1000 + millis;
}

bool JsonRowExtractor::fillHead(const SimdNode &root, Row &row) const
{
    const SimdNode metadata = root["metadata"];
    row.name = metadata["name"].exactText();
    if (row.name.isEmpty())
        return false;
    row.namespaceName = metadata["namespace"].exactText();
    row.uid = metadata["uid"].exactText();
    if (row.uid.isEmpty()) // an object of a workspace
        row.uid = QStringLiteral("file:%1/%2/%3").arg(m_type.groupKind(), row.namespaceName, row.name);
    row.resourceVersion = metadata["resourceVersion"].exactText();
    row.createdMs = timestampMs(metadata["creationTimestamp"].view());
    row.deleting = metadata["deletionTimestamp"].isSet();
    row.labels = labelLines(metadata["labels"]);
    if (m_withState) {
        const StateText state = stateOfNode(m_type.group, m_type.kind, root);
        row.tone = state.tone;
        row.stateWord = state.word;
        row.stateReason = state.reason;
    } else if (row.deleting) {
        row.tone = Tone::Deleting;
    }
    return true;
}

void JsonRowExtractor::fillCells(const SimdNode &root, std::string_view, Row &row) const
{
    row.cells.reserve(qsizetype(m_cells.size()));
    for (const CellFunction &cell : m_cells)
        row.cells.append(cell(root, row));
}

std::optional<Row> JsonRowExtractor::extract(std::string_view json) const
{
    // One parser a thread: its buffers are reused from object to object.
    thread_local simdjson::dom::parser parser;
    simdjson::dom::element document;
    if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS)
        return std::nullopt;
    const SimdNode root(document);
    Row row;
    if (!fillHead(root, row))
        return std::nullopt;
    fillCells(root, json, row);
    return row;
}

Column nameColumn()
{
    return {QStringLiteral("name"), Text::tr("Name"), CellType::Text, 22, true, 0, {}};
}

Column stateColumn()
{
    return {QStringLiteral("status"), Text::tr("Status"), CellType::State, 20, true, 0, {}};
}

Column namespaceColumn(bool asProject)
{
    if (asProject)
        return {QStringLiteral("project"), Text::tr("Project"), CellType::Text, 12, true, 3, {}};
    return {QStringLiteral("namespace"), Text::tr("Namespace"), CellType::Text, 16, true, 3, {}};
}

Column ageColumn()
{
    return {QStringLiteral("age"), Text::tr("Age"), CellType::Age, 8, true, 9, {}};
}

JsonRowExtractor::CellFunction nameCell()
{
    return [](const SimdNode &root, const Row &) -> Cell { return root["metadata"]["name"].text(); };
}

JsonRowExtractor::CellFunction stateCell()
{
    return [](const SimdNode &, const Row &row) -> Cell { return row.stateWord; };
}

JsonRowExtractor::CellFunction namespaceCell()
{
    return [](const SimdNode &root, const Row &) -> Cell { return root["metadata"]["namespace"].text(); };
}

JsonRowExtractor::CellFunction ageCell()
{
    return
        [](const SimdNode &, const Row &row) -> Cell { return row.createdMs ? Cell(row.createdMs) : Cell(); };
}

namespace {

// Secrets show their names. Of those that record a brought cluster (2.16) the metadata are kept: placement
// reads its labels and what was last seen of it.
class SecretExtractor : public RowExtractor
{
public:
    explicit SecretExtractor(RowExtractorPtr columns)
        : m_columns(std::move(columns))
    {}
    const QList<Column> &columns() const override { return m_columns->columns(); }
    std::optional<Row> extract(std::string_view json) const override
    {
        std::optional<Row> row = m_columns->extract(json);
        if (!row || !row->labels.contains("easel.spectrocloud.com/cluster-kubeconfig="))
            return row;
        QJsonObject object =
            QJsonDocument::fromJson(QByteArray(json.data(), qsizetype(json.size()))).object();
        object.insert(QStringLiteral("apiVersion"), QStringLiteral("v1"));
        object.insert(QStringLiteral("kind"), QStringLiteral("Secret"));
        object = redactedObject(object); // an annotation may repeat the values (rule C10)
        object.remove(QStringLiteral("data"));
        object.remove(QStringLiteral("stringData"));
        row->raw = QJsonDocument(object).toJson(QJsonDocument::Compact);
        return row;
    }

private:
    RowExtractorPtr m_columns;
};

} // namespace

RowExtractorPtr rowExtractorFor(const ResourceType &type)
{
    if (type.group == spectroGroup)
        return spectroRowExtractor(type);
    RowExtractorPtr columns = kubernetesRowExtractor(type);
    // Placement is decided on whole objects, and so is what groups may do and what others' quota leaves.
    static const QStringList queues{QStringLiteral("ResourceFlavor"), QStringLiteral("Cohort"),
                                    QStringLiteral("ClusterQueue"), QStringLiteral("LocalQueue")};
    const bool isQuota = (type.group.isEmpty() && type.kind == u"ResourceQuota") ||
                         (type.group == u"kueue.x-k8s.io" && queues.contains(type.kind));
    if (isQuota || type.group == u"cluster.open-cluster-management.io" ||
        type.group == u"rbac.authorization.k8s.io")
        return std::make_shared<RawExtractor>(std::move(columns));
    if (type.group.isEmpty() && type.kind == u"Secret")
        return std::make_shared<SecretExtractor>(std::move(columns));
    return columns;
}

} // namespace easel
