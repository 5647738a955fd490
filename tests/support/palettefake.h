// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/paletteclient.h"
#include "tests/support/fakeserver.h"
#include "tests/support/palettecontract.h"

namespace easel {

// A scripted Palette for one test: every request is held against the document, and so is every answer given
// with answer().
class PaletteFake : public QObject
{
    Q_OBJECT

public:
    explicit PaletteFake(PaletteContract *contract, QObject *parent = nullptr);

    FakeServer server;
    QStringList problems; // of requests and answers

    static PaletteCredential key();      // "ApiKey: easel-test-key-1f3c"
    static PaletteCredential password(); // vera@example.org
    static PaletteTuning quick();        // pauses of milliseconds
    std::shared_ptr<PaletteSession> session(const PaletteCredential &credential = key(),
                                            const PaletteTuning &tuning = quick());
    std::shared_ptr<PaletteBudget> budget; // wide, unless a test makes it narrow before session()

    // Handlers by "METHOD /path", as with FakeServer.
    void on(const QString &methodAndPath, FakeServer::Handler handler);
    // The same answer each time.
    void onJson(const QString &methodAndPath, const QByteArray &json, int status = 200);
    void answer(FakeExchange &exchange, const QByteArray &json, int status = 200);
    // An error as Palette words it; `code` is a text or a number.
    static void refuse(FakeExchange &exchange, int status, const QJsonValue &code, const QString &message,
                       const QString &reference = {});

private:
    PaletteContract *m_contract;
};

// JSON with single quotes for double ones, to be read by people.
QByteArray json(const char *quoted);

} // namespace easel
