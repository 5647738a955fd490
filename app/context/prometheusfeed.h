// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/quota/usagehistory.h"

#include <QHash>
#include <QTimer>

#include <memory>

namespace easel {

class AppContext;
class PrometheusClient;

// Where Prometheus answers for one hub, and what it is asked. Empty queries: the standard ones.
struct PrometheusPlace
{
    QString address; // empty: nobody is asked
    QString use;
    QString limit;
    bool operator==(const PrometheusPlace &) const = default;
};

// The use of GPUs that Prometheus saw of the hub that is open, for as far back as it remembers: asked when
// the hub is opened, and again now and then. Nothing of it is kept. The token is where the desktop keeps
// secrets.
class PrometheusFeed : public QObject
{
    Q_OBJECT

public:
    static constexpr int daysBack = 90;

    explicit PrometheusFeed(AppContext *context, QObject *parent = nullptr);
    ~PrometheusFeed() override;

    // Why this cannot be an address, as a sentence; empty: it can.
    static QString addressProblem(const QString &text);

    // Of a hub by its address; empty: none is open. Projects are known by their tenants.
    void setHub(const QString &hub);
    void setTenants(const QHash<QString, QString> &tenants);

    PrometheusPlace place() const;
    // `token`: nothing leaves the one that is kept, an empty one removes it.
    Call<Done> setPlace(const PrometheusPlace &place, const std::optional<QByteArray> &token);
    Call<bool> hasToken() const;
    // Asks for the last day; a sentence about what came.
    Call<QString> tryOut(const PrometheusPlace &place, const std::optional<QByteArray> &token);

    const UsageHistory &history() const { return m_history; }
    QString problem() const { return m_problem; } // a sentence; empty when the last answer was good
    bool isAsked() const { return !place().address.isEmpty(); }

Q_SIGNALS:
    void changed();

private:
    struct Answer
    {
        UsageHistory history;
        int series = 0;
    };
    Call<Answer> ask(const PrometheusPlace &place, const std::optional<QByteArray> &token, int days);
    Call<QByteArray> tokenOf(const PrometheusPlace &place) const;
    void refresh();
    QString settingKey(const char *name) const;

    AppContext *m_context;
    QString m_hub;
    QHash<QString, QString> m_tenants; // by project
    UsageHistory m_history;
    QString m_problem;
    QTimer m_again;
    QTimer m_soon;
    std::unique_ptr<PrometheusClient> m_client;
    ScopedCall<Answer> m_asking;
};

} // namespace easel
