// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/effectivesettings.h"

#include "core/base/text.h"
#include "core/clients/palette/palettesession.h"
#include "core/domain/projectview.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonDocument>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Level = EffectiveField::Level;
using Type = IntegrationView::Type;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::EffectiveSettings)
};

const QString settingsKind = u"Settings.spectrocloud.com"_s;
const QString secretKind = u"Secret"_s;

// Settings of one level; the nearest level comes first.
struct Stage
{
    Level level = Level::None;
    QString namespaceName;
    QString name;
    std::optional<SettingsView> settings; // nullopt: not there, or not known here
    QString title() const { return namespaceName + u'/' + name; }
};

struct Stages
{
    QList<Stage> list;
    bool uncertain = false; // something above may exist that is not known here
};

class Finder
{
public:
    Finder(const ObjectSet &objects, const QJsonObject &instead)
        : m_objects(objects)
        , m_instead(instead)
        , m_insteadRef(instead.isEmpty() ? ObjectRef() : refOf(instead))
    {}

    QJsonObject find(const QString &groupKind, const QString &namespaceName, const QString &name) const
    {
        const bool isIt = !m_instead.isEmpty() && m_insteadRef.groupKind() == groupKind &&
                          m_insteadRef.namespaceName == namespaceName && m_insteadRef.name == name;
        return isIt ? m_instead : m_objects.find(groupKind, namespaceName, name);
    }

    Stages stages(const QString &namespaceName, const QString &ownSettings) const
    {
        Stages stages;
        QString tenant;
        QString own = ownSettings;
        const QJsonObject project = find(u"Project.spectrocloud.com"_s, namespaceName, namespaceName);
        if (!project.isEmpty()) {
            const ProjectView view(project);
            tenant = view.tenant.name;
            if (own.isEmpty())
                own = view.settings.name;
        } else {
            tenant = tenantOfNamespace(namespaceName);
            if (tenant.isEmpty() && !m_objects.isComplete(u"Project.spectrocloud.com"_s))
                stages.uncertain = true;
        }
        const bool ofTenant = project.isEmpty() && !tenant.isEmpty();
        if (!own.isEmpty())
            add(&stages, ofTenant ? Level::Tenant : Level::Project, namespaceName, own);
        if (!tenant.isEmpty()) {
            const QJsonObject found = find(u"Tenant.spectrocloud.com"_s, {}, tenant);
            if (found.isEmpty()) {
                stages.uncertain = stages.uncertain || !m_objects.isComplete(u"Tenant.spectrocloud.com"_s);
            } else {
                const TenantView view(found);
                // In its own namespace a Tenant has one level only.
                if (view.settings.isSet() && !(ofTenant && !own.isEmpty()))
                    add(&stages, Level::Tenant, view.settings.namespaceName, view.settings.name);
            }
        }
        return stages;
    }

private:
    // "tenant-x", or the extra namespace in which a Tenant keeps its Settings (TEN-3).
    QString tenantOfNamespace(const QString &namespaceName) const
    {
        if (namespaceName.startsWith(u"tenant-"))
            return namespaceName.sliced(7);
        const QList<QJsonObject> tenants = m_objects.all(u"Tenant.spectrocloud.com"_s);
        for (const QJsonObject &tenant : tenants) {
            const TenantView view(tenant);
            if (view.settings.isSet() && view.settings.namespaceName == namespaceName)
                return view.name;
        }
        return {};
    }

    void add(Stages *stages, Level level, const QString &namespaceName, const QString &name) const
    {
        Stage stage{level, namespaceName, name, {}};
        const QJsonObject found = find(settingsKind, namespaceName, name);
        if (!found.isEmpty())
            stage.settings.emplace(found);
        else if (!m_objects.isComplete(settingsKind))
            stages->uncertain = true;
        stages->list << stage;
    }

    const ObjectSet &m_objects;
    const QJsonObject &m_instead;
    ObjectRef m_insteadRef;
};

