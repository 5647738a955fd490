// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/palettehub.h"
#include "core/engine/reconciler.h"

#include <QSet>

namespace easel {

// Settings (2.3): says what is in effect, where each value comes from, and whether Palette, Hugging Face and
// NVIDIA take the keys.
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
        std::optional<Error> error; // none: the key was taken
    };
    struct Asked
    {
        Call<Verdict> call;
        QElapsedTimer age;
        bool good = false;
    };
    struct TokenAsked
    {
        Call<QString> call;
        QElapsedTimer age;
        std::optional<Verdict> verdict; // the last one, also while it is asked again
        QSet<ObjectRef> waiting;
    };
    Call<Verdict> verify(const PaletteHub::Found &found);
    // What is known of the token; asked for where that is old. Nobody waits for it: a service that does not
    // answer holds up nothing, and the Settings are looked at again when it has answered.
    std::optional<Verdict> tokenVerdict(const ObjectRef &ref, const EffectiveIntegration &integration,
                                        const ObjectSet &secrets);
    WorkDone write(const ObjectRef &ref, const PaletteHub::Found &found, const Verdict &verdict);

    PaletteHub *m_palette;
    QHash<const PaletteSession *, Asked> m_verdicts; // one question for all Settings with the same key
    QHash<QByteArray, TokenAsked> m_tokens;          // by a hash of service and token
};

} // namespace easel
