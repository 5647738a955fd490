// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/store/source.h"

#include <QHash>
#include <QTimer>

namespace easel {

// Whole objects of some kinds, kept up to date from a source's stores: what wizards, relations and overviews
// look things up in. Rows are parsed on the pool, only those that changed; changed() comes at most every 100
// ms.
class SnapshotFeed : public QObject
{
    Q_OBJECT

public:
    // groupKinds: "Project.spectrocloud.com"... Kinds that the source does not serve are left out, and count
    // as complete: there are none. An empty namespace means all.
    SnapshotFeed(Source *source, QStringList groupKinds, QString namespaceName = {},
                 QObject *parent = nullptr);

    Source *source() const { return m_source; }
    const ObjectSet &objects() const { return m_objects; }
    bool isReady() const;        // every kind was listed once (or failed)
    QList<Error> errors() const; // of kinds that could not be listed

Q_SIGNALS:
    void changed();

private:
    struct Feed
    {
        StoreLease lease;
        QHash<QString, QString> seen; // uid -> version of the row that was read
        QHash<QString, ObjectRef> refs;
        bool settled = false;
    };
    void subscribe();
    void watch(const QString &groupKind);
    void schedule();
    void read();

    Source *m_source;
    QStringList m_groupKinds;
    QString m_namespace;
    ObjectSet m_objects;
    QHash<QString, std::shared_ptr<Feed>> m_feeds;
    QTimer m_timer;
    bool m_reading = false;
    bool m_again = false;
};

// The kinds an app deployment is made from.
QStringList deploymentSnapshotKinds();
// Every kind of group spectrocloud.com.
QStringList allSpectroKinds();

} // namespace easel
