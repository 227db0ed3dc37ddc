// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/commandline.h"
#include "app/commandline/interrupt.h"
#include "app/commandline/output.h"
#include "app/composition.h"
#include "app/englishplurals.h"
#include "app/fontconfiguration.h"

#include <QApplication>

namespace
{

/// Without a display Qt would end the process; a picture can be made all the same.
void drawInMemoryWithoutDisplay(const waldesk::app::WindowOptions &options)
{
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
                         qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    if (!display && !options.screenshotFile.isEmpty())
        qputenv("QT_QPA_PLATFORM", "offscreen");
}

void name()
{
    QCoreApplication::setApplicationName(QStringLiteral("waldesk"));
    QCoreApplication::setApplicationVersion(QStringLiteral(WALDESK_VERSION));
}

} // namespace

int main(int argc, char *argv[])
{
    using namespace waldesk::app;
    guardStreams();
    name();
    const Call call = parseCall(argc, argv);
    if (const auto *exit = std::get_if<ImmediateExit>(&call))
        return exitImmediately(*exit);
    if (const auto *command = std::get_if<CommandCall>(&call)) {
        QCoreApplication application(argc, argv);
        EnglishPlurals plurals;
        QCoreApplication::installTranslator(&plurals);
        return runCommand(application, *command);
    }
    const auto &options = std::get<WindowOptions>(call);
    drawInMemoryWithoutDisplay(options);
    std::thread fonts = readFontConfiguration();
    QApplication application(argc, argv);
    fonts.join();
    QGuiApplication::setDesktopFileName(QStringLiteral("waldesk"));
    // A desktop that logs out: what was seen is written down, and nothing is asked, as nobody may answer.
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::happened, &application, [] { QCoreApplication::exit(); });
    (void)interrupt.listen(); // without it a signal ends the process at once, which loses seconds
    return runWindow(application, options);
}
