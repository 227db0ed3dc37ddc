// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/causearchive.h"

#include "models/archive/causedatabase.h"
#include "models/archive/filewatch.h"

#include <QThread>
#include <QTimer>

#include <algorithm>
#include <functional>

namespace waldesk::archive
{

namespace
{

constexpr int AgainMs = 30'000;  // after a disk that was full, or a file that stayed locked
constexpr int LongestChain = 64; // of merges: a loop that two machines made ends
constexpr int LockedMs = 1'000;  // until a file that another process held is asked again for news
constexpr int CloseMs = 50;      // what another process may hold the file while the window closes

/// What SQLite writes a commit into: the log; the file itself where a log cannot be had (some network folders).
QStringList filesOf(const QString &database)
{
    return database.isEmpty() ? QStringList() : QStringList{database, database + QLatin1StringView("-wal")};
}

void applyTo(CauseDatabase::Contents &contents, const CauseWrite &write)
{
    switch (write.what) {
    case CauseWrite::What::Merged:
        if (write.text.isEmpty())
            contents.merges.remove(write.key);
        else
            contents.merges.insert(write.key, write.text.toUtf8());
        break;
    case CauseWrite::What::NewSince:
        contents.newSince = contents.newSince ? std::min(*contents.newSince, *write.first) : *write.first;
        break;
    case CauseWrite::What::VisitEnd:
        contents.visitEnd = contents.visitEnd ? std::max(*contents.visitEnd, *write.first) : *write.first;
        break;
    default:
        CauseRecord &record = contents.records[write.key];
        record.key = write.key;
        apply(record, write);
    }
}

CauseChange differenceOf(const CauseDatabase::Contents &before, const CauseDatabase::Contents &now)
{
    CauseChange change;
    change.merges = before.merges != now.merges;
    change.newSince = before.newSince != now.newSince;
    for (const CauseRecord &record : now.records) {
        const auto was = before.records.constFind(record.key);
        if (was != before.records.constEnd() && *was == record)
            continue;
        change.keys.insert(record.key);
        if (record.read && (was == before.records.constEnd() || was->read != record.read))
            change.opened.insert(record.key);
    }
    for (auto was = before.records.keyBegin(); was != before.records.keyEnd(); ++was) {
        if (!now.records.contains(*was))
            change.keys.insert(*was);
    }
    return change;
}

} // namespace

class CauseArchive::Private
{
public:
    Private(CauseArchive &archive, const QString &name, Access how, qint64 mark)
        : q(archive), file(name), access(how), tokenMark(mark), database(name), fileWatch(filesOf(name))
    {
    }

    void tell(CauseWrite write);
    void flush(CauseDatabase::Unread unread = CauseDatabase::Unread::Tell);
    void openThere();
    void tellThere(const QString &sentence);
    void setPersonThere(const KeptOwner &who);
    [[nodiscard]] bool claimThere();
    void closeThere();
    void writeThere(std::vector<CauseWrite> writes, CauseDatabase::Unread unread = CauseDatabase::Unread::Tell);
    void tellReplaced(const std::vector<CauseWrite> &replaced);
    void lookForNews();
    void lookForNewsThere();
    void tryAgainLater();
    void take(CauseDatabase::Contents contents, const QString &sentence, bool isLocked);
    void merge(CauseDatabase::Contents contents);
    void clear(CauseDatabase::Contents contents, bool isCleared);
    void endReading();
    void complain(const QString &sentence);

    CauseArchive &q;
    QString file;
    Access access;
    qint64 tokenMark;
    QThread thread;
    QObject onThread;                ///< receives what the thread shall do
    CauseDatabase database;          ///< of the thread, but for stop()
    QTimer *again = nullptr;         ///< of the thread: one chain of tries
    std::vector<CauseWrite> backlog; ///< of the thread: what could not be written yet
    std::optional<KeptOwner> owner;  ///< of the thread: whose token it is
    bool undecided = false;          ///< of the thread: the file is of an account that may be another one
    bool keepsSeen = true;           ///< of the thread; false: what is told began with another account's visit
    QString opening;                 ///< of the thread: what there was to say when it was opened

