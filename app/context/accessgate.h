// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"

#include <QHash>
#include <QObject>

namespace easel {

// What the user may do, as far as it was asked. Answers come from the source (which remembers them for some
// minutes); this gate makes them available to menus, which cannot wait.
class AccessGate : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // The last answer, or nothing yet: then it is asked and changed() follows. Old answers are asked again
    // while they are still used.
    std::optional<AccessAnswer> answer(Source *source, const AccessQuestion &question);
    void forget(); // another source or identity

Q_SIGNALS:
    void changed();

private:
    struct Known
    {
        std::optional<AccessAnswer> answer;
        qint64 askedMs = 0;
    };
    QHash<AccessQuestion, Known> m_known;
    quint32 m_generation = 0;
};

} // namespace easel
