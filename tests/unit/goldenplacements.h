// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace easel::tests {

// 400 made-up worlds with the result of one reconcile of Open Cluster Management's placement scheduler
// (open-cluster-management-io/ocm, commit 00f84c32), recorded with a fake API client and an injected clock.
// The file is a JSON list, packed as qCompress() does.
inline QJsonArray goldenPlacements()
{
    QFile file(QStringLiteral(EASEL_SOURCE_DIR "/tests/unit/data/ocm-golden.json.z"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    return QJsonDocument::fromJson(qUncompress(file.readAll())).array();
}

} // namespace easel::tests
