// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/resourcetype.h"
#include "core/clients/signedlanes.h"

#include <QJsonObject>

#include <optional>
#include <vector>

namespace easel {

// One discovery of all kinds of a server: /api and /apis aggregated, else group by group. Deletes itself at
// its end.
class DiscoveryRun : public QObject
{
    Q_OBJECT

public:
    DiscoveryRun(SignedLanes *lanes, QObject *parent);

    Call<ApiCatalog> start();

private:
    struct Part
    {
        QList<ResourceType> types;
        std::optional<Error> error;
    };

    void ask(const QString &path, std::function<void(const Result<QJsonObject> &)> handler);
    void takeRoot(size_t root, const Result<QJsonObject> &document);
    void takeGroupVersion(size_t root, size_t part, const QString &groupVersion,
                          const Result<QJsonObject> &document);
    void finishWhenDone();

    SignedLanes *m_lanes;
    Promise<ApiCatalog> m_promise;
    std::vector<Call<QJsonObject>> m_calls;
    std::vector<std::vector<Part>> m_parts; // a list for each root, /api first
    QStringList m_problems;
    int m_pending = 0;
};

} // namespace easel
