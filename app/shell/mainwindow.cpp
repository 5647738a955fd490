// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/mainwindow.h"

#include "app/context/accessgate.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/shell/activity.h"
#include "app/shell/contextdialog.h"
#include "app/shell/keysdialog.h"
#include "app/shell/overview.h"
#include "app/shell/palettemodel.h"
#include "app/shell/sourcefactory.h"
#include "app/shell/startscreen.h"
#include "app/views/detailview.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/keyhint.h"
#include "app/views/parts/navigationlist.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/statusparts.h"
#include "app/views/parts/switcherbutton.h"
#include "app/views/parts/toast.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "app/wizards/wizards.h"
#include "core/base/text.h"
#include "core/changes/draft.h"
#include "core/changes/operation.h"
#include "core/changes/preparehub.h"
#include "core/domain/kinds.h"
#include "core/store/workspacesource.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int compactBelow = 1100;

QToolButton *barButton(QWidget *parent, const QString &iconName, const QString &text)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

// The field of the top bar: it looks like a field and opens the palette, which is where one types.
class GoField : public QPushButton
{
public:
    explicit GoField(QWidget *parent)
        : QPushButton(parent)
    {
        setAccessibleName(MainWindow::tr("Go to a resource or run an action"));
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setMaximumWidth(scaledWidth(this, 420));
        setMinimumWidth(180);
        setCursor(Qt::IBeamCursor);
    }
    QSize sizeHint() const override { return {scaledWidth(this, 420), controlHeight(fontMetrics())}; }
    QSize minimumSizeHint() const override { return {180, controlHeight(fontMetrics())}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Look::theme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.control, 1));
        painter.setBrush(theme.surface);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        paintIcon(&painter, QRectF(9, height() / 2.0 - 7, 14, 14), QStringLiteral("search"), theme.text2);
        const QString key = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText);
        const int keyWidth = keyHintWidth(font(), key);
        painter.setPen(theme.text2);
        const QRect text = rect().adjusted(31, 0, -16 - keyWidth, 0);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(accessibleName(), Qt::ElideRight, text.width()));
        paintKeyHint(&painter, QRect(width() - 9 - keyWidth, 0, keyWidth, height()), font(), key);
    }
};

class SunkenWidget : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), Look::theme().sunken);
        painter.fillRect(QRect(width() - 1, 0, 1, height()), Look::theme().border);
    }
};

} // namespace

MainWindow::MainWindow(AppContext *context, QWidget *parent)
    : QMainWindow(parent)
    , m_context(context)
    , m_navigation(new NavigationModel(context, this))
    , m_top(new QStackedWidget(this))
    , m_menu(new QMenu(this))
    , m_paletteModel(new PaletteModel(this))
{
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
    m_palette = new CommandPalette(this);
    m_palette->setModel(m_paletteModel);
    m_palette->setSummary([this](const QList<PaletteResults::Count> &counts) {
        int objects = 0;
        int actions = 0;
        for (const PaletteResults::Count &count : counts) {
            if (count.section == PaletteModel::tr("Resources"))
                objects = count.matching;
            else if (count.section == PaletteModel::tr("Actions"))
                actions = count.matching;
        }
        return tr("%1 of %2, %3 of %4")
            .arg(QLocale().toString(objects), tr("%n resources", nullptr, m_paletteModel->objectCount()),
                 QLocale().toString(actions), tr("%n actions", nullptr, m_paletteModel->actionCount()));
    });
    m_toast = new Toast(this);

    registerActions();
    makeShortcuts();

    connect(m_palette, &CommandPalette::chosen, this, &MainWindow::chooseFromPalette);
    connect(m_palette, &CommandPalette::actionsWanted, this, [this](const QModelIndex &index) {
        const PaletteModel::Item *item = m_paletteModel->itemAt(index);
        if (!item || item->kind != PaletteModel::Item::Kind::Object)
            return;
        ActionTarget target;
        target.source = m_context->source();
        target.window = this;
        target.objects = {item->ref};
        target.project = item->ref.namespaceName;
        if (target.source) {
            if (const ResourceType *type = target.source->catalog().findFor(item->ref))
                target.type = *type;
        }
        showObject(item->ref);
        m_paletteModel->showActionsOf(m_context, target);
        m_palette->open();
    });
    connect(m_start, &StartScreen::recentChosen, this, &MainWindow::openRecent);
    connect(m_start, &StartScreen::connectRequested, this, &MainWindow::askForContext);
    connect(m_start, &StartScreen::workspaceRequested, this, &MainWindow::askForWorkspace);
    connect(m_start, &StartScreen::sampleRequested, this, &MainWindow::openSample);
    connect(context, &AppContext::sourceChanged, this, &MainWindow::sourceChanged);
    connect(context, &AppContext::scopeChanged, this, &MainWindow::showScope);
    connect(context, &AppContext::openRequested, this, &MainWindow::showObject);
    connect(context, &AppContext::listRequested, this,
            [this](const QString &groupKind, const QString &filter) {
                const QString id = entryForKind(m_entries, groupKind);
                if (!id.isEmpty())
                    showEntry(id, filter);
            });
    connect(context, &AppContext::toastRequested, this,
            [this](const QString &text, const std::function<void()> &undo) { m_toast->say(text, undo); });
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        // Screens hold leases of the old source; they go before it does.
        for (QWidget *screen : std::as_const(m_screenOf))
            delete screen;
        m_screenOf.clear();
        m_current.clear();
        m_places.clear();
        m_place = -1;
    });
    connect(context->operations(), &OperationLog::started, this, &MainWindow::showStatus);
    connect(context->operations(), &OperationLog::changed, this, &MainWindow::showStatus);
    connect(context->actions(), &ActionRegistry::changed, this, [this] {
        followRegistry();
        showStatus();
    });
    connect(context->settings(), &Settings::lookChanged, this, &MainWindow::applyLook);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &MainWindow::showConnection);
    context->drafts()->leftBehind().then(this, [this](const Result<QList<QJsonObject>> &drafts) {
        if (!drafts)
            return;
        m_keptDrafts = *drafts;
        m_start->setDrafts(m_keptDrafts);
        offerDrafts();
    });
    connect(m_start, &StartScreen::draftsDiscarded, this, &MainWindow::discardDrafts);
    connect(m_start, &StartScreen::draftsContinued, this, [this] {
        // A draft is continued where the work was: on what was opened last.
        m_continueDrafts = true;
        const QList<RecentSource> recent = m_context->settings()->recentSources();
        if (recent.isEmpty())
            openSample();
        else
            openRecent(recent.first());
    });

    applyLook();
    followRegistry();
    const QByteArray geometry = context->settings()->blob(QStringLiteral("geometry"));
    if (geometry.isEmpty() || !restoreGeometry(geometry))
        resize(1280, 800);
    sourceChanged();
}

