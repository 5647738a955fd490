// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/objectsummary.h"

#include "app/models/celltext.h"
#include "app/views/organisationrows.h"
#include "core/base/text.h"
#include "core/domain/bundleview.h"
#include "core/domain/kinds.h"
#include "core/domain/rules.h"
#include "core/domain/state.h"
#include "core/domain/variables.h"
#include "core/domain/viewnotes.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ObjectSummary)
};

// Conditions whose truth is bad news.
bool isAdverse(const QString &type)
{
    static const QStringList words{QStringLiteral("Blocked"),  QStringLiteral("Degraded"),
                                   QStringLiteral("Failed"),   QStringLiteral("Stalled"),
                                   QStringLiteral("Pressure"), QStringLiteral("Conflict"),
                                   QStringLiteral("Exceeded"), QStringLiteral("Unavailable")};
    return std::any_of(words.cbegin(), words.cend(),
                       [&type](const QString &word) { return type.endsWith(word); });
}

bool isUnderWay(const QString &reason)
{
    static const QStringList words{
        QStringLiteral("Progress"), QStringLiteral("Pending"),   QStringLiteral("Waiting"),
        QStringLiteral("Creating"), QStringLiteral("Reconcil"),  QStringLiteral("Provision"),
        QStringLiteral("Scaling"),  QStringLiteral("Deploying"), QStringLiteral("Installing")};
    return std::any_of(words.cbegin(), words.cend(),
                       [&reason](const QString &word) { return reason.contains(word); });
}

QString whenText(const QDateTime &utc)
{
    const QDateTime local = utc.toLocalTime();
    if (local.date() == QDate::currentDate())
        return Text::tr("today %1").arg(local.toString(QStringLiteral("HH:mm:ss")));
    return local.toString(QStringLiteral("d MMM yyyy HH:mm:ss"));
}

QList<KeyValue> variableRows(const QJsonObject &set)
{
    QList<KeyValue> rows;
    const QList<VariableView> variables = VariableSetView(set).variables;
    for (const VariableView &variable : variables) {
        KeyValue row{cleanedLine(variable.name), {}, cleaned(variable.description)};
        const QJsonValue value = plainValue(variable.value);
        QString text = cleaned(textFromValue(value));
        if (text.endsWith(u'\n'))
            text.chop(1);
        if (!value.isUndefined())
            row.value.append(text.isEmpty() ? ValuePart::aside(Text::tr("empty")) : ValuePart::fixed(text));
        if (variable.locked)
            row.value.append(
                ValuePart::aside(row.value.isEmpty() ? Text::tr("locked") : Text::tr(" · locked")));
        if (variable.required && value.isUndefined())
            row.value.append(ValuePart::aside(Text::tr("required, each deployment says it")));
        rows.append(row);
    }
    return rows;
}

ValuePart partFor(const ObjectRef &ref, const Knowledge &knowledge)
{
    const bool exists = knowledge.objects && knowledge.objects->contains(ref);
    return exists ? ValuePart::linkTo(ref.name, linkOf(ref)) : ValuePart::plain(ref.name);
}

} // namespace

QString linkOf(const ObjectRef &ref)
{
    return QStringList{ref.apiVersion, ref.kind, ref.namespaceName, ref.name}.join(u'\x1f');
}

ObjectRef refFromLink(const QString &link)
{
    const QStringList parts = link.split(u'\x1f');
    return parts.size() == 4 ? ObjectRef{parts[0], parts[1], parts[2], parts[3]} : ObjectRef();
}

