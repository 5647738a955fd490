// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/schemavalidator.h"

#include "core/schema/schemafinding.h"
#include "core/schema/schemaformats.h"

#include <QJsonDocument>
#include <QSet>

#include <cmath>
#include <limits>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

bool isMetaField(const QString &key)
{
    return key == "apiVersion"_L1 || key == "kind"_L1 || key == "metadata"_L1;
}

const SchemaNode *resolvedOrNull(const SchemaNode *node)
{
    return node == nullptr ? nullptr : &node->resolved();
}

// The schema of one field: its own, that of free keys, or none.
const SchemaNode *childNode(const SchemaNode *node, const QString &key)
{
    if (node == nullptr)
        return nullptr;
    if (const SchemaNode *property = node->properties.value(key))
        return &property->resolved();
    return resolvedOrNull(node->additional);
}

// A whole number that 64 bits hold: for others toInteger() gives its argument back.
std::optional<qint64> wholeNumber(const QJsonValue &value)
{
    const qint64 number = value.toInteger(0);
    return number == value.toInteger(1) ? std::optional(number) : std::nullopt;
}

// Go compares with int64 where the value is a whole number, with float64 elsewhere; doubles are exact enough
// but for whole numbers beyond 2^53.
int compare(const QJsonValue &value, double bound)
{
    const auto whole = wholeNumber(value);
    const auto wholeBound = wholeNumber(QJsonValue(bound));
    if (whole && wholeBound)
        return *whole < *wholeBound ? -1 : *whole > *wholeBound ? 1 : 0;
    const double number = value.toDouble();
    return number < bound ? -1 : number > bound ? 1 : 0;
}

QString numberText(double value)
{
    return valueText(QJsonValue(value));
}

// utf8.RuneCount: code points, not UTF-16 units.
qint64 runeCount(const QString &text)
{
    qint64 count = text.size();
    for (const QChar c : text) {
        if (c.isLowSurrogate())
            --count;
    }
    return count;
}

class Validation
{
public:
    Validation(const SchemaNode &node, const JsonPointer &at, QList<SchemaFinding> *findings)
        : m_node(node)
        , m_at(at)
        , m_findings(findings)
    {}

    void run(const QJsonValue &value)
    {
        if (value.isNull()) {
            checkType(value);
            checkEnumeration(value);
            return;
        }
        checkType(value);
        checkCombinations(value);
        if (value.isString())
            checkText(value.toString());
        if (value.isDouble())
            checkNumber(value);
        if (value.isArray())
            checkArray(value.toArray());
        checkEnumeration(value);
        if (value.isObject())
            checkObject(value.toObject());
    }

private:
    QString path() const { return m_at.toFieldPath(); }

    void add(const QString &reason, const QString &message) { m_findings->append({m_at, reason, message}); }

    void invalid(const QJsonValue &value, const QString &detail)
    {
        m_findings->append(invalidValue(m_at, value, path() + u" in body "_s + detail));
    }

    void checkType(const QJsonValue &value)
    {
        if (m_node.types.isEmpty())
            return;
        const QString type = jsonTypeName(value);
        if (value.isNull()) {
            if (!m_node.nullable)
                m_findings->append(wrongType(m_at, value, m_node.types.join(u',')));
            return;
        }
        const bool fits =
            m_node.types.contains(type) || (type == "integer"_L1 && m_node.types.contains("number"_L1));
        if (!fits)
            m_findings->append(wrongType(m_at, value, m_node.types.join(u',')));
    }

    void checkEnumeration(const QJsonValue &value)
    {
        if (m_node.enumeration.isEmpty())
            return;
        QStringList allowed;
        for (const auto &item : m_node.enumeration) {
            if (jsonEqual(item, value))
                return;
            allowed += item.isString() ? valueText(item) : u'"' + valueText(item) + u'"';
        }
        add(reasons::notSupported,
            u"Unsupported value: %1: supported values: %2"_s.arg(valueText(value), allowed.join(u", "_s)));
    }

