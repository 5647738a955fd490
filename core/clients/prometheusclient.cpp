// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/prometheusclient.h"

#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/httprefusal.h"
#include "core/clients/lanes.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <cmath>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Prometheus)
};

using namespace std::chrono_literals;

// A question over weeks takes its time before the first byte.
constexpr auto patience = 120s;
constexpr qint64 mostBytes = 64LL * 1024 * 1024;
// Beyond it the server refuses: "exceeded maximum resolution of 11,000 points per timeseries".
constexpr qint64 mostPoints = 11'000;

Error refusalOf(const HttpReply &reply, const QJsonObject &said)
{
    QString message = redacted(cleanedLine(said[u"error"].toString()));
    if (message.isEmpty())
        message = pageText(reply.body);
    if (message.isEmpty())
        message = statusWords(reply.status);
    Error error = makeError(errorKindOf(reply.status), message);
    error.status = reply.status;
    error.reason = said[u"errorType"].toString();
    if (error.reason == u"bad_data")
        error.advice = Text::tr("Correct the query.");
    else if (reply.status == 404)
        error.advice = Text::tr("Check the address: it is what /api/v1/query_range comes after.");
    error.retryAfter = retryAfterOf(reply);
    return error;
}

} // namespace

Result<QUrl> prometheusAddress(const QString &text)
{
    const auto wrong = [](const QString &why, const QString &advice) {
        return failure(
            makeError(Error::Kind::Invalid, why, advice).tried(Text::tr("use the address of Prometheus")));
    };
    QUrl url(text.trimmed(), QUrl::StrictMode);
    const QString example = Text::tr("Write it like https://prometheus.example:9090.");
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http"))
        return wrong(Text::tr("This is no address of a server."), example);
    if (!url.userInfo().isEmpty())
        return wrong(Text::tr("There is a name or a password in the address."),
                     Text::tr("Write the address without it, and give a token."));
    if (url.hasQuery() || url.hasFragment())
        return wrong(Text::tr("There is a question in the address."), example);
    QString path = url.path();
    for (const QString &api : {u"/api/v1/query_range"_s, u"/api/v1/query"_s, u"/api/v1"_s, u"/graph"_s}) {
        if (path.endsWith(api)) {
            path.chop(api.size());
            break;
        }
    }
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return url;
}

Result<QList<PrometheusSeries>> readPrometheusMatrix(const HttpReply &reply)
{
    if (reply.status >= 300 && reply.status < 400)
        return failure(redirectError(reply));
    QJsonParseError problem;
    const QJsonObject said = QJsonDocument::fromJson(reply.body, &problem).object();
    if (reply.status < 200 || reply.status >= 300 || said[u"status"].toString() == u"error")
        return failure(refusalOf(reply, said));
    const QJsonObject data = said[u"data"].toObject();
    if (said[u"status"].toString() != u"success" || data[u"resultType"].toString() != u"matrix") {
        return failure(makeError(
            Error::Kind::Protocol,
            said.isEmpty()
                ? Text::tr("The answer is not what Prometheus answers: %1").arg(pageText(reply.body))
                : Text::tr("The answer holds no series over time"),
            Text::tr("Check the address.")));
    }
    QList<PrometheusSeries> all;
    const QJsonArray results = data[u"result"].toArray();
    for (const auto &result : results) {
        PrometheusSeries series;
        const QJsonObject labels = result[u"metric"].toObject();
        for (auto label = labels.begin(); label != labels.end(); ++label)
            series.labels.insert(label.key(), cleanedLine(label.value().toString()));
        const QJsonArray values = result[u"values"].toArray();
        series.values.reserve(size_t(values.size()));
        for (const auto &value : values) {
            bool isNumber = false;
            const double number = value[1].toString().toDouble(&isNumber);
            const auto at = qint64(value[0].toDouble());
            if (isNumber && std::isfinite(number) &&
                (series.values.empty() || series.values.back().first < at))
                series.values.emplace_back(at, number);
        }
        if (!series.values.empty())
            all << series;
    }
    return all;
}

PrometheusClient::PrometheusClient(const ServerAddress &server, const Identity &identity, QObject *parent)
    : QObject(parent)
    , m_lanes(std::make_unique<Lanes>(server, identity))
{}

PrometheusClient::~PrometheusClient() = default;

Call<QList<PrometheusSeries>> PrometheusClient::range(const PrometheusRange &range)
{
    using All = QList<PrometheusSeries>;
    const QString attempt =
        Text::tr("read the history of use from Prometheus at %1").arg(m_lanes->server().url.host());
    const qint64 seconds = range.from.secsTo(range.to);
    if (seconds <= 0 || range.step.count() <= 0 || seconds / range.step.count() > mostPoints) {
        return Call<All>::ready(
            failure(makeError(Error::Kind::Invalid, Text::tr("The stretch of time is empty or too fine."))
                        .tried(attempt)));
    }
    HttpRequest request;
    request.path = u"/api/v1/query_range"_s;
    addQuery(request.query, u"query"_s, range.query);
    addQuery(request.query, u"start"_s, QString::number(range.from.toSecsSinceEpoch()));
    addQuery(request.query, u"end"_s, QString::number(range.to.toSecsSinceEpoch()));
    addQuery(request.query, u"step"_s, QString::number(range.step.count()));
    request.headers = {{"Accept", "application/json"}};
    request.inactivity = patience;
    request.maxBytes = mostBytes;
    request.retry = true;
    return m_lanes->send(request).chain(this, [attempt](const Result<HttpReply> &reply) {
        if (!reply)
            return Call<All>::ready(failure(reply.error().tried(attempt)));
        return runInPool([reply = *reply, attempt]() -> Result<All> {
            auto read = readPrometheusMatrix(reply);
            if (!read)
                return failure(read.error().tried(attempt));
            return read;
        });
    });
}

} // namespace easel