void MainWindow::offerDrafts()
{
    Surroundings *surroundings = m_context->surroundings();
    if (m_keptDrafts.isEmpty() || !surroundings)
        return;
    if (!surroundings->isComplete()) {
        // Wizards judge what they show by its surroundings: they wait until those were read once.
        connect(surroundings, &Surroundings::changed, this, &MainWindow::offerDrafts, Qt::UniqueConnection);
        return;
    }
    disconnect(surroundings, &Surroundings::changed, this, &MainWindow::offerDrafts);
    if (std::exchange(m_continueDrafts, false)) {
        continueDrafts();
        return;
    }
    QStringList titles;
    for (const QJsonObject &draft : std::as_const(m_keptDrafts))
        titles << cleanedLine(draft.value(u"title").toString());
    m_notice->setTone(Tone::Progressing);
    m_notice->setTexts(tr("%n draft(s) were kept", nullptr, int(titles.size())), nameList(titles));
    m_notice->clearActions();
    connect(m_notice->addLink(tr("Discard")), &QAbstractButton::clicked, this, &MainWindow::discardDrafts);
    connect(m_notice->addButton(tr("Continue")), &QAbstractButton::clicked, this,
            &MainWindow::continueDrafts);
    m_notice->show();
}

void MainWindow::continueDrafts()
{
    m_notice->hide();
    const QList<QJsonObject> drafts = std::exchange(m_keptDrafts, {});
    m_start->setDrafts({});
    for (const QJsonObject &draft : drafts)
        restoreDraft(m_context, draft, this);
}

void MainWindow::discardDrafts()
{
    m_notice->hide();
    const QList<QJsonObject> drafts = std::exchange(m_keptDrafts, {});
    m_start->setDrafts({});
    for (const QJsonObject &json : drafts) {
        if (const std::unique_ptr<Draft> draft = Draft::fromJson(json))
            m_context->drafts()->discard(draft.get());
    }
}

MainWindow::~MainWindow()
{
    // Screens hold leases of the source, which belongs to the context.
    for (QWidget *screen : std::as_const(m_screenOf))
        delete screen;
}

QWidget *MainWindow::makeSidebar()
{
    auto *sidebar = new SunkenWidget(this);
    sidebar->setFixedWidth(208);
    auto *column = new QVBoxLayout(sidebar);
    column->setContentsMargins(0, 8, 1, 8);
    column->setSpacing(4);
    auto *switches = new QVBoxLayout;
    switches->setContentsMargins(8, 0, 8, 0);
    switches->setSpacing(4);
    m_hubSwitch = new SwitcherButton(tr("Hub"), QStringLiteral("network"), sidebar);
    m_scopeSwitch = new SwitcherButton(tr("Scope"), QStringLiteral("building-2"), sidebar);
    m_navigationList = new NavigationList(sidebar);
    m_navigationList->setModel(m_navigation);
    m_navigationList->setAccessibleName(tr("Navigation"));
    switches->addWidget(m_hubSwitch);
    switches->addWidget(m_scopeSwitch);
    column->addLayout(switches);
    column->addSpacing(4);
    column->addWidget(m_navigationList, 1);
    connect(m_hubSwitch, &QAbstractButton::clicked, this, &MainWindow::fillSwitcher);
    connect(m_scopeSwitch, &QAbstractButton::clicked, this, &MainWindow::fillScopes);
    connect(m_navigationList, &NavigationList::entryChosen, this, [this](const QModelIndex &index) {
        const QString id = m_navigation->idAt(index);
        // Whoever walks through the navigation by keys stays in it.
        if (!id.isEmpty() && id != m_current)
            goTo({id, {}, {}}, true);
    });
    return sidebar;
}