    void checkText(const QString &text)
    {
        if (const QString problem = textProblem(text); !problem.isEmpty())
            invalid(text, problem);
        const bool textual = m_node.types.isEmpty() || m_node.types.contains("string"_L1);
        if (textual && !m_node.format.isEmpty() && !matchesFormat(text, m_node.format))
            m_findings->append({m_at, reasons::wrongType,
                                u"Invalid value: %1: %2 in body must be of type %3: %1"_s.arg(
                                    valueText(text), path(), m_node.format)});
    }

    // The server stops at the first of these.
    QString textProblem(const QString &text)
    {
        const qint64 length = runeCount(text);
        if (m_node.maxLength && length > *m_node.maxLength) {
            add(reasons::tooLong, u"Too long: may not be more than %1 bytes"_s.arg(*m_node.maxLength));
            return {};
        }
        if (m_node.minLength && length < *m_node.minLength)
            return u"should be at least %1 chars long"_s.arg(*m_node.minLength);
        if (!m_node.pattern.isEmpty() && m_node.expression.isValid() &&
            !m_node.expression.match(text).hasMatch())
            return u"should match '%1'"_s.arg(m_node.pattern);
        return {};
    }

    void checkNumber(const QJsonValue &value)
    {
        if (m_node.types.size() == 1 && !inRange(value))
            add(reasons::invalid,
                u"Invalid value: \"\": Checked value must be of type %1 with format %2 in %3"_s.arg(
                    m_node.types.first(), m_node.format, path()));
        if (m_node.multipleOf && !isMultiple(value))
            invalid(value, u"should be a multiple of %1"_s.arg(numberText(*m_node.multipleOf)));
        if (m_node.maximum) {
            const int order = compare(value, *m_node.maximum);
            if (order > 0 || (order == 0 && m_node.exclusiveMaximum))
                invalid(value, (m_node.exclusiveMaximum ? u"should be less than %1"_s
                                                        : u"should be less than or equal to %1"_s)
                                   .arg(numberText(*m_node.maximum)));
        }
        if (m_node.minimum) {
            const int order = compare(value, *m_node.minimum);
            if (order < 0 || (order == 0 && m_node.exclusiveMinimum))
                invalid(value, (m_node.exclusiveMinimum ? u"should be greater than %1"_s
                                                        : u"should be greater than or equal to %1"_s)
                                   .arg(numberText(*m_node.minimum)));
        }
    }

    bool inRange(const QJsonValue &value) const
    {
        const double number = value.toDouble();
        if (m_node.types.first() == "integer"_L1) {
            if (!isWholeNumber(value))
                return true; // a wrong type, said already
            if (m_node.format == "int32"_L1)
                return number >= std::numeric_limits<qint32>::min() &&
                       number <= std::numeric_limits<qint32>::max();
            return wholeNumber(value).has_value();
        }
        if (m_node.types.first() == "number"_L1 && m_node.format == "float"_L1)
            return std::abs(number) <= double(std::numeric_limits<float>::max());
        return true;
    }

    bool isMultiple(const QJsonValue &value) const
    {
        const double factor = *m_node.multipleOf;
        const auto whole = wholeNumber(value);
        const auto wholeFactor = wholeNumber(QJsonValue(factor));
        if (whole && wholeFactor)
            return *wholeFactor >= 1 && *whole % *wholeFactor == 0;
        if (factor <= 0)
            return false;
        const double quotient = factor < 1 ? 1 / factor * value.toDouble() : value.toDouble() / factor;
        // swag.IsFloat64AJSONInteger: whole but for rounding
        return std::abs(quotient - std::round(quotient)) <= 1e-9 * std::max(1.0, std::abs(quotient));
    }

