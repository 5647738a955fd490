// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/hubsmodel.h"

#include "app/context/appcontext.h"
#include "app/shell/sourcefactory.h"
#include "core/base/text.h"
#include "core/clients/signin/signinsettings.h"

#include <QLocale>

#include <algorithm>

namespace easel {

namespace {

constexpr qint64 soonSeconds = 7 * 24 * 3600;

bool needsPerson(const Error &error)
{
    return error.reason == u"ConsentNeeded" || error.reason == u"SignInNeeded";
}

} // namespace

HubsModel::HubsModel(AppContext *context, QObject *parent)
    : QAbstractTableModel(parent)
    , m_context(context)
{
    connect(&m_watch, &FileWatch::changed, this, &HubsModel::load);
    connect(context->hubMarks(), &HubMarks::changed, this, [this] {
        if (!m_entries.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(int(m_entries.size()) - 1, ColumnCount - 1));
    });
}

// The usual files, those that were added, and those that something was opened from.
void HubsModel::load()
{
    QStringList kubeconfigs{QString()};
    kubeconfigs += m_context->hubMarks()->kubeconfigs();
    for (const RecentSource &recent : m_context->settings()->recentSources()) {
        if (recent.kind == RecentSource::Kind::Hub)
            kubeconfigs << recent.path;
    }
    for (const FavouriteHub &hub : m_context->hubMarks()->favourites())
        kubeconfigs << hub.kubeconfig;
    kubeconfigs.removeDuplicates();
    m_isLoading = true;
    m_reading = runInPool([kubeconfigs]() -> Result<HubList> { return readHubs(kubeconfigs); });
    m_reading.call().then(this, [this](const Result<HubList> &list) {
        if (list)
            take(*list);
    });
}

void HubsModel::take(const HubList &list)
{
    beginResetModel();
    QList<Known> entries;
    for (const HubEntry &entry : list.entries) {
        Known known{entry, {}, {}};
        for (const Known &before : std::as_const(m_entries)) {
            // What was found at another server says nothing about this one.
            if (before.entry.isSame(entry) && before.entry.server() == entry.server()) {
                known.health = before.health;
                known.look = before.look;
            }
        }
        entries << known;
    }
    m_entries = entries;
    endResetModel();
    m_problems = list.problems;
    m_watch.setFiles(list.files);
    m_isLoading = false;
    Q_EMIT loaded();
}

FavouriteHub HubsModel::favourite(int row) const
{
    const HubEntry &hub = entry(row);
    return {hub.kubeconfig, hub.context.name, hub.server()};
}

void HubsModel::look(int row, const SignInServices &services)
{
    Known &known = m_entries[row];
    if (known.look.isValid())
        return;
    const QString kubeconfig = known.entry.kubeconfig;
    const QString name = known.entry.context.name;
    if (!known.entry.reading) {
        finishLook(kubeconfig, name, failure(known.entry.reading.error()));
        return;
    }
    const auto identity =
        KubeconfigIdentity::open(kubeconfigFiles(kubeconfig), *known.entry.reading, services);
    if (!identity) {
        finishLook(kubeconfig, name, failure(identity.error()));
        return;
    }
    known.look = lookAtHub(*identity, this);
    known.look.then(this, [this, kubeconfig, name](const Result<HubHealth> &health) {
        finishLook(kubeconfig, name, health);
    });
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void HubsModel::stopLooking(int row)
{
    m_entries[row].look.cancel();
}

void HubsModel::finishLook(const QString &kubeconfig, const QString &name, const Result<HubHealth> &health)
{
    for (int row = 0; row < m_entries.size(); ++row) {
        Known &known = m_entries[row];
        if (known.entry.kubeconfig != kubeconfig || known.entry.context.name != name)
            continue;
        known.look = {};
        if (health) {
            known.health = *health;
        } else if (health.error().kind != Error::Kind::Canceled) {
            known.health = HubHealth();
            known.health->at = QDateTime::currentDateTimeUtc();
            known.health->error = health.error();
        }
        const QModelIndex first = index(row, 0);
        Q_EMIT dataChanged(first, first.siblingAtColumn(ColumnCount - 1));
    }
}

std::pair<Tone, QString> HubsModel::stateOf(int row) const
{
    const Known &known = m_entries.at(row);
    if (known.look.isValid())
        return {Tone::Progressing, tr("Checking")};
    if (!known.health) {
        if (!reasonOf(row).isEmpty())
            return {Tone::Bad, tr("Cannot be used")};
        return {Tone::Neutral, tr("Not checked")};
    }
    if (!known.health->error)
        return {Tone::Good, tr("Reachable")};
    if (needsPerson(*known.health->error))
        return {Tone::Warning, tr("Waits for you")};
    switch (known.health->error->kind) {
    case Error::Kind::Auth:
        return {Tone::Bad, tr("Sign-in refused")};
    case Error::Kind::Forbidden:
        return {Tone::Bad, tr("Access refused")};
    case Error::Kind::Network:
    case Error::Kind::Timeout:
        return {Tone::Bad, tr("Not reachable")};
    default:
        return {Tone::Bad, tr("Cannot be used")};
    }
}

QString HubsModel::reasonOf(int row) const
{
    const Known &known = m_entries.at(row);
    if (known.health && known.health->error)
        return errorSentence(*known.health->error);
    if (!known.entry.reading)
        return errorSentence(known.entry.reading.error());
    if (!known.health && !known.entry.reading->user &&
        !m_context->signInSettings()->oidcOf(known.entry.context.name, known.entry.server()))
        return errorSentence(known.entry.reading->user.error());
    return {};
}

std::pair<Tone, QString> HubsModel::endOf(int row) const
{
    const Known &known = m_entries.at(row);
    const QDateTime end =
        known.health && known.health->expiresAt.isValid() ? known.health->expiresAt : known.entry.endsAt;
    if (!end.isValid())
        return {Tone::Neutral, {}};
    const qint64 seconds = QDateTime::currentDateTimeUtc().secsTo(end);
    if (seconds <= 0)
        return {Tone::Bad, tr("ended %1 ago", "age").arg(ageText(std::chrono::seconds(-seconds)))};
    // A token of an hour that is renewed by itself is no matter; one that lies in a file is.
    const bool isSoon = seconds < soonSeconds && known.entry.endsAt.isValid();
    return {isSoon ? Tone::Warning : Tone::Neutral,
            tr("in %1", "age").arg(ageText(std::chrono::seconds(seconds)))};
}

int HubsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int HubsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString HubsModel::text(int row, int column) const
{
    const HubEntry &hub = entry(row);
    const std::optional<HubHealth> &found = health(row);
    switch (column) {
    case Name:
        return cleanedLine(hub.context.name);
    case State:
        return stateOf(row).second;
    case Version:
        return found ? cleanedLine(found->version) : QString();
    case Latency:
        return found && found->latency.count() >= 0
                   ? tr("%1 ms").arg(QLocale().toString(found->latency.count()))
                   : QString();
    case Server:
        return cleanedLine(hub.server().toString(QUrl::RemoveUserInfo));
    case SignIn:
        return cleanedLine(hub.context.authentication);
    case Person:
        return found && !found->subject.user.isEmpty() ? cleanedLine(found->subject.user) : QString();
    case Ends:
        return endOf(row).second;
    default:
        return {};
    }
}

QVariant HubsModel::sortValue(int row, int column) const
{
    switch (column) {
    case State:
        return int(stateOf(row).first);
    case Latency:
        return health(row) ? qint64(health(row)->latency.count()) : qint64(-1);
    case Ends: {
        const std::optional<HubHealth> &found = health(row);
        const QDateTime end = found && found->expiresAt.isValid() ? found->expiresAt : entry(row).endsAt;
        return end.isValid() ? end.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
    }
    default:
        return text(row, column);
    }
}

QVariant HubsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int row = index.row();
    const HubMarks *marks = m_context->hubMarks();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case SortRole:
        return sortValue(row, index.column());
    case CellTypeRole:
        if (index.column() == State || (index.column() == Ends && endOf(row).first != Tone::Neutral))
            return int(CellType::State);
        return int(index.column() == Latency ? CellType::Number : CellType::Text);
    case ToneRole:
        if (index.column() == Ends)
            return int(endOf(row).first);
        return int(stateOf(row).first);
    case ReasonRole:
        return reasonOf(row);
    case ColorRole:
        return int(marks->color(entry(row).context.name, entry(row).server()));
    case FavouriteRole:
        return marks->isFavourite(favourite(row));
    case ProtectedRole:
        return marks->isProtected(entry(row).server());
    case Qt::AccessibleTextRole: {
        if (index.column() != Name)
            break;
        QStringList words{text(row, Name)};
        if (marks->isFavourite(favourite(row)))
            words << tr("favourite");
        if (marks->isProtected(entry(row).server()))
            words << tr("protected");
        if (const auto color = HubColor(data(index, ColorRole).toInt()); color != HubColor::None)
            words << HubMarks::colorText(color);
        return words.join(QStringLiteral(", "));
    }
    default:
        break;
    }
    return {};
}

QVariant HubsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Hub");
    case State:
        return tr("State");
    case Version:
        return tr("Version");
    case Latency:
        return tr("Latency");
    case Server:
        return tr("Server");
    case SignIn:
        return tr("Signs in with");
    case Person:
        return tr("You are");
    case Ends:
        return tr("Sign-in ends");
    default:
        return {};
    }
}

} // namespace easel
