// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/settingsmodel.h"

#include "app/context/surroundings.h"
#include "core/domain/projectview.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr SettingsModel::Type allTypes[] = {SettingsModel::Type::Palette, SettingsModel::Type::HuggingFace,
                                            SettingsModel::Type::Nvidia};

QJsonObject newSettings()
{
    return {{u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
            {u"kind"_s, u"Settings"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, QString()}, {u"namespace"_s, QString()}}},
            {u"spec"_s, QJsonObject{}}};
}

QString wordOf(SettingsModel::Type type) // the integration's label (0.5)
{
    switch (type) {
    case SettingsModel::Type::Palette:
        return u"palette"_s;
    case SettingsModel::Type::HuggingFace:
        return u"huggingface"_s;
    case SettingsModel::Type::Nvidia:
        return u"nvidia"_s;
    }
    return {};
}

QString keyOf(SettingsModel::Type type) // of spec.integrations
{
    return type == SettingsModel::Type::HuggingFace ? u"huggingFace"_s : wordOf(type);
}

QString valueKey(SettingsModel::Type type) // of the Secret
{
    switch (type) {
    case SettingsModel::Type::Palette:
        return u"palette"_s;
    case SettingsModel::Type::HuggingFace:
        return u"token"_s;
    case SettingsModel::Type::Nvidia:
        return u"apiKey"_s;
    }
    return {};
}

QJsonObject secretObject(const QString &namespaceName, const QString &name, const QString &integration,
                         const QString &key, const QByteArray &value)
{
    QJsonObject metadata{{u"name"_s, name},
                         {u"namespace"_s, namespaceName},
                         {u"labels"_s, QJsonObject{{u"easel.spectrocloud.com/integration"_s, integration}}}};
    QJsonObject secret{{u"apiVersion"_s, u"v1"_s}, {u"kind"_s, u"Secret"_s}, {u"type"_s, u"Opaque"_s}};
    // data, not stringData: an apply of stringData leaves no owner that a later one could see.
    if (value.isEmpty())
        metadata.insert(u"annotations"_s, QJsonObject{{u"easel.spectrocloud.com/keys"_s, key}});
    else
        secret.insert(u"data"_s, QJsonObject{{key, QString::fromLatin1(value.toBase64())}});
    secret.insert(u"metadata"_s, metadata);
    return secret;
}

} // namespace

SettingsModel::SettingsModel(Draft *draft, Surroundings *surroundings, QObject *parent)
    : ObjectModel(draft, surroundings, newSettings(), parent)
{
    // A kept draft holds no secret values: what is left of its Secrets says nothing.
    for (int i = int(draft->objects().size()) - 1; i >= 0; --i) {
        if (draft->objects().at(i).ref.groupKind() == u"Secret")
            draft->removeAt(i);
    }
    start();
}

QString SettingsModel::place() const
{
    return valueAt(object(), u"metadata.namespace").toString();
}

bool SettingsModel::isTenantLevel() const
{
    return owner().kind == u"Tenant";
}

bool SettingsModel::isWorkspace() const
{
    return surroundings()->source() && surroundings()->source()->isWorkspace();
}

void SettingsModel::setPlace(const QString &namespaceName)
{
    setReferred(false);
    QJsonObject settings = object();
    QJsonObject metadata = settings.value(u"metadata").toObject();
    metadata.insert(u"namespace"_s, namespaceName);
    settings.insert(u"metadata"_s, metadata);
    replace(settings);
    if (name().isEmpty() || m_named == name()) {
        const QString plain = namespaceName.startsWith(u"tenant-") ? namespaceName.sliced(7) + u"-shared"_s
                                                                   : namespaceName + u"-settings"_s;
        m_named = plain;
        for (int i = 2; !objects().find(u"Settings.spectrocloud.com"_s, namespaceName, m_named).isEmpty();
             ++i)
            m_named = plain + u'-' + QString::number(i);
        setName(m_named);
    }
    writeSecrets();
}

