// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// 100 000 requests from a static server into the model of the real page, window attached, while a hand scrolls and
// types. Prints one JSON line. Usage: bench_load URL [--scroll]

#include "models/api/waldurclient.h"
#include "models/archive/journal.h"
#include "models/domain/cause/secretrules.h"
#include "models/session/session.h"
#include "models/tables/requeststore.h"
#include "models/workflows/requestfeed.h"
#include "tests/benchmarks/loopturns.h"
#include "ui/base/commands.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/requestspage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QTimer>

#include <cstdio>

using namespace waldesk;
using namespace Qt::StringLiterals;

namespace
{

qint64 residentBytes()
{
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly)) {
        return 0;
    }
    return statm.readAll().split(' ').value(1).toLongLong() * 4096;
}

/// A hand that scrolls on every tenth of a second and types a filter, a letter at a time.
class Hand : public QObject
{
public:
    Hand(QTableView *table, QLineEdit *filter) : m_table(table), m_filter(filter)
    {
        connect(&m_timer, &QTimer::timeout, this, &Hand::move);
        m_timer.start(100);
    }

private:
    void move()
    {
        ++m_step;
        QScrollBar *bar = m_table->verticalScrollBar();
        bar->setValue((bar->value() + bar->pageStep()) % std::max(1, bar->maximum()));
        static const QString typed = u"refused"_s;
        if (m_step % 3 == 0) {
            m_filter->setText(typed.left((m_step / 3) % (typed.size() + 1)));
            emit m_filter->textEdited(m_filter->text());
        }
    }

    QTableView *m_table;
    QLineEdit *m_filter;
    QTimer m_timer;
    int m_step = 0;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QThreadPool::globalInstance()->start([] { (void)domain::SecretRules::builtIn(); }); // as the window does
    ui::WaldeskStyle::install(app, ui::WaldeskStyle::Scheme::Light);
    const QStringList arguments = app.arguments();
    api::Connection connection;
    connection.root = QUrl(arguments.value(1));
    connection.token = QByteArray(40, 'a');
    QTemporaryDir folder;

    tables::RequestStore store;
    api::WaldurClient client(connection);
    archive::Journal journal(folder.filePath(u"journal.jsonl"_s));
    session::OpenConnection open(client, store, journal, {u"bench"_s, domain::Environment::Other, folder.path()}, {});
    workflows::RequestFeed feed(client, store);
    ui::Commands commands;
    ui::RequestsPage page({open, store, feed, folder.filePath(u"window.ini"_s)}, commands, nullptr);
    feed.setAutomaticLimit(-1);
    page.start();
    page.resize(1440, 900);
    page.show();

    std::unique_ptr<Hand> hand;
    if (arguments.contains(u"--scroll"_s)) {
        hand = std::make_unique<Hand>(page.findChild<QTableView *>(), page.findChild<QLineEdit *>());
    }
    bench::LoopTurns turns;
    const qint64 before = residentBytes();
    QElapsedTimer timer;
    timer.start();
    double firstRows = -1;
    QObject::connect(&feed, &workflows::RequestFeed::progressed, &app, [&] {
        if (firstRows < 0 && feed.loaded() > 0) {
            firstRows = double(timer.nsecsElapsed()) / 1e6;
        }
    });
    QObject::connect(&feed, &workflows::RequestFeed::phaseChanged, &app, [&] {
        if (feed.phase() == workflows::RequestFeed::Phase::Failed || (feed.isComplete() && feed.loaded() > 0)) {
            QJsonObject result{
                {u"rows"_s, qint64(store.size())},
                {u"ms"_s, double(timer.nsecsElapsed()) / 1e6},
                {u"firstRowsMs"_s, firstRows},
                {u"longestTurnMs"_s, turns.longestMs()},
                {u"turnsOver8ms"_s, turns.over8ms()},
                {u"turns"_s, turns.turns()},
                {u"storeBytesPerRow"_s, double(store.memoryBytes()) / std::max(1u, store.size())},
                {u"residentGrowth"_s, residentBytes() - before},
                {u"failed"_s, feed.phase() == workflows::RequestFeed::Phase::Failed},
            };
            std::puts(QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
            std::fflush(stdout);
            app.quit();
        }
    });
    open.session.start();
    return app.exec();
}
