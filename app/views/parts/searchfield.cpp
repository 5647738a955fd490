// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/searchfield.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"
#include "app/views/parts/keyhint.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

namespace easel {

namespace {

// "tenant: borealis ×"; Delete and Backspace remove it, arrows go on.
class TermChip : public QAbstractButton
{
public:
    TermChip(const QString &term, QWidget *parent)
        : QAbstractButton(parent)
    {
        setText(term);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setAccessibleName(SearchField::tr("Filter %1").arg(term));
        setToolTip(SearchField::tr("Remove this filter"));
        const qsizetype colon = term.indexOf(u':');
        m_key = colon > 0 ? term.left(colon + 1) : QString();
        m_value = colon > 0 ? term.mid(colon + 1) : term;
    }
    QSize sizeHint() const override
    {
        const QFontMetrics metrics(textFont(TextRole::Small, font()));
        return {6 + metrics.horizontalAdvance(m_key) + (m_key.isEmpty() ? 0 : 4) +
                    metrics.horizontalAdvance(m_value) + 6 + 10 + 6,
                std::max(20, metrics.height() + 4)};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &theme = Look::theme();
        paintBox(&painter, rect(), underMouse() || isDown() ? theme.hover : theme.window, theme.border, 3);
        painter.setFont(textFont(TextRole::Small, font()));
        const QFontMetrics metrics = painter.fontMetrics();
        int x = 6;
        painter.setPen(theme.text2);
        painter.drawText(QRect(x, 0, width(), height()), Qt::AlignVCenter | Qt::AlignLeft, m_key);
        x += metrics.horizontalAdvance(m_key) + (m_key.isEmpty() ? 0 : 4);
        painter.setPen(theme.text);
        const int room = width() - x - 22;
        painter.drawText(QRect(x, 0, room + 2, height()),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                         metrics.elidedText(m_value, Qt::ElideMiddle, room + 1));
        paintIcon(&painter, QRectF(width() - 16, (height() - 10) / 2.0, 10, 10), QStringLiteral("x"),
                  theme.text);
    }

private:
    QString m_key;
    QString m_value;
};

} // namespace

QStringList splitTerms(const QString &expression)
{
    QStringList terms;
    QString word;
    bool quoted = false;
    for (const QChar c : expression) {
        if (c == u'"')
            quoted = !quoted;
        if (c.isSpace() && !quoted) {
            if (!word.isEmpty())
                terms << word;
            word.clear();
        } else {
            word += c;
        }
    }
    if (!word.isEmpty())
        terms << word;
    return terms;
}

SearchField::SearchField(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_chipHolder(new QWidget(this))
    , m_chipRow(new QHBoxLayout(m_chipHolder))
    , m_edit(new QLineEdit(this))
    , m_iconName(QStringLiteral("list-filter"))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_row->setContentsMargins(30, 1, 6, 1);
    m_row->setSpacing(6);
    m_chipRow->setContentsMargins(0, 0, 0, 0);
    m_chipRow->setSpacing(4);
    m_row->addWidget(m_chipHolder);
    m_row->addWidget(m_edit, 1);
    m_chipHolder->hide();
    m_edit->setFrame(false);
    m_edit->setAttribute(Qt::WA_MacShowFocusRect, false);
    m_edit->setMinimumWidth(60);
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->setBackgroundRole(QPalette::NoRole);
    QPalette clear = m_edit->palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(clear);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);
    setRingTarget(m_edit, this);
    setCursor(Qt::IBeamCursor);
    m_test = [](const QString &term) {
        const qsizetype colon = term.indexOf(u':');
        return colon > 0 && colon + 1 < term.size() && !term.endsWith(u':');
    };
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (text.endsWith(u' '))
            takeTerms(false);
        announce();
    });
}

bool SearchField::becomesChip(const QString &word) const
{
    return m_test && word.count(u'"') % 2 == 0 && m_test(word);
}

void SearchField::takeTerms(bool all)
{
    const QString typed = m_edit->text();
    QStringList words = splitTerms(typed);
    QStringList rest;
    bool changed = false;
    for (int i = 0; i < words.size(); ++i) {
        const bool finished =
            all || i + 1 < words.size() || (typed.endsWith(u' ') && words.at(i).count(u'"') % 2 == 0);
        if (finished && becomesChip(words.at(i))) {
            if (!m_chips.contains(words.at(i)))
                m_chips << words.at(i);
            changed = true;
        } else {
            rest << words.at(i);
        }
    }
    if (!changed)
        return;
    const QString left = rest.join(u' ');
    m_edit->setText(left.isEmpty() || all || !typed.endsWith(u' ') ? left : left + u' ');
    rebuildChips();
}

