// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/effectivesettings.h"
#include "core/engine/engineworld.h"
#include "core/engine/palettefeed.h"

namespace easel {

// Palette as it counts for one namespace.
struct PalettePlace
{
    std::shared_ptr<PaletteSession> session;
    QString host; // of the address
    QString projectUid;
    QString tenant;
};

// Ways to Palette by the Settings in effect (3.e). Sessions of one address share its token bucket; feeds of
// one project are shared by all who look at it. Secrets are read when a way is asked for, held in memory as
// long as the session, and never shown.
class PaletteHub : public QObject
{
    Q_OBJECT

public:
    PaletteHub(KubeClient *client, EngineWorld *world, const EngineTimes &times, QObject *parent = nullptr);
    ~PaletteHub() override;

    // The Settings and the Secrets that they name, with values, as they are now.
    struct Found
    {
        EffectiveSettings settings;
        ObjectSet secrets;
        QStringList missing; // Secrets that are named and not there: "ns/name"
    };
    Call<Found> settingsOf(const QString &namespaceName, const QString &ownSettings = {});

    // Remembered until something that decides it changes. Errors as of paletteAccess().
    Call<PalettePlace> placeOf(const QString &namespaceName, const QString &ownSettings = {});
    Result<PalettePlace>
    placeFor(const PaletteAccess &access); // the session of this way, made when it is new
    PaletteFeed *feedOf(const PalettePlace &place, const QString &projectUid = {});
    void forget(); // what Settings and Secrets say is read again
    QHash<QString, std::shared_ptr<PaletteBudget>> budgets() const { return m_budgets.all(); }

Q_SIGNALS:
    void feedMade(easel::PaletteFeed *feed);

private:
    struct Session
    {
        PaletteAccess access;
        std::shared_ptr<PaletteSession> session;
    };

    KubeClient *m_client;
    EngineWorld *m_world;
    EngineTimes m_times;
    PaletteBudgets m_budgets;
    QList<Session> m_sessions;
    QHash<QString, PaletteFeed *> m_feeds; // by session and project
    struct Known
    {
        Call<PalettePlace> call;
        QElapsedTimer age;
    };
    QHash<QString, Known> m_places;
};

} // namespace easel
