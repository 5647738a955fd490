// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/wordmatcher.h"
#include "core/store/rowlist.h"

#include <QBitArray>
#include <QCoreApplication>

#include <vector>

namespace easel {

// A term of a filter that could not be used as it was meant, with its place in the text.
struct FilterProblem
{
    int start = 0;
    int length = 0;
    QString sentence;
    bool operator==(const FilterProblem &) const = default;
};

// One term as written, for chips.
struct FilterTerm
{
    enum class Kind { Text, InColumn, Name, Namespace, Label, Reason, Tone };
    enum class Test { Contains, Equal, Less, LessOrEqual, Greater, GreaterOrEqual, Range };
    Kind kind = Kind::Text;
    Test test = Test::Contains;
    bool negated = false;
    QString key;   // as written, lower case; empty for free text
    QString value; // without quotes
    int start = 0;
    int length = 0;

    // For the evaluation.
    int column = -1;
    double low = 0;
    double high = 0;
    QStringList alternatives; // "a,b": any of them
    QList<WordMatcher> matchers;
};

// What was found out about texts that many rows share, so that each is looked at once. True as long as the
// rows do not change.
class SharedVerdicts
{
public:
    class Answers
    {
    public:
        template <typename F>
        bool of(quint32 shared, F &&judge)
        {
            if (shared >= m_known.size())
                m_known.resize(shared + std::size_t(64), Unknown);
            quint8 &known = m_known[shared];
            if (known == Unknown)
                known = judge() ? Yes : No;
            return known == Yes;
        }

    private:
        enum : quint8 { Unknown, Yes, No };
        std::vector<quint8> m_known;
    };
    Answers &ofTerm(int term)
    {
        if (std::size_t(term) >= m_terms.size())
            m_terms.resize(std::size_t(term) + 1);
        return m_terms[std::size_t(term)];
    }

private:
    std::vector<Answers> m_terms;
};

// The filter language of the tables: free text (every word must be in some shown cell), `key:value` for one
// column,
// `-` in front to turn it round, `gpus:>4`, `age:<2d`, `gpus:4..8`, `label:team=ice`, `is:waiting`, quotes
// for blanks, commas for "or". Terms of the same key are alternatives, all others must hold together. What
// cannot be understood is searched as text and told in problems(). Pure value.
class FilterExpression
{
    Q_DECLARE_TR_FUNCTIONS(easel::FilterExpression)

public:
    FilterExpression() = default;
    static FilterExpression parse(const QString &text, const QList<Column> &columns);

    const QString &text() const { return m_text; }
    const QList<FilterTerm> &terms() const { return m_terms; }
    const QList<FilterProblem> &problems() const { return m_problems; }
    bool isEmpty() const { return m_terms.isEmpty(); }
    bool usesTime() const
    {
        return m_usesTime;
    } // a term about an age: true rows change while nothing happens

    struct Verdict
    {
        bool withoutState = true; // every term but those about the state (is:, the state column)
        bool state = true;
        bool matches() const { return withoutState && state; }
    };
    // shown: one bit a column; free text looks at these only. An empty array means all. known: what this very
    // expression found out about the rows of one list, which did not change since.
    Verdict judge(const RowView &row, const QList<Column> &columns, const QBitArray &shown, qint64 nowMs,
                  SharedVerdicts *known) const;
    // A single row that is in no list.
    Verdict judge(const Row &row, const QList<Column> &columns, const QBitArray &shown, qint64 nowMs) const;

    // Nothing passes this that did not pass `before`: somebody went on typing a word.
    bool narrows(const FilterExpression &before) const;

    // The text with one term put in or taken out; other terms stay as they were typed.
    static QString withTerm(const QString &text, const QString &term);
    static QString withoutTerm(const QString &text, const FilterTerm &term);
    // "status:waiting" with quotes where the value needs them.
    static QString term(const QString &key, const QString &value);

private:
    bool termHolds(const FilterTerm &term, const RowView &row, const QList<Column> &columns,
                   const QBitArray &shown, qint64 nowMs, SharedVerdicts::Answers *known) const;

    QString m_text;
    QList<FilterTerm> m_terms;
    QList<QList<int>> m_groups; // indices of terms that are alternatives
    QList<bool> m_groupIsState;
    QList<FilterProblem> m_problems;
    bool m_usesTime = false;
};

// "good", "waiting", ...: the words of is: filters, one a tone.
QString toneFilterWord(Tone tone);
std::optional<Tone> toneFromFilterWord(QStringView word);

} // namespace easel
