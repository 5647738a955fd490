// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/connection.h"
#include "core/clients/http.h"

#include <QDateTime>
#include <QMap>
#include <QObject>

#include <chrono>
#include <memory>
#include <vector>

namespace easel {

class Lanes;

// One series of a range query: what its labels are, and values at times (seconds since 1970), ascending.
struct PrometheusSeries
{
    QMap<QString, QString> labels;
    std::vector<std::pair<qint64, double>> values; // no NaN, no infinities
};

struct PrometheusRange
{
    QString query; // PromQL
    QDateTime from;
    QDateTime to;
    std::chrono::seconds step{3600};
};

// Reads from Prometheus' HTTP API, or from anything that answers like it. Never writes.
class PrometheusClient : public QObject
{
    Q_OBJECT

public:
    PrometheusClient(const ServerAddress &server, const Identity &identity, QObject *parent = nullptr);
    ~PrometheusClient() override;

    Call<QList<PrometheusSeries>> range(const PrometheusRange &range);

private:
    std::unique_ptr<Lanes> m_lanes;
};

// The address as people write it: without a path for the API, without a name or password in it. Errors say
// what to write instead.
Result<QUrl> prometheusAddress(const QString &text);

// What an answer holds; pure, for a pool thread.
Result<QList<PrometheusSeries>> readPrometheusMatrix(const HttpReply &reply);

} // namespace easel
