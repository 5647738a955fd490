// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/addmachinewindow.h"

#include "app/context/appcontext.h"
#include "app/context/paletteentry.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/sectionheader.h"
#include "core/base/text.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualDays = 30;
constexpr int mostDays = 3650;
constexpr int clipboardMs = 60'000; // a token stays there no longer
const QString hidden = u"<registration token>"_s;

// Palette says only that it is done.
auto answering(const RegistrationToken &token)
{
    return [token](const Result<Done> &done) -> Result<RegistrationToken> {
        if (!done)
            return failure(done.error());
        return token;
    };
}

} // namespace

AddMachineWindow::AddMachineWindow(AppContext *context, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_desk(context->palette())
    , m_connection(new QComboBox)
    , m_note(new Banner(Tone::Bad, this))
    , m_stack(new QStackedWidget(this))
    , m_body(new QWidget)
    , m_empty(new EmptyState)
    , m_table(new QTableView)
    , m_model(new QStandardItemModel(this))
    , m_name(new QLineEdit)
    , m_project(new QComboBox)
    , m_days(new QSpinBox)
    , m_create(new QPushButton(tr("Make token")))
    , m_active(new QPushButton(tr("Turn off")))
    , m_remove(new QPushButton(tr("Delete token…")))
    , m_copyToken(new QPushButton(tr("Copy token…")))
    , m_copyText(new QPushButton(tr("Copy text with token…")))
    , m_text(new QPlainTextEdit)
    , m_busy(new QLabel)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"addMachineWindow"_s);
    setWindowTitle(tr("Add a machine"));
    resize(860, 760);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    auto *heading = new QLabel(windowTitle(), m_body);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *what = new QLabel(
        tr("A machine registers itself in Palette with a token when it boots the installer. Tokens belong "
           "to the whole tenant; the project is where its machines begin."),
        m_body);
    what->setWordWrap(true);
    setSecondaryText(what);
    column->addWidget(what);
    m_connection->setObjectName(u"tokenConnection"_s);
    column->addWidget(new FormField(tr("With my connection"), m_connection, m_body));
    m_note->hide();
    m_note->setLayoutKind(Banner::Layout::Stacked);
    column->addWidget(m_note);
    column->addWidget(new SectionHeader(tr("Registration tokens"), SectionHeader::Level::Block, m_body));
    m_table->setObjectName(u"tokens"_s);
    m_table->setAccessibleName(tr("Registration tokens"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight(QFontMetricsF(m_table->font())));
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setMinimumHeight(160);
    column->addWidget(m_table, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_active->setObjectName(u"tokenActive"_s);
    m_remove->setObjectName(u"tokenRemove"_s);
    m_copyToken->setObjectName(u"tokenCopy"_s);
    setSecondaryText(m_busy);
    row->addWidget(m_copyToken);
    row->addWidget(m_active);
    row->addWidget(m_remove);
    row->addWidget(m_busy);
    row->addStretch();
    column->addLayout(row);

    column->addWidget(new SectionHeader(tr("New token"), SectionHeader::Level::Block, m_body));
    auto *fresh = new QHBoxLayout;
    fresh->setSpacing(12);
    m_name->setObjectName(u"tokenName"_s);
    m_nameField = new FormField(tr("Name"), m_name, m_body);
    m_project->setObjectName(u"tokenProject"_s);
    m_days->setObjectName(u"tokenDays"_s);
    m_days->setRange(1, mostDays);
    m_days->setValue(usualDays);
    m_days->setSuffix(tr(" days", "valid for"));
    m_create->setObjectName(u"tokenCreate"_s);
    fresh->addWidget(m_nameField, 2);
    fresh->addWidget(new FormField(tr("Project"), m_project, m_body), 2);
    fresh->addWidget(new FormField(tr("Valid for"), m_days, m_body), 1);
    column->addLayout(fresh);
    column->addWidget(m_create, 0, Qt::AlignLeft);

    column->addWidget(new SectionHeader(tr("On the machine"), SectionHeader::Level::Block, m_body));
    auto *steps = new QLabel(m_body);
    steps->setWordWrap(true);
    steps->setTextFormat(Qt::PlainText);
    steps->setText(tr("1. Build or download the edge installer of your Palette.\n"
                      "2. Put this text into its user-data, with the token in place.\n"
                      "3. Boot the machine with it. It appears here, not paired at first, then ready.\n"
                      "4. Tag it palette.ai:true, and with its hall and rack, so that pools may use it."));
    column->addWidget(steps);
    m_text->setObjectName(u"userData"_s);
    m_text->setAccessibleName(tr("Text for the installer, without the token"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    setTextRole(m_text, TextRole::Mono);
    setSunken(m_text, true);
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * 8 + 16);
    column->addWidget(m_text);
    m_copyText->setObjectName(u"userDataCopy"_s);
    column->addWidget(m_copyText, 0, Qt::AlignLeft);
    scroll->setWidget(m_body);
    scroll->viewport()->setAutoFillBackground(true);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    m_body->setBackgroundRole(QPalette::Base);
    m_stack->addWidget(scroll);
    m_stack->addWidget(m_empty);
    m_empty->setContent(u"key-round"_s, tr("It takes your own connection to Palette."),
                        tr("With it Easel makes registration tokens."));
    m_empty->setAction(tr("Connect to Palette…"), u"plus"_s);
    outer->addWidget(m_stack, 1);
    outer->addWidget(new Hairline(Qt::Horizontal, this));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"closeTokens"_s);
    foot->addStretch();
    foot->addWidget(close);
    outer->addLayout(foot);

    connect(close, &QPushButton::clicked, this, &QWidget::close);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        m_context->actions()->trigger(u"palette.connect"_s, {{}, {}, {}, {}, {}, {}, this});
    });
    connect(m_desk, &PaletteDesk::connectionsChanged, this, &AddMachineWindow::fillConnections);
    connect(m_connection, &QComboBox::activated, this, [this] {
        m_tokens.clear();
        showTokens();
        read();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showButtons();
        showSteps();
    });
    connect(m_create, &QPushButton::clicked, this, &AddMachineWindow::create);
    connect(m_active, &QPushButton::clicked, this, &AddMachineWindow::switchActive);
    connect(m_remove, &QPushButton::clicked, this, &AddMachineWindow::askToRemove);
    connect(m_copyToken, &QPushButton::clicked, this, [this] { askToCopy(false); });
    connect(m_copyText, &QPushButton::clicked, this, [this] { askToCopy(true); });
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameField->setError({}); });
    fillConnections();
}

