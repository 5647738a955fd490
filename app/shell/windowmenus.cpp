// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/windowmenus.h"

#include "app/context/appcontext.h"
#include "app/context/hubmarks.h"
#include "app/look/icons.h"
#include "app/look/plaintip.h"
#include "app/shell/mainwindow.h"
#include "app/shell/problemsdialog.h"
#include "core/base/text.h"
#include "core/store/workspacesource.h"

#include <QActionGroup>
#include <QMenu>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WindowMenus)
};

QString modeText(HubMode mode)
{
    switch (mode) {
    case HubMode::Vendor:
        return Text::tr("PaletteAI's controllers run this hub");
    case HubMode::Easel:
        return Text::tr("a hub with Easel's kinds");
    case HubMode::Empty:
        return Text::tr("a hub without Easel's kinds");
    case HubMode::Unknown:
    case HubMode::Workspace:
        break;
    }
    return {};
}

} // namespace

void popUpSourceMenu(MainWindow *window, QWidget *below)
{
    const AppContext *context = window->context();
    if (window->isOnStart())
        return;
    auto *menu = new QMenu(below);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(Text::tr("Hubs and workspaces"));
    menu->setToolTipsVisible(true);
    const HubMarks *marks = context->hubMarks();
    for (const FavouriteHub &hub : marks->favourites()) {
        QAction *entry = menu->addAction(icon(QStringLiteral("star")), cleanedLine(hub.context));
        entry->setToolTip(plainTip(cleanedLine(hub.server.host())));
        QObject::connect(entry, &QAction::triggered, window,
                         [window, hub] { window->openHub(hub.kubeconfig, hub.context); });
    }
    if (!menu->isEmpty())
        menu->addSeparator();
    for (const RecentSource &recent : context->settings()->recentSources()) {
        if (recent.kind == RecentSource::Kind::Hub && marks->isFavourite({recent.path, recent.context, {}}))
            continue;
        QAction *entry =
            menu->addAction(icon(recent.kind == RecentSource::Kind::Hub ? QStringLiteral("network")
                                                                        : QStringLiteral("folder-open")),
                            recent.title);
        entry->setToolTip(plainTip(recent.detail));
        QObject::connect(entry, &QAction::triggered, window,
                         [window, recent] { window->openRecent(recent); });
    }
    menu->addSeparator();
    const ActionTarget target = window->selection();
    for (const char *id : {"source.connect", "hubs.manage", "hub.viewAs", "source.workspace", "source.sample",
                           "hub.prepare", "hub.applyFolder", "hub.export", "source.close"}) {
        const Action *action = context->actions()->find(QLatin1String(id));
        if (!action)
            continue;
        const Offer offer = context->actions()->offer(*action, target);
        if (!offer.shown)
            continue;
        QAction *entry = menu->addAction(icon(action->icon), action->text);
        entry->setEnabled(offer.enabled);
        entry->setToolTip(plainTip(offer.reason));
        QObject::connect(entry, &QAction::triggered, window, [window, known = action->id] {
            window->context()->actions()->trigger(known, window->selection());
        });
    }
    menu->popup(below->mapToGlobal(QPoint(0, below->height() + 2)));
}

void popUpScopeMenu(AppContext *context, QWidget *below)
{
    Surroundings *surroundings = context->surroundings();
    if (!surroundings)
        return;
    auto *menu = new QMenu(below);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(Text::tr("Scopes"));
    const auto add = [&](QMenu *to, const QString &text, const QString &iconName, const Scope &scope) {
        QAction *entry = to->addAction(icon(iconName), text);
        entry->setCheckable(true);
        entry->setChecked(context->scope() == scope);
        QObject::connect(entry, &QAction::triggered, context, [context, scope] { context->setScope(scope); });
    };
    add(menu, Text::tr("All tenants"), QStringLiteral("building-2"), {});
    const bool few = surroundings->projectsOf({}).size() <= 30;
    for (const QString &tenant : surroundings->tenants()) {
        menu->addSeparator();
        add(menu, tenant, QStringLiteral("building-2"), {Scope::Kind::Tenant, tenant});
        QMenu *to = few ? menu : menu->addMenu(Text::tr("Projects of %1").arg(tenant));
        for (const QString &project : surroundings->projectsOf(tenant))
            add(to, few ? QStringLiteral("    ") + project : project, QStringLiteral("folder"),
                {Scope::Kind::Project, project});
    }
    menu->popup(below->mapToGlobal(QPoint(0, below->height() + 2)));
}

