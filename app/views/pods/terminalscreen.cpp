// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/terminalscreen.h"

#include "core/base/text.h"

#include <QHash>

#include <vterm.h>

namespace easel {

namespace {

constexpr int smallest = 2;
constexpr int largest = 1000;
constexpr int mouseButtons = 5;
constexpr qsizetype longestTitle = 200;

TerminalColor colorOf(const VTermColor &color)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color))
        return {};
    if (VTERM_COLOR_IS_INDEXED(&color))
        return {TerminalColor::Kind::Index, color.indexed.idx, 0, 0};
    return {TerminalColor::Kind::Rgb, color.rgb.red, color.rgb.green, color.rgb.blue};
}

TerminalCell cellOf(const VTermScreenCell &from)
{
    TerminalCell cell;
    // libvterm marks the second half of a wide character so.
    cell.character = from.chars[0] == quint32(-1) ? 0 : from.chars[0];
    cell.combining = cell.character ? from.chars[1] : 0;
    cell.width = quint8(std::max<int>(1, from.width));
    if (from.attrs.bold)
        cell.attributes |= TerminalCell::Bold;
    if (from.attrs.italic)
        cell.attributes |= TerminalCell::Italic;
    if (from.attrs.underline)
        cell.attributes |= TerminalCell::Underline;
    if (from.attrs.strike)
        cell.attributes |= TerminalCell::Strike;
    if (from.attrs.reverse)
        cell.attributes |= TerminalCell::Reverse;
    cell.foreground = colorOf(from.fg);
    cell.background = colorOf(from.bg);
    return cell;
}

bool isBlank(const TerminalCell &cell)
{
    return cell.character == 0 && cell.looksLike(TerminalCell());
}

void trim(TerminalLine &line)
{
    while (!line.empty() && isBlank(line.back()))
        line.pop_back();
    line.shrink_to_fit();
}

VTermModifier modifiersOf(Qt::KeyboardModifiers modifiers)
{
    int result = VTERM_MOD_NONE;
    if (modifiers & Qt::ShiftModifier)
        result |= VTERM_MOD_SHIFT;
    if (modifiers & Qt::AltModifier)
        result |= VTERM_MOD_ALT;
    if (modifiers & Qt::ControlModifier)
        result |= VTERM_MOD_CTRL;
    return VTermModifier(result);
}

VTermKey keyOf(int qtKey)
{
    static const QHash<int, VTermKey> keys{{Qt::Key_Return, VTERM_KEY_ENTER},
                                           {Qt::Key_Enter, VTERM_KEY_ENTER},
                                           {Qt::Key_Tab, VTERM_KEY_TAB},
                                           {Qt::Key_Backtab, VTERM_KEY_TAB},
                                           {Qt::Key_Backspace, VTERM_KEY_BACKSPACE},
                                           {Qt::Key_Escape, VTERM_KEY_ESCAPE},
                                           {Qt::Key_Up, VTERM_KEY_UP},
                                           {Qt::Key_Down, VTERM_KEY_DOWN},
                                           {Qt::Key_Left, VTERM_KEY_LEFT},
                                           {Qt::Key_Right, VTERM_KEY_RIGHT},
                                           {Qt::Key_Insert, VTERM_KEY_INS},
                                           {Qt::Key_Delete, VTERM_KEY_DEL},
                                           {Qt::Key_Home, VTERM_KEY_HOME},
                                           {Qt::Key_End, VTERM_KEY_END},
                                           {Qt::Key_PageUp, VTERM_KEY_PAGEUP},
                                           {Qt::Key_PageDown, VTERM_KEY_PAGEDOWN}};
    if (qtKey >= Qt::Key_F1 && qtKey <= Qt::Key_F12)
        return VTermKey(VTERM_KEY_FUNCTION(qtKey - Qt::Key_F1 + 1));
    return keys.value(qtKey, VTERM_KEY_NONE);
}

} // namespace

class TerminalScreen::Private
{
public:
    explicit Private(TerminalScreen *owner)
        : q(owner)
    {}

