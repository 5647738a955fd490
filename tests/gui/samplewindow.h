// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/look/look.h"
#include "app/shell/mainwindow.h"
#include "silentprompter.h"

#include <QAccessible>
#include <QApplication>
#include <QDirIterator>
#include <QFontDatabase>
#include <QPointer>
#include <QTemporaryDir>
#include <QTest>

namespace easel::testing {

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool writeContent(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
}

inline void copySample(const QString &to)
{
    const QString from = QStringLiteral(EASEL_SOURCE_DIR "/resources/sample");
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const QString target = to + path.mid(from.size());
        QDir().mkpath(QFileInfo(target).absolutePath());
        QFile::copy(path, target);
        QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner);
    }
}

// The main window on a copy of the sample workspace, with settings, journal and drafts in a folder of its
// own.
class SampleWindow
{
public:
    explicit SampleWindow(const QString &folder)
        : m_folder(folder)
    {
        if (!QFileInfo::exists(root()))
            copySample(root());
        auto prompter = std::make_unique<SilentPrompter>();
        m_prompter = prompter.get();
        m_context = std::make_unique<AppContext>(AppPaths::below(folder + QStringLiteral("/home")),
                                                 std::move(prompter));
        m_context->settings()->setColorMode(QStringLiteral("light"));
        m_window = std::make_unique<MainWindow>(m_context.get());
        m_window->resize(1280, 800);
    }
    ~SampleWindow()
    {
        // Windows without a parent, which an undo opened; the others go with the main window.
        QList<QPointer<QWidget>> windows;
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (widget != m_window.get() && widget->isVisible() && !widget->parentWidget())
                windows.append(widget);
        }
        for (const QPointer<QWidget> &widget : std::as_const(windows))
            delete widget.data();
        m_window.reset();
        m_context.reset();
    }
    Q_DISABLE_COPY_MOVE(SampleWindow)

    bool open()
    {
        m_window->show();
        if (!QTest::qWaitForWindowExposed(m_window.get()))
            return false;
        m_window->activateWindow();
        m_window->openWorkspace(root());
        return QTest::qWaitFor(
            [this] {
                return m_context->source() &&
                       m_context->source()->state().phase == SourceState::Phase::Live &&
                       m_context->surroundings() && m_context->surroundings()->isComplete() &&
                       !m_context->surroundings()->tenants().isEmpty();
            },
            60'000);
    }

    QString root() const { return m_folder + QStringLiteral("/workspace"); }
    QString file(const QString &path) const { return root() + u'/' + path; }
    QString home() const { return m_folder + QStringLiteral("/home"); }
    AppContext *context() const { return m_context.get(); }
    MainWindow *window() const { return m_window.get(); }
    SilentPrompter *prompter() const { return m_prompter; }

    ActionTarget targetOf(const QString &apiVersion, const QString &kind, const QString &space,
                          const QString &name) const
    {
        ActionTarget target;
        target.source = m_context->source();
        target.objects = {ObjectRef{apiVersion, kind, space, name}};
        if (const ResourceType *type = m_context->source()->catalog().findFor(target.object()))
            target.type = *type;
        target.project = space;
        target.window = m_window.get();
        return target;
    }
    ActionTarget deployment(const QString &name, const QString &project = QStringLiteral("glaciology")) const
    {
        return targetOf(QStringLiteral("spectrocloud.com/v1alpha1"), QStringLiteral("AIWorkload"), project,
                        name);
    }
    bool run(const QString &action, const ActionTarget &target) const
    {
        return m_context->actions()->trigger(action, target);
    }

private:
    QString m_folder;
    SilentPrompter *m_prompter = nullptr;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<MainWindow> m_window;
};

// The visible top-level window of a class, once it is there; null after the time limit.
template <typename T>
T *topLevel(int milliseconds = 30'000)
{
    T *found = nullptr;
    const bool there = QTest::qWaitFor(
        [&found] {
            for (QWidget *widget : QApplication::topLevelWidgets()) {
                if (auto *candidate = qobject_cast<T *>(widget); candidate && candidate->isVisible())
                    found = candidate;
            }
            return found != nullptr;
        },
        milliseconds);
    if (!there)
        return nullptr;
    found->activateWindow();
    // Not qWaitForWindowActive: a window counts as active there while its parent is, and keys go to the
    // parent.
    const bool active =
        QTest::qWaitFor([found] { return QApplication::activeWindow() == found; }, milliseconds);
    return active ? found : nullptr;
}

// A key for whatever has the focus, as a person at a keyboard would press it.
inline void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWidget *focus = QApplication::focusWidget() ? QApplication::focusWidget() : QApplication::activeWindow();
    if (focus)
        QTest::keyClick(focus, key, modifiers);
    QTest::qWait(0); // what the key brought up is shown before the next one
}

inline void type(const QString &text)
{
    if (QWidget *focus = QApplication::focusWidget())
        QTest::keyClicks(focus, text);
}

// Goes on with Tab until the widget of that name has the focus.
inline bool tabTo(const QString &objectName)
{
    for (int i = 0; i < 200; ++i) {
        if (QApplication::focusWidget() && QApplication::focusWidget()->objectName() == objectName)
            return true;
        press(Qt::Key_Tab);
    }
    const QWidget *focus = QApplication::focusWidget();
    qWarning("the focus ends at %s %s", focus ? focus->metaObject()->className() : "nothing",
             focus ? qPrintable(focus->objectName()) : "");
    return false;
}

// Controls that a person can reach and that have no accessible name.
inline QStringList namelessControls(QWidget *window)
{
    QStringList problems;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        if (!accessible || accessible->text(QAccessible::Name).isEmpty())
            problems.append(QString::fromLatin1(widget->metaObject()->className()) + u' ' +
                            widget->objectName());
    }
    problems.removeDuplicates();
    return problems;
}

inline void useTestFont()
{
    const QString wanted = qEnvironmentVariable("EASEL_FONT", QStringLiteral("Inter"));
    if (QFontDatabase::hasFamily(wanted)) {
        QFont font(wanted);
        font.setPixelSize(13);
        QApplication::setFont(font);
    }
    Look::install(ColorMode::Light);
}

} // namespace easel::testing
