// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/fieldrows.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/wizards/numberfield.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

namespace easel {

void tabInto(QWidget *before, const QList<QWidget *> &widgets)
{
    QWidget *last = before;
    for (QWidget *widget : widgets) {
        QWidget::setTabOrder(last, widget);
        last = widget;
    }
    QWidget::setTabOrder(last, before);
}

FieldRows::FieldRows(const QString &objectName, const QList<Column> &columns, const QString &addText,
                     QWidget *parent)
    : QWidget(parent)
    , m_columns(columns)
    , m_grid(new QGridLayout)
    , m_add(new QPushButton(addText, this))
    , m_problem(new QLabel(this))
    , m_note(new QLabel(this))
{
    setObjectName(objectName);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(4);
    m_grid->setHorizontalSpacing(4);
    m_grid->setVerticalSpacing(4);
    outer->addLayout(m_grid);
    outer->addWidget(m_problem);
    outer->addWidget(m_note);
    outer->addWidget(m_add, 0, Qt::AlignLeft);
    for (int column = 0; column < m_columns.size(); ++column)
        m_grid->setColumnStretch(column, m_columns.at(column).width > 0 ? 0 : 1);
    setButtonKind(m_add, ButtonKind::Link);
    m_add->setIcon(icon(QStringLiteral("plus"), IconInk::Link));
    m_add->setObjectName(objectName + QStringLiteral(".add"));
    setTextRole(m_problem, TextRole::Small);
    setToneText(m_problem, Tone::Bad);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    setTextRole(m_note, TextRole::Small);
    m_note->setObjectName(objectName + QStringLiteral(".note"));
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->hide();
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow(m_fresh);
        nameFields();
        m_rows.back().fields.first()->setFocus(Qt::OtherFocusReason);
        Q_EMIT edited();
    });
}

void FieldRows::addRow(const QStringList &values)
{
    Row row;
    const int line = m_grid->rowCount();
    const auto changed = [this] {
        if (!m_filling)
            Q_EMIT edited();
    };
    for (int i = 0; i < m_columns.size(); ++i) {
        const Column &column = m_columns.at(i);
        QWidget *field = nullptr;
        if (column.kind == Column::Kind::Choice) {
            auto *box = new QComboBox(this);
            for (const auto &choice : column.choices)
                box->addItem(choice.second, choice.first);
            connect(box, &QComboBox::currentIndexChanged, this, changed);
            field = box;
        } else if (column.kind == Column::Kind::Number) {
            auto *box = new NumberField(this);
            box->setRange(column.least, column.most);
            connect(box, &QSpinBox::valueChanged, this, changed);
            field = box;
        } else {
            auto *edit = new QLineEdit(this);
            edit->setPlaceholderText(column.placeholder);
            connect(edit, &QLineEdit::textChanged, this, changed);
            field = edit;
        }
        if (column.width > 0)
            field->setFixedWidth(scaledWidth(this, column.width));
        else
            field->setMinimumWidth(scaledWidth(this, 56));
        if (column.slider) {
            auto *box = static_cast<QSpinBox *>(field);
            auto *slider = new QSlider(Qt::Horizontal, this);
            slider->setRange(column.least, column.most);
            slider->setPageStep(1);
            slider->setFocusPolicy(Qt::NoFocus); // the number takes the keys
            slider->setAccessibleName(column.name);
            connect(slider, &QSlider::valueChanged, box, &QSpinBox::setValue);
            connect(box, &QSpinBox::valueChanged, slider, &QSlider::setValue);
            m_grid->addWidget(slider, line, int(m_columns.size()));
            m_grid->setColumnStretch(int(m_columns.size()), 1);
            row.others << slider;
        }
        m_grid->addWidget(field, line, i);
        row.fields << field;
    }
    auto *remove = new QToolButton(this);
    remove->setIcon(icon(QStringLiteral("x")));
    remove->setAutoRaise(true);
    remove->setFocusPolicy(Qt::StrongFocus); // by key as well
    connect(remove, &QToolButton::clicked, this, [this, remove] { removeRow(remove); });
    m_grid->addWidget(remove, line, int(m_columns.size()) + 1);
    row.others << remove;
    m_rows.push_back(row);
    for (QWidget *widget : row.fields + row.others)
        widget->setEnabled(!m_fixed);
    remove->setVisible(!m_fixed);
    const bool filling = std::exchange(m_filling, true);
    for (int i = 0; i < m_columns.size(); ++i)
        setValue(row, i, values.value(i));
    m_filling = filling;
    // Tab goes along the row, then to its button, then to the next row and at last to the button that adds
    // one.
    tabInto(m_add, row.fields + QList<QWidget *>{remove});
}