QWidget *MainWindow::makeTopBar()
{
    auto *bar = new QWidget(this);
    bar->setFixedHeight(44);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 0, 12, 0);
    row->setSpacing(4);
    m_back = barButton(bar, QStringLiteral("chevron-left"), tr("Back"));
    m_forward = barButton(bar, QStringLiteral("chevron-right"), tr("Forward"));
    m_goField = new GoField(bar);
    m_connection = new StatusPiece(bar);
    m_connection->setClickable(true);
    m_connection->setStrong(true);
    m_bell = barButton(bar, QStringLiteral("bell"), tr("Activity"));
    m_bell->setCheckable(true);
    m_menuButton = barButton(bar, QStringLiteral("menu"), tr("Menu"));
    row->addWidget(m_back);
    row->addWidget(m_forward);
    row->addSpacing(4);
    row->addWidget(m_goField, 10);
    row->addStretch(1);
    row->addWidget(m_connection);
    row->addSpacing(4);
    row->addWidget(m_bell);
    row->addWidget(m_menuButton);
    connect(m_back, &QToolButton::clicked, this, &MainWindow::goBack);
    connect(m_forward, &QToolButton::clicked, this, &MainWindow::goForward);
    connect(m_goField, &QPushButton::clicked, this, [this] { openPalette(); });
    connect(m_connection, &QAbstractButton::clicked, this, &MainWindow::fillConnection);
    connect(m_bell, &QToolButton::toggled, this, &MainWindow::setActivityShown);
    connect(m_menuButton, &QToolButton::clicked, this, [this] {
        fillMenu();
        m_menu->popup(m_menuButton->mapToGlobal(
            QPoint(m_menuButton->width() - m_menu->sizeHint().width(), m_menuButton->height())));
    });
    return bar;
}

QWidget *MainWindow::makeStatusBar()
{
    auto *strip = new StatusStrip(this);
    strip->setAccessibleName(tr("Status"));
    m_identity = new StatusPiece(strip);
    m_identity->setIconName(QStringLiteral("users"));
    m_rights = new StatusPiece(strip);
    m_running = new StatusPiece(strip);
    m_running->setClickable(true);
    strip->addLeft(m_identity);
    strip->addLeft(m_rights);
    strip->addLeft(m_running);
    connect(m_running, &QAbstractButton::clicked, this, [this] { setActivityShown(true); });
    return strip;
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
    m_sidebar = makeSidebar();
    across->addWidget(m_sidebar);
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(makeTopBar());
    right->addWidget(new Hairline(Qt::Horizontal, work));
    m_notice = new Banner(Tone::Bad, work);
    m_noticeHolder = new QWidget(work);
    auto *noticeRow = new QHBoxLayout(m_noticeHolder);
    noticeRow->setContentsMargins(16, 8, 16, 0);
    noticeRow->addWidget(m_notice);
    m_noticeHolder->hide();
    right->addWidget(m_noticeHolder);
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
    column->addWidget(makeStatusBar());
    connect(m_activity, &ActivityPanel::closeRequested, this, [this] { setActivityShown(false); });
    connect(m_activity, &ActivityPanel::journalRequested, this,
            [this] { showEntry(QStringLiteral("activity")); });
    return work;
}

void MainWindow::registerActions()
{
    registerWizards(m_context);
    ActionRegistry *registry = m_context->actions();
    const auto window = [&](const QString &id, const QString &text, const QString &iconName,
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
    window(QStringLiteral("source.connect"), tr("Connect to a hub…"), QStringLiteral("plug"),
           QKeySequence(Qt::CTRL | Qt::Key_O), 100, [this] { askForContext(); });
    window(QStringLiteral("source.workspace"), tr("Open a workspace folder…"), QStringLiteral("folder-open"),
           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), 101, [this] { askForWorkspace(); });
    window(QStringLiteral("source.sample"), tr("Explore the sample"), QStringLiteral("flask-conical"), {},
           102, [this] { openSample(); });
    window(QStringLiteral("source.close"), tr("Back to the start screen"), QStringLiteral("house"), {}, 103,
           [this] { showStart(); });
    window(QStringLiteral("list.refresh"), tr("List again"), QStringLiteral("refresh-cw"),
           QKeySequence(Qt::Key_F5), 200, [this] {
               if (m_context->source())
                   m_context->source()->refresh();
           });
    window(QStringLiteral("activity.show"), tr("Show or hide the activity panel"), QStringLiteral("bell"), {},
           201, [this] { setActivityShown(!isActivityShown()); });
    window(QStringLiteral("look.switch"), tr("Switch between light and dark"), QStringLiteral("moon"), {},
           300, [this] {
               m_context->settings()->setColorMode(Look::theme().isDark() ? QStringLiteral("light")
                                                                          : QStringLiteral("dark"));
           });
    window(QStringLiteral("help.keys"), tr("All keys"), QStringLiteral("keyboard"), {}, 400,
           [this] { showKeys(); });

    Action prepare;
    prepare.id = QStringLiteral("hub.prepare");
    prepare.text = tr("Prepare this hub…");
    prepare.icon = QStringLiteral("wrench");
    prepare.places = Action::Window | Action::Palette;
    prepare.order = 110;
    prepare.writes = true;
    prepare.offer = [](const ActionTarget &target) {
        return target.source && target.source->mode() == HubMode::Empty ? Offer() : Offer::hidden();
    };
    prepare.access = [](const ActionTarget &, const ObjectRef &) {
        return AccessQuestion{QStringLiteral("create"),
                              QStringLiteral("apiextensions.k8s.io"),
                              QStringLiteral("customresourcedefinitions"),
                              {},
                              {},
                              {}};
    };
    prepare.run = [this](const ActionTarget &) { prepareHub(); };
    registry->add(prepare);

    Action open;
    open.id = QStringLiteral("object.open");
    open.text = tr("Open %1");
    open.icon = QStringLiteral("external-link");
    open.places = Action::RowMenu;
    open.needsObject = true;
    open.order = 1;
    open.offer = [](const ActionTarget &target) { return target.isOne() ? Offer() : Offer::hidden(); };
    open.run = [this](const ActionTarget &target) {
        showObject(target.object());
        if (ResourceView *table = currentTable())
            table->setDetailFull(true);
    };
    registry->add(open);

    Action yaml = open;
    yaml.id = QStringLiteral("object.yaml");
    yaml.text = tr("Show YAML");
    yaml.icon = QStringLiteral("code");
    yaml.tableKey = QStringLiteral("y");
    yaml.order = 2;
    yaml.run = [this](const ActionTarget &target) {
        showObject(target.object());
        if (ResourceView *table = currentTable())
            table->detail()->showTab(DetailView::Yaml);
    };
    registry->add(yaml);

    Action describe = open;
    describe.id = QStringLiteral("object.summary");
    describe.text = tr("Show the summary");
    describe.icon = QStringLiteral("file-text");
    describe.tableKey = QStringLiteral("d");
    describe.places = 0;
    describe.run = [this](const ActionTarget &target) {
        showObject(target.object());
        if (ResourceView *table = currentTable())
            table->detail()->showTab(DetailView::Summary);
    };
    registry->add(describe);

    Action why = describe;
    why.id = QStringLiteral("object.why");
    why.text = tr("Show why");
    why.tableKey = QStringLiteral("w");
    why.run = [this](const ActionTarget &target) {
        showObject(target.object());
        if (ResourceView *table = currentTable())
            table->detail()->showTab(DetailView::Why);
    };
    registry->add(why);
}

