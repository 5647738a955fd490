// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/gpufamiliesdialog.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/wizards/rowseditor.h"
#include "core/base/atomicfile.h"
#include "core/base/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace easel {

GpuFamiliesDialog::GpuFamiliesDialog(AppContext *context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
{
    const QString title = tr("GPU families");
    setWindowTitle(title);
    setModal(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    auto *heading = new QLabel(title, this);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    auto *note =
        new QLabel(tr("Easel names the GPUs of machines by families, which limits and pools go by. Your own "
                      "names are tried before its own."),
                   this);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    setSecondaryText(note);
    column->addWidget(note);
    m_rows = new RowsEditor({QStringLiteral("ownFamilies"),
                             tr("Your own names"),
                             {tr("When a card's text has"), tr("it is of family")},
                             tr("Add a name"),
                             tr("Remove the name")},
                            this);
    m_rows->setHelp(tr("The text is vendor and model in capitals, with spaces for other signs. A regular "
                       "expression, for example \\bRTX 4000 SFF\\b for NVIDIA-RTX-4000-SFF."));
    column->addWidget(m_rows);
    m_text = new QLineEdit(this);
    m_text->setObjectName(QStringLiteral("familyText"));
    auto *field = new FormField(tr("Try a card's text"), m_text, this);
    field->setFocusProxy(nullptr); // Qt 6.4 takes it for a stop of its own, which leads back
    field->setHelp(tr("As a machine reports it, for example AD104GL [RTX 4000 SFF Ada Generation]"));
    column->addWidget(field);
    m_result = new QLabel(this);
    m_result->setObjectName(QStringLiteral("familyResult"));
    m_result->setTextFormat(Qt::PlainText);
    m_result->setWordWrap(true);
    column->addWidget(m_result);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *keep = new QPushButton(tr("Save"), this);
    keep->setObjectName(QStringLiteral("familiesSave"));
    keep->setAutoDefault(false); // Return ends the edit of a row
    setButtonKind(keep, ButtonKind::Primary);
    foot->addWidget(cancel);
    foot->addWidget(keep);
    column->addStretch(1);
    column->addLayout(foot);
    resize(scaledWidth(this, 560), sizeHint().height());
    connect(m_rows, &RowsEditor::edited, this, &GpuFamiliesDialog::tryOut);
    connect(m_text, &QLineEdit::textEdited, this, &GpuFamiliesDialog::tryOut);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep, &QPushButton::clicked, this, &GpuFamiliesDialog::save);
    m_rows->table()->setFocus();
    m_rows->setEnabled(false);
    runInPool([file = context->settings()->gpuFamiliesFile()] {
        return readOwnGpuFamilies(file);
    }).then(this, [this](const Result<QList<OwnGpuFamily>> &rows) {
        m_rows->setEnabled(true);
        QList<QStringList> texts;
        for (const OwnGpuFamily &row : rows.value_or(QList<OwnGpuFamily>()))
            texts << QStringList{row.match, row.family};
        m_rows->setRows(texts);
        m_rows->table()->setFocus();
        if (!rows)
            m_rows->setProblem(tr("%1 Save writes the file anew.").arg(errorSentence(rows.error())));
        tryOut();
    });
}

Result<GpuFamilyTable> GpuFamiliesDialog::typed()
{
    QList<OwnGpuFamily> rows;
    const QList<QStringList> texts = m_rows->rows();
    for (const QStringList &row : texts)
        rows.append({row.at(0), row.at(1)});
    auto table = GpuFamilyTable::parse(ownGpuFamiliesJson(rows));
    m_rows->setProblem(table ? QString() : table.error().message);
    m_known = rows;
    return table;
}

void GpuFamiliesDialog::tryOut()
{
    const auto table = typed();
    const QString text = m_text->text().trimmed();
    m_result->setVisible(table && !text.isEmpty());
    if (!table || text.isEmpty())
        return;
    const QString own = GpuFamilyTable::builtIn().extendedBy(*table).familyOf({}, text);
    const QString without = GpuFamilyTable::builtIn().familyOf({}, text);
    m_result->setText(
        own == without
            ? tr("%1, by Easel's own names", "GPU family").arg(cleanedLine(own))
            : tr("%1; without your names %2", "GPU families").arg(cleanedLine(own), cleanedLine(without)));
}

void GpuFamiliesDialog::save()
{
    const auto table = typed();
    if (!table) {
        m_rows->table()->setFocus();
        return;
    }
    const QString file = m_context->settings()->gpuFamiliesFile();
    runInPool([file, content = ownGpuFamiliesJson(m_known)] {
        return writePrivateFile(file, content);
    }).then(this, [this, table = *table](const Result<Done> &written) {
        if (!written) {
            m_rows->setProblem(errorSentence(written.error()));
            return;
        }
        GpuFamilyTable::setOwn(table);
        if (m_context->source())
            m_context->source()->refresh(); // machines are named as they are read
        accept();
    });
}

} // namespace easel
