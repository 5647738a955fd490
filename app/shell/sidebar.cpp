// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/sidebar.h"

#include "app/context/appcontext.h"
#include "app/context/hubmarks.h"
#include "app/look/look.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"
#include "app/shell/mainwindow.h"
#include "app/shell/windowmenus.h"
#include "app/views/parts/navigationlist.h"
#include "app/views/parts/switcherbutton.h"

#include <QPainter>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int widthInFull = 208;
constexpr int widestInFull = 320;
constexpr int widthOfIcons = 53;

} // namespace

Sidebar::Sidebar(MainWindow *window, NavigationModel *model)
    : QWidget(window)
    , m_window(window)
    , m_context(window->context())
    , m_model(model)
    , m_hub(new SwitcherButton(tr("Hub"), QStringLiteral("network"), this))
    , m_scope(new SwitcherButton(tr("Scope"), QStringLiteral("building-2"), this))
    , m_navigation(new NavigationList(this))
{
    setFixedWidth(widthInFull);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 1, 8);
    column->setSpacing(4);
    auto *switches = new QVBoxLayout;
    switches->setContentsMargins(8, 0, 8, 0);
    switches->setSpacing(4);
    switches->addWidget(m_hub);
    switches->addWidget(m_scope);
    column->addLayout(switches);
    column->addSpacing(4);
    column->addWidget(m_navigation, 1);
    m_navigation->setModel(m_model);
    m_navigation->setAccessibleName(tr("Navigation"));
    connect(m_hub, &QAbstractButton::clicked, this, &Sidebar::popUpSources);
    connect(m_scope, &QAbstractButton::clicked, this, &Sidebar::popUpScopes);
    connect(m_navigation, &NavigationList::entryChosen, this, [this](const QModelIndex &index) {
        const QString id = m_model->idAt(index);
        if (!id.isEmpty())
            Q_EMIT entryChosen(id);
    });
    connect(m_context, &AppContext::sourceChanged, this, &Sidebar::follow);
    connect(m_context, &AppContext::scopeChanged, this, &Sidebar::showScope);
    connect(m_context->hubMarks(), &HubMarks::changed, this, &Sidebar::showSource);
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, &Sidebar::showSource);
    follow();
}

void Sidebar::setCompact(bool compact)
{
    m_navigation->setCompact(compact);
    m_navigation->setVerticalScrollBarPolicy(compact ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    m_hub->setCompact(compact);
    m_scope->setCompact(compact);
    setFixedWidth(compact ? widthOfIcons
                          : std::clamp(scaledWidth(this, widthInFull), widthInFull, widestInFull));
}

void Sidebar::setCurrent(const QString &id)
{
    // The list tells of every step that keys make in it; this is none: the window is already there.
    const QSignalBlocker quiet(m_navigation);
    m_navigation->setCurrentIndex(m_model->indexOf(id));
}

void Sidebar::popUpSources()
{
    popUpSourceMenu(m_window, m_hub);
}

void Sidebar::popUpScopes()
{
    popUpScopeMenu(m_context, m_scope);
}

void Sidebar::follow()
{
    // A hub's title can change when it is reached, and a workspace's with its file.
    if (const Source *source = m_context->source())
        connect(source, &Source::stateChanged, this, &Sidebar::showSource);
    showSource();
    showScope();
}

void Sidebar::showSource()
{
    const Source *source = m_context->source();
    if (!source)
        return;
    const bool workspace = source->isWorkspace();
    m_hub->setIconName(workspace ? QStringLiteral("folder-open") : QStringLiteral("network"));
    m_hub->setCaption(workspace ? tr("Workspace") : tr("Hub"));
    m_hub->setValue(source->title());
    const QUrl server(source->address());
    const HubColor color = workspace ? HubColor::None : m_context->hubMarks()->color(source->title(), server);
    const bool locked = m_context->hubMarks()->isProtected(server);
    m_hub->setMark(color == HubColor::None ? QColor() : Look::theme().hubs.at(size_t(color) - 1), locked);
    QString name = workspace ? tr("Workspace %1").arg(source->title()) : tr("Hub %1").arg(source->title());
    if (locked)
        name = tr("%1, protected", "hub").arg(name);
    if (color != HubColor::None)
        name = tr("%1, marked %2", "hub, colour").arg(name, HubMarks::colorText(color).toLower());
    m_hub->setAccessibleName(name);
    m_hub->setToolTip(plainTip(name));
}

void Sidebar::showScope()
{
    const Scope &scope = m_context->scope();
    const QString value = scope.kind == Scope::Kind::All ? tr("All tenants") : scope.name;
    m_scope->setValue(value);
    m_scope->setIconName(scope.kind == Scope::Kind::Project ? QStringLiteral("folder")
                                                            : QStringLiteral("building-2"));
    m_scope->setAccessibleName(tr("Scope: %1").arg(value));
}

void Sidebar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::theme().sunken);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), Look::theme().border);
}

} // namespace easel
