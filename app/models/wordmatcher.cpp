// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/wordmatcher.h"

#include <algorithm>

namespace easel {

WordMatcher::WordMatcher(const QString &word)
    : m_matcher(word, Qt::CaseInsensitive)
    , m_numeric(std::all_of(word.begin(), word.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || c == u'-' || c == u'.' || c == u'+' || c == u'e';
    }))
{
    if (std::all_of(word.begin(), word.end(), [](QChar c) { return c.unicode() < 128; })) {
        m_lower = word.toLower().toStdU16String();
        m_upper = word.toUpper().toStdU16String();
    }
}

bool WordMatcher::isIn(QStringView text) const
{
    if (m_lower.empty())
        return m_matcher.indexIn(text) >= 0;
    const auto size = qsizetype(m_lower.size());
    if (text.size() < size)
        return false;
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size() - size;
    const char16_t lower = m_lower.front();
    const char16_t upper = m_upper.front();
    for (; at <= end; ++at) {
        if (*at != lower && *at != upper)
            continue;
        std::size_t i = 1;
        while (i < m_lower.size() && (at[i] == m_lower[i] || at[i] == m_upper[i]))
            ++i;
        if (i == m_lower.size())
            return true;
    }
    return false;
}

} // namespace easel
