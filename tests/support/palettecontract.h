// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fakeserver.h"

#include <QJsonObject>
#include <QSet>
#include <QStringList>

namespace easel {

// Palette's OpenAPI document (Swagger 2.0, "Palette APIs - 4.9": the operations that Easel uses and the
// definitions that they reach) as a judge of requests. Palette ignores what it does not know, so a wrong
// field name looks like success; only this finds it. The file is the document as qCompress() packs it.
class PaletteContract
{
public:
    PaletteContract();
    bool isValid() const { return !m_operations.isEmpty(); }

    // What is wrong with a request; nothing when it is as the document says. Notes the operation.
    QStringList checkRequest(const FakeRequest &request);
    // The same for an answer that a test makes up, so that no field is read by a name that only the test and
    // the client believe in. Null may stand anywhere.
    QStringList checkAnswer(const QByteArray &method, const QString &path, int status,
                            const QByteArray &body) const;
    // A value against one definition ("v1SpectroCluster"); `nulls`: Palette's habit of sending null anywhere.
    QStringList checkValue(const QJsonValue &value, const QString &definition, bool nulls) const;

    int operationCount() const { return int(m_operations.size()); }
    QStringList covered() const; // "GET /v1/edgehosts/{uid}", sorted
    QStringList outside() const; // operations that tests sent and the document does not have, by intent
    QString report() const;      // "61 of 207 operations..." and the list

private:
    struct Operation
    {
        QString name; // "GET /v1/edgehosts/{uid}"
        QByteArray method;
        QStringList pattern;           // the path's segments
        QList<QJsonObject> parameters; // of the path too
        QJsonObject responses;
        QHash<QString, QString> pathValues; // of one request
    };
    std::optional<Operation> operationFor(const QByteArray &method, const QString &path) const;
    void checkParameter(const QJsonObject &parameter, const QString &value, QStringList &problems) const;
    void checkSchema(const QJsonValue &value, const QJsonObject &schema, const QString &at, bool nulls,
                     QStringList &problems) const;
    QJsonObject resolved(const QJsonObject &schema) const;

    QList<Operation> m_operations;
    QJsonObject m_definitions;
    QSet<QString> m_covered;
    QSet<QString> m_outside;
};

} // namespace easel
