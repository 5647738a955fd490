// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/terminalwindow.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/panel.h"
#include "app/views/pods/logpanel.h"
#include "app/views/pods/terminalview.h"
#include "core/base/text.h"

#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

namespace {

// The best shell that the image has; the terminal is one that every terminfo knows.
QStringList shellCommand()
{
    return {QStringLiteral("sh"), QStringLiteral("-c"),
            QStringLiteral("TERM=xterm-256color; export TERM; "
                           "if command -v bash >/dev/null 2>&1; then exec bash; fi; exec sh")};
}

bool hasTerminal(const QJsonObject &pod, const QString &name)
{
    const QJsonArray containers = pod.value(u"spec").toObject().value(u"containers").toArray();
    for (const auto &container : containers) {
        if (container.toObject().value(u"name").toString() == name)
            return container.toObject().value(u"tty").toBool();
    }
    return false;
}

} // namespace

TerminalWindow::TerminalWindow(AppContext *context, const ObjectRef &pod, Kind kind, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_pod(pod)
    , m_kind(kind)
    , m_container(new QComboBox(this))
    , m_state(new QLabel(this))
    , m_again(new QPushButton(tr("Start again"), this))
    , m_banner(new Banner(Tone::Bad, this))
    , m_bannerHolder(new QWidget(this))
    , m_terminal(new TerminalView(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("terminalWindow"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 12, 8);
    head->setSpacing(8);
    m_container->setAccessibleName(tr("Container"));
    m_container->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_container->hide();
    m_state->setTextFormat(Qt::PlainText);
    setSecondaryText(m_state);
    head->addWidget(m_container);
    head->addWidget(m_state, 1);
    head->addWidget(m_again);
    column->addLayout(head);
    column->addWidget(new Hairline(Qt::Horizontal, this));
    auto *bannerRow = new QVBoxLayout(m_bannerHolder);
    bannerRow->setContentsMargins(12, 8, 12, 8);
    bannerRow->addWidget(m_banner);
    m_banner->setLayoutKind(Banner::Layout::Stacked);
    column->addWidget(m_bannerHolder);
    m_bannerHolder->hide();
    column->addWidget(m_terminal, 1);
    m_terminal->setAccessibleName(tr("Terminal"));
    m_terminal->setAccessibleDescription(
        tr("Every key goes to the container. Ctrl+Tab leaves the terminal."));
    m_again->hide();
    setFocusProxy(m_terminal);
    resize(scaledWidth(this, 860), 560);
    showTitle();

    connect(m_again, &QPushButton::clicked, this, &TerminalWindow::begin);
    connect(m_container, &QComboBox::activated, this, &TerminalWindow::begin);
    connect(m_terminal->screen(), &TerminalScreen::titleChanged, this, &TerminalWindow::showTitle);
    connect(m_terminal->screen(), &TerminalScreen::rang, this, [this] { QApplication::alert(this); });
    connect(m_terminal->screen(), &TerminalScreen::output, this, [this](const QByteArray &bytes) {
        if (m_session)
            m_session->write(bytes);
    });
    connect(m_terminal, &TerminalView::sizeChanged, this, [this](int columns, int rows) {
        if (m_session)
            m_session->resize(columns, rows);
    });
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        delete m_session;
        m_again->setEnabled(false);
        m_container->setEnabled(false);
        end(tr("The hub was left."));
    });
    readPod();
}

TerminalWindow::~TerminalWindow()
{
    delete m_session;
}

void TerminalWindow::showTitle()
{
    const QString where = cleanedLine(m_pod.namespaceName + u'/' + m_pod.name);
    const QString what =
        m_kind == Kind::Attach ? tr("Attached to %1").arg(where) : tr("Shell in %1").arg(where);
    const QString title = m_terminal->screen()->title();
    setWindowTitle(title.isEmpty() ? what : tr("%1 – %2").arg(what, title));
}

QString TerminalWindow::stateText() const
{
    return m_state->text();
}

void TerminalWindow::readPod()
{
    m_state->setText(tr("Reading the pod…"));
    m_reading = m_context->source()->fetch(m_pod);
    m_reading.call().then(this, [this](const Result<QJsonObject> &found) {
        if (!found) {
            m_banner->setTexts(tr("There is no shell."), errorSentence(found.error()));
            m_bannerHolder->show();
            end(tr("Not connected"));
            return;
        }
        m_object = *found;
        const QList<ContainerRef> containers = containersOf(*found);
        for (const ContainerRef &container : containers)
            m_container->addItem(cleanedLine(container.container), container.container);
        m_container->setCurrentIndex(std::max(0, m_container->findData(mainContainerOf(*found))));
        m_container->setVisible(containers.size() > 1);
        begin();
    });
}

void TerminalWindow::begin()
{
    PodStreams *pods = podStreamsOf(m_context->source());
    if (!pods)
        return;
    delete m_session;
    m_bannerHolder->hide();
    m_again->hide();
    m_terminal->screen()->clear();
    ExecRequest request;
    request.in = {m_pod.namespaceName, m_pod.name, m_container->currentData().toString()};
    request.attach = m_kind == Kind::Attach;
    request.command = shellCommand();
    // Who attaches gets what the process was given.
    request.terminal = !request.attach || hasTerminal(m_object, request.in.container);
    m_state->setText(tr("Connecting…"));
    ExecSession *session = pods->exec(request, this);
    m_session = session;
    session->resize(m_terminal->screen()->columns(), m_terminal->screen()->rows());
    connect(session, &ExecSession::opened, this, [this](const QString &protocol) {
        m_state->setText(tr("Connected (%1)").arg(protocol.section(u'.', 0, 0)));
        m_terminal->setLive(true);
        m_terminal->setFocus();
    });
    const bool raw = request.terminal;
    const auto show = [this, raw](const QByteArray &bytes) {
        // Without a terminal in between nobody returns the carriage.
        m_terminal->screen()->feed(raw ? bytes : QByteArray(bytes).replace("\n", "\r\n"));
    };
    connect(session, &ExecSession::output, this, show);
    connect(session, &ExecSession::errorOutput, this, show);
    connect(session, &ExecSession::finished, this,
            [this](int code) { end(code == 0 ? tr("Ended") : tr("Ended with exit code %1").arg(code)); });
    connect(session, &ExecSession::failed, this, [this](const Error &error) {
        const QString sentence = errorSentence(error);
        const qsizetype cut = sentence.indexOf(QStringLiteral(". "));
        m_banner->setTexts(cut < 0 ? sentence : sentence.left(cut + 1),
                           cut < 0 ? QString() : sentence.mid(cut + 2));
        m_bannerHolder->show();
        end(tr("Not connected"));
    });
}

void TerminalWindow::end(const QString &words)
{
    m_state->setText(words);
    m_terminal->setLive(false);
    m_again->setVisible(!m_object.isEmpty());
    if (m_session)
        m_session->deleteLater();
    m_session = nullptr;
}

void TerminalWindow::closeEvent(QCloseEvent *event)
{
    delete m_session;
    QWidget::closeEvent(event);
}

} // namespace easel
