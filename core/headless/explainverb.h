// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"
#include "core/placement/machineexplanation.h"

namespace easel {

struct ExplainOptions
{
    SourceChoice source;
    QString file; // YAML or JSON with a ComputePool
    QString namespaceName;
    MachineOptions machines;
    bool json = false;
};

// easel explain pool: which machines the pool would get, why those, and why not the others.
class ExplainVerb : public Verb
{
    Q_OBJECT

public:
    ExplainVerb(Console *console, ExplainOptions options);
    void start() override;

private:
    void explain(const QList<QJsonObject> &objects);

    ExplainOptions m_options;
    QJsonObject m_pool;
};

} // namespace easel
