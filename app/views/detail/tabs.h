// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/detail/detailtab.h"
#include "core/base/call.h"
#include "core/changes/operation.h"

class QLabel;
class QPlainTextEdit;
class QScrollArea;
class QStackedWidget;
class QTableView;
class QTreeView;
class QVBoxLayout;

namespace easel {

class Banner;
class EffectiveList;
class EmptyState;
class EventModel;
class HistoryModel;
class RelationModel;
class QuotaList;
class SectionHeader;
class YamlEditor;

// Reason, key fields, conditions.
class SummaryTab : public DetailTab
{
    Q_OBJECT

public:
    SummaryTab(AppContext *context, QWidget *parent);

Q_SIGNALS:
    void whyRequested();

protected:
    void showSubject() override;

private:
    void showEffective();

    Banner *m_reason;
    KeyValueGrid *m_fields;
    SectionHeader *m_quotaHead;
    QuotaList *m_quota; // tenants and projects
    SectionHeader *m_variablesHead;
    KeyValueGrid *m_variables;      // of a VariableSet
    SectionHeader *m_effectiveHead; // Settings, and who refers to them
    EffectiveList *m_effective;
    SectionHeader *m_conditionHead;
    ConditionTimeline *m_conditions;
};

// What it refers to and what refers to it.
class RelationsTab : public DetailTab
{
    Q_OBJECT

public:
    RelationsTab(AppContext *context, QWidget *parent);

protected:
    void showSubject() override;

private:
    RelationModel *m_model;
    QTreeView *m_tree;
    std::shared_ptr<const RelationIndex> m_shown;
    ObjectRef m_shownRef;
};

// What the hub reported about it lately.
class EventsTab : public DetailTab
{
    Q_OBJECT

public:
    EventsTab(AppContext *context, QWidget *parent);

protected:
    void reset() override;
    void showSubject() override;

private:
    QStackedWidget *m_stack;
    EventModel *m_model;
    QTableView *m_table;
    EmptyState *m_empty;
    ScopedCall<QList<QJsonObject>> m_call;
};

// The text as the source keeps it, read-only here.
class YamlTab : public DetailTab
{
    Q_OBJECT

public:
    YamlTab(AppContext *context, QWidget *parent);

protected:
    void reset() override;
    void showSubject() override;

private:
    QLabel *m_place;
    YamlEditor *m_text;
    ScopedCall<ObjectText> m_call;
};

// What Easel did to it, from the journal, with the diff of the chosen entry.
class HistoryTab : public DetailTab
{
    Q_OBJECT

public:
    HistoryTab(AppContext *context, QWidget *parent);

protected:
    void reset() override;
    void showSubject() override;

private:
    QStackedWidget *m_stack;
    HistoryModel *m_model;
    QTableView *m_table;
    QPlainTextEdit *m_diff;
    EmptyState *m_empty;
    ScopedCall<QList<JournalEntry>> m_call;
};

} // namespace easel
