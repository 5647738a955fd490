// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

namespace easel {

// A new object made from another (rule C4): everything that is not known to Easel stays byte for byte; what
// belongs to the server, to the engine or to the old object's life goes.
struct Clone
{
    QJsonObject object;
    QStringList dropped;  // field paths that were left out
    QStringList toDecide; // field paths that must not stay as they are: a dedicated pool's address
};

// Keeps a new name out of what may point at the old one; for versioned kinds (bundles, profiles) newName is
// the new base and the clone starts at the first version of the same counting.
Clone cloneOf(const QJsonObject &object, const QString &newName);

// The same without a new name: what an export or import writes (section 5).
QJsonObject withoutServerFields(const QJsonObject &object, QStringList *dropped = nullptr);

// Labels and annotations that only the engine or a server may write on an object of this kind.
bool isEngineLabel(const QString &key);
bool isEngineAnnotation(const QString &key);

} // namespace easel
