// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/connection.h"
#include "core/clients/palette/palettecredential.h"
#include "core/domain/objectset.h"
#include "core/domain/settingsview.h"

namespace easel {

// One value in effect and where it comes from (resource-model 3.e).
struct EffectiveField
{
    enum class Level { None, BuiltIn, Tenant, Project };
    QString name;  // as the API spells it: "hostUrl"
    QString value; // empty: nobody says anything, or it is not known here
    Level level = Level::None;
    QString settings;        // "<namespace>/<name>" of the Settings that say so
    bool fromSecret = false; // it stands in the document of that Settings' Secret
    // Nobody says it in clear, but it may stand in a Secret that nobody here has read.
    bool mayBeHidden = false;

    bool isSet() const { return !value.isEmpty(); }
    bool operator==(const EffectiveField &) const = default;
};

// One integration as it counts for a namespace. Holds no secret, only where it is.
struct EffectiveIntegration
{
    enum class State { On, Off, Unknown }; // Unknown: Settings or objects above are not known here
    enum class Off { Nothing, Disabled, NoSecret, KeyAndHostDiffer };

    IntegrationView::Type type = IntegrationView::Type::Palette;
    State state = State::Off;
    Off why = Off::Nothing;
    QString secretNamespace; // of the Secret in effect
    QString secret;
    QString secretKey;
    bool secretRead = false; // its values were at hand
    bool hasKey = false;     // with secretRead: the API key or token is in it
    QString caSecretNamespace;
    QString caSecret;
    QString caSecretKey;
    QList<EffectiveField> fields; // without those that nobody sets and that mean nothing then

    const EffectiveField *field(QStringView name) const;
    QString value(QStringView name) const;
    bool isOn() const { return state == State::On; }
    bool operator==(const EffectiveIntegration &) const = default;
};

// The Settings that count for a namespace, merged field by field.
struct EffectiveSettings
{
    QString namespaceName;
    QStringList sources;    // "<namespace>/<name>" of the Settings that were merged, the nearest first
    bool uncertain = false; // a level that may count is not known here
    bool said = false;      // as the hub's own status says it, not worked out here
    QList<EffectiveIntegration> integrations; // Palette, Hugging Face, NVIDIA: always all three

    const EffectiveIntegration &integration(IntegrationView::Type type) const;
    const EffectiveIntegration &palette() const { return integration(IntegrationView::Type::Palette); }
};

// Worked out for a Project's or a Tenant's namespace. `ownSettings`: a name that counts before the one the
// Project refers to (a Compute's settingsRef). `instead` counts before the same object of the set: what
// somebody edits. Secrets that the set holds with values are read for everything but the key itself.
EffectiveSettings effectiveSettings(const ObjectSet &objects, const QString &namespaceName,
                                    const QString &ownSettings = {}, const QJsonObject &instead = {});

// What the hub wrote into status.effectiveSettings of the Settings that count for the namespace; nullopt when
// it wrote nothing. Where it did, that is what people see (3.e.4).
std::optional<EffectiveSettings> saidSettings(const ObjectSet &objects, const QString &namespaceName);

// status.effectiveSettings of 2.3.1.
QJsonObject effectiveSettingsStatus(const EffectiveSettings &settings);

// "Host URL", "Default project" for "hostUrl", "defaultProjectID".
QString effectiveFieldTitle(QStringView name);
// "project, own-palette", "tenant, borealis-shared, in its Secret", "built in", "set by the tenant".
QString effectiveSourceText(const EffectiveField &field);
// Why an integration does nothing, as a sentence; empty while it is on.
QString effectiveOffText(const EffectiveIntegration &integration);

// How to reach Palette, with the key. Held in memory only.
struct PaletteAccess
{
    ServerAddress server;
    PaletteCredential credential;
    QString tenant;
    QString projectUid;
};
// What must be there: all of SET-4, or what a sign-in takes.
enum class PaletteDemand { Everything, SignIn };
// From the Secrets of the set, which must be there with their values. Errors (Invalid) say what is missing
// where, never a value. `reason`: "NoPalette", "KeyAndHostDiffer", "SecretMissing", "Incomplete",
// "PlainHttp".
Result<PaletteAccess> paletteAccess(const EffectiveSettings &settings, const ObjectSet &secrets,
                                    PaletteDemand demand = PaletteDemand::Everything);
// The token or key of Hugging Face or NVIDIA.
Result<QByteArray> integrationToken(const EffectiveIntegration &integration, const ObjectSet &secrets);

// http to another computer than this one.
bool isPlainHttpToElsewhere(const QString &address);

} // namespace easel
