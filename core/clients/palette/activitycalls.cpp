// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PaletteClient about what happened.
#include "core/clients/palette/paletteclient.h"
#include "core/clients/palette/palettejson.h"

#include "core/base/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteActivity)
};

constexpr auto reads = PaletteRequest::Effect::Read;
constexpr int pageSize = 50;

PageWalk walkTo(int most)
{
    return PageWalk(std::max(1, (most + pageSize - 1) / pageSize));
}

template <typename T>
QList<T> newestFirst(QList<T> items)
{
    std::stable_sort(items.begin(), items.end(),
                     [](const T &a, const T &b) { return a.meta.created > b.meta.created; });
    return items;
}

QString wordOf(PaletteEventKind kind)
{
    return kind == PaletteEventKind::Cluster ? u"spectrocluster"_s : u"edgehost"_s;
}

QString wordOf(PaletteNotificationKind kind)
{
    return kind == PaletteNotificationKind::Cluster ? u"spectrocluster"_s : u"clusterprofile"_s;
}

} // namespace

Call<QList<PaletteEvent>> PaletteClient::events(PaletteEventKind kind, const QString &uid, int most)
{
    const Result<PaletteRequest> request =
        paletteRequest("GET", reads, u"/v1/events/components/%1/%2"_s, {wordOf(kind), uid},
                       Text::tr("list the events of %1").arg(cleanedLine(uid)));
    const PageReader<PaletteEvent> reader{readPaletteEvent,
                                          [](const PaletteEvent &event) { return event.meta.uid; }};
    Result<PaletteRequest> sorted = request;
    if (sorted)
        addQuery(sorted->query, u"orderBy"_s, u"metadata.creationTimestamp=-1"_s);
    return m_ask.pages<PaletteEvent>(sorted, reader, {}, walkTo(most))
        .chain(this,
               [this, request, reader, most](const Result<PaletteList<PaletteEvent>> &list) {
                   // Which fields can be sorted by is documented nowhere.
                   if (!list && request && list.error().kind == Error::Kind::Invalid)
                       return m_ask.pages<PaletteEvent>(request, reader, {}, walkTo(most));
                   return Call<PaletteList<PaletteEvent>>::ready(list);
               })
        .map(this, [](const Result<PaletteList<PaletteEvent>> &list) -> Result<QList<PaletteEvent>> {
            if (!list)
                return failure(list.error());
            return newestFirst(list->items);
        });
}

Call<PaletteList<PaletteAudit>> PaletteClient::audits(const AuditQuery &query, int most)
{
    Result<PaletteRequest> request =
        paletteRequest("GET", reads, u"/v1/audits"_s, {}, Text::tr("list who did what"));
    if (query.from.isValid())
        addQuery(request->query, u"startTime"_s, palettejson::timeText(query.from));
    if (query.until.isValid())
        addQuery(request->query, u"endTime"_s, palettejson::timeText(query.until));
    addQuery(request->query, u"projectUid"_s, query.projectUid);
    addQuery(request->query, u"userUid"_s, query.userUid);
    addQuery(request->query, u"resourceKind"_s, query.resourceKind);
    addQuery(request->query, u"resourceUid"_s, query.resourceUid);
    addQuery(request->query, u"actionType"_s, query.action);
    return m_ask
        .pages<PaletteAudit>(request,
                             {readPaletteAudit, [](const PaletteAudit &audit) { return audit.meta.uid; }}, {},
                             walkTo(most))
        .map(this, [](const Result<PaletteList<PaletteAudit>> &list) -> Result<PaletteList<PaletteAudit>> {
            if (!list)
                return failure(list.error());
            return PaletteList<PaletteAudit>{newestFirst(list->items), list->truth};
        });
}

Call<QList<PaletteNotification>> PaletteClient::notifications(PaletteNotificationKind kind,
                                                              const QString &uid)
{
    Result<PaletteRequest> request =
        tenantRequest(paletteRequest("GET", reads, u"/v1/notifications/%1/%2"_s, {wordOf(kind), uid},
                                     Text::tr("list what Palette offers for %1").arg(cleanedLine(uid))));
    if (request)
        addQuery(request->query, u"isDone"_s, u"false"_s);
    return m_ask
        .pages<PaletteNotification>(
            request, {readPaletteNotification,
                      [](const PaletteNotification &notification) { return notification.meta.uid; }})
        .map(this,
             [](const Result<PaletteList<PaletteNotification>> &list) -> Result<QList<PaletteNotification>> {
                 if (!list)
                     return failure(list.error());
                 return newestFirst(list->items);
             });
}

Call<Done> PaletteClient::acknowledgeNotification(const QString &uid)
{
    return m_ask.done(tenantRequest(paletteRequest("PATCH", PaletteRequest::Effect::Repeatable,
                                                   u"/v1/notifications/%1/ack"_s, {uid},
                                                   Text::tr("acknowledge a notification"))));
}

Call<Done> PaletteClient::finishNotification(const QString &uid)
{
    return m_ask.done(tenantRequest(paletteRequest("PATCH", PaletteRequest::Effect::Repeatable,
                                                   u"/v1/notifications/%1/done"_s, {uid},
                                                   Text::tr("mark a notification as done"))));
}

} // namespace easel
