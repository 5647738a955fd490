// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace easel {

// One line of YAML text as far as indentation tells: what it holds and where. Works on text that does not
// parse, which is when completion is wanted. Flow collections ({a: b}) are values to it.
struct YamlOutlineLine
{
    JsonPointer
        pointer; // of the innermost key or item that begins on this line; of the one it continues otherwise
    bool begins = false;   // a key or an item begins here
    int indent = 0;        // columns before the first token
    int keyColumn = -1;    // where the innermost key begins; -1 = none
    bool blank = false;    // empty or only a comment
    bool inScalar = false; // inside a block scalar
};

QList<YamlOutlineLine> yamlOutline(const QString &text);

// What could be typed at a place: line and column are 0-based.
struct YamlContext
{
    JsonPointer parent; // the map or list the cursor is in
    QString key;        // in value position: the key before it
    QString typed;      // what stands between the beginning of the word and the cursor
    bool inValue = false;
    bool possible = true; // not in a comment, a block scalar or a flow collection
    QStringList siblings; // keys the map has already
    JsonPointer pointer() const { return inValue ? parent / key : parent; }
};

YamlContext yamlContextAt(const QString &text, int line, int column);

// Last line (0-based) of the block that begins on `line`; `line` itself when there is nothing to fold.
int yamlFoldEnd(const QList<YamlOutlineLine> &outline, int line);

} // namespace easel
