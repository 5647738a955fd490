// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/gpufamilies.h"
#include "core/domain/gpumemory.h"
#include "core/domain/hostgpus.h"
#include "core/domain/names.h"
#include "core/domain/nodegpus.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

struct Spelling
{
    const char *vendor;
    const char *model;
    const char *family;
    qint64 memoryMiB = 0; // 0: not said
};

// The samples of resource-model 3.b, then what nvidia-smi, lspci (pci.ids), GPU Feature Discovery, rocm-smi,
// AMD's and Intel's labellers and the clouds write.
constexpr Spelling spellings[] = {
    // 3.b
    {"", "GH100 [H200 SXM 141GB]", "NVIDIA-H200"},
    {"", "TU104GL [Tesla T4]", "NVIDIA-T4"},
    {"", "NVIDIA-H100-80GB-HBM3", "NVIDIA-H100"},
    {"", "AD102GL [RTX 6000 Ada Generation]", "NVIDIA-RTX-6000-Ada"},
    {"", "AMD_Instinct_MI300X_OAM", "AMD-MI300X"},
    {"", "NVIDIA-GeForce-RTX-4090", "NVIDIA-RTX-4090"},
    // nvidia-smi
    {"NVIDIA", "NVIDIA H100 80GB HBM3", "NVIDIA-H100"},
    {"NVIDIA", "NVIDIA H100 PCIe", "NVIDIA-H100"},
    {"NVIDIA", "NVIDIA H100 NVL", "NVIDIA-H100"},
    {"NVIDIA", "NVIDIA H200", "NVIDIA-H200"},
    {"NVIDIA", "NVIDIA H200 NVL", "NVIDIA-H200"},
    {"NVIDIA", "NVIDIA H800", "NVIDIA-H800"},
    {"NVIDIA", "NVIDIA H20", "NVIDIA-H20"},
    {"NVIDIA", "NVIDIA GH200 480GB", "NVIDIA-GH200"},
    {"NVIDIA", "NVIDIA GH200 144G HBM3e", "NVIDIA-GH200"},
    {"NVIDIA", "NVIDIA B200", "NVIDIA-B200"},
    {"NVIDIA", "NVIDIA B300 SXM6 AC", "NVIDIA-B300"},
    {"NVIDIA", "NVIDIA GB200", "NVIDIA-GB200"},
    {"NVIDIA", "NVIDIA GB300", "NVIDIA-GB300"},
    {"NVIDIA", "NVIDIA A100-SXM4-40GB", "NVIDIA-A100"},
    {"NVIDIA", "NVIDIA A100-SXM4-80GB", "NVIDIA-A100"},
    {"NVIDIA", "NVIDIA A100 80GB PCIe", "NVIDIA-A100"},
    {"NVIDIA", "A100-PCIE-40GB", "NVIDIA-A100"},
    {"NVIDIA", "NVIDIA A100X", "NVIDIA-A100"},
    {"NVIDIA", "NVIDIA A800-SXM4-80GB", "NVIDIA-A800"},
    {"NVIDIA", "NVIDIA A30", "NVIDIA-A30"},
    {"NVIDIA", "NVIDIA A40", "NVIDIA-A40"},
    {"NVIDIA", "NVIDIA A16", "NVIDIA-A16"},
    {"NVIDIA", "NVIDIA A10G", "NVIDIA-A10G"},
    {"NVIDIA", "NVIDIA A10", "NVIDIA-A10"},
    {"NVIDIA", "NVIDIA A2", "NVIDIA-A2"},
    {"NVIDIA", "NVIDIA L4", "NVIDIA-L4"},
    {"NVIDIA", "NVIDIA L40", "NVIDIA-L40"},
    {"NVIDIA", "NVIDIA L40G", "NVIDIA-L40"},
    {"NVIDIA", "NVIDIA L40S", "NVIDIA-L40S"},
    {"NVIDIA", "NVIDIA L20", "NVIDIA-L20"},
    {"NVIDIA", "Tesla T4", "NVIDIA-T4"},
    {"NVIDIA", "NVIDIA T4G", "NVIDIA-T4"},
    {"NVIDIA", "Tesla V100-SXM2-16GB", "NVIDIA-V100"},
    {"NVIDIA", "Tesla V100-SXM3-32GB", "NVIDIA-V100"},
    {"NVIDIA", "Tesla V100S-PCIE-32GB", "NVIDIA-V100"},
    {"NVIDIA", "Tesla V100-DGXS-32GB", "NVIDIA-V100"},
    {"NVIDIA", "Tesla P100-PCIE-16GB", "NVIDIA-P100"},
    {"NVIDIA", "Tesla P40", "NVIDIA-P40"},
    {"NVIDIA", "Tesla P4", "NVIDIA-P4"},
    {"NVIDIA", "Tesla K80", "NVIDIA-K80"},
    {"NVIDIA", "Tesla M60", "NVIDIA-M60"},
    {"NVIDIA", "NVIDIA RTX A6000", "NVIDIA-RTX-A6000"},
    {"NVIDIA", "NVIDIA RTX 6000 Ada Generation", "NVIDIA-RTX-6000-Ada"},
    {"NVIDIA", "NVIDIA RTX PRO 6000 Blackwell Server Edition", "NVIDIA-RTX-PRO-6000"},
    {"NVIDIA", "NVIDIA RTX A5000", "NVIDIA-RTX-A5000"},
    {"NVIDIA", "Quadro RTX 6000", "NVIDIA-RTX-6000"},
    {"NVIDIA", "Quadro RTX 8000", "NVIDIA-RTX-8000"},
    {"NVIDIA", "Quadro GV100", "NVIDIA-V100"},
    {"NVIDIA", "Quadro P4000", "NVIDIA-P4000"},
    {"NVIDIA", "NVIDIA GeForce RTX 3090", "NVIDIA-RTX-3090"},
    {"NVIDIA", "NVIDIA GeForce RTX 5090", "NVIDIA-RTX-5090"},
    {"NVIDIA", "NVIDIA TITAN V", "NVIDIA-TITAN-V"},
    // lspci, pci.ids
    {"NVIDIA Corporation", "GH100 [H100 SXM5 80GB]", "NVIDIA-H100"},
    {"NVIDIA Corporation", "GH100 [H100 PCIe]", "NVIDIA-H100"},
    {"NVIDIA Corporation", "GH100 [GH200 120GB / 480GB]", "NVIDIA-GH200"},
    {"NVIDIA Corporation", "GH100", "NVIDIA-H100"},
    {"NVIDIA Corporation", "GH100", "NVIDIA-H100", 81559},
    {"NVIDIA Corporation", "GH100", "NVIDIA-H200", 143771},
    {"NVIDIA Corporation", "GB100 [B200]", "NVIDIA-B200"},
    {"NVIDIA Corporation", "GA100 [A100 SXM4 80GB]", "NVIDIA-A100"},
    {"NVIDIA Corporation", "GA100GL [A30 PCIe]", "NVIDIA-A30"},
    {"NVIDIA Corporation", "GA100 [A800 SXM4 40GB]", "NVIDIA-A800"},
    {"NVIDIA Corporation", "GA100", "NVIDIA-A100"},
    {"NVIDIA Corporation", "GA102GL [A40]", "NVIDIA-A40"},
    {"NVIDIA Corporation", "GA102GL [A10]", "NVIDIA-A10"},
    {"NVIDIA Corporation", "GA102GL [A10G]", "NVIDIA-A10G"},
    {"NVIDIA Corporation", "GA107GL [A2 / A16]", "NVIDIA-A16"},
    {"NVIDIA Corporation", "GA102GL [RTX A6000]", "NVIDIA-RTX-A6000"},
    {"NVIDIA Corporation", "AD102GL [L40S]", "NVIDIA-L40S"},
    {"NVIDIA Corporation", "AD104GL [L4]", "NVIDIA-L4"},
    {"NVIDIA Corporation", "GV100GL [Tesla V100 SXM2 32GB]", "NVIDIA-V100"},
    {"NVIDIA Corporation", "GV100GL", "NVIDIA-V100"},
    {"NVIDIA Corporation", "GP100GL [Tesla P100 SXM2 16GB]", "NVIDIA-P100"},
    {"NVIDIA Corporation", "GP102GL [Tesla P40]", "NVIDIA-P40"},
    {"NVIDIA Corporation", "GP104GL [Tesla P4]", "NVIDIA-P4"},
    {"NVIDIA Corporation", "GA102 [GeForce RTX 3090]", "NVIDIA-RTX-3090"},
    {"NVIDIA Corporation", "GB202GL [RTX PRO 6000 Blackwell Server Edition]", "NVIDIA-RTX-PRO-6000"},
    {"10de", "GH100 [H100 SXM5 80GB]", "NVIDIA-H100"},
    // GPU Feature Discovery
    {"NVIDIA", "NVIDIA-H100-80GB-HBM3-SHARED", "NVIDIA-H100"},
    {"NVIDIA", "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "NVIDIA-H100"},
    {"NVIDIA", "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb-SHARED", "NVIDIA-A100"},
    {"NVIDIA", "NVIDIA-A30-MIG-2g.12gb", "NVIDIA-A30"},
    {"NVIDIA", "Tesla-V100-SXM2-32GB", "NVIDIA-V100"},
    {"NVIDIA", "NVIDIA-L40S-SHARED", "NVIDIA-L40S"},
    {"", "Quadro-RTX-6000", "NVIDIA-RTX-6000"},
    {"NVIDIA", "NVIDIA-RTX-6000-Ada-Generation", "NVIDIA-RTX-6000-Ada"},
    // AMD
    {"AMD", "AMD Instinct MI300X", "AMD-MI300X"},
    {"Advanced Micro Devices, Inc. [AMD/ATI]", "Aqua Vanjaram [Instinct MI300X]", "AMD-MI300X"},
    {"Advanced Micro Devices, Inc. [AMD/ATI]", "Aqua Vanjaram [Instinct MI300A]", "AMD-MI300A"},
    {"AMD", "AMD Instinct MI300A", "AMD-MI300A"},
    {"AMD", "AMD_Instinct_MI325X", "AMD-MI325X"},
    {"AMD", "AMD Instinct MI350X", "AMD-MI350X"},
    {"AMD", "AMD Instinct MI355X", "AMD-MI355X"},
    {"AMD", "AMD Instinct MI250X/MI250", "AMD-MI250X"},
    {"AMD", "Aldebaran/MI200 [Instinct MI210]", "AMD-MI210"},
    {"AMD", "AMD_Instinct_MI250X", "AMD-MI250X"},
    {"AMD", "AMD Instinct MI308X", "AMD-MI308X"},
    {"AMD", "AMD Radeon PRO W7900", "AMD-PRO-W7900"},
    // Intel, Habana
    {"Intel", "Intel Gaudi 3", "Intel-Gaudi3"},
    {"Habana Labs Ltd.", "HL-325L", "Intel-Gaudi3"},
    {"Habana Labs Ltd.", "HL-2000 AI Training Accelerator [Gaudi2]", "Intel-Gaudi2"},
    {"Habana Labs Ltd.", "HL-225H", "Intel-Gaudi2"},
    {"", "Gaudi2", "Intel-Gaudi2"},
    {"Intel", "Max_1550", "Intel-Max-1550"},
    {"Intel(R) Corporation", "Intel(R) Data Center GPU Max 1100", "Intel-Max-1100"},
    {"Intel", "Flex_170", "Intel-Flex-170"},
    // Intel sells an Arc Pro A40 and an Arc Pro A30M; they are no NVIDIA cards.
    {"Intel Corporation", "DG2 [Arc Pro A40/A50]", "Intel-ARC-PRO-A40-A50"},
    // Nothing to go by
    {"NVIDIA", "", "NVIDIA-Unknown"},
    {"NVIDIA Corporation", "Device", "NVIDIA-DEVICE"},
    {"AMD", "unknown", "AMD-Unknown"},
    {"", "", "Unknown"},
    {"ASPEED Technology, Inc.", "ASPEED Graphics Family", "Unknown"},
    {"Matrox", "G200eW3", "Unknown"},
};

// JSON is written with ' here: moc 6.4 loses classes after raw strings.
QByteArray quoted(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(quoted(text)).object();
}

QString gpusOf(const HostView &host)
{
    QStringList parts;
    for (const HostView::Gpu &gpu : host.gpus)
        parts << u"%1 %2 %3%4"_s.arg(gpu.count)
                     .arg(gpu.family)
                     .arg(gpu.memoryMiB.value_or(-1))
                     .arg(gpu.fromTag ? u" tag"_s : QString());
    return parts.join(u", ");
}

QMap<QString, QString> labels(std::initializer_list<std::pair<const char *, const char *>> pairs)
{
    QMap<QString, QString> map;
    for (const auto &[key, value] : pairs)
        map.insert(QLatin1String(key), QLatin1String(value));
    return map;
}

QString slicesOf(const NodeGpus &gpus)
{
    QStringList parts;
    for (const NodeGpus::Slices &slices : gpus.slices)
        parts << u"%1x%2 %3"_s.arg(slices.count).arg(slices.profile).arg(slices.memoryMiB.value_or(-1));
    return parts.join(u", ");
}

} // namespace

class TestGpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spellingsGetTheirFamily_data()
    {
        QTest::addColumn<QString>("vendor");
        QTest::addColumn<QString>("model");
        QTest::addColumn<qint64>("memory");
        QTest::addColumn<QString>("family");
        for (const Spelling &spelling : spellings)
            QTest::addRow("%s | %s | %lld", spelling.vendor, spelling.model, spelling.memoryMiB)
                << QString::fromLatin1(spelling.vendor) << QString::fromLatin1(spelling.model)
                << spelling.memoryMiB << QString::fromLatin1(spelling.family);
    }
    void spellingsGetTheirFamily()
    {
        QFETCH(QString, vendor);
        QFETCH(QString, model);
        QFETCH(qint64, memory);
        QFETCH(QString, family);
        const GpuFamilyTable &table = GpuFamilyTable::builtIn();
        const auto known = memory > 0 ? std::optional(memory) : std::nullopt;
        QCOMPARE(table.familyOf(vendor, model, known), family);
        QVERIFY(isGpuFamily(family));
        // A family's own name is one of its spellings: tags and files name it so.
        QCOMPARE(table.familyNamed(family).toLower(), family.toLower());
        QCOMPARE(table.familyNamed(family.toLower()).toLower(), family.toLower());
    }

    void peopleNameFamilies()
    {
        const GpuFamilyTable &table = GpuFamilyTable::builtIn();
        QCOMPARE(table.familyNamed(u"h100"_s), u"NVIDIA-H100"_s);
        QCOMPARE(table.familyNamed(u" rtx 6000 ada "_s), u"NVIDIA-RTX-6000-Ada"_s);
        QCOMPARE(table.familyNamed(u"my-card-2"_s), u"my-card-2"_s);
        QCOMPARE(table.familyNamed(u"no family!"_s), u"Unknown"_s);
    }

    void longAndOddTextsStayFamilies()
    {
        const GpuFamilyTable &table = GpuFamilyTable::builtIn();
        for (const QString &model :
             {u"A very long name of a card that nobody would fit onto a label at all 2.5."_s, u"...."_s,
              u"\u4e2d\u6587 \u0001\u0007"_s, QString(5000, u'x'), u"-.-.-"_s, u"[]"_s, u"]["_s}) {
            const QString family = table.familyOf(u"NVIDIA"_s, model);
            QVERIFY2(isGpuFamily(family) && family.startsWith(u"NVIDIA-"), qPrintable(family));
        }
    }

    void aTableCanBeExtended()
    {
        const auto own = GpuFamilyTable::parse(quoted(
            "{'families':[{'match':'\\\\bH100 "
            "NVL\\\\b','family':'NVIDIA-H100-NVL'},{'match':'\\\\bTPU\\\\b','family':'Google-TPU'}]}"));
        QVERIFY(own);
        const GpuFamilyTable table = GpuFamilyTable::builtIn().extendedBy(*own);
        QCOMPARE(table.familyOf(u"NVIDIA"_s, u"NVIDIA H100 NVL"_s), u"NVIDIA-H100-NVL"_s);
        QCOMPARE(table.familyOf(u"NVIDIA"_s, u"NVIDIA H100 PCIe"_s), u"NVIDIA-H100"_s);
        QCOMPARE(table.familyOf({}, u"TPU v5"_s), u"Google-TPU"_s);
        for (const char *wrong :
             {"[]", "{", "{'families':[{'match':'(','family':'X'}]}",
              "{'families':[{'match':'a','family':'not a family'}]}", "{'families':[{'family':'X'}]}"}) {
            const auto refused = GpuFamilyTable::parse(quoted(wrong));
            QVERIFY2(!refused && !refused.error().message.isEmpty(), wrong);
        }
    }

    void ownNamesAreInUse()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"gpu-families.json"_s);
        QVERIFY(useOwnGpuFamilies(file)); // no file, no rows
        QVERIFY(readOwnGpuFamilies(file)->isEmpty());
        EdgeHost host;
        host.gpus = {{u"NVIDIA"_s, u"AD104GL [RTX 4000 SFF Ada Generation]"_s, u"20 GB"_s, 1, false, {}, {}}};
        const QString before = hostFromPalette(host).gpus.first().family;
        const QList<OwnGpuFamily> rows{{u"\\bRTX 4000 SFF\\b"_s, u"NVIDIA-RTX-4000-SFF"_s}};
        QFile written(file);
        QVERIFY(written.open(QIODevice::WriteOnly));
        written.write(ownGpuFamiliesJson(rows));
        written.close();
        QCOMPARE(*readOwnGpuFamilies(file), rows);
        QVERIFY(useOwnGpuFamilies(file));
        QCOMPARE(hostFromPalette(host).gpus.first().family, u"NVIDIA-RTX-4000-SFF"_s);
        // What cannot be read leaves what is in use.
        QVERIFY(written.open(QIODevice::WriteOnly));
        written.write("{");
        written.close();
        const auto refused = useOwnGpuFamilies(file);
        QVERIFY(!refused && errorSentence(refused.error()).contains(file));
        QCOMPARE(hostFromPalette(host).gpus.first().family, u"NVIDIA-RTX-4000-SFF"_s);
        QVERIFY(written.remove());
        QVERIFY(useOwnGpuFamilies(file));
        QCOMPARE(hostFromPalette(host).gpus.first().family, before);
    }

    void memoryTexts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("mebibytes"); // -1: not readable
        const auto row = [](const char *text, qint64 mebibytes) {
            QTest::addRow("'%s'", text) << QString::fromLatin1(text) << mebibytes;
        };
        row("81559 MiB", 81559);
        row("81559MB", 81559);
        row("80GB", 81920);
        row(" 80 gib ", 81920);
        row("0.5TB", 524288);
        row("83886080 KiB", 81920);
        row("85520809984", 81559);
        row("85520809984 B", 81559);
        row("81920", 81920);
        row("1024", 1024);
        row("1023", 1047552);
        row("80", 81920);
        row("23.5", 24064);
        row("1000000000", 954);
        row("999999999", 999999999);
        row("", -1);
        row("80 GBytes", -1);
        row("-1", -1);
        row("80Gi", -1);
        row("many", -1);
        row("1e3", -1);
    }
    void memoryTexts()
    {
        QFETCH(QString, text);
        QFETCH(qint64, mebibytes);
        QCOMPARE(gpuMemoryMiB(text).value_or(-1), mebibytes);
    }

    void memoryFitsWithLessThanNominal()
    {
        QVERIFY(memoryFits(46068, 49152));
        QVERIFY(memoryFits(23034, 24576));
        QVERIFY(memoryFits(15109, 16384));
        QVERIFY(memoryFits(92, 100));
        QVERIFY(!memoryFits(91, 100));
        QVERIFY(!memoryFits(40960, 81920));
        QVERIFY(memoryFits(0, 0));
    }

    void paletteHosts()
    {
        const HostView host = hostFromPalette(
            json("{'metadata':{'uid':'edge-1','name':'ice-1','labels':{'palette.ai':'true','spare':'spectro__"
                 "tag'}},'spec':{'projectMeta':{'uid':'p1'},'device':{'archType':'amd64','cpu':{'cores':128},"
                 "'memory':{'sizeInMB':1031000},'nics':[{'nicName':'veth12','ip':'9.9.9.9'},{'nicName':'eno2'"
                 ",'ip':'10.0.0.3'},{'nicName':'eno1','ip':'10.0.0.2','macAddr':'02:00:00:00:00:01','subnet':"
                 "'10.0.0.0/24','isDefault':true}],'gpus':[{'vendor':'NVIDIA','model':'GH100 [H100 SXM5 "
                 "80GB]','memory':'81559 "
                 "MiB','gpuCount':4,'migCapable':true},{'vendor':'NVIDIA','model':'NVIDIA H100 80GB "
                 "HBM3','addresses':{'a':'1','b':'2'}},{'vendor':'NVIDIA','model':'L4'}]}},'status':{'state':"
                 "'ready','health':{'state':'healthy'}}}"));
        QCOMPARE(host.state, u"available"_s);
        QCOMPARE(host.nicCount, 2);
        QCOMPARE(host.ip, u"10.0.0.2"_s);
        QCOMPARE(host.paletteProject, u"p1"_s);
        QCOMPARE(host.tags.value(u"spare"_s, u"?"_s), QString());
        QCOMPARE(host.memoryMiB.value_or(0), 1031000);
        QCOMPARE(gpusOf(host), u"4 NVIDIA-H100 81559, 2 NVIDIA-H100 -1, 1 NVIDIA-L4 -1"_s);
        QCOMPARE(host.gpusByFamily().value(u"NVIDIA-H100"_s), 6);
        QCOMPARE(host.gpus.first().model, u"GH100 [H100 SXM5 80GB]"_s);
        QCOMPARE(host.rolesInEffect(), QStringList{u"worker"_s});
    }

    void paletteHostStates_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QString>("state");
        QTest::newRow("ready") << quoted("{'state':'ready','health':{'state':'healthy'}}") << u"available"_s;
        QTest::newRow("sick") << quoted("{'state':'ready','health':{'state':'unhealthy'}}") << u"unhealthy"_s;
        QTest::newRow("unpaired") << quoted("{'state':'unpaired','health':null}") << u"unpaired"_s;
        QTest::newRow("in use") << quoted("{'state':'in-use'}") << u"in-use"_s;
        QTest::newRow("in use by reference")
            << quoted("{'state':'ready','health':{'state':'healthy'},'inUseClusters':[{'uid':'c'}]}")
            << u"in-use"_s;
        QTest::newRow("new word") << quoted("{'state':'moving','health':{'state':'healthy'}}")
                                  << u"unknown"_s;
    }
    void paletteHostStates()
    {
        QFETCH(QByteArray, status);
        QFETCH(QString, state);
        QJsonObject host = json("{'metadata':{'uid':'h'}}");
        host.insert(u"status"_s, QJsonDocument::fromJson(status).object());
        QCOMPARE(hostFromPalette(host).state, state);
    }

    void tagsFillAndOverride_data()
    {
        QTest::addColumn<QByteArray>("gpus");
        QTest::addColumn<QByteArray>("tags");
        QTest::addColumn<QString>("result");
        const auto row = [](const char *name, const char *gpus, const char *tags, const char *result) {
            QTest::newRow(name) << quoted(gpus) << quoted(tags) << QString::fromLatin1(result);
        };
        const char *h100 = "[{'vendor':'NVIDIA','model':'H100','memory':'80GB','gpuCount':8}]";
        row("device alone", h100, "{}", "8 NVIDIA-H100 81920");
        row("tags do not touch what the device says", h100,
            "{'palette.ai/gpu-family':'L4','palette.ai/gpu-count':'2','palette.ai/gpu-memory-mib':'1'}",
            "8 NVIDIA-H100 81920");
        row("override", h100,
            "{'palette.ai/gpu-family':'L4','palette.ai/gpu-count':'2','palette.ai/"
            "gpu-memory-mib':'24576','palette.ai/override':'true'}",
            "2 NVIDIA-L4 24576 tag");
        row("override of the family alone", h100,
            "{'palette.ai/gpu-family':'h200','palette.ai/override':'true'}", "8 NVIDIA-H200 81920 tag");
        row("override to none", h100, "{'palette.ai/gpu-count':'0','palette.ai/override':'true'}", "");
        row("override alone says nothing", h100, "{'palette.ai/override':'true'}", "8 NVIDIA-H100 81920");
        row("unknown family", "[{'model':'Device 2901','gpuCount':4}]", "{'palette.ai/gpu-family':'b200'}",
            "4 NVIDIA-B200 -1 tag");
        row("missing memory", "[{'vendor':'NVIDIA','model':'H100','gpuCount':8}]",
            "{'palette.ai/gpu-memory-mib':'81559'}", "8 NVIDIA-H100 81559 tag");
        row("missing count", "[{'vendor':'NVIDIA','model':'H100'}]", "{'palette.ai/gpu-count':'8'}",
            "8 NVIDIA-H100 -1 tag");
        row("no count anywhere", "[{'vendor':'NVIDIA','model':'H100'}]", "{}", "1 NVIDIA-H100 -1");
        row("no driver", "[]", "{'palette.ai/gpu-family':'NVIDIA H100','palette.ai/gpu-count':'8'}",
            "8 NVIDIA-H100 -1 tag");
        row("no driver, count alone", "[]", "{'palette.ai/gpu-count':'4'}", "4 Unknown -1 tag");
        row("no driver, no cards", "[]", "{'palette.ai/gpu-count':'0','palette.ai/gpu-family':'L4'}", "");
        row("odd count", h100, "{'palette.ai/gpu-count':'-4','palette.ai/override':'true'}",
            "8 NVIDIA-H100 81920");
        row("own family", "[]", "{'palette.ai/gpu-family':'wafer-3','palette.ai/gpu-count':'1'}",
            "1 wafer-3 -1 tag");
    }
    void tagsFillAndOverride()
    {
        QFETCH(QByteArray, gpus);
        QFETCH(QByteArray, tags);
        QFETCH(QString, result);
        const QJsonObject host{
            {u"metadata"_s,
             QJsonObject{{u"uid"_s, u"h"_s}, {u"labels"_s, QJsonDocument::fromJson(tags).object()}}},
            {u"spec"_s,
             QJsonObject{{u"device"_s, QJsonObject{{u"gpus"_s, QJsonDocument::fromJson(gpus).array()}}}}}};
        HostView view = hostFromPalette(host);
        QCOMPARE(gpusOf(view), result);
        nameGpus(view);
        QCOMPARE(gpusOf(view), result);
    }

    void hostDetailsAreNamedToo()
    {
        ReadRecord record;
        const HostView host = readHost(TolerantReader(
            json("{'hostUid':'h','state':'available','gpus':[{'vendor':'NVIDIA','model':'Tesla "
                 "T4','count':2}],'tags':{'palette.ai/"
                 "role':'worker+control-plane'},'network':{'nicCount':3,'subnet':'10.0.0.0/24'}}"),
            &record));
        QCOMPARE(gpusOf(host), u"2 NVIDIA-T4 -1"_s);
        QCOMPARE(host.rolesInEffect(), (QStringList{u"worker"_s, u"control-plane"_s}));
        QCOMPARE(host.nicCount, 3);
    }

    void nodes()
    {
        // Whole cards.
        auto gpus = nodeGpus(labels({{"nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3"},
                                     {"nvidia.com/gpu.memory", "81559"},
                                     {"nvidia.com/gpu.count", "8"},
                                     {"nvidia.com/gpu.family", "hopper"},
                                     {"nvidia.com/gpu.replicas", "1"},
                                     {"nvidia.com/mig.strategy", "none"}}),
                             {{u"nvidia.com/gpu"_s, 8}});
        QCOMPARE(gpus.family, u"NVIDIA-H100"_s);
        QCOMPARE(gpus.physical.value_or(-1), 8);
        QCOMPARE(gpus.whole, 8);
        QCOMPARE(gpus.memoryMiB.value_or(-1), 81559);
        QVERIFY(gpus.slices.isEmpty());

        // Shared in time: the cards stay as many as they are.
        gpus = nodeGpus(labels({{"nvidia.com/gpu.product", "Tesla-T4-SHARED"},
                                {"nvidia.com/gpu.count", "2"},
                                {"nvidia.com/gpu.replicas", "10"}}),
                        {{u"nvidia.com/gpu.shared"_s, 20}});
        QCOMPARE(gpus.family, u"NVIDIA-T4"_s);
        QCOMPARE(gpus.physical.value_or(-1), 2);
        QCOMPARE(gpus.whole, 2);
        QCOMPARE(gpus.replicas, 10);

        // MIG "single": labels count slices.
        gpus = nodeGpus(labels({{"nvidia.com/gpu.product", "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb"},
                                {"nvidia.com/gpu.memory", "4864"},
                                {"nvidia.com/gpu.count", "56"},
                                {"nvidia.com/mig.strategy", "single"}}),
                        {{u"nvidia.com/gpu"_s, 56}});
        QCOMPARE(gpus.family, u"NVIDIA-A100"_s);
        QVERIFY(!gpus.physical && !gpus.memoryMiB);
        QCOMPARE(gpus.whole, 0);
        QCOMPARE(slicesOf(gpus), u"56x1g.5gb 4864"_s);

        // MIG "mixed": some whole, some sliced.
        gpus = nodeGpus(
            labels({{"nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3"},
                    {"nvidia.com/gpu.memory", "81559"},
                    {"nvidia.com/gpu.count", "8"},
                    {"nvidia.com/mig.strategy", "mixed"},
                    {"nvidia.com/mig-1g.10gb.count", "14"},
                    {"nvidia.com/mig-1g.10gb.memory", "9856"},
                    {"nvidia.com/mig-1g.10gb.product", "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb"},
                    {"nvidia.com/mig-3g.40gb.count", "2"}}),
            {{u"nvidia.com/gpu"_s, 5}, {u"nvidia.com/mig-1g.10gb"_s, 14}, {u"nvidia.com/mig-3g.40gb"_s, 2}});
        QCOMPARE(gpus.physical.value_or(-1), 8);
        QCOMPARE(gpus.whole, 5);
        QCOMPARE(slicesOf(gpus), u"14x1g.10gb 9856, 2x3g.40gb -1"_s);

        // AMD, Intel, Gaudi, none.
        gpus = nodeGpus(
            labels({{"amd.com/gpu.product-name", "AMD_Instinct_MI300X_OAM"}, {"amd.com/gpu.vram", "192G"}}),
            {{u"amd.com/gpu"_s, 8}});
        QCOMPARE(gpus.family, u"AMD-MI300X"_s);
        QCOMPARE(gpus.physical.value_or(-1), 8);
        QCOMPARE(gpus.memoryMiB.value_or(-1), 196608);
        gpus = nodeGpus(labels({{"beta.amd.com/gpu.product-name.AMD_Instinct_MI210", "4"}}));
        QCOMPARE(gpus.family, u"AMD-MI210"_s);
        QCOMPARE(gpus.physical.value_or(-1), 4);
        gpus = nodeGpus(labels({{"gpu.intel.com/family", "Max_Series"},
                                {"gpu.intel.com/product", "Max_1550"},
                                {"gpu.intel.com/device.count", "6"}}));
        QCOMPARE(gpus.family, u"Intel-Max-1550"_s);
        QCOMPARE(gpus.physical.value_or(-1), 6);
        gpus = nodeGpus(labels({{"habana.ai/hw.model", "HL-325L"}}), {{u"habana.ai/gaudi"_s, 8}});
        QCOMPARE(gpus.family, u"Intel-Gaudi3"_s);
        QCOMPARE(gpus.whole, 8);
        QVERIFY(!nodeGpus(labels({{"kubernetes.io/arch", "amd64"}})).hasGpus());
    }

    void nodesAreMachines()
    {
        const HostView host =
            hostFromNode(json("{'kind':'Node','metadata':{'name':'n1','labels':{'nvidia.com/"
                              "gpu.product':'NVIDIA-L40S','nvidia.com/"
                              "gpu.count':'4','rack':'r1'}},'status':{'capacity':{'cpu':'64','memory':'"
                              "263921640Ki'},'allocatable':{'cpu':'63','nvidia.com/"
                              "gpu':'4'},'nodeInfo':{'architecture':'amd64'},'conditions':[{'type':'Ready','"
                              "status':'False','message':'kubelet stopped'}]}}"),
                         u"north"_s);
        QCOMPARE(gpusOf(host), u"4 NVIDIA-L40S -1"_s);
        QCOMPARE(host.state, u"unhealthy"_s);
        QCOMPARE(host.cpuCount.value_or(0), 64);
        QCOMPARE(host.memoryMiB.value_or(0), 257735);
        QCOMPARE(host.usedByCluster, u"north"_s);
        QCOMPARE(host.tags.value(u"rack"_s), u"r1"_s);
    }
};

QTEST_GUILESS_MAIN(TestGpus)
#include "tst_gpus.moc"
