// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/connectionstate.h"
#include "models/workflows/transitionrunner.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>
#include <vector>

namespace waldesk::workflows
{

/// Sends many planned writes, in their order, a few at the same time, each by the engine that sends one: who makes the
/// queue gives it the function that starts a write. A row is handed to that function again only when nothing of it was
/// sent, so each row is sent once at most. When the server can not be asked (sign-in, too many requests, no answer,
/// trouble) the queue pauses with a sentence and goes on by itself, or, after a refused token, when it is told to. A
/// row whose outcome is unknown frees its place and is followed until it settles. Owned by who shows it; destroying it
/// starts nothing more, what is under way belongs to the engine.
class BulkQueue : public QObject
{
    Q_OBJECT
public:
    using Job = TransitionRunner::Job;
    using Report = TransitionRunner::Report;

    enum class RowState : quint8 {
        Waiting,
        Sending,
        Unsettled, ///< sent; what is known does not prove how it went, and it is watched on
        Finished,
        NotSent, ///< and will not be: stopped before its turn
    };
    enum class State : quint8 {
        Ready,
        Running,
        Paused,
        Finished, ///< nothing will be sent any more; rows may still be Unsettled
    };

    struct Row {
        Job job;
        RowState state = RowState::Waiting;
        Report report{}; ///< of Unsettled, Finished and NotSent
        int tries = 0;   ///< how often it was tried without being sent
    };

    struct Handlers {
        std::function<void(const Report &)> unsettled; ///< may never be called; finished follows
        std::function<void(const Report &)> finished;  ///< once, later
    };
    /// Starts one write at once; false when another one on this row is under way.
    using Write = std::function<bool(Job job, Handlers handlers)>;
    using Delay = std::function<domain::Duration(int failures, const std::optional<domain::Duration> &wish)>;

    struct Options {
        int atOnce = 2;
        int spreadMs = 0;          ///< at least so long between two starts
        qint64 patienceMs = -1;    ///< of a connection that does not come back; then the rest is not sent; -1: for ever
        bool endsAtSignIn = false; ///< nobody is there to give a new token
        Delay delay = [](int failures, const std::optional<domain::Duration> &wish) {
            return api::retryDelay({}, failures, wish);
        }; ///< before it goes on by itself
    };

    BulkQueue(Write write, std::vector<Job> jobs, Options options, QObject *parent = nullptr);

    void start();
    void pause();  ///< by the person: what is under way is finished, nothing further is begun
    void resume(); ///< ends a pause of any kind but a hold
    void cancel(); ///< what is under way is finished; what waits is not sent
    /// Something outside forbids to go on (a profile that was locked): pauses with this sentence until release().
    void hold(const QString &sentence);
    void release();
    /// The connection is there again: tries at once instead of waiting.
    void retryNow();

    [[nodiscard]] State state() const { return m_state; }
    /// Why it is paused, with what to do; empty when it is not.
    [[nodiscard]] QString pauseSentence() const;
    [[nodiscard]] bool isPausedByPerson() const { return m_pausedByPerson; }
    [[nodiscard]] std::optional<QDateTime> nextTry() const; ///< of a pause that ends by itself
    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }
    [[nodiscard]] int count(RowState state) const;
    [[nodiscard]] int count(domain::WriteOutcome outcome) const; ///< of finished rows
    [[nodiscard]] int size() const { return static_cast<int>(m_rows.size()); }
    /// Nothing is unknown any more that could be learnt.
    [[nodiscard]] bool isSettled() const;
    /// Rows of which nothing was sent and whose state does not forbid it: what another plan may begin with.
    [[nodiscard]] std::vector<domain::Request> neverSent() const;
    /// The same of resources, for which neverSent() has a row each.
    [[nodiscard]] std::vector<domain::BackendResource> resourcesNeverSent() const;

signals:
    void rowChanged(int row);
    void stateChanged(); ///< also when the sentence of a pause changes
    void finished();     ///< once
    void settled();      ///< once, after finished()

private:
    void fill();
    void begin(size_t row);
    void rowUnsettled(size_t row, const Report &report);
    void rowFinished(size_t row, const Report &report);
    void trouble(const api::ApiError &error);
    void giveUp(const QString &sentence, const std::optional<api::ApiError> &error);
    void update();
    [[nodiscard]] bool mayBegin() const;
    [[nodiscard]] static bool wasNeverSent(const Row &row);

    Write m_write;
    Options m_options;
    std::vector<Row> m_rows;
    State m_state = State::Ready;
    QString m_hold;
    std::optional<api::ApiError> m_trouble;
    QElapsedTimer m_troubleSince;
    int m_failures = 0;
    bool m_pausedByPerson = false;
    bool m_cancelled = false;
    bool m_saidFinished = false;
    bool m_saidSettled = false;
    bool m_filling = false;
    QTimer m_wait;   ///< of a pause that ends by itself
    QTimer m_spread; ///< until the next start
    QElapsedTimer m_sinceStart;
};

} // namespace waldesk::workflows
