// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signedlanes.h"

#include <QPointer>

namespace easel {

// A stream that begins when there is an identity, and once more after a 401.
class SignedStream : public HttpStream
{
    Q_OBJECT

public:
    SignedStream(SignedLanes *lanes, HttpRequest request, QObject *parent);
    ~SignedStream() override;

    int status() const override { return m_inner ? m_inner->status() : 0; }
    bool isPacked() const override { return m_inner && m_inner->isPacked(); }
    QByteArray readAll() override { return m_inner ? m_inner->readAll() : QByteArray(); }
    void abort() override;
    void setInactivity(std::chrono::milliseconds inactivity) override;

private:
    void begin(const Connection &connection);
    void refused(const Error &error);
    void fail(const Error &error);

    QPointer<SignedLanes> m_lanes;
    HttpRequest m_request;
    Connection m_used;
    QPointer<HttpStream> m_inner;
    ScopedCall<Connection> m_waiting;
    bool m_triedAgain = false;
    bool m_over = false;
};

} // namespace easel
