// SPDX-License-Identifier: GPL-3.0-or-later
// easel_tour FOLDER [--font FAMILY] [--dark] [--size WxH] [--entries-only]
// Opens the sample workspace in the real window, visits every navigation entry, walks the deployment wizard
// and plans a pool with real key and mouse events; prints the path of every screenshot and of the YAML that
// was written. Exit 1 when something is not as it should be.
#include "app/context/appcontext.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/shell/mainwindow.h"
#include "app/shell/navigation.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/parts/placeholders.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "app/wizards/appdeploymentwizard.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/poolmodel.h"
#include "app/wizards/poolwizard.h"
#include "app/wizards/wizardpage.h"
#include "core/base/englishplurals.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QDirIterator>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

class NoPrompter : public Prompter
{
public:
    explicit NoPrompter(QString folder)
        : m_folder(std::move(folder))
    {}
    void askSaveFile(QWidget *, const QString &, const QString &suggestion, const QString &,
                     Answer answer) override
    {
        answer(m_folder + u'/' + suggestion);
    }
    void askOpenFile(QWidget *, const QString &, const QString &, Answer) override {}
    void askFolder(QWidget *, const QString &, Answer answer) override
    {
        answer(m_folder + u"/handed-over"_s);
    }

private:
    QString m_folder;
};

class Tour
{
public:
    Tour(QString folder, QString suffix)
        : m_folder(std::move(folder))
        , m_suffix(std::move(suffix))
    {}

