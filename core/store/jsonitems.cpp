// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jsonitems.h"

#include "core/base/redact.h"
#include "core/clients/kubestatus.h"
#include "core/clients/printedtable.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <simdjson.h>

namespace easel {

namespace {

using namespace simdjson;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::JsonItems)
};

Error notUnderstood(const QString &what, simdjson::error_code code)
{
    QString why = QString::fromLatin1(error_message(code));
    while (why.endsWith(u'.'))
        why.chop(1);
    return makeError(Error::Kind::Protocol, what.arg(why));
}

// simdjson reads some bytes past the end. An answer that has no room behind it is copied once.
padded_string_view padded(QByteArray &text)
{
    if (text.capacity() - text.size() < qsizetype(SIMDJSON_PADDING))
        text.reserve(text.size() + qsizetype(SIMDJSON_PADDING));
    return padded_string_view(text.constData(), size_t(text.size()), size_t(text.capacity()));
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct Range
{
    size_t begin = 0;
    size_t end = 0;
};

// The member "key": value with one of its commas, given where the value stands.
Range memberAround(std::string_view json, Range value, std::string_view key)
{
    size_t begin = value.begin;
    const auto skipSpaceBack = [&] {
        while (begin > 0 && isSpace(json[begin - 1]))
            --begin;
    };
    skipSpaceBack();
    --begin; // ':'
    skipSpaceBack();
    begin -= key.size() + 2;
    skipSpaceBack();
    size_t end = value.end;
    if (begin > 0 && json[begin - 1] == ',') {
        --begin;
    } else {
        while (end < json.size() && isSpace(json[end]))
            ++end;
        if (end < json.size() && json[end] == ',')
            ++end;
    }
    return {begin, end};
}

struct Peeked
{
    std::optional<Range> managedFields;
    bool hasKind = false;
    bool hasApiVersion = false;
};

Peeked peek(std::string_view json)
{
    thread_local ondemand::parser parser;
    thread_local padded_string copy;
    Peeked found;
    copy = padded_string(json);
    ondemand::document document;
    ondemand::object object;
    if (parser.iterate(copy).get(document) || document.get_object().get(object))
        return found;
    for (auto member : object) {
        std::string_view key;
        if (member.unescaped_key().get(key))
            break;
        if (key == "kind") {
            found.hasKind = true;
        } else if (key == "apiVersion") {
            found.hasApiVersion = true;
        } else if (key == "metadata") {
            ondemand::object metadata;
            if (member.value().get_object().get(metadata))
                continue;
            for (auto field : metadata) {
                std::string_view name;
                if (field.unescaped_key().get(name))
                    break;
                ondemand::array array;
                std::string_view raw;
                if (name == "managedFields" && !field.value().get_array().get(array) &&
                    !array.raw_json().get(raw)) {
                    const size_t begin = size_t(raw.data() - copy.data());
                    // raw_json() runs up to the next token.
                    size_t length = raw.size();
                    while (length > 0 && raw[length - 1] != ']')
                        --length;
                    found.managedFields = memberAround(json, {begin, begin + length}, "managedFields");
                }
            }
        }
    }
    return found;
}

// An error is one after which the parser cannot be asked anything more; an object without a version is none.
error_code readVersion(ondemand::object &object, QString &version)
{
    const auto isAbsent = [](error_code code) { return code == NO_SUCH_FIELD || code == INCORRECT_TYPE; };
    ondemand::object metadata;
    if (const error_code code = object["metadata"].get_object().get(metadata))
        return isAbsent(code) ? SUCCESS : code;
    std::string_view text;
    if (const error_code code = metadata["resourceVersion"].get_string().get(text))
        return isAbsent(code) ? SUCCESS : code;
    version = toQString(text);
    return SUCCESS;
}

error_code readEvent(ondemand::parser &parser, QByteArray &text, std::string &kind, std::string_view &raw,
                     QString &version)
{
    ondemand::document document;
    ondemand::object whole;
    if (const error_code code = parser.iterate(padded(text)).get(document))
        return code;
    if (const error_code code = document.get_object().get(whole))
        return code;
    bool hasObject = false;
    for (auto member : whole) {
        std::string_view key;
        if (const error_code code = member.unescaped_key().get(key))
            return code;
        if (key == "type") {
            std::string_view word;
            if (const error_code code = member.value().get_string().get(word))
                return code;
            kind = word; // the parser's memory of a string does not outlive the next one
        } else if (key == "object") {
            ondemand::object object;
            if (const error_code code = member.value().get_object().get(object))
                return code;
            version.clear(); // of the last "object", should there be several
            if (const error_code code = readVersion(object, version))
                return code;
            object.reset();
            if (const error_code code = object.raw_json().get(raw))
                return code;
            hasObject = true;
        }
    }
    return hasObject && !kind.empty() ? SUCCESS : NO_SUCH_FIELD;
}

// The row of one object; nullopt for what is not an object with a name.
std::optional<Row> rowOf(std::string_view json, const RowExtractor &extractor, const ResourceType &type)
{
    QByteArray kept;
    std::string_view text = json;
    if (type.printed && !extractor.keepsRaw()) {
        kept = printedObject(json);
        text = std::string_view(kept.constData(), size_t(kept.size()));
    }
    if (extractor.keepsRaw()) {
        kept = keptObject(json, type);
        if (type.group.isEmpty() && type.kind == u"Secret") // rule C10
            kept = QJsonDocument(redactedObject(QJsonDocument::fromJson(kept).object()))
                       .toJson(QJsonDocument::Compact);
        text = std::string_view(kept.constData(), size_t(kept.size()));
    }
    std::optional<Row> row = extractor.extract(text);
    if (!row)
        return row;
    if (extractor.keepsRaw())
        row->raw = kept;
    if (row->uid.isEmpty())
        row->uid = row->namespaceName + u'/' + row->name; // aggregated APIs serve objects without one
    return row;
}

// A bookmark holds nothing but its metadata.
bool endsInitialEvents(std::string_view bookmark)
{
    return bookmark.find("k8s.io/initial-events-end") != std::string_view::npos;
}

} // namespace

