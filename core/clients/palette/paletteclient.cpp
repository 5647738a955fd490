// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletteclient.h"

#include "core/clients/palette/palettejson.h"

#include <QCoreApplication>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteClient)
};

PaletteRef readProjectName(const QJsonObject &item)
{
    return readPaletteRef(item[u"metadata"].toObject());
}

} // namespace

PaletteClient::PaletteClient(std::shared_ptr<PaletteSession> session, const QString &projectUid,
                             QObject *parent)
    : QObject(parent)
    , m_ask(std::move(session), projectUid, this)
{}

Call<QList<PaletteRef>> PaletteClient::projectNames()
{
    return m_ask.items<PaletteRef>(
        tenantRequest(paletteRequest("GET", PaletteRequest::Effect::Read,
                                     u"/v1/dashboard/projects/metadata"_s, {}, Text::tr("list projects"))),
        readProjectName);
}

Call<PaletteList<PaletteProject>> PaletteClient::projects(const PageProgress<PaletteProject> &progress)
{
    const QJsonObject everything{{u"filter"_s, QJsonObject()}, {u"sort"_s, QJsonArray()}};
    return m_ask.pages<PaletteProject>(
        tenantRequest(paletteRequest("POST", PaletteRequest::Effect::Read, u"/v1/dashboard/projects"_s, {},
                                     Text::tr("list projects"), everything)),
        {readPaletteProject, [](const PaletteProject &project) { return project.meta.uid; }}, progress);
}

} // namespace easel
