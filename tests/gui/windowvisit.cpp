// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowvisit.h"

#include "app/context/appcontext.h"
#include "app/context/inventoryfeed.h"
#include "app/models/resourcefiltermodel.h"
#include "app/shell/commanddialog.h"
#include "app/shell/contextdialog.h"
#include "app/shell/hubsmodel.h"
#include "app/shell/hubswindow.h"
#include "app/shell/keysdialog.h"
#include "app/shell/mainwindow.h"
#include "app/shell/openiddialog.h"
#include "app/shell/viewasdialog.h"
#include "app/shell/windowmenus.h"
#include "app/views/access/accesswindow.h"
#include "app/views/detailview.h"
#include "app/views/inventory/inventoryscreen.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "app/wizards/appdeploymentwizard.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/deploymentmodel.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/evaluationwizard.h"
#include "app/wizards/organisationwizard.h"
#include "app/wizards/poolwizard.h"
#include "app/wizards/whatifwindow.h"
#include "app/wizards/wizardpage.h"

#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

using namespace Qt::StringLiterals;

namespace easel::testing {

namespace {

class Visit
{
public:
    Visit(AppContext *context, MainWindow *window, const Visitor &visitor)
        : m_context(context)
        , m_window(window)
        , m_visitor(visitor)
    {}

