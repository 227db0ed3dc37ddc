// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/causearchive.h"
#include "models/domain/query.h"
#include "models/tables/causelistmodel.h"
#include "models/tables/compiledfilter.h"
#include "models/tables/errortitle.h"
#include "models/workflows/causeexplanation.h"
#include "models/workflows/errorclassifier.h"
#include "models/workflows/triagefeed.h"

#include <QObject>
#include <QTimeZone>

#include <memory>
#include <span>
#include <vector>

namespace waldesk::workflows
{

/// The Errors page without its pixels: what failed, in groups by cause, with what is known of each, at a level, in a
/// range, under a query. Rows come from the store (whoever merged them), keys from the index,
/// memory from the archive. Works in slices of the event loop; results stand in model() and are published together.
/// Owned by the composition, lives on the window's thread.
class Triage : public QObject
{
    Q_OBJECT
public:
    /// The period that everything here counts in: title, sections, causes, bars, samples. All: the 21 days that are
    /// loaded.
    enum class Range : quint8 { SinceLastVisit, Day, Fortnight, All };
    Q_ENUM(Range)

    /// What the page says above its list. Muted causes count for nothing but mutedCauses.
    struct Facts {
        qint64 newCauses = 0;
        qint64 newErrors = 0;    ///< errors of the new causes
        qint64 unreadCauses = 0; ///< new or back, and not opened yet: in all that is loaded, whatever period and query
        qint64 unreadErrors = 0;
        qint64 backCauses = 0;
        qint64 ongoingCauses = 0;
        qint64 recoveredCauses = 0;
        qint64 mutedCauses = 0;
        qint64 errors = 0;             ///< of shown causes: the sum of their counts
        qint64 offerings = 0;          ///< hit by them
        qint64 causesWithoutQuery = 0; ///< in the period
        qint64 errorsWithoutQuery = 0;
        qint64 grouped = 0;      ///< Erred rows that have their group
        qint64 waiting = 0;      ///< Erred rows that wait for one
        bool kindsKnown = false; ///< all of the 21 days is here: "new" and "back" may be said
        domain::Timestamp since; ///< where the period begins
        friend bool operator==(const Facts &, const Facts &) = default;
    };

    struct Similar {
        QByteArray key;
        QString title;
        qint64 count = 0;
    };

    Triage(tables::RequestStore &store, ErrorClassifier &index, archive::CauseArchive &archive, TriageFeed &feed,
           api::WaldurClient &client, QObject *parent = nullptr);
    ~Triage() override;

    void setLevel(domain::GroupingLevel level);
    /// Until a person chooses, it is the shortest one that has every unread cause.
    void setRange(Range range);
    /// Every term is looked at here.
    void setQuery(const domain::SplitQuery &query);
    /// What `is:` looks at beside the row itself; given again when it has changed.
    void setRowFacts(tables::CompiledFilter::RowFactsOf facts);
    void setStreamingInterval(int ms);   ///< between publications while rows stream in; default 200
    void setZone(const QTimeZone &zone); ///< of days; default: the system's
    [[nodiscard]] domain::GroupingLevel level() const;
    [[nodiscard]] Range range() const;
    /// Every request that finished since then is in the store and is kept as new as the server (the archive, with the
    /// changes since): then it is not asked what has recovered. nullopt: that is not sure any more.
    void setFinishedKnownFrom(std::optional<domain::Timestamp> from);
    void setNow(domain::Timestamp now); ///< the window's clock, once a minute; else the feed's clock is asked
    [[nodiscard]] domain::Timestamp now() const;

    [[nodiscard]] tables::CauseListModel &model();
    [[nodiscard]] const Facts &facts() const;
    [[nodiscard]] bool isWorking() const; ///< also while the server is asked what has recovered (RecoveryProbe)
    /// The sentence of the title: "4 new causes since yesterday 17:42", translated.
    [[nodiscard]] QString headline() const;
    /// The query of the requests page for the errors of a cause: as many as its count says.
    [[nodiscard]] QString requestsQuery(const QByteArray &key) const;

    /// nullptr: no such group now. The pointer holds until the next groupsChanged(). Muted ones are found, too.
    [[nodiscard]] const tables::CauseGroup *group(const QByteArray &key) const;
    [[nodiscard]] std::vector<const tables::CauseGroup *> mutedGroups() const;
    /// Key of the group that a row is in at this level, after merges; empty: none (yet).
    [[nodiscard]] QByteArray keyOf(tables::RowIndex row) const;
    /// Newest first, those of the period that pass the query, at most `most`: of a cause as many as its count says.
    [[nodiscard]] std::vector<tables::RowIndex> samples(const QByteArray &key, int most = 1000) const;
    /// Why its errors are one; of its newest, as samples() gives them.
    [[nodiscard]] CauseExplanation explanation(const QByteArray &key) const;
    [[nodiscard]] std::vector<Similar> similar(const QByteArray &key) const;       ///< at most 5
    [[nodiscard]] std::vector<QByteArray> mergedInto(const QByteArray &key) const; ///< keys that a person put into it
    [[nodiscard]] QString note(const QByteArray &key) const;
    /// For RequestTableModel::setFacts and the command line: group, who, cause of a text.
    [[nodiscard]] domain::TextFacts factsOf(tables::TextId id,
                                            domain::GroupingLevel level = domain::GroupingLevel::Normal) const;
    /// The level whose keys a `group:` of the query names (`c1:`, `w1:`, `x1:`).
    [[nodiscard]] static domain::GroupingLevel levelOf(const domain::LocalFilter &filter);

    /// What stands for an error text in lists of requests; the name is that of its cause at this level.
    [[nodiscard]] tables::ErrorTitle titleOf(tables::TextId id) const;

    using ReadTimes = std::vector<std::pair<QByteArray, std::optional<domain::Timestamp>>>;
    /// A person opened it: no longer unread, from now on. It keeps its section until the next visit.
    void markRead(const QByteArray &key);
    /// Whatever period and query; they leave New and Back. What was there before, for setRead().
    ReadTimes markAllRead();
    void setRead(const ReadTimes &times);
    // What a person said of a cause, as a value, so that session::CauseActions can set it and undo it.
    void setAcknowledged(const QByteArray &key, std::optional<domain::Timestamp> when);
    void setMuted(const QByteArray &key, std::optional<domain::Timestamp> at, std::optional<domain::Timestamp> until);
    void setName(const QByteArray &key, const QString &name);
    void setNote(const QByteArray &key, const QString &note);
    void setMerged(const QByteArray &key, const QByteArray &into); ///< empty: no longer
    [[nodiscard]] QByteArray rootOf(const QByteArray &key) const;  ///< after merges

signals:
    void groupsChanged(); ///< after the model was brought up to date
    void factsChanged();
    void workingChanged();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows
