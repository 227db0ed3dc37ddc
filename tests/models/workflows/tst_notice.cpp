// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/notice.h"

#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using domain::State;
using workflows::Notice;
using workflows::NoticeItem;
using workflows::NoticePlace;
using Kind = NoticeItem::Kind;

namespace
{

using Items = std::vector<NoticeItem>;

domain::Uuid uuid(quint8 number)
{
    std::array<quint8, 16> bytes{};
    bytes[15] = number;
    return domain::Uuid::fromBytes(bytes);
}

NoticeItem cause(Kind kind, const QByteArray &key, const QString &title, const QString &offering = u"SLURM Tartu"_s)
{
    NoticeItem item;
    item.kind = kind;
    item.cause = key;
    item.title = title;
    item.offering = offering;
    item.request = uuid(1);
    item.state = State::Erred;
    return item;
}

NoticeItem asked(quint8 number, State state)
{
    NoticeItem item;
    item.kind = Kind::AskedAgain;
    item.request = uuid(number);
    item.state = state;
    item.offering = u"SLURM Tartu"_s;
    return item;
}

NoticeItem inView(quint8 number, const QString &view)
{
    NoticeItem item;
    item.kind = Kind::ViewMatch;
    item.request = uuid(number);
    item.state = State::Erred;
    item.offering = u"MOAB Kaunas"_s;
    item.view = view;
    item.line = u"state:erred text:"_s + view;
    return item;
}

NoticePlace errors()
{
    return {NoticePlace::Kind::Errors, {}, {}, {}};
}

} // namespace

Q_DECLARE_METATYPE(std::vector<waldesk::workflows::NoticeItem>)

/// Which words and which place a notification has.
class TestNotice : public QObject
{
    Q_OBJECT
private slots:
    void words_data()
    {
        QTest::addColumn<Items>("items");
        QTest::addColumn<bool>("production");
        QTest::addColumn<QString>("summary");
        QTest::addColumn<QString>("body");
        const NoticeItem slurm = cause(Kind::NewCause, "w1:a", u"slurmdbd: connection refused"_s);
        const NoticeItem disk = cause(Kind::CauseBack, "w1:b", u"No space left"_s, u"MOAB Kaunas"_s);
        QTest::newRow("a new cause has its title")
            << Items{slurm} << false << u"New cause: slurmdbd: connection refused"_s << u"SLURM Tartu\nwork"_s;
        QTest::newRow("a cause that came back")
            << Items{disk} << false << u"Came back: No space left"_s << u"MOAB Kaunas\nwork"_s;
        QTest::newRow("what I asked again is done")
            << Items{asked(1, State::Done)} << false << u"Done, as you asked for it again"_s << u"SLURM Tartu\nwork"_s;
        QTest::newRow("what I asked again is erred")
            << Items{asked(1, State::Erred)} << false << u"Erred again after you asked for it"_s
            << u"SLURM Tartu\nwork"_s;
        QTest::newRow("a request in a view has the name of the view")
            << Items{inView(1, u"Night"_s)} << false << u"Night: now Erred"_s << u"MOAB Kaunas\nwork"_s;
        QTest::newRow("several become one with a line each")
            << Items{slurm, disk} << false << u"1 new cause, 1 cause came back"_s
            << u"New cause: slurmdbd: connection refused · SLURM Tartu\nCame back: No space left · MOAB Kaunas\nwork"_s;
        QTest::newRow("some of what I asked again is done")
            << Items{asked(1, State::Done), asked(2, State::Erred)} << true << u"2 requests you asked for: ended"_s
            << u"SLURM Tartu\nwork"_s;
        QTest::newRow("production: numbers and offerings")
            << Items{slurm} << true << u"1 new cause"_s << u"SLURM Tartu\nwork"_s;
        QTest::newRow("production: several")
            << Items{slurm, disk, asked(1, State::Done), inView(2, u"slurmdbd"_s)} << true
            << u"1 new cause, 1 cause came back, 1 request you asked for: Done, 1 request in your saved views"_s
            << u"SLURM Tartu\nMOAB Kaunas\nwork"_s;
        QTest::newRow("a cause without a title")
            << Items{cause(Kind::NewCause, "w1:a", {})} << false << u"1 new cause"_s << u"SLURM Tartu\nwork"_s;
    }

    void words()
    {
        QFETCH(Items, items);
        QFETCH(bool, production);
        QFETCH(QString, summary);
        QFETCH(QString, body);
        const auto notice = Notice::of(items, production, u"work"_s);
        QVERIFY(notice);
        // Without a translation Qt prints the plural as it stands in the source.
        const auto plain = [](QString text) {
            text.replace(u"2 request(s)"_s, u"2 requests"_s);
            return text.remove(u"(s)"_s);
        };
        QCOMPARE(plain(notice->summary), summary);
        QCOMPARE(plain(notice->body), body);
    }

    void nothingIsNoNotice() { QVERIFY(!Notice::of({}, false, u"work"_s)); }

