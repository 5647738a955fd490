// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettecapabilities.h"
#include "core/store/row.h"

namespace easel {

// One line of what a test of a connection found.
struct ReportLine
{
    Tone tone = Tone::Neutral;
    QString text;
    QString detail; // what the other side said, or what to do; may be empty
    bool operator==(const ReportLine &) const = default;
};

// What a sign-in to Palette found, for people: who, which version, which lists answer, what is allowed.
// `projectUid`: the project that is to be used; empty: none is chosen yet.
QList<ReportLine> paletteReport(const PaletteCapabilities &found, const QString &projectUid);

// The worst of them: Good, Warning or Bad.
Tone worstOf(const QList<ReportLine> &lines);

} // namespace easel