    void checkArray(const QJsonArray &array)
    {
        if (m_node.items != nullptr) {
            for (qsizetype i = 0; i < array.size(); ++i)
                validateValue(array.at(i), *m_node.items, m_at / i, m_findings);
        }
        if (m_node.minItems && array.size() < *m_node.minItems)
            invalid(qint64(array.size()), u"should have at least %1 items"_s.arg(*m_node.minItems));
        if (m_node.maxItems && array.size() > *m_node.maxItems)
            add(reasons::tooMany,
                u"Too many: %1: must have at most %2 items"_s.arg(array.size()).arg(*m_node.maxItems));
        if (m_node.uniqueItems) {
            for (qsizetype i = 1; i < array.size(); ++i) {
                for (qsizetype j = 0; j < i; ++j) {
                    if (jsonEqual(array.at(i), array.at(j))) {
                        invalid(QJsonValue(array), u"shouldn't contain duplicates"_s);
                        return;
                    }
                }
            }
        }
    }

    void checkObject(const QJsonObject &object)
    {
        if (m_node.minProperties && object.size() < *m_node.minProperties)
            invalid(QJsonValue(object), u"should have at least %1 properties"_s.arg(*m_node.minProperties));
        if (m_node.maxProperties && object.size() > *m_node.maxProperties)
            add(reasons::tooMany,
                u"Too many: %1: must have at most %2 items"_s.arg(object.size()).arg(*m_node.maxProperties));
        for (auto member = object.begin(); member != object.end(); ++member) {
            if (const SchemaNode *node = childNode(&m_node, member.key()))
                validateValue(member.value(), *node, m_at / member.key(), m_findings);
        }
        for (const QString &name : m_node.required) {
            if (!object.contains(name))
                m_findings->append({m_at / name, reasons::required, u"Required value"_s});
        }
    }

    QList<SchemaFinding> findingsOf(const SchemaNode *node, const QJsonValue &value) const
    {
        QList<SchemaFinding> findings;
        validateValue(value, *node, m_at, &findings);
        return findings;
    }

    void checkCombinations(const QJsonValue &value)
    {
        const QString where = path();
        if (!m_node.anyOf.empty())
            checkAlternatives(value, m_node.anyOf, false);
        if (!m_node.oneOf.empty())
            checkAlternatives(value, m_node.oneOf, true);
        bool all = true;
        for (const SchemaNode *node : m_node.allOf) {
            const QList<SchemaFinding> findings = findingsOf(node, value);
            all = all && findings.isEmpty();
            m_findings->append(findings);
        }
        if (!all)
            add(reasons::invalid,
                u"Invalid value: \"\": %1 must validate all the schemas (allOf)"_s.arg(quoted(where)));
        if (m_node.negated != nullptr && findingsOf(m_node.negated, value).isEmpty())
            add(reasons::invalid,
                u"Invalid value: \"\": %1 must not validate the schema (not)"_s.arg(quoted(where)));
    }

    // The server adds the complaints of the alternative that came nearest; here that is the one with the
    // fewest.
    void checkAlternatives(const QJsonValue &value, const std::vector<const SchemaNode *> &alternatives,
                           bool onlyOne)
    {
        int good = 0;
        std::optional<QList<SchemaFinding>> nearest;
        for (const SchemaNode *node : alternatives) {
            const QList<SchemaFinding> findings = findingsOf(node, value);
            if (findings.isEmpty())
                ++good;
            else if (!nearest || findings.size() < nearest->size())
                nearest = findings;
        }
        if (good == 1 || (good > 1 && !onlyOne))
            return;
        const QString where = quoted(path());
        if (!onlyOne)
            add(reasons::invalid,
                u"Invalid value: \"\": %1 must validate at least one schema (anyOf)"_s.arg(where));
        else if (good == 0)
            add(reasons::invalid,
                u"Invalid value: \"\": %1 must validate one and only one schema (oneOf). Found none valid"_s
                    .arg(where));
        else
            add(reasons::invalid,
                u"Invalid value: \"\": %1 must validate one and only one schema (oneOf). Found %2 valid "
                u"alternatives"_s.arg(where)
                    .arg(good));
        if (good == 0 && nearest)
            m_findings->append(*nearest);
    }

