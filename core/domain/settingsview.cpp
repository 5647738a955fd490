// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/settingsview.h"

namespace easel {

namespace {

IntegrationView read(IntegrationView::Type type, const TolerantReader &reader)
{
    IntegrationView view;
    view.type = type;
    view.pointer = reader.base();
    view.disabled = reader.flag({u"disabled"});
    view.secret = reader.reference({u"secretRef", u"secretName"}, {}).name;
    const QString standard = type == IntegrationView::Type::Palette       ? QStringLiteral("palette")
                             : type == IntegrationView::Type::HuggingFace ? QStringLiteral("token")
                                                                          : QStringLiteral("apiKey");
    view.secretKey = reader.text({u"secretRef.key"}, standard);
    view.hostUrl = reader.text({u"hostUrl", u"endpoint", u"host", u"url"});
    view.tenant = reader.text({u"tenant", u"tenantName", u"org"});
    view.defaultProjectId =
        reader.text({u"defaultProjectID", u"defaultProjectId", u"projectUid", u"projectId"});
    view.caSecret = reader.reference({u"caSecretRef"}, {}).name;
    view.caSecretKey = reader.text({u"caSecretRef.key"}, QStringLiteral("ca.crt"));
    view.serverFingerprint = reader.text({u"serverFingerprint"});
    view.insecureSkipVerify = reader.flag({u"insecureSkipVerify"});
    return view;
}

} // namespace

std::optional<IntegrationView::Type> integrationType(const QString &word)
{
    QString folded;
    for (const QChar c : word) {
        if (c.isLetterOrNumber())
            folded += c.toLower();
    }
    if (folded == u"palette")
        return IntegrationView::Type::Palette;
    if (folded == u"huggingface" || folded == u"hf")
        return IntegrationView::Type::HuggingFace;
    if (folded == u"nvidia" || folded == u"ngc" || folded == u"nvidiangc")
        return IntegrationView::Type::Nvidia;
    return std::nullopt;
}

SettingsView::SettingsView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    const auto take = [&](const TolerantReader &from, const QString &word) {
        const auto type = integrationType(word);
        if (type && !integration(*type))
            integrations.append(read(*type, from));
    };
    const AliasHit container = reader.hit({u"spec.integrations"});
    if (container.value.isArray()) {
        for (const TolerantReader &item : reader.items({u"spec.integrations"}, QStringLiteral("type")))
            take(item, item.text({u"type", u"name"}));
    } else {
        for (const QStringView place : {QStringView(u"spec.integrations"), QStringView(u"spec")}) {
            const QJsonObject map = valueAt(source, place).toObject();
            for (auto it = map.begin(); it != map.end(); ++it) {
                if (!it.value().isObject())
                    continue;
                QStringList tokens{QStringLiteral("spec")};
                if (place != u"spec")
                    tokens << QStringLiteral("integrations");
                tokens << it.key();
                take(TolerantReader(it.value().toObject(), &record, JsonPointer(tokens)), it.key());
            }
        }
    }
}

const IntegrationView *SettingsView::integration(IntegrationView::Type type) const
{
    for (const IntegrationView &view : integrations) {
        if (view.type == type)
            return &view;
    }
    return nullptr;
}

bool SettingsView::hasPalette() const
{
    const IntegrationView *palette = integration(IntegrationView::Type::Palette);
    return palette && !palette->disabled;
}

std::optional<QStringList> secretKeys(const QJsonObject &secret)
{
    QStringList keys =
        secret.value(u"data").toObject().keys() + secret.value(u"stringData").toObject().keys();
    if (!keys.isEmpty())
        return keys;
    const QString stub = secret.value(u"metadata")
                             .toObject()
                             .value(u"annotations")
                             .toObject()
                             .value(u"easel.spectrocloud.com/keys")
                             .toString();
    if (stub.isEmpty())
        return std::nullopt;
    for (const QString &key : stub.split(u',', Qt::SkipEmptyParts))
        keys << key.trimmed();
    return keys;
}

QByteArray secretValue(const QJsonObject &secret, const QString &key)
{
    const QString clear = secret.value(u"stringData").toObject().value(key).toString();
    if (!clear.isEmpty())
        return clear.toUtf8();
    return QByteArray::fromBase64(secret.value(u"data").toObject().value(key).toString().toLatin1());
}

} // namespace easel
