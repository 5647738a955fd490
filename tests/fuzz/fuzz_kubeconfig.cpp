// SPDX-License-Identifier: GPL-3.0-or-later
// A kubeconfig from anywhere: reading it, and all that is asked of its contexts. It names files, which are
// read here, too: the fuzzer runs in a folder of its own.
#include "core/clients/kubeconfig.h"
#include "fuzz.h"

using namespace easel;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto config = Kubeconfig::parse(fuzz::Input(data, size).rest(), QStringLiteral("fuzzed/config"));
    if (!config) {
        EASEL_MUST(!errorSentence(config.error()).isEmpty());
        return 0;
    }
    for (const KubeContext &context : config->contexts()) {
        EASEL_MUST(config->context(context.name));
        if (const auto server = config->serverOf(context); !server)
            EASEL_MUST(!errorSentence(server.error()).isEmpty());
        if (const auto user = config->userOf(context); !user)
            EASEL_MUST(!errorSentence(user.error()).isEmpty());
        config->filesOf(context);
    }
    return 0;
}
