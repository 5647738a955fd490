// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace easel {

// What models of Easel answer beyond Qt's own roles. Models give facts; delegates turn them into colours and
// shapes.
enum ModelRole : int {
    SortRole = Qt::UserRole + 1, // the typed value behind the text: qint64, double or QString
    CellTypeRole,                // int of easel::CellType
    ToneRole,       // int of easel::Tone: of the row in any column, of the cell where it has its own
    ReasonRole,     // QString: why the state is what it is; also the tip of a state cell
    DeletingRole,   // bool: the object is on its way out
    UidRole,        // QString: the store's key; selection goes by it
    ObjectRefRole,  // QVariant of easel::ObjectRef: what opens on Enter
    LinkRole,       // QVariant of easel::ObjectRef: this cell opens another object
    LabelsRole,     // QByteArray, "k=v\n" lines
    ChangedAtRole,  // qint64 ms since the epoch: tinted and faded after a change; 0 = never
    PlaceRole,      // QString: kind and place in a palette row, "Pool in glaciology"
    IconNameRole,   // QString: name in resources/icons
    ShortcutRole,   // QString: key hint of a palette row
    SectionRole,    // QString: heading above a run of rows
    BadgeToneRole,  // int of easel::Tone: worst state below a navigation entry; no value = all is well
    BadgeCountRole, // int: how many objects are in that state
    HeadingRole,    // bool: a navigation or palette heading, not selectable
    StateWordRole,  // QString: word beside a state icon where the display text is a name
    PrefixRole,     // QString: the palette lists this row behind ":", ">" or "@"; empty = always
    BoostRole,      // int: raises a palette row, recent ones more than others
    InkRole,        // int of easel::TextInk; no value = that of text
    FirstFreeRole,  // views and their models may add roles from here on
};

enum class TextInk : int {
    Text,
    Secondary,
    Link, // a click on the cell does what it says
};

} // namespace easel
