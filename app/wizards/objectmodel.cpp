// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/objectmodel.h"

#include "app/context/surroundings.h"
#include "core/base/redact.h"
#include "core/domain/tolerant.h"
#include "core/yaml/yamlwriter.h"

#include <QJsonArray>

namespace easel {

namespace {

bool isNothing(const QJsonValue &value)
{
    return value.isUndefined() || (value.isString() && value.toString().isEmpty()) ||
           (value.isArray() && value.toArray().isEmpty()) || (value.isObject() && value.toObject().isEmpty());
}

} // namespace

ObjectModel::ObjectModel(Draft *draft, Surroundings *surroundings, const QJsonObject &empty, QObject *parent)
    : QObject(parent)
    , m_draft(draft)
    , m_surroundings(surroundings)
    , m_empty(empty)
    , m_groupKind(refOf(empty).groupKind())
{
    if (const int at = index(); at >= 0) {
        m_before = draft->objects().at(at).base;
        m_isEdit = !m_before.isEmpty();
        if (m_isEdit)
            m_first = draft->objects().at(at).text;
    }
}

void ObjectModel::start()
{
    connect(m_draft, &Draft::changed, this, [this] {
        judge();
        Q_EMIT changed();
    });
    connect(m_surroundings, &Surroundings::changed, this, &ObjectModel::read);
    read();
}

void ObjectModel::read()
{
    m_surroundings->objects().then(this, [this](const Result<std::shared_ptr<const ObjectSet>> &result) {
        if (!result)
            return;
        m_objects = *result;
        objectsRead();
        judge();
        Q_EMIT changed();
    });
}

const ObjectSet &ObjectModel::objects() const
{
    static const ObjectSet none;
    return m_objects ? *m_objects : none;
}

int ObjectModel::index() const
{
    const QList<DraftObject> &objects = m_draft->objects();
    for (int i = 0; i < objects.size(); ++i) {
        if (objects.at(i).ref.groupKind() == m_groupKind)
            return i;
    }
    return -1;
}

QJsonObject ObjectModel::object() const
{
    const int at = index();
    return at < 0 ? m_empty : m_draft->objects().at(at).value;
}

QString ObjectModel::name() const
{
    return valueAt(object(), u"metadata.name").toString();
}

QByteArray ObjectModel::text() const
{
    QByteArray text;
    for (const DraftObject &object : m_draft->objects()) {
        if (!text.isEmpty())
            text += text.endsWith('\n') ? "---\n" : "\n---\n";
        // A key that is being entered is seen nowhere.
        text += object.ref.groupKind() == u"Secret" ? writeYaml(redactedObject(object.value)) : object.text;
    }
    return text;
}

bool ObjectModel::isPlainHub() const
{
    const Source *source = m_surroundings->source();
    return !source || source->mode() != HubMode::Vendor;
}

void ObjectModel::replace(const QJsonObject &object)
{
    const int at = index();
    if (at < 0) {
        m_draft->add(object);
    } else if (!m_first.isEmpty()) {
        // Always from the text it began with: what is emptied and typed anew stays in its line.
        Draft fresh;
        fresh.addText(m_first);
        fresh.replace(0, object);
        m_draft->setText(at, fresh.objects().first().text);
    } else if (m_draft->objects().at(at).text == writeYaml(this->object())) {
        m_draft->setText(at, writeYaml(object)); // nobody's writing yet: no quotes left over from ""
    } else {
        m_draft->replace(at, object);
    }
    const QString name = valueAt(object, u"metadata.name").toString();
    m_draft->setTitle(name.isEmpty() ? untitled() : name);
}

void ObjectModel::set(const JsonPointer &pointer, const QJsonValue &value)
{
    QJsonValue root = object();
    const bool nothing = isNothing(value);
    // A name stays as an empty text: the object has to have one.
    if (nothing && pointer.last() != u"name") {
        pointer.remove(root);
        for (JsonPointer up = pointer.parent(); up.tokens().size() > 1; up = up.parent()) {
            const QJsonValue left = up.get(root);
            // A cluster says how its node pools differ from the defaults, also when they do not (2.6).
            if (!left.isObject() || !left.toObject().isEmpty() || up.last() == u"nodePoolRequirements")
                break;
            up.remove(root);
        }
    } else {
        pointer.set(root, nothing ? QJsonValue(QString()) : value);
    }
    if (root.toObject() != object())
        replace(root.toObject());
}

QList<Finding> ObjectModel::judged(const RuleContext &context) const
{
    return checkObject(object(), objects(), context);
}

void ObjectModel::judge()
{
    RuleContext context;
    context.plainHub = isPlainHub();
    context.intent = m_isEdit ? RuleContext::Intent::Update : RuleContext::Intent::Create;
    context.before = m_before;
    m_findings = judged(context);
}

QString ObjectModel::refusalAt(const JsonPointer &pointer) const
{
    for (const Finding &finding : m_findings) {
        if (finding.severity == Finding::Severity::Refuse && finding.pointer.startsWith(pointer))
            return finding.sentence;
    }
    return {};
}

QString ObjectModel::refusalOf(const QString &rule) const
{
    for (const Finding &finding : m_findings) {
        if (finding.severity == Finding::Severity::Refuse && finding.rule == rule)
            return finding.sentence;
    }
    return {};
}

} // namespace easel
