// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Two readers with one interface, so that what a pod's or a condition's words mean is written once and runs
// over simdjson in lists and over Qt's JSON for single objects. A node that is not there answers with empty
// values.

#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <simdjson.h>

#include <algorithm>

namespace easel {

// C17: what a server sends is made safe to show; plain ASCII, nearly everything, takes the short way.
inline QString shownText(std::string_view text)
{
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (plain)
        return QString::fromLatin1(text.data(), qsizetype(text.size()));
    return cleanedLine(QString::fromUtf8(text.data(), qsizetype(text.size())));
}

class QtNode
{
public:
    explicit QtNode(QJsonValue value)
        : m_value(std::move(value))
    {}
    QtNode operator[](const char *key) const
    {
        return QtNode(m_value.isObject() ? m_value.toObject().value(QLatin1String(key))
                                         : QJsonValue(QJsonValue::Undefined));
    }
    bool isSet() const { return !m_value.isUndefined() && !m_value.isNull(); }
    bool isText() const { return m_value.isString(); }
    bool isNumber() const { return m_value.isDouble(); }
    bool is(const char *text) const
    {
        return m_value.isString() && m_value.toString() == QLatin1String(text);
    }
    bool truth() const { return m_value.toBool(false); }
    qint64 integer(qint64 fallback = 0) const
    {
        return m_value.isDouble() ? m_value.toInteger(fallback) : fallback;
    }
    QString text() const
    {
        if (m_value.isDouble())
            return QString::number(m_value.toInteger());
        return cleanedLine(m_value.toString());
    }
    qsizetype size() const
    {
        return m_value.isArray()    ? m_value.toArray().size()
               : m_value.isObject() ? m_value.toObject().size()
                                    : 0;
    }
    template <typename Function>
    void each(Function function) const
    {
        const QJsonArray array = m_value.toArray();
        for (const auto &item : array)
            function(QtNode(item));
    }
    template <typename Function>
    void members(Function function) const // function(QString key, QtNode)
    {
        const QJsonObject object = m_value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            function(it.key(), QtNode(it.value()));
    }

private:
    QJsonValue m_value;
};

class SimdNode
{
public:
    SimdNode() = default;
    explicit SimdNode(simdjson::dom::element element)
        : m_element(element)
        , m_set(true)
    {}
    SimdNode operator[](const char *key) const
    {
        simdjson::dom::object object;
        simdjson::dom::element found;
        if (!m_set || m_element.get(object) != simdjson::SUCCESS ||
            object.at_key(std::string_view(key)).get(found) != simdjson::SUCCESS)
            return {};
        return SimdNode(found);
    }
    bool isSet() const { return m_set && !m_element.is_null(); }
    bool isText() const { return m_set && m_element.is_string(); }
    bool isNumber() const { return m_set && m_element.is_number(); }
    bool is(const char *text) const { return view() == text; }
    bool truth() const
    {
        bool value = false;
        return m_set && m_element.get(value) == simdjson::SUCCESS && value;
    }
    qint64 integer(qint64 fallback = 0) const
    {
        int64_t value = 0;
        if (m_set && m_element.get(value) == simdjson::SUCCESS)
            return value;
        double fraction = 0;
        if (m_set && m_element.get(fraction) == simdjson::SUCCESS && fraction > -9e15 && fraction < 9e15)
            return qint64(fraction);
        return fallback;
    }
    double real() const
    {
        double value = 0;
        return m_set && m_element.get(value) == simdjson::SUCCESS ? value : 0;
    }
    // Any value as compact JSON, made safe to show.
    QString json() const { return m_set ? shownText(simdjson::minify(m_element)) : QString(); }
    std::string_view view() const
    {
        std::string_view text;
        if (!m_set || m_element.get(text) != simdjson::SUCCESS)
            return {};
        return text;
    }
    QString text() const
    {
        if (isNumber())
            return QString::number(integer());
        return shownText(view());
    }
    QString exactText() const { return QString::fromUtf8(view().data(), qsizetype(view().size())); }
    qsizetype size() const
    {
        simdjson::dom::array array;
        if (m_set && m_element.get(array) == simdjson::SUCCESS)
            return qsizetype(array.size());
        simdjson::dom::object object;
        if (m_set && m_element.get(object) == simdjson::SUCCESS)
            return qsizetype(object.size());
        return 0;
    }
    template <typename Function>
    void each(Function function) const
    {
        simdjson::dom::array array;
        if (!m_set || m_element.get(array) != simdjson::SUCCESS)
            return;
        for (const simdjson::dom::element item : array)
            function(SimdNode(item));
    }
    template <typename Function>
    void eachRaw(Function function) const // function(key, text), members that are texts
    {
        simdjson::dom::object object;
        if (!m_set || m_element.get(object) != simdjson::SUCCESS)
            return;
        for (const auto &field : object) {
            std::string_view text;
            if (field.value.get(text) == simdjson::SUCCESS)
                function(field.key, text);
        }
    }
    template <typename Function>
    void members(Function function) const // function(QString key, SimdNode)
    {
        simdjson::dom::object object;
        if (!m_set || m_element.get(object) != simdjson::SUCCESS)
            return;
        for (const auto &field : object)
            function(shownText(field.key), SimdNode(field.value));
    }

private:
    simdjson::dom::element m_element;
    bool m_set = false;
};

} // namespace easel
