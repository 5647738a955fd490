// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/draft.h"

#include "core/base/log.h"
#include "core/domain/objectset.h"
#include "core/yaml/yamlwriter.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>
#include <QUuid>

namespace easel {

namespace {

constexpr int formatVersion = 1;

bool isSecret(const QJsonObject &object)
{
    return object.value(u"kind").toString() == u"Secret";
}

// Text that cannot be read yet, in whatever way it is written.
bool namesSecret(const QByteArray &text)
{
    static const QRegularExpression kind(QStringLiteral("\\bkind[\"']?\\s*:\\s*[\"']?Secret\\b"));
    return kind.match(QString::fromUtf8(text)).hasMatch();
}

QJsonObject withoutSecretValues(QJsonObject object)
{
    object.remove(QStringLiteral("data"));
    object.remove(QStringLiteral("stringData"));
    QJsonObject metadata = object.value(u"metadata").toObject();
    QJsonObject annotations = metadata.value(u"annotations").toObject();
    if (annotations.contains(u"kubectl.kubernetes.io/last-applied-configuration")) {
        annotations.remove(QStringLiteral("kubectl.kubernetes.io/last-applied-configuration"));
        metadata.insert(QStringLiteral("annotations"), annotations);
        object.insert(QStringLiteral("metadata"), metadata);
    }
    return object;
}

QJsonObject refToJson(const ObjectRef &ref)
{
    return {{QStringLiteral("apiVersion"), ref.apiVersion},
            {QStringLiteral("kind"), ref.kind},
            {QStringLiteral("namespace"), ref.namespaceName},
            {QStringLiteral("name"), ref.name}};
}

ObjectRef refFromJson(const QJsonObject &json)
{
    return {json.value(u"apiVersion").toString(), json.value(u"kind").toString(),
            json.value(u"namespace").toString(), json.value(u"name").toString()};
}

} // namespace

Draft::Draft(QObject *parent)
    : QObject(parent)
    , m_id(QUuid::createUuid().toString(QUuid::WithoutBraces))
{}

Draft::~Draft()
{
    Q_EMIT aboutToEnd();
}

void Draft::setTitle(const QString &title)
{
    if (m_title == title)
        return;
    m_title = title;
    Q_EMIT changed(-1);
}

void Draft::setWindowState(const QJsonObject &state)
{
    if (m_windowState == state)
        return;
    m_windowState = state;
    Q_EMIT changed(-1);
}

int Draft::append(const DraftObject &object)
{
    m_objects.append(object);
    Q_EMIT changed(-1);
    return static_cast<int>(m_objects.size()) - 1;
}

// Renews what is known of an object from its text. A text that cannot be read leaves the last value standing.
void Draft::read(DraftObject &object)
{
    const auto document = readYamlDocument(object.text);
    if (!document) {
        object.textError = document.error();
        return;
    }
    if (!document->value.isObject()) {
        object.textError =
            makeError(Error::Kind::Syntax,
                      QCoreApplication::translate(
                          "easel::Draft",
                          "line %1, column %2: this is no object; it needs apiVersion, kind and metadata")
                          .arg(document->firstLine)
                          .arg(1));
        return;
    }
    object.textError.reset();
    object.value = document->value.toObject();
    // A file in a workspace may leave its namespace to its folder.
    const QString namespaceName = object.base.value(u"metadata").toObject().value(u"namespace").toString();
    QJsonObject metadata = object.value.value(u"metadata").toObject();
    if (!namespaceName.isEmpty() && metadata.value(u"namespace").toString().isEmpty()) {
        metadata.insert(QStringLiteral("namespace"), namespaceName);
        object.value.insert(QStringLiteral("metadata"), metadata);
    }
    object.marks = document->marks;
    object.ref = refOf(object.value);
}

int Draft::add(const QJsonObject &object, const QJsonObject &base)
{
    return addText(writeYaml(object), base);
}

int Draft::addText(const QByteArray &text, const QJsonObject &base)
{
    DraftObject object;
    object.text = text;
    object.base = base;
    object.value = base;
    object.ref = refOf(base);
    read(object);
    return append(object);
}

int Draft::addDelete(const ObjectRef &ref, const QJsonObject &base)
{
    DraftObject object;
    object.intent = DraftObject::Intent::Delete;
    object.ref = ref;
    object.base = base;
    object.value = base;
    return append(object);
}

void Draft::removeAt(int index)
{
    if (index < 0 || index >= m_objects.size())
        return;
    m_objects.removeAt(index);
    Q_EMIT changed(-1);
}

void Draft::clear()
{
    if (m_objects.isEmpty())
        return;
    m_objects.clear();
    Q_EMIT changed(-1);
}

QJsonValue Draft::value(int index, const JsonPointer &pointer) const
{
    if (index < 0 || index >= m_objects.size())
        return QJsonValue(QJsonValue::Undefined);
    return pointer.get(m_objects.at(index).value);
}

bool Draft::set(int index, const JsonPointer &pointer, const QJsonValue &value)
{
    if (index < 0 || index >= m_objects.size())
        return false;
    QJsonValue wanted = m_objects.at(index).value;
    if (value.isUndefined()) {
        if (!pointer.remove(wanted))
            return !m_objects.at(index).textError;
        return edit(index, {{YamlEdit::Operation::Remove, pointer, {}}}, wanted);
    }
    if (!pointer.set(wanted, value))
        return false;
    return edit(index, {{YamlEdit::Operation::Set, pointer, value}}, wanted);
}

bool Draft::replace(int index, const QJsonObject &object)
{
    if (index < 0 || index >= m_objects.size())
        return false;
    return edit(index, editsBetween(m_objects.at(index).value, object), object);
}

bool Draft::edit(int index, const QList<YamlEdit> &edits, const QJsonValue &wanted)
{
    DraftObject &object = m_objects[index];
    if (object.textError || object.intent == DraftObject::Intent::Delete || !wanted.isObject())
        return false;
    if (jsonEqual(object.value, wanted))
        return true;
    // Empty documents beside the object ("---" without anything) are not counted by readYamlDocument().
    const auto documents = readYaml(object.text);
    int document = 0;
    for (int i = 0; documents && i < documents->size(); ++i) {
        if (!documents->at(i).value.isNull()) {
            document = i;
            break;
        }
    }
    const auto patched = patchYaml(object.text, document, edits);
    if (patched) {
        object.text = *patched;
    } else {
        qCInfo(lcChanges) << "draft text written anew:" << patched.error().message;
        object.text = writeYaml(wanted);
    }
    read(object);
    Q_EMIT changed(index);
    return true;
}

void Draft::setText(int index, const QByteArray &text)
{
    if (index < 0 || index >= m_objects.size() || m_objects.at(index).text == text)
        return;
    m_objects[index].text = text;
    read(m_objects[index]);
    Q_EMIT changed(index);
}

bool Draft::hasTextErrors() const
{
    return std::any_of(m_objects.begin(), m_objects.end(),
                       [](const DraftObject &object) { return object.textError.has_value(); });
}

QJsonObject Draft::toJson() const
{
    QJsonArray objects;
    for (const DraftObject &object : m_objects) {
        const bool remove = object.intent == DraftObject::Intent::Delete;
        QByteArray text = object.text;
        QJsonObject base = object.base;
        // What is typed at the moment may be a Secret whose text cannot be read yet.
        if (isSecret(object.value) || isSecret(base) || namesSecret(text)) {
            text = remove ? QByteArray() : writeYaml(withoutSecretValues(object.value));
            base = withoutSecretValues(base);
        }
        objects.append(QJsonObject{
            {QStringLiteral("intent"), remove ? QStringLiteral("delete") : QStringLiteral("apply")},
            {QStringLiteral("ref"), refToJson(object.ref)},
            {QStringLiteral("text"), QString::fromUtf8(text)},
            {QStringLiteral("base"), base}});
    }
    return {{QStringLiteral("version"), formatVersion},
            {QStringLiteral("id"), m_id},
            {QStringLiteral("title"), m_title},
            {QStringLiteral("kindOfWork"), m_kindOfWork},
            {QStringLiteral("windowState"), m_windowState},
            {QStringLiteral("objects"), objects}};
}

std::unique_ptr<Draft> Draft::fromJson(const QJsonObject &json)
{
    if (json.value(u"version").toInt() != formatVersion || json.value(u"id").toString().isEmpty())
        return nullptr;
    auto draft = std::make_unique<Draft>();
    draft->m_id = json.value(u"id").toString();
    draft->m_title = json.value(u"title").toString();
    draft->m_kindOfWork = json.value(u"kindOfWork").toString();
    draft->m_windowState = json.value(u"windowState").toObject();
    const QJsonArray objects = json.value(u"objects").toArray();
    for (const auto &entry : objects) {
        const QJsonObject object = entry.toObject();
        const QJsonObject base = object.value(u"base").toObject();
        if (object.value(u"intent").toString() == u"delete")
            draft->addDelete(refFromJson(object.value(u"ref").toObject()), base);
        else
            draft->addText(object.value(u"text").toString().toUtf8(), base);
    }
    return draft;
}

} // namespace easel
