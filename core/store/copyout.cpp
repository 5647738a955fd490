// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/copyout.h"

#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/store/podaccess.h"
#include "core/store/source.h"
#include "core/store/tarreader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace easel {

namespace {

constexpr qsizetype mostWaiting =
    4 * 1024 * 1024; // bytes that may wait for the disk; then the container waits
constexpr qsizetype longestWords = 4000;
constexpr qsizetype mostRefusedTold = 20;
constexpr int mostNumbers = 1000;
constexpr int notFoundInShell = 127;

} // namespace

// Writes what the reader hands over. Used by one job of the pool at a time.
class CopyOut::Writer : public TarReader::Sink
{
public:
    Writer(QString target, const QString &name)
        : m_parent(std::move(target))
        , m_name(name)
        , m_reader(this)
    {}
    ~Writer() override { drop(); }

    bool feed(const QByteArray &bytes) { return m_reader.feed(bytes); }
    bool isWhole() const { return m_reader.isComplete(); }
    QString problem() const { return m_problem.isEmpty() ? m_reader.problem() : m_problem; }

    // The file that was not whole goes.
    void drop()
    {
        if (m_file.isOpen()) {
            m_file.close();
            m_file.remove();
        }
    }

    bool begin(const TarReader::Entry &entry) override
    {
        // Everything that was asked for begins with its name, which may become another one here.
        const QString first = entry.name.section(u'/', 0, 0);
        if (first != m_name) {
            refused(entry.name, CopyOut::tr("it was not asked for"));
            m_skipping = entry.kind == TarReader::Entry::Kind::File;
            return true;
        }
        if (!chooseTarget())
            return false;
        const QString path = outcome.target + entry.name.mid(first.size());
        // Folders of ours only: a link cannot stand on the way, because none was written.
        const QString folder = entry.kind == TarReader::Entry::Kind::Folder ? path : QFileInfo(path).path();
        if (!QDir().mkpath(folder)) {
            m_problem = CopyOut::tr("The folder %1 could not be made").arg(cleanedLine(folder));
            return false;
        }
        if (entry.kind == TarReader::Entry::Kind::Folder)
            return true;
        m_file.setFileName(path);
        // New and nothing else: two entries of one name, or two names that this file system holds for one, do
        // not replace each other.
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
            if (QFileInfo::exists(path)) {
                refused(entry.name, CopyOut::tr("there is a file of this name already"));
                m_skipping = true;
                return true;
            }
            m_problem =
                CopyOut::tr("%1 could not be written: %2").arg(cleanedLine(path), m_file.errorString());
            return false;
        }
        if (entry.executable)
            m_file.setPermissions(m_file.permissions() | QFileDevice::ExeOwner | QFileDevice::ExeUser);
        return true;
    }
    bool data(const QByteArray &bytes) override
    {
        if (m_skipping)
            return true;
        if (m_file.write(bytes) != bytes.size()) {
            m_problem = CopyOut::tr("%1 could not be written: %2")
                            .arg(cleanedLine(m_file.fileName()), m_file.errorString());
            return false;
        }
        outcome.bytes += bytes.size();
        return true;
    }
    bool end() override
    {
        if (std::exchange(m_skipping, false))
            return true;
        const bool written = m_file.flush();
        if (!written) {
            m_problem = CopyOut::tr("%1 could not be written: %2")
                            .arg(cleanedLine(m_file.fileName()), m_file.errorString());
            return false;
        }
        m_file.close();
        ++outcome.files;
        return true;
    }
    void refused(const QString &name, const QString &why) override
    {
        ++outcome.refusedCount;
        if (outcome.refused.size() < mostRefusedTold)
            outcome.refused << CopyOut::tr("%1: %2").arg(name, why);
    }

    Outcome outcome;

private:
    bool chooseTarget()
    {
        if (!outcome.target.isEmpty())
            return true;
        for (int number = 1; number < mostNumbers; ++number) {
            const QString path = m_parent + u'/' + (number == 1 ? m_name : numbered(number));
            if (QFileInfo::exists(path) || QFileInfo(path).isSymLink())
                continue;
            outcome.target = path;
            return true;
        }
        m_problem = CopyOut::tr("%1 holds too many copies already").arg(cleanedLine(m_parent));
        return false;
    }
    QString numbered(int number) const // "log-2", "run-2.txt"
    {
        const QString ending = QFileInfo(m_name).suffix();
        const bool hasEnding = !ending.isEmpty() && m_name.size() > ending.size() + 1;
        const QString stem = hasEnding ? m_name.chopped(ending.size() + 1) : m_name;
        return stem + u'-' + QString::number(number) + (hasEnding ? u'.' + ending : QString());
    }

    QString m_parent;
    QString m_name;
    QFile m_file;
    QString m_problem;
    bool m_skipping = false;
    TarReader m_reader;
};

