// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/wordmatcher.h"

#include <algorithm>

namespace easel {

namespace {

template <typename Char>
bool isAmong(const Char *text, std::size_t textSize, const std::u16string &lower, const std::u16string &upper)
{
    const std::size_t size = lower.size();
    if (textSize < size)
        return false;
    const Char *at = text;
    const Char *const end = at + (textSize - size);
    const auto first = Char(lower.front());
    const auto other = Char(upper.front());
    for (; at <= end; ++at) {
        if (*at != first && *at != other)
            continue;
        std::size_t i = 1;
        while (i < size && (at[i] == Char(lower[i]) || at[i] == Char(upper[i])))
            ++i;
        if (i == size)
            return true;
    }
    return false;
}

} // namespace

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
    return m_lower.empty() ? m_matcher.indexIn(text) >= 0
                           : isAmong(text.utf16(), std::size_t(text.size()), m_lower, m_upper);
}

bool WordMatcher::isIn(std::string_view utf8) const
{
    // Bytes of other characters are never ASCII.
    return m_lower.empty() ? m_matcher.indexIn(QString::fromUtf8(utf8.data(), qsizetype(utf8.size()))) >= 0
                           : isAmong(utf8.data(), utf8.size(), m_lower, m_upper);
}

} // namespace easel
