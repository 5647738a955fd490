// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

#include <QMap>

namespace easel {

class Journal;

struct OperationStep
{
    enum class State { Waiting, Running, Done, Refused, OutcomeUnknown, Skipped };
    ObjectRef ref;
    PlanItem::Change change = PlanItem::Change::Create;
    State state = State::Waiting;
    std::optional<Error> error;
    QString note; // "read back: the change arrived"
    QDateTime startedAt;
    QDateTime endedAt;
};

// Applies a plan step by step and tells each outcome. It belongs to the OperationLog, not to a window:
// closing a window cancels nothing. cancel() stops before the next step. A step whose answer was lost is read
// back.
class ApplyOperation : public QObject
{
    Q_OBJECT

public:
    enum class State { Running, Done, Failed, Canceled };

    QString id() const;
    QString title() const;
    QString sourceTitle() const;
    State state() const;
    const QList<OperationStep> &steps() const;
    const Plan &plan() const;
    QDateTime startedAt() const;
    QDateTime endedAt() const;
    void cancel();

Q_SIGNALS:
    void stepChanged(int index);
    void finished();

private:
    friend class OperationLog;
    ApplyOperation(Source *source, Plan plan, Journal *journal, QObject *parent);
    ~ApplyOperation() override;
    class Private;
    std::unique_ptr<Private> d;
};

// What an entry is about when it is no object of a hub or a folder, but one of Palette that a person changed
// with a connection of their own.
struct PaletteObject
{
    static constexpr QStringView Host = u"EdgeHost"; // kinds, in the entry's ref
    static constexpr QStringView Token = u"RegistrationToken";
    QString connection;            // id of the person's own connection
    QString uid;                   // empty: it was never told, as the answer was lost
    QMap<QString, QString> before; // of a machine: the tags that changed; what was not set is missing
    QMap<QString, QString> after;
    bool isSet() const { return !connection.isEmpty(); }
};

// One line of the journal: who, where, what, the diff and the answer; redacted.
struct JournalEntry
{
    QDateTime time;
    QString operationId;
    QString title;
    QString source;
    QString identity;
    ObjectRef ref;
    QString verb;    // create, change, delete
    QString outcome; // done, refused, outcome unknown, skipped
    QString message;
    QString diff;      // unified
    QByteArray before; // YAML for restore; Secrets without values
    PaletteObject palette{};
};

// Append-only JSON lines on disk, written off the GUI thread, rotated at some megabytes.
class Journal : public QObject
{
    Q_OBJECT

public:
    explicit Journal(QString file, QObject *parent = nullptr);
    ~Journal() override;
    static QString defaultFile();
    void append(const JournalEntry &entry);
    Call<QList<JournalEntry>> latest(int count = 500);

Q_SIGNALS:
    void appended(const easel::JournalEntry &entry);
    void failed(const easel::Error &error); // disk full, read-only: said once

private:
    class Private;
    std::unique_ptr<Private> d;
};

// All operations of this run, newest first, and the journal that outlives them.
class OperationLog : public QObject
{
    Q_OBJECT

public:
    explicit OperationLog(Journal *journal, QObject *parent = nullptr);
    ApplyOperation *start(Source *source, const Plan &plan); // only applicable plans; null otherwise
    const QList<ApplyOperation *> &operations() const { return m_operations; }
    int running() const;
    // What was changed without a plan: it goes into the journal, and is among this run's.
    void record(const JournalEntry &entry);
    const QList<JournalEntry> &records() const { return m_records; } // newest first

Q_SIGNALS:
    void started(easel::ApplyOperation *operation);
    void changed(easel::ApplyOperation *operation);
    void recorded();

private:
    Journal *m_journal;
    QList<ApplyOperation *> m_operations;
    QList<JournalEntry> m_records;
};

} // namespace easel
