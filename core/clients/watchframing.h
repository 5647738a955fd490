// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace easel {

// Cuts a byte stream into lines, however it is torn: in the middle of a line, of a UTF-8 sequence or byte by
// byte. Own work, because canReadLine() of a reply looks through all that is buffered each time.
class WatchFraming
{
public:
    // Longer than any object: etcd stores 1.5 MiB, kube-apiserver takes requests of 3 MiB.
    explicit WatchFraming(qsizetype longestLine = 16 * 1024 * 1024);

    // Appends the complete, non-empty lines, without line ends. False when a line is longer than allowed:
    // give up.
    bool feed(const QByteArray &bytes, QList<QByteArray> &lines);
    qsizetype pendingBytes() const { return m_pending.size(); }
    bool hasPartialLine() const; // more than white space after the last line end

private:
    QByteArray m_pending;
    qsizetype m_searched = 0;
    qsizetype m_longestLine;
};

// The kind of a watch event, seen without parsing all of it.
enum class WatchEventKind { Object, Bookmark, Error };
WatchEventKind watchEventKind(const QByteArray &event);

} // namespace easel
