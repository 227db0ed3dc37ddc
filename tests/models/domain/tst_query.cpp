// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/query.h"

#include <QRandomGenerator>
#include <QTest>

using namespace waldesk::domain;

namespace
{

Query good(const QString &line)
{
    const Query::Parsed parsed = Query::parse(line);
    if (const auto *error = std::get_if<QueryError>(&parsed))
        qFatal("%s: %s", qPrintable(line), qPrintable(error->sentence));
    return std::get<Query>(parsed);
}

QString pick(QRandomGenerator &random, const QStringList &from)
{
    return from.at(random.bounded(static_cast<int>(from.size())));
}

/// Lines made of the language's own pieces, in and out of place: most of the ways to be nearly right.
QString randomLine(QRandomGenerator &random)
{
    static const QStringList Pieces{
        QStringLiteral("state:"),      QStringLiteral("sent"),       QStringLiteral("erred"),
        QStringLiteral(","),           QStringLiteral("-"),          QStringLiteral("\""),
        QStringLiteral("\\"),          QStringLiteral("\\\""),       QStringLiteral(" "),
        QStringLiteral("  "),          QStringLiteral("created:"),   QStringLiteral(">"),
        QStringLiteral("<"),           QStringLiteral(".."),         QStringLiteral("2d"),
        QStringLiteral("10:30"),       QStringLiteral("2026-11-01"), QStringLiteral("2026-11-01T10:00Z"),
        QStringLiteral("2026-02-30"),  QStringLiteral("+02:00"),     QStringLiteral("age:"),
        QStringLiteral("took:"),       QStringLiteral("uuid:"),      QStringLiteral("a1b2"),
        QStringLiteral("deadbeef-"),   QStringLiteral("has:"),       QStringLiteral("traceback"),
        QStringLiteral("text:"),       QStringLiteral("*"),          QStringLiteral("?"),
        QStringLiteral(":"),           QStringLiteral("\u00e4"),     QStringLiteral("\u4e2d"),
        QStringLiteral("\U0001F600"),  QStringLiteral("\t"),         QStringLiteral("\n"),
        QStringLiteral("group:w1:ab"), QStringLiteral("offering:"),  QStringLiteral("SLURM"),
        QStringLiteral("is:"),         QStringLiteral("stuck"),      QStringLiteral("verb:"),
        QStringLiteral("cause:new"),   QStringLiteral("who:"),       QStringLiteral("99999999999999999999w"),
        QStringLiteral("message:"),    QStringLiteral("\u200f"),     QStringLiteral("0d"),
    };
    QString line;
    for (int i = random.bounded(12); i >= 0; --i) {
        if (random.bounded(12) == 0)
            line += QChar(static_cast<char16_t>(random.bounded(0x10000)));
        else
            line += pick(random, Pieces);
    }
    return line;
}

} // namespace

class TestQuery : public QObject
{
    Q_OBJECT
private slots:
    void anUnfinishedKeyIsNoSearch_data();
    void anUnfinishedKeyIsNoSearch();
    void linesPrintBack_data();
    void linesPrintBack();
    void otherSpellingsPrintCanonically_data();
    void otherSpellingsPrintCanonically();
    void termsCarryWhatWasTyped();
    void phrasesHoldQuotesAndBackslashes();
    void errorsSayWhereAndWhat_data();
    void errorsSayWhereAndWhat();
    void anyLineParsesOrErrs();
    void aVeryLongLineIsRead();
    void termsAreAddedAndRemoved();
    void statesAreSetAsAWhole();
    void keysAreNamed();
    void keysOfTheJournalAreItsOwn_data();
    void keysOfTheJournalAreItsOwn();
};

void TestQuery::anUnfinishedKeyIsNoSearch_data()
{
    QTest::addColumn<QString>("left");
    const auto row = [](const char *line, const char *left) {
        QTest::newRow(line) << QString::fromUtf8(left);
    };
    row("state:", "");
    row("refused state:", "refused");
    row("refused -offering:", "refused");
    row("STATE:", "");
    row("state", "state");
    row("state:erred", "state:erred");
    row("stat:", "stat:"); // a typo is an error, not nothing
    row("\"refused state:", "\"refused state:");
    row("http://x state:", "http://x");
}

void TestQuery::anUnfinishedKeyIsNoSearch()
{
    const QString line = QString::fromUtf8(QTest::currentDataTag());
    QTEST(withoutUnfinishedKey(line), "left");
}

