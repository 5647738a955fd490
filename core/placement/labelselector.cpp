// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/labelselector.h"

#include "core/domain/names.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Operator = LabelSelector::Operator;

constexpr qsizetype longestName = 63;

QString quoted(const QString &text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

QString listText(const QStringList &values)
{
    if (values.isEmpty())
        return u"null"_s;
    return QString::fromUtf8(
        QJsonDocument(QJsonArray::fromStringList(values)).toJson(QJsonDocument::Compact));
}

// What apimachinery's IsQualifiedName says; empty when the key is fine.
QStringList keyProblems(const QString &key)
{
    static const QRegularExpression name(u"\\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\\z"_s);
    static const QRegularExpression domain(
        u"\\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z"_s);
    const QString characters =
        u"must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"_s;
    QStringList problems;
    const QStringList parts = key.split(u'/');
    if (parts.size() > 2) {
        return {u"a qualified name "_s + characters +
                u" with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"_s};
    }
    if (parts.size() == 2) {
        if (parts.first().isEmpty())
            problems << u"prefix part must be non-empty"_s;
        else if (!domain.match(parts.first()).hasMatch())
            problems << u"prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
                        "characters, '-' or '.', and must start and end with an alphanumeric character (e.g. "
                        "'example.com', regex used for validation is "
                        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"_s;
    }
    if (parts.last().isEmpty())
        problems << u"name part must be non-empty"_s;
    else if (parts.last().size() > longestName)
        problems << u"name part must be no more than 63 bytes"_s;
    if (!name.match(parts.last()).hasMatch())
        problems << u"name part "_s + characters;
    return problems;
}

QStringList valueProblems(const QString &value)
{
    QStringList problems;
    if (value.size() > longestName)
        problems << u"must be no more than 63 bytes"_s;
    if (!isKubernetesLabelValue(value.left(longestName)) ||
        (value.size() > longestName && problems.isEmpty()))
        problems
            << u"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
               "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
               "'my_value',  or '12345', regex used for validation is "
               "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"_s;
    return problems;
}

// Empty when Kubernetes takes the requirement.
QString problemOf(const LabelSelector::Requirement &requirement)
{
    QStringList all;
    if (const QStringList problems = keyProblems(requirement.key); !problems.isEmpty())
        all << u"key: Invalid value: %1: %2"_s.arg(quoted(requirement.key), problems.join(u"; "_s));
    const bool takesValues = requirement.op == Operator::In || requirement.op == Operator::NotIn;
    if (takesValues && requirement.values.isEmpty())
        all << u"values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty"_s;
    if (!takesValues && !requirement.values.isEmpty())
        all << u"values: Invalid value: %1: values set must be empty for exists and does not exist"_s.arg(
            listText(requirement.values));
    for (qsizetype i = 0; i < requirement.values.size(); ++i) {
        const QString &value = requirement.values.at(i);
        if (const QStringList problems = valueProblems(value); !problems.isEmpty())
            all << u"values[%1][%2]: Invalid value: %3: %4"_s.arg(i).arg(requirement.key, quoted(value),
                                                                         problems.join(u"; "_s));
    }
    return all.size() > 1 ? u'[' + all.join(u", "_s) + u']' : all.join(QString());
}

QString textOf(const LabelSelector::Requirement &requirement)
{
    const auto &[key, op, values, text] = requirement;
    switch (op) {
    case Operator::In:
        return values.size() == 1 ? key + u'=' + values.first() : key + u" in ("_s + values.join(u',') + u')';
    case Operator::NotIn:
        return values.size() == 1 ? key + u"!="_s + values.first()
                                  : key + u" notin ("_s + values.join(u',') + u')';
    case Operator::Exists:
        return key;
    case Operator::DoesNotExist:
        break;
    }
    return u'!' + key;
}

std::optional<Operator> operatorOf(const QString &word)
{
    if (word == u"In")
        return Operator::In;
    if (word == u"NotIn")
        return Operator::NotIn;
    if (word == u"Exists")
        return Operator::Exists;
    if (word == u"DoesNotExist")
        return Operator::DoesNotExist;
    return std::nullopt;
}

} // namespace

bool LabelSelector::Requirement::matches(const QMap<QString, QString> &labels) const
{
    const auto found = labels.constFind(key);
    const bool has = found != labels.constEnd();
    switch (op) {
    case Operator::In:
        return has && values.contains(*found);
    case Operator::NotIn:
        return !has || !values.contains(*found);
    case Operator::Exists:
        return has;
    case Operator::DoesNotExist:
        break;
    }
    return !has;
}

Result<LabelSelector> LabelSelector::parse(const QJsonObject &selector)
{
    LabelSelector parsed;
    const QJsonObject labels = selector.value(u"matchLabels").toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        Requirement requirement{it.key(), Operator::In, {it.value().toVariant().toString()}};
        if (const QString problem = problemOf(requirement); !problem.isEmpty())
            return failure(Error::Kind::Invalid, problem);
        requirement.text = textOf(requirement);
        parsed.m_requirements.push_back(std::move(requirement));
    }
    const QJsonArray expressions = selector.value(u"matchExpressions").toArray();
    for (const auto &item : expressions) {
        const QJsonObject expression = item.toObject();
        const QString word = expression.value(u"operator").toString();
        const auto op = operatorOf(word);
        if (!op)
            return failure(Error::Kind::Invalid,
                           u"%1 is not a valid label selector operator"_s.arg(quoted(word)));
        Requirement requirement{expression.value(u"key").toString(), *op, {}};
        const QJsonArray values = expression.value(u"values").toArray();
        for (const auto &value : values)
            requirement.values << value.toVariant().toString();
        if (const QString problem = problemOf(requirement); !problem.isEmpty())
            return failure(Error::Kind::Invalid, problem);
        requirement.text = textOf(requirement);
        parsed.m_requirements.push_back(std::move(requirement));
    }
    return parsed;
}

bool LabelSelector::matches(const QMap<QString, QString> &labels) const
{
    return std::all_of(m_requirements.begin(), m_requirements.end(),
                       [&](const Requirement &requirement) { return requirement.matches(labels); });
}

} // namespace easel
