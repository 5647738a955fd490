// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/variables.h"

#include "core/base/text.h"
#include "core/domain/macros.h"
#include "core/domain/tolerant.h"

#include <QCoreApplication>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Variables)
};

using Level = EffectiveVariable::Level;

const QStringList &typeNames()
{
    static const QStringList names = {QStringLiteral("string"),  QStringLiteral("bool"),
                                      QStringLiteral("int32"),   QStringLiteral("int64"),
                                      QStringLiteral("float32"), QStringLiteral("float64")};
    return names;
}

QString canonicalType(const QString &type)
{
    for (const QString &name : typeNames()) {
        if (sameEnum(name, type))
            return name;
    }
    return type;
}

QString levelWord(Level level)
{
    switch (level) {
    case Level::System:
        return Text::tr("system");
    case Level::Project:
        return Text::tr("project");
    case Level::Bundle:
        return Text::tr("bundle");
    case Level::Deployment:
        return Text::tr("deployment");
    case Level::None:
        break;
    }
    return {};
}

QString levelPlace(Level level)
{
    switch (level) {
    case Level::System:
        return Text::tr("the system");
    case Level::Project:
        return Text::tr("the project");
    case Level::Bundle:
        return Text::tr("the bundle");
    default:
        return Text::tr("the deployment");
    }
}

QString valueText(const QJsonValue &typedOrPlain)
{
    const QJsonValue plain = plainValue(typedOrPlain);
    QString text;
    if (plain.isString())
        text = plain.toString();
    else if (plain.isBool())
        text = plain.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    else if (plain.isDouble()) {
        const qint64 whole = plain.toInteger(0);
        text = whole == plain.toInteger(1) ? QString::number(whole) : QString::number(plain.toDouble());
    } else
        text = typedOrPlain.isArray()    ? Text::tr("a list")
               : typedOrPlain.isObject() ? Text::tr("an object")
                                         : QString();
    text = cleanedLine(text);
    if (text.size() > 80)
        text = text.left(79) + u'…';
    return text;
}

// An empty text is a value. None are what is missing, null, {} and a type without a value ({string: null});
// C13.
bool isValue(const QJsonValue &typedOrPlain)
{
    if (typedOrPlain.isUndefined() || typedOrPlain.isNull())
        return false;
    if (!typedOrPlain.isObject())
        return true;
    const QJsonObject object = typedOrPlain.toObject();
    return std::any_of(object.begin(), object.end(), [](const QJsonValue &value) { return !value.isNull(); });
}

// What one level says about one name.
struct Entry
{
    bool declared = false;
    QString type;
    QString description;
    QString inputType;
    bool required = false;
    bool locked = false;
    QJsonValue value{QJsonValue::Undefined}; // typed or plain
};

using Level3 = QMap<QString, Entry>;

Level3 readSet(const QJsonValue &variables)
{
    Level3 entries;
    const auto one = [&](const QJsonObject &variable, const QString &fallbackName) {
        const QString name = variable.value(u"name").toString(fallbackName);
        if (name.isEmpty())
            return;
        Entry entry;
        entry.declared = true;
        entry.type = canonicalType(
            readAlias(variable, {u"variableType", u"type"}).value.toString(QStringLiteral("string")));
        entry.description = variable.value(u"description").toString();
        entry.inputType = variable.value(u"inputType").toString(QStringLiteral("text"));
        entry.required = sameEnum(variable.value(u"validationMode").toString(), u"required");
        entry.locked = variable.value(u"locked").toBool();
        const QJsonValue value = variable.value(u"value");
        if (isValue(value))
            entry.value = value;
        entries.insert(name, entry);
    };
    if (variables.isArray()) {
        const QJsonArray array = variables.toArray();
        for (const auto &item : array)
            one(item.toObject(), {});
    } else if (variables.isObject()) {
        const QJsonObject map = variables.toObject();
        for (auto it = map.begin(); it != map.end(); ++it)
            one(it.value().toObject(), it.key());
    }
    return entries;
}

Level3 variableSet(const ObjectSet &objects, const QString &namespaceName)
{
    const QJsonObject set = objects.find(QStringLiteral("VariableSet.spectrocloud.com"), namespaceName,
                                         QStringLiteral("mural-variables"));
    return readSet(readAlias(set, {u"spec.variables", u"variables"}).value);
}

// The bundle's own set, with the values of one workload profile laid over it.
Level3 bundleLevel(const QJsonObject &bundle, const QString &workloadProfileName, QString *profileNamespace)
{
    const QJsonValue set = readAlias(bundle, {u"spec.variableSet.variables", u"spec.variableSet"}).value;
    Level3 entries = readSet(set);
    const QJsonValue list =
        readAlias(bundle, {u"spec.workloadProfiles", u"spec.workloadProfileRefs", u"spec.workloads"}).value;
    const QJsonArray profiles = list.toArray();
    for (const auto &item : profiles) {
        const QJsonObject profile = item.toObject();
        if (profile.value(u"name").toString() != workloadProfileName)
            continue;
        if (profileNamespace && !profile.value(u"namespace").toString().isEmpty())
            *profileNamespace = profile.value(u"namespace").toString();
        const QJsonObject values = profile.value(u"variables").toObject();
        for (auto it = values.begin(); it != values.end(); ++it) {
            if (isValue(it.value()))
                entries[it.key()].value = it.value();
        }
    }
    return entries;
}

