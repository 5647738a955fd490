// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/usagesourcesdialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/sectionheader.h"
#include "core/base/atomicfile.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

UsageSourcesDialog::UsageSourcesDialog(AppContext *context, UsageRecorder *recorder, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_recorder(recorder)
    , m_feed(recorder->prometheus())
    , m_exportAll(new QPushButton(tr("Export all of it…"), this))
    , m_address(new QLineEdit(this))
    , m_addressField(new FormField(tr("Address"), m_address, this))
    , m_token(new QLineEdit(this))
    , m_tokenField(new FormField(tr("Token"), m_token, this))
    , m_use(new QPlainTextEdit(this))
    , m_useField(new FormField(tr("Query of use"), m_use, this))
    , m_limit(new QPlainTextEdit(this))
    , m_limitField(new FormField(tr("Query of the limit"), m_limit, this))
    , m_try(new QPushButton(tr("Try it"), this))
    , m_result(new QLabel(this))
{
    const QString title = tr("History of GPU use");
    setWindowTitle(title);
    setModal(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    auto *heading = new QLabel(title, this);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    const auto addNote = [this, column](const QString &text) {
        auto *note = new QLabel(text, this);
        note->setTextFormat(Qt::PlainText);
        note->setWordWrap(true);
        setSecondaryText(note);
        column->addWidget(note);
    };
    const QDateTime since = recorder->ownSince();
    column->addWidget(new SectionHeader(tr("What Easel saw"), SectionHeader::Level::Block, this));
    addNote((since.isValid() ? tr("Names of tenants, projects and GPU families with numbers, since %1.")
                                   .arg(QLocale().toString(since.toLocalTime().date(), QLocale::ShortFormat))
                             : tr("Names of tenants, projects and GPU families with numbers; none yet.")) +
            u' ' + tr("It is kept in %1.").arg(QDir::toNativeSeparators(recorder->file())));
    m_exportAll->setObjectName(QStringLiteral("exportHistory"));
    m_exportAll->setAutoDefault(false);
    auto *allRow = new QHBoxLayout;
    allRow->addWidget(m_exportAll);
    allRow->addStretch(1);
    column->addLayout(allRow);
    connect(m_exportAll, &QPushButton::clicked, this, &UsageSourcesDialog::exportAll);
    column->addWidget(new SectionHeader(tr("What Prometheus saw before"), SectionHeader::Level::Block, this));
    addNote(
        tr("It is read for the %n day(s) before Easel began to look. Easel writes nothing there and keeps "
           "nothing of it.",
           nullptr, PrometheusFeed::daysBack));
    m_addressField->setHelp(tr("For example https://prometheus.example:9090; empty: nobody is asked"));
    column->addWidget(m_addressField);
    m_address->setObjectName(QStringLiteral("prometheusAddress"));
    m_token->setObjectName(QStringLiteral("prometheusToken"));
    m_try->setObjectName(QStringLiteral("prometheusTry"));
    m_token->setEchoMode(QLineEdit::Password);
    column->addWidget(m_tokenField);
    m_useField->setHelp(tr("PromQL; labels: project or namespace, family or product. Empty: the requests of "
                           "pods, by kube-state-metrics"));
    m_limitField->setHelp(tr("PromQL; empty: ResourceQuotas"));
    for (QPlainTextEdit *editor : {m_use, m_limit}) {
        editor->setTabChangesFocus(true);
        editor->setLineWrapMode(QPlainTextEdit::WidgetWidth);
        editor->setFixedHeight(editor->fontMetrics().lineSpacing() * 3 + 12);
        setTextRole(editor, TextRole::Mono);
    }
    column->addWidget(m_useField);
    column->addWidget(m_limitField);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setWordWrap(true);
    m_result->setObjectName(QStringLiteral("prometheusResult"));
    m_result->hide();
    column->addWidget(m_result);

    const PrometheusPlace known = m_feed->place();
    m_address->setText(known.address);
    m_use->setPlainText(known.use);
    m_limit->setPlainText(known.limit);
    const Call<bool> asking = m_feed->hasToken();
    asking.then(this, [this](const Result<bool> &has) {
        m_hasToken = has.value_or(false);
        m_token->setPlaceholderText(m_hasToken ? tr("set; type to replace it") : tr("not set"));
    });
    m_asking = asking;

    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    m_try->setAutoDefault(false);
    foot->addWidget(m_try);
    if (!known.address.isEmpty()) {
        auto *remove = new QPushButton(tr("Remove"), this);
        remove->setAutoDefault(false);
        foot->addWidget(remove);
        connect(remove, &QPushButton::clicked, this, [this] {
            m_feed->setPlace({}, QByteArray());
            accept();
        });
    }
    foot->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *keep = new QPushButton(tr("Save"), this);
    setButtonKind(keep, ButtonKind::Primary);
    keep->setObjectName(QStringLiteral("prometheusSave"));
    keep->setDefault(true);
    foot->addWidget(cancel);
    foot->addWidget(keep);
    column->addStretch(1);
    column->addLayout(foot);
    resize(scaledWidth(this, 520), sizeHint().height());
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep, &QPushButton::clicked, this, &UsageSourcesDialog::save);
    connect(m_try, &QPushButton::clicked, this, &UsageSourcesDialog::tryOut);
    m_address->setFocus();
}

PrometheusPlace UsageSourcesDialog::place() const
{
    return {m_address->text().trimmed(), m_use->toPlainText().trimmed(), m_limit->toPlainText().trimmed()};
}

std::optional<QByteArray> UsageSourcesDialog::token() const
{
    const QByteArray typed = m_token->text().trimmed().toUtf8();
    // Another server does not get the token of the one before.
    if (typed.isEmpty() && place().address == m_feed->place().address)
        return std::nullopt;
    return typed;
}

bool UsageSourcesDialog::isAddressGood()
{
    const QString problem = PrometheusFeed::addressProblem(m_address->text());
    m_addressField->setError(problem);
    if (!problem.isEmpty())
        m_address->setFocus();
    return problem.isEmpty();
}

void UsageSourcesDialog::exportAll()
{
    m_context->prompter()->askSaveFile(
        this, tr("Export the history of GPU use"), QStringLiteral("gpu-use.csv"), tr("Tables (*.csv)"),
        [this](const QString &path) {
            runInPool([path, history = m_recorder->history()] {
                return writeChosenFile(path, history.toCsv());
            }).then(this, [this, path](const Result<Done> &written) {
                m_result->show();
                setToneText(m_result, written ? Tone::Good : Tone::Bad);
                m_result->setText(written ? tr("Wrote %1").arg(QDir::toNativeSeparators(path))
                                          : errorSentence(written.error()));
            });
        });
}

void UsageSourcesDialog::tryOut()
{
    if (!isAddressGood())
        return;
    m_result->show();
    setToneText(m_result, Tone::Neutral);
    m_result->setText(tr("Asking…"));
    const Call<QString> trying = m_feed->tryOut(place(), token());
    trying.then(this, [this](const Result<QString> &said) {
        if (!said && said.error().kind == Error::Kind::Canceled)
            return; // asked once more
        setToneText(m_result, said ? Tone::Good : Tone::Bad);
        m_result->setText(said ? *said : errorSentence(said.error()));
    });
    m_trying = trying;
}

void UsageSourcesDialog::save()
{
    if (!m_address->text().trimmed().isEmpty() && !isAddressGood())
        return;
    m_feed->setPlace(place(), token());
    accept();
}

} // namespace easel
