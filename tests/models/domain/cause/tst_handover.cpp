// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/handover.h"

#include <QTest>

using namespace waldesk::domain;

class TestHandOver : public QObject
{
    Q_OBJECT

private slots:
    void aStuckRequestSaysWhyAndOnWhatThatRests()
    {
        HandOver input;
        input.request = QStringLiteral("a1");
        input.state = QStringLiteral("Sent");
        input.stuck =
            QStringLiteral("Sent 4 d ago, usually 40 s: nobody listens: *x* token=abcdef0123456789abcdef0123456789.");
        input.stuckRestsOn = QStringLiteral("queue <b> has 0 consumers");
        const QString text = handOverMarkdown(input).markdown;
        QVERIFY2(text.startsWith(QStringLiteral("### Stuck request\n")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("- Stuck: Sent 4 d ago, usually 40 s: nobody listens: \\*x\\*")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("- Rests on: queue \\<b\\> has 0 consumers")), qPrintable(text));
        QVERIFY2(!text.contains(QStringLiteral("abcdef0123456789abcdef0123456789")), qPrintable(text));
    }

    void saysWhatWhereSinceWhenAndWhatToDo();
    void masksSecretsAndSaysSo();
    void canNotBeBrokenOutOf();
    void leavesOutWhatIsNotKnown();
};

void TestHandOver::saysWhatWhereSinceWhenAndWhatToDo()
{
    HandOver input;
    input.type = QStringLiteral("BackendError");
    input.title = QStringLiteral("sacctmgr: error: db_x down");
    input.rootCause = QStringLiteral("CalledProcessError: exit status 1");
    input.offering = QStringLiteral("SLURM Tartu");
    input.server = QStringLiteral("waldur.example.org");
    input.request = QStringLiteral("57d5e3be2361406a8acd9caac36f29b0");
    input.state = QStringLiteral("Erred");
    input.created = Timestamp{1'770'000'000'123'456};
    input.finished = Timestamp{1'770'000'060'000'000};
    input.since = Timestamp{1'769'990'000'000'000};
    input.count = 14;
    input.offerings = 3;
    input.groupKey = QStringLiteral("w1:a35d90c2e17f4b08");
    input.who = QStringLiteral("Site operator");
    input.explanation = QStringLiteral("slurmdbd does not answer.");
    input.todo = QStringLiteral("Start it.");
    input.link = QStringLiteral("https://waldur.example.org/x_y/");
    input.error = {"sacctmgr: error: db_x down", "Traceback (most recent call last):\nKeyError: 1\n"};
    const HandedOver out = handOverMarkdown(input);
    QCOMPARE(out.markdown, QStringLiteral("### BackendError: sacctmgr: error: db\\_x down\n"
                                          "\n"
                                          "- Root cause: CalledProcessError: exit status 1\n"
                                          "- Where: SLURM Tartu on waldur.example.org\n"
                                          "- Since: 2026-02-01 23:53:20 UTC (14 times, 3 offerings)\n"
                                          "- Cause: `w1:a35d90c2e17f4b08`\n"
                                          "- Request: `57d5e3be2361406a8acd9caac36f29b0`, Erred\n"
                                          "- Created: 2026-02-02 02:40:00 UTC\n"
                                          "- Finished: 2026-02-02 02:41:00 UTC\n"
                                          "- Who must act: Site operator\n"
                                          "- What to do: slurmdbd does not answer. Start it.\n"
                                          "\n"
                                          "```text\n"
                                          "Traceback (most recent call last):\n"
                                          "KeyError: 1\n"
                                          "```\n"
                                          "\n"
                                          "Open: https://waldur.example.org/x_y/\n"));
    QVERIFY(out.masked.empty());
}

void TestHandOver::masksSecretsAndSaysSo()
{
    HandOver input;
    input.title = QStringLiteral("failed with password=hunter2");
    input.note = QStringLiteral("ask mari@example.org");
    input.error = {"failed with password=hunter2\nsecond", "x\n{'authorization': 'Basic dXNlcjpzZWNyZXQ='}"};
    const HandedOver out = handOverMarkdown(input);
    QVERIFY(!out.markdown.contains(u"hunter2"));
    QVERIFY(!out.markdown.contains(u"dXNl"));
    QVERIFY(!out.markdown.contains(u"mari@"));
    QCOMPARE(out.masked.size(), std::size_t(3));
}

void TestHandOver::canNotBeBrokenOutOf()
{
    HandOver input;
    input.title = QStringLiteral("a\n# heading <img src=x> [l](javascript:x) `c`");
    input.groupKey = QStringLiteral("w1`:`");
    input.error = {"", "one\n```\n# out\n````\n\x1b[31mred\x1b[0m \xE2\x80\xAE turned\r\nlast"};
    const QString text = handOverMarkdown(input).markdown;
    QVERIFY(text.contains(u"\n`````text\none\n```\n# out\n````\nred \ufffd turned\nlast\n`````\n"));
    QVERIFY(text.startsWith(u"### a \\# heading \\<img src=x\\> \\[l\\](javascript:x) \\`c\\`\n"));
    QVERIFY(text.contains(u"- Cause: `w1:`\n"));
    QVERIFY(!text.contains(u'\x1b'));
}

void TestHandOver::leavesOutWhatIsNotKnown()
{
    QCOMPARE(handOverMarkdown({}).markdown, QStringLiteral("### (no error text)\n\n"));
    HandOver input;
    input.title = QStringLiteral("only");
    input.error = {"only", {}};
    QCOMPARE(handOverMarkdown(input).markdown, QStringLiteral("### only\n\n"));
}

QTEST_APPLESS_MAIN(TestHandOver)
#include "tst_handover.moc"
