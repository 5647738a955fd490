// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a watch, torn anywhere: the same events come out as from one piece, and rows are made of them.
#include "core/clients/watchframing.h"
#include "core/domain/kinds.h"
#include "core/store/jsonitems.h"
#include "fuzz.h"

using namespace easel;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ResourceType pods{
        {}, QStringLiteral("v1"), QStringLiteral("Pod"), QStringLiteral("pods"), {}, {}, {}, {}};
    static const ResourceType apps = kindInfo(spectroGroup, u"AIWorkload")->type();
    static const RowExtractorPtr podRows = rowExtractorFor(pods);
    static const RowExtractorPtr appRows = rowExtractorFor(apps);

    fuzz::Input input(data, size);
    const bool isApp = input.number(2) == 1;
    const int piece = 1 + input.number(64);
    const QByteArray bytes = input.rest();

    QList<QByteArray> whole;
    WatchFraming inOne;
    EASEL_MUST(inOne.feed(bytes, whole));
    QList<QByteArray> torn;
    WatchFraming inPieces;
    for (qsizetype at = 0; at < bytes.size(); at += piece)
        EASEL_MUST(inPieces.feed(bytes.mid(at, piece), torn));
    EASEL_MUST(whole == torn);
    EASEL_MUST(inOne.hasPartialLine() == inPieces.hasPartialLine());

    for (const QByteArray &event : std::as_const(whole))
        watchEventKind(event);
    const EventBatch batch = rowsOfEvents(whole, isApp ? *appRows : *podRows, isApp ? apps : pods);
    EASEL_MUST(batch.read <= whole.size());
    if (batch.error)
        EASEL_MUST(!errorSentence(*batch.error).isEmpty());
    return 0;
}
