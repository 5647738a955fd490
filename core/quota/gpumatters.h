// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/gpuestate.h"
#include "core/store/row.h"

namespace easel {

// Something about GPUs that somebody should look at: what is the case, who it is about, and where that leads.
struct GpuMatter
{
    enum class Kind { OverLimit, Unhealthy, Guarantee, Waiting, Surplus, Releasing, Idle };
    Kind kind = Kind::OverLimit;
    Tone tone = Tone::Bad;
    QString title;
    QString sentence;
    QString link;         // words of what `pools`, `machines` or `scopes` lead to
    QStringList scopes;   // keys of GpuScope
    QStringList pools;    // "<namespace>/<pool>"
    QStringList machines; // names
    bool operator==(const GpuMatter &) const = default;
};
QString gpuMatterWord(GpuMatter::Kind kind); // for filters: "over", "waits"...

// The worst first; each kind at most once. `scopes`: keys of those to look at; nullopt: all.
QList<GpuMatter> gpuMatters(const GpuEstate &estate,
                            const std::optional<QSet<QString>> &scopes = std::nullopt);

} // namespace easel
