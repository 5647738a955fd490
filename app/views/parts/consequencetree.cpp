// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/consequencetree.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "core/base/text.h"
#include "core/domain/kinds.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStandardItemModel>

#include <functional>

namespace easel {

namespace {

constexpr int mostRows = 10;
constexpr int openAtMost = 40;               // objects; more begin closed
constexpr int blocksRole = Qt::UserRole + 1; // of a note: it says what blocks

// Items keep colours, not roles of the palette: they are given anew with every theme.
void colourNotes(const QStandardItem *above)
{
    for (int row = 0; row < above->rowCount(); ++row) {
        QStandardItem *note = above->child(row, 1);
        note->setForeground(note->data(blocksRole).toBool() ? Look::theme().bad.foreground
                                                            : Look::theme().text2);
        colourNotes(above->child(row, 0));
    }
}

QString nameOf(const ObjectRef &ref)
{
    const KindInfo *info = kindInfo(ref);
    return ConsequenceTree::tr("%1 %2", "kind, name")
        .arg(info ? info->singularTitle : cleanedLine(ref.kind), cleanedLine(ref.name));
}

QString noteOf(const DeletionNode &node)
{
    QStringList parts;
    if (!node.blocks.isEmpty())
        parts << cleanedLine(node.blocks);
    else if (!node.note.isEmpty())
        parts << node.note;
    if (const int count = node.count(); count > 0)
        parts << ConsequenceTree::tr("%n more with it", nullptr, count);
    return parts.join(QStringLiteral(", "));
}

} // namespace

ConsequenceTree::ConsequenceTree(const DeletionNode &root, QWidget *parent)
    : QTreeView(parent)
    , m_root(root)
{
    setObjectName(QStringLiteral("consequenceTree"));
    setAccessibleName(tr("Everything that goes with it"));
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setAllColumnsShowFocus(true);
    setIndentation(18);
    setTabKeyNavigation(false);
    auto *model = new QStandardItemModel(this);
    model->setColumnCount(2);
    const std::function<void(QStandardItem *, const DeletionNode &)> add = [&](QStandardItem *above,
                                                                               const DeletionNode &node) {
        const KindInfo *info = kindInfo(node.ref);
        auto *name = new QStandardItem(nameOf(node.ref));
        auto *note = new QStandardItem(noteOf(node));
        name->setIcon(node.blocks.isEmpty() ? icon(info ? info->icon : QStringLiteral("box"))
                                            : stateIcon(Tone::Bad));
        note->setData(!node.blocks.isEmpty(), blocksRole);
        const QString spoken =
            note->text().isEmpty() ? name->text() : tr("%1: %2").arg(name->text(), note->text());
        name->setData(spoken, Qt::AccessibleTextRole);
        name->setToolTip(plainTip(spoken));
        note->setToolTip(name->toolTip());
        above->appendRow({name, note});
        for (const DeletionNode &child : node.below)
            add(name, child);
    };
    for (const DeletionNode &node : m_root.below)
        add(model->invisibleRootItem(), node);
    colourNotes(model->invisibleRootItem());
    if (Look::instance()) {
        connect(Look::instance(), &Look::themeChanged, this,
                [model] { colourNotes(model->invisibleRootItem()); });
    }
    setModel(model);
    header()->setStretchLastSection(true);
    if (m_root.count() <= openAtMost)
        expandAll();
    resizeColumnToContents(0);
    setColumnWidth(0, std::min(columnWidth(0) + 12, scaledWidth(this, 320)));
    setCurrentIndex(model->index(0, 0));
}

QString ConsequenceTree::asText() const
{
    QStringList lines;
    const std::function<void(const DeletionNode &, int)> add = [&](const DeletionNode &node, int depth) {
        const QString note = noteOf(node);
        lines << QString(depth * 2, u' ') +
                     (note.isEmpty() ? nameOf(node.ref) : tr("%1: %2").arg(nameOf(node.ref), note));
        for (const DeletionNode &child : node.below)
            add(child, depth + 1);
    };
    for (const DeletionNode &node : m_root.below)
        add(node, 0);
    return lines.join(u'\n');
}

QSize ConsequenceTree::sizeHint() const
{
    const int rows = std::clamp(m_root.count(), 2, mostRows);
    return {scaledWidth(this, 480), rows * std::max(22, sizeHintForRow(0)) + 2 * frameWidth() + 2};
}

void ConsequenceTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(asText());
        return;
    }
    QTreeView::keyPressEvent(event);
}

} // namespace easel