    bool check(bool right, const QString &what)
    {
        if (!right) {
            std::fprintf(stderr, "tour: %s\n", qPrintable(what));
            ++m_wrong;
        }
        return right;
    }
    void shoot(QWidget *window, const QString &name)
    {
        QTest::qWait(250); // delayed parts of the screen: detail after 80 ms, skeletons after 200 ms
        const auto loaded = [window] {
            const QList<Skeleton *> skeletons = window->findChildren<Skeleton *>();
            return std::none_of(skeletons.begin(), skeletons.end(),
                                [](const Skeleton *skeleton) { return skeleton->isVisible(); });
        };
        check(QTest::qWaitFor(loaded, 30'000), name + u" does not load"_s);
        QTest::qWait(50);
        const QString path = m_folder + u'/' + name + m_suffix + u".png"_s;
        if (check(window->grab().save(path), u"cannot write "_s + path))
            std::printf("screenshot %s\n", qPrintable(path));
    }
    int wrong() const { return m_wrong; }
    const QString &folder() const { return m_folder; }

private:
    QString m_folder;
    QString m_suffix;
    int m_wrong = 0;
};

template <typename T>
T *part(QWidget *parent, const QString &name)
{
    return parent->findChild<T *>(name);
}

bool waitFor(const std::function<bool()> &condition, int milliseconds = 15'000)
{
    return QTest::qWaitFor(condition, milliseconds);
}

void visitEntries(Tour &tour, MainWindow &window)
{
    const QList<NavigationEntry> entries = window.navigation()->entries();
    tour.check(entries.size() >= 20, u"the navigation is not complete"_s);
    for (const NavigationEntry &entry : entries) {
        window.showEntry(entry.id);
        tour.check(window.currentEntry() == entry.id, u"entry %1 does not open"_s.arg(entry.id));
        if (ResourceView *table = window.currentTable()) {
            tour.check(waitFor([table] { return table->shownState() != u"loading"; }),
                       u"entry %1 does not load"_s.arg(entry.id));
            // The first row is opened with the keyboard, so that the detail is in the picture.
            table->focusTable();
            for (const Qt::Key key : {Qt::Key_Home, Qt::Key_Space})
                QTest::keyClick(table->table(), key);
        }
        tour.shoot(&window, u"screen-"_s + QString(entry.id).replace(u'/', u'-'));
    }
}

void click(QWidget *button)
{
    QTest::mouseClick(button, Qt::LeftButton);
}

// What is chosen already stays when it is as wished.
void chooseFirstAllowed(Tour &tour, ChoiceList *list, const QString &wish)
{
    if (!tour.check(list && list->model()->rowCount() > 0, u"nothing to choose from"_s))
        return;
    const auto isChosen = [list, wish] {
        const QStringList chosen = list->chosen();
        return std::any_of(chosen.begin(), chosen.end(),
                           [&wish](const QString &id) { return id.contains(wish); });
    };
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Home);
    for (int row = 0; row < list->model()->rowCount() && !isChosen(); ++row) {
        if (list->currentId().contains(wish))
            QTest::keyClick(list, Qt::Key_Space);
        if (!isChosen())
            QTest::keyClick(list, Qt::Key_Down);
    }
    tour.check(isChosen(), u"nothing could be chosen"_s);
}

// Fills whatever required variable is still empty, the way a person would: one field after the other.
void fillVariables(WizardWindow *wizard)
{
    for (int tries = 0; tries < 30; ++tries) {
        const QList<PageProblem> problems = wizard->page(wizard->currentStep())->problems();
        if (problems.isEmpty())
            return;
        QWidget *field = problems.first().field;
        field->setFocus();
        if (qobject_cast<QLineEdit *>(field)) {
            QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(field, tries % 2 == 0 ? u"2"_s : u"north"_s);
        } else {
            QTest::keyClick(field, Qt::Key_Down);
            QTest::keyClick(field, Qt::Key_Return);
        }
    }
}

void walkWizard(Tour &tour, MainWindow &window, const QString &workspace)
{
    window.showEntry(u"apps"_s);
    tour.check(window.context()->actions()->trigger(u"app.deploy"_s, window.selection()),
               u"Deploy app… is not offered"_s);
    AppDeploymentWizard *wizard = nullptr;
    waitFor([&] {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<AppDeploymentWizard *>(widget))
                wizard = found;
        }
        return wizard != nullptr;
    });
    if (!tour.check(wizard, u"the deployment wizard does not open"_s))
        return;
    wizard->resize(window.size());
    auto *next = part<QPushButton>(wizard, u"wizardNext"_s);
    waitFor([&] { return part<ChoiceList>(wizard, u"deploymentProject"_s)->model()->rowCount() > 0; });
    tour.shoot(wizard, u"wizard-1-empty"_s);
    click(next); // nothing entered: it says what is missing
    tour.shoot(wizard, u"wizard-1-missing"_s);
    chooseFirstAllowed(tour, part<ChoiceList>(wizard, u"deploymentProject"_s), {});
    auto *name = part<QLineEdit>(wizard, u"deploymentName"_s);
    name->setFocus();
    QTest::keyClicks(name, u"tour-portal"_s);
    tour.shoot(wizard, u"wizard-1-basics"_s);
    click(next);
    chooseFirstAllowed(tour, part<ChoiceList>(wizard, u"deploymentBundles"_s), {});
    tour.shoot(wizard, u"wizard-2-bundles"_s);
    click(next);
    chooseFirstAllowed(tour, part<ChoiceList>(wizard, u"deploymentCompute"_s), {});
    tour.shoot(wizard, u"wizard-3-compute"_s);
    click(next);
    fillVariables(wizard);
    tour.shoot(wizard, u"wizard-4-variables"_s);
    click(next);
    tour.shoot(wizard, u"wizard-5-details"_s);
    click(next);
    auto *apply = part<QPushButton>(wizard, u"planApply"_s);
    if (!tour.check(waitFor([&] { return apply->isVisible() && apply->isEnabled(); }),
                    u"the plan cannot be applied"_s)) {
        tour.shoot(wizard, u"wizard-6-refused"_s);
        return;
    }
    tour.shoot(wizard, u"wizard-6-review"_s);
    click(part<QPushButton>(wizard, u"planExport"_s));
    const QString exported = tour.folder() + u"/tour-portal.yaml"_s;
    if (tour.check(waitFor([&] { return QFile::exists(exported); }), u"no YAML was exported"_s))
        std::printf("yaml %s\n", qPrintable(exported));
    click(apply);
    const QString written =
        workspace + u"/projects/%1/aiworkload-tour-portal.yaml"_s.arg(wizard->model()->project());
    if (tour.check(waitFor([&] { return QFile::exists(written); }), u"the wizard did not write "_s + written))
        std::printf("yaml %s\n", qPrintable(written));
    auto *open = part<QPushButton>(wizard, u"planOpen"_s);
    tour.check(waitFor([&] { return open->isEnabled(); }), u"the deployment does not turn up"_s);
    tour.shoot(wizard, u"wizard-7-applied"_s);
    click(open);
    tour.shoot(&window, u"after-wizard"_s);
}

void enter(Tour &tour, QWidget *wizard, const QString &field, const QString &text)
{
    auto *edit = part<QWidget>(wizard, field);
    if (!tour.check(edit, u"there is no field %1"_s.arg(field)))
        return;
    edit->setFocus();
    QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(edit, text);
}

