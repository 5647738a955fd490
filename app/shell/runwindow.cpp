// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/runwindow.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/shell/fileprompter.h"
#include "app/shell/mainwindow.h"
#include "core/base/translations.h"
#include "core/clients/signin/keychainsecretstore.h"
#include "core/domain/gpufamilies.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QEvent>
#include <QTimer>

namespace easel {

int runWindow(int &argc, char **argv)
{
    QApplication application(argc, argv);
    installTranslations(&application);
    QApplication::setApplicationName(QStringLiteral("easel"));
    QApplication::setApplicationDisplayName(QStringLiteral("Easel"));
    QApplication::setApplicationVersion(QStringLiteral(EASEL_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("easel"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate(
        "easel::runWindow", "AI infrastructure on Kubernetes, managed from the desktop."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    const QCommandLineOption workspace(
        QStringLiteral("workspace"),
        QCoreApplication::translate("easel::runWindow", "Open a workspace folder."), QStringLiteral("DIR"));
    const QCommandLineOption kubeconfig(
        QStringLiteral("kubeconfig"),
        QCoreApplication::translate("easel::runWindow", "Use this kubeconfig instead of the usual ones."),
        QStringLiteral("FILE"));
    const QCommandLineOption hubContext(
        QStringLiteral("context"),
        QCoreApplication::translate("easel::runWindow", "Connect to this context of the kubeconfig."),
        QStringLiteral("NAME"));
    const QCommandLineOption sample(
        QStringLiteral("sample"),
        QCoreApplication::translate("easel::runWindow", "Open the sample workspace."));
    parser.addOptions({workspace, kubeconfig, hubContext, sample});
    parser.process(application);

    int code = 0;
    {
        AppContext context(AppPaths::standard(), std::make_unique<FilePrompter>(),
                           std::make_unique<KeychainSecretStore>());
        const QString mode = context.settings()->colorMode();
        Look::install(mode == u"light"      ? ColorMode::Light
                      : mode == u"dark"     ? ColorMode::Dark
                      : mode == u"contrast" ? ColorMode::HighContrast
                                            : ColorMode::Automatic);
        QApplication::setWindowIcon(applicationIcon());
        const auto ownFamilies = useOwnGpuFamilies(context.settings()->gpuFamiliesFile());
        MainWindow window(&context);
        window.show();
        if (!ownFamilies)
            context.tell({}, errorSentence(ownFamilies.error()));

        // What was asked for on the command line is opened at once; nothing else is.
        QTimer::singleShot(0, &window, [&] {
            if (parser.isSet(workspace))
                window.openWorkspace(QDir::current().absoluteFilePath(parser.value(workspace)));
            else if (parser.isSet(kubeconfig) || parser.isSet(hubContext))
                window.openHub(parser.isSet(kubeconfig)
                                   ? QDir::current().absoluteFilePath(parser.value(kubeconfig))
                                   : QString(),
                               parser.value(hubContext));
            else if (parser.isSet(sample))
                window.openSample();
        });
        code = QApplication::exec();
    }
    // As in runHeadless(): the threads of network managers must not outlive main().
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    return code;
}

} // namespace easel
