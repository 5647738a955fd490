// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QWidget>

class QLabel;
class QTableWidget;

namespace easel {

// A short table of texts that is typed into: a map's keys and values, a list's lines. Buttons add and remove
// rows, a sentence below says what is wrong. Rows that are just being filled stay as they are.
class RowsEditor : public QWidget
{
    Q_OBJECT

public:
    struct Texts
    {
        QString objectName; // of the table; its buttons are <name>.add and <name>.remove
        QString title;
        QStringList columns;
        QString add; // accessible names: "Add a label"
        QString remove;
    };
    explicit RowsEditor(const Texts &texts, QWidget *parent = nullptr);

    // Whether rows were filled anew: false while they say this already.
    bool setRows(const QList<QStringList> &rows);
    QList<QStringList> rows() const; // trimmed, without those that are empty in every column
    // Something of the caller's that stays with a row.
    void setRowData(int row, const QJsonValue &extra);
    QList<QJsonValue> rowData() const; // one each of rows()
    void setVisibleRows(int rows);     // height
    void setHelp(const QString &help); // shown while there is no problem
    void setProblem(const QString &sentence);
    QTableWidget *table() const { return m_table; }

Q_SIGNALS:
    void edited();

private:
    bool isFilled(int row) const;
    void showBelow();

    QTableWidget *m_table;
    QLabel *m_below;
    QString m_help;
    QString m_problem;
    bool m_filling = false;
};

} // namespace easel
