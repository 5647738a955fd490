// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <compare>

namespace easel {

// A Kubernetes resource quantity ("1500m", "16Gi", "2e3"), exact: an integer times a power of ten, as
// k8s.io/apimachinery/pkg/api/resource defines it.
class Quantity
{
public:
    enum class Format { DecimalSI, BinarySI, DecimalExponent };

    Quantity() = default;
    static Result<Quantity> parse(QStringView text);
    static Quantity fromInteger(qint64 value, Format format = Format::DecimalSI);

    double toDouble() const;
    qint64 ceilToInteger() const; // saturates
    QString toString() const;     // canonical form: largest suffix without a fraction
    Format format() const { return m_format; }

    std::strong_ordering operator<=>(const Quantity &other) const;
    bool operator==(const Quantity &other) const { return (*this <=> other) == std::strong_ordering::equal; }
    Quantity operator+(const Quantity &other) const;

private:
    __extension__ using Int = __int128;
    Int m_nano = 0; // value times 10^9: Kubernetes keeps nothing finer
    Format m_format = Format::DecimalSI;
};

} // namespace easel
