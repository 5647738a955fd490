// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/palettedesk.h"
#include "core/changes/operation.h"

#include <QObject>

namespace easel {

// Changes tags of machines in Palette, one after the other. Palette takes only whole sets, so each machine is
// read first and written only when what is to change still is what the person saw. A dry run reads and
// compares, and writes nothing. What was written, refused or lost its answer is recorded, also when nobody
// waits for the job any more.
class HostTagJob : public QObject
{
    Q_OBJECT

public:
    struct Item
    {
        QString uid;
        QString name;
        QString connection;          // whose right it is
        QMap<QString, QString> seen; // tags as the person saw them
    };
    struct Outcome
    {
        enum class State { Waiting, Running, Done, Would, Same, Refused, Unknown };
        State state = State::Waiting;
        Error error;                 // Refused, Unknown
        QMap<QString, QString> tags; // Done: as Palette holds them now
    };
    enum class Mode { DryRun, Write };

    HostTagJob(PaletteDesk *desk, OperationLog *log, QList<Item> items, HostTagChange change, Mode mode,
               QObject *parent = nullptr);

    // What the records say that was done: "Edit tags of 3 machines".
    void setTitle(const QString &title) { m_title = title; }

    void start();
    void stop(); // what was sent stays sent; the rest stays as it is
    bool isRunning() const { return m_running; }
    Mode mode() const { return m_mode; }
    const QList<Item> &items() const { return m_items; }
    const QList<Outcome> &outcomes() const { return m_outcomes; }
    int count(Outcome::State state) const;
    // What takes the done changes back: a job for each machine, since what they had may differ.
    QList<std::pair<Item, HostTagChange>> undo() const;

Q_SIGNALS:
    void progressed(int index);
    void tagged(const QString &connection, const easel::EdgeHost &host);
    void finished();

private:
    void next();
    void conclude(const Outcome &outcome);
    HostTagChange changeOf(const Item &item) const;
    JournalEntry entryOf(const Item &item, const HostTagChange &change) const;

    PaletteDesk *m_desk;
    OperationLog *m_log;
    QList<Item> m_items;
    QList<Outcome> m_outcomes;
    HostTagChange m_change;
    Mode m_mode;
    int m_at = -1;
    bool m_running = false;
    QString m_title;
    QString m_id;                   // of the operation, for all machines
    ScopedCall<EdgeHost> m_reading; // a write goes to its end, whoever waits
};

// Tags after a change of them, and what it changes on a machine: "rack: r7, was r6".
QMap<QString, QString> tagsAfter(const QMap<QString, QString> &tags, const HostTagChange &change);
QStringList tagDifferences(const QMap<QString, QString> &before, const QMap<QString, QString> &after);

} // namespace easel
