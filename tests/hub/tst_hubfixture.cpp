// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hubfixture.h"

#include <QTest>

using namespace easel;

class TestHubFixture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { EASEL_START_HUB(m_hub); }

    void survivesRestart()
    {
        QVERIFY2(
            !m_hub.kubectl({QStringLiteral("create"), QStringLiteral("namespace"), QStringLiteral("kept")})
                 .isEmpty(),
            qPrintable(m_hub.error()));
        m_hub.killApiServer();
        QVERIFY2(m_hub.startApiServer(), qPrintable(m_hub.error()));
        const QByteArray names = m_hub.kubectl(
            {QStringLiteral("get"), QStringLiteral("ns"), QStringLiteral("-o"), QStringLiteral("name")});
        QVERIFY2(names.contains("namespace/kept"), names.constData());
    }

private:
    HubFixture m_hub;
};

QTEST_GUILESS_MAIN(TestHubFixture)
#include "tst_hubfixture.moc"