// Every action with keys gets a shortcut of the window; it acts on the selection.
void MainWindow::followRegistry()
{
    for (const Action &action : m_context->actions()->actions()) {
        // Ctrl+N belongs to whatever the screen makes; makeShortcuts() looks for it.
        if (action.shortcut.isEmpty() || m_actionKeys.contains(action.id) ||
            action.shortcut == QKeySequence(QKeySequence::New))
            continue;
        auto *shortcut = new QShortcut(action.shortcut, this);
        m_actionKeys.insert(action.id, shortcut);
        connect(shortcut, &QShortcut::activated, this,
                [this, id = action.id] { m_context->actions()->trigger(id, selection()); });
    }
}

void MainWindow::makeShortcuts()
{
    const auto on = [this](const QKeySequence &keys, auto slot) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, slot);
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openPalette(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        if (ResourceView *table = currentTable())
            table->focusFilter();
    });
    on(QKeySequence(Qt::CTRL | Qt::Key_L), [this] { fillScopes(); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L), [this] { fillSwitcher(); });
    on(QKeySequence(Qt::ALT | Qt::Key_Left), [this] { goBack(); });
    on(QKeySequence(Qt::ALT | Qt::Key_Right), [this] { goForward(); });
    on(QKeySequence(Qt::Key_F6), [this] { nextArea(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_Tab), [this] {
        if (ResourceView *table = currentTable(); table && table->detail()->isVisible())
            table->detail()->nextTab(1);
    });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab), [this] {
        if (ResourceView *table = currentTable(); table && table->detail()->isVisible())
            table->detail()->nextTab(-1);
    });
    on(QKeySequence(Qt::CTRL | Qt::Key_N), [this] {
        const ResourceView *table = currentTable();
        if (!table)
            return;
        const ActionTarget target = table->kindTarget();
        for (const Action *action : m_context->actions()->offered(Action::Header, target)) {
            if (action->primary) {
                m_context->actions()->trigger(action->id, target);
                return;
            }
        }
    });
    for (int i = 0; i < 5; ++i) {
        on(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)), [this, i] {
            static const QStringList ids{QStringLiteral("overview"), QStringLiteral("quota"),
                                         QStringLiteral("inventory"), QStringLiteral("pools"),
                                         QStringLiteral("apps")};
            if (m_context->source())
                showEntry(ids.at(i));
        });
    }
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_palette->isOpen()) {
        ResourceView *table = currentTable();
        if (table && table->stepBack())
            return;
        if (isActivityShown()) {
            setActivityShown(false);
            return;
        }
        if (m_noticeHolder->isVisible()) {
            hideNotice();
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

void MainWindow::tellOpenError(const Error &error)
{
    const QString text = errorSentence(error);
    if (isOnStart()) {
        m_start->showError(tr("It could not be opened."), text);
        return;
    }
    m_notice->setTone(Tone::Bad);
    m_notice->setTexts(tr("It could not be opened."), text);
    m_notice->clearActions();
    connect(m_notice->addButton(tr("Close")), &QAbstractButton::clicked, this, &MainWindow::hideNotice);
    m_noticeHolder->show();
}

void MainWindow::openWorkspace(const QString &folder)
{
    auto opened = workspaceSource(folder);
    if (opened) {
        openSource(std::move(opened->source), opened->recent);
        return;
    }
    const Error error = opened.error();
    if (error.kind != Error::Kind::NotFound || !QFileInfo(folder).isDir()) {
        tellOpenError(error);
        return;
    }
    // A folder without easel.yaml can become a workspace when its owner says so.
    const auto make = [this, folder] {
        const auto made = WorkspaceSource::create(folder, QFileInfo(folder).fileName());
        hideNotice();
        if (made)
            openWorkspace(folder);
        else
            tellOpenError(made.error());
    };
    if (isOnStart()) {
        m_start->offerWorkspace(errorSentence(error), make);
        return;
    }
    tellOpenError(error);
    connect(m_notice->addButton(tr("Make it a workspace")), &QAbstractButton::clicked, this, make);
}

void MainWindow::openHub(const QString &kubeconfig, const QString &hubContext)
{
    auto opened = hubSource(kubeconfig, hubContext);
    if (opened)
        openSource(std::move(opened->source), opened->recent);
    else
        tellOpenError(opened.error());
}

void MainWindow::openSample()
{
    const auto folder = copyOfSample(m_context->paths().workFolder);
    if (folder)
        openWorkspace(*folder);
    else
        tellOpenError(folder.error());
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
    hideNotice();
    m_context->setSource(std::move(source));
}

void MainWindow::showStart()
{
    m_context->setSource(nullptr);
}

void MainWindow::hideNotice()
{
    m_noticeHolder->hide();
}

bool MainWindow::isOnStart() const
{
    return m_top->currentWidget() == m_start;
}

void MainWindow::askForContext()
{
    auto *dialog = new ContextDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ContextDialog::chosen, this, &MainWindow::openHub);
    dialog->load({});
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
        m_clock.stop();
        m_start->renew();
        m_top->setCurrentWidget(m_start);
        m_start->focusRecent();
        setWindowTitle(tr("Easel"));
        return;
    }
    m_entries = navigationEntries(m_context);
    m_navigation->setEntries(m_entries);
    connect(source, &Source::stateChanged, this, [this] {
        showConnection();
        showStatus();
    });
    connect(source, &Source::catalogChanged, this, [this] {
        m_navigation->setEntries(m_entries);
        m_navigationList->setCurrentIndex(m_navigation->indexOf(m_current));
        showStatus();
    });
    setWindowTitle(tr("%1 – Easel").arg(source->title()));
    m_hubSwitch->setIconName(source->isWorkspace() ? QStringLiteral("folder-open")
                                                   : QStringLiteral("network"));
    m_hubSwitch->setCaption(source->isWorkspace() ? tr("Workspace") : tr("Hub"));
    m_hubSwitch->setValue(source->title());
    m_hubSwitch->setAccessibleName(source->isWorkspace() ? tr("Workspace %1").arg(source->title())
                                                         : tr("Hub %1").arg(source->title()));
    m_top->setCurrentWidget(m_work);
    m_clock.start();
    const Scope kept =
        Scope::fromKey(m_context->settings()->text(QStringLiteral("scope/") + source->title()));
    m_context->setScope(kept);
    showScope();
    showConnection();
    showStatus();
    const QString last =
        m_context->settings()->text(QStringLiteral("entry/") + source->title(), QStringLiteral("overview"));
    showEntry(m_navigation->indexOf(last).isValid() ? last : QStringLiteral("overview"));
    offerDrafts();
}

