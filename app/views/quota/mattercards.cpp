// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/mattercards.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/look/theme.h"
#include "app/look/typography.h"
#include "app/views/parts/flowlabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {

constexpr int cardWidth = 236;

class ToneMark : public QWidget
{
public:
    explicit ToneMark(QWidget *parent)
        : QWidget(parent)
    {
        setFixedSize(14, 18);
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    void setTone(Tone tone)
    {
        m_tone = tone;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintStateIcon(&painter, QRectF(0, 2, 14, 14), m_tone, stateColor(Look::theme(), m_tone));
    }

private:
    Tone m_tone = Tone::Neutral;
};

} // namespace

MatterCard::MatterCard(QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(new ToneMark(this))
    , m_title(new FlowLabel(this))
    , m_sentence(new FlowLabel(this))
    , m_link(new QPushButton(this))
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 6);
    column->setSpacing(2);
    auto *head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    head->addWidget(m_title, 1);
    column->addLayout(head);
    column->addWidget(m_sentence);
    column->addStretch(1);
    column->addWidget(m_link, 0, Qt::AlignLeft);
    setTextRole(m_title, TextRole::Strong);
    setTextRole(m_sentence, TextRole::Small);
    setSecondaryText(m_sentence);
    for (QLabel *label : {static_cast<QLabel *>(m_title), static_cast<QLabel *>(m_sentence)}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    setButtonKind(m_link, ButtonKind::Link);
    setTextRole(m_link, TextRole::Small);
    setSmallControl(m_link);
}

void MatterCard::setMatter(const GpuMatter &matter)
{
    const bool same = matter == m_matter;
    m_matter = matter;
    if (same)
        return;
    static_cast<ToneMark *>(m_icon)->setTone(matter.tone);
    m_title->setText(matter.title);
    m_sentence->setText(matter.sentence);
    m_link->setText(matter.link);
    m_link->setAccessibleName(tr("%1: %2", "card's title, link").arg(matter.title, matter.link));
    setAccessibleName(matter.title);
    setAccessibleDescription(matter.sentence);
    setObjectName(QStringLiteral("matter-") + gpuMatterWord(matter.kind));
    m_link->setObjectName(objectName() + QStringLiteral("-link"));
    updateGeometry();
    update();
}

QSize MatterCard::sizeHint() const
{
    const int width = scaledWidth(this, cardWidth);
    return {width, heightForWidth(width)};
}

int MatterCard::heightForWidth(int width) const
{
    const int inner = width - 24;
    return 8 + std::max(18, m_title->heightForWidth(inner - 20)) + 2 + m_sentence->heightForWidth(inner) + 2 +
           m_link->sizeHint().height() + 6;
}

void MatterCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ground = isChecked() ? theme.selection : underMouse() ? theme.hover : theme.surface;
    paintBox(&painter, rect(), ground, isChecked() ? theme.accent : theme.border, 6);
    if (hasFocus())
        paintRing(&painter, rect(), theme.focus, 6);
}

MatterCards::MatterCards(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_more(new QPushButton(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(12);
    setButtonKind(m_more, ButtonKind::Link);
    setSmallControl(m_more);
    m_more->setObjectName(QStringLiteral("matters-more"));
    m_more->hide();
    connect(m_more, &QAbstractButton::clicked, this, [this] {
        m_all = !m_all;
        m_columns = 0;
        arrange();
    });
}

void MatterCards::setMatters(const QList<GpuMatter> &matters)
{
    while (m_cards.size() < matters.size()) {
        auto *card = new MatterCard(this);
        connect(card, &QAbstractButton::clicked, this,
                [this, card](bool on) { Q_EMIT filterRequested(card->matter(), on); });
        connect(card->link(), &QAbstractButton::clicked, this,
                [this, card] { Q_EMIT objectsRequested(card->matter()); });
        m_cards << card;
    }
    const bool recount = m_used != matters.size();
    m_used = int(matters.size());
    for (int i = 0; i < m_used; ++i)
        m_cards.at(i)->setMatter(matters.at(i));
    setActive(m_active);
    if (recount)
        m_columns = 0;
    setVisible(m_used > 0);
    arrange();
}

void MatterCards::setActive(const std::optional<GpuMatter::Kind> &kind)
{
    m_active = kind;
    for (MatterCard *card : std::as_const(m_cards))
        card->setChecked(kind && card->matter().kind == *kind);
}

void MatterCards::arrange()
{
    const int fit = std::max(1, (width() + 12) / (scaledWidth(this, cardWidth) + 12));
    const int columns = std::clamp(fit, 1, std::max(1, m_used));
    if (columns == m_columns)
        return;
    for (int i = 0; i < std::max(columns, m_columns) + 1; ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    m_columns = columns;
    const int shown = m_all ? m_used : std::min(columns, m_used);
    while (m_grid->count() > 0)
        delete m_grid->takeAt(0);
    for (int i = 0; i < m_cards.size(); ++i) {
        m_cards.at(i)->setVisible(i < shown);
        if (i < shown)
            m_grid->addWidget(m_cards.at(i), i / columns, i % columns);
    }
    m_more->setVisible(m_used > columns);
    m_more->setText(m_all ? tr("Fewer") : tr("%n more", nullptr, m_used - shown));
}

void MatterCards::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace easel
