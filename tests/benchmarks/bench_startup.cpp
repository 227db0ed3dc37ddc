// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From the start of the process to painted rows, until all of them can be worked with, and what an open window costs
// afterwards. Prints the time of the monotonic clock, from which whoever calls it takes that of the start.
// Usage: bench_startup --empty [--word] | --demo | --server URL [--idle SECONDS | --usable ROWS]

#include "app/composition.h"
#include "app/fontconfiguration.h"
#include "tests/benchmarks/loopturns.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/errorspage.h"
#include "ui/pages/requestspage.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLabel>
#include <QMainWindow>
#include <QNetworkProxyFactory>
#include <QTableView>
#include <QTimer>

#include <cstdio>
#include <ctime>
#include <functional>
#include <string_view>

using namespace waldesk;
using namespace Qt::StringLiterals;

namespace
{

/// Calls once, after the first paint of a list with rows; of any widget when no rows are asked for.
class FirstPaint : public QObject
{
public:
    FirstPaint(bool rows, std::function<void()> then) : m_rows(rows), m_then(std::move(then)) {}

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (!m_done && event->type() == QEvent::Paint && isIt(watched)) {
            m_done = true;
            // Behind the paint that is about to happen.
            QMetaObject::invokeMethod(this, m_then, Qt::QueuedConnection);
        }
        return false;
    }

private:
    [[nodiscard]] bool isIt(QObject *watched) const
    {
        if (!m_rows)
            return true;
        const auto *table = qobject_cast<QTableView *>(watched->parent());
        return table && table->viewport() == watched && table->model() && table->model()->rowCount() > 0;
    }

    bool m_rows;
    bool m_done = false;
    std::function<void()> m_then;
};

double clockMs(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

void tell(const char *what)
{
    std::printf("{\"%s\": %.3f}\n", what, clockMs(CLOCK_MONOTONIC));
    std::fflush(stdout);
}

/// Works with all rows as a person would: filters, sorts, looks at the groups, each when the one before is done.
class Work : public QObject
{
public:
    Work(ui::MainWindow &window, int rows) : m_window(window), m_rows(rows)
    {
        connect(&m_look, &QTimer::timeout, this, &Work::look);
        m_look.start(1);
    }

private:
    using Model = tables::RequestTableModel;

    void look()
    {
        if (!m_page) {
            m_page = m_window.findChild<ui::RequestsPage *>();
            m_turns.reset(); // the turn in which the window is built is none that a person waits in
            return;
        }
        if (!isDone())
            return;
        switch (m_step++) {
        case 0:
            m_page->setQueryLine(u"state:erred quota"_s);
            break;
        case 1:
            m_page->setQueryLine({});
            break;
        case 2:
            m_page->model().sort(Model::ModifiedColumn, Qt::DescendingOrder);
            break;
        case 3:
            m_window.goTo(u"errors"_s);
            break;
        default:
            tell("usableAtMs");
            std::printf("{\"longestTurnMs\": %.2f, \"turnsOver8ms\": %d}\n", m_turns.longestMs(), m_turns.over8ms());
            QCoreApplication::quit();
        }
    }
    [[nodiscard]] bool isDone() const
    {
        const Model &model = m_page->model();
        if (m_step == 4) {
            const auto *errors = m_window.findChild<ui::ErrorsPage *>();
            return errors && errors->isSettled();
        }
        const bool isFiltered = m_step == 1;
        const bool isCount =
            isFiltered ? model.rowCount() > 0 && model.rowCount() < m_rows : model.rowCount() == m_rows;
        return isCount && !model.isEvaluating() && !model.isCatchingUp();
    }

    ui::MainWindow &m_window;
    ui::RequestsPage *m_page = nullptr;
    int m_rows;
    int m_step = 0;
    QTimer m_look;
    bench::LoopTurns m_turns;
};

/// The window settles for two seconds, then its CPU time is counted.
void watchIdle(int seconds)
{
    QTimer::singleShot(2000, qApp, [seconds] {
        const double before = clockMs(CLOCK_PROCESS_CPUTIME_ID);
        QTimer::singleShot(seconds * 1000, qApp, [seconds, before] {
            std::printf("{\"idleCpuMsPerSecond\": %.3f}\n", (clockMs(CLOCK_PROCESS_CPUTIME_ID) - before) / seconds);
            std::fflush(stdout);
            QCoreApplication::quit();
        });
    });
}

} // namespace

int main(int argc, char **argv)
{
    // Qt reads the command line of an application that is there.
    const bool empty = argc > 1 && std::string_view(argv[1]) == "--empty";
    std::thread fonts = empty ? std::thread() : app::readFontConfiguration();
    QApplication application(argc, argv);
    if (fonts.joinable())
        fonts.join();
    QCoreApplication::setApplicationName(u"waldesk"_s);
    QCommandLineParser parser;
    parser.addOptions({{u"empty"_s, u"an empty Qt window"_s},
                       {u"word"_s, u"a word in it"_s},
                       {u"demo"_s, u"the embedded demo"_s},
                       {u"server"_s, u"a server"_s, u"URL"_s},
                       {u"usable"_s, u"until this many rows can be worked with"_s, u"ROWS"_s},
                       {u"idle"_s, u"stay open and count CPU time"_s, u"SECONDS"_s}});
    parser.process(application);
    FirstPaint paint(!empty, [&parser] {
        tell("paintedAtMs");
        if (parser.isSet(u"usable"_s))
            return;
        if (const int seconds = parser.value(u"idle"_s).toInt(); seconds > 0)
            watchIdle(seconds);
        else
            QCoreApplication::quit();
    });
    application.installEventFilter(&paint);
    if (empty) {
        QMainWindow window;
        if (parser.isSet(u"word"_s))
            window.setCentralWidget(new QLabel(u"Waldesk"_s));
        window.resize(1440, 900);
        window.show();
        return QApplication::exec();
    }
    QNetworkProxyFactory::setUseSystemConfiguration(true);
    ui::WaldeskStyle::install(application, ui::WaldeskStyle::Scheme::Light);
    app::WindowOptions options;
    options.page = u"requests"_s;
    if (parser.isSet(u"server"_s)) {
        options.connection.kind = app::ConnectionChoice::Kind::Server;
        options.connection.server.root = QUrl(parser.value(u"server"_s));
        options.connection.server.token = QByteArray(40, 'a');
    } else {
        options.connection.kind = app::ConnectionChoice::Kind::Demo;
    }
    app::Composition composition(options);
    std::optional<Work> work;
    if (parser.isSet(u"usable"_s))
        work.emplace(composition.window(), parser.value(u"usable"_s).toInt());
    composition.start();
    return QApplication::exec();
}
