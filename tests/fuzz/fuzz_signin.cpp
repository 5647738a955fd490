// SPDX-License-Identifier: GPL-3.0-or-later
// What commands and identity providers answer while somebody signs in: a credential or an error that quotes
// nothing.
#include "core/clients/signin/execcredential.h"
#include "core/clients/signin/oidcparts.h"
#include "core/clients/signin/searchpath.h"
#include "fuzz.h"

#include <QJsonDocument>

using namespace easel;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const int what = input.number(7);
    const QByteArray bytes = input.rest();
    OidcSettings settings;
    settings.issuer = QUrl(QStringLiteral("https://issuer.example"));
    settings.clientId = QStringLiteral("easel");
    switch (what) {
    case 0:
        for (const char *version :
             {"client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"}) {
            const auto credential = readExecCredential(bytes, QString::fromLatin1(version));
            if (credential)
                EASEL_MUST(!credential->token.isEmpty() || !credential->certificatePem.isEmpty());
            else
                EASEL_MUST(!errorSentence(credential.error()).isEmpty());
        }
        break;
    case 1:
        if (const auto spec = readExecSpec(QJsonDocument::fromJson(bytes).object())) {
            EASEL_MUST(!spec->command.isEmpty());
            kubeloginSettings(*spec);
        }
        break;
    case 2:
        if (const auto provider = readOidcProvider(bytes, settings.issuer))
            EASEL_MUST(provider->token.isValid());
        break;
    case 3:
        readTokenAnswer(bytes, settings, QByteArrayLiteral("nonce"),
                        QDateTime::fromSecsSinceEpoch(1'800'000'000));
        break;
    case 4:
        readDeviceCode(bytes);
        break;
    case 5:
        if (const auto request = readRedirectRequest(bytes); request && *request) {
            OidcProvider provider;
            OidcAttempt attempt;
            attempt.state = QByteArrayLiteral("state");
            codeIn((*request)->query, provider, settings, attempt);
        }
        break;
    default:
        pathBetweenMarks(bytes, QByteArrayLiteral("--easel--"));
        oidcRefusal(400, bytes);
        break;
    }
    return 0;
}