// The document of a Palette Secret, its keys without case and '_' (2.3.1).
struct Document
{
    bool isRead = false;
    QHash<QString, QString> values;

    QString first(std::initializer_list<QStringView> keys) const
    {
        for (const QStringView key : keys) {
            const QString value = values.value(key.toString());
            if (!value.isEmpty())
                return value;
        }
        return {};
    }
};

QString folded(const QString &key)
{
    return key.toLower().remove(u'_');
}

Document readDocument(const QJsonObject &secret, const QString &key)
{
    Document document;
    const QByteArray text = secretValue(secret, key);
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    if (!object.isEmpty()) {
        document.isRead = true;
        for (auto it = object.begin(); it != object.end(); ++it)
            document.values.insert(folded(it.key()), it.value().toVariant().toString().trimmed());
        return document;
    }
    // The oldest form: four keys of the Secret with the same names.
    for (const char16_t *part : {u"data", u"stringData"}) {
        const QStringList names = secret.value(QStringView(part)).toObject().keys();
        for (const QString &name : names) {
            document.isRead = true;
            document.values.insert(folded(name), QString::fromUtf8(secretValue(secret, name)).trimmed());
        }
    }
    return document;
}

const QString hostUrl = u"hostUrl"_s;
const QString tenantField = u"tenant"_s;
const QString projectField = u"defaultProjectID"_s;
const QString fingerprintField = u"serverFingerprint"_s;
const QString skipField = u"insecureSkipVerify"_s;
const QString caField = u"caSecretRef"_s;
const QString secretField = u"secretRef"_s;
const QString endpointField = u"endpoint"_s;
const QString orgField = u"org"_s;

QString addressField(Type type)
{
    return type == Type::Palette ? hostUrl : endpointField;
}

// Merges one integration over the levels.
class Merge
{
public:
    Merge(Type type, const ObjectSet &secrets)
        : m_secrets(secrets)
    {
        m_result.type = type;
    }

    EffectiveIntegration over(const Stages &stages)
    {
        bool isThere = false;
        for (const Stage &stage : stages.list) {
            const IntegrationView *view =
                stage.settings ? stage.settings->integration(m_result.type) : nullptr;
            if (!view)
                continue;
            if (view->disabled) {
                m_result.why = EffectiveIntegration::Off::Disabled;
                m_result.state = EffectiveIntegration::State::Off;
                return m_result;
            }
            isThere = true;
            take(stage, *view);
        }
        finish();
        if (m_result.secret.isEmpty()) {
            m_result.why = isThere ? EffectiveIntegration::Off::NoSecret : EffectiveIntegration::Off::Nothing;
            m_result.state =
                stages.uncertain ? EffectiveIntegration::State::Unknown : EffectiveIntegration::State::Off;
        } else if (keyWouldTravel()) {
            m_result.why = EffectiveIntegration::Off::KeyAndHostDiffer;
            m_result.state = EffectiveIntegration::State::Off;
        } else {
            m_result.state = EffectiveIntegration::State::On;
        }
        return m_result;
    }

private:
    void take(const Stage &stage, const IntegrationView &view)
    {
        set(addressField(m_result.type), view.hostUrl, stage, false);
        if (m_result.type == Type::Palette) {
            set(tenantField, view.tenant, stage, false);
            set(projectField, view.defaultProjectId, stage, false);
            set(fingerprintField, view.serverFingerprint, stage, false);
            set(skipField, view.insecureSkipVerify ? u"true"_s : QString(), stage, false);
            if (!view.caSecret.isEmpty() && m_result.caSecret.isEmpty()) {
                m_result.caSecretNamespace = stage.namespaceName;
                m_result.caSecret = view.caSecret;
                m_result.caSecretKey = view.caSecretKey;
                set(caField, view.caSecret, stage, false);
            }
        } else if (m_result.type == Type::Nvidia) {
            set(orgField, view.tenant, stage, false);
        }
        // What changes the server: SET-10.
        const bool changesServer = !view.hostUrl.isEmpty() || !view.caSecret.isEmpty() ||
                                   !view.serverFingerprint.isEmpty() || view.insecureSkipVerify;
        if (changesServer && m_server == Level::None)
            m_server = stage.level;
        if (view.secret.isEmpty())
            return;
        if (m_result.secret.isEmpty()) {
            m_result.secretNamespace = stage.namespaceName;
            m_result.secret = view.secret;
            m_result.secretKey = view.secretKey;
            m_key = stage.level;
            set(secretField, view.secret, stage, false);
        }
        readSecret(stage, view);
    }

