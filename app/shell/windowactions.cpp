// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/windowactions.h"

#include "app/context/appcontext.h"
#include "app/look/look.h"
#include "app/shell/mainwindow.h"
#include "app/views/detailview.h"
#include "app/views/pods/logwindow.h"
#include "app/views/resourceview.h"
#include "core/store/podaccess.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WindowActions)
};

void addWindowActions(MainWindow *window, ActionRegistry *registry)
{
    const auto add = [registry](const QString &id, const QString &text, const QString &iconName,
                                const QKeySequence &keys, int order, std::function<void()> run) {
        Action action;
        action.id = id;
        action.text = text;
        action.icon = iconName;
        action.shortcut = keys;
        action.places = Action::Window | Action::Palette;
        action.order = order;
        action.run = [run = std::move(run)](const ActionTarget &) { run(); };
        registry->add(action);
    };
    add(QStringLiteral("source.connect"), Text::tr("Connect to a hub…"), QStringLiteral("plug"),
        QKeySequence(Qt::CTRL | Qt::Key_O), 100, [window] { window->askForContext(); });
    add(QStringLiteral("hubs.manage"), Text::tr("Look after hubs…"), QStringLiteral("network"), {}, 101,
        [window] { window->showHubs(); });
    add(QStringLiteral("source.workspace"), Text::tr("Open a workspace folder…"),
        QStringLiteral("folder-open"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), 102,
        [window] { window->askForWorkspace(); });
    add(QStringLiteral("source.sample"), Text::tr("Explore the sample"), QStringLiteral("flask-conical"), {},
        103, [window] { window->openSample(); });
    add(QStringLiteral("source.close"), Text::tr("Back to the start screen"), QStringLiteral("house"), {},
        104, [window] { window->showStart(); });
    add(QStringLiteral("list.refresh"), Text::tr("List again"), QStringLiteral("refresh-cw"),
        QKeySequence(Qt::Key_F5), 200, [window] {
            if (window->context()->source())
                window->context()->source()->refresh();
        });
    add(QStringLiteral("activity.show"), Text::tr("Show or hide the activity panel"), QStringLiteral("bell"),
        {}, 201, [window] { window->setActivityShown(!window->isActivityShown()); });
    add(QStringLiteral("engine.show"), Text::tr("Engine of this hub…"), QStringLiteral("cpu"), {}, 202,
        [window] { window->showEngine(); });
    add(QStringLiteral("look.switch"), Text::tr("Switch between light and dark"), QStringLiteral("moon"), {},
        300, [window] {
            window->context()->settings()->setColorMode(Look::theme().isDark() ? QStringLiteral("light")
                                                                               : QStringLiteral("dark"));
        });
    add(QStringLiteral("gpu.families"), Text::tr("GPU families…"), QStringLiteral("cpu"), {}, 301,
        [window] { window->showGpuFamilies(); });
    add(QStringLiteral("help.keys"), Text::tr("All keys"), QStringLiteral("keyboard"), {}, 400,
        [window] { window->showKeys(); });
}

void addViewAs(MainWindow *window, ActionRegistry *registry)
{
    Action viewAs;
    viewAs.id = QStringLiteral("hub.viewAs");
    viewAs.text = Text::tr("View as somebody else…");
    viewAs.icon = QStringLiteral("users");
    viewAs.places = Action::Window | Action::Palette;
    viewAs.order = 114;
    viewAs.offer = [](const ActionTarget &target) {
        return target.source && !target.source->isWorkspace() ? Offer() : Offer::hidden();
    };
    viewAs.run = [window](const ActionTarget &) { window->askViewAs(); };
    registry->add(viewAs);
}

