// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"

namespace easel {

// easel hub check: what kind of hub this is, who we are there, and which of Easel's kinds it lacks.
class HubCheckVerb : public Verb
{
    Q_OBJECT

public:
    HubCheckVerb(Console *console, SourceChoice hub);
    void start() override;

private:
    SourceChoice m_hub;
};

} // namespace easel
