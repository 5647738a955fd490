// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/http.h"
#include "core/clients/signin/oidcparts.h"

#include <QTimer>

#include <map>

namespace easel {

class Lanes;
class RedirectListener;

// Requests to one provider, whose endpoints may stand on several hosts; trusts the settings' authority.
class OidcClient : public QObject
{
    Q_OBJECT

public:
    explicit OidcClient(OidcSettings settings, QObject *parent = nullptr);
    ~OidcClient() override;

    const OidcSettings &settings() const { return m_settings; }
    Call<OidcProvider> provider(); // asked once
    // One form for an endpoint; the client's own fields are added. Any answer but 200 is the provider's
    // refusal.
    Call<QByteArray> post(const OidcProvider &provider, const QUrl &endpoint,
                          const QList<QPair<QString, QString>> &fields);
    Call<OidcTokens> refresh(const QByteArray &refreshToken);

private:
    Result<Lanes *> lanesFor(const QUrl &url, bool withSecret);
    Call<Done> readAuthority();
    Call<HttpReply> send(const QUrl &url, HttpRequest request, bool withSecret);

    OidcSettings m_settings;
    std::optional<OidcProvider> m_provider;
    std::map<std::pair<QString, bool>, std::unique_ptr<Lanes>> m_lanes;
    bool m_hasAuthority = false;
};

// One sign-in of a person: asks the provider about itself, waits on a loopback address for the browser (or,
// when asked to, for a device code to be used), changes the code into tokens and checks them.
class OidcSignIn : public QObject
{
    Q_OBJECT

public:
    enum class Step { Asking, Browser, Device, Finishing, Over };

    OidcSignIn(OidcSettings settings, QString hub, QObject *parent = nullptr);
    ~OidcSignIn() override; // ends it

    Call<OidcTokens> start(std::chrono::milliseconds longest = std::chrono::minutes(10));
    void cancel();

    const OidcSettings &settings() const { return m_client.settings(); }
    QString hub() const { return m_hub; }
    Step step() const { return m_step; }
    QUrl browserUrl() const { return m_browserUrl; } // to be opened by whoever shows this; from Browser on
    QUrl redirect() const { return m_attempt.redirect; } // where it comes back to
    bool offersDeviceCode() const;
    void useDeviceCode();
    const DeviceCode &deviceCode() const { return m_device; } // at Device

Q_SIGNALS:
    void changed();
    void ended();

private:
    void listen();
    void came(const QUrlQuery &query);
    void poll();
    void polled(const Result<QByteArray> &answer);
    void finish(const Result<QByteArray> &answer);
    void end(Result<OidcTokens> result);
    void setStep(Step step);

    OidcClient m_client;
    QString m_hub;
    Step m_step = Step::Asking;
    std::optional<OidcProvider> m_provider;
    OidcAttempt m_attempt;
    RedirectListener *m_listener = nullptr;
    QUrl m_browserUrl;
    DeviceCode m_device;
    QTimer m_poll;
    QTimer m_timeout;
    Promise<OidcTokens> m_promise;
};

} // namespace easel
