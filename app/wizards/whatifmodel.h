// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/whatifchoices.h"
#include "core/placement/whatiftrial.h"

#include <QObject>
#include <QTimer>

#include <atomic>

namespace easel {

class AppContext;

// The changes of a What-if window and what comes of them: tried out on the pool after every edit, and again
// when the source changes. One job at a time; an older one is stopped.
class WhatIfModel : public QObject
{
    Q_OBJECT

public:
    explicit WhatIfModel(AppContext *context, QObject *parent = nullptr);
    ~WhatIfModel() override;

    const QList<WhatIfChange> &changes() const { return m_changes; }
    void setChanges(const QList<WhatIfChange> &changes); // of a kept draft: nothing to undo
    int add(const WhatIfChange &change);                 // its position
    void replace(int index, const WhatIfChange &change); // edits of one change in a row are undone together
    void remove(int index);
    void move(int from, int to);
    bool canUndo() const { return !m_before.isEmpty(); }
    void undo();

    bool isKnown() const { return m_known; } // the source was read once
    const WhatIfChoices &choices() const { return *m_choices; }
    // Of the changes as they are now, unless isWorking().
    const WhatIfResult &result() const { return m_result; }
    // What came of a change; null while that is being worked out.
    const WhatIfStep *step(int index) const;
    bool isWorking() const { return m_busy || m_soon.isActive(); }
    const std::optional<Error> &problem() const { return m_problem; } // the source could not be read
    void again();

Q_SIGNALS:
    void changesChanged();
    void choicesChanged();
    void resultChanged();
    void workingChanged();

private:
    struct Answer
    {
        WhatIfResult result;
        std::shared_ptr<const WhatIfChoices> choices; // null: as before
    };
    void remember(int edited);
    void changed();
    void work();
    void tryOut(const std::shared_ptr<const ObjectSet> &objects); // null: as before

    AppContext *m_context;
    QList<WhatIfChange> m_changes;
    QList<QList<WhatIfChange>> m_before; // what undo() leads back to, the last at the end
    int m_edited = -1;                   // the change that is being edited
    std::shared_ptr<const WhatIfChoices> m_choices;
    std::shared_ptr<WhatIfTrial> m_trial; // whoever works has it for itself
    WhatIfResult m_result;
    QList<WhatIfChange> m_tried; // what m_result is of
    std::optional<Error> m_problem;
    std::shared_ptr<std::atomic_bool> m_stopped;
    QTimer m_soon;
    bool m_busy = false;
    bool m_again = false;
    bool m_baseOld = true;
    bool m_known = false;
};

} // namespace easel
