// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/rowbase.h"

#include <vector>

namespace easel {

// The part of kubectl's JSONPath that CRDs' printer columns use: keys (".spec.a\.b", "['a.b']"), positions
// ("[0]", "[-1]", "[*]") and one comparison ("[?(@.type==\"Ready\")]").
class JsonPath
{
public:
    // nullopt: it says something else; there is no value then.
    static std::optional<JsonPath> parse(const QString &text);
    // What it names, in order; one value mostly.
    std::vector<SimdNode> in(const SimdNode &root) const;

private:
    struct Step
    {
        enum class Kind { Key, Position, All, Filter };
        Kind kind = Kind::Key;
        QByteArray key;    // also the field that a filter looks at, keys parted by '\n'
        qsizetype at = 0;  // from the end below zero
        QByteArray wanted; // of a filter: text, number or word
        bool equal = true;
    };
    std::vector<Step> m_steps;
};

// Adds the printer columns of a type, but for what every kind shows anyway (name, namespace, age). False:
// there are none.
bool addPrinterColumns(JsonRowExtractor &extractor, const QList<PrinterColumn> &columns);

// Those that kubectl shows for kinds of Kubernetes' own that Easel has no columns for.
QList<PrinterColumn> builtInPrinterColumns(const ResourceType &type);

} // namespace easel
