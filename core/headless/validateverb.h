// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"

namespace easel {

struct ValidateOptions
{
    QString folder;
    bool json = false;       // one JSON object a line
    bool errorsOnly = false; // warnings and remarks are left out and do not count
};

// easel validate: everything that is wrong in a workspace, with file, line and column: what cannot be read,
// what the schemas refuse, what Easel's rules say.
class ValidateVerb : public Verb
{
    Q_OBJECT

public:
    ValidateVerb(Console *console, ValidateOptions options);
    ~ValidateVerb() override;
    void start() override;

private:
    struct Work;
    void takeObjects(const QList<QJsonObject> &objects);
    void judgeAll();
    void findPlaces();
    void report();

    ValidateOptions m_options;
    std::unique_ptr<Work> m_work;
};

} // namespace easel
