// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/errorclassifier.h"

#include "models/tables/flatindex.h"
#include "models/workflows/classifierworker.h"

#include <QPointer>
#include <QThread>
#include <QTimer>

#include <array>
#include <deque>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#endif

namespace waldesk::workflows
{

namespace
{

// What comes back is put in its place in one turn of the event loop: 128 texts that were read, or 512 that were kept,
// take less than a millisecond.
constexpr int BatchWork = 1'024;
constexpr int WorkOfText = 8;
constexpr int WorkOfKept = 2;
constexpr qsizetype BatchBytes = 512 * 1024;
/// Compiling the table of known errors would take memory and a processor from the first rows, which show none of it.
constexpr int StartMs = 30;
constexpr int BatchesUnderWay = 2; // one is worked on, one waits: the thread never idles for want of a turn here

/// Of the thread that calls it: where processors are scarce, the window goes first. QThread's own priorities do nothing
/// for the ordinary threads of Linux (QThread::setPriority()).
void yieldToWindow()
{
#ifdef Q_OS_LINUX
    constexpr int Nice = 10;
    (void)setpriority(PRIO_PROCESS, 0, Nice); // 0: the calling thread, not the process (setpriority(2), BUGS)
#endif
}

} // namespace

class ErrorClassifier::Private
{
public:
    struct Entry {
        std::array<KeyId, 3> keys{};
        std::shared_ptr<const CauseSummary> summary;
    };
    struct Key {
        QByteArray bytes;
        QString text; ///< for views of TextFacts
        QString name;
        std::shared_ptr<const domain::CauseComponents> components;
    };

    Private(ErrorClassifier &index, tables::RequestStore &rows, ClassifierRules of)
        : q(index), store(rows), rules(std::move(of)), worker(generation)
    {
    }

    void restart();
    void askMore();
    void send(tables::TextId first, std::vector<TextToClassify> texts);
    void take(tables::TextId first, std::vector<Classification> found);
    KeyId intern(const QByteArray &bytes, const QString &name);

    ErrorClassifier &q;
    tables::RequestStore &store;
    ClassifierRules rules;
    std::atomic<quint64> generation = 1;
    QThread thread;
    QObject onThread; ///< receives what the thread shall do
    ClassifierWorker worker;

