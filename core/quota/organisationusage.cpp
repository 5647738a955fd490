// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/organisationusage.h"

#include "core/domain/kinds.h"
#include "core/domain/projectview.h"
#include "core/quota/quotabook.h"

#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

QList<GpuUsage> organisationUsage(const ObjectSet &objects, const QJsonObject &object, bool statusCounts)
{
    QList<GpuUsage> lines;
    const QJsonArray status = valueAt(object, u"status.gpuUsage").toArray();
    if (statusCounts && !status.isEmpty()) {
        for (const auto &line : status)
            lines << GpuUsage::fromJson(line.toObject());
        return lines;
    }
    const ObjectRef self = refOf(object);
    const bool isTenant = self.kind == u"Tenant";
    const QString tenant = isTenant ? self.name : ProjectView(object).tenant.name;
    QuotaBook book;
    book.put(objects.find(u"Tenant."_s + spectroGroup, {}, tenant));
    const QList<QJsonObject> projects = objects.all(u"Project."_s + spectroGroup);
    for (const QJsonObject &project : projects) {
        const ProjectView view(project);
        if (view.tenant.name != tenant)
            continue;
        if (view.computeConfig.isSet())
            book.put(objects.find(u"ComputeConfig."_s + spectroGroup, view.computeConfig.namespaceName,
                                  view.computeConfig.name));
        book.put(project);
        for (const QString &kind : {u"ComputePool."_s, u"AIWorkload."_s}) {
            const QList<QJsonObject> holders = objects.all(kind + spectroGroup, view.namespaceName);
            for (const QJsonObject &holder : holders)
                book.put(holder);
        }
    }
    book.put(object); // as it is looked at
    return isTenant ? book.ledger().tenantUsage(self.name) : book.ledger().projectUsage(self.name);
}

} // namespace easel
