// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/yamleditor.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/models/roles.h"
#include "app/views/parts/panel.h"
#include "app/views/yamltextedit.h"
#include "core/base/text.h"

#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTextBlock>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {

constexpr int mostListed = 5; // rows of the list before it scrolls
constexpr int mostFindings = 500;

// Icon and sentence, one row a finding, hairlines between.
class FindingDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {100, rowHeight(QFontMetricsF(textFont(TextRole::Small, option.font)))};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Look::theme();
        painter->save();
        const QRect rect = option.rect;
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver))
            painter->fillRect(rect, option.state & QStyle::State_Selected ? theme.selection : theme.hover);
        if (index.row() > 0)
            paintHairline(painter, rect.topLeft(), QPointF(rect.right() + 1, rect.top()), theme.border);
        if (option.state & QStyle::State_Selected && option.widget && option.widget->hasFocus())
            paintRing(painter, rect.adjusted(1, 1, -1, -1), theme.focus, 2, 1);
        const auto tone = static_cast<Tone>(index.data(ToneRole).toInt());
        const auto place = [&](const QRect &area) {
            return QStyle::visualRect(option.direction, rect, area);
        };
        paintStateIcon(painter, place(QRect(rect.left() + 12, rect.top() + (rect.height() - 12) / 2, 12, 12)),
                       tone, theme.tone(tone).foreground);
        painter->setFont(textFont(TextRole::Small, option.font));
        painter->setPen(theme.text);
        const QRect text = place(rect.adjusted(32, 0, -12, 0));
        painter->drawText(
            text,
            static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)) |
                Qt::TextSingleLine,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
        painter->restore();
    }
};

bool before(const EditorFinding &a, const EditorFinding &b)
{
    return a.line != b.line       ? a.line < b.line
           : a.column != b.column ? a.column < b.column
                                  : toneSeverity(a.tone) > toneSeverity(b.tone);
}

Tone toneOf(Finding::Severity severity)
{
    return severity == Finding::Severity::Refuse ? Tone::Bad
           : severity == Finding::Severity::Warn ? Tone::Warning
                                                 : Tone::Neutral;
}

YamlMark markNear(const QHash<JsonPointer, YamlMark> &marks, JsonPointer pointer)
{
    for (;;) {
        const auto found = marks.constFind(pointer);
        if (found != marks.constEnd())
            return *found;
        if (pointer.isEmpty())
            return {};
        pointer = pointer.parent();
    }
}

} // namespace

YamlEditor::YamlEditor(QWidget *parent)
    : QWidget(parent)
    , m_edit(new YamlTextEdit(this))
    , m_help(new QWidget(this))
    , m_helpTitle(new QLabel(m_help))
    , m_helpText(new QLabel(m_help))
    , m_list(new QListView(this))
    , m_listModel(new QStandardItemModel(this))
    , m_soon(new QTimer(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_edit, 1);

    auto *helpColumn = new QVBoxLayout(m_help);
    helpColumn->setContentsMargins(0, 0, 0, 0);
    helpColumn->setSpacing(0);
    helpColumn->addWidget(new Hairline(Qt::Horizontal, m_help));
    auto *helpTexts = new QVBoxLayout;
    helpTexts->setContentsMargins(12, 6, 12, 6);
    helpTexts->setSpacing(2);
    setTextRole(m_helpTitle, TextRole::Small);
    setTextRole(m_helpText, TextRole::Small);
    m_helpTitle->setTextFormat(Qt::PlainText);
    m_helpTitle->setWordWrap(true);
    m_helpText->setTextFormat(Qt::PlainText);
    m_helpText->setWordWrap(true);
    m_helpText->setMaximumHeight(QFontMetrics(textFont(TextRole::Small)).height() * 3 + 2);
    setSecondaryText(m_helpText);
    helpTexts->addWidget(m_helpTitle);
    helpTexts->addWidget(m_helpText);
    helpColumn->addLayout(helpTexts);
    m_help->setAccessibleName(tr("Help on the field"));
    m_help->hide();
    column->addWidget(m_help);

    auto *line = new Hairline(Qt::Horizontal, this);
    column->addWidget(line);
    m_list->setModel(m_listModel);
    m_list->setItemDelegate(new FindingDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Findings"));
    m_list->viewport()->setAttribute(Qt::WA_Hover);
    m_list->hide();
    line->hide();
    line->setObjectName(QStringLiteral("findingLine"));
    column->addWidget(m_list);
    connect(this, &YamlEditor::findingsChanged, line, [this, line] { line->setVisible(!m_shown.isEmpty()); });
    const auto jump = [this](const QModelIndex &index) {
        const int row = index.row();
        if (row < 0 || row >= m_shown.size())
            return;
        goTo(m_shown.at(row).line, std::max(1, m_shown.at(row).column));
        m_edit->setFocus();
    };
    connect(m_list, &QListView::activated, this, jump);
    connect(m_list, &QListView::clicked, this, jump);

    m_soon->setSingleShot(true);
    m_soon->setInterval(250);
    connect(m_soon, &QTimer::timeout, this, &YamlEditor::read);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        readSoon();
        Q_EMIT textChanged();
    });
    connect(m_edit, &QPlainTextEdit::cursorPositionChanged, this, &YamlEditor::renewHelp);
    setFocusProxy(m_edit);
}