    void productionNeverShowsWhatAnErrorSays_data()
    {
        QTest::addColumn<NoticeItem>("item");
        QTest::newRow("the title of a cause") << cause(Kind::NewCause, "w1:a", u"hunter2 in plain"_s);
        QTest::newRow("of one that came back") << cause(Kind::CauseBack, "w1:a", u"hunter2 in plain"_s);
        QTest::newRow("the name of a view, which may be a search for it") << inView(1, u"hunter2"_s);
        NoticeItem odd = asked(1, State::Erred);
        odd.title = u"hunter2"_s;
        QTest::newRow("of what was asked again") << odd;
    }

    void productionNeverShowsWhatAnErrorSays()
    {
        QFETCH(NoticeItem, item);
        for (const int copies : {1, 2, 9}) {
            const Items items(size_t(copies), item);
            const auto notice = Notice::of(items, true, u"work"_s);
            QVERIFY(notice);
            QVERIFY2(!notice->summary.contains(u"hunter2"_s), qPrintable(notice->summary));
            QVERIFY2(!notice->body.contains(u"hunter2"_s), qPrintable(notice->body));
            QVERIFY(Notice::of(items, false, u"work"_s)->summary != notice->summary || item.kind == Kind::AskedAgain ||
                    copies > 1);
        }
    }

    void hostileTextIsMadePlainAndShort_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("never");
        QTest::newRow("control characters") << u"a\x1b]0;x\x07"_s << u"\x1b"_s;
        QTest::newRow("text that turns the direction") << u"a\u202Eb"_s << u"\u202E"_s;
        QTest::newRow("line breaks") << u"a\nb"_s << u"\n"_s;
        QTest::newRow("a megabyte") << QString(1 << 20, u'x') << QString(200, u'x');
        QTest::newRow("a secret") << u"login failed: password='hunter2-Correct'"_s << u"hunter2-Correct"_s;
        QTest::newRow("a secret that a cut would split")
            << QString(90, u'x') + u" password='hunter2-Correct-horse-battery-staple'"_s << u"hunter2"_s;
    }

    void hostileTextIsMadePlainAndShort()
    {
        QFETCH(QString, title);
        QFETCH(QString, never);
        const auto notice = Notice::of({cause(Kind::NewCause, "w1:a", title)}, false, {});
        QVERIFY2(!notice->summary.contains(never), qPrintable(notice->summary));
        QVERIFY(notice->summary.size() < 200);
    }

    void manyAreCutWithTheirNumber()
    {
        Items items;
        for (quint8 i = 0; i < 30; ++i)
            items.push_back(cause(Kind::NewCause, "w1:" + QByteArray::number(i), u"t%1"_s.arg(i), u"o%1"_s.arg(i)));
        const auto open = Notice::of(items, false, u"work"_s);
        QCOMPARE(open->body.count(u'\n'), 5); // four, how many more, the profile
        QVERIFY2(open->body.contains(u"and 26 more"_s), qPrintable(open->body));
        const auto production = Notice::of(items, true, u"work"_s);
        QVERIFY2(production->body.contains(u"and 26 more"_s), qPrintable(production->body));
    }

    void places_data()
    {
        QTest::addColumn<Items>("items");
        QTest::addColumn<NoticePlace>("place");
        const NoticeItem a = cause(Kind::NewCause, "w1:a", u"a"_s);
        const NoticeItem b = cause(Kind::NewCause, "w1:b", u"b"_s);
        const NoticeItem back = cause(Kind::CauseBack, "w1:c", u"c"_s);
        QTest::newRow("one cause") << Items{a} << NoticePlace{NoticePlace::Kind::Cause, "w1:a", {}, {}};
        QTest::newRow("several causes") << Items{a, b} << errors();
        QTest::newRow("a new one is more urgent than one that is back")
            << Items{back, a} << NoticePlace{NoticePlace::Kind::Cause, "w1:a", {}, {}};
        QTest::newRow("one request") << Items{asked(1, State::Done)}
                                     << NoticePlace{NoticePlace::Kind::Request, {}, uuid(1), {}};
        QTest::newRow("of several requests the newest") << Items{asked(1, State::Done), asked(2, State::Done)}
                                                        << NoticePlace{NoticePlace::Kind::Request, {}, uuid(2), {}};
        QTest::newRow("rows of one view") << Items{inView(1, u"n"_s), inView(2, u"n"_s)}
                                          << NoticePlace{NoticePlace::Kind::View, {}, {}, u"state:erred text:n"_s};
        QTest::newRow("a cause is more urgent than a view")
            << Items{inView(1, u"n"_s), back} << NoticePlace{NoticePlace::Kind::Cause, "w1:c", {}, {}};
    }

    void places()
    {
        QFETCH(Items, items);
        for (const bool production : {false, true})
            QTEST(Notice::of(items, production, u"work"_s)->place, "place");
    }
};

QTEST_GUILESS_MAIN(TestNotice)
#include "tst_notice.moc"