    bool all()
    {
        return start() && entries() && palette() && menus() && dialogs() && editor() && wizard() &&
               organisation() && pools() && access() && whatIf() && hubs() && trouble();
    }
    const QString &why() const { return m_why; }

private:
    template <typename Condition>
    bool wait(Condition condition, const QString &what)
    {
        if (QTest::qWaitFor(condition, 60'000))
            return true;
        m_why = what;
        return false;
    }
    void look(QWidget *window, const QString &screen)
    {
        // Layouts ask for further layouts, and the detail opens in steps: it is looked at when all stands
        // still.
        QList<QRect> before;
        int still = 0;
        for (int tries = 0; tries < 200 && still < 3; ++tries) {
            QTest::qWait(8);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
            QList<QRect> now = places(window);
            still = now == before ? still + 1 : 0;
            before = std::move(now);
        }
        m_visitor(window, screen);
    }
    static QList<QRect> places(const QWidget *window)
    {
        QList<QRect> places;
        for (const QWidget *widget : window->findChildren<QWidget *>()) {
            if (widget->isVisible())
                places << widget->geometry();
        }
        return places;
    }
    ResourceView *table() const { return m_window->currentTable(); }

    bool start()
    {
        look(m_window, u"start"_s);
        if (!failToOpen())
            return false;
        look(m_window, u"start, error"_s);
        m_window->openSample();
        return wait(
            [this] {
                return m_context->surroundings() && m_context->surroundings()->isComplete() &&
                       !m_context->surroundings()->tenants().isEmpty();
            },
            u"the sample does not open"_s);
    }

    bool entries()
    {
        const QList<NavigationEntry> entries = m_window->navigation()->entries();
        for (const NavigationEntry &entry : entries) {
            m_window->showEntry(entry.id);
            if (auto *inventory = qobject_cast<InventoryScreen *>(m_window->currentScreen())) {
                if (!wait([inventory] { return inventory->model()->rowCount() > 0; },
                          u"the inventory does not load"_s))
                    return false;
                inventory->showMachine(inventory->feed()->inventory()->machines.first().host.hostUid);
                for (const auto page : {InventoryScreen::Machines, InventoryScreen::Map,
                                        InventoryScreen::Hardware, InventoryScreen::Sources}) {
                    inventory->showPage(page);
                    look(m_window, u"inventory page %1"_s.arg(int(page)));
                }
                continue;
            }
            if (!table()) {
                look(m_window, entry.id);
                continue;
            }
            for (int part = 0; part < std::max<qsizetype>(1, entry.page.parts.size()); ++part) {
                table()->showPart(part);
                const QString name = part == 0 ? entry.id : u"%1 part %2"_s.arg(entry.id).arg(part + 1);
                if (!wait([this] { return table()->shownState() != u"loading"; }, name + u" does not load"_s))
                    return false;
                // Browse opens the kind, not a detail.
                if (table()->model()->rowCount() > 0 && entry.screen == NavigationEntry::Screen::Table &&
                    !tabs(name, entry.id == u"apps" || entry.id == u"pools"))
                    return false;
                look(m_window, name);
            }
        }
        m_window->showEntry(u"apps"_s);
        table()->setFilterText(u"nothing-is-called-so"_s);
        look(m_window, u"a filter that finds nothing"_s);
        table()->setFilterText({});
        return true;
    }

    // The detail of the first row; with `all` one tab after the other.
    bool tabs(const QString &name, bool all)
    {
        table()->focusTable();
        table()->table()->selectRow(0);
        table()->setDetailShown(true);
        DetailView *detail = table()->detail();
        if (!wait([detail] { return detail->isVisible() && !detail->object().name.isEmpty(); },
                  name + u" shows no detail"_s))
            return false;
        const auto *bar = detail->findChild<QTabBar *>();
        for (int tab = DetailView::Summary; tab <= DetailView::History; ++tab) {
            if (!bar->isTabVisible(tab) || (!all && tab != DetailView::Summary))
                continue;
            detail->showTab(DetailView::Tab(tab));
            look(m_window, u"%1, tab %2"_s.arg(name).arg(tab));
        }
        detail->showTab(DetailView::Summary);
        table()->setDetailShown(false);
        return true;
    }

    bool palette()
    {
        m_window->showEntry(u"apps"_s);
        for (const QString &query : {QString(), u"pool"_s, u":"_s, u"@"_s, u"nothing-is-called-so"_s}) {
            m_window->openPalette(query);
            look(m_window, u"palette "_s + query);
        }
        QTest::keyClick(m_window->palette()->findChild<QLineEdit *>(), Qt::Key_Escape);
        if (!wait([this] { return !m_window->palette()->isOpen(); }, u"the palette does not close"_s))
            return false;
        m_window->setActivityShown(true);
        look(m_window, u"activity panel"_s);
        m_window->setActivityShown(false);
        return true;
    }

    bool menus()
    {
        QWidget *below = m_window->currentScreen();
        popUpSourceMenu(m_window, below);
        if (!menu(u"source menu"_s))
            return false;
        popUpScopeMenu(m_context, below);
        if (!menu(u"scope menu"_s))
            return false;
        popUpWindowMenu(m_window, below);
        if (!menu(u"window menu"_s))
            return false;
        popUpConnectionMenu(m_context, below);
        return menu(u"connection menu"_s);
    }
    bool menu(const QString &name)
    {
        if (!wait([] { return qobject_cast<QMenu *>(QApplication::activePopupWidget()); },
                  name + u" does not open"_s))
            return false;
        QWidget *menu = QApplication::activePopupWidget();
        look(menu, name);
        menu->close();
        return true;
    }

    bool dialogs()
    {
        m_window->showKeys();
        if (!dialog(u"keys"_s))
            return false;
        m_window->askForContext();
        if (!wait(
                [this] {
                    const auto *contexts = m_window->findChild<ContextDialog *>();
                    return contexts && !contexts->isReading();
                },
                u"the contexts are not read"_s) ||
            !dialog(u"contexts"_s))
            return false;
        m_window->showEntry(u"tenants"_s);
        table()->table()->selectRow(0);
        m_context->actions()->trigger(u"object.delete"_s, m_window->selection());
        return dialog(u"delete"_s) && signIn();
    }
    // What is asked before a sign-in.
    bool signIn()
    {
        ExecCommand command;
        command.spec.command = u"borealis"_s; // words of the sample: they are data
        command.spec.arguments = {u"vision"_s};
        command.spec.provideClusterInfo = true;
        command.contextName = u"borealis"_s;
        command.kubeconfigFile = u"/vision"_s;
        command.search.folders = {u"/vision"_s};
        command.search.shell = u"/vision"_s;
        for (const QString &program : {u"/borealis"_s, QString()}) {
            command.program = program;
            auto *asks = new CommandDialog(command, true, m_window);
            asks->setAttribute(Qt::WA_DeleteOnClose);
            asks->open();
            if (!dialog(u"command"_s))
                return false;
        }
        auto *form = new OpenIdDialog(m_context, u"borealis"_s, QUrl(u"https://borealis"_s), m_window);
        form->setAttribute(Qt::WA_DeleteOnClose);
        form->open();
        if (!dialog(u"OpenID"_s))
            return false;
        m_context->actions()->trigger(u"gpu.families"_s, {});
        return dialog(u"GPU families"_s);
    }
    bool dialog(const QString &name)
    {
        if (!wait([] { return qobject_cast<QDialog *>(QApplication::activeModalWidget()); },
                  name + u" does not open"_s))
            return false;
        auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
        look(dialog, name);
        dialog->reject();
        return wait([] { return !QApplication::activeModalWidget(); }, name + u" does not close"_s);
    }

    template <typename Window>
    Window *opened(const QString &what)
    {
        Window *found = nullptr;
        wait(
            [&found] {
                for (QWidget *widget : QApplication::topLevelWidgets()) {
                    if (auto *window = qobject_cast<Window *>(widget); window && window->isVisible())
                        found = window;
                }
                return found != nullptr;
            },
            what + u" does not open"_s);
        return found;
    }

    bool editor()
    {
        m_window->showEntry(u"apps"_s);
        table()->table()->selectRow(0);
        m_context->actions()->trigger(u"object.edit"_s, m_window->selection());
        auto *window = opened<EditWindow>(u"the editor"_s);
        if (!window)
            return false;
        window->resize(m_window->size());
        look(window, u"editor"_s);
        window->review();
        auto *apply = window->findChild<QPushButton *>(u"planApply"_s);
        if (!wait([apply] { return apply->isVisible(); }, u"the editor makes no plan"_s))
            return false;
        look(window, u"editor, plan"_s);
        delete window;
        return true;
    }

    bool choose(ChoiceList *list, const QString &wish)
    {
        if (!wait([list] { return list->model()->rowCount() > 0; }, u"nothing to choose from"_s))
            return false;
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Home);
        for (int row = 0; row < list->model()->rowCount() && list->chosen().isEmpty(); ++row) {
            if (wish.isEmpty() || list->currentId().contains(wish))
                QTest::keyClick(list, Qt::Key_Space);
            QTest::keyClick(list, Qt::Key_Down);
        }
        return wait([list] { return !list->chosen().isEmpty(); }, u"nothing could be chosen"_s);
    }

    bool wizard()
    {
        m_context->actions()->trigger(u"app.deploy"_s, m_window->selection());
        auto *wizard = opened<AppDeploymentWizard>(u"the wizard"_s);
        if (!wizard)
            return false;
        wizard->resize(m_window->size());
        auto *next = wizard->findChild<QPushButton *>(u"wizardNext"_s);
        look(wizard, u"wizard 1"_s);
        QTest::mouseClick(next, Qt::LeftButton);
        look(wizard, u"wizard 1, missing"_s);
        if (!choose(wizard->findChild<ChoiceList *>(u"deploymentProject"_s), u"glaciology"_s))
            return false;
        QTest::keyClicks(wizard->findChild<QLineEdit *>(u"deploymentName"_s), u"portal"_s);
        QTest::mouseClick(next, Qt::LeftButton);
        look(wizard, u"wizard 2"_s);
        if (!choose(wizard->findChild<ChoiceList *>(u"deploymentBundles"_s), {}))
            return false;
        look(wizard, u"wizard 2, chosen"_s);
        QTest::mouseClick(next, Qt::LeftButton);
        look(wizard, u"wizard 3"_s);
        if (!choose(wizard->findChild<ChoiceList *>(u"deploymentCompute"_s), {}))
            return false;
        for (int step = 4; step <= 6; ++step) {
            QTest::mouseClick(next, Qt::LeftButton);
            look(wizard, u"wizard %1"_s.arg(step));
        }
        delete wizard;
        return true;
    }

    bool organisation()
    {
        for (const bool tenant : {true, false}) {
            const QString kind = tenant ? u"tenant"_s : u"project"_s;
            m_window->showEntry(kind + u's');
            if (!wait([this] { return table()->model()->rowCount() > 0; }, u"no "_s + kind))
                return false;
            table()->table()->selectRow(0);
            look(m_window, kind + u" detail"_s);
            m_context->actions()->trigger(kind + u".edit"_s, m_window->selection());
            auto *wizard = opened<OrganisationWizard>(kind + u" wizard"_s);
            if (!wizard || !wait([wizard] { return wizard->model()->isCounted(); }, u"nothing is counted"_s))
                return false;
            wizard->resize(m_window->size());
            for (int step = 0; step < 6; ++step) {
                wizard->goTo(step);
                look(wizard, kind + u" wizard %1"_s.arg(step + 1));
            }
            delete wizard;
        }
        return true;
    }

    // Forms about pools and what they are made of, every step; pools and bundles in the detail.
    bool pools()
    {
        const auto steps = [this](const QString &action, const QString &title) {
            m_context->actions()->trigger(action, m_window->selection());
            auto *wizard = opened<WizardWindow>(title);
            if (!wizard)
                return false;
            wizard->resize(m_window->size());
            // A made-up name is no text to translate.
            if (auto *evaluation = qobject_cast<EvaluationWizard *>(wizard))
                evaluation->model()->set(JsonPointer::of({u"metadata"_s, u"name"_s}), u"firn-train-g1"_s);
            const auto count = int(wizard->findChildren<WizardPage *>().size());
            for (int step = 0; step + 1 < count; ++step) {
                wizard->goTo(step);
                if (auto *pool = qobject_cast<PoolWizard *>(wizard); pool && step == PoolWizard::Machines)
                    wait([pool] { return pool->isExplained(); }, u"no machines are chosen"_s);
                QTest::qWait(20); // until what came last is laid out
                look(wizard, u"%1 %2"_s.arg(title).arg(step + 1));
            }
            delete wizard;
            return true;
        };
        const auto shown = [this](const QString &entry) {
            m_window->showEntry(entry);
            if (!wait([this] { return table()->model()->rowCount() > 0; }, u"nothing in "_s + entry))
                return false;
            table()->table()->selectRow(0);
            return true;
        };
        if (!shown(u"pools"_s))
            return false;
        m_context->openObject(
            ObjectRef{u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s, u"glaciology"_s, u"firn-shared"_s});
        if (!wait([this] { return table()->detail()->object().name == u"firn-shared"; },
                  u"the pool is not shown"_s))
            return false;
        table()->detail()->showTab(DetailView::Pool);
        look(m_window, u"pool detail"_s);
        if (!steps(u"pool.edit"_s, u"pool wizard"_s) || !steps(u"pool.check"_s, u"evaluation wizard"_s))
            return false;
        table()->detail()->showTab(DetailView::Summary);
        return shown(u"configs"_s) && steps(u"computeconfig.edit"_s, u"configuration wizard"_s) &&
               shown(u"scaling"_s) && steps(u"scalingpolicy.edit"_s, u"scaling wizard"_s);
    }

    bool access()
    {
        m_context->actions()->trigger(u"access.ask"_s, m_window->selection());
        auto *window = opened<AccessWindow>(u"the question about access"_s);
        if (!window || !wait([window] { return window->isReady(); }, u"no roles"_s))
            return false;
        window->resize(m_window->size());
        look(window, u"access question"_s);
        delete window;
        return true;
    }

    // Every kind of change, alone and on top of those before it.
    bool whatIf()
    {
        m_window->showEntry(u"projects"_s);
        if (!wait([this] { return table()->model()->rowCount() > 0; }, u"no projects"_s))
            return false;
        table()->table()->selectRow(0);
        m_context->actions()->trigger(u"quota.whatif"_s, m_window->selection());
        auto *window = opened<WhatIfWindow>(u"what if"_s);
        if (!window || !wait([window] { return window->model()->isKnown(); }, u"what if knows nothing"_s))
            return false;
        window->resize(m_window->size());
        look(window, u"what if, empty"_s);
        for (int kind = 0; kind < WhatIfChange::kindCount; ++kind) {
            window->add(WhatIfChange::Kind(kind));
            // A word of the sample: names are data.
            if (auto *name = window->findChild<QLineEdit *>(u"whatIfName"_s); name && name->isVisible()) {
                name->selectAll();
                QTest::keyClicks(name, u"vision"_s);
            }
            if (!wait([window] { return !window->model()->isWorking(); }, u"what if tries nothing out"_s))
                return false;
            look(window, u"what if %1"_s.arg(kind + 1));
        }
        delete window;
        return true;
    }

    // The hubs of a kubeconfig, none of which is there.
    bool hubs()
    {
        const QString file = m_context->paths().workFolder + u"/borealis"_s;
        QFile kubeconfig(file);
        if (!kubeconfig.open(QIODevice::WriteOnly))
            return false;
        kubeconfig.write("apiVersion: v1\nkind: Config\ncurrent-context: vision\n"
                         "clusters: [{name: borealis, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                         "users: [{name: vision, user: {token: borealis}}]\n"
                         "contexts: [{name: vision, context: {cluster: borealis, user: vision}}]\n");
        kubeconfig.close();
        m_context->actions()->trigger(u"hubs.manage"_s, {});
        auto *window = opened<HubsWindow>(u"the window of hubs"_s);
        if (!window)
            return false;
        window->resize(m_window->size());
        look(window, u"hubs, none"_s);
        window->addKubeconfig(file);
        HubsModel *model = window->model();
        int row = -1; // there may be others on this computer
        if (!wait(
                [model, &row, &file] {
                    for (int i = 0; i < model->rowCount(); ++i)
                        row = model->entry(i).kubeconfig == file ? i : row;
                    return row >= 0;
                },
                u"the hub is not listed"_s))
            return false;
        window->table()->selectRow(0);
        look(window, u"hubs"_s);
        model->look(row, {});
        if (!wait([model, row] { return model->health(row).has_value(); }, u"the hub is not looked at"_s))
            return false;
        look(window, u"hubs, out of reach"_s);
        delete window;
        auto *viewAs = new ViewAsDialog(u"borealis"_s, {}, m_window);
        viewAs->setAttribute(Qt::WA_DeleteOnClose);
        viewAs->open();
        if (!dialog(u"view as"_s))
            return false;
        m_window->showEntry(u"tenants"_s);
        table()->table()->selectAll();
        m_context->actions()->trigger(u"object.labels"_s, m_window->selection());
        return dialog(u"labels of several"_s);
    }

    // What is said when something goes wrong while a source is open.
    bool trouble()
    {
        if (!failToOpen())
            return false;
        look(m_window, u"error"_s);
        return true;
    }
    bool failToOpen()
    {
        m_window->openWorkspace(m_context->paths().workFolder + u"/nowhere"_s);
        return wait([this] { return !m_window->isOpening(); }, u"an opening does not end"_s);
    }

    AppContext *m_context;
    MainWindow *m_window;
    const Visitor &m_visitor;
    QString m_why;
};

} // namespace

bool visitEverything(AppContext *context, MainWindow *window, const Visitor &visitor, QString *why)
{
    Visit visit(context, window, visitor);
    const bool seen = visit.all();
    *why = visit.why();
    return seen;
}

} // namespace easel::testing
