// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/paletteentry.h"

#include "app/context/palettedesk.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteEntry)
};

bool isIncomplete(const QMap<QString, QString> &tags)
{
    return std::any_of(tags.begin(), tags.end(),
                       [](const QString &value) { return value.startsWith(u"<redacted"); });
}

} // namespace

JournalEntry paletteEntry(const PaletteConnection &connection, QStringView kind, const QString &name,
                          const QString &uid)
{
    const QString title = connection.title.isEmpty() ? connection.place() : connection.title;
    JournalEntry entry;
    entry.source = title;
    // Whose an API key is, Palette does not say.
    entry.identity = connection.withPassword() ? connection.email : Text::tr("API key of %1").arg(title);
    entry.ref.kind = kind.toString();
    entry.ref.name = name;
    entry.palette.connection = connection.id;
    entry.palette.uid = uid;
    return entry;
}

void setOutcome(JournalEntry *entry, const Error *error)
{
    entry->time = QDateTime::currentDateTimeUtc();
    if (!error) {
        entry->outcome = u"done"_s;
        return;
    }
    const bool gaveUp = error->kind == Error::Kind::Canceled;
    entry->outcome =
        gaveUp || error->kind == Error::Kind::OutcomeUnknown ? u"outcome unknown"_s : u"refused"_s;
    entry->message =
        gaveUp ? Text::tr("The connection was given up before Palette answered.") : errorSentence(*error);
}

QString whyNotTakenBack(const JournalEntry &entry, const PaletteDesk *desk)
{
    if (entry.ref.kind == PaletteObject::Token)
        return entry.verb == u"delete"
                   ? Text::tr("A registration token that was deleted cannot be made again.")
                   : Text::tr("Registration tokens are turned off and deleted under Add a machine.");
    if (entry.outcome == u"outcome unknown")
        return Text::tr("Nobody knows whether it was changed. Look at the tags in the inventory.");
    if (entry.outcome != u"done" || entry.palette.before == entry.palette.after)
        return Text::tr("Nothing was changed, so there is nothing to restore.");
    if (isIncomplete(entry.palette.before) || isIncomplete(entry.palette.after))
        return Text::tr("The journal keeps no credentials, so these tags cannot be restored from here.");
    if (!desk->connection(entry.palette.connection).isSet())
        return Text::tr("This was changed with the connection %1, which is not kept any more.")
            .arg(entry.source);
    return {};
}

} // namespace easel
