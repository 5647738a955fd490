// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/conflictbox.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/flowlabel.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"
#include "core/yaml/yamlwriter.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {

QString shown(const QJsonValue &value)
{
    if (value.isUndefined())
        return ConflictBox::tr("none");
    return cleanedLine(
               QString::fromUtf8(value.isObject() || value.isArray() ? writeYaml(value) : yamlScalar(value)))
        .left(80);
}

QLabel *cell(const QString &text, TextRole role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    setTextRole(label, role);
    return label;
}

} // namespace

ConflictBox::ConflictBox(const QString &manager, const QList<FieldConflict> &conflicts, QWidget *parent)
    : QFrame(parent)
{
    setAccessibleName(tr("Fields owned by %1").arg(cleanedLine(manager)));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 12, 8);
    head->setSpacing(8);
    auto *title = new StateChip(Tone::Warning, tr("Owned by %1").arg(cleanedLine(manager)),
                                StateChip::Shape::Plain, this);
    head->addWidget(title);
    QDateTime since;
    for (const FieldConflict &conflict : conflicts) {
        if (conflict.manager == manager && conflict.since.isValid())
            since = since.isValid() ? qMax(since, conflict.since) : conflict.since;
    }
    if (since.isValid()) {
        auto *note =
            cell(tr("set %1 ago", "age")
                     .arg(ageText(std::chrono::seconds(since.secsTo(QDateTime::currentDateTimeUtc())))),
                 TextRole::Small, this);
        setSecondaryText(note);
        head->addWidget(note);
    }
    head->addStretch();
    const auto ofThisOwner = [&manager](const FieldConflict &one) { return one.manager == manager; };
    if (std::count_if(conflicts.begin(), conflicts.end(), ofThisOwner) > 1) {
        const auto all = [&](const QString &text, const char *name, FieldConflict::Decision decision) {
            auto *button = new QPushButton(text, this);
            button->setObjectName(QLatin1String(name));
            button->setAccessibleName(tr("%1, fields owned by %2").arg(text, cleanedLine(manager)));
            setButtonKind(button, ButtonKind::Link);
            head->addWidget(button);
            connect(button, &QPushButton::clicked, this, [this, decision] { decideAll(decision); });
        };
        all(tr("Keep all of theirs"), "keepAll", FieldConflict::Decision::KeepTheirs);
        all(tr("Take all over"), "takeAll", FieldConflict::Decision::TakeOver);
    }
    layout->addLayout(head);

    auto *body = new QWidget(this);
    body->setAutoFillBackground(true);
    body->setBackgroundRole(QPalette::Base);
    m_grid = new QGridLayout(body);
    m_grid->setContentsMargins(12, 6, 12, 8);
    m_grid->setHorizontalSpacing(20);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(0, 2);
    const bool threeWay = std::any_of(conflicts.begin(), conflicts.end(), [&](const FieldConflict &one) {
        return ofThisOwner(one) && one.common;
    });
    QStringList titles{tr("Field"), tr("Hub"), tr("Yours"), tr("Decision")};
    if (threeWay)
        titles.insert(1, tr("When you began"));
    m_values = threeWay ? 3 : 2;
    for (int value = 1; value <= m_values; ++value)
        m_grid->setColumnStretch(value, 1);
    int column = 0;
    for (const QString &text : std::as_const(titles)) {
        auto *label = cell(text, TextRole::SmallStrong, body);
        setSecondaryText(label);
        m_grid->addWidget(label, 0, column++);
        m_decisionTitle = label;
    }
    int row = 1;
    for (int i = 0; i < conflicts.size(); ++i) {
        const FieldConflict &conflict = conflicts.at(i);
        if (conflict.manager != manager)
            continue;
        const QString path = cleanedLine(conflict.pointer.toFieldPath());
        auto *field = new FlowLabel(body);
        field->setTextFormat(Qt::PlainText);
        setTextRole(field, TextRole::Mono);
        field->setText(breakable(path, 24));
        field->setAccessibleName(path);
        m_grid->addWidget(field, row, 0);
        QLabel *theirs = cell(shown(conflict.theirs), TextRole::Body, body);
        QLabel *mine = cell(shown(conflict.mine), TextRole::Strong, body);
        // Long values wrap: the decision stays in sight.
        theirs->setWordWrap(true);
        mine->setWordWrap(true);
        if (threeWay) {
            const bool known = conflict.common.has_value();
            QLabel *common = cell(known ? shown(*conflict.common) : tr("not known"), TextRole::Body, body);
            common->setWordWrap(true);
            setSecondaryText(common);
            m_grid->addWidget(common, row, 1);
            // Theirs is the common one: only the owner stands against it.
            if (known && jsonEqual(*conflict.common, conflict.theirs))
                setSecondaryText(theirs);
        }
        m_grid->addWidget(theirs, row, m_values - 1);
        m_grid->addWidget(mine, row, m_values);
        auto *choices = new QWidget(body);
        m_choices << choices;
        auto *choice = new QHBoxLayout(choices);
        choice->setContentsMargins(0, 0, 0, 0);
        choice->setSpacing(12);
        auto *group = new QButtonGroup(this);
        auto *keep = new QRadioButton(tr("Keep theirs"), body);
        keep->setObjectName(QStringLiteral("keep.") + conflict.pointer.toString());
        keep->setAccessibleDescription(path);
        auto *take = new QRadioButton(tr("Take over"), body);
        take->setObjectName(QStringLiteral("take.") + conflict.pointer.toString());
        take->setAccessibleDescription(path);
        group->addButton(keep);
        group->addButton(take);
        m_keeps << keep;
        m_takes << take;
        keep->setChecked(conflict.decision == FieldConflict::Decision::KeepTheirs);
        take->setChecked(conflict.decision == FieldConflict::Decision::TakeOver);
        auto *open = new StateChip(Tone::Warning, tr("undecided"), StateChip::Shape::Plain, body);
        open->setVisible(conflict.decision == FieldConflict::Decision::Undecided);
        choice->addWidget(keep);
        choice->addWidget(take);
        choice->addWidget(open);
        choice->addStretch();
        connect(keep, &QRadioButton::clicked, this, [this, i, open] {
            open->hide();
            Q_EMIT decided(i, FieldConflict::Decision::KeepTheirs);
        });
        connect(take, &QRadioButton::clicked, this, [this, i, open] {
            open->hide();
            Q_EMIT decided(i, FieldConflict::Decision::TakeOver);
        });
        row += 2;
    }
    layout->addWidget(body);
    arrange(true);
    m_least = layout->totalMinimumSize().width();
    arrange(false);
}

