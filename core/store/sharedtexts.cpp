// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sharedtexts.h"

namespace easel {

void SharedTexts::clear()
{
    m_texts.assign(1, {});
    m_free.clear();
    m_numbers.clear();
}

quint32 SharedTexts::take(QByteArrayView text)
{
    if (text.isEmpty())
        return emptyText;
    const auto known = m_numbers.constFind(QByteArray::fromRawData(text.data(), text.size()));
    if (known != m_numbers.cend()) {
        ++m_texts[*known].uses;
        return *known;
    }
    quint32 number = quint32(m_texts.size());
    if (m_free.empty()) {
        m_texts.emplace_back();
    } else {
        number = m_free.back();
        m_free.pop_back();
    }
    m_texts[number] = {text.toByteArray(), 1};
    m_numbers.insert(m_texts[number].bytes, number);
    return number;
}

void SharedTexts::drop(quint32 number)
{
    if (number == emptyText || --m_texts[number].uses > 0)
        return;
    m_numbers.remove(m_texts[number].bytes);
    m_texts[number] = {};
    m_free.push_back(number);
}

} // namespace easel
