// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/engine.h"
#include "core/store/row.h"

#include <QObject>

#include <memory>

namespace easel {

class AppContext;

// The engine of the open hub, while this window is asked to run it. Off until somebody switches it on; off
// again when another source is opened.
class EngineDesk : public QObject
{
    Q_OBJECT

public:
    explicit EngineDesk(AppContext *context, QObject *parent = nullptr);
    ~EngineDesk() override;

    bool isPossible() const; // the open source is a hub that is not a vendor's
    QString whyNot() const;  // empty when it is possible
    void setOn(bool on);
    bool isOn() const;

    // Of this window's engine; while it is off, who holds the Lease as it was read last.
    EngineState state() const;
    Engine *engine() const { return m_engine.get(); } // null while it never ran here
    void lookForHolder();                             // asks the hub who holds the Lease

Q_SIGNALS:
    void changed();

private:
    HubSource *hub() const;
    void drop();

    AppContext *m_context;
    std::unique_ptr<Engine> m_engine;
    LeaseHolder m_holder;
};

// "This window", or who it is.
QString leaseHolderText(const EngineState &state);
Tone engineTone(EngineState::Phase phase);

} // namespace easel
