// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detail/profiletab.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/detail/scrollingcolumn.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/sectionheader.h"
#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/domain/profilediff.h"
#include "core/domain/versions.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostUsers = 8; // bundles of one cluster profile
const QString bundleKind = u"ProfileBundle.spectrocloud.com"_s;

QTreeWidget *table(const QString &objectName, const QString &name, const QStringList &headers,
                   QWidget *parent)
{
    auto *view = new QTreeWidget(parent);
    view->setObjectName(objectName);
    view->setAccessibleName(name);
    view->setHeaderLabels(headers);
    view->setUniformRowHeights(true);
    view->setTabKeyNavigation(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->header()->setStretchLastSection(true);
    return view;
}

void fitHeight(QTreeWidget *view, int rows, int most)
{
    view->setFixedHeight(view->header()->sizeHint().height() +
                         rowHeight(QFontMetricsF(view->font())) * std::clamp(rows, 1, most) + 4);
    for (int column = 0; column + 1 < view->columnCount(); ++column)
        view->resizeColumnToContents(column);
}

} // namespace

ProfileTab::ProfileTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_layers(table(u"profileLayers"_s, tr("Layers of the bundle"),
                     {tr("Layer"), tr("Version or value"), tr("Type")}, this))
    , m_compareHead(new SectionHeader(tr("Differences"), SectionHeader::Level::Caption, this))
    , m_other(new QComboBox(this))
    , m_differences(table(u"profileDifferences"_s, tr("Differences between two versions"),
                          {tr("Profile"), tr("What"), tr("From"), tr("To")}, this))
    , m_same(new QLabel(this))
    , m_usersHead(new SectionHeader(tr("Used by"), SectionHeader::Level::Caption, this))
    , m_users(new KeyValueGrid(this))
{
    QVBoxLayout *column = scrollingColumn(this, tr("Cluster profiles"));
    column->addWidget(new SectionHeader(tr("Cluster profiles"), SectionHeader::Level::Caption, this));
    column->addWidget(m_layers);
    column->addWidget(m_compareHead);
    m_other->setObjectName(u"profileOther"_s);
    column->addWidget(new FormField(tr("Compare with"), m_other, this));
    m_differences->setRootIsDecorated(false);
    column->addWidget(m_differences);
    m_same->setTextFormat(Qt::PlainText);
    m_same->setWordWrap(true);
    setSecondaryText(m_same);
    column->addWidget(m_same);
    column->addWidget(m_usersHead);
    m_users->setAccessibleName(tr("Pools with this bundle, and other bundles with its cluster profiles"));
    column->addWidget(m_users);
    column->addStretch();
    connect(m_other, &QComboBox::currentIndexChanged, this, &ProfileTab::showDifferences);
    connect(m_users, &KeyValueGrid::linkActivated, this,
            [this](const QString &link) { this->context()->openObject(refFromLink(link)); });
}

bool ProfileTab::isFor(const ObjectRef &ref, const QJsonObject &object)
{
    return ref.kind == u"ProfileBundle" && ref.group() == spectroGroup && !profileLayers(object).isEmpty();
}

void ProfileTab::reset()
{
    const QSignalBlocker quiet(m_other);
    m_other->clear();
}

void ProfileTab::showSubject()
{
    if (!isFor(subject().ref, subject().object))
        return;
    showLayers();
    showVersions();
    showDifferences();
    showUsers();
}

void ProfileTab::showLayers()
{
    m_layers->clear();
    int rows = 0;
    const QList<ProfileLayer> layers = profileLayers(subject().object);
    for (const ProfileLayer &layer : layers) {
        auto *top = new QTreeWidgetItem(
            m_layers, {cleanedLine(layer.name), cleanedLine(layer.version), cleanedLine(layer.type)});
        top->setFont(0, textFont(TextRole::Strong));
        top->setToolTip(0, layer.uid);
        for (const ProfileLayer::Pack &pack : layer.packs)
            new QTreeWidgetItem(top,
                                {tr("pack %1").arg(cleanedLine(pack.name)),
                                 tr("%n line(s) of values", nullptr, int(pack.values.count(u'\n')) + 1)});
        for (const auto &variable : layer.variables)
            new QTreeWidgetItem(top,
                                {tr("variable %1").arg(cleanedLine(variable.first)),
                                 variable.second.isEmpty() ? tr("asked for") : cleanedLine(variable.second)});
        top->setExpanded(true);
        rows += 1 + top->childCount();
    }
    fitHeight(m_layers, rows, 14);
}

