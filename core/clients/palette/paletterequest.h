// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/http.h"

#include <QJsonValue>

namespace easel {

// One call of Palette's API.
struct PaletteRequest
{
    // Whether the project goes with it. What belongs to the tenant is refused when it does, and what belongs
    // to a project looks forbidden or empty when it does not.
    enum class Scope { Project, Tenant };
    // Read: changes nothing, also as POST. Repeatable: the same once or twice (PUT of the whole, DELETE).
    // Once: never sent again by itself; when its answer is lost nobody knows (Error::Kind::OutcomeUnknown).
    enum class Effect { Read, Repeatable, Once };
    // Now: somebody or something waits for it. Unhurried: what is looked at now and then.
    enum class Pace { Now, Unhurried };

    QByteArray method = "GET";
    QString path; // "/v1/edgehosts/h1", decoded
    QUrlQuery query;
    QJsonValue body = QJsonValue::Undefined;
    QByteArray accept = "application/json";
    Scope scope = Scope::Project;
    Effect effect = Effect::Read;
    Pace pace = Pace::Now;
    int tries = 0;     // at most; 0: as many as the session makes. Somebody who looks wants to know at once
    QString attempt;   // what is tried, for errors
    QString shownPath; // for the log, where the path holds a secret
};

// "/v1/edgehosts/%1/meta" with its parts filled in; an error (Invalid) for a part that would lead elsewhere
// ("..", "a/b", "").
Result<QString> palettePath(const QString &pattern, const QStringList &parts);

// A request by its path, with a body where one is given.
Result<PaletteRequest> paletteRequest(const QByteArray &method, PaletteRequest::Effect effect,
                                      const QString &pattern, const QStringList &parts,
                                      const QString &attempt, const QJsonValue &body = QJsonValue::Undefined);

// The same for the tenant, with no project.
Result<PaletteRequest> tenantRequest(Result<PaletteRequest> request);

} // namespace easel
