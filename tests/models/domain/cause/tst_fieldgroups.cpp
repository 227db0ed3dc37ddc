// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/plainform.h"

#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace waldesk::domain;

namespace
{

struct Sample {
    QByteArray fault;
    QByteArray set;
    QByteArray frame; ///< `package/file.py:12`, where it is known
    ErrorText error;
};

const std::vector<Sample> &samples()
{
    static const std::vector<Sample> All = [] {
        std::vector<Sample> found;
        QFile file(QStringLiteral(WALDESK_SOURCE_DIR "/tests/models/domain/cause/data/field.jsonl"));
        if (!file.open(QIODevice::ReadOnly))
            return found;
        while (!file.atEnd()) {
            const QJsonObject one = QJsonDocument::fromJson(file.readLine()).object();
            const auto text = [&one](QLatin1String name) {
                return one.value(name).toString().toUtf8();
            };
            found.push_back({text(QLatin1String("fault")),
                             text(QLatin1String("set")),
                             text(QLatin1String("frame")),
                             {text(QLatin1String("error_message")), text(QLatin1String("error_traceback"))}});
        }
        return found;
    }();
    return All;
}

QByteArray jsonText(const QByteArray &text)
{
    const QJsonObject object{{QStringLiteral("event"), QStringLiteral("failed")},
                             {QStringLiteral("exception"), QString::fromUtf8(text)},
                             {QStringLiteral("level"), QStringLiteral("error")}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray withPrefix(const QByteArray &text, const QByteArray &prefix)
{
    QByteArrayList lines = text.split('\n');
    if (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return prefix + lines.join('\n' + prefix) + '\n';
}

/// A record a line, each with a time of its own: clocks of Go leave zeros at the end away.
QByteArray recorded(const QByteArray &text, const QByteArray &before, const QByteArray &after)
{
    QByteArrayList lines = text.split('\n');
    if (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    QByteArray out;
    int number = 0;
    for (const QByteArray &line : lines) {
        ++number;
        const QByteArray time = "2026-11-25T10:01:" + QByteArray::number(number / 10 % 50 + 10) + '.' +
                                QByteArray::number(number * 7919 % 1'000'000);
        out += QByteArray(before).replace("TIME", time) + line + QByteArray(after).replace("TIME", time) + '\n';
    }
    return out;
}

/// The string of JSON without its quotes.
QByteArray escaped(const QByteArray &text)
{
    QJsonArray one{QString::fromUtf8(text)};
    const QByteArray json = QJsonDocument(one).toJson(QJsonDocument::Compact);
    return json.mid(2, json.size() - 4);
}

/// As Docker's driver `json-file` keeps it.
QByteArray dockerText(const QByteArray &text)
{
    QByteArray inner = escaped(text.endsWith('\n') ? text : text + '\n').replace("\\n", "\\n\n");
    inner.chop(1);
    return recorded(inner, "{\"log\":\"", "\",\"stream\":\"stderr\",\"time\":\"TIMEZ\"}");
}

/// As Python 3.13 prints it on a terminal.
QByteArray coloured(const QByteArray &text)
{
    static const QRegularExpression Frame(QStringLiteral("^(  File )(\".+\")(, line )(\\d+)(?:(, in )(.+))?$"),
                                          QRegularExpression::MultilineOption);
    static const QRegularExpression Exception(QStringLiteral("^([A-Za-z_][\\w.]*Error)(: |$)"),
                                              QRegularExpression::MultilineOption);
    QString out = QString::fromUtf8(text);
    out.replace(Frame, QStringLiteral("\\1\x1b[35m\\2\x1b[0m\\3\x1b[35m\\4\x1b[0m\\5\x1b[35m\\6\x1b[0m"));
    out.replace(Exception, QStringLiteral("\x1b[1;35m\\1\x1b[0m\\2"));
    return out.toUtf8();
}

/// The same traceback as a logger writes it.
QByteArray reshaped(const QByteArray &text, const QByteArray &shape)
{
    if (shape == "journald")
        return withPrefix(text, "Nov 25 10:01:02 agent-1 waldur_site_agent[412]: ");
    if (shape == "quoted")
        return withPrefix(text, "> ");
    if (shape == "tabs")
        return withPrefix(text, "\t");
    if (shape == "first line")
        return "2026-11-25 20:28:05,043 ERROR [waldur] " + text;
    if (shape == "json")
        return jsonText(text);
    if (shape == "json in json")
        return jsonText(jsonText(text));
    if (shape == "page") {
        QByteArray page = text;
        return page.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#x27;");
    }
    if (shape == "crlf")
        return QByteArray(text).replace('\n', "\r\n");
    if (shape == "docker")
        return dockerText(text);
    if (shape == "docker, attributes first")
        return recorded(escaped(text + '\n').replace("\\n", "\\n\n").chopped(1),
                        "{\"attrs\":{\"tag\":\"agent\"},\"time\":\"TIMEZ\",\"log\":\"", "\",\"stream\":\"stderr\"}");
    if (shape == "kubernetes")
        return recorded(text, "TIMEZ stderr F ", "");
    if (shape == "kubernetes, crlf")
        return recorded(text, "TIME+02:00 stderr F ", "\r");
    if (shape == "syslog")
        return recorded(text, "<131>1 TIMEZ agent-1 waldur 412 - - ", "");
    if (shape == "gitlab")
        return recorded(text, "TIMEZ 01E ", "");
    if (shape == "tabs, crlf")
        return withPrefix(text, "\t").replace('\n', "\r\n");
    if (shape == "colours")
        return coloured(text);
    if (shape == "docker, colours")
        return dockerText(coloured(text));
    if (shape == "kubernetes, colours")
        return recorded(coloured(text), "TIMEZ stderr F ", "");
    if (shape == "json, colours")
        return jsonText(coloured(text));
    QByteArray loguru = QByteArray(text).replace("\n  File", "\n\n  File");
    const qsizetype first = loguru.indexOf("\n  File");
    return first < 0 ? loguru : loguru.replace(first + 1, 2, "> ");
}

bool isWhole(const Traceback &parsed, qsizetype size)
{
    qsizetype at = 0;
    for (const Piece &piece : parsed.pieces) {
        if (piece.span.begin != at)
            return false;
        at = piece.span.end;
    }
    return at == size;
}

QByteArray frameText(const Traceback &parsed, const QByteArray &text)
{
    const auto at = parsed.lastAgentFrame();
    if (!at)
        return {};
    const Frame &frame = parsed.steps[std::size_t(at->step)].frames[std::size_t(at->frame)];
    // Escaped once or twice, a stroke of Windows is two or four.
    QByteArray path = frame.path.of(text).toByteArray().replace('\\', '/');
    while (path.contains("//"))
        path.replace("//", "/");
    const qsizetype package = path.indexOf("site-packages/");
    path = package < 0 ? path : path.sliced(package + 14);
    return path + ':' + QByteArray::number(frame.line);
}

} // namespace

class TestFieldGroups : public QObject
{
    Q_OBJECT

private slots:
    void oneGroupAFault();
    void marksTheLeafOfAGroup();
    void readsEveryShape_data();
    void readsEveryShape();
    void readsRich();
    void readsIPython();
    void readsNewestFirst();
    void readsRemote();
    void readsTheReprOfAGroup_data();
    void readsTheReprOfAGroup();
    void hostileShapesTakeLinearSteps_data();
    void hostileShapesTakeLinearSteps();
};

void TestFieldGroups::oneGroupAFault()
{
    QVERIFY(samples().size() > 450);
    QHash<QByteArray, QByteArray> faultOf;
    QHash<QByteArray, QByteArray> keyOf;
    // Both are the same call and the same message of the reader; only what the server answered differs, and neither
    // text has it.
    const QByteArray lookAlike = "shape_not_well_formed";
    const QByteArray itsDouble = "one_html";
    for (const Sample &one : samples()) {
        if (one.fault == lookAlike)
            continue;
        const Fingerprint print = fingerprint(one.error);
        const QByteArray json = canonicalJson(print.components, GroupingLevel::Normal);
        QVERIFY2(faultOf.value(print.normal, one.fault) == one.fault,
                 (one.fault + " with " + faultOf.value(print.normal) + json).constData());
        QVERIFY2(keyOf.value(one.fault, print.normal) == print.normal, (one.fault + json).constData());
        faultOf.insert(print.normal, one.fault);
        keyOf.insert(one.fault, print.normal);
    }
    const auto known =
        std::find_if(samples().begin(), samples().end(), [&](const Sample &one) { return one.fault == lookAlike; });
    QVERIFY(known != samples().end());
    QCOMPARE(fingerprint(known->error).normal, keyOf.value(itsDouble));
}

void TestFieldGroups::marksTheLeafOfAGroup()
{
    int groups = 0;
    for (const Sample &one : samples()) {
        if (one.frame.isEmpty())
            continue;
        ++groups;
        const Traceback parsed = parseTraceback(one.error.traceback, one.error.message);
        QCOMPARE(frameText(parsed, one.error.traceback), one.frame);
    }
    QVERIFY(groups >= 15);
}

void TestFieldGroups::readsEveryShape_data()
{
    QTest::addColumn<QByteArray>("shape");
    for (const char *const shape : {"journald",
                                    "quoted",
                                    "tabs",
                                    "first line",
                                    "json",
                                    "json in json",
                                    "crlf",
                                    "loguru",
                                    "page",
                                    "docker",
                                    "docker, attributes first",
                                    "kubernetes",
                                    "kubernetes, crlf",
                                    "syslog",
                                    "gitlab",
                                    "tabs, crlf",
                                    "colours",
                                    "docker, colours",
                                    "kubernetes, colours",
                                    "json, colours"})
        QTest::newRow(shape) << QByteArray(shape);
}

void TestFieldGroups::readsEveryShape()
{
    QFETCH(QByteArray, shape);
    for (const Sample &one : samples()) {
        if (one.set != "run")
            continue;
        const QByteArray text = reshaped(one.error.traceback, shape);
        const Traceback parsed = parseTraceback(text, one.error.message);
        QVERIFY2(isWhole(parsed, text.size()), one.fault.constData());
        const Traceback plain = parseTraceback(one.error.traceback, one.error.message);
        QCOMPARE(parsed.steps.size(), plain.steps.size());
        QCOMPARE(frameText(parsed, text), frameText(plain, one.error.traceback));
        // Of what the key is made, so that a failure names the part that differs.
        QCOMPARE(canonicalJson(fingerprint({one.error.message, text}).components, GroupingLevel::Normal),
                 canonicalJson(fingerprint(one.error).components, GroupingLevel::Normal));
    }
}

void TestFieldGroups::readsRich()
{
    const QByteArray text =
        "\u256D\u2500\u2500\u2500\u2500 Traceback (most recent call last) \u2500\u2500\u2500\u2500\u256E\n"
        "\u2502 /opt/a/lib/python3.12/site-packages/waldur_site_agent/common \u2502\n"
        "\u2502 /processors.py:12 in process_request                         \u2502\n"
        "\u2502                                                              \u2502\n"
        "\u2502    11 \u2502   request = x                                      \u2502\n"
        "\u2502 \u2771  12 \u2502   \u2502   self.backend.list_resources()                \u2502\n"
        "\u2502 \u256D\u2500\u2500 locals \u2500\u2500\u256E                                            \u2502\n"
        "\u2502 \u2502 x = 'secret' \u2502                                           \u2502\n"
        "\u2502 \u2570\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u256F                                            "
        "\u2502\n"
        "\u2502 /opt/site-packages/waldur_site_agent_x/client.py:5 in list_resources \u2502\n"
        "\u2502 \u2771   5 \u2502   raise BackendError(msg)                              \u2502\n"
        "\u2570\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u256F\n"
        "BackendError: No quota for alpha\n";
    const QByteArray message = "No quota for alpha";
    const Traceback parsed = parseTraceback(text, message);
    QVERIFY(isWhole(parsed, text.size()));
    QCOMPARE(parsed.steps.size(), std::size_t(1));
    const Step &step = parsed.steps.front();
    QCOMPARE(step.type.of(text).toByteArray(), QByteArray("BackendError"));
    QCOMPARE(step.frames.size(), std::size_t(2));
    QCOMPARE(step.frames[0].module, QByteArray("waldur_site_agent/common/processors"));
    QCOMPARE(step.frames[1].source.size(), std::size_t(1));
    QCOMPARE(step.frames[1].source[0].text.of(text).toByteArray(), QByteArray("raise BackendError(msg)"));
    QCOMPARE(frameText(parsed, text), QByteArray("waldur_site_agent_x/client.py:5"));
}

void TestFieldGroups::readsIPython()
{
    const QByteArray text = "---------------------------------------------------------------------------\n"
                            "BackendError                              Traceback (most recent call last)\n"
                            "Cell In[3], line 1\n"
                            "----> 1 run()\n"
                            "\n"
                            "File /opt/site-packages/waldur_site_agent_x/client.py:5, in list_resources(self)\n"
                            "      4 def f():\n"
                            "----> 5     raise BackendError(msg)\n"
                            "\n"
                            "/opt/site-packages/waldur_site_agent_x/old.py in inner(a)\n"
                            "      6 def f():\n"
                            "----> 7     raise BackendError(msg)\n"
                            "\n"
                            "BackendError: no list\n";
    const Traceback parsed = parseTraceback(text, "no list");
    QVERIFY(isWhole(parsed, text.size()));
    QCOMPARE(parsed.steps.size(), std::size_t(1));
    QCOMPARE(parsed.steps[0].frames.size(), std::size_t(3));
    QCOMPARE(parsed.steps[0].frames[1].function.of(text).toByteArray(), QByteArray("list_resources"));
    QCOMPARE(frameText(parsed, text), QByteArray("waldur_site_agent_x/old.py:7"));
}

void TestFieldGroups::readsNewestFirst()
{
    const QByteArray text = "waldur_site_agent.backend.exceptions.BackendError: no list\n"
                            "  File \"/o/site-packages/waldur_site_agent_x/client.py\", line 5, in inner\n"
                            "    raise BackendError(msg)\n"
                            "  File \"/o/site-packages/waldur_site_agent/common/processors.py\", line 2, in outer\n"
                            "    call()\n";
    const Traceback parsed = parseTraceback(text, "no list");
    QVERIFY(isWhole(parsed, text.size()));
    QCOMPARE(parsed.steps.size(), std::size_t(1));
    QCOMPARE(parsed.steps[0].frames.size(), std::size_t(2));
    QCOMPARE(frameText(parsed, text), QByteArray("waldur_site_agent_x/client.py:5"));
}

void TestFieldGroups::readsRemote()
{
    const QByteArray text = "multiprocessing.pool.RemoteTraceback: \n"
                            "\"\"\"\n"
                            "Traceback (most recent call last):\n"
                            "  File \"/o/site-packages/waldur_site_agent_x/tasks.py\", line 4, in pull\n"
                            "    a, b = c\n"
                            "ValueError: odd\n"
                            "\"\"\"\n"
                            "\n"
                            "The above exception was the direct cause of the following exception:\n"
                            "\n"
                            "Traceback (most recent call last):\n"
                            "  File \"/o/lib/python3.12/multiprocessing/pool.py\", line 774, in get\n"
                            "    raise self._value\n"
                            "ValueError: odd\n";
    const Traceback parsed = parseTraceback(text, "odd");
    QVERIFY(isWhole(parsed, text.size()));
    QCOMPARE(parsed.steps.size(), std::size_t(2));
    QCOMPARE(parsed.steps[0].type.of(text).toByteArray(), QByteArray("ValueError"));
    QVERIFY(parsed.steps[1].relation == Relation::Cause);
    QCOMPARE(frameText(parsed, text), QByteArray("waldur_site_agent_x/tasks.py:4"));
}

void TestFieldGroups::readsTheReprOfAGroup_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("types");
    QTest::addColumn<QByteArrayList>("messages");
    const auto row = [](const char *text, const QByteArrayList &types, const QByteArrayList &messages) {
        QTest::newRow(text) << QByteArray(text) << types << messages;
    };
    row("ExceptionGroup('unhandled errors in a TaskGroup', [BackendError('No quota for alpha'), ValueError(\"it's "
        "odd\")])",
        {"BackendError", "ValueError"}, {"No quota for alpha", "it's odd"});
    row("ExceptionGroup('one', [ConnectionRefusedError(111, 'Connection refused')])\n", {"ConnectionRefusedError"},
        {"111, 'Connection refused'"});
    row("exceptiongroup.ExceptionGroup('outer', [ExceptionGroup('inner', [TypeError('a (b]'), KeyError('x')]), "
        "OSError()])",
        {"TypeError", "KeyError", "OSError"}, {"a (b]", "x", ""});
    row("BaseExceptionGroup(\"two\", [httpx.ReadTimeout('first\\nsecond'), E(x={'a': ')'})])",
        {"httpx.ReadTimeout", "E"}, {"first second", "x={'a': ')'}"});
    // Cut off, or something else: no group.
    row("ExceptionGroup('one', [ValueError('a'), ValueErr", {}, {});
    row("ExceptionGroup('one', [ValueError(", {}, {});
    row("ExceptionGroup(", {}, {});
    row("ExceptionGroup('one', [ValueError('a\\", {}, {});
    row("raised ExceptionGroup('one', [ValueError('a')])", {}, {});
}

void TestFieldGroups::readsTheReprOfAGroup()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, types);
    QFETCH(QByteArrayList, messages);
    const Traceback parsed = parseTraceback(text, {});
    QVERIFY(isWhole(parsed, text.size()));
    QByteArrayList found;
    QByteArrayList said;
    for (const Step &step : parsed.steps) {
        if (!step.members.empty() || step.type.of(text).endsWith("Group"))
            continue;
        found.append(step.type.of(text).toByteArray());
        said.append(messageOf(text, step).replace("\\n", " "));
    }
    QCOMPARE(found, types);
    QCOMPARE(said, messages);
}

void TestFieldGroups::hostileShapesTakeLinearSteps_data()
{
    QTest::addColumn<QByteArray>("text");
    const int times = 100'000;
    QTest::newRow("headers") << QByteArray("x Traceback (most recent call last):\\n").repeated(times / 4);
    QTest::newRow("strokes") << "Traceback (most recent call last):" + QByteArray("\\").repeated(times) + 'n';
    QTest::newRow("boxes") << "\u256D Traceback (most recent call last) \u256E\n" +
                                  QByteArray("\u2502 a \u2502\n").repeated(times);
    QTest::newRow("arrows") << "E Traceback (most recent call last)\n" + QByteArray("a.py in f\n").repeated(times);
    QTest::newRow("records") << QByteArray("{\"log\":\"Traceback (most recent call last):\\n\"}\n").repeated(times / 4);
    QTest::newRow("members") << "ExceptionGroup('a', [" + QByteArray("E('x'), ").repeated(times);
    QTest::newRow("groups") << QByteArray("ExceptionGroup('a', [").repeated(times / 4);
    QTest::newRow("bare frames") << QByteArray("File \"a\", line 1\n").repeated(times);
    QTest::newRow("folded") << "Traceback (most recent call last):" +
                                   QByteArray(" File \"a\", line 1, in f").repeated(times);
    QTest::newRow("escapes") << QByteArray("\x1b]").repeated(times * 5);
    QTest::newRow("addresses") << QByteArray("://").repeated(times * 3);
}

void TestFieldGroups::hostileShapesTakeLinearSteps()
{
    QFETCH(QByteArray, text);
    const Traceback parsed = parseTraceback(text, "x");
    QVERIFY(isWhole(parsed, text.size()));
    QCOMPARE(fingerprint({text.first(1000), text}).normal.size(), qsizetype(19));
}

QTEST_APPLESS_MAIN(TestFieldGroups)
#include "tst_fieldgroups.moc"
