// SPDX-License-Identifier: GPL-3.0-or-later
// The pool wizard and the form of compute configurations on the sample workspace, driven by keys; the files
// are compared.
#include "app/views/detailview.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/resourceview.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/computeconfigmodel.h"
#include "app/wizards/computeconfigwizard.h"
#include "app/wizards/evaluationwizard.h"
#include "app/wizards/poolmachinespage.h"
#include "app/wizards/poolmodel.h"
#include "app/wizards/poolwizard.h"
#include "app/wizards/scalingpolicywizard.h"
#include "core/base/englishplurals.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QComboBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTreeWidget>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

const QString key =
    u"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxhYi1vcHMta2V5LW5vdC1yZWFsLTAwMDAwMDAwMDAw ops@borealis"_s;

} // namespace

class PoolWizardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();
    void choosesAMachineByHand();
    void saysWhatIsMissing();
    void refusesWhatCannotChange();
    void saysWhatAChangeDoes();
    void clonesWithoutAddressAndMachines();
    void keepsDrafts();
    void makesAComputeConfig();
    void editsOneLineOfAComputeConfig();
    void makesAScalingPolicy();
    void checksAPool();
    void showsAPoolAsItRuns();
    void showsProfilesAndTheirDifferences();
    void namesEveryControl();
    void fitsSmallWindows();
    void showsDark();
    void makesASharedPool();
    void makesADedicatedPoolByKeysOnly(); // takes the GPUs that others need
    void deletesWithItsDeployments();

