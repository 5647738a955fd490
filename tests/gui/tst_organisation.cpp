// SPDX-License-Identifier: GPL-3.0-or-later
// Tenants and projects beyond their wizards: what their details say, what goes with them, who may do what.
#include "app/views/access/accesswindow.h"
#include "app/views/detailview.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/consequencetree.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/quotabar.h"
#include "core/base/englishplurals.h"
#include "samplewindow.h"
#include "screenshot.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

class OrganisationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void detailOfATenant();
    void detailOfAProject();
    void refusesToDeleteWhatIsUsed();
    void deletesEverything();
    void answersWhoMayDoWhat();
    void filtersAndCopies();
    void startsFromARow();

private:
    ActionTarget target(const QString &kind, const QString &name) const
    {
        return m_sample->targetOf(u"spectrocloud.com/v1alpha1"_s, kind, kind == u"Tenant" ? QString() : name,
                                  name);
    }
    // What the summary says in a row, links included.
    QString said(const QString &key) const
    {
        for (const KeyValueGrid *grid : m_sample->window()->findChildren<KeyValueGrid *>()) {
            if (!grid->isVisible())
                continue;
            for (const KeyValue &row : grid->rows()) {
                QString text;
                for (const ValuePart &part : row.value)
                    text += part.text;
                if (row.key == key)
                    return text;
            }
        }
        return u"(no row)"_s;
    }
    QStringList numbers() const
    {
        QStringList texts;
        for (const QuotaBar *bar : m_sample->window()->findChildren<QuotaBar *>()) {
            if (bar->isVisible())
                texts << quotaText(bar->parts());
        }
        return texts;
    }
    bool show(const QString &kind, const QString &name)
    {
        m_sample->context()->openObject(target(kind, name).objects.first());
        return QTest::qWaitFor(
            [&] {
                return m_sample->window()->selection().object().name == name &&
                       said(u"Administrators"_s) != u"(no row)" && !numbers().isEmpty();
            },
            30'000);
    }
    AccessWindow *openAccess(const ActionTarget &about)
    {
        if (!m_sample->run(u"access.ask"_s, about))
            return nullptr;
        auto *window = topLevel<AccessWindow>();
        return window && QTest::qWaitFor([&] { return window->isReady(); }, 30'000) ? window : nullptr;
    }
    template <typename T>
    T *part(const QString &name) const
    {
        auto *window = topLevel<AccessWindow>(0);
        return window ? window->findChild<T *>(name) : nullptr;
    }
    static void choose(QComboBox *box, const QString &text)
    {
        box->setFocus();
        press(Qt::Key_A, Qt::ControlModifier);
        type(text);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleWindow> m_sample;
};

void OrganisationTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    useTestFont();
}

void OrganisationTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sample = std::make_unique<SampleWindow>(m_folder->path());
    QVERIFY(m_sample->open());
}

void OrganisationTest::cleanup()
{
    m_sample.reset();
    m_folder.reset();
}

void OrganisationTest::detailOfATenant()
{
    QVERIFY(show(u"Tenant"_s, u"borealis"_s));
    QCOMPARE(said(u"Administrators"_s), u"borealis-platform"_s);
    QTRY_COMPARE(said(u"Projects"_s), u"glaciology, language, speech, vision"_s);
    // The ledger's own figures: A100, H100, L40S.
    QTRY_COMPARE(numbers(), (QStringList{u"24 / 32"_s, u"56 / 64"_s, u"20 / 32"_s}));
    screenshot(m_sample->window(), u"tenant-detail"_s);
}

void OrganisationTest::detailOfAProject()
{
    QVERIFY(show(u"Project"_s, u"vision"_s));
    QCOMPARE(said(u"Administrators"_s), u"vision-leads"_s);
    QCOMPARE(said(u"Viewers"_s), u"vision-guests, glacio-staff"_s);
    QTRY_COMPARE(said(u"Of the tenant"_s), u"borealis-platform"_s);
    QCOMPARE(said(u"Namespaces"_s), u"vision-apps and vision-test"_s);
    QVERIFY(said(u"Pools"_s).contains(u"crevasse-train"_s));
    QTRY_COMPARE(numbers(), (QStringList{u"8 / 16"_s, u"16 / 24"_s, u"12 / 12"_s}));
    screenshot(m_sample->window(), u"project-detail"_s);
}

