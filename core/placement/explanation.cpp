// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/explanation.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QLocale>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Explanation)
};

class Writer
{
public:
    void line(int indent, const QString &text)
    {
        m_text += QString(indent, u' ') + cleanedLine(text) + u'\n';
    }
    void gap()
    {
        if (!m_text.isEmpty())
            m_text += u'\n';
    }

    void part(const ExplainedPart &part)
    {
        gap();
        if (!part.title.isEmpty())
            line(0, part.title);
        if (!part.sentence.isEmpty())
            line(0, part.sentence);
        for (const ExplainedStage &stage : part.funnel) {
            line(2, stage.dropped > 0 ? Text::tr("%1: %2 left, %3 out", "stage of a funnel")
                                            .arg(stage.name)
                                            .arg(stage.left)
                                            .arg(stage.dropped)
                                      : Text::tr("%1: %2 left").arg(stage.name).arg(stage.left));
        }
        for (qsizetype i = 0; i < part.ranked.size(); ++i) {
            if (i == part.chosen && !part.cut.isEmpty())
                line(2, part.cut);
            item(part, part.ranked.at(i));
        }
        for (const ExplainedItem &left : part.leftOut)
            item(part, left);
        if (part.leftOutTotal > part.leftOut.size())
            line(2, Text::tr("And %n more machine(s), with as many failing rules or more.", nullptr,
                             part.leftOutTotal - int(part.leftOut.size())));
        for (const QString &change : part.help)
            line(2, change);
    }

    QString text() const { return m_text; }

private:
    void item(const ExplainedPart &part, const ExplainedItem &item)
    {
        QStringList words{item.name, explainedStateWord(item.state)};
        if (!item.has.isEmpty())
            words << item.has;
        if (item.total)
            words << (part.kind == ExplainedPart::Kind::Clusters
                          ? Text::tr("total %1").arg(signedNumber(*item.total))
                          : Text::tr("%1 % of it is asked for").arg(*item.total));
        line(2, words.join(u", "_s));
        const QStringList sums = scoreSums(part, item);
        if (!sums.isEmpty())
            line(4, sums.join(u"; "_s));
        if (!item.because.isEmpty())
            line(4, item.because);
        for (const ExplainedReason &reason : item.reasons)
            line(4, reason.sentence);
        for (const QString &change : item.help)
            line(4, change);
    }

    QString m_text;
};

} // namespace

QString explainedStateWord(ExplainedItem::State state)
{
    switch (state) {
    case ExplainedItem::State::Stays:
        return Text::tr("Stays");
    case ExplainedItem::State::New:
        return Text::tr("New");
    case ExplainedItem::State::Leaves:
        return Text::tr("Leaves");
    case ExplainedItem::State::Fits:
        return Text::tr("Not chosen");
    case ExplainedItem::State::LeftOut:
        break;
    }
    return Text::tr("Does not qualify");
}

QString signedNumber(qint64 number)
{
    const QString digits = QLocale().toString(number < 0 ? -number : number);
    return number < 0 ? QChar(0x2212) + digits : digits;
}

QStringList scoreSums(const ExplainedPart &part, const ExplainedItem &item)
{
    QStringList sums;
    for (qsizetype i = 0; i < part.scores.size() && i < item.scores.size(); ++i) {
        const ExplainedScore &score = part.scores.at(i);
        const auto &value = item.scores.at(i);
        sums << (value ? Text::tr("%1 %2 × %3 = %4", "name of a score, weight, score, product")
                             .arg(score.name, signedNumber(score.weight), signedNumber(*value),
                                  signedNumber(score.weight * *value))
                       : Text::tr("%1: no value, counts 0").arg(score.name));
    }
    return sums;
}

QString explanationText(const Explanation &explanation)
{
    Writer writer;
    writer.line(0, explanation.heading);
    if (!explanation.change.isEmpty())
        writer.line(0, explanation.changeTitle + u": "_s + explanation.change);
    for (const QString &sentence : explanation.sentences)
        writer.line(0, sentence);
    if (!explanation.remedy.isEmpty())
        writer.line(0, remedyText(explanation.remedy));
    for (const ExplainedPart &part : explanation.parts)
        writer.part(part);
    if (!explanation.refusals.isEmpty() || !explanation.waterfalls.isEmpty())
        writer.gap();
    for (const ExplainedReason &reason : explanation.refusals)
        writer.line(0, reason.sentence);
    for (const QuotaWaterfall &fall : explanation.waterfalls) {
        const QStringList levels = fall.lines();
        for (const QString &level : levels)
            writer.line(2, fall.resource + u": "_s + level);
    }
    for (const QString &change : explanation.help)
        writer.line(0, change);
    if (!explanation.snapshot.isEmpty()) {
        writer.gap();
        writer.line(0, Text::tr("Snapshot %1").arg(explanation.snapshot));
    }
    return writer.text();
}

QString remedyText(const QString &remedy)
{
    return Text::tr("This would do, tried as a whole: %1").arg(remedy);
}

QString snapshotHash(const QByteArray &content)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex().left(16));
}

} // namespace easel
