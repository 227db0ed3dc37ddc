// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/causeactions.h"

#include "models/archive/causedatabase.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <tuple>

using namespace waldesk;
using namespace waldesk::testsupport;
using session::CauseActions;
using session::UndoStack;

namespace
{

constexpr char Refused[] = "sacctmgr: error: Problem talking to the database: Connection refused";
constexpr char Missing[] = "'vdc'";

QByteArray failed(int number, const QByteArray &message)
{
    Row row;
    row.number = number;
    row.state = "Erred";
    row.message = message;
    row.created = domain::Timestamp::now().toServerText().toLatin1();
    row.finished = row.created;
    row.modified = row.created;
    return row.toJson();
}

QByteArray keyOf(const char *message)
{
    return domain::fingerprint({message, {}}).key(domain::GroupingLevel::Normal);
}

/// What a person said of one cause.
using Said = std::tuple<QString, QString, std::optional<domain::Timestamp>, std::optional<domain::Timestamp>,
                        std::optional<domain::Timestamp>>;

/// Two causes, with everything that the actions on them need.
struct Desk {
    Desk()
    {
        server.on("GET", ListPath, [rows = QList{failed(2, Refused), failed(1, Missing)}](const Seen &seen) {
            return seen.query().queryItemValue(QStringLiteral("state")) == u"Done" ? pageOf({}, seen)
                                                                                   : pageOf(rows, seen);
        });
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
        archive = std::make_unique<archive::CauseArchive>(folder.filePath(QStringLiteral("causes.sqlite")));
        rules = std::make_unique<workflows::RuleStore>(folder.filePath(QStringLiteral("config")));
        index = std::make_unique<workflows::ErrorClassifier>(store, rules->classifierRules());
        feed = std::make_unique<workflows::TriageFeed>(*client, store, *archive);
        triage = std::make_unique<workflows::Triage>(store, *index, *archive, *feed, *client);
        actions = std::make_unique<CauseActions>(*triage, *archive, *rules, undo);
    }

    [[nodiscard]] bool load()
    {
        feed->start();
        return settle();
    }
    [[nodiscard]] bool settle() const
    {
        return QTest::qWaitFor(
            [this] {
                return feed->phase() != workflows::TriageFeed::Phase::Loading && archive->isOpen() &&
                       index->isSettled() && !triage->isWorking();
            },
            20'000);
    }
    [[nodiscard]] Said said(const char *message) const
    {
        const archive::CauseRecord *record = archive->find(keyOf(message));
        const archive::CauseRecord known = record ? *record : archive::CauseRecord{};
        return {known.name, known.note, known.acknowledged, known.mutedAt, known.mutedUntil};
    }

    struct State {
        Said refused;
        Said missing;
        QHash<QByteArray, QByteArray> merges;
        std::vector<domain::CauseRule> rules;
        friend bool operator==(const State &, const State &) = default;
    };
    [[nodiscard]] State state() const
    {
        return {said(Refused), said(Missing), archive->merges(), rules->rules().rules};
    }

    QTemporaryDir folder;
    ScriptedServer server;
    std::unique_ptr<api::WaldurClient> client;
    tables::RequestStore store;
    std::unique_ptr<archive::CauseArchive> archive;
    std::unique_ptr<workflows::RuleStore> rules;
    std::unique_ptr<workflows::ErrorClassifier> index;
    std::unique_ptr<workflows::TriageFeed> feed;
    std::unique_ptr<workflows::Triage> triage;
    UndoStack undo;
    std::unique_ptr<CauseActions> actions;
};

using Verb = std::function<void(CauseActions &)>;

void changeRules(CauseActions &actions)
{
    domain::CauseRules rules = actions.currentRules();
    domain::CauseRule rule;
    rule.name = QStringLiteral("Database");
    rule.pattern = QStringLiteral("*database*");
    rules.rules = {rule};
    rules.merges.push_back({keyOf(Missing), keyOf(Refused)});
    rules.names.insert(keyOf(Refused), QStringLiteral("From a colleague's file"));
    (void)actions.setRules(
        rules, actions.currentRules()); // the undo stack lacks a step where it fails, and the tests count those
}

} // namespace

Q_DECLARE_METATYPE(Verb)

/// Every action on a cause is one step of the undo stack, and undoing it restores what was.
class TestCauseActions : public QObject
{
    Q_OBJECT
private slots:
    void everyActionIsOneStepAndCanBeUndone_data()
    {
        QTest::addColumn<Verb>("before");
        QTest::addColumn<Verb>("verb");
        QTest::addColumn<QString>("sentence");
        const Verb nothing = [](CauseActions &) {
        };
        const QByteArray key = keyOf(Refused);
        const QByteArray other = keyOf(Missing);
        const auto add = [](const char *name, const Verb &before, const QString &sentence, const Verb &verb) {
            QTest::newRow(name) << before << verb << sentence;
        };
        const Verb acknowledge = [key](CauseActions &a) {
            a.acknowledge(key);
        };
        const Verb mute = [key](CauseActions &a) {
            a.muteForDays(key, 7);
        };
        const Verb name = [key](CauseActions &a) {
            a.setName(key, QStringLiteral("slurmdbd"));
        };
        const Verb note = [key](CauseActions &a) {
            a.setNote(key, QStringLiteral("Ring the database people"));
        };
        const Verb merge = [key, other](CauseActions &a) {
            a.merge(other, key);
        };
        add("acknowledge", nothing, QStringLiteral("Acknowledged: sacctmgr"), acknowledge);
        add("withdraw an acknowledgement", acknowledge, QStringLiteral("Not acknowledged: sacctmgr"),
            [key](CauseActions &a) { a.withdrawAcknowledgement(key); });
        add("mute for some days", nothing, QStringLiteral("Muted for 7 day(s): sacctmgr"), mute);
        add("mute until it is back", nothing, QStringLiteral("Muted until it comes back: sacctmgr"),
            [key](CauseActions &a) { a.muteUntilBack(key); });
        add("mute a muted one otherwise", mute, QStringLiteral("Muted until it comes back: sacctmgr"),
            [key](CauseActions &a) { a.muteUntilBack(key); });
        add("unmute", mute, QStringLiteral("No longer muted: sacctmgr"), [key](CauseActions &a) { a.unmute(key); });
        add("name", nothing, QStringLiteral("Named: slurmdbd"), name);
        add("name anew", name, QStringLiteral("Named: database"),
            [key](CauseActions &a) { a.setName(key, QStringLiteral(" database ")); });
        add("take the name away", name, QStringLiteral("Name removed: slurmdbd"),
            [key](CauseActions &a) { a.setName(key, {}); });
        add("note", nothing, QStringLiteral("Note saved: sacctmgr"), note);
        add("take the note away", note, QStringLiteral("Note removed: sacctmgr"),
            [key](CauseActions &a) { a.setNote(key, {}); });
        add("merge", nothing, QStringLiteral("Merged: 'vdc' into sacctmgr"), merge);
        add("split", merge, QStringLiteral("Split off: 'vdc'"), [other](CauseActions &a) { a.split(other); });
        add("rules, names and merges", name, QStringLiteral("Rules, names and merges changed"), changeRules);
        add("rules over a merge", merge, QStringLiteral("Rules, names and merges changed"), [](CauseActions &a) {
            domain::CauseRules none;
            QCOMPARE(a.setRules(none, a.currentRules()), QString());
        });
    }

