// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

namespace easel {

// The plan with what Easel's own rules say about each change, and what goes with each deletion. Objects of
// the plan count as there, deleted ones as gone. Pure: for pool threads.
Plan judgedPlan(Plan plan, ObjectSet surroundings, bool plainHub);

} // namespace easel
