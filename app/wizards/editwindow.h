// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/draft.h"

#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace easel {

class AppContext;
class PlanPanel;
class YamlEditor;

// One object as YAML, then its plan: highlighting, findings of schema and rules, field help, owners; "Review
// changes" shows the diff against the live object as the server tested it, with conflicts by owner; Apply.
// The text is a draft and survives a crash.
class EditWindow : public QWidget
{
    Q_OBJECT

public:
    static inline const QString DraftWord = QStringLiteral("edit");

    EditWindow(AppContext *context, std::unique_ptr<Draft> draft, const QString &title,
               QWidget *parent = nullptr);
    ~EditWindow() override;

    YamlEditor *editor() const { return m_editor; }
    PlanPanel *panel() const { return m_panel; }
    void review();
    void backToEditing();
    void setNotice(const QString &sentence); // something to know before anything is typed

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void takeText();
    void judge();
    void showButtons();
    void loadSchema();
    std::function<void()> undoOf() const;

    AppContext *m_context;
    std::unique_ptr<Draft> m_draft;
    QStackedWidget *m_stack;
    YamlEditor *m_editor;
    PlanPanel *m_panel;
    QLabel *m_place;
    QLabel *m_note;
    QPushButton *m_cancel;
    QString m_notice;
    QString m_schemaOf; // the kind whose schema the editor has
    QPushButton *m_back;
    QPushButton *m_review;
    bool m_changed = false; // there is something to keep
    bool m_done = false;
};

// Registers what can be done with any object: Edit YAML…, Export YAML…, Delete…, and "New from YAML…". Called
// once by the shell.
void registerObjectActions(AppContext *context);

} // namespace easel
