// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/appcontext.h"
#include "app/look/look.h"
#include "app/shell/gofield.h"
#include "app/shell/mainwindow.h"
#include "app/shell/sourcefactory.h"
#include "app/views/parts/statusparts.h"
#include "app/views/parts/switcherbutton.h"
#include "core/yaml/yamlreader.h"
#include "modelwatch.h"
#include "paintedtexts.h"
#include "pseudolocale.h"
#include "screenshot.h"
#include "silentprompter.h"
#include "windowvisit.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QDirIterator>
#include <QFontDatabase>
#include <QJsonArray>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace easel;
using namespace easel::testing;
using namespace Qt::StringLiterals;

namespace {

// Every text that the sample's objects hold: what may be seen untranslated.
class Data
{
public:
    void read(const QString &folder)
    {
        QDirIterator files(folder, {u"*.yaml"_s, u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            add(QDir(folder).relativeFilePath(file.fileName()));
            if (const auto documents = readYaml(file.readAll())) {
                for (const YamlDocument &document : *documents)
                    take(document.value);
            }
        }
    }
    void add(const QString &text)
    {
        m_known.insert(text.simplified());
        for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
            m_known.insert(line.simplified());
        // "NVIDIA-H100" is shown as "H100".
        if (const qsizetype vendor = text.indexOf(u'-'); vendor > 0 && text.at(0).isUpper())
            m_known.insert(text.mid(vendor + 1));
        // A card that nobody named is called after its text: "Device 27b8" becomes "NVIDIA-DEVICE-27B8".
        static const QRegularExpression nameless(u"Device (?:[0-9a-f]{4}:)?([0-9a-f]{4})"_s);
        if (const auto match = nameless.match(text); match.hasMatch()) {
            m_known.insert(u"DEVICE-"_s + match.captured(1).toUpper());
            m_known.insert(u"NVIDIA-DEVICE-"_s + match.captured(1).toUpper());
        }
        // Labels, images and lists are shown in pieces.
        for (const QString &piece : text.split(separators(), Qt::SkipEmptyParts))
            m_known.insert(piece);
    }
    // A text of data consists of known texts, amounts, dates and keys, one after the other: the first word
    // that is none of them, or nothing.
    QString strangeWord(const QString &text) const
    {
        static const QRegularExpression tag(u"<[^<>]*>"_s);
        static const QRegularExpression date(
            u"\\b\\d{1,2} [A-Z][a-z]{2}\\b( \\d{4})?( \\d\\d:\\d\\d(:\\d\\d)?)?"_s);
        static const QRegularExpression lineInWord(u"([-/])\\n"_s);
        QString plain = text;
        plain.remove(tag).remove(date).replace(u"&quot;"_s, u"\""_s).replace(lineInWord, u"\\1"_s);
        const QStringList words = plain.simplified().split(u' ', Qt::SkipEmptyParts);
        for (qsizetype i = 0; i < words.size();) {
            qsizetype count = std::min<qsizetype>(words.size() - i, 40);
            while (count > 1 && !isListed(words.mid(i, count).join(u' ')))
                --count;
            if (count == 1 && !holdsWord(words.at(i)))
                return words.at(i);
            i += count;
        }
        return {};
    }

private:
    bool holdsWord(const QString &word) const
    {
        static const QRegularExpression amount(u"^\\W*\\d[\\d.,:]*(%|[KMGT]i?B|[KMGTP]i|bytes|×)?\\W*$"_s);
        static const QRegularExpression keys(
            u"^((Ctrl|Alt|Shift|Del|Esc|Tab|Left|Right|F\\d+|.)(\\+|$))+$"_s);
        if (isKnown(word) || amount.match(word).hasMatch() || keys.match(word).hasMatch())
            return true;
        if (const qsizetype cut = word.indexOf(u'…'); cut > 0) {
            const QString begin = word.left(cut).split(separators()).last();
            return std::any_of(m_known.begin(), m_known.end(),
                               [&](const QString &known) { return known.startsWith(begin); });
        }
        const QStringList pieces = word.split(separators(), Qt::SkipEmptyParts);
        return !pieces.contains(word) &&
               std::all_of(pieces.begin(), pieces.end(),
                           [this](const QString &piece) { return holdsWord(piece); });
    }
    static const QRegularExpression &separators()
    {
        static const QRegularExpression separators(u"[,;:·/()\\[\\]→←=|\"'@#\\n•…]+\\s*"_s);
        return separators;
    }
    bool isKnown(const QString &text) const
    {
        static const QRegularExpression word(u"\\p{L}{2}"_s);
        return !text.contains(word) || isListed(text);
    }
    bool isListed(const QString &text) const
    {
        if (text.size() > 24 && text.endsWith(u'…')) {
            return std::any_of(m_known.begin(), m_known.end(),
                               [&](const QString &known) { return known.startsWith(text.chopped(1)); });
        }
        return m_known.contains(text) || (text.endsWith(u',') && m_known.contains(text.chopped(1)));
    }
    void take(const QJsonValue &value)
    {
        if (value.isString())
            add(value.toString());
        for (const auto &item : value.toArray())
            take(item);
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            add(it.key());
            take(it.value());
        }
    }