private:
    template <typename W>
    W *ready()
    {
        auto *wizard = topLevel<W>();
        const bool known =
            wizard &&
            QTest::qWaitFor([&] { return wizard->model()->isReady() && wizard->model()->book(); }, 30'000);
        return known ? wizard : nullptr;
    }
    template <typename W>
    W *create(const QString &entry)
    {
        m_sample->window()->showEntry(entry);
        QTest::keyClick(m_sample->window(), Qt::Key_N, Qt::ControlModifier);
        return ready<W>();
    }
    PoolWizard *open(const QString &action, const QString &pool, const QString &project = u"glaciology"_s)
    {
        return m_sample->run(action, m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s,
                                                        project, pool))
                   ? ready<PoolWizard>()
                   : nullptr;
    }
    bool explained(PoolWizard *wizard)
    {
        return QTest::qWaitFor([&] { return wizard->isExplained(); }, 30'000);
    }
    template <typename T>
    T *part(const QString &name) const
    {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (qobject_cast<WizardWindow *>(window) && window->isVisible()) {
                if (auto *found = window->findChild<T *>(name))
                    return found;
            }
        }
        return nullptr;
    }
    static void next() { press(Qt::Key_Return, Qt::ControlModifier); }
    static bool choose(const QString &id)
    {
        auto *list = qobject_cast<ChoiceList *>(QApplication::focusWidget());
        if (!list)
            return false;
        press(Qt::Key_Home);
        for (int row = 0; row < list->model()->rowCount() && list->currentId() != id; ++row)
            press(Qt::Key_Down);
        press(Qt::Key_Space);
        return list->chosen().contains(id);
    }
    static bool enter(const QString &field, const QString &text)
    {
        if (!tabTo(field))
            return false;
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Delete);
        type(text);
        return true;
    }
    // An entry of a box, by the arrow keys.
    static bool pick(const QString &field, const QString &value)
    {
        if (!tabTo(field))
            return false;
        auto *box = qobject_cast<QComboBox *>(QApplication::focusWidget());
        if (!box)
            return false;
        press(Qt::Key_Home);
        for (int i = 0; i < box->count() && box->currentData().toString() != value; ++i)
            press(Qt::Key_Down);
        return box->currentData().toString() == value;
    }
    QString errorOf(const QString &name) const
    {
        for (QWidget *up = part<QWidget>(name); up; up = up->parentWidget()) {
            if (auto *field = qobject_cast<FormField *>(up))
                return field->error();
        }
        return u"no such field"_s;
    }
    bool apply()
    {
        auto *wizard = topLevel<WizardWindow>(0);
        auto *button = part<QPushButton>(u"planApply"_s);
        if (!button || !QTest::qWaitFor([&] { return button->isEnabled(); }, 30'000))
            return false;
        if (!tabTo(u"planApply"_s))
            return false;
        press(Qt::Key_Space);
        return QTest::qWaitFor(
            [&] {
                auto *open = part<QPushButton>(u"planOpen"_s);
                return wizard->isDone() && open && open->isEnabled();
            },
            30'000);
    }
    static QString difference(const QByteArray &is, const QByteArray &wanted)
    {
        const QList<QByteArray> a = is.split('\n');
        const QList<QByteArray> b = wanted.split('\n');
        for (qsizetype i = 0; i < qMax(a.size(), b.size()); ++i) {
            if (a.value(i) != b.value(i))
                return u"line %1: \"%2\" instead of \"%3\""_s.arg(
                    QString::number(i + 1), QString::fromUtf8(a.value(i)), QString::fromUtf8(b.value(i)));
        }
        return {};
    }
    // The file of the kept draft that holds this word.
    QString draftOf(const QByteArray &word) const
    {
        const QDir folder(m_sample->home() + u"/drafts"_s);
        const QStringList names = folder.entryList({u"*.json"_s});
        for (const QString &name : names) {
            if (contentOf(folder.filePath(name)).contains(word))
                return folder.filePath(name);
        }
        return {};
    }
    QStringList checked() const
    {
        QStringList names;
        auto *table = part<QTreeWidget>(u"machinesFit"_s);
        for (int i = 0; table && i < table->topLevelItemCount(); ++i) {
            if (table->topLevelItem(i)->checkState(0) == Qt::Checked)
                names << table->topLevelItem(i)->text(0);
        }
        return names;
    }
    // A dedicated pool up to its machines: one control plane that also runs work would do, but here are three
    // machines and a worker pool.
    bool fillUpToMachines(PoolWizard *wizard);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void PoolWizardTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
    // One window for all: every test writes objects of its own.
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void PoolWizardTest::init()
{
    m_sample->window()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_sample->window()));
}

void PoolWizardTest::cleanup()
{
    // One may own another.
    QList<QPointer<QWidget>> windows;
    for (QWidget *window : QApplication::topLevelWidgets()) {
        if (qobject_cast<WizardWindow *>(window) || qobject_cast<ConfirmDialog *>(window))
            windows.append(window);
    }
    for (const QPointer<QWidget> &window : std::as_const(windows))
        delete window.data();
}

void PoolWizardTest::cleanupTestCase()
{
    m_sample.reset();
    m_folder.reset();
}

bool PoolWizardTest::fillUpToMachines(PoolWizard *wizard)
{
    if (!tabTo(u"poolProject"_s) || !choose(u"glaciology"_s) || !enter(u"poolName"_s, u"serac-infer"_s))
        return false;
    screenshot(wizard, u"pool-basics"_s);
    next();
    if (wizard->currentStep() != PoolWizard::Bundle || !tabTo(u"poolBundle"_s) || !choose(u"metal-k8s-v3"_s))
        return false;
    screenshot(wizard, u"pool-bundle"_s);
    next();
    if (wizard->currentStep() != PoolWizard::ControlPlane)
        return false;
    screenshot(wizard, u"pool-control"_s);
    next();
    if (wizard->currentStep() != PoolWizard::Workers || !tabTo(u"workers.add"_s))
        return false;
    press(Qt::Key_Space);
    type(u"l40s"_s);
    if (!enter(u"worker0.count"_s, u"2"_s) || !enter(u"worker0.cpus"_s, u"48"_s) ||
        !enter(u"worker0.memory"_s, u"384"_s) || !enter(u"worker0.family"_s, u"NVIDIA-L40S"_s) ||
        !enter(u"worker0.gpus"_s, u"4"_s))
        return false;
    screenshot(wizard, u"pool-workers"_s);
    next();
    if (wizard->currentStep() != PoolWizard::Machines || !tabTo(u"resourceGroups.add"_s))
        return false;
    press(Qt::Key_Space);
    type(u"hall"_s);
    press(Qt::Key_Tab);
    type(u"b2"_s);
    return explained(wizard);
}

void PoolWizardTest::makesADedicatedPoolByKeysOnly()
{
    while (!draftOf("serac-infer").isEmpty()) // of tests before
        QVERIFY(QFile::remove(draftOf("serac-infer")));
    auto *wizard = create<PoolWizard>(u"pools"_s);
    QVERIFY(wizard);
    QVERIFY(fillUpToMachines(wizard));
    screenshot(wizard, u"pool-machines"_s);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Network));
    QVERIFY(enter(u"vip"_s, u"10.61.4.77"_s));
    QVERIFY(tabTo(u"hostNetwork.add"_s));
    press(Qt::Key_Space);
    for (const QString &text :
         {u"l40s-b2-05"_s, u"eth0"_s, u"10.61.4.55"_s, u"24"_s, u"10.61.4.1"_s, u"10.0.0.1, 10.0.0.2"_s}) {
        type(text);
        press(Qt::Key_Tab);
    }
    screenshot(wizard, u"pool-network"_s);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Scaling));
    screenshot(wizard, u"pool-scaling"_s);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Variables));
    screenshot(wizard, u"pool-variables"_s);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Values));
    auto *values = part<QTreeWidget>(u"effectiveValues"_s);
    QVERIFY(values);
    QCOMPARE(values->topLevelItem(0)->child(0)->text(1), u"3"_s);
    QCOMPARE(values->topLevelItem(0)->child(0)->text(2), u"lab-defaults"_s);
    screenshot(wizard, u"pool-values"_s);
    next();
    QVERIFY(QTest::qWaitFor([&] { return part<QPushButton>(u"planApply"_s)->isEnabled(); }, 30'000));
    screenshot(wizard, u"pool-review"_s);
    QVERIFY(apply());
    const QByteArray wanted = "apiVersion: spectrocloud.com/v1alpha1\n"
                              "kind: ComputePool\n"
                              "metadata:\n"
                              "  name: serac-infer\n"
                              "  namespace: glaciology\n"
                              "spec:\n"
                              "  clusterVariant:\n"
                              "    dedicated:\n"
                              "      paletteClusterDeploymentConfig:\n"
                              "        cloudType: edge-native\n"
                              "        edge:\n"
                              "          hosts:\n"
                              "            l40s-b2-05:\n"
                              "              dns:\n"
                              "                - 10.0.0.1\n"
                              "                - 10.0.0.2\n"
                              "              gateway: 10.61.4.1\n"
                              "              ip: 10.61.4.55\n"
                              "              nicName: eth0\n"
                              "              subnet: \"24\"\n"
                              "          vip: 10.61.4.77\n"
                              "        nodePoolRequirements:\n"
                              "          workerPools:\n"
                              "            - name: l40s\n"
                              "              cpu:\n"
                              "                cpuCount: 48\n"
                              "              gpu:\n"
                              "                family: NVIDIA-L40S\n"
                              "                gpuCount: 4\n"
                              "              memory:\n"
                              "                memoryMiB: 393216\n"
                              "              nodeCount: 2\n"
                              "    workerResourceGroups:\n"
                              "      hall: b2\n"
                              "  profileBundleRef:\n"
                              "    cloudType: edge-native\n"
                              "    name: metal-k8s-v3\n"
                              "    namespace: glaciology\n";
    QCOMPARE(
        difference(contentOf(m_sample->file(u"projects/glaciology/computepool-serac-infer.yaml"_s)), wanted),
        QString());
    QVERIFY(draftOf("serac-infer").isEmpty());
}

void PoolWizardTest::makesASharedPool()
{
    auto *wizard = create<PoolWizard>(u"pools"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"poolProject"_s));
    QVERIFY(choose(u"glaciology"_s));
    QVERIFY(enter(u"poolName"_s, u"firn-both"_s));
    QVERIFY(tabTo(u"poolKind"_s));
    press(Qt::Key_Down);
    QVERIFY(wizard->model()->isShared());
    QCOMPARE(wizard->model()->clusterNames(), QStringList{u"main"_s});
    QVERIFY(tabTo(u"clusters.add"_s));
    press(Qt::Key_Space);
    type(u"main"_s);
    next();
    QCOMPARE(wizard->currentStep(), 0); // repeated
    press(Qt::Key_Tab);
    QVERIFY(enter(u"clusters.1.0"_s, u"east"_s));
    screenshot(wizard, u"pool-shared-basics"_s);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Bundle));
    QVERIFY(tabTo(u"poolBundle"_s));
    QVERIFY(choose(u"metal-k8s-v3"_s));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::ControlPlane));
    QVERIFY(tabTo(u"controlPlaneCluster"_s));
    press(Qt::Key_Down);
    QCOMPARE(wizard->model()->cluster(), 1);
    QVERIFY(pick(u"controlPlane.size"_s, u"1"_s));
    // CCF-3: alone it has to run the work itself.
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::ControlPlane));
    QCOMPARE(errorOf(u"controlPlane.eligible"_s),
             u"A single-node cluster must let its control plane run workloads."_s);
    QVERIFY(pick(u"controlPlane.eligible"_s, u"true"_s));
    screenshot(wizard, u"pool-shared-control"_s);
    next();
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Machines));
    QVERIFY(explained(wizard));
    QCOMPARE(part<QComboBox>(u"machinesNodePool"_s)->count(), 2);
    next();
    QVERIFY(tabTo(u"networkCluster"_s));
    press(Qt::Key_Home);
    QVERIFY(enter(u"vip"_s, u"10.61.4.78"_s));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Network)); // the other cluster has no address
    QVERIFY(tabTo(u"networkCluster"_s));
    press(Qt::Key_Down);
    QVERIFY(enter(u"vip"_s, u"10.61.4.79"_s));
    next();
    next();
    next();
    next();
    QVERIFY(QTest::qWaitFor([&] { return part<QPushButton>(u"planApply"_s)->isEnabled(); }, 30'000));
    screenshot(wizard, u"pool-shared-review"_s);
    QVERIFY(apply());
    const QByteArray file = contentOf(m_sample->file(u"projects/glaciology/computepool-firn-both.yaml"_s));
    QVERIFY2(file.contains("        - name: east\n"), file.constData());
    QVERIFY2(file.contains("vip: 10.61.4.78"), file.constData());
    QVERIFY2(file.contains("nodePoolRequirements: {}"), file.constData()); // the schema wants it
    QVERIFY2(file.contains("vip: 10.61.4.79"), file.constData());
    QVERIFY2(file.contains("workerNodeEligible: true"), file.constData());
}

void PoolWizardTest::choosesAMachineByHand()
{
    auto *wizard = create<PoolWizard>(u"pools"_s);
    QVERIFY(wizard);
    QVERIFY(fillUpToMachines(wizard));
    const QStringList first = checked();
    QCOMPARE(first, (QStringList{u"l40s-b2-05"_s, u"l40s-b2-06"_s}));
    QVERIFY(tabTo(u"machinesFit"_s));
    // The next best one instead.
    auto *table = part<QTreeWidget>(u"machinesFit"_s);
    QVERIFY(table->topLevelItemCount() > 1);
    press(Qt::Key_Home);
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    const QString third = table->currentItem()->text(0);
    press(Qt::Key_Space);
    QVERIFY(explained(wizard));
    QCOMPARE(checked().size(), 2);
    QVERIFY(checked().contains(third));
    QVERIFY(!checked().contains(first.last()));
    QCOMPARE(part<QLabel>(u"machinesNote"_s)->text(), u"Instead of %1."_s.arg(first.last()));
    const PoolModel::NodePool worker = wizard->model()->nodePools().last();
    QCOMPARE(wizard->model()->pins(worker), (QStringList{first.first(), third}));
    screenshot(wizard, u"pool-by-hand"_s);
    // Fewer than asked for keeps the page.
    press(Qt::Key_Space);
    QCOMPARE(wizard->model()->pins(worker), QStringList{first.first()});
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Machines));
    QCOMPARE(part<QLabel>(u"machinesNote"_s)->text(), u"l40s: choose 1 more machine, or choose again."_s);
    QVERIFY(explained(wizard));
    screenshot(wizard, u"pool-too-few"_s);
    QVERIFY(tabTo(u"machinesAgain"_s));
    press(Qt::Key_Space);
    QVERIFY(explained(wizard));
    QVERIFY(wizard->model()->pins(worker).isEmpty());
    QTRY_COMPARE(checked(), first);
    // Why not this one?
    QVERIFY(enter(u"machinesSearch"_s, u"h100-b2-05"_s));
    auto *left = part<QTreeWidget>(u"machinesLeftOut"_s);
    QCOMPARE(left->topLevelItemCount(), 1);
    QCOMPARE(left->topLevelItem(0)->child(0)->text(0), u"h100-b2-05"_s);
    QVERIFY(!left->topLevelItem(0)->child(0)->text(2).isEmpty());
    screenshot(wizard, u"pool-why-not"_s);
}