// nullopt: fits. The plain value of a declared type, or not.
bool fits(const QString &type, const QJsonValue &typedOrPlain)
{
    if (typedOrPlain.isObject()) {
        const QJsonObject object = typedOrPlain.toObject();
        if (object.size() != 1 || !sameEnum(object.begin().key(), type))
            return false;
    }
    return !typedValue(type, plainValue(typedOrPlain)).isEmpty();
}

Finding finding(const char *rule, const QString &name, const QString &sentence,
                Finding::Severity severity = Finding::Severity::Refuse)
{
    return {QString::fromLatin1(rule), severity, JsonPointer::of({name}), sentence};
}

} // namespace

QString textFromValue(const QJsonValue &plain)
{
    if (plain.isBool())
        return plain.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    if (plain.isDouble()) {
        const double number = plain.toDouble();
        return number == double(plain.toInteger()) ? QString::number(plain.toInteger())
                                                   : QString::number(number, 'g', 12);
    }
    return plain.toString();
}

QJsonValue plainValue(const QJsonValue &typedOrPlain)
{
    if (typedOrPlain.isObject()) {
        const QJsonObject object = typedOrPlain.toObject();
        if (object.size() != 1 || canonicalType(object.begin().key()).isEmpty() ||
            !typeNames().contains(canonicalType(object.begin().key())))
            return QJsonValue(QJsonValue::Undefined);
        return plainValue(object.begin().value());
    }
    if (typedOrPlain.isArray() || typedOrPlain.isNull())
        return QJsonValue(QJsonValue::Undefined);
    return typedOrPlain;
}

QJsonObject typedValue(const QString &type, const QJsonValue &plain)
{
    const QString name = canonicalType(type);
    bool good = false;
    if (name == u"string") {
        good = plain.isString();
    } else if (name == u"bool") {
        good = plain.isBool();
    } else if (plain.isDouble()) {
        const double number = plain.toDouble();
        const qint64 whole = plain.toInteger(0);
        const bool isWhole = whole == plain.toInteger(1); // both fall back when it is no 64-bit whole number
        if (name == u"int32")
            good = isWhole && whole >= std::numeric_limits<qint32>::min() &&
                   whole <= std::numeric_limits<qint32>::max();
        else if (name == u"int64")
            good = isWhole;
        else if (name == u"float32")
            good = std::abs(number) <= double(std::numeric_limits<float>::max());
        else if (name == u"float64")
            good = std::isfinite(number);
    }
    return good ? QJsonObject{{name, plain}} : QJsonObject();
}

QJsonValue valueFromText(const QString &type, const QString &text)
{
    const QString name = canonicalType(type);
    QJsonValue plain(QJsonValue::Undefined);
    bool ok = false;
    if (name == u"string") {
        plain = text;
    } else if (name == u"bool") {
        const QString word = text.trimmed();
        if (word.compare(u"true", Qt::CaseInsensitive) == 0)
            plain = true;
        else if (word.compare(u"false", Qt::CaseInsensitive) == 0)
            plain = false;
    } else if (name == u"int32" || name == u"int64") {
        const qlonglong number = text.trimmed().toLongLong(&ok);
        if (ok)
            plain = qint64(number);
    } else if (name == u"float32" || name == u"float64") {
        const double number = text.trimmed().toDouble(&ok);
        if (ok && std::isfinite(number))
            plain = number;
    }
    return typedValue(name, plain).isEmpty() ? QJsonValue(QJsonValue::Undefined) : plain;
}

QStringList macroVariables(const QJsonObject &workloadProfile)
{
    QSet<QString> names;
    const QList<PlacedMacro> macros = macrosInValue(workloadProfile.value(u"spec"));
    for (const PlacedMacro &placed : macros) {
        if (placed.macro.kind == Macro::Kind::Variable)
            names.insert(placed.macro.variable);
    }
    QStringList sorted(names.begin(), names.end());
    sorted.sort();
    return sorted;
}

