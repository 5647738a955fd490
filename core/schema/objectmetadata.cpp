// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/objectmetadata.h"

#include "core/schema/schemafinding.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype annotationLimit = 256 * 1024;

const QString labelShape = u"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"_s;
const QString subdomainShape = u"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"_s;

bool matches(const QRegularExpression &expression, const QString &text)
{
    return expression.match(text).hasMatch();
}

// The words of IsDNS1123Subdomain, IsDNS1123Label, IsLabelKey and IsLabelValue in apimachinery.
QStringList subdomainProblems(const QString &text)
{
    static const QRegularExpression expression(u"^"_s + subdomainShape + u"\\z"_s);
    QStringList problems;
    if (text.toUtf8().size() > 253)
        problems += u"must be no more than 253 bytes"_s;
    if (!matches(expression, text))
        problems +=
            u"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
            u"'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex "
            u"used for validation is '%1')"_s.arg(subdomainShape);
    return problems;
}

QStringList labelProblems(const QString &text)
{
    static const QRegularExpression expression(u"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z"_s);
    QStringList problems;
    if (text.toUtf8().size() > 63)
        problems += u"must be no more than 63 bytes"_s;
    if (!matches(expression, text)) {
        problems += subdomainProblems(text).isEmpty()
                        ? u"must not contain dots"_s
                        : u"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
                          u"'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or "
                          u"'123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"_s;
    }
    return problems;
}

QStringList qualifiedNameProblems(const QString &text)
{
    static const QRegularExpression expression(u"^"_s + labelShape + u"\\z"_s);
    const QString words =
        u"must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        u"alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
        u"validation is '%1')"_s.arg(labelShape);
    const QStringList parts = text.split(u'/');
    if (parts.size() > 2)
        return {u"a valid label key %1 with an optional DNS subdomain prefix and '/' (e.g. "
                u"'example.com/MyName')"_s.arg(words)};
    QStringList problems;
    if (parts.size() == 2) {
        if (parts.first().isEmpty())
            problems += u"prefix part must be non-empty"_s;
        else
            for (const QString &problem : subdomainProblems(parts.first()))
                problems += u"prefix part "_s + problem;
    }
    const QString &name = parts.last();
    if (name.isEmpty())
        problems += u"name part must be non-empty"_s;
    else if (name.toUtf8().size() > 63)
        problems += u"name part must be no more than 63 bytes"_s;
    if (!matches(expression, name))
        problems += u"name part "_s + words;
    return problems;
}

QStringList labelValueProblems(const QString &text)
{
    static const QRegularExpression expression(u"^("_s + labelShape + u")?\\z"_s);
    QStringList problems;
    if (text.toUtf8().size() > 63)
        problems += u"must be no more than 63 bytes"_s;
    if (!matches(expression, text))
        problems +=
            u"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
            u"'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
            u"'my_value',  or '12345', regex used for validation is '(%1)?')"_s.arg(labelShape);
    return problems;
}

QStringList pathSegmentProblems(const QString &text, bool prefix)
{
    QStringList problems;
    if (!prefix && (text == "."_L1 || text == ".."_L1))
        return {u"may not be '%1'"_s.arg(text)};
    for (const QString &bad : {u"/"_s, u"%"_s}) {
        if (text.contains(bad))
            problems += u"may not contain '%1'"_s.arg(bad);
    }
    return problems;
}

class Checker
{
public:
    Checker(const JsonPointer &pointer, QList<SchemaFinding> *findings)
        : m_base(pointer)
        , m_findings(findings)
    {}

    void add(const JsonPointer &at, const QString &reason, const QString &message)
    {
        m_findings->append({at, reason, message});
    }

    void invalid(const JsonPointer &at, const QJsonValue &value, const QStringList &problems)
    {
        for (const QString &problem : problems)
            m_findings->append(invalidValue(at, value, problem));
    }

    // False when the field is there with another type; null counts as absent, as for Go.
    bool hasType(const JsonPointer &at, const QJsonValue &value, QJsonValue::Type type, const QString &name)
    {
        if (value.type() == type || value.isNull() || value.isUndefined())
            return true;
        m_findings->append(wrongType(at, value, name));
        return false;
    }

    void typeMeta(const QJsonObject &object, const QString &field)
    {
        const JsonPointer at = m_base / field;
        const QJsonValue value = object.value(field);
        if (value.isUndefined())
            add(at, reasons::required, u"Required value"_s);
        else if (!value.isString())
            invalid(at, value, {u"must be a string"_s});
        else if (value.toString().isEmpty())
            invalid(at, value, {u"must not be empty"_s});
    }

    void stringMap(const JsonPointer &at, const QJsonValue &value, bool labels)
    {
        if (!hasType(at, value, QJsonValue::Object, u"object"_s))
            return;
        const QJsonObject map = value.toObject();
        qsizetype size = 0;
        for (auto entry = map.begin(); entry != map.end(); ++entry) {
            const JsonPointer here = at / entry.key();
            const QString text = entry.value().toString();
            size += entry.key().toUtf8().size() + text.toUtf8().size();
            // Annotation keys may be written in capitals.
            invalid(here, entry.key(), qualifiedNameProblems(labels ? entry.key() : entry.key().toLower()));
            if (hasType(here, entry.value(), QJsonValue::String, u"string"_s) && labels)
                invalid(here, text, labelValueProblems(text));
        }
        if (!labels && size > annotationLimit)
            add(at, reasons::tooLong, u"Too long: may not be more than %1 bytes"_s.arg(annotationLimit));
    }

