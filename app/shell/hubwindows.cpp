// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/hubwindows.h"

#include "app/context/appcontext.h"
#include "app/shell/mainwindow.h"
#include "core/changes/operation.h"

#include <algorithm>
#include <utility>

namespace easel {

namespace {

constexpr int offset = 32; // of a further window, so that both are seen

// What a window began goes on when it is closed; its source goes when that is done.
bool isWritingTo(const AppContext *context)
{
    const QList<ApplyOperation *> &all = context->operations()->operations();
    return context->source() && std::any_of(all.begin(), all.end(), [context](const ApplyOperation *one) {
               return one->state() == ApplyOperation::State::Running &&
                      one->sourceTitle() == context->source()->title();
           });
}

} // namespace

HubWindows::HubWindows(MainWindow *first)
    : QObject(first)
    , m_first(first)
{}

HubWindows::~HubWindows()
{
    const auto further = std::exchange(m_further, {});
    for (const QPointer<MainWindow> &window : further)
        delete window.data();
}

QList<MainWindow *> HubWindows::windows() const
{
    QList<MainWindow *> windows{m_first};
    for (const QPointer<MainWindow> &window : m_further) {
        if (window)
            windows << window;
    }
    return windows;
}

MainWindow *HubWindows::open(const QString &kubeconfig, const QString &hubContext, const ViewAs &viewAs)
{
    for (MainWindow *window : windows()) {
        const Source *source = window->context()->source();
        if (source && window->isVisible() && window->opened().path == kubeconfig &&
            window->opened().context == hubContext &&
            (viewAs.user.isEmpty() || source->actsFor() == viewAs)) {
            window->raise();
            window->activateWindow();
            return window;
        }
    }
    auto *context = new AppContext(m_first->context());
    auto *window = new MainWindow(context, this);
    window->setAttribute(Qt::WA_DeleteOnClose);
    m_further.append(window);
    follow(window, context);
    window->move(m_first->pos() + QPoint(offset, offset) * int(m_further.size()));
    window->show();
    window->openHub(kubeconfig, hubContext, viewAs);
    return window;
}

void HubWindows::follow(MainWindow *window, AppContext *context)
{
    connect(window, &QObject::destroyed, context, [this, context] {
        m_further.removeIf([](const QPointer<MainWindow> &known) { return !known; });
        const auto end = [context] {
            if (!isWritingTo(context))
                context->deleteLater();
        };
        connect(context->operations(), &OperationLog::changed, context, end);
        end();
    });
}

} // namespace easel
