// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/gpuusage.h"

#include <QHash>
#include <QStringList>

#include <vector>

namespace easel {

// What a Project says about its GPUs.
struct QuotaProject
{
    QString tenant;
    QMap<QString, qint64> limits;     // by family or "*"
    QMap<QString, qint64> guarantees; // by family
    bool deleting = false;            // guarantees end with it
    bool operator==(const QuotaProject &) const = default;
};

// Who holds which GPUs of whose limits (resource-model 3.a). Holdings are pools; every change costs the
// families it touches, not the size of the ledger. Order of changes does not matter: a holding may come
// before its project, a project before its tenant. A plain value; copies are independent.
class QuotaLedger
{
public:
    void setTenant(const QString &name, const QMap<QString, qint64> &limits);
    void removeTenant(const QString &name); // its projects stay, without its limits
    void setProject(const QString &name, const QuotaProject &project);
    void removeProject(const QString &name); // its holdings stay known for when it comes back
    // `key` is unique over all projects ("vision/crevasse-train").
    void setHolding(const QString &key, const QString &project, const GpuUseByFamily &use);
    void removeHolding(const QString &key);
    GpuUseByFamily holding(const QString &key) const;

    QStringList tenants() const;                            // sorted
    QStringList projects(const QString &tenant = {}) const; // sorted; of one tenant, or all
    bool hasTenant(const QString &name) const;
    bool hasProject(const QString &name) const;
    QMap<QString, qint64> tenantLimits(const QString &name) const;
    QuotaProject project(const QString &name) const;

    // One line for every family in limits, guarantees or use, sorted; a project's also for its tenant's
    // limits.
    QList<GpuUsage> tenantUsage(const QString &name) const;
    QList<GpuUsage> projectUsage(const QString &name) const;
    GpuUsage tenantUsage(const QString &name, const QString &family) const;
    GpuUsage projectUsage(const QString &name, const QString &family) const;
    // R - used, for the projects of a tenant that have some left (3.a.3), by name; and the sum.
    QList<std::pair<QString, qint64>> unusedGuarantees(const QString &tenant, const QString &family) const;
    qint64 unusedGuarantee(const QString &project, const QString &family) const;

    // What decides about these projects alone: they and the others of their tenants, each with its use in one
    // holding of the project's name. For trying something out.
    QuotaLedger excerpt(const QStringList &projects) const;

    QString familyName(const QString &family) const; // as the ledger spells it; families compare without case

private:
    struct Row
    {
        GpuUse use;
        qint64 guarantee = 0; // a tenant's: of all projects
        qint64 unused = 0;    // of it
    };
    struct Limits
    {
        std::vector<std::pair<int, qint64>> byFamily;
        std::optional<qint64> wildcard;
    };
    using Rows = std::vector<std::pair<int, Row>>; // by family id; a scope has few
    struct Tenant
    {
        QString name;
        bool known = false;
        QMap<QString, qint64> said;
        Limits limits;
        Rows rows;
        std::vector<int> projects;
    };
    struct Project
    {
        QString name;
        bool known = false;
        int tenant = -1;
        QuotaProject said;
        Limits limits;
        Rows rows;
    };
    struct Holding
    {
        int project = -1;
        std::vector<std::pair<int, GpuUse>> use;
    };

    int family(const QString &name); // made when it is new
    int knownFamily(const QString &name) const;
    int tenantSlot(const QString &name);
    int projectSlot(const QString &name);
    static Row &rowOf(Rows &rows, int family);
    static Row rowAt(const Rows &rows, int family);
    Limits limitsOf(const QMap<QString, qint64> &said);
    static std::pair<std::optional<qint64>, LimitFrom> limitIn(const Limits &limits, int family);
    void join(int project, int sign);
    void addUse(int project, int family, const GpuUse &use, int sign);
    GpuUsage usageOf(const Tenant &tenant, int family) const;
    GpuUsage usageOf(const Project &project, int family) const;
    QList<GpuUsage> sorted(QList<GpuUsage> lines) const;

    std::vector<QString> m_families;
    QHash<QString, int> m_familyIds; // every spelling that was met
    std::vector<Tenant> m_tenants;
    std::vector<Project> m_projects;
    QHash<QString, int> m_tenantSlots;
    QHash<QString, int> m_projectSlots;
    QHash<QString, Holding> m_holdings;
};

} // namespace easel
