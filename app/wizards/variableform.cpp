// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/variableform.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "core/base/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace easel {

namespace {

QString levelText(EffectiveVariable::Level level)
{
    switch (level) {
    case EffectiveVariable::Level::System:
        return VariableForm::tr("system");
    case EffectiveVariable::Level::Project:
        return VariableForm::tr("project");
    case EffectiveVariable::Level::Bundle:
        return VariableForm::tr("bundle");
    case EffectiveVariable::Level::Deployment:
        return VariableForm::tr("this deployment");
    case EffectiveVariable::Level::None:
        break;
    }
    return {};
}

QString typeWord(const QString &type)
{
    if (type == u"bool")
        return VariableForm::tr("yes or no");
    if (type.startsWith(u"int"))
        return VariableForm::tr("whole number");
    if (type.startsWith(u"float"))
        return VariableForm::tr("number");
    return VariableForm::tr("text");
}

} // namespace

QStringList VariableForm::undeclared(const DeploymentPart &part)
{
    QStringList names;
    for (const Finding &finding : part.variables.findings) {
        if (finding.rule == u"V3")
            names << finding.pointer.last();
    }
    return names;
}

bool VariableForm::hasFields(const DeploymentPart &part)
{
    return !part.variables.variables.isEmpty() || !undeclared(part).isEmpty();
}

VariableForm::VariableForm(const DeploymentPart &part, bool fixed, QWidget *parent)
    : QWidget(parent)
    , m_config(part.index)
    , m_fixed(fixed)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->setSpacing(12);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *title = new QLabel(cleanedLine(part.config), this);
    setTextRole(title, TextRole::Strong);
    auto *place = new QLabel(tr("%1 from bundle %2", "workload profile, bundle")
                                 .arg(cleanedLine(part.profile), cleanedLine(part.bundle)),
                             this);
    setSecondaryText(place);
    setTextRole(place, TextRole::Small);
    head->addWidget(title);
    head->addWidget(place);
    head->addStretch();
    layout->addLayout(head);

    for (const EffectiveVariable &variable : part.variables.variables)
        addField(part.config, variable);
    const QStringList unknown = undeclared(part);
    for (const QString &name : unknown) {
        EffectiveVariable variable;
        variable.name = name;
        addField(part.config, variable);
    }
    refresh(part);
}

void VariableForm::addField(const QString &config, const EffectiveVariable &variable)
{
    Field entry;
    entry.variable = variable;
    QWidget *editor = makeEditor(variable);
    editor->setObjectName(QStringLiteral("variable.%1.%2").arg(config, variable.name));
    auto *reset = new QToolButton(this);
    reset->setObjectName(editor->objectName() + QStringLiteral(".reset"));
    reset->setIcon(icon(QStringLiteral("undo-2")));
    reset->setToolTip(tr("Use the inherited value again"));
    reset->setAccessibleName(tr("Use the inherited value of %1 again").arg(variable.name));
    entry.reset = reset;
    entry.field = new FormField(cleanedLine(variable.name), editor, this);
    entry.field->setTrailing(reset);
    connect(reset, &QToolButton::clicked, this, [this, name = variable.name] {
        Field &field = m_fields[name];
        field.refused = false;
        field.typed.clear();
        Q_EMIT valueChanged(m_config, name, field.variable.type, QJsonValue(QJsonValue::Undefined));
    });
    layout()->addWidget(entry.field);
    m_fields.insert(variable.name, entry);
    m_order << variable.name;
}

QWidget *VariableForm::makeEditor(const EffectiveVariable &variable)
{
    const QString name = variable.name;
    if (variable.type == u"bool") {
        auto *combo = new QComboBox;
        combo->addItem(tr("not set"), QString());
        combo->addItem(tr("yes"), QStringLiteral("true"));
        combo->addItem(tr("no"), QStringLiteral("false"));
        connect(combo, &QComboBox::activated, this,
                [this, combo, name] { textEdited(name, combo->currentData().toString()); });
        return combo;
    }
    if (variable.multiline) {
        auto *edit = new QPlainTextEdit;
        edit->setTabChangesFocus(true);
        setTextRole(edit, TextRole::Mono);
        edit->setFixedHeight(edit->fontMetrics().lineSpacing() * 5 + 16);
        connect(edit, &QPlainTextEdit::textChanged, this, [this, edit, name] {
            if (edit->hasFocus())
                textEdited(name, edit->toPlainText());
        });
        return edit;
    }
    auto *edit = new QLineEdit;
    connect(edit, &QLineEdit::textEdited, this,
            [this, name](const QString &text) { textEdited(name, text); });
    return edit;
}

