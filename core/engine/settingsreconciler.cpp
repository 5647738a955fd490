// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/settingsreconciler.h"

#include "core/base/text.h"
#include "core/clients/tokencheck.h"
#include "core/domain/projectview.h"
#include "core/engine/conditions.h"

#include <QCryptographicHash>
#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// Did anybody at the address answer at all?
bool wasReached(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Auth:
    case Error::Kind::Forbidden:
    case Error::Kind::NotFound:
    case Error::Kind::Throttled:
    case Error::Kind::Invalid:
    case Error::Kind::Unsupported:
        return error.status > 0;
    default:
        return false;
    }
}

QString typeWord(IntegrationView::Type type)
{
    switch (type) {
    case IntegrationView::Type::Palette:
        return u"palette"_s;
    case IntegrationView::Type::HuggingFace:
        return u"huggingFace"_s;
    case IntegrationView::Type::Nvidia:
        break;
    }
    return u"nvidia"_s;
}

QString validCondition(IntegrationView::Type type)
{
    return type == IntegrationView::Type::HuggingFace ? u"HuggingFaceValid"_s : u"NvidiaValid"_s;
}

} // namespace

SettingsReconciler::SettingsReconciler(EngineContext *context, PaletteHub *palette, QObject *parent)
    : Reconciler(context, parent)
    , m_palette(palette)
{}

// A tenant's Settings count in its projects; a Project or Tenant says which count.
QList<ObjectRef> SettingsReconciler::concernedBy(const ObjectRef &ref) const
{
    if (ref.kind != u"Project" && ref.kind != u"Tenant" && ref.kind != u"Settings")
        return {};
    QList<ObjectRef> concerned;
    const QList<QJsonObject> all = context().world->objects().all(EngineWorld::groupKind(u"Settings"));
    for (const QJsonObject &settings : all) {
        const ObjectRef other = refOf(settings);
        const bool below = ref.kind == u"Tenant" || ref.namespaceName.startsWith(u"tenant-") ||
                           other.namespaceName == ref.namespaceName || other.namespaceName == ref.name;
        if (other != ref && below)
            concerned << other;
    }
    return concerned;
}

Call<WorkDone> SettingsReconciler::reconcile(const ObjectRef &ref)
{
    const QJsonObject object = context().world->find(ref);
    if (object.isEmpty() || object[u"metadata"].toObject().contains(u"deletionTimestamp"))
        return Call<WorkDone>::ready(WorkDone{});
    m_palette->forget();
    return m_palette->settingsOf(ref.namespaceName, ref.name)
        .chain(this, [this, ref](const Result<PaletteHub::Found> &found) -> Call<WorkDone> {
            if (!found)
                return Call<WorkDone>::ready(failure(found.error()));
            return verify(*found).map(
                this, [this, ref, found = *found](const Result<Verdict> &verdict) -> Result<WorkDone> {
                    if (!verdict)
                        return failure(verdict.error());
                    return write(ref, found, *verdict);
                });
        });
}

Call<SettingsReconciler::Verdict> SettingsReconciler::verify(const PaletteHub::Found &found)
{
    if (!found.settings.palette().isOn())
        return Call<Verdict>::ready(Verdict{});
    const Result<PaletteAccess> access = paletteAccess(found.settings, found.secrets);
    if (!access)
        return Call<Verdict>::ready(Verdict{access.error()});
    const Result<PalettePlace> place = m_palette->placeFor(*access);
    if (!place)
        return Call<Verdict>::ready(Verdict{place.error()});
    Asked &asked = m_verdicts[place->session.get()];
    const auto fresh = asked.good ? context().times.settings : context().times.settingsFailed;
    if (!asked.call.isValid() || asked.age.elapsed() > fresh.count() * 9 / 10) {
        asked.age.start();
        PaletteClient *client = m_palette->feedOf(*place)->client();
        asked.call =
            client->projectNames().map(this, [](const Result<QList<PaletteRef>> &names) -> Result<Verdict> {
                return names ? Verdict{} : Verdict{names.error()};
            });
        asked.call.then(this, [this, session = place->session.get()](const Result<Verdict> &verdict) {
            m_verdicts[session].good = verdict && !verdict->error;
        });
    }
    Promise<Verdict> promise;
    asked.call.then(this, [promise](const Result<Verdict> &verdict) { promise.finish(verdict); });
    return promise.call();
}

std::optional<SettingsReconciler::Verdict>
SettingsReconciler::tokenVerdict(const ObjectRef &ref, const EffectiveIntegration &integration,
                                 const ObjectSet &secrets)
{
    const Result<QByteArray> token = integrationToken(integration, secrets);
    if (!token)
        return Verdict{token.error()};
    const QString endpoint = integration.value(u"endpoint");
    if (isPlainHttpToElsewhere(endpoint))
        return Verdict{makeError(Error::Kind::Invalid, tr("A token must not travel in clear."),
                                 tr("Give an address that begins with https."))
                           .tried(tr("sign in to %1").arg(cleanedLine(endpoint)))};
    const bool isNvidia = integration.type == IntegrationView::Type::Nvidia;
    const QByteArray key = QCryptographicHash::hash(typeWord(integration.type).toUtf8() + '\n' +
                                                        endpoint.toUtf8() + '\n' + *token,
                                                    QCryptographicHash::Sha256);
    TokenAsked &asked = m_tokens[key];
    const bool good = asked.verdict && !asked.verdict->error;
    const auto fresh = good ? context().times.settings : context().times.settingsFailed;
    if (!asked.call.isValid() || (asked.call.isFinished() && asked.age.elapsed() > fresh.count() * 9 / 10)) {
        asked.age.start();
        asked.call = isNvidia ? checkNgcKey(*token, this, context().times.ngc)
                              : checkHuggingFaceToken(QUrl(endpoint), *token, this);
        asked.call.then(this, [this, key](const Result<QString> &who) {
            TokenAsked &answered = m_tokens[key];
            answered.verdict = who ? Verdict{} : Verdict{who.error()};
            const QSet<ObjectRef> waiting = std::exchange(answered.waiting, {});
            for (const ObjectRef &settings : waiting)
                context().wake(settings);
        });
    }
    TokenAsked &now = m_tokens[key];
    if (!now.call.isFinished())
        now.waiting.insert(ref);
    return now.verdict;
}