void popUpWindowMenu(MainWindow *window, QWidget *below)
{
    AppContext *context = window->context();
    auto *menu = new QMenu(below);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    menu->setAccessibleName(Text::tr("Menu"));
    const ActionTarget target = window->selection();
    int band = -1;
    for (const Action *action : context->actions()->offered(Action::Window, target)) {
        if (action->id == u"look.switch")
            continue;
        if (band >= 0 && action->order / 100 != band)
            menu->addSeparator();
        band = action->order / 100;
        const Offer offer = context->actions()->offer(*action, target);
        QAction *entry = menu->addAction(icon(action->icon), action->text);
        entry->setObjectName(action->id);
        entry->setShortcut(action->shortcut);
        entry->setShortcutContext(Qt::WidgetShortcut);
        entry->setEnabled(offer.enabled);
        entry->setToolTip(plainTip(offer.reason));
        QObject::connect(entry, &QAction::triggered, window, [window, id = action->id] {
            window->context()->actions()->trigger(id, window->selection());
        });
    }
    menu->addSeparator();
    QMenu *colors = menu->addMenu(icon(QStringLiteral("sun")), Text::tr("Colours"));
    auto *group = new QActionGroup(colors);
    const std::pair<QString, QString> modes[] = {{QStringLiteral("automatic"), Text::tr("As the system")},
                                                 {QStringLiteral("light"), Text::tr("Light")},
                                                 {QStringLiteral("dark"), Text::tr("Dark")},
                                                 {QStringLiteral("contrast"), Text::tr("High contrast")}};
    for (const auto &[mode, text] : modes) {
        QAction *entry = colors->addAction(text);
        entry->setCheckable(true);
        entry->setActionGroup(group);
        entry->setChecked(context->settings()->colorMode() == mode);
        QObject::connect(entry, &QAction::triggered, context,
                         [context, mode = mode] { context->settings()->setColorMode(mode); });
    }
    QAction *comfortable = menu->addAction(Text::tr("Comfortable rows"));
    comfortable->setCheckable(true);
    comfortable->setChecked(context->settings()->isComfortable());
    QObject::connect(comfortable, &QAction::toggled, context->settings(), &Settings::setComfortable);
    QAction *terminal = menu->addAction(Text::tr("Terminal keys in tables (k9s)"));
    terminal->setCheckable(true);
    terminal->setChecked(context->settings()->usesTerminalKeys());
    QObject::connect(terminal, &QAction::toggled, context->settings(), &Settings::setUsesTerminalKeys);
    menu->addSeparator();
    menu->addAction(Text::tr("Easel %1").arg(QStringLiteral(EASEL_VERSION)))->setEnabled(false);
    menu->popup(below->mapToGlobal(QPoint(below->width() - menu->sizeHint().width(), below->height())));
}

void popUpConnectionMenu(AppContext *context, QWidget *below)
{
    Source *source = context->source();
    if (!source)
        return;
    const SourceState state = source->state();
    auto *menu = new QMenu(below);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(Text::tr("Connection"));
    const auto tell = [menu](const QString &text) { menu->addAction(text)->setEnabled(false); };
    tell(source->title());
    tell(source->identityText());
    if (const QString mode = modeText(source->mode()); !mode.isEmpty())
        tell(mode);
    if (!source->doubt().isEmpty())
        tell(source->doubt());
    if (state.since.isValid())
        tell(Text::tr("since %1").arg(state.since.toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
    if (state.lastHeard.isValid())
        tell(Text::tr("last heard %1")
                 .arg(state.lastHeard.toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
    if (state.error)
        tell(errorSentence(*state.error));
    if (const auto *workspace = dynamic_cast<WorkspaceSource *>(source)) {
        const QList<WorkspaceProblem> problems = workspace->problems();
        menu->addSeparator();
        if (problems.isEmpty())
            tell(Text::tr("All files could be read."));
        for (qsizetype i = 0; i < std::min<qsizetype>(problems.size(), 12); ++i)
            tell(placedSentence(problems.at(i)));
        if (problems.size() > 12)
            tell(Text::tr("and %n more", nullptr, int(problems.size()) - 12));
    }
    menu->addSeparator();
    QObject::connect(menu->addAction(icon(QStringLiteral("refresh-cw")), Text::tr("List again")),
                     &QAction::triggered, source, &Source::refresh);
    menu->popup(below->mapToGlobal(QPoint(below->width() - menu->sizeHint().width(), below->height() + 2)));
}

} // namespace easel