    std::deque<Entry> entries;
    std::deque<Key> keys;
    tables::FlatIndex ids;                  ///< of keys; a QHash of 100 000 moves all of them in one turn when it grows
    tables::TextId asked = 0;               ///< texts that were sent
    QHash<tables::TextId, QByteArray> kept; ///< of texts that were not
    int underWay = 0;
    quint64 computed = 0;
};

void ErrorClassifier::Private::restart()
{
    ++generation;
    underWay = 0;
    asked = 0;
    kept.clear();
    entries.clear();
    keys.clear();
    ids.clear();
    QMetaObject::invokeMethod(
        &onThread, [this, copy = rules] { worker.setRules(copy); }, Qt::QueuedConnection);
    emit q.restarted();
    askMore();
}

void ErrorClassifier::Private::askMore()
{
    // Ids run from 0, "no text", to textCount().
    while (underWay < BatchesUnderWay && asked <= store.textCount()) {
        std::vector<TextToClassify> texts;
        const tables::TextId first = asked;
        qsizetype bytes = 0;
        int work = 0;
        while (asked <= store.textCount() && work < BatchWork && bytes < BatchBytes) {
            const domain::ErrorText &text = store.text(asked);
            texts.push_back({text, kept.take(asked)});
            const bool isKept = !texts.back().kept.isEmpty();
            work += isKept ? WorkOfKept : WorkOfText;
            bytes += isKept ? 0 : text.message.size() + text.traceback.size();
            ++asked;
        }
        send(first, std::move(texts));
    }
}

void ErrorClassifier::Private::send(tables::TextId first, std::vector<TextToClassify> texts)
{
    ++underWay;
    const quint64 mine = generation;
    QMetaObject::invokeMethod(
        &onThread,
        [this, texts = std::move(texts), first, mine] {
            auto found = worker.classify(texts, mine);
            QMetaObject::invokeMethod(
                &q,
                [this, found = std::move(found), first, mine]() mutable {
                    if (mine == generation)
                        take(first, std::move(found));
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

KeyId ErrorClassifier::Private::intern(const QByteArray &bytes, const QString &name)
{
    const size_t hash = qHash(bytes);
    if (const auto known = ids.find(hash, [&](KeyId id) { return keys[id].bytes == bytes; }))
        return *known;
    const auto id = KeyId(keys.size());
    keys.push_back({bytes, QString::fromUtf8(bytes), name, nullptr});
    ids.insert(hash, id);
    return id;
}

void ErrorClassifier::Private::take(tables::TextId first, std::vector<Classification> found)
{
    --underWay;
    std::vector<KeptFinding> fresh;
    for (size_t i = 0; i < found.size(); ++i) {
        Classification &one = found[i];
        const auto text = tables::TextId(first + i);
        if (text != 0 && !one.kept.isEmpty())
            fresh.push_back({text, std::move(one.kept)});
        Entry entry;
        for (size_t level = 0; level < entry.keys.size(); ++level)
            entry.keys[level] = intern(one.keys[level], one.names[level]);
        entry.summary = one.summary;
        if (one.components)
            keys[entry.keys[size_t(domain::GroupingLevel::Normal)]].components = one.components;
        entries.push_back(std::move(entry));
    }
    computed += found.size();
    askMore();
    const quint64 mine = generation;
    if (!fresh.empty())
        emit q.classified(fresh);
    emit q.learned();
    if (mine == generation && q.isSettled())
        emit q.settled();
}

ErrorClassifier::ErrorClassifier(tables::RequestStore &store, ClassifierRules rules, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, store, std::move(rules)))
{
    d->onThread.moveToThread(&d->thread);
    d->thread.setObjectName(QStringLiteral("causes"));
    QTimer::singleShot(StartMs, this, [this] { d->thread.start(); });
    QMetaObject::invokeMethod(&d->onThread, &yieldToWindow, Qt::QueuedConnection);
    connect(&store, &tables::RequestStore::merged, this, [this] { d->askMore(); });
    connect(&store, &tables::RequestStore::cleared, this, [this] { d->restart(); });
    d->restart();
}

ErrorClassifier::~ErrorClassifier()
{
    ++d->generation;
    d->thread.requestInterruption();
    d->thread.quit();
    d->thread.wait();
}

void ErrorClassifier::setRules(ClassifierRules rules)
{
    d->rules = std::move(rules);
    d->restart();
}

const ClassifierRules &ErrorClassifier::rules() const
{
    return d->rules;
}

void ErrorClassifier::takeKept(const std::vector<KeptFinding> &kept)
{
    for (const KeptFinding &one : kept) {
        if (one.text >= d->asked)
            d->kept.insert(one.text, one.bytes);
    }
}

void ErrorClassifier::cancel()
{
    ++d->generation;
    d->underWay = 0;
    d->asked = known();
}

tables::TextId ErrorClassifier::known() const
{
    return tables::TextId(d->entries.size());
}

bool ErrorClassifier::isSettled() const
{
    return known() > d->store.textCount();
}

quint64 ErrorClassifier::computed() const
{
    return d->computed;
}

KeyId ErrorClassifier::keyId(tables::TextId id, domain::GroupingLevel level) const
{
    return d->entries[id].keys[size_t(level)];
}

const QByteArray &ErrorClassifier::key(KeyId id) const
{
    return d->keys[id].bytes;
}

KeyId ErrorClassifier::keyCount() const
{
    return KeyId(d->keys.size());
}

QString ErrorClassifier::userName(KeyId id) const
{
    return d->keys[id].name;
}

const CauseSummary &ErrorClassifier::summary(tables::TextId id) const
{
    return *d->entries[id].summary;
}

const domain::CauseComponents *ErrorClassifier::components(KeyId id) const
{
    return d->keys[id].components.get();
}

void ErrorClassifier::findOlderKeys(const QHash<QByteArray, tables::TextId> &samples, QObject *context,
                                    std::function<void(const QHash<QByteArray, QByteArray> &)> handler)
{
    std::vector<std::pair<QByteArray, domain::ErrorText>> texts;
    texts.reserve(size_t(samples.size()));
    for (auto at = samples.begin(); at != samples.end(); ++at) {
        if (!d->store.text(at.value()).isEmpty()) // it is freed when its rows have left
            texts.emplace_back(at.key(), d->store.text(at.value()));
    }
    QMetaObject::invokeMethod(
        &d->onThread,
        [this, texts = std::move(texts), rules = d->rules.fingerprint, context = QPointer(context),
         handler = std::move(handler)] {
            QHash<QByteArray, QByteArray> olderOf;
            for (const auto &[key, text] : texts) {
                if (d->thread.isInterruptionRequested())
                    return;
                olderOf.insert(key, domain::keyByW1(text, rules));
            }
            QMetaObject::invokeMethod(
                this,
                [context, handler, olderOf] {
                    if (context)
                        handler(olderOf);
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

domain::TextFacts ErrorClassifier::factsOf(tables::TextId id) const
{
    if (!has(id))
        return {};
    const Private::Entry &entry = d->entries[id];
    return {d->keys[entry.keys[size_t(domain::GroupingLevel::Normal)]].text, entry.summary->known.who, {}};
}

} // namespace waldesk::workflows