void SettingsModel::setName(const QString &name)
{
    const bool referred = isReferred();
    if (referred)
        setReferred(false);
    const QString before = this->name();
    QJsonObject settings = object();
    QJsonObject metadata = settings.value(u"metadata").toObject();
    metadata.insert(u"name"_s, name);
    settings.insert(u"metadata"_s, metadata);
    replace(settings);
    // Secrets that these Settings make are called after them.
    for (const Type type : allTypes) {
        const IntegrationView integration = view(type);
        if (!isEdit() && integration.secret == before + u'-' + wordOf(type))
            set(pointerOf(type) / u"secretRef"_s, QJsonObject{{u"name"_s, name + u'-' + wordOf(type)}});
    }
    if (!isEdit() && view(Type::Palette).caSecret == before + u"-palette-ca"_s)
        set(pointerOf(Type::Palette) / u"caSecretRef"_s, QJsonObject{{u"name"_s, name + u"-palette-ca"_s}});
    writeSecrets();
    if (referred)
        setReferred(true);
}

bool SettingsModel::isNameTaken() const
{
    return !isEdit() && !objects().find(u"Settings.spectrocloud.com"_s, place(), name()).isEmpty();
}

IntegrationView SettingsModel::view(Type type) const
{
    const SettingsView settings(object());
    const IntegrationView *found = settings.integration(type);
    if (found)
        return *found;
    IntegrationView none;
    none.type = type;
    return none;
}

JsonPointer SettingsModel::pointerOf(Type type) const
{
    const IntegrationView found = view(type);
    return found.pointer.isEmpty() ? JsonPointer::of({u"spec"_s, u"integrations"_s, keyOf(type)})
                                   : found.pointer;
}

SettingsModel::Use SettingsModel::use(Type type) const
{
    const IntegrationView found = view(type);
    if (found.disabled)
        return Use::Off;
    if (!found.pointer.isEmpty())
        return Use::Here;
    return draft()->windowState().value(u"here."_s + wordOf(type)).toBool() ? Use::Here : Use::Above;
}

void SettingsModel::setUse(Type type, Use use)
{
    if (use == this->use(type))
        return;
    // Chosen before anything is filled in: the form stays open.
    QJsonObject state = draft()->windowState();
    state.insert(u"here."_s + wordOf(type), use == Use::Here);
    draft()->setWindowState(state);
    const JsonPointer pointer = pointerOf(type);
    if (use != Use::Here) {
        m_keys.remove(type);
        if (type == Type::Palette) {
            m_authority.clear();
            m_inSecret.clear();
        }
    }
    switch (use) {
    case Use::Above:
        set(pointer, QJsonValue(QJsonValue::Undefined));
        break;
    case Use::Off:
        set(pointer, QJsonObject{{u"disabled"_s, true}});
        break;
    case Use::Here:
        set(pointer / u"disabled"_s, QJsonValue(QJsonValue::Undefined));
        // A tenant has no level above: it needs a Secret of its own.
        if (isTenantLevel())
            set(pointer / u"secretRef"_s, QJsonObject{{u"name"_s, secretName(type)}});
        break;
    }
    writeSecrets();
}

bool SettingsModel::isInSecret(const QString &field) const
{
    return !isPlainHub() && (field == u"hostUrl" || field == u"tenant" || field == u"defaultProjectID");
}

QString SettingsModel::text(Type type, const QString &field) const
{
    if (type == Type::Palette && isInSecret(field) && m_inSecret.contains(field))
        return m_inSecret.value(field);
    const IntegrationView found = view(type);
    if (field == u"hostUrl" || field == u"endpoint")
        return found.hostUrl;
    if (field == u"tenant" || field == u"org")
        return found.tenant;
    if (field == u"defaultProjectID")
        return found.defaultProjectId;
    if (field == u"serverFingerprint")
        return found.serverFingerprint;
    return {};
}

