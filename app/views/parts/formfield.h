// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace easel {

// One field of a form: label above (small, text2), the editor, and help or an error sentence below. The label
// is the editor's accessible name, the sentence its description.
class FormField : public QWidget
{
    Q_OBJECT

public:
    FormField(const QString &label, QWidget *editor, QWidget *parent = nullptr);

    QWidget *editor() const { return m_editor; }
    void setLabel(const QString &label);
    void setHelp(const QString &help);   // shown while there is no error
    void setError(const QString &error); // empty: the field is fine
    QString error() const { return m_error; }
    void setWarning(const QString &warning); // below the field in the warning tone; an error goes before it
    QString warning() const { return m_warning; }
    void setNote(const QString &note); // right of the label, text2: "project vision"
    QLabel *noteLabel() const { return m_note; }
    void setTrailing(QWidget *widget); // right of the editor: a button of this field

private:
    void showHelp();

    QWidget *m_editor;
    QHBoxLayout *m_row;
    QLabel *m_label;
    QLabel *m_note;
    QLabel *m_below;
    QString m_help;
    QString m_error;
    QString m_warning;
};

} // namespace easel