QList<QJsonObject> ProfileTab::versions() const
{
    const ObjectSet *objects = subject().knowledge.objects.get();
    if (!objects)
        return {};
    QList<QJsonObject> all =
        versionsOf(baseOf(subject().object), objects->all(bundleKind, subject().ref.namespaceName));
    all.removeIf([this](const QJsonObject &other) { return refOf(other).name == subject().ref.name; });
    return all;
}

void ProfileTab::showVersions()
{
    const QList<QJsonObject> all = versions();
    QStringList names;
    for (const QJsonObject &other : all)
        names << refOf(other).name;
    QStringList shown;
    for (int i = 0; i < m_other->count(); ++i)
        shown << m_other->itemText(i);
    if (shown == names)
        return;
    const QString chosen = m_other->currentText();
    const QSignalBlocker quiet(m_other);
    m_other->clear();
    m_other->addItems(names);
    // The version before this one, else the newest.
    int index = std::max(0, int(names.indexOf(chosen)));
    if (chosen.isEmpty()) {
        for (int i = int(all.size()) - 1; i >= 0; --i) {
            if (compareVersions(versionOf(all.at(i)), versionOf(subject().object)) < 0)
                index = i;
        }
    }
    m_other->setCurrentIndex(names.isEmpty() ? -1 : index);
}

void ProfileTab::showDifferences()
{
    const QList<QJsonObject> all = versions();
    const int index = m_other->currentIndex();
    const bool any = index >= 0 && index < all.size();
    m_other->parentWidget()->setVisible(!all.isEmpty());
    m_differences->clear();
    if (!any) {
        m_differences->hide();
        m_same->setText(tr("This is the only version of %1.").arg(cleanedLine(baseOf(subject().object))));
        m_same->show();
        return;
    }
    // From the older to the newer, whichever is looked at.
    const QJsonObject &other = all.at(index);
    const bool otherIsOlder = compareVersions(versionOf(other), versionOf(subject().object)) < 0;
    const QList<ProfileDifference> found = otherIsOlder ? profileDifferences(other, subject().object)
                                                        : profileDifferences(subject().object, other);
    for (const ProfileDifference &one : found)
        new QTreeWidgetItem(m_differences, {cleanedLine(one.profile), cleanedLine(one.what),
                                            cleanedLine(one.from), cleanedLine(one.to)});
    m_differences->setVisible(!found.isEmpty());
    m_same->setVisible(found.isEmpty());
    m_same->setText(tr("Both have the same cluster profiles."));
    fitHeight(m_differences, int(found.size()), 10);
}

void ProfileTab::showUsers()
{
    const ObjectSet *objects = subject().knowledge.objects.get();
    const QStringList pools =
        objects ? poolsWithBundle(*objects, subject().ref.namespaceName, subject().ref.name) : QStringList();
    QList<KeyValue> rows;
    for (const QString &pool : pools) {
        const ObjectRef ref{u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s, pool.section(u'/', 0, 0),
                            pool.section(u'/', 1)};
        rows.append(
            {cleanedLine(ref.namespaceName), {ValuePart::linkTo(cleanedLine(ref.name), linkOf(ref))}, {}});
    }
    // The cluster profiles themselves: other bundles, and other versions of this one, hold them as well.
    const QList<ProfileLayer> layers = objects ? profileLayers(subject().object) : QList<ProfileLayer>();
    for (const ProfileLayer &layer : layers) {
        KeyValue row{cleanedLine(layer.name), {}, {}};
        QList<ProfileUser> users = otherUsersOf(layer, *objects, subject().ref);
        const QString own = subject().ref.namespaceName;
        std::stable_partition(users.begin(), users.end(),
                              [&own](const ProfileUser &user) { return user.bundle.namespaceName == own; });
        for (const ProfileUser &user : users.first(std::min(users.size(), mostUsers))) {
            if (!row.value.isEmpty())
                row.value << ValuePart::aside(u" · "_s);
            row.value << ValuePart::linkTo(
                cleanedLine(user.bundle.namespaceName == own
                                ? user.bundle.name
                                : user.bundle.namespaceName + u'/' + user.bundle.name),
                linkOf(user.bundle));
            const QString version = user.version.isEmpty() ? u"–"_s : cleanedLine(user.version);
            row.value << ValuePart::aside(u' ' +
                                          tr("(%1, %n pool(s))", "version, pools", user.pools).arg(version));
        }
        if (users.size() > mostUsers)
            row.value << ValuePart::aside(u" · "_s + tr("%n more", nullptr, int(users.size() - mostUsers)));
        if (!row.value.isEmpty())
            rows.append(row);
    }
    m_usersHead->setAside(tr("%n pool(s)", nullptr, int(pools.size())));
    m_users->setVisible(!rows.isEmpty());
    m_users->setStale(subject().stale);
    m_users->setRows(rows);
}

} // namespace easel
