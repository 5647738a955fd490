// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletteask.h"

#include "core/clients/palette/palettejson.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteAsk)
};

} // namespace

Call<HttpReply> PaletteAsk::reply(const Result<PaletteRequest> &request) const
{
    return request ? m_session->send(paced(*request), m_projectUid)
                   : Call<HttpReply>::ready(failure(request.error()));
}

Call<Done> PaletteAsk::done(const Result<PaletteRequest> &request) const
{
    return reply(request).map(m_context, [](const Result<HttpReply> &result) -> Result<Done> {
        if (!result)
            return failure(result.error());
        return Done();
    });
}

Call<QByteArray> PaletteAsk::bytes(const Result<PaletteRequest> &request) const
{
    return reply(request).map(m_context, [](const Result<HttpReply> &result) -> Result<QByteArray> {
        if (!result)
            return failure(result.error());
        return result->body;
    });
}

Call<QString> PaletteAsk::created(const Result<PaletteRequest> &request) const
{
    return reply(request).map(
        m_context, [asked = request](const Result<HttpReply> &result) -> Result<QString> {
            if (!result)
                return failure(result.error());
            const QJsonDocument document = QJsonDocument::fromJson(result->body);
            const QString uid = palettejson::text(document.object()[u"uid"]);
            if (uid.isEmpty()) {
                return failure(paletteOutcomeUnknown(
                    makeError(Error::Kind::OutcomeUnknown, Text::tr("Palette did not say what it made")),
                    *asked));
            }
            return uid;
        });
}

} // namespace easel