    static int damage(VTermRect, void *user)
    {
        static_cast<Private *>(user)->dirty = true;
        return 1;
    }
    static int moveCursor(VTermPos to, VTermPos, int visible, void *user)
    {
        auto *self = static_cast<Private *>(user);
        self->cursor = to;
        self->cursorVisible = visible;
        self->dirty = true;
        return 1;
    }
    static int setProperty(VTermProp property, VTermValue *value, void *user)
    {
        auto *self = static_cast<Private *>(user);
        self->dirty = true;
        switch (property) {
        case VTERM_PROP_CURSORVISIBLE:
            self->cursorVisible = value->boolean;
            break;
        case VTERM_PROP_ALTSCREEN:
            self->alternate = value->boolean;
            break;
        case VTERM_PROP_MOUSE:
            self->wantsMouse = value->number != VTERM_PROP_MOUSE_NONE;
            break;
        case VTERM_PROP_TITLE:
            self->takeTitle(*value);
            break;
        default:
            break;
        }
        return 1;
    }
    void takeTitle(const VTermValue &value)
    {
#if VTERM_VERSION_MAJOR == 0 && VTERM_VERSION_MINOR < 2
        titleBytes = value.string;
        const bool isWhole = true;
#else // it comes in pieces
        if (value.string.initial)
            titleBytes.clear();
        titleBytes.append(value.string.str, qsizetype(value.string.len));
        const bool isWhole = value.string.final;
#endif
        if (!isWhole)
            return;
        title = cleanedLine(QString::fromUtf8(titleBytes)).left(longestTitle);
        titleIsNew = true;
    }
    static int bell(void *user)
    {
        static_cast<Private *>(user)->rang = true;
        return 1;
    }
    static int pushLine(int columns, const VTermScreenCell *cells, void *user)
    {
        auto *self = static_cast<Private *>(user);
        TerminalLine line;
        line.reserve(std::size_t(columns));
        for (int i = 0; i < columns; ++i)
            line.push_back(cellOf(cells[i]));
        trim(line);
        self->history.push_back(std::move(line));
        if (self->history.size() > mostKept)
            self->history.pop_front();
        return 1;
    }
    static int popLine(int columns, VTermScreenCell *cells, void *user)
    {
        auto *self = static_cast<Private *>(user);
        if (self->history.empty())
            return 0;
        const TerminalLine line = std::move(self->history.back());
        self->history.pop_back();
        for (int i = 0; i < columns; ++i) {
            VTermScreenCell &to = cells[i];
            to = {};
            to.width = 1;
            to.fg.type = VTERM_COLOR_DEFAULT_FG;
            to.bg.type = VTERM_COLOR_DEFAULT_BG;
            if (i >= int(line.size()))
                continue;
            const TerminalCell &from = line[std::size_t(i)];
            to.chars[0] = from.character;
            to.chars[1] = from.combining;
            to.width = char(from.width);
            to.attrs.bold = (from.attributes & TerminalCell::Bold) != 0;
            to.attrs.italic = (from.attributes & TerminalCell::Italic) != 0;
            to.attrs.underline = (from.attributes & TerminalCell::Underline) != 0;
            to.attrs.strike = (from.attributes & TerminalCell::Strike) != 0;
            to.attrs.reverse = (from.attributes & TerminalCell::Reverse) != 0;
            restore(to.fg, from.foreground);
            restore(to.bg, from.background);
        }
        return 1;
    }
    static void restore(VTermColor &to, const TerminalColor &from)
    {
        if (from.kind == TerminalColor::Kind::Index)
            vterm_color_indexed(&to, from.red);
        else if (from.kind == TerminalColor::Kind::Rgb)
            vterm_color_rgb(&to, from.red, from.green, from.blue);
    }
    static void write(const char *bytes, size_t length, void *user)
    {
        static_cast<Private *>(user)->answer.append(bytes, qsizetype(length));
    }

    // Signals are said when libvterm has come back: who hears them may ask it again.
    void tell()
    {
        if (!answer.isEmpty())
            Q_EMIT q->output(std::exchange(answer, {}));
        if (std::exchange(dirty, false))
            Q_EMIT q->changed();
        if (std::exchange(titleIsNew, false))
            Q_EMIT q->titleChanged();
        if (std::exchange(rang, false))
            Q_EMIT q->rang();
    }

    TerminalScreen *q;
    VTerm *term = nullptr;
    VTermScreen *screen = nullptr;
    VTermScreenCallbacks callbacks{};
    std::deque<TerminalLine> history;
    VTermPos cursor{0, 0};
    QByteArray answer;
    QByteArray titleBytes;
    QString title;
    bool titleIsNew = false;
    bool cursorVisible = true;
    bool alternate = false;
    bool wantsMouse = false;
    bool dirty = false;
    bool rang = false;
};

TerminalScreen::TerminalScreen(int rows, int columns, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->term = vterm_new(std::clamp(rows, smallest, largest), std::clamp(columns, smallest, largest));
    vterm_set_utf8(d->term, 1);
    vterm_output_set_callback(d->term, &Private::write, d.get());
    d->screen = vterm_obtain_screen(d->term);
    d->callbacks.damage = &Private::damage;
    d->callbacks.movecursor = &Private::moveCursor;
    d->callbacks.settermprop = &Private::setProperty;
    d->callbacks.bell = &Private::bell;
    d->callbacks.sb_pushline = &Private::pushLine;
    d->callbacks.sb_popline = &Private::popLine;
    vterm_screen_set_callbacks(d->screen, &d->callbacks, d.get());
    vterm_screen_enable_altscreen(d->screen, 1);
    vterm_screen_set_damage_merge(d->screen, VTERM_DAMAGE_SCREEN);
    vterm_screen_reset(d->screen, 1);
    d->answer.clear();
}

