// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/palettedesk.h"
#include "core/domain/palettereport.h"

#include <QWidget>

class QVBoxLayout;

namespace easel {

class AppContext;
class Banner;
class EmptyState;

// A person's own connections to Palette, one panel each: whom they sign in as, what is there, what is
// trusted. Distinct from Settings, which are the hub's.
class PaletteScreen : public QWidget
{
    Q_OBJECT

public:
    explicit PaletteScreen(AppContext *context, QWidget *parent = nullptr);

private:
    struct Known
    {
        bool asked = false;
        QList<ReportLine> lines; // of the last test
        std::optional<Error> error;
    };
    void renew();
    QWidget *panelOf(const PaletteConnection &connection);
    void edit(const PaletteConnection &connection);
    void test(const PaletteConnection &connection);
    void askToForget(const PaletteConnection &connection);

    AppContext *m_context;
    PaletteDesk *m_desk;
    Banner *m_keychain;
    EmptyState *m_empty;
    QVBoxLayout *m_column;
    QList<QWidget *> m_panels;
    QHash<QString, Known> m_known;
    QHash<QString, Call<PaletteCapabilities>> m_running;
};

// Registers "Connect to Palette…". Called once by the shell.
void registerPaletteActions(AppContext *context);

} // namespace easel
