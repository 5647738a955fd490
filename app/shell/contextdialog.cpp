// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/contextdialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/shell/openiddialog.h"
#include "app/shell/sourcefactory.h"
#include "app/views/parts/celldelegate.h"
#include "core/clients/signin/signinsettings.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

namespace easel {

ContextDialog::ContextDialog(AppContext *context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_file(new QLabel(this))
    , m_filter(new QLineEdit(this))
    , m_model(new QStandardItemModel(this))
    , m_table(new QTableView(this))
    , m_problem(new QLabel(this))
    , m_openId(new QPushButton(tr("OpenID sign-in…"), this))
    , m_connect(new QPushButton(tr("Connect"), this))
{
    setWindowTitle(tr("Connect to a hub"));
    resize(scaledWidth(this, 720), 440);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    auto *title = new QLabel(tr("Connect to a hub"), this);
    setTextRole(title, TextRole::Heading);
    column->addWidget(title);
    auto *fileRow = new QHBoxLayout;
    setSecondaryText(m_file);
    m_file->setTextFormat(Qt::PlainText);
    m_file->setWordWrap(true);
    auto *other = new QPushButton(tr("Other kubeconfig…"), this);
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(other);
    column->addLayout(fileRow);
    m_filter->setPlaceholderText(tr("Filter contexts"));
    m_filter->setAccessibleName(tr("Filter contexts"));
    column->addWidget(m_filter);
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setAccessibleName(tr("Contexts"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    column->addWidget(m_table, 1);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    setTextRole(m_problem, TextRole::Small);
    setSecondaryText(m_problem);
    column->addWidget(m_problem);
    auto *foot = new QHBoxLayout;
    auto *note = new QLabel(tr("Nothing is contacted and nothing runs before you connect."), this);
    setSecondaryText(note);
    setTextRole(note, TextRole::Small);
    note->setWordWrap(true);
    foot->addWidget(note, 1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    setButtonKind(m_connect, ButtonKind::Primary);
    m_connect->setDefault(true);
    m_openId->setAutoDefault(false);
    foot->addWidget(m_openId);
    foot->addWidget(cancel);
    foot->addWidget(m_connect);
    column->addLayout(foot);

    connect(&m_watch, &FileWatch::changed, this, [this] { load(m_kubeconfig); });
    connect(m_openId, &QPushButton::clicked, this, &ContextDialog::setUpOpenId);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_connect, &QPushButton::clicked, this, &ContextDialog::choose);
    connect(m_table, &QTableView::activated, this, &ContextDialog::choose);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ContextDialog::showCurrent);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        int first = -1;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            bool shown = text.isEmpty();
            for (int i = 0; i < m_model->columnCount(); ++i)
                shown = shown || m_model->index(row, i).data().toString().contains(text, Qt::CaseInsensitive);
            m_table->setRowHidden(row, !shown);
            if (shown && first < 0)
                first = row;
        }
        if (first >= 0)
            m_table->selectRow(first);
    });
    connect(other, &QPushButton::clicked, this, [this] {
        m_context->prompter()->askOpenFile(this, tr("Open a kubeconfig"), {}, [this](const QString &path) {
            if (!path.isEmpty())
                load(path);
        });
    });
}

void ContextDialog::load(const QString &kubeconfig)
{
    m_kubeconfig = kubeconfig;
    const QStringList files = kubeconfigFiles(kubeconfig);
    QStringList shown;
    for (const QString &file : files)
        shown.append(QDir::toNativeSeparators(file));
    m_file->setText(shown.join(QStringLiteral(", ")));
    QStringList watched;
    for (const QString &file : files)
        watched.append(QFileInfo(file).absoluteFilePath());
    m_watch.setFiles(watched);
    m_connect->setEnabled(false);
    m_openId->setEnabled(false);
    m_isChosen = false;
    m_isReading = true;
    m_isLooking = false;
    m_reading = runInPool([files] { return Kubeconfig::load(files); });
    m_reading.call().then(this, [this, turn = ++m_turn](const Result<Kubeconfig> &config) {
        if (turn != m_turn)
            return;
        m_isReading = false;
        if (config) {
            fill(*config);
            return;
        }
        m_config = {};
        m_model->setRowCount(0);
        m_problem->setText(errorSentence(config.error()));
    });
}

