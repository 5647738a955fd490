// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QMap>
#include <QString>

#include <optional>

namespace easel {

// GPUs of one family by what they are for (resource-model 3.a.3).
struct GpuUse
{
    qint64 attached = 0;  // all cards of the hosts that are assigned
    qint64 claimed = 0;   // asked for, no host assigned yet
    qint64 releasing = 0; // being given back
    qint64 surplus = 0;   // of the attached: more than was asked for
    qint64 used() const { return attached + claimed + releasing; }
    bool isNothing() const { return attached == 0 && claimed == 0 && releasing == 0 && surplus == 0; }
    GpuUse &operator+=(const GpuUse &other);
    GpuUse &operator-=(const GpuUse &other);
    bool operator==(const GpuUse &) const = default;
};
using GpuUseByFamily = QMap<QString, GpuUse>;

enum class LimitFrom { None, Family, Wildcard };
QString limitFromWord(LimitFrom from); // "none", "family", "wildcard"

// One line of a tenant's or a project's quota as status.gpuUsage has it (0.4).
struct GpuUsage
{
    QString family;
    std::optional<qint64> limit; // none: unlimited
    LimitFrom limitFrom = LimitFrom::None;
    std::optional<qint64> tenantLimit; // projects only
    qint64 guaranteed = 0;
    GpuUse use;
    qint64 reservedForOthers = 0;   // guarantees of the tenant's other projects that are not used yet
    qint64 unusedGuarantees = 0;    // a tenant's, of all its projects
    std::optional<qint64> headroom; // none: unlimited; below 0 when over
    qint64 overBy = 0;
    qint64 used() const { return use.used(); }
    QJsonObject toJson() const;
    static GpuUsage fromJson(const QJsonObject &json); // what is missing or odd counts as 0 or unlimited
    bool operator==(const GpuUsage &) const = default;
};

} // namespace easel
