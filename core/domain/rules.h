// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/finding.h"
#include "core/domain/objectset.h"

namespace easel {

// What is about to happen to the object that is judged.
struct RuleContext
{
    enum class Intent { Create, Update, Delete, Look };
    Intent intent = Intent::Look;
    QJsonObject before;   // Update: the object as it is now
    bool cascade = false; // Delete: what hangs below goes too, by the user's choice
    bool plainHub = true; // rules marked for plain hubs only
};

// Every rule of section 2 (and 3.g, section 4) that needs no ledger and no machine choice, for one object in
// its surroundings. All failed rules, none stops the others. Rules of the ledger: checkQuota(). Rules left to
// the decision core: see rules.cpp, leftOutRules().
QList<Finding> checkObject(const QJsonObject &object, const ObjectSet &surroundings,
                           const RuleContext &context = {});

// A change is judged by what it makes: refusals that the object met before as well become warnings, since
// what is stored with them need not be mended to change something else.
void allowOldRefusals(QList<Finding> &findings, const QList<Finding> &before);

// Rule ids of section 2 that this function does not judge yet, with the reason.
QList<QPair<QString, QString>> leftOutRules();

} // namespace easel
