// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/podstreams.h"

#include <QPointer>

#include <memory>

namespace easel {

class Source;

// Copies a file or folder out of a container into a folder of this computer, through tar in the container.
// Nothing is written outside the folder and nothing that is there is replaced; what is refused is told.
class CopyOut : public QObject
{
    Q_OBJECT

public:
    struct Outcome
    {
        int files = 0;
        qint64 bytes = 0;
        QStringList refused;  // "etc/link: it is a link"
        int refusedCount = 0; // the list holds the first ones
        QString target;       // where they went; empty: nothing did
    };

    // Below `folder` it gets the last part of `path` as its name, with a number when that is taken.
    CopyOut(Source *source, const ContainerRef &from, const QString &path, const QString &folder,
            QObject *parent = nullptr);
    ~CopyOut() override;

    void cancel(); // what was copied stays, but the file that was not whole
    bool isOver() const { return m_over; }
    const Outcome &outcome() const { return m_outcome; }

    // Why a path in a container cannot be copied; empty: it can be tried.
    static QString whyNot(const QString &path);

Q_SIGNALS:
    void progressed(int files, qint64 bytes);
    void finished();
    void failed(const easel::Error &error);

private:
    class Writer;
    void take(const QByteArray &bytes);
    void pump();
    void conclude();
    void fail(const Error &error);

    QPointer<ExecSession> m_session;
    std::shared_ptr<Writer> m_writer;
    QString m_attempt;
    QByteArray m_waiting;
    QByteArray m_words; // of tar's
    bool m_writing = false;
    bool m_ended = false; // tar's side
    int m_exitCode = 0;
    bool m_over = false;
    Outcome m_outcome;
};

} // namespace easel