    void everyActionIsOneStepAndCanBeUndone()
    {
        QFETCH(Verb, before);
        QFETCH(Verb, verb);
        QFETCH(QString, sentence);
        Desk desk;
        QVERIFY(desk.load());
        before(*desk.actions);
        QVERIFY(desk.settle());
        const qsizetype steps = desk.undo.size();
        const Desk::State was = desk.state();

        verb(*desk.actions);
        QVERIFY(desk.settle());
        QVERIFY(!(desk.state() == was));
        QCOMPARE(desk.undo.size(), steps + 1);
        QVERIFY2(desk.undo.newest()->sentence.startsWith(sentence), qPrintable(desk.undo.newest()->sentence));

        // What changes nothing is no step.
        if (!sentence.startsWith(u"Muted for")) { // which ends at another moment the second time
            verb(*desk.actions);
            QVERIFY(desk.settle());
            QCOMPARE(desk.undo.size(), steps + 1);
        }

        QSignalSpy undone(&desk.undo, &UndoStack::undone);
        QVERIFY(desk.undo.undo());
        QVERIFY(desk.settle());
        QCOMPARE(desk.undo.size(), steps);
        QVERIFY(desk.state() == was);
        QCOMPARE(undone.size(), 1);
        QVERIFY(undone[0][0].value<UndoStack::Step>().sentence.startsWith(sentence));
    }

    void allStepsOfADayGoBackInTheirOrder()
    {
        Desk desk;
        QVERIFY(desk.load());
        const QByteArray key = keyOf(Refused);
        const QByteArray other = keyOf(Missing);
        CauseActions &actions = *desk.actions;
        const std::vector<std::function<void()>> day{
            [&] { actions.acknowledge(key); },
            [&] { actions.setNote(key, QStringLiteral("first")); },
            [&] { actions.withdrawAcknowledgement(key); },
            [&] { actions.setName(key, QStringLiteral("A")); },
            [&] { actions.merge(other, key); },
            [&] { actions.setNote(key, QStringLiteral("second")); },
            [&] { changeRules(actions); },
            [&] { actions.muteUntilBack(key); },
            [&] { actions.split(other); },
            [&] { actions.setName(key, QStringLiteral("B")); },
            [&] { actions.unmute(key); },
            [&] { actions.acknowledge(key); },
        };
        std::vector<Desk::State> states{desk.state()};
        for (const auto &verb : day) {
            verb();
            QVERIFY(desk.settle());
            states.push_back(desk.state());
        }
        QCOMPARE(desk.undo.size(), qsizetype(day.size()));
        for (size_t left = day.size(); left > 0; --left) {
            QVERIFY(desk.undo.undo());
            QVERIFY(desk.settle());
            QVERIFY2(desk.state() == states[left - 1], qPrintable(QString::number(left)));
        }
    }

    void whatAnotherWindowWroteMeanwhileIsReplacedWithASentence_data()
    {
        QTest::addColumn<bool>("isName");
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence"); // how it begins; empty: no step
        const QString old = QStringLiteral("old");
        const QString theirs = QStringLiteral("theirs");
        const QString mine = QStringLiteral("mine");
        QTest::newRow("a note, unread") << false << old << mine << QStringLiteral("Note saved. It replaces one");
        QTest::newRow("a note, read") << false << theirs << mine << QStringLiteral("Note saved: ");
        QTest::newRow("a note, removed unread") << false << old << QString() << QStringLiteral("Note saved. It repl");
        QTest::newRow("the same note") << false << old << theirs << QString();
        QTest::newRow("a name, unread") << true << old << mine << QStringLiteral("Name saved. It replaces one");
        QTest::newRow("a name, read") << true << theirs << mine << QStringLiteral("Named: ");
        QTest::newRow("a name that was not changed here") << true << old << old << QString();
    }

    void whatAnotherWindowWroteMeanwhileIsReplacedWithASentence()
    {
        QFETCH(bool, isName);
        QFETCH(QString, shown);
        QFETCH(QString, text);
        QFETCH(QString, sentence);
        Desk desk;
        QVERIFY(desk.load());
        const QByteArray key = keyOf(Refused);
        archive::CauseArchive other(desk.archive->file());
        const QString theirs = QStringLiteral("theirs");
        isName ? other.setName(key, theirs) : other.setNote(key, theirs);
        const auto there = [&] {
            return isName ? std::get<0>(desk.said(Refused)) : std::get<1>(desk.said(Refused));
        };
        QTRY_COMPARE(there(), theirs);
        isName ? desk.actions->setName(key, text, shown) : desk.actions->setNote(key, text, shown);
        QCOMPARE(there(), sentence.isEmpty() ? theirs : text);
        QCOMPARE(desk.undo.size(), sentence.isEmpty() ? 0 : 1);
        if (sentence.isEmpty())
            return;
        QVERIFY2(desk.undo.newest()->sentence.startsWith(sentence), qPrintable(desk.undo.newest()->sentence));
        QVERIFY(desk.undo.undo());
        QCOMPARE(there(), theirs);
    }

