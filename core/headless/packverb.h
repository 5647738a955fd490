// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"
#include "core/placement/packingexperiment.h"

namespace easel {

struct PackOptions
{
    QString nodes;    // CSV file
    QStringList pods; // CSV files
    QList<PackingPolicy> policies;
    int firstSeed = 42;
    int lastSeed = 51;
    bool json = false; // one JSON object a line, for each file and policy
};

// easel pack: the packing experiment on files of machines and pods, every policy beside the others.
class PackVerb : public Verb
{
    Q_OBJECT

public:
    PackVerb(Console *console, PackOptions options);
    ~PackVerb() override;
    void start() override;

private:
    struct Work;
    void take(qsizetype task, const std::vector<PackingRun> &runs);
    void report();

    PackOptions m_options;
    std::unique_ptr<Work> m_work;
};

} // namespace easel
