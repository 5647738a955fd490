// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detail/fieldstab.h"

#include "app/context/appcontext.h"
#include "app/look/typography.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/placeholders.h"
#include "core/base/text.h"

#include <QHeaderView>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int PointerRole = Qt::UserRole + 40;
constexpr int FilledRole = Qt::UserRole + 41; // its children were made

// "[]string", "map of string", "integer": as kubectl explain has it, in words.
QString typeText(const Schema &schema, const JsonPointer &pointer, const FieldInfo &info)
{
    if (info.type == u"array") {
        const JsonPointer below = pointer / qsizetype(0);
        const auto item = schema.field(below);
        return FieldsTab::tr("list of %1").arg(item ? typeText(schema, below, *item) : FieldsTab::tr("any"));
    }
    if (info.type == u"object" && info.properties.isEmpty() && info.hasAdditional) {
        const JsonPointer below = pointer / QStringLiteral("*");
        const auto item = schema.field(below);
        return FieldsTab::tr("map of %1").arg(item ? typeText(schema, below, *item) : FieldsTab::tr("any"));
    }
    return info.format.isEmpty() ? info.type : info.type + QStringLiteral(" (") + info.format + u')';
}

// Where the fields of an item stand: of the list's or map's items, however deep these are nested.
JsonPointer holderOf(const Schema &schema, JsonPointer pointer)
{
    for (int depth = 0; depth < 8; ++depth) {
        const auto info = schema.field(pointer);
        if (!info || !info->properties.isEmpty())
            break;
        if (info->type == u"array")
            pointer = pointer / qsizetype(0);
        else if (info->hasAdditional)
            pointer = pointer / QStringLiteral("*");
        else
            break;
    }
    return pointer;
}

} // namespace

FieldsTab::FieldsTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_tree(new QTreeView(this))
    , m_model(new QStandardItemModel(this))
    , m_text(new QPlainTextEdit(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_tree);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    m_empty->setTopSpace(48);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new CellDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setAccessibleName(tr("Fields of this kind"));
    m_tree->setObjectName(QStringLiteral("fieldsTree"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("What the field means"));
    m_text->setObjectName(QStringLiteral("fieldsText"));
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        QStandardItem *item = m_model->itemFromIndex(index);
        for (int row = 0; row < item->rowCount(); ++row) {
            QStandardItem *child = item->child(row);
            fill(child, JsonPointer::parse(child->data(PointerRole).toString()).value_or(JsonPointer()));
        }
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &FieldsTab::describe);
}

void FieldsTab::showSubject()
{
    if (m_type == subject().type)
        return; // shown, on its way, or there is none
    m_type = subject().type;
    m_schema.reset();
    m_model->clear();
    m_text->clear();
    m_empty->setContent(QStringLiteral("book-open"), tr("Reading what the fields mean…"));
    m_stack->setCurrentIndex(0);
    if (!context()->source())
        return;
    m_reading = context()->source()->schemaOf(m_type);
    m_reading.call().then(this, [this](const Result<std::shared_ptr<const Schema>> &schema) {
        if (schema && *schema) {
            show(*schema);
            return;
        }
        if (!schema && schema.error().kind == Error::Kind::Canceled)
            return;
        if (!schema)
            m_type = {}; // asked again with the next look
        m_empty->setContent(QStringLiteral("book-open"),
                            tr("Nothing says what the fields of this kind mean."),
                            schema ? QString() : errorSentence(schema.error()));
    });
}

void FieldsTab::show(const std::shared_ptr<const Schema> &schema)
{
    m_schema = schema;
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("Field"), tr("Type")});
    auto *kind = new QStandardItem(cleanedLine(m_type.kind));
    kind->setData(JsonPointer().toString(), PointerRole);
    m_model->appendRow({kind, new QStandardItem(cleanedLine(m_type.apiVersion()))});
    fill(kind, {});
    m_tree->header()->resizeSection(0, scaledWidth(this, 260));
    m_tree->header()->setStretchLastSection(true);
    m_tree->expand(kind->index());
    for (int row = 0; row < kind->rowCount(); ++row) {
        if (kind->child(row)->text() == u"spec")
            m_tree->expand(kind->child(row)->index());
    }
    m_tree->setCurrentIndex(kind->index());
    m_stack->setCurrentIndex(1);
}

// One level at a time: schemas are deep, and some hold themselves.
void FieldsTab::fill(QStandardItem *parent, const JsonPointer &pointer)
{
    if (parent->data(FilledRole).toBool())
        return;
    parent->setData(true, FilledRole);
    const JsonPointer holder = holderOf(*m_schema, pointer);
    const auto info = m_schema->field(holder);
    if (!info)
        return;
    for (const QString &name : info->properties) {
        const JsonPointer below = holder / name;
        const auto field = m_schema->field(below);
        if (!field)
            continue;
        auto *item = new QStandardItem(cleanedLine(name));
        item->setData(below.toString(), PointerRole);
        QString type = cleanedLine(typeText(*m_schema, below, *field));
        if (field->required)
            type = tr("%1, required", "type of a field").arg(type);
        item->setData(tr("%1, %2", "field, type").arg(item->text(), type), Qt::AccessibleTextRole);
        parent->appendRow({item, new QStandardItem(type)});
    }
}

void FieldsTab::describe()
{
    const QModelIndex index = m_tree->currentIndex().siblingAtColumn(0);
    const auto pointer = JsonPointer::parse(index.data(PointerRole).toString());
    if (!m_schema || !index.isValid() || !pointer) {
        m_text->clear();
        return;
    }
    const auto info = m_schema->field(*pointer);
    if (!info)
        return;
    QStringList parts;
    if (!pointer->isEmpty())
        parts << cleanedLine(pointer->toFieldPath());
    parts << (info->description.isEmpty() ? tr("Its kind says nothing about this field.")
                                          : cleaned(info->description));
    if (!info->enumValues.isEmpty())
        parts << tr("One of: %1").arg(cleanedLine(info->enumValues.join(QStringLiteral(", "))));
    if (!info->defaultValue.isUndefined() && !info->defaultValue.isNull())
        parts << tr("Without a value: %1").arg(cleanedLine(info->defaultValue.toVariant().toString()));
    if (!info->pattern.isEmpty())
        parts << tr("Pattern: %1").arg(cleanedLine(info->pattern));
    m_text->setPlainText(parts.join(QStringLiteral("\n\n")));
}

} // namespace easel
