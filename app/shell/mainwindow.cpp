// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/mainwindow.h"

#include "app/context/appcontext.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/shell/activity.h"
#include "app/shell/contextdialog.h"
#include "app/shell/draftoffer.h"
#include "app/shell/enginedesk.h"
#include "app/shell/enginedialog.h"
#include "app/shell/gpufamiliesdialog.h"
#include "app/shell/hubnotice.h"
#include "app/shell/hubstrip.h"
#include "app/shell/hubswindow.h"
#include "app/shell/hubwindows.h"
#include "app/shell/keysdialog.h"
#include "app/shell/notice.h"
#include "app/shell/overview.h"
#include "app/shell/sidebar.h"
#include "app/shell/signindesk.h"
#include "app/shell/sourcebanner.h"
#include "app/shell/sourceopener.h"
#include "app/shell/startscreen.h"
#include "app/shell/statusline.h"
#include "app/shell/topbar.h"
#include "app/shell/viewasdialog.h"
#include "app/shell/windowactions.h"
#include "app/shell/windowpalette.h"
#include "app/shell/windowshortcuts.h"
#include "app/views/access/accesswindow.h"
#include "app/views/detailview.h"
#include "app/views/inventory/inventoryscreen.h"
#include "app/views/palette/palettescreen.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/parts/navigationlist.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/toast.h"
#include "app/views/pods/podactions.h"
#include "app/views/quota/quotadashboard.h"
#include "app/views/quota/usagerecorder.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "app/views/writegate.h"
#include "app/wizards/addmachinewindow.h"
#include "app/wizards/snapshotwindow.h"
#include "app/wizards/tagwindow.h"
#include "app/wizards/wizards.h"

#include <QApplication>
#include <QCloseEvent>
#include <QCryptographicHash>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>

