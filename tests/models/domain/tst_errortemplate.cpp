// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/errortemplate.h"

#include <QTest>

using namespace waldesk::domain;
using namespace Qt::StringLiterals;
using Kind = ErrorTemplate::Kind;

namespace
{

constexpr Timestamp Created{1'785'578'400'000'000}; // 2026-08-01 10:00 UTC

TemplateBasis factsIn(State state)
{
    TemplateBasis facts;
    facts.request.state = state;
    facts.request.created = Created;
    if (state == State::Processing || state == State::Done)
        facts.request.started = Created + Duration::seconds(60);
    facts.now = Created + Duration::seconds(73);
    return facts;
}

} // namespace

/// A template is offered where its facts hold, and says nothing that the row does not show.
class TestErrorTemplate : public QObject
{
    Q_OBJECT
private slots:
    void isOfferedWhereItsFactsHold_data();
    void isOfferedWhereItsFactsHold();
    void fillsItsBlanks();
    void isSigned();
    void theLikelyOneIsOffered();
    void addsToWhatIsTyped_data();
    void addsToWhatIsTyped();
};

void TestErrorTemplate::isOfferedWhereItsFactsHold_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("offered"); // in the order of Kinds: x is offered
    QTest::newRow("Sent") << int(State::Sent) << u"x-x-x"_s;
    QTest::newRow("Processing") << int(State::Processing) << u"-xx-x"_s;
    QTest::newRow("Done") << int(State::Done) << u"----x"_s;
    QTest::newRow("Erred") << int(State::Erred) << u"----x"_s;
    QTest::newRow("unknown") << int(State::Unknown) << u"----x"_s;
}

void TestErrorTemplate::isOfferedWhereItsFactsHold()
{
    QFETCH(int, state);
    QFETCH(QString, offered);
    TemplateBasis facts = factsIn(static_cast<State>(state));
    QString seen;
    for (const Kind kind : ErrorTemplate::Kinds) {
        const ErrorTemplate made = errorTemplate(kind, facts);
        seen += made.isOffered() ? u'x' : u'-';
        QVERIFY(made.isOffered() || made.text.isEmpty());
        QVERIFY(!errorTemplateName(kind).isEmpty());
    }
    QCOMPARE(seen, offered);
    facts.other = facts.request;
    QVERIFY(errorTemplate(Kind::AskedTwice, facts).isOffered());
}

void TestErrorTemplate::fillsItsBlanks()
{
    QCOMPARE(
        errorTemplate(Kind::NotPickedUp, factsIn(State::Sent)).text,
        u"Not picked up: nobody has started this request in the 1 min since it was created (2026-08-01 10:00 UTC)."_s);
    QCOMPARE(errorTemplate(Kind::NotFinished, factsIn(State::Processing)).text,
             u"Not finished: this request was started 13 s ago (2026-08-01 10:01 UTC) and has not ended since."_s);
    TemplateBasis facts = factsIn(State::Sent);
    facts.other = facts.request;
    facts.other->uuid = *Uuid::tryParse(QByteArrayView("a1b2c3d4000000000000000000000001"));
    QVERIFY(errorTemplate(Kind::AskedTwice, facts).text.contains(u"a1b2c3d4000000000000000000000001"_s));
    for (const Kind kind : ErrorTemplate::Kinds)
        QVERIFY(!errorTemplate(kind, facts).text.contains(u'%'));
}

void TestErrorTemplate::isSigned()
{
    TemplateBasis facts = factsIn(State::Sent);
    facts.person = u"Ada"_s;
    QVERIFY(errorTemplate(Kind::NotPickedUp, facts).text.endsWith(u" \u2014 Ada"_s));
    QCOMPARE(errorTemplate(Kind::Other, facts).text, u"\u2014 Ada"_s);
}

void TestErrorTemplate::theLikelyOneIsOffered()
{
    for (const State state : {State::Sent, State::Processing, State::Done, State::Erred, State::Unknown}) {
        const TemplateBasis facts = factsIn(state);
        QVERIFY(errorTemplate(likelyErrorTemplate(facts.request), facts).isOffered());
    }
    QCOMPARE(likelyErrorTemplate(factsIn(State::Sent).request), Kind::NotPickedUp);
    QCOMPARE(likelyErrorTemplate(factsIn(State::Processing).request), Kind::NotFinished);
}

void TestErrorTemplate::addsToWhatIsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("earlier");
    QTest::addColumn<QString>("result");
    QTest::newRow("nothing typed") << QString() << QString() << u"new"_s;
    QTest::newRow("typed") << u"mine"_s << QString() << u"mine\nnew"_s;
    QTest::newRow("a template before") << u"old"_s << u"old"_s << u"new"_s;
    QTest::newRow("typed after a template") << u"old, and mine"_s << u"old"_s << u"new, and mine"_s;
    QTest::newRow("a template that was changed") << u"olt"_s << u"old"_s << u"olt\nnew"_s;
    QTest::newRow("twice the same") << u"mine\nnew"_s << u"old"_s << u"mine\nnew"_s;
}

void TestErrorTemplate::addsToWhatIsTyped()
{
    QFETCH(QString, typed);
    QFETCH(QString, earlier);
    QFETCH(QString, result);
    QCOMPARE(withErrorTemplate(typed, earlier, u"new"_s), result);
}

QTEST_APPLESS_MAIN(TestErrorTemplate)
#include "tst_errortemplate.moc"
