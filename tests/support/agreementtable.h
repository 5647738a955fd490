// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/schema/schema.h"

#include <QSet>

namespace easel {

// One object of tests/hub/data/agreement.yaml and what the API server says about it.
struct AgreementCase
{
    QString name;
    QString base; // the kind it starts from
    QJsonObject object;
    bool good = false;
    bool byCel = false;   // only a rule in CEL refuses it
    QSet<QString> fields; // as the server names them
    QSet<QString> also;   // named by CEL besides
};

Result<QList<AgreementCase>> readAgreementTable();
QJsonObject probeCrd(); // the kind for constructs that Easel's own kinds do not use

// The schema of the kind that a case speaks of.
std::shared_ptr<const Schema> schemaOfCase(const AgreementCase &entry);

// The same spelling for the server's paths and Easel's: the server writes keys of maps as ".key" here and
// "[key]" there, and names maps of metadata as a whole.
QString plainField(QString field);
QSet<QString> plainFields(const QList<SchemaFinding> &findings);

} // namespace easel
