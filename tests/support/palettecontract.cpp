// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/palettecontract.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// Known from the field or from the vendor's own tools, but in no public document.
const QSet<QString> &knownOutside()
{
    static const QSet<QString> operations = {u"GET /v1/users/me"_s, u"GET /v1/projects"_s};
    return operations;
}

// What names no identity yet.
bool isSignIn(const QString &operation)
{
    return operation == u"POST /v1/auth/authenticate" || operation == u"GET /v1/auth/refresh/{token}";
}

bool isTemplate(const QString &segment)
{
    return segment.startsWith(u'{') && segment.endsWith(u'}');
}

bool isTime(const QString &text)
{
    static const QRegularExpression form(
        u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$"_s);
    return form.match(text).hasMatch() && QDateTime::fromString(text, Qt::ISODateWithMs).isValid();
}

QString typeOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Bool:
        return u"boolean"_s;
    case QJsonValue::Double:
        return std::floor(value.toDouble()) == value.toDouble() ? u"integer"_s : u"number"_s;
    case QJsonValue::String:
        return u"string"_s;
    case QJsonValue::Array:
        return u"array"_s;
    case QJsonValue::Object:
        return u"object"_s;
    case QJsonValue::Undefined:
        break;
    }
    return u"nothing"_s;
}

} // namespace