    void readSecret(const Stage &stage, const IntegrationView &view)
    {
        const QJsonObject secret = m_secrets.find(secretKind, stage.namespaceName, view.secret);
        const bool isEffective =
            m_result.secretNamespace == stage.namespaceName && m_result.secret == view.secret;
        if (m_result.type != Type::Palette) {
            if (isEffective) {
                m_result.secretRead = holdsValues(secret);
                m_result.hasKey = !secretValue(secret, view.secretKey).trimmed().isEmpty();
            }
            return;
        }
        const Document document = readDocument(secret, view.secretKey);
        if (isEffective) {
            m_result.secretRead = document.isRead;
            m_result.hasKey = !document.first({u"apikey"}).isEmpty();
        }
        if (!document.isRead) {
            for (const QString &name : {hostUrl, tenantField, projectField})
                hide(name, stage);
            return;
        }
        const QString host = document.first({u"hosturl", u"host", u"endpoint", u"url"});
        if (!host.isEmpty() && m_server == Level::None)
            m_server = stage.level;
        set(hostUrl, host, stage, true);
        set(tenantField, document.first({u"tenant", u"tenantname"}), stage, true);
        set(projectField, document.first({u"defaultprojectid", u"projectid", u"projectuid"}), stage, true);
    }

    static bool holdsValues(const QJsonObject &secret)
    {
        return !secret.value(u"data").toObject().isEmpty() ||
               !secret.value(u"stringData").toObject().isEmpty();
    }

    void set(const QString &name, const QString &value, const Stage &stage, bool fromSecret)
    {
        // A nearer level that may say it in a Secret nobody has read keeps the last word.
        if (value.isEmpty() || m_result.field(name))
            return;
        m_result.fields << EffectiveField{name, value, stage.level, stage.title(), fromSecret, false};
    }

    void hide(const QString &name, const Stage &stage)
    {
        if (!m_result.field(name))
            m_result.fields << EffectiveField{name, {}, stage.level, stage.title(), true, true};
    }

    void finish()
    {
        if (m_result.type == Type::HuggingFace && !m_result.secret.isEmpty() &&
            !m_result.field(endpointField))
            m_result.fields << EffectiveField{
                endpointField, u"https://huggingface.co"_s, Level::BuiltIn, {}, false, false};
        static const QStringList order{secretField,  hostUrl, endpointField,    tenantField, orgField,
                                       projectField, caField, fingerprintField, skipField};
        std::stable_sort(m_result.fields.begin(), m_result.fields.end(),
                         [](const EffectiveField &a, const EffectiveField &b) {
                             return order.indexOf(a.name) < order.indexOf(b.name);
                         });
    }

    // The tenant's key goes to the tenant's server only. The other way round is what a Project's own key is
    // for: the server of the level above it.
    bool keyWouldTravel() const { return m_key == Level::Tenant && m_server == Level::Project; }

    const ObjectSet &m_secrets;
    EffectiveIntegration m_result;
    Level m_key = Level::None;
    Level m_server = Level::None;
};

constexpr Type allTypes[] = {Type::Palette, Type::HuggingFace, Type::Nvidia};

QString statusKey(Type type)
{
    switch (type) {
    case Type::Palette:
        return u"palette"_s;
    case Type::HuggingFace:
        return u"huggingFace"_s;
    case Type::Nvidia:
        return u"nvidia"_s;
    }
    return {};
}

QString levelWord(Level level)
{
    return level == Level::Project ? u"Project"_s : u"Tenant"_s;
}

