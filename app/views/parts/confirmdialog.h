// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/deletiontree.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace easel {

// A line of what goes with the thing that is about to be deleted: "1 cluster", "firn-train-9zc7t".
struct ConsequenceLine
{
    QString iconName;
    QString what;
    QString detail;
};

// Asks before something destructive, by how far it reaches: (1) the thing alone, (2) others go too, (3)
// clusters, data or more than ten objects: the name is typed. Focus is on Cancel, at (3) in the field. Use
// open(), not exec().
class ConfirmDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Reach { Alone, WithOthers, Wide };

    struct Question
    {
        QString title;    // "Delete pool firn-train?"
        QString sentence; // "This deletes its cluster in Palette and frees 5 machines."
        QString verb;     // "Delete pool"
        Reach reach = Reach::Alone;
        QList<ConsequenceLine> consequences;
        QString nameToType;   // for Reach::Wide
        QString keptNote;     // "The YAML of all 3 objects is kept in History for restore."
        QString refusal = {}; // why it cannot be done now: said, and the verb stays off
        DeletionNode tree{};  // of everything that goes; shown with the counts of `consequences` above it
    };

    explicit ConfirmDialog(const Question &question, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QPushButton *m_cancel;
    QPushButton *m_verb;
    QLineEdit *m_field = nullptr;
};

} // namespace easel