PaletteContract::PaletteContract()
{
    QFile file(QStringLiteral(EASEL_SOURCE_DIR "/tests/palette/openapi-subset.json.z"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    const QJsonObject document = QJsonDocument::fromJson(qUncompress(file.readAll())).object();
    m_definitions = document[u"definitions"].toObject();
    const QJsonObject paths = document[u"paths"].toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const QJsonObject item = path.value().toObject();
        for (auto verb = item.begin(); verb != item.end(); ++verb) {
            if (verb.key() == u"parameters")
                continue;
            Operation operation;
            operation.method = verb.key().toUpper().toLatin1();
            operation.name = QString::fromLatin1(operation.method) + u' ' + path.key();
            operation.pattern = path.key().split(u'/');
            operation.responses = verb.value()[u"responses"].toObject();
            for (const auto &list :
                 {item.value(u"parameters"), verb.value().toObject().value(u"parameters")}) {
                const QJsonArray parameters = list.toArray();
                for (const auto &parameter : parameters)
                    operation.parameters << parameter.toObject();
            }
            m_operations << operation;
        }
    }
}

QJsonObject PaletteContract::resolved(const QJsonObject &schema) const
{
    QJsonObject result = schema;
    while (result.contains(u"$ref")) {
        const QString name = result[u"$ref"].toString().section(u'/', -1);
        result = m_definitions[name].toObject();
    }
    return result;
}

std::optional<PaletteContract::Operation> PaletteContract::operationFor(const QByteArray &method,
                                                                        const QString &path) const
{
    const QStringList parts = path.split(u'/');
    std::optional<Operation> best;
    int bestLiterals = -1;
    for (const Operation &operation : m_operations) {
        if (operation.method != method || operation.pattern.size() != parts.size())
            continue;
        QHash<QString, QString> values;
        int literals = 0;
        bool fits = true;
        for (qsizetype i = 0; i < parts.size() && fits; ++i) {
            const QString &segment = operation.pattern.at(i);
            if (isTemplate(segment))
                values.insert(segment.sliced(1).chopped(1), parts.at(i));
            else if (segment == parts.at(i))
                ++literals;
            else
                fits = false;
        }
        if (fits && literals > bestLiterals) {
            bestLiterals = literals;
            best = operation;
            best->pathValues = values;
        }
    }
    return best;
}

void PaletteContract::checkParameter(const QJsonObject &parameter, const QString &value,
                                     QStringList &problems) const
{
    const QString at = parameter[u"in"].toString() + u' ' + parameter[u"name"].toString();
    const QString type = parameter[u"type"].toString();
    QJsonValue typed = value;
    if (type == u"integer" || type == u"number") {
        bool number = false;
        const double read = value.toDouble(&number);
        if (number)
            typed = read;
    } else if (type == u"boolean") {
        if (value == u"true" || value == u"false")
            typed = value == u"true";
    }
    checkSchema(typed, parameter, at, false, problems);
    if (parameter[u"name"].toString() == u"limit" && typed.toInteger() > 50)
        problems << at + u": Palette refuses more than 50"_s;
    if (parameter[u"in"].toString() == u"path" && value.isEmpty())
        problems << at + u": is empty"_s;
}

void PaletteContract::checkSchema(const QJsonValue &value, const QJsonObject &reference, const QString &at,
                                  bool nulls, QStringList &problems) const
{
    if (value.isNull() && nulls)
        return;
    const QJsonObject schema = resolved(reference);
    QString type = schema[u"type"].toString();
    if (type.isEmpty() && schema.contains(u"properties"))
        type = u"object"_s;
    const QString actual = typeOf(value);
    if (!type.isEmpty() && actual != type && !(type == u"number" && actual == u"integer")) {
        problems << at + u": is of type %1, not %2"_s.arg(actual, type);
        return;
    }
    if (schema.contains(u"enum") && !schema[u"enum"].toArray().contains(value))
        problems << at + u": '%1' is none of its values"_s.arg(value.toVariant().toString());
    if (value.isDouble()) {
        const double number = value.toDouble();
        const QString format = schema[u"format"].toString();
        if (format == u"int32" && std::abs(number) > 2147483647.0)
            problems << at + u": does not fit 32 bits"_s;
        if (format == u"int8" && std::abs(number) > 127)
            problems << at + u": does not fit 8 bits"_s;
        if (schema.contains(u"minimum") && number < schema[u"minimum"].toDouble())
            problems << at + u": is below its minimum"_s;
        if (schema.contains(u"maximum") && number > schema[u"maximum"].toDouble())
            problems << at + u": is above its maximum"_s;
    }
    if (value.isString()) {
        const QString text = value.toString();
        if (schema[u"format"].toString() == u"date-time" && !isTime(text))
            problems << at + u": '%1' is no time"_s.arg(text);
        const QRegularExpression pattern(schema[u"pattern"].toString());
        const bool matches = pattern.match(text).hasMatch(); // clazy:exclude=use-static-qregularexpression
        if (schema.contains(u"pattern") && !matches)
            problems << at + u": '%1' does not match its pattern"_s.arg(text);
        if (schema.contains(u"minLength") && text.size() < schema[u"minLength"].toInteger())
            problems << at + u": is too short"_s;
        if (schema.contains(u"maxLength") && text.size() > schema[u"maxLength"].toInteger())
            problems << at + u": is too long"_s;
    }
    if (value.isArray()) {
        const QJsonArray items = value.toArray();
        QStringList seen;
        for (qsizetype i = 0; i < items.size(); ++i) {
            checkSchema(items.at(i), schema[u"items"].toObject(), at + u'[' + QString::number(i) + u']',
                        nulls, problems);
            const QString text =
                QString::fromUtf8(QJsonDocument(QJsonArray{items.at(i)}).toJson(QJsonDocument::Compact));
            if (schema[u"uniqueItems"].toBool() && seen.contains(text))
                problems << at + u": has an item twice"_s;
            seen << text;
        }
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        const QJsonObject properties = schema[u"properties"].toObject();
        const QJsonValue additional = schema[u"additionalProperties"];
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QString inner = at.isEmpty() ? it.key() : at + u'.' + it.key();
            if (properties.contains(it.key()))
                checkSchema(it.value(), properties[it.key()].toObject(), inner, nulls, problems);
            else if (additional.isObject())
                checkSchema(it.value(), additional.toObject(), inner, nulls, problems);
            else if (!additional.toBool())
                problems << inner + u": Palette knows no such field and ignores it"_s;
        }
        const QJsonArray required = schema[u"required"].toArray();
        for (const auto &name : required) {
            if (!object.contains(name.toString()))
                problems << at + u": lacks '%1'"_s.arg(name.toString());
        }
    }
}

