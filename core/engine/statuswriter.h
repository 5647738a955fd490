// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeclient.h"
#include "core/engine/enginelog.h"
#include "core/engine/enginetimes.h"
#include "core/engine/engineworld.h"

#include <QElapsedTimer>
#include <QTimer>

namespace easel {

// Writes what the engine says about objects: only what differs from what is there, and not more often than
// every two seconds an object (C16), but for what must be on the hub before something is done outside.
class StatusWriter : public QObject
{
    Q_OBJECT

public:
    // mayAct: asked before every write.
    StatusWriter(KubeClient *client, EngineWorld *world, EngineLog *log, const EngineTimes &times,
                 std::function<bool()> mayAct, QObject *parent = nullptr);

    // The world shows the status from now on; the hub gets it when it may be written.
    void set(const ObjectRef &ref, const QJsonObject &status);
    // Done when the hub has what was set. Errors: it does not; the object is gone (NotFound, Conflict).
    Call<Done> settle(const ObjectRef &ref);
    void forget(const ObjectRef &ref);
    qint64 written() const { return m_written; } // writes that were sent

private:
    struct Entry
    {
        QString uid;
        QJsonObject wanted;
        QJsonObject sent; // and taken by the hub
        bool isSent = false;
        bool dirty = false;
        bool sending = false;
        bool urgent = false;
        int failures = 0;
        qint64 notBefore = 0; // by m_clock
        QList<Promise<Done>> waiting;
    };
    void wake();
    void serve();
    void send(const ObjectRef &ref);
    void sent(const ObjectRef &ref, const QJsonObject &status, const Result<WriteResult> &result);

    KubeClient *m_client;
    EngineWorld *m_world;
    EngineLog *m_log;
    EngineTimes m_times;
    std::function<bool()> m_mayAct;
    QElapsedTimer m_clock;
    QTimer m_timer;
    QHash<ObjectRef, Entry> m_entries;
    qint64 m_written = 0;
};

} // namespace easel
