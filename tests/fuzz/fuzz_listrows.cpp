// SPDX-License-Identifier: GPL-3.0-or-later
// A list that arrives in pieces: no piece is lost or given twice, and each page gives rows or an error.
#include "core/clients/listsplitter.h"
#include "core/domain/kinds.h"
#include "core/store/jsonitems.h"
#include "fuzz.h"

using namespace easel;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ResourceType types[] = {
        {{}, QStringLiteral("v1"), QStringLiteral("Pod"), QStringLiteral("pods"), {}, {}, {}, {}},
        {{}, QStringLiteral("v1"), QStringLiteral("Node"), QStringLiteral("nodes"), {}, {}, {}, {}},
        kindInfo(spectroGroup, u"AIWorkload")->type(),
        kindInfo(spectroGroup, u"ComputePool")->type(),
        kindInfo(spectroGroup, u"Compute")->type(),
    };
    fuzz::Input input(data, size);
    const ResourceType &type = types[input.number(std::size(types))];
    const RowExtractorPtr extractor = rowExtractorFor(type);
    const int piece = 1 + input.number(200);
    const qsizetype pageBytes = 16 + input.number(200);
    const QByteArray bytes = input.rest();

    ListSplitter splitter(pageBytes);
    qsizetype rows = 0;
    bool good = true;
    const auto take = [&](bool rest) {
        for (QByteArray page = splitter.takePage(rest); !page.isEmpty(); page = splitter.takePage(rest)) {
            const auto read = rowsOfPage(page, *extractor, type);
            if (read)
                rows += read->size();
            else
                good = false;
        }
    };
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        splitter.feed(bytes.mid(at, piece));
        take(false);
    }
    take(true);
    const bool whole = splitter.meta().has_value();

    const auto atOnce = rowsOfPage(bytes, *extractor, type);
    if (whole && good && atOnce)
        EASEL_MUST(atOnce->size() == rows);
    return 0;
}
