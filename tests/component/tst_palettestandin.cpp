// SPDX-License-Identifier: GPL-3.0-or-later
// The client against the stateful stand-in, over real HTTPS: reading pages, changing a tag, what the log
// says.
#include "core/clients/palette/paletteclient.h"
#include "tests/support/callspy.h"
#include "tests/support/palettestandin.h"

#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

class TestPaletteStandIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void machinesComePageByPage()
    {
        PaletteStandIn palette;
        EASEL_START_PALETTE(palette);
        const auto session =
            std::make_shared<PaletteSession>(palette.address(), palette.credential(),
                                             std::make_shared<PaletteBudget>(PaletteRate{10'000, 10'000}));
        const QString project = palette.projectUid(u"north"_s);
        QVERIFY(!project.isEmpty());
        PaletteClient client(session, project);
        int pages = 0;
        const auto hosts =
            await(client.searchHosts({}, [&pages](const QList<EdgeHost> &, const ListTruth &) { ++pages; }));
        QVERIFY2(hosts, why(hosts).constData());
        QVERIFY(hosts->items.size() > 50);
        QCOMPARE(pages, palette.requests(u"POST"_s, u"/v1/dashboard/edgehosts/search"_s));

        const EdgeHost first = hosts->items.first();
        HostTagChange change;
        change.set.insert(u"bench"_s, u"seen"_s);
        const auto tagged = await(client.changeHostTags(first.uid(), change));
        QVERIFY2(tagged, why(tagged).constData());
        QCOMPARE(tagged->meta.tags().value(u"bench"_s), u"seen"_s);
        QCOMPARE(
            palette.ask(u"GET"_s, u"/hosts/"_s + first.uid())[u"metadata"][u"labels"][u"bench"].toString(),
            u"seen"_s);
        QCOMPARE(palette.violations(), QStringList());
    }

    void whatTheAdminRefusesIsSaid()
    {
        PaletteStandIn palette;
        EASEL_START_PALETTE(palette);
        QVERIFY(palette.ask(u"GET"_s, u"/hosts/nobody"_s).isNull());
        QVERIFY2(palette.error().contains(u"/hosts/nobody"), qPrintable(palette.error()));
    }
};

QTEST_GUILESS_MAIN(TestPaletteStandIn)
#include "tst_palettestandin.moc"