void AddMachineWindow::fillConnections()
{
    const QString before = m_connection->currentData().toString();
    m_connection->clear();
    const QList<PaletteConnection> connections = m_desk->connections();
    for (const PaletteConnection &connection : connections)
        m_connection->addItem(cleanedLine(connection.title.isEmpty() ? connection.place() : connection.title),
                              connection.id);
    const int at = m_connection->findData(before);
    m_connection->setCurrentIndex(std::max(0, at));
    m_stack->setCurrentIndex(connections.isEmpty() ? 1 : 0);
    showTokens();
    if (!connections.isEmpty())
        read();
}

void AddMachineWindow::read()
{
    const QString id = m_connection->currentData().toString();
    m_busy->setText(tr("Reading…"));
    const auto call =
        m_desk->client(id).chain(this, [](const Result<std::shared_ptr<PaletteClient>> &client) {
            return client ? (*client)->registrationTokens()
                          : Call<QList<RegistrationToken>>::ready(failure(client.error()));
        });
    m_reading = call;
    call.then(this, [this](const Result<QList<RegistrationToken>> &tokens) {
        if (!tokens && tokens.error().kind == Error::Kind::Canceled)
            return;
        m_busy->clear();
        if (!tokens) {
            tell(tokens.error().tried(tr("list registration tokens")));
            return;
        }
        m_tokens = *tokens;
        showTokens();
    });
    m_desk->client(id)
        .chain(this,
               [](const Result<std::shared_ptr<PaletteClient>> &client) {
                   return client ? (*client)->projectNames()
                                 : Call<QList<PaletteRef>>::ready(failure(client.error()));
               })
        .then(this, [this](const Result<QList<PaletteRef>> &projects) {
            if (!projects)
                return; // the list of tokens says what is wrong
            m_projects = *projects;
            const QString chosen = m_project->currentData().toString();
            m_project->clear();
            for (const PaletteRef &project : std::as_const(m_projects))
                m_project->addItem(cleanedLine(project.text()), project.uid);
            const QString own = m_desk->connection(m_connection->currentData().toString()).project.uid;
            m_project->setCurrentIndex(std::max(0, m_project->findData(chosen.isEmpty() ? own : chosen)));
        });
}

