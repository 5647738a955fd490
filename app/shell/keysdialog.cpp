// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/keysdialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/keyhint.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace easel {

namespace {

struct KeyLine
{
    QStringList keys;
    QString text;
};

QString native(const QKeySequence &keys)
{
    return keys.toString(QKeySequence::NativeText);
}

} // namespace

KeysDialog::KeysDialog(AppContext *context, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("All keys"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto *title = new QLabel(tr("All keys"), this);
    setTextRole(title, TextRole::Heading);
    column->addWidget(title);

    const auto ctrl = [](Qt::Key key) { return native(QKeySequence(Qt::CTRL | key)); };
    QList<KeyLine> window{
        {{ctrl(Qt::Key_K)}, tr("go to a resource, run an action")},
        {{QStringLiteral("/"), ctrl(Qt::Key_F)}, tr("filter")},
        {{native(QKeySequence(Qt::ALT | Qt::Key_Left)), native(QKeySequence(Qt::ALT | Qt::Key_Right))},
         tr("back, forward")},
        {{ctrl(Qt::Key_1)}, tr("Overview")},
        {{ctrl(Qt::Key_2)}, tr("GPU quota")},
        {{ctrl(Qt::Key_3)}, tr("Inventory")},
        {{ctrl(Qt::Key_4)}, tr("Pools")},
        {{ctrl(Qt::Key_5)}, tr("Apps")},
        {{ctrl(Qt::Key_L)}, tr("scope")},
        {{native(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L))}, tr("hub or workspace")},
        {{QStringLiteral("F6")}, tr("next area")},
        {{ctrl(Qt::Key_Tab)}, tr("next tab of the detail")},
        {{ctrl(Qt::Key_N)}, tr("new, on screens that make something")},
        {{QStringLiteral("Esc")}, tr("close popup, detail, filter")},
    };
    for (const Action &action : context->actions()->actions()) {
        if (!action.shortcut.isEmpty())
            window.append({{native(action.shortcut)},
                           QString(action.text).replace(QStringLiteral("%1"), tr("the object"))});
    }
    const QList<KeyLine> table{
        {{QStringLiteral("↑"), QStringLiteral("↓")}, tr("move; with Shift select more")},
        {{tr("Space")}, tr("show or hide the detail")},
        {{tr("Enter")}, tr("open the detail full size")},
        {{tr("Del")}, tr("delete…")},
        {{ctrl(Qt::Key_C)}, tr("copy the rows as text")},
        {{tr("Menu")}, tr("what can be done")},
        {{tr("Shift+click")}, tr("sort by one more column")},
    };
    const QList<KeyLine> terminal{
        {{QStringLiteral(":")}, tr("kind")},
        {{QStringLiteral("j"), QStringLiteral("k")}, tr("down, up")},
        {{QStringLiteral("g"), QStringLiteral("G")}, tr("first, last")},
        {{QStringLiteral("d"), QStringLiteral("y"), QStringLiteral("w")}, tr("summary, YAML, why")},
        {{QStringLiteral("e")}, tr("edit")},
        {{QStringLiteral("N"), QStringLiteral("S"), QStringLiteral("A")}, tr("sort by name, status, age")},
        {{QStringLiteral("0")}, tr("all tenants")},
        {{ctrl(Qt::Key_D)}, tr("delete…")},
    };

    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(tr("Keys"));
    auto *content = new QWidget(scroll);
    scroll->setWidget(content);
    auto *across = new QHBoxLayout(content);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(32);
    const auto block = [&](QVBoxLayout *into, const QString &heading, const QList<KeyLine> &lines) {
        auto *head = new QLabel(heading, content);
        setTextRole(head, TextRole::Strong);
        into->addWidget(head);
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(4);
        grid->setColumnStretch(1, 1);
        int row = 0;
        for (const KeyLine &line : lines) {
            auto *keys = new QHBoxLayout;
            keys->setSpacing(4);
            keys->addStretch();
            for (const QString &key : line.keys)
                keys->addWidget(new KeyHint(key, content));
            grid->addLayout(keys, row, 0);
            grid->addWidget(new QLabel(line.text, content), row, 1);
            ++row;
        }
        into->addLayout(grid);
        into->addSpacing(12);
    };
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    block(left, tr("Everywhere"), window);
    block(right, tr("In tables"), table);
    block(right,
          context->settings()->usesTerminalKeys() ? tr("Terminal keys in tables (on)")
                                                  : tr("Terminal keys in tables (off; see the menu)"),
          terminal);
    left->addStretch();
    right->addStretch();
    across->addLayout(left, 1);
    across->addLayout(right, 1);
    column->addWidget(scroll, 1);

    auto *foot = new QHBoxLayout;
    foot->addStretch();
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    foot->addWidget(close);
    column->addLayout(foot);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    resize(scaledWidth(this, 760), 620);
}

} // namespace easel
