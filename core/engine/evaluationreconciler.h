// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/palettehub.h"
#include "core/engine/reconciler.h"

namespace easel {

// ComputePoolEvaluations that somebody made to ask (2.7): decided once, by the same rules, quota and choice
// of machines as a pool itself, without holding anything; deleted when their time is over. Those that record
// what a pool got are the pools' own.
class EvaluationReconciler : public Reconciler
{
    Q_OBJECT

public:
    EvaluationReconciler(EngineContext *context, PaletteHub *palette, QObject *parent = nullptr);
    QString kind() const override { return QStringLiteral("ComputePoolEvaluation"); }
    Call<WorkDone> reconcile(const ObjectRef &ref) override;

private:
    WorkDone decide(const ObjectRef &ref, const Result<PalettePlace> &place);
    Call<WorkDone> remove(const ObjectRef &ref);
    std::chrono::milliseconds timeLeft(const QJsonObject &evaluation) const;

    PaletteHub *m_palette;
};

} // namespace easel