    QSet<QString> m_known;
};

QString nameOf(const QWidget *widget)
{
    QStringList names;
    for (const QWidget *at = widget; at && names.size() < 3; at = at->parentWidget()) {
        QString name = QString::fromLatin1(at->metaObject()->className()).remove(u"easel::"_s);
        if (!at->objectName().isEmpty() && !at->objectName().startsWith(u"qt_"))
            name += u'#' + at->objectName();
        names.prepend(name);
    }
    return names.join(u" > ");
}

// What is larger than a viewport is scrolled, not cut off.
bool isViewport(const QWidget *widget)
{
    const auto *area = qobject_cast<const QAbstractScrollArea *>(widget->parentWidget());
    return area && area->viewport() == widget;
}

bool isNamed(QWidget *widget)
{
    QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
    return accessible && !accessible->text(QAccessible::Name).isEmpty();
}

// What may end in "…": fields whose text is somebody's data or that tell all in their tool tip.
bool mayElide(const QWidget *widget)
{
    return qobject_cast<const SwitcherButton *>(widget) || qobject_cast<const StatusPiece *>(widget) ||
           qobject_cast<const GoField *>(widget);
}

} // namespace

// The whole window in a language that shows which texts were not translated and which do not fit.
class PseudoLocaleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void screensAreTranslatedNamedAndFit();
    void lupdateFindsEveryText();
    void fitsInAWideFont_data();
    void fitsInAWideFont();

private:
    void see(bool reading, const QSize &size);
    void judge(QWidget *window, const QString &screen, bool reading);
    void readTexts(QWidget *widget, const QList<PaintedText> &painted, const QString &screen);
    void measure(QWidget *widget, const QList<PaintedText> &painted, const QString &screen);
    void report(const QString &screen, const QString &what)
    {
        if (!m_problems.contains(what))
            m_problems.insert(what, screen);
    }
    QString problems() const
    {
        QStringList lines;
        for (auto it = m_problems.begin(); it != m_problems.end(); ++it)
            lines << u"%1: %2"_s.arg(it.value(), it.key());
        lines.sort();
        // Qt Test cuts long messages off.
        for (const QString &line : std::as_const(lines))
            std::fprintf(stderr, "%s\n", qPrintable(line));
        return u"%1 problems"_s.arg(lines.size());
    }

    PseudoTranslator m_translator;
    Data m_data;
    QSet<QString> m_models;
    QHash<QString, QString> m_problems; // what, the screen where it was seen first
};

void PseudoLocaleTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication::installTranslator(&m_translator);
    Look::install(ColorMode::Light);
    m_data.read(sampleFolder());
    m_data.read(QStringLiteral(EASEL_SOURCE_DIR) + u"/resources/crds"_s);
    // Names of products, formats and of the API, and what the visit types.
    for (const QString &text : {u"Easel"_s, u"CUE"_s, u"core"_s, u"DefaultDispatch"_s, u"Unknown"_s, u"TiB"_s,
                                u"GiB"_s, u"nothing-is-called-so"_s, QDir::homePath(), u".kube/config"_s})
        m_data.add(text);
    for (const QString &verb :
         {u"get"_s, u"list"_s, u"watch"_s, u"create"_s, u"update"_s, u"patch"_s, u"delete"_s})
        m_data.add(verb);
}

