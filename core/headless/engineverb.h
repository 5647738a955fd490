// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/engine.h"
#include "core/headless/verb.h"

namespace easel {

// easel engine: runs the engine of a hub until it is stopped, and says what it does.
class EngineVerb : public Verb
{
    Q_OBJECT

public:
    EngineVerb(Console *console, SourceChoice hub, bool checkOnly);
    ~EngineVerb() override;

    void start() override;
    void stop() override; // gives the Lease back first

private:
    void changed();
    void sayMissing(const EngineState &state);

    SourceChoice m_hub;
    bool m_checkOnly;
    std::unique_ptr<Engine> m_engine;
    bool m_stopping = false;
};

} // namespace easel