void OrganisationTest::refusesToDeleteWhatIsUsed()
{
    QVERIFY(m_sample->run(u"object.delete"_s, target(u"Tenant"_s, u"borealis"_s)));
    auto *dialog = topLevel<ConfirmDialog>();
    QVERIFY(dialog);
    const auto *refusal = dialog->findChild<QLabel *>(u"refusal"_s);
    QVERIFY(refusal);
    QVERIFY2(refusal->text().startsWith(u"Tenant borealis still has 4 projects: "_s),
             qPrintable(refusal->text()));
    QVERIFY(!dialog->findChild<QPushButton *>(u"verb"_s)->isEnabled());
    // What blocks it stands first, each with what would go with it.
    auto *blocking = dialog->findChild<ConsequenceTree *>();
    QVERIFY(blocking);
    QVERIFY2(blocking->asText().startsWith(u"Project glaciology: keeps it from being deleted"_s),
             qPrintable(blocking->asText()));
    screenshot(dialog, u"tenant-delete-refused"_s);
    dialog->reject();
    QTRY_VERIFY(!topLevel<ConfirmDialog>(0));

    QVERIFY(m_sample->run(u"object.delete"_s, target(u"Project"_s, u"drones"_s)));
    dialog = topLevel<ConfirmDialog>();
    QVERIFY(dialog);
    refusal = dialog->findChild<QLabel *>(u"refusal"_s);
    QVERIFY(refusal);
    QVERIFY2(refusal->text().endsWith(u"Delete them first, or choose Delete everything."_s),
             qPrintable(refusal->text()));
    dialog->reject();
}

void OrganisationTest::deletesEverything()
{
    const QString folder = m_sample->file(u"projects/interns"_s);
    QVERIFY(QFileInfo::exists(folder + u"/project-interns.yaml"_s));
    QVERIFY(m_sample->run(u"organisation.deleteAll"_s, target(u"Tenant"_s, u"sandbox"_s)));
    auto *dialog = topLevel<ConfirmDialog>();
    QVERIFY(dialog);
    QStringList texts;
    for (const QLabel *label : dialog->findChildren<QLabel *>())
        texts << label->text();
    const QString all = texts.join(u'\n');
    QVERIFY2(!dialog->findChild<QLabel *>(u"refusal"_s), qPrintable(all));
    QVERIFY2(all.contains(u"and what belongs to it goes too."_s), qPrintable(all));
    QVERIFY2(all.contains(u"Activity keeps the YAML of 16 objects for restore."_s), qPrintable(all));
    auto *tree = dialog->findChild<ConsequenceTree *>();
    QVERIFY(tree);
    const QString goes = tree->asText();
    QVERIFY2(goes.contains(u"Project interns"_s), qPrintable(goes));
    // Below what they go with.
    QVERIFY2(goes.contains(u"\n  Compute pool interns-lab"_s), qPrintable(goes));
    QVERIFY2(goes.contains(u"NVIDIA-H100"_s), qPrintable(goes));
    tree->setFocus();
    press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), goes);
    dialog->findChild<QLineEdit *>()->setFocus();
    screenshot(dialog, u"delete-everything"_s);
    // The name is typed first.
    auto *verb = dialog->findChild<QPushButton *>(u"verb"_s);
    QVERIFY(!verb->isEnabled());
    type(u"sandbox"_s);
    QTRY_VERIFY(verb->isEnabled());
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(m_sample->file(u"tenants/sandbox/tenant-sandbox.yaml"_s)),
                             60'000);
    QVERIFY(!QFileInfo::exists(folder + u"/project-interns.yaml"_s));
    QVERIFY(QDir(folder).entryList({u"computepool-*"_s, u"aiworkload-*"_s}).isEmpty());
    QVERIFY(QFileInfo::exists(m_sample->file(u"tenants/borealis/tenant-borealis.yaml"_s)));
}

