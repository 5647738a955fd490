// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/palette/pagewalk.h"
#include "core/clients/palette/paletteerror.h"
#include "core/clients/palette/palettesession.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

// A list and how true it is.
template <typename T>
struct PaletteList
{
    QList<T> items;
    ListTruth truth;
};

// Hears each page as it comes: its new objects, and how much there is so far.
template <typename T>
using PageProgress = std::function<void(const QList<T> &items, const ListTruth &truth)>;

// How items are found in an answer and read.
template <typename T>
struct PageReader
{
    T (*read)(const QJsonObject &item);
    QString (*uid)(const T &item);
    QString key = QStringLiteral("items");
    int limit = 50; // Palette refuses more, or caps it silently
};

// Asks page by page; pages are parsed and read on the pool. The call ends with all objects, each once.
// `context` ends it when it goes.
template <typename T>
class PageRun : public std::enable_shared_from_this<PageRun<T>>
{
public:
    PageRun(const std::shared_ptr<PaletteSession> &session, QString projectUid, PaletteRequest request,
            PageReader<T> reader, PageProgress<T> progress, QObject *context, PageWalk walk = PageWalk())
        : m_session(session)
        , m_projectUid(std::move(projectUid))
        , m_request(std::move(request))
        , m_reader(std::move(reader))
        , m_progress(std::move(progress))
        , m_context(context)
        , m_walk(std::move(walk))
    {}

    Call<PaletteList<T>> start()
    {
        ask({});
        return m_promise.call();
    }

private:
    struct Page
    {
        QList<T> items;
        QJsonObject listmeta;
    };

    static Result<Page> readPage(const QByteArray &body, const PageReader<T> &reader,
                                 const PaletteRequest &request)
    {
        const QJsonDocument document = QJsonDocument::fromJson(body);
        if (!document.isObject())
            return failure(paletteNonsense(body, request));
        const QJsonObject object = document.object();
        Page page;
        page.listmeta = object[u"listmeta"].toObject();
        const QJsonArray items = object[reader.key].toArray();
        page.items.reserve(items.size());
        for (const auto &item : items) {
            if (item.isObject())
                page.items << reader.read(item.toObject());
        }
        return page;
    }

    void ask(const QString &token)
    {
        const std::shared_ptr<PaletteSession> session = m_session.lock();
        if (!session)
            return;
        PaletteRequest request = m_request;
        // In the query: a token in the body is ignored, and the first page comes for ever.
        request.query.addQueryItem(QStringLiteral("limit"), QString::number(m_reader.limit));
        addQuery(request.query, QStringLiteral("continue"), token);
        const auto self = this->shared_from_this();
        const Call<Page> page =
            session->send(request, m_projectUid)
                .chain(m_context, [self](const Result<HttpReply> &reply) -> Call<Page> {
                    if (!reply)
                        return Call<Page>::ready(failure(reply.error()));
                    return runInPool([body = reply->body, reader = self->m_reader, asked = self->m_request] {
                        return readPage(body, reader, asked);
                    });
                });
        m_promise.onCancel([page] { page.cancel(); });
        page.then(m_context, [self](const Result<Page> &result) {
            if (result)
                self->take(*result);
            else
                self->m_promise.finish(failure(result.error()));
        });
    }

    void take(const Page &page)
    {
        QList<T> fresh;
        for (const T &item : page.items) {
            if (m_walk.isNew(m_reader.uid(item)))
                fresh << item;
        }
        const std::optional<QString> token = m_walk.next(page.listmeta, page.items.size(), fresh.size());
        m_list.items << fresh;
        m_list.truth = m_walk.truth();
        if (m_progress)
            m_progress(fresh, m_list.truth);
        if (!m_context)
            return;
        if (token && !m_promise.isCanceled())
            ask(*token);
        else
            m_promise.finish(m_list);
    }

    std::weak_ptr<PaletteSession> m_session; // whose pending answers hold this run
    QString m_projectUid;
    PaletteRequest m_request;
    PageReader<T> m_reader;
    PageProgress<T> m_progress;
    QPointer<QObject> m_context;
    PageWalk m_walk;
    PaletteList<T> m_list;
    Promise<PaletteList<T>> m_promise;
};

} // namespace easel