void PoolWizardTest::saysWhatIsMissing()
{
    auto *wizard = create<PoolWizard>(u"pools"_s);
    QVERIFY(wizard);
    next();
    QCOMPARE(wizard->currentStep(), 0);
    QCOMPARE(errorOf(u"poolProject"_s), u"Choose a project."_s);
    QCOMPARE(errorOf(u"poolName"_s), u"Enter a name."_s);
    QVERIFY(tabTo(u"poolProject"_s));
    QVERIFY(choose(u"glaciology"_s));
    QVERIFY(enter(u"poolName"_s, u"firn-train"_s));
    QCOMPARE(errorOf(u"poolName"_s), u"Project glaciology has a pool firn-train already."_s);
    QVERIFY(enter(u"poolName"_s, u"X"_s));
    QVERIFY(errorOf(u"poolName"_s).startsWith(u"Name must be 3 to 33 characters"_s));
    QVERIFY(enter(u"poolName"_s, u"serac-new"_s));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Bundle));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Bundle));
    QCOMPARE(errorOf(u"poolBundle"_s), u"Choose a bundle with a cluster profile."_s);
    QVERIFY(choose(u"metal-k8s-v3"_s));
    next();
    QVERIFY(tabTo(u"workers.add"_s) || wizard->currentStep() == int(PoolWizard::ControlPlane));
    next();
    QVERIFY(tabTo(u"workers.add"_s));
    press(Qt::Key_Space);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Workers));
    QCOMPARE(errorOf(u"worker0.name"_s), u"Worker pool name '' is repeated or not valid."_s);
    type(u"gpu"_s);
    QVERIFY(enter(u"worker0.gpus"_s, u"8"_s));
    QCOMPARE(errorOf(u"worker0.family"_s), u"Give both a GPU family and a number of GPUs per node."_s);
    QVERIFY(enter(u"worker0.count"_s, u"3"_s));
    QVERIFY(enter(u"worker0.most"_s, u"2"_s));
    QCOMPARE(errorOf(u"worker0.count"_s), u"Node count 3 must be between 3 and 2."_s);
    screenshot(wizard, u"pool-refused"_s);
}

