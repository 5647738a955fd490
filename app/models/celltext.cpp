// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/celltext.h"

#include "core/base/quantity.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace easel {

namespace {

const QString nothing = QStringLiteral("–");

// Amounts of memory are read in one unit; other quantities (cores, counts) as Kubernetes writes them.
QString quantityText(const QString &text)
{
    const auto quantity = Quantity::parse(text);
    if (!quantity || quantity->format() != Quantity::Format::BinarySI)
        return text;
    const qint64 bytes = quantity->ceilToInteger();
    return bytes == 0 ? nothing : byteText(bytes);
}

} // namespace

QString cellText(const Column &column, const Cell &cell, qint64 nowMs)
{
    if (const auto *text = std::get_if<QString>(&cell))
        return text->isEmpty() ? nothing : column.type == CellType::Quantity ? quantityText(*text) : *text;
    if (const auto *number = std::get_if<qint64>(&cell)) {
        switch (column.type) {
        case CellType::Age:
            return *number <= 0 ? nothing : ageText(std::chrono::seconds((nowMs - *number) / 1000));
        case CellType::Flag:
            return *number ? QCoreApplication::translate("easel::cellText", "yes")
                           : QCoreApplication::translate("easel::cellText", "no");
        default:
            return *number < 0 ? QStringLiteral("−") + QLocale().toString(-*number)
                               : QLocale().toString(*number);
        }
    }
    if (const auto *number = std::get_if<double>(&cell))
        return QLocale().toString(*number, 'g', 6);
    return nothing;
}

QString cellText(const Column &column, const Row &row, int position, qint64 nowMs)
{
    return cellText(column, row.cells.value(position), nowMs);
}

QString cellPlainText(const Column &column, const Cell &cell)
{
    if (const auto *text = std::get_if<QString>(&cell))
        return *text;
    if (const auto *number = std::get_if<qint64>(&cell)) {
        if (column.type == CellType::Age)
            return *number <= 0 ? QString()
                                : QDateTime::fromMSecsSinceEpoch(*number, Qt::UTC).toString(Qt::ISODate);
        if (column.type == CellType::Flag)
            return *number ? QStringLiteral("true") : QStringLiteral("false");
        return QString::number(*number);
    }
    if (const auto *number = std::get_if<double>(&cell))
        return QString::number(*number, 'g', 15);
    return {};
}

QString cellPlainText(const Column &column, const Row &row, int position)
{
    return cellPlainText(column, row.cells.value(position));
}

std::optional<double> leadingNumber(QStringView text)
{
    qsizetype length = 0;
    while (length < text.size() && (text[length].isDigit() || (length > 0 && text[length] == u'.')))
        ++length;
    if (length == 0)
        return std::nullopt;
    bool ok = false;
    const double value = text.first(length).toDouble(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

QString inSentence(const QString &title)
{
    QStringList words = title.split(u' ');
    for (QString &word : words) {
        // Abbreviations keep their capitals.
        if (word.size() < 2 || !word.at(1).isUpper())
            word = QLocale().toLower(word);
    }
    return words.join(u' ');
}

} // namespace easel
