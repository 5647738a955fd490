// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/quota/usageforecast.h"

#include <QJsonObject>
#include <QMap>
#include <QString>

namespace easel {

// Whose GPUs of which family; without a project the tenant's own line.
struct UsageScope
{
    QString tenant;
    QString project;
    QString family;
    bool operator==(const UsageScope &) const = default;
    bool operator<(const UsageScope &other) const;
};

struct UsageSample
{
    QDateTime at; // UTC
    qint64 used = 0;
    std::optional<qint64> limit; // none: unlimited
    bool operator==(const UsageSample &) const = default;
};

// What was seen of the use of GPUs on one hub. Use is a step function, so only changes are kept, and beside
// them when somebody looked at all. Bounded: old samples thin out to one a day, the oldest go. Names of
// tenants, projects and families and numbers: nothing else of the hub is kept.
class UsageHistory
{
public:
    static constexpr int mostSamples = 200'000;
    static constexpr int thinAfterDays = 60;
    static constexpr int forgetAfterDays = 400;

    // All lines at a time; what is missing and was there is 0 from then on. Times ascend; an earlier one is
    // ignored.
    void see(const QDateTime &at, const QMap<UsageScope, UsageSample> &lines);

    // With what somebody else saw before this one began to look; where both did, this one counts.
    UsageHistory withEarlier(const UsageHistory &earlier) const;

    QList<UsageScope> scopes() const;
    QList<UsageSample> samples(const UsageScope &scope) const;
    int sampleCount() const;
    QDateTime firstSeen() const; // both invalid when nobody looked
    QDateTime lastSeen() const;
    // Days (UTC) on which somebody looked since the scope's first sample.
    int watchedDays(const UsageScope &scope) const;
    // The most in each hour from the first sample to the last look; gaps keep the last value.
    UsageSeries hourly(const UsageScope &scope) const;

    QByteArray toCsv() const; // time,tenant,project,family,used,limit; a header; newest last
    QJsonObject toJson() const;
    static Result<UsageHistory> fromJson(const QJsonObject &json);

    bool operator==(const UsageHistory &) const = default;

private:
    void shrink();

    QMap<UsageScope, QList<UsageSample>> m_samples;
    QList<QPair<QDateTime, QDateTime>> m_watched; // from, to; ascending, apart by more than two hours
};

// The file of one hub's history in that folder, named by a digest of `hub`.
QString usageHistoryFile(const QString &folder, const QString &hub);
// An absent file is an empty history. Both touch the disk: not for the GUI thread.
Result<UsageHistory> readUsageHistory(const QString &file);
Result<Done> writeUsageHistory(const QString &file, const UsageHistory &history);

} // namespace easel
