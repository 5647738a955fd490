// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/gpufamilies.h"

#include "core/domain/names.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include <atomic>
#include <memory>
#include <vector>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestFamily = 48; // short enough for a label key

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Gpu)
};

Error tableError(const QString &sentence)
{
    return makeError(Error::Kind::Invalid, sentence);
}

QRegularExpression compiled(const QString &pattern)
{
    QRegularExpression expression(pattern);
    expression.optimize(); // compiled here, once, not by the first thread that matches
    return expression;
}

QRegularExpression anyWord(const QJsonArray &words)
{
    QStringList escaped;
    for (const auto &word : words)
        escaped << QRegularExpression::escape(word.toString().toUpper());
    return compiled(escaped.isEmpty() ? u"(?!)"_s
                                      : u"(?<![A-Z0-9.])(%1)(?![A-Z0-9.])"_s.arg(escaped.join(u'|')));
}

} // namespace

bool isUnknownGpuFamily(const QString &family)
{
    return family.isEmpty() || family.compare(unknownGpuFamily(), Qt::CaseInsensitive) == 0 ||
           family.endsWith(u"-Unknown", Qt::CaseInsensitive);
}

bool sameGpuFamily(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

const GpuFamilyTable &GpuFamilyTable::builtIn()
{
    static const GpuFamilyTable table = [] {
        QFile file(u":/gpu/gpu-families.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the program lacks its resource %s", qPrintable(file.fileName()));
        auto parsed = parse(file.readAll());
        if (!parsed)
            qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(parsed.error().message));
        return *parsed;
    }();
    return table;
}

namespace {

// Swapped whole; what was in use stays, somebody may be reading it. A few tables in a day at most.
std::atomic<const GpuFamilyTable *> tableInUse = nullptr;

} // namespace

const GpuFamilyTable &GpuFamilyTable::inUse()
{
    const GpuFamilyTable *own = tableInUse.load();
    return own ? *own : builtIn();
}

void GpuFamilyTable::setOwn(const GpuFamilyTable &own)
{
    static std::vector<std::unique_ptr<const GpuFamilyTable>> kept;
    kept.push_back(std::make_unique<const GpuFamilyTable>(builtIn().extendedBy(own)));
    tableInUse.store(kept.back().get());
}

Result<GpuFamilyTable> GpuFamilyTable::parse(const QByteArray &json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject())
        return failure(tableError(
            Text::tr("The table of GPU families is no JSON object: %1").arg(problem.errorString())));
    GpuFamilyTable table;
    const QJsonArray vendors = document[u"vendors"].toArray();
    for (const auto &vendor : vendors) {
        table.m_vendors.append({vendor[u"name"].toString(), anyWord(vendor[u"words"].toArray()),
                                anyWord(vendor[u"brands"].toArray())});
    }
    if (const QString leftOut = document[u"leftOut"].toString(); !leftOut.isEmpty())
        table.m_leftOut = compiled(u"(?<![A-Z0-9.])%1(?![A-Z0-9.])"_s.arg(leftOut));
    const QJsonArray rows = document[u"families"].toArray();
    for (const auto &value : rows) {
        Row row;
        row.match = compiled(value[u"match"].toString());
        row.family = value[u"family"].toString();
        row.familyThen = value[u"familyThen"].toString();
        if (value[u"withMemoryMiB"].isDouble())
            row.fromMemoryMiB = value[u"withMemoryMiB"].toInteger();
        if (!isGpuFamily(row.family) || (row.fromMemoryMiB && !isGpuFamily(row.familyThen)))
            return failure(tableError(
                Text::tr("'%1' is not a GPU family. Use a name like NVIDIA-H100.").arg(row.family)));
        if (!row.match.isValid() || row.match.pattern().isEmpty())
            return failure(tableError(Text::tr("The expression for %1 cannot be read: %2")
                                          .arg(row.family, row.match.errorString())));
        table.m_rows.append(row);
    }
    for (Row &row : table.m_rows) {
        for (const Vendor &vendor : std::as_const(table.m_vendors)) {
            if (row.family.startsWith(vendor.name + u'-', Qt::CaseInsensitive))
                row.vendor = vendor.name;
        }
    }
    return table;
}

GpuFamilyTable GpuFamilyTable::extendedBy(const GpuFamilyTable &own) const
{
    GpuFamilyTable table = *this;
    table.m_rows = own.m_rows + m_rows;
    table.m_vendors = own.m_vendors + m_vendors;
    return table;
}

