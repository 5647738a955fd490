// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace easel {

// One condition of a search over machines or clusters. Which properties there are, Palette says itself
// (PaletteClient::edgeHostProperties(), clusterProperties()).
struct SearchCondition
{
    enum class Type { Text, Flag, Integer };
    enum class Compare { Equal, Contains, BeginsWith, Greater, GreaterOrEqual, Less, LessOrEqual };

    QString property;
    Type type = Type::Text;
    Compare compare = Compare::Equal;
    bool negated = false;
    bool ignoreCase = false;
    QStringList values; // of text: any of them
    qint64 number = 0;
    bool flag = false;

    static SearchCondition text(const QString &property, const QStringList &values,
                                Compare compare = Compare::Equal);
    static SearchCondition yesNo(const QString &property, bool flag);
    static SearchCondition integer(const QString &property, qint64 number, Compare compare = Compare::Equal);
    static SearchCondition tag(const QString &key, const QString &value); // "tags" holds "key:value"
    SearchCondition no() const;                                           // the opposite
};

// All conditions must hold.
struct SearchFilter
{
    QList<SearchCondition> conditions;
};
QJsonObject searchBody(const SearchFilter &filter);

} // namespace easel
