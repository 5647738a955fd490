// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/schemaformats.h"

#include <QDate>
#include <QHash>
#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Check = bool (*)(const QString &text);

// Kubernetes reads leading zeros in addresses as decimal ("010.0.0.1"), Qt as octal: hence by hand.
bool isDottedIpv4(QStringView text)
{
    const auto parts = text.split(u'.');
    if (parts.size() != 4)
        return false;
    for (const QStringView part : parts) {
        if (part.isEmpty() || part.size() > 16)
            return false;
        int value = 0;
        for (const QChar c : part) {
            if (c < u'0' || c > u'9')
                return false;
            value = value * 10 + (c.unicode() - u'0');
            if (value > 255)
                return false;
        }
    }
    return true;
}

bool isIpv6(const QString &text)
{
    if (!text.contains(u':') || text.contains(u'%'))
        return false;
    return QHostAddress(text).protocol() == QAbstractSocket::IPv6Protocol;
}

bool isIpv4(const QString &text)
{
    return isDottedIpv4(text) || (text.contains(u'.') && isIpv6(text));
}

bool isCidr(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    if (slash < 0)
        return false;
    const QString address = text.left(slash);
    const QString length = text.mid(slash + 1);
    static const QRegularExpression digits(u"^[0-9]{1,9}\\z"_s);
    if (!digits.match(length).hasMatch())
        return false;
    if (isDottedIpv4(address))
        return length.toInt() <= 32;
    return isIpv6(address) && length.toInt() <= 128;
}

bool isMac(const QString &text)
{
    static const QRegularExpression pairs(
        u"^[0-9A-Fa-f]{2}(([:-])[0-9A-Fa-f]{2})(\\2[0-9A-Fa-f]{2}){4}((\\2[0-9A-Fa-f]{2}){2}((\\2[0-9A-F"
        u"a-f]{2}){12})?)?\\z"_s);
    static const QRegularExpression dotted(
        u"^[0-9A-Fa-f]{4}(\\.[0-9A-Fa-f]{4}){2}(\\.[0-9A-Fa-f]{4}((\\.[0-9A-Fa-f]{4}){6})?)?\\z"_s);
    return pairs.match(text).hasMatch() || dotted.match(text).hasMatch();
}

// net/url.ParseRequestURI: an absolute URI, an absolute path, or "*".
bool isUri(const QString &text)
{
    if (text == "*"_L1)
        return true;
    for (const QChar c : text) {
        if (c < u' ' || c == QChar(0x7f))
            return false;
    }
    static const QRegularExpression badEscape(u"%(?![0-9A-Fa-f]{2})"_s);
    if (badEscape.match(text.section(u'?', 0, 0)).hasMatch())
        return false;
    if (text.startsWith(u'/'))
        return true;
    static const QRegularExpression absolute(u"^[A-Za-z][A-Za-z0-9+.-]*:(.*)\\z"_s);
    const auto match = absolute.match(text);
    if (!match.hasMatch())
        return false;
    const QString rest = match.captured(1);
    if (!rest.startsWith("//"_L1))
        return true;
    static const QRegularExpression authority(
        u"^//([^/?#]*@)?([^/?# :@<>\"]*|\\[[0-9A-Fa-f:.%]+\\])(:[0-9]*)?([/?#].*)?\\z"_s);
    return authority.match(rest).hasMatch();
}

bool isEmail(const QString &text)
{
    static const QRegularExpression plain(u"^[^\\s@<>,;:\"()\\[\\]\\\\]+@[^\\s@<>,;:\"()\\\\]+\\z"_s);
    static const QRegularExpression named(u"^[^<>@]*<([^<>]+)>\\s*\\z"_s);
    if (const auto match = named.match(text); match.hasMatch())
        return plain.match(match.captured(1)).hasMatch();
    return plain.match(text.trimmed()).hasMatch();
}

bool isHostname(const QString &text)
{
    static const QRegularExpression expression(
        u"^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-"
        u"Z0-9\\-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})\\z"_s);
    if (text.toUtf8().size() > 255 || !expression.match(text).hasMatch())
        return false;
    const QStringList parts = text.split(u'.');
    for (const QString &part : parts) {
        if (part.toUtf8().size() > 63)
            return false;
    }
    return true;
}

bool isDate(const QString &text)
{
    static const QRegularExpression expression(u"^[0-9]{4}-[0-9]{2}-[0-9]{2}\\z"_s);
    if (!expression.match(text).hasMatch())
        return false;
    // Go knows a year 0, QDate does not.
    const int year = text.left(4).toInt();
    return QDate::isValid(year == 0 ? 4 : year, text.mid(5, 2).toInt(), text.mid(8, 2).toInt());
}

