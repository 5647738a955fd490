// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/reconciler.h"

namespace easel {

// ComputeConfig (2.5): says whether it is valid; pools read it themselves.
class ComputeConfigReconciler : public Reconciler
{
    Q_OBJECT

public:
    using Reconciler::Reconciler;
    QString kind() const override { return QStringLiteral("ComputeConfig"); }
    Call<WorkDone> reconcile(const ObjectRef &ref) override;
};

} // namespace easel
