// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QWidget>

#include <optional>

class QGridLayout;

namespace easel {

// A piece of a value: plain text, a link, a state, or something in the fixed font. Text is never read as
// markup.
struct ValuePart
{
    QString text;
    QString link; // free text handed back by linkActivated(); empty = no link
    std::optional<Tone> tone;
    bool mono = false;
    bool secondary = false;
    bool operator==(const ValuePart &) const = default;

    static ValuePart plain(const QString &text) { return {text, {}, {}, false, false}; }
    static ValuePart linkTo(const QString &text, const QString &target)
    {
        return {text, target, {}, false, false};
    }
    static ValuePart state(Tone tone, const QString &word) { return {word, {}, tone, false, false}; }
    static ValuePart fixed(const QString &text) { return {text, {}, {}, true, false}; }
    static ValuePart aside(const QString &text) { return {text, {}, {}, false, true}; }
};

struct KeyValue
{
    QString key;
    QList<ValuePart> value; // empty = "–"
    QString tip;
    bool operator==(const KeyValue &) const = default;
};

// Keys in text2 at the left (112 wide), values with links and states at the right, rows of 20 and 2 between.
class KeyValueGrid : public QWidget
{
    Q_OBJECT

public:
    explicit KeyValueGrid(QWidget *parent = nullptr);
    void setRows(const QList<KeyValue> &rows); // keeps focus on the same row where it can
    const QList<KeyValue> &rows() const { return m_rows; }
    void setKeyWidth(int designPixels);
    void setStale(bool stale);
    bool isEmpty() const { return m_rows.isEmpty(); }

Q_SIGNALS:
    void linkActivated(const QString &link);

private:
    void rebuild();
    QGridLayout *m_grid;
    QList<KeyValue> m_rows;
    int m_keyWidth = 112;
    bool m_stale = false;
};

} // namespace easel
