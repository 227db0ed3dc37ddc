// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/traceback.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <random>

using namespace waldesk::domain;

namespace
{

QList<QJsonObject> printedByCPython()
{
    QFile file(QStringLiteral(WALDESK_SOURCE_DIR "/tests/models/domain/cause/data/tracebacks.jsonl"));
    QList<QJsonObject> found;
    if (!file.open(QIODevice::ReadOnly))
        return found;
    while (!file.atEnd())
        found.append(QJsonDocument::fromJson(file.readLine()).object());
    return found;
}

QByteArray together(const Traceback &traceback, const QByteArray &text)
{
    QByteArray joined;
    for (const Piece &piece : traceback.pieces)
        joined += piece.span.of(text);
    return joined;
}

/// Every span inside the text, every index inside its list.
bool isSound(const Traceback &traceback, const QByteArray &text)
{
    const auto inside = [&text](const Span &span) {
        return span.begin >= 0 && span.begin <= span.end && span.end <= text.size();
    };
    const auto count = qint32(traceback.steps.size());
    bool sound = traceback.finalStep >= -1 && traceback.finalStep < count;
    for (const Piece &piece : traceback.pieces) {
        sound = sound && inside(piece.span) && piece.step < count;
        sound =
            sound && (piece.frame < 0 || piece.frame < qint32(traceback.steps[std::size_t(piece.step)].frames.size()));
    }
    for (const Step &step : traceback.steps) {
        sound = sound && inside(step.type) && step.previous < count && step.parent < count;
        sound = sound && std::all_of(step.message.begin(), step.message.end(), inside);
        for (const Frame &frame : step.frames) {
            sound = sound && inside(frame.span) && inside(frame.path) && inside(frame.function);
            for (const SourceLine &line : frame.source) {
                sound = sound && inside(line.text);
                for (const Mark &mark : line.marks)
                    sound = sound && mark.range.begin >= line.text.begin && mark.range.end <= line.text.end;
            }
        }
    }

    return sound;
}

QByteArrayList functionsOf(const Step &step, const QByteArray &text)
{
    QByteArrayList names;
    for (const Frame &frame : step.frames)
        names.append(frame.function.of(text).toByteArray());
    return names;
}

QByteArray coloured(QByteArray text)
{
    return text.replace("line ", "line \x1b[35m").replace(", in ", "\x1b[0m, in \x1b[1;31m").replace("\n", "\x1b[0m\n");
}

const QByteArray Simple = "Traceback (most recent call last):\n"
                          "  File \"/opt/a/site-packages/waldur_site_agent/common/processors.py\", line 5, in process\n"
                          "    self.run()\n"
                          "  File \"/opt/a/site-packages/httpx/_client.py\", line 7, in send\n"
                          "    raise X\n"
                          "httpx.ConnectError: refused\n";

} // namespace

class TestTraceback : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatCPythonPrints_data();
    void readsWhatCPythonPrints();
    void losesNoByteHoweverItIsCut();
    void losesNoByteHoweverItIsMangled();
    void takesWhatIsAroundAsText();
    void knowsTheFinalExceptionFromTheMessage();
    void knowsAMessageThatWasTrimmed();
    void takesALineInsideTheMessageForNoStructure();
    void readsCutHeadsAndTails();
    void findsNothingInPlainText();
    void placesFrames_data();
    void placesFrames();
    void marksTheCode();
    void foldsLibraryFrames();
    void findsTheLastAgentLine();
    void goesDeepWithoutRecursion();
};

void TestTraceback::readsWhatCPythonPrints_data()
{
    QTest::addColumn<QJsonObject>("printed");
    QTest::addColumn<QByteArray>("form");
    const QList<QJsonObject> all = printedByCPython();
    QVERIFY(all.size() > 150);
    for (const QJsonObject &one : all) {
        const bool colours = one.value(u"colours").toBool();
        const QByteArray name = one.value(u"case").toString().toUtf8() + ' ' +
                                one.value(u"python").toString().toUtf8() + ' ' +
                                one.value(u"layout").toString().toUtf8() + (colours ? " in colours" : "");
        QTest::newRow(name.constData()) << one << QByteArray("as printed");
        QTest::newRow((name + " with CRLF").constData()) << one << QByteArray("crlf");
        QTest::newRow((name + " trimmed").constData()) << one << QByteArray("trimmed");
        if (!colours)
            QTest::newRow((name + " in more colours").constData()) << one << QByteArray("coloured");
    }
}

