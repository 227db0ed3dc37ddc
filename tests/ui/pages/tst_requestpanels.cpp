// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/waldeskstyle.h"
#include "ui/pages/emptyresult.h"
#include "ui/pages/pagequery.h"
#include "ui/pages/querychips.h"
#include "ui/panels/causerows.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/requestactions.h"
#include "ui/panels/requestexport.h"
#include "ui/panels/requesttimes.h"
#include "ui/panels/seterreddialog.h"
#include "ui/panels/timepicker.h"
#include "ui/widgets/actionbar.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace waldesk::ui;
using namespace Qt::StringLiterals;
using domain::Action;
using domain::State;

namespace
{

domain::Timestamp at(qint64 seconds)
{
    return {seconds * 1'000'000};
}

domain::Request requestIn(State state)
{
    domain::Request request;
    request.uuid = *domain::Uuid::tryParse(u"a1b2c3d477aa4f0e9c5510e0c9d1f2ab");
    request.state = state;
    request.offeringName = u"SLURM Riga"_s;
    request.created = at(1'774'000'000);
    if (state != State::Sent)
        request.started = at(1'774'000'003);
    if (state == State::Done || state == State::Erred)
        request.finished = at(1'774'000'041);
    request.modified = request.finished.value_or(request.created);
    return request;
}

RequestActions::Situation situationOf(State state, domain::Capabilities may)
{
    RequestActions::Situation situation;
    situation.request = requestIn(state);
    situation.capabilities = may;
    situation.now = at(1'774'000'100);
    return situation;
}

} // namespace

/// The parts of the page that speak or write, each by itself.
class TestRequestPanels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }

    void whatIsOffSaysWhyInOneLine_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("staff");
        QTest::addColumn<bool>("manages");
        QTest::addColumn<bool>("locked");
        QTest::addColumn<bool>("offline");
        QTest::addColumn<bool>("open");
        QTest::addColumn<QString>("line");
        const auto row = [](const char *name, State state, bool staff, bool manages, bool locked, bool offline,
                            bool open, const QString &line) {
            QTest::newRow(name) << int(state) << staff << manages << locked << offline << open << line;
        };
        row("an erred one", State::Erred, true, true, false, false, false,
            u"Start needs Sent. Set done needs Processing. Set erred is off: it would overwrite the error."_s);
        row("a sent one", State::Sent, true, true, false, false, true,
            u"Set done needs Processing. Ask again is off while this one is still Sent: close it first."_s);
        row("support", State::Sent, false, false, false, false, false,
            u"You do not manage this offering: you may only read. Ask again: only staff may create requests."_s);
        row("locked", State::Sent, true, true, true, false, false,
            u"Production is locked, read-only. Ctrl+Shift+L unlocks it for 15 minutes."_s);
        row("offline", State::Erred, true, true, true, true, false, u"Actions are off until the server answers."_s);
    }
    void whatIsOffSaysWhyInOneLine()
    {
        QFETCH(int, state);
        QFETCH(bool, staff);
        QFETCH(bool, manages);
        QFETCH(bool, locked);
        QFETCH(bool, offline);
        QFETCH(bool, open);
        QFETCH(QString, line);
        domain::Capabilities may;
        may.staff = staff;
        may.manages = manages;
        may.locked = locked;
        may.offline = offline;
        may.openForOffering = open;
        QCOMPARE(reasonLine(situationOf(State(state), may)), line);
    }

    void whatIsOffForAllThatIsMarkedIsSaid_data()
    {
        QTest::addColumn<bool>("locked");
        QTest::addColumn<bool>("offline");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing") << false << false << u"Each action shows its plan first."_s;
        QTest::newRow("locked") << true << false << u"Production is locked, read-only."_s;
        QTest::newRow("offline") << false << true << u"Actions are off until the server answers."_s;
    }
    void whatIsOffForAllThatIsMarkedIsSaid()
    {
        QFETCH(bool, locked);
        QFETCH(bool, offline);
        QFETCH(QString, said);
        QWidget host;
        Commands commands;
        RequestActions acts(commands, &host, {domain::AllActions.begin(), domain::AllActions.end()});
        domain::Capabilities may;
        may.staff = true;
        may.manages = true;
        may.locked = locked;
        may.offline = offline;
        RequestActions::Situation situation = situationOf(State::Erred, may);
        situation.marked = 4;
        acts.show(situation);
        QVERIFY2(acts.reasonLine().contains(said), qPrintable(acts.reasonLine()));
        QCOMPARE(acts.action(Action::SetErred)->isEnabled(), !locked && !offline);
    }

    void whatIsMarkedHangsOnNoRowThatIsRead_data()
    {
        QTest::addColumn<bool>("isRead");
        QTest::addColumn<bool>("isGone");
        QTest::newRow("none passes the filter") << false << false;
        QTest::newRow("one that is gone") << true << true;
    }
    void whatIsMarkedHangsOnNoRowThatIsRead()
    {
        QFETCH(bool, isRead);
        QFETCH(bool, isGone);
        QWidget host;
        Commands commands;
        RequestActions acts(commands, &host, {domain::AllActions.begin(), domain::AllActions.end()});
        domain::Capabilities may;
        may.staff = true;
        RequestActions::Situation situation = situationOf(State::Erred, may);
        if (!isRead)
            situation.request.reset();
        situation.isGone = isGone;
        acts.show(situation);
        for (const Action action : domain::AllActions)
            QVERIFY(!acts.action(action)->isEnabled());
        situation.marked = 2;
        acts.show(situation);
        for (const Action action : {Action::Start, Action::SetDone, Action::SetErred, Action::AskAgain})
            QVERIFY2(acts.action(action)->isEnabled(), qPrintable(Commands::reason(acts.action(action))));
    }

    void theLikelyCommandIsPrimaryWhenItIsAllowed()
    {
        QCOMPARE(likelyAction(requestIn(State::Sent), at(1'774'000'100)), std::optional(Action::Start));
        QCOMPARE(likelyAction(requestIn(State::Sent), at(1'774'002'000)), std::optional(Action::SetErred));
        QCOMPARE(likelyAction(requestIn(State::Erred), at(1'774'002'000)), std::optional(Action::AskAgain));
        QWidget host;
        Commands commands;
        ActionBar bar(&host);
        RequestActions acts(commands, &host, {domain::AllActions.begin(), domain::AllActions.end()});
        acts.fill(bar);
        domain::Capabilities staff;
        staff.staff = true;
        staff.manages = true;
        acts.show(situationOf(State::Erred, staff));
        QVERIFY(acts.action(Action::AskAgain)->isEnabled());
        QCOMPARE(toneOf(bar.buttonOf(acts.action(Action::AskAgain))), ButtonTone::Primary);
        QVERIFY(acts.action(Action::OverwriteError)->isEnabled());
        QVERIFY(!acts.action(Action::SetErred)->isEnabled());
        QVERIFY(acts.action(Action::SetErred)->toolTip().contains(u"overwrite"));
    }

    void aTimelineTellsWaitsAndWhatIsNotYet()
    {
        Clock clock{at(1'774'001'863), QTimeZone::utc()};
        auto steps = timelineOf(requestIn(State::Erred), clock);
        QCOMPARE(steps.size(), size_t(3));
        QCOMPARE(steps[0].wait, u"waited 3 s"_s);
        QCOMPARE(steps[1].wait, u"worked 38 s"_s);
        QCOMPARE(steps[2].word, u"Erred"_s);
        steps = timelineOf(requestIn(State::Sent), clock);
        QCOMPARE(steps.size(), size_t(2));
        QCOMPARE(steps[0].wait, u"waiting 31 min"_s);
        QVERIFY(!steps[1].reached);
        QCOMPARE(clock.agoText(at(1'774'001'860)), u"just now"_s);
        QCOMPARE(clock.fullText({1'774'000'000'000'042}), u"2026-03-20 09:46:40.000042 UTC"_s);
        clock.zone = QTimeZone(7200);
        QVERIFY(clock.fullText(at(1'774'000'000)).startsWith(u"2026-03-20 11:46:40"));
    }

    void timesSayTheirDay_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QString>("now");  // UTC
        QTest::addColumn<QString>("then"); // UTC
        QTest::addColumn<QString>("clock");
        QTest::addColumn<QString>("minute");
        QTest::addColumn<QString>("since");
        QTest::addColumn<QString>("day");
        QTest::addColumn<QString>("full");
        const auto row = [](const char *name, const char *zone, const char *now, const char *then, const char *words) {
            const QStringList all = QString::fromLatin1(words).split(u'|');
            QTest::newRow(name) << QByteArray(zone) << QString::fromLatin1(now) << QString::fromLatin1(then) << all[0]
                                << all[1] << all[2] << all[3] << all[4];
        };
        row("the last second of the same day", "UTC", "2026-11-30T23:59:59Z", "2026-11-30T23:58:12Z",
            "23:58:12|23:58|23:58|today 23:58|2026-11-30 23:58:12 UTC");
        row("midnight has passed since", "UTC", "2026-12-01T00:00:00Z", "2026-11-30T23:58:12Z",
            "30 Nov 23:58:12|30 Nov 23:58|30 Nov|yesterday 23:58|2026-11-30 23:58:12 UTC");
        row("midnight itself is of the new day", "UTC", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z",
            "00:00:00|00:00|00:00|today 00:00|2026-12-01 00:00:00 UTC");
        row("the year has changed since", "UTC", "2027-01-01T00:02:00Z", "2026-12-31T23:58:12Z",
            "31 Dec 2026 23:58|31 Dec 2026 23:58|31 Dec 2026|yesterday 23:58|2026-12-31 23:58:12 UTC");
        row("the day after 28 February of a leap year", "UTC", "2028-02-29T00:02:00Z", "2028-02-28T23:58:12Z",
            "28 Feb 23:58:12|28 Feb 23:58|28 Feb|yesterday 23:58|2028-02-28 23:58:12 UTC");
        row("one day of the zone, two of UTC", "Pacific/Auckland", "2026-12-01T10:59:00Z", "2026-11-30T11:01:00Z",
            "00:01:00|00:01|00:01|today 00:01|2026-12-01 00:01:00 NZDT");
        row("two days of the zone, one of UTC", "Pacific/Auckland", "2026-11-30T11:01:00Z", "2026-11-30T10:59:00Z",
            "30 Nov 23:59:00|30 Nov 23:59|30 Nov|yesterday 23:59|2026-11-30 23:59:00 NZDT");
        row("a zone with half an hour", "America/St_Johns", "2027-01-01T03:31:00Z", "2027-01-01T03:29:00Z",
            "31 Dec 2026 23:59|31 Dec 2026 23:59|31 Dec 2026|yesterday 23:59|2026-12-31 23:59:00 NST");
        row("a day of 25 hours", "Europe/Berlin", "2026-10-25T22:59:00Z", "2026-10-24T22:01:00Z",
            "00:01:00|00:01|00:01|today 00:01|2026-10-25 00:01:00 CEST");
        row("the hour that comes twice, first", "Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-25T00:30:00Z",
            "02:30:00|02:30|02:30|today 02:30|2026-10-25 02:30:00 CEST");
        row("the hour that comes twice, again", "Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-25T01:30:00Z",
            "02:30:00|02:30|02:30|today 02:30|2026-10-25 02:30:00 CET");
        row("a day of 23 hours, looked at after it", "Europe/Berlin", "2027-03-28T22:01:00Z", "2027-03-27T23:01:00Z",
            "28 Mar 00:01:00|28 Mar 00:01|28 Mar|yesterday 00:01|2027-03-28 00:01:00 CET");
    }

    void timesSayTheirDay()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QString, now);
        QFETCH(QString, then);
        const QTimeZone shown = zone == "UTC" ? QTimeZone::utc() : QTimeZone(zone);
        QVERIFY(shown.isValid());
        const Clock clock{*domain::Timestamp::tryParse(now.toLatin1()), shown};
        const domain::Timestamp time = *domain::Timestamp::tryParse(then.toLatin1());
        QTEST(clock.clockText(time), "clock");
        QTEST(clock.minuteText(time), "minute");
        QTEST(sinceText(time, clock), "since");
        QTEST(dayText(time, clock), "day");
        QTEST(clock.fullText(time), "full");
    }

    void longLinesGoOnInTheNext()
    {
        QCOMPARE(withShortLines(u"abcdef\ngh"_s, 10), u"abcdef\ngh"_s);
        QCOMPARE(withShortLines(u"abcdef\ngh"_s, 4), u"abcd\nef\ngh"_s);
        // Never between the halves of a character.
        const QString clef = u"ab\U0001D11Ecd"_s;
        QCOMPARE(withShortLines(clef, 3).remove(u'\n'), clef);
        QVERIFY(withShortLines(clef, 3).contains(u"\U0001D11E"_s));
    }

    void copyAndSaveTakeTheWholeTraceback()
    {
        RawTraceback panel;
        const QByteArray text = QByteArray("File \"x\"\n").repeated(40'000) + "\x1b[31mend";
        panel.setText(text);
        QVERIFY(panel.isCut());
        panel.copyAll();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromUtf8(text));
        QVERIFY(panel.editor()->isReadOnly());
        QCOMPARE(panel.editor()->lineWrapMode(), QPlainTextEdit::NoWrap);
        QVERIFY(!saveBytes(text, u"/nowhere/at/all.txt"_s).isEmpty());
    }

    void theDialogNeedsAMessageAndTakesTemplates()
    {
        SetErredDialog dialog({domain::Environment::Production, u"waldur.example.org"_s, u"Ada"_s},
                              requestIn(State::Sent), at(1'774'001'863));
        dialog.open();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QSignalSpy confirmed(&dialog, &SetErredDialog::confirmed);
        auto *message = dialog.findChild<QPlainTextEdit *>(u"setErred.message"_s);
        QVERIFY(message->toPlainText().startsWith(u"Not picked up: "_s)); // the likely one of a Sent request
        QTest::keyClick(message, Qt::Key_Backspace);                      // it is selected
        QTest::keyClick(message, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(confirmed.size(), 0);
        QTest::keyClicks(message, u"1 of us"_s); // a digit in the text is a digit
        QCOMPARE(message->toPlainText(), u"1 of us"_s);
        QTest::keyClick(message, Qt::Key_2, Qt::AltModifier); // not of a Sent request
        QCOMPARE(message->toPlainText(), u"1 of us"_s);
        QVERIFY(!dialog.findChild<QAbstractButton *>(u"setErred.reason2"_s)->isEnabled());
        QTest::keyClick(message, Qt::Key_3, Qt::AltModifier);
        QCOMPARE(message->toPlainText(),
                 u"1 of us\nAgent host retired: nobody will work on this request any more. \u2014 Ada"_s);
        auto *reason = dialog.findChild<QAbstractButton *>(u"setErred.reason3"_s);
        reason->setFocus();
        QTest::keyClick(reason, Qt::Key_1); // in the place of the other template, not of what was typed
        QVERIFY(message->toPlainText().startsWith(u"1 of us\nNot picked up: "_s));
        QVERIFY(!message->toPlainText().contains(u"retired"_s));
        domain::Request started = requestIn(State::Processing);
        started.started = at(1'774'001'850);
        dialog.setRequest(started); // what is no longer true leaves
        QVERIFY(!message->toPlainText().contains(u"Not picked up"_s));
        QVERIFY(message->toPlainText().startsWith(u"1 of us"_s));
        QTest::keyClick(message, Qt::Key_2, Qt::AltModifier);
        QVERIFY2(message->toPlainText().contains(u"was started 13 s ago"_s), qPrintable(message->toPlainText()));
        QTest::keyClick(message, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(confirmed.size(), 1);
        QVERIFY(!dialog.isVisible());
    }

    void overwritingShowsWhatWillBeLost()
    {
        domain::Request request = requestIn(State::Erred);
        request.error.message = "Connection refused";
        SetErredDialog dialog({domain::Environment::Test, u"t"_s, u"Ada"_s}, request, at(1'774'001'863));
        QVERIFY(dialog.overwrites());
        auto *lost = dialog.findChild<QPlainTextEdit *>(u"setErred.lost"_s);
        QVERIFY(lost);
        QVERIFY(lost->isReadOnly());
        QCOMPARE(lost->toPlainText(), u"Connection refused"_s);
    }

    void theTimeMenuGivesWordsOfTheQuery()
    {
        QWidget host;
        TimePicker picker(&host);
        QSignalSpy picked(&picker, &TimePicker::picked);
        picker.menu()->actions().front()->trigger();
        QCOMPARE(picked.takeFirst().front().toString(), u"created:1h"_s);
        for (QAction *action : picker.menu()->actions()) {
            if (!action->menu() && !action->isSeparator() && action != picker.menu()->actions().back())
                action->trigger();
        }
        for (const auto &line : picked)
            QVERIFY(std::holds_alternative<domain::Query>(domain::Query::parse(line.front().toString())));
    }

    void chipsSayWhereTheyAreLookedAt()
    {
        const auto query =
            std::get<domain::Query>(domain::Query::parse(u"state:sent created:2d -offering:Harbor* \"not found\""_s));
        const auto chips = chipsOf(
            query,
            {domain::TermPlace::Server, domain::TermPlace::Server, domain::TermPlace::Here, domain::TermPlace::Here},
            StatesIn::Strip);
        QCOMPARE(chips.size(), size_t(3));
        QCOMPARE(chips[0].chip.label, u"created"_s);
        QCOMPARE(chips[0].chip.value, u"last 2d"_s);
        QCOMPARE(chips[0].chip.place, Chip::Place::Server);
        QCOMPARE(chips[1].chip.value, u"not Harbor*"_s);
        QCOMPARE(chips[1].chip.place, Chip::Place::Here);
        QCOMPARE(chips[2].chip.label, u"text"_s);
        QCOMPARE(chips[2].chip.value, u"not found"_s);
        QCOMPARE(chips[2].term, size_t(3));
    }

    void statesHaveChipsWhereNoStripShowsThem_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<StatesIn>("in");
        QTest::addColumn<QStringList>("values");
        const QString both = u"state:sent,erred refused"_s;
        QTest::newRow("a page with a strip") << both << StatesIn::Strip << QStringList{u"refused"_s};
        QTest::newRow("a page without one") << both << StatesIn::Chips << QStringList{u"sent,erred"_s, u"refused"_s};
        QTest::newRow("not a state") << u"-state:done"_s << StatesIn::Chips << QStringList{u"not done"_s};
        QTest::newRow("no strip can show these")
            << u"state:sent state:done"_s << StatesIn::Strip << QStringList{u"sent"_s, u"done"_s};
    }
    void statesHaveChipsWhereNoStripShowsThem()
    {
        QFETCH(QString, line);
        QFETCH(StatesIn, in);
        QFETCH(QStringList, values);
        QStringList shown;
        for (const TermChip &each : chipsOf(std::get<domain::Query>(domain::Query::parse(line)), {}, in))
            shown += each.chip.value;
        QCOMPARE(shown, values);
    }

    void statesThatAreTypedAreOneFilterWithThoseThatHold_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("query");
        QTest::newRow("others instead") << u"state:sent"_s << u"state:done"_s << u"state:done"_s;
        QTest::newRow("such as exclude each other")
            << QString() << u"state:sent state:done"_s << u"state:sent state:done"_s;
        QTest::newRow("and beside others")
            << u"state:sent"_s << u"state:sent state:done"_s << u"state:sent state:done"_s;
    }
    void statesThatAreTypedAreOneFilterWithThoseThatHold()
    {
        QFETCH(QString, before);
        QFETCH(QString, typed);
        QFETCH(QString, query);
        PageQuery page;
        QVERIFY(page.setLine(before));
        page.setTyped(typed);
        QCOMPARE(page.effective().toLine(), query);
        QVERIFY(page.commitTyped());
        QCOMPARE(page.committed().toLine(), query);
    }

    void aMomentThatAProgramWroteIsShownAsAPersonReadsIt()
    {
        const QString line = u"finished:>2026-11-25T03:44:57.637672Z"_s;
        const auto query = std::get<domain::Query>(domain::Query::parse(line));
        const auto chips = chipsOf(query, {domain::TermPlace::Server}, StatesIn::Strip);
        QCOMPARE(chips.size(), size_t(1));
        QCOMPARE(chips[0].chip.value, u"since 2026-11-25 03:44:57 UTC"_s);
        QCOMPARE(termText(query.terms().front()), line); // what editing the chip gives
    }

    void anEmptyListOfWhatIsLoadedOffersTheRest()
    {
        EmptyCase why;
        why.query = std::get<domain::Query>(domain::Query::parse(u"refused"_s));
        why.places = {domain::TermPlace::Here};
        why.loaded = 600;
        why.total = 2134;
        const EmptyResult words = emptyResult(why);
        QVERIFY(words.title.contains(u"600"));
        QVERIFY(words.paragraphs.join(u' ').contains(u"Older rows that are not loaded"));
        QCOMPARE(words.ways.front().remedy, EmptyResult::Remedy::LoadAll);
        // Without the server nothing is said of what it has, and no more can be loaded.
        why.asOf = u"09:41"_s;
        const EmptyResult kept = emptyResult(why);
        QVERIFY2(kept.paragraphs.front().contains(u"as of 09:41"), qPrintable(kept.paragraphs.front()));
        QVERIFY(!kept.paragraphs.front().contains(u"the server has"));
        QCOMPARE(kept.ways.front().remedy, EmptyResult::Remedy::DropTerm);
        why.query = std::get<domain::Query>(domain::Query::parse(u"state:sent -state:sent"_s));
        why.impossible = true;
        QCOMPARE(emptyResult(why).title, u"Nothing can match"_s);
    }

    void aSharedCommandIsOneUntilItsLastPageIsGone()
    {
        Commands commands;
        auto first = std::make_unique<QWidget>();
        auto second = std::make_unique<QWidget>();
        const auto share = [&commands](QWidget *page) {
            return commands.share(u"list.refresh"_s, Commands::Group::Read, u"Refresh"_s, {Qt::Key_F5}, {}, page);
        };
        QAction *action = share(first.get());
        QCOMPARE(share(second.get()), action);
        QCOMPARE(commands.entries().size(), 1);
        first.reset();
        QCOMPARE(commands.find(u"list.refresh"_s), action);
        QVERIFY(second->actions().contains(action));
        second.reset();
        QVERIFY(!commands.find(u"list.refresh"_s));
        QWidget again;
        QVERIFY(share(&again));
    }

    void aQueryKeepsItsLastGoodTerms()
    {
        PageQuery query;
        QSignalSpy changed(&query, &PageQuery::changed);
        QVERIFY(query.setLine(u"state:erred refused"_s));
        QCOMPARE(query.states(), std::vector{State::Erred});
        query.setTyped(u"state:done"_s); // replaces the states that hold
        QCOMPARE(query.effective().states(), std::vector{State::Done});
        QCOMPARE(query.committed().states(), std::vector{State::Erred});
        query.setTyped(u"created:>nonsense"_s);
        QVERIFY(query.error());
        QVERIFY(!query.commitTyped());
        QCOMPARE(query.effective().states(), std::vector{State::Done});
        query.setTyped(u"state:done"_s);
        QVERIFY(!query.error());
        QVERIFY(query.commitTyped());
        QCOMPARE(query.committed().states(), std::vector{State::Done});
        QVERIFY(!query.setLine(u"created:>nonsense"_s));
        QCOMPARE(query.committed().states(), std::vector{State::Done});
        query.addLine(u"offering:SLURM*"_s);
        const size_t terms = query.committed().terms().size();
        query.drop(terms - 1);
        QCOMPARE(query.committed().terms().size(), terms - 1);
        query.drop(99);
        QCOMPARE(query.committed().terms().size(), terms - 1);
        QVERIFY(changed.size() > 5);
    }

    void aTermIsInAQueryOnce_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("query");
        QTest::newRow("the same") << u"is:stuck"_s << u"is:stuck"_s << u"is:stuck"_s;
        QTest::newRow("and another") << u"is:stuck"_s << u"is:stuck refused"_s << u"is:stuck refused"_s;
        QTest::newRow("twice in one line") << u"refused refused"_s << QString() << u"refused"_s;
        QTest::newRow("its opposite is another") << u"refused"_s << u"-refused"_s << u"refused -refused"_s;
        QTest::newRow("states that exclude each other")
            << u"state:sent state:done"_s << u"refused"_s << u"state:sent state:done refused"_s;
        QTest::newRow("a phrase is another") << u"refused*"_s << u"\"refused*\""_s << u"refused* \"refused*\""_s;
    }
    void aTermIsInAQueryOnce()
    {
        QFETCH(QString, line);
        QFETCH(QString, typed);
        QFETCH(QString, query);
        PageQuery byKeys;
        QVERIFY(byKeys.setLine(line));
        byKeys.setTyped(typed);
        QVERIFY(byKeys.commitTyped());
        QCOMPARE(byKeys.committed().toLine(), query);
        PageQuery byCommand;
        QVERIFY(byCommand.setLine(line));
        byCommand.addLine(typed);
        QCOMPARE(byCommand.committed().toLine(), query);
    }

    void aPageWithoutErrorsSaysWhy_data()
    {
        QTest::addColumn<EmptyErrorsCase>("why");
        QTest::addColumn<QString>("title");
        QTest::addColumn<EmptyResult::Remedy>("first");
        static domain::Person support;
        support.isSupport = true;
        using Remedy = EmptyResult::Remedy;
        EmptyErrorsCase filtered;
        filtered.filtered = true;
        filtered.grouped = 36;
        filtered.errorsWithoutFilter = 36;
        QTest::newRow("a filter") << filtered << u"Nothing matches this filter"_s << Remedy::ClearAll;
        EmptyErrorsCase good;
        good.since = u"yesterday 17:42"_s;
        good.grouped = 3;
        QTest::newRow("nothing new") << good << u"Nothing failed since yesterday 17:42"_s << Remedy::OpenCauses;
        EmptyErrorsCase none;
        none.nothingLoaded = true;
        none.since = u"today 10:00"_s;
        none.person = &support;
        QTest::newRow("no errors at all") << none << u"Nothing failed since today 10:00"_s << Remedy::ShowRequests;
    }

    void aPageWithoutErrorsSaysWhy()
    {
        QFETCH(EmptyErrorsCase, why);
        QFETCH(QString, title);
        QFETCH(EmptyResult::Remedy, first);
        const EmptyResult result = emptyResult(why);
        QCOMPARE(result.title, title);
        QVERIFY(!result.ways.empty());
        QCOMPARE(result.ways.front().remedy, first);
    }

    void whoSeesNothingIsNotToldThatAllIsWell()
    {
        const domain::Person nobody;
        EmptyErrorsCase errors;
        errors.nothingLoaded = true;
        errors.person = &nobody;
        QVERIFY2(emptyResult(errors).title.contains(u"your role"), qPrintable(emptyResult(errors).title));
        EmptyCase requests;
        requests.person = &nobody;
        QCOMPARE(emptyResult(requests).title, emptyResult(errors).title);
    }
};

QTEST_MAIN(TestRequestPanels)
#include "tst_requestpanels.moc"
