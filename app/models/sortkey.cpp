// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/sortkey.h"

#include "app/models/celltext.h"
#include "core/base/quantity.h"

namespace easel {

QString naturalKey(QStringView text)
{
    const QString folded = text.toString().toCaseFolded();
    const bool hasDigit =
        std::any_of(folded.cbegin(), folded.cend(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!hasDigit)
        return folded;
    QString key;
    key.reserve(folded.size() + 8);
    for (qsizetype i = 0; i < folded.size();) {
        if (folded[i] < u'0' || folded[i] > u'9') {
            key += folded[i++];
            continue;
        }
        qsizetype end = i;
        while (end < folded.size() && folded[end] >= u'0' && folded[end] <= u'9')
            ++end;
        qsizetype start = i;
        while (start + 1 < end && folded[start] == u'0')
            ++start;
        // A run is told by '0' (so that digits keep their place among other characters), its length, its
        // digits.
        key += u'0';
        key += QChar(char16_t(std::min<qsizetype>(end - start, 0x7fff)));
        key += QStringView(folded).mid(start, end - start);
        i = end;
    }
    return key;
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
            key.text = naturalKey(*text);
            break;
        case CellType::Gpus:
        case CellType::Number:
            key.number = leadingNumber(*text).value_or(0);
            key.text = naturalKey(*text);
            break;
        case CellType::Quantity:
            if (const auto quantity = Quantity::parse(*text))
                key.number = quantity->toDouble();
            else
                key.text = naturalKey(*text);
            break;
        default:
            key.text = naturalKey(*text);
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