// A pool planned without a hub: who would be chosen from the folder's snapshot of machines, and its YAML.
void planPool(Tour &tour, MainWindow &window, const QString &workspace)
{
    window.showEntry(u"pools"_s);
    tour.check(window.context()->actions()->trigger(u"pool.new"_s, window.selection()),
               u"New pool… is not offered"_s);
    PoolWizard *wizard = nullptr;
    waitFor([&] {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<PoolWizard *>(widget))
                wizard = found;
        }
        return wizard && wizard->model()->isReady() && wizard->model()->book();
    });
    if (!tour.check(wizard, u"the pool wizard does not open"_s))
        return;
    wizard->resize(window.size());
    auto *next = part<QPushButton>(wizard, u"wizardNext"_s);
    chooseFirstAllowed(tour, part<ChoiceList>(wizard, u"poolProject"_s), u"glaciology"_s);
    enter(tour, wizard, u"poolName"_s, u"tour-infer"_s);
    click(next);
    chooseFirstAllowed(tour, part<ChoiceList>(wizard, u"poolBundle"_s), u"metal-k8s-v3"_s);
    click(next);
    click(next); // the control plane as the project has it
    click(part<QAbstractButton>(wizard, u"workers.add"_s));
    enter(tour, wizard, u"worker0.name"_s, u"l40s"_s);
    enter(tour, wizard, u"worker0.count"_s, u"2"_s);
    enter(tour, wizard, u"worker0.family"_s, u"NVIDIA-L40S"_s);
    enter(tour, wizard, u"worker0.gpus"_s, u"4"_s);
    tour.shoot(wizard, u"pool-1-workers"_s);
    click(next);
    tour.check(waitFor([wizard] { return wizard->isExplained(); }, 30'000), u"no machines are chosen"_s);
    tour.shoot(wizard, u"pool-2-machines"_s);
    click(next);
    enter(tour, wizard, u"vip"_s, u"10.61.4.77"_s);
    for (int step = wizard->currentStep(); step <= PoolWizard::Values; ++step)
        click(next);
    auto *apply = part<QPushButton>(wizard, u"planApply"_s);
    const bool ready = waitFor([&] { return apply->isVisible() && apply->isEnabled(); });
    tour.shoot(wizard, u"pool-3-review"_s);
    if (!tour.check(ready, u"the pool's plan cannot be applied"_s))
        return;
    click(apply);
    const QString written = workspace + u"/projects/glaciology/computepool-tour-infer.yaml"_s;
    if (tour.check(waitFor([&] { return QFile::exists(written); }), u"the wizard did not write "_s + written))
        std::printf("yaml %s\n", qPrintable(written));
    auto *open = part<QPushButton>(wizard, u"planOpen"_s);
    if (tour.check(waitFor([&] { return open->isEnabled(); }), u"the pool does not turn up"_s))
        click(open);
    tour.shoot(&window, u"after-pool"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    QApplication::setApplicationName(u"easel"_s);
    QCommandLineParser parser;
    const QCommandLineOption fontOption(u"font"_s, u"Font family."_s, u"family"_s);
    const QCommandLineOption darkOption(u"dark"_s, u"Dark theme."_s);
    const QCommandLineOption sizeOption(u"size"_s, u"Window size."_s, u"WxH"_s, u"1280x800"_s);
    const QCommandLineOption entriesOption(u"entries-only"_s, u"Do not walk the wizards."_s);
    parser.addOptions({fontOption, darkOption, sizeOption, entriesOption});
    parser.addPositionalArgument(u"folder"_s, u"Where screenshots go."_s);
    parser.process(application);
    const QString folder = QDir(parser.positionalArguments().value(0, u"."_s)).absolutePath();
    QDir().mkpath(folder);
    if (parser.isSet(fontOption)) {
        QFont font(parser.value(fontOption));
        font.setPixelSize(13);
        QApplication::setFont(font);
    }
    const bool dark = parser.isSet(darkOption);
    const QString suffix = dark ? u"-dark"_s : u"-light"_s;
    const QString home = folder + u"/home"_s + suffix;
    QDir(home).removeRecursively();

    AppContext context(AppPaths::below(home), std::make_unique<NoPrompter>(folder));
    // The window follows the settings, and these would say: as the system.
    context.settings()->setColorMode(dark ? u"dark"_s : u"light"_s);
    Look::install(dark ? ColorMode::Dark : ColorMode::Light);
    QApplication::setWindowIcon(applicationIcon());
    Tour tour(folder, suffix);
    MainWindow window(&context);
    const QStringList size = parser.value(sizeOption).split(u'x');
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    tour.check(QTest::qWaitForWindowExposed(&window), u"the window does not show"_s);
    tour.shoot(&window, u"start"_s);

    window.openSample();
    tour.check(waitFor([&] {
                   return context.source() && context.source()->state().phase == SourceState::Phase::Live &&
                          context.surroundings() && context.surroundings()->isComplete();
               }),
               u"the sample does not open"_s);
    // Details link to what they refer to as soon as all relations were read.
    bool known = false;
    if (context.surroundings())
        context.surroundings()->knowledge().then(&window,
                                                 [&known](const Result<Knowledge> &) { known = true; });
    tour.check(waitFor([&known] { return known; }), u"the relations are not read"_s);
    visitEntries(tour, window);
    window.openPalette();
    tour.shoot(&window, u"palette"_s);
    QTest::keyClick(window.palette()->findChild<QLineEdit *>(), Qt::Key_Escape);
    if (!parser.isSet(entriesOption)) {
        QString workspace;
        QDirIterator marker(home, {u"easel.yaml"_s}, QDir::Files, QDirIterator::Subdirectories);
        if (marker.hasNext())
            workspace = QFileInfo(marker.next()).absolutePath();
        walkWizard(tour, window, workspace);
        planPool(tour, window, workspace);
    }
    std::fflush(stdout);
    return tour.wrong() == 0 ? 0 : 1;
}
