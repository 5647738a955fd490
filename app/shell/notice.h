// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QWidget>

class QAbstractButton;

namespace easel {

class Banner;

// The line below the top bar in which the window says what concerns no single screen; hidden until it says
// something.
class Notice : public QWidget
{
    Q_OBJECT

public:
    explicit Notice(QWidget *parent = nullptr);

    // Replaces what was said before, its buttons included.
    void say(Tone tone, const QString &strong, const QString &text);
    // The same for what is true of this moment only: it goes when the place or the source's kinds change.
    void sayForNow(Tone tone, const QString &strong, const QString &text);
    void momentPassed();
    QAbstractButton *addButton(const QString &text);
    QAbstractButton *addLink(const QString &text);
    void addClose();

private:
    Banner *m_banner;
    bool m_isForNow = false;
};

} // namespace easel
