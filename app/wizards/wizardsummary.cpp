// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/wizardsummary.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/wizards/objectmodel.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace easel {

namespace {

QLabel *sectionTitle(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    setTextRole(label, TextRole::Strong);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

WizardSummary::WizardSummary(ObjectModel *model, const QString &title, const QString &yamlName,
                             QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_facts(new QGridLayout)
    , m_numbers(new QGridLayout)
    , m_yaml(new QPlainTextEdit(this))
{
    setAccessibleName(tr("Summary"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(8);
    layout->addWidget(sectionTitle(title, this));
    for (QGridLayout *grid : {m_facts, m_numbers}) {
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(4);
        grid->setColumnStretch(1, 1);
    }
    layout->addLayout(m_facts);
    layout->addSpacing(8);
    m_numbersTitle = sectionTitle({}, this);
    layout->addWidget(m_numbersTitle);
    layout->addLayout(m_numbers);
    layout->addSpacing(8);
    m_openTitle = sectionTitle(tr("Still open"), this);
    layout->addWidget(m_openTitle);
    m_open = new QLabel(this);
    m_open->setWordWrap(true);
    m_open->setTextFormat(Qt::PlainText);
    setSecondaryText(m_open);
    layout->addWidget(m_open);
    layout->addSpacing(8);
    auto *head = new QHBoxLayout;
    head->addWidget(sectionTitle(tr("YAML"), this), 1);
    auto *copy = new QPushButton(tr("Copy"), this);
    copy->setObjectName(QStringLiteral("summaryCopy"));
    copy->setAccessibleName(tr("Copy the YAML"));
    setButtonKind(copy, ButtonKind::Link);
    head->addWidget(copy);
    layout->addLayout(head);
    m_yaml->setReadOnly(true);
    m_yaml->setObjectName(QStringLiteral("summaryYaml"));
    m_yaml->setAccessibleName(yamlName);
    m_yaml->setLineWrapMode(QPlainTextEdit::NoWrap);
    setTextRole(m_yaml, TextRole::Mono);
    layout->addWidget(m_yaml, 1);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_yaml->toPlainText()); });
    connect(model, &ObjectModel::changed, this, &WizardSummary::refresh);
}

void WizardSummary::setRows(QGridLayout *grid, const Rows &rows)
{
    // Labels are used again: new ones would flicker with every key that is typed.
    const auto label = [grid](int row, int column) {
        QLayoutItem *item = grid->itemAtPosition(row, column);
        return item ? qobject_cast<QLabel *>(item->widget()) : nullptr;
    };
    for (int row = 0; row < rows.size(); ++row) {
        if (!label(row, 0)) {
            auto *key = new QLabel(this);
            setSecondaryText(key);
            auto *value = new QLabel(this);
            value->setTextFormat(Qt::PlainText);
            value->setWordWrap(true);
            value->setTextInteractionFlags(Qt::TextSelectableByMouse);
            grid->addWidget(key, row, 0, Qt::AlignTop);
            grid->addWidget(value, row, 1, Qt::AlignTop);
        }
        label(row, 0)->setText(rows.at(row).first);
        label(row, 1)->setText(rows.at(row).second);
    }
    for (int row = 0; label(row, 0); ++row) {
        label(row, 0)->setVisible(row < rows.size());
        label(row, 1)->setVisible(row < rows.size());
    }
}

void WizardSummary::refresh()
{
    const Content now = content();
    setRows(m_facts, now.facts);
    m_numbersTitle->setText(now.numbersTitle);
    m_numbersTitle->setVisible(!now.numbers.isEmpty());
    setRows(m_numbers, now.numbers);
    m_openTitle->setVisible(!now.open.isEmpty());
    m_open->setVisible(!now.open.isEmpty());
    m_open->setText(now.open.join(QStringLiteral(", ")));
    const QString text = QString::fromUtf8(m_model->text());
    if (m_yaml->toPlainText() != text) {
        const int scroll = m_yaml->verticalScrollBar()->value();
        m_yaml->setPlainText(text);
        m_yaml->verticalScrollBar()->setValue(scroll);
    }
}

} // namespace easel
