// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QPlainTextEdit;

namespace easel {

class ObjectModel;

// The live summary beside a wizard: what the object is so far, numbers that follow from it, what is still
// open, and the YAML.
class WizardSummary : public QWidget
{
    Q_OBJECT

public:
    WizardSummary(ObjectModel *model, const QString &title, const QString &yamlName,
                  QWidget *parent = nullptr);

    void refresh();

protected:
    using Rows = QList<QPair<QString, QString>>;
    struct Content
    {
        Rows facts;
        QString numbersTitle;
        Rows numbers; // empty: the part is not shown
        QStringList open;
    };
    virtual Content content() const = 0;

private:
    void setRows(QGridLayout *grid, const Rows &rows);

    ObjectModel *m_model;
    QGridLayout *m_facts;
    QLabel *m_numbersTitle;
    QGridLayout *m_numbers;
    QLabel *m_openTitle;
    QLabel *m_open;
    QPlainTextEdit *m_yaml;
};

} // namespace easel
