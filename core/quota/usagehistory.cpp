// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/usagehistory.h"

#include "core/base/atomicfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <tuple>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::UsageHistory)
};

// Two looks not farther apart are one stretch: the engine's clock and a laptop's short sleep.
constexpr qint64 sameWatchSeconds = 2 * 3600;
constexpr qint64 hourSeconds = 3600;

QDateTime timeOf(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
}

Error unreadable(const QString &file, const QString &why)
{
    return makeError(
        Error::Kind::File,
        Text::tr("The history of use %1 cannot be read: %2").arg(QDir::toNativeSeparators(file), why),
        Text::tr("Move the file away to begin a new history."));
}

// Of several samples a day only the one with the most use.
void thin(QList<UsageSample> *samples, const QDateTime &before)
{
    QList<UsageSample> kept;
    for (const UsageSample &sample : std::as_const(*samples)) {
        const bool sameDay =
            !kept.isEmpty() && sample.at < before && kept.last().at.date() == sample.at.date();
        if (!sameDay)
            kept << sample;
        else if (sample.used >= kept.last().used)
            kept.last() = sample;
    }
    *samples = kept;
}

} // namespace

bool UsageScope::operator<(const UsageScope &other) const
{
    return std::tie(tenant, project, family) < std::tie(other.tenant, other.project, other.family);
}

void UsageHistory::see(const QDateTime &at, const QMap<UsageScope, UsageSample> &lines)
{
    const QDateTime now = timeOf(at.toSecsSinceEpoch());
    if (const QDateTime last = lastSeen(); last.isValid() && now < last)
        return; // a clock that went back
    if (m_watched.isEmpty() || m_watched.last().second.secsTo(now) > sameWatchSeconds)
        m_watched.append({now, now});
    else
        m_watched.last().second = now;
    const auto note = [&](QList<UsageSample> *samples, UsageSample sample) {
        sample.at = now;
        if (!samples->isEmpty() && samples->last().used == sample.used &&
            samples->last().limit == sample.limit)
            return;
        if (!samples->isEmpty() && samples->last().at == now)
            samples->last() = sample;
        else
            samples->append(sample);
    };
    for (auto line = lines.begin(); line != lines.end(); ++line)
        note(&m_samples[line.key()], line.value());
    for (auto samples = m_samples.begin(); samples != m_samples.end(); ++samples) {
        if (!lines.contains(samples.key()))
            note(&samples.value(), {now, 0, std::nullopt});
    }
    shrink();
}

void UsageHistory::shrink()
{
    const QDateTime now = lastSeen();
    const QDateTime oldest = now.addDays(-forgetAfterDays);
    constexpr int slackDays = 30; // not at every look
    if (m_watched.first().first.daysTo(oldest) < slackDays && sampleCount() <= mostSamples)
        return;
    int thinAfter = thinAfterDays;
    do {
        const QDateTime before = now.addDays(-thinAfter);
        for (auto samples = m_samples.begin(); samples != m_samples.end();) {
            thin(&samples.value(), before);
            // The last one before the horizon says what was true at it.
            while (samples->size() > 1 && samples->at(1).at <= oldest)
                samples->removeFirst();
            const bool gone =
                samples->size() == 1 && samples->first().used == 0 && samples->first().at < oldest;
            samples = gone ? m_samples.erase(samples) : std::next(samples);
        }
        thinAfter /= 2;
    } while (sampleCount() > mostSamples && thinAfter > 0);
    if (sampleCount() > mostSamples) { // very many scopes: each keeps its newest
        const int each = std::max<int>(1, mostSamples / int(m_samples.size()) / 2);
        for (QList<UsageSample> &samples : m_samples)
            samples = samples.mid(std::max<qsizetype>(0, samples.size() - each));
    }
    while (!m_watched.isEmpty() && m_watched.first().second < oldest)
        m_watched.removeFirst();
    m_watched.first().first = std::max(m_watched.first().first, oldest);
}