QList<ConditionEntry> conditionsOf(const QJsonObject &object, const ResourceType &type)
{
    QList<ConditionEntry> known;
    for (const auto &value : object[u"status"][u"conditions"].toArray()) {
        const QJsonObject condition = value.toObject();
        ConditionEntry entry;
        entry.type = cleanedLine(condition[u"type"].toString());
        if (entry.type.isEmpty())
            continue;
        const QString status = condition[u"status"].toString();
        entry.reason = cleanedLine(condition[u"reason"].toString());
        entry.message = cleaned(condition[u"message"].toString());
        entry.time = QDateTime::fromString(condition[u"lastTransitionTime"].toString(), Qt::ISODateWithMs);
        const bool adverse = isAdverse(entry.type);
        if (status == u"True")
            entry.tone = adverse ? Tone::Bad : Tone::Good;
        else if (status == u"False")
            entry.tone = adverse                    ? Tone::Good
                         : isUnderWay(entry.reason) ? Tone::Waiting
                         : entry.type == u"Ready"   ? Tone::Warning
                                                    : Tone::Bad;
        else
            entry.tone = isUnderWay(entry.reason) ? Tone::Progressing : Tone::Unknown;
        known.append(entry);
    }
    if (known.isEmpty())
        return known;
    QList<ConditionEntry> ordered;
    for (const QString &name : conditionOrder(type.group, type.kind)) {
        const auto found = std::find_if(known.begin(), known.end(),
                                        [&name](const ConditionEntry &entry) { return entry.type == name; });
        if (found != known.end()) {
            ordered.append(*found);
            known.erase(found);
        } else if (!isAdverse(name)) {
            ordered.append({name, Tone::Neutral, Text::tr("not started"), {}, {}});
        }
    }
    // Those that the state machine does not know go before its end.
    const qsizetype ready =
        !ordered.isEmpty() && ordered.last().type == u"Ready" ? ordered.size() - 1 : ordered.size();
    for (qsizetype i = 0; i < known.size(); ++i)
        ordered.insert(ready + i, known.at(i));
    return ordered;
}