void FieldRows::removeRow(QWidget *button)
{
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (!m_rows[i].others.contains(button))
            continue;
        const Row row = m_rows[i];
        m_rows.erase(m_rows.begin() + qsizetype(i));
        for (QWidget *widget : row.fields + row.others) {
            widget->hide();
            widget->deleteLater();
        }
        nameFields();
        QWidget *next = m_rows.empty() ? static_cast<QWidget *>(m_add)
                                       : m_rows[std::min(i, m_rows.size() - 1)].fields.first();
        next->setFocus(Qt::OtherFocusReason);
        Q_EMIT edited();
        return;
    }
}

QString FieldRows::valueOf(const Row &row, int column) const
{
    QWidget *field = row.fields.at(column);
    if (const auto *box = qobject_cast<QComboBox *>(field))
        return box->currentData().toString();
    if (const auto *box = qobject_cast<QSpinBox *>(field))
        return QString::number(box->value());
    return static_cast<QLineEdit *>(field)->text().trimmed();
}

void FieldRows::setValue(const Row &row, int column, const QString &value)
{
    QWidget *field = row.fields.at(column);
    if (auto *box = qobject_cast<QComboBox *>(field)) {
        int index = box->findData(value);
        if (index < 0 && !value.isEmpty()) { // another tool's word stays
            box->addItem(value, value);
            index = box->count() - 1;
        }
        box->setCurrentIndex(std::max(0, index));
    } else if (auto *number = qobject_cast<QSpinBox *>(field)) {
        number->setValue(value.toInt());
    } else {
        static_cast<QLineEdit *>(field)->setText(value);
    }
}

void FieldRows::setRows(const QList<QStringList> &rows)
{
    const QList<QStringList> shown = this->rows();
    if (shown == rows)
        return;
    m_filling = true;
    if (shown.size() == rows.size()) {
        for (qsizetype i = 0; i < rows.size(); ++i) {
            for (int column = 0; column < m_columns.size(); ++column) {
                if (shown.at(i).at(column) != rows.at(i).value(column))
                    setValue(m_rows[size_t(i)], column, rows.at(i).value(column));
            }
        }
    } else {
        for (const Row &row : m_rows) {
            for (QWidget *widget : row.fields + row.others) {
                widget->hide();
                widget->deleteLater();
            }
        }
        m_rows.clear();
        for (const QStringList &row : rows)
            addRow(row);
        nameFields();
    }
    m_filling = false;
}

void FieldRows::setFixed(const QString &why)
{
    m_fixed = true;
    m_add->hide();
    m_note->setText(why);
    m_note->show();
    for (const Row &row : m_rows) {
        for (QWidget *widget : row.fields + row.others)
            widget->setEnabled(false);
        row.others.last()->hide();
    }
}

QList<QStringList> FieldRows::rows() const
{
    QList<QStringList> all;
    for (const Row &row : m_rows) {
        QStringList values;
        for (int column = 0; column < m_columns.size(); ++column)
            values << valueOf(row, column);
        all << values;
    }
    return all;
}

void FieldRows::nameFields()
{
    for (size_t i = 0; i < m_rows.size(); ++i) {
        for (int column = 0; column < m_columns.size(); ++column) {
            QWidget *field = m_rows[i].fields.at(column);
            field->setObjectName(QStringLiteral("%1.%2.%3").arg(objectName()).arg(i).arg(column));
            const QString name = tr("%1, row %2").arg(m_columns.at(column).name).arg(i + 1);
            field->setAccessibleName(name);
            if (auto *number = qobject_cast<NumberField *>(field))
                number->setSpokenName(name);
        }
        QWidget *remove = m_rows[i].others.last();
        remove->setObjectName(QStringLiteral("%1.%2.remove").arg(objectName()).arg(i));
        remove->setAccessibleName(tr("Remove row %1").arg(i + 1));
        remove->setToolTip(remove->accessibleName());
    }
}

QWidget *FieldRows::field(int row, int column) const
{
    return row >= 0 && size_t(row) < m_rows.size() ? m_rows[size_t(row)].fields.value(column) : nullptr;
}

void FieldRows::setProblem(int row, const QString &sentence)
{
    m_sentence = sentence;
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    for (size_t i = 0; i < m_rows.size(); ++i) {
        for (QWidget *field : m_rows[i].fields)
            setFieldRefused(field, !sentence.isEmpty() && row == int(i), sentence);
    }
}

} // namespace easel
