// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/rowseditor.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace easel {

namespace {

QString textIn(const QTableWidget *table, int row, int column)
{
    const QTableWidgetItem *item = table->item(row, column);
    return item ? item->text().trimmed() : QString();
}

} // namespace

RowsEditor::RowsEditor(const Texts &texts, QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, int(texts.columns.size()), this))
    , m_below(new QLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *title = new QLabel(texts.title, this);
    setTextRole(title, TextRole::Small);
    setSecondaryText(title);
    m_table->setObjectName(texts.objectName);
    m_table->setAccessibleName(title->text());
    m_table->setHorizontalHeaderLabels(texts.columns);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setDefaultSectionSize(scaledWidth(this, 240));
    m_table->horizontalHeader()->setVisible(texts.columns.size() > 1); // else the title says it
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    setVisibleRows(4);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    auto *add = new QPushButton(icon(QStringLiteral("plus")), tr("Add"), this);
    add->setObjectName(texts.objectName + QStringLiteral(".add"));
    add->setAccessibleName(texts.add);
    auto *remove = new QPushButton(icon(QStringLiteral("minus")), tr("Remove"), this);
    remove->setObjectName(texts.objectName + QStringLiteral(".remove"));
    remove->setAccessibleName(texts.remove);
    setSmallControl(add);
    setSmallControl(remove);
    row->addWidget(title);
    row->addStretch();
    row->addWidget(add);
    row->addWidget(remove);
    layout->addLayout(row);
    layout->addWidget(m_table);
    setTextRole(m_below, TextRole::Small);
    m_below->setWordWrap(true);
    m_below->setTextFormat(Qt::PlainText);
    m_below->setForegroundRole(QPalette::WindowText); // on Base a label would take Text
    layout->addWidget(m_below);
    showBelow();
    connect(add, &QPushButton::clicked, this, [this] {
        const int at = m_table->rowCount();
        m_filling = true; // an empty row says nothing yet
        m_table->insertRow(at);
        for (int column = 0; column < m_table->columnCount(); ++column)
            m_table->setItem(at, column, new QTableWidgetItem);
        m_filling = false;
        m_table->setCurrentCell(at, 0);
        m_table->editItem(m_table->item(at, 0));
    });
    connect(remove, &QPushButton::clicked, this, [this] {
        if (m_table->currentRow() >= 0)
            m_table->removeRow(m_table->currentRow());
        Q_EMIT edited();
    });
    connect(m_table, &QTableWidget::itemChanged, this, [this] {
        if (!m_filling)
            Q_EMIT edited();
    });
}

void RowsEditor::setVisibleRows(int rows)
{
    const int height = rowHeight(QFontMetricsF(font()));
    m_table->setMinimumHeight(height * rows);
    m_table->setMaximumHeight(height * (rows + 1) + 8);
}

bool RowsEditor::isFilled(int row) const
{
    for (int column = 0; column < m_table->columnCount(); ++column) {
        if (!textIn(m_table, row, column).isEmpty())
            return true;
    }
    return false;
}

bool RowsEditor::setRows(const QList<QStringList> &rows)
{
    if (this->rows() == rows)
        return false;
    m_filling = true;
    m_table->setRowCount(int(rows.size()));
    for (int row = 0; row < rows.size(); ++row) {
        for (int column = 0; column < m_table->columnCount(); ++column)
            m_table->setItem(row, column, new QTableWidgetItem(rows.at(row).value(column)));
    }
    m_filling = false;
    return true;
}

QList<QStringList> RowsEditor::rows() const
{
    QList<QStringList> rows;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        if (!isFilled(row))
            continue;
        QStringList texts;
        for (int column = 0; column < m_table->columnCount(); ++column)
            texts << textIn(m_table, row, column);
        rows << texts;
    }
    return rows;
}

void RowsEditor::setRowData(int row, const QJsonValue &extra)
{
    m_filling = true;
    if (QTableWidgetItem *item = m_table->item(row, 0))
        item->setData(Qt::UserRole, QVariant::fromValue(extra));
    m_filling = false;
}

QList<QJsonValue> RowsEditor::rowData() const
{
    QList<QJsonValue> all;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        if (isFilled(row))
            all << (m_table->item(row, 0) ? m_table->item(row, 0)->data(Qt::UserRole).toJsonValue()
                                          : QJsonValue());
    }
    return all;
}

void RowsEditor::setHelp(const QString &help)
{
    m_help = help;
    showBelow();
}

void RowsEditor::setProblem(const QString &sentence)
{
    m_problem = sentence;
    showBelow();
}

void RowsEditor::showBelow()
{
    const QString &text = m_problem.isEmpty() ? m_help : m_problem;
    m_below->setText(text);
    m_below->setVisible(!text.isEmpty());
    setToneText(m_below, m_problem.isEmpty() ? Tone::Neutral : Tone::Bad);
    setFieldRefused(m_table, !m_problem.isEmpty(), m_problem);
    m_table->setAccessibleDescription(text);
}

} // namespace easel
