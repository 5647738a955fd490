// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/rawextractor.h"

namespace easel {

std::optional<Row> RawExtractor::extract(std::string_view json) const
{
    std::optional<Row> row = m_inner->extract(json);
    if (row)
        row->raw = QByteArray(json.data(), qsizetype(json.size()));
    return row;
}

} // namespace easel