EffectiveIntegration readSaid(Type type, const QJsonObject &said)
{
    EffectiveIntegration result;
    result.type = type;
    const QJsonObject secret = said.value(u"secretRef").toObject();
    result.secret = secret.value(u"name").toString();
    result.secretNamespace = secret.value(u"namespace").toString();
    result.secretKey = secret.value(u"key").toString();
    const QJsonObject authority = said.value(u"caSecretRef").toObject();
    result.caSecret = authority.value(u"name").toString();
    result.caSecretNamespace = authority.value(u"namespace").toString(result.secretNamespace);
    result.caSecretKey = authority.value(u"key").toString(u"ca.crt"_s);
    result.state =
        result.secret.isEmpty() ? EffectiveIntegration::State::Off : EffectiveIntegration::State::On;
    const QJsonObject sources = said.value(u"sources").toObject();
    for (auto it = said.begin(); it != said.end(); ++it) {
        if (it.key() == u"sources")
            continue;
        EffectiveField field;
        field.name = it.key();
        field.value = it.value().isObject() ? it.value().toObject().value(u"name").toString()
                      : it.value().isBool() ? (it.value().toBool() ? u"true"_s : QString())
                                            : it.value().toVariant().toString();
        const QJsonObject source = sources.value(it.key()).toObject();
        const QString level = source.value(u"level").toString();
        field.level = sameEnum(level, u"Project")   ? Level::Project
                      : sameEnum(level, u"Tenant")  ? Level::Tenant
                      : field.name == endpointField ? Level::BuiltIn
                                                    : Level::None;
        field.settings = source.value(u"settings").toString();
        if (field.isSet())
            result.fields << field;
    }
    return result;
}

Error missing(const QString &reason, const QString &message, const QString &advice = {})
{
    Error error = makeError(Error::Kind::Invalid, message, advice);
    error.reason = reason;
    return error;
}

QString place(const QString &namespaceName, const QString &name)
{
    return cleanedLine(namespaceName + u'/' + name);
}

} // namespace

bool isPlainHttpToElsewhere(const QString &address)
{
    const QUrl url(address);
    if (url.scheme().compare(u"http", Qt::CaseInsensitive) != 0)
        return false;
    const QString host = url.host().toLower();
    QHostAddress ip;
    return !(host == u"localhost" || host.endsWith(u".localhost") ||
             (ip.setAddress(host) && ip.isLoopback()));
}

const EffectiveField *EffectiveIntegration::field(QStringView name) const
{
    const auto found = std::find_if(fields.cbegin(), fields.cend(),
                                    [name](const EffectiveField &field) { return field.name == name; });
    return found == fields.cend() ? nullptr : &*found;
}

QString EffectiveIntegration::value(QStringView name) const
{
    const EffectiveField *found = field(name);
    return found ? found->value : QString();
}

const EffectiveIntegration &EffectiveSettings::integration(IntegrationView::Type type) const
{
    static const EffectiveIntegration none;
    const auto found =
        std::find_if(integrations.cbegin(), integrations.cend(),
                     [type](const EffectiveIntegration &integration) { return integration.type == type; });
    return found == integrations.cend() ? none : *found;
}

EffectiveSettings effectiveSettings(const ObjectSet &objects, const QString &namespaceName,
                                    const QString &ownSettings, const QJsonObject &instead)
{
    const Stages stages = Finder(objects, instead).stages(namespaceName, ownSettings);
    EffectiveSettings result;
    result.namespaceName = namespaceName;
    result.uncertain = stages.uncertain;
    for (const Stage &stage : stages.list)
        result.sources << stage.title();
    for (const Type type : allTypes)
        result.integrations << Merge(type, objects).over(stages);
    return result;
}

