// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>
#include <QObject>

namespace easel {

class CommandPalette;
class MainWindow;
class PaletteModel;

// The command palette of the window: fills it when it opens and does what is chosen in it.
class WindowPalette : public QObject
{
    Q_OBJECT

public:
    explicit WindowPalette(MainWindow *window);

    void open(const QString &query = {});
    CommandPalette *view() const { return m_view; }

private:
    void choose(const QModelIndex &index);
    void showActionsOf(const QModelIndex &index);

    MainWindow *m_window;
    CommandPalette *m_view;
    PaletteModel *m_model;
};

} // namespace easel