void PoolWizardTest::refusesWhatCannotChange()
{
    // A shared pool keeps its clusters, and says so.
    PoolWizard *wizard = open(u"pool.edit"_s, u"firn-shared"_s);
    QVERIFY(wizard);
    QCOMPARE(part<QLineEdit>(u"clusters.0.0"_s)->text(), u"main"_s);
    QVERIFY(!part<QLineEdit>(u"clusters.0.0"_s)->isEnabled());
    QVERIFY(!part<QWidget>(u"clusters.0.remove"_s)->isVisible());
    QVERIFY(!part<QPushButton>(u"clusters.add"_s)->isVisible());
    QVERIFY(part<QLabel>(u"clusters.note"_s)->isVisible());
    QCOMPARE(part<QLabel>(u"clusters.note"_s)->text(),
             u"A pool keeps its clusters: none is added, removed or renamed."_s);
    screenshot(wizard, u"pool-shared-edit"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PoolWizard>(0));

    wizard = open(u"pool.edit"_s, u"firn-train"_s);
    QVERIFY(wizard);
    QVERIFY(part<QLineEdit>(u"poolName"_s)->isReadOnly());
    QVERIFY(!part<QComboBox>(u"poolKind"_s)->isEnabled());
    QVERIFY(part<QLineEdit>(u"vip"_s)->isReadOnly());
    QVERIFY(!part<QComboBox>(u"twoNode"_s)->isEnabled());
    // One line changes, everything else stays byte for byte.
    const QString path = m_sample->file(u"projects/glaciology/computepool-firn-train.yaml"_s);
    QByteArray wanted = contentOf(path);
    QVERIFY(tabTo(u"poolDescription"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"Training"_s);
    wizard->goTo(PoolWizard::Values + 1);
    QVERIFY(apply());
    wanted.replace("  description: Training cluster, hall B2\n", "  description: Training\n");
    QCOMPARE(difference(contentOf(path), wanted), QString());
}

void PoolWizardTest::saysWhatAChangeDoes()
{
    PoolWizard *wizard = open(u"pool.scale"_s, u"firn-train"_s);
    QVERIFY(wizard);
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Workers));
    QVERIFY(enter(u"worker0.count"_s, u"1"_s));
    wizard->goTo(PoolWizard::Values);
    auto *banner = part<Banner>(u"consequences"_s);
    QVERIFY(banner->isVisible());
    QCOMPARE(banner->strongText(), u"Machines leave the pool."_s);
    QVERIFY2(banner->text().startsWith(u"Takes 1 machine from worker pool h100"_s),
             qPrintable(banner->text()));
    screenshot(wizard, u"pool-scale"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<PoolWizard>(0));

    wizard = open(u"pool.bundle"_s, u"firn-train"_s);
    QVERIFY(wizard);
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Bundle));
    QVERIFY(tabTo(u"poolBundle"_s));
    QVERIFY(choose(u"metal-k8s-v3"_s));
    QVERIFY(part<QLabel>(u"poolBundleContents"_s)->text().contains(u"rebuilds"_s));
    screenshot(wizard, u"pool-bundle-change"_s);
    wizard->goTo(PoolWizard::Values);
    banner = part<Banner>(u"consequences"_s);
    QVERIFY2(banner->strongText().startsWith(u"This rebuilds"_s), qPrintable(banner->strongText()));
    screenshot(wizard, u"pool-repave"_s);
}

