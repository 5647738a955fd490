// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/lanestream.h"

#include "core/base/gunzip.h"
#include "core/clients/kubestatus.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QPointer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::LaneStream)
};

constexpr qint64 readAtOnce = 4 * 1024 * 1024;
constexpr qsizetype longestRefusal = 1024 * 1024;

} // namespace

LaneStream::LaneStream(QObject *parent)
    : HttpStream(parent)
{}

LaneStream::~LaneStream()
{
    abort();
}

void LaneStream::start(const LaneSetup &setup, QNetworkAccessManager *manager, const HttpRequest &request,
                       std::function<void()> freePlace)
{
    m_freePlace = std::move(freePlace);
    m_exchange = std::make_unique<Exchange>(setup, manager, request, Exchange::Mode::Stream, nullptr);
    connect(m_exchange.get(), &Exchange::headersArrived, this, [this] {
        m_status = m_exchange->status();
        const HttpReply head{m_status, m_exchange->headers(), {}};
        m_packed = head.header("Content-Encoding").trimmed().toLower() == "gzip";
        if (m_status >= 200 && m_status < 300)
            Q_EMIT headersArrived(m_status);
    });
    connect(m_exchange.get(), &Exchange::readyRead, this, [this] {
        if (m_status >= 200 && m_status < 300)
            Q_EMIT readyRead();
        else
            takeRefusal();
    });
    connect(m_exchange.get(), &Exchange::finished, this, &LaneStream::conclude);
    connect(m_exchange.get(), &Exchange::failed, this, [this](const Error &error) {
        if (std::exchange(m_over, true))
            return;
        const QPointer<LaneStream> guard(this);
        leave();
        if (guard)
            Q_EMIT failed(error);
    });
}

void LaneStream::failSoon(const Error &error)
{
    QMetaObject::invokeMethod(
        this,
        [this, error] {
            if (!std::exchange(m_over, true))
                Q_EMIT failed(error);
        },
        Qt::QueuedConnection);
}

void LaneStream::drop()
{
    if (std::exchange(m_over, true))
        return;
    const QPointer<LaneStream> guard(this);
    leave();
    if (guard)
        Q_EMIT failed(makeError(Error::Kind::Canceled, Text::tr("The connection was given up")));
}

QByteArray LaneStream::readAll()
{
    if (!m_exchange)
        return {};
    const QByteArray bytes = m_exchange->read(readAtOnce);
    if (m_received && (bytes.isEmpty() || !m_exchange->hasBytes()))
        QMetaObject::invokeMethod(this, &LaneStream::end, Qt::QueuedConnection);
    return bytes;
}

void LaneStream::abort()
{
    m_over = true;
    leave();
}

void LaneStream::setInactivity(std::chrono::milliseconds inactivity)
{
    if (m_exchange)
        m_exchange->setInactivity(inactivity);
}

void LaneStream::leave()
{
    if (m_exchange) {
        m_exchange->giveUp();
        m_exchange.release()->deleteLater();
    }
    if (const auto freePlace = std::exchange(m_freePlace, nullptr))
        freePlace();
}

void LaneStream::takeRefusal()
{
    const QByteArray bytes = m_exchange->read(readAtOnce);
    if (m_refusal.body.size() < longestRefusal)
        m_refusal.body += bytes;
}

void LaneStream::conclude()
{
    const QPointer<LaneStream> guard(this);
    if (m_status >= 200 && m_status < 300) {
        m_received = true;
        Q_EMIT readyRead(); // what is left
        if (guard && !m_over && !m_exchange->hasBytes())
            end(); // otherwise when whoever makes a pause has read the rest
        return;
    }
    takeRefusal();
    if (m_packed) {
        Gunzip gunzip;
        QByteArray plain;
        gunzip.feed(m_refusal.body, [&plain](const QByteArray &piece) {
            plain += piece;
            return plain.size() < longestRefusal;
        });
        m_refusal.body = plain;
    }
    m_refusal.status = m_status;
    m_refusal.headers = m_exchange->headers();
    m_over = true;
    leave();
    if (guard)
        Q_EMIT failed(errorFromReply(m_refusal));
}

void LaneStream::end()
{
    if (std::exchange(m_over, true))
        return;
    const QPointer<LaneStream> guard(this);
    leave();
    if (guard)
        Q_EMIT ended();
}

} // namespace easel
