// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/getverb.h"

#include "core/base/text.h"
#include "core/headless/rawrows.h"
#include "core/yaml/yamlwriter.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>

namespace easel {

namespace {

// One line, whatever the server's layout was.
QByteArray oneLine(const QByteArray &raw)
{
    if (!raw.contains('\n'))
        return raw;
    return QJsonDocument::fromJson(raw).toJson(QJsonDocument::Compact);
}

QJsonObject objectOf(const Row &row)
{
    return QJsonDocument::fromJson(row.raw).object();
}

} // namespace

GetVerb::GetVerb(Console *console, GetOptions options)
    : Verb(console)
    , m_options(std::move(options))
{}

void GetVerb::start()
{
    const bool table = m_options.output == GetOptions::Output::Table;
    if (!takeSource(m_options.source, table ? columnsOnly : columnsAndObjects))
        return;
    connect(m_source.get(), &Source::stateChanged, this, &GetVerb::sourceChanged);
    m_source->open();
    sourceChanged();
}

void GetVerb::stop()
{
    // Ending a watch is how it ends well; anything else was not done.
    finish(m_options.watch && m_began ? ExitGood : ExitFailed);
}

void GetVerb::tell(const QString &sentence)
{
    if (m_told == sentence)
        return;
    m_told = sentence;
    console().message(sentence);
}

void GetVerb::sourceChanged()
{
    const SourceState state = m_source->state();
    const bool lost = state.phase == SourceState::Phase::Failed || state.phase == SourceState::Phase::Stale;
    if (lost && state.error) {
        if (!m_options.watch) {
            fail(*state.error);
            return;
        }
        tell(errorSentence(*state.error));
    }
    if (state.phase == SourceState::Phase::Live && m_source->mode() != HubMode::Unknown && !m_began)
        begin();
}

void GetVerb::begin()
{
    const ResourceType *type = m_source->catalog().findByWord(m_options.word);
    if (!type) {
        fail(makeError(Error::Kind::NotFound,
                       tr("%1 serves no kind called %2.").arg(m_source->title(), m_options.word),
                       tr("Give a kind, its plural or its short name; add the group where several have it "
                          "(deployments.apps).")));
        return;
    }
    m_began = true;
    m_type = *type;
    if (m_options.output == GetOptions::Output::Table && m_source->lacksColumns(m_type)) {
        // Without an answer there are names all the same.
        m_source->learnColumns(m_type).then(this, [this](const Result<Done> &) { list(); });
        return;
    }
    list();
}

void GetVerb::list()
{
    QString namespaceName;
    if (m_type.namespaced && !m_options.allNamespaces)
        namespaceName = m_options.namespaceName.isEmpty() ? m_defaultNamespace : m_options.namespaceName;
    m_lease = m_source->store({m_type, namespaceName, {}});
    if (!m_lease) {
        fail(makeError(Error::Kind::Unsupported, tr("%1 cannot be listed.").arg(m_type.kind)));
        return;
    }
    connect(m_lease.get(), &ResourceStore::truthChanged, this, &GetVerb::truthChanged);
    if (m_options.watch) {
        printChange("ADDED", 0, m_lease->count() - 1);
        connect(m_lease.get(), &ResourceStore::rowsInserted, this,
                [this](int first, int last) { printChange("ADDED", first, last); });
        connect(m_lease.get(), &ResourceStore::rowsChanged, this,
                [this](int first, int last) { printChange("MODIFIED", first, last); });
        connect(m_lease.get(), &ResourceStore::rowsAboutToBeRemoved, this,
                [this](int first, int last) { printChange("DELETED", first, last); });
    }
    truthChanged();
}

bool GetVerb::isWanted(const Row &row) const
{
    return m_options.name.isEmpty() || row.name == m_options.name;
}

void GetVerb::truthChanged()
{
    if (!m_lease)
        return;
    const Truth truth = m_lease->truth();
    switch (truth.phase) {
    case Truth::Phase::Live:
    case Truth::Phase::Offline:
        if (!m_options.watch)
            // Queued: the store is in the middle of telling.
            QMetaObject::invokeMethod(this, &GetVerb::printAll, Qt::QueuedConnection);
        else if (!m_told.isEmpty())
            tell(tr("%1 is watched again.").arg(m_type.plural));
        break;
    case Truth::Phase::Failed:
    case Truth::Phase::Stale:
        if (!m_options.watch)
            fail(truth.error.value_or(Error()));
        else if (truth.error)
            tell(errorSentence(*truth.error));
        break;
    case Truth::Phase::Idle:
    case Truth::Phase::Loading:
        break;
    }
}

void GetVerb::printAll()
{
    QList<Row> rows;
    for (const Row &row : m_lease->rows()) {
        if (isWanted(row))
            rows << row;
    }
    std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        return std::tie(a.namespaceName, a.name) < std::tie(b.namespaceName, b.name);
    });
    if (rows.isEmpty() && !m_options.name.isEmpty()) {
        const QString where =
            m_lease->namespaceName().isEmpty() ? QString() : tr(" in %1").arg(m_lease->namespaceName());
        fail(makeError(Error::Kind::NotFound,
                       tr("There is no %1 %2%3.").arg(m_type.kind, m_options.name, where),
                       tr("List them without a name, or look in all namespaces with -A.")));
        return;
    }
    if (rows.isEmpty())
        console().message(tr("No %1 found.").arg(m_type.plural));

    QByteArray text;
    switch (m_options.output) {
    case GetOptions::Output::Table:
        if (!rows.isEmpty())
            text = tableText(m_lease->columns(), rows, QDateTime::currentMSecsSinceEpoch());
        break;
    case GetOptions::Output::Json:
        if (!m_options.name.isEmpty() && rows.size() == 1) {
            text = oneLine(rows.first().raw) + '\n';
            break;
        }
        text = R"({"apiVersion":"v1","kind":"List","items":[)";
        for (qsizetype i = 0; i < rows.size(); ++i)
            text += (i ? ",\n" : "\n") + oneLine(rows.at(i).raw);
        text += "\n]}\n";
        break;
    case GetOptions::Output::Yaml: {
        QList<QJsonValue> documents;
        for (const Row &row : std::as_const(rows))
            documents << objectOf(row);
        if (!documents.isEmpty())
            text = writeYamlDocuments(documents);
        break;
    }
    }
    finish(console().data(text) ? ExitGood : ExitFailed);
}

void GetVerb::printChange(const char *type, int first, int last)
{
    QByteArray text;
    for (int i = first; i <= last; ++i) {
        const Row row = m_lease->at(i);
        if (!isWanted(row))
            continue;
        switch (m_options.output) {
        case GetOptions::Output::Json:
            text += QByteArray("{\"type\":\"") + type + "\",\"object\":" + oneLine(row.raw) + "}\n";
            break;
        case GetOptions::Output::Yaml:
            text += writeYamlDocuments({QJsonObject{{QStringLiteral("type"), QLatin1String(type)},
                                                    {QStringLiteral("object"), objectOf(row)}}});
            if (!text.startsWith("---"))
                text.prepend("---\n");
            break;
        case GetOptions::Output::Table: {
            if (!std::exchange(m_heading, true))
                text += QByteArray(10, ' ') + tableHeading(m_lease->columns());
            text += QByteArray(type).leftJustified(10, ' ') +
                    tableLines(m_lease->columns(), {row}, QDateTime::currentMSecsSinceEpoch());
            break;
        }
        }
    }
    if (!text.isEmpty() && !console().data(text))
        finish(ExitGood); // the reader has seen enough
}

} // namespace easel

#include "moc_getverb.cpp"