// Places

QWidget *MainWindow::screenFor(const NavigationEntry &entry)
{
    switch (entry.screen) {
    case NavigationEntry::Screen::Overview: {
        auto *overview = new OverviewView(m_context, m_entries, m_screens);
        connect(overview, &OverviewView::entryRequested, this,
                [this](const QString &id, const QString &filter) { showEntry(id, filter); });
        return overview;
    }
    case NavigationEntry::Screen::Activity:
        return new ActivityView(m_context, m_screens);
    case NavigationEntry::Screen::Browse:
    case NavigationEntry::Screen::Table:
        break;
    }
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
        if (m_place >= 0 && !m_goingThere)
            m_places[m_place].object = ref;
    });
    connect(view, &ResourceView::filterEdited, this, [this](const QString &text) {
        if (m_place >= 0 && !m_goingThere)
            m_places[m_place].filter = text;
    });
    connect(view, &ResourceView::terminalKey, this, [this](const QString &key) {
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
    });
    return view;
}

void MainWindow::goTo(const Place &place, bool remember)
{
    if (!m_context->source())
        return;
    m_goingThere = true;
    QWidget *screen = m_screenOf.value(place.id);
    if (!screen) {
        const auto entry =
            std::find_if(m_entries.cbegin(), m_entries.cend(),
                         [&place](const NavigationEntry &known) { return known.id == place.id; });
        if (entry != m_entries.cend()) {
            screen = screenFor(*entry);
        } else if (place.id.startsWith(u"kind:")) {
            const QString groupKind = place.id.mid(5);
            const qsizetype dot = groupKind.indexOf(u'.');
            const ResourceType *type = m_context->source()->catalog().find(
                dot < 0 ? QString() : groupKind.mid(dot + 1), dot < 0 ? groupKind : groupKind.left(dot));
            if (type) {
                NavigationEntry any;
                any.id = place.id;
                any.page = pageForKind(*type);
                screen = screenFor(any);
            }
        }
        if (!screen) {
            m_goingThere = false;
            return;
        }
        m_screens->addWidget(screen);
        m_screenOf.insert(place.id, screen);
    }
    m_current = place.id;
    m_screens->setCurrentWidget(screen);
    const QModelIndex entry =
        m_navigation->indexOf(place.id.startsWith(u"kind:") ? QStringLiteral("browse") : place.id);
    m_navigationList->setCurrentIndex(entry);
    if (auto *view = qobject_cast<ResourceView *>(screen)) {
        if (view->filterText() != place.filter && (!place.filter.isEmpty() || !remember))
            view->setFilterText(place.filter);
        if (!place.object.name.isEmpty())
            view->showObject(place.object);
    }
    m_goingThere = false;
    if (remember)
        notePlace(place);
    m_context->settings()->setText(QStringLiteral("entry/") + m_context->source()->title(), place.id);
    updateHistoryButtons();
}

void MainWindow::notePlace(const Place &place)
{
    if (m_place >= 0 && m_places.at(m_place) == place)
        return;
    while (m_places.size() > m_place + 1)
        m_places.removeLast();
    m_places.append(place);
    if (m_places.size() > 100)
        m_places.removeFirst();
    m_place = int(m_places.size()) - 1;
}

