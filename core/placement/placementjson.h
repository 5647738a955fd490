// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/clusterchoice.h"

namespace easel {

// An outcome for scripts: sync, syncError, selected, decisions, conditions, candidates, dropped,
// prioritizers, scores, requeueAfterSeconds, staleLabels as far as they are known, and beside them
// notEvaluated, undecided, warnings, notes and leftOut (every cluster that is not chosen, with its reasons).
QJsonObject placementJson(const PlacementWorld &world, const PlacementOutcome &outcome);

} // namespace easel
