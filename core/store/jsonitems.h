// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/resourcestore.h"

#include <QByteArray>

#include <string_view>

namespace easel {

// Bytes of lists and watches to rows. Pure functions for pool threads; each object is looked at where it lies
// in the answer, nothing is turned into a tree.

// The rows of one list page, in its order; items without a name are left out. Protocol when the page is not a
// whole list.
Result<QList<Row>> rowsOfPage(const QByteArray &body, const RowExtractor &extractor,
                              const ResourceType &type);

// What a run of watch events amounts to: the last event of each uid.
struct EventBatch
{
    Delta delta;
    QString version;            // to continue from; empty when no event told one
    int read = 0;               // events understood, bookmarks included
    bool initialEnd = false;    // all that was there when the watch began has been told
    std::optional<Error> error; // what stopped the reading: the server's ERROR event, or Protocol
};
EventBatch rowsOfEvents(const QList<QByteArray> &events, const RowExtractor &extractor,
                        const ResourceType &type);

// One object as Easel keeps it: without metadata.managedFields (43 % of a list), with apiVersion and kind,
// which lists of built-in kinds leave out. `json` must be one object.
QByteArray keptObject(std::string_view json, const ResourceType &type);

} // namespace easel
