// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

namespace easel {

// Name and version of a CRD and, as the row's raw bytes, the printer columns of each of its versions; nothing
// else of what may be hundreds of kilobytes.
class CrdExtractor : public RowExtractor
{
public:
    const QList<Column> &columns() const override { return m_columns; }
    std::optional<Row> extract(std::string_view json) const override;

private:
    QList<Column> m_columns;
};

// The catalog's types with the columns that the CRDs of these rows ask for.
ApiCatalog withPrinterColumns(const ApiCatalog &catalog, const QList<Row> &crds);

} // namespace easel
