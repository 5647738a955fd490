// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/draft.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QTabWidget;
class QVBoxLayout;

namespace easel {

class AppContext;
class IconLabel;
class StepList;
class WizardPage;

// The frame of every wizard (look.md, "Wizard"): a window of its own, not modal; head with title, place,
// "Draft kept 4 s ago" and the connection; steps at the left, the page, a live summary at the right (a tab
// below 1100), Cancel, Back and Next below. Next is never disabled: it jumps to the first problem. The draft
// is kept on disk from the first edit on.
class WizardWindow : public QWidget
{
    Q_OBJECT

public:
    WizardWindow(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent = nullptr);
    ~WizardWindow() override;

    Draft *draft() const { return m_draft.get(); }
    AppContext *context() const { return m_context; }
    int currentStep() const;
    bool isDone() const { return m_done; } // applied or given up
    WizardPage *page(int step) const { return m_pages.at(step); }
    void goTo(int step);
    void next();
    void back();

Q_SIGNALS:
    void finished(); // applied or given up: the window closes itself

protected:
    void addPage(WizardPage *page);
    void setSummary(QWidget *summary);      // after all pages, so that Tab comes to it last
    void setSummaryWidth(int designPixels); // 336 unless it needs more
    void setHead(const QString &title, const QString &place);
    // The last page: the plan, with its endings as buttons instead of Next.
    void addReview(bool createNamespaces = false);
    void start(); // after all pages were added: restores the step the draft remembers
    void setEveryStepReachable() { m_everyStep = true; } // before start(): nothing has to be filled in first
    // A draft of an earlier run: it stays kept, also when nothing is typed.
    void setRestored() { m_restored = true; }
    // To be called when the draft has changed and everything that is worked out from it is known: pages that
    // saw old values would write over what is being typed.
    void refreshAll();
    // The draft is done with: its file goes, closing asks nothing more.
    void discardDraft();
    virtual void stepEntered(int step) { Q_UNUSED(step) }

    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    // While the draft is being applied there is no way back; a window that is closed meanwhile only hides and
    // comes back when something was refused.
    enum class Stage { Filling, Applying, Refused };
    void setStage(Stage stage);
    struct Heading
    {
        QLabel *title;
        QLabel *explanation;
    };
    void setFinalButtons(const QList<QPushButton *> &buttons); // the first is the accent one
    void showStates();
    void showKept();
    bool holdsWork() const;
    void arrangeSummary();
    void giveUp();
    // What opens this wizard again on a draft that was just given up ("Undo"); may outlive the window.
    std::function<void()> undoOf(const QJsonObject &draft) const;
    QWidget *makeHead();
    QWidget *makeFoot();

    AppContext *m_context;
    std::unique_ptr<Draft> m_draft;
    QList<WizardPage *> m_pages;
    QList<Heading> m_headings;
    QList<bool> m_seen;
    QList<QPushButton *> m_finalButtons;
    StepList *m_steps;
    QStackedWidget *m_stack;
    QWidget *m_side;
    QVBoxLayout *m_sideLayout;
    QWidget *m_summary = nullptr;
    QTabWidget *m_tabs;
    QWidget *m_form;
    QLabel *m_title;
    QLabel *m_place;
    QLabel *m_kept;
    QLabel *m_connection;
    IconLabel *m_connectionIcon;
    QPushButton *m_cancel;
    QPushButton *m_back;
    QPushButton *m_next;
    QLabel *m_footNote;
    QTimer m_clock;
    QByteArray m_atStart; // texts of the draft when the window opened: closing it then loses nothing
    bool m_everyStep = false;
    bool m_restored = false;
    bool m_done = false;
    Stage m_stage = Stage::Filling;
    bool m_summaryInTab = false;
    bool m_summaryPlaced = false;
};

} // namespace easel
