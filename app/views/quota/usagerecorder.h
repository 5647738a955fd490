// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/prometheusfeed.h"
#include "app/views/quota/gpuestatefeed.h"
#include "core/quota/usagehistory.h"

#include <QTimer>

namespace easel {

// Keeps the history of use of the hub that is open: reads its file, notes what the estate says, writes it
// back now and then and at the end. A workspace has no history: its files say what is wanted, not what was
// used.
class UsageRecorder : public QObject
{
    Q_OBJECT

public:
    explicit UsageRecorder(AppContext *context, QObject *parent = nullptr);
    ~UsageRecorder() override;

    bool isRecording() const { return m_feed != nullptr; }
    // What Easel saw, and before it began to look what Prometheus did.
    const UsageHistory &history() const;
    QDateTime ownSince() const { return m_history.firstSeen(); } // invalid: not yet
    PrometheusFeed *prometheus() const { return m_prometheus; }
    QString file() const { return m_file; }
    QString problem() const { return m_problem; } // why a hub's history is not kept

Q_SIGNALS:
    void changed(); // another source, or a sample more

private:
    void begin();
    void end();
    void take(const GpuNews &news);
    void note();
    void write();

    AppContext *m_context;
    GpuEstateFeed *m_feed = nullptr;
    bool m_heard = false; // of everything once; until then the lines say nothing
    QMap<UsageScope, UsageSample> m_lines;
    UsageHistory m_history;
    mutable std::optional<UsageHistory> m_joined; // with what Prometheus saw; made when it is asked for
    PrometheusFeed *m_prometheus;
    QHash<QString, UsageScope> m_scopes; // by key, without a family
    QHash<QString, QString> m_tenants;   // by project
    QString m_file;
    QString m_problem;
    QTimer m_soon;  // after events
    QTimer m_look;  // says that nothing changed
    QTimer m_write; // soon after a change
    ScopedCall<UsageHistory> m_reading;
    bool m_unwritten = false;
};

} // namespace easel
