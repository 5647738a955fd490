// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/countedit.h"

#include <QIntValidator>
#include <QKeyEvent>

namespace easel {

namespace {

constexpr int Most = 1'000'000; // GpuMap

}

CountEdit::CountEdit(QWidget *parent)
    : QLineEdit(parent)
{
    setValidator(new QIntValidator(0, Most, this));
    connect(this, &QLineEdit::textEdited, this, &CountEdit::countEdited);
}

std::optional<qint64> CountEdit::count() const
{
    bool ok = false;
    const qint64 count = text().trimmed().toLongLong(&ok);
    return ok ? std::optional<qint64>(count) : std::nullopt;
}

void CountEdit::setCount(std::optional<qint64> count)
{
    if (count != this->count() || (!count && !text().isEmpty()))
        setText(count ? QString::number(*count) : QString());
}

void CountEdit::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    if (step == 0 || event->modifiers() != Qt::NoModifier || isReadOnly()) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    const std::optional<qint64> now = count();
    // Below 0 there is no number any more, and from none up it begins at 0.
    if (!now)
        setCount(step > 0 ? std::optional<qint64>(0) : std::nullopt);
    else if (*now + step < 0)
        setCount(std::nullopt);
    else
        setCount(qMin<qint64>(Most, *now + step));
    Q_EMIT countEdited();
}

} // namespace easel
