// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/engineworld.h"
#include "core/engine/statuswriter.h"
#include "core/engine/workqueue.h"

namespace easel {

// What every reconciler works with. Lives as long as the engine holds the Lease.
struct EngineContext
{
    KubeClient *client = nullptr;
    EngineWorld *world = nullptr;
    StatusWriter *status = nullptr;
    EngineLog *log = nullptr;
    QString systemNamespace;
    EngineTimes times;
    std::function<bool()> mayAct;                // asked before every change outside
    std::function<void(const ObjectRef &)> wake; // look at this object now

    QDateTime now() const { return times.clock(); }
};

// Makes what is of one kind of object what it is wanted to be. Each call looks at the object as it is then
// and remembers nothing that the hub or Palette cannot say again.
class Reconciler : public QObject
{
    Q_OBJECT

public:
    explicit Reconciler(EngineContext *context, QObject *parent = nullptr)
        : QObject(parent)
        , m_context(context)
    {}
    virtual QString kind() const = 0; // of the group spectrocloud.com
    virtual Call<WorkDone> reconcile(const ObjectRef &ref) = 0;
    virtual void gone(const ObjectRef &ref) { Q_UNUSED(ref) }
    // Another object changed: which of this kind are concerned.
    virtual QList<ObjectRef> concernedBy(const ObjectRef &ref) const
    {
        Q_UNUSED(ref)
        return {};
    }

protected:
    EngineContext &context() const { return *m_context; }

private:
    EngineContext *m_context;
};

} // namespace easel
