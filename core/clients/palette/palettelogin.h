// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/palette/palettecredential.h"
#include "core/clients/palette/paletterequest.h"
#include "core/clients/palette/palettesecrets.h"
#include "core/clients/palette/palettetoken.h"

#include <functional>

namespace easel {

// The header by which Palette knows us.
struct PaletteHeader
{
    QByteArray name;
    QByteArray value;
    bool operator==(const PaletteHeader &) const = default;
};

// Keeps a session signed in. With an API key there is nothing to do. With a password the token is fetched
// when the first request needs it, renewed in the last fifth of its life, and once when Palette refuses it;
// however many requests wait, one renewal is under way. A password that was refused is not sent again by
// itself: too many tries lock an account.
class PaletteLogin : public QObject
{
    Q_OBJECT

public:
    // Sends without a credential; any status is a reply.
    using Sender = std::function<Call<HttpReply>(const PaletteRequest &)>;
    using Clock = std::function<QDateTime()>;

    PaletteLogin(PaletteCredential credential, Sender sender, Clock clock, QObject *parent = nullptr);

    Call<PaletteHeader> header();
    // Palette refused this header: another one, or the error that tells why there is none. With an API key it
    // is the same again.
    Call<PaletteHeader> headerAfter(const PaletteHeader &refused);
    bool canRenew() const { return !m_credential.hasKey(); }

    PaletteSecrets &secrets() { return m_secrets; }
    const PaletteSecrets &secrets() const { return m_secrets; }
    const PaletteToken &token() const { return m_token; }
    void forget(); // the token and a refusal; the next request signs in again

private:
    Call<PaletteHeader> renew();
    Call<Done> authenticate();
    Call<Done> refresh();
    Result<Done> take(const Result<HttpReply> &reply, const PaletteRequest &request);
    PaletteHeader current() const;

    PaletteCredential m_credential;
    Sender m_send;
    Clock m_clock;
    PaletteSecrets m_secrets;
    PaletteToken m_token;
    std::optional<Error> m_refusal;
    Call<PaletteHeader> m_renewal; // under way
};

} // namespace easel
