// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"

namespace easel {

struct GetOptions
{
    enum class Output { Table, Json, Yaml };
    SourceChoice source;
    QString word;          // kind as people type it
    QString name;          // empty: all
    QString namespaceName; // empty: the context's, a workspace's: all
    bool allNamespaces = false;
    Output output = Output::Table;
    bool watch = false;
};

// easel get: rows of a kind as table, JSON or YAML; with watch one line for every change of the store,
// through every fault, until it is stopped.
class GetVerb : public Verb
{
    Q_OBJECT

public:
    GetVerb(Console *console, GetOptions options);
    void start() override;
    void stop() override;

private:
    void sourceChanged();
    void begin();
    void truthChanged();
    void printAll();
    void printChange(const char *type, int first, int last);
    void list();
    bool isWanted(const Row &row) const;
    void tell(const QString &sentence); // once until it differs

    GetOptions m_options;
    ResourceType m_type;
    StoreLease m_lease;
    QString m_told;
    bool m_began = false;
    bool m_heading = false;
};

} // namespace easel
