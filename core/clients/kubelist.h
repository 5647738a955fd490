// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/http.h"
#include "core/clients/kubeclient.h"
#include "core/clients/listsplitter.h"
#include "core/clients/signedlanes.h"

#include <QPointer>

namespace easel {

// A whole list over a stream of the lanes.
class KubeList : public ListStream
{
    Q_OBJECT

public:
    KubeList(SignedLanes *lanes, const Result<HttpRequest> &request, QString attempt, QObject *parent);

    void stop() override;
    void setPaused(bool paused) override;

private:
    void takeBytes();
    bool handOver(bool rest); // false when a handler deleted or stopped us
    void conclude();
    void fail(const Error &error);

    QPointer<HttpStream> m_stream;
    ListSplitter m_splitter;
    QString m_attempt;
    bool m_paused = false;
    bool m_again = false; // there may be more to take in the next turn
    bool m_over = false;
};

} // namespace easel
