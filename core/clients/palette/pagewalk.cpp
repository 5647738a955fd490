// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/pagewalk.h"

#include "core/clients/palette/palettejson.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ListTruth)
};

} // namespace

bool ListTruth::isComplete() const
{
    switch (end) {
    case End::Whole:
        return announced <= delivered;
    case End::RepeatedToken:
    case End::NothingNew:
        return announced >= 0 && announced <= delivered;
    case End::Running:
    case End::PageCap:
        return false;
    }
    return false;
}

QString ListTruth::text() const
{
    if (end == End::Running) {
        return announced > delivered ? Text::tr("%1 of %2 so far").arg(delivered).arg(announced)
                                     : Text::tr("%1 so far").arg(delivered);
    }
    if (isComplete())
        return QString::number(delivered);
    return announced > delivered ? Text::tr("%1 of %2").arg(delivered).arg(announced)
                                 : Text::tr("%1, perhaps not all").arg(delivered);
}

bool PageWalk::isNew(const QString &uid)
{
    if (uid.isEmpty())
        return true;
    if (m_uids.contains(uid))
        return false;
    m_uids.insert(uid);
    return true;
}

std::optional<QString> PageWalk::stop(ListTruth::End end)
{
    m_truth.end = end;
    return std::nullopt;
}

std::optional<QString> PageWalk::next(const QJsonObject &listmeta, qint64 items, qint64 added)
{
    ++m_truth.pages;
    m_truth.delivered += added;
    if (const std::optional<qint64> count = palettejson::integer(listmeta[u"count"]))
        m_truth.announced = std::max(m_truth.announced, *count);
    const QString token = listmeta[u"continue"].toString();
    if (token.isEmpty())
        return stop(ListTruth::End::Whole);
    if (m_tokens.contains(token))
        return stop(ListTruth::End::RepeatedToken);
    m_tokens.insert(token);
    if (items == 0 || added == 0)
        return stop(ListTruth::End::NothingNew);
    if (m_truth.pages >= m_mostPages)
        return stop(ListTruth::End::PageCap);
    return token;
}

} // namespace easel
