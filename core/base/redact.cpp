// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/redact.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace easel {

namespace {

struct Pattern
{
    QRegularExpression expression;
    QString replacement;
};

const QList<Pattern> &patterns()
{
    // Never destroyed: log lines still come while the process ends.
    static const QList<Pattern> &list = *[] {
        const auto make = [](const QString &expression, const QString &replacement) {
            return Pattern{QRegularExpression(expression, QRegularExpression::CaseInsensitiveOption),
                           replacement};
        };
        const QString gone = QStringLiteral("<redacted>");
        return new QList<Pattern>{
            // PEM private keys, whole or cut off.
            make(
                QStringLiteral(
                    "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\\s\\S]*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)"),
                QStringLiteral("<redacted private key>")),
            make(QStringLiteral("\\b(Bearer|Basic)\\s+[A-Za-z0-9._~+/=-]{4,}"),
                 QStringLiteral("\\1 ") + gone),
            make(QStringLiteral(
                     "\\b(Authorization|ApiKey|X-Api-Key|Api-Key|Cookie|Set-Cookie)\\s*[:=]\\s*[^\\s,;}]+"),
                 QStringLiteral("\\1: ") + gone),
            // JSON web tokens, wherever they stand.
            make(QStringLiteral("\\beyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*)?"), gone),
            // "password": "x", token: x, client-key-data: x
            make(QStringLiteral(
                     "([\"']?\\b(?:password|passwd|token|id-token|refresh-token|access_token|refresh_token|"
                     "client-key-data|client-certificate-data|secret|apikey|api_key|client_secret)\\b[\"']?"
                     "\\s*"
                     "[:=]\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s,;}&\"']+)"),
                 QStringLiteral("\\1") + gone),
            // https://user:password@host
            make(QStringLiteral("\\b([a-z][a-z0-9+.-]*://)[^/\\s:@]*:[^/\\s@]*@"),
                 QStringLiteral("\\1") + gone + u'@'),
        };
    }();
    return list;
}

QJsonObject marked(const QJsonObject &data, bool base64)
{
    QJsonObject result;
    for (auto it = data.begin(); it != data.end(); ++it) {
        const QByteArray value = it.value().toString().toUtf8();
        const qsizetype size = base64 ? QByteArray::fromBase64(value).size() : value.size();
        result.insert(it.key(), QStringLiteral("<%1 bytes>").arg(size));
    }
    return result;
}

} // namespace

QString redacted(const QString &text)
{
    QString result = text;
    for (const Pattern &pattern : patterns())
        result.replace(pattern.expression, pattern.replacement);
    return result;
}

QJsonObject redactedObject(const QJsonObject &object)
{
    if (object.value(u"kind").toString() != u"Secret")
        return object;
    QJsonObject result = object;
    if (object.contains(u"data"))
        result.insert(u"data", marked(object.value(u"data").toObject(), true));
    if (object.contains(u"stringData"))
        result.insert(u"stringData", marked(object.value(u"stringData").toObject(), false));
    QJsonObject metadata = result.value(u"metadata").toObject();
    QJsonObject annotations = metadata.value(u"annotations").toObject();
    annotations.remove(u"kubectl.kubernetes.io/last-applied-configuration");
    if (annotations.isEmpty())
        metadata.remove(u"annotations");
    else
        metadata.insert(u"annotations", annotations);
    if (!metadata.isEmpty())
        result.insert(u"metadata", metadata);
    return result;
}

} // namespace easel
