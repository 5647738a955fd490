// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <optional>

namespace easel {

// RFC 6901. An empty pointer names the whole document. Numeric tokens index arrays; "-" appends when setting.
class JsonPointer
{
public:
    JsonPointer() = default;
    explicit JsonPointer(QStringList tokens);
    static std::optional<JsonPointer> parse(QStringView text);
    static JsonPointer of(std::initializer_list<QString> tokens) { return JsonPointer(QStringList(tokens)); }

    // "spec.links[0].url", "metadata.labels['palette.ai/role']": Kubernetes' field paths, both ways.
    static std::optional<JsonPointer> parseFieldPath(QStringView path);
    QString toFieldPath() const;

    QString toString() const; // "/spec/links/0/url"
    const QStringList &tokens() const { return m_tokens; }
    bool isEmpty() const { return m_tokens.isEmpty(); }
    JsonPointer parent() const;
    QString last() const { return m_tokens.isEmpty() ? QString() : m_tokens.last(); }
    JsonPointer operator/(const QString &token) const;
    JsonPointer operator/(qsizetype index) const;
    bool startsWith(const JsonPointer &other) const;

    QJsonValue get(const QJsonValue &root) const; // Undefined when there is nothing
    bool exists(const QJsonValue &root) const { return !get(root).isUndefined(); }
    // Missing objects on the way are made; false (and root unchanged) when a scalar or a missing array
    // element is in the way.
    bool set(QJsonValue &root, const QJsonValue &value) const;
    bool remove(QJsonValue &root) const; // false when there was nothing

    bool operator==(const JsonPointer &) const = default;
    friend size_t qHash(const JsonPointer &pointer, size_t seed = 0) { return qHash(pointer.m_tokens, seed); }

private:
    QStringList m_tokens;
};

// Canonical comparison of two JSON values: numbers by value, objects without order, C13 not applied.
bool jsonEqual(const QJsonValue &a, const QJsonValue &b);

} // namespace easel