YamlEditor::~YamlEditor()
{
    m_reading.cancel();
}

QPlainTextEdit *YamlEditor::edit() const
{
    return m_edit;
}

void YamlEditor::setText(const QString &text)
{
    const int line = m_edit->textCursor().blockNumber();
    const int column = m_edit->textCursor().positionInBlock();
    const int scroll = m_edit->verticalScrollBar()->value();
    {
        const QSignalBlocker quiet(m_edit);
        m_edit->setPlainText(text);
        m_edit->document()->setModified(false);
    }
    goTo(line + 1, column + 1);
    m_edit->verticalScrollBar()->setValue(scroll);
    m_foldServerFields = true;
    m_soon->stop();
    read();
}

void YamlEditor::updateText(const QString &text)
{
    const QString now = m_edit->toPlainText();
    if (now == text)
        return;
    qsizetype head = 0;
    const qsizetype least = std::min(now.size(), text.size());
    while (head < least && now.at(head) == text.at(head))
        ++head;
    qsizetype tail = 0;
    while (tail < least - head && now.at(now.size() - 1 - tail) == text.at(text.size() - 1 - tail))
        ++tail;
    QTextCursor cursor(m_edit->document());
    cursor.beginEditBlock();
    cursor.setPosition(static_cast<int>(head));
    cursor.setPosition(static_cast<int>(now.size() - tail), QTextCursor::KeepAnchor);
    cursor.insertText(text.mid(head, text.size() - head - tail));
    cursor.endEditBlock();
}

QString YamlEditor::text() const
{
    return m_edit->toPlainText();
}

bool YamlEditor::isModified() const
{
    return m_edit->document()->isModified();
}

void YamlEditor::setModified(bool modified)
{
    m_edit->document()->setModified(modified);
}

void YamlEditor::setReadOnly(bool readOnly)
{
    m_edit->setReadOnly(readOnly);
    setSunken(m_edit, readOnly);
    m_edit->setTextInteractionFlags(readOnly ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                             : Qt::TextEditorInteraction);
    m_edit->viewport()->update();
    renewHelp();
}

bool YamlEditor::isReadOnly() const
{
    return m_edit->isReadOnly();
}

void YamlEditor::setSchema(const std::shared_ptr<const Schema> &schema)
{
    m_schema = schema;
    m_edit->setSchema(schema);
    read();
    renewHelp();
}

void YamlEditor::setOwners(const QHash<JsonPointer, QString> &managers, const QString &own)
{
    m_managers = managers;
    m_own = own;
    renewFindings();
}

void YamlEditor::setFindings(const QList<Finding> &findings)
{
    m_given = findings;
    renewFindings();
}

int YamlEditor::errors() const
{
    return static_cast<int>(std::count_if(m_shown.cbegin(), m_shown.cend(),
                                          [](const EditorFinding &f) { return f.tone == Tone::Bad; }));
}

int YamlEditor::warnings() const
{
    return static_cast<int>(std::count_if(m_shown.cbegin(), m_shown.cend(),
                                          [](const EditorFinding &f) { return f.tone == Tone::Warning; }));
}

