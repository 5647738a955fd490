// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettesecrets.h"

#include <QUrl>

#include <algorithm>

namespace easel {

namespace {

constexpr int shortest = 4;
constexpr int rememberedTokens = 8; // renewed every few minutes; older ones have run out

QString mark()
{
    return QStringLiteral("<redacted>");
}

} // namespace

void PaletteSecrets::add(const QString &secret)
{
    if (secret.size() >= shortest && !m_secrets.contains(secret))
        m_secrets << secret;
}

void PaletteSecrets::addToken(const QString &token)
{
    if (token.size() < shortest || m_tokens.contains(token))
        return;
    m_tokens.prepend(token);
    if (m_tokens.size() > rememberedTokens)
        m_tokens.removeLast();
}

QStringList PaletteSecrets::forms() const
{
    QStringList forms;
    for (const QString &secret : m_secrets + m_tokens) {
        forms << secret;
        const QString inUrl = QString::fromLatin1(QUrl::toPercentEncoding(secret));
        if (inUrl != secret)
            forms << inUrl;
    }
    std::sort(forms.begin(), forms.end(),
              [](const QString &a, const QString &b) { return a.size() > b.size(); });
    return forms;
}

QString PaletteSecrets::without(const QString &text) const
{
    QString result = text;
    const QStringList secrets = forms();
    for (const QString &secret : secrets)
        result.replace(secret, mark());
    return result;
}

Error PaletteSecrets::without(Error error) const
{
    for (QString *text :
         {&error.reason, &error.message, &error.attempt, &error.advice, &error.requestId, &error.reference})
        *text = without(*text);
    for (FieldCause &cause : error.causes)
        cause = {without(cause.field), without(cause.reason), without(cause.message)};
    return error;
}

HttpReply PaletteSecrets::without(HttpReply reply) const
{
    const QStringList secrets = forms();
    for (const QString &secret : secrets) {
        const QByteArray bytes = secret.toUtf8();
        reply.body.replace(bytes, mark().toUtf8());
        for (auto &header : reply.headers)
            header.second.replace(bytes, mark().toUtf8());
    }
    return reply;
}

} // namespace easel
