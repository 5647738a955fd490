// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/podactions.h"

#include "app/context/appcontext.h"
#include "app/views/pods/copydialog.h"
#include "app/views/pods/forwardbook.h"
#include "app/views/pods/forwardwindow.h"
#include "app/views/pods/terminalview.h"
#include "app/views/pods/terminalwindow.h"
#include "app/views/writegate.h"
#include "core/base/text.h"
#include "core/store/podaccess.h"

#include <QCoreApplication>
#include <QPointer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PodActions)
};

// Since Kubernetes 1.35 a WebSocket asks for "create", as kubectl's older way always did.
std::function<AccessQuestion(const ActionTarget &, const ObjectRef &)> mayCreate(const QString &subresource)
{
    return [subresource](const ActionTarget &, const ObjectRef &object) {
        return AccessQuestion{QStringLiteral("create"), {},         QStringLiteral("pods"), subresource,
                              object.namespaceName,     object.name};
    };
}

Offer forOnePod(const ActionTarget &target)
{
    return target.isOne() && podStreamsOf(target.source) ? Offer() : Offer::hidden();
}

void openTerminal(AppContext *context, const ActionTarget &target, TerminalWindow::Kind kind)
{
    const QString name = cleanedLine(target.object().name);
    const QString what = kind == TerminalWindow::Kind::Shell
                             ? Text::tr("A shell runs in the pod %1.").arg(name)
                             : Text::tr("What you type goes to the process of the pod %1.").arg(name);
    askBeforeWriting(context, target.source, what, target.window,
                     [context, object = target.object(), kind, parent = QPointer<QWidget>(target.window)] {
                         auto *window = new TerminalWindow(context, object, kind, parent);
                         window->show();
                         window->terminal()->setFocus();
                     });
}

} // namespace

void registerPodActions(AppContext *context)
{
    ActionRegistry *registry = context->actions();
    auto *book = new ForwardBook(context);
    QObject::connect(context, &AppContext::sourceAboutToChange, book, &ForwardBook::stopAll);

    Action shell;
    shell.id = QStringLiteral("pod.shell");
    shell.text = Text::tr("Open a shell in %1");
    shell.icon = QStringLiteral("terminal");
    shell.tableKey = QStringLiteral("s");
    shell.places = Action::RowMenu | Action::Palette;
    shell.kinds = {QStringLiteral("Pod")};
    shell.needsObject = true;
    shell.order = 5;
    shell.writes = true;
    shell.access = mayCreate(QStringLiteral("exec"));
    shell.offer = forOnePod;
    shell.run = [context](const ActionTarget &target) {
        openTerminal(context, target, TerminalWindow::Kind::Shell);
    };
    registry->add(shell);

    Action attach = shell;
    attach.id = QStringLiteral("pod.attach");
    attach.text = Text::tr("Attach to the process of %1");
    attach.icon = QStringLiteral("plug");
    attach.tableKey.clear();
    attach.order = 6;
    attach.access = mayCreate(QStringLiteral("attach"));
    attach.run = [context](const ActionTarget &target) {
        openTerminal(context, target, TerminalWindow::Kind::Attach);
    };
    registry->add(attach);

    Action forward = shell;
    forward.id = QStringLiteral("pod.forward");
    forward.text = Text::tr("Forward a port of %1…");
    forward.icon = QStringLiteral("arrow-right-left");
    forward.tableKey.clear();
    forward.order = 7;
    forward.access = mayCreate(QStringLiteral("portforward"));
    forward.run = [context, book](const ActionTarget &target) {
        (new ForwardDialog(context, book, target.object(), target.window))->open();
    };
    registry->add(forward);

    Action copy = shell;
    copy.id = QStringLiteral("pod.copy");
    copy.text = Text::tr("Copy files out of %1…");
    copy.icon = QStringLiteral("download");
    copy.tableKey.clear();
    copy.order = 8;
    copy.run = [context](const ActionTarget &target) {
        (new CopyDialog(context, target.object(), target.window))->open();
    };
    registry->add(copy);

    Action list;
    list.id = QStringLiteral("pod.forwards");
    list.text = Text::tr("Forwarded ports…");
    list.icon = QStringLiteral("arrow-right-left");
    list.places = Action::Window | Action::Palette;
    list.order = 120;
    list.offer = [](const ActionTarget &target) {
        return podStreamsOf(target.source) ? Offer() : Offer::hidden();
    };
    list.run = [context, book](const ActionTarget &target) {
        auto *window = new ForwardWindow(context, book, target.window);
        window->show();
        window->raise();
        window->activateWindow();
    };
    registry->add(list);
}

} // namespace easel
