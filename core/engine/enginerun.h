// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/palettehub.h"
#include "core/engine/reconciler.h"

#include <memory>
#include <vector>

namespace easel {

// The reconcilers at work: from the moment the Lease is held until it is lost. Destroying it ends everything
// that is under way.
class EngineRun : public QObject
{
    Q_OBJECT

public:
    EngineRun(Source *source, KubeClient *client, EngineLog *log, const EngineTimes &times,
              std::function<bool()> mayAct, QObject *parent = nullptr);
    ~EngineRun() override;

    static QStringList kinds(); // that are reconciled, for people: "ComputeConfig"

    void start();
    bool isWorking() const { return m_working; } // false: objects are still being read
    int waiting() const { return m_queue.waiting(); }
    int busy() const { return m_queue.working(); }
    qint64 statusWrites() const { return m_status.written(); }

Q_SIGNALS:
    void changed();
    void failed(const easel::Error &error); // cannot work at all

private:
    Call<WorkDone> reconcile(const ObjectRef &ref);
    void heard(const ObjectRef &ref);

    EngineLog *m_log;
    EngineWorld m_world;
    StatusWriter m_status;
    PaletteHub m_palette;
    EngineContext m_context;
    std::vector<std::unique_ptr<Reconciler>> m_reconcilers;
    WorkQueue m_queue; // last: what it cancels uses all the others
    bool m_working = false;
};

} // namespace easel
