// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/rules.h"
#include "core/quota/quotabook.h"

namespace easel {

// The rules of section 2 that need the ledger: TEN-7, PRJ-10, PRJ-14, POOL-13, POOL-18. What `book` knows of
// the object itself does not matter; the context says what was before.
QList<Finding> quotaFindings(const QuotaBook &book, const QJsonObject &object,
                             const RuleContext &context = {});
// The same for one object in its surroundings.
QList<Finding> checkQuota(const QJsonObject &object, const ObjectSet &surroundings,
                          const RuleContext &context = {});

} // namespace easel