    FileWatch fileWatch;
    CauseDatabase::Contents known;
    std::vector<CauseWrite> told;  ///< since the last flush
    std::vector<CauseWrite> early; ///< while the file was read: done again on what it knew
    QString trouble;
    bool open = false;
    bool locked = false; ///< what the file knows is still to come
    bool flushing = false;
    int reading = 0; ///< times that the file is being read again
    bool awaitsPerson = false;
    std::optional<KeptOwner> person; ///< as told
};

void CauseArchive::Private::complain(const QString &sentence)
{
    if (sentence.isEmpty() || sentence == trouble)
        return;
    trouble = sentence;
    emit q.troubled(sentence);
}

void CauseArchive::Private::tell(CauseWrite write)
{
    applyTo(known, write);
    if (!open || locked || reading > 0)
        early.push_back(write);
    if (access == Access::Reader)
        return;
    told.push_back(std::move(write));
    if (flushing)
        return;
    flushing = true;
    // What one turn of the event loop tells is one transaction.
    QMetaObject::invokeMethod(
        &q, [this] { flush(); }, Qt::QueuedConnection);
}

void CauseArchive::Private::flush(CauseDatabase::Unread unread)
{
    flushing = false;
    if (told.empty())
        return;
    QMetaObject::invokeMethod(
        &onThread, [this, unread, writes = std::exchange(told, {})] { writeThere(writes, unread); },
        Qt::QueuedConnection);
}

void CauseArchive::Private::writeThere(std::vector<CauseWrite> writes, CauseDatabase::Unread unread)
{
    backlog.insert(backlog.end(), std::make_move_iterator(writes.begin()), std::make_move_iterator(writes.end()));
    std::vector<CauseWrite> later;
    if (undecided || !keepsSeen) {
        // What a person writes is kept, whoever's file it is.
        const auto seen = std::stable_partition(backlog.begin(), backlog.end(), std::not_fn(&CauseWrite::isOfAccount));
        if (undecided)
            later.assign(seen, backlog.end());
        backlog.erase(seen, backlog.end());
    }
    const auto [sentence, replaced] = backlog.empty() ? CauseDatabase::Written() : database.write(backlog, unread);
    if (sentence.isEmpty())
        backlog.clear();
    backlog.insert(backlog.end(), later.begin(), later.end());
    if (!replaced.empty())
        QMetaObject::invokeMethod(
            &q, [this, told = replaced] { tellReplaced(told); }, Qt::QueuedConnection);
    if (sentence.isEmpty())
        return;
    tryAgainLater();
    QMetaObject::invokeMethod(
        &q, [this, text = sentence] { complain(text); }, Qt::QueuedConnection);
}

void CauseArchive::Private::tellReplaced(const std::vector<CauseWrite> &replaced)
{
    for (const CauseWrite &each : replaced) {
        if (each.what == CauseWrite::What::Name)
            emit q.nameReplaced(each.key, each.text);
        else
            emit q.noteReplaced(each.key, each.text);
    }
}

void CauseArchive::Private::lookForNews()
{
    QMetaObject::invokeMethod(
        &onThread, [this] { lookForNewsThere(); }, Qt::QueuedConnection);
}

void CauseArchive::Private::lookForNewsThere()
{
    const std::optional<bool> news = database.hasNews();
    if (!news)
        QTimer::singleShot(LockedMs, &onThread, [this] { lookForNewsThere(); });
    else if (*news)
        QMetaObject::invokeMethod(
            &q, [this] { q.reload(); }, Qt::QueuedConnection);
}

void CauseArchive::Private::tryAgainLater()
{
    if (!again) {
        again = new QTimer(&onThread);
        again->setSingleShot(true);
        QObject::connect(again, &QTimer::timeout, &onThread,
                         [this] { database.isLocked() ? openThere() : writeThere({}); });
    }
    if (!again->isActive())
        again->start(AgainMs);
}

void CauseArchive::Private::closeThere()
{
    writeThere({}, CauseDatabase::Unread::Keep);
    if (undecided)
        std::erase_if(backlog, std::mem_fn(&CauseWrite::isOfAccount));
    if (!backlog.empty())
        (void)database.keepUnsaved(backlog);
    delete again;
    database.close();
    thread.quit();
}

void CauseArchive::Private::openThere()
{
    const QString sentence = database.open();
    if (!owner && OwnerStamp::isDoubtful(database.owner(), tokenMark)) {
        undecided = true;
        opening = sentence;
        writeThere({});
        QMetaObject::invokeMethod(
            &q,
            [this] {
                awaitsPerson = true;
                emit q.personWanted();
            },
            Qt::QueuedConnection);
        return;
    }
    if (owner)
        (void)claimThere(); // nothing of it was shown yet
    tellThere(sentence);
}

void CauseArchive::Private::tellThere(const QString &sentence)
{
    (void)database.hasNews(); // what comes after this is
    auto contents = database.read();
    const bool isLocked = database.isLocked();
    if (isLocked)
        tryAgainLater();
    else
        writeThere({});
    QMetaObject::invokeMethod(
        &q, [this, contents = std::move(contents), sentence, isLocked] { take(contents, sentence, isLocked); },
        Qt::QueuedConnection);
}

bool CauseArchive::Private::claimThere()
{
    const bool isNobody = owner->person.isNil();
    // The server does not tell who it is: the token says it as long as it is the same.
    if (isNobody && !OwnerStamp::isDoubtful(database.owner(), owner->tokenMark))
        return false;
    if (!isNobody && access == Access::Owner)
        return database.claim(*owner);
    database.setUser(*owner);
    return false;
}

void CauseArchive::Private::setPersonThere(const KeptOwner &who)
{
    owner = who;
    if (std::exchange(undecided, false)) {
        (void)claimThere();
        tellThere(opening);
    } else if (database.isUsable()) {
        const bool isCleared = claimThere();
        keepsSeen = keepsSeen && !isCleared;
        if (isCleared || database.isOfAnother()) {
            auto contents = database.read();
            for (const CauseWrite &write : backlog) {
                if (!write.isOfAccount())
                    applyTo(contents, write);
            }
            QMetaObject::invokeMethod(
                &q, [this, contents = std::move(contents), isCleared] { clear(contents, isCleared); },
                Qt::QueuedConnection);
            return;
        }
    }
    QMetaObject::invokeMethod(
        &q, [this] { endReading(); }, Qt::QueuedConnection);
}

void CauseArchive::Private::take(CauseDatabase::Contents contents, const QString &sentence, bool isLocked)
{
    awaitsPerson = false;
    known = std::move(contents);
    for (const CauseWrite &write : early)
        applyTo(known, write);
    locked = isLocked;
    if (!locked)
        early.clear();
    const bool first = !std::exchange(open, true);
    complain(sentence);
    if (first) {
        lookForNews(); // what was written while the file was read
        emit q.opened();
    } else {
        emit q.changed({.everything = true});
    }
}

void CauseArchive::Private::merge(CauseDatabase::Contents contents)
{
    // What was told while the file was read is on its way to it and newer.
    for (const CauseWrite &write : early)
        applyTo(contents, write);
    endReading();
    const CauseChange change = differenceOf(known, contents);
    known = std::move(contents);
    if (!change.isEmpty())
        emit q.changed(change);
}

void CauseArchive::Private::endReading()
{
    if (--reading == 0 && open && !locked)
        early.clear();
}

void CauseArchive::Private::clear(CauseDatabase::Contents contents, bool isCleared)
{
    std::erase_if(early, std::mem_fn(&CauseWrite::isOfAccount));
    for (const CauseWrite &write : early)
        applyTo(contents, write);
    endReading();
    known = std::move(contents);
    emit q.changed({.everything = true});
    if (isCleared)
        emit q.cleared();
}

CauseArchive::CauseArchive(const QString &file, Access access, qint64 tokenMark, const domain::Uuid &person,
                           QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, file, access, tokenMark))
{
    if (!person.isNil()) {
        d->person = {person, tokenMark};
        d->owner = d->person;
    }
    // Watched here, so that the thread sleeps while nothing is written.
    connect(&d->fileWatch, &FileWatch::written, this, [this] {
        if (d->open)
            d->lookForNews();
    });
    d->onThread.moveToThread(&d->thread);
    d->thread.setObjectName(QStringLiteral("archive"));
    d->thread.start();
    QMetaObject::invokeMethod(
        &d->onThread, [this] { d->openThere(); }, Qt::QueuedConnection);
}

