// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/prometheususage.h"

#include <cmath>
#include <map>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QString labelOf(const PrometheusSeries &series, std::initializer_list<const char16_t *> names)
{
    for (const char16_t *name : names) {
        if (const QString value = series.labels.value(QString::fromUtf16(name)); !value.isEmpty())
            return value;
    }
    return {};
}

QString projectOf(const PrometheusSeries &series)
{
    return labelOf(series, {u"project", u"exported_namespace", u"namespace"});
}

QString familyOf(const PrometheusSeries &series, const GpuFamilyTable &table)
{
    const QString family = labelOf(series, {u"family", u"gpu_family"});
    if (!family.isEmpty())
        return table.familyNamed(family);
    const QString product = labelOf(series, {u"product", u"label_nvidia_com_gpu_product",
                                             u"label_amd_com_gpu_product_name", u"modelName"});
    return product.isEmpty() ? QString() : table.familyOf({}, product);
}

} // namespace

QString PrometheusQueries::standardUse()
{
    return u"sum by (namespace, label_nvidia_com_gpu_product) ("
           "kube_pod_container_resource_requests{resource=\"nvidia_com_gpu\"} "
           "* on (namespace, pod) group_left () (kube_pod_status_phase{phase=~\"Pending|Running\"} == 1) "
           "* on (node) group_left (label_nvidia_com_gpu_product) kube_node_labels)"_s;
}

QString PrometheusQueries::standardLimit()
{
    return u"min by (namespace) (kube_resourcequota{resource=\"requests.nvidia.com/gpu\", type=\"hard\"})"_s;
}

UsageHistory historyFromPrometheus(const QList<PrometheusSeries> &use, const QList<PrometheusSeries> &limits,
                                   const QHash<QString, QString> &tenants, const GpuFamilyTable &table)
{
    using Values = std::map<qint64, double>;
    std::map<UsageScope, Values> used;
    QHash<QString, QSet<QString>> families; // of a project
    for (const PrometheusSeries &series : use) {
        const QString project = projectOf(series);
        const auto tenant = tenants.constFind(project);
        if (tenant == tenants.cend())
            continue;
        QString family = familyOf(series, table);
        if (family.isEmpty())
            family = u"Unknown"_s;
        families[project].insert(family);
        for (const UsageScope &scope :
             {UsageScope{*tenant, project, family}, UsageScope{*tenant, {}, family}}) {
            for (const auto &[at, value] : series.values)
                used[scope][at] += value;
        }
    }
    std::map<UsageScope, Values> limit;
    for (const PrometheusSeries &series : limits) {
        const QString project = projectOf(series);
        const auto tenant = tenants.constFind(project);
        if (tenant == tenants.cend())
            continue;
        QString family = familyOf(series, table);
        if (family.isEmpty() && families.value(project).size() == 1)
            family = *families.value(project).cbegin();
        if (family.isEmpty())
            continue;
        for (const auto &[at, value] : series.values)
            limit[{*tenant, project, family}][at] = value;
    }
    std::map<qint64, QMap<UsageScope, UsageSample>> looks; // all lines at a time
    for (const auto &[scope, values] : used) {
        const auto own = limit.find(scope);
        for (const auto &[at, value] : values) {
            UsageSample sample;
            sample.used = std::llround(value);
            if (own != limit.end()) {
                if (const auto then = own->second.find(at); then != own->second.end())
                    sample.limit = std::llround(then->second);
            }
            looks[at].insert(scope, sample);
        }
    }
    UsageHistory history;
    for (const auto &[at, lines] : looks)
        history.see(QDateTime::fromSecsSinceEpoch(at, Qt::UTC), lines);
    return history;
}

} // namespace easel
