// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/evaluationstatus.h"

#include "core/engine/conditions.h"

namespace easel {

using namespace Qt::StringLiterals;

QJsonObject evaluationCheck(const QString &name, bool good, const QString &rule, const QString &message)
{
    QJsonObject entry{{u"name"_s, name}, {u"result"_s, good ? u"Pass"_s : u"Fail"_s}};
    if (!good) {
        entry.insert(u"ruleId", rule);
        entry.insert(u"message", message.left(4'000));
    }
    return entry;
}

QString sentencesOf(const QList<QuotaReason> &reasons)
{
    QStringList sentences;
    for (const QuotaReason &reason : reasons)
        sentences << reason.sentence;
    return sentences.join(u' ');
}

void putAdmission(QJsonObject &status, const AdmissionResult &result)
{
    static const QStringList said{u"level"_s, u"scope"_s,     u"family"_s, u"limit"_s,     u"limitFrom"_s,
                                  u"used"_s,  u"requested"_s, u"short"_s,  u"releasing"_s, u"sentence"_s};
    QJsonArray reasons;
    for (const QuotaReason &reason : result.reasons) {
        QJsonObject entry = reason.toJson();
        const QStringList keys = entry.keys();
        for (const QString &key : keys) {
            if (!said.contains(key))
                entry.remove(key);
        }
        reasons.append(entry);
    }
    QJsonArray ledger;
    for (const GpuUsage &usage : result.ledger)
        ledger.append(usage.toJson());
    status.insert(u"quota", QJsonObject{{u"decision"_s, result.quotaAdmitted ? u"Admit"_s : u"Refuse"_s},
                                        {u"reasons"_s, reasons},
                                        {u"ledger"_s, ledger}});
    status.insert(u"nodePools", result.nodePools);
    if (result.inventoryTime.isValid())
        status.insert(u"inventoryTime", apiTime(result.inventoryTime));
}

QJsonArray admissionChecks(const AdmissionResult &result)
{
    return {evaluationCheck(u"Quota"_s, result.quotaAdmitted, u"POOL-13"_s, sentencesOf(result.reasons)),
            evaluationCheck(u"Hosts"_s, result.hostsFound, u"POOL-14"_s, result.hostsSentence)};
}

} // namespace easel
