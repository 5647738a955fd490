// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/quantity.h"

#include <QCoreApplication>

#include <array>
#include <limits>

namespace easel {

namespace {

__extension__ using Int = __int128;

constexpr Int Nano = 1'000'000'000;
// Kubernetes caps quantities at 2^63 - 1 whole units.
constexpr Int MostNano = Int(std::numeric_limits<qint64>::max()) * Nano;

struct Suffix
{
    const char16_t *text;
    int power; // of 1000 or 1024
    Quantity::Format format;
};

constexpr std::array<Suffix, 16> Suffixes{{
    {u"Ki", 1, Quantity::Format::BinarySI},
    {u"Mi", 2, Quantity::Format::BinarySI},
    {u"Gi", 3, Quantity::Format::BinarySI},
    {u"Ti", 4, Quantity::Format::BinarySI},
    {u"Pi", 5, Quantity::Format::BinarySI},
    {u"Ei", 6, Quantity::Format::BinarySI},
    {u"n", -3, Quantity::Format::DecimalSI},
    {u"u", -2, Quantity::Format::DecimalSI},
    {u"m", -1, Quantity::Format::DecimalSI},
    {u"k", 1, Quantity::Format::DecimalSI},
    {u"M", 2, Quantity::Format::DecimalSI},
    {u"G", 3, Quantity::Format::DecimalSI},
    {u"T", 4, Quantity::Format::DecimalSI},
    {u"P", 5, Quantity::Format::DecimalSI},
    {u"E", 6, Quantity::Format::DecimalSI},
    {u"", 0, Quantity::Format::DecimalSI},
}};

QString numberText(Int value)
{
    if (value == 0)
        return QStringLiteral("0");
    const bool negative = value < 0;
    QString digits;
    for (Int rest = negative ? -value : value; rest > 0; rest /= 10)
        digits.prepend(QChar(u'0' + int(rest % 10)));
    return negative ? u'-' + digits : digits;
}

Int saturated(Int value)
{
    return value > MostNano ? MostNano : value < -MostNano ? -MostNano : value;
}

} // namespace

Result<Quantity> Quantity::parse(QStringView text)
{
    const auto refuse = [&] {
        return failure(Error::Kind::Invalid,
                       QCoreApplication::translate(
                           "easel::Quantity", "'%1' is not a quantity. Write for example 500m, 2 or 16Gi.")
                           .arg(text.left(40)));
    };
    qsizetype i = 0;
    bool negative = false;
    if (i < text.size() && (text.at(i) == u'+' || text.at(i) == u'-'))
        negative = text.at(i++) == u'-';
    Int mantissa = 0;
    int fractionDigits = 0;
    int digits = 0;
    bool roundUp = false;
    bool inFraction = false;
    for (; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'.' && !inFraction) {
            inFraction = true;
            continue;
        }
        if (c < u'0' || c > u'9')
            break;
        ++digits;
        const int digit = c.unicode() - u'0';
        if (inFraction && fractionDigits >= 18) {
            roundUp = roundUp || digit > 0;
            continue;
        }
        if (mantissa > MostNano)
            return refuse();
        mantissa = mantissa * 10 + digit;
        fractionDigits += inFraction ? 1 : 0;
    }
    if (digits == 0)
        return refuse();

    QStringView suffix = text.mid(i);
    int decimalPower = 0;
    Int binaryFactor = 1;
    Format format = Format::DecimalSI;
    if (suffix.size() > 1 && (suffix.front() == u'e' || suffix.front() == u'E')) {
        bool ok = false;
        decimalPower = suffix.mid(1).toInt(&ok);
        if (!ok || decimalPower > 18 || decimalPower < -18)
            return refuse();
        format = Format::DecimalExponent;
    } else {
        bool known = false;
        for (const Suffix &candidate : Suffixes) {
            if (suffix != QStringView(candidate.text))
                continue;
            known = true;
            format = candidate.format;
            if (format == Format::BinarySI) {
                for (int p = 0; p < candidate.power; ++p)
                    binaryFactor *= 1024;
            } else {
                decimalPower = candidate.power * 3;
            }
            break;
        }
        if (!known)
            return refuse();
    }

    // value in nano = mantissa * 10^(9 - fractionDigits + decimalPower) * binaryFactor, rounded away from
    // zero.
    int power = 9 - fractionDigits + decimalPower;
    Int value = mantissa;
    for (; power < 0 && binaryFactor % 10 != 0; ++power) {
        // Bring the binary factor in before dividing, so that 0.5Gi stays exact.
        if (binaryFactor > 1 && value < (Int(1) << 100) / binaryFactor) {
            value *= binaryFactor;
            binaryFactor = 1;
        }
        roundUp = roundUp || value % 10 != 0;
        value /= 10;
    }
    for (; power > 0; --power) {
        value *= 10;
        if (value > MostNano)
            value = MostNano;
    }
    if (binaryFactor > 1)
        value = value > MostNano / binaryFactor ? MostNano : value * binaryFactor;
    if (roundUp)
        ++value;
    Quantity quantity;
    quantity.m_nano = saturated(negative ? -value : value);
    quantity.m_format = format;
    return quantity;
}

Quantity Quantity::fromInteger(qint64 value, Format format)
{
    Quantity quantity;
    quantity.m_nano = saturated(Int(value) * Nano);
    quantity.m_format = format;
    return quantity;
}

double Quantity::toDouble() const
{
    return double(m_nano) / double(Nano);
}

qint64 Quantity::ceilToInteger() const
{
    Int whole = m_nano / Nano;
    if (m_nano > 0 && m_nano % Nano != 0)
        ++whole;
    return qint64(whole);
}

QString Quantity::toString() const
{
    if (m_nano == 0)
        return QStringLiteral("0");
    const bool whole = m_nano % Nano == 0;
    if (m_format == Format::BinarySI && whole) {
        Int value = m_nano / Nano;
        int power = 0;
        while (power < 6 && value % 1024 == 0) {
            value /= 1024;
            ++power;
        }
        // Kubernetes writes binary quantities below 1024 without a suffix.
        return numberText(value) + QString::fromUtf16(power == 0 ? u"" : Suffixes[size_t(power - 1)].text);
    }
    Int value = m_nano;
    int power = -3;
    while (power < 6 && value % 1000 == 0) {
        value /= 1000;
        ++power;
    }
    if (m_format == Format::DecimalExponent)
        return power == 0 ? numberText(value) : numberText(value) + u'e' + QString::number(power * 3);
    for (const Suffix &suffix : Suffixes) {
        if (suffix.format == Format::DecimalSI && suffix.power == power)
            return numberText(value) + QString::fromUtf16(suffix.text);
    }
    return numberText(value);
}

std::strong_ordering Quantity::operator<=>(const Quantity &other) const
{
    return m_nano < other.m_nano   ? std::strong_ordering::less
           : m_nano > other.m_nano ? std::strong_ordering::greater
                                   : std::strong_ordering::equal;
}

Quantity Quantity::operator+(const Quantity &other) const
{
    Quantity sum = *this;
    sum.m_nano = saturated(m_nano + other.m_nano);
    return sum;
}

} // namespace easel
