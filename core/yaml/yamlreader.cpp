// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamlreader.h"

#include "core/yaml/yamlconvert.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace easel {

YamlMark YamlDocument::markOf(const JsonPointer &pointer) const
{
    for (JsonPointer at = pointer;; at = at.parent()) {
        const auto found = marks.constFind(at);
        if (found != marks.constEnd())
            return *found;
        if (at.isEmpty())
            return {};
    }
}

Result<QList<YamlDocument>> readYaml(const QByteArray &text, const YamlLimits &limits)
{
    if (text.size() > limits.maxBytes) // before the lines are counted
        return tl::unexpected(checkYamlText(text, YamlLines(QByteArray()), limits).error());
    const YamlLines lines(text);
    if (const auto checked = checkYamlText(text, lines, limits); !checked)
        return tl::unexpected(checked.error());
    const auto segments = yamlSegments(text);
    const auto trees = parseYamlTrees(text, segments, lines, limits);
    if (!trees)
        return tl::unexpected(trees.error());
    QList<YamlDocument> documents;
    for (size_t i = 0; i < trees->size(); ++i) {
        YamlDocument document;
        document.firstByte = segments[i].firstByte;
        document.endByte = segments[i].endByte;
        document.firstLine = lines.markAt(document.firstByte).line;
        if (const auto converted = convertYamlTree((*trees)[i], lines, limits, document); !converted)
            return tl::unexpected(converted.error());
        documents.append(document);
    }
    return documents;
}

Result<YamlDocument> readYamlDocument(const QByteArray &text, const YamlLimits &limits)
{
    auto documents = readYaml(text, limits);
    if (!documents)
        return tl::unexpected(documents.error());
    if (documents->size() > 1) {
        // "---" without anything behind it is no second object.
        documents->removeIf([](const YamlDocument &document) { return document.value.isNull(); });
    }
    if (documents->isEmpty()) {
        YamlDocument empty;
        empty.endByte = text.size();
        return empty;
    }
    if (documents->size() > 1) {
        return failure(yamlError(
            {documents->at(1).firstLine, 1},
            QCoreApplication::translate("easel::Yaml", "a second document begins here; one is expected")));
    }
    return documents->first();
}

YamlMark markOfError(const Error &error)
{
    QString pattern =
        QRegularExpression::escape(QCoreApplication::translate("easel::Yaml", "line %1, column %2"));
    pattern.replace(QRegularExpression::escape(QStringLiteral("%1")), QStringLiteral("(?<line>\\d+)"));
    pattern.replace(QRegularExpression::escape(QStringLiteral("%2")), QStringLiteral("(?<column>\\d+)"));
    // Of the language that is spoken now.
    const QRegularExpression sentence(pattern);       // clazy:exclude=use-static-qregularexpression
    const auto match = sentence.match(error.message); // clazy:exclude=use-static-qregularexpression
    if (error.kind != Error::Kind::Syntax || !match.hasMatch())
        return {};
    return {match.captured(u"line").toInt(), match.captured(u"column").toInt()};
}

} // namespace easel