void SettingsModel::setText(Type type, const QString &field, const QString &value)
{
    if (type == Type::Palette && isInSecret(field)) {
        m_inSecret.insert(field, value);
        writeSecrets();
        judge();
        Q_EMIT changed();
        return;
    }
    set(pointerOf(type) / field, value);
    if (type == Type::Palette)
        writeSecrets();
}

bool SettingsModel::skipsVerify() const
{
    return view(Type::Palette).insecureSkipVerify;
}

void SettingsModel::setSkipsVerify(bool skips)
{
    set(pointerOf(Type::Palette) / u"insecureSkipVerify"_s,
        skips ? QJsonValue(true) : QJsonValue(QJsonValue::Undefined));
}

QString SettingsModel::secretName(Type type) const
{
    const QString named = view(type).secret;
    return named.isEmpty() ? name() + u'-' + wordOf(type) : named;
}

bool SettingsModel::hasSecret(Type type) const
{
    if (!isEdit())
        return false;
    const SettingsView was(before());
    const IntegrationView *integration = was.integration(type);
    return integration && !integration->secret.isEmpty() && integration->secret == view(type).secret;
}

void SettingsModel::setKey(Type type, const QString &key)
{
    if (key.isEmpty()) {
        m_keys.remove(type);
        if (!hasSecret(type) && !isTenantLevel())
            set(pointerOf(type) / u"secretRef"_s, QJsonValue(QJsonValue::Undefined));
    } else {
        m_keys.insert(type, key.toUtf8());
        if (view(type).secret.isEmpty())
            set(pointerOf(type) / u"secretRef"_s, QJsonObject{{u"name"_s, secretName(type)}});
    }
    writeSecrets();
    judge();
    Q_EMIT changed();
}

void SettingsModel::dropKey(Type type)
{
    m_keys.remove(type);
    set(pointerOf(type) / u"secretRef"_s, QJsonValue(QJsonValue::Undefined));
    writeSecrets();
}

bool SettingsModel::hasAuthority() const
{
    return !view(Type::Palette).caSecret.isEmpty();
}

void SettingsModel::setAuthority(const QByteArray &pem)
{
    m_authority = pem;
    const JsonPointer pointer = pointerOf(Type::Palette) / u"caSecretRef"_s;
    if (pem.isEmpty())
        set(pointer, QJsonValue(QJsonValue::Undefined));
    else if (!hasAuthority())
        set(pointer, QJsonObject{{u"name"_s, name() + u"-palette-ca"_s}});
    writeSecrets();
    judge();
    Q_EMIT changed();
}

// The Secrets of the draft are made anew from what is in memory: they are never read back from it.
void SettingsModel::writeSecrets()
{
    if (m_writing)
        return;
    m_writing = true;
    QList<QJsonObject> wanted;
    for (const Type type : allTypes) {
        const IntegrationView integration = view(type);
        if (integration.secret.isEmpty() || integration.disabled)
            continue;
        const QByteArray key = m_keys.value(type);
        // A folder keeps a stub that says which keys there are; on a hub only what was typed is written.
        const bool stub = key.isEmpty() && isWorkspace() && !hasSecret(type);
        if (key.isEmpty() && !stub)
            continue;
        QByteArray value = key;
        if (type == Type::Palette && !key.isEmpty()) {
            QJsonObject document{{u"apiKey"_s, QString::fromUtf8(key)}};
            for (const QString &field : {u"hostUrl"_s, u"tenant"_s, u"defaultProjectID"_s}) {
                if (!text(type, field).isEmpty())
                    document.insert(field, text(type, field));
            }
            value = QJsonDocument(document).toJson(QJsonDocument::Compact);
        }
        wanted << secretObject(place(), integration.secret, wordOf(type), valueKey(type), value);
    }
    if (!m_authority.isEmpty() && hasAuthority()) {
        const IntegrationView palette = view(Type::Palette);
        wanted << secretObject(place(), palette.caSecret, wordOf(Type::Palette), palette.caSecretKey,
                               m_authority);
    }
    QList<QJsonObject> now;
    for (const DraftObject &object : draft()->objects()) {
        if (object.ref.groupKind() == u"Secret")
            now << object.value;
    }
    if (now != wanted) {
        if (index() < 0) // the Settings stay first: they are what the draft is about
            replace(object());
        for (int i = int(draft()->objects().size()) - 1; i >= 0; --i) {
            if (draft()->objects().at(i).ref.groupKind() == u"Secret")
                draft()->removeAt(i);
        }
        for (const QJsonObject &secret : std::as_const(wanted))
            draft()->add(secret);
    }
    m_writing = false;
}

