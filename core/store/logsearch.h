// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/logbuffer.h"

#include <QObject>
#include <QString>

#include <deque>

namespace easel {

// Which lines of a buffer hold a text, letters of any case. A big buffer is searched in slices between
// events, new lines as they come.
class LogSearch : public QObject
{
    Q_OBJECT

public:
    explicit LogSearch(const LogBuffer *buffer, QObject *parent = nullptr);

    void setText(const QString &text); // empty: nothing is looked for
    const QString &text() const { return m_text; }
    bool isActive() const { return !m_text.isEmpty(); }
    bool isComplete() const { return m_next >= m_buffer->end(); }
    void update(); // lines came or went

    qsizetype count() const { return qsizetype(m_hits.size()); }
    qint64 hit(qsizetype index) const { return m_hits[std::size_t(index)]; }
    bool isHit(qint64 number) const;
    // The next one behind (or before) a line, round the end; -1: there is none.
    qint64 next(qint64 number) const;
    qint64 previous(qint64 number) const;
    qsizetype indexOf(qint64 number) const; // of the first hit that is not before

Q_SIGNALS:
    void changed();

private:
    void go();

    const LogBuffer *m_buffer;
    QString m_text;
    QByteArray m_folded; // lower-case UTF-8, where folding bytes is enough
    bool m_isAscii = false;
    qint64 m_next = 0;
    std::deque<qint64> m_hits;
    bool m_again = false;
};

// Whether a line holds the text; needle lower-case. For ASCII no line is decoded.
bool logLineHolds(QByteArrayView line, const QByteArray &asciiNeedle);

} // namespace easel
