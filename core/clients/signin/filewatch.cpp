// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/filewatch.h"

#include <QDir>
#include <QFileInfo>

namespace easel {

namespace {

constexpr std::chrono::milliseconds quiet{150};

} // namespace

FileWatch::FileWatch(QObject *parent)
    : QObject(parent)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(quiet);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_settle, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settle, qOverload<>(&QTimer::start));
    connect(&m_settle, &QTimer::timeout, this, [this] {
        watch(); // a file that was replaced is no longer watched
        Q_EMIT changed();
    });
}

void FileWatch::setFiles(const QStringList &files)
{
    if (files == m_files)
        return;
    m_files = files;
    watch();
}

void FileWatch::watch()
{
    QSet<QString> wanted;
    for (const QString &file : std::as_const(m_files)) {
        // The folder tells of what comes, the file of what is written into it. A mounted secret is a link to
        // a folder behind a link.
        for (const QString &path : {file, QFileInfo(file).canonicalFilePath()}) {
            if (path.isEmpty())
                continue;
            if (QFileInfo::exists(path))
                wanted.insert(path);
            QDir folder = QFileInfo(path).absoluteDir();
            while (!folder.exists() && folder.cdUp())
                continue;
            wanted.insert(folder.absolutePath());
        }
    }
    // All anew: a watch may hold on to what was there before. Whoever hears changed() reads after this.
    const QStringList before = m_watcher.files() + m_watcher.directories();
    if (!before.isEmpty())
        m_watcher.removePaths(before);
    if (!wanted.isEmpty())
        m_watcher.addPaths(QStringList(wanted.cbegin(), wanted.cend()));
}

} // namespace easel
