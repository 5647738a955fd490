// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletteprobe.h"

#include "core/clients/palette/palettejson.h"

#include <QCoreApplication>

namespace easel {

using namespace Qt::StringLiterals;
using namespace palettejson;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteProbe)
};

constexpr auto reads = PaletteRequest::Effect::Read;

QJsonObject asItIs(const QJsonObject &object)
{
    return object;
}

// One row is enough to see whether a list answers and how much it holds.
template <typename T>
PageReader<T> oneRow(T (*read)(const QJsonObject &))
{
    return {read, [](const T &) { return QString(); }, u"items"_s, 1};
}

template <typename T>
PaletteCapabilities::Answer answerOf(const Result<PaletteList<T>> &list)
{
    PaletteCapabilities::Answer answer;
    answer.answers = list.has_value();
    if (list)
        answer.count = list->truth.announced;
    else
        answer.error = list.error();
    return answer;
}

} // namespace

PaletteProbe::PaletteProbe(std::shared_ptr<PaletteSession> session, const QString &projectUid,
                           QObject *parent)
    : QObject(parent)
    , m_client(session, projectUid)
    , m_ask(session, projectUid, this)
{}

template <typename T>
void PaletteProbe::expect(const Call<T> &call, std::function<void(const Result<T> &)> take)
{
    ++m_open;
    call.then(this, [this, take = std::move(take)](const Result<T> &result) {
        take(result);
        if (--m_open == 0)
            m_promise.finish(m_found);
    });
}

Call<PaletteCapabilities> PaletteProbe::start()
{
    // What Palette's own SDK signs in with.
    m_client.projectNames().then(this, [this](const Result<QList<PaletteRef>> &projects) {
        if (!projects) {
            m_promise.finish(failure(projects.error()));
            return;
        }
        m_found.projects = *projects;
        askTheRest();
    });
    return m_promise.call();
}

void PaletteProbe::askTheRest()
{
    askIdentity();
    askVersion();
    askLists();
}

void PaletteProbe::askIdentity()
{
    // The first is in no public document, but tells the rights; the second is documented and tells none.
    const auto ask = [this](const QString &path) {
        return m_ask.value<QJsonObject>(
            tenantRequest(paletteRequest("GET", reads, path, {}, Text::tr("ask Palette who you are"))),
            asItIs);
    };
    expect<QJsonObject>(ask(u"/v1/users/me"_s), [this, ask](const Result<QJsonObject> &me) {
        if (me) {
            takeIdentity(*me);
            return;
        }
        expect<QJsonObject>(ask(u"/v1/users/info"_s), [this](const Result<QJsonObject> &info) {
            if (!info)
                return;
            m_found.user.uid = text(info->value(u"userUid"));
            m_found.tenant = {text(info->value(u"tenantUid")), text(info->value(u"orgName"))};
        });
    });
}

void PaletteProbe::takeIdentity(const QJsonObject &me)
{
    m_found.user.uid = text(me[u"metadata"][u"uid"]);
    m_found.user.name = text(me[u"metadata"][u"name"]);
    m_found.email = text(me[u"spec"][u"emailId"]);
    if (m_found.user.name.isEmpty()) {
        m_found.user.name =
            (text(me[u"spec"][u"firstName"]) + u' ' + text(me[u"spec"][u"lastName"])).trimmed();
    }
    const QJsonValue status = me[u"status"];
    m_found.tenant = {text(status[u"tenant"][u"tenantUid"]), text(status[u"tenant"][u"orgName"])};
    m_found.tenantPermissions = texts(status[u"tenantPermissions"]);
    const QJsonObject projects = status[u"projectPermissions"].toObject();
    for (auto it = projects.begin(); it != projects.end(); ++it)
        m_found.projectPermissions.insert(it.key(), texts(it.value()));
    m_found.permissionsKnown =
        status[u"tenantPermissions"].isArray() || status[u"projectPermissions"].isObject();
}

void PaletteProbe::askVersion()
{
    const Result<PaletteRequest> request = tenantRequest(paletteRequest(
        "GET", reads, u"/v1/projects"_s, {}, Text::tr("ask which version of Palette this is")));
    expect<Done>(m_ask.done(request), [this](const Result<Done> &answer) {
        if (answer)
            m_found.version = PaletteCapabilities::Version::Before410;
        else if (answer.error().status == 405)
            m_found.version = PaletteCapabilities::Version::From410;
    });
}

void PaletteProbe::askLists()
{
    using Check = PaletteCapabilities::Check;
    expect<PaletteList<EdgeHost>>(
        m_ask.pages<EdgeHost>(paletteRequest("POST", reads, u"/v1/dashboard/edgehosts/search"_s, {},
                                             PaletteCapabilities::checkText(Check::Machines), searchBody({})),
                              oneRow<EdgeHost>(readEdgeHost), {}, PageWalk(1)),
        [this](const Result<PaletteList<EdgeHost>> &list) {
            m_found.checks.insert(Check::Machines, answerOf(list));
        });
    expect<PaletteList<PaletteCluster>>(
        m_ask.pages<PaletteCluster>(paletteRequest("POST", reads, u"/v1/dashboard/spectroclusters/search"_s,
                                                   {}, PaletteCapabilities::checkText(Check::Clusters),
                                                   searchBody({})),
                                    oneRow<PaletteCluster>(readPaletteCluster), {}, PageWalk(1)),
        [this](const Result<PaletteList<PaletteCluster>> &list) {
            m_found.checks.insert(Check::Clusters, answerOf(list));
        });
    expect<QList<ProfileVersionRow>>(m_client.profileVersions(),
                                     [this](const Result<QList<ProfileVersionRow>> &list) {
                                         PaletteCapabilities::Answer answer;
                                         answer.answers = list.has_value();
                                         if (list)
                                             answer.count = list->size();
                                         else
                                             answer.error = list.error();
                                         m_found.checks.insert(Check::Profiles, answer);
                                     });
    expect<QList<SearchProperty>>(m_client.hostProperties(),
                                  [this](const Result<QList<SearchProperty>> &list) {
                                      m_found.hostProperties = list.value_or(QList<SearchProperty>());
                                  });
    expect<QList<SearchProperty>>(m_client.clusterProperties(),
                                  [this](const Result<QList<SearchProperty>> &list) {
                                      m_found.clusterProperties = list.value_or(QList<SearchProperty>());
                                  });
}

} // namespace easel