void AddMachineWindow::tell(const Error &error)
{
    m_note->setTexts({}, errorSentence(error));
    m_note->show();
}

const RegistrationToken *AddMachineWindow::current() const
{
    const int row = m_table->currentIndex().row();
    return row >= 0 && row < m_tokens.size() ? &m_tokens.at(row) : nullptr;
}

void AddMachineWindow::showTokens()
{
    const QString before = m_wanted.isEmpty() ? (current() ? current()->meta.uid : QString()) : m_wanted;
    m_wanted.clear();
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("Name"), tr("Project"), tr("Valid until"), tr("State")});
    const QDateTime now = QDateTime::currentDateTimeUtc();
    int stand = 0;
    for (int i = 0; i < m_tokens.size(); ++i) {
        const RegistrationToken &token = m_tokens.at(i);
        const bool over = token.expires.isValid() && token.expires < now;
        const Tone tone = over ? Tone::Warning : token.active ? Tone::Good : Tone::Paused;
        auto *state = new QStandardItem(stateIcon(tone), over           ? tr("ended")
                                                         : token.active ? tr("on")
                                                                        : tr("off"));
        m_model->appendRow(
            {new QStandardItem(cleanedLine(token.meta.name)),
             new QStandardItem(token.project.text().isEmpty() ? u"–"_s : cleanedLine(token.project.text())),
             new QStandardItem(token.expires.isValid() ? token.expires.toLocalTime().toString(u"d MMM yyyy"_s)
                                                       : tr("no end")),
             state});
        if (token.meta.uid == before)
            stand = i;
    }
    m_table->setColumnWidth(0, scaledWidth(this, 240));
    m_table->setColumnWidth(1, scaledWidth(this, 180));
    m_table->setColumnWidth(2, scaledWidth(this, 140));
    if (!m_tokens.isEmpty())
        m_table->setCurrentIndex(m_model->index(stand, 0));
    showButtons();
    showSteps();
}

void AddMachineWindow::showButtons()
{
    const RegistrationToken *token = current();
    for (QPushButton *button : {m_active, m_remove})
        button->setEnabled(token);
    for (QPushButton *button : {m_copyToken, m_copyText})
        button->setEnabled(token && !token->secret.isEmpty());
    m_active->setText(token && !token->active ? tr("Turn on") : tr("Turn off"));
}

// What the installer of an edge host reads; the token itself stays out of sight.
QString AddMachineWindow::userData(const QString &token) const
{
    const PaletteConnection connection = m_desk->connection(m_connection->currentData().toString());
    const RegistrationToken *chosen = current();
    QString text = u"#cloud-config\nstylus:\n  site:\n    paletteEndpoint: %1\n    edgeHostToken: %2\n"_s.arg(
        connection.server.url.host(), token);
    if (chosen && !chosen->project.uid.isEmpty())
        text += u"    projectUid: %1\n"_s.arg(chosen->project.uid);
    return text;
}

void AddMachineWindow::showSteps()
{
    m_text->setPlainText(userData(hidden));
}

JournalEntry AddMachineWindow::entryOf(const QString &verb, const QString &title,
                                       const RegistrationToken &token) const
{
    JournalEntry entry = paletteEntry(m_desk->connection(m_connection->currentData().toString()),
                                      PaletteObject::Token, token.meta.name, token.meta.uid);
    entry.verb = verb;
    entry.title = title;
    return entry;
}

void AddMachineWindow::change(const QString &attempt, const JournalEntry &entry,
                              std::function<Call<RegistrationToken>(PaletteClient &)> call)
{
    m_note->hide();
    m_busy->setText(tr("Changing…"));
    // The desk outlives this window: what was sent is recorded when its answer comes.
    const auto changing =
        m_desk->client(m_connection->currentData().toString())
            .chain(m_desk, [call = std::move(call)](const Result<std::shared_ptr<PaletteClient>> &client) {
                return client ? call(**client) : Call<RegistrationToken>::ready(failure(client.error()));
            });
    OperationLog *log = m_context->operations();
    changing.then(log, [log, entry](const Result<RegistrationToken> &token) {
        JournalEntry ended = entry;
        if (token)
            ended.palette.uid = token->meta.uid;
        setOutcome(&ended, token ? nullptr : &token.error());
        log->record(ended);
    });
    changing.then(
        this, [this, attempt, isNew = entry.palette.uid.isEmpty()](const Result<RegistrationToken> &token) {
            m_busy->clear();
            if (!token)
                tell(token.error().tried(attempt));
            else if (isNew)
                m_name->clear();
            if (token && isNew)
                m_wanted = token->meta.uid;
            read();
        });
}