void SearchField::rebuildChips()
{
    while (QLayoutItem *item = m_chipRow->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const QString &term : std::as_const(m_chips)) {
        auto *chip = new TermChip(term, m_chipHolder);
        chip->setMaximumWidth(scaledWidth(this, 220));
        m_chipRow->addWidget(chip);
        chip->installEventFilter(this);
        connect(chip, &QAbstractButton::clicked, this, [this, term] {
            m_chips.removeAll(term);
            rebuildChips();
            m_edit->setFocus();
            announce();
        });
    }
    m_chipHolder->setVisible(!m_chips.isEmpty());
    if (m_hint)
        m_hint->setVisible(m_edit->text().isEmpty());
}

void SearchField::announce()
{
    if (m_hint)
        m_hint->setVisible(m_edit->text().isEmpty());
    const QString now = text();
    if (now == m_announced)
        return;
    m_announced = now;
    Q_EMIT textChanged(now);
}

QString SearchField::text() const
{
    QStringList words = m_chips;
    const QString typed = m_edit->text().trimmed();
    if (!typed.isEmpty())
        words << typed;
    return words.join(u' ');
}

void SearchField::setText(const QString &expression)
{
    if (expression.trimmed() == text())
        return;
    m_chips.clear();
    QStringList rest;
    const QStringList words = splitTerms(expression);
    for (const QString &word : words) {
        if (becomesChip(word))
            m_chips << word;
        else
            rest << word;
    }
    m_edit->setText(rest.join(u' '));
    rebuildChips();
    announce();
}

void SearchField::clear()
{
    setText(QString());
}

void SearchField::setPlaceholderText(const QString &text)
{
    m_edit->setPlaceholderText(text);
}

void SearchField::setKeyHint(const QString &key)
{
    delete m_hint;
    m_hint = nullptr;
    if (!key.isEmpty()) {
        m_hint = new KeyHint(key, this);
        m_row->addWidget(m_hint);
        m_hint->setVisible(m_edit->text().isEmpty());
    }
}

void SearchField::setIconName(const QString &name)
{
    m_iconName = name;
    update();
}

void SearchField::setTermTest(std::function<bool(const QString &)> test)
{
    m_test = std::move(test);
}

void SearchField::setProblem(const QString &sentence)
{
    setFieldRefused(this, !sentence.isEmpty(), sentence);
    m_edit->setAccessibleDescription(sentence);
    setToolTip(plainTip(sentence));
}

QSize SearchField::sizeHint() const
{
    return {scaledWidth(this, 420), controlHeight(QFontMetricsF(font()))};
}

QSize SearchField::minimumSizeHint() const
{
    return {160, controlHeight(QFontMetricsF(font()))};
}

void SearchField::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    paintBox(&painter, rect(), isEnabled() ? theme.surface : theme.window,
             isFieldRefused(this) ? theme.bad.foreground
             : isEnabled()        ? theme.control
                                  : theme.border,
             4);
    const QRect place(layoutDirection() == Qt::RightToLeft ? width() - 24 : 9, (height() - 14) / 2, 14, 14);
    paintIcon(&painter, place, m_iconName, isEnabled() ? theme.text2 : theme.disabled);
}

void SearchField::mousePressEvent(QMouseEvent *event)
{
    m_edit->setFocus(Qt::MouseFocusReason);
    QWidget::mousePressEvent(event);
}

void SearchField::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // Chips leave room to type.
    m_chipHolder->setMaximumWidth(std::max(60, width() * 2 / 3));
}

bool SearchField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (watched == m_edit) {
            if (key->key() == Qt::Key_Backspace && m_edit->cursorPosition() == 0 &&
                !m_edit->hasSelectedText() && !m_chips.isEmpty()) {
                const QString term = m_chips.takeLast();
                m_edit->setText(m_edit->text().isEmpty() ? term : term + u' ' + m_edit->text());
                m_edit->setCursorPosition(static_cast<int>(term.size()));
                rebuildChips();
                announce();
                return true;
            }
            if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
                takeTerms(true);
                announce();
                return false;
            }
            if (key->key() == Qt::Key_Escape) {
                if (text().isEmpty()) {
                    Q_EMIT escapePressed();
                } else {
                    clear();
                }
                return true;
            }
            if (key->key() == Qt::Key_Down) {
                takeTerms(true);
                announce();
                Q_EMIT downPressed();
                return true;
            }
        } else if (auto *chip = qobject_cast<QAbstractButton *>(watched)) {
            if (key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace) {
                chip->click();
                return true;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace easel
