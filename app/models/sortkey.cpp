// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/sortkey.h"

#include "app/models/celltext.h"
#include "core/base/quantity.h"

#include <algorithm>
#include <string>
#include <string_view>

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
template <typename Text>
std::pair<std::size_t, std::size_t> digitRun(const Text &text, std::size_t begin)
{
    std::size_t end = begin;
    while (end < text.size() && isDigit(char16_t(text[end])))
        ++end;
    std::size_t start = begin;
    while (start + 1 < end && text[start] == '0')
        ++start;
    return {end, start};
}

// A run of digits is told by '0' (so that digits keep their place among other characters), its length, its
// digits.
template <typename Text>
void appendFolded(std::u16string *key, const Text &folded)
{
    for (std::size_t i = 0; i < folded.size();) {
        const auto c = char16_t(folded[i]);
        if (!isDigit(c)) {
            key->push_back(asciiFolded(c));
            ++i;
            continue;
        }
        const auto [end, start] = digitRun(folded, i);
        key->push_back(u'0');
        key->push_back(char16_t(std::min<std::size_t>(end - start, 0x7fff)));
        key->append(folded.begin() + std::ptrdiff_t(start), folded.begin() + std::ptrdiff_t(end));
        i = end;
    }
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return quint8(c) < 128; });
}

void appendNaturalKey(std::u16string *key, std::string_view text)
{
    if (isAscii(text))
        appendFolded(key, text);
    else
        appendFolded(key,
                     QString::fromUtf8(text.data(), qsizetype(text.size())).toCaseFolded().toStdU16String());
}

} // namespace

QString naturalKey(QStringView text)
{
    std::u16string key;
    key.reserve(std::size_t(text.size()) + 8);
    appendNaturalKey(&key, text.toUtf8().toStdString());
    return QString::fromStdU16String(key);
}

int naturalOrder(std::string_view a, std::string_view b)
{
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (quint8(a[i]) >= 128 || quint8(b[j]) >= 128) {
            std::u16string keyA;
            std::u16string keyB;
            appendNaturalKey(&keyA, a);
            appendNaturalKey(&keyB, b);
            return keyA.compare(keyB);
        }
        const char16_t left = quint8(a[i]);
        const char16_t right = quint8(b[j]);
        if (isDigit(left) && isDigit(right)) {
            const auto [endA, startA] = digitRun(a, i);
            const auto [endB, startB] = digitRun(b, j);
            if (endA - startA != endB - startB)
                return endA - startA < endB - startB ? -1 : 1;
            const int order = a.substr(startA, endA - startA).compare(b.substr(startB, endB - startB));
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

std::vector<quint32> naturalPlaces(const std::vector<std::string_view> &texts)
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

SortKey sortKeyOf(const Column &column, const RowView &row, int position)
{
    SortKey key;
    const PackedCell cell = row.packedCell(position);
    switch (cell.kind) {
    case PackedCell::Kind::None:
        key.missing = true;
        break;
    case PackedCell::Kind::Number:
        key.missing = column.type == CellType::Age && cell.number <= 0;
        // The youngest has the smallest age.
        key.number = column.type == CellType::Age ? -double(cell.number) : double(cell.number);
        break;
    case PackedCell::Kind::Real:
        key.number = cell.real;
        break;
    case PackedCell::Kind::Text: {
        key.missing = cell.text.empty();
        const auto string = [&cell] {
            return QString::fromUtf8(cell.text.data(), qsizetype(cell.text.size()));
        };
        if (column.type == CellType::State)
            key.number = attentionRank(row.tone());
        else if (column.type == CellType::Gpus || column.type == CellType::Number)
            key.number = leadingNumber(string()).value_or(0);
        if (column.type == CellType::Quantity) {
            if (const auto quantity = Quantity::parse(string())) {
                key.number = quantity->toDouble();
                break;
            }
        }
        key.text = cell.text;
        if (cell.isShared)
            key.shared = cell.shared;
        break;
    }
    }
    return key;
}

} // namespace easel