// What leads to an object; all of it by key as well.
void addObjectActions(MainWindow *window, ActionRegistry *registry)
{
    Action open;
    open.id = QStringLiteral("object.open");
    open.text = Text::tr("Open %1");
    open.icon = QStringLiteral("external-link");
    open.places = Action::RowMenu;
    open.needsObject = true;
    open.order = 1;
    open.offer = [](const ActionTarget &target) { return target.isOne() ? Offer() : Offer::hidden(); };
    open.run = [window](const ActionTarget &target) {
        window->showObject(target.object());
        if (ResourceView *table = window->currentTable())
            table->setDetailFull(true);
    };
    registry->add(open);

    Action yaml = open;
    yaml.id = QStringLiteral("object.yaml");
    yaml.text = Text::tr("Show YAML");
    yaml.icon = QStringLiteral("code");
    yaml.tableKey = QStringLiteral("y");
    yaml.order = 2;
    yaml.run = [window](const ActionTarget &target) {
        window->showObject(target.object());
        if (ResourceView *table = window->currentTable())
            table->detail()->showTab(DetailView::Yaml);
    };
    registry->add(yaml);

    Action logs = open;
    logs.id = QStringLiteral("pod.logs");
    logs.text = Text::tr("Show the logs of %1");
    logs.icon = QStringLiteral("file-text");
    logs.tableKey = QStringLiteral("l");
    logs.places = Action::RowMenu | Action::Palette;
    logs.kinds = QStringList{QStringLiteral("Pod")} + LogWindow::workloadKinds();
    logs.order = 4;
    logs.offer = [](const ActionTarget &target) {
        return podStreamsOf(target.source) ? Offer() : Offer::hidden();
    };
    logs.access = [](const ActionTarget &, const ObjectRef &object) {
        const QString name = object.kind == u"Pod" ? object.name : QString();
        return AccessQuestion{QStringLiteral("get"), {},  QStringLiteral("pods"), QStringLiteral("log"),
                              object.namespaceName,  name};
    };
    logs.run = [window](const ActionTarget &target) {
        if (!target.isOne() || target.object().kind != u"Pod") {
            showLogsOf(window->context(), target.objects, target.window);
            return;
        }
        window->showObject(target.object());
        if (ResourceView *table = window->currentTable()) {
            table->setDetailShown(true);
            table->detail()->showTab(DetailView::Logs);
        }
    };
    registry->add(logs);

    Action describe = open;
    describe.id = QStringLiteral("object.summary");
    describe.text = Text::tr("Show the summary");
    describe.icon = QStringLiteral("file-text");
    describe.tableKey = QStringLiteral("d");
    describe.places = 0;
    describe.run = [window](const ActionTarget &target) {
        window->showObject(target.object());
        if (ResourceView *table = window->currentTable())
            table->detail()->showTab(DetailView::Summary);
    };
    registry->add(describe);

    Action why = describe;
    why.id = QStringLiteral("object.why");
    why.text = Text::tr("Show why");
    why.tableKey = QStringLiteral("w");
    why.run = [window](const ActionTarget &target) {
        window->showObject(target.object());
        if (ResourceView *table = window->currentTable())
            table->detail()->showTab(DetailView::Why);
    };
    registry->add(why);

    Action explain = open;
    explain.id = QStringLiteral("object.explain");
    explain.text = Text::tr("Explain %1");
    explain.icon = QStringLiteral("circle-help");
    explain.places = Action::RowMenu | Action::Palette;
    explain.kinds = {QStringLiteral("Environment.spectrocloud.com"),
                     QStringLiteral("ComputePool.spectrocloud.com"),
                     QStringLiteral("AIWorkload.spectrocloud.com"),
                     QStringLiteral("Project.spectrocloud.com"), QStringLiteral("Tenant.spectrocloud.com")};
    explain.order = 3;
    explain.run = [window](const ActionTarget &target) {
        window->showObject(target.object());
        if (ResourceView *table = window->currentTable())
            table->detail()->explain();
    };
    registry->add(explain);
}

} // namespace

void registerWindowActions(MainWindow *window)
{
    ActionRegistry *registry = window->context()->actions();
    addWindowActions(window, registry);
    addViewAs(window, registry);
    addObjectActions(window, registry);
}

} // namespace easel