void YamlEditor::readSoon()
{
    m_soon->start();
}

void YamlEditor::read()
{
    m_reading.cancel();
    m_reading = runInPool([text = m_edit->toPlainText(), revision = m_edit->document()->revision(),
                           schema = m_schema]() -> Result<ReadResult> {
        ReadResult result;
        result.outline = yamlOutline(text);
        result.revision = revision;
        const QByteArray bytes = text.toUtf8();
        const Result<QList<YamlDocument>> documents = readYaml(bytes);
        if (!documents) {
            const YamlMark mark = markOfError(documents.error());
            result.findings.append({Tone::Bad, mark.line, mark.column, documents.error().message});
            return result;
        }
        result.readable = true;
        for (const YamlDocument &document : *documents)
            for (const YamlWarning &warning : document.warnings)
                result.findings.append(
                    {Tone::Warning, warning.mark.line, warning.mark.column, warning.message});
        if (documents->size() == 1) {
            const YamlDocument &document = documents->first();
            result.value = document.value;
            result.marks = document.marks;
            if (schema && document.value.isObject())
                result.schemaFindings = schema->validate(document.value.toObject(), true);
        }
        return result;
    });
    m_reading.then(this, [this](const Result<ReadResult> &result) {
        if (!result)
            return;
        // While the text cannot be read the marks of the last good one still tell where fields were.
        const QHash<JsonPointer, YamlMark> marks = result->readable ? result->marks : m_last.marks;
        m_edit->takeOutline(result->outline, result->revision);
        m_last = *result;
        m_last.outline.clear();
        m_last.marks = marks;
        m_readable = result->readable;
        if (result->readable)
            m_value = result->value;
        if (m_foldServerFields && result->readable) {
            m_foldServerFields = false;
            // What only the server writes: of no use while editing.
            for (const JsonPointer &field :
                 {JsonPointer::of({QStringLiteral("metadata"), QStringLiteral("managedFields")}),
                  JsonPointer::of({QStringLiteral("status")})}) {
                const auto mark = marks.constFind(field);
                if (mark != marks.constEnd() && mark->line > 0)
                    m_edit->setFolded(mark->line - 1, true);
            }
        }
        renewFindings();
    });
}

void YamlEditor::renewFindings()
{
    QList<EditorFinding> all = m_last.findings;
    if (m_readable) {
        for (const SchemaFinding &finding : std::as_const(m_last.schemaFindings)) {
            const YamlMark mark = markNear(m_last.marks, finding.pointer);
            const QString path = finding.pointer.toFieldPath();
            all.append({Tone::Bad, mark.line, mark.column,
                        path.isEmpty() ? finding.message : path + QStringLiteral(": ") + finding.message});
        }
    }
    for (const Finding &finding : std::as_const(m_given)) {
        const YamlMark mark = markNear(m_last.marks, finding.pointer);
        all.append({toneOf(finding.severity), mark.line, mark.column, finding.sentence});
    }
    std::stable_sort(all.begin(), all.end(), before);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (all.size() > mostFindings)
        all.resize(mostFindings);

    QStringList managers;
    if (!m_managers.isEmpty()) {
        const QList<YamlOutlineLine> &lines = m_edit->outline();
        managers.resize(lines.size());
        for (int i = 0; i < lines.size(); ++i) {
            JsonPointer pointer = lines.at(i).pointer;
            if (lines.at(i).blank)
                continue;
            for (;;) {
                const auto found = m_managers.constFind(pointer);
                if (found != m_managers.constEnd()) {
                    managers[i] = *found;
                    break;
                }
                if (pointer.isEmpty())
                    break;
                pointer = pointer.parent();
            }
        }
    }
    m_edit->setLineManagers(managers, m_own);
    renewHelp();
    const bool same = all == m_shown;
    m_shown = all;
    m_edit->setMarks(m_shown);
    if (!same)
        renewList();
    Q_EMIT findingsChanged();
}