    static QString quoted(const QString &text) { return u'"' + text + u'"'; }

    const SchemaNode &m_node;
    const JsonPointer &m_at;
    QList<SchemaFinding> *m_findings;
};

// Indices of the second occurrence of each repeated key, as validateListSet has them.
QList<qsizetype> secondOccurrences(const QList<QByteArray> &keys)
{
    QHash<QByteArray, int> seen;
    QList<qsizetype> indices;
    for (qsizetype i = 0; i < keys.size(); ++i) {
        if (++seen[keys.at(i)] == 2)
            indices += i;
    }
    return indices;
}

QByteArray canonical(const QJsonValue &value)
{
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
}

QJsonObject keysOf(const QJsonValue &item, const QStringList &names)
{
    QJsonObject keys;
    const QJsonObject object = item.toObject();
    for (const QString &name : names) {
        if (const QJsonValue value = object.value(name); !value.isUndefined())
            keys.insert(name, value);
    }
    return keys;
}

} // namespace

QJsonValue prunedValue(const QJsonValue &value, const SchemaNode *schema, const JsonPointer &at, bool root,
                       QList<SchemaFinding> *unknown)
{
    const SchemaNode *node = resolvedOrNull(schema);
    const bool keeps = node != nullptr && (node->keepsUnknown || node->anyAdditional);
    if (value.isArray()) {
        QJsonArray result;
        const QJsonArray array = value.toArray();
        const SchemaNode *items = node == nullptr ? nullptr : resolvedOrNull(node->items);
        for (qsizetype i = 0; i < array.size(); ++i) {
            if (keeps && items == nullptr)
                result.append(array.at(i));
            else
                result.append(prunedValue(array.at(i), items, at / i, false, unknown));
        }
        return result;
    }
    if (!value.isObject())
        return value;
    QJsonObject result;
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if ((root || (node != nullptr && node->embedded)) && isMetaField(member.key())) {
            result.insert(member.key(), member.value());
        } else if (const SchemaNode *child = childNode(node, member.key())) {
            result.insert(member.key(),
                          prunedValue(member.value(), child, at / member.key(), false, unknown));
        } else if (keeps) {
            result.insert(member.key(), member.value());
        } else if (unknown != nullptr) {
            const JsonPointer here = at / member.key();
            unknown->append({here, reasons::unknown, u"unknown field \"%1\""_s.arg(here.toFieldPath())});
        }
    }
    return result;
}

QJsonValue withoutNulls(const QJsonValue &value, const SchemaNode *schema)
{
    const SchemaNode *node = resolvedOrNull(schema);
    if (node == nullptr)
        return value;
    if (value.isArray() && node->items != nullptr) {
        QJsonArray result;
        const QJsonArray array = value.toArray();
        for (const auto &item : array)
            result.append(withoutNulls(item, node->items));
        return result;
    }
    if (!value.isObject())
        return value;
    QJsonObject result = value.toObject();
    const QStringList keys = result.keys();
    for (const QString &key : keys) {
        const SchemaNode *child = childNode(node, key);
        if (child == nullptr)
            continue;
        const QJsonValue member = result.value(key);
        if (member.isNull() && !child->nullable && !child->hasDefault())
            result.remove(key);
        else if (member.isObject() || member.isArray())
            result.insert(key, withoutNulls(member, child));
    }
    return result;
}

