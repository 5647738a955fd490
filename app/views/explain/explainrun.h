// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/placementfeed.h"
#include "core/placement/explainobject.h"

#include <atomic>
#include <memory>

namespace easel {

// Explains an object off the GUI thread, on what the feed knows, and again when that changes or another
// object is asked for: the latest wins, older work is stopped. The decision comes first; what would help
// those that were left out follows, since each of them is decided again.
class ExplainRun : public QObject
{
    Q_OBJECT

public:
    explicit ExplainRun(AppContext *context, QObject *parent = nullptr);
    ~ExplainRun() override;

    // Kept until another object or clear(). `namespaceName`: whose clusters are seen.
    void ask(const QJsonObject &object, const QString &namespaceName);
    void clear();
    void again();            // after a failure
    void stop();             // no more advice; what is known stays
    void pause(bool paused); // while nobody looks; what changed is caught up with later
    bool isWorking() const { return m_working; }
    bool isAdvising() const { return m_advising; }
    // What could not be read; the answer is right for what could be.
    QString problem() const { return m_feed ? m_feed->problem() : QString(); }

    // How the machines of pools are arranged; decides anew.
    void setMachines(const MachineOptions &machines);

    // Clusters that advice is worked out for. Default 30.
    void setAdvised(int most) { m_advised = most; }

Q_SIGNALS:
    void workingChanged();
    void explained(const easel::Explanation &explanation);
    void notExplained(); // there is nothing to say about it
    void failed(const easel::Error &error);

private:
    void start();
    void decide(const std::shared_ptr<const ObjectSet> &objects);
    void advise(const ExplainSubject &subject);
    void setWorking(bool working, bool advising);
    void stopWork();

    AppContext *m_context;
    std::unique_ptr<PlacementFeed> m_feed;
    QJsonObject m_object;
    QString m_namespace;
    MachineOptions m_machines;
    int m_advised = 30;
    ScopedCall<std::shared_ptr<const ObjectSet>> m_objects;
    ScopedCall<std::optional<Explanation>> m_call;
    std::shared_ptr<std::atomic_bool> m_stopped;
    bool m_working = false;
    bool m_advising = false;
    bool m_paused = false;
    bool m_dirty = false;
};

} // namespace easel
