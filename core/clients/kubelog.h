// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/http.h"
#include "core/clients/podstreams.h"
#include "core/clients/signedlanes.h"

#include <QPointer>

namespace easel {

// The log of a container over a stream of the lanes.
class KubeLog : public LogStream
{
    Q_OBJECT

public:
    KubeLog(SignedLanes *lanes, const LogRequest &request, QObject *parent);
    ~KubeLog() override;

    void stop() override;
    void setPaused(bool paused) override;

private:
    void takeBytes();
    void end(const std::optional<Error> &error);

    QPointer<HttpStream> m_stream;
    QString m_attempt;
    QByteArray m_part; // of a line
    bool m_paused = false;
    bool m_again = false; // a turn of reading is on its way
    bool m_over = false;
};

} // namespace easel
