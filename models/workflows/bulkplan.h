// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/domain/capabilities.h"
#include "models/workflows/transitionrunner.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>

#include <array>
#include <functional>
#include <optional>
#include <vector>

namespace waldesk::workflows
{

/// What one action would do to many requests, before anything is sent: each row is read again, a few at the same time,
/// and put into a group by the same rule that decides for one row (domain::permission). For "ask again" a row stands
/// for its offering, and each offering is asked once. For an import or a dismissal the rows are resources that wait for
/// import, and for an import the plans of their offerings are read as well. Reading a second time compares with what
/// was read before. Owned by who shows or prints it; destroying it cancels what is under way.
class BulkPlan : public QObject
{
    Q_OBJECT
public:
    enum class Group : quint8 {
        Reading,    ///< not read yet
        WillChange, ///< the action is allowed on it
        AlreadySo,  ///< it is what the action would make of it; for "ask again": one is open already
        NotAllowed, ///< by its state or by the person's rights
        Changed,    ///< its state is not the one that was seen any more
        Unreadable, ///< not there, not visible, or no answer
    };
    static constexpr std::array Groups{Group::WillChange, Group::AlreadySo, Group::NotAllowed, Group::Changed,
                                       Group::Unreadable};

    struct Row {
        domain::Request seen;               ///< when it was marked, or as read by the plan before
        bool unseen = false;                ///< only its uuid is known
        std::optional<domain::Request> now; ///< as read by this plan
        Group group = Group::Reading;
        QString sentence;                     ///< translated: why it is left alone; empty for WillChange
        std::optional<api::ApiError> error{}; ///< why it is Unreadable
        bool permitted = false;               ///< it may be taken in although it has changed
        bool included = false;                ///< is sent when the plan runs
        /// Of an import or a dismissal; `seen` and `now` have what it shares with a request.
        std::optional<domain::BackendResource> resourceSeen{};
        std::optional<domain::BackendResource> resourceNow{};

        /// As far as it is known.
        [[nodiscard]] const domain::Request &request() const { return now ? *now : seen; }
        [[nodiscard]] const std::optional<domain::BackendResource> &resource() const
        {
            return resourceNow ? resourceNow : resourceSeen;
        }
    };

    struct Input {
        domain::Action action = domain::Action::SetErred;
        std::vector<domain::Request> rows; ///< in the order in which they will be sent; each uuid counts once
        bool unseen = false;               ///< rows have a uuid and nothing else; else that is one without a state
        bool force = false;                ///< `--force` of the command line
        std::vector<domain::BackendResource> resources{}; ///< instead of rows: of ImportResource and DismissResource
    };
    /// What an import into one offering needs.
    struct ImportChoice {
        domain::Uuid offering;
        QString offeringName;
        std::vector<domain::OfferingPlan> plans; ///< the server's order
        bool required = false;                   ///< the offering is shared
        std::optional<domain::OfferingPlan> chosen;

        friend bool operator==(const ImportChoice &, const ImportChoice &) = default;
    };
    /// Of the person on a row, as it was just read; connection and lock do not belong into a plan.
    using Capabilities = std::function<domain::Capabilities(const domain::Request &)>;

    /// A plan that is older is read again before anything of it is sent.
    static constexpr int StaleAfterMs = 60'000;
    static constexpr int UsualAtOnce = 4;

    BulkPlan(api::WaldurClient &client, Input input, Capabilities capabilities, QObject *parent = nullptr);
    ~BulkPlan() override;

    void setAtOnce(int rows); ///< how many are read at the same time
    /// finished() follows, later. What the person took in or left out stays so where the row's state is the same.
    void read();
    [[nodiscard]] bool isReading() const { return m_reading; }
    [[nodiscard]] bool isStale() const; ///< it was never read to the end, or too long ago
    [[nodiscard]] qint64 ageMs() const; ///< since it was read; -1: not read to the end
    /// The connection failed while it was read; the rows that were not reached are Unreadable.
    [[nodiscard]] const std::optional<api::ApiError> &failure() const { return m_failure; }
    /// The second reading found other groups than the first: the person has to look at it again.
    [[nodiscard]] bool hasChanged() const { return m_hasChanged; }

    [[nodiscard]] domain::Action action() const { return m_input.action; }
    [[nodiscard]] bool isForced() const { return m_input.force; }
    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }
    [[nodiscard]] int readCount() const { return m_done; }
    [[nodiscard]] int count(Group group) const;
    [[nodiscard]] int includedCount() const; ///< what the button and `--yes` count
    struct Tally {
        Group group = Group::WillChange;
        int rows = 0;
        QString text; ///< "%1 already so": %1 is for the number, in the form of where it is shown
    };
    /// What will change, also when nothing will, then each other group that has rows.
    [[nodiscard]] std::vector<Tally> tallies() const;
    /// Takes a row in or leaves it out; false when it must not be sent.
    bool setIncluded(size_t row, bool included);

    /// Of an import, after it was read: one of each offering of which something will be imported. A single plan of a
    /// shared offering is chosen already.
    [[nodiscard]] std::vector<ImportChoice> importChoices() const;
    /// nullopt: none. False: the offering has no such plan.
    bool choosePlan(const domain::Uuid &offering, const std::optional<domain::Uuid> &plan);
    /// Why it can not run as it is, a sentence: a plan has to be chosen first; empty when it can.
    [[nodiscard]] QString missingChoice() const;

    /// What the plan makes of its rows, in their order; text and ticket are what each is set erred with.
    [[nodiscard]] std::vector<TransitionRunner::Job> jobs(const domain::ErrorText &text = {},
                                                          const QString &ticket = {}) const;

    /// `will-change`, `already`, `not-allowed`, `changed`, `unreadable`: of the command line; not translated.
    [[nodiscard]] static QString groupWord(Group group);

signals:
    void rowChanged(int row);
    void progressed(int done, int total);
    void finished();

private:
    void fill();
    void readRow(size_t row);
    void readOffering(size_t row);
    void readResource(size_t row);
    void resourceCame(size_t row, const std::optional<domain::BackendResource> &now);
    void readPlans(size_t row);
    void plansCame(const domain::Uuid &offering, const api::Result<api::OfferingPlans> &result);
    void judgeResource(Row &row) const;
    void came(size_t row, const domain::Request &request);
    void failed(size_t row, const api::ApiError &error);
    void offeringCame(size_t row, const api::Page &page);
    void judge(Row &row) const;
    void rowDone(size_t row);
    void stopReading(const api::ApiError &error);
    [[nodiscard]] domain::Timestamp serverNow() const;

    api::WaldurClient &m_client;
    Input m_input;
    Capabilities m_capabilities;
    std::vector<Row> m_rows;
    std::vector<Row> m_before; ///< of the reading before
    struct OfferingChoice {
        api::OfferingPlans plans;
        bool read = false;
        std::vector<size_t> waiting; ///< rows that are judged when its plans are read
        std::optional<domain::OfferingPlan> chosen;
    };
    QHash<domain::Uuid, OfferingChoice> m_choices; ///< by offering; of an import
    std::vector<api::Call> m_calls;
    QElapsedTimer m_finished;
    std::optional<api::ApiError> m_failure;
    size_t m_next = 0;
    int m_atOnce = UsualAtOnce;
    int m_underWay = 0;
    int m_done = 0;
    int m_failuresInARow = 0;
    quint64 m_generation = 0;
    bool m_reading = false;
    bool m_whole = false;
    bool m_hasChanged = false;
};

} // namespace waldesk::workflows
