// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/yamltextedit.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/yamlhighlighter.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTextBlock>
#include <QToolTip>

namespace easel {

namespace {

constexpr int gutterLeast = 48;
constexpr int stripe = 3;
constexpr int markSide = 12;
constexpr int quickLines = 2000; // up to here the outline follows every key

class Gutter : public QWidget
{
public:
    explicit Gutter(YamlTextEdit *edit)
        : QWidget(edit)
        , m_edit(edit)
    {
        setMouseTracking(true);
        setAttribute(Qt::WA_Hover);
    }
    QSize sizeHint() const override { return {m_edit->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_edit->paintGutter(event); }
    bool event(QEvent *event) override { return m_edit->gutterEvent(event) || QWidget::event(event); }

private:
    YamlTextEdit *m_edit;
};

} // namespace

YamlTextEdit::YamlTextEdit(YamlEditor *editor)
    : QPlainTextEdit(editor)
    , m_editor(editor)
    , m_gutter(new Gutter(this))
    , m_completer(new QCompleter(this))
    , m_completions(new QStandardItemModel(this))
{
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setAccessibleName(tr("YAML"));
    document()->setDocumentMargin(6);
    setUndoRedoEnabled(true);
    renewFonts();
    new YamlHighlighter(document());
    m_completer->setModel(m_completions);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setFilterMode(Qt::MatchContains);
    m_completer->popup()->setAccessibleName(tr("Completions"));
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this,
            &YamlTextEdit::insertCompletion);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this] { moveGutter(); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (!textCursor().block().isVisible())
            unfoldAround(textCursor().blockNumber());
        renewExtraSelections();
        m_gutter->update();
    });
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, [this] {
            renewFonts();
            renewExtraSelections();
            moveGutter();
        });
    moveGutter();
}

void YamlTextEdit::renewFonts()
{
    const QFont mono = textFont(TextRole::Mono);
    setFont(mono);
    setTabStopDistance(QFontMetricsF(mono).horizontalAdvance(u' ') * 2);
}

const QList<YamlOutlineLine> &YamlTextEdit::outline() const
{
    if (m_outlineRevision != document()->revision() && (blockCount() <= quickLines || m_outline.isEmpty())) {
        m_outline = yamlOutline(toPlainText());
        m_outlineRevision = document()->revision();
    }
    return m_outline;
}

void YamlTextEdit::takeOutline(const QList<YamlOutlineLine> &outline, int revision)
{
    if (revision != document()->revision())
        return;
    m_outline = outline;
    m_outlineRevision = revision;
    m_gutter->update();
}

int YamlTextEdit::gutterWidth() const
{
    const int digits = std::max(2, static_cast<int>(QString::number(blockCount()).size()));
    return std::max(gutterLeast, stripe + 8 +
                                     qCeil(QFontMetricsF(font()).horizontalAdvance(QString(digits, u'0'))) +
                                     6 + markSide + 6);
}

void YamlTextEdit::moveGutter()
{
    const int width = gutterWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect area = contentsRect();
    m_gutter->setGeometry(
        QStyle::visualRect(layoutDirection(), area, QRect(area.left(), area.top(), width, area.height())));
    m_gutter->update();
}

void YamlTextEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    moveGutter();
}

void YamlTextEdit::setMarks(const QList<EditorFinding> &findings)
{
    m_marks = findings;
    renewExtraSelections();
    m_gutter->update();
}

void YamlTextEdit::setLineManagers(const QStringList &managers, const QString &own)
{
    m_managers = managers;
    m_own = own;
    m_gutter->update();
}

