// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/http.h"
#include "core/clients/kubeclient.h"
#include "core/clients/signedlanes.h"
#include "core/clients/watchframing.h"

#include <QPointer>
#include <QTimer>

namespace easel {

// A watch over a stream of the lanes: frames, batches of about 50 ms, ERROR events, inactivity.
class KubeWatch : public WatchStream
{
    Q_OBJECT

public:
    KubeWatch(SignedLanes *lanes, const Result<HttpRequest> &request, QString attempt, QObject *parent);
    ~KubeWatch() override;

    void stop() override;

private:
    void takeBytes();
    bool flush(); // false when a handler deleted or stopped us
    void end(const std::optional<Error> &error);

    QPointer<HttpStream> m_stream;
    WatchFraming m_framing;
    QList<QByteArray> m_batch;
    QTimer m_batchTimer;
    QString m_attempt;
    bool m_sawBookmark = false;
    bool m_over = false;
};

} // namespace easel
