// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonpointer.h"

#include <QJsonArray>
#include <QJsonObject>

namespace easel {

namespace {

// -1 when the token is no array index (RFC 6901: digits without a leading zero).
qsizetype arrayIndex(const QString &token)
{
    if (token.isEmpty() || token.size() > 9 || (token.size() > 1 && token.front() == u'0'))
        return -1;
    for (const QChar c : token) {
        if (c < u'0' || c > u'9')
            return -1;
    }
    return token.toInt();
}

bool setIn(QJsonValue &node, const QStringList &tokens, qsizetype depth, const QJsonValue &value)
{
    if (depth == tokens.size()) {
        node = value;
        return true;
    }
    const QString &token = tokens.at(depth);
    if (node.isArray()) {
        QJsonArray array = node.toArray();
        const qsizetype index = token == u"-" ? array.size() : arrayIndex(token);
        if (index < 0 || index > array.size())
            return false;
        QJsonValue child = index < array.size() ? array.at(index) : QJsonValue(QJsonValue::Undefined);
        if (!setIn(child, tokens, depth + 1, value))
            return false;
        if (index == array.size())
            array.append(child);
        else
            array[index] = child;
        node = array;
        return true;
    }
    if (!node.isObject() && !node.isUndefined() && !node.isNull())
        return false;
    if (!node.isObject() && token == u"-") {
        // A list that is not there yet: append to an empty one.
        QJsonValue list = QJsonArray();
        if (!setIn(list, tokens, depth, value))
            return false;
        node = list;
        return true;
    }
    QJsonObject object = node.toObject();
    QJsonValue child = object.value(token);
    if (!setIn(child, tokens, depth + 1, value))
        return false;
    object.insert(token, child);
    node = object;
    return true;
}

bool removeIn(QJsonValue &node, const QStringList &tokens, qsizetype depth)
{
    const QString &token = tokens.at(depth);
    const bool last = depth + 1 == tokens.size();
    if (node.isArray()) {
        QJsonArray array = node.toArray();
        const qsizetype index = arrayIndex(token);
        if (index < 0 || index >= array.size())
            return false;
        if (last) {
            array.removeAt(index);
        } else {
            QJsonValue child = array.at(index);
            if (!removeIn(child, tokens, depth + 1))
                return false;
            array[index] = child;
        }
        node = array;
        return true;
    }
    if (!node.isObject())
        return false;
    QJsonObject object = node.toObject();
    if (!object.contains(token))
        return false;
    if (last) {
        object.remove(token);
    } else {
        QJsonValue child = object.value(token);
        if (!removeIn(child, tokens, depth + 1))
            return false;
        object.insert(token, child);
    }
    node = object;
    return true;
}

bool plainFieldName(const QString &token)
{
    if (token.isEmpty())
        return false;
    for (const QChar c : token) {
        if (!c.isLetterOrNumber() && c != u'_' && c != u'-' && c != u'$')
            return false;
    }
    return arrayIndex(token) < 0;
}

} // namespace

JsonPointer::JsonPointer(QStringList tokens)
    : m_tokens(std::move(tokens))
{}

std::optional<JsonPointer> JsonPointer::parse(QStringView text)
{
    if (text.isEmpty())
        return JsonPointer();
    if (text.front() != u'/')
        return std::nullopt;
    QStringList tokens;
    for (const QStringView part : text.mid(1).split(u'/')) {
        QString token;
        token.reserve(part.size());
        for (qsizetype i = 0; i < part.size(); ++i) {
            if (part.at(i) != u'~') {
                token += part.at(i);
                continue;
            }
            if (i + 1 >= part.size() || (part.at(i + 1) != u'0' && part.at(i + 1) != u'1'))
                return std::nullopt;
            token += part.at(++i) == u'0' ? u'~' : u'/';
        }
        tokens << token;
    }
    return JsonPointer(std::move(tokens));
}

std::optional<JsonPointer> JsonPointer::parseFieldPath(QStringView path)
{
    QStringList tokens;
    qsizetype i = 0;
    if (path.startsWith(u'.'))
        i = 1;
    bool expectName = true;
    while (i < path.size()) {
        const QChar c = path.at(i);
        if (c == u'[') {
            const qsizetype end = path.indexOf(u']', i);
            if (end < 0)
                return std::nullopt;
            QStringView inner = path.mid(i + 1, end - i - 1);
            if (inner.size() >= 2 && (inner.front() == u'\'' || inner.front() == u'"')) {
                // A quoted key may hold a bracket: look for the closing quote instead.
                const QChar quote = inner.front();
                const qsizetype close = path.indexOf(quote, i + 2);
                if (close < 0 || close + 1 >= path.size() || path.at(close + 1) != u']')
                    return std::nullopt;
                tokens << path.mid(i + 2, close - i - 2).toString();
                i = close + 2;
            } else {
                tokens << inner.toString();
                i = end + 1;
            }
            expectName = false;
            continue;
        }
        if (c == u'.') {
            if (expectName)
                return std::nullopt;
            expectName = true;
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < path.size() && path.at(end) != u'.' && path.at(end) != u'[')
            ++end;
        tokens << path.mid(i, end - i).toString();
        i = end;
        expectName = false;
    }
    if (expectName && !tokens.isEmpty())
        return std::nullopt;
    return JsonPointer(std::move(tokens));
}

QString JsonPointer::toFieldPath() const
{
    QString path;
    for (const QString &token : m_tokens) {
        if (arrayIndex(token) >= 0) {
            path += u'[' + token + u']';
        } else if (plainFieldName(token)) {
            if (!path.isEmpty())
                path += u'.';
            path += token;
        } else {
            path += QStringLiteral("['%1']").arg(token);
        }
    }
    return path;
}

QString JsonPointer::toString() const
{
    QString text;
    for (QString token : m_tokens) {
        token.replace(u'~', QStringLiteral("~0"));
        token.replace(u'/', QStringLiteral("~1"));
        text += u'/' + token;
    }
    return text;
}

JsonPointer JsonPointer::parent() const
{
    return JsonPointer(m_tokens.isEmpty() ? m_tokens : m_tokens.first(m_tokens.size() - 1));
}

JsonPointer JsonPointer::operator/(const QString &token) const
{
    QStringList tokens = m_tokens;
    tokens << token;
    return JsonPointer(std::move(tokens));
}

JsonPointer JsonPointer::operator/(qsizetype index) const
{
    return *this / QString::number(index);
}

bool JsonPointer::startsWith(const JsonPointer &other) const
{
    return m_tokens.size() >= other.m_tokens.size() &&
           m_tokens.first(other.m_tokens.size()) == other.m_tokens;
}

QJsonValue JsonPointer::get(const QJsonValue &root) const
{
    QJsonValue node = root;
    for (const QString &token : m_tokens) {
        if (node.isObject()) {
            node = node.toObject().value(token);
        } else if (node.isArray()) {
            const qsizetype index = arrayIndex(token);
            const QJsonArray array = node.toArray();
            node = index >= 0 && index < array.size() ? array.at(index) : QJsonValue(QJsonValue::Undefined);
        } else {
            return QJsonValue(QJsonValue::Undefined);
        }
    }
    return node;
}

bool JsonPointer::set(QJsonValue &root, const QJsonValue &value) const
{
    QJsonValue copy = root;
    if (!setIn(copy, m_tokens, 0, value))
        return false;
    root = copy;
    return true;
}

bool JsonPointer::remove(QJsonValue &root) const
{
    if (m_tokens.isEmpty()) {
        const bool was = !root.isUndefined();
        root = QJsonValue(QJsonValue::Undefined);
        return was;
    }
    return removeIn(root, m_tokens, 0);
}

bool jsonEqual(const QJsonValue &a, const QJsonValue &b)
{
    if (a.isDouble() && b.isDouble()) {
        // QJsonValue tells 1 from 1.0 in some constructions; Kubernetes does not.
        return a.toDouble() == b.toDouble() && a.toInteger(0) == b.toInteger(0);
    }
    if (a.isArray() && b.isArray()) {
        const QJsonArray left = a.toArray();
        const QJsonArray right = b.toArray();
        if (left.size() != right.size())
            return false;
        for (qsizetype i = 0; i < left.size(); ++i) {
            if (!jsonEqual(left.at(i), right.at(i)))
                return false;
        }
        return true;
    }
    if (a.isObject() && b.isObject()) {
        const QJsonObject left = a.toObject();
        const QJsonObject right = b.toObject();
        if (left.size() != right.size())
            return false;
        for (auto it = left.begin(); it != left.end(); ++it) {
            const auto other = right.constFind(it.key());
            if (other == right.constEnd() || !jsonEqual(it.value(), other.value()))
                return false;
        }
        return true;
    }
    return a == b;
}

} // namespace easel
