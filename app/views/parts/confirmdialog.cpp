// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/confirmdialog.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"
#include "app/views/parts/consequencetree.h"
#include "app/views/parts/iconlabel.h"
#include "core/base/text.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

namespace easel {

namespace {

// The list of consequences: icon, strong count, detail; hairlines between.
class ConsequenceList : public QWidget
{
public:
    explicit ConsequenceList(const QList<ConsequenceLine> &lines, QWidget *parent)
        : QWidget(parent)
        , m_lines(lines)
    {
        QStringList spoken;
        for (const ConsequenceLine &line : lines)
            spoken << (line.detail.isEmpty() ? line.what : line.what + QStringLiteral(": ") + line.detail);
        setAccessibleRole(this, QAccessible::StaticText);
        setAccessibleName(spoken.join(QStringLiteral("; ")));
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        return {scaledWidth(this, 340), step() * static_cast<int>(m_lines.size())};
    }
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &theme = Look::theme();
        const QFont strong = textFont(TextRole::Strong, font());
        int whatWidth = 0;
        for (const ConsequenceLine &line : m_lines)
            whatWidth = std::max(whatWidth, QFontMetrics(strong).horizontalAdvance(line.what));
        whatWidth = std::min(whatWidth, width() / 2);
        const auto place = [this](const QRect &rect) {
            return QStyle::visualRect(layoutDirection(), this->rect(), rect);
        };
        const int align =
            static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)) |
            Qt::TextSingleLine;
        for (int i = 0; i < m_lines.size(); ++i) {
            const ConsequenceLine &line = m_lines.at(i);
            const int top = i * step();
            if (!line.iconName.isEmpty())
                paintIcon(&painter, place(QRect(12, top + (step() - 14) / 2, 14, 14)), line.iconName,
                          theme.text);
            painter.setFont(strong);
            painter.setPen(theme.text);
            painter.drawText(place(QRect(36, top, whatWidth + 2, step())), align,
                             QFontMetrics(strong).elidedText(line.what, Qt::ElideRight, whatWidth + 1));
            painter.setFont(font());
            painter.setPen(theme.text2);
            const int left = 36 + whatWidth + 22;
            painter.drawText(place(QRect(left, top, width() - left - 12, step())), align,
                             fontMetrics().elidedText(line.detail, Qt::ElideMiddle, width() - left - 12));
            if (i > 0)
                paintHairline(&painter, QPointF(0, top), QPointF(width(), top), theme.border);
        }
        paintRing(&painter, rect(), theme.border, 6, 1);
    }

private:
    int step() const { return rowHeight(QFontMetricsF(font())); }
    QList<ConsequenceLine> m_lines;
};

} // namespace

ConfirmDialog::ConfirmDialog(const Question &question, QWidget *parent)
    : QDialog(parent)
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_verb(new QPushButton(question.verb, this))
{
    setWindowTitle(question.title);
    setModal(true);
    setAccessibleRole(this, QAccessible::Dialog);
    setAccessibleName(question.title);
    setAccessibleDescription(question.sentence);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);

    auto *title = new QLabel(question.title, this);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    setTextRole(title, TextRole::Heading);
    column->addWidget(title);
    auto *sentence = new QLabel(question.sentence, this);
    sentence->setTextFormat(Qt::PlainText);
    sentence->setWordWrap(true);
    column->addWidget(sentence);

    const bool tree = !question.tree.below.isEmpty();
    if (tree) {
        QStringList counts;
        for (const ConsequenceLine &line : question.consequences)
            counts << line.what;
        if (!counts.isEmpty()) {
            auto *sum = new QLabel(nameList(counts, int(counts.size())), this);
            sum->setTextFormat(Qt::PlainText);
            sum->setWordWrap(true);
            setTextRole(sum, TextRole::Strong);
            column->addWidget(sum);
        }
        auto *view = new ConsequenceTree(question.tree, this);
        view->setFixedHeight(view->sizeHint().height());
        column->addWidget(view);
    } else if (!question.consequences.isEmpty()) {
        auto *list = new ConsequenceList(question.consequences, this);
        if (question.consequences.size() > 8) {
            auto *scroll = new QScrollArea(this);
            scroll->setWidget(list);
            scroll->setWidgetResizable(true);
            scroll->setFrameShape(QFrame::NoFrame);
            scroll->setFixedHeight(list->sizeHint().height() * 8 /
                                   static_cast<int>(question.consequences.size()));
            scroll->setAccessibleName(tr("What goes with it"));
            column->addWidget(scroll);
        } else {
            column->addWidget(list);
        }
    }
    if (!question.refusal.isEmpty()) {
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        auto *mark = new IconLabel(this);
        mark->setTone(Tone::Bad);
        auto *refusal = new QLabel(question.refusal, this);
        refusal->setObjectName(QStringLiteral("refusal"));
        refusal->setTextFormat(Qt::PlainText);
        refusal->setWordWrap(true);
        setToneText(refusal, Tone::Bad);
        row->addWidget(mark, 0, Qt::AlignTop);
        row->addWidget(refusal, 1);
        column->addLayout(row);
        m_verb->setEnabled(false);
    }
    const bool wide =
        question.refusal.isEmpty() && question.reach == Reach::Wide && !question.nameToType.isEmpty();
    if (wide) {
        auto *label = new QLabel(tr("Type %1 to go on").arg(question.nameToType), this);
        label->setTextFormat(Qt::PlainText);
        setTextRole(label, TextRole::Small);
        setSecondaryText(label);
        label->setWordWrap(true);
        m_field = new QLineEdit(this);
        label->setBuddy(m_field);
        m_field->setAccessibleName(label->text());
        auto *block = new QVBoxLayout;
        block->setSpacing(4);
        block->addWidget(label);
        block->addWidget(m_field);
        column->addLayout(block);
        m_verb->setEnabled(false);
        connect(
            m_field, &QLineEdit::textChanged, this,
            [this, name = question.nameToType](const QString &text) { m_verb->setEnabled(text == name); });
        connect(m_field, &QLineEdit::returnPressed, this, [this] {
            if (m_verb->isEnabled())
                accept();
        });
    }
    if (!question.keptNote.isEmpty()) {
        auto *note = new QLabel(question.keptNote, this);
        note->setTextFormat(Qt::PlainText);
        note->setWordWrap(true);
        setTextRole(note, TextRole::Small);
        setSecondaryText(note);
        column->addWidget(note);
    }
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_verb);
    column->addSpacing(4);
    column->addLayout(buttons);
    m_cancel->setAutoDefault(!wide); // Enter in the field must not mean Cancel
    m_verb->setAutoDefault(false);
    setButtonKind(m_verb, question.reach == Reach::Alone ? ButtonKind::Normal : ButtonKind::Danger);
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_verb->setObjectName(QStringLiteral("verb"));
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_verb, &QPushButton::clicked, this, &QDialog::accept);
    setFixedWidth(scaledWidth(this, tree ? 640 : question.consequences.isEmpty() ? 408 : 520));
    // Qt would take the height for the width that the texts would like to have.
    const int height = column->totalHeightForWidth(width());
    setMinimumHeight(height);
    resize(width(), height);
}

void ConfirmDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (m_field)
        m_field->setFocus();
    else
        m_cancel->setFocus();
}

void ConfirmDialog::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::theme().raised);
}

} // namespace easel