ObjectSummary summaryOf(const QJsonObject &object, const ResourceType &type, const QList<Column> &columns,
                        const Row *row, const Knowledge &knowledge)
{
    ObjectSummary summary;
    const StateText state = stateOf(object);
    summary.tone = row ? row->tone : state.tone;
    summary.stateWord = row ? row->stateWord : state.word;
    summary.conditions = conditionsOf(object, type);
    const bool wantsReason = summary.tone != Tone::Good && summary.tone != Tone::Neutral;
    if (wantsReason)
        summary.reason = row && !row->stateReason.isEmpty() ? row->stateReason : state.reason;

    // Rows: the table's columns first, then what they do not say.
    const QJsonObject metadata = object[u"metadata"].toObject();
    const ObjectRef self = refOf(object);
    const QList<Relation> relations =
        knowledge.relations ? knowledge.relations->outgoing(self) : QList<Relation>();
    QSet<QString> told;
    for (int i = 0; row && i < columns.size(); ++i) {
        const Column &column = columns.at(i);
        if (column.type == CellType::State || column.type == CellType::Age || column.id == u"name")
            continue;
        KeyValue entry{column.title, {}, column.description};
        const QString text = cellPlainText(column, *row, i);
        if (column.type == CellType::Text && !text.isEmpty()) {
            const QStringList names = text.split(QStringLiteral(", "));
            bool linked = false;
            for (const QString &name : names) {
                const auto relation =
                    std::find_if(relations.cbegin(), relations.cend(),
                                 [&name](const Relation &candidate) { return candidate.to.name == name; });
                if (!entry.value.isEmpty())
                    entry.value.append(ValuePart::plain(QStringLiteral(", ")));
                if (relation == relations.cend()) {
                    entry.value.append(ValuePart::plain(name));
                    continue;
                }
                linked = true;
                told.insert(linkOf(relation->to));
                entry.value.append(partFor(relation->to, knowledge));
                if (names.size() == 1 && knowledge.objects && knowledge.objects->contains(relation->to)) {
                    const StateText other = stateOf(knowledge.objects->find(relation->to));
                    const KindInfo *info = kindInfo(relation->to);
                    if (!other.word.isEmpty() && info && hasState(info->group, info->kind))
                        entry.value.append(ValuePart::state(other.tone, other.word));
                }
            }
            if (!linked)
                entry.value = {ValuePart::plain(text)};
        } else if (!text.isEmpty()) {
            entry.value = {ValuePart::plain(cellText(column, *row, i, 0))};
        }
        summary.rows.append(entry);
    }
    QMap<QString, KeyValue> further;
    for (const Relation &relation : relations) {
        const QString link = linkOf(relation.to);
        if (told.contains(link))
            continue;
        told.insert(link);
        const KindInfo *info = kindInfo(relation.to);
        const QString key = info ? info->singularTitle : relation.to.kind;
        KeyValue &entry = further[key];
        entry.key = key;
        if (entry.value.size() >= 11)
            continue;
        if (!entry.value.isEmpty())
            entry.value.append(ValuePart::plain(QStringLiteral(", ")));
        entry.value.append(partFor(relation.to, knowledge));
        if (relation.missing)
            entry.value.append(ValuePart::state(Tone::Bad, Text::tr("does not exist")));
    }
    for (const KeyValue &entry : std::as_const(further))
        summary.rows.append(entry);

    // Who and what is in it says more than how many.
    const QList<KeyValue> organisation = organisationRows(object, knowledge);
    for (const KeyValue &entry : organisation) {
        erase_if(summary.rows, [&entry](const KeyValue &other) { return other.key == entry.key; });
        summary.rows.append(entry);
    }

    const QString description = cleaned(object[u"spec"][u"description"].toString());
    const bool described = row && std::any_of(columns.cbegin(), columns.cend(), [](const Column &column) {
                               return column.id == u"description";
                           });
    if (!description.isEmpty() && !described)
        summary.rows.append({Text::tr("Description"), {ValuePart::plain(description)}, {}});
    const QString namespaceName = metadata[u"namespace"].toString();
    const bool namespaceTold = std::any_of(columns.cbegin(), columns.cend(), [](const Column &column) {
        return column.id == u"namespace" || column.id == u"project";
    });
    if (!namespaceName.isEmpty() && !(row && namespaceTold))
        summary.rows.append({Text::tr("Namespace"), {ValuePart::plain(namespaceName)}, {}});
    QStringList labels;
    const QJsonObject labelMap = metadata[u"labels"].toObject();
    for (auto label = labelMap.begin(); label != labelMap.end(); ++label)
        labels.append(cleanedLine(label.key()) + u'=' + cleanedLine(label.value().toString()));
    if (!labels.isEmpty())
        summary.rows.append({Text::tr("Labels"), {ValuePart::fixed(labels.join(u'\n'))}, {}});
    const QDateTime created = QDateTime::fromString(metadata[u"creationTimestamp"].toString(), Qt::ISODate);
    if (created.isValid())
        summary.rows.append({Text::tr("Created"), {ValuePart::plain(whenText(created))}, {}});
    const QDateTime deletion = QDateTime::fromString(metadata[u"deletionTimestamp"].toString(), Qt::ISODate);
    if (deletion.isValid()) {
        summary.rows.append(
            {Text::tr("Deleting"), {ValuePart::plain(Text::tr("since %1").arg(whenText(deletion)))}, {}});
        QStringList finalizers;
        for (const auto &finalizer : metadata[u"finalizers"].toArray())
            finalizers.append(cleanedLine(finalizer.toString()));
        if (!finalizers.isEmpty())
            summary.rows.append({Text::tr("Waits for"), {ValuePart::fixed(finalizers.join(u'\n'))}, {}});
    }

    if (type.group == spectroGroup && type.kind == u"VariableSet")
        summary.variables = variableRows(object);
    for (const QString &note : viewNotes(object)) // rule C11
        summary.rows.append({Text::tr("Note"), {ValuePart::plain(cleanedLine(note))}, {}});

    // Why, from symptom to cause.
    if (!summary.reason.isEmpty())
        summary.reasons.append(summary.reason);
    QStringList more;
    if (wantsReason) {
        for (const ConditionEntry &condition : std::as_const(summary.conditions)) {
            const bool stands = condition.tone == Tone::Bad || condition.tone == Tone::Waiting ||
                                condition.tone == Tone::Warning || condition.tone == Tone::Unknown;
            const QString message = cleanedLine(condition.message);
            if (!stands || message.isEmpty() || summary.reasons.contains(message))
                continue;
            summary.reasons.append(message);
            more.append(message);
        }
    }
    summary.more = more.isEmpty() ? QString() : more.first();
    if (knowledge.objects) {
        for (const Relation &relation : relations) {
            if (!relation.missing)
                continue;
            const KindInfo *info = kindInfo(relation.to);
            summary.reasons.append(Text::tr("%1 %2 does not exist (%3).")
                                       .arg(info ? info->singularTitle : relation.to.kind, relation.to.name,
                                            relation.pointer.toFieldPath()));
        }
        for (const Finding &finding : checkObject(object, *knowledge.objects)) {
            if (finding.severity != Finding::Severity::Inform && !summary.reasons.contains(finding.sentence))
                summary.reasons.append(Text::tr("%1 (%2)").arg(finding.sentence, finding.rule));
        }
    }
    return summary;
}

} // namespace easel
