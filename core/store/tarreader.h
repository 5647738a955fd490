// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace easel {

// A tar stream in any pieces (POSIX ustar and pax, GNU long names). What it hands over is safe to put below a
// folder: an entry that would leave it, a link, a device or a name that no file can have is refused, said and
// skipped.
class TarReader
{
public:
    struct Entry
    {
        enum class Kind { File, Folder };
        Kind kind = Kind::File;
        QString name; // relative, '/' between parts, never "..", never empty
        qint64 size = 0;
        bool executable = false;
    };
    class Sink
    {
    public:
        virtual ~Sink() = default;
        // False: something on this side failed; nothing more is read.
        virtual bool begin(const Entry &entry) = 0;
        virtual bool data(const QByteArray &bytes) = 0; // of the file that began last
        virtual bool end() = 0;                         // of a file
        virtual void refused(const QString &name, const QString &why) = 0;
    };

    explicit TarReader(Sink *sink);

    // False: it is broken, or the sink gave up; problem() says which.
    bool feed(const QByteArray &bytes);
    bool isComplete() const { return m_sawEnd; } // the end mark came
    bool isBetweenEntries() const { return m_left == 0 && m_padding == 0 && m_pending.isEmpty(); }
    QString problem() const { return m_problem; }

    // Why a name may not be written; empty: it may.
    static QString whyNot(const QString &name);

private:
    enum class Part { Skip, File, LongName, LongLink, Pax, GlobalPax };
    bool readHeader(const QByteArray &block);
    void readPax(const QByteArray &text);
    bool fail(const QString &problem);
    bool finishPart();

    Sink *m_sink;
    QByteArray m_pending; // less than a block
    Part m_part = Part::Skip;
    qint64 m_left = 0;    // of the entry
    qint64 m_padding = 0; // behind it
    QByteArray m_text;    // of a long name or pax header
    std::optional<QByteArray> m_nextName;
    std::optional<qint64> m_nextSize;
    bool m_sawZeros = false;
    bool m_sawEnd = false;
    QString m_problem;
};

} // namespace easel
