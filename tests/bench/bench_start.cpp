// SPDX-License-Identifier: GPL-3.0-or-later
// bench_start [KUBECONFIG CONTEXT]: Easel's window from nothing to the first usable frame: the start screen,
// or that of a hub that is being opened, is painted and the event loop runs. Then it is over at once: opening
// is what is timed, not closing.
#include "app/context/appcontext.h"
#include "app/look/look.h"
#include "app/shell/fileprompter.h"
#include "app/shell/mainwindow.h"
#include "app/shell/startscreen.h"

#include <QApplication>
#include <QEvent>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdlib>

namespace {

class FirstPaint : public QObject
{
public:
    FirstPaint(const QWidget *screen, QTemporaryDir *home)
        : m_screen(screen)
        , m_home(home)
    {}
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // Its parts are painted, not the screen itself: it scrolls.
        if (event->type() == QEvent::Paint && !m_seen && watched->isWidgetType() &&
            m_screen->isAncestorOf(static_cast<QWidget *>(watched))) {
            m_seen = true;
            // After everything that was queued until now: usable, not only visible.
            QTimer::singleShot(0, qApp, [home = m_home] {
                home->remove();
                std::_Exit(0);
            });
        }
        return QObject::eventFilter(watched, event);
    }

private:
    const QWidget *m_screen;
    QTemporaryDir *m_home;
    bool m_seen = false;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("easel"));
    QTemporaryDir home;
    easel::AppContext context(easel::AppPaths::below(home.path()), std::make_unique<easel::FilePrompter>());
    easel::Look::install();
    easel::MainWindow window(&context);
    window.resize(1280, 800);
    const QStringList arguments = QApplication::arguments();
    const bool hub = arguments.size() > 2;
    FirstPaint first(hub ? static_cast<QWidget *>(&window) : window.startScreen(), &home);
    QApplication::instance()->installEventFilter(&first);
    window.show();
    if (hub)
        window.openHub(arguments.at(1), arguments.at(2));
    return QApplication::exec();
}