void MainWindow::showEntry(const QString &id, const QString &filter)
{
    goTo({id, filter, {}}, true);
    ResourceView *view = currentTable();
    if (view)
        view->focusTable();
    else if (auto *overview = qobject_cast<OverviewView *>(currentScreen()))
        overview->attentionTable()->setFocus();
    // Nothing to walk through yet: the keyboard stands in the navigation, not in the last field.
    if (!currentScreen()->isAncestorOf(QApplication::focusWidget()))
        m_navigationList->setFocus();
}

void MainWindow::showKind(const ResourceType &type, const QString &filter)
{
    goTo({QStringLiteral("kind:") + type.groupKind(), filter, {}}, true);
    if (ResourceView *view = currentTable())
        view->focusTable();
}

void MainWindow::showObject(const ObjectRef &ref)
{
    if (ref.name.isEmpty() || !m_context->source())
        return;
    QByteArray labels;
    if (Surroundings *surroundings = m_context->surroundings()) {
        if (const ResourceStore *store = surroundings->store(ref.groupKind())) {
            if (const Row *row = store->find(ref.namespaceName, ref.name))
                labels = row->labels;
        }
    }
    // A scope that hides it gives way.
    const auto namespaces = m_context->scopeNamespaces();
    if (namespaces && !ref.namespaceName.isEmpty() && !namespaces->contains(ref.namespaceName))
        m_context->setScope({});
    QString id = entryForKind(m_entries, ref.groupKind(), labels);
    if (id.isEmpty())
        id = QStringLiteral("kind:") + ref.groupKind();
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
    if (!canGoBack())
        return;
    --m_place;
    goTo(m_places.at(m_place), false);
}

void MainWindow::goForward()
{
    if (!canGoForward())
        return;
    ++m_place;
    goTo(m_places.at(m_place), false);
}

