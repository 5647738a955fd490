// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/detail/detailtab.h"
#include "core/schema/schema.h"

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QStandardItem;
class QStandardItemModel;
class QTreeView;

namespace easel {

class EmptyState;

// What the fields of this kind mean: the kind's own documentation (of its CRD, or of the hub's OpenAPI) as a
// tree of fields with types, and the text of the one that is chosen.
class FieldsTab : public DetailTab
{
    Q_OBJECT

public:
    FieldsTab(AppContext *context, QWidget *parent);
    QTreeView *tree() const { return m_tree; }
    QPlainTextEdit *text() const { return m_text; }

protected:
    void showSubject() override;

private:
    void show(const std::shared_ptr<const Schema> &schema);
    void fill(QStandardItem *parent, const JsonPointer &pointer);
    void describe();

    ResourceType m_type; // whose fields are shown
    std::shared_ptr<const Schema> m_schema;
    ScopedCall<std::shared_ptr<const Schema>> m_reading;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QTreeView *m_tree;
    QStandardItemModel *m_model;
    QPlainTextEdit *m_text;
};

} // namespace easel
