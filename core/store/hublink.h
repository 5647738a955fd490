// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"

#include <QElapsedTimer>
#include <QTimer>

#include <map>

namespace easel {

// Watches over the link to one hub: a cheap question (/version) every ten seconds while all is well, with
// back-off while not. An answer that says no is an answer; silence and refused identities are not. While the
// hub is silent each further question goes over a connection of its own: those of before may be dead. A
// computer that slept, or whose network changed under it, is noticed by its clocks.
class HubLink : public QObject
{
    Q_OBJECT

public:
    explicit HubLink(KubeClient *client, QObject *parent = nullptr);
    ~HubLink() override;

    void start();
    bool isStarted() const { return m_started; }
    void setEvery(std::chrono::milliseconds every) { m_every = every; }
    void setWallClock(std::function<qint64()> now) { m_wallNow = std::move(now); } // for tests
    const SourceState &state() const { return m_state; }
    QString serverVersion() const { return m_serverVersion; }
    int minorVersion() const { return m_minorVersion; } // 0: not known

    void ask();                       // now
    void hear();                      // something else heard the hub
    void suspect(const Error &error); // something else failed; asks when that may be the link's fault
    void slept();                     // connections of before are not trusted
    void connected();                 // catalog and mode are known: Live
    void discoveryFailed(const Error &error);

Q_SIGNALS:
    void changed(); // the state but for lastHeard
    void back();    // answers again after silence, or for the first time
    // A question failed or was not answered, each time: rows that came by themselves since are not live.
    void failed(const easel::Error &error);

private:
    void answered(quint64 number, const Result<ServerVersion> &version);
    void lookAtClocks();
    bool isAsking() const;
    std::chrono::milliseconds patience() const;
    void alive();
    void lost(const Error &error);

    KubeClient *m_client;
    std::chrono::milliseconds m_every{10'000};
    SourceState m_state;
    std::map<quint64, ScopedCall<ServerVersion>> m_questions; // more than one while the hub is silent
    quint64 m_asked = 0;
    QTimer m_clocks;
    QElapsedTimer m_steady; // stands still while the computer sleeps
    qint64 m_wall = 0;
    std::function<qint64()> m_wallNow{&QDateTime::currentMSecsSinceEpoch};
    QTimer m_next;
    QTimer m_patience;
    QString m_serverVersion;
    int m_minorVersion = 0;
    bool m_started = false;
    bool m_connected = false; // catalog read
    bool m_answers = false;   // the last question was answered
    bool m_soon = false;      // the next question may be asked sooner than it was planned
    int m_failures = 0;
};

} // namespace easel
