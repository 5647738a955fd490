// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/draft.h"
#include "core/domain/finding.h"
#include "core/domain/objectset.h"

#include <QObject>

#include <memory>

namespace easel {

class Surroundings;

// The draft's Environment in its surroundings: what the pages of its wizard read and write.
class EnvironmentModel : public QObject
{
    Q_OBJECT

public:
    EnvironmentModel(Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);

    bool isReady() const { return m_objects != nullptr; } // surroundings were read once
    const ObjectSet &objects() const;
    QJsonObject environment() const;
    QString name() const;
    QString project() const;
    bool isEdit() const { return m_isEdit; }
    // An existing Placement chooses, not this object.
    bool usesExistingPlacement() const;
    void setUsesExistingPlacement(bool existing);

    QJsonObject placement() const;
    void setPlacement(const QJsonObject &placement);
    QJsonObject rollout() const; // the rolloutStrategy
    void setRollout(const QJsonObject &strategy);
    QJsonValue value(QStringView path) const;
    void set(const QString &path, const QJsonValue &value); // Undefined or an empty text removes

    const QList<Finding> &findings() const { return m_findings; }
    QString refusalOf(const QString &rule) const; // its sentence; empty: all is well
    bool isNameTaken() const;
    QStringList gpuFamilies() const; // of machines and clusters that are known

Q_SIGNALS:
    void changed();

private:
    void read();
    void judge();
    void replace(const QJsonObject &environment);

    Draft *m_draft;
    Surroundings *m_surroundings;
    bool m_isEdit;
    std::shared_ptr<const ObjectSet> m_objects;
    QList<Finding> m_findings;
};

} // namespace easel
