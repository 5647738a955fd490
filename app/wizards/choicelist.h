// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QListView>

class QStandardItemModel;

namespace easel {

// One thing that can be chosen, on two lines: name and note, and below what it is or why it cannot be chosen.
struct ChoiceItem
{
    QString id;
    QString title;
    QString note;   // right of the title, text2: "v2, newest"
    QString detail; // second line
    Tone tone = Tone::Neutral;
    QString stateWord; // at the right; empty = none
    QString icon;
    QString whyNot; // not empty: cannot be chosen, and this is said instead of the detail
};

// A list of which one (radio) or several (check boxes) are chosen: click, Space or Enter. Refused
// ones can be read with the keyboard but not chosen. Choices survive setItems().
class ChoiceList : public QListView
{
    Q_OBJECT

public:
    enum class Mode { One, Several };

    explicit ChoiceList(Mode mode, QWidget *parent = nullptr);
    void setItems(const QList<ChoiceItem> &items);
    void setChosen(const QStringList &ids);
    QStringList chosen() const { return m_chosen; } // in the order of choice
    QString currentId() const;
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; } // can be read, not chosen
    bool isReadOnly() const { return m_readOnly; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chosenChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void toggle(const QModelIndex &index);
    void showChosen();

    Mode m_mode;
    QStandardItemModel *m_model;
    QStringList m_chosen;
    bool m_readOnly = false;
};

} // namespace easel