    /// Both windows write before either has read what the other wrote.
    void whatWasReplacedInTheSameMomentCanBeBroughtBack_data()
    {
        QTest::addColumn<bool>("isName");
        QTest::newRow("a note") << false;
        QTest::newRow("a name") << true;
    }

    void whatWasReplacedInTheSameMomentCanBeBroughtBack()
    {
        QFETCH(bool, isName);
        Desk desk;
        QVERIFY(desk.load());
        const QByteArray key = keyOf(Refused);
        const auto there = [&] {
            return isName ? std::get<0>(desk.said(Refused)) : std::get<1>(desk.said(Refused));
        };
        archive::CauseDatabase other(desk.archive->file());
        QCOMPARE(other.open(), QString());
        const auto what = isName ? archive::CauseWrite::What::Name : archive::CauseWrite::What::Note;
        QCOMPARE(other.write({{what, key, QStringLiteral("theirs"), {}, {}}}).trouble, QString());
        isName ? desk.actions->setName(key, QStringLiteral("mine"), QString())
               : desk.actions->setNote(key, QStringLiteral("mine"), QString());
        QCOMPARE(desk.undo.size(), 1);
        QTRY_COMPARE(desk.undo.size(), 2);
        const QString sentence = desk.undo.newest()->sentence;
        QVERIFY2(sentence.contains(QStringLiteral("another window")), qPrintable(sentence));
        QCOMPARE(there(), QStringLiteral("mine"));
        QVERIFY(desk.undo.undo());
        QCOMPARE(there(), QStringLiteral("theirs"));
    }

    /// The dialog was opened before another window changed something, and is closed after that.
    void rulesOfAnotherWindowStay_data()
    {
        using Change = std::function<void(domain::CauseRules &)>;
        const auto rule = [](const char *name) {
            return [name](domain::CauseRules &all) {
                domain::CauseRule one;
                one.name = QString::fromLatin1(name);
                one.pattern = QStringLiteral("*");
                all.rules.push_back(one);
            };
        };
        const auto without = [](domain::CauseRules &all) {
            all.rules.erase(all.rules.begin());
        };
        const auto name = [](const char *text) {
            return [text](domain::CauseRules &all) {
                all.names.insert(keyOf(Refused), QString::fromLatin1(text));
            };
        };
        const auto merge = [](const QByteArray &from, const QByteArray &into) {
            return [from, into](domain::CauseRules &all) {
                std::erase_if(all.merges, [&from](const domain::CauseMerge &each) { return each.from == from; });
                all.merges.push_back({from, into});
            };
        };
        const auto nothing = [](domain::CauseRules &) {
        };
        QTest::addColumn<Change>("mine");
        QTest::addColumn<Change>("theirs");
        QTest::addColumn<QString>("all"); // rules, names and merges afterwards; the first rule is "old"
        QTest::newRow("nothing, and a rule")
            << Change(nothing) << Change(rule("theirs")) << QStringLiteral("old theirs");
        QTest::newRow("a rule, and nothing") << Change(rule("mine")) << Change(nothing) << QStringLiteral("old mine");
        QTest::newRow("two rules") << Change(rule("mine")) << Change(rule("theirs"))
                                   << QStringLiteral("old mine theirs");
        QTest::newRow("a rule is removed there") << Change(rule("mine")) << Change(without) << QStringLiteral("mine");
        QTest::newRow("a rule is removed here")
            << Change(without) << Change(rule("theirs")) << QStringLiteral("theirs");
        QTest::newRow("a rule, and a name")
            << Change(rule("mine")) << Change(name("theirs")) << QStringLiteral("old mine =theirs");
        QTest::newRow("two names of one cause")
            << Change(name("mine")) << Change(name("theirs")) << QStringLiteral("old =mine");
        QTest::newRow("a rule, and a merge")
            << Change(rule("mine")) << Change(merge("w2:a", "w2:b")) << QStringLiteral("old mine w2:a>w2:b");
        QTest::newRow("two merges of one cause")
            << Change(merge("w2:a", "w2:c")) << Change(merge("w2:a", "w2:b")) << QStringLiteral("old w2:a>w2:c");
    }

