// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/palette/palettescreen.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/palette/connectiondialog.h"
#include "app/views/palette/connectiontest.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace easel {

namespace {

QString titleOf(const PaletteConnection &connection)
{
    return cleanedLine(connection.title.isEmpty() ? connection.server.url.host() : connection.title);
}

void openDialog(AppContext *context, const PaletteConnection &connection, QWidget *parent)
{
    auto *dialog = new ConnectionDialog(context, connection, parent);
    dialog->open();
}

} // namespace

PaletteScreen::PaletteScreen(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_desk(context->palette())
    , m_keychain(new Banner(Tone::Warning, this))
    , m_empty(new EmptyState(this))
{
    setObjectName(QStringLiteral("view-palette"));
    setAccessibleName(tr("My Palette"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto *head = new QWidget(this);
    head->setMinimumHeight(48);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(16, 0, 16, 0);
    auto *title = new QLabel(tr("My Palette"), head);
    setTextRole(title, TextRole::Title);
    auto *add = new QPushButton(tr("Connect to Palette…"), head);
    add->setObjectName(QStringLiteral("addConnection"));
    add->setIcon(icon(QStringLiteral("plus"), IconInk::OnAccent));
    setButtonKind(add, ButtonKind::Primary);
    row->addWidget(title);
    row->addStretch();
    row->addWidget(add);
    outer->addWidget(head);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setAccessibleName(tr("Connections to Palette"));
    auto *content = new QWidget(scroll);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(16, 0, 16, 16);
    m_column->setSpacing(12);
    auto *what = new QLabel(
        tr("Your own way into Palette, on this computer only. It serves folders and hubs without an "
           "engine: machines are shown and tagged with it. The engine of a hub uses the Settings "
           "of tenants and projects, which are under Settings."),
        content);
    what->setWordWrap(true);
    setSecondaryText(what);
    m_column->addWidget(what);
    m_column->addWidget(m_keychain);
    m_column->addWidget(m_empty);
    m_column->addStretch();
    scroll->setWidget(content);
    outer->addWidget(scroll, 1);
    m_empty->setContent(QStringLiteral("key-round"), tr("No connection of your own yet."),
                        tr("With one you see machines without a hub, and tag them."));
    m_empty->setAction(tr("Connect to Palette…"), QStringLiteral("plus"), false);
    m_empty->setTopSpace(48);
    setFocusProxy(add);
    connect(add, &QPushButton::clicked, this, [this] { edit({}); });
    connect(m_empty, &EmptyState::actionTriggered, this, [this] { edit({}); });
    connect(m_desk, &PaletteDesk::connectionsChanged, this, [this] {
        m_known.clear(); // what was found may be about other values
        renew();
    });
    renew();
}

void PaletteScreen::renew()
{
    for (QWidget *panel : std::as_const(m_panels))
        panel->deleteLater();
    m_panels.clear();
    const QList<PaletteConnection> connections = m_desk->connections();
    const QString problem = m_desk->keychainProblem();
    m_keychain->setVisible(!problem.isEmpty() && !connections.isEmpty());
    m_keychain->setTexts(tr("Keys are forgotten when Easel ends."), problem);
    m_empty->setVisible(connections.isEmpty());
    for (const PaletteConnection &connection : connections) {
        QWidget *panel = panelOf(connection);
        m_panels << panel;
        m_column->insertWidget(m_column->count() - 1, panel);
    }
}

QWidget *PaletteScreen::panelOf(const PaletteConnection &connection)
{
    auto *panel = new Panel(this);
    panel->setObjectName(QStringLiteral("connection-") + connection.id);
    panel->setAccessibleName(titleOf(connection));
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *title = new QLabel(titleOf(connection), panel);
    setTextRole(title, TextRole::Strong);
    title->setTextFormat(Qt::PlainText);
    auto *place = new QLabel(cleanedLine(connection.place()), panel);
    setSecondaryText(place);
    place->setTextFormat(Qt::PlainText);
    const Known known = m_known.value(connection.id);
    const bool running = m_running.contains(connection.id);
    auto *chip = new StateChip(panel);
    if (running)
        chip->setState(Tone::Progressing, tr("Asking…"));
    else if (known.error)
        chip->setState(Tone::Bad, tr("No way in"));
    else if (!known.lines.isEmpty())
        chip->setState(worstOf(known.lines),
                       worstOf(known.lines) == Tone::Good ? tr("Works") : tr("Works in part"));
    else
        chip->setState(Tone::Neutral, tr("Not tested yet"));
    head->addWidget(title);
    head->addWidget(place);
    head->addWidget(chip);
    head->addStretch();
    const auto button = [&](const QString &text, const char *name) {
        auto *made = new QPushButton(text, panel);
        made->setObjectName(QLatin1String(name));
        setSmallControl(made);
        made->setAccessibleName(tr("%1, %2", "button, connection").arg(text, titleOf(connection)));
        head->addWidget(made);
        return made;
    };
    QPushButton *again = button(tr("Test connection"), "testKept");
    again->setEnabled(!running);
    connect(again, &QPushButton::clicked, this, [this, connection] { test(connection); });
    connect(button(tr("Edit…"), "editKept"), &QPushButton::clicked, this,
            [this, connection] { edit(connection); });
    connect(button(tr("Forget…"), "forgetKept"), &QPushButton::clicked, this,
            [this, connection] { askToForget(connection); });
    panel->column()->addLayout(head);
    if (connection.server.insecureSkipVerify) {
        auto *mark = new Banner(Tone::Bad, panel);
        mark->setTexts(tr("The certificate is not checked."), tr("Anybody in between can read the key."));
        panel->column()->addWidget(mark);
    }
    QStringList facts{connection.withPassword() ? tr("password of %1").arg(cleanedLine(connection.email))
                                                : tr("API key")};
    facts << (m_desk->keychainProblem().isEmpty() ? tr("in the keychain") : tr("in memory"));
    if (!connection.server.fingerprint.isEmpty())
        facts << tr("certificate trusted by its fingerprint");
    else if (!connection.server.caPem.isEmpty())
        facts << tr("authority of your own");
    auto *fact = new QLabel(facts.join(QStringLiteral(" · ")), panel);
    setTextRole(fact, TextRole::Small);
    setSecondaryText(fact);
    fact->setTextFormat(Qt::PlainText);
    panel->column()->addWidget(fact);
    if (known.error)
        panel->column()->addWidget(reportWidget({{Tone::Bad, errorSentence(*known.error), {}}}, panel));
    else if (!known.lines.isEmpty())
        panel->column()->addWidget(reportWidget(known.lines, panel));
    return panel;
}

void PaletteScreen::edit(const PaletteConnection &connection)
{
    openDialog(m_context, connection, window());
}

void PaletteScreen::test(const PaletteConnection &connection)
{
    const QString id = connection.id;
    const auto probe = m_desk->access(id).chain(this, [this](const Result<PaletteAccess> &access) {
        return access ? m_desk->probe(*access) : Call<PaletteCapabilities>::ready(failure(access.error()));
    });
    m_running.insert(id, probe);
    renew();
    probe.then(this, [this, id](const Result<PaletteCapabilities> &found) {
        m_running.remove(id);
        Known known{true, {}, {}};
        if (found)
            known.lines = paletteReport(*found, m_desk->connection(id).project.uid);
        else
            known.error = found.error();
        m_known.insert(id, known);
        renew();
    });
}

void PaletteScreen::askToForget(const PaletteConnection &connection)
{
    ConfirmDialog::Question question;
    question.title = tr("Forget %1?").arg(titleOf(connection));
    question.sentence =
        tr("The connection goes, and its key is taken out of the keychain. Nothing changes in Palette.");
    question.verb = tr("Forget connection");
    auto *dialog = new ConfirmDialog(question, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, id = connection.id] { m_desk->forget(id); });
    dialog->open();
}

void registerPaletteActions(AppContext *context)
{
    Action connectIt;
    connectIt.id = QStringLiteral("palette.connect");
    connectIt.text = PaletteScreen::tr("Connect to Palette…");
    connectIt.icon = QStringLiteral("key-round");
    connectIt.places = Action::Window | Action::Palette;
    connectIt.order = 55;
    connectIt.run = [context](const ActionTarget &target) { openDialog(context, {}, target.window); };
    context->actions()->add(connectIt);
}

} // namespace easel
