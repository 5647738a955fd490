// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/draft.h"
#include "core/domain/finding.h"
#include "core/domain/objectset.h"
#include "core/domain/rules.h"

#include <QObject>

#include <memory>

namespace easel {

class Surroundings;

// The object that a wizard makes or edits, in its surroundings: what the pages and the summary read and
// write. The draft is the only truth; findings are renewed with every change of either.
class ObjectModel : public QObject
{
    Q_OBJECT

public:
    // `empty`: what a new object begins with. Of a draft with several objects, the one of its kind is meant.
    ObjectModel(Draft *draft, Surroundings *surroundings, const QJsonObject &empty,
                QObject *parent = nullptr);

    bool isReady() const { return m_objects != nullptr; } // surroundings were read once
    const ObjectSet &objects() const;
    Draft *draft() const { return m_draft; }
    Surroundings *surroundings() const { return m_surroundings; }
    QJsonObject object() const; // of the draft
    QString name() const;
    QByteArray text() const; // of the whole draft, one document after the other; without secret values
    // An edit of an object that exists.
    bool isEdit() const { return m_isEdit; }
    bool isPlainHub() const;

    void replace(const QJsonObject &object); // smallest edits in the draft's text
    // Undefined, an empty text, list or map remove, and the maps that would be left empty around it.
    void set(const JsonPointer &pointer, const QJsonValue &value);

    const QList<Finding> &findings() const { return m_findings; }
    // The first refusal at a pointer or below it; empty when there is none.
    QString refusalAt(const JsonPointer &pointer) const;
    QString refusalOf(const QString &rule) const;

Q_SIGNALS:
    void changed();

protected:
    void start();                         // at the end of the constructor of the class that is made
    virtual QString untitled() const = 0; // the draft's title while the object has no name
    // What stands around the object, read anew. The base class judges afterwards.
    virtual void objectsRead() {}
    virtual QList<Finding> judged(const RuleContext &context) const;
    virtual void judge();
    const QJsonObject &before() const { return m_before; } // Edit: the object that exists
    int index() const;                                     // of the object in the draft; -1: not there yet

private:
    void read();

    Draft *m_draft;
    Surroundings *m_surroundings;
    QJsonObject m_empty;
    QString m_groupKind;
    QJsonObject m_before;
    QByteArray m_first; // Edit: the text the window opened with
    bool m_isEdit = false;
    std::shared_ptr<const ObjectSet> m_objects;
    QList<Finding> m_findings;
};

} // namespace easel
