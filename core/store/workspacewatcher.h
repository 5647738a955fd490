// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>
#include <QThread>

#include <chrono>

namespace easel {

// Watches files and folders from a thread of its own: adding thousands of watches stats every path, which is
// no work for the GUI thread. Bursts (a git checkout) are gathered until they pause.
class WorkspaceWatcher : public QObject
{
    Q_OBJECT

public:
    explicit WorkspaceWatcher(QObject *parent = nullptr);
    ~WorkspaceWatcher() override;

    // Absolute paths; what is no longer named is let go. `renewed` are paths whose file was replaced: the
    // system's watch is on the old one, so it is set anew.
    void watch(const QStringList &paths, const QSet<QString> &renewed);
    // Also ask for a look at everything in this interval: for folders where the system's notices do not come.
    // 0 = off.
    void setPolling(std::chrono::milliseconds interval);

Q_SIGNALS:
    // Something happened and has been quiet for a moment. Paths of files that the system named; others may
    // have changed.
    void settled(const QSet<QString> &files);
    // The system watches no more of them (its limit is reached, or it cannot).
    void incomplete();

private:
    class Worker;
    QThread m_thread;
    Worker *m_worker; // lives in m_thread
};

} // namespace easel
