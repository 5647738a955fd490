// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/yamlcontext.h"

#include <QStringView>

namespace easel {

namespace {

struct Level
{
    int column = 0;
    bool item = false;
    QString name;  // key, or the item's index
    int items = 0; // list items seen below this key
};

struct Token
{
    int column = 0;
    bool item = false;
    QString key;
};

struct ParsedLine
{
    QList<Token> tokens;
    int indent = 0;
    bool blank = false;
    bool documentStart = false;
    int valueColumn = -1; // after "key:", -1 = no key
    bool opensScalar = false;
};

// Where a key ends: the place of ": " or of ":" at the end; quotes are respected. -1 = no key.
qsizetype colonOf(QStringView text)
{
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            continue;
        }
        if ((c == u'"' || c == u'\'') && i == 0)
            quote = c;
        else if (c == u'#' && i > 0 && text.at(i - 1).isSpace())
            return -1;
        else if (c == u':' && (i + 1 == text.size() || text.at(i + 1).isSpace()))
            return i;
    }
    return -1;
}

QString unquoted(QStringView key)
{
    QStringView name = key.trimmed();
    if (name.size() >= 2 && (name.front() == u'"' || name.front() == u'\'') && name.back() == name.front())
        name = name.mid(1, name.size() - 2);
    return name.toString();
}

ParsedLine parseLine(QStringView line)
{
    ParsedLine parsed;
    qsizetype at = 0;
    while (at < line.size() && line.at(at) == u' ')
        ++at;
    parsed.indent = static_cast<int>(at);
    if (at == line.size() || line.at(at) == u'#') {
        parsed.blank = true;
        return parsed;
    }
    if (line.startsWith(u"---") || line.startsWith(u"...")) {
        parsed.documentStart = true;
        return parsed;
    }
    while (at < line.size() && line.at(at) == u'-' && (at + 1 == line.size() || line.at(at + 1) == u' ')) {
        parsed.tokens.append({static_cast<int>(at), true, {}});
        ++at;
        while (at < line.size() && line.at(at) == u' ')
            ++at;
    }
    const QStringView rest = line.mid(at);
    if (rest.startsWith(u'{') || rest.startsWith(u'['))
        return parsed;
    const qsizetype colon = colonOf(rest);
    if (colon > 0) {
        parsed.tokens.append({static_cast<int>(at), false, unquoted(rest.left(colon))});
        parsed.valueColumn = static_cast<int>(at + colon + 1);
        const QStringView value = rest.mid(colon + 1).trimmed();
        parsed.opensScalar = value.startsWith(u'|') || value.startsWith(u'>');
    } else if (!parsed.tokens.isEmpty()) {
        const QStringView value = rest.trimmed();
        parsed.opensScalar = value.startsWith(u'|') || value.startsWith(u'>');
    }
    return parsed;
}

class Walker
{
public:
    // Levels that a token at this column closes are gone afterwards.
    void closeFor(const Token &token)
    {
        while (!m_levels.isEmpty()) {
            const Level &top = m_levels.last();
            // "key:" and its "- item" may stand in the same column.
            const bool closes = token.item
                                    ? top.column > token.column || (top.column == token.column && top.item)
                                    : top.column >= token.column;
            if (!closes)
                break;
            m_levels.removeLast();
        }
    }
    void open(const Token &token)
    {
        closeFor(token);
        if (token.item) {
            int &items = m_levels.isEmpty() ? m_rootItems : m_levels.last().items;
            m_levels.append({token.column, true, QString::number(items++), 0});
        } else {
            m_levels.append({token.column, false, token.key, 0});
        }
    }
    void reset()
    {
        m_levels.clear();
        m_rootItems = 0;
    }
    JsonPointer pointer() const
    {
        QStringList tokens;
        for (const Level &level : m_levels)
            tokens << level.name;
        return JsonPointer(tokens);
    }

private:
    QList<Level> m_levels;
    int m_rootItems = 0;
};

} // namespace

