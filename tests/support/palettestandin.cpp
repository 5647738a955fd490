// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/palettestandin.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QUrl>

namespace easel {

using namespace Qt::StringLiterals;

PaletteStandIn::PaletteStandIn() = default;

PaletteStandIn::~PaletteStandIn()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel(); // its standard input ends, and so does it
    if (!m_process.waitForFinished(10'000)) {
        m_process.kill();
        m_process.waitForFinished(5'000);
    }
}

QString PaletteStandIn::whyNot()
{
    for (const QString &program : {u"python3"_s, u"openssl"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return u"the Palette stand-in needs %1"_s.arg(program);
    }
    return {};
}

bool PaletteStandIn::start(const QStringList &arguments)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const QStringList usual{u"--clock"_s, u"zero"_s, u"--limits"_s, u"off"_s};
    m_process.start(QStringLiteral(EASEL_SOURCE_DIR "/scripts/palette"),
                    QStringList{u"run"_s} + (arguments.isEmpty() ? usual : arguments));
    const QDeadlineTimer deadline(60'000);
    while (!m_process.canReadLine()) {
        if (m_process.state() == QProcess::NotRunning || deadline.hasExpired()) {
            m_error = u"the Palette stand-in did not start"_s;
            return false;
        }
        m_process.waitForReadyRead(500);
    }
    const QJsonDocument document = QJsonDocument::fromJson(m_process.readLine());
    m_said = document.object();
    if (url().isEmpty()) {
        m_error = u"the Palette stand-in did not say where it is"_s;
        return false;
    }
    return true;
}

QByteArray PaletteStandIn::caPem() const
{
    QFile file(caFile());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ServerAddress PaletteStandIn::address() const
{
    ServerAddress address;
    address.url = QUrl(url());
    address.caPem = caPem();
    return address;
}

QString PaletteStandIn::key(const QString &who) const
{
    return m_said[u"keys"][who].toString();
}

PaletteCredential PaletteStandIn::credential(const QString &who) const
{
    PaletteCredential credential;
    credential.apiKey = key(who);
    return credential;
}

// A socket by hand: nothing of Easel's own takes part in what is asked about Easel, and no event loop runs.
QJsonValue PaletteStandIn::ask(const QString &method, const QString &path, const QJsonObject &body)
{
    const QUrl admin(m_said[u"admin"].toString());
    const QByteArray content =
        body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact);
    QTcpSocket socket;
    socket.connectToHost(admin.host(), quint16(admin.port()));
    if (!socket.waitForConnected(10'000)) {
        m_error = socket.errorString();
        return {};
    }
    socket.write(
        method.toLatin1() + ' ' + path.toUtf8() +
        " HTTP/1.1\r\nHost: stand-in\r\nX-Stand-In-Token: " + m_said[u"adminToken"].toString().toLatin1() +
        "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
        QByteArray::number(content.size()) + "\r\n\r\n" + content);
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState || socket.bytesAvailable() > 0) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(30'000))
            break;
        answer += socket.readAll();
    }
    const qsizetype head = answer.indexOf("\r\n\r\n");
    const QJsonDocument document =
        QJsonDocument::fromJson(answer.sliced(head < 0 ? answer.size() : head + 4));
    const QJsonValue value =
        document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    if (!answer.startsWith("HTTP/1.1 2") && !answer.startsWith("HTTP/1.0 2")) {
        m_error = u"%1 %2: %3"_s.arg(method, path, value[u"error"].toString());
        return {};
    }
    return value;
}

int PaletteStandIn::requests(const QString &method, const QString &path)
{
    const QString query = QString::fromLatin1(QUrl::toPercentEncoding(path, "/"));
    return int(ask(u"GET"_s, u"/log?method=%1&path=%2"_s.arg(method, query))[u"requests"].toArray().size());
}

QStringList PaletteStandIn::violations()
{
    QStringList lines;
    const QJsonArray all = ask(u"GET"_s, u"/violations"_s)[u"violations"].toArray();
    for (const auto &one : all)
        lines << QString::fromUtf8(QJsonDocument(one.toObject()).toJson(QJsonDocument::Compact));
    return lines;
}

} // namespace easel
