// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/copydialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/views/pods/logpanel.h"
#include "core/base/text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace easel {

CopyDialog::CopyDialog(AppContext *context, const ObjectRef &pod, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_pod(pod)
    , m_container(new QComboBox(this))
    , m_path(new QLineEdit(this))
    , m_folder(new QLineEdit(this))
    , m_choose(new QPushButton(tr("Choose…"), this))
    , m_progress(new QProgressBar(this))
    , m_said(new QLabel(this))
    , m_refused(new QPlainTextEdit(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("copyDialog"));
    setWindowTitle(tr("Copy files out of %1").arg(cleanedLine(pod.name)));
    setMinimumWidth(scaledWidth(this, 520));
    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addWidget(new FormField(tr("Container"), m_container, this));
    m_path->setPlaceholderText(QStringLiteral("/var/log"));
    column->addWidget(new FormField(tr("File or folder in the container"), m_path, this));
    auto *target = new QWidget(this);
    auto *targetRow = new QHBoxLayout(target);
    targetRow->setContentsMargins(0, 0, 0, 0);
    targetRow->addWidget(new FormField(tr("Into the folder"), m_folder, target), 1);
    targetRow->addWidget(m_choose, 0, Qt::AlignBottom);
    column->addWidget(target);
    m_choose->setAccessibleName(tr("Choose the folder"));
    m_folder->setText(
        QDir::toNativeSeparators(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation)));
    auto *note = new QLabel(tr("Links, devices and names that lead elsewhere are not copied, and nothing "
                               "that is there is replaced."),
                            this);
    note->setWordWrap(true);
    setSecondaryText(note);
    column->addWidget(note);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Copying"));
    m_progress->hide();
    column->addWidget(m_progress);
    m_said->setTextFormat(Qt::PlainText);
    m_said->setWordWrap(true);
    m_said->hide();
    column->addWidget(m_said);
    m_refused->setReadOnly(true);
    m_refused->setAccessibleName(tr("What was not copied"));
    m_refused->setFixedHeight(m_refused->fontMetrics().lineSpacing() * 5 + 16);
    m_refused->setTabChangesFocus(true);
    m_refused->hide();
    column->addWidget(m_refused);
    column->addStretch(1);
    auto *buttons = new QDialogButtonBox(this);
    m_close = buttons->addButton(QDialogButtonBox::Close);
    m_start = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    setButtonKind(m_start, ButtonKind::Primary);
    m_start->setDefault(true);
    column->addWidget(buttons);

    connect(m_close, &QPushButton::clicked, this, &CopyDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &CopyDialog::begin);
    connect(m_path, &QLineEdit::textChanged, this, &CopyDialog::check);
    connect(m_folder, &QLineEdit::textChanged, this, &CopyDialog::check);
    connect(m_choose, &QPushButton::clicked, this, [this] {
        m_context->prompter()->askFolder(this, tr("Copy into a folder"), [this](const QString &folder) {
            if (!folder.isEmpty())
                m_folder->setText(QDir::toNativeSeparators(folder));
        });
    });
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        delete m_copy;
        close();
    });
    m_reading = context->source()->fetch(pod);
    m_reading.call().then(this, [this](const Result<QJsonObject> &found) {
        if (!found) {
            say(Tone::Bad, errorSentence(found.error()));
            return;
        }
        const QList<ContainerRef> containers = containersOf(*found);
        for (const ContainerRef &container : containers)
            m_container->addItem(cleanedLine(container.container), container.container);
        m_container->setCurrentIndex(std::max(0, m_container->findData(mainContainerOf(*found))));
        check();
    });
    check();
    m_path->setFocus();
}

CopyDialog::~CopyDialog() = default;

void CopyDialog::check()
{
    const QString problem = m_path->text().isEmpty() ? QString() : CopyOut::whyNot(m_path->text());
    setFieldRefused(m_path, !problem.isEmpty(), problem);
    m_start->setEnabled(!m_copy && problem.isEmpty() && !m_path->text().isEmpty() &&
                        m_container->count() > 0 && !m_folder->text().isEmpty());
}

void CopyDialog::say(Tone tone, const QString &text)
{
    setToneText(m_said, tone);
    m_said->setText(text);
    m_said->show();
}

void CopyDialog::begin()
{
    const QString folder = QDir::fromNativeSeparators(m_folder->text());
    if (!QFileInfo(folder).isDir()) {
        say(Tone::Bad,
            tr("There is no folder %1. Choose one that is there.").arg(cleanedLine(m_folder->text())));
        return;
    }
    m_refused->hide();
    say(Tone::Neutral, tr("Copying…"));
    m_progress->show();
    m_copy = new CopyOut(m_context->source(),
                         {m_pod.namespaceName, m_pod.name, m_container->currentData().toString()},
                         m_path->text(), folder, this);
    connect(m_copy, &CopyOut::progressed, this, [this](int files, qint64 bytes) {
        say(Tone::Neutral, tr("%n file(s), %1", nullptr, files).arg(byteText(bytes)));
    });
    connect(m_copy, &CopyOut::finished, this, [this] {
        const CopyOut::Outcome outcome = m_copy->outcome();
        QString text =
            outcome.target.isEmpty()
                ? tr("Nothing was copied.")
                : tr("Copied %n file(s), %1, to %2.", nullptr, outcome.files)
                      .arg(byteText(outcome.bytes), cleanedLine(QDir::toNativeSeparators(outcome.target)));
        if (outcome.refusedCount > 0) {
            text += u' ' + tr("%n item(s) were not copied:", nullptr, outcome.refusedCount);
            QString list = outcome.refused.join(u'\n');
            if (outcome.refusedCount > outcome.refused.size())
                list +=
                    u'\n' + tr("and %n more", nullptr, outcome.refusedCount - int(outcome.refused.size()));
            m_refused->setPlainText(list);
            m_refused->show();
        }
        say(outcome.refusedCount > 0 ? Tone::Warning : Tone::Good, text);
        end();
    });
    connect(m_copy, &CopyOut::failed, this, [this](const Error &error) {
        say(Tone::Bad, errorSentence(error));
        end();
    });
    check();
    m_close->setText(tr("Stop"));
}

void CopyDialog::end()
{
    m_progress->hide();
    m_copy->deleteLater();
    m_copy = nullptr;
    m_close->setText(tr("Close"));
    check();
}

void CopyDialog::reject()
{
    if (m_copy) {
        m_copy->cancel();
        say(Tone::Warning, tr("Stopped. Files that were whole by then are there."));
        end();
        return;
    }
    QDialog::reject();
}

} // namespace easel