QString GpuFamilyTable::normalised(const QString &vendor, const QString &model)
{
    static const QRegularExpression sharing(u"[-_ ](SHARED\\b|MIG[-_ ][^ ,;)\\]]*)"_s);
    QString text = (vendor + u' ' + model).toUpper();
    text.remove(sharing);
    for (QChar &c : text) {
        const bool kept = (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'.';
        if (!kept)
            c = u' ';
    }
    return text.simplified();
}

QString GpuFamilyTable::vendorIn(const QString &text) const
{
    for (const Vendor &vendor : m_vendors) {
        if (vendor.words.match(text).hasMatch())
            return vendor.name;
    }
    for (const Vendor &vendor : m_vendors) {
        if (vendor.brands.match(text).hasMatch())
            return vendor.name;
    }
    return {};
}

const GpuFamilyTable::Row *GpuFamilyTable::rowFor(const QString &text, const QString &vendor) const
{
    for (const Row &row : m_rows) {
        // Intel sells an "Arc Pro A40", and it is not NVIDIA's A40.
        const bool others = !vendor.isEmpty() && !row.vendor.isEmpty() && row.vendor != vendor;
        if (!others && row.match.match(text).hasMatch())
            return &row;
    }
    return nullptr;
}

// What is left of a card's text without vendor, brand, form factor and memory.
QString GpuFamilyTable::restOf(const QString &text) const
{
    QString rest = text;
    for (const Vendor &vendor : m_vendors) {
        rest.replace(vendor.words, u" "_s);
        rest.replace(vendor.brands, u" "_s);
    }
    if (!m_leftOut.pattern().isEmpty())
        rest.replace(m_leftOut, u" "_s);
    QStringList tokens;
    for (QString token : rest.split(u' ', Qt::SkipEmptyParts)) {
        while (token.startsWith(u'.'))
            token.remove(0, 1);
        while (token.endsWith(u'.'))
            token.chop(1);
        if (!token.isEmpty())
            tokens << token;
    }
    return tokens.join(u'-');
}

QString GpuFamilyTable::familyOf(const QString &vendor, const QString &model,
                                 std::optional<qint64> memoryMiB) const
{
    const QString text = normalised(vendor, model);
    QString known = vendorIn(normalised(vendor, {}));
    if (known.isEmpty())
        known = vendorIn(text);
    if (const Row *row = rowFor(text, known))
        return row->fromMemoryMiB && memoryMiB.value_or(0) >= *row->fromMemoryMiB ? row->familyThen
                                                                                  : row->family;
    if (known.isEmpty())
        return unknownGpuFamily();
    // lspci writes "GP104GL [Tesla P4]": chip, then the name the card is sold under.
    const qsizetype open = model.indexOf(u'[');
    const qsizetype close = model.lastIndexOf(u']');
    QString rest;
    if (open >= 0 && close > open)
        rest = restOf(normalised({}, model.mid(open + 1, close - open - 1)));
    if (rest.isEmpty())
        rest = restOf(text);
    if (rest.isEmpty())
        return known + u"-Unknown"_s;
    QString family = (known + u'-' + rest).left(longestFamily);
    while (family.endsWith(u'-') || family.endsWith(u'.'))
        family.chop(1);
    return family;
}

QString GpuFamilyTable::familyNamed(const QString &text) const
{
    const QString family = familyOf({}, text);
    const QString own = text.trimmed();
    return family == unknownGpuFamily() && isGpuFamily(own) ? own : family;
}

QString ownGpuFamiliesFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + u"/gpu-families.json"_s;
}

namespace {

Result<QByteArray> contentOf(const QString &name)
{
    QFile file(name);
    if (!file.exists())
        return QByteArray("{}");
    if (!file.open(QIODevice::ReadOnly))
        return failure(makeError(Error::Kind::File, file.errorString()).tried(Text::tr("read %1").arg(name)));
    return file.readAll();
}

} // namespace

Result<QList<OwnGpuFamily>> readOwnGpuFamilies(const QString &file)
{
    const auto content = contentOf(file);
    if (!content)
        return failure(content.error());
    if (const auto table = GpuFamilyTable::parse(*content); !table)
        return failure(table.error().tried(Text::tr("read %1").arg(file)));
    QList<OwnGpuFamily> rows;
    const QJsonArray said = QJsonDocument::fromJson(*content)[u"families"].toArray();
    for (const auto &row : said)
        rows.append({row[u"match"].toString(), row[u"family"].toString()});
    return rows;
}

QByteArray ownGpuFamiliesJson(const QList<OwnGpuFamily> &rows)
{
    QJsonArray families;
    for (const OwnGpuFamily &row : rows)
        families.append(QJsonObject{{u"match"_s, row.match}, {u"family"_s, row.family}});
    return QJsonDocument(QJsonObject{{u"families"_s, families}}).toJson();
}

Result<Done> useOwnGpuFamilies(const QString &file)
{
    const auto content = contentOf(file);
    if (!content)
        return failure(content.error());
    const auto table = GpuFamilyTable::parse(*content);
    if (!table)
        return failure(table.error().tried(Text::tr("read %1").arg(file)));
    if (table->count() > 0 || &GpuFamilyTable::inUse() != &GpuFamilyTable::builtIn())
        GpuFamilyTable::setOwn(*table);
    return Done{};
}

} // namespace easel