QList<YamlOutlineLine> yamlOutline(const QString &text)
{
    QList<YamlOutlineLine> outline;
    Walker walker;
    int scalarIndent = -1; // indentation of the line that opened a block scalar
    const auto lines = QStringView(text).split(u'\n');
    outline.reserve(lines.size());
    for (const QStringView raw : lines) {
        const QStringView line = raw.endsWith(u'\r') ? raw.chopped(1) : raw;
        YamlOutlineLine entry;
        const ParsedLine parsed = parseLine(line);
        entry.indent = parsed.indent;
        if (scalarIndent >= 0) {
            if (line.trimmed().isEmpty() || parsed.indent > scalarIndent) {
                entry.inScalar = true;
                entry.pointer = walker.pointer();
                outline.append(entry);
                continue;
            }
            scalarIndent = -1;
        }
        entry.blank = parsed.blank;
        if (parsed.documentStart)
            walker.reset();
        for (const Token &token : parsed.tokens) {
            walker.open(token);
            entry.begins = true;
            if (!token.item)
                entry.keyColumn = token.column;
        }
        entry.pointer = walker.pointer();
        if (parsed.opensScalar && !parsed.tokens.isEmpty())
            scalarIndent = parsed.tokens.last().column;
        outline.append(entry);
    }
    return outline;
}

YamlContext yamlContextAt(const QString &text, int line, int column)
{
    YamlContext context;
    Walker walker;
    int scalarIndent = -1;
    const auto lines = QStringView(text).split(u'\n');
    if (line < 0 || line >= lines.size()) {
        context.possible = false;
        return context;
    }
    int documentFirst = 0;
    for (int i = 0; i < line; ++i) {
        const QStringView current = lines.at(i);
        const ParsedLine parsed = parseLine(current);
        if (scalarIndent >= 0) {
            if (current.trimmed().isEmpty() || parsed.indent > scalarIndent)
                continue;
            scalarIndent = -1;
        }
        if (parsed.documentStart) {
            walker.reset();
            documentFirst = i + 1;
        }
        for (const Token &token : parsed.tokens)
            walker.open(token);
        if (parsed.opensScalar && !parsed.tokens.isEmpty())
            scalarIndent = parsed.tokens.last().column;
    }
    const QStringView whole = lines.at(line);
    const QStringView before = whole.left(column);
    const ParsedLine parsed = parseLine(before);
    if (scalarIndent >= 0 && (before.trimmed().isEmpty() || parsed.indent > scalarIndent)) {
        context.possible = false;
        return context;
    }
    for (qsizetype i = 0; i < before.size(); ++i) {
        if (before.at(i) == u'#' && (i == 0 || before.at(i - 1).isSpace())) {
            context.possible = false;
            return context;
        }
    }
    int wordColumn = parsed.indent;
    for (const Token &token : parsed.tokens) {
        if (token.item) {
            walker.open(token);
            wordColumn = token.column + 1;
            while (wordColumn < before.size() && before.at(wordColumn) == u' ')
                ++wordColumn;
        }
    }
    if (parsed.valueColumn >= 0) {
        const Token &key = parsed.tokens.last();
        walker.closeFor(key);
        context.parent = walker.pointer();
        context.key = key.key;
        context.inValue = true;
        context.typed = before.mid(parsed.valueColumn).trimmed().toString();
        if (context.typed.startsWith(u'{') || context.typed.startsWith(u'['))
            context.possible = false;
        return context;
    }
    const QStringView word = before.mid(wordColumn);
    if (word.startsWith(u'{') || word.startsWith(u'[') || word.contains(u' ')) {
        context.possible = false;
        return context;
    }
    context.typed = word.toString();
    // A key typed here closes everything at its column or deeper; directly after "- " the item stays open.
    walker.closeFor({wordColumn, false, {}});
    context.parent = walker.pointer();
    // Keys that stand in the same map anywhere in this document.
    const QList<YamlOutlineLine> outline = yamlOutline(text);
    for (int i = documentFirst; i < outline.size(); ++i) {
        if (i > line && (lines.at(i).startsWith(u"---")))
            break;
        const YamlOutlineLine &other = outline.at(i);
        if (i != line && other.begins && other.keyColumn >= 0 && other.pointer.parent() == context.parent)
            context.siblings << other.pointer.last();
    }
    return context;
}

int yamlFoldEnd(const QList<YamlOutlineLine> &outline, int line)
{
    if (line < 0 || line >= outline.size() || !outline.at(line).begins || outline.at(line).inScalar)
        return line;
    const JsonPointer &head = outline.at(line).pointer;
    int end = line;
    for (int i = line + 1; i < outline.size(); ++i) {
        const YamlOutlineLine &entry = outline.at(i);
        if (entry.blank)
            continue;
        if (!entry.pointer.startsWith(head) || (entry.begins && entry.pointer == head))
            break;
        end = i;
    }
    return end;
}

} // namespace easel
