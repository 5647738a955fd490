// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/connection.h"
#include "core/clients/palette/palettebudget.h"
#include "core/clients/palette/palettecall.h"
#include "core/clients/palette/palettecredential.h"
#include "core/clients/palette/paletterequest.h"

#include <functional>

namespace easel {

// What tests set otherwise.
struct PaletteTuning
{
    PaletteRetry retry;
    std::function<QDateTime()> clock = [] { return QDateTime::currentDateTimeUtc(); };
};

// One identity at one Palette: lanes, budget, sign-in. Clients of several projects share it. When the
// address, the trust or the credential changes, make another one. No secret of it is in any error, and a
// redirect takes none of them to another host, because none is followed.
class PaletteSession : public QObject
{
    Q_OBJECT

public:
    PaletteSession(ServerAddress server, PaletteCredential credential, std::shared_ptr<PaletteBudget> budget,
                   PaletteTuning tuning = {});
    ~PaletteSession() override;

    const ServerAddress &server() const;
    PaletteBudget *budget() const;

    // A 2xx answer, or the error that it means. `projectUid` is sent only where the request's scope asks for
    // it; empty: the tenant.
    Call<HttpReply> send(const PaletteRequest &request, const QString &projectUid);

    // Fetches a token where there is a password to do it with; forgets that one was refused.
    Call<Done> signIn();
    // Makes the token worthless at Palette; nothing to do with an API key.
    Call<Done> signOut();

private:
    class Private;
    std::unique_ptr<Private> d;
};

// The address of Palette's API from what a person typed: "palette.example", "https://palette.example/v1/".
// Errors (Invalid): no host, a scheme that is neither https nor http, http to another computer.
Result<QUrl> paletteUrl(const QString &typed);

} // namespace easel