void ConflictBox::arrange(bool narrow)
{
    m_narrow = narrow;
    m_decisionTitle->setVisible(!narrow);
    for (int i = 0; i < m_choices.size(); ++i) {
        m_grid->removeWidget(m_choices.at(i));
        if (narrow)
            m_grid->addWidget(m_choices.at(i), 2 + 2 * i, 0, 1, m_values + 1);
        else
            m_grid->addWidget(m_choices.at(i), 1 + 2 * i, m_values + 1);
    }
}

void ConflictBox::decideAll(FieldConflict::Decision decision)
{
    // Whoever hears the first one may show everything anew.
    QList<QPointer<QRadioButton>> choices;
    for (QRadioButton *choice : decision == FieldConflict::Decision::KeepTheirs ? m_keeps : m_takes)
        choices << choice;
    for (const QPointer<QRadioButton> &choice : choices) {
        if (choice)
            choice->click();
    }
}

QSize ConflictBox::minimumSizeHint() const
{
    return {m_least, QFrame::minimumSizeHint().height()};
}

void ConflictBox::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    if (!m_narrow) // with the fonts and choices of now
        m_whole = layout()->totalSizeHint().width();
    if (const bool narrow = width() < m_whole; narrow != m_narrow)
        arrange(narrow);
}

void ConflictBox::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &theme = Look::theme();
    paintBox(&painter, QRectF(rect()), theme.warning.tint, theme.warning.foreground, 6);
}

} // namespace easel