std::optional<EffectiveSettings> saidSettings(const ObjectSet &objects, const QString &namespaceName)
{
    const Stages stages = Finder(objects, {}).stages(namespaceName, {});
    for (const Stage &stage : stages.list) {
        const QJsonObject said = stage.settings
                                     ? valueAt(stage.settings->object, u"status.effectiveSettings").toObject()
                                     : QJsonObject();
        if (said.isEmpty())
            continue;
        EffectiveSettings result;
        result.namespaceName = namespaceName;
        result.sources = {stage.title()};
        result.said = true;
        for (const Type type : allTypes)
            result.integrations << readSaid(type, said.value(statusKey(type)).toObject());
        return result;
    }
    return std::nullopt;
}

QJsonObject effectiveSettingsStatus(const EffectiveSettings &settings)
{
    QJsonObject status;
    for (const EffectiveIntegration &integration : settings.integrations) {
        if (!integration.isOn())
            continue;
        QJsonObject values;
        QJsonObject sources;
        for (const EffectiveField &field : integration.fields) {
            if (!field.isSet())
                continue;
            if (field.name == secretField) {
                values.insert(secretField, QJsonObject{{u"name"_s, integration.secret},
                                                       {u"namespace"_s, integration.secretNamespace},
                                                       {u"key"_s, integration.secretKey}});
            } else if (field.name == caField) {
                values.insert(caField, QJsonObject{{u"name"_s, integration.caSecret},
                                                   {u"namespace"_s, integration.caSecretNamespace},
                                                   {u"key"_s, integration.caSecretKey}});
            } else if (field.name == skipField) {
                values.insert(skipField, true);
            } else {
                values.insert(field.name, field.value);
            }
            if (field.level == Level::Project || field.level == Level::Tenant)
                sources.insert(field.name, QJsonObject{{u"level"_s, levelWord(field.level)},
                                                       {u"settings"_s, field.settings}});
        }
        values.insert(u"sources"_s, sources);
        status.insert(statusKey(integration.type), values);
    }
    return status;
}

QString effectiveFieldTitle(QStringView name)
{
    if (name == hostUrl)
        return Text::tr("Host URL");
    if (name == tenantField)
        return Text::tr("Tenant");
    if (name == projectField)
        return Text::tr("Default project");
    if (name == fingerprintField)
        return Text::tr("Fingerprint");
    if (name == skipField)
        return Text::tr("Certificate");
    if (name == caField)
        return Text::tr("Authority");
    if (name == secretField)
        return Text::tr("Key");
    if (name == endpointField)
        return Text::tr("Address");
    if (name == orgField)
        return Text::tr("Organisation");
    return cleanedLine(name);
}

QString effectiveSourceText(const EffectiveField &field)
{
    const QString name = cleanedLine(field.settings.section(u'/', 1));
    switch (field.level) {
    case Level::None:
        break;
    case Level::BuiltIn:
        return Text::tr("built in");
    case Level::Tenant:
        if (field.mayBeHidden || name.isEmpty())
            return Text::tr("set by the tenant");
        return field.fromSecret ? Text::tr("tenant, %1, in its Secret").arg(name)
                                : Text::tr("tenant, %1").arg(name);
    case Level::Project:
        if (field.mayBeHidden)
            return Text::tr("project, %1, perhaps in its Secret").arg(name);
        return field.fromSecret ? Text::tr("project, %1, in its Secret").arg(name)
                                : Text::tr("project, %1").arg(name);
    }
    return Text::tr("not set");
}

QString effectiveOffText(const EffectiveIntegration &integration)
{
    if (integration.isOn())
        return {};
    if (integration.state == EffectiveIntegration::State::Unknown)
        return Text::tr("Settings that may count here cannot be read.");
    switch (integration.why) {
    case EffectiveIntegration::Off::Nothing:
        break;
    case EffectiveIntegration::Off::Disabled:
        return Text::tr("Switched off.");
    case EffectiveIntegration::Off::NoSecret:
        return Text::tr("Off: no level names a Secret for it.");
    case EffectiveIntegration::Off::KeyAndHostDiffer:
        return Text::tr(
            "Off: the project changes the server but brings no key of its own; the tenant's key is "
            "sent only to the tenant's server.");
    }
    return Text::tr("Not set up.");
}

