// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/prometheusfeed.h"

#include "app/context/appcontext.h"
#include "core/clients/environmentproxy.h"
#include "core/clients/signin/secretstore.h"
#include "core/quota/prometheususage.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QHostAddress>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;
constexpr auto askEvery = 1h;
constexpr auto settle = 500ms; // projects come in one after the other

SecretKey tokenKey(const PrometheusPlace &place)
{
    return {u"prometheus-token"_s, place.address, u"easel"_s};
}

bool isLoopback(const QUrl &url)
{
    return url.host() == u"localhost" || QHostAddress(url.host()).isLoopback();
}

} // namespace

PrometheusFeed::PrometheusFeed(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    m_again.setInterval(askEvery);
    m_soon.setSingleShot(true);
    m_soon.setInterval(settle);
    connect(&m_again, &QTimer::timeout, this, &PrometheusFeed::refresh);
    connect(&m_soon, &QTimer::timeout, this, &PrometheusFeed::refresh);
}

PrometheusFeed::~PrometheusFeed() = default;

QString PrometheusFeed::addressProblem(const QString &text)
{
    const auto address = prometheusAddress(text);
    return address ? QString() : errorSentence(address.error());
}

QString PrometheusFeed::settingKey(const char *name) const
{
    const QByteArray digest = QCryptographicHash::hash(m_hub.toUtf8(), QCryptographicHash::Sha256).toHex();
    return u"prometheus/%1-%2"_s.arg(QString::fromLatin1(digest.first(16)), QLatin1String(name));
}

void PrometheusFeed::setHub(const QString &hub)
{
    m_hub = hub;
    m_asking = Call<Answer>();
    m_client.reset();
    m_again.stop();
    m_soon.stop();
    m_tenants.clear();
    m_history = {};
    m_problem.clear();
    if (isAsked())
        m_again.start();
}

void PrometheusFeed::setTenants(const QHash<QString, QString> &tenants)
{
    if (m_tenants == tenants)
        return;
    m_tenants = tenants;
    if (isAsked())
        m_soon.start();
}

PrometheusPlace PrometheusFeed::place() const
{
    if (m_hub.isEmpty())
        return {};
    const Settings *settings = m_context->settings();
    return {settings->text(settingKey("address")), settings->text(settingKey("use")),
            settings->text(settingKey("limit"))};
}

Call<QByteArray> PrometheusFeed::tokenOf(const PrometheusPlace &place) const
{
    return m_context->secrets()->read(tokenKey(place));
}

Call<bool> PrometheusFeed::hasToken() const
{
    if (!isAsked())
        return Call<bool>::ready(false);
    return tokenOf(place()).map(m_context, [](const Result<QByteArray> &token) -> Result<bool> {
        return token && !token->isEmpty();
    });
}

Call<Done> PrometheusFeed::setPlace(const PrometheusPlace &place, const std::optional<QByteArray> &token)
{
    const PrometheusPlace before = this->place();
    Settings *settings = m_context->settings();
    settings->setText(settingKey("address"), place.address);
    settings->setText(settingKey("use"), place.use);
    settings->setText(settingKey("limit"), place.limit);
    m_history = {};
    m_problem.clear();
    m_again.stop();
    SecretStore *secrets = m_context->secrets();
    Call<Done> kept = Call<Done>::ready(Done{});
    if (!before.address.isEmpty() && before.address != place.address)
        kept = secrets->remove(tokenKey(before)); // it was for that server
    if (token && !token->isEmpty())
        kept = secrets->write(tokenKey(place), *token).map(m_context, [](const Result<SecretStore::Kept> &) {
            return Result<Done>(Done{});
        });
    else if (token)
        kept = secrets->remove(tokenKey(place));
    return kept.map(this, [this](const Result<Done> &) -> Result<Done> {
        if (isAsked()) {
            m_again.start();
            refresh();
        }
        Q_EMIT changed();
        return Done{};
    });
}

Call<PrometheusFeed::Answer> PrometheusFeed::ask(const PrometheusPlace &place,
                                                 const std::optional<QByteArray> &given, int days)
{
    const auto address = prometheusAddress(place.address);
    if (!address)
        return Call<Answer>::ready(failure(address.error()));
    const Call<QByteArray> token = given ? Call<QByteArray>::ready(*given) : tokenOf(place);
    return token.chain(this, [this, place, url = *address, days](const Result<QByteArray> &secret) {
        const QByteArray bearer = secret.value_or(QByteArray());
        if (!bearer.isEmpty() && url.scheme() == u"http" && !isLoopback(url))
            return Call<Answer>::ready(failure(makeError(
                Error::Kind::Invalid, tr("The token would be sent to %1 unencrypted.").arg(url.host()),
                tr("Use an address that begins with https, or no token."))));
        ServerAddress server;
        server.url = url;
        server.proxy = environmentProxyFor(url);
        Identity identity;
        identity.name = tr("Prometheus");
        identity.bearerToken = bearer;
        m_client = std::make_unique<PrometheusClient>(server, identity);
        PrometheusRange range;
        range.to = QDateTime::currentDateTimeUtc();
        range.from = range.to.addDays(-days);
        // Times on the hour: the same question gives the same answer.
        range.from.setTime({range.from.time().hour(), 0});
        const QString standardUse = PrometheusQueries::standardUse();
        const QString standardLimit = PrometheusQueries::standardLimit();
        range.query = place.use.isEmpty() ? standardUse : place.use;
        using Series = QList<PrometheusSeries>;
        return m_client->range(range).chain(
            this, [this, range, place, standardLimit](const Result<Series> &use) {
                if (!use)
                    return Call<Answer>::ready(failure(use.error()));
                PrometheusRange limits = range;
                limits.query = place.limit.isEmpty() ? standardLimit : place.limit;
                return m_client->range(limits).chain(
                    this, [used = *use, tenants = m_tenants](const Result<Series> &limit) {
                        // Nobody has to measure limits.
                        const Series limited = limit.value_or(Series());
                        return runInPool([used, limited, tenants]() -> Result<Answer> {
                            return Answer{historyFromPrometheus(used, limited, tenants), int(used.size())};
                        });
                    });
            });
    });
}

Call<QString> PrometheusFeed::tryOut(const PrometheusPlace &place, const std::optional<QByteArray> &token)
{
    return ask(place, token, 1).map(this, [](const Result<Answer> &answer) -> Result<QString> {
        if (!answer)
            return failure(answer.error());
        QSet<QString> projects;
        for (const UsageScope &scope : answer->history.scopes()) {
            if (!scope.project.isEmpty())
                projects.insert(scope.project);
        }
        if (answer->series == 0)
            return tr("It answers, but knows of no GPU in use in the last day.");
        if (projects.isEmpty())
            return tr("It answers with %n series, none of a project that is known here. Their labels must "
                      "name the project or its namespace.",
                      nullptr, answer->series);
        return tr("It answers: %n project(s) used GPUs in the last day.", nullptr, int(projects.size()));
    });
}

void PrometheusFeed::refresh()
{
    if (!isAsked() || m_tenants.isEmpty())
        return;
    const Call<Answer> asking = ask(place(), std::nullopt, daysBack);
    asking.then(this, [this](const Result<Answer> &answer) {
        if (!answer && answer.error().kind == Error::Kind::Canceled)
            return;
        m_problem = answer ? QString() : errorSentence(answer.error());
        if (answer)
            m_history = answer->history; // else what is known stays
        Q_EMIT changed();
    });
    m_asking = asking;
}

} // namespace easel
