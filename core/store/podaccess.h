// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/podstreams.h"

namespace easel {

class Source;

// What can be done with running containers of a source; null where none run (a workspace).
PodStreams *podStreamsOf(Source *source);

} // namespace easel
