// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

namespace easel {

// What part of a source is looked at.
struct Scope
{
    enum class Kind { All, Tenant, Project };
    Kind kind = Kind::All;
    QString name; // of the tenant or project

    QString key() const // "", "tenant:borealis", "project:vision": for settings and filters
    {
        switch (kind) {
        case Kind::Tenant:
            return QStringLiteral("tenant:") + name;
        case Kind::Project:
            return QStringLiteral("project:") + name;
        case Kind::All:
            break;
        }
        return {};
    }
    static Scope fromKey(const QString &key)
    {
        if (key.startsWith(u"tenant:"))
            return {Kind::Tenant, key.mid(7)};
        if (key.startsWith(u"project:"))
            return {Kind::Project, key.mid(8)};
        return {};
    }
    bool operator==(const Scope &) const = default;
};

} // namespace easel

Q_DECLARE_METATYPE(easel::Scope)