void PoolWizardTest::clonesWithoutAddressAndMachines()
{
    PoolWizard *wizard = open(u"pool.clone"_s, u"firn-shared"_s);
    QVERIFY(wizard);
    QCOMPARE(wizard->model()->name(), u"firn-shared-2"_s);
    QVERIFY(!wizard->model()->isEdit());
    QVERIFY(wizard->model()->own(0).vip.isEmpty());
    QVERIFY(!wizard->model()->object().contains(u"status"));
    QCOMPARE(wizard->model()->own(0).workers->size(), 3);
    QCOMPARE(wizard->model()->refusalOf(u"POOL-6"_s),
             u"Reserve a free address and enter it as control plane address."_s);
    // There is no room for another one of it (POOL-13): Next leads there first.
    wizard->goTo(PoolWizard::Network);
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Workers));
    wizard->goTo(PoolWizard::Network);
    QVERIFY(enter(u"vip"_s, u"10.61.4.21"_s));
    QCOMPARE(errorOf(u"vip"_s),
             u"Control plane address 10.61.4.21 is not valid or is already used by pool firn-shared."_s);
}

void PoolWizardTest::keepsDrafts()
{
    auto *wizard = create<PoolWizard>(u"pools"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"poolProject"_s));
    QVERIFY(choose(u"glaciology"_s));
    QVERIFY(enter(u"poolName"_s, u"serac-later"_s));
    next();
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Bundle));
    QTRY_VERIFY_WITH_TIMEOUT(!draftOf("serac-later").isEmpty(), 10'000);
    // As after a crash: the next window on the same home offers it.
    wizard->close();
    QTRY_VERIFY(!topLevel<PoolWizard>(0));
    const QJsonObject kept = QJsonDocument::fromJson(contentOf(draftOf("serac-later"))).object();
    restorePoolDraft(m_sample->context(), Draft::fromJson(kept), m_sample->window());
    wizard = ready<PoolWizard>();
    QVERIFY(wizard);
    QCOMPARE(wizard->model()->name(), u"serac-later"_s);
    QCOMPARE(wizard->currentStep(), int(PoolWizard::Bundle));
}