TerminalScreen::~TerminalScreen()
{
    vterm_free(d->term);
}

void TerminalScreen::feed(const QByteArray &bytes)
{
    vterm_input_write(d->term, bytes.constData(), size_t(bytes.size()));
    vterm_screen_flush_damage(d->screen);
    d->tell();
}

void TerminalScreen::resize(int rowCount, int columnCount)
{
    const int newRows = std::clamp(rowCount, smallest, largest);
    const int newColumns = std::clamp(columnCount, smallest, largest);
    if (newRows == rows() && newColumns == columns())
        return;
    vterm_set_size(d->term, newRows, newColumns);
    vterm_screen_flush_damage(d->screen);
    d->dirty = true;
    d->tell();
}

int TerminalScreen::rows() const
{
    int rowCount = 0;
    int columnCount = 0;
    vterm_get_size(d->term, &rowCount, &columnCount);
    return rowCount;
}

int TerminalScreen::columns() const
{
    int rowCount = 0;
    int columnCount = 0;
    vterm_get_size(d->term, &rowCount, &columnCount);
    return columnCount;
}

int TerminalScreen::kept() const
{
    return d->alternate ? 0 : int(d->history.size());
}

TerminalLine TerminalScreen::line(int number) const
{
    if (number < 0) {
        const int index = int(d->history.size()) + number;
        return index >= 0 ? d->history[std::size_t(index)] : TerminalLine();
    }
    TerminalLine result;
    const int count = columns();
    if (number >= rows())
        return result;
    result.reserve(std::size_t(count));
    for (int column = 0; column < count; ++column) {
        VTermScreenCell cell{};
        if (!vterm_screen_get_cell(d->screen, {number, column}, &cell))
            break;
        result.push_back(cellOf(cell));
    }
    trim(result);
    return result;
}

QString TerminalScreen::text(int number) const
{
    QString result;
    const TerminalLine cells = line(number);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const TerminalCell &cell = cells[i];
        if (cell.character == 0) {
            const bool isSecondHalf = i > 0 && cells[i - 1].width > 1;
            if (!isSecondHalf)
                result += u' ';
            continue;
        }
        result += QString::fromUcs4(&cell.character, 1);
        if (cell.combining)
            result += QString::fromUcs4(&cell.combining, 1);
    }
    return cleaned(result);
}

int TerminalScreen::cursorRow() const
{
    return d->cursor.row;
}

int TerminalScreen::cursorColumn() const
{
    return d->cursor.col;
}

bool TerminalScreen::isCursorVisible() const
{
    return d->cursorVisible;
}

bool TerminalScreen::isAlternate() const
{
    return d->alternate;
}

bool TerminalScreen::wantsMouse() const
{
    return d->wantsMouse;
}

QString TerminalScreen::title() const
{
    return d->title;
}

bool TerminalScreen::knowsKey(int qtKey) const
{
    return keyOf(qtKey) != VTERM_KEY_NONE;
}

void TerminalScreen::key(int qtKey, Qt::KeyboardModifiers modifiers)
{
    const VTermKey known = keyOf(qtKey);
    if (known == VTERM_KEY_NONE)
        return;
    Qt::KeyboardModifiers held = modifiers;
    if (qtKey == Qt::Key_Backtab)
        held |= Qt::ShiftModifier;
    vterm_keyboard_key(d->term, known, modifiersOf(held));
    d->tell();
}

void TerminalScreen::type(const QString &text, Qt::KeyboardModifiers modifiers)
{
    // Shift is in the character already.
    const VTermModifier held = modifiersOf(modifiers & ~Qt::ShiftModifier);
    const QList<uint> characters = text.toUcs4();
    for (const uint character : characters)
        vterm_keyboard_unichar(d->term, character, held);
    d->tell();
}

void TerminalScreen::paste(const QString &text)
{
    vterm_keyboard_start_paste(d->term);
    QString lines = text;
    lines.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    // Control characters of a clipboard could end the brackets of the paste and act as keys.
    for (QChar &c : lines) {
        if (c == u'\n')
            c = u'\r';
        else if (c != u'\t' && c.category() == QChar::Other_Control)
            c = u' ';
    }
    d->answer += lines.toUtf8();
    vterm_keyboard_end_paste(d->term);
    d->tell();
}

void TerminalScreen::mouse(int row, int column, int button, bool pressed, Qt::KeyboardModifiers modifiers)
{
    if (button < 1 || button > mouseButtons)
        return;
    const VTermModifier held = modifiersOf(modifiers);
    vterm_mouse_move(d->term, std::clamp(row, 0, rows() - 1), std::clamp(column, 0, columns() - 1), held);
    vterm_mouse_button(d->term, button, pressed, held);
    d->tell();
}

void TerminalScreen::clear()
{
    d->history.clear();
    vterm_screen_reset(d->screen, 1);
    d->answer.clear();
    d->dirty = true;
    d->tell();
}

} // namespace easel
