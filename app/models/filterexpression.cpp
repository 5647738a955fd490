// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/filterexpression.h"

#include "app/models/celltext.h"
#include "core/base/quantity.h"
#include "core/base/text.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <limits>

namespace easel {

namespace {

struct Token
{
    int start = 0;
    int length = 0;
    bool negated = false;
    bool keyed = false;
    bool open = false; // a quote without its end
    QString key;
    QString value;
    bool quoted = false;
};

// A word ends at a blank outside quotes. A key is everything before the first colon outside quotes.
QList<Token> tokens(const QString &text)
{
    QList<Token> result;
    for (qsizetype i = 0; i < text.size();) {
        if (text[i].isSpace()) {
            ++i;
            continue;
        }
        Token token;
        token.start = int(i);
        if (text[i] == u'-' && i + 1 < text.size() && !text[i + 1].isSpace()) {
            token.negated = true;
            ++i;
        }
        bool inQuotes = false;
        for (; i < text.size() && (inQuotes || !text[i].isSpace()); ++i) {
            const QChar c = text[i];
            if (c == u'"') {
                inQuotes = !inQuotes;
                token.quoted = true;
            } else if (c == u':' && !inQuotes && !token.keyed && !token.value.isEmpty() && !token.quoted) {
                token.keyed = true;
                token.key = std::exchange(token.value, {}).toLower();
            } else {
                token.value += c;
            }
        }
        token.open = inQuotes;
        token.length = int(i) - token.start;
        result.append(token);
    }
    return result;
}

// "2d", "90min", "1h30m" in seconds.
std::optional<double> durationSeconds(QStringView text)
{
    double seconds = 0;
    qsizetype i = 0;
    while (i < text.size()) {
        qsizetype end = i;
        while (end < text.size() && (text[end].isDigit() || text[end] == u'.'))
            ++end;
        bool ok = false;
        const double count = text.mid(i, end - i).toDouble(&ok);
        if (!ok)
            return std::nullopt;
        i = end;
        while (i < text.size() && text[i].isSpace())
            ++i;
        end = i;
        while (end < text.size() && text[end].isLetter())
            ++end;
        const QString unit = text.mid(i, end - i).toString().toLower();
        double factor = 0;
        if (unit == u"s" || unit == u"sec")
            factor = 1;
        else if (unit == u"m" || unit == u"min")
            factor = 60;
        else if (unit == u"h")
            factor = 3600;
        else if (unit == u"d")
            factor = 86400;
        else if (unit == u"w")
            factor = 7 * 86400;
        else if (unit == u"y")
            factor = 365 * 86400.0;
        else
            return std::nullopt;
        seconds += count * factor;
        i = end;
        while (i < text.size() && text[i].isSpace())
            ++i;
    }
    return text.isEmpty() ? std::nullopt : std::optional(seconds);
}

std::optional<double> plainNumber(QStringView text)
{
    bool ok = false;
    const double number = text.toDouble(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<double> valueOf(CellType type, QStringView text)
{
    if (type == CellType::Age)
        return durationSeconds(text);
    if (type == CellType::Quantity) {
        const auto quantity = Quantity::parse(text);
        return quantity ? std::optional(quantity->toDouble()) : std::nullopt;
    }
    return plainNumber(text);
}

// The cell as a number that comparisons use; nullopt when it has none.
std::optional<double> cellNumber(const Column &column, const PackedCell &cell, qint64 nowMs)
{
    switch (cell.kind) {
    case PackedCell::Kind::None:
        break;
    case PackedCell::Kind::Number:
        if (column.type == CellType::Age)
            return cell.number <= 0 ? std::nullopt : std::optional(double(nowMs - cell.number) / 1000);
        return double(cell.number);
    case PackedCell::Kind::Real:
        return cell.real;
    case PackedCell::Kind::Text: {
        const QString text = QString::fromUtf8(cell.text.data(), qsizetype(cell.text.size()));
        if (column.type == CellType::Quantity)
            return valueOf(CellType::Quantity, text);
        if (column.type == CellType::Gpus && (text.isEmpty() || !text[0].isDigit()))
            return 0.0; // "none"
        return leadingNumber(text);
    }
    }
    return column.type == CellType::Gpus ? std::optional(0.0) : std::nullopt;
}

bool isComparable(CellType type)
{
    return type == CellType::Number || type == CellType::Age || type == CellType::Gpus ||
           type == CellType::Quantity;
}

constexpr std::array<std::pair<Tone, QLatin1String>, 9> toneWords{{
    {Tone::Good, QLatin1String("good")},
    {Tone::Progressing, QLatin1String("progressing")},
    {Tone::Deleting, QLatin1String("deleting")},
    {Tone::Warning, QLatin1String("warning")},
    {Tone::Waiting, QLatin1String("waiting")},
    {Tone::Bad, QLatin1String("bad")},
    {Tone::Neutral, QLatin1String("neutral")},
    {Tone::Paused, QLatin1String("paused")},
    {Tone::Unknown, QLatin1String("unknown")},
}};

bool labelHolds(const QByteArray &labels, const QString &wanted)
{
    const qsizetype notEqual = wanted.indexOf(u"!=");
    const qsizetype equal = wanted.indexOf(u'=');
    const bool turned = notEqual >= 0;
    const qsizetype split = turned ? notEqual : equal;
    const QByteArray key = (split < 0 ? wanted : wanted.left(split)).toUtf8();
    const QString value = split < 0 ? QString() : wanted.mid(split + (turned ? 2 : 1));
    for (const QByteArray &line : labels.split('\n')) {
        const qsizetype at = line.indexOf('=');
        if (at < 0 || line.left(at) != key)
            continue;
        if (split < 0)
            return true;
        const QString actual = QString::fromUtf8(line.mid(at + 1));
        const bool same =
            value.endsWith(u'*') ? actual.startsWith(QStringView(value).chopped(1)) : actual == value;
        return same != turned;
    }
    return turned;
}

} // namespace

QString toneFilterWord(Tone tone)
{
    for (const auto &[value, word] : toneWords) {
        if (value == tone)
            return word;
    }
    return {};
}

std::optional<Tone> toneFromFilterWord(QStringView text)
{
    for (const auto &[value, word] : toneWords) {
        if (text.compare(word, Qt::CaseInsensitive) == 0)
            return value;
    }
    return std::nullopt;
}

FilterExpression FilterExpression::parse(const QString &text, const QList<Column> &columns)
{
    FilterExpression result;
    result.m_text = text;
    for (const Token &token : tokens(text)) {
        FilterTerm term;
        term.negated = token.negated;
        term.start = token.start;
        term.length = token.length;
        term.key = token.key;
        term.value = token.value;
        const auto problem = [&](const QString &sentence) {
            result.m_problems.append({token.start, token.length, sentence});
        };
        if (token.open)
            problem(tr("A quotation mark is not closed."));

        if (token.keyed && token.value.isEmpty()) {
            // Somebody is still typing: no rows go away for it.
            problem(tr("There is nothing after “%1:”.").arg(token.key));
            continue;
        }
        if (token.keyed) {
            if (term.key == u"name") {
                term.kind = FilterTerm::Kind::Name;
            } else if (term.key == u"namespace" || term.key == u"ns") {
                term.kind = FilterTerm::Kind::Namespace;
            } else if (term.key == u"label") {
                term.kind = FilterTerm::Kind::Label;
            } else if (term.key == u"reason") {
                term.kind = FilterTerm::Kind::Reason;
            } else if (term.key == u"is") {
                term.kind = FilterTerm::Kind::Tone;
            }
            for (int i = 0; i < columns.size() && term.column < 0; ++i) {
                if (columns.at(i).id.compare(term.key, Qt::CaseInsensitive) == 0)
                    term.column = i;
            }
            if (term.kind == FilterTerm::Kind::Text && term.column < 0 && term.key == u"age") {
                for (int i = 0; i < columns.size() && term.column < 0; ++i) {
                    if (columns.at(i).type == CellType::Age)
                        term.column = i;
                }
            }
            if (term.kind == FilterTerm::Kind::Text && term.column < 0 && term.key == u"status") {
                for (int i = 0; i < columns.size() && term.column < 0; ++i) {
                    if (columns.at(i).type == CellType::State)
                        term.column = i;
                }
            }
            if (term.kind == FilterTerm::Kind::Text && term.column >= 0)
                term.kind = FilterTerm::Kind::InColumn;
            if (term.kind == FilterTerm::Kind::Text) {
                QStringList known;
                for (const Column &column : columns)
                    known.append(column.id);
                problem(tr("No column is called “%1”, so this is searched as text. Columns: %2.")
                            .arg(term.key, nameList(known, 12)));
                term.value = term.key + u':' + term.value;
                term.key.clear();
            }
        }

        if (term.kind == FilterTerm::Kind::Tone) {
            for (const QString &word : term.value.split(u',', Qt::SkipEmptyParts)) {
                if (toneFromFilterWord(word)) {
                    term.alternatives.append(word.toLower());
                } else {
                    QStringList words;
                    for (const auto &pair : toneWords)
                        words.append(pair.second);
                    problem(tr("“is:%1” is not known. Known: %2.").arg(word, nameList(words, 12)));
                }
            }
            if (term.alternatives.isEmpty())
                continue;
        } else if (term.kind == FilterTerm::Kind::InColumn && isComparable(columns.at(term.column).type)) {
            const CellType type = columns.at(term.column).type;
            QStringView value = term.value;
            if (value.startsWith(u">=")) {
                term.test = FilterTerm::Test::GreaterOrEqual;
                value = value.mid(2);
            } else if (value.startsWith(u"<=")) {
                term.test = FilterTerm::Test::LessOrEqual;
                value = value.mid(2);
            } else if (value.startsWith(u'>')) {
                term.test = FilterTerm::Test::Greater;
                value = value.mid(1);
            } else if (value.startsWith(u'<')) {
                term.test = FilterTerm::Test::Less;
                value = value.mid(1);
            } else if (value.startsWith(u'=')) {
                term.test = FilterTerm::Test::Equal;
                value = value.mid(1);
            }
            const qsizetype dots = value.indexOf(u"..");
            std::optional<double> low;
            std::optional<double> high;
            if (term.test == FilterTerm::Test::Contains && dots > 0) {
                low = valueOf(type, value.left(dots));
                high = valueOf(type, value.mid(dots + 2));
                if (low && high)
                    term.test = FilterTerm::Test::Range;
            } else {
                low = valueOf(type, value);
                if (low && term.test == FilterTerm::Test::Contains)
                    term.test = FilterTerm::Test::Equal;
            }
            if (low) {
                term.low = *low;
                term.high = high.value_or(*low);
                result.m_usesTime = result.m_usesTime || type == CellType::Age;
            } else if (term.test != FilterTerm::Test::Contains || type == CellType::Age) {
                problem(
                    type == CellType::Age
                        ? tr("“%1” is not an age. Write for example age:<2d or age:>90min.").arg(term.value)
                        : tr("“%1” is not a number. Write for example %2:>4.").arg(term.value, term.key));
                continue;
            }
        }
        if (term.test == FilterTerm::Test::Contains && term.kind != FilterTerm::Kind::Tone) {
            term.alternatives = token.keyed && !token.quoted && !term.key.isEmpty()
                                    ? term.value.split(u',', Qt::SkipEmptyParts)
                                    : QStringList(term.value);
            if (term.alternatives.isEmpty() ||
                (term.alternatives.size() == 1 && term.alternatives[0].isEmpty()))
                continue;
            for (const QString &alternative : std::as_const(term.alternatives))
                term.matchers.append(WordMatcher(alternative));
        }
        result.m_terms.append(term);
    }

    QHash<QString, int> groupOf;
    for (int i = 0; i < result.m_terms.size(); ++i) {
        const FilterTerm &term = result.m_terms.at(i);
        const bool aboutState =
            term.kind == FilterTerm::Kind::Tone ||
            (term.kind == FilterTerm::Kind::InColumn && columns.at(term.column).type == CellType::State);
        // Comparisons narrow ("gpus:>2 gpus:<8"), words widen ("status:waiting status:failed").
        const bool widens = !term.negated && !term.key.isEmpty() && term.test == FilterTerm::Test::Contains &&
                            term.kind != FilterTerm::Kind::Label;
        const QString name = aboutState ? QStringLiteral(" state") : term.key;
        if (widens && groupOf.contains(name)) {
            result.m_groups[groupOf.value(name)].append(i);
            continue;
        }
        if (widens)
            groupOf.insert(name, int(result.m_groups.size()));
        result.m_groups.append(QList<int>{i});
        result.m_groupIsState.append(aboutState);
    }
    return result;
}

bool FilterExpression::termHolds(const FilterTerm &term, const RowView &row, const QList<Column> &columns,
                                 const QBitArray &shown, qint64 nowMs, SharedVerdicts::Answers *known) const
{
    const auto matches = [&term](auto text) {
        return std::any_of(term.matchers.cbegin(), term.matchers.cend(),
                           [text](const WordMatcher &matcher) { return matcher.isIn(text); });
    };
    const auto cellMatches = [&](const PackedCell &cell) {
        return cell.isShared ? known->of(cell.shared, [&] { return matches(cell.text); })
                             : matches(cell.text);
    };
    const auto namespaceMatches = [&] {
        return known->of(row.sharedNamespace(), [&] { return matches(row.namespaceBytes()); });
    };
    switch (term.kind) {
    case FilterTerm::Kind::Name:
        return matches(row.nameBytes());
    case FilterTerm::Kind::Namespace:
        return namespaceMatches();
    case FilterTerm::Kind::Reason:
        return matches(row.reasonBytes());
    case FilterTerm::Kind::Label:
        return std::any_of(
            term.alternatives.cbegin(), term.alternatives.cend(),
            [labels = row.labels()](const QString &wanted) { return labelHolds(labels, wanted); });
    case FilterTerm::Kind::Tone:
        return std::any_of(term.alternatives.cbegin(), term.alternatives.cend(), [&row](const QString &word) {
            const auto tone = toneFromFilterWord(word);
            return tone &&
                   (row.tone() == *tone || (*tone == Tone::Progressing && row.tone() == Tone::Deleting));
        });
    case FilterTerm::Kind::InColumn: {
        const Column &column = columns.at(term.column);
        const PackedCell cell = row.packedCell(term.column);
        if (term.test == FilterTerm::Test::Contains) {
            return cell.kind == PackedCell::Kind::Text
                       ? cellMatches(cell)
                       : matches(QStringView(cellText(column, cell.cell(), nowMs)));
        }
        const auto number = cellNumber(column, cell, nowMs);
        if (!number)
            return false;
        switch (term.test) {
        case FilterTerm::Test::Equal: {
            // An age of "2d" is what is shown as 2 d.
            if (column.type == CellType::Age)
                return ageText(std::chrono::seconds(qint64(*number))) ==
                       ageText(std::chrono::seconds(qint64(term.low)));
            return *number == term.low;
        }
        case FilterTerm::Test::Less:
            return *number < term.low;
        case FilterTerm::Test::LessOrEqual:
            return *number <= term.low;
        case FilterTerm::Test::Greater:
            return *number > term.low;
        case FilterTerm::Test::GreaterOrEqual:
            return *number >= term.low;
        case FilterTerm::Test::Range:
            return *number >= term.low && *number <= term.high;
        case FilterTerm::Test::Contains:
            break;
        }
        return false;
    }
    case FilterTerm::Kind::Text:
        break;
    }
    if (namespaceMatches() || matches(row.nameBytes()))
        return true;
    const bool numbers = std::any_of(term.matchers.cbegin(), term.matchers.cend(),
                                     [](const WordMatcher &matcher) { return matcher.isNumeric(); });
    bool found = false;
    row.forEachCell([&](int i, const PackedCell &cell) {
        if (i >= columns.size())
            return false;
        if (!shown.isEmpty() && (i >= shown.size() || !shown.testBit(i)))
            return true;
        // Tables show name and namespace as cells, too.
        if (cell.kind == PackedCell::Kind::Text)
            found = !cell.isName && cellMatches(cell);
        else if (numbers && columns.at(i).type == CellType::Number && cell.kind != PackedCell::Kind::None)
            found = matches(QStringView(cellPlainText(columns.at(i), cell.cell())));
        return !found;
    });
    return found;
}

FilterExpression::Verdict FilterExpression::judge(const RowView &row, const QList<Column> &columns,
                                                  const QBitArray &shown, qint64 nowMs,
                                                  SharedVerdicts *known) const
{
    Verdict verdict;
    for (int g = 0; g < m_groups.size(); ++g) {
        bool &side = m_groupIsState.at(g) ? verdict.state : verdict.withoutState;
        if (!side)
            continue;
        bool holds = false;
        for (const int i : m_groups.at(g)) {
            const FilterTerm &term = m_terms.at(i);
            if (termHolds(term, row, columns, shown, nowMs, &known->ofTerm(i)) != term.negated) {
                holds = true;
                break;
            }
        }
        side = holds;
    }
    return verdict;
}

FilterExpression::Verdict FilterExpression::judge(const Row &row, const QList<Column> &columns,
                                                  const QBitArray &shown, qint64 nowMs) const
{
    RowList list;
    list.append(row);
    SharedVerdicts known;
    return judge(list.view(0), columns, shown, nowMs, &known);
}

bool FilterExpression::narrows(const FilterExpression &before) const
{
    if (m_terms.size() != before.m_terms.size() || m_groups != before.m_groups)
        return false;
    for (qsizetype i = 0; i < m_terms.size(); ++i) {
        const FilterTerm &now = m_terms.at(i);
        const FilterTerm &was = before.m_terms.at(i);
        if (now.kind != was.kind || now.test != was.test || now.negated != was.negated || now.key != was.key)
            return false;
        if (now.value == was.value)
            continue;
        const bool isWord = now.test == FilterTerm::Test::Contains && !now.negated &&
                            now.alternatives.size() == 1 && was.alternatives.size() == 1 &&
                            now.kind != FilterTerm::Kind::Label && now.kind != FilterTerm::Kind::Tone;
        if (!isWord || !now.value.contains(was.value, Qt::CaseInsensitive))
            return false;
    }
    return true;
}

QString FilterExpression::term(const QString &key, const QString &value)
{
    const bool needsQuotes = value.isEmpty() || std::any_of(value.cbegin(), value.cend(), [](QChar c) {
                                 return c.isSpace() || c == u',' || c == u':';
                             });
    const QString written = needsQuotes ? u'"' + value + u'"' : value;
    return key.isEmpty() ? written : key + u':' + written;
}

QString FilterExpression::withTerm(const QString &text, const QString &term)
{
    const QString trimmed = text.trimmed();
    return trimmed.isEmpty() ? term : trimmed + u' ' + term;
}

QString FilterExpression::withoutTerm(const QString &text, const FilterTerm &term)
{
    QString result = text;
    result.remove(term.start, term.length);
    return result.simplified() == result.trimmed()
               ? result.trimmed()
               : QString(result.left(term.start).trimmed() + u' ' + result.mid(term.start).trimmed())
                     .trimmed();
}

} // namespace easel
