// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

#include <deque>
#include <memory>
#include <vector>

namespace easel {

struct TerminalColor
{
    enum class Kind : quint8 { Default, Index, Rgb };
    Kind kind = Kind::Default;
    quint8 red = 0; // or the index of 256
    quint8 green = 0;
    quint8 blue = 0;
    bool operator==(const TerminalColor &) const = default;
};

struct TerminalCell
{
    enum Attribute : quint8 { Bold = 1, Italic = 2, Underline = 4, Strike = 8, Reverse = 16 };
    char32_t character = 0; // 0: blank, or the second half of a wide one
    char32_t combining = 0;
    quint8 width = 1;
    quint8 attributes = 0;
    TerminalColor foreground;
    TerminalColor background;
    bool looksLike(const TerminalCell &other) const
    {
        return attributes == other.attributes && foreground == other.foreground &&
               background == other.background;
    }
};
using TerminalLine = std::vector<TerminalCell>;

// The emulation of a terminal (libvterm's), with the lines that went out at the top. Lines are counted from
// the top of the screen; those that went have negative numbers.
class TerminalScreen : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostKept = 10'000;

    TerminalScreen(int rows, int columns, QObject *parent = nullptr);
    ~TerminalScreen() override;

    void feed(const QByteArray &bytes); // what the program wrote
    void resize(int rows, int columns);
    int rows() const;
    int columns() const;
    int kept() const; // lines that went out at the top
    // Shorter than columns() where the rest is blank.
    TerminalLine line(int number) const;
    QString text(int number) const;

    int cursorRow() const;
    int cursorColumn() const;
    bool isCursorVisible() const;
    bool isAlternate() const; // an editor or a pager has the whole screen
    bool wantsMouse() const;
    QString title() const; // as the program wishes, cleaned

    // What a person does; the bytes for the program come with output().
    void key(int qtKey, Qt::KeyboardModifiers modifiers);
    bool knowsKey(int qtKey) const;
    void type(const QString &text, Qt::KeyboardModifiers modifiers);
    void paste(const QString &text);
    void mouse(int row, int column, int button, bool pressed, Qt::KeyboardModifiers modifiers);
    void clear();

Q_SIGNALS:
    void output(const QByteArray &bytes);
    void changed();
    void titleChanged();
    void rang();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace easel