void AddMachineWindow::create()
{
    RegistrationTokenRequest request;
    request.name = m_name->text().trimmed();
    request.projectUid = m_project->currentData().toString();
    request.expires = QDateTime::currentDateTimeUtc().addDays(m_days->value());
    if (request.name.isEmpty()) {
        m_nameField->setError(tr("Enter a name."));
        m_name->setFocus(Qt::OtherFocusReason);
        return;
    }
    for (const RegistrationToken &token : std::as_const(m_tokens)) {
        if (token.meta.name == request.name) {
            m_nameField->setError(tr("There is a token %1 already.").arg(cleanedLine(request.name)));
            m_name->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    RegistrationToken wanted;
    wanted.meta.name = request.name;
    JournalEntry entry = entryOf(u"create"_s, tr("Make registration token %1").arg(request.name), wanted);
    entry.diff = tr("project: %1").arg(m_project->currentText()) + u'\n' +
                 tr("valid until: %1").arg(request.expires.toLocalTime().toString(u"d MMM yyyy"_s));
    change(tr("make a registration token"), entry,
           [request](PaletteClient &client) { return client.createRegistrationToken(request); });
}

void AddMachineWindow::switchActive()
{
    const RegistrationToken *token = current();
    if (!token)
        return;
    const QString name = token->meta.name;
    JournalEntry entry = entryOf(u"change"_s,
                                 token->active ? tr("Turn registration token %1 off").arg(name)
                                               : tr("Turn registration token %1 on").arg(name),
                                 *token);
    entry.diff = token->active ? tr("state: off, was on") : tr("state: on, was off");
    change(token->active ? tr("turn the token off") : tr("turn the token on"), entry,
           [desk = m_desk, token = *token](PaletteClient &client) {
               return client.setRegistrationTokenActive(token.meta.uid, !token.active)
                   .map(desk, answering(token));
           });
}

void AddMachineWindow::askToRemove()
{
    const RegistrationToken *token = current();
    if (!token)
        return;
    ConfirmDialog::Question question;
    question.title = tr("Delete token %1?").arg(cleanedLine(token->meta.name));
    question.sentence = tr("Machines that registered with it stay; no new one can. It cannot be made again.");
    question.verb = tr("Delete token");
    question.reach = ConfirmDialog::Reach::WithOthers;
    auto *dialog = new ConfirmDialog(question, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, token = *token] {
        change(tr("delete the token"),
               entryOf(u"delete"_s, tr("Delete registration token %1").arg(token.meta.name), token),
               [desk = m_desk, token](PaletteClient &client) {
                   return client.removeRegistrationToken(token.meta.uid).map(desk, answering(token));
               });
    });
    dialog->open();
}

void AddMachineWindow::askToCopy(bool whole)
{
    const RegistrationToken *token = current();
    if (!token || token->secret.isEmpty())
        return;
    ConfirmDialog::Question question;
    question.title = tr("Copy token %1?").arg(cleanedLine(token->meta.name));
    question.sentence =
        tr("Every program on this computer can read the clipboard, and whoever has the token can register "
           "machines. Easel takes it out again after a minute.");
    question.verb = tr("Copy token");
    auto *dialog = new ConfirmDialog(question, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const QString text = whole ? userData(token->secret) : token->secret;
    // Who took it is kept, and nothing of it.
    const JournalEntry taken =
        entryOf(u"read"_s, tr("Copy registration token %1").arg(token->meta.name), *token);
    connect(dialog, &QDialog::accepted, this, [this, text, taken] {
        JournalEntry entry = taken;
        setOutcome(&entry, nullptr);
        m_context->operations()->record(entry);
        QGuiApplication::clipboard()->setText(text);
        // Also when this window is closed by then.
        QTimer::singleShot(clipboardMs, qApp, [text] {
            if (QGuiApplication::clipboard()->text() == text)
                QGuiApplication::clipboard()->clear();
        });
        m_context->toast(tr("The token is on the clipboard for a minute"));
    });
    dialog->open();
}

void AddMachineWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

void openAddMachineWindow(AppContext *context, QWidget *parent)
{
    auto *window = new AddMachineWindow(context, parent);
    window->show();
    window->raise();
    window->activateWindow();
}

} // namespace easel
