// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamlscalar.h"

#include "core/base/utf8.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <charconv>
#include <cmath>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Yaml)
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool allDigits(QByteArrayView text)
{
    if (text.isEmpty())
        return false;
    return std::all_of(text.begin(), text.end(), isDigit);
}

bool isOneOf(QByteArrayView text, std::initializer_list<const char *> words)
{
    return std::any_of(words.begin(), words.end(),
                       [text](const char *word) { return text == QByteArrayView(word); });
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool isFloat(QByteArrayView text)
{
    qsizetype at = 0;
    const auto digits = [&] {
        const qsizetype from = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at - from;
    };
    if (at < text.size() && (text[at] == '-' || text[at] == '+'))
        ++at;
    const qsizetype whole = digits();
    qsizetype fraction = 0;
    if (at < text.size() && text[at] == '.') {
        ++at;
        fraction = digits();
    }
    if (whole == 0 && fraction == 0)
        return false;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+'))
            ++at;
        if (digits() == 0)
            return false;
    }
    return at == text.size();
}

// The nearest number; Undefined when it is too large for one. What is too small is 0.
QJsonValue floatValue(QByteArrayView text)
{
    if (text.startsWith('+'))
        text = text.sliced(1);
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool tiny = text.contains("e-") || text.contains("E-");
    if (parsed.ec == std::errc::result_out_of_range && !tiny)
        return QJsonValue(QJsonValue::Undefined);
    return QJsonValue(value);
}

QJsonValue integerValue(QByteArrayView digits, int base, bool negative)
{
    quint64 magnitude = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
    constexpr quint64 most = Q_UINT64_C(9223372036854775807);
    if (parsed.ec == std::errc() && magnitude <= most) {
        const auto value = static_cast<qint64>(magnitude);
        return QJsonValue(negative ? -value : value);
    }
    if (base == 10) {
        const QJsonValue wide = floatValue(digits);
        return negative && wide.isDouble() ? QJsonValue(-wide.toDouble()) : wide;
    }
    double wide = 0;
    for (const char c : digits) {
        const int digit = isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
        wide = wide * base + digit;
    }
    if (!std::isfinite(wide))
        return QJsonValue(QJsonValue::Undefined);
    return QJsonValue(negative ? -wide : wide);
}

// Words and number forms that YAML 1.1 knows beyond 1.2.
const QRegularExpression &oldNumbers()
{
    static const QRegularExpression pattern(QStringLiteral(
        "\\A(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*|"
        "[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?|"
        "[-+]?(?:[0-9][0-9_]*)?\\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?:[eE][-+]?[0-9]+)|"
        "[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)|"
        "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \\t].*)?)\\z"));
    return pattern;
}

bool isOldWord(const QString &text)
{
    static const QStringList words{QStringLiteral("y"),    QStringLiteral("n"),     QStringLiteral("yes"),
                                   QStringLiteral("no"),   QStringLiteral("on"),    QStringLiteral("off"),
                                   QStringLiteral("true"), QStringLiteral("false"), QStringLiteral("null"),
                                   QStringLiteral("~"),    QStringLiteral("<<"),    QStringLiteral("=")};
    return words.contains(text, Qt::CaseInsensitive);
}

// Printable by YAML's production [1] and not apt to hide or reorder text on a screen.
bool isShowable(char32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return false;
    switch (c) {
    case 0x2028:
    case 0x2029:
    case 0xfeff:
    case 0xfffe:
    case 0xffff:
    case 0x061c: // bidi controls
    case 0x200e:
    case 0x200f:
        return false;
    default:
        break;
    }
    if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || (c >= 0xd800 && c <= 0xdfff))
        return false;
    return true;
}

bool allShowable(const QString &text, bool newlines, bool tabs)
{
    const auto points = text.toUcs4();
    return std::all_of(points.begin(), points.end(), [&](char32_t c) {
        return isShowable(c) || (newlines && c == U'\n') || (tabs && c == U'\t');
    });
}

} // namespace

QJsonValue plainValue(QByteArrayView text)
{
    if (text.isEmpty() || isOneOf(text, {"~", "null", "Null", "NULL"}))
        return QJsonValue(QJsonValue::Null);
    if (isOneOf(text, {"true", "True", "TRUE"}))
        return QJsonValue(true);
    if (isOneOf(text, {"false", "False", "FALSE"}))
        return QJsonValue(false);
    if (text.startsWith("0x") && text.size() > 2) {
        const QByteArrayView digits = text.sliced(2);
        const bool hex = std::all_of(digits.begin(), digits.end(), [](char c) {
            return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        });
        if (hex)
            return integerValue(digits, 16, false);
    }
    if (text.startsWith("0o") && text.size() > 2) {
        const QByteArrayView digits = text.sliced(2);
        if (std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '7'; }))
            return integerValue(digits, 8, false);
    }
    const bool isSigned = text[0] == '-' || text[0] == '+';
    const QByteArrayView body = isSigned ? text.sliced(1) : text;
    if (allDigits(body))
        return integerValue(body, 10, text[0] == '-');
    if (isFloat(text))
        return floatValue(text);
    if (isOneOf(body, {".inf", ".Inf", ".INF"}) || isOneOf(text, {".nan", ".NaN", ".NAN"}))
        return QJsonValue(QJsonValue::Undefined);
    return QJsonValue(textFromUtf8(text));
}

