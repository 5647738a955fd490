// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/podaccess.h"

#include "core/store/source.h"

namespace easel {

PodStreams *podStreamsOf(Source *source)
{
    return dynamic_cast<PodStreams *>(source);
}

} // namespace easel
