// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>

#include <vector>

namespace easel {

// Texts (UTF-8) that many rows have, each kept once and counted: a namespace, a node, a state. What is no
// longer used is forgotten and its number given to another text, so numbers mean something only as long as
// their text is held.
class SharedTexts
{
public:
    SharedTexts() { clear(); }

    static constexpr quint32 emptyText = 0; // the number of the empty text, always there

    // The number of a text; give each back by drop().
    quint32 take(QByteArrayView text);
    void drop(quint32 number);
    const QByteArray &at(quint32 number) const { return m_texts[number].bytes; }
    // One more than the highest number that was ever given.
    std::size_t size() const { return m_texts.size(); }
    void clear();

private:
    struct Text
    {
        QByteArray bytes;
        quint32 uses = 0;
    };
    std::vector<Text> m_texts;
    std::vector<quint32> m_free;
    QHash<QByteArray, quint32> m_numbers;
};

} // namespace easel
