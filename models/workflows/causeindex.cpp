// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causeindex.h"

#include "models/workflows/causeworker.h"

#include <QThread>

#include <array>
#include <deque>

namespace waldesk::workflows
{

namespace
{

// What comes back is put in its place in one turn of the event loop: some tens of microseconds.
constexpr size_t BatchTexts = 128;
constexpr qsizetype BatchBytes = 512 * 1024;
constexpr int BatchesUnderWay = 2; // one is worked on, one waits: the thread never idles for want of a turn here

} // namespace

class CauseIndex::Private
{
public:
    struct Entry {
        std::array<KeyId, 3> keys{};
        std::shared_ptr<const CauseFace> face;
    };
    struct Key {
        QByteArray bytes;
        QString text; ///< for views of TextFacts
        QString name;
        std::shared_ptr<const domain::CauseComponents> components;
    };

    Private(CauseIndex &index, tables::RequestStore &rows, IndexRules of)
        : q(index), store(rows), rules(std::move(of)), worker(generation)
    {
    }

    void restart();
    void askMore();
    void send(std::vector<domain::ErrorText> texts);
    void take(const std::vector<LookedAt> &found);
    KeyId intern(const QByteArray &bytes, const QString &name);

    CauseIndex &q;
    tables::RequestStore &store;
    IndexRules rules;
    std::atomic<quint64> generation = 1;
    QThread thread;
    QObject onThread; ///< receives what the thread shall do
    CauseWorker worker;

    std::deque<Entry> entries;
    std::deque<Key> keys;
    QHash<QByteArray, KeyId> ids;
    tables::TextId asked = 0; ///< texts that were sent
    int underWay = 0;
    quint64 computed = 0;
};

void CauseIndex::Private::restart()
{
    ++generation;
    underWay = 0;
    asked = 0;
    entries.clear();
    keys.clear();
    ids.clear();
    QMetaObject::invokeMethod(
        &onThread, [this, copy = rules] { worker.setRules(copy); }, Qt::QueuedConnection);
    emit q.restarted();
    askMore();
}

void CauseIndex::Private::askMore()
{
    // Ids run from 0, "no text", to textCount().
    while (underWay < BatchesUnderWay && asked <= store.textCount()) {
        std::vector<domain::ErrorText> texts;
        qsizetype bytes = 0;
        while (asked <= store.textCount() && texts.size() < BatchTexts && bytes < BatchBytes) {
            texts.push_back(store.text(asked++));
            bytes += texts.back().message.size() + texts.back().traceback.size();
        }
        send(std::move(texts));
    }
}

void CauseIndex::Private::send(std::vector<domain::ErrorText> texts)
{
    ++underWay;
    const quint64 mine = generation;
    QMetaObject::invokeMethod(
        &onThread,
        [this, texts = std::move(texts), mine] {
            auto found = worker.look(texts, mine);
            QMetaObject::invokeMethod(
                &q,
                [this, found = std::move(found), mine] {
                    if (mine == generation)
                        take(found);
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

KeyId CauseIndex::Private::intern(const QByteArray &bytes, const QString &name)
{
    const auto known = ids.constFind(bytes);
    if (known != ids.constEnd())
        return *known;
    const auto id = KeyId(keys.size());
    keys.push_back({bytes, QString::fromUtf8(bytes), name, nullptr});
    ids.insert(bytes, id);
    return id;
}

void CauseIndex::Private::take(const std::vector<LookedAt> &found)
{
    --underWay;
    for (const LookedAt &one : found) {
        Entry entry;
        for (size_t level = 0; level < entry.keys.size(); ++level)
            entry.keys[level] = intern(one.keys[level], one.names[level]);
        entry.face = one.face;
        if (one.components)
            keys[entry.keys[size_t(domain::GroupingLevel::Normal)]].components = one.components;
        entries.push_back(std::move(entry));
    }
    computed += found.size();
    askMore();
    const quint64 mine = generation;
    emit q.learned();
    if (mine == generation && q.isSettled())
        emit q.settled();
}

CauseIndex::CauseIndex(tables::RequestStore &store, IndexRules rules, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, store, std::move(rules)))
{
    d->onThread.moveToThread(&d->thread);
    d->thread.setObjectName(QStringLiteral("causes"));
    d->thread.start(QThread::LowPriority);
    connect(&store, &tables::RequestStore::merged, this, [this] { d->askMore(); });
    connect(&store, &tables::RequestStore::cleared, this, [this] { d->restart(); });
    d->restart();
}

CauseIndex::~CauseIndex()
{
    ++d->generation;
    d->thread.quit();
    d->thread.wait();
}

void CauseIndex::setRules(IndexRules rules)
{
    d->rules = std::move(rules);
    d->restart();
}

const IndexRules &CauseIndex::rules() const
{
    return d->rules;
}

void CauseIndex::cancel()
{
    ++d->generation;
    d->underWay = 0;
    d->asked = known();
}

tables::TextId CauseIndex::known() const
{
    return tables::TextId(d->entries.size());
}

bool CauseIndex::isSettled() const
{
    return known() > d->store.textCount();
}

quint64 CauseIndex::computed() const
{
    return d->computed;
}

KeyId CauseIndex::keyId(tables::TextId id, domain::GroupingLevel level) const
{
    return d->entries[id].keys[size_t(level)];
}

const QByteArray &CauseIndex::key(KeyId id) const
{
    return d->keys[id].bytes;
}

std::optional<KeyId> CauseIndex::findKey(const QByteArray &key) const
{
    const auto found = d->ids.constFind(key);
    return found == d->ids.constEnd() ? std::nullopt : std::optional(*found);
}

KeyId CauseIndex::keyCount() const
{
    return KeyId(d->keys.size());
}

QString CauseIndex::userName(KeyId id) const
{
    return d->keys[id].name;
}

const CauseFace &CauseIndex::face(tables::TextId id) const
{
    return *d->entries[id].face;
}

const domain::CauseComponents *CauseIndex::components(KeyId id) const
{
    return d->keys[id].components.get();
}

domain::TextFacts CauseIndex::factsOf(tables::TextId id) const
{
    if (!has(id))
        return {};
    const Private::Entry &entry = d->entries[id];
    return {d->keys[entry.keys[size_t(domain::GroupingLevel::Normal)]].text, entry.face->known.who, {}};
}

} // namespace waldesk::workflows
