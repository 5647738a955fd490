// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QList>

namespace easel {

struct YamlWriteOptions
{
    // apiVersion, kind, metadata (name, namespace first), type, spec, data, status, then the rest by name;
    // "name" and "key" first in list items. Off: keys by name.
    bool kubernetesOrder = true;
};

// A document as YAML: two-space indentation, quotes exactly where the plain form would be read as something
// else (by YAML 1.2, or by 1.1 tools: yes, on, 0o7, 1_000, 12:30), literal blocks for text of several lines.
// Ends with a newline. readYaml(writeYaml(v)) equals v; the property test says so.
QByteArray writeYaml(const QJsonValue &value, const YamlWriteOptions &options = {});
QByteArray writeYamlDocuments(const QList<QJsonValue> &documents, const YamlWriteOptions &options = {});

// One scalar as it would stand after "key: " on one line.
QByteArray yamlScalar(const QJsonValue &value);

} // namespace easel
