// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QSet>
#include <QString>

#include <optional>

namespace easel {

// How much of a list has come. Palette may announce more than it delivers: "146 of 148" is what is true.
struct ListTruth
{
    enum class End {
        Running,       // more pages follow
        Whole,         // the last page said that it is the last
        RepeatedToken, // the same page would come again
        NothingNew,    // a page held only what was there already
        PageCap,       // given up after too many pages
    };
    qint64 delivered = 0;  // different objects
    qint64 announced = -1; // as Palette counts; -1: it does not say
    int pages = 0;
    End end = End::Running;

    // Every object that there is was delivered, as far as anybody can know.
    bool isComplete() const;
    QString text() const; // "148", "146 of 148", "50 of 148 so far"
    bool operator==(const ListTruth &) const = default;
};

// Which page comes next. Pure: knows tokens and uids, no network.
class PageWalk
{
public:
    explicit PageWalk(int mostPages = 2000)
        : m_mostPages(mostPages)
    {}

    bool isNew(const QString &uid); // and remembers it; without uid everything is new
    // A page has come: `added` of its objects were new. The token of the next page, or nothing at the end.
    std::optional<QString> next(const QJsonObject &listmeta, qint64 items, qint64 added);
    const ListTruth &truth() const { return m_truth; }

private:
    std::optional<QString> stop(ListTruth::End end);

    int m_mostPages;
    ListTruth m_truth;
    QSet<QString> m_uids;
    QSet<QString> m_tokens;
};

} // namespace easel
