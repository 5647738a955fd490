// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/tolerant.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace easel {

namespace {

JsonPointer pointerFor(QStringView path)
{
    if (path.contains(u'[')) {
        if (const auto parsed = JsonPointer::parseFieldPath(path))
            return *parsed;
    }
    QStringList tokens;
    for (const auto part : path.split(u'.'))
        tokens.append(part.toString());
    return JsonPointer(tokens);
}

QString plainText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    if (value.isDouble()) {
        const double number = value.toDouble();
        const qint64 whole = value.toInteger();
        return double(whole) == number ? QString::number(whole) : QString::number(number);
    }
    return {};
}

bool isScalar(const QJsonValue &value)
{
    return value.isString() || value.isBool() || value.isDouble();
}

std::optional<qint64> wholeNumber(const QJsonValue &value)
{
    if (value.isDouble()) {
        const double number = value.toDouble();
        const qint64 whole = value.toInteger();
        if (double(whole) == number)
            return whole;
        return std::nullopt;
    }
    if (value.isString()) {
        bool ok = false;
        const qint64 whole = value.toString().trimmed().toLongLong(&ok);
        if (ok)
            return whole;
    }
    return std::nullopt;
}

} // namespace

bool isMissing(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull() || (value.isString() && value.toString().isEmpty());
}

QJsonValue valueAt(const QJsonObject &object, QStringView fieldPath)
{
    if (fieldPath.contains(u'['))
        return pointerFor(fieldPath).get(object);
    QJsonValue value = object;
    for (const auto part : fieldPath.split(u'.')) {
        if (value.isObject()) {
            value = value.toObject().value(part);
        } else if (value.isArray()) {
            bool ok = false;
            const qsizetype index = part.toLongLong(&ok);
            value = ok ? value.toArray().at(index) : QJsonValue(QJsonValue::Undefined);
        } else {
            return QJsonValue(QJsonValue::Undefined);
        }
    }
    return value;
}

AliasHit readAlias(const QJsonObject &object, std::initializer_list<QStringView> fieldPaths)
{
    for (const QStringView path : fieldPaths) {
        const QJsonValue value = valueAt(object, path);
        if (!isMissing(value))
            return {value, pointerFor(path)};
    }
    return {QJsonValue(QJsonValue::Undefined),
            fieldPaths.size() ? pointerFor(*fieldPaths.begin()) : JsonPointer()};
}

bool sameEnum(QStringView a, QStringView b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    const auto skip = [](QStringView text, qsizetype &at) {
        while (at < text.size() && (text[at] == u'-' || text[at] == u'_' || text[at] == u' '))
            ++at;
    };
    for (;;) {
        skip(a, i);
        skip(b, j);
        if (i == a.size() || j == b.size())
            return i == a.size() && j == b.size();
        if (a[i].toCaseFolded() != b[j].toCaseFolded())
            return false;
        ++i;
        ++j;
    }
}

void TolerantReader::note(const JsonPointer &pointer) const
{
    const QString path = (JsonPointer(m_base.tokens() + pointer.tokens())).toFieldPath();
    if (m_record && !m_record->unknown.contains(path))
        m_record->unknown.append(path);
}

AliasHit TolerantReader::hit(Paths paths) const
{
    AliasHit found = readAlias(m_object, paths);
    if (!found.value.isUndefined() && m_record && paths.size()) {
        const JsonPointer canonical(m_base.tokens() + pointerFor(*paths.begin()).tokens());
        m_record->found.insert(canonical.toString(), JsonPointer(m_base.tokens() + found.pointer.tokens()));
    }
    return found;
}

QString TolerantReader::text(Paths paths, const QString &fallback) const
{
    const AliasHit found = hit(paths);
    if (found.value.isUndefined())
        return fallback;
    if (!isScalar(found.value)) {
        note(found.pointer);
        return fallback;
    }
    return plainText(found.value);
}

std::optional<qint64> TolerantReader::integer(Paths paths) const
{
    const AliasHit found = hit(paths);
    if (found.value.isUndefined())
        return std::nullopt;
    const auto number = wholeNumber(found.value);
    if (!number)
        note(found.pointer);
    return number;
}

bool TolerantReader::flag(Paths paths, bool fallback) const
{
    const AliasHit found = hit(paths);
    if (found.value.isUndefined())
        return fallback;
    if (found.value.isBool())
        return found.value.toBool();
    if (found.value.isString() && sameEnum(found.value.toString(), u"true"))
        return true;
    if (found.value.isString() && sameEnum(found.value.toString(), u"false"))
        return false;
    note(found.pointer);
    return fallback;
}

QStringList TolerantReader::texts(Paths paths) const
{
    const AliasHit found = hit(paths);
    if (found.value.isUndefined())
        return {};
    if (isScalar(found.value))
        return {plainText(found.value)};
    if (!found.value.isArray()) {
        note(found.pointer);
        return {};
    }
    QStringList out;
    const QJsonArray array = found.value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QJsonValue item = array.at(i);
        if (isScalar(item))
            out.append(plainText(item));
        else if (!item.isNull())
            note(found.pointer / i);
    }
    return out;
}