QString otherReading(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 64)
        return {};
    const QString word = QString::fromUtf8(text);
    static const QStringList yes{QStringLiteral("yes"), QStringLiteral("on"), QStringLiteral("y")};
    static const QStringList no{QStringLiteral("no"), QStringLiteral("off"), QStringLiteral("n")};
    if (yes.contains(word, Qt::CaseInsensitive))
        return Text::tr("true");
    if (no.contains(word, Qt::CaseInsensitive))
        return Text::tr("false");
    const QJsonValue value = plainValue(text);
    if (value.isDouble()) {
        const QByteArrayView body = text[0] == '-' || text[0] == '+' ? text.sliced(1) : text;
        if (body.size() > 1 && body[0] == '0' && allDigits(body))
            return Text::tr("an octal number");
        return {};
    }
    if (value.isString() && oldNumbers().match(word).hasMatch()) {
        if (word.contains(u'-') && word.size() >= 8 && word.at(4) == u'-')
            return Text::tr("a date");
        return Text::tr("a number");
    }
    return {};
}

bool isPlainSafe(const QString &text, bool flow)
{
    if (text.isEmpty() || text.front().isSpace() || text.back().isSpace())
        return false;
    if (!allShowable(text, false, false))
        return false;
    static const QString indicators = QStringLiteral(",[]{}#&*!|>'\"%@`");
    const QChar first = text.front();
    if (indicators.contains(first))
        return false;
    if (first == u'-' || first == u'?' || first == u':') {
        if (text.size() == 1 || text.at(1).isSpace() || first != u'-')
            return false;
        if (flow && QStringLiteral(",[]{}").contains(text.at(1)))
            return false;
    }
    if (text.startsWith(u"---") || text.startsWith(u"..."))
        return false;
    if (text.endsWith(u':') || text.contains(u": ") || text.contains(u" #"))
        return false;
    for (const QChar c : text) {
        if (c.isSpace() && c != u' ')
            return false; // no-break spaces and the like are shown as escapes
        // '?' and ':' are legal inside flow scalars, but yaml-cpp 0.7 ends the scalar there.
        if (flow && QStringLiteral(",[]{}?:").contains(c))
            return false;
    }
    if (isOldWord(text) || (text.size() <= 400 && oldNumbers().match(text).hasMatch()))
        return false;
    const QByteArray bytes = text.toUtf8();
    return plainValue(bytes).isString();
}

QByteArray doubleQuoted(const QString &text)
{
    QByteArray out = "\"";
    const auto points = text.toUcs4();
    for (const char32_t c : points) {
        switch (c) {
        case U'"':
            out += "\\\"";
            break;
        case U'\\':
            out += "\\\\";
            break;
        case U'\n':
            out += "\\n";
            break;
        case U'\t':
            out += "\\t";
            break;
        case U'\r':
            out += "\\r";
            break;
        case U'\b':
            out += "\\b";
            break;
        case U'\f':
            out += "\\f";
            break;
        default:
            // \u escapes only: they mean the same in JSON. Beyond them nothing of plane 1 needs escaping.
            if (isShowable(c))
                out += QString::fromUcs4(&c, 1).toUtf8();
            else
                out += "\\u" + QByteArray::number(static_cast<uint>(c), 16).rightJustified(4, '0');
        }
    }
    return out + '"';
}

std::optional<QByteArray> singleQuoted(const QString &text)
{
    if (!allShowable(text, false, false))
        return std::nullopt;
    QString body = text;
    body.replace(u'\'', QStringLiteral("''"));
    return '\'' + body.toUtf8() + '\'';
}

bool isLiteralSafe(const QString &text)
{
    if (!text.contains(u'\n') || !allShowable(text, true, true))
        return false;
    const QStringList lines = text.split(u'\n');
    if (lines.first().isEmpty())
        return false;
    for (const QString &line : lines) {
        // A line of blanks only would look empty and is trimmed by editors.
        if (!line.isEmpty() && (line.trimmed().isEmpty() || line.back() == u' ' || line.back() == u'\t'))
            return false;
    }
    return !lines.first().startsWith(u' ') && !lines.first().startsWith(u'\t');
}

QByteArray literalBlock(const QString &text, int indent, const QByteArray &lineEnd)
{
    QStringList lines = text.split(u'\n');
    QByteArray out = "|";
    if (!lines.last().isEmpty()) {
        out += '-';
    } else {
        lines.removeLast();
        if (lines.last().isEmpty())
            out += '+';
    }
    const QByteArray margin(indent, ' ');
    for (const QString &line : std::as_const(lines)) {
        out += lineEnd;
        if (!line.isEmpty())
            out += margin + line.toUtf8();
    }
    return out;
}

QByteArray scalarText(const QJsonValue &value, bool flow)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? "true" : "false";
    case QJsonValue::Double: {
        const qint64 whole = value.toInteger(1);
        if (whole == value.toInteger(2))
            return QByteArray::number(whole);
        QByteArray text = QByteArray::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
        // "1e+22" is a string to YAML 1.1; with a point it is a number to everyone.
        if (const qsizetype e = text.indexOf('e'); e > 0 && !text.contains('.'))
            text.insert(e, ".0");
        return text;
    }
    case QJsonValue::String: {
        const QString text = value.toString();
        if (isPlainSafe(text, flow))
            return text.toUtf8();
        if (!flow && (text.contains(u'"') || text.contains(u'\\'))) {
            if (const auto quoted = singleQuoted(text))
                return *quoted;
        }
        return doubleQuoted(text);
    }
    case QJsonValue::Array:
    case QJsonValue::Object:
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return "null";
}

} // namespace easel