    void rulesOfAnotherWindowStay()
    {
        using Change = std::function<void(domain::CauseRules &)>;
        QFETCH(Change, mine);
        QFETCH(Change, theirs);
        QFETCH(QString, all);
        Desk desk;
        QVERIFY(desk.load());
        domain::CauseRule old;
        old.name = QStringLiteral("old");
        old.pattern = QStringLiteral("*database*");
        domain::CauseRules first;
        first.rules.push_back(old);
        QCOMPARE(desk.actions->setRules(first, {}), QString());
        const domain::CauseRules shown = desk.actions->currentRules();
        domain::CauseRules edited = shown;
        mine(edited);

        domain::CauseRules other = shown;
        theirs(other);
        workflows::RuleStore otherRules(desk.folder.filePath(QStringLiteral("config")));
        domain::CauseRules file;
        file.rules = other.rules;
        QCOMPARE(otherRules.setRules(file), QString());
        archive::CauseArchive otherArchive(desk.archive->file());
        for (auto each = other.names.begin(); each != other.names.end(); ++each)
            otherArchive.setName(each.key(), each.value());
        for (const domain::CauseMerge &each : other.merges)
            otherArchive.setMerged(each.from, each.into);
        const auto knowsTheirs = [&] {
            const domain::CauseRules now = desk.actions->currentRules();
            return now.names == other.names && now.merges == other.merges;
        };
        QTRY_VERIFY(knowsTheirs());

        const auto told = [&desk] {
            const domain::CauseRules now = desk.actions->currentRules();
            QStringList words;
            for (const domain::CauseRule &each : now.rules)
                words << each.name;
            for (const QString &each : now.names)
                words << QLatin1Char('=') + each;
            for (const domain::CauseMerge &each : now.merges)
                words << QString::fromLatin1(each.from + '>' + each.into);
            return words.join(QLatin1Char(' '));
        };
        const auto steps = desk.undo.size();
        QCOMPARE(desk.actions->setRules(edited, shown), QString());
        QCOMPARE(told(), all);
        QVERIFY(workflows::RuleStore(desk.folder.filePath(QStringLiteral("config"))).rules() == desk.rules->rules());
        if (desk.undo.size() == steps)
            return;
        // What is taken back is what was done here.
        QVERIFY(desk.undo.undo());
        const domain::CauseRules back = desk.actions->currentRules();
        QVERIFY(back.rules == other.rules && back.names == other.names && back.merges == other.merges);
    }

    void rulesThatCanNotBeWrittenAreNoStep()
    {
        Desk desk;
        QVERIFY(desk.load());
        // A file stands where the folder should be.
        QFile file(desk.folder.filePath(QStringLiteral("config")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        domain::CauseRules rules;
        rules.rules.push_back({QStringLiteral("x"), domain::RuleField::Message, false, QStringLiteral("*"), {}});
        QVERIFY(!desk.actions->setRules(rules, {}).isEmpty());
        QCOMPARE(desk.undo.size(), 0);
    }

    void anActionOnAMergedCauseActsOnTheCauseItIsIn()
    {
        Desk desk;
        QVERIFY(desk.load());
        desk.actions->merge(keyOf(Missing), keyOf(Refused));
        QVERIFY(desk.settle());
        desk.actions->acknowledge(keyOf(Missing));
        QVERIFY(std::get<2>(desk.said(Refused)).has_value());
        QVERIFY(!std::get<2>(desk.said(Missing)).has_value());
    }
};

QTEST_GUILESS_MAIN(TestCauseActions)
#include "tst_causeactions.moc"