CauseArchive::~CauseArchive()
{
    d->flush(CauseDatabase::Unread::Keep);
    // Behind everything that was told; a connection is closed on the thread that opened it.
    QMetaObject::invokeMethod(
        &d->onThread, [worker = d.get()] { worker->closeThere(); }, Qt::QueuedConnection);
    if (d->thread.wait(CloseMs))
        return;
    d->database.stop();
    d->thread.wait();
}

bool CauseArchive::isOpen() const
{
    return d->open;
}

bool CauseArchive::awaitsPerson() const
{
    return d->awaitsPerson;
}

void CauseArchive::setPerson(const domain::Uuid &person, qint64 tokenMark)
{
    const KeptOwner told{person, tokenMark};
    if (d->person == told)
        return;
    d->person = told;
    d->flush(); // what was told before belongs to what is decided about
    ++d->reading;
    QMetaObject::invokeMethod(
        &d->onThread, [worker = d.get(), told] { worker->setPersonThere(told); }, Qt::QueuedConnection);
}

QString CauseArchive::trouble() const
{
    return d->trouble;
}

QString CauseArchive::file() const
{
    return d->file;
}

const CauseRecord *CauseArchive::find(const QByteArray &key) const
{
    const auto found = d->known.records.constFind(key);
    return found == d->known.records.constEnd() ? nullptr : &*found;
}

