// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/redaction.h"

#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <map>

using namespace waldesk::domain;

namespace
{

/// Of this process: others on the machine do not count.
double cpuSeconds()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

struct Labelled {
    QByteArray fault;
    QByteArray set; ///< `run`, `pair` ...; may be empty
    ErrorText error;
};

std::vector<Labelled> load(const QString &path)
{
    QFile file(path);
    std::vector<Labelled> found;
    if (!file.open(QIODevice::ReadOnly))
        return found;
    while (!file.atEnd()) {
        const QJsonObject one = QJsonDocument::fromJson(file.readLine()).object();
        if (!one.isEmpty())
            found.push_back(
                {one.value(u"fault").toString().toUtf8(),
                 one.value(u"set").toString(one.value(u"id").toString().section(QLatin1Char('/'), 0, 0)).toUtf8(),
                 {one.value(u"error_message").toString().toUtf8(), one.value(u"error_traceback").toString().toUtf8()}});
    }
    return found;
}

struct Score {
    double precision = 1;
    double recall = 1;
    qsizetype groups = 0;
};

double pairs(double n)
{
    return n * (n - 1) / 2;
}

Score score(const std::vector<Labelled> &errors, const std::function<QByteArray(const ErrorText &)> &keyOf)
{
    std::map<std::pair<QByteArray, QByteArray>, int> both;
    std::map<QByteArray, int> byKey;
    std::map<QByteArray, int> byFault;
    for (const Labelled &one : errors) {
        const QByteArray key = keyOf(one.error);
        ++both[{key, one.fault}];
        ++byKey[key];
        ++byFault[one.fault];
    }
    double right = 0;
    double together = 0;
    double wanted = 0;
    for (const auto &entry : both)
        right += pairs(entry.second);
    for (const auto &entry : byKey)
        together += pairs(entry.second);
    for (const auto &entry : byFault)
        wanted += pairs(entry.second);
    return {together > 0 ? right / together : 1, wanted > 0 ? right / wanted : 1, qsizetype(byKey.size())};
}

QByteArray firstLine(const ErrorText &error)
{
    const QByteArray last = error.traceback.trimmed();
    const QByteArray line = last.sliced(last.lastIndexOf('\n') + 1);
    const qsizetype end = error.message.indexOf('\n');
    return line.first(std::max<qsizetype>(line.indexOf(':'), 0)) + '|' +
           (end < 0 ? error.message : error.message.first(end));
}

void print(const char *name, const Score &score)
{
    std::printf("  %-22s precision %.3f  recall %.3f  groups %lld\n", name, score.precision, score.recall,
                static_cast<long long>(score.groups));
}

/// Both rules, and two that anyone would try first.
void compare(const std::vector<Labelled> &errors)
{
    print("rule w2", score(errors, [](const ErrorText &e) { return fingerprint(e).normal; }));
    print("rule w1", score(errors, [](const ErrorText &e) { return keyByW1(e); }));
    print("type and first line", score(errors, firstLine));
    print("whole text", score(errors, [](const ErrorText &e) { return e.message + '\0' + e.traceback; }));
}

void compareBySet(const std::vector<Labelled> &errors)
{
    std::map<QByteArray, std::vector<Labelled>> sets;
    for (const Labelled &one : errors)
        sets[one.set].push_back(one);
    if (sets.size() < 2)
        return;
    for (const auto &[name, part] : sets) {
        std::printf("set %s, %zu errors\n", name.constData(), part.size());
        compare(part);
    }
}

/// Where faults meet or part, for whoever works on the rule.
void explain(const std::vector<Labelled> &errors)
{
    QHash<QByteArray, QByteArray> faultOf;
    QHash<QByteArray, QByteArray> firstOf;
    for (const Labelled &one : errors) {
        const Fingerprint print = fingerprint(one.error);
        const QByteArray json = canonicalJson(print.components, GroupingLevel::Normal);
        if (const QByteArray other = faultOf.value(print.normal, one.fault); other != one.fault)
            std::printf("  together: %s, %s: %s\n", other.constData(), one.fault.constData(), json.constData());
        faultOf.insert(print.normal, one.fault);
        const QByteArray first = firstOf.value(one.fault, json);
        if (first != json)
            std::printf("  apart: %s:\n    %s\n    %s\n", one.fault.constData(), first.constData(), json.constData());
        firstOf.insert(one.fault, first);
    }
}

void speed(const std::vector<Labelled> &errors)
{
    constexpr qint64 Wanted = 40'000;
    const auto rounds = std::max<qint64>(1, Wanted / qint64(errors.size()));
    const double begin = cpuSeconds();
    qsizetype sum = 0;
    for (qint64 round = 0; round < rounds; ++round) {
        for (const Labelled &one : errors)
            sum += fingerprint(one.error).normal.size();
    }
    const double seconds = cpuSeconds() - begin;
    qint64 bytes = 0;
    for (const Labelled &one : errors)
        bytes += one.error.message.size() + one.error.traceback.size();
    std::printf("%.0f errors/s on one core (%.1f KB each, %lld keys)\n",
                double(rounds) * double(errors.size()) / seconds, double(bytes) / double(errors.size()) / 1000,
                static_cast<long long>(sum / 19));
}

double nanosecondsPerByte(const QByteArray &text, const QByteArray &message)
{
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const int times = std::max(1, int(2'000'000 / text.size()));
        const double begin = cpuSeconds();
        qsizetype pieces = 0;
        for (int i = 0; i < times; ++i)
            pieces += qsizetype(parseTraceback(text, message).pieces.size());
        if (pieces > 0)
            best = std::min(best, (cpuSeconds() - begin) * 1e9 / times / double(text.size()));
    }
    return best;
}