void TestQuery::linesPrintBack_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"",
                             "state:sent",
                             "state:sent,erred",
                             "-state:done",
                             "offering:SLURM*",
                             "offering:\"SLURM Tartu\"",
                             "offering:0123456789abcdef0123456789abcdef",
                             "created:2d",
                             "created:2026-11-01",
                             "created:>2d",
                             "created:<2026-11-01T10:00Z",
                             "created:2026-11-01..2026-11-03",
                             "created:10:30..11:00",
                             "modified:>10:30",
                             "-modified:1w",
                             "created:2d,2026-10-01",
                             "started:<2h",
                             "finished:2026-11-01T10:00:00.123456+02:00",
                             "uuid:a1b2",
                             "uuid:01234567-89ab",
                             "age:>2h",
                             "took:<30s",
                             "took:5m..1h,>2d",
                             "has:traceback,message,error",
                             "is:stuck",
                             "-is:open,new,mine",
                             "text:refused",
                             "message:\"Connection refused\"",
                             "traceback:*sacctmgr?",
                             "-traceback:a,\"b, c\"",
                             "group:w1:0123456789abcdef",
                             "who:site-operator",
                             "who:site*",
                             "group:u1:0123",
                             "cause:new,back",
                             "sacctmgr",
                             "-sacctmgr",
                             "a,b",
                             "\"a b\"",
                             "-\"a b\"",
                             "10:30",
                             "[Errno",
                             "--x",
                             "\"-x\"",
                             "\"state:sent\"",
                             "\"a\\\"b\"",
                             "\"a\\\\\"",
                             "message:<module>",
                             "message:>=3",
                             "requests.exceptions.ConnectionError:",
                             "state:erred refused -offering:X"})
        QTest::newRow(line) << QString::fromUtf8(line);
}

void TestQuery::linesPrintBack()
{
    QFETCH(QString, line);
    const Query query = good(line);
    QCOMPARE(query.toLine(), line);
    QCOMPARE(good(query.toLine()), query);
}

void TestQuery::otherSpellingsPrintCanonically_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("printed");
    QTest::newRow("any case of a state") << "STATE:Sent,ERRED"
                                         << "state:sent,erred";
    QTest::newRow("blanks") << "  a \t b\n"
                            << "a b";
    QTest::newRow("quoted state") << "state:\"Sent\""
                                  << "state:sent";
    QTest::newRow("backslash of a path") << "\"C:\\new\""
                                         << "\"C:\\\\new\"";
    QTest::newRow("cause in capitals") << "cause:NEW"
                                       << "cause:new";
}

void TestQuery::otherSpellingsPrintCanonically()
{
    QFETCH(QString, line);
    QFETCH(QString, printed);
    QCOMPARE(good(line).toLine(), printed);
    QCOMPARE(good(printed), good(line));
}