ObjectSet SettingsModel::around() const
{
    ObjectSet set = objects();
    for (const DraftObject &other : draft()->objects())
        set.insert(other.value);
    return set;
}

EffectiveSettings SettingsModel::effective() const
{
    return effectiveSettings(around(), place(), name(), object());
}

ObjectRef SettingsModel::owner() const
{
    const QString ns = place();
    const QJsonObject project = objects().find(u"Project.spectrocloud.com"_s, ns, ns);
    if (!project.isEmpty())
        return refOf(project);
    const QList<QJsonObject> tenants = objects().all(u"Tenant.spectrocloud.com"_s);
    for (const QJsonObject &tenant : tenants) {
        const TenantView view(tenant);
        if (view.ownNamespace() == ns || (view.settings.isSet() && view.settings.namespaceName == ns))
            return refOf(tenant);
    }
    return {};
}

int SettingsModel::ownerIndex() const
{
    const ObjectRef ref = owner();
    const QList<DraftObject> &all = draft()->objects();
    for (int i = 0; i < all.size(); ++i) {
        if (!ref.name.isEmpty() && all.at(i).ref == ref)
            return i;
    }
    return -1;
}

bool SettingsModel::isReferredBefore() const
{
    const ObjectRef ref = owner();
    const QJsonObject object = objects().find(ref);
    if (ref.kind == u"Tenant") {
        const TenantView view(object);
        return view.settings.name == name() && view.settings.namespaceName == place();
    }
    return !object.isEmpty() && ProjectView(object).settings.name == name();
}

bool SettingsModel::isReferred() const
{
    return ownerIndex() >= 0 || isReferredBefore();
}

JsonPointer SettingsModel::referencePointer(const QJsonObject &owner) const
{
    return refOf(owner).kind == u"Tenant" ? TenantView(owner).pointerOf(u"spec.settingsRef")
                                          : ProjectView(owner).pointerOf(u"spec.settingsRef");
}

void SettingsModel::setReferred(bool refers)
{
    const int at = ownerIndex();
    if (at >= 0)
        draft()->removeAt(at);
    const QJsonObject before = objects().find(owner());
    if (!refers || before.isEmpty() || isReferredBefore())
        return;
    QJsonValue after = before;
    QJsonObject reference{{u"name"_s, name()}};
    if (owner().kind == u"Tenant")
        reference.insert(u"namespace"_s, place());
    referencePointer(before).set(after, reference);
    if (index() < 0)
        replace(object());
    draft()->add(after.toObject(), before);
}

QList<Finding> SettingsModel::judged(const RuleContext &context) const
{
    return checkObject(object(), around(), context);
}

QString SettingsModel::refusal(const JsonPointer &pointer) const
{
    for (const Finding &finding : findings()) {
        if (finding.severity == Finding::Severity::Refuse && finding.pointer.startsWith(pointer))
            return tr("%1 (%2)", "sentence, rule").arg(finding.sentence, finding.rule);
    }
    return {};
}

QString SettingsModel::warningOf(const QString &rule) const
{
    for (const Finding &finding : findings()) {
        if (finding.rule == rule)
            return tr("%1 (%2)", "sentence, rule").arg(finding.sentence, finding.rule);
    }
    return {};
}

} // namespace easel