const QHash<QByteArray, CauseRecord> &CauseArchive::records() const
{
    return d->known.records;
}

const QHash<QByteArray, QByteArray> &CauseArchive::merges() const
{
    return d->known.merges;
}

QByteArray CauseArchive::rootOf(const QByteArray &key) const
{
    QByteArray root = key;
    for (int step = 0; step < LongestChain; ++step) {
        const auto into = d->known.merges.constFind(root);
        if (into == d->known.merges.constEnd() || *into == key)
            break;
        root = *into;
    }
    return root;
}

std::optional<domain::Timestamp> CauseArchive::visitEnd() const
{
    return d->known.visitEnd;
}

void CauseArchive::note(const std::vector<CauseSighting> &sightings)
{
    for (const CauseSighting &each : sightings) {
        const CauseRecord *known = find(each.key);
        if (known && known->firstSeen && *known->firstSeen <= each.first && *known->lastSeen >= each.last)
            continue;
        d->tell({CauseWrite::What::Sighting, each.key, each.title, each.first, each.last});
    }
}

void CauseArchive::setName(const QByteArray &key, const QString &name)
{
    const CauseRecord *known = find(key);
    d->tell({CauseWrite::What::Name, key, name, {}, {}, known ? known->name : QString()});
}

void CauseArchive::setNote(const QByteArray &key, const QString &note)
{
    const CauseRecord *known = find(key);
    d->tell({CauseWrite::What::Note, key, note, {}, {}, known ? known->note : QString()});
}

void CauseArchive::setAcknowledged(const QByteArray &key, std::optional<domain::Timestamp> when)
{
    d->tell({CauseWrite::What::Acknowledged, key, {}, when, {}});
}

void CauseArchive::setMuted(const QByteArray &key, std::optional<domain::Timestamp> at,
                            std::optional<domain::Timestamp> until)
{
    d->tell({CauseWrite::What::Muted, key, {}, at, until});
}

