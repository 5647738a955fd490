// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <vector>

namespace easel {

// A Kubernetes label selector (metav1.LabelSelector), also used over cluster claims.
class LabelSelector
{
public:
    enum class Operator : quint8 { In, NotIn, Exists, DoesNotExist };
    struct Requirement
    {
        QString key;
        Operator op = Operator::Exists;
        QStringList values;

        QString text{}; // "region in (a,b)", as kubectl writes it

        bool matches(const QMap<QString, QString> &labels) const;
    };

    // {} matches everything. A selector that Kubernetes refuses is Error::Kind::Invalid; its message is what
    // apimachinery says, because schedulers copy it into conditions.
    static Result<LabelSelector> parse(const QJsonObject &selector);

    bool matches(const QMap<QString, QString> &labels) const;
    const std::vector<Requirement> &requirements() const { return m_requirements; }

private:
    std::vector<Requirement> m_requirements; // all must hold
};

} // namespace easel