WorkDone SettingsReconciler::write(const ObjectRef &ref, const PaletteHub::Found &found,
                                   const Verdict &verdict)
{
    const QJsonObject object = context().world->find(ref);
    if (object.isEmpty())
        return {};
    const QDateTime now = context().now();
    const qint64 generation = object[u"metadata"][u"generation"].toInteger();
    QJsonObject status = object[u"status"].toObject();
    status.insert(u"observedGeneration", generation);
    status.insert(u"effectiveSettings", effectiveSettingsStatus(found.settings));

    const EffectiveIntegration &palette = found.settings.palette();
    QStringList missing;
    for (const QString &name : found.missing) {
        if (name.section(u'/', 0, 0) == ref.namespaceName)
            missing << name.section(u'/', 1);
    }
    setCondition(status,
                 missing.isEmpty()
                     ? EngineCondition{u"SecretsFound"_s, ConditionState::True, u"Found"_s, {}}
                     : EngineCondition{u"SecretsFound"_s, ConditionState::False, u"SecretMissing"_s,
                                       tr("Secret %1 does not exist.").arg(nameList(missing))},
                 now, generation);

    EngineCondition reached{u"PaletteReachable"_s, ConditionState::True, u"Reachable"_s, {}};
    EngineCondition authorised{u"PaletteAuthorised"_s, ConditionState::True, u"Authorised"_s, {}};
    QString state = u"Verified"_s;
    QString message;
    if (!palette.isOn()) {
        const bool differ = palette.why == EffectiveIntegration::Off::KeyAndHostDiffer;
        state = differ ? u"Failed"_s : u"NotChecked"_s;
        message = effectiveOffText(palette);
        if (differ)
            authorised = {authorised.type, ConditionState::False, u"KeyAndHostDiffer"_s, message};
    } else if (verdict.error) {
        state = u"Failed"_s;
        message = errorSentence(*verdict.error);
        const bool isReached = wasReached(*verdict.error);
        const QString reason = errorKindName(verdict.error->kind);
        if (!isReached)
            reached = {reached.type, ConditionState::False, reason, message};
        authorised = {authorised.type, isReached ? ConditionState::False : ConditionState::Unknown,
                      isReached ? reason : u"NotReached"_s, message};
    }
    const bool judged = palette.isOn() || state == u"Failed";
    if (judged) {
        setCondition(status, reached, now, generation);
        setCondition(status, authorised, now, generation);
    } else {
        removeCondition(status, reached.type);
        removeCondition(status, authorised.type);
    }

    // The time moves when the result does: a status that says the same is not written again.
    QJsonArray integrations;
    const QJsonArray before = object[u"status"][u"integrations"].toArray();
    bool tokensGood = true;
    for (const EffectiveIntegration &integration : found.settings.integrations) {
        const bool isPalette = integration.type == IntegrationView::Type::Palette;
        QString told = state;
        QString said = message;
        if (!isPalette) {
            const QString condition = validCondition(integration.type);
            if (!integration.isOn()) {
                removeCondition(status, condition);
                continue;
            }
            const std::optional<Verdict> known = tokenVerdict(ref, integration, found.secrets);
            told = !known ? u"NotChecked"_s : known->error ? u"Failed"_s : u"Verified"_s;
            said = known && known->error ? errorSentence(*known->error) : QString();
            tokensGood = tokensGood && known && !known->error;
            if (!known) {
                removeCondition(status, condition);
            } else if (!known->error) {
                setCondition(status, {condition, ConditionState::True, u"Valid"_s, {}}, now, generation);
            } else {
                // A service that cannot be reached has said nothing about the token.
                const bool isSilent =
                    known->error->kind == Error::Kind::Network || known->error->kind == Error::Kind::Timeout;
                const QString reason =
                    known->error->reason.isEmpty() ? errorKindName(known->error->kind) : known->error->reason;
                setCondition(status,
                             {condition, isSilent ? ConditionState::Unknown : ConditionState::False,
                              isSilent ? u"NotReached"_s : reason, said},
                             now, generation);
            }
        } else if (!integration.isOn() && state != u"Failed") {
            continue;
        }
        QJsonObject entry{{u"type"_s, typeWord(integration.type)}, {u"state"_s, told}};
        if (!said.isEmpty())
            entry.insert(u"message", said.left(4'000));
        for (const auto &known : before) {
            QJsonObject same = known.toObject();
            const QJsonValue checked = same.take(u"checkedAt");
            if (same == entry && !checked.isUndefined())
                entry.insert(u"checkedAt", checked);
        }
        if (told != u"NotChecked" && !entry.contains(u"checkedAt"))
            entry.insert(u"checkedAt", apiTime(now));
        integrations.append(entry);
    }
    status.insert(u"integrations", integrations);
    summariseReady(status,
                   {u"SecretsFound"_s, u"PaletteReachable"_s, u"PaletteAuthorised"_s, u"HuggingFaceValid"_s,
                    u"NvidiaValid"_s},
                   now, generation);
    context().status->set(ref, status);
    const bool good = missing.isEmpty() && !verdict.error && tokensGood;
    return {good ? context().times.settings : context().times.settingsFailed};
}

} // namespace easel

#include "moc_settingsreconciler.cpp"
