// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QGridLayout;
class QPushButton;
class QLabel;

namespace easel {

// Puts these into the order of Tab, right before a widget. (Qt moves nothing behind a widget that takes no
// focus, and such a widget may lead back to the field before it.)
void tabInto(QWidget *before, const QList<QWidget *> &widgets);

// Rows of small fields that are added and removed: a condition, a toleration, a weight. Rows that are being
// filled stay as they are; whoever listens takes those that are complete.
class FieldRows : public QWidget
{
    Q_OBJECT

public:
    struct Column
    {
        enum class Kind { Text, Choice, Number };
        Kind kind = Kind::Text;
        QString name;                               // accessible: "Key of condition 2" is made of it
        QString placeholder;                        // of a text
        QList<std::pair<QString, QString>> choices; // value, text
        int least = 0;
        int most = 0;
        int width = 0;       // design pixels; 0: takes what is left
        bool slider = false; // of a number
    };

    // Rows are called "<objectName>.<row>.<column>", the button to add one "<objectName>.add".
    FieldRows(const QString &objectName, const QList<Column> &columns, const QString &addText,
              QWidget *parent = nullptr);

    void setRows(const QList<QStringList> &rows);
    QList<QStringList> rows() const;
    // Rows are shown, not changed, with the reason below them.
    void setFixed(const QString &why);
    void setFresh(const QStringList &row) { m_fresh = row; } // what a new row begins with
    void setProblem(int row, const QString &sentence);       // below the rows; row -1: of all
    QString problem() const { return m_sentence; }
    QWidget *field(int row, int column) const;
    QPushButton *addButton() const { return m_add; }

Q_SIGNALS:
    void edited();

private:
    struct Row
    {
        QList<QWidget *> fields;
        QList<QWidget *> others;
    };
    void addRow(const QStringList &values);
    void removeRow(QWidget *button);
    QString valueOf(const Row &row, int column) const;
    void setValue(const Row &row, int column, const QString &value);
    void nameFields();

    QList<Column> m_columns;
    QStringList m_fresh;
    std::vector<Row> m_rows;
    QGridLayout *m_grid;
    QPushButton *m_add;
    QLabel *m_problem;
    QLabel *m_note;
    QString m_sentence;
    bool m_filling = false;
    bool m_fixed = false;
};

} // namespace easel
