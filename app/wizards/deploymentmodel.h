// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/draft.h"
#include "core/domain/appdeployment.h"

#include <QObject>

#include <memory>

namespace easel {

class Surroundings;

// The draft's AIWorkload in its surroundings: what the pages and the summary of the wizard read and write.
class DeploymentModel : public QObject
{
    Q_OBJECT

public:
    DeploymentModel(Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);

    bool isReady() const { return m_objects != nullptr; } // surroundings were read once
    const ObjectSet &objects() const;
    QJsonObject deployment() const; // of the draft
    QString project() const;
    QString name() const;
    QJsonObject projectObject() const;
    bool isModel() const;
    // An edit of a deployment that exists: only what rule AIW-12 lets change may change.
    bool isEdit() const { return m_isEdit; }

    void replace(const QJsonObject &deployment);                   // smallest edits in the draft's text
    void set(const JsonPointer &pointer, const QJsonValue &value); // Undefined or empty text removes

    const QList<DeploymentPart> &parts() const { return m_parts; }
    const QList<Finding> &findings() const { return m_findings; } // of Easel's rules, for a create
    // The first refusal at a pointer or below it; empty when there is none.
    QString refusalAt(const JsonPointer &pointer) const;
    QString refusalOf(const QString &rule) const;
    void askForClone() { Q_EMIT cloneRequested(); }

Q_SIGNALS:
    void changed();
    void cloneRequested(); // from a page whose fields are fixed

private:
    void read();
    void judge();

    Draft *m_draft;
    Surroundings *m_surroundings;
    bool m_isEdit;
    std::shared_ptr<const ObjectSet> m_objects;
    QList<DeploymentPart> m_parts;
    QList<Finding> m_findings;
};

} // namespace easel
