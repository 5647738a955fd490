// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletterequest.h"

#include "core/base/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteRequest)
};

bool leadsElsewhere(const QString &part)
{
    return part.isEmpty() || part == u"." || part == u".." || part.contains(u'/') || part.contains(u'\\') ||
           std::any_of(part.begin(), part.end(),
                       [](QChar c) { return c.category() == QChar::Other_Control; });
}

} // namespace

Result<QString> palettePath(const QString &pattern, const QStringList &parts)
{
    for (const QString &part : parts) {
        if (leadsElsewhere(part)) {
            return failure(
                Error::Kind::Invalid,
                part.isEmpty()
                    ? Text::tr("A uid is missing")
                    : Text::tr("'%1' cannot be a uid or name of Palette").arg(cleanedLine(part.left(80))));
        }
    }
    // By hand: a part may hold "%2" itself.
    QString path;
    for (qsizetype at = 0; at < pattern.size(); ++at) {
        if (pattern.at(at) == u'%' && at + 1 < pattern.size())
            path += parts.value(pattern.at(++at).digitValue() - 1);
        else
            path += pattern.at(at);
    }
    return path;
}

Result<PaletteRequest> paletteRequest(const QByteArray &method, PaletteRequest::Effect effect,
                                      const QString &pattern, const QStringList &parts,
                                      const QString &attempt, const QJsonValue &body)
{
    Result<QString> path = palettePath(pattern, parts);
    if (!path)
        return failure(path.error().tried(attempt));
    PaletteRequest request;
    request.method = method;
    request.effect = effect;
    request.path = *path;
    request.attempt = attempt;
    request.body = body;
    return request;
}

Result<PaletteRequest> tenantRequest(Result<PaletteRequest> request)
{
    if (request)
        request->scope = PaletteRequest::Scope::Tenant;
    return request;
}

} // namespace easel
