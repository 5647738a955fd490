// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/clustervalidation.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

namespace {

void addProblems(ClusterValidation &validation, const QJsonValue &response, const QString &profileUid)
{
    for (const QJsonObject &result : objects(response[u"results"])) {
        QString where = text(result[u"displayName"]);
        if (where.isEmpty())
            where = text(result[u"name"]);
        for (const QJsonObject &error : objects(result[u"errors"])) {
            validation.problems << ClusterValidation::Problem{where, profileUid, text(error[u"code"]),
                                                              longText(error[u"message"])};
        }
    }
}

} // namespace

ClusterValidation readClusterValidation(const QJsonObject &object)
{
    ClusterValidation validation;
    addProblems(validation, object[u"machinePools"], {});
    for (const QJsonObject &profile : objects(object[u"profiles"]))
        addProblems(validation, profile[u"packs"], text(profile[u"uid"]));
    return validation;
}

} // namespace easel
