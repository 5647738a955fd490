// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/tenantview.h"

#include <QRegularExpression>

#include <algorithm>

namespace easel {

namespace {

bool globFits(const QString &glob, const QString &text)
{
    QString pattern;
    for (const QChar c : glob) {
        if (c == u'*')
            pattern += QStringLiteral(".*");
        else if (c == u'?')
            pattern += u'.';
        else
            pattern += QRegularExpression::escape(QString(c));
    }
    const QRegularExpression expression(QRegularExpression::anchoredPattern(pattern),
                                        QRegularExpression::DotMatchesEverythingOption);
    return expression.match(text).hasMatch();
}

bool anyFits(const QStringList &globs, const QString &text)
{
    return std::any_of(globs.begin(), globs.end(), [&](const QString &glob) { return globFits(glob, text); });
}

} // namespace

QList<ModelGovernance> readGovernance(const TolerantReader &reader)
{
    QList<ModelGovernance> governance;
    for (const TolerantReader &item :
         reader.items({u"spec.modelSettings.governance"}, QStringLiteral("source"))) {
        ModelGovernance entry;
        entry.source = item.text({u"source"});
        if (item.has({u"allow"}))
            entry.allow = item.texts({u"allow"});
        entry.deny = item.texts({u"deny"});
        governance.append(entry);
    }
    return governance;
}

bool isModelAllowed(const QList<ModelGovernance> &governance, const QString &source, const QString &model)
{
    for (const ModelGovernance &entry : governance) {
        if (sameEnum(entry.source, source))
            return !anyFits(entry.deny, model) && anyFits(entry.allow, model);
    }
    return true;
}

QList<GpuUsageView> readGpuUsage(const TolerantReader &reader)
{
    QList<GpuUsageView> usage;
    for (const TolerantReader &item : reader.items({u"status.gpuUsage"}, QStringLiteral("family"))) {
        GpuUsageView entry;
        entry.family = item.text({u"family"});
        entry.limit = item.integer({u"limit"});
        entry.headroom = item.integer({u"headroom"});
        entry.used = item.integer({u"used"}).value_or(0);
        entry.guaranteed = item.integer({u"guaranteed"}).value_or(0);
        entry.overBy = item.integer({u"overBy"}).value_or(0);
        usage.append(entry);
    }
    return usage;
}

std::optional<qint64> gpuLimit(const QMap<QString, qint64> &limits, const QString &family)
{
    for (auto it = limits.begin(); it != limits.end(); ++it) {
        if (it.key().compare(family, Qt::CaseInsensitive) == 0)
            return it.value();
    }
    const auto wildcard = limits.find(QStringLiteral("*"));
    return wildcard != limits.end() ? std::optional<qint64>(wildcard.value()) : std::nullopt;
}

TenantView::TenantView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    displayName = reader.text({u"spec.displayName"});
    description = reader.text({u"spec.description"});
    groups = reader.texts({u"spec.tenantRoleMapping.groups"});
    settings = reader.reference({u"spec.settingsRef"}, ownNamespace());
    gpuLimits = reader.numberMap({u"spec.gpuResources.limits"});
    gpuRequests = reader.numberMap({u"spec.gpuResources.requests"});
    governance = readGovernance(reader);
    usage = readGpuUsage(reader);
    for (const TolerantReader &project : reader.items({u"status.projects"}))
        projects.append(project.text({u"name"}));
}

} // namespace easel