    void finalizers(const JsonPointer &at, const QJsonValue &value)
    {
        if (!hasType(at, value, QJsonValue::Array, u"array"_s))
            return;
        const QJsonArray list = value.toArray();
        for (qsizetype i = 0; i < list.size(); ++i) {
            const QJsonValue item = list.at(i);
            if (hasType(at / i, item, QJsonValue::String, u"string"_s))
                invalid(at / i, item, qualifiedNameProblems(item.toString()));
        }
    }

    void owners(const JsonPointer &at, const QJsonValue &value)
    {
        if (!hasType(at, value, QJsonValue::Array, u"array"_s))
            return;
        const QJsonArray list = value.toArray();
        for (qsizetype i = 0; i < list.size(); ++i) {
            if (!hasType(at / i, list.at(i), QJsonValue::Object, u"object"_s))
                continue;
            const QJsonObject owner = list.at(i).toObject();
            for (const QString &field : {u"apiVersion"_s, u"kind"_s, u"name"_s, u"uid"_s}) {
                const JsonPointer here = at / i / field;
                if (hasType(here, owner.value(field), QJsonValue::String, u"string"_s) &&
                    owner.value(field).toString().isEmpty())
                    invalid(
                        here, QString(),
                        {field == "apiVersion"_L1 ? u"version must not be empty"_s : u"must not be empty"_s});
            }
        }
    }

private:
    JsonPointer m_base;
    QList<SchemaFinding> *m_findings;
};

void checkNames(Checker *checker, const QJsonObject &metadata, const JsonPointer &at, NameRule rule,
                bool embedded)
{
    const auto problems = [rule](const QString &text, bool prefix) {
        QString masked = text;
        if (prefix && masked.size() > 1 && masked.endsWith(u'-'))
            masked.back() = u'a'; // the server adds letters behind it
        return rule == NameRule::Subdomain ? subdomainProblems(masked) : pathSegmentProblems(text, prefix);
    };
    const QJsonValue name = metadata.value("name"_L1);
    const QJsonValue prefix = metadata.value("generateName"_L1);
    const bool namesAreText = checker->hasType(at / u"name"_s, name, QJsonValue::String, u"string"_s);
    if (checker->hasType(at / u"generateName"_s, prefix, QJsonValue::String, u"string"_s) &&
        !prefix.toString().isEmpty())
        checker->invalid(at / u"generateName"_s, prefix, problems(prefix.toString(), true));
    if (namesAreText && !name.toString().isEmpty())
        checker->invalid(at / u"name"_s, name, problems(name.toString(), false));
    else if (namesAreText && !embedded && prefix.toString().isEmpty())
        checker->add(at / u"name"_s, reasons::required,
                     u"Required value: name or generateName is required"_s);
    const QJsonValue space = metadata.value("namespace"_L1);
    if (checker->hasType(at / u"namespace"_s, space, QJsonValue::String, u"string"_s) &&
        !space.toString().isEmpty())
        checker->invalid(at / u"namespace"_s, space, labelProblems(space.toString()));
}

} // namespace

bool isMetadataKey(const QString &key)
{
    return qualifiedNameProblems(key).isEmpty();
}

void checkMetadata(const QJsonObject &object, const JsonPointer &pointer, NameRule rule, bool embedded,
                   bool strict, QList<SchemaFinding> *findings)
{
    static const QSet<QString> known = {u"annotations"_s,
                                        u"creationTimestamp"_s,
                                        u"deletionGracePeriodSeconds"_s,
                                        u"deletionTimestamp"_s,
                                        u"finalizers"_s,
                                        u"generateName"_s,
                                        u"generation"_s,
                                        u"labels"_s,
                                        u"managedFields"_s,
                                        u"name"_s,
                                        u"namespace"_s,
                                        u"ownerReferences"_s,
                                        u"resourceVersion"_s,
                                        u"selfLink"_s,
                                        u"uid"_s};
    Checker checker(pointer, findings);
    checker.typeMeta(object, u"apiVersion"_s);
    checker.typeMeta(object, u"kind"_s);
    const JsonPointer at = pointer / u"metadata"_s;
    const QJsonValue value = object.value("metadata"_L1);
    if (embedded && value.isUndefined())
        return;
    if (!checker.hasType(at, value, QJsonValue::Object, u"object"_s))
        return;
    const QJsonObject metadata = value.toObject();
    if (strict) {
        for (const QString &field : metadata.keys()) {
            if (!known.contains(field))
                checker.add(at / field, reasons::unknown,
                            u"unknown field \"%1\""_s.arg((at / field).toFieldPath()));
        }
    }
    checkNames(&checker, metadata, at, rule, embedded);
    checker.stringMap(at / u"labels"_s, metadata.value("labels"_L1), true);
    checker.stringMap(at / u"annotations"_s, metadata.value("annotations"_L1), false);
    checker.finalizers(at / u"finalizers"_s, metadata.value("finalizers"_L1));
    checker.owners(at / u"ownerReferences"_s, metadata.value("ownerReferences"_L1));
    for (const QString &field :
         {u"uid"_s, u"resourceVersion"_s, u"selfLink"_s, u"creationTimestamp"_s, u"deletionTimestamp"_s})
        checker.hasType(at / field, metadata.value(field), QJsonValue::String, u"string"_s);
    for (const QString &field : {u"generation"_s, u"deletionGracePeriodSeconds"_s})
        checker.hasType(at / field, metadata.value(field), QJsonValue::Double, u"integer"_s);
}

} // namespace easel
