// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringMatcher>

#include <string>
#include <string_view>

namespace easel {

// A word that is looked for in many short texts whatever its case. Words of plain ASCII, as nearly all are,
// are found without folding tables: several times faster than QStringMatcher, on which all others stand.
class WordMatcher
{
public:
    WordMatcher() = default;
    explicit WordMatcher(const QString &word);
    bool isIn(QStringView text) const;
    bool isIn(std::string_view utf8) const;
    // It has digits and a sign at most, so it may be in a number.
    bool isNumeric() const { return m_numeric; }

private:
    std::u16string m_lower; // both empty: not plain ASCII
    std::u16string m_upper;
    QStringMatcher m_matcher;
    bool m_numeric = false;
};

} // namespace easel
