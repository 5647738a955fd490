// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/jsonscan.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <cstring>

namespace easel {

namespace {

// Walks over JSON text. Returns nullptr where the text ends early or is not JSON; it does not check what it
// skips.
class Walker
{
public:
    Walker(const char *at, const char *end)
        : m_at(at)
        , m_end(end)
    {}

    const char *at() const { return m_at; }
    bool isDone() const { return m_at >= m_end; }
    char peek() const { return isDone() ? '\0' : *m_at; }

    void skipSpace()
    {
        while (!isDone() && (*m_at == ' ' || *m_at == '\n' || *m_at == '\r' || *m_at == '\t'))
            ++m_at;
    }

    bool take(char c)
    {
        skipSpace();
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }

    bool skipString() // at the opening quote
    {
        ++m_at;
        while (!isDone()) {
            const char c = *m_at++;
            if (c == '"')
                return true;
            if (c == '\\')
                ++m_at;
        }
        return false;
    }

    bool skipValue()
    {
        skipSpace();
        if (peek() == '"')
            return skipString();
        if (peek() != '{' && peek() != '[') {
            while (!isDone() && !std::strchr(",}] \n\r\t", *m_at))
                ++m_at;
            return true;
        }
        qsizetype depth = 0;
        while (!isDone()) {
            switch (*m_at) {
            case '"':
                if (!skipString())
                    return false;
                continue;
            case '{':
            case '[':
                ++depth;
                break;
            case '}':
            case ']':
                --depth;
                break;
            default:
                break;
            }
            ++m_at;
            if (depth == 0)
                return true;
        }
        return false;
    }

private:
    const char *m_at;
    const char *m_end;
};

} // namespace

QByteArray jsonMember(const QByteArray &object, const char *name)
{
    const size_t nameLength = std::strlen(name);
    Walker walker(object.constData(), object.constData() + object.size());
    if (!walker.take('{'))
        return {};
    for (;;) {
        walker.skipSpace();
        if (walker.peek() != '"')
            return {};
        const char *key = walker.at() + 1;
        if (!walker.skipString())
            return {};
        const auto keyLength = static_cast<size_t>(walker.at() - 1 - key);
        if (!walker.take(':'))
            return {};
        walker.skipSpace();
        const char *value = walker.at();
        if (!walker.skipValue())
            return {};
        if (keyLength == nameLength && std::memcmp(key, name, nameLength) == 0)
            return QByteArray(value, walker.at() - value);
        if (!walker.take(','))
            return {};
    }
}

std::optional<ListMeta> listMetaOf(const QByteArray &list)
{
    const QByteArray metadata = jsonMember(list, "metadata");
    const QJsonDocument document = QJsonDocument::fromJson(metadata);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject object = document.object();
    ListMeta meta;
    meta.resourceVersion = object.value(u"resourceVersion").toString();
    meta.continueToken = object.value(u"continue").toString();
    meta.remaining = object.value(u"remainingItemCount").toInteger(-1);
    return meta;
}

bool endsLikeObject(const QByteArray &text)
{
    for (qsizetype i = text.size() - 1; i >= 0; --i) {
        const char c = text.at(i);
        if (c == '}')
            return true;
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            return false;
    }
    return false;
}

} // namespace easel
