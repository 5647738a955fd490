// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/objectmetadata.h"
#include "core/schema/schema.h"
#include "core/schema/schemanode.h"

namespace easel {

// The one implementation of Schema: prunes, defaults and validates as k8s.io/apiextensions-apiserver does on
// create.
class StructuralSchema : public Schema
{
public:
    struct Identity
    {
        QString group;
        QString version;
        QString kind;
        NameRule names = NameRule::Subdomain;
        bool dropsStatus =
            false; // a status subresource: what the main resource brings in status is thrown away
    };

    StructuralSchema(SchemaTree tree, Identity identity);

    QList<SchemaFinding> validate(const QJsonObject &object, bool strict) const override;
    QJsonObject withDefaults(const QJsonObject &object) const override;
    std::optional<FieldInfo> field(const JsonPointer &pointer) const override;

private:
    void completeRoot();

    SchemaTree m_tree;
    Identity m_identity;
};

} // namespace easel