void YamlEditor::renewList()
{
    const int row = m_list->currentIndex().row();
    m_listModel->clear();
    for (const EditorFinding &finding : std::as_const(m_shown)) {
        const QString text =
            finding.line > 0 ? tr("Line %1: %2").arg(finding.line).arg(finding.sentence) : finding.sentence;
        auto *item = new QStandardItem(text);
        item->setEditable(false);
        item->setData(static_cast<int>(finding.tone), ToneRole);
        item->setData(plainTip(text), Qt::ToolTipRole);
        item->setData(QStringLiteral("%1, %2").arg(toneName(finding.tone), text), Qt::AccessibleTextRole);
        m_listModel->appendRow(item);
    }
    m_list->setVisible(!m_shown.isEmpty());
    if (!m_shown.isEmpty()) {
        m_list->setFixedHeight(m_list->sizeHintForRow(0) *
                               std::min<int>(mostListed, static_cast<int>(m_shown.size())));
        if (row >= 0 && row < m_listModel->rowCount())
            m_list->setCurrentIndex(m_listModel->index(row, 0));
    }
}

JsonPointer YamlEditor::currentField() const
{
    return m_field;
}

void YamlEditor::renewHelp()
{
    const QList<YamlOutlineLine> &lines = m_edit->outline();
    const int line = m_edit->textCursor().blockNumber();
    const JsonPointer field = line < lines.size() ? lines.at(line).pointer : JsonPointer();
    const bool moved = field != m_field;
    m_field = field;
    std::optional<FieldInfo> info;
    if (m_schema && !isReadOnly() && !field.isEmpty())
        info = m_schema->field(field);
    // The stripe's tip in words: for who uses no mouse, and because colour never stands alone.
    const QString owner = m_edit->ownerText(line);
    m_help->setVisible(info.has_value() || !owner.isEmpty());
    if (!m_help->isHidden()) {
        QStringList words;
        if (!info)
            info.emplace();
        if (!info->type.isEmpty())
            words << (info->format.isEmpty() ? info->type
                                             : QStringLiteral("%1 (%2)").arg(info->type, info->format));
        if (info->required)
            words << tr("required");
        if (!info->defaultValue.isUndefined() && !info->defaultValue.isNull() &&
            !info->defaultValue.isObject() && !info->defaultValue.isArray())
            words << tr("default %1").arg(info->defaultValue.toVariant().toString());
        if (!info->enumValues.isEmpty())
            words << tr("one of %1").arg(info->enumValues.mid(0, 12).join(QStringLiteral(", ")));
        if (!owner.isEmpty())
            words << owner;
        m_helpTitle->setText(QStringLiteral("%1   %2").arg(cleanedLine(field.toFieldPath()),
                                                           words.join(QStringLiteral(", "))));
        m_helpText->setText(info->description.simplified());
        m_helpText->setVisible(!info->description.isEmpty());
        m_help->setAccessibleDescription(helpText());
    }
    if (moved)
        Q_EMIT currentFieldChanged(field);
}

QString YamlEditor::helpText() const
{
    return m_help->isHidden() ? QString() : m_helpTitle->text() + u'\n' + m_helpText->text();
}

void YamlEditor::goTo(int line, int column)
{
    QTextBlock block = m_edit->document()->findBlockByNumber(std::max(0, line - 1));
    if (!block.isValid())
        block = m_edit->document()->lastBlock();
    if (!block.isVisible())
        m_edit->unfoldAround(block.blockNumber());
    QTextCursor cursor(block);
    cursor.setPosition(block.position() + std::clamp(column - 1, 0, std::max(0, block.length() - 1)));
    m_edit->setTextCursor(cursor);
    m_edit->ensureCursorVisible();
}

void YamlEditor::goTo(const JsonPointer &pointer)
{
    const QList<YamlOutlineLine> &lines = m_edit->outline();
    for (JsonPointer at = pointer;; at = at.parent()) {
        for (int i = 0; i < lines.size(); ++i) {
            if (lines.at(i).begins && lines.at(i).pointer == at) {
                goTo(i + 1, lines.at(i).keyColumn + 1);
                return;
            }
        }
        if (at.isEmpty())
            return;
    }
}

void YamlEditor::setFolded(int line, bool folded)
{
    m_edit->setFolded(line - 1, folded);
}

bool YamlEditor::isFolded(int line) const
{
    return m_edit->isFolded(line - 1);
}

void YamlEditor::completeNow()
{
    m_edit->complete(true);
}

} // namespace easel