QStringList PaletteContract::checkRequest(const FakeRequest &request)
{
    QStringList problems;
    const QString shown = QString::fromLatin1(request.method) + u' ' + request.path;
    if (knownOutside().contains(shown)) {
        m_outside.insert(shown);
        return {};
    }
    const std::optional<Operation> operation = operationFor(request.method, request.path);
    if (!operation)
        return {shown + u": the document has no such operation"_s};
    m_covered.insert(operation->name);

    QJsonObject query;
    for (const auto &[key, value] : request.query.queryItems(QUrl::FullyDecoded)) {
        if (query.contains(key))
            problems << u"query %1: is there twice"_s.arg(key);
        query.insert(key, value);
    }
    bool takesBody = false;
    bool takesProject = false;
    QStringList knownQuery;
    for (const QJsonObject &parameter : operation->parameters) {
        const QString in = parameter[u"in"].toString();
        const QString name = parameter[u"name"].toString();
        const bool required = parameter[u"required"].toBool();
        if (in == u"path") {
            checkParameter(parameter, operation->pathValues.value(name), problems);
        } else if (in == u"query") {
            knownQuery << name;
            if (query.contains(name))
                checkParameter(parameter, query[name].toString(), problems);
            else if (required)
                problems << u"query %1: is missing"_s.arg(name);
        } else if (in == u"header" && name == u"ProjectUid") {
            takesProject = true;
        } else if (in == u"body") {
            takesBody = true;
            if (!request.body.isEmpty()) {
                const QJsonDocument document = QJsonDocument::fromJson(request.body);
                if (document.isNull())
                    problems << u"body: is no JSON"_s;
                else
                    checkSchema(document.isArray() ? QJsonValue(document.array())
                                                   : QJsonValue(document.object()),
                                parameter[u"schema"].toObject(), {}, false, problems);
                if (!request.header("Content-Type").startsWith("application/json"))
                    problems << u"body: is not called application/json"_s;
            } else {
                problems << u"body: is missing"_s; // the document calls none of them required
            }
        }
    }
    for (const QString &key : query.keys()) {
        if (!knownQuery.contains(key))
            problems << u"query %1: Palette knows no such parameter and ignores it"_s.arg(key);
    }
    if (!takesBody && !request.body.isEmpty())
        problems << u"body: this operation takes none"_s;
    if (!takesProject && !request.header("ProjectUid").isEmpty())
        problems << u"header ProjectUid: this operation takes none"_s;
    const QByteArray key = request.header("ApiKey");
    const QByteArray token = request.header("Authorization");
    if (isSignIn(operation->name)) {
        if (!key.isEmpty() || !token.isEmpty())
            problems << u"a credential goes with a sign-in"_s;
    } else if (key.isEmpty() == token.isEmpty()) {
        problems << u"exactly one credential must go with it"_s;
    }
    if (token.startsWith("Bearer"))
        problems << u"header Authorization: Palette wants the token itself"_s;
    for (QString &problem : problems)
        problem.prepend(shown + u": "_s);
    return problems;
}

QStringList PaletteContract::checkAnswer(const QByteArray &method, const QString &path, int status,
                                         const QByteArray &body) const
{
    const QString shown = QString::fromLatin1(method) + u' ' + path + u" -> "_s + QString::number(status);
    if (knownOutside().contains(QString::fromLatin1(method) + u' ' + path))
        return {};
    const std::optional<Operation> operation = operationFor(method, path);
    if (!operation)
        return {shown + u": the document has no such operation"_s};
    const QJsonObject responses = operation->responses;
    const QString code = QString::number(status);
    if (!responses.contains(code))
        return {shown + u": the document has no such status"_s};
    const QJsonObject schema = responses[code][u"schema"].toObject();
    if (schema.isEmpty())
        return body.isEmpty() ? QStringList() : QStringList{shown + u": no body is expected"_s};
    if (resolved(schema)[u"type"].toString() == u"string" || schema[u"type"].toString() == u"file")
        return {};
    const QJsonDocument document = QJsonDocument::fromJson(body);
    QStringList problems;
    checkSchema(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()), schema, {},
                true, problems);
    for (QString &problem : problems)
        problem.prepend(shown + u": "_s);
    return problems;
}

QStringList PaletteContract::checkValue(const QJsonValue &value, const QString &definition, bool nulls) const
{
    if (!m_definitions.contains(definition))
        return {definition + u": the document has no such definition"_s};
    QStringList problems;
    checkSchema(value, m_definitions[definition].toObject(), {}, nulls, problems);
    return problems;
}

QStringList PaletteContract::covered() const
{
    QStringList list(m_covered.begin(), m_covered.end());
    list.sort();
    return list;
}

QStringList PaletteContract::outside() const
{
    QStringList list(m_outside.begin(), m_outside.end());
    list.sort();
    return list;
}

QString PaletteContract::report() const
{
    QString text =
        u"%1 of %2 operations of Palette's document were sent and found right:"_s.arg(m_covered.size())
            .arg(operationCount());
    for (const QString &operation : covered())
        text += u"\n  "_s + operation;
    for (const QString &operation : outside())
        text += u"\n  "_s + operation + u" (in no document)"_s;
    return text;
}

} // namespace easel