void YamlTextEdit::renewExtraSelections()
{
    const Theme &theme = Look::theme();
    QList<QTextEdit::ExtraSelection> selections;
    if (!isReadOnly()) {
        QTextEdit::ExtraSelection line;
        line.format.setBackground(theme.hover);
        line.format.setProperty(QTextFormat::FullWidthSelection, true);
        line.cursor = textCursor();
        line.cursor.clearSelection();
        selections << line;
    }
    for (const EditorFinding &mark : m_marks) {
        const QTextBlock block = document()->findBlockByNumber(mark.line - 1);
        if (mark.line <= 0 || !block.isValid())
            continue;
        const QString text = block.text();
        int from = 0;
        while (from < text.size() && text.at(from).isSpace())
            ++from;
        int end = static_cast<int>(text.size());
        if (mark.column > 0)
            from = std::min(mark.column - 1, end);
        // The value, where the line holds one; the key otherwise.
        const qsizetype colon = text.indexOf(QStringLiteral(": "), from);
        if (colon > 0 && !text.mid(colon + 2).trimmed().isEmpty() &&
            !text.mid(colon + 2).trimmed().startsWith(u'#'))
            from = static_cast<int>(colon) + 2;
        else if (colon < 0 && text.trimmed().endsWith(u':'))
            end = static_cast<int>(text.lastIndexOf(u':'));
        while (end > from && text.at(end - 1).isSpace())
            --end;
        if (end <= from) {
            from = 0;
            end = static_cast<int>(text.size());
        }
        QTextEdit::ExtraSelection wave;
        wave.cursor = QTextCursor(block);
        wave.cursor.setPosition(block.position() + from);
        wave.cursor.setPosition(block.position() + end, QTextCursor::KeepAnchor);
        wave.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        wave.format.setUnderlineColor(theme.tone(mark.tone).foreground);
        selections << wave;
    }
    setExtraSelections(selections);
}

void YamlTextEdit::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    const Theme &theme = Look::theme();
    painter.fillRect(event->rect(), isReadOnly() ? theme.sunken : theme.surface);
    painter.setFont(font());
    const int width = m_gutter->width();
    const QList<YamlOutlineLine> &lines = outline();
    const int currentLine = textCursor().blockNumber();
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        const qreal height = blockBoundingRect(block).height();
        if (block.isVisible() && top + height >= event->rect().top()) {
            const int line = block.blockNumber();
            const QString manager = m_managers.value(line);
            if (!manager.isEmpty())
                painter.fillRect(snapped(&painter, QRectF(0, top, stripe, height)),
                                 manager == m_own ? theme.accent : theme.control);
            painter.setPen(line == currentLine ? theme.text : theme.text2);
            // The last block is higher by the document's margin.
            const qreal step = std::min(height, QFontMetricsF(font()).lineSpacing() + 1);
            const QRectF number(0, top, width - markSide - 12, step);
            painter.drawText(number, Qt::AlignRight | Qt::AlignVCenter, QString::number(line + 1));
            const QRectF place(width - markSide - 5, top + (step - markSide) / 2, markSide, markSide);
            const EditorFinding *worst = nullptr;
            for (const EditorFinding &mark : m_marks)
                if (mark.line == line + 1 && (!worst || toneSeverity(mark.tone) > toneSeverity(worst->tone)))
                    worst = &mark;
            const bool foldable = line < lines.size() && yamlFoldEnd(lines, line) > line;
            if (worst)
                paintStateIcon(&painter, place, worst->tone, theme.tone(worst->tone).foreground);
            else if (m_folded.contains(line))
                paintIcon(&painter, place, QStringLiteral("chevron-right"), theme.text2);
            else if (foldable && m_hoverLine >= 0)
                paintIcon(&painter, place, QStringLiteral("chevron-down"),
                          line == m_hoverLine ? theme.text2 : theme.border);
        }
        top += height;
        block = block.next();
    }
}

int YamlTextEdit::lineAtY(int y) const
{
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid()) {
        const qreal height = blockBoundingRect(block).height();
        if (block.isVisible() && y >= top && y < top + height)
            return block.blockNumber();
        top += height;
        if (top > y + 10'000)
            break;
        block = block.next();
    }
    return -1;
}

QString YamlTextEdit::tipAt(int line) const
{
    QStringList words;
    for (const EditorFinding &mark : m_marks)
        if (mark.line == line + 1)
            words << mark.sentence;
    if (const QString owner = ownerText(line); !owner.isEmpty())
        words << owner;
    return words.join(u'\n');
}

QString YamlTextEdit::ownerText(int line) const
{
    const QString manager = m_managers.value(line);
    if (manager.isEmpty())
        return {};
    return manager == m_own ? tr("set by Easel") : tr("belongs to %1").arg(manager);
}

bool YamlTextEdit::gutterEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ToolTip: {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString tip = tipAt(lineAtY(help->pos().y()));
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), plainTip(tip), m_gutter);
        return true;
    }
    case QEvent::MouseMove:
        m_hoverLine = lineAtY(qRound(static_cast<QMouseEvent *>(event)->position().y()));
        m_gutter->update();
        return true;
    case QEvent::Leave:
        m_hoverLine = -1;
        m_gutter->update();
        return false;
    case QEvent::MouseButtonPress: {
        const int line = lineAtY(qRound(static_cast<QMouseEvent *>(event)->position().y()));
        if (line < 0)
            return true;
        if (yamlFoldEnd(outline(), line) > line) {
            setFolded(line, !isFolded(line));
        } else {
            QTextCursor cursor(document()->findBlockByNumber(line));
            setTextCursor(cursor);
        }
        return true;
    }
    default:
        return false;
    }
}

