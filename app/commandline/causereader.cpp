// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/causereader.h"

#include "app/commandline/keptcauses.h"
#include "app/profiles/profilestore.h"
#include "models/workflows/rulestore.h"
#include "models/workflows/triage.h"

#include <QDir>
#include <QFileInfo>
#include <QTimer>

#include <algorithm>

namespace waldesk::app
{
/// What the window's Errors page works with.
class CauseReader::Judging
{
public:
    Judging(api::WaldurClient &client, archive::CauseArchive &archive, const workflows::ClassifierRules &rules)
        : index(store, rules), feed(client, store, archive), triage(store, index, archive, feed, client)
    {
        triage.setRange(workflows::Triage::Range::All);
    }
    [[nodiscard]] bool isDone() const
    {
        return feed.phase() == workflows::TriageFeed::Phase::Ready && !triage.isWorking();
    }

    tables::RequestStore store;
    workflows::ErrorClassifier index;
    workflows::TriageFeed feed;
    workflows::Triage triage;
};

CauseReader::CauseReader(CommandContext context, const domain::Query &query, std::optional<domain::CauseRules> rules,
                         Handler handler, QObject *parent)
    : QObject(parent), m_context(std::move(context)), m_given(std::move(rules)), m_handler(std::move(handler))
{
    using enum domain::QueryKey;
    const auto asks = [&query](domain::QueryKey key) {
        return std::ranges::any_of(query.terms(), [key](const domain::QueryTerm &term) { return term.key == key; });
    };
    const bool asksNew = std::ranges::any_of(query.terms(), [](const domain::QueryTerm &term) {
        return std::ranges::find(term.values, domain::QueryTerm::Value(domain::IsWhat::New)) != term.values.end();
    });
    m_needsKinds = asks(Cause) || asksNew;
    m_needsGroups = m_needsKinds || asks(Group) || asks(Who);
}

CauseReader::~CauseReader() = default;

void CauseReader::start()
{
    if (m_needsKinds && m_context.profile.isEmpty()) {
        fail(Exit::Usage,
             tr("--query: cause: and is:new are judged by what the window remembers of a saved server, and this one "
                "is not saved; use --profile NAME, or group: and who: here."));
        return;
    }
    if (m_needsGroups && !m_context.profile.isEmpty()) {
        const workflows::RuleStore own(QFileInfo(ProfileStore::defaultFile()).absolutePath());
        if (!own.trouble().isEmpty())
            m_context.output.sentence(own.trouble());
        m_basis.rules = own.classifierRules();
    }
    if (m_given)
        m_basis.rules.user = *m_given;
    const QString file = QDir(m_context.folder).filePath(QStringLiteral("causes.sqlite"));
    const bool remembers = !m_context.profile.isEmpty() && QFileInfo::exists(file);
    if (m_needsKinds && !remembers) {
        failForgotten();
        return;
    }
    if (!m_needsGroups || !remembers) {
        QTimer::singleShot(0, this, &CauseReader::succeed);
        return;
    }
    using archive::CauseArchive;
    // Merges are of who made them here, whatever account that was with.
    m_archive = m_needsKinds
                    ? keptCauses(file, m_context.client,
                                 [this](const api::ApiError &error) { fail(exitOfRead(error), error.sentence); })
                    : std::make_unique<CauseArchive>(file, CauseArchive::Access::Reader);
    connect(m_archive.get(), &CauseArchive::troubled, this,
            [this](const QString &sentence) { m_context.output.sentence(sentence); });
    connect(m_archive.get(), &CauseArchive::opened, this, &CauseReader::archiveOpened);
}

void CauseReader::archiveOpened()
{
    // With rules of a file the groups are those of `waldesk group --rules`.
    if (!m_given)
        m_basis.rootOf = [this](const QByteArray &key) {
            return m_archive->rootOf(key);
        };
    if (!m_needsKinds) {
        succeed();
        return;
    }
    if (!hasVisit(*m_archive)) {
        failForgotten();
        return;
    }
    m_judging = std::make_unique<Judging>(m_context.client, *m_archive, m_basis.rules);
    using workflows::TriageFeed;
    TriageFeed &feed = m_judging->feed;
    connect(&feed, &TriageFeed::progressed, this, [this, &feed] {
        m_context.output.progress(feed.loaded(), feed.total());
        judgingChanged();
    });
    connect(&feed, &TriageFeed::failed, this,
            [this](const api::ApiError &error) { fail(exitOfRead(error), error.sentence); });
    connect(&feed, &TriageFeed::phaseChanged, this, &CauseReader::judgingChanged);
    connect(&m_judging->triage, &workflows::Triage::workingChanged, this, &CauseReader::judgingChanged);
    feed.start();
}

void CauseReader::judgingChanged()
{
    if (!m_judging->isDone())
        return;
    if (!m_judging->feed.isComplete()) {
        fail(Exit::NoAnswer,
             tr("--query: cause: and is:new need all errors of the last %1 days, and the server did not give "
                "them all; try again.")
                 .arg(workflows::TriageFeed::LoadedDays));
        return;
    }
    m_basis.kindOf = [this](const QByteArray &key) {
        const tables::CauseGroup *group = m_judging->triage.group(key);
        return group ? tables::causeKindWord(group->kind) : QString();
    };
    succeed();
}

void CauseReader::failForgotten()
{
    fail(Exit::Usage, tr("--query: cause: and is:new are judged by what the window remembers, and it remembers nothing "
                         "of \"%1\" for this account yet; open it in the window once, or use group: and who: here.")
                          .arg(m_context.profile));
}

void CauseReader::succeed()
{
    if (const Handler handler = std::exchange(m_handler, nullptr))
        handler(m_basis);
}

void CauseReader::fail(Exit exit, const QString &sentence)
{
    QTimer::singleShot(0, this, [this, exit, sentence] {
        if (const Handler handler = std::exchange(m_handler, nullptr))
            handler(Failure{exit, sentence});
    });
}

} // namespace waldesk::app