UsageHistory UsageHistory::withEarlier(const UsageHistory &earlier) const
{
    if (m_watched.isEmpty())
        return earlier;
    if (earlier.m_watched.isEmpty())
        return *this;
    const QDateTime begin = m_watched.first().first;
    UsageHistory all = *this;
    for (auto samples = earlier.m_samples.begin(); samples != earlier.m_samples.end(); ++samples) {
        QList<UsageSample> before;
        for (const UsageSample &sample : samples.value()) {
            if (sample.at < begin)
                before << sample;
        }
        if (before.isEmpty())
            continue;
        QList<UsageSample> &own = all.m_samples[samples.key()];
        // Who was looking by then and did not see it: there was nothing.
        if ((own.isEmpty() || own.first().at > begin) && before.last().used != 0)
            own.prepend({begin, 0, std::nullopt});
        own = before + own;
    }
    QList<QPair<QDateTime, QDateTime>> watched;
    for (const auto &[from, to] : earlier.m_watched) {
        if (from < begin)
            watched.append({from, std::min(to, begin)});
    }
    if (!watched.isEmpty() && watched.last().second.secsTo(begin) <= sameWatchSeconds)
        all.m_watched.first().first = watched.takeLast().first;
    all.m_watched = watched + all.m_watched;
    all.shrink();
    return all;
}

QList<UsageScope> UsageHistory::scopes() const
{
    return m_samples.keys();
}

QList<UsageSample> UsageHistory::samples(const UsageScope &scope) const
{
    return m_samples.value(scope);
}

int UsageHistory::sampleCount() const
{
    int count = 0;
    for (const QList<UsageSample> &samples : m_samples)
        count += int(samples.size());
    return count;
}

QDateTime UsageHistory::firstSeen() const
{
    return m_watched.isEmpty() ? QDateTime() : m_watched.first().first;
}

QDateTime UsageHistory::lastSeen() const
{
    return m_watched.isEmpty() ? QDateTime() : m_watched.last().second;
}

int UsageHistory::watchedDays(const UsageScope &scope) const
{
    const QList<UsageSample> samples = m_samples.value(scope);
    if (samples.isEmpty())
        return 0;
    QSet<QDate> days;
    for (const auto &[from, to] : m_watched) {
        if (to < samples.first().at)
            continue;
        for (QDate day = std::max(from, samples.first().at).date(); day <= to.date(); day = day.addDays(1))
            days.insert(day);
    }
    return int(days.size());
}

UsageSeries UsageHistory::hourly(const UsageScope &scope) const
{
    const QList<UsageSample> samples = m_samples.value(scope);
    UsageSeries series;
    if (samples.isEmpty())
        return series;
    const qint64 first = samples.first().at.toSecsSinceEpoch() / hourSeconds;
    const qint64 last = lastSeen().toSecsSinceEpoch() / hourSeconds;
    series.start = timeOf(first * hourSeconds);
    qint64 current = samples.first().used;
    qsizetype next = 0;
    for (qint64 hour = first; hour <= last; ++hour) {
        qint64 most = current;
        // What began on the hour's first second does not mix with what was before.
        if (next < samples.size() && samples.at(next).at.toSecsSinceEpoch() == hour * hourSeconds)
            most = samples.at(next).used;
        for (; next < samples.size() && samples.at(next).at.toSecsSinceEpoch() < (hour + 1) * hourSeconds;
             ++next) {
            current = samples.at(next).used;
            most = std::max(most, current);
        }
        series.values.push_back(double(most));
    }
    return series;
}