void YamlTextEdit::applyFolds()
{
    const QList<YamlOutlineLine> &lines = outline();
    QSet<int> hidden;
    QSet<int> kept;
    for (const int first : std::as_const(m_folded)) {
        const int end = yamlFoldEnd(lines, first);
        if (end > first)
            kept.insert(first);
        for (int line = first + 1; line <= end; ++line)
            hidden.insert(line);
    }
    m_folded = kept;
    bool changed = false;
    for (QTextBlock block = document()->firstBlock(); block.isValid(); block = block.next()) {
        const bool visible = !hidden.contains(block.blockNumber());
        if (block.isVisible() != visible) {
            block.setVisible(visible);
            block.setLineCount(visible ? 1 : 0);
            changed = true;
        }
    }
    if (changed) {
        document()->markContentsDirty(0, document()->characterCount());
        auto *layout = static_cast<QPlainTextDocumentLayout *>(document()->documentLayout());
        layout->requestUpdate();
        Q_EMIT layout->documentSizeChanged(layout->documentSize());
    }
    viewport()->update();
    m_gutter->update();
}

void YamlTextEdit::setFolded(int line, bool folded)
{
    if (folded && yamlFoldEnd(outline(), line) > line)
        m_folded.insert(line);
    else
        m_folded.remove(line);
    applyFolds();
    if (folded && !textCursor().block().isVisible())
        setTextCursor(QTextCursor(document()->findBlockByNumber(line)));
}

void YamlTextEdit::unfoldAround(int line)
{
    QSet<int> kept;
    for (const int first : std::as_const(m_folded))
        if (line <= first || line > yamlFoldEnd(outline(), first))
            kept.insert(first);
    m_folded = kept;
    applyFolds();
}

void YamlTextEdit::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(event->rect(), isReadOnly() ? Look::theme().sunken : Look::theme().surface);
    }
    QPlainTextEdit::paintEvent(event);
    if (m_folded.isEmpty())
        return;
    QPainter painter(viewport());
    painter.setFont(font());
    painter.setPen(Look::theme().text2);
    for (const int first : std::as_const(m_folded)) {
        const QTextBlock block = document()->findBlockByNumber(first);
        if (!block.isValid() || !block.isVisible())
            continue;
        const QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
        const qreal x = rect.left() + QFontMetricsF(font()).horizontalAdvance(block.text()) +
                        document()->documentMargin() + 6;
        painter.drawText(QRectF(x, rect.top(), 400, rect.height()), Qt::AlignVCenter | Qt::AlignLeft,
                         tr("… %n line(s)", nullptr, yamlFoldEnd(outline(), first) - first));
    }
}

bool YamlTextEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QPoint inside = viewport()->mapFrom(this, help->pos());
        QString tip = tipAt(lineAtY(inside.y()));
        if (tip.isEmpty() && m_schema) {
            const int line = cursorForPosition(inside).blockNumber();
            const QList<YamlOutlineLine> &lines = outline();
            if (line < lines.size() && lines.at(line).begins) {
                const std::optional<FieldInfo> field = m_schema->field(lines.at(line).pointer);
                if (field && !field->description.isEmpty())
                    tip = lines.at(line).pointer.toFieldPath() + u'\n' + field->description;
            }
        }
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), plainTip(tip), this);
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::ControlModifier &&
            (key->key() == Qt::Key_Space || key->key() == Qt::Key_Slash)) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void YamlTextEdit::keyPressEvent(QKeyEvent *event)
{
    if (m_completer->popup()->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Tab:
        case Qt::Key_Escape:
        case Qt::Key_Backtab:
            event->ignore(); // the popup takes them
            return;
        default:
            break;
        }
    }
    const bool plain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        complete(true);
        return;
    }
    if (event->key() == Qt::Key_BracketLeft &&
        event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        setFolded(textCursor().blockNumber(), true);
        return;
    }
    if (event->key() == Qt::Key_BracketRight &&
        event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        setFolded(textCursor().blockNumber(), false);
        return;
    }
    if (event->key() == Qt::Key_Escape && !m_leaveByTab && !isReadOnly()) {
        // Tab types blanks here; Esc, then Tab leaves, so that the keyboard is not trapped. The key goes on,
        // too.
        m_leaveByTab = true;
        event->ignore();
        return;
    }
    if (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab) {
        if (isReadOnly() || m_leaveByTab) {
            m_leaveByTab = false;
            QAbstractScrollArea::focusNextPrevChild(event->key() == Qt::Key_Tab); // the editor's own refuses
            return;
        }
        indentLines(event->key() == Qt::Key_Tab);
        return;
    }
    m_leaveByTab = false;
    if (!isReadOnly()) {
        if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && plain) {
            newLine();
            return;
        }
        if (event->key() == Qt::Key_Slash && event->modifiers() == Qt::ControlModifier) {
            toggleComment();
            return;
        }
    }
    QPlainTextEdit::keyPressEvent(event);
    if (isReadOnly() || event->text().isEmpty())
        return;
    const QChar typed = event->text().at(0);
    if (typed.isLetterOrNumber() || (m_completer->popup()->isVisible() &&
                                     (event->key() == Qt::Key_Backspace || typed == u'-' || typed == u'.')))
        complete(false);
    else
        m_completer->popup()->hide();
}