VariableResolution resolveVariables(const ObjectSet &objects, const QString &project,
                                    const QJsonObject &bundle, const QString &workloadProfileName,
                                    const QJsonObject &deploymentValues, bool plainHub)
{
    QString profileNamespace = valueAt(bundle, u"metadata.namespace").toString(project);
    const Level3 system = variableSet(objects, objects.systemNamespace);
    const Level3 projectSet = project == objects.systemNamespace ? Level3() : variableSet(objects, project);
    const Level3 bundleSet = bundleLevel(bundle, workloadProfileName, &profileNamespace);

    struct Source
    {
        Level level;
        const Level3 *entries;
    };
    // Outermost first.
    const std::array<Source, 3> sources = {Source{Level::System, &system},
                                           Source{Level::Project, &projectSet},
                                           Source{Level::Bundle, &bundleSet}};

    QMap<QString, bool> names; // name -> declared
    for (const Source &source : sources) {
        for (auto it = source.entries->begin(); it != source.entries->end(); ++it)
            names[it.key()] = names.value(it.key()) || it.value().declared;
    }

    const QJsonObject profile = objects.find(QStringLiteral("WorkloadProfile.spectrocloud.com"),
                                             profileNamespace, workloadProfileName);
    VariableResolution result;
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (!name.value())
            continue; // a bundle's value for a name that nothing declares: WP-7 and V3 speak of the name
                      // where it is used
        EffectiveVariable variable;
        variable.name = name.key();

        // 1. Nearest declaration; differing types.
        QString outerType;
        Level outerLevel = Level::None;
        for (const Source &source : sources) {
            const Entry entry = source.entries->value(name.key());
            if (!entry.declared)
                continue;
            if (outerLevel != Level::None && entry.type != outerType) {
                result.findings.append(finding("V1", name.key(),
                                               Text::tr("%1 is %2 in %3 but %4 in %5.")
                                                   .arg(name.key(), entry.type, levelPlace(source.level),
                                                        outerType, levelPlace(outerLevel))));
            }
            outerType = entry.type;
            outerLevel = source.level;
            variable.declaredBy = source.level;
            variable.type = entry.type;
            if (!entry.description.isEmpty())
                variable.description = entry.description;
            variable.inputType = entry.inputType;
            variable.required = variable.required || entry.required;
        }
        variable.multiline = sameEnum(variable.inputType, u"multiline");

        // 2. The outermost lock is final.
        const QJsonValue own = deploymentValues.value(name.key());
        const bool ownSet = isValue(own);
        QJsonValue chosen(QJsonValue::Undefined);
        size_t lockIndex = sources.size();
        for (size_t i = 0; i < sources.size(); ++i) {
            if (sources[i].entries->value(name.key()).locked) {
                lockIndex = i;
                break;
            }
        }
        if (lockIndex < sources.size()) {
            variable.lockedBy = sources[lockIndex].level;
            chosen = sources[lockIndex].entries->value(name.key()).value;
            variable.valueFrom = chosen.isUndefined() ? Level::None : variable.lockedBy;
            bool nearer = ownSet;
            for (size_t i = lockIndex + 1; i < sources.size(); ++i)
                nearer = nearer || !sources[i].entries->value(name.key()).value.isUndefined();
            if (nearer) {
                result.findings.append(finding("V2", name.key(),
                                               Text::tr("%1 is locked by the %2 and cannot be set here.")
                                                   .arg(name.key(), levelWord(variable.lockedBy))));
            }
            variable.inherited = plainValue(chosen);
        } else {
            // 3. The nearest source with a value.
            for (const Source &source : sources) {
                const QJsonValue value = source.entries->value(name.key()).value;
                if (!value.isUndefined()) {
                    chosen = value;
                    variable.valueFrom = source.level;
                }
            }
            variable.inherited = plainValue(chosen);
            if (ownSet) {
                if (!plainHub && variable.valueFrom == Level::Bundle) {
                    result.findings.append(
                        finding("V-ORDER", name.key(),
                                Text::tr("%1 is set in the bundle and here; this hub decides which one wins.")
                                    .arg(name.key()),
                                Finding::Severity::Warn));
                }
                chosen = own;
                variable.valueFrom = Level::Deployment;
            }
        }

        // 5. Type and range of what is in effect, and of what the deployment says even where it loses.
        const QJsonValue checked = chosen;
        if (!checked.isUndefined() && !fits(variable.type, checked)) {
            result.findings.append(finding(
                "V4", name.key(),
                Text::tr("%1 needs %2; got '%3'.").arg(name.key(), variable.type, valueText(checked))));
        }
        variable.value = plainValue(chosen);

        // 6. Required and without a value.
        if (variable.required && chosen.isUndefined())
            result.findings.append(
                finding("V5", name.key(), Text::tr("Enter a value for %1.").arg(name.key())));
        result.variables.append(variable);
    }

    // 4. Names that nothing declares.
    for (auto it = deploymentValues.begin(); it != deploymentValues.end(); ++it) {
        if (!names.value(it.key())) {
            result.findings.append(
                finding("V3", it.key(),
                        Text::tr("%1 is not declared in the bundle, project or system variables.")
                            .arg(cleanedLine(it.key()))));
        }
    }

    // 7. Macros of the profile that name what nothing declares.
    const QJsonArray components =
        readAlias(profile, {u"spec.workload.components", u"spec.components"}).value.toArray();
    for (const auto &item : components) {
        const QJsonObject component = item.toObject();
        QSet<QString> reported;
        const QList<PlacedMacro> macros = macrosInValue(component);
        for (const PlacedMacro &placed : macros) {
            const QString name = placed.macro.variable;
            if (placed.macro.kind != Macro::Kind::Variable || names.value(name) || reported.contains(name))
                continue;
            reported.insert(name);
            result.findings.append(finding("V6", name,
                                           Text::tr("%1 uses the unknown variable %2.")
                                               .arg(cleanedLine(component.value(u"name").toString()), name)));
        }
    }
    return result;
}

} // namespace easel