bool isDateTime(const QString &text)
{
    const QStringList parts = text.toLower().split(u't');
    if (parts.size() < 2 || !isDate(parts.at(0)))
        return false;
    static const QRegularExpression expression(
        u"^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))\\z"_s);
    const auto match = expression.match(parts.at(1));
    return match.hasMatch() && match.captured(1).toInt() <= 23 && match.captured(2).toInt() <= 59 &&
           match.captured(3).toInt() <= 59;
}

// Go's durations, and looser texts such as "3 days" that strfmt takes as well.
bool isDuration(const QString &text)
{
    static const QRegularExpression go(
        u"^[+-]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)\\z"_s);
    if (go.match(text).hasMatch())
        return true;
    static const QRegularExpression part(u"[0-9]+\\s*([A-Za-zµ]+)"_s);
    static const QRegularExpression unit(
        u"^(ns|us|µs|ms|s|m|h|hr|d|w|wk|(nano|micro|milli|sec|min|hour|day|week).*)\\z"_s,
        QRegularExpression::CaseInsensitiveOption);
    auto matches = part.globalMatch(text);
    while (matches.hasNext()) {
        if (unit.match(matches.next().captured(1)).hasMatch())
            return true;
    }
    return false;
}

template <int length>
bool isKubernetesName(const QString &text)
{
    static const QRegularExpression label(u"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z"_s);
    static const QRegularExpression subdomain(
        u"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z"_s);
    return text.size() <= length && (length == 63 ? label : subdomain).match(text).hasMatch();
}

bool isUuidOf(const QString &text, const QString &third, const QString &fourth)
{
    const QRegularExpression expression(
        u"^[0-9a-f]{8}-?[0-9a-f]{4}-?%1-?%2-?[0-9a-f]{12}\\z"_s.arg(third, fourth),
        QRegularExpression::CaseInsensitiveOption);
    return expression.match(text).hasMatch();
}

const QString hex3 = u"[0-9a-f]{3}"_s;
const QString hex4 = u"[0-9a-f]{4}"_s;

bool isUuid(const QString &text)
{
    return isUuidOf(text, hex4, hex4);
}
bool isUuid3(const QString &text)
{
    return isUuidOf(text, u'3' + hex3, hex4);
}
bool isUuid4(const QString &text)
{
    return isUuidOf(text, u'4' + hex3, u"[89ab]"_s + hex3);
}
bool isUuid5(const QString &text)
{
    return isUuidOf(text, u'5' + hex3, u"[89ab]"_s + hex3);
}

bool isBase64(const QString &text)
{
    static const QRegularExpression expression(
        u"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})\\z"_s);
    return expression.match(text).hasMatch();
}

bool isHexColor(const QString &text)
{
    static const QRegularExpression expression(u"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\\z"_s);
    return expression.match(text).hasMatch();
}

bool isRgbColor(const QString &text)
{
    static const QRegularExpression expression(
        u"^rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25"
        u"[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)\\z"_s);
    return expression.match(text).hasMatch();
}

bool isSsn(const QString &text)
{
    static const QRegularExpression expression(u"^\\d{3}[- ]?\\d{2}[- ]?\\d{4}\\z"_s);
    return expression.match(text).hasMatch();
}

bool isBsonObjectId(const QString &text)
{
    static const QRegularExpression expression(u"^[0-9a-fA-F]{24}\\z"_s);
    return expression.match(text).hasMatch();
}

const QHash<QString, Check> &checks()
{
    static const QHash<QString, Check> all = {
        {u"bsonobjectid"_s, isBsonObjectId},
        {u"byte"_s, isBase64},
        {u"cidr"_s, isCidr},
        {u"date"_s, isDate},
        {u"datetime"_s, isDateTime},
        {u"duration"_s, isDuration},
        {u"email"_s, isEmail},
        {u"hexcolor"_s, isHexColor},
        {u"hostname"_s, isHostname},
        {u"ipv4"_s, isIpv4},
        {u"ipv6"_s, isIpv6},
        {u"k8slongname"_s, isKubernetesName<253>},
        {u"k8sshortname"_s, isKubernetesName<63>},
        {u"mac"_s, isMac},
        {u"rgbcolor"_s, isRgbColor},
        {u"ssn"_s, isSsn},
        {u"uri"_s, isUri},
        {u"uuid"_s, isUuid},
        {u"uuid3"_s, isUuid3},
        {u"uuid4"_s, isUuid4},
        {u"uuid5"_s, isUuid5},
    };
    return all;
}

} // namespace

bool matchesFormat(const QString &text, const QString &format)
{
    const Check check = checks().value(QString(format).remove(u'-'));
    return check == nullptr || check(text);
}

} // namespace easel
