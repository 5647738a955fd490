// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/yamlhighlighter.h"

#include "app/look/look.h"

#include <QRegularExpression>

namespace easel {

namespace {

int indentOf(const QString &text)
{
    int indent = 0;
    while (indent < text.size() && text.at(indent) == u' ')
        ++indent;
    return indent;
}

bool isNumberOrWord(QStringView value)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(?:true|false|null|~|[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:"
                       "[eE][-+]?\\d+)?))$"));
    return pattern.match(value.toString()).hasMatch();
}

// A comment begins at "#" after a blank, outside quotes; -1 = none.
int commentStart(const QString &text)
{
    QChar quote;
    for (int i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (!quote.isNull()) {
            if (c == u'\\' && quote == u'"')
                ++i;
            else if (c == quote)
                quote = QChar();
        } else if (c == u'"' || c == u'\'') {
            if (i == 0 || !text.at(i - 1).isLetterOrNumber())
                quote = c;
        } else if (c == u'#' && (i == 0 || text.at(i - 1).isSpace())) {
            return i;
        }
    }
    return -1;
}

} // namespace

YamlHighlighter::YamlHighlighter(QTextDocument *document)
    : QSyntaxHighlighter(document)
{
    renewFormats();
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, [this] {
            renewFormats();
            rehighlight();
        });
}

void YamlHighlighter::renewFormats()
{
    const Theme &theme = Look::theme();
    m_key.setForeground(theme.text);
    m_punctuation.setForeground(theme.text2);
    m_comment.setForeground(theme.text2);
    m_string.setForeground(theme.series[2]); // not the accent: that means actions and links
    m_number.setForeground(theme.series[1]);
    m_special.setForeground(theme.text2);
    m_special.setFontWeight(QFont::Bold);
    if (theme.variant == Theme::Variant::HighContrast) {
        m_string.setForeground(theme.text);
        m_number.setForeground(theme.text);
    }
}

void YamlHighlighter::markValue(const QString &text, int from)
{
    int end = commentStart(text);
    if (end < 0)
        end = static_cast<int>(text.size());
    while (from < end && text.at(from).isSpace())
        ++from;
    while (end > from && text.at(end - 1).isSpace())
        --end;
    if (from >= end)
        return;
    // Anchors, aliases and tags stand before the value.
    while (from < end && (text.at(from) == u'&' || text.at(from) == u'*' || text.at(from) == u'!')) {
        int stop = from;
        while (stop < end && !text.at(stop).isSpace())
            ++stop;
        setFormat(from, stop - from, m_special);
        from = stop;
        while (from < end && text.at(from).isSpace())
            ++from;
    }
    const QStringView value = QStringView(text).mid(from, end - from);
    if (value.isEmpty())
        return;
    if (value.front() == u'|' || value.front() == u'>') {
        setFormat(from, static_cast<int>(value.size()), m_special);
        return;
    }
    if (value.front() == u'{' || value.front() == u'[') {
        for (int i = from; i < end; ++i) {
            const QChar c = text.at(i);
            setFormat(i, 1, QStringView(u"{}[],:").contains(c) ? m_punctuation : m_string);
        }
        return;
    }
    setFormat(from, static_cast<int>(value.size()), isNumberOrWord(value) ? m_number : m_string);
}

void YamlHighlighter::highlightBlock(const QString &text)
{
    // The state of a line: 0 = none, else 1 + column of the key or dash that opened a block scalar.
    const int indent = indentOf(text);
    const int before = previousBlockState();
    if (before > 0) {
        if (text.trimmed().isEmpty() || indent > before - 1) {
            setFormat(0, static_cast<int>(text.size()), m_string);
            setCurrentBlockState(before);
            return;
        }
    }
    setCurrentBlockState(0);
    if (text.startsWith(QStringLiteral("---")) || text.startsWith(QStringLiteral("...")) ||
        text.startsWith(u'%')) {
        setFormat(0, static_cast<int>(text.size()), m_special);
        return;
    }
    int at = indent;
    int lastDash = indent;
    while (at < text.size() && text.at(at) == u'-' && (at + 1 == text.size() || text.at(at + 1) == u' ')) {
        setFormat(at, 1, m_punctuation);
        lastDash = at;
        ++at;
        while (at < text.size() && text.at(at) == u' ')
            ++at;
    }
    const int comment = commentStart(text);
    const int end = comment >= 0 ? comment : static_cast<int>(text.size());
    int colon = -1;
    if (at < end && text.at(at) != u'{' && text.at(at) != u'[') {
        QChar quote;
        for (int i = at; i < end; ++i) {
            const QChar c = text.at(i);
            if (!quote.isNull()) {
                if (c == quote)
                    quote = QChar();
            } else if ((c == u'"' || c == u'\'') && i == at) {
                quote = c;
            } else if (c == u':' && (i + 1 == text.size() || text.at(i + 1).isSpace())) {
                colon = i;
                break;
            }
        }
    }
    if (colon >= 0) {
        setFormat(at, colon - at, m_key);
        setFormat(colon, 1, m_punctuation);
        markValue(text, colon + 1);
    } else {
        markValue(text, at);
    }
    if (comment >= 0)
        setFormat(comment, static_cast<int>(text.size()) - comment, m_comment);
    const QString value =
        text.mid(colon >= 0 ? colon + 1 : at, end - (colon >= 0 ? colon + 1 : at)).trimmed();
    if (value.startsWith(u'|') || value.startsWith(u'>'))
        setCurrentBlockState(1 + (colon >= 0 ? at : lastDash));
}

} // namespace easel
