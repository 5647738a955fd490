// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/store/source.h"

#include <QSet>

#include <memory>
#include <vector>

namespace easel {

// The objects that the engine decides on, as the hub says them, kept true by watches; parsed on the pool. A
// status that the engine has decided on but that the hub does not show yet stands in place of the hub's, so
// that no decision is made on what is known to be old.
class EngineWorld : public QObject
{
    Q_OBJECT

public:
    explicit EngineWorld(Source *source, QObject *parent = nullptr);
    ~EngineWorld() override;

    static QStringList kinds(); // of the group spectrocloud.com
    static QString groupKind(QStringView kind);

    void start();
    bool isReady() const { return m_ready; } // everything was listed once
    const ObjectSet &objects() const { return m_objects; }
    QJsonObject find(QStringView kind, const QString &namespaceName, const QString &name) const;
    QJsonObject find(const ObjectRef &ref) const { return m_objects.find(ref); }
    const ResourceType *type(const ObjectRef &ref) const;
    // Of any group that the hub serves, also one that is not watched; null when it does not serve the kind.
    const ResourceType *type(const QString &group, const QString &kind) const;

    // `version`: of the object in which the hub holds this status; empty: not sent yet.
    void setStatus(const ObjectRef &ref, const QString &uid, const QJsonObject &status,
                   const QString &version);
    void dropStatus(const ObjectRef &ref); // what the hub says counts again
    // As the hub said it last, without what is on its way.
    QJsonObject hubStatus(const ObjectRef &ref) const;

Q_SIGNALS:
    void ready();
    void failed(const easel::Error &error); // a kind cannot be read
    void changed(const easel::ObjectRef &ref);
    void removed(const easel::ObjectRef &ref);

private:
    struct Kind
    {
        QString kind;
        StoreLease lease;
        QSet<QString> dirty; // uids to parse
        bool parsing = false;
        QHash<QString, ObjectRef> refs; // by uid
    };
    struct Overlay
    {
        QString uid;
        QJsonObject status;
        QString version;
    };

    void watch(Kind &kind);
    void mark(Kind &kind, int first, int last);
    void parse(Kind &kind);
    void take(Kind &kind, const QString &uid, const QJsonObject &object);
    void put(const ObjectRef &ref, QJsonObject object);
    void checkReady();

    Source *m_source;
    ObjectSet m_objects;
    std::vector<std::unique_ptr<Kind>> m_kinds;
    QHash<ObjectRef, QJsonObject> m_hub; // what the hub said, of objects with an overlay
    QHash<ObjectRef, Overlay> m_overlays;
    bool m_ready = false;
};

} // namespace easel
