// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/sortkey.h"

#include "app/models/celltext.h"
#include "core/base/quantity.h"

#include <algorithm>
#include <string>

namespace easel {

namespace {

bool isDigit(char16_t c)
{
    return c >= u'0' && c <= u'9';
}

char16_t asciiFolded(char16_t c)
{
    return c >= u'A' && c <= u'Z' ? char16_t(c + (u'a' - u'A')) : c;
}

// The run of digits at `begin`: its end, and where its first digit that counts stands.
std::pair<qsizetype, qsizetype> digitRun(QStringView text, qsizetype begin)
{
    qsizetype end = begin;
    while (end < text.size() && isDigit(text[end].unicode()))
        ++end;
    qsizetype start = begin;
    while (start + 1 < end && text[start] == u'0')
        ++start;
    return {end, start};
}

// A run of digits is told by '0' (so that digits keep their place among other characters), its length, its
// digits.
void appendFolded(std::u16string *key, QStringView folded)
{
    for (qsizetype i = 0; i < folded.size();) {
        const char16_t c = folded[i].unicode();
        if (!isDigit(c)) {
            key->push_back(asciiFolded(c));
            ++i;
            continue;
        }
        const auto [end, start] = digitRun(folded, i);
        key->push_back(u'0');
        key->push_back(char16_t(std::min<qsizetype>(end - start, 0x7fff)));
        key->append(folded.utf16() + start, std::size_t(end - start));
        i = end;
    }
}

void appendNaturalKey(std::u16string *key, QStringView text)
{
    const bool plain = std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 128; });
    if (plain)
        appendFolded(key, text);
    else
        appendFolded(key, text.toString().toCaseFolded());
}

} // namespace

QString naturalKey(QStringView text)
{
    std::u16string key;
    key.reserve(std::size_t(text.size()) + 8);
    appendNaturalKey(&key, text);
    return QString::fromStdU16String(key);
}

int naturalOrder(QStringView a, QStringView b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() && j < b.size()) {
        const char16_t left = a[i].unicode();
        const char16_t right = b[j].unicode();
        if (left >= 128 || right >= 128)
            return naturalKey(a).compare(naturalKey(b));
        if (isDigit(left) && isDigit(right)) {
            const auto [endA, startA] = digitRun(a, i);
            const auto [endB, startB] = digitRun(b, j);
            if (endA - startA != endB - startB)
                return endA - startA < endB - startB ? -1 : 1;
            const int order = a.mid(startA, endA - startA).compare(b.mid(startB, endB - startB));
            if (order != 0)
                return order;
            i = endA;
            j = endB;
            continue;
        }
        const char16_t foldedLeft = isDigit(left) ? u'0' : asciiFolded(left);
        const char16_t foldedRight = isDigit(right) ? u'0' : asciiFolded(right);
        if (foldedLeft != foldedRight)
            return foldedLeft < foldedRight ? -1 : 1;
        ++i;
        ++j;
    }
    return int(i < a.size()) - int(j < b.size());
}

std::vector<quint32> naturalPlaces(const std::vector<QStringView> &texts)
{
    // All keys in one buffer, and of each what tells most apart where the comparison finds it at once.
    struct Entry
    {
        quint64 head = 0; // the first four characters behind what all have in common
        quint32 begin = 0;
        quint32 size = 0;
        quint32 text = 0;
    };
    std::u16string keys;
    std::vector<Entry> entries(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        entries[i].begin = quint32(keys.size());
        appendNaturalKey(&keys, texts[i]);
        entries[i].size = quint32(keys.size()) - entries[i].begin;
        entries[i].text = quint32(i);
    }
    const auto keyOf = [&keys](const Entry &entry) {
        return std::u16string_view(keys).substr(entry.begin, entry.size);
    };
    std::size_t common = entries.empty() ? 0 : entries.front().size;
    for (const Entry &entry : entries) {
        const std::u16string_view first = keyOf(entries.front());
        const std::u16string_view key = keyOf(entry);
        const auto end = std::mismatch(
            first.begin(), first.begin() + std::ptrdiff_t(std::min(common, key.size())), key.begin());
        common = std::size_t(end.first - first.begin());
    }
    for (Entry &entry : entries) {
        const std::u16string_view key = keyOf(entry);
        for (std::size_t i = common; i < common + 4; ++i)
            entry.head = entry.head << 16 | (i < key.size() ? key[i] : 0u);
    }
    std::sort(entries.begin(), entries.end(), [&](const Entry &a, const Entry &b) {
        return a.head != b.head ? a.head < b.head : keyOf(a) < keyOf(b);
    });
    std::vector<quint32> places(texts.size());
    quint32 place = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i == 0 || entries[i - 1].head != entries[i].head || keyOf(entries[i - 1]) != keyOf(entries[i]))
            ++place;
        places[entries[i].text] = place;
    }
    return places;
}

int attentionRank(Tone tone)
{
    switch (tone) {
    case Tone::Bad:
        return 0;
    case Tone::Waiting:
        return 1;
    case Tone::Warning:
        return 2;
    case Tone::Unknown:
        return 3;
    case Tone::Deleting:
        return 4;
    case Tone::Progressing:
        return 5;
    case Tone::Paused:
        return 6;
    case Tone::Neutral:
        return 7;
    case Tone::Good:
        return 8;
    }
    return 9;
}

SortKey sortKeyOf(const Column &column, const Row &row, int position)
{
    SortKey key;
    key.missing = true;
    if (position < 0 || position >= row.cells.size())
        return key;
    const Cell &cell = row.cells.at(position);
    if (const auto *text = std::get_if<QString>(&cell)) {
        key.missing = text->isEmpty();
        switch (column.type) {
        case CellType::State:
            key.number = attentionRank(row.tone);
            key.text = *text;
            break;
        case CellType::Gpus:
        case CellType::Number:
            key.number = leadingNumber(*text).value_or(0);
            key.text = *text;
            break;
        case CellType::Quantity:
            if (const auto quantity = Quantity::parse(*text))
                key.number = quantity->toDouble();
            else
                key.text = *text;
            break;
        default:
            key.text = *text;
        }
    } else if (const auto *number = std::get_if<qint64>(&cell)) {
        key.missing = column.type == CellType::Age && *number <= 0;
        // The youngest has the smallest age.
        key.number = column.type == CellType::Age ? -double(*number) : double(*number);
    } else if (const auto *real = std::get_if<double>(&cell)) {
        key.missing = false;
        key.number = *real;
    }
    return key;
}

} // namespace easel
