// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/palettehub.h"
#include "core/engine/reconciler.h"

namespace easel {

// Settings (2.3): says what is in effect, where each value comes from, and whether Palette takes the key.
class SettingsReconciler : public Reconciler
{
    Q_OBJECT

public:
    SettingsReconciler(EngineContext *context, PaletteHub *palette, QObject *parent = nullptr);
    QString kind() const override { return QStringLiteral("Settings"); }
    Call<WorkDone> reconcile(const ObjectRef &ref) override;
    QList<ObjectRef> concernedBy(const ObjectRef &ref) const override;

private:
    struct Verdict
    {
        std::optional<Error> error; // none: Palette took the key
    };
    struct Asked
    {
        Call<Verdict> call;
        QElapsedTimer age;
        bool good = false;
    };
    Call<Verdict> verify(const PaletteHub::Found &found);
    WorkDone write(const ObjectRef &ref, const PaletteHub::Found &found, const Verdict &verdict);

    PaletteHub *m_palette;
    QHash<const PaletteSession *, Asked> m_verdicts; // one question for all Settings with the same key
};

} // namespace easel
