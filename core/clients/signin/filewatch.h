// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace easel {

// Tells when files change, come or go, however that is done: written in place, replaced by a rename, or by
// turning the link of a folder above them. A moment later, when they stand still.
class FileWatch : public QObject
{
    Q_OBJECT

public:
    explicit FileWatch(QObject *parent = nullptr);
    void setFiles(const QStringList &files); // absolute

Q_SIGNALS:
    void changed();

private:
    void watch();
    QStringList m_files;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
};

} // namespace easel