QByteArray UsageHistory::toCsv() const
{
    const auto field = [](QString text) {
        if (text.contains(u',') || text.contains(u'"') || text.contains(u'\n'))
            text = u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
        return text.toUtf8();
    };
    QByteArray csv = "time,tenant,project,family,used,limit\n";
    for (auto samples = m_samples.begin(); samples != m_samples.end(); ++samples) {
        const UsageScope &scope = samples.key();
        for (const UsageSample &sample : samples.value()) {
            csv += sample.at.toString(Qt::ISODate).toUtf8() + ',' + field(scope.tenant) + ',' +
                   field(scope.project) + ',' + field(scope.family) + ',' + QByteArray::number(sample.used) +
                   ',' + (sample.limit ? QByteArray::number(*sample.limit) : QByteArray()) + '\n';
        }
    }
    return csv;
}

QJsonObject UsageHistory::toJson() const
{
    QJsonArray watched;
    for (const auto &[from, to] : m_watched)
        watched.append(QJsonArray{from.toSecsSinceEpoch(), to.toSecsSinceEpoch()});
    QJsonArray series;
    for (auto samples = m_samples.begin(); samples != m_samples.end(); ++samples) {
        QJsonArray values;
        for (const UsageSample &sample : samples.value()) {
            values.append(QJsonArray{sample.at.toSecsSinceEpoch(), sample.used,
                                     sample.limit ? QJsonValue(*sample.limit) : QJsonValue()});
        }
        series.append(QJsonObject{{QStringLiteral("tenant"), samples.key().tenant},
                                  {QStringLiteral("project"), samples.key().project},
                                  {QStringLiteral("family"), samples.key().family},
                                  {QStringLiteral("samples"), values}});
    }
    return {{QStringLiteral("version"), 1},
            {QStringLiteral("watched"), watched},
            {QStringLiteral("series"), series}};
}

Result<UsageHistory> UsageHistory::fromJson(const QJsonObject &json)
{
    if (json.value(u"version").toInt() != 1)
        return failure(Error::Kind::Invalid, Text::tr("It is no history of use that this version knows"));
    UsageHistory history;
    const QJsonArray watched = json.value(u"watched").toArray();
    for (const auto &stretch : watched) {
        const QJsonArray ends = stretch.toArray();
        history.m_watched.append({timeOf(ends.at(0).toInteger()), timeOf(ends.at(1).toInteger())});
    }
    const QJsonArray all = json.value(u"series").toArray();
    for (const auto &entry : all) {
        const QJsonObject series = entry.toObject();
        QList<UsageSample> samples;
        const QJsonArray values = series.value(u"samples").toArray();
        for (const auto &value : values) {
            const QJsonArray sample = value.toArray();
            UsageSample one{timeOf(sample.at(0).toInteger()), sample.at(1).toInteger(), std::nullopt};
            if (sample.at(2).isDouble())
                one.limit = sample.at(2).toInteger();
            samples << one;
        }
        const auto earlier = [](const auto &a, const auto &b) { return a.at < b.at; };
        if (samples.isEmpty() || !std::is_sorted(samples.begin(), samples.end(), earlier) ||
            history.m_watched.isEmpty())
            return failure(Error::Kind::Invalid, Text::tr("Its samples are not in order"));
        history.m_samples.insert({series.value(u"tenant").toString(), series.value(u"project").toString(),
                                  series.value(u"family").toString()},
                                 samples);
    }
    return history;
}

QString usageHistoryFile(const QString &folder, const QString &hub)
{
    const QByteArray digest = QCryptographicHash::hash(hub.toUtf8(), QCryptographicHash::Sha256).toHex();
    return folder + u'/' + QString::fromLatin1(digest.first(16)) + QStringLiteral(".json");
}

Result<UsageHistory> readUsageHistory(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return UsageHistory();
    if (!file.open(QIODevice::ReadOnly))
        return failure(unreadable(path, file.errorString()));
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &problem);
    if (!document.isObject())
        return failure(unreadable(path, problem.errorString()));
    Result<UsageHistory> history = UsageHistory::fromJson(document.object());
    if (!history)
        return failure(unreadable(path, history.error().message));
    return history;
}

Result<Done> writeUsageHistory(const QString &path, const UsageHistory &history)
{
    return writePrivateFile(path, QJsonDocument(history.toJson()).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace easel
