// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/resourcestore.h"

namespace easel {

// The columns of another extractor and the whole object beside them.
class RawExtractor : public RowExtractor
{
public:
    explicit RawExtractor(RowExtractorPtr columns)
        : m_inner(std::move(columns))
    {}
    const QList<Column> &columns() const override { return m_inner->columns(); }
    std::optional<Row> extract(std::string_view json) const override;
    bool keepsRaw() const override { return true; }

private:
    RowExtractorPtr m_inner;
};

} // namespace easel
