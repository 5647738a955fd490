// SPDX-License-Identifier: GPL-3.0-or-later
// Reads every include of core and app and fails on an arrow that points against the blueprint.
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

// What a room may include beside itself. Arrows are transitive by hand: a room lists all it stands on.
const QHash<QString, QSet<QString>> &allowed()
{
    static const QHash<QString, QSet<QString>> rooms = [] {
        QHash<QString, QSet<QString>> r;
        r[u"core/base"_s] = {};
        r[u"core/yaml"_s] = {u"core/base"_s};
        r[u"core/clients"_s] = {u"core/base"_s, u"core/yaml"_s};
        r[u"core/schema"_s] = {u"core/base"_s, u"core/yaml"_s};
        r[u"core/store"_s] =
            r[u"core/clients"_s] | r[u"core/schema"_s] | QSet{u"core/clients"_s, u"core/schema"_s};
        r[u"core/domain"_s] = r[u"core/store"_s] | QSet{u"core/store"_s};
        r[u"core/quota"_s] = r[u"core/domain"_s] | QSet{u"core/domain"_s};
        r[u"core/placement"_s] = r[u"core/quota"_s] | QSet{u"core/quota"_s};
        r[u"core/changes"_s] = r[u"core/placement"_s] | QSet{u"core/placement"_s};
        r[u"core/engine"_s] = r[u"core/changes"_s] | QSet{u"core/changes"_s};
        r[u"core/headless"_s] = r[u"core/engine"_s] | QSet{u"core/engine"_s};
        const QSet<QString> core = r[u"core/engine"_s] | QSet{u"core/engine"_s};
        r[u"app/look"_s] = core;
        r[u"app/models"_s] = core | QSet{u"app/look"_s};
        r[u"app/context"_s] = r[u"app/models"_s] | QSet{u"app/models"_s};
        r[u"app/views"_s] = r[u"app/context"_s] | QSet{u"app/context"_s};
        r[u"app/wizards"_s] = r[u"app/views"_s] | QSet{u"app/views"_s};
        r[u"app/shell"_s] = r[u"app/wizards"_s] | QSet{u"app/wizards"_s};
        r[u"app"_s] = r[u"app/shell"_s] | QSet{u"app/shell"_s, u"core/headless"_s};
        return r;
    }();
    return rooms;
}

QString roomOf(const QString &path)
{
    const QStringList parts = path.split(u'/');
    if (parts.size() < 2)
        return {};
    return parts.size() == 2 ? parts.first() : parts.first() + u'/' + parts.at(1);
}

struct Include
{
    QString file;
    int line = 0;
    QString target;
    bool quoted = false;
};

QList<Include> includesBelow(const QString &folder)
{
    static const QRegularExpression directive(u"^\\s*#\\s*include\\s+([\"<])([^\">]+)[\">]"_s);
    const QString root = QStringLiteral(EASEL_SOURCE_DIR "/");
    QList<Include> list;
    QDirIterator files(root + folder, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        int line = 0;
        while (!file.atEnd()) {
            ++line;
            const auto match = directive.match(QString::fromUtf8(file.readLine()));
            if (match.hasMatch())
                list.append(
                    {file.fileName().mid(root.size()), line, match.captured(2), match.captured(1) == u"\""});
        }
    }
    return list;
}

} // namespace

class TestArrows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roomsStandOnlyOnLowerOnes()
    {
        QStringList wrong;
        int seen = 0;
        for (const QString &folder : {u"core"_s, u"app"_s}) {
            for (const Include &include : includesBelow(folder)) {
                if (!include.target.startsWith(u"core/") && !include.target.startsWith(u"app/"))
                    continue;
                ++seen;
                const QString from = roomOf(include.file);
                const QString to = roomOf(include.target);
                if (from == to)
                    continue;
                if (!allowed().contains(from))
                    wrong << u"%1 is in a room the blueprint does not know"_s.arg(include.file);
                else if (!allowed().value(from).contains(to))
                    wrong << u"%1:%2: %3 must not include %4"_s.arg(include.file)
                                 .arg(include.line)
                                 .arg(from, include.target);
            }
        }
        QVERIFY(seen > 50);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void coreHasNoGui()
    {
        static const QRegularExpression gui(
            u"^(QtGui|QtWidgets|QtCharts|QtSvg|QWidget|QApplication|QGuiApplication|QColor|QIcon|QPixmap|"
            u"QImage|QPainter|QFont|"
            "QPalette|QAction|QKeySequence|QClipboard|QDesktopServices|QStandardItem.*)(/|$)"_s);
        QStringList wrong;
        for (const Include &include : includesBelow(u"core"_s)) {
            if (gui.match(include.target).hasMatch())
                wrong << u"%1:%2: <%3>"_s.arg(include.file).arg(include.line).arg(include.target);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    // Protected hubs ask before each write, so there is one place where the window starts one.
    void writesGoThroughTheGate()
    {
        QStringList wrong;
        int seen = 0;
        QDirIterator files(QStringLiteral(EASEL_SOURCE_DIR "/app"), {u"*.cpp"_s, u"*.h"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            if (!file.readAll().contains("operations()->start("))
                continue;
            ++seen;
            if (!file.fileName().endsWith(u"/app/views/writegate.cpp"))
                wrong << file.fileName();
        }
        QCOMPARE(seen - int(wrong.size()), 1);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void repliesStayInside()
    {
        QStringList wrong;
        for (const Include &include : includesBelow(u"."_s)) {
            if (include.file.endsWith(u".h") && include.target.contains(u"QNetworkReply"))
                wrong << include.file;
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    // Views and wizards see stores, drafts and plans; of the clients' room only the names of things.
    void viewsSeeNoClient()
    {
        QStringList wrong;
        for (const Include &include : includesBelow(u"app"_s)) {
            const QString room = roomOf(include.file);
            if ((room == u"app/views" || room == u"app/wizards" || room == u"app/models") &&
                include.target.startsWith(u"core/clients/") &&
                include.target != u"core/clients/resourcetype.h")
                wrong << u"%1:%2: %3"_s.arg(include.file).arg(include.line).arg(include.target);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestArrows)
#include "tst_arrows.moc"
