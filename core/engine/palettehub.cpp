// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/palettehub.h"

#include "core/engine/enginewrites.h"

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 rememberPlaceMs = 60'000; // a Secret may be changed without anybody saying so

// Secrets that the Settings in the set name for one of the sources.
QList<ObjectRef> secretsOf(const EngineWorld &world, const EffectiveSettings &settings)
{
    QList<ObjectRef> refs;
    for (const QString &source : settings.sources) {
        const QString space = source.section(u'/', 0, 0);
        const QJsonObject object = world.find(u"Settings", space, source.section(u'/', 1));
        const SettingsView view(object);
        for (const IntegrationView &integration : view.integrations) {
            for (const QString &name : {integration.secret, integration.caSecret}) {
                const ObjectRef ref{u"v1"_s, u"Secret"_s, space, name};
                if (!name.isEmpty() && !refs.contains(ref))
                    refs << ref;
            }
        }
    }
    return refs;
}

struct Gathering
{
    PaletteHub::Found found;
    Promise<PaletteHub::Found> promise;
    qsizetype waiting = 0;
    std::optional<Error> error;
};

} // namespace

PaletteHub::PaletteHub(KubeClient *client, EngineWorld *world, const EngineTimes &times, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_world(world)
    , m_times(times)
{}

PaletteHub::~PaletteHub()
{
    qDeleteAll(m_feeds); // before the sessions that they ask
}

Call<PaletteHub::Found> PaletteHub::settingsOf(const QString &namespaceName, const QString &ownSettings)
{
    const auto gathering = std::make_shared<Gathering>();
    const EffectiveSettings first = effectiveSettings(m_world->objects(), namespaceName, ownSettings);
    const QList<ObjectRef> refs = secretsOf(*m_world, first);
    gathering->found.secrets = m_world->objects();
    const auto finish = [gathering, namespaceName, ownSettings] {
        if (gathering->error) {
            gathering->promise.finish(failure(*gathering->error));
            return;
        }
        gathering->found.settings = effectiveSettings(gathering->found.secrets, namespaceName, ownSettings);
        gathering->promise.finish(gathering->found);
    };
    gathering->found.secrets.setComplete(u"Secret"_s);
    gathering->waiting = refs.size();
    if (refs.isEmpty())
        finish();
    for (const ObjectRef &ref : refs) {
        m_client->get(secretType(), ref.namespaceName, ref.name)
            .then(this, [gathering, ref, finish](const Result<QJsonObject> &secret) {
                if (secret)
                    gathering->found.secrets.insert(*secret);
                else if (secret.error().kind == Error::Kind::NotFound)
                    gathering->found.missing << ref.namespaceName + u'/' + ref.name;
                else if (!gathering->error)
                    gathering->error = secret.error();
                if (--gathering->waiting == 0)
                    finish();
            });
    }
    return gathering->promise.call();
}

Call<PalettePlace> PaletteHub::placeOf(const QString &namespaceName, const QString &ownSettings)
{
    Known &known = m_places[namespaceName + u'\n' + ownSettings];
    if (!known.call.isValid() || known.age.elapsed() > rememberPlaceMs) {
        known.age.start();
        known.call = settingsOf(namespaceName, ownSettings)
                         .map(this, [this](const Result<Found> &found) -> Result<PalettePlace> {
                             if (!found)
                                 return failure(found.error());
                             const Result<PaletteAccess> access =
                                 paletteAccess(found->settings, found->secrets);
                             return access ? placeFor(*access) : failure(access.error());
                         });
        // What failed is asked again by the next one.
        known.call.then(this,
                        [this, key = namespaceName + u'\n' + ownSettings](const Result<PalettePlace> &place) {
                            if (!place)
                                m_places.remove(key);
                        });
    }
    Promise<PalettePlace> promise; // an asker that gives up leaves the others theirs
    known.call.then(this, [promise](const Result<PalettePlace> &place) { promise.finish(place); });
    return promise.call();
}

Result<PalettePlace> PaletteHub::placeFor(const PaletteAccess &access)
{
    const auto placeIn = [&access](const Session &session) {
        return PalettePlace{session.session, access.server.url.host(), access.projectUid, access.tenant};
    };
    for (const Session &known : std::as_const(m_sessions)) {
        if (known.access.server == access.server && known.access.credential == access.credential)
            return placeIn(known);
    }
    Session made{access, std::make_shared<PaletteSession>(access.server, access.credential,
                                                          m_budgets.of(access.server.url))};
    m_sessions.append(made);
    return placeIn(made);
}

PaletteFeed *PaletteHub::feedOf(const PalettePlace &place, const QString &projectUid)
{
    const QString project = projectUid.isEmpty() ? place.projectUid : projectUid;
    const QString key = QString::number(reinterpret_cast<quintptr>(place.session.get()), 16) + u'/' + project;
    if (PaletteFeed *known = m_feeds.value(key))
        return known;
    auto *feed = new PaletteFeed(place.session, project, m_times, this);
    m_feeds.insert(key, feed);
    Q_EMIT feedMade(feed);
    return feed;
}

void PaletteHub::forget()
{
    m_places.clear();
}

} // namespace easel

#include "moc_palettehub.cpp"