Result<PaletteAccess> paletteAccess(const EffectiveSettings &settings, const ObjectSet &secrets,
                                    PaletteDemand demand)
{
    const EffectiveIntegration &palette = settings.palette();
    if (!palette.isOn()) {
        const bool differ = palette.why == EffectiveIntegration::Off::KeyAndHostDiffer;
        return failure(missing(differ ? u"KeyAndHostDiffer"_s : u"NoPalette"_s,
                               differ ? effectiveOffText(palette)
                                      : Text::tr("No Palette integration is in effect for namespace %1.")
                                            .arg(cleanedLine(settings.namespaceName)),
                               Text::tr("Add Palette to the Settings of the project or of its tenant.")));
    }
    const QString where = place(palette.secretNamespace, palette.secret);
    const QJsonObject secret = secrets.find(secretKind, palette.secretNamespace, palette.secret);
    const Document document = readDocument(secret, palette.secretKey);
    PaletteAccess access;
    access.credential.apiKey = document.first({u"apikey"});
    if (!document.isRead || access.credential.apiKey.isEmpty())
        return failure(missing(u"SecretMissing"_s,
                               Text::tr("Secret %1 has no API key under '%2'.").arg(where, palette.secretKey),
                               Text::tr("Enter the key again in the Settings.")));
    const auto given = [&](const QString &name, const QString &inSecret) {
        const QString value = palette.value(name);
        return value.isEmpty() ? inSecret : value;
    };
    const QString address = given(hostUrl, document.first({u"hosturl", u"host", u"endpoint", u"url"}));
    access.tenant = given(tenantField, document.first({u"tenant", u"tenantname"}));
    access.projectUid =
        given(projectField, document.first({u"defaultprojectid", u"projectid", u"projectuid"}));
    QStringList lacking;
    if (address.isEmpty())
        lacking << Text::tr("host URL");
    if (access.tenant.isEmpty() && demand == PaletteDemand::Everything)
        lacking << Text::tr("tenant");
    if (access.projectUid.isEmpty() && demand == PaletteDemand::Everything)
        lacking << Text::tr("default project");
    if (!lacking.isEmpty())
        return failure(missing(
            u"Incomplete"_s,
            Text::tr("Palette needs a host URL, an API key, a tenant and a default project. Missing: %1.")
                .arg(nameList(lacking, 10))));
    const Result<QUrl> url = paletteUrl(address);
    if (!url) {
        Error error = url.error();
        error.reason = isPlainHttpToElsewhere(address) ? u"PlainHttp"_s : u"Incomplete"_s;
        return failure(error);
    }
    access.server.url = *url;
    access.server.fingerprint = palette.value(fingerprintField);
    access.server.insecureSkipVerify = palette.value(skipField) == u"true";
    if (!palette.caSecret.isEmpty()) {
        const QJsonObject authority = secrets.find(secretKind, palette.caSecretNamespace, palette.caSecret);
        access.server.caPem = secretValue(authority, palette.caSecretKey);
        if (access.server.caPem.trimmed().isEmpty())
            return failure(
                missing(u"SecretMissing"_s,
                        Text::tr("Secret %1 has no certificates under '%2'.")
                            .arg(place(palette.caSecretNamespace, palette.caSecret), palette.caSecretKey)));
    }
    return access;
}

Result<QByteArray> integrationToken(const EffectiveIntegration &integration, const ObjectSet &secrets)
{
    if (!integration.isOn())
        return failure(missing(u"Off"_s, effectiveOffText(integration)));
    const QByteArray token =
        secretValue(secrets.find(secretKind, integration.secretNamespace, integration.secret),
                    integration.secretKey)
            .trimmed();
    if (token.isEmpty())
        return failure(
            missing(u"SecretMissing"_s,
                    Text::tr("Secret %1 has no key '%2'.")
                        .arg(place(integration.secretNamespace, integration.secret), integration.secretKey),
                    Text::tr("Enter the key again in the Settings.")));
    return token;
}

} // namespace easel