void TestTraceback::readsWhatCPythonPrints()
{
    QFETCH(QJsonObject, printed);
    QFETCH(QByteArray, form);
    QByteArray text = printed.value(u"error_traceback").toString().toUtf8();
    QByteArray message = printed.value(u"error_message").toString().toUtf8();
    if (form == "crlf")
        text.replace('\n', "\r\n");
    if (form == "coloured")
        text = coloured(text);
    if (form == "trimmed") {
        text = text.trimmed();
        message = message.trimmed();
    }
    const Traceback traceback = parseTraceback(text, message);
    QCOMPARE(together(traceback, text), text);
    QVERIFY(isSound(traceback, text));
    const QJsonArray steps = printed.value(u"steps").toArray();
    QCOMPARE(qsizetype(traceback.steps.size()), qsizetype(steps.size()));
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const QJsonObject wanted = steps.at(i).toObject();
        const Step &step = traceback.steps[std::size_t(i)];
        QCOMPARE(step.type.of(text).toByteArray(), wanted.value(u"type").toString().toUtf8());
        QCOMPARE(step.number, wanted.value(u"number").toInt());
        QCOMPARE(step.hidden, wanted.value(u"hidden").toInteger());
        const QString relation = wanted.value(u"relation").toString();
        QCOMPARE(int(step.relation), relation == u"cause" ? 1 : relation == u"context" ? 2 : 0);
        const bool isFinal = i == traceback.finalStep && traceback.anchored;
        QByteArrayList wantedText{wanted.value(u"message").toString().toUtf8().trimmed()};
        QByteArrayList wantedNotes;
        const QJsonArray notes = wanted.value(u"notes").toArray();
        for (const QJsonValue &note : notes)
            (isFinal ? wantedNotes : wantedText).append(note.toString().toUtf8());
        QCOMPARE(messageOf(text, step).replace("\r\n", "\n").trimmed(), wantedText.join('\n'));
        QByteArrayList foundNotes;
        for (const Span &note : step.notes)
            foundNotes.append(note.of(text).toByteArray().replace("\x1b[0m", ""));
        QCOMPARE(foundNotes.join('\n'), wantedNotes.join('\n'));
        QByteArrayList functions;
        const QJsonArray names = wanted.value(u"functions").toArray();
        for (const QJsonValue &name : names)
            functions.append(name.toString().toUtf8());
        if (wanted.value(u"type").toString() == u"SyntaxError")
            functions.append(QByteArray());
        QCOMPARE(functionsOf(step, text), functions);
    }
    QVERIFY(traceback.final() != nullptr);
    QCOMPARE(traceback.final()->parent, -1);
}

void TestTraceback::losesNoByteHoweverItIsCut()
{
    const QList<QJsonObject> all = printedByCPython();
    for (qsizetype i = 0; i < all.size(); i += 7) {
        const QByteArray text = all.at(i).value(u"error_traceback").toString().toUtf8();
        const QByteArray message = all.at(i).value(u"error_message").toString().toUtf8();
        for (qsizetype cut = 0; cut <= text.size(); cut += 13) {
            for (const QByteArray &part : {text.first(cut), text.sliced(cut)}) {
                const Traceback traceback = parseTraceback(part, message);
                QCOMPARE(together(traceback, part), part);
                QVERIFY(isSound(traceback, part));
            }
        }
    }
}

void TestTraceback::losesNoByteHoweverItIsMangled()
{
    const QList<QJsonObject> all = printedByCPython();
    std::mt19937 random(4711);
    QByteArrayList lines;
    for (const QJsonObject &one : all)
        lines += one.value(u"error_traceback").toString().toUtf8().split('\n');
    for (int round = 0; round < 4000; ++round) {
        QByteArray text;
        for (std::size_t i = random() % 40; i > 0; --i) {
            QByteArray line = lines.at(qsizetype(random() % std::size_t(lines.size())));
            if (!line.isEmpty() && random() % 8 == 0)
                line[qsizetype(random() % std::size_t(line.size()))] = char(random() & 0xff);
            text += line + (random() % 9 == 0 ? "\r\n" : "\n");
        }
        const QByteArrayList written = text.split('\n');
        const QByteArray message = written.at(qsizetype(random() % std::size_t(written.size())));
        const qsizetype colon = message.indexOf(": ");
        const Traceback traceback = parseTraceback(text, colon < 0 ? message : message.sliced(colon + 2));
        QCOMPARE(together(traceback, text), text);
        QVERIFY(isSound(traceback, text));
    }
}

void TestTraceback::takesWhatIsAroundAsText()
{
    const QByteArray text = "2026-11-01 agent said:\n" + Simple + "-- end of log\n";
    const Traceback traceback = parseTraceback(text, "refused");
    QCOMPARE(together(traceback, text), text);
    QCOMPARE(int(traceback.pieces.front().kind), int(PieceKind::Text));
    QCOMPARE(traceback.steps.size(), std::size_t(1));
    QCOMPARE(messageOf(text, *traceback.final()), QByteArray("refused"));

    QByteArray indented = "log:\n" + Simple.trimmed();
    indented.replace('\n', "\n    ");
    const Traceback shifted = parseTraceback(indented, "refused");
    QCOMPARE(together(shifted, indented), indented);
    QCOMPARE(shifted.steps.size(), std::size_t(1));
    QCOMPARE(shifted.steps.front().frames.size(), std::size_t(2));
}

