// SPDX-License-Identifier: GPL-3.0-or-later
// Trust in a server's certificate: by an authority, by a person who compared its fingerprint, or not at all.
#include "core/clients/palette/paletteclient.h"
#include "core/clients/palette/paletteprobe.h"
#include "core/clients/tlstrust.h"
#include "tests/support/callspy.h"
#include "tests/support/palettefake.h"

#include <QSslCertificate>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

QString fingerprintOf(const TestCertificates::Pair &pair)
{
    return certificateFacts(QSslCertificate(pair.certificate)).fingerprint;
}

void answerTags(FakeServer &server)
{
    server.onDefault([](FakeExchange &exchange) { exchange.reply(200, "{\"tags\":[\"a\"]}"); });
}

} // namespace

class TestPaletteTrust : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<PaletteBudget> m_budget = std::make_shared<PaletteBudget>(PaletteRate{1000, 1000});

    Result<QStringList> ask(const ServerAddress &address)
    {
        PaletteClient client(
            std::make_shared<PaletteSession>(address, PaletteFake::key(), m_budget, PaletteFake::quick()),
            {});
        return await(client.hostTags());
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(FakeServer::certificates().isValid(), "the openssl program is needed"); }

    void authorityIsTrusted()
    {
        FakeServer server;
        answerTags(server);
        QVERIFY(server.listen());
        const auto tags = ask(server.address());
        QVERIFY2(tags, why(tags).constData());
    }

    // The whole way of a person at a Palette with a certificate of its own.
    void firstContactThenPinned()
    {
        const auto pair = FakeServer::certificates().issue(u"palette.lab"_s, u"DNS:palette.lab"_s);
        FakeServer server;
        server.useCertificate(pair);
        answerTags(server);
        QVERIFY(server.listen());
        ServerAddress address = server.address();
        address.caPem.clear(); // nobody gave an authority

        PaletteProbe probe(std::make_shared<PaletteSession>(address, PaletteFake::key(), m_budget), {});
        const auto first = await(probe.start());
        QVERIFY(!first);
        QCOMPARE(errorKindName(first.error().kind), u"Tls"_s);
        QVERIFY(first.error().certificate);
        const CertificateFacts facts = *first.error().certificate;
        QCOMPARE(facts.fingerprint, fingerprintOf(pair));
        QCOMPARE(facts.fingerprint.size(), 95);
        QCOMPARE(facts.subject, u"palette.lab"_s);
        QCOMPARE(facts.names, QStringList{u"palette.lab"_s});
        QVERIFY(facts.validFrom.isValid() && facts.validUntil > facts.validFrom);
        const QString sentence = errorSentence(first.error());
        QVERIFY2(sentence.startsWith(u"Could not list projects. The certificate "), qPrintable(sentence));
        QVERIFY2(
            sentence.endsWith(
                u"If you expected this certificate, compare its SHA-256 fingerprint %1 with the one at the "
                "server and trust it; or give the authority that signed it."_s.arg(facts.fingerprint)),
            qPrintable(sentence));
        QCOMPARE(server.requests().size(), 0); // the key did not leave

        address.fingerprint = facts.fingerprint;
        const auto tags = ask(address);
        QVERIFY2(tags, why(tags).constData()); // although nobody signed it and its name is another
        address.fingerprint = facts.fingerprint.toLower().remove(u':'); // however a person wrote it
        QVERIFY(ask(address));
    }

    void selfSignedFactsSaySo()
    {
        const QSslCertificate authority(FakeServer::certificates().authority());
        QVERIFY(certificateFacts(authority).selfSigned);
        QCOMPARE(normalizedFingerprint(u"sha256:"_s + certificateFacts(authority).fingerprint.toLower()),
                 certificateFacts(authority).fingerprint);
        QCOMPARE(normalizedFingerprint(u"AB:CD"_s), QString());
    }

    void manyRequestsAtOnceAreAllPinned()
    {
        const auto pair = FakeServer::certificates().issue(u"palette.lab"_s, u"DNS:palette.lab"_s);
        FakeServer server;
        server.useCertificate(pair);
        answerTags(server);
        QVERIFY(server.listen());
        ServerAddress address = server.address();
        address.fingerprint = fingerprintOf(pair);
        PaletteClient client(std::make_shared<PaletteSession>(address, PaletteFake::key(), m_budget), {});
        QList<Call<QStringList>> calls;
        for (int i = 0; i < 24; ++i)
            calls << client.hostTags();
        for (const auto &call : calls) {
            const auto tags = await(call);
            QVERIFY2(tags, why(tags).constData());
        }
        QCOMPARE(server.requests().size(), 24);
    }

    // Also when an authority vouches for the new one, and also when checking was switched off.
    void certificateThatChanged()
    {
        const auto trusted = FakeServer::certificates().issue(u"palette.lab"_s, u"DNS:palette.lab"_s);
        FakeServer server; // has the usual one, signed by the authority and good for the name
        answerTags(server);
        QVERIFY(server.listen());
        ServerAddress address = server.address();
        address.fingerprint = fingerprintOf(trusted);
        for (const bool skip : {false, true}) {
            address.insecureSkipVerify = skip;
            PaletteClient client(std::make_shared<PaletteSession>(address, PaletteFake::key(), m_budget), {});
            QList<Call<QStringList>> calls;
            for (int i = 0; i < 8; ++i)
                calls << client.hostTags();
            for (const auto &call : calls) {
                const auto tags = await(call);
                QVERIFY(!tags);
                QCOMPARE(tags.error().reason, u"CertificateChanged"_s);
                QVERIFY(tags.error().certificate);
                QCOMPARE(errorSentence(tags.error()),
                         u"Could not list the tags of machines. The certificate of 127.0.0.1 is not the one "
                         u"that this "
                         "connection trusts: its SHA-256 fingerprint is %1, trusted is %2. Nothing was sent. "
                         "If the "
                         "server has a new certificate, compare the fingerprint at the server and trust the "
                         "new one; "
                         "otherwise something stands between you and the server."_s.arg(
                             tags.error().certificate->fingerprint, address.fingerprint));
            }
        }
        QCOMPARE(server.requests().size(), 0);
    }

    void certificateThatChangesWhileWeTalk()
    {
        const auto first = FakeServer::certificates().issue(u"palette.lab"_s, u"DNS:palette.lab"_s);
        const auto second = FakeServer::certificates().issue(u"palette.lab"_s, u"DNS:palette.lab"_s);
        auto server = std::make_unique<FakeServer>();
        server->useCertificate(first);
        answerTags(*server);
        QVERIFY(server->listen());
        const quint16 port = server->port();
        ServerAddress address = server->address();
        address.fingerprint = fingerprintOf(first);
        PaletteClient client(std::make_shared<PaletteSession>(address, PaletteFake::key(), m_budget), {});
        QVERIFY(await(client.hostTags()));
        server = std::make_unique<FakeServer>();
        server->useCertificate(second);
        answerTags(*server);
        QVERIFY(server->listen(port));
        const auto tags = await(client.hostTags());
        QVERIFY(!tags);
        QCOMPARE(tags.error().reason, u"CertificateChanged"_s);
        QVERIFY(errorSentence(tags.error()).contains(fingerprintOf(first)));
        QVERIFY(errorSentence(tags.error()).contains(fingerprintOf(second)));
        QCOMPARE(server->requests().size(), 0);
    }

    void expiredButPinned()
    {
        const auto pair =
            FakeServer::certificates().issue(u"palette.lab"_s, QLatin1String(TestCertificates::loopback), -1);
        FakeServer server;
        server.useCertificate(pair);
        answerTags(server);
        QVERIFY(server.listen());
        const auto refused = ask(server.address());
        QVERIFY(!refused);
        QCOMPARE(refused.error().reason, u"CertificateExpired"_s);
        QVERIFY(refused.error().certificate);
        ServerAddress address = server.address();
        address.fingerprint = fingerprintOf(pair);
        const auto tags = ask(address);
        QVERIFY2(tags, why(tags).constData());
    }

    void notChecked()
    {
        const auto pair = FakeServer::certificates().issue(u"palette.lab"_s, u"DNS:palette.lab"_s);
        FakeServer server;
        server.useCertificate(pair);
        answerTags(server);
        QVERIFY(server.listen());
        ServerAddress address = server.address();
        address.caPem.clear();
        address.insecureSkipVerify = true;
        const auto tags = ask(address);
        QVERIFY2(tags, why(tags).constData());
    }

    void fingerprintThatIsNone()
    {
        FakeServer server;
        QVERIFY(server.listen());
        ServerAddress address = server.address();
        address.fingerprint = u"AB:CD"_s;
        const auto tags = ask(address);
        QVERIFY(!tags);
        QCOMPARE(errorSentence(tags.error()), u"Could not list the tags of machines. 'AB:CD' is not a "
                                              u"SHA-256 fingerprint. Write it as 32 pairs of "
                                              "hexadecimal digits."_s);
    }
};

QTEST_GUILESS_MAIN(TestPaletteTrust)
#include "tst_palettetrust.moc"