void YamlTextEdit::newLine()
{
    QTextCursor cursor = textCursor();
    cursor.beginEditBlock();
    cursor.removeSelectedText();
    const QString line = cursor.block().text().left(cursor.positionInBlock());
    int indent = 0;
    while (indent < line.size() && line.at(indent) == u' ')
        ++indent;
    QString begin = line.left(indent);
    const QString said = line.mid(indent).trimmed();
    if (said.endsWith(u':') || said.endsWith(u'|') || said.endsWith(u'>')) {
        begin += QStringLiteral("  ");
        for (QString rest = said; rest.startsWith(QStringLiteral("- ")); rest = rest.mid(2))
            begin += QStringLiteral("  ");
    } else if (said.startsWith(QStringLiteral("- ")) && said.contains(QStringLiteral(": "))) {
        begin += QStringLiteral("  "); // the next key of the same item
    }
    cursor.insertText(u'\n' + begin);
    cursor.endEditBlock();
    setTextCursor(cursor);
    ensureCursorVisible();
}

void YamlTextEdit::indentLines(bool deeper)
{
    QTextCursor cursor = textCursor();
    if (deeper && !cursor.hasSelection()) {
        cursor.insertText(QString(2 - cursor.positionInBlock() % 2, u' '));
        return;
    }
    const int first = document()->findBlock(cursor.selectionStart()).blockNumber();
    int last = document()->findBlock(cursor.selectionEnd()).blockNumber();
    if (last > first && document()->findBlockByNumber(last).position() == cursor.selectionEnd())
        --last; // a selection up to the beginning of a line does not mean that line
    cursor.beginEditBlock();
    for (int line = first; line <= last; ++line) {
        QTextCursor edit(document()->findBlockByNumber(line));
        if (deeper) {
            if (!edit.block().text().trimmed().isEmpty())
                edit.insertText(QStringLiteral("  "));
        } else {
            for (int i = 0; i < 2 && edit.block().text().startsWith(u' '); ++i)
                edit.deleteChar();
        }
    }
    cursor.endEditBlock();
}

void YamlTextEdit::toggleComment()
{
    QTextCursor cursor = textCursor();
    const int first = document()->findBlock(cursor.selectionStart()).blockNumber();
    const int last = document()->findBlock(cursor.selectionEnd()).blockNumber();
    bool all = true;
    int column = 1000;
    for (int line = first; line <= last; ++line) {
        const QString text = document()->findBlockByNumber(line).text();
        if (text.trimmed().isEmpty())
            continue;
        int indent = 0;
        while (indent < text.size() && text.at(indent) == u' ')
            ++indent;
        column = std::min(column, indent);
        all = all && text.at(indent) == u'#';
    }
    cursor.beginEditBlock();
    for (int line = first; line <= last; ++line) {
        QTextCursor edit(document()->findBlockByNumber(line));
        const QString text = edit.block().text();
        if (text.trimmed().isEmpty())
            continue;
        if (all) {
            const int at = static_cast<int>(text.indexOf(u'#'));
            edit.setPosition(edit.block().position() + at);
            edit.deleteChar();
            if (at + 1 < text.size() && text.at(at + 1) == u' ')
                edit.deleteChar();
        } else {
            edit.setPosition(edit.block().position() + column);
            edit.insertText(QStringLiteral("# "));
        }
    }
    cursor.endEditBlock();
}

