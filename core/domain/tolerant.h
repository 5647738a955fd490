// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/views.h"

#include <QHash>
#include <QJsonArray>
#include <QMap>
#include <QStringList>

#include <optional>

namespace easel {

// The value at a dotted path ("spec.compute.computePoolRef.name"); Undefined when there is nothing.
QJsonValue valueAt(const QJsonObject &object, QStringView fieldPath);
// C13: null, "" and missing are equal on read.
bool isMissing(const QJsonValue &value);

// What a view could not read and where it found what it read. Shared by a reader and the readers made from
// it.
struct ReadRecord
{
    QStringList unknown;               // field paths whose value has an unknown shape
    QHash<QString, JsonPointer> found; // canonical path -> where the value really is
};

// Reads one object through alias lists (C3): canonical path first, first hit wins. Never fails (C11): a value
// of an unknown shape is noted and left out.
class TolerantReader
{
public:
    TolerantReader(QJsonObject object, ReadRecord *record, JsonPointer base = {})
        : m_object(std::move(object))
        , m_record(record)
        , m_base(std::move(base))
    {}
    using Paths = std::initializer_list<QStringView>;

    const QJsonObject &object() const { return m_object; }
    const JsonPointer &base() const { return m_base; }
    AliasHit hit(Paths paths) const;
    bool has(Paths paths) const { return !hit(paths).value.isUndefined(); }
    QString text(Paths paths, const QString &fallback = {}) const; // numbers and booleans become text
    std::optional<qint64> integer(Paths paths) const;              // whole numbers, also as text
    bool flag(Paths paths, bool fallback = false) const;
    QStringList texts(Paths paths) const; // a list of texts; one text becomes a list of one
    QMap<QString, QString> textMap(Paths paths) const;
    QMap<QString, qint64> numberMap(Paths paths) const;
    QJsonObject map(Paths paths) const;
    QJsonArray list(Paths paths) const;
    // Objects of a list by name, or of a map whose keys are the names: each as a reader; the name is in the
    // object.
    QList<TolerantReader> items(Paths paths, const QString &nameKey = QStringLiteral("name")) const;
    TolerantReader child(Paths paths) const; // an empty object when there is none
    // A reference: {name, namespace} or only the name as text.
    struct Reference
    {
        QString name;
        QString namespaceName;
        QString cloudType;
        JsonPointer pointer;
        bool isSet() const { return !name.isEmpty(); }
    };
    Reference reference(Paths paths, const QString &defaultNamespace) const;
    static Reference referenceOf(const QJsonValue &value, const QString &defaultNamespace,
                                 const JsonPointer &pointer);
    void note(const JsonPointer &pointer) const;

private:
    QJsonObject m_object;
    ReadRecord *m_record;
    JsonPointer m_base;
};

// The base of every view: the object it was read from, its notes, and where a canonical field was found.
struct ViewBase
{
    QJsonObject object;
    QString apiVersion;
    QString kind;
    QString name;
    QString namespaceName;
    QMap<QString, QString> labels;
    QMap<QString, QString> annotations;
    bool deleting = false;
    QString phase; // as the hub says it; may be empty
    ReadRecord record;

    // "Shown partly: unknown schema (spec.clusterVariant)" when something could not be read; else empty.
    QStringList notes() const;
    // Where a field is in this object, so that a writer goes back to the path it came from (C3).
    JsonPointer pointerOf(QStringView canonicalPath) const;
    bool isSet() const { return !object.isEmpty(); }

protected:
    explicit ViewBase(const QJsonObject &source);
    ViewBase() = default;
};

} // namespace easel
