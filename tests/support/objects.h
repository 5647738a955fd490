// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace easel::tests {

// A Kubernetes object from JSON text; a mistake in the text ends the test.
inline QJsonObject object(const char *json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json), &error);
    if (!document.isObject())
        qFatal("bad JSON in a test at %d: %s", error.offset, json);
    return document.object();
}

inline QJsonValue value(const char *json)
{
    return object(QByteArray(QByteArray("{\"v\":") + json + '}').constData()).value(u"v");
}

// Short form: kind, "namespace/name" or "name", spec.
inline QJsonObject resource(const char *apiVersion, const char *kind, const QString &place,
                            const char *spec = "{}")
{
    const qsizetype slash = place.indexOf(u'/');
    QJsonObject metadata{{QStringLiteral("name"), slash < 0 ? place : place.mid(slash + 1)}};
    if (slash >= 0)
        metadata.insert(QStringLiteral("namespace"), place.left(slash));
    return {{QStringLiteral("apiVersion"), QString::fromLatin1(apiVersion)},
            {QStringLiteral("kind"), QString::fromLatin1(kind)},
            {QStringLiteral("metadata"), metadata},
            {QStringLiteral("spec"), object(spec)}};
}

} // namespace easel::tests
