// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/ruleworld.h"

#include <functional>

namespace easel::tests {

using World = RuleWorld;

// One way to break one rule.
struct RuleCase
{
    const char *name;
    const char *rule;
    const char *what; // the judged object
    std::function<void(World &)> breakIt;
    const char *field;    // of the finding
    const char *sentence; // word for word
    Finding::Severity severity = Finding::Severity::Refuse;
    // What is done to the sound object in the counter-test; breakIt's intent alone by default.
    std::function<void(World &)> sound = nullptr;
};

inline constexpr auto warn = Finding::Severity::Warn;
inline constexpr auto inform = Finding::Severity::Inform;

inline const auto destroy = [](World &w) { w.destroy(); };
inline const auto create = [](World &w) { w.create(); };
inline const auto update = [](World &w) { w.update(); };

const QList<RuleCase> &platformRuleCases();   // 2.1 to 2.8
const QList<RuleCase> &deploymentRuleCases(); // 2.9 to 2.21, 3.g, 3.m

} // namespace easel::tests