namespace easel {

namespace {

constexpr int compactBelow = 1100;
constexpr std::chrono::milliseconds longestLearning{1'500}; // what a server prints of a kind

} // namespace

MainWindow::MainWindow(AppContext *context, QWidget *parent)
    : MainWindow(context, parent, nullptr)
{}

MainWindow::MainWindow(AppContext *context, HubWindows *windows)
    : MainWindow(context, nullptr, windows)
{}

MainWindow::MainWindow(AppContext *context, QWidget *parent, HubWindows *windows)
    : QMainWindow(parent)
    , m_context(context)
    , m_engine(new EngineDesk(context, this))
    , m_navigation(new NavigationModel(context, this))
    , m_top(new QStackedWidget(this))
{
    m_windows = windows ? windows : new HubWindows(this);
    setObjectName(QStringLiteral("main-window"));
    setWindowTitle(tr("Easel"));
    setWindowIcon(applicationIcon());
    setMinimumSize(1024, 640);
    setAcceptDrops(true);
    setCentralWidget(m_top);
    m_start = new StartScreen(context, m_top);
    m_top->addWidget(m_start);
    m_work = makeWork();
    m_top->addWidget(m_work);
    m_palette = new WindowPalette(this);
    m_toast = new Toast(this);

    registerWizards(context);
    registerPaletteActions(context);
    registerAccessActions(context);
    registerPodActions(context);
    registerWindowActions(this);
    new WindowShortcuts(this);
    m_drafts = new DraftOffer(this, m_start, m_notice);
    new HubNotice(context, m_notice, this);
    m_signIn = new SignInDesk(context, m_notice, this);
    m_opener = new SourceOpener(this, m_start, m_notice, m_signIn);

    connect(m_start, &StartScreen::recentChosen, this, &MainWindow::openRecent);
    connect(m_start, &StartScreen::connectRequested, this, [this] { askForContext(); });
    connect(m_start, &StartScreen::hubsRequested, this, &MainWindow::showHubs);
    connect(m_start, &StartScreen::workspaceRequested, this, &MainWindow::askForWorkspace);
    connect(m_start, &StartScreen::sampleRequested, this, &MainWindow::openSample);
    m_usage = new UsageRecorder(context, this);
    connect(context, &AppContext::sourceChanged, this, &MainWindow::sourceChanged);
    connect(context, &AppContext::scopeChanged, this, [this] {
        if (m_context->source())
            m_context->settings()->setText(memoryKey("scope"), m_context->scope().key());
    });
    connect(context, &AppContext::openRequested, this, &MainWindow::showObject);
    connect(context, &AppContext::kubeconfigOpenRequested, this, &MainWindow::askForContext);
    connect(context, &AppContext::listRequested, this,
            [this](const QString &groupKind, const QString &filter) {
                const QString id = entryForKind(m_entries, groupKind);
                if (!id.isEmpty())
                    showEntry(id, filter);
            });
    connect(context, &AppContext::toastRequested, this,
            [this](const QString &text, const std::function<void()> &undo) { m_toast->say(text, undo); });
    connect(context, &AppContext::activityRequested, this, [this] { setActivityShown(true); });
    connect(context, &AppContext::problemTold, this, [this](const QString &strong, const QString &text) {
        m_notice->say(Tone::Bad, strong, text);
        m_notice->addClose();
    });
    connect(context->actions(), &ActionRegistry::refused, this,
            [this](const QString &text, const QString &reason) {
                m_notice->sayForNow(Tone::Warning, tr("%1 is not possible now.").arg(text), reason);
                m_notice->addClose();
            });
    connect(context, &AppContext::sourceAboutToChange, this, &MainWindow::dropScreens);
    connect(context->settings(), &Settings::lookChanged, this, &MainWindow::applyLook);
    applyLook();
    const QByteArray geometry = context->settings()->blob(QStringLiteral("geometry"));
    if (geometry.isEmpty() || !restoreGeometry(geometry))
        resize(1280, 800);
    sourceChanged();
}

MainWindow::~MainWindow()
{
    dropScreens();
}

// Screens hold leases of the source, which belongs to the context: they go before it does.
void MainWindow::dropScreens()
{
    for (QWidget *screen : std::as_const(m_screenOf))
        delete screen;
    m_screenOf.clear();
    m_current.clear();
    m_history.clear();
}

QWidget *MainWindow::makeWork()
{
    auto *work = new QWidget(this);
    auto *column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *across = new QHBoxLayout;
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(0);
    m_sidebar = new Sidebar(this, m_navigation);
    across->addWidget(m_sidebar);
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    auto *strip = new HubStrip(this, work);
    m_topBar = new TopBar(this, work);
    right->addWidget(strip->colorLine());
    right->addWidget(m_topBar);
    right->addWidget(new Hairline(Qt::Horizontal, work));
    right->addWidget(strip);
    m_notice = new Notice(work);
    right->addWidget(m_notice);
    right->addWidget(new SourceBanner(m_context, work));
    auto *body = new QHBoxLayout;
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    m_screens = new QStackedWidget(work);
    body->addWidget(m_screens, 1);
    m_activity = new ActivityPanel(m_context, work);
    m_activity->setFixedWidth(scaledWidth(this, 400));
    m_activity->hide();
    body->addWidget(m_activity);
    right->addLayout(body, 1);
    across->addLayout(right, 1);
    column->addLayout(across, 1);
    auto *status = new StatusLine(m_context, m_engine, work);
    column->addWidget(status);
    connect(m_sidebar, &Sidebar::entryChosen, this, [this](const QString &id) {
        // Whoever walks through the navigation by keys stays in it.
        if (id != m_current && !m_goingThere)
            goTo({id, {}, {}}, true);
    });
    connect(status, &StatusLine::activityRequested, this, [this] { setActivityShown(true); });
    connect(status, &StatusLine::engineRequested, this, &MainWindow::showEngine);
    connect(m_activity, &ActivityPanel::closeRequested, this, [this] { setActivityShown(false); });
    connect(m_activity, &ActivityPanel::journalRequested, this,
            [this] { showEntry(QStringLiteral("activity")); });
    return work;
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !palette()->isOpen()) {
        ResourceView *table = currentTable();
        if (table && table->stepBack())
            return;
        if (auto *inventory = qobject_cast<InventoryScreen *>(currentScreen());
            inventory && inventory->stepBack())
            return;
        if (isActivityShown()) {
            setActivityShown(false);
            return;
        }
        if (m_notice->isVisible()) {
            m_notice->hide();
            return;
        }
    }
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (plain && event->text() == u"?") {
        showKeys();
        return;
    }
    if (plain && event->text() == u"/" && currentTable()) {
        currentTable()->focusFilter();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

void MainWindow::applyLook()
{
    Look *look = Look::instance();
    if (!look)
        return;
    const QString mode = m_context->settings()->colorMode();
    look->setMode(mode == u"light"      ? ColorMode::Light
                  : mode == u"dark"     ? ColorMode::Dark
                  : mode == u"contrast" ? ColorMode::HighContrast
                                        : ColorMode::Automatic);
    look->setDensity(m_context->settings()->isComfortable() ? Density::Comfortable : Density::Normal);
}

// Opening

void MainWindow::openWorkspace(const QString &folder)
{
    m_opener->openWorkspace(folder);
}

void MainWindow::openHub(const QString &kubeconfig, const QString &hubContext, const ViewAs &viewAs)
{
    m_opener->openHub(kubeconfig, hubContext, viewAs);
}

void MainWindow::openSample()
{
    m_opener->openSample();
}

bool MainWindow::isOpening() const
{
    return m_opener->isOpening();
}

void MainWindow::openRecent(const RecentSource &recent)
{
    if (recent.kind == RecentSource::Kind::Workspace)
        openWorkspace(recent.path);
    else
        openHub(recent.path, recent.context);
}

void MainWindow::openSource(std::unique_ptr<Source> source, const RecentSource &recent)
{
    if (!recent.title.isEmpty())
        m_context->settings()->addRecentSource(recent);
    m_opened = recent;
    m_notice->hide();
    m_context->setSource(std::move(source));
}

void MainWindow::showStart()
{
    m_context->setSource(nullptr);
}

bool MainWindow::isOnStart() const
{
    return m_top->currentWidget() == m_start;
}

void MainWindow::askForContext(const QString &kubeconfig)
{
    auto *dialog = new ContextDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ContextDialog::chosen, this,
            [this](const QString &file, const QString &hubContext) { openHub(file, hubContext); });
    dialog->load(kubeconfig);
    dialog->open();
}

void MainWindow::askForWorkspace()
{
    m_context->prompter()->askFolder(this, tr("Open a workspace folder"), [this](const QString &folder) {
        if (!folder.isEmpty())
            openWorkspace(folder);
    });
}

void MainWindow::sourceChanged()
{
    Source *source = m_context->source();
    if (!source) {
        m_start->renew();
        m_top->setCurrentWidget(m_start);
        m_start->focusRecent();
        showTitle();
        return;
    }
    m_entries = navigationEntries(m_context);
    m_navigation->setEntries(m_entries);
    connect(source, &Source::stateChanged, this, &MainWindow::showTitle);
    connect(source, &Source::catalogChanged, this, [this] {
        m_notice->momentPassed();
        m_navigation->setEntries(m_entries);
        m_sidebar->setCurrent(m_current.startsWith(u"kind:") ? QStringLiteral("browse") : m_current);
    });
    showTitle();
    m_top->setCurrentWidget(m_work);
    const Settings *settings = m_context->settings();
    m_context->setScope(Scope::fromKey(settings->text(memoryKey("scope"))));
    const QString last = settings->text(memoryKey("entry"), QStringLiteral("overview"));
    showEntry(m_navigation->indexOf(last).isValid() ? last : QStringLiteral("overview"));
    m_drafts->offer();
}

// A hub's title can change when it is reached, and a workspace's with its file.
void MainWindow::showTitle()
{
    const Source *source = m_context->source();
    // The list of recent ones says the same name.
    if (source && !m_opened.title.isEmpty() && m_opened.title != source->title()) {
        m_opened.title = source->title();
        m_context->settings()->addRecentSource(m_opened);
    }
    setWindowTitle(source ? tr("%1 – Easel").arg(source->title()) : tr("Easel"));
}

// Two clusters may have the same name: what is remembered of a source goes by where it was opened from.
QString MainWindow::memoryKey(const char *what) const
{
    const QString name = m_opened.path.isEmpty() && m_opened.context.isEmpty()
                             ? m_context->source()->title()
                             : m_opened.path + u'\n' + m_opened.context;
    const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha1).toHex();
    return QLatin1String(what) + u'/' + QLatin1String(hash);
}

// Places

QWidget *MainWindow::makeScreen(const NavigationEntry &entry)
{
    switch (entry.screen) {
    case NavigationEntry::Screen::Overview: {
        auto *overview = new OverviewView(m_context, m_entries, m_screens);
        connect(overview, &OverviewView::entryRequested, this,
                [this](const QString &id, const QString &filter) { showEntry(id, filter); });
        return overview;
    }
    case NavigationEntry::Screen::Quota: {
        auto *quota = new QuotaDashboard(m_context, m_usage, m_screens);
        connect(quota, &QuotaDashboard::filterEdited, this, [this](const QString &text) {
            if (!m_goingThere && m_history.current())
                m_history.current()->filter = text;
        });
        return quota;
    }
    case NavigationEntry::Screen::Inventory: {
        auto *inventory = new InventoryScreen(m_context, m_screens);
        connect(inventory, &InventoryScreen::filterEdited, this, [this](const QString &text) {
            if (!m_goingThere && m_history.current())
                m_history.current()->filter = text;
        });
        connect(inventory, &InventoryScreen::tagsRequested, this,
                [this](const QStringList &uids, const QMap<QString, QString> &preset) {
                    openTagWindow(m_context, uids, preset, this);
                });
        connect(inventory, &InventoryScreen::snapshotRequested, this,
                [this] { openSnapshotWindow(m_context, this); });
        connect(inventory, &InventoryScreen::addRequested, this,
                [this] { openAddMachineWindow(m_context, this); });
        return inventory;
    }
    case NavigationEntry::Screen::Palette:
        return new PaletteScreen(m_context, m_screens);
    case NavigationEntry::Screen::Activity:
        return new ActivityView(m_context, m_screens);
    case NavigationEntry::Screen::Browse:
    case NavigationEntry::Screen::Table:
        break;
    }
    return makeTable(entry);
}

QWidget *MainWindow::makeTable(const NavigationEntry &entry)
{
    TablePage page = entry.page;
    if (entry.screen == NavigationEntry::Screen::Browse) {
        page.open = [this](const Row &row) {
            const Source *source = m_context->source();
            for (const ResourceType &type : source->catalog().types()) {
                if (type.apiVersion() + u'/' + type.plural == row.uid) {
                    showKind(type);
                    return;
                }
            }
        };
    }
    auto *view = new ResourceView(m_context, page, m_screens);
    connect(view, &ResourceView::currentObjectChanged, this, [this](const ObjectRef &ref) {
        if (!m_goingThere && m_history.current())
            m_history.current()->object = ref;
    });
    connect(view, &ResourceView::filterEdited, this, [this](const QString &text) {
        if (!m_goingThere && m_history.current())
            m_history.current()->filter = text;
    });
    connect(view, &ResourceView::terminalKey, this, &MainWindow::runTerminalKey);
    return view;
}

void MainWindow::runTerminalKey(const QString &key)
{
    if (key == u":") {
        openPalette(QStringLiteral(":"));
        return;
    }
    if (key == u"0") {
        m_context->setScope({});
        return;
    }
    const ActionTarget target = selection();
    for (const Action &action : m_context->actions()->actions()) {
        if (action.tableKey == key && m_context->actions()->trigger(action.id, target))
            return;
    }
}

// The screen of a place, made when it is first visited; null for a place that the source does not have.
QWidget *MainWindow::screenFor(const Place &place)
{
    QWidget *screen = m_screenOf.value(place.id);
    if (screen)
        return screen;
    const auto entry = std::find_if(m_entries.cbegin(), m_entries.cend(),
                                    [&place](const NavigationEntry &known) { return known.id == place.id; });
    if (entry != m_entries.cend()) {
        screen = makeScreen(*entry);
    } else if (place.id.startsWith(u"kind:")) {
        const QString groupKind = place.id.mid(5);
        const qsizetype dot = groupKind.indexOf(u'.');
        const ResourceType *type = m_context->source()->catalog().find(
            dot < 0 ? QString() : groupKind.mid(dot + 1), dot < 0 ? groupKind : groupKind.left(dot));
        if (type) {
            NavigationEntry any;
            any.id = place.id;
            any.page = pageForKind(*type);
            screen = makeScreen(any);
        }
    }
    if (screen) {
        m_screens->addWidget(screen);
        m_screenOf.insert(place.id, screen);
    }
    return screen;
}

void MainWindow::goTo(const Place &place, bool remember)
{
    if (!m_context->source())
        return;
    QWidget *screen = screenFor(place);
    if (!screen)
        return;
    m_goingThere = true;
    if (place.id != m_current)
        m_notice->momentPassed();
    m_current = place.id;
    m_screens->setCurrentWidget(screen);
    m_sidebar->setCurrent(place.id.startsWith(u"kind:") ? QStringLiteral("browse") : place.id);
    if (auto *view = qobject_cast<ResourceView *>(screen)) {
        if (view->filterText() != place.filter && (!place.filter.isEmpty() || !remember))
            view->setFilterText(place.filter);
        if (!place.object.name.isEmpty())
            view->showObject(place.object);
    } else if (auto *inventory = qobject_cast<InventoryScreen *>(screen)) {
        if (inventory->filterText() != place.filter && (!place.filter.isEmpty() || !remember))
            inventory->setFilterText(place.filter);
        if (!place.filter.isEmpty())
            inventory->showPage(InventoryScreen::Machines);
    } else if (auto *quota = qobject_cast<QuotaDashboard *>(screen)) {
        if (quota->filterText() != place.filter && (!place.filter.isEmpty() || !remember))
            quota->setFilterText(place.filter);
    }
    m_goingThere = false;
    if (remember)
        m_history.note(place);
    m_context->settings()->setText(memoryKey("entry"), place.id);
    m_topBar->setHistory(m_history.canGoBack(), m_history.canGoForward());
}

void MainWindow::showEntry(const QString &id, const QString &filter)
{
    goTo({id, filter, {}}, true);
    ResourceView *view = currentTable();
    if (view)
        view->focusTable();
    else if (auto *inventory = qobject_cast<InventoryScreen *>(currentScreen()))
        inventory->focusTable();
    else if (currentScreen()->focusProxy())
        currentScreen()->setFocus();
    // Nothing to walk through yet: the keyboard stands in the navigation, not in the last field.
    if (!currentScreen()->isAncestorOf(QApplication::focusWidget()))
        m_sidebar->navigation()->setFocus();
}

void MainWindow::showKind(const ResourceType &type, const QString &filter)
{
    whenColumnsAreKnown(type, [this, place = Place{QStringLiteral("kind:") + type.groupKind(), filter, {}}] {
        goTo(place, true);
        if (ResourceView *view = currentTable())
            view->focusTable();
    });
}

// The server says first what it prints of a kind that Easel has no columns for; nobody waits for that long.
void MainWindow::whenColumnsAreKnown(const ResourceType &type, const std::function<void()> &show)
{
    Source *source = m_context->source();
    m_awaitedKind.clear();
    if (!source || m_screenOf.contains(QStringLiteral("kind:") + type.groupKind()) ||
        !source->lacksColumns(type)) {
        show();
        return;
    }
    m_awaitedKind = type.groupKind();
    const Call<Done> call = source->learnColumns(type);
    call.then(this, [this, kind = m_awaitedKind, show, from = m_current,
                     asked = QPointer<Source>(source)](const Result<Done> &) {
        // Unless one went on to somewhere else meanwhile.
        if (m_awaitedKind == kind && m_current == from && asked == m_context->source()) {
            m_awaitedKind.clear();
            show();
        }
    });
    QTimer::singleShot(longestLearning, this, [call] { call.cancel(); });
}

void MainWindow::showObject(const ObjectRef &ref)
{
    if (ref.name.isEmpty() || !m_context->source())
        return;
    QByteArray labels;
    if (Surroundings *surroundings = m_context->surroundings()) {
        if (const ResourceStore *store = surroundings->store(ref.groupKind())) {
            if (const auto row = store->find(ref.namespaceName, ref.name))
                labels = row->labels;
        }
    }
    // A scope that hides it gives way.
    const auto namespaces = m_context->scopeNamespaces();
    if (namespaces && !ref.namespaceName.isEmpty() && !namespaces->contains(ref.namespaceName))
        m_context->setScope({});
    const QString id = entryForKind(m_entries, ref.groupKind(), labels);
    const ResourceType *type = m_context->source()->catalog().find(ref.group(), ref.kind);
    // The inventory shows machines; the Compute that tells of them has its own table.
    if (!id.isEmpty() && id != u"inventory")
        showObjectIn(id, ref);
    else if (type)
        whenColumnsAreKnown(*type,
                            [this, ref] { showObjectIn(QStringLiteral("kind:") + ref.groupKind(), ref); });
}

void MainWindow::showObjectIn(const QString &id, const ObjectRef &ref)
{
    goTo({id, {}, ref}, true);
    ResourceView *view = currentTable();
    if (!view)
        return;
    const QList<TablePage::Part> &parts = view->page().parts;
    for (int i = 0; i < parts.size(); ++i) {
        if (parts.at(i).groupKind == ref.groupKind() && view->part() != i) {
            view->showPart(i);
            view->showObject(ref);
        }
    }
    view->focusTable();
}

QString MainWindow::currentEntry() const
{
    return m_current;
}

QWidget *MainWindow::currentScreen() const
{
    return isOnStart() ? m_start : m_screens->currentWidget();
}

ResourceView *MainWindow::currentTable() const
{
    return isOnStart() ? nullptr : qobject_cast<ResourceView *>(m_screens->currentWidget());
}

void MainWindow::goBack()
{
    if (m_history.canGoBack())
        goTo(m_history.back(), false);
}

void MainWindow::goForward()
{
    if (m_history.canGoForward())
        goTo(m_history.forward(), false);
}

ActionTarget MainWindow::selection() const
{
    if (const ResourceView *table = currentTable())
        return table->target();
    ActionTarget target;
    target.source = m_context->source();
    target.window = const_cast<MainWindow *>(this);
    if (m_context->scope().kind == Scope::Kind::Project)
        target.project = m_context->scope().name;
    return target;
}

void MainWindow::openPalette(const QString &query)
{
    m_palette->open(query);
}

CommandPalette *MainWindow::palette() const
{
    return m_palette->view();
}

void MainWindow::setActivityShown(bool shown)
{
    m_activity->setVisible(shown);
    m_topBar->setActivityShown(shown);
}

bool MainWindow::isActivityShown() const
{
    return !m_activity->isHidden();
}

void MainWindow::nextArea()
{
    QList<QWidget *> areas;
    if (isOnStart())
        return;
    areas << m_topBar->goField() << m_sidebar->navigation();
    if (ResourceView *table = currentTable()) {
        areas << table->table();
        if (table->detail()->isVisible())
            areas << table->detail();
    } else {
        areas << m_screens->currentWidget();
    }
    if (isActivityShown())
        areas << m_activity;
    QWidget *focus =
        QGuiApplication::focusObject() ? qobject_cast<QWidget *>(QGuiApplication::focusObject()) : nullptr;
    int at = -1;
    for (int i = 0; i < areas.size(); ++i) {
        if (focus && (areas.at(i) == focus || areas.at(i)->isAncestorOf(focus)))
            at = i;
    }
    QWidget *next = areas.at((at + 1) % areas.size());
    next->setFocus(Qt::TabFocusReason);
    if (!next->hasFocus()) {
        // Containers hand the focus to their first control.
        for (QWidget *child = next->nextInFocusChain(); child != next && next->isAncestorOf(child);
             child = child->nextInFocusChain()) {
            if (child->isVisible() && child->isEnabled() && child->focusPolicy() & Qt::TabFocus) {
                child->setFocus(Qt::TabFocusReason);
                break;
            }
        }
    }
}

void MainWindow::showKeys()
{
    auto *dialog = new KeysDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showGpuFamilies()
{
    auto *dialog = new GpuFamiliesDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showEngine()
{
    if (!m_context->source())
        return;
    auto *dialog = new EngineDialog(m_engine, m_context->source()->title(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EngineDialog::onRequested, this, [this, dialog] {
        askBeforeWriting(m_context, m_context->source(),
                         tr("The engine makes, changes and deletes what is asked for there."), dialog,
                         [engine = QPointer<EngineDesk>(m_engine)] {
                             if (engine)
                                 engine->setOn(true);
                         });
    });
    dialog->open();
}

void MainWindow::showHubs()
{
    if (!m_hubs) {
        m_hubs = new HubsWindow(m_context, m_signIn->services(), this);
        connect(m_hubs, &HubsWindow::openRequested, this, &MainWindow::openHub);
        connect(m_hubs, &HubsWindow::openRequested, m_hubs, &QWidget::close);
        connect(
            m_hubs, &HubsWindow::openAnewRequested, m_windows,
            [this](const QString &file, const QString &hubContext) { m_windows->open(file, hubContext); });
    }
    m_hubs->show();
    m_hubs->raise();
    m_hubs->activateWindow();
}

void MainWindow::askViewAs()
{
    if (!m_context->source() || m_context->source()->isWorkspace())
        return;
    auto *dialog = new ViewAsDialog(m_context->source()->title(), m_context->source()->actsFor(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { openHub(m_opened.path, m_opened.context, dialog->viewAs()); });
    dialog->open();
}

// The window itself

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_context->settings()->setBlob(QStringLiteral("geometry"), saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_sidebar->setCompact(width() < compactBelow);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        update();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString path = event->mimeData()->urls().value(0).toLocalFile();
    if (!path.isEmpty())
        m_opener->openDropped(path);
}

} // namespace easel
