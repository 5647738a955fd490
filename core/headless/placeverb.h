// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"

namespace easel {

struct PlaceOptions
{
    QStringList files; // "-" is the standard input
    qint64 nowMs = 0;
    QString placement; // "namespace/name"; empty: the only one in the files
    bool json = false;
};

// easel place: what Open Cluster Management's scheduler would do with a Placement among the objects of some
// files, why it leaves out each of the other clusters, and (as JSON) what would get each of those chosen.
class PlaceVerb : public Verb
{
    Q_OBJECT

public:
    PlaceVerb(Console *console, PlaceOptions options);
    void start() override;

private:
    PlaceOptions m_options;
};

} // namespace easel
