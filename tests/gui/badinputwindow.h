// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/look/look.h"
#include "app/models/resourcefiltermodel.h"
#include "app/shell/contextdialog.h"
#include "app/shell/mainwindow.h"
#include "app/views/detailview.h"
#include "app/views/parts/banner.h"
#include "app/views/resourcetable.h"
#include "app/views/resourceview.h"
#include "tests/gui/silentprompter.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

namespace easel::testing {

// The real window with a home of its own, and how its user reads it.
class BadInputWindow
{
public:
    BadInputWindow()
    {
        auto prompter = std::make_unique<SilentPrompter>();
        m_prompter = prompter.get();
        context = std::make_unique<AppContext>(AppPaths::below(home.filePath(QStringLiteral("easel"))),
                                               std::move(prompter));
        context->settings()->setColorMode(QStringLiteral("light"));
        window = std::make_unique<MainWindow>(context.get());
        window->resize(1280, 800);
        window->show();
    }
    ~BadInputWindow()
    {
        window.reset();
        context.reset();
    }
    Q_DISABLE_COPY_MOVE(BadInputWindow)

    bool isReady() const
    {
        if (!QTest::qWaitForWindowExposed(window.get()))
            return false;
        window->activateWindow();
        return QTest::qWaitForWindowActive(window.get());
    }

    // What the next question for a file or folder is answered with.
    void answer(const QString &path) { m_prompter->answers = {path}; }
    // Ctrl+Shift+O and a choice in the desktop's dialog.
    void openFolder(const QString &folder)
    {
        m_prompter->answers = {folder};
        QTest::keyClick(window.get(), Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        if (!QTest::qWaitFor([this] { return !window->isOpening(); }, 30'000))
            qWarning("the folder is not opened");
    }
    // Ctrl+O, another kubeconfig, its current context; null when the dialog does not turn up.
    ContextDialog *chooseKubeconfig(const QString &file)
    {
        QTest::keyClick(window.get(), Qt::Key_O, Qt::ControlModifier);
        ContextDialog *dialog = nullptr;
        if (!QTest::qWaitFor([&] { return (dialog = window->findChild<ContextDialog *>()) != nullptr; }))
            return nullptr;
        m_prompter->answers = {file};
        buttonIn(dialog, QStringLiteral("Other kubeconfig…"))->click();
        return QTest::qWaitFor([dialog] { return !dialog->isReading(); }, 30'000) ? dialog : nullptr;
    }

    QAbstractButton *buttonIn(QWidget *place, const QString &text) const
    {
        const auto buttons = place->findChildren<QAbstractButton *>();
        for (QAbstractButton *button : buttons) {
            if (button->text() == text && button->isVisibleTo(place))
                return button;
        }
        return nullptr;
    }

    // What the visible banners say.
    QStringList banners() const { return bannersIn(window.get()); }
    static QStringList bannersIn(const QWidget *place)
    {
        QStringList texts;
        const auto all = place->findChildren<Banner *>();
        for (const Banner *banner : all) {
            if (banner->isVisible())
                texts << (banner->strongText() + QLatin1Char(' ') + banner->text()).trimmed();
        }
        return texts;
    }
    // What the visible labels say, formatting taken off.
    static QStringList labelsIn(const QWidget *place)
    {
        QStringList texts;
        const auto all = place->findChildren<QLabel *>();
        for (const QLabel *label : all) {
            if (label->isVisible() && !label->text().isEmpty())
                texts << label->text();
        }
        return texts;
    }

    ResourceView *show(const QString &entry)
    {
        window->showEntry(entry);
        return window->currentTable();
    }
    QStringList namesIn(const ResourceView *view) const
    {
        QStringList names;
        view->model()->flush();
        for (int row = 0; row < view->model()->rowCount(); ++row)
            names << view->model()->rowAt(row)->name;
        return names;
    }
    // A window of its own: an editor, a dialog.
    QWidget *windowNamed(const QString &objectName) const
    {
        const auto all = QApplication::topLevelWidgets();
        for (QWidget *widget : all) {
            if (widget->objectName() == objectName && widget->isVisible())
                return widget;
        }
        return nullptr;
    }

    QTemporaryDir home;
    std::unique_ptr<AppContext> context;
    std::unique_ptr<MainWindow> window;

private:
    SilentPrompter *m_prompter = nullptr;
};

inline QByteArray bytesOf(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

inline bool writeBytes(const QString &file, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    return out.open(QIODevice::WriteOnly) && out.write(text) == text.size();
}

// Every file below a folder with its bytes.
inline QMap<QString, QByteArray> bytesBelow(const QString &folder)
{
    QMap<QString, QByteArray> files;
    QDirIterator all(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const QString file = all.next();
        files.insert(file.mid(folder.size()), bytesOf(file));
    }
    return files;
}

} // namespace easel::testing
