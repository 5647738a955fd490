// SPDX-License-Identifier: GPL-3.0-or-later
// Which value of which level counts (resource-model 3.e), and that no key reaches another level's server.
#include "core/domain/effectivesettings.h"

#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using Level = EffectiveField::Level;
using State = EffectiveIntegration::State;
using Off = EffectiveIntegration::Off;

namespace {

// Addresses in raw strings are written with \/: moc takes // for a comment even there.
// A tenant with Palette and Hugging Face, a project below it with Settings of its own, both complete.
class World
{
public:
    World()
    {
        put(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant","metadata":{"name":"t"},
                "spec":{"settingsRef":{"name":"shared","namespace":"tenant-t"}}})");
        put(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"p","namespace":"p"},
                "spec":{"tenantRef":{"name":"t"},"settingsRef":{"name":"own"}}})");
        put(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"shared","namespace":"tenant-t"},
                "spec":{"integrations":{"palette":{"secretRef":{"name":"pal"},"tenant":"t-said"},
                                        "huggingFace":{"secretRef":{"name":"hf"}}}}})");
        secret(
            u"tenant-t"_s, u"pal"_s, u"palette"_s,
            R"({"hostUrl":"https:\/\/tenant.example","api_key":"tenant-key","tenantName":"t-json","projectUid":"42"})");
        secret(u"tenant-t"_s, u"hf"_s, u"token"_s, "hf-token");
        own("{}");
        for (const char *kind : {"Tenant", "Project", "Settings"})
            set.setComplete(QLatin1String(kind) + u".spectrocloud.com"_s);
    }
    void put(const char *json) { set.insert(QJsonDocument::fromJson(json).object()); }
    void own(const QByteArray &integrations)
    {
        const QJsonObject spec{{u"integrations"_s, QJsonDocument::fromJson(integrations).object()}};
        set.insert(QJsonObject{{u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
                               {u"kind"_s, u"Settings"_s},
                               {u"metadata"_s, QJsonObject{{u"name"_s, u"own"_s}, {u"namespace"_s, u"p"_s}}},
                               {u"spec"_s, spec}});
    }
    void secret(const QString &ns, const QString &name, const QString &key, const QByteArray &value)
    {
        set.insert(QJsonObject{{u"apiVersion"_s, u"v1"_s},
                               {u"kind"_s, u"Secret"_s},
                               {u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"namespace"_s, ns}}},
                               {u"data"_s, QJsonObject{{key, QString::fromLatin1(value.toBase64())}}}});
    }
    EffectiveSettings inProject() const { return effectiveSettings(set, u"p"_s); }

    ObjectSet set;
};

QString line(const EffectiveField *field)
{
    return field ? u"%1 (%2)"_s.arg(field->value, effectiveSourceText(*field)) : u"nothing"_s;
}

} // namespace

class TestEffectiveSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTenantCountsWhereTheProjectIsSilent()
    {
        const World world;
        const EffectiveSettings settings = world.inProject();
        QCOMPARE(settings.sources, QStringList({u"p/own"_s, u"tenant-t/shared"_s}));
        const EffectiveIntegration &palette = settings.palette();
        QCOMPARE(palette.state, State::On);
        QCOMPARE(line(palette.field(u"hostUrl")),
                 u"https://tenant.example (tenant, shared, in its Secret)"_s);
        // The specification comes before the document.
        QCOMPARE(line(palette.field(u"tenant")), u"t-said (tenant, shared)"_s);
        QCOMPARE(line(palette.field(u"defaultProjectID")), u"42 (tenant, shared, in its Secret)"_s);
        QCOMPARE(line(palette.field(u"secretRef")), u"pal (tenant, shared)"_s);
        QVERIFY(palette.hasKey);
        QCOMPARE(line(settings.integration(IntegrationView::Type::HuggingFace).field(u"endpoint")),
                 u"https://huggingface.co (built in)"_s);
        QCOMPARE(settings.integration(IntegrationView::Type::Nvidia).state, State::Off);
        QCOMPARE(effectiveOffText(settings.integration(IntegrationView::Type::Nvidia)), u"Not set up."_s);
    }

    void theProjectWinsFieldByField()
    {
        World world;
        world.own(R"({"palette":{"defaultProjectID":"7"}})");
        const EffectiveIntegration palette = world.inProject().palette();
        QCOMPARE(line(palette.field(u"defaultProjectID")), u"7 (project, own)"_s);
        QCOMPARE(line(palette.field(u"hostUrl")),
                 u"https://tenant.example (tenant, shared, in its Secret)"_s);
        QCOMPARE(palette.secretNamespace, u"tenant-t"_s);
    }

    void theProjectsOwnSecretComesBeforeTheTenantsSpecification()
    {
        World world;
        world.own(R"({"palette":{"secretRef":{"name":"mine"}}})");
        world.secret(u"p"_s, u"mine"_s, u"palette"_s,
                     R"({"hostUrl":"https:\/\/own.example","apiKey":"own-key","tenant":"t-own"})");
        const EffectiveIntegration palette = world.inProject().palette();
        QCOMPARE(palette.state, State::On);
        QCOMPARE(line(palette.field(u"tenant")), u"t-own (project, own, in its Secret)"_s);
        QCOMPARE(line(palette.field(u"defaultProjectID")), u"42 (tenant, shared, in its Secret)"_s);
        const auto access = paletteAccess(world.inProject(), world.set);
        QVERIFY2(access, qPrintable(access ? QString() : access.error().message));
        QCOMPARE(access->server.url, QUrl(u"https://own.example"_s));
        QCOMPARE(access->credential.apiKey, u"own-key"_s);
        QCOMPARE(access->projectUid, u"42"_s);
    }

    void theTenantsKeyGoesToTheTenantsServerOnly_data()
    {
        QTest::addColumn<QByteArray>("palette");
        QTest::newRow("host") << QByteArray(R"("hostUrl":"https:\/\/own.example")");
        QTest::newRow("authority") << QByteArray(R"("caSecretRef":{"name":"ca"})");
        QTest::newRow("pin") << QByteArray(R"("serverFingerprint":"AA:BB")");
        QTest::newRow("unchecked") << QByteArray(R"("insecureSkipVerify":true)");
    }
    void theTenantsKeyGoesToTheTenantsServerOnly()
    {
        QFETCH(const QByteArray, palette);
        World world;
        world.own("{\"palette\":{" + palette + "}}");
        const EffectiveSettings settings = world.inProject();
        QCOMPARE(settings.palette().state, State::Off);
        QCOMPARE(settings.palette().why, Off::KeyAndHostDiffer);
        QVERIFY(!effectiveSettingsStatus(settings).contains(u"palette"));
        const auto access = paletteAccess(settings, world.set);
        QVERIFY(!access);
        QCOMPARE(access.error().reason, u"KeyAndHostDiffer"_s);
        // With a key of its own it may.
        world.own("{\"palette\":{\"secretRef\":{\"name\":\"mine\"}," + palette + "}}");
        QCOMPARE(world.inProject().palette().state, State::On);
    }

    void switchingOff()
    {
        World world;
        world.own(R"({"palette":{}})"); // says nothing
        QCOMPARE(world.inProject().palette().state, State::On);
        world.own(R"({"palette":{"disabled":true}})");
        QCOMPARE(world.inProject().palette().why, Off::Disabled);
        world.own("{}");
        world.put(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"shared","namespace":"tenant-t"},
                      "spec":{"integrations":{"palette":{"hostUrl":"https:\/\/x.example"}}}})");
        QCOMPARE(world.inProject().palette().why, Off::NoSecret);
        QCOMPARE(effectiveOffText(world.inProject().palette()), u"Off: no level names a Secret for it."_s);
    }

    // Without the right to read the Tenant's Secret.
    void whatNobodyReadIsNotInvented()
    {
        World world;
        ObjectSet set = world.set;
        for (const QJsonObject &secret : set.all(u"Secret"_s))
            set.remove(refOf(secret));
        const EffectiveSettings settings = effectiveSettings(set, u"p"_s);
        QCOMPARE(settings.palette().state, State::On);
        QVERIFY(!settings.palette().secretRead);
        QCOMPARE(line(settings.palette().field(u"hostUrl")), u" (set by the tenant)"_s);
        QCOMPARE(line(settings.palette().field(u"tenant")), u"t-said (tenant, shared)"_s);
        const auto access = paletteAccess(settings, set);
        QVERIFY(!access);
        QCOMPARE(access.error().reason, u"SecretMissing"_s);
        QCOMPARE(access.error().message, u"Secret tenant-t/pal has no API key under 'palette'."_s);

        ObjectSet nothing;
        QCOMPARE(effectiveSettings(nothing, u"p"_s).palette().state, State::Unknown);
    }

    void inTheTenantsNamespace()
    {
        World world;
        QCOMPARE(line(effectiveSettings(world.set, u"tenant-t"_s).palette().field(u"tenant")),
                 u"t-said (tenant, shared)"_s);
        // A draft that no Tenant refers to yet.
        const QJsonObject draft =
            QJsonDocument::fromJson(
                R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"new","namespace":"tenant-t"},
                    "spec":{"integrations":{"palette":{"secretRef":{"name":"pal"},"tenant":"draft"}}}})")
                .object();
        const EffectiveSettings settings = effectiveSettings(world.set, u"tenant-t"_s, u"new"_s, draft);
        QCOMPARE(settings.sources, QStringList(u"tenant-t/new"_s));
        QCOMPARE(line(settings.palette().field(u"tenant")), u"draft (tenant, new)"_s);
    }

    void fourKeysInsteadOfADocument()
    {
        World world;
        world.set.insert(
            QJsonDocument::fromJson(
                R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"pal","namespace":"tenant-t"},"stringData":
                    {"apiKey":"k","hostUrl":"https:\/\/old.example","tenant":"old","defaultProjectID":"9"}})")
                .object());
        const auto access = paletteAccess(world.inProject(), world.set);
        QVERIFY(access);
        QCOMPARE(access->server.url, QUrl(u"https://old.example"_s));
        QCOMPARE(access->tenant, u"t-said"_s);
        QCOMPARE(access->projectUid, u"9"_s);
    }

    void whatIsMissingIsNamed()
    {
        World world;
        world.secret(u"tenant-t"_s, u"pal"_s, u"palette"_s, R"({"apiKey":"k"})");
        auto access = paletteAccess(world.inProject(), world.set);
        QVERIFY(!access);
        QCOMPARE(
            access.error().message,
            u"Palette needs a host URL, an API key, a tenant and a default project. Missing: host URL and "
            "default project."_s);
        world.secret(u"tenant-t"_s, u"pal"_s, u"palette"_s,
                     R"({"apiKey":"k","hostUrl":"http:\/\/elsewhere.example","projectId":"1"})");
        access = paletteAccess(world.inProject(), world.set);
        QVERIFY(!access);
        QCOMPARE(access.error().reason, u"PlainHttp"_s);
    }

    void theAuthorityOfTheServer()
    {
        World world;
        world.put(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings","metadata":{"name":"shared","namespace":"tenant-t"},
            "spec":{"integrations":{"palette":{"secretRef":{"name":"pal"},"caSecretRef":{"name":"ca","key":"root.pem"}}}}})");
        auto access = paletteAccess(world.inProject(), world.set);
        QVERIFY(!access);
        QCOMPARE(access.error().message, u"Secret tenant-t/ca has no certificates under 'root.pem'."_s);
        world.secret(u"tenant-t"_s, u"ca"_s, u"root.pem"_s, "PEM");
        access = paletteAccess(world.inProject(), world.set);
        QVERIFY(access);
        QCOMPARE(access->server.caPem, QByteArray("PEM"));
    }

    void theStatusSaysItAndIsReadBack()
    {
        World world;
        world.own(R"({"palette":{"defaultProjectID":"7"}})");
        const EffectiveSettings worked = world.inProject();
        const QJsonObject status = effectiveSettingsStatus(worked);
        QVERIFY(!QJsonDocument(status).toJson().contains("tenant-key"));
        QCOMPARE(status[u"palette"][u"sources"][u"defaultProjectID"][u"level"].toString(), u"Project"_s);
        QCOMPARE(status[u"palette"][u"secretRef"][u"namespace"].toString(), u"tenant-t"_s);
        QVERIFY(!saidSettings(world.set, u"p"_s));

        QJsonObject own = world.set.find(u"Settings.spectrocloud.com"_s, u"p"_s, u"own"_s);
        own.insert(u"status"_s, QJsonObject{{u"effectiveSettings"_s, status}});
        world.set.insert(own);
        const auto said = saidSettings(world.set, u"p"_s);
        QVERIFY(said);
        QVERIFY(said->said);
        for (const QString &name : {u"hostUrl"_s, u"tenant"_s, u"defaultProjectID"_s, u"secretRef"_s}) {
            QCOMPARE(said->palette().value(name), worked.palette().value(name));
            QCOMPARE(said->palette().field(name)->level, worked.palette().field(name)->level);
            QCOMPARE(said->palette().field(name)->settings, worked.palette().field(name)->settings);
        }
        QCOMPARE(said->palette().secretNamespace, u"tenant-t"_s);
        QCOMPARE(integrationToken(said->integration(IntegrationView::Type::HuggingFace), world.set)
                     .value_or(QByteArray()),
                 QByteArray("hf-token"));
    }
};

QTEST_GUILESS_MAIN(TestEffectiveSettings)
#include "tst_effectivesettings.moc"