void PseudoLocaleTest::see(bool reading, const QSize &size)
{
    m_problems.clear();
    const QTemporaryDir folder;
    m_data.add(folder.path());
    AppContext context(AppPaths::below(folder.path()), std::make_unique<SilentPrompter>());
    context.settings()->setColorMode(u"light"_s);
    MainWindow window(&context);
    window.resize(size);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QString why;
    const auto visitor = [&](QWidget *seen, const QString &screen) {
        if (context.source()) {
            for (const ResourceType &type : context.source()->catalog().types()) {
                for (const QString &text :
                     QStringList{type.kind, type.plural, type.group, type.version, type.groupKind()} +
                         type.shortNames)
                    m_data.add(text);
            }
        }
        if (const Surroundings *surroundings = context.surroundings()) {
            for (const QString &tenant : surroundings->tenants()) {
                for (const QString &name : surroundings->namespacesOf(tenant))
                    m_data.add(name);
            }
        }
        if (reading)
            m_models += watchModels(seen);
        const auto before = m_problems;
        judge(seen, screen, reading);
        if (m_problems.size() > before.size()) {
            // What is still being laid out is no fault; what lasts is one.
            m_problems = before;
            QTest::qWait(1'000);
            judge(seen, screen, reading);
        }
        if (m_problems.size() > before.size())
            screenshot(seen, QString(screen).replace(u' ', u'-'));
    };
    QVERIFY2(visitEverything(&context, &window, visitor, &why), qPrintable(why));
    if (window.size() != size)
        report(u"window"_s,
               u"%1 x %2 in place of what was asked for"_s.arg(window.width()).arg(window.height()));
}

void PseudoLocaleTest::judge(QWidget *window, const QString &screen, bool reading)
{
    QList<QWidget *> widgets = window->findChildren<QWidget *>();
    widgets.prepend(window);
    for (QWidget *widget : std::as_const(widgets)) {
        // Text of files is data; it is coloured, folded and cut in its own ways.
        if (!widget->isVisible() || qobject_cast<QPlainTextEdit *>(widget->parentWidget()) ||
            qobject_cast<QPlainTextEdit *>(widget))
            continue;
        const QList<PaintedText> painted = textsPaintedBy(widget);
        if (reading) {
            readTexts(widget, painted, screen);
            if (widget->focusPolicy() != Qt::NoFocus && !isNamed(widget))
                report(screen, u"%1 has no accessible name"_s.arg(nameOf(widget)));
        }
        if (widget != window && !isViewport(widget))
            measure(widget, painted, screen);
    }
}

void PseudoLocaleTest::readTexts(QWidget *widget, const QList<PaintedText> &painted, const QString &screen)
{
    const auto check = [&](const QString &text, const QString &role) {
        for (const QString &part : unmarkedParts(text)) {
            if (const QString word = m_data.strangeWord(part); !word.isEmpty())
                report(screen, u"%1: %2 is not translated: \"%3\" in %4"_s.arg(nameOf(widget), role, word,
                                                                               part.simplified()));
        }
    };
    QString text;
    QRectF before;
    for (const PaintedText &line : painted) {
        // A match within a word is painted on its own, but belongs to the word.
        const bool continues = !before.isNull() && std::abs(line.rect.top() - before.top()) < 3 &&
                               line.rect.left() >= before.left() && line.rect.left() < before.right() + 3;
        if (!continues)
            text += u'\n';
        before = line.rect;
        text += line.text;
        if (isCutOff(text))
            text += QString(8, PseudoTranslator::close);
    }
    check(text, u"text"_s);
    check(widget->toolTip(), u"tool tip"_s);
    check(widget->accessibleName(), u"accessible name"_s);
    check(widget->accessibleDescription(), u"accessible description"_s);
    check(widget->property("placeholderText").toString(), u"placeholder"_s);
    if (widget->isWindow())
        check(widget->windowTitle(), u"title"_s);
    for (const QAction *action : widget->actions()) {
        check(action->text(), u"action"_s);
        check(action->toolTip(), u"action's tool tip"_s);
    }
}

void PseudoLocaleTest::measure(QWidget *widget, const QList<PaintedText> &painted, const QString &screen)
{
    const QWidget *parent = widget->parentWidget();
    if (!widget->isWindow() && !widget->geometry().isEmpty() && !isViewport(parent) &&
        !parent->rect().adjusted(-1, -1, 1, 1).contains(widget->geometry()))
        report(screen, u"%1 sticks out of its parent"_s.arg(nameOf(widget)));
    const QRectF room = QRectF(widget->rect()).adjusted(-1.5, -1.5, 1.5, 1.5);
    for (const PaintedText &text : painted) {
        // Tabs that have no room are scrolled.
        const auto *tabs = qobject_cast<const QTabBar *>(widget);
        if (!room.contains(text.rect) && !(tabs && tabs->usesScrollButtons()))
            report(screen, u"%1 has no room for \"%2\""_s.arg(nameOf(widget), text.text));
        if ((qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLabel *>(widget) ||
             qobject_cast<QTabBar *>(widget)) &&
            !mayElide(widget) && widget->toolTip().isEmpty() && isCutOff(text.text))
            report(screen, u"%1 cuts \"%2\" off"_s.arg(nameOf(widget), text.text));
    }
}

void PseudoLocaleTest::screensAreTranslatedNamedAndFit()
{
    see(true, QSize(1280, 800));
    QVERIFY2(m_problems.isEmpty(), qPrintable(problems()));
    // While everything was looked at, every model of the window stood under Qt's tester.
    for (const QString &name :
         {u"DiffModel"_s, u"EventModel"_s, u"ExplainModel"_s, u"HistoryModel"_s, u"MachineMapModel"_s,
          u"NavigationModel"_s, u"PaletteModel"_s, u"QuotaTreeModel"_s, u"QuotaTreeFilter"_s,
          u"RelationModel"_s, u"ResourceFilterModel"_s, u"ResourceTableModel"_s})
        QVERIFY2(m_models.contains(u"easel::"_s + name), qPrintable(name));
}

// A text that lupdate files under another context than it is asked for in would never be translated.
void PseudoLocaleTest::lupdateFindsEveryText()
{
    QString lupdate = QStandardPaths::findExecutable(u"lupdate"_s, {u"/usr/lib/qt6/bin"_s});
    if (lupdate.isEmpty())
        QSKIP("EASEL-SKIPPED: lupdate not present");
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"all.ts"_s);
    QProcess run;
    run.setWorkingDirectory(QStringLiteral(EASEL_SOURCE_DIR));
    run.start(lupdate, {u"-silent"_s, u"-I"_s, u"."_s, u"-extensions"_s, u"cpp,h"_s, u"core"_s, u"app"_s,
                        u"-ts"_s, file});
    QVERIFY(run.waitForFinished(60'000));
    QCOMPARE(run.exitCode(), 0);
    QFile ts(file);
    QVERIFY(ts.open(QIODevice::ReadOnly));
    QXmlStreamReader reader(&ts);
    QSet<QPair<QString, QString>> found;
    QString context;
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (reader.name() == u"name")
            context = reader.readElementText();
        else if (reader.name() == u"source")
            found.insert({context, reader.readElementText()});
    }
    QVERIFY(found.size() > 1000);
    QStringList lost;
    for (const auto &[asked, text] : m_translator.asked()) {
        if (!text.isEmpty() && !found.contains({asked, text})) // Qt asks for nothing now and then
            lost << u"%1: %2"_s.arg(asked, text);
    }
    lost.sort();
    QVERIFY2(lost.isEmpty(), qPrintable(u"\n"_s + lost.mid(0, 12).join(u'\n')));
}

void PseudoLocaleTest::fitsInAWideFont_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("usual") << QSize(1280, 800);
    QTest::newRow("smallest") << QSize(1024, 640);
}

// DejaVu Sans is a fifth wider than what desktops use: with the texts as they are nothing may be cut off.
void PseudoLocaleTest::fitsInAWideFont()
{
    QFETCH(QSize, size);
    const QString family = u"DejaVu Sans"_s;
    if (!QFontDatabase::hasFamily(family))
        QSKIP("EASEL-SKIPPED: the font DejaVu Sans is not present");
    m_translator.setLengthening(false);
    const QFont before = QApplication::font();
    QFont font(family);
    font.setPixelSize(13);
    QApplication::setFont(font);
    see(false, size);
    QApplication::setFont(before);
    m_translator.setLengthening(true);
    QVERIFY2(m_problems.isEmpty(), qPrintable(problems()));
}

QTEST_MAIN(PseudoLocaleTest)
#include "tst_pseudolocale.moc"
