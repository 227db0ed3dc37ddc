// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/rowarchive.h"

#include <QPointer>
#include <QThread>
#include <QTimer>

namespace waldesk::archive
{

namespace
{

constexpr int AgainMs = 30'000;            // after a disk that was full, or a file that stayed locked
constexpr int CloseMs = 300;               // for what was told last; the server knows it, so nobody waits longer
constexpr size_t MostBacklog = 200'000;    // rows that wait for a disk that takes nothing
constexpr size_t RowsOfTransaction = 5000; // another window waits for no longer than these take

/// What is told and not yet written.
struct Told {
    std::vector<domain::Request> rows;
    std::vector<domain::Uuid> removed;
    std::vector<FindingOfText> findings;
    std::optional<KeptCoverage> coverage;
    int generation = 0; ///< of the file that it was told for
    [[nodiscard]] bool isEmpty() const { return rows.empty() && removed.empty() && findings.empty() && !coverage; }
};

} // namespace

class RowArchive::Private
{
public:
    Private(RowArchive &archive, const QString &name, const Options &with)
        : q(archive), file(name), options(with), database(name)
    {
    }

    void flush();
    void flushSoon();
    void complain(const QString &sentence);
    template <typename Work>
    void there(Work work)
    {
        QMetaObject::invokeMethod(&onThread, std::move(work), Qt::QueuedConnection);
    }
    template <typename Work>
    void here(Work work)
    {
        QMetaObject::invokeMethod(&q, std::move(work), Qt::QueuedConnection);
    }
    /// The handler runs here unless its context is gone by then.
    template <typename Read, typename T>
    void ask(QObject *context, Read read, std::function<void(T)> handler);

    void openThere();
    void reportOpened(const QString &sentence);
    void claimThere();
    void closeThere();
    void take(Told what);
    void writeThere();
    void trimThere();
    void startTimer(QTimer *&timer, int ms, void (Private::*work)());
    void tellTroubleThere();

    RowArchive &q;
    QString file;
    Options options;
    Told told; ///< since the last flush
    bool flushing = false;
    bool open = false;
    bool awaitsPerson = false;
    KeptOwner person; ///< as told; nil: not yet
    int generation = 0;
    QString trouble;
    KeptCoverage coverage;
    bool hadRows = false;

    QThread thread;
    QObject onThread; ///< receives what the thread shall do
    // Of the thread, but for stop().
    RowDatabase database;
    QTimer *again = nullptr;
    QTimer *trimming = nullptr;
    std::vector<Told> backlog;
    size_t rowsInBacklog = 0;
    bool writing = false;
    std::optional<KeptOwner> owner;              ///< of this window
    bool undecided = false;                      ///< the file is of an account that may be another one
    QString opening;                             ///< what there was to say when it was opened
    std::vector<std::function<void()>> deferred; ///< questions until it is decided
    int generationThere = 0;
    bool incomplete = false; ///< rows were dropped: what follows covers nothing
};

void RowArchive::Private::complain(const QString &sentence)
{
    if (sentence.isEmpty() || sentence == trouble)
        return;
    trouble = sentence;
    emit q.troubled(sentence);
}

void RowArchive::Private::startTimer(QTimer *&timer, int ms, void (Private::*work)())
{
    if (!timer) {
        timer = new QTimer(&onThread);
        timer->setSingleShot(true);
        QObject::connect(timer, &QTimer::timeout, &onThread, [this, work] { (this->*work)(); });
    }
    if (!timer->isActive())
        timer->start(ms);
}

void RowArchive::Private::tellTroubleThere()
{
    if (const QString sentence = database.takeTrouble(); !sentence.isEmpty())
        here([this, sentence] { complain(sentence); });
    if (std::exchange(generationThere, database.generation()) == database.generation())
        return;
    here([this, now = generationThere] {
        generation = now;
        coverage = {};
        emit q.lost();
    });
}

void RowArchive::Private::openThere()
{
    const QString sentence = database.open();
    if (owner)
        (void)database.claim(*owner); // nothing of it was told yet
    (void)database.coverage();
    const QString met = database.takeTrouble(); // damage that only showed when it was read
    generationThere = database.generation();
    const std::optional<KeptOwner> before = database.owner();
    if (!owner && OwnerStamp::isDoubtful(before, options.tokenMark)) {
        undecided = true;
        opening = met.isEmpty() ? sentence : met;
        here([this] {
            awaitsPerson = true;
            emit q.personWanted();
        });
        return;
    }
    reportOpened(met.isEmpty() ? sentence : met);
}

void RowArchive::Private::reportOpened(const QString &sentence)
{
    const KeptCoverage kept = database.coverage();
    const bool rows = database.hasRows();
    if (database.isLocked())
        startTimer(again, AgainMs, &Private::openThere);
    else if (database.isUsable())
        startTimer(trimming, options.trimAfterMs, &Private::trimThere);
    here([this, kept, rows, sentence, now = generationThere] {
        awaitsPerson = false;
        const bool first = !std::exchange(open, true);
        generation = now;
        complain(sentence);
        if (!first) {
            emit q.lost(); // opened after all: what was told meanwhile went nowhere
            return;
        }
        coverage = kept;
        hadRows = rows;
        emit q.opened();
    });
}

void RowArchive::Private::claimThere()
{
    const bool isForeign = database.claim(*owner);
    tellTroubleThere();
    if (std::exchange(undecided, false)) {
        reportOpened(opening);
        for (const auto &question : std::exchange(deferred, {}))
            question();
        if (!backlog.empty() && !writing) {
            writing = true;
            there([this] { writeThere(); });
        }
        return;
    }
    if (!isForeign)
        return;
    here([this] {
        coverage = {};
        hadRows = false;
        emit q.cleared();
    });
}

void RowArchive::Private::flushSoon()
{
    if (flushing)
        return;
    flushing = true;
    here([this] { flush(); });
}

void RowArchive::Private::flush()
{
    flushing = false;
    if (told.isEmpty())
        return;
    told.generation = generation;
    there([this, what = std::exchange(told, {})]() mutable { take(std::move(what)); });
}

void RowArchive::Private::take(Told what)
{
    if (!database.isUsable())
        return;
    rowsInBacklog += what.rows.size();
    backlog.push_back(std::move(what));
    if (rowsInBacklog > MostBacklog) {
        backlog.clear();
        rowsInBacklog = 0;
        incomplete = true;
    }
    if (!writing && !(again && again->isActive())) {
        writing = true;
        // Behind what is queued already: pages that came together are one transaction.
        there([this] { writeThere(); });
    }
}

void RowArchive::Private::writeThere()
{
    writing = false;
    if (backlog.empty() || undecided || !database.isUsable())
        return;
    Told batch;
    size_t taken = 0;
    for (Told &each : backlog) {
        if (taken > 0 && batch.rows.size() + each.rows.size() > RowsOfTransaction)
            break;
        // Rows that are removed were told before; those told afterwards are there again.
        if (!batch.removed.empty() && !each.rows.empty())
            break;
        batch.rows.insert(batch.rows.end(), each.rows.begin(), each.rows.end());
        batch.removed.insert(batch.removed.end(), each.removed.begin(), each.removed.end());
        batch.findings.insert(batch.findings.end(), each.findings.begin(), each.findings.end());
        if (each.coverage && each.generation == generationThere)
            batch.coverage = each.coverage;
        ++taken;
    }
    if (incomplete && batch.coverage)
        batch.coverage = KeptCoverage{std::nullopt, std::nullopt, std::nullopt, batch.coverage->lastSuccess};
    const QString sentence = database.write(batch.rows, batch.removed, batch.coverage, batch.findings);
    tellTroubleThere();
    if (!sentence.isEmpty()) {
        here([this, sentence] { complain(sentence); });
        startTimer(again, AgainMs, &Private::writeThere);
        return;
    }
    rowsInBacklog -= batch.rows.size();
    backlog.erase(backlog.begin(), backlog.begin() + qsizetype(taken));
    if (!batch.rows.empty() || !batch.removed.empty())
        startTimer(trimming, options.trimAfterMs, &Private::trimThere);
    if (!backlog.empty()) {
        writing = true;
        there([this] { writeThere(); });
    }
}

void RowArchive::Private::trimThere()
{
    const bool more = database.trim(options.limits, domain::Timestamp::now());
    tellTroubleThere();
    if (more)
        startTimer(trimming, 0, &Private::trimThere); // what was told meanwhile comes first
}

void RowArchive::Private::closeThere()
{
    while (!backlog.empty() && database.isUsable()) {
        const size_t before = backlog.size();
        writeThere();
        if (backlog.size() == before)
            break;
    }
    delete again;
    delete trimming;
    database.close();
    thread.quit();
}

template <typename Read, typename T>
void RowArchive::Private::ask(QObject *context, Read read, std::function<void(T)> handler)
{
    there([this, context = QPointer<QObject>(context), read, handler] {
        const auto question = [this, context, read, handler] {
            T answer = read();
            tellTroubleThere();
            here([context, handler, answer = std::move(answer)]() mutable {
                if (context)
                    handler(std::move(answer));
            });
        };
        if (undecided)
            deferred.emplace_back(question);
        else
            question();
    });
}

RowArchive::RowArchive(const QString &file, const Options &options, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, file, options))
{
    d->onThread.moveToThread(&d->thread);
    if (!options.person.isNil()) {
        d->person = {options.person, options.tokenMark};
        d->owner = d->person;
    }
    d->thread.setObjectName(QStringLiteral("rows"));
    d->thread.start();
    d->there([this] { d->openThere(); });
}

