// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacewatcher.h"

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QTimer>

namespace easel {

namespace {

constexpr std::chrono::milliseconds quiet{150};    // editors write in several steps
constexpr std::chrono::milliseconds longest{2000}; // but somebody waits

} // namespace

class WorkspaceWatcher::Worker : public QObject
{
public:
    explicit Worker(WorkspaceWatcher *owner)
        : m_owner(owner)
        , m_settle(this)
        , m_poll(this)
    {
        m_settle.setSingleShot(true);
        connect(&m_settle, &QTimer::timeout, this, &Worker::settle);
        connect(&m_poll, &QTimer::timeout, this, &Worker::settle);
    }

    void watch(const QStringList &paths, const QSet<QString> &renewed)
    {
        if (!m_watcher)
            startWatcher();
        QSet<QString> wanted(paths.begin(), paths.end());
        const QStringList now = m_watcher->files() + m_watcher->directories();
        QStringList drop;
        QSet<QString> kept;
        for (const QString &path : now) {
            if (!wanted.contains(path) || renewed.contains(path))
                drop << path;
            else
                kept.insert(path);
        }
        if (!drop.isEmpty())
            m_watcher->removePaths(drop);
        wanted.subtract(kept);
        if (wanted.isEmpty())
            return;
        const QStringList refused = m_watcher->addPaths(QStringList(wanted.begin(), wanted.end()));
        if (!refused.isEmpty())
            Q_EMIT m_owner->incomplete();
        // What changed between the reading and this moment was not seen by anybody. Only for watches that
        // took hold: those refused are tried again after every look, which must not cause the next.
        if (refused.size() < wanted.size())
            stir();
    }

    void setPolling(std::chrono::milliseconds interval)
    {
        if (interval.count() <= 0)
            m_poll.stop();
        else if (!m_poll.isActive() || m_poll.intervalAsDuration() != interval)
            m_poll.start(interval);
    }

private:
    // Made in the thread that uses it: its socket notifier begins and ends there, instead of being moved
    // while that thread may already be told to end.
    void startWatcher()
    {
        m_watcher = std::make_unique<QFileSystemWatcher>();
        connect(m_watcher.get(), &QFileSystemWatcher::fileChanged, this, [this](const QString &path) {
            m_files.insert(path);
            stir();
        });
        connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, &Worker::stir);
    }

    void stir()
    {
        if (!m_settle.isActive())
            m_since.start();
        if (std::chrono::milliseconds(m_since.elapsed()) < longest)
            m_settle.start(quiet);
    }

    void settle() { Q_EMIT m_owner->settled(std::exchange(m_files, {})); }

    WorkspaceWatcher *m_owner;
    std::unique_ptr<QFileSystemWatcher> m_watcher;
    QTimer m_settle;
    QTimer m_poll;
    QElapsedTimer m_since;
    QSet<QString> m_files;
};

WorkspaceWatcher::WorkspaceWatcher(QObject *parent)
    : QObject(parent)
    , m_worker(new Worker(this))
{
    m_thread.setObjectName(QStringLiteral("workspace watcher"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker,
            &QObject::deleteLater); // its timers end in their own thread
    m_thread.start(QThread::LowPriority);
}

WorkspaceWatcher::~WorkspaceWatcher()
{
    m_thread.quit();
    m_thread.wait();
}

void WorkspaceWatcher::watch(const QStringList &paths, const QSet<QString> &renewed)
{
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, paths, renewed] { worker->watch(paths, renewed); });
}

void WorkspaceWatcher::setPolling(std::chrono::milliseconds interval)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, interval] { worker->setPolling(interval); });
}

} // namespace easel