void CauseArchive::setMerged(const QByteArray &key, const QByteArray &into)
{
    d->tell({CauseWrite::What::Merged, key, QString::fromUtf8(into), {}, {}});
}

std::optional<domain::Timestamp> CauseArchive::newSince() const
{
    return d->known.newSince;
}

void CauseArchive::setRead(const QByteArray &key, std::optional<domain::Timestamp> when)
{
    d->tell({CauseWrite::What::Read, key, {}, when, {}});
}

void CauseArchive::setNewSince(domain::Timestamp when)
{
    d->tell({CauseWrite::What::NewSince, {}, {}, when, {}});
}

void CauseArchive::setVisitEnd(domain::Timestamp when)
{
    d->tell({CauseWrite::What::VisitEnd, {}, {}, when, {}});
}

bool CauseArchive::hasOlderKeys() const
{
    const auto isOlder = [](const QByteArray &key) {
        return key.startsWith("w1:");
    };
    return std::any_of(d->known.records.keyBegin(), d->known.records.keyEnd(), isOlder) ||
           std::any_of(d->known.merges.keyBegin(), d->known.merges.keyEnd(), isOlder);
}

void CauseArchive::carry(const QHash<QByteArray, QByteArray> &olderOf)
{
    bool carried = false;
    QHash<QByteArray, QByteArray> newerOf; // one for each: a cause that fell apart keeps its merge once
    for (auto at = olderOf.begin(); at != olderOf.end(); ++at) {
        QByteArray &newer = newerOf[at.value()];
        if (newer.isEmpty() || at.key() < newer)
            newer = at.key();
    }
    for (auto at = olderOf.begin(); at != olderOf.end(); ++at) {
        const QByteArray &key = at.key();
        const CauseRecord *const older = find(at.value());
        const QByteArray into = d->known.merges.value(at.value());
        if (find(key) != nullptr || (older == nullptr && into.isEmpty()))
            continue;
        const CauseRecord was = older ? *older : CauseRecord{};
        carried = true;
        if (was.firstSeen && was.lastSeen)
            d->tell({CauseWrite::What::Sighting, key, was.title, was.firstSeen, was.lastSeen});
        if (!was.name.isEmpty())
            setName(key, was.name);
        if (!was.note.isEmpty())
            setNote(key, was.note);
        if (was.acknowledged)
            setAcknowledged(key, was.acknowledged);
        if (was.read)
            setRead(key, was.read);
        if (was.mutedAt)
            setMuted(key, was.mutedAt, was.mutedUntil);
        if (const QByteArray target = newerOf.value(into, into); !into.isEmpty() && target != key)
            setMerged(key, target);
        // What was merged into the older key before its own error was seen again.
        const QHash<QByteArray, QByteArray> merges = d->known.merges;
        for (auto merge = merges.begin(); merge != merges.end(); ++merge) {
            if (merge.value() == at.value() && !merge.key().startsWith("w1:") && merge.key() != key)
                setMerged(merge.key(), key);
        }
    }
    if (carried)
        QMetaObject::invokeMethod(
            this, [this] { emit changed({.everything = true}); }, Qt::QueuedConnection);
}

void CauseArchive::reload()
{
    if (!d->open)
        return;
    d->flush();
    ++d->reading;
    QMetaObject::invokeMethod(
        &d->onThread,
        [this] {
            // Where another account has claimed it meanwhile, this window goes on without it.
            if (!d->database.isUsable() || d->undecided || d->database.isOfAnother()) {
                QMetaObject::invokeMethod(
                    this, [this] { d->endReading(); }, Qt::QueuedConnection);
                return;
            }
            auto contents = d->database.read();
            // What could not be written yet is not in the file.
            for (const CauseWrite &write : d->backlog)
                applyTo(contents, write);
            QMetaObject::invokeMethod(
                this, [this, contents = std::move(contents)] { d->merge(contents); }, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

} // namespace waldesk::archive