void MainWindow::updateHistoryButtons()
{
    m_back->setEnabled(canGoBack());
    m_forward->setEnabled(canGoForward());
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

// Palette

void MainWindow::openPalette(const QString &query)
{
    m_paletteModel->renew(m_context, m_entries, selection());
    m_palette->open(query);
}

void MainWindow::chooseFromPalette(const QModelIndex &index)
{
    const PaletteModel::Item *found = m_paletteModel->itemAt(index);
    if (!found)
        return;
    const PaletteModel::Item item = *found; // what it starts may renew the model
    m_paletteModel->used(item);
    switch (item.kind) {
    case PaletteModel::Item::Kind::Object:
        showObject(item.ref);
        break;
    case PaletteModel::Item::Kind::Screen:
        showEntry(item.id);
        break;
    case PaletteModel::Item::Kind::ResourceKind: {
        const QString known = entryForKind(m_entries, item.type.groupKind());
        if (known.isEmpty())
            showKind(item.type);
        else
            showEntry(known);
        break;
    }
    case PaletteModel::Item::Kind::ScopeItem:
        m_context->setScope(item.scope);
        break;
    case PaletteModel::Item::Kind::Action: {
        const ActionTarget target = selection();
        const Action *action = m_context->actions()->find(item.id);
        if (!action)
            break;
        const Offer offer = m_context->actions()->offer(*action, target);
        if (!offer.enabled && !offer.reason.isEmpty()) {
            m_notice->setTone(Tone::Warning);
            m_notice->setTexts(tr("%1 is not possible now.").arg(item.text), offer.reason);
            m_notice->clearActions();
            connect(m_notice->addButton(tr("Close")), &QAbstractButton::clicked, this,
                    &MainWindow::hideNotice);
            m_noticeHolder->show();
            break;
        }
        m_context->actions()->trigger(item.id, target);
        break;
    }
    }
}

// Switchers and menus

void MainWindow::fillSwitcher()
{
    if (isOnStart())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Hubs and workspaces"));
    menu->setToolTipsVisible(true);
    for (const RecentSource &recent : m_context->settings()->recentSources()) {
        QAction *entry =
            menu->addAction(icon(recent.kind == RecentSource::Kind::Hub ? QStringLiteral("network")
                                                                        : QStringLiteral("folder-open")),
                            recent.title);
        entry->setToolTip(recent.detail);
        connect(entry, &QAction::triggered, this, [this, recent] { openRecent(recent); });
    }
    menu->addSeparator();
    const ActionTarget target = selection();
    for (const char *id :
         {"source.connect", "source.workspace", "source.sample", "hub.prepare", "source.close"}) {
        const Action *action = m_context->actions()->find(QLatin1String(id));
        if (!action)
            continue;
        const Offer offer = m_context->actions()->offer(*action, target);
        if (!offer.shown)
            continue;
        QAction *entry = menu->addAction(icon(action->icon), action->text);
        entry->setEnabled(offer.enabled);
        entry->setToolTip(offer.reason);
        connect(entry, &QAction::triggered, this,
                [this, known = action->id] { m_context->actions()->trigger(known, selection()); });
    }
    menu->popup(m_hubSwitch->mapToGlobal(QPoint(0, m_hubSwitch->height() + 2)));
}

void MainWindow::fillScopes()
{
    Surroundings *surroundings = m_context->surroundings();
    if (isOnStart() || !surroundings)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Scopes"));
    const auto add = [&](QMenu *to, const QString &text, const QString &iconName, const Scope &scope) {
        QAction *entry = to->addAction(icon(iconName), text);
        entry->setCheckable(true);
        entry->setChecked(m_context->scope() == scope);
        connect(entry, &QAction::triggered, this, [this, scope] { m_context->setScope(scope); });
    };
    add(menu, tr("All tenants"), QStringLiteral("building-2"), {});
    const bool few = surroundings->projectsOf({}).size() <= 30;
    for (const QString &tenant : surroundings->tenants()) {
        menu->addSeparator();
        add(menu, tenant, QStringLiteral("building-2"), {Scope::Kind::Tenant, tenant});
        QMenu *to = few ? menu : menu->addMenu(tr("Projects of %1").arg(tenant));
        for (const QString &project : surroundings->projectsOf(tenant))
            add(to, few ? QStringLiteral("    ") + project : project, QStringLiteral("folder"),
                {Scope::Kind::Project, project});
    }
    menu->popup(m_scopeSwitch->mapToGlobal(QPoint(0, m_scopeSwitch->height() + 2)));
}

void MainWindow::fillMenu()
{
    m_menu->clear();
    m_menu->setToolTipsVisible(true);
    m_menu->setAccessibleName(tr("Menu"));
    const ActionTarget target = selection();
    int band = -1;
    for (const Action *action : m_context->actions()->offered(Action::Window, target)) {
        if (action->id == u"look.switch")
            continue;
        if (band >= 0 && action->order / 100 != band)
            m_menu->addSeparator();
        band = action->order / 100;
        const Offer offer = m_context->actions()->offer(*action, target);
        QAction *entry = m_menu->addAction(icon(action->icon), action->text);
        entry->setObjectName(action->id);
        entry->setShortcut(action->shortcut);
        entry->setShortcutContext(Qt::WidgetShortcut);
        entry->setEnabled(offer.enabled);
        entry->setToolTip(offer.reason);
        connect(entry, &QAction::triggered, this,
                [this, id = action->id] { m_context->actions()->trigger(id, selection()); });
    }
    m_menu->addSeparator();
    QMenu *colors = m_menu->addMenu(icon(QStringLiteral("sun")), tr("Colours"));
    auto *group = new QActionGroup(colors);
    const std::pair<QString, QString> modes[] = {{QStringLiteral("automatic"), tr("As the system")},
                                                 {QStringLiteral("light"), tr("Light")},
                                                 {QStringLiteral("dark"), tr("Dark")},
                                                 {QStringLiteral("contrast"), tr("High contrast")}};
    for (const auto &[mode, text] : modes) {
        QAction *entry = colors->addAction(text);
        entry->setCheckable(true);
        entry->setActionGroup(group);
        entry->setChecked(m_context->settings()->colorMode() == mode);
        connect(entry, &QAction::triggered, this,
                [this, mode = mode] { m_context->settings()->setColorMode(mode); });
    }
    QAction *comfortable = m_menu->addAction(tr("Comfortable rows"));
    comfortable->setCheckable(true);
    comfortable->setChecked(m_context->settings()->isComfortable());
    connect(comfortable, &QAction::toggled, m_context->settings(), &Settings::setComfortable);
    QAction *terminal = m_menu->addAction(tr("Terminal keys in tables (k9s)"));
    terminal->setCheckable(true);
    terminal->setChecked(m_context->settings()->usesTerminalKeys());
    connect(terminal, &QAction::toggled, m_context->settings(), &Settings::setUsesTerminalKeys);
    m_menu->addSeparator();
    m_menu->addAction(tr("Easel %1").arg(QStringLiteral(EASEL_VERSION)))->setEnabled(false);
}

void MainWindow::fillConnection()
{
    Source *source = m_context->source();
    if (!source)
        return;
    const SourceState state = source->state();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Connection"));
    const auto tell = [menu](const QString &text) { menu->addAction(text)->setEnabled(false); };
    tell(source->title());
    tell(source->identityText());
    if (state.since.isValid())
        tell(tr("since %1").arg(state.since.toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
    if (state.lastHeard.isValid())
        tell(tr("last heard %1").arg(state.lastHeard.toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
    if (state.error)
        tell(errorSentence(*state.error));
    if (const auto *workspace = dynamic_cast<WorkspaceSource *>(source)) {
        const QList<WorkspaceProblem> problems = workspace->problems();
        menu->addSeparator();
        if (problems.isEmpty())
            tell(tr("All files could be read."));
        for (qsizetype i = 0; i < std::min<qsizetype>(problems.size(), 12); ++i) {
            const WorkspaceProblem &problem = problems.at(i);
            tell(problem.line > 0
                     ? tr("%1, line %2: %3").arg(problem.file).arg(problem.line).arg(problem.sentence)
                     : tr("%1: %2").arg(problem.file, problem.sentence));
        }
        if (problems.size() > 12)
            tell(tr("and %n more", nullptr, int(problems.size()) - 12));
    }
    menu->addSeparator();
    connect(menu->addAction(icon(QStringLiteral("refresh-cw")), tr("List again")), &QAction::triggered,
            source, &Source::refresh);
    menu->popup(m_connection->mapToGlobal(
        QPoint(m_connection->width() - menu->sizeHint().width(), m_connection->height() + 2)));
}

void MainWindow::showScope()
{
    Source *source = m_context->source();
    if (!source)
        return;
    const Scope &scope = m_context->scope();
    const QString value = scope.kind == Scope::Kind::All ? tr("All tenants") : scope.name;
    m_scopeSwitch->setValue(value);
    m_scopeSwitch->setIconName(scope.kind == Scope::Kind::Project ? QStringLiteral("folder")
                                                                  : QStringLiteral("building-2"));
    m_scopeSwitch->setAccessibleName(tr("Scope: %1").arg(value));
    m_context->settings()->setText(QStringLiteral("scope/") + source->title(), scope.key());
    showStatus();
}

void MainWindow::showConnection()
{
    const Source *source = m_context->source();
    if (!source)
        return;
    const SourceState state = source->state();
    const QDateTime now = QDateTime::currentDateTime();
    const auto age = [&now](const QDateTime &time) {
        return time.isValid() ? ageText(std::chrono::seconds(time.secsTo(now))) : QString();
    };
    QString text;
    QString note;
    Tone tone = Tone::Good;
    switch (state.phase) {
    case SourceState::Phase::Live:
        text = tr("Live");
        note = source->isWorkspace() ? QString() : age(state.lastHeard);
        break;
    case SourceState::Phase::Connecting:
        text = tr("Connecting");
        tone = Tone::Progressing;
        break;
    case SourceState::Phase::Stale:
        text = tr("Stale");
        note = age(state.lastHeard.isValid() ? state.lastHeard : state.since);
        tone = Tone::Unknown;
        break;
    case SourceState::Phase::Failed:
        text = tr("Not connected");
        tone = Tone::Bad;
        break;
    }
    m_connection->setTone(tone);
    m_connection->setText(text);
    m_connection->setNote(note);
    m_connection->setAccessibleName(tr("Connection: %1 %2").arg(text, note).trimmed());
    m_connection->setToolTip(state.error ? errorSentence(*state.error) : source->identityText());
}

void MainWindow::showStatus()
{
    Source *source = m_context->source();
    if (!source)
        return;
    m_identity->setText(source->identityText());
    QString rights;
    if (auto *workspace = dynamic_cast<WorkspaceSource *>(source)) {
        rights = workspace->isWritable() ? tr("Read and write") : tr("Read only");
    } else if (source->state().phase != SourceState::Phase::Live) {
        rights = tr("Reading paused, changes are off");
    } else {
        const AccessQuestion question{
            QStringLiteral("create"),
            spectroGroup,
            QStringLiteral("aiworkloads"),
            {},
            m_context->scope().kind == Scope::Kind::Project ? m_context->scope().name : QString(),
            {}};
        const auto answer = m_context->access()->answer(source, question);
        rights = answer && !answer->allowed ? tr("Read only") : tr("Read and write");
    }
    m_rights->setText(rights);
    const int running = m_context->operations()->running();
    if (running == 0) {
        m_running->setTone(std::nullopt);
        m_running->setText(tr("Nothing running"));
    } else {
        m_running->setTone(Tone::Progressing);
        const QList<ApplyOperation *> &operations = m_context->operations()->operations();
        const auto current =
            std::find_if(operations.cbegin(), operations.cend(), [](const ApplyOperation *operation) {
                return operation->state() == ApplyOperation::State::Running;
            });
        m_running->setText(
            current == operations.cend()
                ? tr("%n running", nullptr, running)
                : tr("%1: %2, %3")
                      .arg(tr("%n running", nullptr, running), (*current)->title(), operationText(*current)));
    }
}

void MainWindow::setActivityShown(bool shown)
{
    m_activity->setVisible(shown);
    const QSignalBlocker blocker(m_bell);
    m_bell->setChecked(shown);
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
    areas << m_goField << m_navigationList;
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

// Plans the preparation, shows what it creates and asks; the apply itself is an operation like any other.
void MainWindow::prepareHub()
{
    Source *source = m_context->source();
    if (!source)
        return;
    makePlan(source, prepareHubRequest(source->systemNamespace()), this)
        .then(this, [this](const Result<Plan> &plan) {
            Source *now = m_context->source();
            if (!now)
                return;
            if (!plan) {
                tellOpenError(plan.error());
                return;
            }
            if (!plan->isApplicable() || !plan->hasChanges()) {
                m_notice->setTone(plan->hasChanges() ? Tone::Bad : Tone::Good);
                m_notice->setTexts(plan->hasChanges() ? tr("This hub cannot be prepared.")
                                                      : tr("This hub is prepared already."),
                                   plan->blockers().join(u' '));
                m_notice->clearActions();
                connect(m_notice->addButton(tr("Close")), &QAbstractButton::clicked, m_notice,
                        &QWidget::hide);
                m_noticeHolder->show();
                return;
            }
            ConfirmDialog::Question question;
            question.title = tr("Prepare %1?").arg(now->title());
            question.sentence = tr("This creates the system namespace and the kinds that Easel works with. "
                                   "Nothing else changes.");
            question.verb = tr("Prepare hub");
            question.reach = ConfirmDialog::Reach::WithOthers;
            for (const PlanItem &item : plan->items) {
                if (item.change != PlanItem::Change::Unchanged) {
                    question.consequences.append(
                        {QStringLiteral("circle-plus"),
                         item.ref.kind == u"Namespace" ? tr("Namespace") : tr("Kind"), item.ref.name});
                }
            }
            auto *dialog = new ConfirmDialog(question, this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(dialog, &QDialog::accepted, this, [this, plan = *plan] {
                if (m_context->source()) {
                    m_context->operations()->start(m_context->source(), plan);
                    setActivityShown(true);
                }
            });
            dialog->open();
        });
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
    const bool compact = width() < compactBelow;
    m_navigationList->setCompact(compact);
    m_navigationList->setVerticalScrollBarPolicy(compact ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    m_hubSwitch->setCompact(compact);
    m_scopeSwitch->setCompact(compact);
    m_sidebar->setFixedWidth(compact ? 53 : std::max(208, std::min(320, scaledWidth(this, 208))));
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
    if (QFileInfo(path).isDir()) {
        openWorkspace(path);
    } else if (!path.isEmpty()) {
        auto *dialog = new ContextDialog(m_context, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &ContextDialog::chosen, this, &MainWindow::openHub);
        dialog->load(path);
        dialog->open();
    }
}

} // namespace easel
