// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettelist.h"

namespace easel {

// Asks for one project (or the tenant, when it is empty) and reads the answers: small ones at once, large
// ones on the pool.
class PaletteAsk
{
public:
    PaletteAsk(std::shared_ptr<PaletteSession> session, QString projectUid, QObject *context)
        : m_session(std::move(session))
        , m_projectUid(std::move(projectUid))
        , m_context(context)
    {}
    const std::shared_ptr<PaletteSession> &session() const { return m_session; }
    const QString &projectUid() const { return m_projectUid; }

    Call<HttpReply> reply(const Result<PaletteRequest> &request) const;
    Call<Done> done(const Result<PaletteRequest> &request) const;
    Call<QByteArray> bytes(const Result<PaletteRequest> &request) const;
    // The uid of what was made. An answer without one: OutcomeUnknown.
    Call<QString> created(const Result<PaletteRequest> &request) const;

    // An object read by a function.
    template <typename T>
    Call<T> value(const Result<PaletteRequest> &request, T (*read)(const QJsonObject &object)) const
    {
        return parsed<T>(request, [read](const QJsonObject &object) { return read(object); });
    }

    // The objects of a list that has no pages.
    template <typename T>
    Call<QList<T>> items(const Result<PaletteRequest> &request, T (*read)(const QJsonObject &item),
                         const QString &key = QStringLiteral("items")) const
    {
        return parsed<QList<T>>(request, [read, key](const QJsonObject &object) {
            QList<T> list;
            const QJsonArray items = object[key].toArray();
            for (const auto &item : items) {
                if (item.isObject())
                    list << read(item.toObject());
            }
            return list;
        });
    }

    template <typename T>
    Call<PaletteList<T>> pages(const Result<PaletteRequest> &request, const PageReader<T> &reader,
                               const PageProgress<T> &progress = {}, const PageWalk &walk = PageWalk()) const
    {
        if (!request)
            return Call<PaletteList<T>>::ready(failure(request.error()));
        return std::make_shared<PageRun<T>>(m_session, m_projectUid, paced(*request), reader, progress,
                                            m_context, walk)
            ->start();
    }

    void setPace(PaletteRequest::Pace pace) { m_pace = pace; }

private:
    PaletteRequest paced(PaletteRequest request) const
    {
        request.pace = m_pace;
        return request;
    }

    // Below this, parsing takes well under a frame and the way through the pool would only delay it.
    static constexpr qsizetype parsedInPlace = 64 * 1024;

    template <typename T>
    Call<T> parsed(const Result<PaletteRequest> &request, std::function<T(const QJsonObject &)> read) const
    {
        return reply(request).chain(
            m_context, [asked = request, read = std::move(read)](const Result<HttpReply> &result) {
                if (!result)
                    return Call<T>::ready(failure(result.error()));
                const auto parse = [asked, read, body = result->body]() -> Result<T> {
                    const QJsonDocument document = QJsonDocument::fromJson(body);
                    if (!document.isObject())
                        return failure(paletteNonsense(body, *asked));
                    return read(document.object());
                };
                return result->body.size() <= parsedInPlace ? Call<T>::ready(parse()) : runInPool(parse);
            });
    }

    std::shared_ptr<PaletteSession> m_session;
    QString m_projectUid;
    QObject *m_context;
    PaletteRequest::Pace m_pace = PaletteRequest::Pace::Now;
};

} // namespace easel
