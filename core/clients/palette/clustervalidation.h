// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace easel {

// What Palette finds wrong with a cluster that is to be made, or with its profiles. It answers 200 either
// way.
struct ClusterValidation
{
    struct Problem
    {
        QString where;      // name of a machine pool or a pack
        QString profileUid; // of a pack
        QString code;
        QString message;
    };
    QList<Problem> problems;
    bool isValid() const { return problems.isEmpty(); }
};

ClusterValidation readClusterValidation(const QJsonObject &object);

} // namespace easel
