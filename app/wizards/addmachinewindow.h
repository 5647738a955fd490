// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/palettedesk.h"
#include "core/changes/operation.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QStandardItemModel;
class QTableView;

namespace easel {

class AppContext;
class Banner;
class EmptyState;
class FormField;

// How a new machine gets into the inventory: registration tokens of the tenant, the text that its installer
// needs, and what happens then. A token is shown to nobody; it goes to the clipboard after a question.
class AddMachineWindow : public QWidget
{
    Q_OBJECT

public:
    explicit AddMachineWindow(AppContext *context, QWidget *parent = nullptr);

    QTableView *tokens() const { return m_table; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fillConnections();
    void read();
    void showTokens();
    void showSteps();
    void showButtons();
    const RegistrationToken *current() const;
    void create();
    void switchActive();
    void askToRemove();
    void askToCopy(bool whole);
    // An entry of the journal about a token of the chosen connection; never the token itself.
    JournalEntry entryOf(const QString &verb, const QString &title, const RegistrationToken &token) const;
    // Runs a call with the chosen connection's client, which answers with the token that it was about, and
    // records it; says what went wrong, else lists again and stands on the token.
    void change(const QString &attempt, const JournalEntry &entry,
                std::function<Call<RegistrationToken>(PaletteClient &)> call);
    void tell(const Error &error);
    QString userData(const QString &token) const;

    AppContext *m_context;
    PaletteDesk *m_desk;
    QComboBox *m_connection;
    Banner *m_note;
    QStackedWidget *m_stack;
    QWidget *m_body;
    EmptyState *m_empty;
    QTableView *m_table;
    QStandardItemModel *m_model;
    QLineEdit *m_name;
    FormField *m_nameField;
    QComboBox *m_project;
    QSpinBox *m_days;
    QPushButton *m_create;
    QPushButton *m_active;
    QPushButton *m_remove;
    QPushButton *m_copyToken;
    QPushButton *m_copyText;
    QPlainTextEdit *m_text;
    QLabel *m_busy;
    QList<RegistrationToken> m_tokens;
    QList<PaletteRef> m_projects;
    QString m_wanted; // uid of the token to stand on
    ScopedCall<QList<RegistrationToken>> m_reading;
};

void openAddMachineWindow(AppContext *context, QWidget *parent);

} // namespace easel
