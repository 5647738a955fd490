// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/macros.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Macros)
};

QString pathProblem(Macro::Kind kind, const QStringList &parts)
{
    static const QStringList systemNames = {QStringLiteral("tenant"),     QStringLiteral("project"),
                                            QStringLiteral("deployment"), QStringLiteral("environment"),
                                            QStringLiteral("cluster"),    QStringLiteral("namespace")};
    if (parts.isEmpty())
        return Text::tr("it names nothing");
    const QString &root = parts.first();
    const qsizetype count = parts.size() - 1;
    if (kind == Macro::Kind::Spoke) {
        if (root == u"def" && (count == 2 || count == 3))
            return {};
        if (root == u"obj" && count == 1)
            return {};
        return Text::tr("a spoke macro reads .def.<component>.<output>, .def.<component>.<trait>.<output> or "
                        ".obj.<output>");
    }
    if (root == u"def" && count == 3)
        return {};
    if (root == u"obj" && count == 2)
        return {};
    if (root == u"sys" && count == 1 && systemNames.contains(parts.at(1)))
        return {};
    return Text::tr("a hub macro reads .def.<deployment>.<component>.<output>, .obj.<deployment>.<output> or "
                    ".sys.<name>");
}

void collect(const QJsonValue &value, const JsonPointer &pointer, QList<PlacedMacro> &found)
{
    if (value.isString()) {
        const QString text = value.toString();
        if (!text.contains(u"{{"))
            return;
        const QList<Macro> macros = macrosIn(text);
        for (const Macro &macro : macros)
            found.append({macro, pointer});
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            collect(array.at(i), pointer / i, found);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            collect(it.value(), pointer / it.key(), found);
    }
}

} // namespace

QList<Macro> macrosIn(const QString &text)
{
    // The expression of section 3.g.
    static const QRegularExpression readable(
        QStringLiteral("\\{\\{-?\\s*(?:\\.var\\.([A-Za-z_][A-Za-z0-9_-]*)|(spoke|hub)\\s+\"(\\.[^\"\\s]+)\")"
                       "((?:\\s*\\|\\s*[A-Za-z]+(?:\\s+\"[^\"]*\")?)*)\\s*-?\\}\\}"));
    static const QRegularExpression filterPart(QStringLiteral("\\|\\s*([A-Za-z]+)(\\s+\"[^\"]*\")?"));
    static const QStringList filters = {QStringLiteral("default"), QStringLiteral("quote"),
                                        QStringLiteral("toJson"), QStringLiteral("lower"),
                                        QStringLiteral("upper")};
    QList<Macro> found;
    qsizetype at = 0;
    for (;;) {
        const qsizetype open = text.indexOf(u"{{", at);
        if (open < 0)
            break;
        Macro macro;
        const QRegularExpressionMatch match = readable.match(text, open, QRegularExpression::NormalMatch,
                                                             QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch()) {
            const qsizetype close = text.indexOf(u"}}", open + 2);
            macro.text = close < 0 ? text.mid(open, 60) : text.mid(open, close + 2 - open);
            macro.problem =
                close < 0 ? Text::tr("it has no end") : Text::tr("it is no variable, spoke or hub macro");
            found.append(macro);
            at = close < 0 ? text.size() : close + 2;
            continue;
        }
        macro.text = match.captured(0);
        if (!match.captured(1).isEmpty()) {
            macro.kind = Macro::Kind::Variable;
            macro.variable = match.captured(1);
        } else {
            macro.kind = match.captured(2) == u"spoke" ? Macro::Kind::Spoke : Macro::Kind::Hub;
            macro.path = match.captured(3);
            macro.problem = pathProblem(macro.kind, macro.pathParts());
        }
        auto parts = filterPart.globalMatch(match.captured(4));
        while (parts.hasNext()) {
            const QRegularExpressionMatch part = parts.next();
            const QString filter = part.captured(1);
            macro.filters.append(filter);
            if (macro.problem.isEmpty() && !filters.contains(filter))
                macro.problem = Text::tr("there is no filter '%1'").arg(filter);
            else if (macro.problem.isEmpty() && filter == u"default" && part.captured(2).isEmpty())
                macro.problem = Text::tr("the filter 'default' needs a text");
        }
        found.append(macro);
        at = match.capturedEnd(0);
    }
    return found;
}

QList<PlacedMacro> macrosInValue(const QJsonValue &value)
{
    QList<PlacedMacro> found;
    collect(value, {}, found);
    return found;
}

} // namespace easel