QString CopyOut::whyNot(const QString &path)
{
    if (!path.startsWith(u'/'))
        return tr("Give the whole path, from / on.");
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    if (parts.contains(QStringLiteral("..")))
        return tr("Give a path without '..'.");
    if (parts.isEmpty())
        return tr("The whole file system is not copied. Choose a folder or a file.");
    if (!TarReader::whyNot(parts.last()).isEmpty() || cleaned(path) != path || path.contains(u'\n'))
        return tr("The path holds characters that no path should have.");
    return {};
}

CopyOut::CopyOut(Source *source, const ContainerRef &from, const QString &path, const QString &folder,
                 QObject *parent)
    : QObject(parent)
    , m_attempt(
          tr("copy %1 out of %2").arg(cleanedLine(path), cleanedLine(from.namespaceName + u'/' + from.pod)))
{
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    PodStreams *pods = podStreamsOf(source);
    const QString problem = pods ? whyNot(path) : tr("There are no containers here.");
    if (!problem.isEmpty()) {
        QMetaObject::invokeMethod(
            this, [this, problem] { fail(makeError(Error::Kind::Invalid, problem)); }, Qt::QueuedConnection);
        return;
    }
    m_writer = std::make_shared<Writer>(folder, parts.last());
    ExecRequest request;
    request.in = from;
    request.input = false;
    request.terminal = false;
    QStringList above = parts;
    above.removeLast();
    // From the folder above, so that names in the archive begin with the last part; never through a shell.
    request.command = {QStringLiteral("tar"), QStringLiteral("-cf"),   QStringLiteral("-"),
                       QStringLiteral("-C"),  u'/' + above.join(u'/'), QStringLiteral("--"),
                       parts.last()};
    m_session = pods->exec(request, this);
    connect(m_session, &ExecSession::output, this, &CopyOut::take);
    connect(m_session, &ExecSession::errorOutput, this, [this](const QByteArray &bytes) {
        if (m_words.size() < longestWords)
            m_words += bytes;
    });
    connect(m_session, &ExecSession::finished, this, [this](int code) {
        m_ended = true;
        m_exitCode = code;
        pump();
    });
    connect(m_session, &ExecSession::failed, this, [this](const Error &error) {
        Error told = error;
        if (error.message.contains(u"executable file not found") || error.message.contains(u"no such file")) {
            told.advice =
                tr("Easel copies with the program tar of the container, which this image seems not to have. "
                   "Copy from a container that has it, such as a debug container.");
        }
        fail(told);
    });
}

CopyOut::~CopyOut()
{
    if (m_session)
        m_session->stop();
}

void CopyOut::take(const QByteArray &bytes)
{
    if (m_over)
        return;
    m_waiting += bytes;
    if (m_waiting.size() > mostWaiting && m_session)
        m_session->setPaused(true);
    pump();
}

void CopyOut::pump()
{
    if (m_writing || m_over)
        return;
    if (m_waiting.isEmpty()) {
        if (m_ended)
            conclude();
        return;
    }
    m_writing = true;
    runInPool([writer = m_writer, bytes = std::exchange(m_waiting, {})]() -> Result<Outcome> {
        if (writer->feed(bytes))
            return writer->outcome;
        return failure(Error::Kind::File, writer->problem());
    }).then(this, [this](const Result<Outcome> &written) {
        m_writing = false;
        if (m_over)
            return;
        if (!written) {
            fail(written.error());
            return;
        }
        m_outcome = *written;
        Q_EMIT progressed(m_outcome.files, m_outcome.bytes);
        if (m_session)
            m_session->setPaused(false);
        pump();
    });
}

void CopyOut::conclude()
{
    const QString words = cleanedLine(redacted(QString::fromUtf8(m_words)));
    const bool gotNothing = m_outcome.files == 0 && m_outcome.target.isEmpty() && m_outcome.refusedCount == 0;
    if (m_exitCode == notFoundInShell || (m_exitCode != 0 && gotNothing)) {
        fail(makeError(Error::Kind::Tool,
                       words.isEmpty() ? tr("tar ended with exit code %1").arg(m_exitCode) : words));
        return;
    }
    if (!m_writer->isWhole()) {
        fail(makeError(Error::Kind::Network, tr("the archive broke off"),
                       tr("The files that are there are whole; copy again for the rest.")));
        return;
    }
    // tar goes on after a file that it may not read, and says so.
    if (m_exitCode != 0 && !words.isEmpty()) {
        ++m_outcome.refusedCount;
        m_outcome.refused << words;
    }
    m_over = true;
    Q_EMIT finished();
}

void CopyOut::fail(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    if (m_session)
        m_session->stop();
    // The job that may still run holds the writer; the half file goes with the last of them.
    m_writer.reset();
    Q_EMIT failed(error.tried(m_attempt));
}

void CopyOut::cancel()
{
    if (std::exchange(m_over, true))
        return;
    if (m_session)
        m_session->stop();
    m_writer.reset();
}

} // namespace easel
