// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/keyvaluegrid.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"
#include "app/views/parts/flowlabel.h"
#include "app/views/parts/statechip.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>

namespace easel {

namespace {

// Rich text breaks lines between words only; a digest is a word as long as two lines.
constexpr qsizetype longestWord = 44;

QString shortened(const QString &text)
{
    QStringList words = text.split(u' ');
    for (QString &word : words) {
        if (word.size() > longestWord && !word.contains(u'\n'))
            word = word.left(longestWord / 2) + u'…' + word.right(longestWord / 3);
    }
    return words.join(u' ');
}

QString htmlOf(const ValuePart &part)
{
    QString text = shortened(part.text).toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
    if (part.mono) {
        const QFont fixed = textFont(TextRole::Mono);
        const QString size = fixed.pixelSize() > 0 ? QStringLiteral("%1px").arg(fixed.pixelSize())
                                                   : QStringLiteral("%1pt").arg(fixed.pointSizeF());
        text = QStringLiteral("<span style=\"font-family:'%1';font-size:%2\">%3</span>")
                   .arg(fixed.family(), size, text);
    }
    if (!part.link.isEmpty())
        return QStringLiteral("<a href=\"%1\" style=\"text-decoration:none\">%2</a>")
            .arg(part.link.toHtmlEscaped(), text);
    if (part.secondary)
        return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(Look::theme().text2.name(), text);
    return text;
}

} // namespace

KeyValueGrid::KeyValueGrid(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(0);
    m_grid->setVerticalSpacing(2);
    m_grid->setColumnStretch(1, 1);
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, &KeyValueGrid::rebuild);
}

void KeyValueGrid::setRows(const QList<KeyValue> &rows)
{
    if (rows == m_rows)
        return; // keeps what is selected
    m_rows = rows;
    rebuild();
}

void KeyValueGrid::setKeyWidth(int designPixels)
{
    m_keyWidth = designPixels;
    rebuild();
}

void KeyValueGrid::setStale(bool stale)
{
    m_stale = stale;
    const QList<StateChip *> chips = findChildren<StateChip *>();
    for (StateChip *chip : chips)
        chip->setStale(stale);
}

void KeyValueGrid::rebuild()
{
    int focused = -1;
    for (int row = 0; row < m_grid->rowCount(); ++row) {
        QLayoutItem *item = m_grid->itemAtPosition(row, 1);
        if (item && item->widget() && item->widget()->isAncestorOf(focusWidget() ? focusWidget() : this))
            focused = row;
    }
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    // 112 wide unless a key needs more; never so much that the value starves.
    int keyWidth = scaledWidth(this, m_keyWidth);
    for (const KeyValue &entry : std::as_const(m_rows))
        keyWidth = std::max(keyWidth, fontMetrics().horizontalAdvance(entry.key) + 12);
    keyWidth = std::min(keyWidth, scaledWidth(this, m_keyWidth) * 3 / 2);
    m_grid->setColumnMinimumWidth(0, keyWidth);
    const int height = std::max(20, fontMetrics().height() + 2);
    for (int row = 0; row < m_rows.size(); ++row) {
        const KeyValue &entry = m_rows.at(row);
        auto *key = new QLabel(fontMetrics().elidedText(entry.key, Qt::ElideRight, keyWidth - 8), this);
        key->setTextFormat(Qt::PlainText);
        key->setMinimumHeight(height);
        if (key->text() != entry.key)
            key->setToolTip(plainTip(entry.key));
        key->setAccessibleName(entry.key);
        setSecondaryText(key);
        m_grid->addWidget(key, row, 0, Qt::AlignTop | Qt::AlignLeft);

        auto *holder = new QWidget(this);
        auto *line = new QHBoxLayout(holder);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(6);
        QString html;
        QString spoken;
        const auto flush = [&] {
            if (html.isEmpty())
                return;
            auto *label = new FlowLabel(holder);
            label->setText(html);
            label->setTextFormat(Qt::RichText);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse |
                                           Qt::LinksAccessibleByKeyboard);
            label->setFocusPolicy(html.contains(QStringLiteral("<a href")) ? Qt::StrongFocus : Qt::NoFocus);
            label->setMinimumHeight(height);
            label->setAccessibleName(QStringLiteral("%1: %2").arg(entry.key, spoken));
            connect(label, &QLabel::linkActivated, this, &KeyValueGrid::linkActivated);
            line->addWidget(label, 1);
            html.clear();
        };
        const QList<ValuePart> parts =
            entry.value.isEmpty() ? QList{ValuePart::aside(QStringLiteral("–"))} : entry.value;
        const bool onlyText = std::none_of(parts.cbegin(), parts.cend(),
                                           [](const ValuePart &part) { return part.tone.has_value(); });
        for (const ValuePart &part : parts) {
            spoken += part.text;
            if (!part.tone) {
                html += htmlOf(part);
                continue;
            }
            flush();
            auto *chip = new StateChip(*part.tone, part.text, StateChip::Shape::Plain, holder);
            chip->setStale(m_stale);
            chip->setMinimumHeight(height);
            line->addWidget(chip);
        }
        flush();
        if (!onlyText) {
            for (int i = 0; i < line->count(); ++i)
                line->setStretch(i, 0);
            line->addStretch(1);
            const QList<QLabel *> labels = holder->findChildren<QLabel *>();
            for (QLabel *label : labels)
                label->setWordWrap(false);
        }
        const QString tip = entry.tip.isEmpty() && shortened(spoken) != spoken ? spoken : entry.tip;
        if (!tip.isEmpty())
            holder->setToolTip(plainTip(tip));
        m_grid->addWidget(holder, row, 1, Qt::Alignment());
        // A layout shows its widgets some events later, and an empty grid would be painted until then.
        key->show();
        holder->show();
        if (row == focused)
            for (QLabel *label : holder->findChildren<QLabel *>())
                if (label->focusPolicy() != Qt::NoFocus)
                    label->setFocus();
    }
}

} // namespace easel
