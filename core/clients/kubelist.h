// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/http.h"
#include "core/clients/kubeclient.h"
#include "core/clients/signedlanes.h"

#include <QPointer>

namespace easel {

// A whole list over a stream of the lanes. It is unpacked and cut into pages off the GUI thread, one helping
// after the other.
class KubeList : public ListStream
{
    Q_OBJECT

public:
    KubeList(SignedLanes *lanes, const Result<HttpRequest> &request, QString attempt, QObject *parent);

    void stop() override;
    void setPaused(bool paused) override;

private:
    struct Parts; // what the pool works on, never in two threads at once

    void takeBytes();
    void work(const QByteArray &bytes, bool last);
    void handOver(const QList<QByteArray> &pages, bool last);
    void fail(const Error &error);

    QPointer<HttpStream> m_stream;
    std::shared_ptr<Parts> m_parts;
    ScopedCall<QList<QByteArray>> m_work;
    QString m_attempt;
    bool m_working = false;
    bool m_paused = false;
    bool m_ended = false; // no byte follows
    bool m_over = false;
};

} // namespace easel
