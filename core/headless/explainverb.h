// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"
#include "core/placement/machinechoice.h"

namespace easel {

struct ExplainOptions
{
    SourceChoice source;
    QStringList files; // YAML or JSON with ComputePools; none: which pools could move
    QString namespaceName;
    MachineOptions machines;
    qint64 pools = 0; // that are wanted of this shape; 0: not asked
    bool json = false;
};

// easel explain pool: which machines pools would get, decided together, why those, and why not the others.
// easel explain moves: which pools could move so that whole machines come free.
class ExplainVerb : public Verb
{
    Q_OBJECT

public:
    ExplainVerb(Console *console, ExplainOptions options);
    void start() override;

private:
    void explain(const QList<QJsonObject> &objects);
    bool settleNamespaces(const QList<QJsonObject> &objects);

    ExplainOptions m_options;
    QList<QJsonObject> m_pools;
};

} // namespace easel
