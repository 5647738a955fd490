// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/hubhealth.h"

#include <QElapsedTimer>

namespace easel {

namespace {

// Lives as long as the look: its client goes with it.
class Look : public QObject
{
public:
    Look(const std::shared_ptr<KubeconfigIdentity> &identity, QObject *context)
        : QObject(context)
        , m_identity(identity)
        , m_client(identity)
    {}

    Call<HubHealth> start()
    {
        const Call<HubHealth> health =
            m_client.version()
                .chain(this,
                       [this](const Result<ServerVersion> &version) {
                           if (!version)
                               return Call<ServerVersion>::ready(failure(version.error()));
                           m_clock.start();
                           return m_client.version();
                       })
                .chain(this,
                       [this](const Result<ServerVersion> &version) {
                           if (!version)
                               return Call<SubjectInfo>::ready(failure(version.error()));
                           m_health.version = version->gitVersion;
                           m_health.latency = std::chrono::milliseconds(m_clock.elapsed());
                           return m_client.whoAmI();
                       })
                .map(this, [this](const Result<SubjectInfo> &subject) -> Result<HubHealth> {
                    m_health.at = QDateTime::currentDateTimeUtc();
                    m_health.expiresAt = m_identity->expiresAt();
                    if (subject)
                        m_health.subject = *subject;
                    else if (subject.error().kind == Error::Kind::Canceled)
                        return failure(subject.error());
                    // Servers before 1.28 do not know the question.
                    else if (m_health.version.isEmpty() || subject.error().kind != Error::Kind::NotFound)
                        m_health.error = subject.error();
                    return m_health;
                });
        health.then(this, [this](const Result<HubHealth> &) { deleteLater(); });
        return health;
    }

private:
    std::shared_ptr<KubeconfigIdentity> m_identity;
    KubeClient m_client;
    QElapsedTimer m_clock;
    HubHealth m_health;
};

} // namespace

Call<HubHealth> lookAtHub(const std::shared_ptr<KubeconfigIdentity> &identity, QObject *context)
{
    return (new Look(identity, context))->start();
}

} // namespace easel
