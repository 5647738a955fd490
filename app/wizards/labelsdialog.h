// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QJsonObject>

class QPushButton;

namespace easel {

class AppContext;
class FieldRows;
struct ActionTarget;
struct ObjectRef;

// One label or annotation that is set or taken away on every object of a selection.
struct MarkChange
{
    bool isLabel = true; // else an annotation
    QString key;
    std::optional<QString> value; // nothing: taken away
    bool operator==(const MarkChange &) const = default;
};

QJsonObject withMarks(QJsonObject object, const QList<MarkChange> &changes);

// What to set and what to take away on one object or many. All other labels and annotations stay.
class LabelsDialog : public QDialog
{
    Q_OBJECT

public:
    // keys: labels that the selection has, offered to be taken away.
    LabelsDialog(const QString &objects, const QStringList &keys, QWidget *parent = nullptr);
    void setChanges(const QList<MarkChange> &changes);
    QList<MarkChange> changes() const;

private:
    QString problemOf(const MarkChange &change) const;
    void judge();

    FieldRows *m_rows;
    QPushButton *m_test;
};

// Registers "Labels and annotations…". Called once with the other actions on objects.
void registerLabelActions(AppContext *context);

// Asks for labels of one object of the window's source and shows the plan, beginning with this one.
void setLabelOf(AppContext *context, const ObjectRef &ref, const QString &key, const QString &value,
                QWidget *parent);

} // namespace easel