RowArchive::~RowArchive()
{
    d->flush();
    // Behind everything that was told; a connection is closed on the thread that opened it.
    d->there([worker = d.get()] { worker->closeThere(); });
    if (d->thread.wait(CloseMs))
        return;
    d->database.stop();
    d->thread.wait();
}

bool RowArchive::isOpen() const
{
    return d->open;
}

bool RowArchive::awaitsPerson() const
{
    return d->awaitsPerson;
}

void RowArchive::setPerson(const domain::Uuid &person, qint64 tokenMark)
{
    const KeptOwner told{person, tokenMark};
    if (person.isNil() || d->person == told)
        return;
    d->person = told;
    d->there([worker = d.get(), told] {
        worker->owner = told;
        if (worker->database.isUsable())
            worker->claimThere();
    });
}

QString RowArchive::file() const
{
    return d->file;
}

QString RowArchive::trouble() const
{
    return d->trouble;
}

const KeptCoverage &RowArchive::coverage() const
{
    return d->coverage;
}

bool RowArchive::hadRows() const
{
    return d->hadRows;
}

void RowArchive::readOn(int most, QObject *context, std::function<void(RowSlice)> handler)
{
    d->ask(
        context, [worker = d.get(), most] { return worker->database.readOn(most); }, std::move(handler));
}

void RowArchive::keep(std::vector<domain::Request> rows)
{
    if (rows.empty())
        return;
    if (!d->told.removed.empty())
        d->flush(); // in the order in which it was told
    if (d->told.rows.empty())
        d->told.rows = std::move(rows);
    else
        d->told.rows.insert(d->told.rows.end(), std::make_move_iterator(rows.begin()),
                            std::make_move_iterator(rows.end()));
    d->flushSoon();
}

void RowArchive::remove(std::vector<domain::Uuid> rows)
{
    if (rows.empty())
        return;
    d->told.removed.insert(d->told.removed.end(), rows.begin(), rows.end());
    d->flushSoon();
}

void RowArchive::keepFindings(std::vector<FindingOfText> findings)
{
    if (findings.empty())
        return;
    d->told.findings.insert(d->told.findings.end(), std::make_move_iterator(findings.begin()),
                            std::make_move_iterator(findings.end()));
    d->flushSoon();
}

void RowArchive::setCoverage(const KeptCoverage &coverage)
{
    d->coverage = coverage;
    d->told.coverage = coverage;
    d->flushSoon();
}

void RowArchive::search(const QString &words, int most, QObject *context,
                        std::function<void(std::vector<FoundText>)> handler)
{
    d->ask(
        context, [worker = d.get(), words, most] { return worker->database.search(words, most); }, std::move(handler));
}

void RowArchive::readHabit(const domain::Uuid &offering, QObject *context,
                           std::function<void(domain::KeptHabit)> handler)
{
    d->ask(
        context, [worker = d.get(), offering] { return worker->database.habit(offering); }, std::move(handler));
}

} // namespace waldesk::archive
