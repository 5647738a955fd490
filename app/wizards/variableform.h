// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/appdeployment.h"

#include <QHash>
#include <QWidget>

namespace easel {

class FormField;

// The variables of one part of a deployment: a heading and a typed field for each, with its source ("from
// project glaciology"), its lock
// ("locked by the system"), and a way back to the inherited value.
class VariableForm : public QWidget
{
    Q_OBJECT

public:
    VariableForm(const DeploymentPart &part, bool fixed, QWidget *parent = nullptr);
    // Names that the deployment sets and nothing declares (V3): shown, so that they can be taken away.
    static QStringList undeclared(const DeploymentPart &part);
    static bool hasFields(const DeploymentPart &part);

    // New values and sources; fields that have the focus keep what is typed.
    void refresh(const DeploymentPart &part);
    // Variables without a fit value: field and sentence.
    QList<QPair<QWidget *, QString>> problems() const;
    void showProblems(bool all);

Q_SIGNALS:
    // Undefined: the deployment's own value goes.
    void valueChanged(int config, const QString &name, const QString &type, const QJsonValue &plain);

private:
    struct Field
    {
        FormField *field = nullptr;
        QWidget *reset = nullptr;
        EffectiveVariable variable;
        QString refusal; // of the rules of 3.g: locked, wrong type, declared twice
        QString warning;
        QString typed; // text as typed when it does not fit the type
        bool refused = false;
        bool touched = false;
    };
    void addField(const QString &config, const EffectiveVariable &variable);
    QWidget *makeEditor(const EffectiveVariable &variable);
    void textEdited(const QString &name, const QString &text);
    QString sourceText(const EffectiveVariable &variable) const;
    QString problemOf(const Field &field) const;

    int m_config;
    bool m_fixed; // nothing can be set here
    QHash<QString, Field> m_fields;
    QStringList m_order;
};

} // namespace easel
