// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/palettefake.h"

namespace easel {

using namespace Qt::StringLiterals;

PaletteFake::PaletteFake(PaletteContract *contract, QObject *parent)
    : QObject(parent)
    , budget(std::make_shared<PaletteBudget>(PaletteRate{10'000, 10'000}))
    , m_contract(contract)
{
    connect(&server, &FakeServer::requested, this,
            [this](const FakeRequest &request) { problems << m_contract->checkRequest(request); });
    server.onDefault([](FakeExchange &exchange) {
        refuse(exchange, 404, 404, u"path %1 was not found"_s.arg(exchange.request().path));
    });
}

PaletteCredential PaletteFake::key()
{
    PaletteCredential credential;
    credential.apiKey = u"easel-test-key-1f3c"_s;
    return credential;
}

PaletteCredential PaletteFake::password()
{
    PaletteCredential credential;
    credential.email = u"vera@example.org"_s;
    credential.password = u"correct horse"_s;
    credential.organisation = u"borealis"_s;
    return credential;
}

PaletteTuning PaletteFake::quick()
{
    PaletteTuning tuning;
    tuning.retry.first = std::chrono::milliseconds(2);
    tuning.retry.most = std::chrono::milliseconds(10);
    tuning.retry.tries = 4;
    return tuning;
}

std::shared_ptr<PaletteSession> PaletteFake::session(const PaletteCredential &credential,
                                                     const PaletteTuning &tuning)
{
    return std::make_shared<PaletteSession>(server.address(), credential, budget, tuning);
}

void PaletteFake::on(const QString &methodAndPath, FakeServer::Handler handler)
{
    server.on(methodAndPath, std::move(handler));
}

void PaletteFake::onJson(const QString &methodAndPath, const QByteArray &json, int status)
{
    server.on(methodAndPath,
              [this, json, status](FakeExchange &exchange) { answer(exchange, json, status); });
}

void PaletteFake::answer(FakeExchange &exchange, const QByteArray &json, int status)
{
    problems << m_contract->checkAnswer(exchange.request().method, exchange.request().path, status, json);
    exchange.reply(status, json);
}

void PaletteFake::refuse(FakeExchange &exchange, int status, const QJsonValue &code, const QString &message,
                         const QString &reference)
{
    QJsonObject body{{u"code"_s, code}, {u"message"_s, message}, {u"details"_s, QJsonObject()}};
    if (!reference.isEmpty())
        body.insert(u"ref", reference);
    exchange.json(body, status);
}

QByteArray json(const char *quoted)
{
    return QByteArray(quoted).replace('\'', '"');
}

} // namespace easel
