// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/computestatus.h"
#include "core/engine/palettehub.h"
#include "core/engine/reconciler.h"

namespace easel {

// Compute (2.4): the machines that a namespace is offered, from the one search that all Computes of a Palette
// project share. Makes Compute/default for each Project, and Compute/tenant where a tenant has Settings.
class ComputeReconciler : public Reconciler
{
    Q_OBJECT

public:
    ComputeReconciler(EngineContext *context, PaletteHub *palette, QObject *parent = nullptr);
    QString kind() const override { return QStringLiteral("Compute"); }
    Call<WorkDone> reconcile(const ObjectRef &ref) override;
    void gone(const ObjectRef &ref) override;
    QList<ObjectRef> concernedBy(const ObjectRef &ref) const override;

private:
    Call<WorkDone> make(const ObjectRef &ref);
    Call<WorkDone> look(const ObjectRef &ref, PaletteFeed *feed);
    WorkDone fail(const ObjectRef &ref, const Error &error);
    void watch(PaletteFeed *feed);
    bool isWanted(const ObjectRef &ref) const;
    ComputeUsers users() const;

    PaletteHub *m_palette;
    QHash<PaletteFeed *, QSet<ObjectRef>> m_users;
};

} // namespace easel