void TestTraceback::knowsTheFinalExceptionFromTheMessage()
{
    const QByteArray message = "worker failed\n\nTraceback (most recent call last):\n  File \"x.py\", line 1, in y\n"
                               "    z()\nKeyError: 'k'\n\nDuring handling of the above exception, another exception "
                               "occurred:\n\nOSError: gone";
    const QByteArray text =
        QByteArray(Simple).replace("httpx.ConnectError: refused", "waldur_x.BackendError: " + message) + "a note\n";
    const Traceback traceback = parseTraceback(text, message);
    QVERIFY(traceback.anchored);
    QCOMPARE(traceback.steps.size(), std::size_t(1));
    QCOMPARE(messageOf(text, *traceback.final()), message);
    QCOMPARE(traceback.final()->notes.size(), std::size_t(1));
    QCOMPARE(traceback.final()->notes.front().of(text).toByteArray(), QByteArray("a note"));
}

void TestTraceback::knowsAMessageThatWasTrimmed()
{
    const QByteArray text =
        QByteArray(Simple).replace("httpx.ConnectError: refused", "RuntimeError: \n\n  first\nKeyError: 2");
    const Traceback traceback = parseTraceback(text, "first\nKeyError: 2");
    QVERIFY(traceback.anchored);
    QCOMPARE(traceback.steps.size(), std::size_t(1));
    QCOMPARE(traceback.final()->type.of(text).toByteArray(), QByteArray("RuntimeError"));
    QCOMPARE(messageOf(text, *traceback.final()).trimmed(), QByteArray("first\nKeyError: 2"));
}

void TestTraceback::takesALineInsideTheMessageForNoStructure()
{
    const QByteArray text = QByteArray(Simple).replace(
        "refused", "refused\n  | a table\n+---+---+\n  +-+---------------- 1 ----------------");
    const Traceback traceback = parseTraceback(text);
    QCOMPARE(traceback.steps.size(), std::size_t(1));
    QCOMPARE(traceback.final()->message.size(), std::size_t(1));
}

void TestTraceback::readsCutHeadsAndTails()
{
    const QByteArray headless = Simple.sliced(Simple.indexOf("    self.run"));
    const Traceback tail = parseTraceback(headless, "refused");
    QCOMPARE(tail.steps.size(), std::size_t(1));
    QCOMPARE(tail.steps.front().frames.size(), std::size_t(1));
    QCOMPARE(int(tail.pieces.front().kind), int(PieceKind::Text));

    const QByteArray tailless = Simple.first(Simple.indexOf("    raise X") + 7);
    const Traceback head = parseTraceback(tailless, "refused");
    QCOMPARE(head.steps.size(), std::size_t(1));
    QVERIFY(head.steps.front().type.isEmpty());
    QCOMPARE(head.steps.front().frames.size(), std::size_t(2));

    const QByteArray inGroup = "    |   File \"a.py\", line 3, in f\n    |     g()\n    | KeyError: 'x'\n"
                               "    +------------------------------------\n";
    const Traceback group = parseTraceback(inGroup);
    QCOMPARE(together(group, inGroup), inGroup);
    QCOMPARE(group.steps.size(), std::size_t(1));
    QCOMPARE(group.steps.front().type.of(inGroup).toByteArray(), QByteArray("KeyError"));
}

void TestTraceback::findsNothingInPlainText()
{
    for (const QByteArray &text : {QByteArray(), QByteArray("\n"), QByteArray("\n\n\n"), QByteArray("closed by hand"),
                                   QByteArray("sacctmgr: error: x"), QByteArray("\x1b"), QByteArray("\x1b]\x1b["),
                                   QByteArray("a\0b\n", 4), QByteArray("  | "), QByteArray("+")}) {
        const Traceback traceback = parseTraceback(text, "other");
        QCOMPARE(together(traceback, text), text);
        QVERIFY(traceback.isEmpty());
        QCOMPARE(traceback.finalStep, -1);
    }
}