QJsonValue defaultedValue(const QJsonValue &value, const SchemaNode *schema)
{
    const SchemaNode *node = resolvedOrNull(schema);
    if (node == nullptr)
        return value;
    const auto replaces = [](const QJsonValue &member, const SchemaNode *child) {
        return member.isNull() && !child->nullable && child->hasDefault();
    };
    if (value.isArray() && node->items != nullptr) {
        const SchemaNode *items = &node->items->resolved();
        QJsonArray result;
        const QJsonArray array = value.toArray();
        for (const auto &item : array)
            result.append(defaultedValue(replaces(item, items) ? items->defaultValue : item, items));
        return result;
    }
    if (!value.isObject())
        return value;
    QJsonObject result = value.toObject();
    for (auto property = node->properties.begin(); property != node->properties.end(); ++property) {
        // A reference may carry a default of its own beside its target.
        const SchemaNode *child =
            property.value()->hasDefault() ? property.value() : &property.value()->resolved();
        if (child->hasDefault() &&
            (!result.contains(property.key()) || replaces(result.value(property.key()), child)))
            result.insert(property.key(), child->defaultValue);
    }
    const QStringList keys = result.keys();
    for (const QString &key : keys) {
        const SchemaNode *child = childNode(node, key);
        if (child == nullptr)
            continue;
        const QJsonValue member = result.value(key);
        if (replaces(member, child))
            result.insert(key, defaultedValue(child->defaultValue, child));
        else if (member.isObject() || member.isArray())
            result.insert(key, defaultedValue(member, child));
    }
    return result;
}

void validateValue(const QJsonValue &value, const SchemaNode &node, const JsonPointer &at,
                   QList<SchemaFinding> *findings)
{
    Validation(node.resolved(), at, findings).run(value);
}

void checkLists(const QJsonValue &value, const SchemaNode *schema, const JsonPointer &at,
                QList<SchemaFinding> *findings)
{
    const SchemaNode *node = resolvedOrNull(schema);
    if (node == nullptr)
        return;
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            if (const SchemaNode *child = childNode(node, member.key());
                child != nullptr && (member.value().isObject() || member.value().isArray()))
                checkLists(member.value(), child, at / member.key(), findings);
        }
        return;
    }
    if (!value.isArray())
        return;
    const QJsonArray array = value.toArray();
    QList<QByteArray> keys;
    if (node->listType == "map"_L1) {
        for (qsizetype i = 0; i < array.size(); ++i) {
            const QJsonValue item = array.at(i);
            if (!item.isObject() && !item.isNull()) {
                findings->append(
                    invalidValue(at / i, item, u"must be an object for an array of list-type map"_s));
                keys.clear();
                break;
            }
            keys += canonical(keysOf(item, node->listKeys));
        }
    } else if (node->listType == "set"_L1) {
        for (const auto &item : array)
            keys += canonical(item);
    }
    for (const qsizetype index : secondOccurrences(keys)) {
        const QJsonValue item = array.at(index);
        const QJsonValue shown = node->listType == "map"_L1 ? QJsonValue(keysOf(item, node->listKeys)) : item;
        findings->append({at / index, reasons::duplicate, u"Duplicate value: "_s + valueText(shown)});
    }
    if (node->items != nullptr) {
        for (qsizetype i = 0; i < array.size(); ++i)
            checkLists(array.at(i), node->items, at / i, findings);
    }
}

void checkEmbedded(const QJsonValue &value, const SchemaNode *schema, const JsonPointer &at, bool strict,
                   bool root, QList<SchemaFinding> *findings)
{
    const SchemaNode *node = resolvedOrNull(schema);
    if (node == nullptr)
        return;
    if (value.isArray() && node->items != nullptr) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            checkEmbedded(array.at(i), node->items, at / i, strict, false, findings);
        return;
    }
    if (!value.isObject())
        return;
    const QJsonObject object = value.toObject();
    if (node->embedded && !root)
        checkMetadata(object, at, NameRule::PathSegment, true, strict, findings);
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (const SchemaNode *child = childNode(node, member.key());
            child != nullptr && (member.value().isObject() || member.value().isArray()))
            checkEmbedded(member.value(), child, at / member.key(), strict, false, findings);
    }
}

} // namespace easel
