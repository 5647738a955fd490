// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/sourceopener.h"

#include "app/context/appcontext.h"
#include "app/shell/mainwindow.h"
#include "app/shell/notice.h"
#include "app/shell/signindesk.h"
#include "app/shell/startscreen.h"
#include "core/base/text.h"
#include "core/store/workspacesource.h"

#include <QAbstractButton>
#include <QDir>
#include <QFileInfo>

namespace easel {

namespace {

constexpr int longMs = 400;

} // namespace

SourceOpener::SourceOpener(MainWindow *window, StartScreen *start, Notice *notice, SignInDesk *signIn)
    : QObject(window)
    , m_window(window)
    , m_start(start)
    , m_notice(notice)
    , m_signIn(signIn)
{
    m_long.setSingleShot(true);
    m_long.setInterval(longMs);
    connect(&m_long, &QTimer::timeout, this, &SourceOpener::showBusy);
    // Whatever else is opened or closed meanwhile was wanted later.
    connect(window->context(), &AppContext::sourceAboutToChange, this, &SourceOpener::cancel);
}

int SourceOpener::begin(const QString &what)
{
    cancel();
    m_what = what;
    m_isOpening = true;
    m_long.start();
    return m_turn;
}

void SourceOpener::cancel()
{
    ++m_turn;
    m_isOpening = false;
    m_long.stop();
    m_workspace = ScopedCall<WorkspacePlace>();
    m_hub = ScopedCall<ContextReading>();
    m_sample = ScopedCall<QString>();
    m_making = ScopedCall<Done>();
    m_dropped = ScopedCall<HandedFile>();
    if (std::exchange(m_isSaid, false)) {
        m_start->clearError();
        m_notice->hide();
    }
}

void SourceOpener::showBusy()
{
    m_isSaid = true;
    if (m_window->isOnStart()) {
        m_start->showBusy(m_what, [this] { cancel(); });
        return;
    }
    m_notice->say(Tone::Progressing, m_what, {});
    connect(m_notice->addLink(tr("Cancel")), &QAbstractButton::clicked, this, &SourceOpener::cancel);
}

void SourceOpener::tell(const Error &error)
{
    const QString text = errorSentence(error);
    cancel();
    if (m_window->isOnStart()) {
        m_start->showError(tr("It could not be opened."), text);
        return;
    }
    m_notice->say(Tone::Bad, tr("It could not be opened."), text);
    m_notice->addClose();
}

void SourceOpener::openWorkspace(const QString &folder)
{
    const int turn = begin(tr("Opening %1…").arg(cleanedLine(QDir::toNativeSeparators(folder))));
    m_workspace = runInPool([folder] { return findWorkspace(folder); });
    m_workspace.call().then(this, [this, folder, turn](const Result<WorkspacePlace> &place) {
        if (turn != m_turn)
            return;
        if (place) {
            OpenableSource opened = workspaceSource(*place);
            cancel();
            m_window->openSource(std::move(opened.source), opened.recent);
        } else if (place.error().kind == Error::Kind::NotFound) {
            offerToMake(folder, place.error());
        } else {
            tell(place.error());
        }
    });
}

// A folder without easel.yaml can become a workspace when its owner says so.
void SourceOpener::offerToMake(const QString &folder, const Error &error)
{
    const auto make = [this, folder] {
        const int turn = begin(tr("Opening %1…").arg(cleanedLine(QDir::toNativeSeparators(folder))));
        m_notice->hide();
        m_making =
            runInPool([folder] { return WorkspaceSource::create(folder, QFileInfo(folder).fileName()); });
        m_making.call().then(this, [this, folder, turn](const Result<Done> &made) {
            if (turn != m_turn)
                return;
            if (made)
                openWorkspace(folder);
            else
                tell(made.error());
        });
    };
    const QString text = errorSentence(error);
    tell(error);
    if (m_window->isOnStart())
        m_start->offerWorkspace(text, make);
    else
        connect(m_notice->addButton(tr("Make it a workspace")), &QAbstractButton::clicked, this, make);
}

void SourceOpener::openHub(const QString &kubeconfig, const QString &hubContext, const ViewAs &viewAs)
{
    const int turn = begin(hubContext.isEmpty() ? tr("Reading the kubeconfig…")
                                                : tr("Opening %1…").arg(cleanedLine(hubContext)));
    m_hub =
        runInPool([kubeconfig, hubContext] { return readContext(kubeconfigFiles(kubeconfig), hubContext); });
    m_hub.call().then(this, [this, kubeconfig, viewAs, turn](const Result<ContextReading> &reading) {
        if (turn != m_turn)
            return;
        if (!reading) {
            tell(reading.error());
            return;
        }
        auto opened = hubSource(kubeconfig, *reading, m_signIn->services(), viewAs);
        if (!opened) {
            tell(opened.error());
            return;
        }
        cancel();
        m_window->openSource(std::move(opened->source), opened->recent);
    });
}

void SourceOpener::openSample()
{
    const int turn = begin(tr("Opening the sample…"));
    m_sample = runInPool([folder = m_window->context()->paths().workFolder] { return copyOfSample(folder); });
    m_sample.call().then(this, [this, turn](const Result<QString> &folder) {
        if (turn != m_turn)
            return;
        if (folder)
            openWorkspace(*folder);
        else
            tell(folder.error());
    });
}

void SourceOpener::openDropped(const QString &path)
{
    const int turn = begin(tr("Reading %1…").arg(cleanedLine(QDir::toNativeSeparators(path))));
    m_dropped = runInPool([path] { return readHandedFile(path); });
    m_dropped.call().then(this, [this, turn](const Result<HandedFile> &file) {
        if (turn != m_turn)
            return;
        if (!file) {
            tell(file.error());
            return;
        }
        cancel();
        if (file->isFolder)
            openWorkspace(file->path);
        else if (file->isKubeconfig || !m_window->context()->source())
            m_window->askForContext(file->path);
        else
            openHandedFile(m_window->context(), *file, m_window);
    });
}

} // namespace easel

#include "moc_sourceopener.cpp"
