// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/enginelease.h"
#include "core/engine/enginelog.h"
#include "core/engine/enginerights.h"

#include <memory>

namespace easel {

class EngineRun;
class HubSource;

// What the engine does now, for people.
struct EngineState
{
    enum class Phase {
        Off,
        Checking, // the hub, the rights
        Refused,  // it may not run here: `sentence` says why
        Waiting,  // somebody else has the Lease, or it cannot be had
        Reading,  // the Lease is ours, objects are being read
        Working,
        Stopping,
    };
    Phase phase = Phase::Off;
    QDateTime since;
    QString sentence; // why, where there is something to say
    LeaseHolder holder;
    bool isOurs = false;
    QList<EngineRight> missing;
    int waiting = 0; // objects to look at
    int busy = 0;
};
QString enginePhaseText(EngineState::Phase phase); // "Working", translated

// Easel's engine for one hub: looks whether it may run there, says which rights it lacks, waits for the
// Lease, and reconciles while it holds it. Refuses hubs that the vendor's controllers run. Lives in the
// thread of its source, in a window or in `easel engine`.
class Engine : public QObject
{
    Q_OBJECT

public:
    // The source must be open or be opened; it outlives the engine.
    explicit Engine(HubSource *source, EngineTimes times = {}, QObject *parent = nullptr);
    ~Engine() override;

    void start();
    Call<Done> stop(); // gives the Lease back
    bool isOn() const { return m_state.phase != EngineState::Phase::Off; }

    EngineState state() const;
    EngineLog *log() { return &m_log; }
    QString identity() const;   // in the Lease; empty before it is asked for
    static QStringList kinds(); // which it reconciles
    qint64 statusWrites() const;

Q_SIGNALS:
    void changed();

private:
    void sourceChanged();
    void check();
    void checkInstalled();
    void checkRights();
    void waitForLease();
    void run();
    void halt(const QString &sentence);
    void refuse(const QString &sentence, const QList<EngineRight> &missing = {});
    void problem(const Error &error); // tried again
    void setPhase(EngineState::Phase phase, const QString &sentence = {});

    HubSource *m_source;
    EngineTimes m_times;
    EngineLog m_log;
    EngineState m_state;
    quint32 m_round = 0; // answers to questions of earlier starts do not count
    bool m_checked = false;
    QTimer m_again;
    std::unique_ptr<EngineLease> m_lease;
    std::unique_ptr<EngineRun> m_run;
};

} // namespace easel
