// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/resourcetype.h"

#include <QDateTime>
#include <QObject>

#include <deque>

namespace easel {

// One thing that the engine did or could not do.
struct EngineLogLine
{
    enum class Level { Info, Warning, Error };
    quint64 number = 0; // counts up, so that a view knows what it has
    QDateTime at;
    Level level = Level::Info;
    ObjectRef ref; // may be empty: about the engine itself
    QString text;  // without secrets, cleaned
};

// The last things that the engine did, for people; also written to the log category easel.engine.
class EngineLog : public QObject
{
    Q_OBJECT

public:
    explicit EngineLog(QObject *parent = nullptr);

    void info(const ObjectRef &ref, const QString &text) { add(EngineLogLine::Level::Info, ref, text); }
    void warn(const ObjectRef &ref, const QString &text) { add(EngineLogLine::Level::Warning, ref, text); }
    void error(const ObjectRef &ref, const QString &text) { add(EngineLogLine::Level::Error, ref, text); }
    const std::deque<EngineLogLine> &lines() const { return m_lines; }

Q_SIGNALS:
    void added(const easel::EngineLogLine &line);

private:
    void add(EngineLogLine::Level level, const ObjectRef &ref, const QString &text);

    std::deque<EngineLogLine> m_lines;
    quint64 m_next = 1;
};

} // namespace easel
