// SPDX-License-Identifier: GPL-3.0-or-later
// Which language is chosen, with a German of a few texts (data/languages) in this program.
#include "core/base/translations.h"

#include <QCoreApplication>
#include <QTest>

using namespace easel;

namespace {

// A person whose languages are these, in this order.
QString said(const QString &languages, const char *text, int n = -1)
{
    int argc = 1;
    char name[] = "tst_translations";
    char *argv[] = {name, nullptr};
    QCoreApplication application(argc, argv);
    installTranslations(&application, languages.split(u' '));
    return QCoreApplication::translate("Sample", text, nullptr, n);
}

} // namespace

class TestTranslations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstLanguageThatIsThere_data();
    void firstLanguageThatIsThere();
};

void TestTranslations::firstLanguageThatIsThere_data()
{
    QTest::addColumn<QString>("languages");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("several");
    const auto row = [](const char *languages, bool german) {
        QTest::newRow(languages)
            << QString::fromLatin1(languages)
            << (german ? QStringLiteral("Pool löschen") : QStringLiteral("Delete the pool"))
            << (german ? QStringLiteral("1 Maschine ist frei") : QStringLiteral("1 machine is free"))
            << (german ? QStringLiteral("3 Maschinen sind frei") : QStringLiteral("3 machines are free"));
    };
    row("de-DE de", true);
    row("de-AT", true);
    row("en-US en", false);
    row("fr-FR fr", false); // not there, and nothing else is wanted
    row("fr-FR de-DE", true);
    row("en-GB de-DE", false); // English has no file, and is wanted more
    row("C", false);
}

void TestTranslations::firstLanguageThatIsThere()
{
    QFETCH(const QString, languages);
    QTEST(said(languages, "Delete the pool"), "text");
    QTEST(said(languages, "%n machine(s) are free", 1), "one");
    QTEST(said(languages, "%n machine(s) are free", 3), "several");
    QCOMPARE(said(languages, "Not translated"), QStringLiteral("Not translated"));
}

QTEST_APPLESS_MAIN(TestTranslations)
#include "tst_translations.moc"
