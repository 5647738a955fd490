// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

namespace easel {

// Colours of YAML from the theme: keys in text, punctuation and comments in text2, strings and numbers apart.
// No state colours: those say what is the case.
class YamlHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit YamlHighlighter(QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;

private:
    void renewFormats();
    void markValue(const QString &text, int from);
    QTextCharFormat m_key;
    QTextCharFormat m_punctuation;
    QTextCharFormat m_comment;
    QTextCharFormat m_string;
    QTextCharFormat m_number;
    QTextCharFormat m_special;
};

} // namespace easel