void YamlTextEdit::insertFromMimeData(const QMimeData *source)
{
    // YAML allows no tabs in indentation; what is pasted comes as plain text.
    QString text = source->text();
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    QStringList lines = text.split(u'\n');
    for (QString &line : lines) {
        int at = 0;
        while (at < line.size() && (line.at(at) == u' ' || line.at(at) == u'\t'))
            ++at;
        line = line.left(at).replace(u'\t', QStringLiteral("  ")) + line.mid(at);
    }
    textCursor().insertText(lines.join(u'\n'));
}

void YamlTextEdit::complete(bool asked)
{
    m_completer->popup()->hide();
    if (!m_schema || isReadOnly() || (!asked && blockCount() > quickLines))
        return;
    const QTextCursor cursor = textCursor();
    const YamlContext context = yamlContextAt(toPlainText(), cursor.blockNumber(), cursor.positionInBlock());
    if (!context.possible || (!asked && context.typed.isEmpty()))
        return;
    m_completions->clear();
    const auto add = [this](const QString &text, const QString &note) {
        auto *item = new QStandardItem(text);
        item->setToolTip(plainTip(note));
        m_completions->appendRow(item);
    };
    if (context.inValue) {
        const std::optional<FieldInfo> field = m_schema->field(context.pointer());
        if (!field)
            return;
        for (const QString &value : field->enumValues)
            add(value, {});
        if (field->type == u"boolean") {
            add(QStringLiteral("true"), {});
            add(QStringLiteral("false"), {});
        }
        if (field->enumValues.isEmpty() && !field->defaultValue.isUndefined() &&
            !field->defaultValue.isNull() && !field->defaultValue.isObject() &&
            !field->defaultValue.isArray())
            add(field->defaultValue.toVariant().toString(), tr("The default"));
    } else {
        const std::optional<FieldInfo> parent = m_schema->field(context.parent);
        if (!parent)
            return;
        for (const QString &name : parent->properties) {
            if (context.siblings.contains(name))
                continue;
            const std::optional<FieldInfo> child = m_schema->field(context.parent / name);
            add(name, child ? child->description : QString());
        }
    }
    m_completer->setCompletionPrefix(context.typed);
    const int count = m_completer->completionCount();
    if (count == 0 || (count == 1 && !asked && m_completer->currentCompletion() == context.typed))
        return;
    QRect place = cursorRect();
    place.translate(gutterWidth(), 0);
    place.setWidth(std::max(scaledWidth(this, 220), m_completer->popup()->sizeHintForColumn(0) + 24));
    m_completer->complete(place);
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void YamlTextEdit::insertCompletion(const QString &completion)
{
    QTextCursor cursor = textCursor();
    const YamlContext context = yamlContextAt(toPlainText(), cursor.blockNumber(), cursor.positionInBlock());
    cursor.beginEditBlock();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, static_cast<int>(context.typed.size()));
    if (context.inValue) {
        const QString line = cursor.block().text();
        const int at = cursor.selectionStart() - cursor.block().position();
        const bool blank = at > 0 && line.at(at - 1) == u':';
        cursor.insertText((blank ? QStringLiteral(" ") : QString()) + completion);
    } else {
        const std::optional<FieldInfo> field =
            m_schema ? m_schema->field(context.parent / completion) : std::nullopt;
        const QString after = cursor.block().text().mid(textCursor().positionInBlock());
        QString text = completion;
        if (!after.trimmed().startsWith(u':')) {
            text += u':';
            const int column = cursor.selectionStart() - cursor.block().position();
            if (field && field->type == u"object")
                text += u'\n' + QString(column + 2, u' ');
            else if (field && field->type == u"array")
                text += u'\n' + QString(column + 2, u' ') + QStringLiteral("- ");
            else
                text += u' ';
        }
        cursor.insertText(text);
    }
    cursor.endEditBlock();
    setTextCursor(cursor);
}

void YamlTextEdit::focusOutEvent(QFocusEvent *event)
{
    m_leaveByTab = false;
    QPlainTextEdit::focusOutEvent(event);
}

void YamlTextEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::ReadOnlyChange || event->type() == QEvent::FontChange)
        moveGutter();
}

} // namespace easel
