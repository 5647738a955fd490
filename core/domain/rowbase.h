// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/jsonnode.h"
#include "core/store/row.h"

#include <functional>

namespace easel {

// Milliseconds since the epoch of an RFC 3339 time as Kubernetes writes it; 0 when it is none.
qint64 timestampMs(std::string_view text);

// What every extractor of Easel shares: identity, labels, age and state from simdjson's tree; the columns'
// cells come from a function of the kind. Holds no mutable state: safe on any thread.
class JsonRowExtractor : public RowExtractor
{
public:
    // One function per column; it sees the row with identity and state already filled.
    using CellFunction = std::function<Cell(const SimdNode &root, const Row &row)>;

    JsonRowExtractor(ResourceType type, bool withState)
        : m_type(std::move(type))
        , m_withState(withState)
    {}
    void add(Column column, CellFunction cell)
    {
        m_columns.append(std::move(column));
        m_cells.push_back(std::move(cell));
    }
    const QList<Column> &columns() const override { return m_columns; }
    std::optional<Row> extract(std::string_view json) const override;

protected:
    // Identity, labels, state. False when there is no metadata.name.
    bool fillHead(const SimdNode &root, Row &row) const;
    virtual void fillCells(const SimdNode &root, std::string_view json, Row &row) const;
    const ResourceType &type() const { return m_type; }

private:
    ResourceType m_type;
    bool m_withState;
    QList<Column> m_columns;
    std::vector<CellFunction> m_cells;
};

// Columns that most kinds have.
Column nameColumn();
Column stateColumn();
Column namespaceColumn(bool asProject);
Column ageColumn();
JsonRowExtractor::CellFunction nameCell();
JsonRowExtractor::CellFunction stateCell();
JsonRowExtractor::CellFunction namespaceCell();
JsonRowExtractor::CellFunction ageCell();

// Group spectrocloud.com: cells from the typed views, raw bytes kept.
RowExtractorPtr spectroRowExtractor(const ResourceType &type);
// Kubernetes' own kinds, Open Cluster Management, fleetconfig, Flux and any other.
RowExtractorPtr kubernetesRowExtractor(const ResourceType &type);

} // namespace easel