void ContextDialog::fill(const Kubeconfig &config)
{
    const QString chosenBefore = m_model->index(m_table->currentIndex().row(), 0).data().toString();
    m_config = config;
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("Context"), tr("Server"), tr("User"), tr("Signs in with")});
    QStringList problems = config.problems();
    if (config.contexts().isEmpty())
        problems << tr("This kubeconfig names no context. Choose another one.");
    m_problem->setText(problems.join(u' '));
    int current = 0;
    for (const KubeContext &context : config.contexts()) {
        QList<QStandardItem *> row;
        for (const QString &text : {context.name, context.server, context.userName, context.authentication}) {
            auto *item = new QStandardItem(text);
            item->setEditable(false);
            row.append(item);
        }
        if (context.name == (config.context(chosenBefore) ? chosenBefore : config.currentContext()))
            current = m_model->rowCount();
        m_model->appendRow(row);
    }
    const int unit = QFontMetrics(m_table->font()).averageCharWidth();
    m_table->setColumnWidth(0, unit * 24);
    m_table->setColumnWidth(1, unit * 34);
    m_table->setColumnWidth(2, unit * 18);
    m_table->horizontalHeader()->setStretchLastSection(true);
    if (m_model->rowCount() > 0)
        m_table->selectRow(current);
    m_table->setFocus();
}

// What stands against the chosen one is said before anybody tries.
void ContextDialog::showCurrent()
{
    const QString name = m_model->index(m_table->currentIndex().row(), 0).data().toString();
    m_connect->setEnabled(false);
    m_openId->setEnabled(false);
    m_isChosen = false;
    const KubeContext *context = m_config.context(name);
    m_isLooking = context != nullptr;
    if (!m_isLooking || m_isReading)
        return;
    // Both read the files that the context names.
    m_looking = runInPool([config = m_config, context = *context]() -> Result<Details> {
        return Details{config.serverOf(context), config.userOf(context)};
    });
    m_looking.call().then(this, [this, name, turn = ++m_turn](const Result<Details> &details) {
        if (turn != m_turn || !details)
            return;
        m_isLooking = false;
        showDetails(name, *details);
        if (std::exchange(m_isChosen, false))
            choose();
    });
}

void ContextDialog::showDetails(const QString &name, const Details &details)
{
    const auto &[server, user] = details;
    m_server = server ? server->url : QUrl();
    const bool hasOpenId = server && m_context->signInSettings()->oidcOf(name, server->url);
    m_openId->setEnabled(server.has_value());
    m_connect->setEnabled(server && (user || hasOpenId));
    QString text;
    if (!server)
        text = errorSentence(server.error());
    else if (hasOpenId)
        text = tr("Easel signs in to it at an OpenID provider.");
    else if (!user)
        text = errorSentence(user.error());
    else if (user->exec)
        text = tr("It signs in with a command. Easel shows the command and asks before it runs.");
    else
        text = m_config.problems().join(u' ');
    if (server && server->insecureSkipVerify)
        text = (text + u' ' + tr("Its certificate is not checked (insecure-skip-tls-verify).")).trimmed();
    m_problem->setText(text);
}

void ContextDialog::setUpOpenId()
{
    const QString name = m_model->index(m_table->currentIndex().row(), 0).data().toString();
    if (name.isEmpty() || m_server.isEmpty())
        return;
    auto *dialog = new OpenIdDialog(m_context, name, m_server, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, &ContextDialog::showCurrent);
    dialog->open();
}

void ContextDialog::choose()
{
    m_isChosen = m_isLooking;
    if (!m_connect->isEnabled())
        return;
    const QString name = m_model->index(m_table->currentIndex().row(), 0).data().toString();
    if (name.isEmpty())
        return;
    accept();
    Q_EMIT chosen(m_kubeconfig, name);
}

} // namespace easel