void PoolWizardTest::makesAComputeConfig()
{
    auto *wizard = create<ComputeConfigWizard>(u"configs"_s);
    QVERIFY(wizard);
    QVERIFY(tabTo(u"configPlace"_s));
    QVERIFY(choose(u"glaciology"_s));
    QVERIFY(enter(u"configName"_s, u"big-defaults"_s));
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(pick(u"controlPlane.size"_s, u"5"_s));
    QVERIFY(enter(u"controlPlane.cpus"_s, u"16"_s));
    QVERIFY(enter(u"controlPlane.memory"_s, u"64"_s));
    QVERIFY(tabTo(u"controlPlane.labels.add"_s));
    press(Qt::Key_Space);
    type(u"tier"_s);
    press(Qt::Key_Tab);
    type(u"lab"_s);
    screenshot(wizard, u"config-control"_s);
    next();
    QCOMPARE(wizard->currentStep(), 2);
    QVERIFY(tabTo(u"workers.add"_s));
    press(Qt::Key_Space);
    type(u"plain"_s);
    QVERIFY(tabTo(u"worker0.taints.add"_s));
    press(Qt::Key_Space);
    type(u"dedicated"_s);
    press(Qt::Key_Tab);
    type(u"batch"_s);
    screenshot(wizard, u"config-workers"_s);
    next();
    QCOMPARE(wizard->currentStep(), 3);
    QVERIFY(pick(u"overlay"_s, u"true"_s));
    next();
    QCOMPARE(wizard->currentStep(), 3);
    QCOMPARE(errorOf(u"overlayCidr"_s), u"Give the overlay network a CIDR, for example 100.64.192.0/20."_s);
    type(u"100.64.192.0/20"_s);
    QVERIFY(tabTo(u"ntp.add"_s));
    press(Qt::Key_Space);
    type(u"ntp.borealis.example"_s);
    QVERIFY(tabTo(u"sshKeys"_s));
    type(u"no key"_s);
    QCOMPARE(errorOf(u"sshKeys"_s), u"Line 1 is not an OpenSSH public key."_s);
    press(Qt::Key_A, Qt::ControlModifier);
    type(key);
    QVERIFY(errorOf(u"sshKeys"_s).isEmpty());
    screenshot(wizard, u"config-network"_s);
    next();
    QCOMPARE(wizard->currentStep(), 4);
    screenshot(wizard, u"config-values"_s);
    next();
    QVERIFY(apply());
    const QByteArray wanted = "apiVersion: spectrocloud.com/v1alpha1\n"
                              "kind: ComputeConfig\n"
                              "metadata:\n"
                              "  name: big-defaults\n"
                              "  namespace: glaciology\n"
                              "spec:\n"
                              "  paletteClusterConfig:\n"
                              "    defaults:\n"
                              "      controlPlanePool:\n"
                              "        cpu:\n"
                              "          cpuCount: 16\n"
                              "        labels:\n"
                              "          tier: lab\n"
                              "        memory:\n"
                              "          memoryMiB: 65536\n"
                              "        nodeCount: 5\n"
                              "      sshKeys:\n"
                              "        - " +
                              key.toUtf8() +
                              "\n"
                              "      workerPools:\n"
                              "        - name: plain\n"
                              "          nodeCount: 1\n"
                              "          taints:\n"
                              "            - key: dedicated\n"
                              "              effect: NoSchedule\n"
                              "              value: batch\n"
                              "    edge:\n"
                              "      networkOverlayConfig:\n"
                              "        cidr: 100.64.192.0/20\n"
                              "        enabled: true\n"
                              "      ntpServers:\n"
                              "        - ntp.borealis.example\n";
    QCOMPARE(difference(contentOf(m_sample->file(u"projects/glaciology/computeconfig-big-defaults.yaml"_s)),
                        wanted),
             QString());
}

void PoolWizardTest::editsOneLineOfAComputeConfig()
{
    const QString path = m_sample->file(u"projects/glaciology/computeconfig-lab-defaults.yaml"_s);
    QByteArray wanted = contentOf(path);
    QVERIFY(m_sample->run(u"computeconfig.edit"_s,
                          m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, u"ComputeConfig"_s,
                                             u"glaciology"_s, u"lab-defaults"_s)));
    auto *wizard = ready<ComputeConfigWizard>();
    QVERIFY(wizard);
    wizard->goTo(1);
    QVERIFY(enter(u"controlPlane.cpus"_s, u"12"_s));
    wizard->goTo(5);
    QVERIFY(apply());
    wanted.replace("        cpu: {cpuCount: 8}\n", "        cpu: {cpuCount: 12}\n");
    QCOMPARE(difference(contentOf(path), wanted), QString());
}