QByteArray keptObject(std::string_view json, const ResourceType &type)
{
    const Peeked found = peek(json);
    QByteArray kept;
    kept.reserve(qsizetype(json.size() + 128 + SIMDJSON_PADDING));
    size_t from = 0;
    if ((!found.hasKind || !found.hasApiVersion) && !json.empty() && json.front() == '{') {
        kept += '{';
        if (!found.hasApiVersion)
            kept += "\"apiVersion\":\"" + type.apiVersion().toUtf8() + "\",";
        if (!found.hasKind)
            kept += "\"kind\":\"" + type.kind.toUtf8() + "\",";
        from = 1;
    }
    if (found.managedFields) {
        kept.append(json.data() + from, qsizetype(found.managedFields->begin - from));
        from = found.managedFields->end;
    }
    kept.append(json.data() + from, qsizetype(json.size() - from));
    kept.squeeze();
    return kept;
}

Result<QList<Row>> rowsOfPage(const QByteArray &body, const RowExtractor &extractor, const ResourceType &type)
{
    const QString sentence = Text::tr("The list cannot be read: %1");
    thread_local ondemand::parser parser;
    QByteArray text = body;
    ondemand::document document;
    if (const error_code code = parser.iterate(padded(text)).get(document))
        return failure(notUnderstood(sentence, code));
    ondemand::object list;
    if (const error_code code = document.get_object().get(list))
        return failure(notUnderstood(sentence, code));

    QList<Row> rows;
    bool hasItems = false;
    for (auto member : list) {
        std::string_view key;
        if (const error_code code = member.unescaped_key().get(key))
            return failure(notUnderstood(sentence, code));
        if (key != "items" && key != "rows")
            continue;
        hasItems = true;
        ondemand::value value;
        if (const error_code code = member.value().get(value))
            return failure(notUnderstood(sentence, code));
        bool null = false;
        if (!value.is_null().get(null) && null)
            continue; // an empty Go slice
        ondemand::array items;
        if (const error_code code = value.get_array().get(items))
            return failure(notUnderstood(sentence, code));
        for (auto item : items) {
            ondemand::object object;
            std::string_view raw;
            if (const error_code code = item.get_object().get(object))
                return failure(notUnderstood(sentence, code));
            if (const error_code code = object.raw_json().get(raw))
                return failure(notUnderstood(sentence, code));
            if (std::optional<Row> row = rowOf(raw, extractor, type))
                rows << std::move(*row);
        }
    }
    if (!hasItems)
        return failure(notUnderstood(sentence, INCOMPLETE_ARRAY_OR_OBJECT));
    return rows;
}

EventBatch rowsOfEvents(const QList<QByteArray> &events, const RowExtractor &extractor,
                        const ResourceType &type)
{
    thread_local ondemand::parser parser;
    EventBatch batch;
    QHash<QString, std::optional<Row>> last; // no row: removed
    QStringList order;
    for (const QByteArray &event : events) {
        QByteArray text = event;
        std::string kind;
        std::string_view raw;
        QString version;
        if (const error_code code = readEvent(parser, text, kind, raw, version)) {
            batch.error = notUnderstood(Text::tr("An event of the watch cannot be read: %1"), code);
            break;
        }
        if (kind == "ERROR") {
            batch.error = errorFromStatus(
                QJsonDocument::fromJson(QByteArray(raw.data(), qsizetype(raw.size()))).object());
            if (batch.error->status == 0 && batch.error->message.isEmpty())
                batch.error =
                    makeError(Error::Kind::Protocol,
                              Text::tr("The server ended the watch with an error that says nothing."));
            break;
        }
        if (kind == "BOOKMARK") {
            ++batch.read;
            batch.version = version;
            batch.initialEnd = batch.initialEnd || endsInitialEvents(raw);
            continue;
        }
        ++batch.read;
        if (!version.isEmpty())
            batch.version = version;
        if (kind != "ADDED" && kind != "MODIFIED" && kind != "DELETED")
            continue;
        std::optional<Row> row = rowOf(raw, extractor, type);
        if (!row)
            continue;
        const QString uid = row->uid;
        if (!last.contains(uid))
            order << uid;
        if (kind == "DELETED")
            row.reset();
        last.insert(uid, row);
    }
    for (const QString &uid : std::as_const(order)) {
        const std::optional<Row> row = last.value(uid);
        if (row)
            batch.delta.upserts << *row;
        else
            batch.delta.removals << uid;
    }
    return batch;
}

} // namespace easel
