// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/flowlabel.h"

#include <QFocusEvent>
#include <QTextDocument>

namespace easel {

FlowLabel::FlowLabel(QWidget *parent)
    : QLabel(parent)
{
    setWordWrap(true);
    setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QSize FlowLabel::sizeHint() const
{
    const int line = std::max(minimumHeight(), fontMetrics().height());
    if (textFormat() == Qt::PlainText)
        return {fontMetrics().size(0, text()).width() + 2, line};
    QTextDocument document;
    document.setDefaultFont(font());
    document.setDocumentMargin(0);
    document.setHtml(text());
    return {qCeil(document.idealWidth()) + 2, line};
}

QSize FlowLabel::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), 60), std::max(minimumHeight(), fontMetrics().height())};
}

QString breakable(const QString &text, int longest)
{
    QString result;
    qsizetype start = 0;
    while (start < text.size()) {
        qsizetype end = start;
        while (end < text.size() && !text.at(end).isSpace())
            ++end;
        const bool isLong = end - start > longest;
        for (qsizetype i = start; i < end; ++i) {
            result += text.at(i);
            if (isLong && i + 1 < end && QStringView(u"./-_").contains(text.at(i)))
                result += QChar(0x200b);
        }
        if (end < text.size())
            result += text.at(end++);
        start = end;
    }
    return result;
}

void FlowLabel::focusInEvent(QFocusEvent *event)
{
    QLabel::focusInEvent(event);
    // QLabel waits for one more Tab before it marks its first link.
    if (event->reason() != Qt::MouseFocusReason && event->reason() != Qt::PopupFocusReason &&
        text().contains(QStringLiteral("<a ")) && !hasSelectedText())
        focusNextPrevChild(event->reason() != Qt::BacktabFocusReason);
}

} // namespace easel
