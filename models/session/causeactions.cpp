// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/causeactions.h"

#include "models/domain/displaytext.h"

#include <algorithm>

namespace waldesk::session
{

namespace
{

constexpr qsizetype LongestTitle = 60;

QHash<QByteArray, QByteArray> mergesOf(const domain::CauseRules &rules)
{
    QHash<QByteArray, QByteArray> merges;
    for (const domain::CauseMerge &merge : rules.merges)
        merges.insert(merge.from, merge.into);
    return merges;
}

/// What is shown may also be of a merged cause or of a rule; then nothing stands in its own place.
bool isUnread(const QString &was, const std::optional<QString> &shown)
{
    return shown && !was.isEmpty() && was != *shown;
}

bool sameRules(const domain::CauseRules &a, const domain::CauseRules &b)
{
    return a.rules == b.rules && a.names == b.names && mergesOf(a) == mergesOf(b);
}

} // namespace

CauseActions::CauseActions(workflows::Triage &triage, archive::CauseArchive &archive, workflows::RuleStore &rules,
                           UndoStack &undo, QObject *parent)
    : QObject(parent), m_triage(triage), m_archive(archive), m_rules(rules), m_undo(undo)
{
    // Both wrote in the same second.
    connect(&archive, &archive::CauseArchive::nameReplaced, this,
            [this](const QByteArray &key, const QString &was) { pushReplacedName(key, was); });
    connect(&archive, &archive::CauseArchive::noteReplaced, this,
            [this](const QByteArray &key, const QString &was) { pushReplacedNote(key, was); });
}

archive::CauseRecord CauseActions::recordOf(const QByteArray &key) const
{
    const archive::CauseRecord *record = m_archive.find(key);
    return record ? *record : archive::CauseRecord{};
}

QString CauseActions::titleOf(const QByteArray &key) const
{
    const archive::CauseRecord record = recordOf(key);
    QString title = record.title;
    QString name = record.name;
    if (const tables::CauseGroup *group = m_triage.group(key)) {
        title = group->line;
        name = group->name;
    }
    if (title.isEmpty())
        title = QString::fromLatin1(key);
    return domain::shortened(domain::escapeForDisplay(tables::ErrorTitle{title, name}.text()), LongestTitle);
}

void CauseActions::push(const QString &sentence, std::function<void()> takeBack)
{
    m_undo.push(UndoStack::Kind::Local, sentence, [back = std::move(takeBack)] {
        back();
        return QString();
    });
}

void CauseActions::setAcknowledged(const QByteArray &key, std::optional<domain::Timestamp> when,
                                   const QString &sentence)
{
    const auto was = recordOf(key).acknowledged;
    if (was.has_value() == when.has_value())
        return;
    m_triage.setAcknowledged(key, when);
    push(sentence, [this, key, was] { m_triage.setAcknowledged(key, was); });
}

void CauseActions::acknowledge(const QByteArray &key)
{
    const QByteArray root = m_triage.rootOf(key);
    setAcknowledged(root, m_triage.now(), tr("Acknowledged: %1").arg(titleOf(root)));
}

void CauseActions::withdrawAcknowledgement(const QByteArray &key)
{
    const QByteArray root = m_triage.rootOf(key);
    setAcknowledged(root, std::nullopt, tr("Not acknowledged: %1").arg(titleOf(root)));
}

void CauseActions::setMuted(const QByteArray &key, std::optional<domain::Timestamp> at,
                            std::optional<domain::Timestamp> until, const QString &sentence)
{
    const archive::CauseRecord was = recordOf(key);
    if (was.mutedAt.has_value() == at.has_value() && was.mutedUntil == until)
        return;
    m_triage.setMuted(key, at, until);
    push(sentence, [this, key, was] { m_triage.setMuted(key, was.mutedAt, was.mutedUntil); });
}

void CauseActions::muteForDays(const QByteArray &key, int days)
{
    const QByteArray root = m_triage.rootOf(key);
    const domain::Timestamp now = m_triage.now();
    setMuted(root, now, now + domain::Duration::seconds(qint64(days) * 86'400),
             tr("Muted for %n day(s): %1", nullptr, days).arg(titleOf(root)));
}

void CauseActions::muteUntilBack(const QByteArray &key)
{
    const QByteArray root = m_triage.rootOf(key);
    setMuted(root, m_triage.now(), std::nullopt, tr("Muted until it comes back: %1").arg(titleOf(root)));
}

void CauseActions::unmute(const QByteArray &key)
{
    const QByteArray root = m_triage.rootOf(key);
    setMuted(root, std::nullopt, std::nullopt, tr("No longer muted: %1").arg(titleOf(root)));
}

void CauseActions::setName(const QByteArray &key, const QString &name, const std::optional<QString> &shown)
{
    const QByteArray root = m_triage.rootOf(key);
    const QString was = recordOf(root).name;
    const QString now = name.trimmed();
    if (now == was || now == shown)
        return;
    const QString title = titleOf(root);
    m_triage.setName(root, now);
    if (isUnread(was, shown))
        pushReplacedName(root, was);
    else
        push(now.isEmpty() ? tr("Name removed: %1").arg(title)
                           : tr("Named: %1").arg(domain::shortened(now, LongestTitle)),
             [this, root, was] { m_triage.setName(root, was); });
}

void CauseActions::pushReplacedName(const QByteArray &root, const QString &was)
{
    //: %1 is a name of a cause
    push(tr("Name saved. It replaces one that another window gave meanwhile: %1")
             .arg(domain::shortened(domain::escapeForDisplay(was), LongestTitle)),
         [this, root, was] { m_triage.setName(root, was); });
}

void CauseActions::setNote(const QByteArray &key, const QString &note, const std::optional<QString> &shown)
{
    const QByteArray root = m_triage.rootOf(key);
    const QString was = recordOf(root).note;
    if (note == was || note == shown)
        return;
    m_triage.setNote(root, note);
    if (isUnread(was, shown))
        pushReplacedNote(root, was);
    else
        push(note.isEmpty() ? tr("Note removed: %1").arg(titleOf(root)) : tr("Note saved: %1").arg(titleOf(root)),
             [this, root, was] { m_triage.setNote(root, was); });
}

void CauseActions::pushReplacedNote(const QByteArray &root, const QString &was)
{
    //: %1 is a cause
    push(tr("Note saved. It replaces one that another window wrote meanwhile: %1").arg(titleOf(root)),
         [this, root, was] { m_triage.setNote(root, was); });
}

void CauseActions::setMerged(const QByteArray &key, const QByteArray &into, const QString &sentence)
{
    const QByteArray was = m_archive.merges().value(key);
    if (was == into)
        return;
    m_triage.setMerged(key, into);
    push(sentence, [this, key, was] { m_triage.setMerged(key, was); });
}

void CauseActions::merge(const QByteArray &key, const QByteArray &into)
{
    const QByteArray from = m_triage.rootOf(key);
    const QByteArray root = m_triage.rootOf(into);
    if (from == root)
        return;
    //: %1 and %2 are causes
    setMerged(from, root, tr("Merged: %1 into %2").arg(titleOf(from), titleOf(root)));
}

void CauseActions::markAllRead()
{
    const workflows::Triage::ReadTimes before = m_triage.markAllRead();
    if (!before.empty())
        push(tr("All causes marked as read"), [this, before] { m_triage.setRead(before); });
}

void CauseActions::split(const QByteArray &merged)
{
    const archive::CauseRecord record = recordOf(merged);
    const QString own = record.name.isEmpty() ? record.title : record.name;
    const QString title = own.isEmpty() ? QString::fromLatin1(merged) : own;
    setMerged(merged, {}, tr("Split off: %1").arg(domain::shortened(domain::escapeForDisplay(title), LongestTitle)));
}

domain::CauseRules CauseActions::currentRules() const
{
    domain::CauseRules all = m_rules.rules();
    for (auto it = m_archive.merges().begin(); it != m_archive.merges().end(); ++it) {
        const domain::CauseMerge merge{it.key(), it.value()};
        if (std::ranges::find(all.merges, merge) == all.merges.end())
            all.merges.push_back(merge);
    }
    for (const archive::CauseRecord &record : m_archive.records()) {
        if (!record.name.isEmpty())
            all.names.insert(record.key, record.name);
    }
    return all;
}

QString CauseActions::setRules(const domain::CauseRules &rules, const domain::CauseRules &shown)
{
    m_rules.reload();
    const domain::CauseRules before = currentRules();
    if (QString trouble = apply(shown, rules); !trouble.isEmpty())
        return trouble;
    const domain::CauseRules after = currentRules();
    if (!sameRules(before, after))
        m_undo.push(UndoStack::Kind::Local, tr("Rules, names and merges changed"),
                    [this, before, after] { return apply(after, before); });
    return {};
}

/// Rules go to their file; merges and names stand with the causes of this machine.
QString CauseActions::apply(const domain::CauseRules &from, const domain::CauseRules &to)
{
    m_rules.reload();
    const domain::CauseRules rules = currentRules().withChanges(from, to);
    domain::CauseRules file;
    file.rules = rules.rules;
    if (QString trouble = m_rules.setRules(file); !trouble.isEmpty())
        return trouble;
    const QHash<QByteArray, QByteArray> wanted = mergesOf(rules);
    const QHash<QByteArray, QByteArray> merges = m_archive.merges();
    for (auto it = merges.begin(); it != merges.end(); ++it) {
        if (!wanted.contains(it.key()))
            m_triage.setMerged(it.key(), {});
    }
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        if (merges.value(it.key()) != it.value())
            m_triage.setMerged(it.key(), it.value());
    }
    QByteArrayList named = rules.names.keys();
    for (const archive::CauseRecord &record : m_archive.records()) {
        if (!record.name.isEmpty())
            named << record.key;
    }
    for (const QByteArray &key : std::as_const(named)) {
        if (recordOf(key).name != rules.names.value(key))
            m_triage.setName(key, rules.names.value(key));
    }
    return {};
}

} // namespace waldesk::session
