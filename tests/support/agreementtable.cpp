// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/agreementtable.h"

#include "core/yaml/yamlreader.h"

#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

Result<QJsonObject> readFile(const QString &name)
{
    QFile file(QStringLiteral(EASEL_SOURCE_DIR) + u"/tests/hub/data/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::File, file.errorString());
    const auto document = readYamlDocument(file.readAll());
    if (!document)
        return failure(document.error());
    return document->value.toObject();
}

QSet<QString> textSet(const QJsonValue &value)
{
    QSet<QString> texts;
    const QJsonArray array = value.toArray();
    for (const auto &item : array)
        texts.insert(plainField(item.toString()));
    return texts;
}

} // namespace

Result<QList<AgreementCase>> readAgreementTable()
{
    const auto table = readFile(u"agreement.yaml"_s);
    if (!table)
        return failure(table.error());
    const QJsonObject bases = table->value("bases"_L1).toObject();
    const QJsonArray cases = table->value("cases"_L1).toArray();
    QList<AgreementCase> list;
    for (const auto &value : cases) {
        const QJsonObject given = value.toObject();
        AgreementCase entry;
        entry.name = given.value("name"_L1).toString();
        entry.base = given.value("base"_L1).toString();
        entry.good = given.value("verdict"_L1).toString() == "good"_L1;
        entry.byCel = given.value("decidedBy"_L1).toString() == "cel"_L1;
        entry.fields = textSet(given.value("fields"_L1));
        entry.also = textSet(given.value("also"_L1));
        QJsonValue object = bases.value(entry.base);
        if (!object.isObject())
            return failure(Error::Kind::Invalid, u"%1: no base %2"_s.arg(entry.name, entry.base));
        const QJsonObject set = given.value("set"_L1).toObject();
        for (auto change = set.begin(); change != set.end(); ++change) {
            const auto pointer = JsonPointer::parse(change.key());
            if (!pointer || !pointer->set(object, change.value()))
                return failure(Error::Kind::Invalid, u"%1: cannot set %2"_s.arg(entry.name, change.key()));
        }
        const QJsonArray removals = given.value("remove"_L1).toArray();
        for (const auto &removal : removals) {
            const auto pointer = JsonPointer::parse(removal.toString());
            if (!pointer || !pointer->remove(object))
                return failure(Error::Kind::Invalid,
                               u"%1: cannot remove %2"_s.arg(entry.name, removal.toString()));
        }
        entry.object = object.toObject();
        list.append(entry);
    }
    return list;
}

QJsonObject probeCrd()
{
    const auto crd = readFile(u"probe-crd.yaml"_s);
    return crd ? *crd : QJsonObject();
}

std::shared_ptr<const Schema> schemaOfCase(const AgreementCase &entry)
{
    if (entry.base == "Probe"_L1) {
        static const auto probe = Schema::fromCrd(probeCrd(), u"v1"_s);
        return probe ? *probe : nullptr;
    }
    for (const QString &version : {u"v1alpha1"_s, u"v1beta1"_s}) {
        if (auto schema = Schema::builtin(u"spectrocloud.com"_s, version, entry.base))
            return schema;
    }
    return nullptr;
}

QString plainField(QString field)
{
    static const QRegularExpression key(u"\\['?([^\\]']*[^0-9\\]'][^\\]']*)'?\\]"_s);
    static const QRegularExpression meta(
        u"(^|\\.)(metadata\\.(labels|annotations|finalizers|ownerReferences))[.\\[].*"_s);
    static const QRegularExpression owner(u"^metadata\\.ownerReferences(\\[[0-9]+\\])?\\."_s);
    field.replace(key, u".\\1"_s);
    if (field.contains(owner))
        return field.replace(owner, u"metadata.ownerReferences."_s);
    return field.replace(meta, u"\\1\\2"_s);
}

QSet<QString> plainFields(const QList<SchemaFinding> &findings)
{
    QSet<QString> fields;
    for (const SchemaFinding &finding : findings)
        fields.insert(plainField(finding.pointer.toFieldPath()));
    return fields;
}

} // namespace easel