QMap<QString, QString> TolerantReader::textMap(Paths paths) const
{
    const AliasHit found = hit(paths);
    if (found.value.isUndefined())
        return {};
    if (!found.value.isObject()) {
        note(found.pointer);
        return {};
    }
    QMap<QString, QString> out;
    const QJsonObject map = found.value.toObject();
    for (auto it = map.begin(); it != map.end(); ++it) {
        if (isScalar(it.value()) || it.value().isNull())
            out.insert(it.key(), plainText(it.value()));
        else
            note(found.pointer / it.key());
    }
    return out;
}

QMap<QString, qint64> TolerantReader::numberMap(Paths paths) const
{
    const AliasHit found = hit(paths);
    if (found.value.isUndefined())
        return {};
    if (!found.value.isObject()) {
        note(found.pointer);
        return {};
    }
    QMap<QString, qint64> out;
    const QJsonObject map = found.value.toObject();
    for (auto it = map.begin(); it != map.end(); ++it) {
        if (const auto number = wholeNumber(it.value()))
            out.insert(it.key(), *number);
        else if (!it.value().isNull())
            note(found.pointer / it.key());
    }
    return out;
}

QJsonObject TolerantReader::map(Paths paths) const
{
    const AliasHit found = hit(paths);
    if (!found.value.isUndefined() && !found.value.isObject())
        note(found.pointer);
    return found.value.toObject();
}

QJsonArray TolerantReader::list(Paths paths) const
{
    const AliasHit found = hit(paths);
    if (!found.value.isUndefined() && !found.value.isArray())
        note(found.pointer);
    return found.value.toArray();
}

QList<TolerantReader> TolerantReader::items(Paths paths, const QString &nameKey) const
{
    const AliasHit found = hit(paths);
    QList<TolerantReader> out;
    if (found.value.isUndefined())
        return out;
    if (found.value.isArray()) {
        const QJsonArray array = found.value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            const QJsonValue item = array.at(i);
            const JsonPointer pointer = JsonPointer(m_base.tokens() + found.pointer.tokens()) / i;
            if (item.isObject())
                out.append(TolerantReader(item.toObject(), m_record, pointer));
            else if (item.isString())
                out.append(TolerantReader(QJsonObject{{nameKey, item}}, m_record, pointer));
            else if (!item.isNull())
                note(found.pointer / i);
        }
        return out;
    }
    if (found.value.isObject()) {
        const QJsonObject map = found.value.toObject();
        for (auto it = map.begin(); it != map.end(); ++it) {
            QJsonObject item = it.value().toObject();
            if (isMissing(item.value(nameKey)))
                item.insert(nameKey, it.key());
            out.append(TolerantReader(item, m_record,
                                      JsonPointer(m_base.tokens() + found.pointer.tokens()) / it.key()));
        }
        return out;
    }
    note(found.pointer);
    return out;
}

TolerantReader TolerantReader::child(Paths paths) const
{
    const AliasHit found = hit(paths);
    if (!found.value.isUndefined() && !found.value.isObject())
        note(found.pointer);
    return {found.value.toObject(), m_record, JsonPointer(m_base.tokens() + found.pointer.tokens())};
}

TolerantReader::Reference TolerantReader::referenceOf(const QJsonValue &value,
                                                      const QString &defaultNamespace,
                                                      const JsonPointer &pointer)
{
    Reference reference;
    reference.pointer = pointer;
    reference.namespaceName = defaultNamespace;
    if (value.isString()) {
        reference.name = value.toString();
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        reference.name = object.value(u"name").toString();
        const QString namespaceName = object.value(u"namespace").toString();
        if (!namespaceName.isEmpty())
            reference.namespaceName = namespaceName;
        reference.cloudType = object.value(u"cloudType").toString();
    }
    return reference;
}

TolerantReader::Reference TolerantReader::reference(Paths paths, const QString &defaultNamespace) const
{
    const AliasHit found = hit(paths);
    const JsonPointer pointer(m_base.tokens() + found.pointer.tokens());
    if (!found.value.isUndefined() && !found.value.isObject() && !found.value.isString())
        note(found.pointer);
    return referenceOf(found.value, defaultNamespace, pointer);
}

ViewBase::ViewBase(const QJsonObject &source)
    : object(source)
{
    apiVersion = source.value(u"apiVersion").toString();
    kind = source.value(u"kind").toString();
    const TolerantReader reader(source, &record);
    name = reader.text({u"metadata.name"});
    namespaceName = reader.text({u"metadata.namespace"});
    labels = reader.textMap({u"metadata.labels"});
    annotations = reader.textMap({u"metadata.annotations"});
    deleting = reader.has({u"metadata.deletionTimestamp"});
    phase = reader.text({u"status.phase"});
}

QStringList ViewBase::notes() const
{
    if (record.unknown.isEmpty())
        return {};
    return {QCoreApplication::translate("easel::View", "Shown partly: unknown schema (%1).")
                .arg(nameList(record.unknown))};
}

JsonPointer ViewBase::pointerOf(QStringView canonicalPath) const
{
    const JsonPointer canonical = pointerFor(canonicalPath);
    return record.found.value(canonical.toString(), canonical);
}

} // namespace easel
