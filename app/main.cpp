// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/translations.h"
#include "core/domain/gpufamilies.h"
#include "core/headless/headless.h"

#ifdef EASEL_HAS_WINDOW
#include "app/shell/runwindow.h"
#endif

#include <QCoreApplication>
#include <QLoggingCategory>

int main(int argc, char **argv)
{
    easel::installRedactingMessageHandler();

    const QByteArray first = argc > 1 ? QByteArray(argv[1]) : QByteArray();
    const bool general = first == "--help" || first == "-h" || first == "--version" || first == "-v";
    const bool verb = argc > 1 && !first.startsWith('-');
    if (general || verb) {
        QCoreApplication application(argc, argv);
        easel::installTranslations(&application);
        // The same as the window's: both keep one journal.
        QCoreApplication::setApplicationName(QStringLiteral("easel"));
        QCoreApplication::setApplicationVersion(QStringLiteral(EASEL_VERSION));
        easel::Console console;
        // stderr is for what the verb has to say. QT_LOGGING_RULES still turns logs on.
        QLoggingCategory::setFilterRules(QStringLiteral("easel.*.info=false\neasel.*.warning=false"));
        if (first == "--version" || first == "-v")
            return console.data("easel " EASEL_VERSION "\n") ? easel::ExitGood : easel::ExitFailed;
        if (general)
            return console.data(easel::generalHelp().toLocal8Bit()) ? easel::ExitGood : easel::ExitFailed;
        if (const auto own = easel::useOwnGpuFamilies(easel::ownGpuFamiliesFile()); !own)
            console.message(easel::errorSentence(own.error()));
        return easel::runHeadless(QCoreApplication::arguments().mid(1), &console);
    }
#ifdef EASEL_HAS_WINDOW
    return easel::runWindow(argc, argv);
#else
    const QCoreApplication application(argc, argv);
    easel::Console console;
    console.message(
        QCoreApplication::translate("easel::main", "This build of Easel has no window. Give a verb."));
    console.message(easel::generalHelp());
    return easel::ExitFailed;
#endif
}