void TestQuery::termsCarryWhatWasTyped()
{
    const Query query = good(QStringLiteral("state:sent  -created:>2d,2026-11-01 \"a b\" age:5m..1h"));
    QCOMPARE(query.terms().size(), size_t(4));
    const QueryTerm &state = query.terms()[0];
    QCOMPARE(state.position, 0);
    QCOMPARE(state.length, 10);
    QVERIFY(std::get<State>(state.values.front()) == State::Sent);
    const QueryTerm &created = query.terms()[1];
    QVERIFY(created.negated);
    QCOMPARE(created.position, 12);
    QCOMPARE(created.length, 23);
    const auto &after = std::get<TimeRange>(created.values[0]);
    QVERIFY(after.shape == TimeRange::Shape::After);
    QVERIFY(after.from.relative);
    QCOMPARE(after.from.ago, Duration::seconds(2 * 86'400));
    QVERIFY(std::get<TimeRange>(created.values[1]).shape == TimeRange::Shape::Day);
    const QueryTerm &phrase = query.terms()[2];
    QVERIFY(phrase.bare && phrase.key == QueryKey::Text);
    QCOMPARE(std::get<Word>(phrase.values.front()), (Word{QStringLiteral("a b"), true}));
    const auto &span = std::get<DurationRange>(query.terms()[3].values.front());
    QCOMPARE(span.from, Duration::seconds(300));
    QCOMPARE(span.to, Duration::seconds(3600));
}

void TestQuery::phrasesHoldQuotesAndBackslashes()
{
    const auto textOf = [](const QString &line) {
        return std::get<Word>(good(line).terms().front().values.front()).text;
    };
    QCOMPARE(textOf(QStringLiteral("\"say \\\"hi\\\" twice\"")), QStringLiteral("say \"hi\" twice"));
    QCOMPARE(textOf(QStringLiteral("\"C:\\temp\\\\x\"")), QStringLiteral("C:\\temp\\x"));
    QCOMPARE(textOf(QStringLiteral("message:\"a, b\"")), QStringLiteral("a, b"));
}

void TestQuery::errorsSayWhereAndWhat_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("suggestion");
    QTest::newRow("unknown key") << "refused stat:sent" << 8 << 4 << "state";
    QTest::newRow("swapped letters") << "ofefring:x" << 0 << 8 << "offering";
    QTest::newRow("another word for it") << "status:sent" << 0 << 6 << "state";
    QTest::newRow("nothing is near") << "https://example.org" << 0 << 5 << "";
    QTest::newRow("negated unknown key") << "-xyzzy:a" << 1 << 5 << "";
    QTest::newRow("unknown state") << "state:sent,errd" << 11 << 4 << "erred";
    QTest::newRow("beginning of a state") << "state:proc" << 6 << 4 << "processing";
    QTest::newRow("unknown has") << "has:tracback" << 4 << 8 << "traceback";
    QTest::newRow("unknown who") << "who:site-oprator" << 4 << 12 << "site-operator";
    QTest::newRow("who it is not") << "who:nonsense" << 4 << 8 << "";
    QTest::newRow("no key of a group") << "group:nonsense" << 6 << 8 << "";
    QTest::newRow("unknown cause") << "cause:recoverd" << 6 << 8 << "recovered";
    QTest::newRow("unknown is") << "is:stucck" << 3 << 6 << "stuck";
    QTest::newRow("beginning of an is") << "a -is:open,mi" << 11 << 2 << "mine";
    QTest::newRow("is what nothing is") << "is:xyzzy" << 3 << 5 << "";
    QTest::newRow("a key of the journal") << "a -verb:done" << 3 << 4 << "";
    QTest::newRow("no value") << "state:" << 6 << 0 << "";
    QTest::newRow("no value before a blank") << "state: sent" << 6 << 0 << "";
    QTest::newRow("no value before a comma") << "state:,sent" << 6 << 1 << "";
    QTest::newRow("no value after a comma") << "state:sent," << 11 << 0 << "";
    QTest::newRow("a minus alone") << "a - b" << 2 << 1 << "";
    QTest::newRow("an open quote") << "a \"b c" << 2 << 4 << "";
    QTest::newRow("an empty phrase") << "\"\"" << 0 << 2 << "";
    QTest::newRow("a quote in a word") << "foo\"bar" << 3 << 1 << "";
    QTest::newRow("a word after a quote") << "\"foo\"bar" << 5 << 1 << "";
    QTest::newRow("not a time") << "created:yesterday" << 8 << 9 << "";
    QTest::newRow("a unit written out") << "created:>2days" << 8 << 6 << "2d";
    QTest::newRow("months are no unit") << "created:2months" << 8 << 7 << "";
    QTest::newRow("no such day") << "created:2026-02-29" << 8 << 10 << "";
    QTest::newRow("no such hour") << "created:24:00" << 8 << 5 << "";
    QTest::newRow("an age beyond all") << "created:99999999w" << 8 << 9 << "";
    QTest::newRow("a range with one end") << "created:2026-11-01.." << 8 << 12 << "";
    QTest::newRow("ages in the wrong order") << "created:1d..2d" << 8 << 6 << "";
    QTest::newRow("a span without direction") << "age:2h" << 4 << 2 << ">2h";
    QTest::newRow("spans in the wrong order") << "took:1h..5m" << 5 << 6 << "";
    QTest::newRow("a span that is a date") << "age:>2026-11-01" << 4 << 11 << "";
    QTest::newRow("not a uuid") << "uuid:xyz" << 5 << 3 << "";
    QTest::newRow("a uuid too long") << "uuid:0123456789abcdef0123456789abcdef0" << 5 << 33 << "";
    QTest::newRow("only dashes") << "uuid:--" << 5 << 2 << "";
}

void TestQuery::errorsSayWhereAndWhat()
{
    QFETCH(QString, line);
    QFETCH(int, position);
    QFETCH(int, length);
    QFETCH(QString, suggestion);
    const Query::Parsed parsed = Query::parse(line);
    QVERIFY(std::holds_alternative<QueryError>(parsed));
    const auto &error = std::get<QueryError>(parsed);
    QCOMPARE(error.position, position);
    QCOMPARE(error.length, length);
    QCOMPARE(error.suggestion, suggestion);
    QVERIFY(!error.sentence.isEmpty());
    QVERIFY(suggestion.isEmpty() || error.sentence.contains(suggestion));
}

void TestQuery::anyLineParsesOrErrs()
{
    QRandomGenerator random(20261101);
    QueryContext context;
    context.now = Timestamp::now();
    context.zone = QTimeZone("Europe/Tallinn");
    int parsedLines = 0;
    for (int i = 0; i < 40'000; ++i) {
        const QString line = randomLine(random);
        const Query::Parsed parsed = Query::parse(line);
        if (const auto *error = std::get_if<QueryError>(&parsed)) {
            QVERIFY(error->position >= 0 && error->position + error->length <= line.size());
            QVERIFY(!error->sentence.isEmpty());
            continue;
        }
        ++parsedLines;
        const auto &query = std::get<Query>(parsed);
        const QString printed = query.toLine();
        const Query::Parsed again = Query::parse(printed);
        QVERIFY2(std::holds_alternative<Query>(again), qPrintable(line + QStringLiteral(" -> ") + printed));
        QVERIFY2(std::get<Query>(again) == query, qPrintable(line + QStringLiteral(" -> ") + printed));
        QCOMPARE(std::get<Query>(again).toLine(), printed);
        const SplitQuery split = query.split(context);
        QCOMPARE(split.places.size(), query.terms().size());
        QCOMPARE(split.all.terms.size(), query.terms().size());
        (void)split.all.matches(Request());
    }
    QVERIFY(parsedLines > 2'000);
}

void TestQuery::aVeryLongLineIsRead()
{
    const Query words = good(QStringLiteral("state:sent a*b? ").repeated(20'000));
    QCOMPARE(words.terms().size(), size_t(40'000));
    const QString key = QString(1'000'000, u'k') + u':';
    const Query::Parsed parsed = Query::parse(key);
    QVERIFY(std::get<QueryError>(parsed).sentence.size() < 300);
}

void TestQuery::termsAreAddedAndRemoved()
{
    QueryTerm term;
    term.key = QueryKey::Offering;
    term.values = {Word{QStringLiteral("SLURM Tartu"), false}};
    const Query query = good(QStringLiteral("refused")).with(term);
    QCOMPARE(query.toLine(), QStringLiteral("refused offering:\"SLURM Tartu\""));
    QCOMPARE(query.terms()[1].position, 8);
    QCOMPARE(query.without(0).toLine(), QStringLiteral("offering:\"SLURM Tartu\""));
    QCOMPARE(query.without(0).terms()[0].position, 0);
    QCOMPARE(query.without(7), query);
    term.values.clear();
    QCOMPARE(query.with(term), query);
    QueryTerm text;
    text.bare = true;
    text.values = {Word{QStringLiteral("-state:sent"), false}};
    QCOMPARE(Query().with(text).toLine(), QStringLiteral("\"-state:sent\""));
}

void TestQuery::statesAreSetAsAWhole()
{
    const Query query = good(QStringLiteral("a state:sent b -state:done"));
    QCOMPARE(query.states(), std::vector<State>{State::Sent});
    QCOMPARE(query.withStates({State::Erred, State::Sent}).toLine(), QStringLiteral("a state:sent,erred b"));
    QCOMPARE(query.withStates({}).toLine(), QStringLiteral("a b"));
    QCOMPARE(good(QStringLiteral("a")).withStates({State::Done}).toLine(), QStringLiteral("state:done a"));
    QVERIFY(good(QStringLiteral("a")).states().empty());
    QCOMPARE(good(QStringLiteral("-state:sent,done")).states(), (std::vector{State::Processing, State::Erred}));
}

void TestQuery::keysAreNamed()
{
    QCOMPARE(queryKeyNames().size(), 17);
    QCOMPARE(queryKeyName(QueryKey::Took), QStringLiteral("took"));
    for (const QString &name : queryKeyNames())
        QVERIFY(!std::get<QueryError>(Query::parse(name + u':')).sentence.isEmpty());
}

void TestQuery::keysOfTheJournalAreItsOwn_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("ofRequests");
    QTest::addColumn<bool>("ofJournal");
    const auto row = [](const char *line, bool ofRequests, bool ofJournal) {
        QTest::newRow(line) << QString::fromUtf8(line) << ofRequests << ofJournal;
    };
    row("verb:done,err", false, true);
    row("-outcome:refused", false, true);
    row("user:anna", false, true);
    row("verb:import,dismiss", false, true);
    row("verb:repeat", false, false);
    row("outcome:lost", false, false);
    row("uuid:a1 offering:slurm created:2d state:done refused", true, true);
    row("is:stuck", true, false);
    row("took:>1h", true, false);
    row("group:w2:0123456789abcdef", true, false);
}

void TestQuery::keysOfTheJournalAreItsOwn()
{
    QFETCH(QString, line);
    const Query::Parsed ofJournal = Query::parse(line, QueryScope::Journal);
    QTEST(std::holds_alternative<Query>(Query::parse(line)), "ofRequests");
    QTEST(std::holds_alternative<Query>(ofJournal), "ofJournal");
    if (const auto *query = std::get_if<Query>(&ofJournal)) {
        QCOMPARE(query->toLine(), line);
        QCOMPARE(query->with(query->terms().front()).terms().size(), query->terms().size() + 1);
        QVERIFY(query->without(0).terms().size() == query->terms().size() - 1);
    }
}

QTEST_APPLESS_MAIN(TestQuery)
#include "tst_query.moc"
