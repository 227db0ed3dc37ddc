// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackmodel.h"

#include "tests/ui/panels/samples.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <algorithm>

using namespace waldesk;
using namespace waldesk::ui;
using namespace Qt::StringLiterals;
using Kind = TracebackRow::Kind;

class TestTracebackModel : public QObject
{
    Q_OBJECT

private:
    static std::vector<TracebackRow> rows(const TracebackModel &model)
    {
        std::vector<TracebackRow> all;
        for (int i = 0; i < model.rowCount(); ++i)
            all.push_back(model.rowAt(i));
        return all;
    }
    static int count(const TracebackModel &model, Kind kind)
    {
        int found = 0;
        for (const TracebackRow &row : rows(model))
            found += row.kind == kind ? 1 : 0;
        return found;
    }
    static int firstOf(const TracebackModel &model, Kind kind)
    {
        for (int i = 0; i < model.rowCount(); ++i) {
            if (model.rowAt(i).kind == kind)
                return i;
        }
        return -1;
    }
    static void openAll(TracebackModel &model)
    {
        for (int i = 0; i < model.rowCount(); ++i)
            model.setOpen(i, true);
    }

private slots:
    void aRecursionIsFolded()
    {
        QByteArray text = "Traceback (most recent call last):\n";
        text += "  File \"/opt/waldur_site_agent/main.py\", line 1, in main\n    go()\n";
        for (int round = 0; round < 100; ++round) {
            for (int frame = 0; frame < 12; ++frame)
                text += "  File \"/opt/waldur_site_agent/tree.py\", line " + QByteArray::number(10 + frame) +
                        ", in walk" + QByteArray::number(frame) + "\n    walk(node)\n";
        }
        text += "  File \"/opt/waldur_site_agent/tree.py\", line 99, in leaf\n    raise ValueError\n";
        text += "ValueError: too deep\n";
        ui::TracebackModel model;
        model.setError({"too deep", text}, {});
        QVERIFY2(model.rowCount() < 40, qPrintable(QString::number(model.rowCount())));
        QStringList folds;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.isClosedFold(row))
                folds << model.rowAt(row).message;
        }
        QVERIFY2(folds.join(u'\n').contains(u"These 12 frames"), qPrintable(folds.join(u'\n')));
        const int shown = model.rowCount();
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.isClosedFold(row)) {
                QVERIFY(model.setOpen(row, true));
                break;
            }
        }
        QVERIFY(model.rowCount() > shown);
    }

    void everyPythonFoldsAndUnfolds_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("types");
        for (const samples::Golden &golden : samples::goldens())
            QTest::addRow("%s", golden.name.constData())
                << golden.error.message << golden.error.traceback << golden.types;
    }

    void everyPythonFoldsAndUnfolds()
    {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, text);
        QFETCH(QStringList, types);
        TracebackModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setError({message, text}, u"none"_s);
        QStringList shown;
        size_t frames = 0;
        for (const domain::Step &step : model.traceback().steps)
            frames += step.frames.size();
        const int closed = model.rowCount();
        openAll(model);
        for (const TracebackRow &row : rows(model)) {
            if (row.kind == Kind::Step)
                shown += row.path.isEmpty() ? row.type : row.path;
        }
        QCOMPARE(shown, types);
        QCOMPARE(count(model, Kind::Frame), int(frames));
        for (int row = 0; row < model.rowCount(); ++row) {
            QVERIFY(!model.index(row).data(Qt::AccessibleTextRole).toString().isEmpty());
            QCOMPARE(model.rowOf(model.itemAt(row)), model.rowAt(row).kind == Kind::Fold ? row + 1 : row);
        }
        for (int row = model.rowCount() - 1; row >= 0; --row)
            model.setOpen(row, false);
        QCOMPARE(model.rowCount(), closed);
        model.setError({message, text + "\n"}, u"none"_s);
        model.setError({}, u"none"_s);
        QCOMPARE(model.rowAt(0).kind, Kind::Reason);
    }

    void aChainGoesFromCauseToEffect()
    {
        TracebackModel model;
        model.setError(samples::slurmrestd(), {});
        QCOMPARE(model.summary(), u"3 steps, cause first · 4 agent frames · 6 folded"_s);
        const auto all = rows(model);
        QCOMPARE(all[0].caption, u"Root cause"_s);
        QCOMPARE(all[0].rank, TracebackRow::Rank::Root);
        QCOMPARE(all[0].type, u"ConnectionRefusedError"_s);
        QCOMPARE(all[0].message, u"[Errno 111] Connection refused"_s);
        QVERIFY(!all[0].rail);
        QCOMPARE(all[1].kind, Kind::Fold);
        QCOMPARE(all[1].message, u"4 library frames · httpcore, socket"_s);
        QCOMPARE(all[2].caption, u"Passed on · raised from 1"_s);
        QCOMPARE(all[2].rank, TracebackRow::Rank::Between);
        QCOMPARE(all[3].place, u"rest_client.py:133"_s);
        QVERIFY(all[3].lastAgent);
        QCOMPARE(all[3].package, u"waldur_site_agent_slurm"_s);
        QCOMPARE(all[4].message, u"2 library frames · httpx"_s);
        QCOMPARE(all[5].caption, u"Reported error · raised from 2"_s);
        QCOMPARE(all[5].rank, TracebackRow::Rank::Reported);
        QCOMPARE(model.rowAt(model.rowOf(model.lastAgentItem())).place, u"rest_client.py:133"_s);
        QCOMPARE(model.index(3).data(Qt::AccessibleTextRole).toString(),
                 u"Frame rest_client.py line 133 in _request, last agent line: response = self._http.request(method, "
                 u"path, headers=self._headers())"_s);
        QCOMPARE(model.pathWithLine(3),
                 QByteArray("/opt/site-agent/lib/python3.11/site-packages/waldur_site_agent_slurm/rest_client.py:133"));
        QVERIFY(model.rawText(3).startsWith("  File \"/opt/site-agent"));
    }

    void aMarkIsARangeOfTheCode()
    {
        TracebackModel model;
        model.setError(samples::slurmrestd(), {});
        const TracebackSource source = model.rowAt(3).source.at(0);
        QCOMPARE(source.marks.size(), size_t(1));
        QCOMPARE(source.text.mid(source.marks[0].begin, source.marks[0].length),
                 u"self._http.request(method, path, headers=self._headers())"_s);
    }

    void aHugeLineKeepsItsMark()
    {
        const QByteArray left(400'000, 'x');
        const QByteArray text =
            "Traceback (most recent call last):\n  File \"/a/waldur_site_agent/b.py\", line 1, in f\n    " + left +
            " = boom()\n    " + QByteArray(left.size() + 3, ' ') + "^^^^^^\nValueError: no\n";
        TracebackModel model;
        model.setError({"no", text}, {});
        const TracebackSource source = model.rowAt(1).source.at(0);
        QVERIFY(source.cutLeft);
        QVERIFY(source.text.size() < 2000);
        QCOMPARE(source.text.mid(source.marks.at(0).begin, source.marks[0].length), u"boom()"_s);
    }

    void aFoldSaysWhatItHides()
    {
        TracebackModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setError(samples::slurmrestd(), {});
        QCOMPARE(model.rowAt(1).matches, 0);
        model.setWords({u"SOCKET.PY"_s});
        QCOMPARE(model.rowAt(1).matches, 2);
        QVERIFY(model.index(1).data(Qt::AccessibleTextRole).toString().contains(u"2 matches inside"_s));
        const auto items = model.itemsWith({u"socket.py"_s});
        QCOMPARE(items.size(), size_t(2));
        const int row = model.reveal(items[0]);
        QVERIFY(model.isOpen(1));
        QCOMPARE(model.rowAt(row).kind, Kind::Frame);
        QCOMPARE(model.foldRowOf(row), 1);
        QCOMPARE(model.rowAt(1).matches, 0); // it hides nothing any more
    }

    void anAnswerOfWaldurStandsApart_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("JSON is indented in its order")
            << QByteArray("{\"detail\":\"Valid states: {Sent}, [x]\",\"a\":{\"b\":[1,2],\"c\":{}},\"e\":[]}")
            << QStringList{u"{"_s,          u"  \"detail\": \"Valid states: {Sent}, [x]\","_s,
                           u"  \"a\": {"_s, u"    \"b\": ["_s,
                           u"      1,"_s,   u"      2"_s,
                           u"    ],"_s,     u"    \"c\": {}"_s,
                           u"  },"_s,       u"  \"e\": []"_s,
                           u"}"_s};
        QTest::newRow("a page is its words")
            << QByteArray("<html>\r\n<head><title>502 Bad Gateway</title><style>p {a: b}</style></head>\r\n<body>"
                          "<script>if (a > b) {}</script><center><h1>502 Bad Gateway</h1></center><hr>"
                          "<center>nginx &amp; co</center></body></html>")
            << QStringList{u"502 Bad Gateway"_s, u"nginx & co"_s};
        QTest::newRow("anything else is its lines")
            << QByteArray("upstream\ndown") << QStringList{u"upstream"_s, u"down"_s};
        QTest::newRow("JSON that was cut") << QByteArray("{\"a\": \"b") << QStringList{u"{"_s, u"  \"a\": \"b"_s};
    }

    void anAnswerOfWaldurStandsApart()
    {
        QFETCH(QByteArray, body);
        QFETCH(QStringList, lines);
        TracebackModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setError(samples::sdkFailure(409, body), {});
        const int row = firstOf(model, Kind::Response);
        QVERIFY(row > 0);
        const TracebackRow answer = model.rowAt(row);
        QCOMPARE(answer.caption, u"409 Conflict · POST /api/backend-resource-requests/1f2e/start_processing/"_s);
        QCOMPARE(answer.lines, lines);
        QCOMPARE(model.rowAt(row - 1).message, u"Unexpected status code: 409"_s);
        QVERIFY(
            model.index(row).data(Qt::AccessibleTextRole).toString().startsWith(u"Answer of Waldur 409 Conflict"_s));
        // Without a traceback the message alone tells it.
        model.setError({samples::sdkFailure(409, body).message, {}}, u"hidden"_s);
        QCOMPARE(model.rowAt(0).kind, Kind::Response);
        QCOMPARE(model.rowAt(0).lines, lines);
        QCOMPARE(model.rowAt(1).lines, QStringList{u"hidden"_s});
    }

    void textThatIsNotUnderstoodKeepsItsPlace()
    {
        TracebackModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setError({"x", "agent 1.0.7 on node3\n" + samples::slurmrestd().traceback + "-- end of log --\n"}, {});
        QCOMPARE(model.rowAt(0).lines, QStringList{u"agent 1.0.7 on node3"_s});
        QVERIFY(!model.rowAt(0).rail);
        const std::vector<TracebackRow> all = rows(model);
        QVERIFY(std::ranges::any_of(all, [](const TracebackRow &row) {
            return row.message.contains(u"-- end of log"_s) || row.lines.contains(u"-- end of log --"_s);
        }));
        model.setError({"x", "no traceback at all\nbut two lines"}, {});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowAt(0).lines, (QStringList{u"no traceback at all"_s, u"but two lines"_s}));
        QCOMPARE(model.summary(), QString());
    }

    void nothingMakesMoreRowsThanCanBeRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("many agent frames") << samples::manyFrames(60'000, "waldur_site_agent");
        QTest::newRow("many library frames") << samples::manyFrames(60'000, "httpx");
        QByteArray steps;
        for (int i = 0; i < 30'000; ++i)
            steps += "Traceback (most recent call last):\n  File \"/a/httpx/b.py\", line 1, in f\nValueError: "
                     "x\n\nDuring handling "
                     "of the above exception, another exception occurred:\n\n";
        QTest::newRow("many steps") << steps;
        QTest::newRow("lines that say nothing") << QByteArray("something went wrong here\n").repeated(200'000);
        QTest::newRow("one line") << QByteArray(5 * 1024 * 1024, 'x');
        QTest::newRow("a huge message")
            << "Traceback (most recent call last):\n  File \"/a/httpx/b.py\", line 1, in f\nValueError: " +
                   QByteArray("word ").repeated(1'000'000);
    }

    void nothingMakesMoreRowsThanCanBeRead()
    {
        QFETCH(QByteArray, text);
        TracebackModel model;
        model.setError({"x", text}, {});
        QVERIFY(model.rowCount() >= 1);
        QVERIFY2(model.rowCount() <= 2 * MostRowsAtOnce + 100, qPrintable(QString::number(model.rowCount())));
        for (const TracebackRow &row : rows(model)) {
            QVERIFY(row.message.size() <= 10'000);
            QVERIFY(row.lines.join(u' ').size() <= 10'000);
        }
        const int fold = firstOf(model, Kind::Fold);
        if (fold >= 0) {
            const int before = model.rowCount();
            QVERIFY(model.setOpen(fold, true));
            QVERIFY(model.rowCount() - before <= MostRowsAtOnce);
        }
        const int agent = model.lastAgentItem();
        if (agent >= 0)
            QVERIFY(model.rowAt(model.reveal(agent)).lastAgent);
    }

    void aGroupIndentsItsMembers()
    {
        TracebackModel model;
        model.setError(samples::golden("nested_group-3.13.0").error, {});
        int deepest = 0;
        QStringList captions;
        for (const TracebackRow &row : rows(model)) {
            deepest = qMax(deepest, row.indent);
            if (row.kind == Kind::Step)
                captions += row.caption;
        }
        QVERIFY(deepest >= 2);
        QVERIFY2(captions.contains(u"Member 1 of group 1"_s), qPrintable(captions.join(u" | "_s)));
    }

    void boxesAreReadAndNotShownAsNames()
    {
        TracebackModel model;
        const domain::ErrorText error = samples::richBox();
        model.setError(error, {});
        openAll(model);
        QCOMPARE(count(model, Kind::Step), 1);
        QCOMPARE(count(model, Kind::Frame), 2);
        const TracebackRow step = model.rowAt(firstOf(model, Kind::Step));
        QVERIFY2(step.type == u"BackendError", qPrintable(step.type));
        const auto all = rows(model);
        QVERIFY(std::ranges::any_of(all, [](const TracebackRow &row) {
            return row.kind == Kind::Frame && row.lastAgent && row.function == u"list_resources";
        }));
    }

    void whatAWorkerSentIsAStepOfItsOwn()
    {
        TracebackModel model;
        model.setError(samples::remote(), {});
        openAll(model);
        QCOMPARE(count(model, Kind::Step), 2);
        QCOMPARE(count(model, Kind::Frame), 4);
        for (const TracebackRow &row : rows(model)) {
            if (row.kind == Kind::Step)
                QVERIFY2(row.type == u"ValueError", qPrintable(row.type));
        }
    }

    void aLineThatWasRepeatedSaysHowOften()
    {
        TracebackModel model;
        model.setError(samples::golden("recursion-3.13.0").error, {});
        const auto all = rows(model);
        QVERIFY(std::ranges::any_of(all, [](const TracebackRow &row) {
            return row.kind == Kind::Note && row.lines.constFirst().contains(u"Previous line repeated"_s);
        }));
    }

    void notesAreRowsOfTheirOwn()
    {
        TracebackModel model;
        model.setError(samples::golden("notes-3.13.0").error, {});
        QVERIFY(count(model, Kind::Note) >= 1);
    }
};

QTEST_GUILESS_MAIN(TestTracebackModel)
#include "tst_tracebackmodel.moc"
