// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/admission.h"

namespace easel {

// One check of an evaluation (resource-model 2.7): "Pass", or "Fail" with the rule and what it says.
QJsonObject evaluationCheck(const QString &name, bool good, const QString &rule = {},
                            const QString &message = {});
QString sentencesOf(const QList<QuotaReason> &reasons);
// Quota, node pools and the time of the inventory, as an evaluation says them.
void putAdmission(QJsonObject &status, const AdmissionResult &result);
// Checks Quota and Hosts.
QJsonArray admissionChecks(const AdmissionResult &result);

} // namespace easel