void TestTraceback::placesFrames_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("module");
    const auto row = [](const char *path, FrameKind kind, const char *module) {
        QTest::newRow(path) << QByteArray(path) << int(kind) << QByteArray(module);
    };
    row("/opt/v/lib/python3.11/site-packages/waldur_site_agent/common/processors.py", FrameKind::App,
        "waldur_site_agent/common/processors");
    row("/src/waldur-site-agent/waldur_site_agent/common/processors.py", FrameKind::App,
        "waldur_site_agent/common/processors");
    row("/home/waldur_admin/agent/waldur_site_agent_slurm/__init__.py", FrameKind::App, "waldur_site_agent_slurm");
    row("/home/x/waldur_site_agent/plugins/slurm/waldur_site_agent_slurm/client.py", FrameKind::App,
        "waldur_site_agent_slurm/client");
    row("/o/site-packages/waldur_site_agent-1.0.7-py3.9.egg/waldur_site_agent/common/x.py", FrameKind::App,
        "waldur_site_agent/common/x");
    row("/opt/agent.pyz/waldur_site_agent/common/x.py", FrameKind::App, "waldur_site_agent/common/x");
    row("C:\\Program Files\\agent\\Lib\\site-packages\\waldur_site_agent_okd\\client.py", FrameKind::App,
        "waldur_site_agent_okd/client");
    row("/usr/local/lib/python3.9/dist-packages/waldur_api_client/api/x_list.py", FrameKind::Sdk,
        "waldur_api_client/api/x_list");
    row("/usr/local/lib/python3.9/dist-packages/httpx/_client.py", FrameKind::Lib, "httpx/_client");
    row("/opt/waldur_agent/lib/python3.12/contextlib.py", FrameKind::Std, "contextlib");
    row("C:\\Python311\\Lib\\json\\__init__.py", FrameKind::Std, "json");
    row("C:\\Users\\x\\AppData\\Local\\Programs\\Python\\Python312\\Lib\\subprocess.py", FrameKind::Std, "subprocess");
    row("<frozen importlib._bootstrap>", FrameKind::Std, "<frozen importlib._bootstrap>");
    row("<string>", FrameKind::Lib, "<string>");
    row("script.py", FrameKind::Lib, "script");
    row("/srv/tools/run/sync.py", FrameKind::Lib, "run/sync");
    row("/usr/lib/python3.11/site-packages/six.py", FrameKind::Lib, "six");
}

void TestTraceback::placesFrames()
{
    QFETCH(QByteArray, path);
    QFETCH(int, kind);
    QFETCH(QByteArray, module);
    const FramePlace place = placeOf(path);
    QCOMPARE(int(place.kind), kind);
    QCOMPARE(place.module, module);
}

void TestTraceback::marksTheCode()
{
    const QByteArray text = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n"
                            "    õ = b[\"ä\"].c\n        ~^^^^^\nKeyError: 1\n";
    const Traceback traceback = parseTraceback(text);
    const SourceLine &line = traceback.steps.front().frames.front().source.front();
    QCOMPARE(line.text.of(text).toByteArray(), QByteArray("õ = b[\"ä\"].c"));
    QCOMPARE(line.marks.size(), std::size_t(2));
    QCOMPARE(line.marks.at(0).range.of(text).toByteArray(), QByteArray("b"));
    QVERIFY(!line.marks.at(0).core);
    QCOMPARE(line.marks.at(1).range.of(text).toByteArray(), QByteArray("[\"ä\"]"));
}

void TestTraceback::foldsLibraryFrames()
{
    const Traceback traceback = parseTraceback(Simple);
    const std::vector<FrameRun> wanted{{0, 1, false}, {1, 1, true}};
    QVERIFY(frameRuns(traceback.steps.front()) == wanted);
}

void TestTraceback::findsTheLastAgentLine()
{
    const QByteArray text = "Traceback (most recent call last):\n  File \"/x/lib/python3.11/socket.py\", line 1, in c\n"
                            "OSError: 1\n\nThe above exception was the direct cause of the following exception:\n\n" +
                            Simple;
    const Traceback traceback = parseTraceback(text);
    const FrameAt wanted{1, 0};
    QVERIFY(traceback.lastAgentFrame() == wanted);
    QVERIFY(traceback.chain(traceback.finalStep) == (std::vector<qint32>{0, 1}));
}

void TestTraceback::goesDeepWithoutRecursion()
{
    QByteArray text = "  + Exception Group Traceback (most recent call last):\n  | ExceptionGroup: x\n";
    for (int depth = 2; depth < 800; ++depth) {
        text += QByteArray(2 * depth - 2, ' ') + "+-+---------------- 1 ----------------\n";
        text += QByteArray(2 * depth, ' ') + "| ExceptionGroup: level\n";
    }
    const Traceback traceback = parseTraceback(text);
    QCOMPARE(together(traceback, text), text);
    QCOMPARE(traceback.steps.size(), std::size_t(799));
    QCOMPARE(traceback.steps.back().parent, 797);
}

QTEST_APPLESS_MAIN(TestTraceback)
#include "tst_traceback.moc"
