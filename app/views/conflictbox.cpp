// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/conflictbox.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"
#include "core/yaml/yamlwriter.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QRadioButton>
#include <QVBoxLayout>

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
    layout->addLayout(head);

    auto *body = new QWidget(this);
    body->setAutoFillBackground(true);
    body->setBackgroundRole(QPalette::Base);
    auto *grid = new QGridLayout(body);
    grid->setContentsMargins(12, 6, 12, 8);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    int column = 0;
    for (const QString &text : {tr("Field"), tr("Hub"), tr("Yours"), tr("Decision")}) {
        auto *label = cell(text, TextRole::SmallStrong, body);
        setSecondaryText(label);
        grid->addWidget(label, 0, column++);
    }
    int row = 1;
    for (int i = 0; i < conflicts.size(); ++i) {
        const FieldConflict &conflict = conflicts.at(i);
        if (conflict.manager != manager)
            continue;
        const QString path = cleanedLine(conflict.pointer.toFieldPath());
        grid->addWidget(cell(path, TextRole::Mono, body), row, 0);
        QLabel *theirs = cell(shown(conflict.theirs), TextRole::Body, body);
        QLabel *mine = cell(shown(conflict.mine), TextRole::Strong, body);
        // Long values wrap: the decision stays in sight.
        theirs->setWordWrap(true);
        mine->setWordWrap(true);
        grid->addWidget(theirs, row, 1);
        grid->addWidget(mine, row, 2);
        auto *choice = new QHBoxLayout;
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
        keep->setChecked(conflict.decision == FieldConflict::Decision::KeepTheirs);
        take->setChecked(conflict.decision == FieldConflict::Decision::TakeOver);
        auto *open = new StateChip(Tone::Warning, tr("undecided"), StateChip::Shape::Plain, body);
        open->setVisible(conflict.decision == FieldConflict::Decision::Undecided);
        choice->addWidget(keep);
        choice->addWidget(take);
        choice->addWidget(open);
        choice->addStretch();
        grid->addLayout(choice, row, 3);
        connect(keep, &QRadioButton::clicked, this, [this, i, open] {
            open->hide();
            Q_EMIT decided(i, FieldConflict::Decision::KeepTheirs);
        });
        connect(take, &QRadioButton::clicked, this, [this, i, open] {
            open->hide();
            Q_EMIT decided(i, FieldConflict::Decision::TakeOver);
        });
        ++row;
    }
    layout->addWidget(body);
}

void ConflictBox::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &theme = Look::theme();
    paintBox(&painter, QRectF(rect()), theme.warning.tint, theme.warning.foreground, 6);
}

} // namespace easel