void linearity(const std::vector<Labelled> &errors)
{
    const auto largest = std::max_element(errors.begin(), errors.end(), [](const Labelled &a, const Labelled &b) {
        return a.error.traceback.size() < b.error.traceback.size();
    });
    QByteArray text;
    const QByteArray link = "\nThe above exception was the direct cause of the following exception:\n\n";
    while (text.size() < 5'000)
        text += largest->error.traceback + link;
    const QByteArray large = text.repeated(5'000'000 / text.size());
    const double few = nanosecondsPerByte(text, largest->error.message);
    const double many = nanosecondsPerByte(large, largest->error.message);
    std::printf("parser: %.2f ns/byte at %.0f KB, %.2f ns/byte at %.1f MB, ratio %.2f\n", few,
                double(text.size()) / 1e3, many, double(large.size()) / 1e6, many / few);
}

/// A megabyte of what would cost most if anything were read twice.
void hostile()
{
    constexpr qsizetype Size = 1024 * 1024;
    (void)redacted("the table of secrets is compiled at the first use");
    for (const char *const unit : {"://",
                                   "\x1b]",
                                   "x=(",
                                   "'\"",
                                   "Traceback (most recent call last):\n",
                                   "Traceback (most recent call last):\\n",
                                   "\n>",
                                   "\n> ",
                                   "a_b.c-d ",
                                   "password='",
                                   "\"\"\"",
                                   "[",
                                   "(",
                                   "'",
                                   "\\n",
                                   "docker login -p ",
                                   "-----BEGIN RSA PRIVATE KEY-----\n",
                                   "Authorization: ",
                                   "Cookie: ",
                                   "File \"a\", line 1\n"}) {
        const QByteArray text = QByteArray(unit).repeated(Size / qsizetype(qstrlen(unit)));
        const double begin = cpuSeconds();
        const qsizetype size = fingerprint({text, text}).normal.size();
        const double grouped = cpuSeconds();
        const Redacted left = redacted(text);
        std::printf("hostile 1 MB of %-40s grouped %5.1f ms, masked %5.1f ms, %4.1f bytes read a byte (%lld)\n",
                    QByteArray(unit).toPercentEncoding(" ()=>'").constData(), (grouped - begin) * 1000,
                    (cpuSeconds() - grouped) * 1000, double(left.bytesRead) / double(text.size()),
                    static_cast<long long>(size + left.text.size()));
    }
}

} // namespace

/// bench_grouping [--explain] FILE.jsonl: lines {fault, set, error_message, error_traceback}.
int main(int argc, char *argv[])
{
    QString path = QStringLiteral(WALDESK_SOURCE_DIR "/tests/models/domain/cause/data/field.jsonl");
    bool explains = false;
    for (int i = 1; i < argc; ++i) {
        if (QByteArrayView(argv[i]) == QByteArrayView("--explain"))
            explains = true;
        else
            path = QString::fromLocal8Bit(argv[i]);
    }
    const std::vector<Labelled> errors = load(path);
    if (errors.empty()) {
        std::fprintf(stderr, "No errors in %s.\n", qPrintable(path));
        return 2;
    }
    QHash<QByteArray, int> faults;
    for (const Labelled &one : errors)
        ++faults[one.fault];
    std::printf("%zu errors of %lld faults\n", errors.size(), static_cast<long long>(faults.size()));
    compare(errors);
    compareBySet(errors);
    if (explains)
        explain(errors);
    speed(errors);
    linearity(errors);
    hostile();
    return 0;
}