void VariableForm::textEdited(const QString &name, const QString &text)
{
    Field &field = m_fields[name];
    field.touched = true;
    const bool isText = field.variable.type == u"string" || field.variable.type.isEmpty();
    if (text.isEmpty() && !isText) {
        field.refused = false;
        field.typed.clear();
        Q_EMIT valueChanged(m_config, name, field.variable.type, QJsonValue(QJsonValue::Undefined));
        return;
    }
    const QJsonValue value = isText ? QJsonValue(text) : valueFromText(field.variable.type, text);
    field.refused = value.isUndefined();
    field.typed = field.refused ? text : QString();
    if (field.refused)
        showProblems(false); // the draft keeps its last fit value
    else
        Q_EMIT valueChanged(m_config, name, field.variable.type, value);
}

QString VariableForm::sourceText(const EffectiveVariable &variable) const
{
    if (variable.lockedBy != EffectiveVariable::Level::None &&
        variable.lockedBy != EffectiveVariable::Level::Deployment)
        return tr("locked by the %1", "level").arg(levelText(variable.lockedBy));
    if (variable.valueFrom == EffectiveVariable::Level::Deployment)
        return tr("set here");
    if (variable.valueFrom != EffectiveVariable::Level::None)
        return tr("from the %1", "level").arg(levelText(variable.valueFrom));
    return variable.required ? tr("required") : tr("not set");
}

void VariableForm::refresh(const DeploymentPart &part)
{
    for (const EffectiveVariable &known : part.variables.variables) {
        if (const auto it = m_fields.find(known.name); it != m_fields.end())
            it->variable = known;
    }
    const QStringList unknown = undeclared(part);
    for (Field &field : m_fields) {
        const EffectiveVariable &variable = field.variable;
        const bool declared = !unknown.contains(variable.name);
        const bool locked = !declared || (variable.lockedBy != EffectiveVariable::Level::None &&
                                          variable.lockedBy != EffectiveVariable::Level::Deployment);
        const bool fixed = locked || m_fixed;
        field.refusal.clear();
        field.warning.clear();
        for (const Finding &finding : part.variables.findings) {
            if (finding.pointer.last() != variable.name || finding.rule == u"V5")
                continue;
            QString &where = finding.severity == Finding::Severity::Refuse ? field.refusal : field.warning;
            if (where.isEmpty())
                where = finding.sentence;
        }
        const bool ownSet = part.ownValues.contains(variable.name);
        QWidget *editor = field.field->editor();
        const QString shown = field.refused ? field.typed
                              : declared    ? textFromValue(variable.value)
                                            : textFromValue(plainValue(part.ownValues.value(variable.name)));
        const QSignalBlocker blocker(editor);
        if (auto *line = qobject_cast<QLineEdit *>(editor)) {
            if (line->text() != shown)
                line->setText(shown);
            line->setReadOnly(fixed);
        } else if (auto *text = qobject_cast<QPlainTextEdit *>(editor)) {
            if (text->toPlainText() != shown)
                text->setPlainText(shown);
            text->setReadOnly(fixed);
        } else if (auto *combo = qobject_cast<QComboBox *>(editor)) {
            combo->setCurrentIndex(qMax(0, combo->findData(shown)));
            combo->setEnabled(!fixed);
        }
        // A value that a lock or a missing declaration overrules can still be taken away.
        field.reset->setVisible(ownSet && !m_fixed);
        field.field->setNote(declared ? sourceText(variable) : tr("not declared"));
        QStringList help{field.warning, cleaned(variable.description),
                         declared ? typeWord(variable.type) : QString()};
        help.removeAll(QString());
        field.field->setHelp(help.join(QStringLiteral(" · ")));
    }
    showProblems(false);
}

QString VariableForm::problemOf(const Field &field) const
{
    if (field.refused)
        return tr("%1 needs a %2; '%3' is none.")
            .arg(field.variable.name, typeWord(field.variable.type), field.typed);
    if (!field.refusal.isEmpty())
        return field.refusal;
    const bool empty = field.variable.value.isUndefined() || field.variable.value.isNull() ||
                       (field.variable.value.isString() && field.variable.value.toString().isEmpty());
    if (field.variable.required && empty)
        return tr("Enter a value for %1.").arg(field.variable.name);
    return {};
}

QList<QPair<QWidget *, QString>> VariableForm::problems() const
{
    QList<QPair<QWidget *, QString>> list;
    for (const QString &name : m_order) {
        const Field &field = m_fields[name];
        const QString problem = problemOf(field);
        if (!problem.isEmpty())
            list.append({field.field->editor(), problem});
    }
    return list;
}

void VariableForm::showProblems(bool all)
{
    for (Field &field : m_fields) {
        const QString problem = problemOf(field);
        // What is wrong with a value that is there is said at once, what is missing when it is time.
        const bool now = all || field.touched || !field.refusal.isEmpty();
        field.field->setError(now && !m_fixed ? problem : QString());
        field.touched = field.touched || all;
    }
}

} // namespace easel