void OrganisationTest::answersWhoMayDoWhat()
{
    AccessWindow *window = openAccess(target(u"Project"_s, u"vision"_s));
    QVERIFY(window);
    QVERIFY(!window->isByHub());
    QCOMPARE(part<QComboBox>(u"accessPlace"_s)->currentText(), u"vision"_s);
    QVERIFY(tabTo(u"accessGroup"_s) || part<QComboBox>(u"accessGroup"_s)->lineEdit()->hasFocus());
    choose(part<QComboBox>(u"accessGroup"_s), u"vision-staff"_s);
    auto *answer = part<Banner>(u"accessAnswer"_s);
    auto *chain = part<QPlainTextEdit>(u"accessChain"_s);
    QCOMPARE(answer->strongText(), u"vision-staff may create aiworkloads in vision."_s);
    QVERIFY2(chain->toPlainText().startsWith(
                 u"RoleBinding prj-vision-editor in vision names group vision-staff and gives it Role "
                 "prj-vision-editor in vision"_s),
             qPrintable(chain->toPlainText()));
    screenshot(window, u"access-allowed"_s);
    choose(part<QComboBox>(u"accessGroup"_s), u"glacio-staff"_s);
    QCOMPARE(answer->strongText(), u"glacio-staff may not create aiworkloads in vision."_s);
    QVERIFY2(chain->toPlainText().contains(
                 u"Missing: group glacio-staff in RoleBinding prj-vision-editor in vision"_s),
             qPrintable(chain->toPlainText()));
    screenshot(window, u"access-refused"_s);
    choose(part<QComboBox>(u"accessVerb"_s), u"get"_s); // it is among the viewers
    QCOMPARE(answer->strongText(), u"glacio-staff may get aiworkloads in vision."_s);
    // What has no entry is asked as kubectl writes it.
    choose(part<QComboBox>(u"accessKind"_s), u"daemonsets.apps"_s);
    QCOMPARE(answer->strongText(), u"glacio-staff may not get daemonsets in vision."_s);
    QCOMPARE(namelessControls(window), QStringList());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!topLevel<AccessWindow>(0));
}

void OrganisationTest::filtersAndCopies()
{
    AccessWindow *window = openAccess(target(u"Project"_s, u"vision"_s));
    QVERIFY(window);
    choose(part<QComboBox>(u"accessGroup"_s), u"vision-guests"_s);
    auto *table = part<QTableView>(u"accessRights"_s);
    const int all = table->model()->rowCount();
    QVERIFY(all > 15);
    QVERIFY(tabTo(u"accessFilter"_s));
    type(u"computepools"_s);
    QCOMPARE(table->model()->rowCount(), 1);
    QVERIFY(tabTo(u"accessRights"_s));
    press(Qt::Key_C, Qt::ControlModifier);
    const QString copied = QGuiApplication::clipboard()->text();
    QCOMPARE(copied, u"computepools\tget, list, watch\tspectrocloud.com\tRole prj-vision-viewer in "
                     "vision\tRoleBinding prj-vision-viewer in vision"_s);
    // Sorted the other way round by a click on the heading.
    part<QLineEdit>(u"accessFilter"_s)->clear();
    const QString first = table->model()->index(0, 0).data().toString();
    table->sortByColumn(0, Qt::DescendingOrder);
    QVERIFY(table->model()->index(0, 0).data().toString() > first);
}

void OrganisationTest::startsFromARow()
{
    m_sample->window()->showEntry(u"access"_s);
    ActionTarget about = target(u"Project"_s, u"speech"_s);
    Row row;
    row.name = u"speech-staff"_s;
    about.rows = {row};
    AccessWindow *window = openAccess(about);
    QVERIFY(window);
    QCOMPARE(part<QComboBox>(u"accessGroup"_s)->currentText(), u"speech-staff"_s);
    QCOMPARE(part<QComboBox>(u"accessPlace"_s)->currentText(), u"speech"_s);
    for (const ColorMode mode : {ColorMode::Dark, ColorMode::Light}) {
        Look::install(mode);
        screenshot(window, mode == ColorMode::Dark ? u"access-dark"_s : u"access-light"_s);
    }
}

QTEST_MAIN(OrganisationTest)
#include "tst_organisation.moc"
