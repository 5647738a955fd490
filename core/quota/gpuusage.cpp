// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/gpuusage.h"

namespace easel {

using namespace Qt::StringLiterals;

GpuUse &GpuUse::operator+=(const GpuUse &other)
{
    attached += other.attached;
    claimed += other.claimed;
    releasing += other.releasing;
    surplus += other.surplus;
    return *this;
}

GpuUse &GpuUse::operator-=(const GpuUse &other)
{
    attached -= other.attached;
    claimed -= other.claimed;
    releasing -= other.releasing;
    surplus -= other.surplus;
    return *this;
}

QString limitFromWord(LimitFrom from)
{
    switch (from) {
    case LimitFrom::Family:
        return u"family"_s;
    case LimitFrom::Wildcard:
        return u"wildcard"_s;
    case LimitFrom::None:
        break;
    }
    return u"none"_s;
}

QJsonObject GpuUsage::toJson() const
{
    QJsonObject json{{u"family"_s, family},         {u"limitFrom"_s, limitFromWord(limitFrom)},
                     {u"guaranteed"_s, guaranteed}, {u"attached"_s, use.attached},
                     {u"claimed"_s, use.claimed},   {u"releasing"_s, use.releasing},
                     {u"used"_s, used()},           {u"reservedForOthers"_s, reservedForOthers},
                     {u"overBy"_s, overBy}};
    if (limit)
        json.insert(u"limit"_s, *limit);
    if (tenantLimit)
        json.insert(u"tenantLimit"_s, *tenantLimit);
    if (headroom)
        json.insert(u"headroom"_s, *headroom);
    return json;
}

GpuUsage GpuUsage::fromJson(const QJsonObject &json)
{
    const auto number = [&](QStringView key) { return json[key].toInteger(); };
    const auto maybe = [&](QStringView key) {
        return json[key].isDouble() ? std::optional(json[key].toInteger()) : std::nullopt;
    };
    GpuUsage usage;
    usage.family = json[u"family"].toString();
    usage.limit = maybe(u"limit");
    const QString from = json[u"limitFrom"].toString();
    usage.limitFrom = from == u"wildcard" ? LimitFrom::Wildcard
                      : usage.limit       ? LimitFrom::Family
                                          : LimitFrom::None;
    usage.tenantLimit = maybe(u"tenantLimit");
    usage.guaranteed = number(u"guaranteed");
    usage.use = {number(u"attached"), number(u"claimed"), number(u"releasing"), number(u"surplus")};
    usage.reservedForOthers = number(u"reservedForOthers");
    usage.headroom = maybe(u"headroom");
    usage.overBy = number(u"overBy");
    return usage;
}

} // namespace easel