void PoolWizardTest::makesAScalingPolicy()
{
    m_sample->window()->showEntry(u"scaling"_s);
    QTest::keyClick(m_sample->window(), Qt::Key_N, Qt::ControlModifier);
    auto *wizard = topLevel<ScalingPolicyWizard>();
    QVERIFY(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady(), 30'000);
    QVERIFY(tabTo(u"objectProject"_s));
    QVERIFY(choose(u"glaciology"_s));
    QVERIFY(enter(u"objectName"_s, u"busy-gpus"_s));
    QCOMPARE(errorOf(u"objectName"_s), u"Project glaciology has a scaling policy busy-gpus already."_s);
    QVERIFY(enter(u"objectName"_s, u"calm-gpus"_s));
    next();
    QCOMPARE(wizard->currentStep(), 1);
    next();
    QCOMPARE(wizard->currentStep(), 1); // SCP-1
    press(Qt::Key_Space);
    type(u"NVIDIA-L40S"_s);
    QVERIFY(tabTo(u"scalingRule.0.2"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"75"_s); // SCP-2
    press(Qt::Key_Tab);
    next();
    QCOMPARE(wizard->currentStep(), 1);
    QVERIFY(tabTo(u"scalingRule.0.2"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"25"_s);
    QVERIFY(enter(u"scalingRule.0.3"_s, u"6m"_s));
    QVERIFY(enter(u"cooldown"_s, u"soon"_s));
    QCOMPARE(errorOf(u"cooldown"_s), u"'soon' is not a duration. Write for example 5m."_s);
    QVERIFY(enter(u"cooldown"_s, u"12m"_s));
    screenshot(wizard, u"scaling-rules"_s);
    next();
    QVERIFY(apply());
    const QByteArray file = contentOf(m_sample->file(u"projects/glaciology/scalingpolicy-calm-gpus.yaml"_s));
    QVERIFY2(file.contains("scaleUpThreshold: 80") && file.contains("scaleDownThreshold: 25") &&
                 file.contains("scaleUpDuration: 6m") && file.contains("cooldownDuration: 12m"),
             file.constData());
}

void PoolWizardTest::checksAPool()
{
    QVERIFY(
        m_sample->run(u"pool.check"_s, m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s,
                                                          u"glaciology"_s, u"firn-train"_s)));
    auto *wizard = topLevel<EvaluationWizard>();
    QVERIFY(wizard);
    QTRY_VERIFY_WITH_TIMEOUT(wizard->model()->isReady(), 30'000);
    QCOMPARE(wizard->currentStep(), 1);
    QCOMPARE(wizard->model()->pool(), u"firn-train"_s);
    QVERIFY(tabTo(u"evaluationHow"_s));
    QVERIFY(choose(u"copy"_s));
    QVERIFY(wizard->model()->isCopy());
    QVERIFY(choose(u"pool"_s));
    QVERIFY(enter(u"evaluationTtl"_s, u"later"_s));
    QCOMPARE(errorOf(u"evaluationTtl"_s), u"'later' is not a duration. Write for example 1h."_s);
    QVERIFY(enter(u"evaluationTtl"_s, u"2h"_s));
    screenshot(wizard, u"evaluation"_s);
    next();
    const QString name = wizard->model()->name();
    QVERIFY(apply());
    const QByteArray file =
        contentOf(m_sample->file(u"projects/glaciology/computepoolevaluation-%1.yaml"_s.arg(name)));
    QCOMPARE(difference(file, "apiVersion: spectrocloud.com/v1alpha1\n"
                              "kind: ComputePoolEvaluation\n"
                              "metadata:\n"
                              "  name: " +
                                  name.toUtf8() +
                                  "\n"
                                  "  namespace: glaciology\n"
                                  "spec:\n"
                                  "  mode: DryRun\n"
                                  "  poolRef:\n"
                                  "    name: firn-train\n"
                                  "  ttl: 2h\n"),
             QString());
}

void PoolWizardTest::showsAPoolAsItRuns()
{
    m_sample->window()->activateWindow();
    m_sample->context()->openObject(
        ObjectRef{u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s, u"glaciology"_s, u"firn-shared"_s});
    ResourceView *view = nullptr;
    QTRY_VERIFY((view = m_sample->window()->currentTable()) &&
                view->detail()->object().name == u"firn-shared");
    view->detail()->showTab(DetailView::Pool);
    auto *machines = view->detail()->findChild<QTreeWidget *>(u"poolMachines"_s);
    QTRY_VERIFY(machines && machines->isVisible());
    QCOMPARE(machines->topLevelItemCount(), 6);
    QCOMPARE(machines->topLevelItem(3)->text(0), u"h100-b2-05"_s);
    QCOMPARE(machines->topLevelItem(3)->text(2), u"8 NVIDIA-H100"_s);
    auto *capacity = view->detail()->findChild<QTreeWidget *>(u"poolCapacity"_s);
    QCOMPARE(capacity->topLevelItemCount(), 3);
    QCOMPARE(capacity->topLevelItem(0)->text(3), u"2"_s);
    // A folder holds no kubeconfig: nothing is offered.
    QVERIFY(!view->detail()->findChild<QPushButton *>(u"poolKubeconfig"_s)->isVisible());
    screenshot(m_sample->window(), u"pool-detail"_s);
    view->detail()->showTab(DetailView::Profiles); // not a bundle
    QCOMPARE(view->detail()->currentTab(), DetailView::Summary);
    QCOMPARE(namelessControls(m_sample->window()), QStringList());
}

void PoolWizardTest::showsProfilesAndTheirDifferences()
{
    m_sample->window()->activateWindow();
    m_sample->context()->openObject(
        ObjectRef{u"spectrocloud.com/v1beta1"_s, u"ProfileBundle"_s, u"glaciology"_s, u"metal-k8s-v2"_s});
    ResourceView *view = nullptr;
    QTRY_VERIFY((view = m_sample->window()->currentTable()) &&
                view->detail()->object().name == u"metal-k8s-v2");
    view->detail()->showTab(DetailView::Profiles);
    auto *layers = view->detail()->findChild<QTreeWidget *>(u"profileLayers"_s);
    QTRY_VERIFY(layers && layers->isVisible());
    QCOMPARE(layers->topLevelItemCount(), 3);
    QCOMPARE(layers->topLevelItem(0)->text(0), u"edge-base"_s);
    auto *other = view->detail()->findChild<QComboBox *>(u"profileOther"_s);
    QTRY_COMPARE(other->currentText(), u"metal-k8s-v1"_s);
    auto *differences = view->detail()->findChild<QTreeWidget *>(u"profileDifferences"_s);
    QVERIFY(differences->topLevelItemCount() >= 2);
    QCOMPARE(differences->topLevelItem(0)->text(2), u"1.3.2"_s);
    QCOMPARE(differences->topLevelItem(0)->text(3), u"1.4.0"_s);
    QStringList users;
    for (const KeyValueGrid *grid : view->detail()->findChildren<KeyValueGrid *>()) {
        for (const KeyValue &row : grid->isVisible() ? grid->rows() : QList<KeyValue>()) {
            QString text = row.key + u':';
            for (const ValuePart &part : row.value)
                text += u' ' + part.text.trimmed();
            users << text;
        }
    }
    QVERIFY2(users.filter(u"edge-base: "_s).filter(u" metal-k8s-v1 (1.3.2, 0 pools)"_s).size() == 1,
             qPrintable(users.join(u'\n')));
    screenshot(m_sample->window(), u"bundle-profiles"_s);
    QCOMPARE(namelessControls(m_sample->window()), QStringList());
}

void PoolWizardTest::deletesWithItsDeployments()
{
    const ActionTarget target = m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s,
                                                   u"glaciology"_s, u"firn-shared"_s);
    // POOL-20: not while deployments run on it.
    QVERIFY(m_sample->run(u"object.delete"_s, target));
    auto *question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    screenshot(question, u"pool-delete-refused"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<ConfirmDialog>(0));
    QVERIFY(QFileInfo::exists(m_sample->file(u"projects/glaciology/computepool-firn-shared.yaml"_s)));
    QVERIFY(m_sample->run(u"organisation.deleteAll"_s, target));
    question = topLevel<ConfirmDialog>();
    QVERIFY(question);
    screenshot(question, u"pool-delete-all"_s);
    QStringList said;
    const QList<QLabel *> labels = question->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        said << label->text();
    QVERIFY2(said.join(u' ').contains(u"firn-shared-b9e4r"_s), qPrintable(said.join(u'\n')));
    type(u"firn-shared"_s);
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(
        !QFileInfo::exists(m_sample->file(u"projects/glaciology/computepool-firn-shared.yaml"_s)), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(
        !QFileInfo::exists(m_sample->file(u"projects/glaciology/aiworkload-field-search.yaml"_s)), 30'000);
}

void PoolWizardTest::namesEveryControl()
{
    PoolWizard *wizard = open(u"pool.edit"_s, u"firn-shared"_s);
    QVERIFY(wizard);
    QVERIFY(explained(wizard));
    for (int step = 0; step <= PoolWizard::Values; ++step) {
        wizard->goTo(step);
        QCOMPARE(namelessControls(wizard), QStringList());
    }
}

void PoolWizardTest::fitsSmallWindows()
{
    PoolWizard *wizard = open(u"pool.edit"_s, u"firn-shared"_s);
    QVERIFY(wizard);
    QVERIFY(explained(wizard));
    wizard->resize(1024, 640);
    for (int step = 0; step <= PoolWizard::Values; ++step) {
        wizard->goTo(step);
        QTest::qWait(0);
        QVERIFY(wizard->width() <= 1024);
        screenshot(wizard, u"pool-small-%1"_s.arg(step));
    }
}

void PoolWizardTest::showsDark()
{
    Look::install(ColorMode::Dark);
    auto *wizard = create<PoolWizard>(u"pools"_s);
    const bool filled = wizard && fillUpToMachines(wizard);
    QTest::qWait(50); // until what came last is laid out
    if (filled)
        screenshot(wizard, u"pool-machines-dark"_s);
    Look::install(ColorMode::Light);
    QVERIFY(filled);
}

QTEST_MAIN(PoolWizardTest)
#include "tst_poolwizard.moc"
