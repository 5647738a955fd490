// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace easel {

// What a person asks the engine to do with a ComputePool beyond its spec: annotations whose presence is the
// request. The engine takes them off when it has begun.
inline const QString retryPoolAnnotation = QStringLiteral("easel.spectrocloud.com/retry");
// Machines may be rebuilt one after the other.
inline const QString approveRepaveAnnotation = QStringLiteral("easel.spectrocloud.com/approve-repave");
// A deletion that Palette does not finish: its machines may need a reset by hand afterwards.
inline const QString forceDeleteAnnotation = QStringLiteral("easel.spectrocloud.com/force-delete");

} // namespace easel
