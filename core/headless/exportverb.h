// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"

namespace easel {

struct ExportOptions
{
    SourceChoice hub;
    QString folder;
};

// easel export: every object of Easel's kinds on a hub as a workspace folder. Existing files are patched; a
// second export of the same objects changes no byte.
class ExportVerb : public Verb
{
    Q_OBJECT

public:
    ExportVerb(Console *console, ExportOptions options);
    void start() override;

private:
    void write(const QList<QJsonObject> &objects);

    ExportOptions m_options;
};

} // namespace easel
